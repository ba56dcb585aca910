"""The page that a typed number meant, kept beside the number when it was saved.

Scans are moved, numbered anew and taken out; whoever wrote "6" meant what was on page 6
that day. So the number is shown as that page's number of today, and as "6?" where the
page is no longer there: it never comes to point to another page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from review.domain.choices import InvalidAnswer
from review.domain.errors import N_
from review.domain.page_numbers import (
    NUMBER,
    PARTS,
    SECONDARY,
    Part,
    could_be_page,
    first_numbers,
    page_key,
)
from review.domain.pins import PAGE

MAIN, LOST = "正卷", "?"
VOLUMES = (
    (True, re.compile(r"副|secondary volume|^s\W*$", re.IGNORECASE)),
    (False, re.compile(r"正|main volume|^m\W*$", re.IGNORECASE)),
)
"""A volume by its name, or by the first letter of it before the number: "s3".

review/static/viewer.js reads them alike."""
MOST_KEYS = 60
LONGEST_NAME = 20
Keys = tuple[tuple[str, str], ...]
"""The page of each number, by the number as it stands: "6", "s3" of a named volume."""
_SIGNS = {True: "s", False: "m", None: ""}
_WORDS = {True: SECONDARY, False: MAIN, None: ""}
_VOLUME_ALONE = re.compile(
    r"\s*(?:(?:副卷?|正卷?|secondary volume|main volume|[sm])\W*)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page is now: in the how manieth scan, under which number, in which volume."""

    owner: int
    label: int
    is_secondary: bool


@dataclass(frozen=True, slots=True, eq=False)
class Scans:
    """The scans of a file in their order, by what is in them.

    Each is itself, so that what was looked up of it is found again at once.
    """

    parts: tuple[Part, ...] = ()
    digests: tuple[str, ...] = ()
    is_divided: bool = True

    def page(self, label: int, is_secondary: bool | None, owner: int = 0) -> str:
        """The page of this number, if volumes share it that of the first; or none."""
        for n, first in enumerate(first_numbers(self.parts), 1):
            part = self.parts[n - 1]
            is_other = (
                self.is_divided
                and is_secondary is not None
                and is_secondary != (part.volume > 0)
            )
            if is_other or (owner and owner != n):
                continue
            if first <= label < first + part.n_pages:
                return page_key(self.digests[n - 1], label - first + 1)
        return ""

    def place(self, key: str) -> Place | None:
        return _places(self.parts, self.digests).get(key)


NO_SCANS = Scans()


@lru_cache(maxsize=32)
def _places(parts: tuple[Part, ...], digests: tuple[str, ...]) -> dict[str, Place]:
    firsts = zip(first_numbers(parts), parts, digests, strict=True)
    return {
        page_key(digest, page): Place(n, first + page - 1, part.volume > 0)
        for n, (first, part, digest) in enumerate(firsts, 1)
        for page in range(1, part.n_pages + 1)
    }


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a stretch of what was written; `at` is where it stands there."""

    at: tuple[int, int]
    label: int
    owner: int
    name: str
    is_lost: bool


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What stands between two commas: the volume it names, and its numbers."""

    text: str
    is_secondary: bool | None
    numbers: tuple[Number, ...]

    @property
    def names_a_volume_alone(self) -> bool:
        return bool(_VOLUME_ALONE.fullmatch(self.text[: self.numbers[0].at[0]]))


def volume_before(text: str) -> bool | None:
    """The volume that is named before the first number: the secondary one, the main one."""
    before = text[: text.find(next(filter(str.isdecimal, text), ""))]
    return next((which for which, word in VOLUMES if word.search(before)), None)


@lru_cache(maxsize=1024)
def _stretches(written: str) -> tuple[tuple[_Stretch, ...], tuple[str, ...]]:
    """The stretches of what was written, and the commas between them."""
    plain = _in_one_width(written)
    commas = tuple(match[0] for match in PARTS.finditer(plain))
    return tuple(map(_stretch, PARTS.split(plain))), commas


def _in_one_width(written: str) -> str:
    """Letter by letter, so that every other sign stays as it was written."""
    narrow = (unicodedata.normalize("NFKC", each) for each in written)
    return "".join(narrow)


def _stretch(text: str) -> _Stretch:
    sign = volume_before(text.strip())
    return _Stretch(text, sign, tuple(_numbers(text, sign)))


def _numbers(text: str, is_secondary: bool | None) -> Iterator[Number]:
    for found in NUMBER.finditer(text):
        owner, label = int(found["owner"] or 0), int(found["label"])
        beside = f"{owner}:" if owner else ""
        name = f"{_SIGNS[is_secondary]}{beside}{label}{found['lost'] or ''}"
        yield Number(found.span(), label, owner, name, bool(found["lost"]))


def read_keys(code: str, raw: object, written: str) -> Keys:
    """Read the pages of the numbers strictly; only those that stand there are kept."""
    if not isinstance(raw, Mapping) or len(raw) > MOST_KEYS:
        raise _unreadable(code)
    for name, key in raw.items():
        is_name = isinstance(name, str) and len(name) <= LONGEST_NAME
        if not is_name or not isinstance(key, str) or not PAGE.fullmatch(key):
            raise _unreadable(code)
    return tuple((name, raw[name]) for name in names_in(written) if name in raw)


def _unreadable(code: str) -> InvalidAnswer:
    return InvalidAnswer(
        N_("Item %(item)s: the pages of its numbers cannot be read."), item=code
    )


def names_in(written: str) -> Iterable[str]:
    """Each number once, as it is known by; mostly there is none to be known."""
    if not written:
        return ()
    found = _stretches(written)[0]
    return dict.fromkeys(each.name for one in found for each in one.numbers)


def with_keys(written: str, keys: Mapping[str, str], scans: Scans) -> dict[str, str]:
    """The pages that are kept of a text: those known, and those its other numbers name.

    A number beside one that the file does not have means no page, nor one of a stretch
    that is no page by how it is written: both may be a day.
    """
    found: dict[str, str] = {}
    for stretch in _stretches(written)[0]:
        own = {
            each.name: _page_of(each, stretch, keys, scans) for each in stretch.numbers
        }
        is_page = LOST in stretch.text or could_be_page(stretch.text.strip())
        if all(own.values()) and is_page:
            found |= own
    return dict(list(found.items())[:MOST_KEYS])


def _page_of(
    number: Number, stretch: _Stretch, keys: Mapping[str, str], scans: Scans
) -> str:
    if number.name in keys or number.is_lost:
        return keys.get(number.name, "")
    return scans.page(number.label, stretch.is_secondary, number.owner)


@dataclass(frozen=True, slots=True)
class Shown:
    """A text with the numbers that its pages have now, each with its page again."""

    text: str
    keys: Keys


@lru_cache(maxsize=2048)
def shown(written: str, keys: Keys, scans: Scans) -> Shown:
    """What was written, as it reads today; as it was where nothing has moved.

    Each save of a sheet asks it of all its findings, nearly always the same.
    """
    if not keys or not scans.parts:
        return Shown(written, keys)
    known, (found, commas) = dict(keys), _stretches(written)
    if all(_stands(one, known, scans) for one in found):
        return Shown(written, keys)
    texts: list[str] = []
    kept: dict[str, str] = {}
    for one in found:
        text = one.text if _stands(one, known, scans) else _anew(one, known, scans)
        texts.append(text)
        kept |= zip(
            _names(text), (known.get(n.name, "") for n in one.numbers), strict=True
        )
    text = "".join(
        part for pair in zip(texts, (*commas, ""), strict=True) for part in pair
    )
    return Shown(text, tuple((name, key) for name, key in kept.items() if key))


def _names(text: str) -> list[str]:
    return [each.name for each in _stretch(text).numbers]


def _stands(stretch: _Stretch, keys: Mapping[str, str], scans: Scans) -> bool:
    """Whether each number of a stretch still is the number of its page."""
    return all(
        not number.is_lost
        and scans.page(number.label, stretch.is_secondary, number.owner)
        == keys[number.name]
        for number in stretch.numbers
        if number.name in keys
    )


def _anew(stretch: _Stretch, keys: Mapping[str, str], scans: Scans) -> str:
    """With the numbers of today; of another volume where all its pages went there."""
    places = [scans.place(keys[n.name]) for n in stretch.numbers if n.name in keys]
    signs = [stretch.is_secondary]
    if stretch.names_a_volume_alone:
        signs += [None, *(each.is_secondary for each in places if each)]
    # Of two scans with the same numbers the second is named last of all: 2:15.
    for is_told in (False, True):
        for sign in signs:
            numbers = [_spelt(n, sign, keys, scans, is_told) for n in stretch.numbers]
            if None not in numbers:
                return _put(stretch, sign, numbers)
    return _put(stretch, stretch.is_secondary, [_lost(n) for n in stretch.numbers])


def _spelt(
    number: Number,
    sign: bool | None,
    keys: Mapping[str, str],
    scans: Scans,
    with_scan: bool,
) -> str | None:
    """How a page is called beside this volume; None where it would be another page."""
    key = keys.get(number.name)
    if key is None:
        return _as_it_was(number)
    place = scans.place(key)
    if place is None:
        return _lost(number)
    owner = place.owner if with_scan else 0
    if scans.page(place.label, sign, owner) != key:
        return None
    return f"{owner}:{place.label}" if owner else str(place.label)


def _as_it_was(number: Number) -> str:
    return f"{number.owner}:{number.label}" if number.owner else str(number.label)


def _lost(number: Number) -> str:
    return f"{_as_it_was(number)}{LOST}"


def _put(stretch: _Stretch, sign: bool | None, numbers: Sequence[str | None]) -> str:
    """The same words around other numbers, behind the volume that they are of."""
    text, end, pieces = stretch.text, 0, []
    for number, written in zip(stretch.numbers, numbers, strict=True):
        pieces += [text[end : number.at[0]], written or ""]
        end = number.at[1]
    if sign != stretch.is_secondary:
        pieces[0] = pieces[0][: len(pieces[0]) - len(pieces[0].lstrip())] + _WORDS[sign]
    return "".join([*pieces, text[end:]])


def keys_from_json(stored: Mapping[str, Any] | None) -> Keys:
    """As they were stored; they were read strictly when they were given."""
    return tuple((stored or {}).items())
