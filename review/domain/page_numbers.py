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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

MOST = 99_999
"""No volume has a higher number pencilled on it."""
LONGEST = 12
"""Letters in the name of a page."""
SECONDARY, DIGITS = "副卷", "0123456789"
NAME = re.compile(r"(?:(?P<owner>[0-9]+):|(?P<secondary>副卷?))?(?P<label>[0-9]+)")


PARTS = re.compile(r"[、,;]")
NUMBER = re.compile(
    r"(?:(?P<owner>[0-9]+):)?(?P<label>[0-9]+)(?![0-9])"
    r"(?!\s*[行段条款项处次份年月日号])(?P<lost>\?)?"
)
"""A page, and after a colon that of a scan; lines and dates on it are not counted.

A question mark behind it says that its page is gone: see kept_pages.
"""
SPAN = re.compile(
    r"(?P<first>[0-9]+)\s*页?\s*[-\N{EN DASH}\N{EM DASH}~\N{WAVE DASH}至到]+\s*第?\s*(?:[0-9]+:)?(?P<last>[0-9]+)"
)
DAY = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")
NO_NUMBER = re.compile(
    r"^[-\N{EN DASH}\N{EM DASH}~\N{WAVE DASH}]"
    r"|[0-9]\s*页?\s*[-\N{EN DASH}\N{EM DASH}~\N{WAVE DASH}至到]+$"
    r"|[0-9][a-z]+[0-9]"
    r"|[0-9]\?"
    r"|(?<![a-z])(?!(?:pp?|pg|pages?|no|s|m|volume|secondary|main)[0-9])[a-z]+[0-9]",
    re.IGNORECASE,
)
"""Half a span, a number in a word, or one whose page is gone: "-1", "1e2", "x1", "6?".

review/static/viewer_findings.js reads them alike."""


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
    """How each page is written: 15, and 副卷15 in the secondary volume.

    Where two scans of a volume have the same numbers, page 15 of the second is 2:15.
    """
    owners = [n for n, part in enumerate(parts, 1) for _ in range(part.n_pages)]
    found = [
        (owner, label, f"{SECONDARY}{label}" if parts[owner - 1].volume else str(label))
        for owner, label in zip(owners, labels(parts), strict=True)
    ]
    n_of = Counter(name for _, _, name in found)
    return [f"{n}:{label}" if n_of[name] > 1 else name for n, label, name in found]


def stretches(written: Sequence[str], pages: Sequence[int]) -> list[str]:
    """How some pages are written, in their order: 3–7 where they follow each other."""
    found: list[list[int]] = []
    for page in pages:
        last = found[-1][-1] if found else 0
        if found and page == last + 1 and _follows(written[last - 1], written[last]):
            found[-1].append(page)
        else:
            found.append([page])
    ends = [(written[each[0] - 1], written[each[-1] - 1]) for each in found]
    return [first if first == last else f"{first}–{last}" for first, last in ends]


def _follows(one: str, other: str) -> bool:
    """Whether a page of the same volume has the next number."""
    volume = one.rstrip(DIGITS)
    if volume != other.rstrip(DIGITS):
        return False
    return int(one.removeprefix(volume)) + 1 == int(other.removeprefix(volume))


def page_named(parts: Sequence[Part], written: str) -> int | None:
    """The how manieth of all pages is meant; None for none of them, or for several.

    A number alone means the main volume, and the secondary one where only that has it.
    """
    typed = NAME.fullmatch("".join(unicodedata.normalize("NFKC", written).split()))
    if typed is None or len(typed[0]) > LONGEST:
        return None
    label, owner = int(typed["label"]), typed["owner"]
    page = 0
    found: dict[bool, list[int]] = {False: [], True: []}
    for number, first in enumerate(first_numbers(parts), 1):
        part = parts[number - 1]
        is_meant = owner is None or int(owner) == number
        if is_meant and first <= label < first + part.n_pages:
            found[part.volume > 0].append(page + label - first + 1)
        page += part.n_pages
    meant = found[True] if typed["secondary"] else found[False] or found[True]
    return meant[0] if len(meant) == 1 else None


@lru_cache(maxsize=1024)
def no_pages(written: str) -> tuple[str, ...]:
    """What of it can be no page of any file: a page is a number above 0, or a span."""
    plain = unicodedata.normalize("NFKC", written)
    parts = map(str.strip, PARTS.split(plain))
    return tuple(part for part in parts if part and not could_be_page(part))


def could_be_page(part: str) -> bool:
    """By how it is written; whether the file has it, only its scans say."""
    found = [int(each["label"]) for each in NUMBER.finditer(part)]
    is_number = bool(found) and all(0 < each <= MOST for each in found)
    return is_number and not NO_NUMBER.search(part) and not _is_backwards(part)


def _is_backwards(part: str) -> bool:
    """ "12-10" names no page: which of both is wrong, only its writer knows."""
    spans = SPAN.finditer(DAY.sub(" ", part))
    return any(int(span["first"]) > int(span["last"]) for span in spans)


KEY = 20
"""Hexadecimal digits of a page's key."""


def page_key(digest: str, page: int) -> str:
    """The name of a page that stays when scans are moved: its file and place in it.

    It does not tell the file's digest, nor which pages come from one file.
    """
    return hashlib.sha256(f"{digest}:{page}".encode()).hexdigest()[:KEY]
