from __future__ import annotations

from dataclasses import replace

import pytest

from review.domain.allocation import (
    Allocation,
    AllocationBroken,
    Pair,
    Unfilled,
    check_allocation,
    explain_unfilled,
    loads_of,
    over_caps,
)
from review.domain.candidates import (
    AllocationRules,
    Bar,
    CaseToAllocate,
    Reviewer,
)

RULES = AllocationRules()
SAME_COUNTY = AllocationRules(bar_same_area=True)
CASE = CaseToAllocate(
    key="c1",
    part="law",
    handlers=frozenset({"lead", "second"}),
    firms=frozenset({"firm-a", "firm-b"}),
    area="county",
    kind="civil",
)
STRANGER = Reviewer("r1", person="p1", firms=frozenset({"firm-z"}), area="elsewhere")


def one(name: str) -> frozenset[str]:
    return frozenset({name})


def test_unfilled_counts_every_reviewer_once_and_says_so_in_sentences() -> None:
    reviewers = [
        replace(STRANGER, key="reads-it"),
        replace(STRANGER, key="other-part"),
        replace(STRANGER, key="full", cap=3, load=3),
        replace(STRANGER, key="conflicted", person="lead", firms=one("firm-a")),
        replace(STRANGER, key="colleague", firms=one("firm-b")),
        replace(STRANGER, key="declared", declared_cases=one("c1")),
    ]
    pairs = [Pair("c1", "law", 1, "reads-it"), Pair("c1", "formal", 1, "other-part")]

    (unfilled,) = explain_unfilled([CASE], reviewers, RULES, pairs)

    assert unfilled == Unfilled(
        case="c1",
        part="law",
        wanted=2,
        missing=1,
        n_reviewers=6,
        n_candidates=3,
        removed={Bar.OWN_CASE: 1, Bar.OWN_FIRM: 1, Bar.DECLARED: 1},
        n_other_part=1,
        n_at_cap=1,
    )
    assert [str(sentence) for sentence in unfilled.sentences] == [
        "Places that stay empty: 1 of 2.",
        "Of 6 reviewers, 3 may read this case.",
        "1 handled the case.",
        "1 belongs to the firm of a handler.",
        (
            "1 has declared a conflict of interest, or is kept apart from the file, "
            "for instance because another campaign gave it to them."
        ),
        "1 reads another part of this case.",
        "1 has no room left under the limit.",
    ]


def test_sentences_say_nothing_about_what_removed_nobody() -> None:
    (unfilled,) = explain_unfilled([CASE], [], RULES, [])

    assert [str(sentence) for sentence in unfilled.sentences] == [
        "Places that stay empty: 2 of 2.",
        "Of 0 reviewers, 0 may read this case.",
    ]


def test_filled_cases_are_not_explained() -> None:
    pairs = [Pair("c1", "law", 1, "r1"), Pair("c1", "law", 2, "r2")]

    assert explain_unfilled([CASE], [STRANGER], RULES, pairs) == ()


def test_loads_add_the_new_pairs_to_the_earlier_load() -> None:
    reviewers = [replace(STRANGER, load=4), replace(STRANGER, key="r2")]

    assert loads_of(reviewers, [Pair("c1", "", 1, "r1")]) == {"r1": 5, "r2": 0}


OTHER = replace(STRANGER, key="r2", person="p2")
GOOD = (Pair("c1", "law", 1, "r1"), Pair("c1", "law", 2, "r2"))


def checked(
    *pairs: Pair,
    loads: dict[str, int] | None = None,
    reviewers: tuple[Reviewer, ...] = (STRANGER, OTHER),
    report: bool = True,
) -> None:
    unfilled = explain_unfilled([CASE], reviewers, RULES, pairs) if report else ()
    loads = loads_of(reviewers, pairs) if loads is None else loads
    check_allocation(
        Allocation(pairs, unfilled, loads),
        cases=[CASE],
        reviewers=reviewers,
        rules=RULES,
    )


def test_check_passes_a_complete_and_a_reported_partial_allocation() -> None:
    checked(*GOOD)
    checked(GOOD[1])
    checked()


def test_check_passes_a_reviewer_who_was_over_the_cap_before() -> None:
    checked(*GOOD, reviewers=(STRANGER, OTHER, Reviewer("r3", cap=1, load=2)))


CAPPED = (replace(STRANGER, cap=1, load=1), OTHER)
CONFLICTED = (replace(STRANGER, firms=one("firm-a")), OTHER)


@pytest.mark.parametrize(
    ("pairs", "change", "sentence"),
    [
        ([Pair("c9", "law", 1, "r1")], {}, "Case c9 or reviewer r1 is not in"),
        ([Pair("c1", "law", 1, "r9")], {}, "Case c1 or reviewer r9 is not in"),
        (GOOD, {"reviewers": CONFLICTED}, "r1 is in the firm of a handler of case c1"),
        ([GOOD[0], Pair("c1", "law", 2, "r1")], {}, "r1 would read case c1 more than"),
        ([GOOD[0], Pair("c1", "law", 1, "r2")], {}, "slots of case c1 do not add up"),
        ([GOOD[0], Pair("c1", "law", 3, "r2")], {}, "slots of case c1 do not add up"),
        ([GOOD[0]], {"report": False}, "slots of case c1 do not add up"),
        (GOOD, {"reviewers": CAPPED}, "Reviewer r1 has more cases than allowed"),
        (GOOD, {"loads": {"r1": 1, "r2": 0}}, "The loads do not match"),
    ],
)
def test_check_refuses(
    pairs: list[Pair], change: dict[str, object], sentence: str
) -> None:
    with pytest.raises(AllocationBroken, match=sentence):
        checked(*pairs, **change)


@pytest.mark.parametrize(
    ("held", "more", "cap", "expected"),
    [
        (2, 1, 3, None),
        (3, 1, 3, 4),
        # A limit set below what is held: nothing more, not even what was held before.
        (4, 1, 3, 5),
        (0, 2, 1, 2),
        (9, 9, None, None),
    ],
)
def test_files_that_go_over_a_cap_are_counted(
    held: int, more: int, cap: int | None, expected: int | None
) -> None:
    found = over_caps({"r": held, "other": 99}, {"r": more}, {"r": cap, "other": 1})
    assert [(each.reviewer, each.n) for each in found] == (
        [("r", expected)] if expected else []
    )
