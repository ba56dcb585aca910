"""The numbers and rules of a scheme that a form may change, and the scheme changed by it.

What follows from what was changed is worked out: the points of a group and of a section
are the sum of their items, and examples expect what the changed rules give. Whether the
changed scheme is sound is for the checks of schemes to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from review.domain.choices import number
from review.domain.combination import COMBINE_RULES, GRADE_RULES
from review.domain.derivation import plain
from review.domain.errors import N_, RuleBroken, ngettext
from review.domain.scheme_checks.examples import with_recounted_examples
from review.domain.schemes import (
    Combination,
    ErrorStep,
    Grade,
    Item,
    ItemKind,
    Method,
    NotApplicableRule,
    Option,
    Overall,
    OverallStep,
    Scheme,
    Section,
    SectionKind,
    VetoEffect,
)


class Input(StrEnum):
    """How a value is entered."""

    NUMBER = "number"
    OPTIONAL = "optional"
    COUNT = "count"
    TRUTH = "truth"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """A value of the scheme under a name that stays the same from page to page."""

    name: str
    input: Input
    value: str
    choices: tuple[str, ...] = ()


class BadEdits(RuleBroken):
    """Values that are no numbers, or none of the choices, by the names of their fields."""

    sentence = ngettext(
        "%(n)s value cannot be taken as it is.",
        "%(n)s values cannot be taken as they are.",
    )

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        super().__init__(n=len(self.faults))


NO_NUMBER = N_("Give a number from 0 on, with at most two decimals.")
NO_COUNT = N_("Give a whole number from 0 on.")
NO_CHOICE = N_("Choose one of the values.")
YES, NO = "yes", "no"
MOST = Decimal(10_000)

# A number that is not scored has no points to change.
_WITH_POINTS = frozenset(ItemKind) - {ItemKind.INDICATOR, ItemKind.RECORD}
_TRUTHS = (
    *("grade_differs", "veto_differs", "item_gap", "findings_differ"),
    "equal_totals_differ",
)
_WITH_OPTIONS = (ItemKind.ALTERNATIVES, ItemKind.LEVELS)


def fields(scheme: Scheme) -> tuple[Field, ...]:
    """Every value that the form offers, in the order of the sheet."""
    return (
        *_grade_fields(scheme),
        *_rule_fields(scheme),
        *_step_fields(scheme),
        *(each for section in scheme.sections for each in _section(scheme, section)),
    )


def _number(name: str, value: Decimal) -> Field:
    return Field(name, Input.NUMBER, plain(value))


def _optional(name: str, value: Decimal | None) -> Field:
    return Field(name, Input.OPTIONAL, "" if value is None else plain(value))


def _truth(name: str, value: bool) -> Field:
    return Field(name, Input.TRUTH, YES if value else NO, (YES, NO))


def _grade_fields(scheme: Scheme) -> Iterator[Field]:
    """The lowest band begins at nothing and cannot begin elsewhere."""
    for grade in scheme.grades[:-1]:
        if grade.lower is not None:
            yield _number(f"grade:{grade.code}", grade.lower)


def _rule_fields(scheme: Scheme) -> Iterator[Field]:
    rule = scheme.combination
    if scheme.method is Method.POINTS:
        words = tuple(each.value for each in NotApplicableRule)
        yield Field("sheet:not_applicable", Input.CHOICE, scheme.not_applicable, words)
    known = COMBINE_RULES if scheme.method is Method.POINTS else GRADE_RULES
    yield Field("rule:rule", Input.CHOICE, rule.rule, tuple(known))
    yield _optional("rule:total_gap", rule.total_gap)
    for name in _TRUTHS:
        yield _truth(f"rule:{name}", getattr(rule, name))


def _step_fields(scheme: Scheme) -> Iterator[Field]:
    for place, step in enumerate(scheme.overall.steps if scheme.overall else ()):
        for way in ("at_least", "at_most"):
            for code, n in getattr(step, way).items():
                yield Field(f"step:{place}:{way}:{code}", Input.COUNT, str(n))


def _section(scheme: Scheme, section: Section) -> Iterator[Field]:
    if section.kind is SectionKind.BONUS and scheme.method is Method.POINTS:
        yield _number(f"section:{section.code}:points", section.points)
    if section.effect is VetoEffect.GRADE_CAP:
        below = tuple(grade.code for grade in scheme.grades[1:])
        name = f"section:{section.code}:grade_cap"
        yield Field(name, Input.CHOICE, section.grade_cap, below)
    for leaf in section.leaves:
        yield from _item(scheme, section, leaf)


def _item(scheme: Scheme, section: Section, item: Item) -> Iterator[Field]:
    if item.kind is ItemKind.RECORD:
        return
    name, is_veto = f"item:{item.code}", section.kind is SectionKind.VETO
    if scheme.method is Method.POINTS and item.kind in _WITH_POINTS and not is_veto:
        yield _number(f"{name}:points", item.points)
        if item.kind is ItemKind.PER_OCCURRENCE:
            yield _number(f"{name}:each", item.each)
        if item.kind in _WITH_OPTIONS:
            for option in item.options:
                yield _number(f"option:{item.code}:{option.code}", option.points)
        for step in item.table:
            yield _number(f"table:{item.code}:{step.errors}", step.mark)
    yield _truth(f"{name}:may_not_apply", item.may_not_apply)
    if scheme.combination.item_gap:
        yield _optional(f"{name}:gap_limit", item.gap_limit)


Value = Decimal | int | bool | str | None


def edited(scheme: Scheme, given: Mapping[str, str], version: str) -> Scheme:
    """The scheme with these values; what is not given stays as it is."""
    values, faults = {}, {}
    for field in fields(scheme):
        raw = given.get(field.name, field.value).strip()
        try:
            values[field.name] = _READERS[field.input](field, raw)
        except RuleBroken as fault:
            faults[field.name] = fault.sentence
    if faults:
        raise BadEdits(faults)
    return with_recounted_examples(_with(scheme, values, version))


def _read_number(field: Field, raw: str) -> Decimal:
    found = number(raw)
    if found is None or found > MOST or found != round(found, 2):
        raise RuleBroken(NO_NUMBER)
    return found


def _read_optional(field: Field, raw: str) -> Decimal | None:
    return _read_number(field, raw) if raw else None


def _read_count(field: Field, raw: str) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", raw):
        raise RuleBroken(NO_COUNT)
    return int(raw)


def _read_choice(field: Field, raw: str) -> str:
    if raw not in field.choices:
        raise RuleBroken(NO_CHOICE)
    return raw


def _read_truth(field: Field, raw: str) -> bool:
    return _read_choice(field, raw) == YES


_READERS: Mapping[Input, Callable[[Field, str], Value]] = {
    Input.NUMBER: _read_number,
    Input.OPTIONAL: _read_optional,
    Input.COUNT: _read_count,
    Input.TRUTH: _read_truth,
    Input.CHOICE: _read_choice,
}
Values = Mapping[str, Any]


def _with(scheme: Scheme, values: Values, version: str) -> Scheme:
    rule = values.get("sheet:not_applicable", scheme.not_applicable)
    return replace(
        scheme,
        version=version,
        digest="",
        structure_digest="",
        not_applicable=NotApplicableRule(rule),
        grades=tuple(_grade(grade, values) for grade in scheme.grades),
        combination=_combination(scheme.combination, values),
        overall=_overall(scheme.overall, values),
        sections=tuple(_new_section(scheme, each, values) for each in scheme.sections),
    )


def _grade(grade: Grade, values: Values) -> Grade:
    return replace(grade, lower=values.get(f"grade:{grade.code}", grade.lower))


def _combination(rule: Combination, values: Values) -> Combination:
    names = ("rule", "total_gap", *_TRUTHS)
    return replace(rule, **{name: values[f"rule:{name}"] for name in names})


def _overall(overall: Overall | None, values: Values) -> Overall | None:
    if overall is None:
        return None
    steps = enumerate(overall.steps)
    return replace(overall, steps=tuple(_step(n, each, values) for n, each in steps))


def _step(place: int, step: OverallStep, values: Values) -> OverallStep:
    changed = {
        way: {c: values[f"step:{place}:{way}:{c}"] for c in getattr(step, way)}
        for way in ("at_least", "at_most")
    }
    return replace(step, **changed)


def _new_section(scheme: Scheme, section: Section, values: Values) -> Section:
    items = tuple(_new_item(item, values) for item in section.items)
    points = values.get(f"section:{section.code}:points", section.points)
    if section.kind is SectionKind.STANDARD and scheme.method is Method.POINTS:
        points = _sum(items)
    cap = values.get(f"section:{section.code}:grade_cap", section.grade_cap)
    return replace(section, items=items, points=points, grade_cap=cap)


def _sum(items: Sequence[Item]) -> Decimal:
    return sum((item.points for item in items), Decimal(0))


def _new_item(item: Item, values: Values) -> Item:
    if item.items:
        parts = tuple(_new_item(part, values) for part in item.items)
        return replace(item, items=parts, points=_sum(parts))
    names = ("points", "each", "may_not_apply", "gap_limit")
    changed = {
        name: values.get(f"item:{item.code}:{name}", getattr(item, name))
        for name in names
    }
    return replace(
        item,
        options=tuple(_option(item, each, values) for each in item.options),
        table=tuple(_error_step(item, each, values) for each in item.table),
        **changed,
    )


def _option(item: Item, option: Option, values: Values) -> Option:
    name = f"option:{item.code}:{option.code}"
    return replace(option, points=values.get(name, option.points))


def _error_step(item: Item, step: ErrorStep, values: Values) -> ErrorStep:
    return replace(step, mark=values.get(f"table:{item.code}:{step.errors}", step.mark))


_COUNTED = re.compile(r"(.*?)([0-9]+)")


def next_version(version: str, taken: Collection[str]) -> str:
    """The version after this one that no loaded scheme has."""
    found = _COUNTED.fullmatch(version)
    stem, n = (found[1], int(found[2])) if found else (f"{version}.", 0)
    while f"{stem}{n + 1}" in taken:
        n += 1
    return f"{stem}{n + 1}"
