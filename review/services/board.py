"""The board of a campaign: files by state and age, who holds what, what is held up.

Officers see here how far everything is, and nothing of what reviews say. Numbers are
counted once for each state of the database and day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Any

from review.domain import board as rules
from review.domain.board import AGES, Cell, Held, Progress, Share
from review.domain.errors import N_
from review.domain.phases import CasePhase
from review.domain.policy import Action, Viewer, may, may_in
from review.domain.visibility import SETTLED
from review.files.tables import CellKind, Column, Table, to_xlsx
from review.services import readers
from review.services.campaign_files import schemes_of
from review.services.file_queries import parts
from review.services.openings import note_export
from review.services.readers import ReaderLine, Say
from review.services.sampling import campaign_of
from review.services.standing import once
from review.store import unit
from review.store.queries import board as queries
from review.store.queries import campaign_files, progress

MOST_DAYS = 60


@dataclass(frozen=True, slots=True)
class Holder:
    """A reviewer with what is held; the phone only for those who may see it."""

    line: ReaderLine
    oldest_on: date | None
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the board shows."""

    name: str
    code: str
    due_on: date | None
    n_files: int
    n_settled: int
    by_age: Mapping[CasePhase, tuple[int, ...]]
    by_county: tuple[tuple[str, Share], ...]
    """The county's name, and how far it is."""
    by_kind: tuple[Share, ...]
    holders: tuple[Holder, ...]
    stuck: tuple[tuple[CasePhase, int], ...]
    overburdened: tuple[Held, ...]
    over_time: tuple[Progress, ...]
    n_reviews: int
    """As many as the files need in all."""
    shows_phones: bool
    shows_people: bool = True
    """Who reads is not for the bureau while an organisation runs the reviews."""


def board(*, viewer: Viewer, code: str, on: date, zone: tzinfo = UTC) -> Board:
    """How far a campaign is, for whoever runs it, by days of this zone."""
    ahead = datetime.combine(on, time(), zone).utcoffset() or timedelta()
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.CAMPAIGN_READ)
        is_ours = may_in(viewer, Action.ALLOCATE, campaign.code)
        people = readers.readers(viewer=viewer, code=code, on=on) if is_ours else ()
        n_reviews = sum(each.n_held for each in people)
        if not is_ours:
            n_reviews = _n_reviews(campaign.id)
        counted = once(
            ("board", campaign.id, on, ahead), lambda: _counted(campaign, on, ahead)
        )
        areas = campaign_files.areas(counted.area_ids)
        shows_phones = is_ours and may(viewer, Action.PHONES_READ)
        phones = queries.phones(campaign.id) if shows_phones else {}
    holders = _holders(people, counted.oldest, phones, zone)
    names = {row.code: row.name for row in areas}
    shown = rules.shares(counted.cells, "area")
    return Board(
        name=campaign.name,
        code=campaign.code,
        due_on=campaign.due_on,
        n_files=sum(cell.n for cell in counted.cells),
        n_settled=sum(share.n_settled for share in shown),
        by_age=rules.by_phase_and_age(counted.cells),
        by_county=tuple((names.get(share.code, ""), share) for share in shown),
        by_kind=rules.shares(counted.cells, "kind"),
        holders=holders,
        stuck=rules.stuck(counted.cells),
        overburdened=rules.overburdened([_held(each) for each in holders]),
        over_time=counted.over_time,
        n_reviews=n_reviews,
        shows_phones=shows_phones,
        shows_people=is_ours,
    )


def _n_reviews(campaign_id: int) -> int:
    """As many as are held or in, without saying by whom."""
    rows = progress.reads_by_purpose([campaign_id])
    return sum(row.n_open + row.n_submitted for row in rows)


@dataclass(frozen=True, slots=True)
class _Counted:
    cells: tuple[Cell, ...]
    area_ids: tuple[int, ...]
    oldest: Mapping[str, datetime]
    over_time: tuple[Progress, ...]


def _counted(campaign: Any, on: date, ahead: timedelta) -> _Counted:
    days = [rules.first_day_of(age, on) for age in range(1, len(AGES) + 1)]
    begun = [datetime.combine(day, time(), timezone(ahead)) for day in days]
    n_parts = parts(schemes_of(campaign.id))
    rows = queries.cells(campaign.id, n_parts, begun, campaign.drawn_at)
    return _Counted(
        cells=tuple(Cell(CasePhase(r.phase), r.area, r.kind, r.age, r.n) for r in rows),
        area_ids=tuple(campaign_files.area_ids(campaign.id)),
        oldest=queries.oldest_open(campaign.id),
        over_time=rules.over_time(
            queries.reviews_by_day(campaign.id, ahead),
            queries.settled_by_day(campaign.id, ahead),
            most=MOST_DAYS,
            until=on if any(row.phase not in SETTLED for row in rows) else None,
        ),
    )


def _holders(
    people: Sequence[ReaderLine],
    oldest: Mapping[str, datetime],
    phones: Mapping[str, str],
    zone: tzinfo,
) -> tuple[Holder, ...]:
    """Those who are late first, then who holds most; people without files last."""
    order = sorted(people, key=lambda p: (-p.n_late, -p.n_open, -p.n_submitted))
    return tuple(
        Holder(
            line,
            oldest[line.number].astimezone(zone).date()
            if line.number in oldest
            else None,
            phones.get(line.number, ""),
        )
        for line in order
    )


def _held(holder: Holder) -> Held:
    line = holder.line
    return Held(line.name, line.number, line.n_open, line.n_late, holder.oldest_on)


def export(
    *,
    viewer: Viewer,
    code: str,
    at: datetime,
    on: date,
    say: Say,
    zone: tzinfo = UTC,
) -> bytes:
    """The board's tables as a workbook; taking it is logged."""
    found = board(viewer=viewer, code=code, on=on, zone=zone)
    note_export(viewer, f"board:{code}", at)
    tables = [_ages(found, say), _counties(found, say)]
    if found.shows_people:
        tables.append(_people(found, say))
    return to_xlsx(tables)


AGE_WORDS = (
    N_("Up to 7 days"),
    N_("8 to 14 days"),
    N_("15 to 30 days"),
    N_("Over 30 days"),
)
_Age = tuple[CasePhase, tuple[int, ...]]
_County = tuple[str, Share]


def _ages(found: Board, say: Say) -> Table[Any]:
    columns = [
        Column[_Age]("phase", say(N_("Phase")), of=lambda row: say(row[0].words)),
        *(
            Column[_Age](
                f"age{n}", say(words), CellKind.INTEGER, of=lambda row, n=n: row[1][n]
            )
            for n, words in enumerate(AGE_WORDS)
        ),
    ]
    title = say(N_("Files by state and days without change"))
    return Table(title, tuple(columns), tuple(found.by_age.items()))


def _counties(found: Board, say: Say) -> Table[Any]:
    number = CellKind.INTEGER
    columns = (
        Column[_County]("area", say(N_("County")), of=lambda row: row[0]),
        Column[_County]("n", say(N_("Files")), number, of=lambda row: row[1].n),
        Column[_County](
            "n_settled", say(N_("Settled")), number, of=lambda row: row[1].n_settled
        ),
    )
    return Table(say(N_("Files by county")), columns, found.by_county)


def _people(found: Board, say: Say) -> Table[Any]:
    number = CellKind.INTEGER
    columns = [
        Column[Holder]("name", say(N_("Name")), of=lambda h: h.line.name),
        Column[Holder](
            "number", say(N_("Reviewer number")), of=lambda h: h.line.number
        ),
        Column[Holder](
            "n_open", say(N_("Not submitted")), number, of=lambda h: h.line.n_open
        ),
        Column[Holder]("n_late", say(N_("Late")), number, of=lambda h: h.line.n_late),
        Column[Holder](
            "n_in", say(N_("Submitted")), number, of=lambda h: h.line.n_submitted
        ),
        Column[Holder](
            "oldest",
            say(N_("Oldest open since")),
            CellKind.DATE,
            of=lambda h: h.oldest_on,
        ),
    ]
    if found.shows_phones:
        columns.append(Column[Holder]("phone", say(N_("Mobile number"))))
    return Table(say(N_("Reviewers")), tuple(columns), found.holders)
