"""The contents list as an officer types it: a paper and a page in each row."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from review.domain.archiving import ArchiveList, Need
from review.domain.contents import Entry, order_for_choice
from review.domain.documents import DocumentType, recognised
from review.domain.page_numbers import names, page_named
from review.services.contents import CaseContents
from review.web.contents_facts import paper, place_words
from review.web.language import gettext as _

MOST_TYPED = 60
MOST_STATE = 32
FREE_ROWS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the form as it was typed, and what is wrong with it."""

    paper: str = ""
    page: str = ""
    problem: str = ""
    is_about_page: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """A list that was sent; with a problem in any row nothing of it is saved."""

    rows: tuple[Row, ...]
    entries: tuple[Entry, ...]
    not_applicable: tuple[DocumentType, ...]
    state: str

    @property
    def is_sound(self) -> bool:
        return not any(row.problem for row in self.rows)


@dataclass(frozen=True, slots=True)
class ArchiveRow:
    """A paper of the archive's list and how it stands in this file."""

    number: int
    code: str
    words: str
    is_required: bool
    pages: tuple[str, ...]
    is_misplaced: bool
    is_waived: bool
    source: str

    @property
    def is_missing(self) -> bool:
        return self.is_required and not self.pages and not self.is_waived


def rows_of(found: CaseContents) -> list[Row]:
    """The list in force, as it would be typed."""
    written = names(found.parts)
    return [
        Row(paper(line.document), written[line.page - 1]) for line in found.file.lines
    ]


def choices(archive: ArchiveList | None) -> list[str]:
    """What the first field takes, in the order of the numbers that may stand for it."""
    return [paper(kind) for kind in order_for_choice(archive)]


def typed(form: MultiDict[str, str], found: CaseContents) -> Typed:
    """What was sent, row by row; rows in which nothing stands are passed over."""
    known = _Known(found)
    rows, entries = [], []
    sent = zip(form.getlist("paper"), form.getlist("page"), strict=False)
    for words, page in sent:
        row = Row(words.strip()[:MOST_TYPED], page.strip()[:MOST_TYPED])
        if row.paper or row.page:
            read = known.read(row)
            rows.append(read if isinstance(read, Row) else row)
            entries += [] if isinstance(read, Row) else [read]
    waived = set(form.getlist("waived"))
    return Typed(
        rows=tuple(rows),
        entries=tuple(entries),
        not_applicable=tuple(kind for kind in DocumentType if kind.value in waived),
        state=form.get("state", "")[:MOST_STATE],
    )


class _Known:
    """The papers and pages that rows of one form may name."""

    def __init__(self, found: CaseContents) -> None:
        self.parts = found.parts
        self.by_number = order_for_choice(found.file.archive)
        self.by_words = {paper(kind): kind for kind in DocumentType}

    def read(self, row: Row) -> Entry | Row:
        """The entry a row means, or the row with what is wrong with it."""
        kind = self._paper(row.paper)
        page = page_named(self.parts, row.page)
        if not row.paper:
            return replace(row, problem=_("Which paper begins on this page?"))
        if kind is None:
            problem = _("No paper is called so; type its number or choose one.")
            return replace(row, problem=problem)
        if page is None:
            return replace(row, problem=self._about_page(row.page), is_about_page=True)
        return Entry(page, kind)

    def _about_page(self, written: str) -> str:
        """Why no page is meant: none is named, there is none, or there are several."""
        if not written:
            return _("On which page does it begin?")
        if any(name.endswith(f":{written}") for name in names(self.parts)):
            return _(
                "Several pages have this number; write 2:%(page)s for page %(page)s of "
                "the second scan.",
                page=written,
            )
        return _("The file has no page %(page)s.", page=written)

    def _paper(self, words: str) -> DocumentType | None:
        plain = unicodedata.normalize("NFKC", words)
        if plain.isdecimal():
            number = int(plain)
            is_one = 0 < number <= len(self.by_number)
            return self.by_number[number - 1] if is_one else None
        return self.by_words.get(words) or DocumentType.find(words) or recognised(words)


def archive_rows(
    found: CaseContents, waived: Sequence[DocumentType] | None = None
) -> list[ArchiveRow]:
    """The archive's list with what this file has of it."""
    archive = found.file.archive
    if archive is None:
        return []
    left_out = found.file.contents.not_applicable if waived is None else waived
    pages = _pages(found)
    misplaced = {each.entry.document for each in found.check.misplaced}
    return [
        ArchiveRow(
            number=number,
            code=each.document.value,
            words=paper(each.document),
            is_required=each.need is Need.REQUIRED,
            pages=pages.get(each.document, ()),
            is_misplaced=each.document in misplaced,
            is_waived=each.document in left_out,
            source=each.source,
        )
        for number, each in enumerate(archive.entries, 1)
    ]


def _pages(found: CaseContents) -> Mapping[DocumentType, tuple[str, ...]]:
    pages: dict[DocumentType, tuple[str, ...]] = {}
    for line in found.file.lines:
        before = pages.get(line.document, ())
        pages[line.document] = (*before, place_words(found.file, line.page))
    return pages
