"""Columns for the items of a checklist, where a row is a whole review."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from review.domain.kinds import squeezed

# A checklist item may have its reason and its page in columns of their own.
ASPECTS = {
    "理由": "reason",
    "扣分理由": "reason",
    "原因": "reason",
    "扣分原因": "reason",
    "reason": "reason",
    "页码": "pages",
    "卷内页码": "pages",
    "页": "pages",
    "pages": "pages",
}
ITEM_CODE = re.compile(
    r"([A-Za-z]{1,6}[-_.]?\d+(?:[-_.]\d+)*|\d+(?:[-_.]\d+)+)(?![A-Za-z0-9])(.*)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class ItemColumn:
    """A column of a sheet with one row per review: an item's choice, reason or page."""

    item: str
    aspect: str = "choice"


def item_columns(
    rest: Mapping[int, str], known: Mapping[str, str] | None
) -> dict[int, ItemColumn]:
    """The headings that stand for items; `known` gives an item for its code or title.

    Without it, a heading that begins like a code (A1, 2.3) stands for that item.
    """
    found = {}
    for position, text in rest.items():
        column = _known_item(text, known) if known else _coded_item(text)
        if column is not None:
            found[position] = column
    return found


def _plain(text: str) -> str:
    """Codes are compared with their points: 1.1 is not 11."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _known_item(text: str, known: Mapping[str, str]) -> ItemColumn | None:
    """A heading that is, or begins with, the code or the title of an item."""
    key = _plain(text)
    for words in sorted(known, key=len, reverse=True):
        if not key.startswith(_plain(words)):
            continue
        rest = squeezed(key.removeprefix(_plain(words)))
        if not rest or rest in ASPECTS:
            return ItemColumn(known[words], ASPECTS.get(rest, "choice"))
    return _coded_known_item(text, known)


def _coded_known_item(text: str, known: Mapping[str, str]) -> ItemColumn | None:
    """A heading such as “A1 会见笔录”: the code with some words behind it."""
    column = _coded_item(text)
    codes = {_plain(code): code for code in known.values()}
    if column is None or _plain(column.item) not in codes:
        return None
    return ItemColumn(codes[_plain(column.item)], column.aspect)


def _coded_item(text: str) -> ItemColumn | None:
    match = ITEM_CODE.fullmatch(" ".join(unicodedata.normalize("NFKC", text).split()))
    if match is None:
        return None
    aspect = next(
        (a for words, a in ASPECTS.items() if squeezed(match[2]).endswith(words)),
        "choice",
    )
    return ItemColumn(match[1], aspect)
