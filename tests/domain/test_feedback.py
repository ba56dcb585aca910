"""What a review tells the handler: every loss with reason and place, nothing else."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from review.domain.answers import Answer, parse_answers
from review.domain.feedback import Place, Remark, from_data, remarks, to_data
from review.domain.schemes import ItemKind, Method, Overall, Party, Scheme, Text
from tests.domain.builders import (
    LEVELS,
    NA,
    OUTSIDE,
    adding,
    bonus,
    indicator,
    item,
    options,
    points_scheme,
    section,
    table,
    text,
    veto,
)

SCHEME = points_scheme(
    section(
        "s",
        item("steps", 10, may_not_apply=True),
        item("all", 5, ItemKind.ALL_OR_NOTHING),
        item("each", 6, ItemKind.PER_OCCURRENCE, each=Decimal(2)),
        item("named", 8, ItemKind.ALTERNATIVES, options=options(late=3, never=8)),
        item("level", 9, ItemKind.LEVELS, options=options(full=9, thin=4)),
        item("errors", 4, ItemKind.ERROR_COUNT, table=table((1, 3), (3, 0))),
        item("asked", 3, ItemKind.YES_NO),
        item("center", 5, party=Party.CENTER),
        item("noted", 0, ItemKind.RECORD, options=options(a=0, b=0)),
    ),
    bonus("more", 5, item("extra", 5)),
    veto("base", "forged"),
    counted_parties=(Party.HANDLER, Party.FIRM),
)
FULL = {
    "steps": "full",
    "all": "met",
    "each": 0,
    "named": [],
    "level": "full",
    "errors": 0,
    "asked": "yes",
    "center": "full",
    "noted": "a",
    "extra": "full",
    "forged": "no",
}


def said(scheme: Scheme = SCHEME, **raw: object) -> tuple[Remark, ...]:
    known = FULL if scheme is SCHEME else {}
    return remarks(scheme, parse_answers(scheme, known | raw))


def one(**raw: object) -> Remark:
    (found,) = said(**raw)
    return found


def test_nothing_is_said_where_nothing_was_lost() -> None:
    assert said() == ()


@pytest.mark.parametrize(
    ("code", "answer", "lost"),
    [
        ("steps", 2.5, "2.5"),
        ("all", "missing", "5"),
        ("each", 2, "4"),
        ("each", 9, "6"),
        ("named", ["late"], "3"),
        ("named", ["late", "never"], "8"),
        ("level", "thin", "5"),
        ("errors", 1, "1"),
        ("errors", 7, "4"),
        ("asked", "no", "3"),
        ("center", 1, "1"),
    ],
)
def test_every_loss_is_told(code: str, answer: object, lost: str) -> None:
    found = one(**{code: answer})

    assert (found.item, found.lost, found.is_loss) == (code, Decimal(lost), True)
    assert (found.title, found.section) == (text(code), text("s"))


def test_reason_and_place_are_told_with_the_deduction_they_are_about() -> None:
    found = one(
        named={
            "choice": ["late", "never"],
            "findings": [
                {"option": "late", "reason": "第5日才会见", "pages": "12-13"},
                {"option": "never", "reason": "无笔录", "absent": True},
            ],
        }
    )

    assert found.said == (text("late"), text("never"))
    assert found.places == (
        Place(text("late"), "第5日才会见", "12-13"),
        Place(text("never"), "无笔录", absent=True),
    )


def test_counts_and_levels_are_told_as_they_were_chosen() -> None:
    assert one(each=2).times == 2
    assert one(errors=3).times == 3
    assert one(level="thin").said == (text("thin"),)
    assert one(steps=1).times is None


def test_line_of_a_party_that_does_not_count_is_marked() -> None:
    assert one(center=1).uncounted
    assert one(center=1).party is Party.CENTER
    assert not one(steps=1).uncounted


def test_veto_is_a_loss_without_points() -> None:
    found = one(forged={"choice": "yes", "reason": "伪造签名", "pages": "3"})

    assert (found.veto, found.lost, found.is_loss) == (True, 0, True)


@pytest.mark.parametrize(
    ("cap", "effect", "best"),
    [("", "total_zero", None), ("pass", "grade_cap", Text("pass", "pass"))],
)
def test_a_veto_says_what_it_does(cap: str, effect: str, best: Text | None) -> None:
    scheme = points_scheme(section("s", item("a", 100)), veto("v", "forged", cap=cap))
    answers = parse_answers(scheme, {"a": "full", "forged": {"choice": "yes"}})

    (found,) = remarks(scheme, answers)

    assert (found.effect, found.cap) == (effect, best)
    assert from_data(to_data([found])) == (found,)


def test_bonus_is_told_as_a_gain() -> None:
    found = one(extra=3)

    assert (found.gained, found.lost, found.is_loss) == (Decimal(3), 0, False)


def test_remark_without_a_loss_is_told() -> None:
    found = one(steps={"choice": 0, "reason": "笔录可更细", "pages": "8"})

    assert (found.lost, found.is_loss) == (0, False)
    assert found.places == (Place(None, "笔录可更细", "8"),)


def test_what_was_not_possible_is_told_with_organ_and_cause() -> None:
    answers = parse_answers(SCHEME, FULL) | {"steps": OUTSIDE}

    (found,) = remarks(SCHEME, answers)

    assert (found.external, found.lost) == (True, 0)
    assert (found.organ, found.cause) == (OUTSIDE.organ, OUTSIDE.cause)


def test_what_is_only_recorded_is_not_told() -> None:
    assert remarks(SCHEME, parse_answers(SCHEME, FULL | {"noted": "b"})) == ()


def test_what_does_not_apply_is_told_and_costs_nothing() -> None:
    """Otherwise nobody could follow what became of the marks around it."""
    (found,) = remarks(SCHEME, parse_answers(SCHEME, FULL) | {"steps": NA})

    assert (found.item, found.inapplicable, found.lost) == ("steps", True, 0)
    assert found.is_loss is False


def test_unanswered_lines_say_nothing() -> None:
    assert remarks(SCHEME, {}) == ()
    assert remarks(SCHEME, {"steps": Answer()}) == ()


def test_marks_that_were_not_won_are_lost_on_a_sheet_that_adds_up() -> None:
    scheme = adding(section("s", item("a", 10)))

    (found,) = said(scheme, a=7)

    assert found.lost == 3


def test_every_indicator_is_told_with_its_grade() -> None:
    scheme = points_scheme(
        section("s", indicator("a"), indicator("b")),
        method=Method.INDICATORS,
        indicator_grades=LEVELS,
        overall=Overall("worst@1"),
    )

    found = said(scheme, a="excellent", b={"choice": "fail", "reason": "未阅卷"})

    assert [(each.item, each.grade) for each in found] == [
        ("a", text("excellent")),
        ("b", text("fail")),
    ]


def test_some_items_can_be_told_or_left_out() -> None:
    answers = parse_answers(SCHEME, FULL | {"steps": 1, "each": 1, "all": "missing"})

    def codes(**which: object) -> list[str]:
        return [each.item for each in remarks(SCHEME, answers, **which)]  # type: ignore[arg-type]

    assert codes() == ["steps", "all", "each"]
    assert codes(only=("each",)) == ["each"]
    assert codes(without=("each", "all")) == ["steps"]


def test_remarks_come_back_from_what_a_release_freezes() -> None:
    raw: dict[str, object] = {
        "steps": {"choice": 2.5, "reason": "0", "pages": "1"},
        "each": 2,
        "level": "thin",
        "center": 1,
        "extra": 2,
        "forged": {"choice": "yes", "reason": "伪造", "absent": True},
        "named": {"choice": ["late"], "findings": [{"option": "late", "pages": "3"}]},
    }
    answers = parse_answers(SCHEME, FULL | raw) | {"all": OUTSIDE}
    found = remarks(SCHEME, answers)

    data = json.loads(json.dumps(to_data(found)))

    assert len(found) == 8
    assert from_data(data) == found


def test_only_what_there_is_to_say_is_written() -> None:
    (data,) = to_data([Remark("a", Text("甲", ""), Text("一", "One"), Party.HANDLER)])

    assert data == {
        "item": "a",
        "title": {"zh": "甲", "en": ""},
        "section": {"zh": "一", "en": "One"},
        "party": "handler",
    }
