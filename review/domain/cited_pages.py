"""The pages a finding names: the file has to have them, or the review is not complete.

Only what was scanned can be looked up. A file without scans, or a volume of which there
never were any, is read on paper, and any number is taken as it is written. Of a volume
whose scans were all taken out again there is no page any more.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from review.domain.answers import Answer, Answers
from review.domain.completeness import Missing, MissingKind
from review.domain.errors import N_
from review.domain.lines import Line
from review.domain.page_numbers import SECONDARY, Part, labels
from review.domain.sentences import Sentence

NO_PAGE = N_(
    "Item %(item)s: the file has no page %(pages)s; correct it, or say that it is absent "
    "from the file."
)
_PARTS = re.compile(r"[、,;]")
_NUMBER = re.compile(
    r"(?:[0-9]+:)?(?P<label>[0-9]+)(?![0-9])(?!\s*[行段条款项处次份年月日号])"
)
"""A page, and after a colon that of a scan; lines and dates on it are not counted."""
_SPAN = re.compile(
    r"(?P<first>[0-9]+)\s*页?\s*[-\N{EN DASH}\N{EM DASH}~\N{WAVE DASH}至到]+\s*第?\s*(?P<last>[0-9]+)"
)
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
            tuple(int(n["label"]) for n in _NUMBER.finditer(part)),
        )
        for part in map(str.strip, _PARTS.split(plain))
        if part
    )


def _is_secondary(part: str) -> bool | None:
    before = part[: part.find(next(filter(str.isdecimal, part), ""))]
    return next((which for which, word in _VOLUMES if word.search(before)), None)


def outside(written: str, file: FilePages) -> list[str]:
    """What of it names no page of the file, in order; of a file on paper nothing."""
    if not file.numbers:
        return []
    found: list[str] = []
    for part, is_secondary, numbers in _parts(written):
        sign = SECONDARY if is_secondary and file.is_divided else ""
        missed = [f"{sign}{n}" for n in numbers if not file.has(n, is_secondary)]
        is_none = not numbers or (not missed and _is_backwards(part))
        found += [part] if is_none else missed
    return list(dict.fromkeys(found))


def _is_backwards(part: str) -> bool:
    """ "12-10" names no page: which of both is wrong, only its writer knows."""
    spans = _SPAN.finditer(part)
    return any(int(span["first"]) > int(span["last"]) for span in spans)


def cited(lines: Mapping[str, Line], answers: Answers) -> dict[str, list[str]]:
    """By item, what stands as the page of a finding, demanded there or not."""
    return {
        code: written
        for code, answer in answers.items()
        if code in lines and (written := _written(answer))
    }


def _written(answer: Answer) -> list[str]:
    return [each.pages for each in answer.findings if each.pages]


def without_page(named: Mapping[str, list[str]], file: FilePages) -> Iterator[Missing]:
    """What keeps a finding from being complete: it points to where nothing is."""
    for code, written in named.items():
        found = dict.fromkeys(name for each in written for name in outside(each, file))
        if found:
            values = {"item": code, "pages": tuple(found)}
            yield Missing(code, MissingKind.PAGE, Sentence(NO_PAGE, values))
