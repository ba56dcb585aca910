"""How the lines of a sheet are numbered: 2.3, or 2.3.1 below a heading.

A read of disputed items keeps the numbers of the whole sheet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from review.domain.lines import OVERALL, Line, answerable
from review.domain.schemes import Item, Scheme, Section


@dataclass(frozen=True, slots=True)
class Numbered:
    """A line with its number; `heading` is the item it stands beneath, if any."""

    number: str
    line: Line
    heading: Item | None = None
    heading_number: str = ""


@dataclass(frozen=True, slots=True)
class NumberedSection:
    """A section of the sheet with those of its lines that are asked."""

    number: str
    section: Section
    lines: tuple[Numbered, ...]


def numbered(
    scheme: Scheme, part: str | None = None, only: Collection[str] | None = None
) -> tuple[NumberedSection, ...]:
    """The sections one reviewer fills in, in order; those without lines are left out."""
    lines = {
        code: line
        for code, line in answerable(scheme, part).items()
        if only is None or code in only
    }
    sections = [*scheme.sections_of(part)]
    if OVERALL in lines:
        sections.append(lines[OVERALL].section)
    found = (
        NumberedSection(str(n), each, tuple(_lines(each, str(n), lines)))
        for n, each in enumerate(sections, start=1)
    )
    return tuple(each for each in found if each.lines)


def _lines(section: Section, number: str, lines: dict[str, Line]) -> Iterator[Numbered]:
    for position, item in enumerate(section.items, start=1):
        own = f"{number}.{position}"
        if item.code in lines:
            yield Numbered(own, lines[item.code])
        for n, leaf in enumerate(item.items, start=1):
            if leaf.code in lines:
                yield Numbered(f"{own}.{n}", lines[leaf.code], item, own)
