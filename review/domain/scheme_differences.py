"""In what two schemes differ that decides marks and grades, said thing by thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from review.domain.derivation import plain
from review.domain.errors import N_
from review.domain.schemes import (
    Grade,
    Item,
    NotApplicableRule,
    Scheme,
    Section,
    Text,
)

Shown = str | Text
"""A value as people read it: a number, or a sentence of the catalogue."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed about which thing; an empty title is the sheet as a whole."""

    title: Text | None
    code: str
    aspect: str
    before: Shown
    after: Shown


NOTHING = "—"
ADDED, REMOVED = N_("new"), N_("taken out")
SHEET_ASPECTS: Mapping[str, str] = {
    "method": N_("Method"),
    "direction": N_("Direction"),
    "full_mark": N_("Full mark"),
    "maximum_total": N_("Maximum total"),
    "not_applicable": N_("What does not apply"),
    "counted_parties": N_("Parties that count"),
    "overall": N_("Rule of the overall grade"),
}
COMBINATION_ASPECTS: Mapping[str, str] = {
    "rule": N_("How reviews are combined"),
    "reviews": N_("Number of reviews"),
    "total_gap": N_("Limit between the totals"),
    "grade_differs": N_("Different grades diverge"),
    "veto_differs": N_("Different vetoes diverge"),
    "item_gap": N_("Items have limits of their own"),
    "findings_differ": N_("Different findings diverge"),
    "equal_totals_differ": N_("Different findings diverge where totals are equal"),
    "then": N_("What follows a divergence"),
    "resolution": N_("What a further reviewer reads"),
    "panel_size": N_("Size of the panel"),
}
GRADE_ASPECTS: Mapping[str, str] = {
    "lower": N_("Band begins at"),
    "passes": N_("Passes"),
    "standing": N_("Counts in rates as"),
}
SECTION_ASPECTS: Mapping[str, str] = {
    "kind": N_("Kind of section"),
    "points": N_("Points of the section"),
    "effect": N_("Effect of a veto"),
    "grade_cap": N_("Best grade after a veto"),
    "part": N_("Part of the sheet"),
}
ITEM_ASPECTS: Mapping[str, str] = {
    "points": N_("Full mark"),
    "kind": N_("Kind of answer"),
    "step": N_("Step"),
    "each": N_("For each occurrence"),
    "full_on": N_("Answer that earns the points"),
    "party": N_("Who answers for it"),
    "may_not_apply": N_("May be answered “not applicable”"),
    "gap_limit": N_("Limit between two reviews"),
    "core": N_("Core indicator"),
}
NOT_APPLICABLE_WORDS = {
    NotApplicableRule.FULL_MARKS: N_("counts in full"),
    NotApplicableRule.RESCALE_SECTION: N_("left out, section scaled up"),
    NotApplicableRule.RESCALE_SHEET: N_("left out, sheet scaled up"),
}


def shown(value: object) -> Shown:
    """A value of a scheme for people."""
    if isinstance(value, bool):
        return N_("yes") if value else N_("no")
    if value is None or value == "":
        return NOTHING
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, NotApplicableRule):
        return NOT_APPLICABLE_WORDS[value]
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {n}".removeprefix(": ") for key, n in value.items())
    if isinstance(value, tuple):
        return ", ".join(str(each) for each in value)
    return str(value) if isinstance(value, StrEnum | str | int) else N_("changed")


def differences(old: Scheme, new: Scheme) -> tuple[Difference, ...]:
    """The sheet, then grades, sections and items in the order of the new one."""
    return (
        *_aspects(None, "", SHEET_ASPECTS, old, new),
        *_aspects(None, "", COMBINATION_ASPECTS, old.combination, new.combination),
        *_grades(old.grades, new.grades),
        *_grades(old.indicator_grades, new.indicator_grades),
        *_sections(old, new),
        *_items(old, new),
    )


def _aspects(
    title: Text | None,
    code: str,
    aspects: Mapping[str, str],
    old: object,
    new: object,
) -> Iterator[Difference]:
    for name, words in aspects.items():
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Difference(title, code, words, shown(before), shown(after))


def _grades(old: Sequence[Grade], new: Sequence[Grade]) -> Iterator[Difference]:
    yield from _pairs(old, new, lambda b, a: _of(b, a, GRADE_ASPECTS))
    kept = {grade.code for grade in new}
    before = [grade.code for grade in old if grade.code in kept]
    known = {grade.code for grade in old}
    after = [grade.code for grade in new if grade.code in known]
    if before != after:
        order = N_("Order of the grades")
        yield Difference(None, "", order, ", ".join(before), ", ".join(after))


def _sections(old: Scheme, new: Scheme) -> Iterator[Difference]:
    yield from _pairs(
        old.sections, new.sections, lambda b, a: _of(b, a, SECTION_ASPECTS)
    )


def _items(old: Scheme, new: Scheme) -> Iterator[Difference]:
    homes = [_homes(old), _homes(new)]
    yield from _pairs(old.leaves, new.leaves, lambda b, a: _item(b, a, homes))


def _homes(scheme: Scheme) -> dict[str, Section]:
    return {
        leaf.code: section for section in scheme.sections for leaf in section.leaves
    }


def _item(
    before: Item, after: Item, homes: Sequence[Mapping[str, Section]]
) -> Iterator[Difference]:
    yield from _of(before, after, ITEM_ASPECTS)
    old, new = (home[after.code] for home in homes)
    if old.code != new.code:
        section = N_("Section")
        yield Difference(after.title, after.code, section, old.title, new.title)
    yield from _options(before, after)
    known = {step.errors: step.mark for step in before.table}
    steps = {step.errors: step.mark for step in after.table}
    if known != steps:
        table = N_("Marks by errors")
        yield Difference(
            after.title, after.code, table, shown(_marks(known)), shown(_marks(steps))
        )


def _marks(steps: Mapping[int, Decimal]) -> dict[int, str]:
    return {errors: plain(mark) for errors, mark in sorted(steps.items())}


def _options(before: Item, after: Item) -> Iterator[Difference]:
    for option in before.options:
        new = after.option(option.code)
        if new is None or new.points != option.points:
            value = REMOVED if new is None else shown(new.points)
            yield _option(after, option.title, shown(option.points), value)
    for option in after.options:
        if before.option(option.code) is None:
            yield _option(after, option.title, NOTHING, shown(option.points))


def _option(item: Item, title: Text, before: Shown, after: Shown) -> Difference:
    both = Text(f"{item.title.zh}：{title.zh}", f"{item.title.en}: {title.en}")
    return Difference(both, item.code, N_("Points of the choice"), before, after)


Named = Grade | Section | Item


def _of(
    before: Named, after: Named, aspects: Mapping[str, str]
) -> Iterator[Difference]:
    return _aspects(after.title, after.code, aspects, before, after)


def _pairs(
    old: Sequence[Named],
    new: Sequence[Named],
    differing: Callable[..., Iterator[Difference]],
) -> Iterator[Difference]:
    """Things with the same code are compared; the others came or went."""
    before = {each.code: each for each in old}
    for each in new:
        if each.code in before:
            yield from differing(before[each.code], each)
        else:
            yield Difference(each.title, each.code, ADDED, NOTHING, _worth(each))
    kept = {each.code for each in new}
    for each in old:
        if each.code not in kept:
            yield Difference(each.title, each.code, REMOVED, _worth(each), NOTHING)


def _worth(each: Named) -> Shown:
    """What came or went, by its number of points or where its band begins."""
    return shown(each.lower if isinstance(each, Grade) else each.points)
