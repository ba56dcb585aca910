"""Bureaus in one installation: founded and placed by whoever runs it, seen from above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.policy import Action, Viewer, require
from review.domain.superiors import (
    Facet,
    Stage,
    check_place,
    stage_of,
    superior_sees,
)
from review.gateways.pinyin import name_key
from review.services.accounts import actor_of
from review.store import unit
from review.store.models import Area, Bureau
from review.store.queries import bureaus as queries

CHAIN = "bureaus"
LEVELS = ("province", "prefecture", "county")


class CodeTaken(RuleBroken):
    sentence = N_("There is a bureau with the code %(code)s already.")


class BadName(RuleBroken):
    sentence = N_("Code and name of a bureau are needed, of at most 64 and 200 signs.")


class UnknownBureau(RuleBroken):
    sentence = N_("There is no bureau with the code %(code)s here.")


@dataclass(frozen=True, slots=True)
class BureauLine:
    """A bureau of the installation; `depth` is how many stand above it."""

    public_id: str
    code: str
    name: str
    area: str
    level: str
    above: str
    depth: int = 0
    is_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A bureau directly above or below."""

    public_id: str
    name: str
    area: str = ""
    n_campaigns: int = 0
    is_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class CampaignBelow:
    """A campaign of a bureau below, as far as a superior sees it."""

    public_id: str
    name: str
    year: int
    closed_from: date
    closed_until: date
    stage: Stage
    n_files: int | None
    n_settled: int | None
    release_id: str


def tree(*, viewer: Viewer) -> tuple[BureauLine, ...]:
    """Every bureau, each followed by those below it; for whoever runs the program."""
    _require_operator(viewer)
    with unit.reading():
        rows = queries.tree()
    return tuple(_lines(rows, None, 0))


def _require_operator(viewer: Viewer) -> None:
    if viewer.kind != "operator":
        raise NotVisible


def _lines(rows: Sequence[Any], under: int | None, depth: int) -> list[BureauLine]:
    found: list[BureauLine] = []
    for row in rows:
        if row.parent_id == under:
            place = (row.area, row.level, row.above or "", depth, row.is_elsewhere)
            found.append(BureauLine(row.public_id, row.code, row.name, *place))
            found += _lines(rows, row.id, depth + 1)
    return found


def found(
    *,
    viewer: Viewer,
    code: str,
    name: str,
    at: datetime,
    under: str = "",
    area: str = "",
) -> None:
    """Make a further bureau, with its area, under another one or at the top."""
    _require_operator(viewer)
    code, name, area = code.strip(), name.strip(), area.strip() or name.strip()
    if not (0 < len(code) <= 64 and 0 < len(name) <= 200 and len(area) <= 200):
        raise BadName
    with unit.refusing({"bureaus": CodeTaken(code=code)}), unit.transaction():
        rows = queries.tree()
        above = _by_code(rows, under) if under else None
        if any(row.code == code for row in rows):
            raise CodeTaken(code=code)
        event = _event(viewer, "bureau_founded", at, {"code": code, "under": under})
        unit.add(
            event,
            Bureau,
            area_id=_area(event, above, area, code),
            parent_id=above.id if above else None,
            code=code,
            name=name,
        )


def _event(
    viewer: Viewer, kind: str, at: datetime, said: Mapping[str, Any]
) -> unit.Recorded:
    return unit.record(kind, chain=CHAIN, actor=actor_of(viewer), at=at, payload=said)


def _by_code(rows: Sequence[Any], code: str) -> Any:
    for row in rows:
        if row.code == code:
            return row
    raise UnknownBureau(code=code)


def _area(event: unit.Recorded, above: Any, name: str, code: str) -> int:
    """The area of this name below the superior's, which its case lists may have made."""
    known = queries.areas()
    parent_id = above.area_id if above else None
    for area in known:
        if area.name == name and area.parent_id == parent_id:
            return int(area.id)
    codes = {area.code for area in known}
    made = unit.add(
        event,
        Area,
        parent_id=parent_id,
        code=code if code not in codes else f"{code}-{len(known) + 1}",
        name=name,
        name_key=name_key(name),
        level=_level_below(above),
    )
    return int(made)


def _level_below(above: Any) -> str:
    if above is None:
        return LEVELS[0]
    known = LEVELS.index(above.level) if above.level in LEVELS else len(LEVELS)
    return LEVELS[min(known + 1, len(LEVELS) - 1)]


def place(*, viewer: Viewer, code: str, under: str, at: datetime) -> None:
    """Put a bureau under another one, or at the top where none is named."""
    _require_operator(viewer)
    with unit.transaction():
        rows = queries.tree()
        row, above = _by_code(rows, code), _by_code(rows, under) if under else None
        if above is not None:
            check_place({r.id: r.parent_id for r in rows}, row.id, above.id)
        event = _event(viewer, "bureau_placed", at, {"code": code, "under": under})
        parent_id = above.id if above else None
        unit.change(event, Bureau, {"id": row.id}, parent_id=parent_id)
        if above is not None:
            _join_areas(event, row.area_id, above.area_id)


def _join_areas(event: unit.Recorded, area_id: int, above_id: int) -> None:
    """An area that stood alone belongs to the superior's now; others stay in place."""
    known = {area.id: area for area in queries.areas()}
    if known[area_id].parent_id is None and area_id != above_id:
        upwards: int | None = above_id
        while upwards is not None and upwards != area_id:
            upwards = known[upwards].parent_id
        if upwards is None:
            unit.change(event, Area, {"id": area_id}, parent_id=above_id)


def superior(*, viewer: Viewer) -> Neighbour | None:
    """The bureau directly above the viewer's."""
    require(viewer, Action.EXCHANGE)
    with unit.reading():
        row = queries.superior(viewer.bureau_id or 0)
    if row is None:
        return None
    return Neighbour(row.public_id, row.name, is_elsewhere=row.is_elsewhere)


def subordinates(*, viewer: Viewer) -> tuple[Neighbour, ...]:
    """The bureaus directly below the viewer's; those further down are theirs."""
    require(viewer, Action.EXCHANGE)
    with unit.reading():
        rows = queries.subordinates(viewer.bureau_id or 0)
    return tuple(map(_neighbour, rows))


def _neighbour(row: Any) -> Neighbour:
    facts = (row.area, row.n_campaigns, row.is_elsewhere)
    return Neighbour(row.public_id, row.name, *facts)


def campaigns_below(
    *, viewer: Viewer, public_id: str
) -> tuple[Neighbour, tuple[CampaignBelow, ...]]:
    """What the table of sight lets a superior see of a bureau directly below."""
    require(viewer, Action.EXCHANGE)
    with unit.reading():
        row = queries.subordinate(viewer.bureau_id or 0, public_id)
        if row is None:
            raise NotVisible
        campaigns = queries.campaigns_of(row.id)
    return _neighbour(row), tuple(map(_below, campaigns))


def _below(row: Any) -> CampaignBelow:
    stage = stage_of(
        is_drawn=row.drawn_at is not None or row.n_files > 0,
        is_published=row.release_id is not None,
    )
    counts = superior_sees(Facet.COUNTS, stage)
    return CampaignBelow(
        public_id=row.public_id,
        name=row.name,
        year=row.assessment_year,
        closed_from=row.closed_from,
        closed_until=row.closed_until,
        stage=stage,
        n_files=row.n_files if counts else None,
        n_settled=row.n_settled if counts else None,
        release_id=row.release_id if superior_sees(Facet.FIGURES, stage) else "",
    )
