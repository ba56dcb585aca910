"""What a column of a spreadsheet is called, holds, and how its cells are read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from review.domain.cases import Remark
from review.domain.cells import Cell, protects, written, yes
from review.domain.cells import words as short_text
from review.domain.errors import N_
from review.domain.kinds import LOOSE_WORDS, Worded, squeezed
from review.domain.schemes import Text

Reader = Callable[[Cell], Any]
Doubt = Callable[[Cell], Remark | None]

EMPTY = N_("This must not be empty.")
BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its field in the record, its names, and the reading of a cell.

    `blank` is what an empty cell means; a required column has no such meaning.
    `left_over` are names of another column, which mean this one where the other one
    stands in the table under a better name.
    """

    field: str
    zh: str
    en: str
    read: Reader
    meaning: Text
    variants: tuple[str, ...] = ()
    required: bool = False
    needed: str = EMPTY
    """What an empty cell of a required column is told."""
    blank: Any = ""
    example: str = ""
    allowed: tuple[str, ...] = ()
    doubt: Doubt | None = None
    left_over: tuple[str, ...] = ()
    first_counts: bool = False
    """Several columns may have its names: the first of them is meant."""

    @property
    def names(self) -> tuple[str, ...]:
        return (self.zh, self.en, self.field, *self.variants)


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one kind of spreadsheet, and which of them it cannot do without."""

    columns: tuple[Column, ...]

    @property
    def required(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.required)

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(column.field for column in self.columns)

    def by_name(self) -> dict[str, Column]:
        """Every accepted name of a column, squeezed."""
        named: dict[str, Column] = {}
        for column in self.columns:
            for name in column.names:
                named.setdefault(squeezed(name), column)
        return named

    def by_left_over(self) -> dict[str, Column]:
        """The columns that take a name which another column has no need of."""
        return {squeezed(name): c for c in self.columns for name in c.left_over}


def worded(kind: type[Worded]) -> Reader:
    """Cells that name one of a few values."""
    return lambda cell: kind.from_words(short_text(cell))


def allowed(kind: type[Worded]) -> tuple[str, ...]:
    return tuple(member.zh for member in kind if member.value)


def loose(cell: Cell) -> Remark | None:
    """Words that could have meant something else."""
    sentence = LOOSE_WORDS.get(squeezed(written(cell)))
    return Remark(sentence) if sentence else None


def shown(cell: Cell) -> str:
    """A cell as its reader sees it on the screen, for headings and for remarks."""
    is_count = isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15
    return str(int(cell) if is_count else cell).strip()


def heading(cell: Cell) -> tuple[str, ...]:
    """The ways a heading may be looked up: as it stands, and without its brackets."""
    text = unicodedata.normalize("NFKC", shown(cell))
    return tuple(dict.fromkeys((squeezed(text), squeezed(BRACKETS.sub("", text)))))


def flag(
    field: str,
    zh: str,
    en: str,
    meaning: Text,
    *variants: str,
    only_said: bool = False,
) -> Column:
    """A column of 是 and 否, where an empty cell is 否, or only the written word is."""
    return Column(
        field,
        zh,
        en,
        protects if only_said else yes,
        meaning,
        variants,
        blank=None if only_said else False,
        example="否",
        allowed=("是", "否"),
    )
