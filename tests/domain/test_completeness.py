from __future__ import annotations

import pytest

from review.domain.answers import Answer, Finding
from review.domain.completeness import Missing, MissingKind, missing
from review.domain.pins import Pin
from review.domain.schemes import ItemKind, Scheme
from review.domain.sentences import Sentence
from tests.domain.builders import (
    CANNOT,
    NA,
    OUTSIDE,
    D,
    adding,
    answers,
    bonus,
    filled,
    indicator,
    indicator_scheme,
    item,
    lost,
    options,
    points_scheme,
    section,
    step,
    table,
    veto,
)

ANSWER, REASON, PLACE, OUTSIDE_KIND, SPECIAL, OVERALL, LIMIT, *_ = MissingKind
CONTRADICTION = MissingKind.CONTRADICTION


def kinds(scheme: Scheme, **given: object) -> list[tuple[str, MissingKind]]:
    found = missing(scheme, answers(scheme, **given))
    return [(each.item, each.kind) for each in found]


def test_every_unanswered_line_is_missing() -> None:
    scheme = points_scheme(
        section(
            "s", item("a", 100), item("r", 0, ItemKind.RECORD, options=options(x=0))
        ),
        bonus("b", 5, item("x", 5)),
        veto("v", "forged"),
    )
    assert kinds(scheme) == [(code, ANSWER) for code in ("a", "r", "x", "forged")]
    assert missing(scheme, filled(scheme)) == ()
    begun = answers(scheme, a={"reason": "先写理由"}, r="x", x=0, forged="no")
    assert missing(scheme, begun) == (
        Missing(
            "a", ANSWER, Sentence("Item %(item)s has no answer yet.", {"item": "a"})
        ),
    )
    assert str(missing(scheme, begun)[0].sentence) == "Item a has no answer yet."


def test_a_remark_may_stay_empty_unless_one_is_asked_for() -> None:
    free = item("r", 0, ItemKind.RECORD)
    asked = item("q", 0, ItemKind.RECORD, reason_required=True)
    scheme = points_scheme(section("s", free, asked))
    assert kinds(scheme) == [("q", ANSWER)]
    assert kinds(scheme, r="", q="") == [("q", ANSWER)]
    assert kinds(scheme, q="总体良好") == []


ALTERNATIVES = {"options": options(none=10, late=4)}


@pytest.mark.parametrize(
    ("kind", "rest", "whole", "deducted"),
    [
        (ItemKind.STEPS, {}, 0, "0.5"),
        (ItemKind.ALL_OR_NOTHING, {}, "met", "missing"),
        (ItemKind.PER_OCCURRENCE, {"each": D(2)}, 0, 1),
        (ItemKind.ALTERNATIVES, ALTERNATIVES, [], ["late"]),
        (ItemKind.LEVELS, {"options": options(good=10, bad=9)}, "good", "bad"),
        (ItemKind.ERROR_COUNT, {"table": table((2, 9))}, 1, 2),
        (ItemKind.YES_NO, {"full_on": "no"}, "no", "yes"),
    ],
)
def test_a_deduction_always_has_a_reason(
    kind: ItemKind, rest: dict[str, object], whole: object, deducted: object
) -> None:
    scheme = points_scheme(section("s", item("a", 10, kind, **rest)))
    assert kinds(scheme, a=whole) == []
    assert kinds(scheme, a=deducted) == [("a", REASON)]
    assert kinds(scheme, a={"choice": deducted, "reason": "无会见笔录"}) == []
    assert kinds(scheme, a={"choice": deducted, "pages": "12"}) == [("a", REASON)]


def test_a_mark_not_won_is_a_deduction_too() -> None:
    scheme = adding(section("s", item("a", 10)))
    assert kinds(scheme, a=10) == []
    assert kinds(scheme, a=9) == [("a", REASON)]


def test_every_finding_has_its_reason_and_its_place() -> None:
    scheme = points_scheme(section("s", item("a", 10, place_required=True)))
    both, reason = Finding(reason="迟交", pages="3"), Finding(reason="缺页")
    absent, place = Finding(reason="无", absent=True), Finding(pages="4")
    cases = [
        ((), [REASON, PLACE]),
        ((both,), []),
        ((both, absent), []),
        ((reason,), [PLACE]),
        ((both, reason), [PLACE]),
        ((both, place), [REASON]),
    ]
    for findings, expected in cases:
        given = Answer(D(2), findings=findings)
        assert kinds(scheme, a=given) == [("a", kind) for kind in expected]
    assert kinds(scheme, a=0) == []


def test_what_is_absent_is_on_no_page() -> None:
    scheme = points_scheme(section("s", item("a", 10)))
    pin = Pin("0" * 20)
    cases = [
        (Finding(reason="无", absent=True), []),
        (Finding(reason="无", pages="3", pins=(pin,)), []),
        (Finding(reason="无", absent=True, pages="3"), [CONTRADICTION]),
        (Finding(reason="无", absent=True, pins=(pin,)), [CONTRADICTION]),
    ]
    for finding, expected in cases:
        given = Answer(D(2), findings=(finding,))
        assert kinds(scheme, a=given) == [("a", kind) for kind in expected]


@pytest.mark.parametrize("written", ["abc", "0", "-1", "1-", "x1", "1e2"])
def test_a_place_that_is_asked_for_could_be_a_page(written: str) -> None:
    """Of a file on paper nothing else tells: it goes to the lawyer as it is written."""
    asking = item("a", 10, place_required=True)
    scheme = points_scheme(section("s", asking, item("b", 10)))
    none = {"choice": 1, "reason": "无会见笔录", "pages": written}

    assert kinds(scheme, a=none, b=none) == [("a", MissingKind.PAGE)]
    assert kinds(scheme, a={**none, "pages": "12"}, b=0) == []
    assert kinds(scheme, a={"choice": 0, "pages": written}, b=0) == []


def test_a_place_is_asked_only_where_the_scheme_says_so() -> None:
    scheme = points_scheme(section("s", item("a", 10)))
    assert kinds(scheme, a=lost(2, pages="")) == []


def test_a_required_reason_is_for_full_marks_as_well() -> None:
    scheme = points_scheme(
        section("s", item("a", 10, reason_required=True, may_not_apply=True))
    )
    reason = {"reason": "会见及时"}
    assert kinds(scheme, a=0) == [("a", REASON)]
    assert kinds(scheme, a={"choice": 0} | reason) == []
    assert kinds(scheme, a=NA) == [("a", REASON)]
    assert kinds(scheme, a=CANNOT) == [("a", REASON)]
    assert kinds(scheme, a={"special": "cannot_assess"} | reason) == []
    assert kinds(scheme, a=OUTSIDE) == []


def test_a_required_reason_in_a_bonus_is_for_what_is_won() -> None:
    scheme = points_scheme(bonus("b", 5, item("x", 5, reason_required=True)))
    assert kinds(scheme, x=0) == []
    assert kinds(scheme, x=1) == [("x", REASON)]
    assert kinds(scheme, x={"choice": 1, "reason": "群众送锦旗"}) == []
    free = points_scheme(bonus("b", 5, item("x", 5)))
    assert kinds(free, x=1) == []


def test_a_veto_that_is_hit_has_a_reason() -> None:
    place = item("paid", 0, ItemKind.YES_NO, place_required=True, reason_required=True)
    vetoes = veto("v", "forged")
    whole = section(
        "v", *vetoes.items, place, kind=vetoes.kind, effect=vetoes.effect, points=0
    )
    scheme = points_scheme(whole)
    assert kinds(scheme, forged="no", paid="no") == []
    assert kinds(scheme, forged="yes", paid="yes") == [
        ("forged", REASON),
        ("paid", REASON),
        ("paid", PLACE),
    ]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("excellent", []),
        ("pass", []),
        ("fail", [REASON]),
        ({"choice": "fail", "reason": "未会见"}, []),
    ],
)
def test_an_indicator_that_does_not_pass_has_a_reason(
    given: object, expected: list[MissingKind]
) -> None:
    scheme = indicator_scheme("worst@1", items=(indicator("a"),))
    assert kinds(scheme, a=given) == [("a", kind) for kind in expected]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (NA, [("a", SPECIAL)]),
        (CANNOT, []),
        (OUTSIDE, []),
        (Answer(special=OUTSIDE.special), [("a", OUTSIDE_KIND)]),
        (Answer(special=OUTSIDE.special, organ="法院"), [("a", OUTSIDE_KIND)]),
        (Answer(special=OUTSIDE.special, cause="改期"), [("a", OUTSIDE_KIND)]),
    ],
)
def test_a_special_answer_has_to_be_allowed_and_explained(
    answer: Answer, expected: list[tuple[str, MissingKind]]
) -> None:
    scheme = points_scheme(section("s", item("a", 10)))
    assert kinds(scheme, a=answer) == expected


def test_a_veto_cannot_be_beyond_the_handler() -> None:
    scheme = points_scheme(veto("v", "forged"))
    found = missing(scheme, {"forged": OUTSIDE})
    assert [(each.item, str(each.sentence)) for each in found] == [
        ("forged", "Item forged cannot be answered with not_done_external.")
    ]


JUDGED = indicator_scheme(
    "judgement@1",
    step("excellent", at_least={"excellent": 1}),
    step("good", at_least={"good": 1}),
    items=(indicator("a"),),
)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, [("a", ANSWER), ("overall", OVERALL)]),
        ({"a": "good"}, [("overall", OVERALL)]),
        ({"overall": "good"}, [("a", ANSWER)]),
        ({"a": "good", "overall": "excellent"}, [("overall", LIMIT)]),
        ({"a": "good", "overall": "good"}, []),
        ({"a": "good", "overall": "pass"}, []),
        ({"a": "excellent", "overall": "excellent"}, []),
        ({"a": "good", "overall": "fail"}, []),
        ({"a": "good", "overall": CANNOT}, []),
    ],
)
def test_the_overall_judgement_is_given_and_within_its_limit(
    given: dict[str, object], expected: list[tuple[str, MissingKind]]
) -> None:
    ready = {
        code: Answer(raw) if code == "overall" and isinstance(raw, str) else raw
        for code, raw in given.items()
    }
    assert kinds(JUDGED, **ready) == expected


def test_the_limit_is_named() -> None:
    found = missing(JUDGED, {"a": Answer("good"), "overall": Answer("excellent")})
    assert [str(each.sentence) for each in found] == [
        "With these indicators the overall grade is good at best."
    ]


def test_a_part_asks_for_its_own_lines_only() -> None:
    scheme = points_scheme(
        section("s", item("a", 40), part="formal"),
        section("t", item("b", 60), part="work"),
    )
    found = {part: missing(scheme, {}, part) for part in ("formal", "work", None)}
    assert {part: [each.item for each in rows] for part, rows in found.items()} == {
        "formal": ["a"],
        "work": ["b"],
        None: ["a", "b"],
    }


def test_a_read_of_disputed_items_asks_for_these_only() -> None:
    scheme = points_scheme()
    found = missing(scheme, {"i1": Answer(D(2))}, only=("i1", "i7"))
    assert [(each.item, each.kind) for each in found] == [
        ("i1", REASON),
        ("i7", ANSWER),
    ]
    above = {"a": Answer("good"), "overall": Answer("excellent")}
    assert missing(JUDGED, above, only=("overall",)) == ()
