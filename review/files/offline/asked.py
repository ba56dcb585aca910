"""Which cells are coloured while they are still asked for: a reason, a page."""

from __future__ import annotations

from review.domain.answers import allowed_specials
from review.domain.derivation import plain
from review.domain.lines import Line
from review.domain.schemes import ItemKind
from review.files.offline import words
from review.files.offline.columns import (
    ABSENT,
    ANSWER,
    GIVEN,
    PAGES,
    SPECIAL,
    TEXT,
    WORTH,
)
from review.files.offline.formulas import quoted
from review.files.offline.rows import Row, RowKind

MARKED = frozenset(set(ItemKind) - {ItemKind.INDICATOR, ItemKind.RECORD})


def asked_cells(number: int, row: Row, locale: str) -> dict[str, str]:
    """By the column: the formula that is true while its cell is missing something."""
    line, lost = row.line, _lost(number, row, locale)
    if line is None or not lost:
        return {}
    found = {TEXT: f'=AND({lost},${TEXT}{number}="")'}
    if line.item.place_required:
        empty = f'${PAGES}{number}="",${ABSENT}{number}=""'
        found |= dict.fromkeys((PAGES, ABSENT), f"=AND({lost},{empty})")
    return found


def _lost(number: int, row: Row, locale: str) -> str:
    """Whether something was taken off in this row; of what is not known, nothing."""
    line = row.line
    if line is None or row.kind not in (RowKind.ITEM, RowKind.OPTION):
        return ""
    if row.kind is RowKind.OPTION:
        return "" if line.adds else _says(number, words.YES.in_language(locale))
    if line.is_veto:
        return _says(number, words.FOUND.in_language(locale))
    if line.is_bonus or line.item.kind not in MARKED - {ItemKind.ALTERNATIVES}:
        return ""
    return _has_lost(number, line)


def _says(number: int, word: str) -> str:
    return f"${ANSWER}{number}={quoted(word)}"


def _has_lost(number: int, line: Line) -> str:
    parts = [f"${GIVEN}{number}=1", f"${WORTH}{number}<{plain(line.item.points)}"]
    if allowed_specials(line):
        parts.append(f'${SPECIAL}{number}=""')
    return f"AND({','.join(parts)})"
