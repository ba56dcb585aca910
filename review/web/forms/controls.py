"""What each line of a checklist is drawn with: its control, words and numbers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from flask_babel import ngettext

from review.domain.answers import allowed_specials
from review.domain.derivation import plain
from review.domain.lines import OVERALL, Line, answerable
from review.domain.schemes import (
    Grade,
    Item,
    ItemKind,
    Option,
    Scheme,
    Section,
    VetoEffect,
)
from review.web.display import words
from review.web.forms.drawn import (
    CHECKS,
    NUMBER,
    RADIOS,
    TEXT,
    Block,
    Choice,
    Drawn,
    DrawnSection,
    DrawnSheet,
    signed,
)
from review.web.language import gettext as _
from review.web.wording import VETO_EFFECTS

NONE_OF_THESE = "-"
MOST_QUICK = 7
ROUND = tuple(Decimal(unit) for unit in (1, 2, 5, 10, 20, 50))


def draw(
    scheme: Scheme, part: str | None = None, only: Collection[str] | None = None
) -> DrawnSheet:
    """The sheet one reviewer fills in; a read of disputed items draws only these."""
    lines = answerable(scheme, part)
    wanted = {code for code in lines if only is None or code in only}
    sections = tuple(
        section
        for number, each in enumerate(_sections(scheme, part, lines), start=1)
        if (section := _section(each, str(number), lines, wanted)).blocks
    )
    by_code = {line.item.code: line for each in sections for line in each.lines}
    return DrawnSheet(sections, by_code, _scale(scheme, by_code))


def _scale(scheme: Scheme, by_code: Mapping[str, Drawn]) -> tuple[Choice, ...]:
    grades = scheme.indicator_grades
    is_used = any(d.item.kind is ItemKind.INDICATOR for d in by_code.values())
    return tuple(map(_grade, grades)) if is_used and _are_told(grades) else ()


def _are_told(grades: Iterable[Grade]) -> bool:
    return any(grade.guidance for grade in grades)


def _sections(
    scheme: Scheme, part: str | None, lines: Mapping[str, Line]
) -> Iterator[Section]:
    yield from scheme.sections_of(part)
    if OVERALL in lines:
        yield lines[OVERALL].section


def _section(
    section: Section, number: str, lines: Mapping[str, Line], wanted: Collection[str]
) -> DrawnSection:
    blocks = (
        _block(item, f"{number}.{position}", lines, wanted)
        for position, item in enumerate(section.items, start=1)
    )
    return DrawnSection(section, number, tuple(b for b in blocks if b.lines))


def _block(
    item: Item, number: str, lines: Mapping[str, Line], wanted: Collection[str]
) -> Block:
    if not item.items:
        return Block(number, tuple(_lines([(item, number)], lines, wanted)))
    parts = [(leaf, f"{number}.{n}") for n, leaf in enumerate(item.items, start=1)]
    return Block(number, tuple(_lines(parts, lines, wanted)), heading=item)


def _lines(
    numbered: list[tuple[Item, str]], lines: Mapping[str, Line], wanted: Collection[str]
) -> Iterator[Drawn]:
    for item, number in numbered:
        if item.code in wanted:
            yield draw_line(lines[item.code], number)


def draw_line(line: Line, number: str) -> Drawn:
    """One line with the control of its kind."""
    drawn = _CONTROLS[line.item.kind](line, number)
    return replace(drawn, specials=allowed_specials(line))


def _steps(line: Line, number: str) -> Drawn:
    quick = tuple(
        Choice(plain(each), plain(each), signed(each, line.adds) or "0")
        for each in quick_numbers(line.item.points, line.item.step)
    )
    prompt = _("Points earned") if line.adds else _("Points off")
    step, most = plain(line.item.step), plain(line.item.points)
    return Drawn(line, number, NUMBER, quick, prompt, step=step, most=most)


def quick_numbers(points: Decimal, step: Decimal) -> tuple[Decimal, ...]:
    """Round numbers from nothing to everything, few enough to press with one key."""
    units = (step, *(unit for unit in ROUND if unit > step and not unit % step))
    unit = next((u for u in units if points / u < MOST_QUICK), points)
    numbers = [unit * n for n in range(int(points / unit) + 1)]
    return tuple(numbers if numbers[-1] == points else [*numbers, points])


def _occurrences(line: Line, number: str) -> Drawn:
    item = line.item
    enough = min(-int(-item.points // item.each), MOST_QUICK - 1)
    return Drawn(
        line,
        number,
        NUMBER,
        _counts(enough),
        _("Occurrences"),
        _(
            "%(each)s each, %(most)s at most",
            each=signed(item.each, line.adds),
            most=signed(item.points, line.adds),
        ),
    )


def _counts(most: int) -> tuple[Choice, ...]:
    return tuple(Choice(str(n), str(n), str(n)) for n in range(most + 1))


def _errors(line: Line, number: str) -> Drawn:
    steps = line.item.table
    ends = [step.errors - 1 for step in steps[1:]]
    rows = [
        (_span(step.errors, end), plain(step.mark))
        for step, end in zip(steps, [*ends, None], strict=True)
    ]
    quick = _counts(min(steps[-1].errors, MOST_QUICK - 1) if steps else 0)
    return Drawn(line, number, NUMBER, quick, _("Number of errors"), table=tuple(rows))


def _span(first: int, last: int | None) -> str:
    if last is None:
        return ngettext("%(num)d error or more", "%(num)d errors or more", first)
    if first == last:
        return ngettext("%(num)d error", "%(num)d errors", first)
    return _("%(first)s–%(last)s errors", first=first, last=last)


def _met(line: Line, number: str) -> Drawn:
    gain, loss = _both(line)
    choices = (
        Choice("met", _("Met"), gain),
        Choice("missing", _("Not met"), loss, is_bad=not line.adds),
    )
    return Drawn(line, number, RADIOS, choices)


def _both(line: Line) -> tuple[str, str]:
    """What the good answer gives and what the bad one takes."""
    points = line.item.points
    return (signed(points, True), "") if line.adds else ("", signed(points, False))


def _yes_no(line: Line, number: str) -> Drawn:
    if line.is_veto:
        return _veto(line, number)
    gain, loss = _both(line)
    good = line.item.full_on
    choices = tuple(
        Choice(
            value,
            title,
            gain if value == good else loss,
            is_bad=value != good and not line.adds,
        )
        for value, title in (("yes", _("Yes")), ("no", _("No")))
    )
    return Drawn(line, number, RADIOS, choices)


def _veto(line: Line, number: str) -> Drawn:
    choices = (
        Choice("no", _("Not found in this file")),
        Choice("yes", _("Found in this file"), _("Veto"), is_bad=True),
    )
    return Drawn(line, number, RADIOS, choices)


def veto_effect(scheme: Scheme, section: Section) -> str:
    """What a hit in this section does, in words."""
    sentence = VETO_EFFECTS[section.effect or VetoEffect.TOTAL_ZERO]
    grade = scheme.grade(section.grade_cap)
    return _(sentence, grade=words(grade.title) if grade else "")


def _alternatives(line: Line, number: str) -> Drawn:
    found = tuple(
        Choice(
            each.code,
            each.title,
            signed(each.points, line.adds),
            each.guidance,
            is_bad=not line.adds,
        )
        for each in line.item.options
    )
    none = Choice(NONE_OF_THESE, _("None of these"))
    return Drawn(line, number, CHECKS, (none, *found))


def _levels(line: Line, number: str) -> Drawn:
    if line.item.code == OVERALL:
        return _grades(line, number)
    choices = tuple(_level(option, line.item.points) for option in line.item.options)
    return Drawn(line, number, RADIOS, choices)


def _level(option: Option, points: Decimal) -> Choice:
    return Choice(
        option.code,
        option.title,
        _("%(points)s points", points=plain(option.points)),
        option.guidance,
        is_bad=option.points < points,
    )


def _grades(line: Line, number: str) -> Drawn:
    return Drawn(line, number, RADIOS, tuple(_grade(each) for each in line.grades))


def _indicator(line: Line, number: str) -> Drawn:
    """The grades alone: what they mean stands above the sheet, once for all."""
    choices = (replace(_grade(each), note=None) for each in line.grades)
    return Drawn(line, number, RADIOS, tuple(choices))


def _grade(grade: Grade) -> Choice:
    return Choice(grade.code, grade.title, "", grade.guidance, is_bad=not grade.passes)


def _record(line: Line, number: str) -> Drawn:
    if not line.item.options:
        return Drawn(line, number, TEXT)
    choices = tuple(
        Choice(each.code, each.title, "", each.guidance) for each in line.item.options
    )
    return Drawn(line, number, RADIOS, choices)


_CONTROLS: Mapping[ItemKind | None, Callable[[Line, str], Drawn]] = {
    ItemKind.STEPS: _steps,
    ItemKind.ALL_OR_NOTHING: _met,
    ItemKind.PER_OCCURRENCE: _occurrences,
    ItemKind.ALTERNATIVES: _alternatives,
    ItemKind.LEVELS: _levels,
    ItemKind.ERROR_COUNT: _errors,
    ItemKind.YES_NO: _yes_no,
    ItemKind.INDICATOR: _indicator,
    ItemKind.RECORD: _record,
}
