"""What the objections of a campaign came to, for the office that answers them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from review.domain.appeals import WHOLE, Cause, Ground, Ruling, Side, Stage
from review.domain.campaigns import of_institutions
from review.domain.errors import N_
from review.domain.lines import answerable
from review.domain.numbering import numbered
from review.domain.objection_figures import (
    Objected,
    ObjectedPoint,
    ObjectionFigures,
    PointCount,
    figures_of,
)
from review.domain.policy import Action, Viewer
from review.domain.schemes import Text
from review.domain.working_days import working_days_between
from review.files.tables import CellKind, Column, Table
from review.services import schemes
from review.services.appeals.office import stage_in
from review.services.appeals.own import title_of
from review.services.readers import written
from review.services.sampling import campaign_of
from review.store import unit
from review.store.queries import objection_figures as queries

Say = Callable[[str], str]
Worded = Callable[[Text], str]


@dataclass(frozen=True, slots=True)
class ItemOfObjections:
    """An item that was objected to; `number` as the sheet has it, none for the grade."""

    scheme: Text
    scheme_code: str
    number: str
    item: str
    title: Text
    count: PointCount


@dataclass(frozen=True, slots=True)
class ObjectionsFigures:
    campaign: str
    code: str
    of_institutions: bool
    figures: ObjectionFigures
    items: tuple[ItemOfObjections, ...]


def of_campaign(*, viewer: Viewer, code: str) -> ObjectionsFigures:
    """Counted whenever it is asked for; what was decided counts once it was told."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.OBJECTIONS)
        rows, points = queries.objections(campaign.id), queries.points(campaign.id)
    figures = figures_of(tuple(_objections(rows, points)))
    return ObjectionsFigures(
        campaign=campaign.name,
        code=campaign.code,
        of_institutions=of_institutions(campaign.rules),
        figures=figures,
        items=tuple(_items(figures.by_item)),
    )


def _objections(rows: Iterable[Any], points: Iterable[Any]) -> Iterator[Objected]:
    own: defaultdict[int, list[ObjectedPoint]] = defaultdict(list)
    for row in points:
        own[row.objection_id].append(_point(row))
    for row in rows:
        yield Objected(
            file=row.campaign_case_id,
            side=Side(row.side),
            stage=(stage := stage_in(row)),
            points=tuple(own[row.id]),
            n_deciding=_days(row.given_at, row.ended_at),
            n_answering=_days(row.received_on, row.told_at),
            moves_score=stage is Stage.TOLD and row.score != row.score_told,
            moves_grade=stage is Stage.TOLD and row.grade != row.grade_told,
        )


def _point(row: Any) -> ObjectedPoint:
    return ObjectedPoint(
        scheme=row.scheme_id,
        item=row.item_code,
        ground=Ground(row.ground),
        ruling=Ruling(row.ruling) if row.ruling else None,
        cause=Cause(row.cause) if row.cause else None,
    )


def _days(first: Any, last: datetime | None) -> int | None:
    if first is None or last is None:
        return None
    began = first.date() if isinstance(first, datetime) else first
    return working_days_between(began, last.date()).n


def _items(
    counts: Mapping[tuple[int, str], PointCount],
) -> Iterator[ItemOfObjections]:
    """In the order of the sheets, the grade as a whole after their items."""
    for scheme_id in sorted({scheme for scheme, _item in counts}):
        scheme = schemes.parsed(scheme_id)
        numbers = {
            line.line.item.code: line.number
            for section in numbered(scheme)
            for line in section.lines
        }
        for item in (*answerable(scheme), WHOLE):
            if count := counts.get((scheme_id, item)):
                yield ItemOfObjections(
                    scheme.title,
                    scheme.code,
                    numbers.get(item, ""),
                    item,
                    title_of(item, scheme),
                    count,
                )


def export_items(
    *, viewer: Viewer, code: str, file_format: str, say: Say, words: Worded
) -> bytes:
    """The items that were objected to, with what became of the points."""
    found = of_campaign(viewer=viewer, code=code)
    count = CellKind.INTEGER
    columns = (
        Column("scheme", say(N_("Scheme")), of=lambda line: words(line.scheme)),
        Column("number", say(N_("No."))),
        Column("item", say(N_("Item code"))),
        Column("title", say(N_("Item")), of=lambda line: words(line.title)),
        Column("n", say(N_("Objected to")), count, of=lambda line: line.count.n),
        *(
            Column(each.value, say(each.words), count, of=_ruled(each))
            for each in Ruling
        ),
        Column("open", say(N_("Not answered")), count, of=lambda x: x.count.n_open),
        *(
            Column(each.value, say(each.words), count, of=_caused(each))
            for each in Cause
        ),
    )
    return written(
        Table(say(N_("Objections by item")), columns, found.items), file_format
    )


def _ruled(ruling: Ruling) -> Callable[[ItemOfObjections], int]:
    return lambda line: line.count.rulings.get(ruling, 0)


def _caused(cause: Cause) -> Callable[[ItemOfObjections], int]:
    return lambda line: line.count.causes.get(cause, 0)
