"""The pages a finding names: the file has to have them, or the review is not complete.

Only what was scanned can be looked up. A file without scans, or a volume of which there
never were any, is read on paper, and any number above 0 is taken as it is written. Of a
volume whose scans were all taken out again there is no page any more.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from review.domain.answers import Answer, Answers
from review.domain.completeness import NO_PAGE, Missing, MissingKind
from review.domain.lines import Line
from review.domain.page_numbers import (
    NUMBER,
    PARTS,
    SECONDARY,
    Part,
    could_be_page,
    labels,
    no_pages,
)
from review.domain.sentences import Sentence

_VOLUMES = (
    (True, re.compile(r"副|secondary volume|^s\W*$", re.IGNORECASE)),
    (False, re.compile(r"正|main volume|^m\W*$", re.IGNORECASE)),
)
"""A volume by its name, or by the first letter of it before the number: "s3".

review/static/viewer.js reads them alike."""


@dataclass(frozen=True, slots=True)
class FilePages:
    """The numbers on the pages of a file: of its secondary volume, and of the rest.

    A file that is not divided is one volume, whatever volume is named.
    """

    numbers: Mapping[bool, frozenset[int]]
    is_divided: bool = True

    def has(self, label: int, is_secondary: bool | None) -> bool:
        """A number alone may be of either volume."""
        if is_secondary is None or not self.is_divided:
            return any(label in found for found in self.numbers.values())
        found = self.numbers.get(is_secondary)
        return found is None or label in found


ON_PAPER = FilePages({})


@lru_cache(maxsize=256)
def file_pages(
    parts: tuple[Part, ...],
    *,
    is_divided: bool,
    taken_out: frozenset[bool] = frozenset(),
) -> FilePages:
    """The numbers on the pages of these scans; divided, where a volume is said of one.

    `taken_out` are the volumes that had scans which are no longer there.
    """
    found: dict[bool, set[int]] = {which: set() for which in taken_out if parts}
    owners = (part for part in parts for _ in range(part.n_pages))
    for part, label in zip(owners, labels(parts), strict=True):
        found.setdefault(part.volume > 0, set()).add(label)
    numbers = {which: frozenset(each) for which, each in found.items()}
    return FilePages(numbers, is_divided)


@lru_cache(maxsize=1024)
def _parts(written: str) -> tuple[tuple[str, bool | None, tuple[int, ...]], ...]:
    """Each part of what was written, with the volume it names and the numbers in it."""
    plain = unicodedata.normalize("NFKC", written)
    return tuple(
        (
            part,
            _is_secondary(part),
            tuple(int(n["label"]) for n in NUMBER.finditer(part)),
        )
        for part in map(str.strip, PARTS.split(plain))
        if part
    )


def _is_secondary(part: str) -> bool | None:
    before = part[: part.find(next(filter(str.isdecimal, part), ""))]
    return next((which for which, word in _VOLUMES if word.search(before)), None)


def outside(written: str, file: FilePages) -> list[str]:
    """What of it names no page of the file, in order; on paper, none of any file."""
    if not file.numbers:
        return list(dict.fromkeys(no_pages(written)))
    found: list[str] = []
    for part, is_secondary, numbers in _parts(written):
        sign = SECONDARY if is_secondary and file.is_divided else ""
        missed = [f"{sign}{n}" for n in numbers if not file.has(n, is_secondary)]
        is_none = not numbers or (not missed and not could_be_page(part))
        found += [part] if is_none else missed
    return list(dict.fromkeys(found))


def cited(lines: Mapping[str, Line], answers: Answers) -> dict[str, list[str]]:
    """By item, what stands as the page of a finding, demanded there or not."""
    return {
        code: written
        for code, answer in answers.items()
        if code in lines and (written := _written(answer))
    }


def _written(answer: Answer) -> list[str]:
    return [each.pages for each in answer.findings if each.pages]


def beside_scans(still: Iterable[Missing], found: Iterable[Missing]) -> list[Missing]:
    """What is missing, with what the scans say of pages: it says the more of an item."""
    told = list(found)
    of_scans = {(each.item, each.kind) for each in told}
    return [*(e for e in still if (e.item, e.kind) not in of_scans), *told]


def without_page(named: Mapping[str, list[str]], file: FilePages) -> Iterator[Missing]:
    """What keeps a finding from being complete: it points to where nothing is."""
    if not file.numbers:
        return
    for code, written in named.items():
        found = dict.fromkeys(name for each in written for name in outside(each, file))
        if found:
            values = {"item": code, "pages": tuple(found)}
            yield Missing(code, MissingKind.PAGE, Sentence(NO_PAGE, values))
