"""The files of a campaign by phase: which wait for what, which diverged, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from review.domain.divergence import DivergenceKind, titled
from review.domain.errors import N_
from review.domain.phases import CasePhase
from review.domain.policy import Action, Viewer
from review.domain.schemes import Grade, Scheme, Text
from review.domain.sentences import Sentence
from review.domain.verdicts import from_hundredths
from review.domain.visibility import Facet, Observer, reason_shown, sees
from review.files.tables import CellKind, Column, Table
from review.services import schemes
from review.services.openings import note_export
from review.services.paging import WHOLE, Cut, Page, folded
from review.services.readers import Say, kind_words, stage_words, written
from review.services.sampling import campaign_of
from review.store import unit
from review.store.queries import campaign_files as queries
from review.store.queries import campaigns, phases

SORTS = tuple(queries.ORDERS)


@dataclass(frozen=True, slots=True)
class FileFilter:
    """Which files are listed; each part is empty or one of the known values."""

    phase: str = ""
    reason: str = ""
    kind: str = ""
    area: str = ""
    text: str = ""
    sort: str = "position"


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
    by_phase: Mapping[CasePhase, int]
    by_reason: tuple[Tally, ...]
    kinds: tuple[str, ...]
    areas: tuple[tuple[str, str], ...]


def files(*, viewer: Viewer, code: str, wanted: FileFilter, cut: Cut) -> FilesPage:
    """The files that fit; what reviews say shows in no filter, order or count."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.CAMPAIGN_READ)
        read = {
            row.id: schemes.parsed(row.id, row.digest)
            for row in campaigns.schemes_of(campaign.id)
        }
        n_parts = tuple((key, len(scheme.parts)) for key, scheme in read.items())
        apart = _apart(queries.divergences(campaign.id))
        areas = queries.areas(campaign.id)
        conditions = _conditions(wanted, apart, areas)
        rows = queries.rows(
            campaign.id,
            n_parts,
            conditions,
            wanted.sort,
            size=cut.size,
            skip=cut.skip,
        )
        by_phase = phases.n_by_phase(campaign.id, n_parts)
        n = _known_number(wanted, by_phase)
        if n is None:
            n = queries.n_rows(campaign.id, n_parts, conditions)
        kinds = queries.kinds(campaign.id)
    return FilesPage(
        campaign=campaign.name,
        code=campaign.code,
        page=Page(tuple(_line(row, apart, read) for row in rows), n, cut),
        by_phase={phase: by_phase.get(phase, 0) for phase in CasePhase},
        by_reason=_tallies(apart),
        kinds=tuple(kinds),
        areas=tuple((row.code, row.name) for row in areas),
    )


def _known_number(wanted: FileFilter, by_phase: Mapping[CasePhase, int]) -> int | None:
    """Asked for nothing but a phase, the counts by phase know how many there are."""
    if any((wanted.reason, wanted.kind, wanted.area, wanted.text)):
        return None
    if wanted.phase:
        return by_phase.get(CasePhase(wanted.phase), 0)
    return sum(by_phase.values())


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


def _conditions(
    wanted: FileFilter, apart: Mapping[int, _Apart], areas: Sequence[Any]
) -> queries.Conditions:
    ids = None
    if wanted.reason:
        kind = DivergenceKind(wanted.reason)
        ids = tuple(
            case_id
            for case_id, each in apart.items()
            if any(known is kind for known, _ in each.reasons)
        )
    area_id = None
    if wanted.area:
        # A county without files here has the number of none.
        area_id = next((row.id for row in areas if row.code == wanted.area), 0)
    return queries.Conditions(
        phase=wanted.phase,
        kind=wanted.kind,
        area_id=area_id,
        text=folded(wanted.text),
        ids=ids,
    )


def _tallies(apart: Mapping[int, _Apart]) -> tuple[Tally, ...]:
    kinds = [kind for each in apart.values() for kind in {k for k, _ in each.reasons}]
    return tuple(
        Tally(kind, kinds.count(kind)) for kind in DivergenceKind if kind in kinds
    )


_PHASES = {phase.value: phase for phase in CasePhase}
_SHOWN = frozenset(
    phase for phase in CasePhase if sees(Observer.OFFICER, Facet.RESULT, phase)
)


def _line(
    row: Any, apart: Mapping[int, _Apart], read: Mapping[int, Scheme]
) -> FileLine:
    key, public_id, scheme_id, position, *words, phase, total, code = row
    case_no, stage, volume_set, kind, area, handler, firm = words
    phase, divergence = _PHASES[phase], apart.get(key)
    is_seen = phase in _SHOWN
    grade = read[scheme_id].grade(code or "") if is_seen else None
    return FileLine(
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
        from_hundredths(total) if is_seen else None,
        grade.title if grade else None,
        _standing(grade) if grade else "",
    )


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
    file_format: str,
    say: Say,
    in_language: str,
) -> bytes:
    """The filtered files as a spreadsheet; taking it is logged."""
    found = files(viewer=viewer, code=code, wanted=wanted, cut=WHOLE)
    note_export(viewer, f"files:{code}", at)

    def grade(line: FileLine) -> str:
        return line.grade.in_language(in_language) if line.grade else ""

    def reasons(line: FileLine) -> str:
        return " ".join(said(each, say, in_language) for each in line.reasons)

    columns = (
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
    title = say(N_("Files of the campaign"))
    return written(Table(title, columns, found.page.rows), file_format)


def said(sentence: Sentence, say: Say, in_language: str) -> str:
    """A sentence in the reader's language with its places filled."""
    values = {
        name: "、".join(text.in_language(in_language) for text in value)
        if isinstance(value, tuple)
        else value
        for name, value in sentence.values.items()
    }
    text = say(sentence.text)
    return text % values if values else text
