"""The lists of a year: the bureau's own, and what the bar association was supplied.

The association reads over a connection that holds releases and assessments only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from review.domain.assessment import Subject
from review.domain.errors import NotVisible
from review.domain.policy import Action, Viewer, may, require
from review.domain.schemes import Text
from review.services.assessment import lines
from review.services.assessment.compiling import Changes
from review.services.assessment.lines import RowView
from review.services.assessment.schemes import restored
from review.store import unit
from review.store.audience import OUTSIDE, STAFF
from review.store.queries import assessment as sources
from review.store.queries import assessment_views as queries
from review.store.queries.assessment_views import INSUFFICIENT, Filters, Reach

PER_PAGE = 50
EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Tally:
    """How many proposals come to this; the title is None for too few cases."""

    outcome: str
    title: Text | None
    n: int
    n_decided: int


@dataclass(frozen=True, slots=True)
class Place:
    """A county or a firm to filter by."""

    public_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Column:
    """A component of the scheme: a column of the list."""

    component: str
    title: Text


@dataclass(frozen=True, slots=True)
class CampaignState:
    """A campaign of the year, and its current final release if it has one."""

    code: str
    name: str
    number: int | None
    digest: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class YearView:
    """One page of a year's proposals, with everything the list needs."""

    year: int
    kind: Subject
    filters: Filters
    supplied_at: datetime | None
    compiled_at: datetime | None
    tallies: tuple[Tally, ...]
    n_found: int
    page: int
    n_pages: int
    columns: tuple[Column, ...]
    rows: tuple[RowView, ...]
    counties: tuple[Place, ...]
    firms: tuple[Place, ...]
    campaigns: tuple[CampaignState, ...] = ()
    changes: Changes | None = None

    @property
    def n(self) -> int:
        return sum(each.n for each in self.tallies)

    @property
    def n_decided(self) -> int:
        return sum(each.n_decided for each in self.tallies)

    @property
    def is_released(self) -> bool:
        """Whether there is anything to compile from."""
        return any(each.digest for each in self.campaigns)

    @property
    def is_behind(self) -> bool:
        """Whether a release came out after the proposals were compiled."""
        last = self.compiled_at
        times = (each.published_at for each in self.campaigns)
        return last is not None and any(at is not None and at > last for at in times)


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many proposals of one kind a year has."""

    kind: Subject
    n: int
    n_decided: int


@dataclass(frozen=True, slots=True)
class YearLine:
    """A year in a list."""

    year: int
    kinds: tuple[KindCount, ...] = ()
    compiled_at: datetime | None = None
    supplied_at: datetime | None = None
    n_campaigns: int = 0
    n_released: int = 0


def reach_of_list(viewer: Viewer) -> tuple[str, Reach]:
    """The connection and the rows of a viewer of lists: the bureau or the association."""
    bureau_id = viewer.bureau_id or 0
    if may(viewer, Action.ASSESSMENT_COMPILE):
        return STAFF, Reach(bureau_id, supplied_only=False)
    require(viewer, Action.ASSESSMENT_DECIDE)
    return OUTSIDE, Reach(bureau_id)


def years(*, viewer: Viewer) -> list[YearLine]:
    """Every year there is something for, the newest first."""
    audience, reach = reach_of_list(viewer)
    with unit.reading(audience):
        rows = queries.years(reach)
        inside = not reach.supplied_only
        campaigns = queries.campaign_years(reach.bureau_id) if inside else ()
    found = {
        row.year: YearLine(row.year, n_campaigns=row.n, n_released=row.n_released)
        for row in campaigns
    }
    for row in rows:
        line = found.get(row.year, YearLine(row.year))
        found[row.year] = replace(
            line,
            kinds=(
                *line.kinds,
                KindCount(Subject(row.subject_kind), row.n, row.n_decided),
            ),
            compiled_at=max(filter(None, (line.compiled_at, row.compiled_at))),
            supplied_at=row.supplied_at,
        )
    return sorted(found.values(), key=lambda line: -line.year)


def year_view(
    *,
    viewer: Viewer,
    year: int,
    kind: Subject | str = Subject.HANDLER,
    filters: Filters = EVERYTHING,
    page: int = 1,
) -> YearView:
    """One page of the year's proposals; for the association once it is supplied."""
    audience, reach = reach_of_list(viewer)
    wanted = Subject(kind)
    with unit.reading(audience):
        supplied_at = queries.supplied_at(reach.bureau_id, year)
        if reach.supplied_only and supplied_at is None:
            raise NotVisible
        campaigns = () if reach.supplied_only else _campaigns(reach.bureau_id, year)
        tallies = queries.counts(reach, year, wanted)
        schemes = queries.schemes_used(reach, wanted, year)
        places = queries.places(reach, year, wanted)
        found = _page(reach, year, wanted, filters, page)
    return YearView(
        year=year,
        kind=wanted,
        filters=filters,
        supplied_at=supplied_at,
        compiled_at=max((row.compiled_at for row in tallies), default=None),
        tallies=_tallies(tallies, schemes),
        columns=columns_of(schemes),
        counties=_counties(places),
        firms=_firms(places),
        campaigns=tuple(campaigns),
        **found,
    )


def next_undecided(*, viewer: Viewer, after: RowView) -> str | None:
    """Who is without a decision next by name; past the end, from the beginning."""
    audience, reach = reach_of_list(viewer)
    with unit.reading(audience):
        rows = queries.in_order(reach, after.year, after.kind)
    order = [row.public_id for row in rows]
    # A proposal that was replaced is in no list; then the first one waiting is next.
    here = order.index(after.public_id) if after.public_id in order else -1
    waiting = (
        row for row in (*rows[here + 1 :], *rows[: max(here, 0)]) if not row.is_decided
    )
    return next((row.public_id for row in waiting), None)


def _page(
    reach: Reach, year: int, kind: Subject, filters: Filters, page: int
) -> dict[str, Any]:
    """A page beyond the last is the last."""
    n_found = queries.n_found(reach, year, kind, filters)
    n_pages = max(-(-n_found // PER_PAGE), 1)
    number = min(max(page, 1), n_pages)
    start = (number - 1) * PER_PAGE
    rows = queries.rows(reach, year, kind, filters, limit=PER_PAGE, offset=start)
    return {
        "n_found": n_found,
        "page": number,
        "n_pages": n_pages,
        "rows": tuple(lines.row_view(row) for row in rows),
    }


def _campaigns(bureau_id: int, year: int) -> list[CampaignState]:
    return [
        CampaignState(
            row.campaign_code,
            row.campaign_name,
            row.number,
            row.digest or "",
            row.published_at,
        )
        for row in sources.final_releases(bureau_id, year)
    ]


def columns_of(schemes: Iterable[Any]) -> tuple[Column, ...]:
    """Every component of the schemes used, each once, the newest scheme's first."""
    found = {
        component.code: Column(component.code, component.title)
        for row in reversed(list(schemes))
        for component in restored(row.text, row.digest).components
    }
    return tuple(found.values())


def _tallies(rows: Sequence[Any], schemes: Iterable[Any]) -> tuple[Tally, ...]:
    """By grade in the scheme's order; too few cases last, since they are no grade."""
    titles = {
        grade.code: grade.title
        for row in reversed(list(schemes))
        for grade in restored(row.text, row.digest).grades
    }
    order = [*titles, ""]
    counted = [
        Tally(
            outcome=row.suggested or INSUFFICIENT,
            title=titles.get(row.suggested),
            n=row.n,
            n_decided=row.n_decided,
        )
        for row in sorted(rows, key=lambda row: order.index(row.suggested))
    ]
    return tuple(counted)


def _counties(places: Sequence[Any]) -> tuple[Place, ...]:
    rows = sorted(places, key=lambda row: (row.county_sort, row.county))
    return tuple(dict.fromkeys(Place(row.county, row.county_name) for row in rows))


def _firms(places: Sequence[Any]) -> tuple[Place, ...]:
    return tuple(Place(row.firm, row.firm_name) for row in places)
