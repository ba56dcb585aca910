from __future__ import annotations

from decimal import Decimal

import pytest

from review.domain.adjudication import (
    MOST_REASON,
    ReasonsMissing,
    ReasonTooLong,
    changed_items,
    checked_reasons,
    provenance,
)
from review.domain.answers import Answer, Finding
from review.domain.lines import answerable
from review.domain.outcomes import Origin, Provenance
from review.domain.reads import Purpose, Read
from review.domain.schemes import Combination, ItemKind, Resolution
from review.domain.scoring import score
from tests.domain.builders import (
    NA,
    D,
    answers,
    filled,
    item,
    options,
    points_scheme,
    section,
    veto,
)

SCHEME = points_scheme(
    section(
        "s",
        item("a", may_not_apply=True),
        item("b"),
        item("near", 10, gap_limit=D(5)),
        item("alt", 10, ItemKind.ALTERNATIVES, options=options(x=2, y=2)),
        item("r", 0, ItemKind.RECORD, options=options(x=0, y=0)),
        item("rest", 60),
    ),
    veto("v", "forged"),
    combination=Combination(total_gap=D(5), resolution=Resolution.DISPUTED_ITEMS),
)
ONE, TWO, OWN = "1", "2", "3"


def counted(label: str, **raw: object) -> Read:
    given = filled(SCHEME, **raw)
    verdict = score(SCHEME, given).verdict
    return Read(Purpose.COUNTED, int(label), label, verdict, answers=given)


def deciding(first: dict[str, object] | None, **last: object) -> Read:
    given = answers(SCHEME, **last)
    before = None if first is None else answers(SCHEME, **first)
    verdict = score(SCHEME, given).verdict
    return Read(Purpose.THIRD, 1, OWN, verdict, answers=given, first_view=before)


@pytest.mark.parametrize(
    ("one", "two", "first", "last", "expected"),
    [
        # Kept: also where the first view is what a review says.
        (0, 8, 4, 4, (OWN, Origin.FIRST_VIEW)),
        (0, 8, 8, 8, (OWN, Origin.FIRST_VIEW)),
        # Changed to what a review says, or to something of its own.
        (0, 8, 4, 0, (ONE, Origin.REVIEWER)),
        (0, 8, 4, 8, (TWO, Origin.REVIEWER)),
        (0, 8, 0, 8, (TWO, Origin.REVIEWER)),
        (0, 8, 4, 5, (OWN, Origin.AFTER_SEEING)),
        (NA, 8, 4, NA, (ONE, Origin.REVIEWER)),
        (0, 8, 4, NA, (OWN, Origin.AFTER_SEEING)),
    ],
)
def test_where_the_answer_to_a_disputed_item_comes_from(
    one: object, two: object, first: object, last: object, expected: tuple[str, Origin]
) -> None:
    reads = [counted(ONE, a=one), counted(TWO, a=two)]
    found = provenance(SCHEME, reads, deciding({"a": first}, a=last), ["a"])
    assert next(found) == Provenance("a", *expected)


def test_every_scored_item_is_told_and_agreed_ones_stay_as_they_are() -> None:
    reads = [
        counted(ONE, a=0, near=1, forged="yes", r="x"),
        counted(TWO, a=9, near=4, r="y"),
    ]
    third = deciding({"a": 3, "forged": "yes"}, a=9, forged="yes")
    found = list(provenance(SCHEME, reads, third, ["a", "forged"]))
    assert [(each.item, each.label, each.origin) for each in found] == [
        ("a", TWO, Origin.REVIEWER),
        ("b", "", Origin.AGREED),
        ("near", "", Origin.WITHIN_LIMIT),
        ("alt", "", Origin.AGREED),
        ("rest", "", Origin.AGREED),
        ("forged", OWN, Origin.FIRST_VIEW),
    ]


def test_an_answer_to_an_agreed_item_is_never_the_deciders() -> None:
    """Even if one should come in, it is not what stands."""
    reads = [counted(ONE, a=0), counted(TWO, a=9)]
    third = deciding({"a": 1, "b": 5}, a=1, b=5)
    found = {each.item: each for each in provenance(SCHEME, reads, third, ["a"])}
    assert found["b"] == Provenance("b", "", Origin.AGREED)


def test_a_decision_on_paper_tells_only_what_was_read_again() -> None:
    reads = [counted(ONE, a=0), counted(TWO, a=9)]
    found = provenance(SCHEME, reads, deciding(None, a=4), ["a"])
    assert list(found) == [Provenance("a", OWN)]


@pytest.mark.parametrize(
    ("first", "now", "expected"),
    [
        ({"a": 4}, {"a": 4}, ()),
        ({"a": 4}, {"a": 5}, ("a",)),
        ({"a": 4}, {"a": NA}, ("a",)),
        ({"alt": ["x"]}, {"alt": ["y"]}, ("alt",)),
        ({"alt": ["x"], "a": 1}, {"alt": ["x"], "a": 2}, ("a",)),
        ({"forged": "no"}, {"forged": "yes"}, ("forged",)),
    ],
)
def test_another_answer_is_a_change(
    first: dict[str, object], now: dict[str, object], expected: tuple[str, ...]
) -> None:
    lines = answerable(SCHEME)
    found = changed_items(lines, answers(SCHEME, **first), answers(SCHEME, **now))
    assert found == expected


def test_other_words_for_the_same_answer_are_no_change() -> None:
    before = {"a": Answer(Decimal(4), findings=(Finding(reason="无笔录"),))}
    after = {"a": Answer(Decimal(4), findings=(Finding(reason="没有会见笔录"),))}
    assert changed_items(answerable(SCHEME), before, after) == ()


def test_a_change_needs_its_reason() -> None:
    with pytest.raises(ReasonsMissing) as refused:
        checked_reasons(["a", "b"], {"a": " 见第12页 ", "b": "  "})
    assert refused.value.items == ("b",)


def test_reasons_of_what_was_not_changed_are_not_kept() -> None:
    assert checked_reasons(["a"], {"a": " 见第12页 ", "b": "x"}) == {"a": "见第12页"}
    assert checked_reasons([], {"b": "x"}) == {}


def test_a_reason_has_its_length() -> None:
    assert checked_reasons(["a"], {"a": "长" * MOST_REASON})
    with pytest.raises(ReasonTooLong):
        checked_reasons(["a"], {"a": "长" * (MOST_REASON + 1)})
