"""Own objections: as they were made, how far they are, and what was answered.

Read over a connection from outside. Of a decision nothing shows before it is told, not
even that there is one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from review.domain.appeals import WHOLE, Cause, Ground, Ruling, Side
from review.domain.errors import NotVisible
from review.domain.lines import answerable
from review.domain.objects import common_to, reviewed
from review.domain.policy import Viewer
from review.domain.schemes import Scheme, Text
from review.domain.verdicts import from_hundredths
from review.domain.working_days import working_days_between
from review.services import schemes
from review.services.appeals.lodging import ids_of
from review.services.spoken import speak_of
from review.store import unit
from review.store.audience import OUTSIDE
from review.store.queries import own_objections as queries

WHOLE_GRADE = Text("整体等次", "The grade as a whole")


@dataclass(frozen=True, slots=True)
class PointView:
    """One point of an objection; once it is told, with what became of it."""

    item: str
    title: Text
    ground: Ground
    text: str
    proposed: Decimal | None
    maximum: Decimal | None
    pages: str
    ruling: Ruling | None = None
    cause: Cause | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OwnObjection:
    """An objection as those who made it see it; clocks are in working days."""

    public_id: str
    campaign: str
    case_no: str
    stage: str
    volume_set: str
    kind: str
    on_paper: bool
    received_on: date
    until_on: date
    n_waiting: int
    is_withdrawn: bool
    told_on: date | None
    points: tuple[PointView, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.told_on is None and not self.is_withdrawn


def listing(*, viewer: Viewer, side: Side, on: date) -> tuple[OwnObjection, ...]:
    """The viewer's own objections, or those of the firms headed; the newest first."""
    ids, bureau_id = ids_of(viewer, side), viewer.bureau_id or 0
    with unit.reading(OUTSIDE):
        rows = queries.of_side(side, ids, bureau_id=bureau_id)
    speak_of(common_to(reviewed(row.kind) for row in rows))
    return tuple(_view(row, on) for row in rows)


def one(*, viewer: Viewer, side: Side, public_id: str, on: date) -> OwnObjection:
    """One of them with its points, and with what was told of each."""
    ids, bureau_id = ids_of(viewer, side), viewer.bureau_id or 0
    with unit.reading(OUTSIDE):
        row = queries.one(side, ids, public_id, bureau_id=bureau_id)
        if row is None:
            raise NotVisible
        speak_of(reviewed(row.kind))
        points = queries.points(row.id)
        scheme = schemes.parsed(row.scheme_id)
    told = {
        each["item"]: each for each in json.loads(row.body or "{}").get("points", ())
    }
    return _view(row, on, points_of(points, scheme, told))


def points_of(
    rows: Sequence[Any], scheme: Scheme, told: Mapping[str, Mapping[str, str]]
) -> tuple[PointView, ...]:
    """The points in words, in the order in which they were written down."""
    lines = answerable(scheme)
    return tuple(
        PointView(
            item=row.item_code,
            title=title_of(row.item_code, scheme),
            ground=Ground(row.ground),
            text=row.body or "",
            proposed=from_hundredths(row.proposed),
            maximum=None
            if row.item_code == WHOLE
            else lines[row.item_code].item.points,
            pages=row.pages,
            **_ruled(told.get(row.item_code)),
        )
        for row in rows
    )


def title_of(item: str, scheme: Scheme) -> Text:
    return WHOLE_GRADE if item == WHOLE else answerable(scheme)[item].item.title


def _ruled(told: Mapping[str, str] | None) -> dict[str, Any]:
    if told is None:
        return {}
    return {
        "ruling": Ruling(told["ruling"]),
        "cause": Cause(told["cause"]),
        "reason": told["reason"],
    }


def _view(row: Any, on: date, points: tuple[PointView, ...] = ()) -> OwnObjection:
    is_withdrawn = row.answer == "withdrawn"
    told_on = row.told_at.date() if row.told_at and not is_withdrawn else None
    return OwnObjection(
        public_id=row.public_id,
        campaign=row.campaign,
        case_no=row.case_no,
        stage=row.stage,
        volume_set=row.volume_set,
        kind=row.kind,
        on_paper=row.on_paper,
        received_on=row.received_on,
        until_on=row.until_on,
        n_waiting=working_days_between(row.received_on, on).n,
        is_withdrawn=is_withdrawn,
        told_on=told_on,
        points=points,
    )
