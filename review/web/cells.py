"""What the rows of long lists are made of, where a template would work cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Any

from markupsafe import escape

from review.web.filling import CUT

Maker = Callable[[Any], str]


def once(find: Maker) -> Maker:
    """A look-up that is done once for each thing within a page."""
    return cache(find)


def escaped(rows: Iterable[Sequence[str]], n: int) -> Iterator[Sequence[str]]:
    """The same `n` cells of every row, escaped.

    To escape a cell takes longer than to draw its row, so that they are escaped as one
    text; a cell in which the sign between them stood would shift all others.
    """
    cells = list(chain.from_iterable(rows))
    found = str(escape(CUT.join(cells))).split(CUT)
    if len(found) != len(cells):
        found = [str(escape(cell)) for cell in cells]
    each = iter(found)
    return zip(*[each] * n, strict=True)
