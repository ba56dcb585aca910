"""The numbers of a case file's pages, as they are pencilled on the volume.

The pages of the scans are counted through in their order, those of each volume by
themselves: a second volume begins with 1 again. Where a scan says which number is
pencilled on its first page, its volume counts on from there.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

MOST = 99_999
"""No volume has a higher number pencilled on it."""
NUMBER = re.compile(r"[0-9]+")
LONGEST = 12
"""Letters in the name of a page."""


@dataclass(frozen=True, slots=True)
class Part:
    """One scan: how many pages, the number of the first one if it was set, the volume."""

    n_pages: int
    first_number: int | None = None
    volume: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page lies: in which part, and as which page of it, both from 0 and 1."""

    part: int
    page: int


def first_numbers(parts: Iterable[Part]) -> list[int]:
    """The number of each part's first page."""
    found: list[int] = []
    following: dict[int, int] = {}
    for part in parts:
        first = part.first_number or following.get(part.volume, 1)
        found.append(first)
        following[part.volume] = first + part.n_pages
    return found


def labels(parts: Sequence[Part]) -> list[int]:
    """The number of every page, in order."""
    pairs = zip(first_numbers(parts), parts, strict=True)
    return [first + n for first, part in pairs for n in range(part.n_pages)]


def place_of(parts: Iterable[Part], page: int) -> Place | None:
    """Where the page lies that is the first, second … of all; None beyond the last."""
    if page < 1:
        return None
    for number, part in enumerate(parts):
        if page <= part.n_pages:
            return Place(number, page)
        page -= part.n_pages
    return None


def names(parts: Sequence[Part]) -> list[str]:
    """How each page is written: its number, with that of its part if several have it.

    Where two volumes begin with 1, page 15 of the second is written 2:15.
    """
    found = labels(parts)
    n_of = Counter(found)
    owners = (n for n, part in enumerate(parts, 1) for _ in range(part.n_pages))
    return [
        f"{owner}:{label}" if n_of[label] > 1 else str(label)
        for owner, label in zip(owners, found, strict=True)
    ]


def not_among(written: str, known: Collection[int]) -> list[int]:
    """The numbers in what was written that no page has, in order."""
    found = map(int, NUMBER.findall(unicodedata.normalize("NFKC", written)))
    return [each for each in dict.fromkeys(found) if each not in known]


def page_named(parts: Sequence[Part], written: str) -> int | None:
    """The how manieth of all pages is meant; None for none of them, or for several."""
    typed = "".join(unicodedata.normalize("NFKC", written).split())
    part, colon, label = typed.rpartition(":")
    is_number = label.isdecimal() and (part.isdecimal() or not colon)
    if not is_number or len(typed) > LONGEST:
        return None
    page, found = 0, []
    for number, first in enumerate(first_numbers(parts)):
        n_pages = parts[number].n_pages
        is_meant = not colon or int(part) == number + 1
        if is_meant and first <= int(label) < first + n_pages:
            found.append(page + int(label) - first + 1)
        page += n_pages
    return found[0] if len(found) == 1 else None


KEY = 20
"""Hexadecimal digits of a page's key."""


def page_key(digest: str, page: int) -> str:
    """The name of a page that stays when scans are moved: its file and place in it.

    It does not tell the file's digest, nor which pages come from one file.
    """
    return hashlib.sha256(f"{digest}:{page}".encode()).hexdigest()[:KEY]
