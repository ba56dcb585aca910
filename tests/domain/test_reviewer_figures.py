"""Figures of reviewers, counted by hand: agreement, decisions lost, repeated sheets."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from review.domain.appeals import Cause, Ruling
from review.domain.item_figures import wilson
from review.domain.likeness import Comparer
from review.domain.reads import Purpose
from review.domain.reconsidered import Reconsidered
from review.domain.reviewer_figures import (
    ReviewerFigure,
    SettledRead,
    Share,
    clustered,
    in_steps,
    repeated,
    reviewer_figures,
    shown_to_oneself,
)
from tests.domain.builders import item, points_scheme, section

SCHEME = points_scheme(section("s", item("a"), item("b"), item("c")))
A, B, C, T, L = "ABCTL"


def read(
    reader: str,
    choices: Sequence[str] | None,
    *,
    file: int = 0,
    purpose: Purpose = Purpose.COUNTED,
    grade: str | None = "good",
    is_used: bool = True,
    is_rescored: bool = False,
) -> SettledRead:
    return SettledRead(
        file, "", 1, reader, purpose, choices, grade, is_used, is_rescored
    )


def third(choices: Sequence[str | None], **more: object) -> SettledRead:
    return read(T, choices, purpose=Purpose.THIRD, **more)  # type: ignore[arg-type]


def lead(choices: Sequence[str], **more: object) -> SettledRead:
    return read(L, choices, purpose=Purpose.ADJUDICATION, **more)  # type: ignore[arg-type]


def figures(*files: Sequence[SettledRead]) -> dict[str, ReviewerFigure]:
    return reviewer_figures(files, {1: Comparer(SCHEME)})


def parts(share: Share) -> tuple[int, int, int]:
    return share.n_files, share.part, share.whole


def test_an_upheld_objection_counts_for_whoever_had_answered_otherwise() -> None:
    files = [[read(A, "200", file=n), read(B, "000", file=n)] for n in range(6)]
    error = Ruling.UPHELD, Cause.REVIEWER_ERROR, "0"
    points = [Reconsidered(n, 1, "a", *error) for n in range(5)]

    found = reviewer_figures(
        files, {1: Comparer(SCHEME)}, {(A, n) for n in range(6)} | {(B, 1)}, points
    )

    assert (parts(found[A].upheld), parts(found[B].upheld)) == ((5, 5, 5), (1, 0, 1))
    assert parts(figures(*files)[A].upheld) == (0, 0, 0)


def test_the_partner_only_describes_and_an_agreed_file_decides_nothing() -> None:
    found = figures([read(A, "000"), read(B, "002")])

    assert parts(found[A].partner.same) == (1, 2, 3)
    assert found[A].partner == found[B].partner
    assert parts(found[A].decision.same) == (0, 0, 0)
    assert parts(found[A].lost) == (0, 0, 0)


def test_three_first_readers_are_compared_with_both_others() -> None:
    found = figures([read(A, "000"), read(B, "000"), read(C, "222")])

    assert parts(found[A].partner.same) == (1, 3, 6)
    assert parts(found[C].partner.same) == (1, 0, 6)


USED, NOT = {"is_used": True}, {"is_used": False}
LOST, WON, NOBODY = (1, 1, 1), (1, 0, 1), (0, 0, 0)


@pytest.mark.parametrize(
    ("reads", "first", "second"),
    [
        # A third reader: the nearer of the first two stays in the result.
        ([read(A, "000"), read(B, "999", **NOT), third("001")], WON, LOST),
        # As near to both: all three make the result, and nobody lost.
        ([read(A, "000"), read(B, "222"), third("111")], WON, WON),
        # Disputed items: whose answers stood on more of them.
        (
            [
                read(A, "000", is_rescored=True),
                read(B, "022", is_rescored=True),
                third([None, "2", "2"], **NOT),
            ],
            LOST,
            WON,
        ),
        (
            [
                read(A, "000", is_rescored=True),
                read(B, "022", is_rescored=True),
                third([None, "0", "2"], **NOT),
            ],
            WON,
            WON,
        ),
        # A panel of three: the majority's grade is the decided one.
        (
            [
                read(A, "000", grade="good", **NOT),
                read(B, "999", grade="fail", **NOT),
                third("000", grade="good"),
                third("001", grade="good"),
                third("999", grade="fail", **NOT),
            ],
            WON,
            LOST,
        ),
        # The lead decides after a third reader who was apart from both.
        (
            [
                read(A, "000", grade="good", **NOT),
                read(B, "999", grade="fail", **NOT),
                third("555", grade="pass", **NOT),
                lead("999", grade="fail"),
            ],
            LOST,
            WON,
        ),
        # The lead found that nothing can be said: nobody lost.
        (
            [
                read(A, "000", **NOT),
                read(B, "999", **NOT),
                lead("000", grade=None),
            ],
            NOBODY,
            NOBODY,
        ),
        # One reading alone has nobody to lose against.
        ([read(A, "000", **NOT), lead("999", grade="fail")], NOBODY, None),
    ],
)
def test_a_decision_is_lost_by_whom_it_went_against(
    reads: list[SettledRead],
    first: tuple[int, int, int],
    second: tuple[int, int, int] | None,
) -> None:
    found = figures(reads)

    assert parts(found[A].lost) == first
    assert (parts(found[B].lost) if B in found else None) == second


def test_items_are_held_against_what_decided_them() -> None:
    found = figures(
        [read(A, "000", **NOT), read(B, "999", **NOT), third("555"), lead("009")]
    )

    assert parts(found[A].decision.same) == (1, 2, 3)
    assert parts(found[B].decision.same) == (1, 1, 3)
    assert T not in found


def test_a_review_on_paper_without_answers_can_only_lose() -> None:
    found = figures([read(A, None), read(B, "999", **NOT), third("000")])

    assert parts(found[A].partner.same) == (0, 0, 0)
    assert parts(found[A].lost) == WON
    assert parts(found[A].repeated) == (0, 0, 0)


def test_the_most_frequent_sheet_counts_beside_that_of_the_others() -> None:
    same = [[read(A, "000", file=n), read(B, f"{n}00", file=n)] for n in range(6)]
    (found, other) = figures(*same)[A], figures(*same)[B]

    assert parts(found.repeated) == (6, 6, 6)
    assert parts(found.repeated_beside) == (6, 0, 6)
    assert found.repeats_more
    assert not other.repeats_more


def test_like_sheets_of_good_files_are_nothing_to_look_at() -> None:
    same = [[read(A, "000", file=n), read(B, "000", file=n)] for n in range(9)]

    assert not figures(*same)[A].repeats_more


def test_sheets_of_two_schemes_are_told_apart() -> None:
    sheets = [(1, "", "x"), (1, "", "x"), (2, "", "x"), (2, "", "y")]

    assert parts(repeated(sheets)) == (4, 2, 4)


@pytest.mark.parametrize(("n_files", "is_told"), [(4, False), (5, True)])
def test_few_files_tell_nothing(n_files: int, is_told: bool) -> None:
    assert Share.of([(1, 2)] * n_files).is_told is is_told


def test_items_of_one_file_say_less_than_as_many_files() -> None:
    """All right or all wrong by file: ten items of a file are one observation."""
    by_file = clustered([(10, 10)] * 6 + [(0, 10)] * 4)
    apart = clustered([(1, 1)] * 6 + [(0, 1)] * 4)
    even = clustered([(6, 10)] * 10)

    assert by_file == apart == wilson(6, 10)
    assert even == wilson(60, 100)
    assert clustered([(3, 10)]) is None


def test_all_alike_is_as_sure_as_the_number_of_files() -> None:
    assert clustered([(30, 30)] * 8) == wilson(8, 8)


def test_nobody_learns_that_a_partner_always_agreed() -> None:
    assert [shown_to_oneself(each) for each in (0, 0.5, 1)] == [0.05, 0.5, 0.95]


@pytest.mark.parametrize(
    ("n", "is_over", "counted"),
    [
        (4, False, 0),
        (9, False, 0),
        (10, False, 10),
        (19, False, 10),
        (20, False, 20),
        (4, True, 0),
        (5, True, 5),
        (14, True, 10),
        (15, True, 15),
    ],
)
def test_files_count_in_whole_steps_and_at_the_end_with_the_rest(
    n: int, is_over: bool, counted: int
) -> None:
    files = list(range(100, 100 + n))

    found = in_steps({"one": files}, is_over=is_over)

    assert found == {("one", file) for file in files[:counted]}
