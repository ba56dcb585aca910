"""What two readers made of each item: counted by hand here."""

from __future__ import annotations

from fractions import Fraction

import pytest

from review.domain.answers import Special
from review.domain.item_figures import ItemFigure, item_figures, wilson
from review.domain.schemes import ItemKind
from tests.domain.builders import item, points_scheme, section, veto

NA = {"special": "not_applicable"}
OUT = {"special": "not_done_external"}
SCHEME = points_scheme(
    section(
        "a",
        item("steps", may_not_apply=True),
        item("note", kind=ItemKind.RECORD),
        item("many"),
    )
)


def figures(*pairs: tuple[list[object], list[object]]) -> dict[str, ItemFigure]:
    return {figure.item: figure for figure in item_figures(SCHEME, pairs)}


def test_agreement_is_the_same_answer_and_the_gap_that_of_the_marks() -> None:
    found = figures(
        (["0", "", "0"], ["0", "", "2"]),
        (["3", "", "0"], ["1", "", "0"]),
        (["1", "", "0"], ["1", "", "5"]),
    )

    assert list(found) == ["steps", "many"]
    steps, many = found["steps"], found["many"]
    assert (steps.n_pairs, steps.n_agreed, steps.gap) == (3, 2, Fraction(2, 3))
    assert (many.n_pairs, many.n_agreed, many.gap) == (3, 1, Fraction(7, 3))
    assert (steps.n_reviews, steps.n_lost) == (6, 4)


def test_a_special_answer_agrees_with_itself_alone_and_has_no_mark() -> None:
    steps = figures(
        ([NA, "", "0"], [NA, "", "0"]),
        ([NA, "", "0"], ["0", "", "0"]),
        ([OUT, "", "0"], ["0", "", "0"]),
    )["steps"]

    assert (steps.n_pairs, steps.n_agreed) == (3, 1)
    assert steps.gap == 0
    assert steps.specials == {
        Special.NOT_APPLICABLE: 3,
        Special.NOT_DONE_EXTERNAL: 1,
    }


def test_a_veto_that_was_found_counts_as_taken_off() -> None:
    scheme = points_scheme(section("s", item("steps")), veto("v", "forged"))
    (*_, forged) = item_figures(scheme, [(["0", "yes"], ["0", "no"])])

    assert (forged.item, forged.n_lost, forged.n_agreed, forged.gap) == (
        *("forged", 1, 0),
        None,
    )


def test_what_one_of_them_did_not_answer_is_no_pair() -> None:
    steps = figures(([None, "", "0"], ["2", "", "0"]))["steps"]

    assert (steps.n_pairs, steps.n_agreed, steps.gap) == (0, 0, None)
    assert (steps.n_reviews, steps.n_lost, steps.interval) == (1, 1, None)


# Newcombe (1998), table I, method 3: 81/263 and 15/148, 0/20, 1/29.
@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (20, 20, 0.8389, 1.0),
    ],
)
def test_intervals_are_those_of_wilson(
    part: int, whole: int, low: float, high: float
) -> None:
    assert [round(end, 4) for end in wilson(part, whole)] == [low, high]


@pytest.mark.parametrize(("n", "is_weak"), [(4, False), (12, True)])
def test_only_a_sure_disagreement_is_called_weak(n: int, is_weak: bool) -> None:
    """Half of four may well be 80% of all; half of twelve is not."""
    half = n // 2
    same, other = (["0", "", "0"], ["0", "", "0"]), (["0", "", "0"], ["1", "", "0"])

    assert figures(*[same] * half, *[other] * half)["steps"].is_weak is is_weak
