"""Paper volumes: where they are, and handing them over by lists that both sides sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from review.domain.campaigns import of_institutions
from review.domain.custody import (
    CustodyBroken,
    Move,
    Place,
    check_move,
    place_after,
    seen_by_reader,
)
from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.policy import Action, Viewer, require
from review.services.accounts import actor_of
from review.services.openings import note_export
from review.services.paging import Cut, Page
from review.services.sampling import campaign_of
from review.store import unit
from review.store.models import HandedFile, Handover
from review.store.queries import custody as queries

NO_FIRM = "none"
"""Stands in an address for the files of no firm."""


class NothingChosen(RuleBroken):
    sentence = N_("Choose at least one case file.")


@dataclass(frozen=True, slots=True)
class VolumeLine:
    """A file and where its volumes are; whose they are with while they are there."""

    public_id: str
    case_no: str
    stage: str
    volume_set: str
    kind: str
    firm: str
    place: Place
    holder: str
    since: datetime | None
    n_volumes: int
    is_settled: bool
    handover: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """A reviewer or a firm with so many files to hand over."""

    key: str
    name: str
    n: int


@dataclass(frozen=True, slots=True)
class HandoverLine:
    """A list in the campaign's book of lists."""

    public_id: str
    number: int
    move: Move
    other_side: str
    made_at: datetime
    n_files: int
    n_volumes: int


@dataclass(frozen=True, slots=True)
class VolumesPage:
    campaign: str
    code: str
    counts: Mapping[Place, int]
    page: Page[VolumeLine]
    handovers: tuple[HandoverLine, ...]
    of_institutions: bool = False


@dataclass(frozen=True, slots=True)
class MovePage:
    """What could be handed over now: to whom or from whom, and which files."""

    campaign: str
    code: str
    move: Move
    sides: tuple[Side, ...]
    chosen: Side | None
    lines: tuple[VolumeLine, ...]
    of_institutions: bool = False


@dataclass(frozen=True, slots=True)
class PaperFile:
    case_no: str
    stage: str
    volume_set: str
    n_volumes: int


@dataclass(frozen=True, slots=True)
class HandoverPage:
    """A list to print; `n_hidden` files have a result, so whose they were is not told."""

    campaign: str
    code: str
    line: HandoverLine
    files: tuple[PaperFile, ...]
    n_hidden: int
    of_institutions: bool = False


@dataclass(frozen=True, slots=True)
class OwnVolume:
    """A file one reviews, and whether its volumes are with oneself."""

    public_id: str
    case_no: str
    stage: str
    volume_set: str
    campaign: str
    place: Place
    is_submitted: bool


def page(
    *,
    viewer: Viewer,
    code: str,
    cut: Cut,
    place: Place | None = None,
) -> VolumesPage:
    """Counts by place, a page of the files, and every list."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        counted = queries.counts(campaign.id)
        rows = queries.listing(campaign.id, place, skip=cut.skip, size=cut.size)
        lists = queries.handovers(campaign.id)
    counts = dict.fromkeys(Place, 0)
    for row in counted:
        counts[place_after(row.kind)] += row.n
    n = rows[0].n if rows else 0
    return VolumesPage(
        campaign=campaign.name,
        code=campaign.code,
        counts=counts,
        page=Page(tuple(map(line_of, rows)), n, cut),
        handovers=tuple(map(_handover, lists)),
        of_institutions=of_institutions(campaign.rules),
    )


def line_of(row: Any) -> VolumeLine:
    return VolumeLine(
        public_id=row.public_id,
        case_no=row.case_no,
        stage=row.stage,
        volume_set=row.volume_set,
        kind=row.case_kind,
        firm=row.firm or "",
        place=place_after(row.last),
        holder=row.holder or "",
        since=row.made_at,
        n_volumes=row.n_volumes or 1,
        is_settled=bool(row.is_settled),
        handover=row.handover or "",
    )


def handovers_between(
    campaign_id: int, first: datetime, last: datetime
) -> tuple[HandoverLine, ...]:
    """The lists made in a span of time between office and reviewers; joins a reading."""
    lines = map(_handover, queries.handovers(campaign_id))
    return tuple(
        line
        for line in lines
        if line.move.is_with_reviewer and first <= line.made_at <= last
    )


def _handover(row: Any) -> HandoverLine:
    return HandoverLine(
        public_id=row.public_id,
        number=row.number,
        move=Move(row.kind),
        other_side=row.other_side,
        made_at=row.made_at,
        n_files=row.n_files,
        n_volumes=int(row.n_volumes or 0),
    )


def movable(*, viewer: Viewer, code: str, move: Move | str, side: str = "") -> MovePage:
    """Whom something can be handed over with, and the files of the one chosen."""
    wanted = Move(move)
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        sides = _sides(campaign.id, wanted)
        chosen = next((each for each in sides if each.key == side), None)
        rows = _candidates(campaign.id, wanted, chosen.key) if chosen else ()
    return MovePage(
        campaign=campaign.name,
        code=campaign.code,
        move=wanted,
        sides=sides,
        chosen=chosen,
        lines=tuple(map(line_of, rows)),
        of_institutions=of_institutions(campaign.rules),
    )


def _sides(campaign_id: int, move: Move) -> tuple[Side, ...]:
    if move.is_with_reviewer:
        rows = queries.reviewers(campaign_id, move)
        return tuple(Side(row.number, row.name, row.n) for row in rows)
    found = queries.firms(campaign_id, move)
    return tuple(Side(row.public_id or NO_FIRM, row.name or "", row.n) for row in found)


@dataclass(frozen=True, slots=True)
class _Other:
    """The other side as it is stored."""

    code: str | None = None
    firm_id: int | None = None


def _other(campaign_id: int, move: Move, key: str) -> _Other:
    if move.is_with_reviewer:
        code = queries.code_of(campaign_id, key)
        if code is None:
            raise NotVisible
        return _Other(code=code)
    if key == NO_FIRM:
        return _Other()
    firm_id = queries.firm_of(campaign_id, key)
    if firm_id is None:
        raise NotVisible
    return _Other(firm_id=firm_id)


def _candidates(campaign_id: int, move: Move, key: str) -> Sequence[Any]:
    other = _other(campaign_id, move, key)
    return queries.to_move(campaign_id, move, code=other.code, firm_id=other.firm_id)


def hand_over(
    *,
    viewer: Viewer,
    code: str,
    move: Move | str,
    side: str,
    volumes: Mapping[str, int],
    at: datetime,
) -> str:
    """Hand over what was chosen, so many volumes of each file; gives the list.

    Sent twice it is one list. A file that moved meanwhile stops all of it.
    """
    wanted = Move(move)
    if not volumes:
        raise NothingChosen
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        unit.hold(f"campaign:{campaign.id}")
        rows = _candidates(campaign.id, wanted, side)
        found = {row.public_id: row for row in rows if row.public_id in volumes}
        if set(found) != set(volumes):
            return _done_before(campaign.id, wanted, side, set(volumes))
        for key, row in found.items():
            asked = {"case_no": row.case_no, "n_volumes": volumes[key]}
            check_move(wanted, last=row.last, **asked)
        return _write(viewer, campaign, wanted, side, found, volumes, at)


def _done_before(campaign_id: int, move: Move, side: str, asked: set[str]) -> str:
    """The same list asked for again, as by a double click; anything else is refused."""
    rows = queries.listing(campaign_id, None, skip=0, size=1_000_000)
    mine = [row for row in rows if row.public_id in asked]
    lists = {row.handover for row in mine}
    if len(mine) == len(asked) and len(lists) == 1:
        made = queries.handover(campaign_id, str(next(iter(lists))))
        other = _other(campaign_id, move, side)
        same = (move.value, other.code, other.firm_id, len(asked))
        if made and same == (made.kind, made.reviewer_code, made.firm_id, made.n_files):
            return str(made.public_id)
    raise CustodyBroken(case_no=mine[0].case_no if mine else "?")


def _write(
    viewer: Viewer,
    campaign: Any,
    move: Move,
    side: str,
    found: Mapping[str, Any],
    volumes: Mapping[str, int],
    at: datetime,
) -> str:
    number = queries.n_handovers(campaign.id) + 1
    event = unit.record(
        "volumes_handed_over",
        chain=f"campaign:{campaign.id}",
        actor=actor_of(viewer),
        at=at,
        targets=[("campaign", campaign.id)],
        payload={"kind": move.value, "number": number, "n": len(found)},
    )
    other = _other(campaign.id, move, side)
    handover_id = unit.add(
        event,
        Handover,
        bureau_id=campaign.bureau_id,
        campaign_id=campaign.id,
        number=number,
        kind=move.value,
        reviewer_code=other.code,
        firm_id=other.firm_id,
        made_at=at,
    )
    tenant = {"bureau_id": campaign.bureau_id, "handover_id": handover_id}
    unit.add_all(event, HandedFile, _moved(found, volumes, tenant))
    made = next(r for r in queries.handovers(campaign.id) if r.id == handover_id)
    return str(made.public_id)


def _moved(
    found: Mapping[str, Any], volumes: Mapping[str, int], tenant: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The next move of each file."""
    return [
        {
            "campaign_case_id": row.id,
            "seq": (row.seq or 0) + 1,
            "n_volumes": volumes[key],
            **tenant,
        }
        for key, row in found.items()
    ]


def handover(*, viewer: Viewer, code: str, key: str, at: datetime) -> HandoverPage:
    """One list to be printed; it names a person, so looking at it is noted."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        row = queries.handover(campaign.id, key)
        if row is None:
            raise NotVisible
        files = queries.files_of(row.id)
    line = _handover(row)
    if line.move.is_with_reviewer:
        note_export(viewer, f"{code}/handovers/{row.number}", at)
    shown = [f for f in files if not (f.is_settled and line.move.is_with_reviewer)]
    return HandoverPage(
        campaign=campaign.name,
        code=campaign.code,
        line=line,
        files=tuple(_file(f) for f in shown),
        n_hidden=len(files) - len(shown),
        of_institutions=of_institutions(campaign.rules),
    )


def _file(row: Any) -> PaperFile:
    return PaperFile(row.case_no, row.stage, row.volume_set, row.n_volumes)


def own(*, viewer: Viewer) -> tuple[OwnVolume, ...]:
    """What a reviewer is told of paper volumes: with you, or kept by the office."""
    require(viewer, Action.REVIEW)
    with unit.reading():
        rows = queries.own(person_id=viewer.person_id, bureau_id=viewer.bureau_id)
    return tuple(
        OwnVolume(
            row.public_id,
            row.case_no,
            row.stage,
            row.volume_set,
            row.campaign,
            seen_by_reader(is_own=bool(row.is_own)),
            bool(row.is_submitted),
        )
        for row in rows
    )
