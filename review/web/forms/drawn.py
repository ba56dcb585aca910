"""A checklist ready for its templates: sections, lines, and the choices of each line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from review.domain.answers import Special
from review.domain.derivation import plain
from review.domain.lines import OVERALL, Line
from review.domain.schemes import Item, ItemKind, Section, Text
from review.web.display import words

RADIOS, CHECKS, NUMBER, TEXT = "radios", "checks", "number", "text"
# In letters: what a row of choices may take, and what each takes beside its words.
ROW, CHIP = 66, 6


def width_of(text: str) -> int:
    """How wide a text is, in letters; a Chinese character is as wide as two."""
    return sum(1 if letter.isascii() else 2 for letter in text)


def signed(points: Decimal, adds: bool) -> str:
    """What an answer takes or gives: −2 or +2."""
    if not points:
        return ""
    return ("+" if adds else "\N{MINUS SIGN}") + plain(points)


@dataclass(frozen=True, slots=True)
class Choice:
    """One radio button, check box or quick number; `worth` is what it costs or earns.

    `is_bad` marks what loses points or grade, so that it can be drawn apart.
    """

    value: str
    title: Text | str
    worth: str = ""
    note: Text | None = None
    is_bad: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line of the sheet, ready for its template."""

    line: Line
    number: str
    control: str
    choices: tuple[Choice, ...] = ()
    prompt: str = ""
    unit: str = ""
    step: str = "1"
    most: str = ""
    table: tuple[tuple[str, str], ...] = ()
    specials: tuple[Special, ...] = ()

    @property
    def item(self) -> Item:
        return self.line.item

    @property
    def maximum(self) -> Decimal | None:
        """The most the line is worth; a veto, an indicator and a record have none."""
        return self.item.points or None

    @property
    def each(self) -> str:
        """What one occurrence costs or earns."""
        return signed(self.item.each, self.line.adds)

    @property
    def has_notes(self) -> bool:
        return any(choice.note for choice in self.choices)

    @property
    def is_tall(self) -> bool:
        """Drawn so that it needs the whole width, not beside the special answers."""
        width = sum(CHIP + width_of(words(choice.title)) for choice in self.choices)
        is_long = self.control == RADIOS and width > ROW
        return is_long or self.has_notes or self.control in (CHECKS, TEXT)


@dataclass(frozen=True, slots=True)
class Block:
    """A line by itself, or a heading with the lines beneath it."""

    number: str
    lines: tuple[Drawn, ...]
    heading: Item | None = None


@dataclass(frozen=True, slots=True)
class DrawnSection:
    section: Section
    number: str
    blocks: tuple[Block, ...]

    @property
    def lines(self) -> tuple[Drawn, ...]:
        return tuple(line for block in self.blocks for line in block.lines)

    @property
    def can_close(self) -> bool:
        """Whether there are lines that "nothing further" could answer."""
        return self.section.code != OVERALL and any(
            drawn.line.is_scored for drawn in self.lines
        )

    @property
    def is_graded(self) -> bool:
        return any(drawn.item.kind is ItemKind.INDICATOR for drawn in self.lines)

    @property
    def adds(self) -> bool:
        return any(drawn.line.adds for drawn in self.lines)


@dataclass(frozen=True, slots=True)
class DrawnSheet:
    """All that one reviewer fills in, in order."""

    sections: tuple[DrawnSection, ...]
    by_code: Mapping[str, Drawn] = field(default_factory=dict)
    scale: tuple[Choice, ...] = ()
    """What each grade of an indicator means, told once above all of them."""

    def label(self, code: str) -> str:
        """How a sentence names a line: its number and its title."""
        drawn = self.by_code.get(code)
        if drawn is None:
            return code
        return f"{drawn.number} {words(drawn.item.title)}"

    def ready_text(self, code: str, position: str) -> str:
        """A common finding of a line, as the reader's language has it."""
        texts = self.by_code[code].item.common_findings
        known = position.isdecimal() and int(position) < len(texts)
        return words(texts[int(position)]) if known else ""
