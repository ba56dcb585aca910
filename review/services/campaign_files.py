"""The files of a campaign by phase: which wait for what, which diverged, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, NamedTuple

from review.domain.case_queries import EVERYTHING, Among, Node, Term
from review.domain.divergence import DivergenceKind, titled
from review.domain.errors import COMMA, N_
from review.domain.kinds import is_object
from review.domain.phases import CasePhase
from review.domain.policy import Action, Viewer
from review.domain.schemes import Grade, Scheme, Text
from review.domain.sentences import Sentence
from review.domain.verdicts import from_hundredths
from review.domain.visibility import Facet, Observer, reason_shown, sees
from review.files.tables import CellKind, Column, Table
from review.services import file_queries, schemes
from review.services.asking import Asked
from review.services.file_queries import parts
from review.services.object_columns import columns_of
from review.services.openings import note_export
from review.services.paging import WHOLE, Cut, Page
from review.services.readers import Say, kind_words, stage_words, written
from review.services.sampling import campaign_of
from review.services.standing import Standing, standing_of
from review.store import unit
from review.store.queries import campaign_files as queries
from review.store.queries import campaigns
from review.store.queries.file_conditions import About

SORTS = tuple(queries.ORDERS)


@dataclass(frozen=True, slots=True)
class FileFilter:
    """Which files are listed: a query as it was typed, and an order.

    Days in the query begin by the clocks of the zone.
    """

    query: str = ""
    sort: str = "position"
    zone: tzinfo = UTC


class FileLine(NamedTuple):
    """A file, how far it is, and what it came to once it is settled.

    A tuple: a page has hundreds of them.
    """

    public_id: str
    position: int
    case_no: str
    stage: str
    volume_set: str
    kind: str
    area: str
    handler: str
    firm: str
    phase: CasePhase
    reasons: tuple[Sentence, ...]
    diverged_at: datetime | None
    score: Decimal | None
    grade: Text | None
    standing: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many files diverged for a reason."""

    kind: DivergenceKind
    n: int


@dataclass(frozen=True, slots=True)
class FilesPage:
    """One page of the files, with how many there are in each phase."""

    campaign: str
    code: str
    page: Page[FileLine]
    asked: Asked
    by_phase: Mapping[CasePhase, int]
    by_reason: tuple[Tally, ...]
    kinds: tuple[str, ...]
    areas: tuple[tuple[str, str], ...]


def files(
    *, viewer: Viewer, code: str, wanted: FileFilter, cut: Cut, on: date
) -> FilesPage:
    """The files the query finds; what reviews say shows in no filter, order or count
    before a file is settled. A query that cannot be read finds none, and says why.
    """
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.RESULTS_READ)
        read = schemes_of(campaign.id)
        standing = standing_of(campaign.id, parts(read))
        areas = queries.areas(standing.area_ids)
        asked = file_queries.asked(viewer, read, areas, wanted.query)
        about = file_queries.about(asked, campaign, read, on, wanted.zone)
        rows, n = _rows(asked, about, wanted.sort, cut, standing)
        ids = [file_id for file_id, *_ in rows]
        apart = _apart(queries.divergences(campaign.id, ids) if ids else ())
    return FilesPage(
        campaign=campaign.name,
        code=campaign.code,
        page=Page(tuple(_lines(rows, apart, read)), n, cut),
        asked=asked,
        by_phase=standing.by_phase,
        by_reason=tuple(Tally(*each) for each in standing.by_reason.items()),
        kinds=standing.kinds,
        areas=tuple((row.code, row.name) for row in areas),
    )


def schemes_of(campaign_id: int) -> dict[int, Scheme]:
    """The campaign's pinned schemes as the program reads them, by their ids."""
    return {
        row.id: schemes.parsed(row.id, row.digest)
        for row in campaigns.schemes_of(campaign_id)
    }


def _rows(
    asked: Asked, about: About, sort: str, cut: Cut, standing: Standing
) -> tuple[Sequence[Any], int]:
    if asked.refusal is not None:
        return (), 0
    node = asked.node
    rows = queries.rows(about, node, sort, size=cut.size, skip=cut.skip)
    n = _known_number(node, standing)
    return rows, queries.n_rows(about, node) if n is None else n


def _known_number(node: Node, standing: Standing) -> int | None:
    """Asked for nothing but a state, the counts by phase know how many there are."""
    if node == EVERYTHING:
        return standing.n_files
    if isinstance(node, Term) and node.name == "state" and isinstance(node.test, Among):
        return sum(standing.by_phase[CasePhase(code)] for code in node.test.codes)
    return None


@dataclass(frozen=True, slots=True)
class _Apart:
    reasons: tuple[tuple[DivergenceKind, Sentence], ...]
    at: datetime


def _apart(rows: Sequence[Any]) -> dict[int, _Apart]:
    found: dict[int, _Apart] = {}
    for row in rows:
        known = found.get(row.campaign_case_id)
        new = tuple(
            (DivergenceKind(each["kind"]), Sentence(each["text"], each["values"]))
            for each in row.reasons
        )
        earlier = known.reasons if known else ()
        found[row.campaign_case_id] = _Apart((*earlier, *new), row.diverged_at)
    return found


_PHASES = {phase.value: phase for phase in CasePhase}
_SHOWN = frozenset(
    phase for phase in CasePhase if sees(Observer.OFFICER, Facet.RESULT, phase)
)


def _lines(
    rows: Sequence[Any], apart: Mapping[int, _Apart], read: Mapping[int, Scheme]
) -> Iterator[FileLine]:
    """What hundreds of rows share is looked up once."""

    @cache
    def graded(scheme_id: int, code: str | None) -> tuple[Text | None, str]:
        grade = read[scheme_id].grade(code or "")
        return (grade.title, _standing(grade)) if grade else (None, "")

    for row in rows:
        key, public_id, scheme_id, position, *words, phase, total, code = row
        case_no, stage, volume_set, kind, area, handler, firm = words
        phase, divergence = _PHASES[phase], apart.get(key)
        is_seen = phase in _SHOWN
        yield FileLine(
            public_id,
            position,
            case_no,
            stage,
            volume_set,
            kind,
            area,
            handler or "",
            firm or "",
            phase,
            _shown(divergence, phase, read[scheme_id]) if divergence else (),
            divergence.at if divergence else None,
            _score(total) if is_seen else None,
            *(graded(scheme_id, code) if is_seen else (None, "")),
        )


_score = lru_cache(maxsize=4096)(from_hundredths)


def _shown(
    divergence: _Apart, phase: CasePhase, scheme: Scheme
) -> tuple[Sentence, ...]:
    """Each reason once, with its figures only when the file is settled."""
    shown = [
        titled(reason_shown(kind, sentence, Observer.OFFICER, phase), scheme)
        for kind, sentence in divergence.reasons
    ]
    return tuple({str(each): each for each in shown}.values())


def _standing(grade: Grade) -> str:
    return str(grade.standing) if grade.passes else "fail"


def export_files(
    *,
    viewer: Viewer,
    code: str,
    wanted: FileFilter,
    at: datetime,
    on: date,
    file_format: str,
    say: Say,
    in_language: str,
) -> bytes:
    """Exactly the files a query finds as a spreadsheet; taking it is logged."""
    found = files(viewer=viewer, code=code, wanted=wanted, cut=WHOLE, on=on)
    if found.asked.refusal is not None:
        raise found.asked.refusal
    note_export(viewer, f"files:{code}", at)
    of = {"of_institutions": any(map(is_object, found.kinds))}
    title = say(N_("Files of the campaign"))
    columns = columns_of(_columns(say, in_language), **of)
    return written(Table(title, columns, found.page.rows), file_format)


def _columns(say: Say, in_language: str) -> tuple[Column[FileLine], ...]:
    def grade(line: FileLine) -> str:
        return line.grade.in_language(in_language) if line.grade else ""

    def reasons(line: FileLine) -> str:
        return " ".join(said(each, say, in_language) for each in line.reasons)

    return (
        Column[FileLine]("position", say(N_("Place in the draw")), CellKind.INTEGER),
        Column[FileLine]("case_no", say(N_("Case number"))),
        Column[FileLine]("stage", say(N_("Stage")), of=lambda r: say(stage_words(r))),
        Column[FileLine]("volume_set", say(N_("Volume set"))),
        Column[FileLine]("kind", say(N_("Case kind")), of=lambda r: say(kind_words(r))),
        Column[FileLine]("area", say(N_("County"))),
        Column[FileLine]("handler", say(N_("Handler"))),
        Column[FileLine]("firm", say(N_("Firm"))),
        Column[FileLine]("phase", say(N_("Phase")), of=lambda r: say(r.phase.words)),
        Column[FileLine]("reasons", say(N_("Why it diverged")), of=reasons),
        Column[FileLine]("score", say(N_("Score")), CellKind.DECIMAL),
        Column[FileLine]("grade", say(N_("Grade")), of=grade),
    )


def said(sentence: Sentence, say: Say, in_language: str) -> str:
    """A sentence in the reader's language with its places filled."""
    values = {
        name: say(COMMA).join(text.in_language(in_language) for text in value)
        if isinstance(value, tuple)
        else value
        for name, value in sentence.values.items()
    }
    text = say(sentence.text)
    return text % values if values else text
