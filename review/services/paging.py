"""Finding and showing one page of a long list."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")
SIZES = (50, 100, 500)
ALL = 1_000_000
"""More than any list is long: an export has every row."""


def folded(text: str) -> str:
    """A searched case number as numbers are stored: one width, no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@dataclass(frozen=True, slots=True)
class Cut:
    """Which page of a list is wanted."""

    page: int = 1
    size: int = SIZES[0]

    @property
    def skip(self) -> int:
        return (self.page - 1) * self.size


WHOLE = Cut(1, ALL)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """The rows of one page, and how many there are in all."""

    rows: tuple[Row, ...]
    n: int
    cut: Cut

    @property
    def n_pages(self) -> int:
        return max(-(-self.n // self.cut.size), 1)

    @property
    def first(self) -> int:
        return self.cut.skip + 1 if self.rows else 0

    @property
    def last(self) -> int:
        return self.cut.skip + len(self.rows) if self.rows else 0
