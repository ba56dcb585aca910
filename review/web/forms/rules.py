"""The form in which bands, points and rules of a scheme are changed on a copy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import ngettext

from review.domain.scheme_differences import COMBINATION_ASPECTS, ITEM_ASPECTS
from review.domain.scheme_edits import Field, Input, fields
from review.domain.schemes import Item, Scheme, Section
from review.web.display import words
from review.web.language import gettext as _
from review.web.language import said
from review.web.wording import COMBINING, NOT_APPLICABLE_RULES


@dataclass(frozen=True, slots=True)
class Entry:
    """A value to enter, with its label and what was wrong with it."""

    name: str
    label: str
    kind: str
    value: str
    choices: tuple[tuple[str, str], ...] = ()
    fault: str = ""

    @property
    def is_chosen(self) -> bool:
        return bool(self.choices)


@dataclass(frozen=True, slots=True)
class ItemEntries:
    """An item with its values, and those of its choices."""

    code: str
    title: str
    entries: tuple[Entry, ...]
    choices: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class SectionEntries:
    title: str
    entries: tuple[Entry, ...]
    items: tuple[ItemEntries, ...]


@dataclass(frozen=True, slots=True)
class RulesPage:
    """Everything that can be changed, as the page groups it."""

    grades: tuple[Entry, ...]
    rules: tuple[Entry, ...]
    steps: tuple[Entry, ...]
    sections: tuple[SectionEntries, ...]


class _Drawing:
    """Entries of one scheme, with the values that were typed."""

    def __init__(
        self, scheme: Scheme, typed: Mapping[str, str], faults: Mapping[str, str]
    ) -> None:
        self.scheme, self.typed, self.faults = scheme, typed, faults
        self.fields = {each.name: each for each in fields(scheme)}

    def entry(self, name: str, label: str) -> Entry:
        field = self.fields[name]
        return Entry(
            name,
            label,
            field.input.value,
            self.typed.get(name, field.value),
            tuple((each, self.choice(field, each)) for each in field.choices),
            said(self.faults[name]) if name in self.faults else "",
        )

    def choice(self, field: Field, value: str) -> str:
        if field.input is Input.TRUTH:
            return _("yes") if value == "yes" else _("no")
        if field.name == "rule:rule":
            return said(COMBINING.get(value, value))
        grade = self.scheme.grade(value)
        if grade is not None:
            return words(grade.title)
        known = {each.value: text for each, text in NOT_APPLICABLE_RULES.items()}
        return said(known.get(value, value))

    def starting(self, start: str) -> list[str]:
        return [name for name in self.fields if name.startswith(start)]


def rules_page(
    scheme: Scheme, typed: Mapping[str, str], faults: Mapping[str, str]
) -> RulesPage:
    """The form as it stands: what was typed goes before what the scheme says."""
    drawing = _Drawing(scheme, typed, faults)
    return RulesPage(
        grades=tuple(_grades(drawing)),
        rules=tuple(_rules(drawing)),
        steps=tuple(_steps(drawing)),
        sections=tuple(_section(drawing, each) for each in scheme.sections),
    )


def _grades(drawing: _Drawing) -> list[Entry]:
    return [
        drawing.entry(f"grade:{grade.code}", words(grade.title))
        for grade in drawing.scheme.grades
        if f"grade:{grade.code}" in drawing.fields
    ]


def _rules(drawing: _Drawing) -> list[Entry]:
    names = drawing.starting("sheet:") + drawing.starting("rule:")
    labels = {"not_applicable": _("What does not apply")}
    labels |= {name: said(text) for name, text in COMBINATION_ASPECTS.items()}
    return [drawing.entry(name, labels[name.partition(":")[2]]) for name in names]


def _steps(drawing: _Drawing) -> list[Entry]:
    """The counts that an overall grade asks for."""
    scheme, found = drawing.scheme, []
    titles = {
        g.code: words(g.title) for g in (*scheme.indicator_grades, *scheme.grades)
    }
    for name in drawing.starting("step:"):
        _step, place, way, code = name.split(":")
        steps = scheme.overall.steps if scheme.overall else ()
        overall = titles[steps[int(place)].grade]
        sentences = {
            "at_least": _("%(overall)s: at least so many graded %(grade)s or better"),
            "at_most": _("%(overall)s: at most so many graded %(grade)s or worse"),
        }
        label = sentences[way] % {"overall": overall, "grade": titles.get(code, code)}
        found.append(drawing.entry(name, label))
    return found


def _section(drawing: _Drawing, section: Section) -> SectionEntries:
    labels = {
        "points": _("At most, in all"),
        "grade_cap": _("Best grade after a veto"),
    }
    own = tuple(
        drawing.entry(name, labels[name.rpartition(":")[2]])
        for name in drawing.starting(f"section:{section.code}:")
    )
    items = (_item(drawing, leaf) for leaf in section.leaves)
    return SectionEntries(
        words(section.title),
        own,
        tuple(each for each in items if each.entries or each.choices),
    )


def _item(drawing: _Drawing, item: Item) -> ItemEntries:
    own = tuple(
        drawing.entry(name, said(ITEM_ASPECTS[name.rpartition(":")[2]]))
        for name in drawing.starting(f"item:{item.code}:")
    )
    options = [
        drawing.entry(f"option:{item.code}:{each.code}", words(each.title))
        for each in item.options
        if f"option:{item.code}:{each.code}" in drawing.fields
    ]
    steps = [
        drawing.entry(
            f"table:{item.code}:{each.errors}",
            ngettext("From %(num)d error on", "From %(num)d errors on", each.errors),
        )
        for each in item.table
    ]
    return ItemEntries(item.code, words(item.title), own, (*options, *steps))
