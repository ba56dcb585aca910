"""The pages a finding names: the file has to have them, or the review is not complete.

Only what was scanned can be looked up. A file without scans, or a volume of which there
never were any, is read on paper, and any number above 0 is taken as it is written. Of a
volume whose scans were all taken out again there is no page any more.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from review.domain.answers import Answer, Answers
from review.domain.completeness import Missing, about_pages
from review.domain.findings import Finding
from review.domain.kept_pages import NO_SCANS, Scans, shown, volume_before
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


@dataclass(frozen=True, slots=True)
class FilePages:
    """The numbers on the pages of a file: of its secondary volume, and of the rest.

    A file that is not divided is one volume, whatever volume is named. `scans` say
    which page has which number.
    """

    numbers: Mapping[bool, frozenset[int]]
    is_divided: bool = True
    scans: Scans = NO_SCANS

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
    digests: tuple[str, ...] = (),
) -> FilePages:
    """The numbers on the pages of these scans; divided, where a volume is said of one.

    `taken_out` are the volumes that had scans which are no longer there; `digests` tell
    the scans apart by what is in them.
    """
    found: dict[bool, set[int]] = {which: set() for which in taken_out if parts}
    owners = (part for part in parts for _ in range(part.n_pages))
    for part, label in zip(owners, labels(parts), strict=True):
        found.setdefault(part.volume > 0, set()).add(label)
    numbers = {which: frozenset(each) for which, each in found.items()}
    scans = Scans(parts, digests, is_divided) if digests else NO_SCANS
    return FilePages(numbers, is_divided, scans)


@lru_cache(maxsize=1024)
def _parts(
    written: str,
) -> tuple[tuple[str, bool | None, tuple[tuple[int, str], ...]], ...]:
    """Each part of what was written, with the volume it names and the numbers in it."""
    plain = unicodedata.normalize("NFKC", written)
    return tuple(
        (
            part,
            volume_before(part),
            tuple((int(n["label"]), n["lost"] or "") for n in NUMBER.finditer(part)),
        )
        for part in map(str.strip, PARTS.split(plain))
        if part
    )


def outside(written: str, file: FilePages) -> list[str]:
    """What of it names no page of the file, in order; on paper, none of any file."""
    if not file.numbers:
        return list(dict.fromkeys(no_pages(written)))
    found: list[str] = []
    for part, is_secondary, numbers in _parts(written):
        sign = SECONDARY if is_secondary and file.is_divided else ""
        missed = [
            f"{sign}{n}{lost}"
            for n, lost in numbers
            if lost or not file.has(n, is_secondary)
        ]
        is_none = not numbers or (not missed and not could_be_page(part))
        found += [part] if is_none else missed
    return list(dict.fromkeys(found))


def cited(lines: Mapping[str, Line], answers: Answers) -> dict[str, list[str]]:
    """By item, what stands as the page of a finding, demanded there or not."""
    return {
        code: written
        for code, answer in answers.items()
        if answer.findings and code in lines and (written := _written(answer))
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
        yield from about_pages(code, found)


def present(answers: Answers, file: FilePages) -> Answers:
    """Answers with the numbers that their pages have today."""
    return _each_finding(answers, file, _present)


def _present(finding: Finding, scans: Scans) -> Finding:
    found = shown(finding.pages, finding.keys, scans)
    if found.text == finding.pages:
        return finding
    return replace(finding, pages=found.text, keys=found.keys)


def beside(answers: Answers, file: FilePages) -> Answers:
    """Answers as they were given, and beside them how their numbers read today."""
    return _each_finding(answers, file, _beside)


def _beside(finding: Finding, scans: Scans) -> Finding:
    found = shown(finding.pages, finding.keys, scans)
    if found.text == finding.pages:
        return finding
    return replace(finding, current=found.text)


def _each_finding(
    answers: Answers, file: FilePages, of: Callable[[Finding, Scans], Finding]
) -> Answers:
    """Mostly no number of an answer has a page of its own, and none of these moved."""
    changed = {
        code: replace(answer, findings=findings)
        for code, answer in answers.items()
        if answer.findings
        and (findings := tuple([of(each, file.scans) for each in answer.findings]))
        != answer.findings
    }
    return {**answers, **changed} if changed else answers
