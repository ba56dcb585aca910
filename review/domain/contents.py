"""The contents list of a case file (卷宗目录): which paper begins on which page.

It is proposed from file names and bookmarks and set by an officer. Beside the sheet it
is evidence, and a proposal where a scheme says that papers decide: the reviewer answers.
What only a program proposed can show that a paper is there, never that one is missing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from review.domain.archiving import ArchiveList
from review.domain.documents import DocumentType, recognised
from review.domain.errors import N_, RuleBroken

MOST_ENTRIES = 300


class TooManyEntries(RuleBroken):
    sentence = N_("A contents list has at most %(most)s entries.")


@dataclass(frozen=True, slots=True)
class Entry:
    """A paper and the page of the file on which it begins, from 1."""

    page: int
    document: DocumentType


@dataclass(frozen=True, slots=True)
class Contents:
    """The papers in the order of their pages.

    `not_applicable` are papers of which an officer said that this case has none.
    `is_checked` says that an officer has set the list since the last page was added.
    `secondary_from` is the first page of the secondary volume (副卷): papers in it are
    there, but of its order no list is known.
    """

    entries: tuple[Entry, ...] = ()
    not_applicable: frozenset[DocumentType] = frozenset()
    is_checked: bool = False
    secondary_from: int | None = None

    @property
    def is_complete(self) -> bool:
        """Whether a paper that is not on the list may be called missing."""
        return self.is_checked and bool(self.entries)

    @property
    def judged(self) -> tuple[Entry, ...]:
        """The entries whose place the archive's list says something about."""
        end = self.secondary_from
        return tuple(each for each in self.entries if end is None or each.page < end)

    def of(self, documents: Collection[DocumentType]) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.document in documents)


def is_checked(*, is_proposed: bool, set_by: int, added_by: Iterable[int]) -> bool:
    """Whether an officer set the list, and no page was added since; by their events."""
    return not is_proposed and all(event < set_by for event in added_by)


class Listed(StrEnum):
    """How far a case file is on its way to a list that proposes answers."""

    NOT_SCANNED = "not_scanned"
    UNLISTED = "unlisted"
    UNCHECKED = "unchecked"
    CHECKED = "checked"


@dataclass(frozen=True, slots=True)
class Mark:
    """A bookmark: what it says, the page it leads to (0 for none), how deep it lies."""

    title: str
    page: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A paper that stands behind one it should precede, or before one it should follow."""

    entry: Entry
    other: DocumentType
    is_late: bool
    """Whether it stands behind the other one and should stand before it."""


@dataclass(frozen=True, slots=True)
class Check:
    """What the archive's list says to a contents list."""

    missing: tuple[DocumentType, ...]
    misplaced: tuple[Misplaced, ...]
    foreign: tuple[Entry, ...]
    """Papers that do not belong to a file of this kind."""


class Standing(StrEnum):
    """What the contents list says of the papers that an item of a scheme asks for."""

    PRESENT = "present"
    OUT_OF_ORDER = "out_of_order"
    MISSING = "missing"
    NOT_LISTED = "not_listed"
    """Not on the list, and the archive asks for it only where the case has one."""
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"
    """There is no list, or nobody has checked it and the paper is not on it."""


GRAVITY = (
    Standing.MISSING,
    Standing.UNKNOWN,
    Standing.OUT_OF_ORDER,
    Standing.PRESENT,
    Standing.NOT_LISTED,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What the list says of one paper, with the entries that say so."""

    document: DocumentType
    standing: Standing
    entries: tuple[Entry, ...] = ()

    @property
    def is_fault(self) -> bool:
        return self.standing in (Standing.OUT_OF_ORDER, Standing.MISSING)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the list says of all the papers an item asks for, and of each of them."""

    standing: Standing
    findings: tuple[Finding, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for each in self.findings for entry in each.entries)


def ordered(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """By page, on one page as they were given; the same twice is named once."""
    found = tuple(sorted(dict.fromkeys(entries), key=lambda entry: entry.page))
    if len(found) > MOST_ENTRIES:
        raise TooManyEntries(most=MOST_ENTRIES)
    return found


def proposed(
    names: Iterable[str], marks: Sequence[Mark], archive: ArchiveList | None
) -> tuple[Entry, ...]:
    """What a file's bookmarks say it holds; else its name, or that of a folder.

    Bookmarks that name two kinds of paper or more are the file's own contents. A file
    called 证据材料 is one paper, whatever its bookmarks say of its parts.
    """
    marked = tuple(_marked(marks, archive))
    if len({entry.document for entry in marked}) > 1:
        return ordered(marked[:MOST_ENTRIES])
    named = (recognised(name) for name in names)
    document = next((each for each in named if each is not None), None)
    if document is None:
        return ordered(marked)
    return (Entry(1, _fitting(document, archive)),)


def _marked(marks: Sequence[Mark], archive: ArchiveList | None) -> Iterable[Entry]:
    """What lies below a bookmark that names a paper is a part of that paper."""
    inside: int | None = None
    for mark in marks:
        if inside is not None and mark.level > inside:
            continue
        document = recognised(mark.title) if mark.page > 0 else None
        inside = None if document is None else mark.level
        if document is not None:
            yield Entry(mark.page, _fitting(document, archive))


def _fitting(document: DocumentType, archive: ArchiveList | None) -> DocumentType:
    """一审判决 is an earlier judgment in a second instance, and the judgment in a first."""
    is_earlier = document is DocumentType.EARLIER_JUDGMENT
    if is_earlier and (archive is None or archive.rank(document) is None):
        return DocumentType.JUDGMENT
    return document


def continues(before: Sequence[Entry], after: Sequence[Entry]) -> bool:
    """Whether a file that is only named goes on with the paper the last file began.

    Pages photographed one by one bear the same name: one paper, not many.
    """
    return (
        len(after) == 1
        and after[0].page == 1
        and bool(before)
        and before[-1].document is after[0].document
    )


def check(contents: Contents, archive: ArchiveList | None) -> Check:
    """What lacks, what stands out of order, what does not belong."""
    if archive is None or not contents.entries:
        return Check((), (), ())
    there = {entry.document for entry in contents.entries} | contents.not_applicable
    return Check(
        missing=tuple(each for each in archive.required if each not in there),
        misplaced=_misplaced(contents.judged, archive),
        foreign=tuple(
            entry for entry in contents.judged if not archive.includes(entry.document)
        ),
    )


def _misplaced(entries: Sequence[Entry], archive: ArchiveList) -> tuple[Misplaced, ...]:
    """As few as possible: whatever is left of the list without them is in order."""
    placed = [e for e in entries if archive.rank(e.document) is not None]
    ranks = [archive.rank(entry.document) or 0 for entry in placed]
    kept = _longest_rise(ranks)
    found = []
    for n, entry in enumerate(placed):
        if n not in kept:
            other, is_late = _clash(n, ranks, kept)
            found.append(Misplaced(entry, placed[other].document, is_late))
    return tuple(found)


def _clash(n: int, ranks: Sequence[int], kept: Collection[int]) -> tuple[int, bool]:
    """The nearest place in order that this one stands behind, or else before."""
    ahead = [m for m in kept if m < n and ranks[m] > ranks[n]]
    if ahead:
        return min(ahead), True
    return max(m for m in kept if m > n and ranks[m] < ranks[n]), False


def _longest_rise(ranks: Sequence[int]) -> set[int]:
    """The places of a longest part of the list that never falls."""
    ends: list[int] = []
    lowest: list[int] = []
    previous: list[int | None] = []
    for n, rank in enumerate(ranks):
        at = bisect_right(lowest, rank)
        previous.append(ends[at - 1] if at else None)
        if at == len(ends):
            ends.append(n)
            lowest.append(rank)
        else:
            ends[at], lowest[at] = n, rank
    kept: set[int] = set()
    place = ends[-1] if ends else None
    while place is not None:
        kept.add(place)
        place = previous[place]
    return kept


def evidence(
    documents: Iterable[DocumentType],
    contents: Contents,
    archive: ArchiveList | None,
    *,
    checked: Check | None = None,
) -> Evidence:
    """What the list says of these papers, as far as the archive asks for them here.

    The gravest finding stands for all: one paper that is missing, then one that must be
    there and that nobody has looked for, then the order. Who asks for many lines checks
    the list once and hands that in.
    """
    found = checked or check(contents, archive)
    wrong = {each.entry for each in found.misplaced}
    findings = tuple(
        _finding(document, contents, archive, wrong)
        for document in dict.fromkeys(documents)
    )
    standings = {
        each.standing
        for each in findings
        if each.standing is not Standing.UNKNOWN or _is_required(each.document, archive)
    }
    gravest = next((each for each in GRAVITY if each in standings), None)
    unknown = any(each.standing is Standing.UNKNOWN for each in findings)
    rest = Standing.UNKNOWN if unknown else Standing.NOT_APPLICABLE
    return Evidence(gravest or rest, findings)


def _finding(
    document: DocumentType,
    contents: Contents,
    archive: ArchiveList | None,
    wrong: Collection[Entry],
) -> Finding:
    entries = contents.of([document])
    if entries:
        is_placed = any(entry not in wrong for entry in entries)
        standing = Standing.PRESENT if is_placed else Standing.OUT_OF_ORDER
        return Finding(document, standing, entries)
    belongs = archive is None or archive.includes(document)
    if document in contents.not_applicable or not belongs:
        return Finding(document, Standing.NOT_APPLICABLE)
    if not contents.is_complete:
        return Finding(document, Standing.UNKNOWN)
    is_required = _is_required(document, archive)
    return Finding(document, Standing.MISSING if is_required else Standing.NOT_LISTED)


def _is_required(document: DocumentType, archive: ArchiveList | None) -> bool:
    return archive is not None and document in archive.required


def order_for_choice(archive: ArchiveList | None) -> tuple[DocumentType, ...]:
    """Every kind of paper, numbered for whoever types a list: the archive's order first."""
    listed = tuple(each.document for each in archive.entries) if archive else ()
    return (*listed, *(each for each in DocumentType if each not in listed))


def numbered(entries: Sequence[Entry]) -> tuple[int, ...]:
    """The how manieth of its kind each entry is; 0 where its kind stands once."""
    n_of = {
        kind: len(list(group))
        for kind, group in groupby(sorted(entry.document for entry in entries))
    }
    seen: dict[DocumentType, int] = {}
    found = []
    for entry in entries:
        seen[entry.document] = seen.get(entry.document, 0) + 1
        found.append(seen[entry.document] if n_of[entry.document] > 1 else 0)
    return tuple(found)
