"""The contents list in words: as links to pages, and beside the lines of a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from flask import render_template
from markupsafe import Markup, escape

from review.domain.contents import Evidence, Finding, Standing
from review.domain.documents import DocumentType
from review.domain.errors import N_
from review.domain.lines import Line, answerable
from review.domain.sameness import Same
from review.domain.schemes import Scheme
from review.domain.volumes import Volume
from review.services.contents import FileContents
from review.services.procedures import doubted
from review.web.display import moment
from review.web.filling import CUT, INDENT
from review.web.language import gettext as _
from review.web.language import language_code, said
from review.web.wording import listed

MOST_KEPT = 512
END = "\x01"
"""Between the lines as they are drawn: in no word, and no blank that is squeezed."""
SENTENCES: Mapping[Standing, str] = {
    Standing.PRESENT: "",
    Standing.OUT_OF_ORDER: N_("out of the archive's order"),
    Standing.MISSING: N_("not on the contents list"),
    Standing.NOT_LISTED: N_("not on the contents list; kept only where there is one"),
    Standing.NOT_APPLICABLE: N_("does not concern this case"),
    Standing.UNKNOWN: "",
}


@dataclass(frozen=True, slots=True)
class PaperLink:
    """A paper of the list and the page it leads to."""

    words: str
    page: int
    label: int
    volume: str
    """The volume in words; nothing for a file of one."""
    place: str
    """The page in words, with its volume."""


@dataclass(frozen=True, slots=True)
class ContentsView:
    """The list to jump by; `notes` say how far it can be trusted."""

    links: tuple[PaperLink, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperRow:
    """What the list says of one paper beside a line of the sheet."""

    words: str
    links: tuple[PaperLink, ...]
    sentence: str
    is_fault: bool
    is_absent: bool
    """Not on the list, which is no fault: kept only where there is one."""


def paper(document: DocumentType, number: int = 0) -> str:
    """A kind of paper in words; several of a kind are counted."""
    name = said(document.words)
    return _("%(paper)s (%(n)s)", paper=name, n=number) if number else name


def contents_view(
    file: FileContents, *, since: datetime | None = None
) -> ContentsView | None:
    """The list of a file, if it has one; `since` is when its reviewer last saved."""
    links = _links(file, language_code())
    return ContentsView(links, tuple(_notes(file, since))) if links else None


@lru_cache(maxsize=MOST_KEPT)
def _links(file: FileContents, _locale: str) -> tuple[PaperLink, ...]:
    """Put into words once for a list and a language."""
    return tuple(
        _link(file, line.page, paper(line.document, line.number)) for line in file.lines
    )


def _link(file: FileContents, page: int, words: str = "") -> PaperLink:
    label, volume = file.place(page)
    volume_words = said(volume.words) if volume else ""
    where = _("page %(label)s", label=label)
    where = f"{volume_words} {where}" if volume_words else where
    return PaperLink(words, page, label, volume_words, where)


def place_words(file: FileContents, page: int) -> str:
    """The page in words for officers: only the secondary volume is named."""
    label, volume = file.place(page)
    return secondary_words(volume, _("page %(label)s", label=label))


def secondary_words(volume: Volume, page: str) -> str:
    """A page in words, behind its volume where its numbers begin anew there."""
    return f"{said(volume.words)} {page}" if volume.rank else page


def _notes(file: FileContents, since: datetime | None) -> list[str]:
    notes = []
    if not file.contents.is_checked:
        notes.append(
            _("Proposed from file names and bookmarks; the bureau has not checked it.")
        )
    if since is not None and file.made_at is not None and file.made_at > since:
        notes.append(
            _(
                "The list was changed on %(when)s, after you last saved. Your answers "
                "have stayed as they are.",
                when=moment(file.made_at),
            )
        )
    return notes


def beside_lines(
    scheme: Scheme, file: FileContents, *, pages: str
) -> dict[str, Markup]:
    """What the list says beside each line that looks for papers, by its code."""
    drawn = _beside(file, Same(answerable(scheme)), language_code())
    address = escape(pages)
    return {code: address.join(pieces) for code, pieces in drawn.items()}


@lru_cache(maxsize=MOST_KEPT)
def _beside(
    file: FileContents, of: Same[Mapping[str, Line]], _locale: str
) -> Mapping[str, tuple[Markup, ...]]:
    """Drawn once for a list, a scheme and a language, cut where the address stands."""
    evidence = {code: file.evidence(line.item) for code, line in of.it.items()}
    lines = {code: _rows(each, file) for code, each in evidence.items() if each}
    lines = {code: rows for code, rows in lines.items() if rows}
    html = render_template(
        "checklist/papers.html",
        lines=lines.items(),
        doubted=doubted(of.it, file),
        pages=CUT,
        end=END,
    )
    return {
        code: tuple(map(Markup, INDENT.sub("\n", each).split(CUT)))
        for code, each in zip(lines, html.split(END), strict=False)
    }


def papers_in_words(documents: tuple[str, ...], file: FileContents) -> str:
    """The same without links: each paper, where it is, and what is wrong with it."""
    evidence = file.evidence_of(documents)
    rows = _rows(evidence, file) if evidence else []
    told = (
        " ".join([row.words, *(link.place for link in row.links), row.sentence]).strip()
        for row in rows
    )
    return _("Contents list: %(papers)s", papers=listed(list(told)))


def _rows(evidence: Evidence, file: FileContents) -> list[PaperRow]:
    """Papers that no case of this kind has are told only if there is nothing else."""
    findings = [each for each in evidence.findings if each.standing != Standing.UNKNOWN]
    concerned = [e for e in findings if e.standing != Standing.NOT_APPLICABLE]
    if evidence.standing is Standing.NOT_APPLICABLE:
        concerned = findings
    return [_row(each, file) for each in concerned]


def _row(finding: Finding, file: FileContents) -> PaperRow:
    links = tuple(_link(file, each.page) for each in finding.entries)
    words, sentence = said(finding.document.words), SENTENCES[finding.standing]
    return PaperRow(
        words,
        links,
        sentence and said(sentence),
        finding.is_fault,
        finding.standing is Standing.NOT_LISTED,
    )
