"""Small schemes for the tests of the domain, built in a line."""

from __future__ import annotations

from decimal import Decimal

from review.domain.answers import Answer, Answers, Finding, Special, parse_answer
from review.domain.schemes import (
    Combination,
    Direction,
    ErrorStep,
    Grade,
    Item,
    ItemKind,
    Method,
    Option,
    Overall,
    OverallStep,
    Scheme,
    Section,
    SectionKind,
    Text,
    VetoEffect,
)

NA = Answer(special=Special.NOT_APPLICABLE)
CANNOT = Answer(special=Special.CANNOT_ASSESS)
OUTSIDE = Answer(
    special=Special.NOT_DONE_EXTERNAL, organ="看守所", cause="疫情期间停止会见"
)


def text(word: str) -> Text:
    return Text(word, word)


def D(number: object) -> Decimal:
    return Decimal(str(number))


def options(**points: object) -> tuple[Option, ...]:
    """Named alternatives or levels with their points, in order."""
    return tuple(Option(code, text(code), D(each)) for code, each in points.items())


def table(*steps: tuple[int, object]) -> tuple[ErrorStep, ...]:
    return tuple(ErrorStep(errors, D(mark)) for errors, mark in steps)


def item(
    code: str, points: object = 10, kind: ItemKind = ItemKind.STEPS, **rest: object
) -> Item:
    return Item(code, text(code), D(points), kind, **rest)


def section(code: str, *items: Item, **rest: object) -> Section:
    """A standard section worth what its items are worth."""
    points = rest.pop("points", sum((each.points for each in items), Decimal(0)))
    return Section(code, text(code), points=D(points), items=items, **rest)


def bonus(code: str, cap: object, *items: Item, **rest: object) -> Section:
    return section(code, *items, kind=SectionKind.BONUS, points=cap, **rest)


def veto(code: str, *codes: str, cap: str = "", **rest: object) -> Section:
    """Veto lines with one effect: a cap if one is named, else total zero."""
    effect = VetoEffect.GRADE_CAP if cap else VetoEffect.TOTAL_ZERO
    may_not_apply = bool(rest.pop("may_not_apply", False))
    items = tuple(
        item(each, 0, ItemKind.YES_NO, may_not_apply=may_not_apply) for each in codes
    )
    return section(
        code, *items, kind=SectionKind.VETO, effect=effect, grade_cap=cap, **rest
    )


def grade(code: str, lower: object | None = None, **rest: object) -> Grade:
    return Grade(code, text(code), None if lower is None else D(lower), **rest)


GRADES = (
    grade("excellent", 90),
    grade("good", 80),
    grade("pass", 60),
    grade("fail", 0, passes=False),
)
LEVELS = (
    grade("excellent"),
    grade("good"),
    grade("pass"),
    grade("fail", passes=False),
)


def points_scheme(*sections: Section, **rest: object) -> Scheme:
    """A points sheet; without sections one section of ten items of ten points."""
    made = sections or (section("s", *(item(f"i{n}") for n in range(10))),)
    values: dict[str, object] = {
        "code": "points",
        "title": text("points"),
        "version": "1",
        "method": Method.POINTS,
        "provenance": text("test"),
        "sections": made,
        "grades": GRADES,
        "combination": Combination(),
        "digest": "d",
    }
    return Scheme(**(values | rest))


def adding(*sections: Section, **rest: object) -> Scheme:
    return points_scheme(*sections, direction=Direction.ADD, **rest)


def indicator(code: str, **rest: object) -> Item:
    return item(code, 0, ItemKind.INDICATOR, may_not_apply=True, **rest)


def step(grade: str, core: str = "", **limits: dict[str, int]) -> OverallStep:
    return OverallStep(grade, core_at_least=core, **limits)


def indicator_scheme(
    rule: str = "counts@1",
    *steps: OverallStep,
    items: tuple[Item, ...] = (),
    sections: tuple[Section, ...] = (),
    **rest: object,
) -> Scheme:
    """An indicator sheet of five indicators a to e, the first two of them core."""
    made = items or tuple(indicator(code, core=code in "ab") for code in "abcde")
    values = {
        "method": Method.INDICATORS,
        "grades": LEVELS,
        "indicator_grades": LEVELS,
        "overall": Overall(rule, steps),
        "combination": Combination(rule="lower@1"),
    }
    return points_scheme(*(sections or (section("s", *made),)), **(values | rest))


def answers(scheme: Scheme, **raw: object) -> dict[str, Answer]:
    """Answers by item code, raw or ready; the rest stays unanswered."""
    found: dict[str, Answer] = {}
    for code, each in raw.items():
        given = isinstance(each, Answer)
        found[code] = each if given else parse_answer(scheme, _item(scheme, code), each)
    return found


def filled(scheme: Scheme, **raw: object) -> Answers:
    """Answers by item code; the rest loses nothing."""
    rest = {leaf.code: "full" for leaf in scheme.leaves if leaf.code not in raw}
    return answers(scheme, **(rest | raw))


def lost(points: object, reason: str = "无会见笔录", pages: str = "12") -> Answer:
    """Points lost, with a reason and a place."""
    return Answer(D(points), findings=(Finding(reason=reason, pages=pages),))


def _item(scheme: Scheme, code: str) -> Item:
    return scheme.item(code) or item(code)
