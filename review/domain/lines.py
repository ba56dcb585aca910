"""The answerable lines of a sheet, each with what its place in the sheet makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any, TypeVar

from review.domain.sameness import Same
from review.domain.schemes import (
    Direction,
    Grade,
    Item,
    ItemKind,
    Option,
    Party,
    Scheme,
    Section,
    SectionKind,
    Text,
)

OVERALL = "overall"
MOST_KEPT = 256
Kept = TypeVar("Kept")
JUDGEMENT = "judgement@1"


@dataclass(frozen=True)
class Line:
    """An item in its section.

    `adds` says that marks are won instead of lost: on every line of a sheet that adds
    up, and on every bonus line whatever the sheet does. `known` keeps what answers come
    to: a line never changes, and the same few answers come again and again.
    """

    item: Item
    section: Section
    adds: bool
    grades: tuple[Grade, ...]
    counted: bool = True
    answers_for: Party | None = None
    """Who answers for it, where that has to be told: not for a handler's own work, and
    not where an institution answers for the whole sheet."""
    known: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def keep(self, key: object, value: Kept) -> Kept:
        """The value, kept under what it depends on besides the line."""
        if len(self.known) >= MOST_KEPT:
            self.known.clear()
        self.known[key] = value
        return value

    @cached_property
    def is_veto(self) -> bool:
        return self.section.kind is SectionKind.VETO

    @cached_property
    def is_bonus(self) -> bool:
        return self.section.kind is SectionKind.BONUS

    @cached_property
    def is_standard(self) -> bool:
        return self.section.kind is SectionKind.STANDARD

    @cached_property
    def is_scored(self) -> bool:
        """Everything but a line that is only recorded has a bearing on the result."""
        return self.item.kind is not ItemKind.RECORD

    @cached_property
    def is_free_text(self) -> bool:
        return self.item.kind is ItemKind.RECORD and not self.item.options

    @cached_property
    def timed_options(self) -> frozenset[str]:
        """The options of an item that its time limits speak of; the others are open."""
        if self.item.kind is not ItemKind.ALTERNATIVES:
            return frozenset()
        limits = self.item.procedures
        return frozenset(step.choice for limit in limits for step in limit.late)

    @cached_property
    def is_required(self) -> bool:
        """A remark in free text may stay empty, unless the scheme asks for one."""
        return not self.is_free_text or self.item.reason_required


def is_judged(scheme: Scheme) -> bool:
    """Whether the reviewer gives the overall grade, under the code "overall"."""
    return scheme.overall is not None and scheme.overall.rule == JUDGEMENT


def lines_of(scheme: Scheme, part: str | None = None) -> Iterator[Line]:
    """Every line of a sheet in order; the overall judgement is not one of them."""
    is_own_sheet = {leaf.party for leaf in scheme.leaves} == {Party.CENTER}
    for section in scheme.sections_of(part):
        adds = scheme.direction is Direction.ADD or section.kind is SectionKind.BONUS
        for item in section.leaves:
            counted = item.party in scheme.counted_parties
            is_own = item.party is Party.HANDLER or is_own_sheet
            told = None if is_own else item.party
            yield Line(item, section, adds, scheme.indicator_grades, counted, told)


def answerable(scheme: Scheme, part: str | None = None) -> Mapping[str, Line]:
    """Every line by its code, with the overall judgement where the scheme asks it."""
    return _answerable(Same(scheme), part)


@lru_cache(maxsize=256)
def _answerable(of: Same[Scheme], part: str | None) -> Mapping[str, Line]:
    lines = {line.item.code: line for line in lines_of(of.it, part)}
    if is_judged(of.it):
        lines[OVERALL] = overall_line(of.it)
    return MappingProxyType(lines)


def overall_line(scheme: Scheme) -> Line:
    """The reviewer's overall judgement as a line whose levels are the grades."""
    levels = tuple(Option(grade.code, grade.title) for grade in scheme.grades)
    title = Text("总体等级", "Overall grade")
    item = Item(OVERALL, title, kind=ItemKind.LEVELS, options=levels)
    section = Section(OVERALL, title, items=(item,))
    return Line(item, section, False, scheme.grades)
