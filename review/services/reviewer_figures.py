"""What the settled files say of each reviewer: the officers' panel, and everyone's own.

Officers see settled files only, in steps of several files of each reviewer, and never a
list in the order of a figure. Reviewers see
themselves alone, and only after the final release: a figure that moved with each file, or
came with the last one, would tell what the partner had answered there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from review.domain.campaigns import reviewed_in
from review.domain.errors import NotVisible
from review.domain.estimates import Duration, median_minutes
from review.domain.likeness import Comparer
from review.domain.policy import Action, Viewer, require
from review.domain.reads import Purpose
from review.domain.reviewer_figures import (
    ReviewerFigure,
    SettledRead,
    Share,
    in_steps,
    reviewer_figures,
    worked_at,
)
from review.domain.schemes import Method
from review.numerics.drift import Drift, Mark, distances, drift
from review.numerics.severity import Severity, severities
from review.services import schemes
from review.services.campaign_files import schemes_of
from review.services.people_lists import States
from review.services.reconsidered import points_of
from review.services.sampled import is_over
from review.services.sampling import campaign_of
from review.services.spoken import speak_of
from review.services.standing import once
from review.store import unit
from review.store.queries import reviewer_figures as queries
from review.store.queries import stopping

NOTHING = ReviewerFigure()


@dataclass(frozen=True, slots=True)
class Work:
    """What somebody holds and gave; `minutes` is the median of `n_timed` reviews.

    Of `n_untimed` reviews it is not known what they took: they came in on paper, were
    submitted at once, or lay open for longer than a sitting.
    """

    n_open: int = 0
    n_done: int = 0
    minutes: int | None = None
    n_timed: int = 0

    @property
    def n_untimed(self) -> int:
        return self.n_done - self.n_timed


@dataclass(frozen=True, slots=True)
class ReviewerLine:
    """A reviewer on the officers' panel."""

    name: str
    sound: str
    number: str
    work: Work
    figure: ReviewerFigure
    severity: Severity | None
    drift: Drift | None
    drift_since: datetime | None
    is_here: bool
    """Whether the person reads in the campaign now, and may be stopped."""
    stopped_at: datetime | None


LINE_STATES: States[ReviewerLine] = {
    "open": lambda line: line.work.n_open > 0,
    "done": lambda line: line.work.n_open == 0 < line.work.n_done,
    "gone": lambda line: not line.is_here,
}
"""Never by a figure: that would be a ranking."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A campaign's reviewers, by name or by what they have done."""

    campaign: str
    code: str
    n_settled: int
    is_scored: bool
    """Whether sheets have totals, from which leniency can be told."""
    n_groups: int
    """Groups of reviewers whom no shared file links: across them nothing compares."""
    lines: tuple[ReviewerLine, ...]
    is_over: bool
    """Whether it has its final release: until then files count ten at a time."""


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """A reviewer's own work in a campaign; figures when it has its final release."""

    campaign: str
    code: str
    work: Work
    is_over: bool
    figure: ReviewerFigure = NOTHING
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class _Told:
    """The figures of a campaign by reviewer code, as they are in this state."""

    figures: Mapping[str, ReviewerFigure] = field(default_factory=dict)
    severities: Mapping[str, Severity] = field(default_factory=dict)
    drifts: Mapping[str, Drift] = field(default_factory=dict)
    days: Mapping[int, datetime] = field(default_factory=dict)
    """When the reviews came in that drifts are counted from."""
    stops: Mapping[str, datetime] = field(default_factory=dict)
    n_settled: int = 0


ORDERS: Mapping[str, Callable[[ReviewerLine], int]] = {
    "name": lambda _line: 0,
    "done": lambda line: -line.work.n_done,
    "open": lambda line: -line.work.n_open,
}


def panel(*, viewer: Viewer, code: str, order: str = "name") -> Panel:
    """Everybody who reads or read in the campaign; a figure never makes the order."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.RESULTS_READ)
        people = queries.readers(campaign.id)
        told, works, over = _counted(campaign)
        pinned = schemes_of(campaign.id).values()
        is_scored = any(scheme.method is Method.POINTS for scheme in pinned)
    lines = [_line(person, told, works) for person in people]
    return Panel(
        campaign=campaign.name,
        code=campaign.code,
        n_settled=told.n_settled,
        is_scored=is_scored,
        n_groups=len({each.group for each in told.severities.values()}),
        lines=tuple(sorted(lines, key=ORDERS[order])),
        is_over=over,
    )


def _counted(campaign: Any) -> tuple[_Told, Mapping[str, Work], bool]:
    key, over = campaign.id, is_over(campaign)
    return once(
        ("reviewer_figures", key, over),
        lambda: (_told(key, is_over=over), _works(queries.work(key)), over),
    )


def _line(person: Any, told: _Told, works: Mapping[str, Work]) -> ReviewerLine:
    found = told.drifts.get(person.code)
    return ReviewerLine(
        name=person.name,
        sound=person.sound,
        number=person.number or "",
        work=works.get(person.code, Work()),
        figure=told.figures.get(person.code, NOTHING),
        severity=told.severities.get(person.code),
        drift=found,
        drift_since=told.days.get(found.since) if found else None,
        is_here=bool(person.is_here),
        stopped_at=told.stops.get(person.code),
    )


def _told(campaign_id: int, reader: str | None = None, *, is_over: bool) -> _Told:
    rows = queries.reviews(campaign_id, reader)
    scheme_ids = {row.scheme_id for row in rows}
    comparers = {each: Comparer(schemes.parsed(each)) for each in scheme_ids}
    totals = sorted(queries.totals(campaign_id), key=_in_order_of_work)
    days = {row.submission_id: worked_at(*_when(row)) for row in totals}
    compared = [r for r in (*rows, *totals) if r.purpose in queries.COMPARED]
    counted = counted_of(campaign_id, compared, is_over=is_over)
    marks = list(_marks(row for row in totals if _place(row) in counted))
    known = severities([mark[1:] for mark in marks])
    stops = stopping.last_stops(campaign_id)
    # Before that a figure that moved with one answered objection would name its readers.
    reconsidered = points_of(campaign_id) if is_over else ()
    drifts = _drifts(distances(marks, known), days, stops)
    return _Told(
        figures=reviewer_figures(_by_part(rows), comparers, counted, reconsidered),
        severities=known,
        drifts=drifts,
        days={each.since: days[each.since] for each in drifts.values()},
        stops=stops,
        n_settled=len({row.campaign_case_id for row in rows}),
    )


def _when(row: Any) -> tuple[datetime, date | None]:
    return row.submitted_at, row.reviewed_on


def _in_order_of_work(row: Any) -> tuple[datetime, int]:
    return worked_at(*_when(row)), row.submission_id


def counted_of(
    campaign_id: int, rows: Iterable[Any], *, is_over: bool
) -> set[tuple[str, int]]:
    """Whose review of which settled file counts by now; joins the caller's reading."""
    order = queries.settled_first(campaign_id)
    files: dict[str, set[int]] = {}
    for row in rows:
        files.setdefault(row.reviewer_code, set()).add(row.campaign_case_id)
    settled = {
        code: sorted(each, key=order.__getitem__) for code, each in files.items()
    }
    return in_steps(settled, is_over=is_over)


def _place(row: Any) -> tuple[str, int]:
    return row.reviewer_code, row.campaign_case_id


def _drifts(
    given: Mapping[str, Sequence[tuple[int, float]]],
    days: Mapping[int, datetime],
    stops: Mapping[str, datetime],
) -> dict[str, Drift]:
    """Whoever was stopped and came back begins anew."""
    found = {}
    for code, each in given.items():
        since = stops.get(code)
        anew = [one for one in each if since is None or days[one[0]] > since]
        found[code] = drift(anew)
    return {code: each for code, each in found.items() if each}


def drift_of(campaign: Any, reader: str) -> tuple[Drift | None, datetime | None]:
    """The drift of one reviewer, and since when."""
    told, _, _ = _counted(campaign)
    found = told.drifts.get(reader)
    return found, told.days.get(found.since) if found else None


def _by_part(rows: Iterable[Any]) -> Iterator[list[SettledRead]]:
    """The reads of each part of each file together."""
    for _, group in groupby(rows, key=attrgetter("campaign_case_id", "part")):
        yield [_settled_read(row) for row in group]


def _settled_read(row: Any) -> SettledRead:
    used = {each["submission"]: each["rescored"] for each in row.used}
    return SettledRead(
        file=row.campaign_case_id,
        part=row.part,
        scheme=row.scheme_id,
        reader=row.reviewer_code,
        purpose=Purpose(row.purpose),
        choices=row.choices,
        grade=row.grade,
        is_used=row.submission_id in used,
        is_rescored=bool(used.get(row.submission_id)),
    )


def _marks(rows: Iterable[Any]) -> Iterator[Mark]:
    """Totals out of a hundred; each part of a file is a thing of its own.

    Totals are stored in hundredths, so their share of the full mark is in hundred.
    """
    places: dict[tuple[int, str], int] = {}
    for row in rows:
        place = places.setdefault((row.campaign_case_id, row.part), len(places))
        full = float(schemes.parsed(row.scheme_id).full_mark)
        yield row.submission_id, place, row.reviewer_code, row.total / full


def _works(rows: Iterable[Any]) -> dict[str, Work]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.reviewer_code, []).append(row)
    return {code: _work(each) for code, each in found.items()}


def _work(rows: Sequence[Any]) -> Work:
    """What a whole review took is known where its first answer was saved apart."""
    done = [row for row in rows if row.submitted_at is not None]
    timed = [took for row in done if (took := _duration(row)).is_one_sitting]
    return Work(len(rows) - len(done), len(done), median_minutes(timed), len(timed))


def _duration(row: Any) -> Duration:
    is_known = row.started_at is not None and row.items is None and not row.on_paper
    took = row.submitted_at - row.started_at if is_known else timedelta(0)
    return Duration(str(row.scheme_id), took)


def own(*, viewer: Viewer, code: str = "") -> tuple[OwnFigures | None, tuple[Any, ...]]:
    """The own figures in one campaign, and the campaigns there are to choose from."""
    require(viewer, Action.REVIEW)
    with unit.reading():
        rows = queries.own_campaigns(viewer.person_id, viewer.bureau_id)
        chosen = [row for row in rows if code in ("", row.code)]
        if code and not chosen:
            raise NotVisible
        if chosen:
            speak_of(reviewed_in(chosen[0].rules))
        found = _own(chosen[0]) if chosen else None
    return found, tuple((row.code, row.name) for row in rows)


def _own(row: Any) -> OwnFigures:
    work = _works(queries.work(row.id, row.reader)).get(row.reader, Work())
    if not is_over(row):
        return OwnFigures(row.name, row.code, work, is_over=False)
    told = once(
        ("own_figures", row.id, row.reader),
        lambda: _told(row.id, row.reader, is_over=True),
    )
    return OwnFigures(
        campaign=row.name,
        code=row.code,
        work=work,
        is_over=True,
        # What the others of the same files gave is nobody's own figure.
        figure=replace(told.figures.get(row.reader, NOTHING), repeated_beside=Share()),
        severity=told.severities.get(row.reader),
    )
