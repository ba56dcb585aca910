"""The bureau's list of objections, one of them in full, and telling what was decided.

Who decides one is shown to nobody; who reviewed the file is not known here either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from review.domain.appeals import ObjectionEnded, Side, Stage, stage_of
from review.domain.campaigns import of_institutions
from review.domain.canonical import canonical
from review.domain.errors import NotVisible
from review.domain.notices import Line, NoticeKind
from review.domain.policy import Action, Viewer
from review.domain.publication import ReleaseKind
from review.domain.working_days import working_days_between
from review.services import schemes
from review.services.accounts import actor_of
from review.services.appeals.own import PointView, points_of
from review.services.notices import tell_office
from review.services.release_views import head_of
from review.services.sampling import campaign_of
from review.store import unit
from review.store.models import ObjectionAnswer
from review.store.queries import objections as queries


@dataclass(frozen=True, slots=True)
class ObjectionLine:
    """An objection in the bureau's list; clocks are in working days."""

    public_id: str
    file: str
    case_no: str
    case_stage: str
    volume_set: str
    kind: str
    side: Side
    name: str
    on_paper: bool
    received_on: date
    until_on: date
    n_waiting: int
    """From the day it was received to today, or to the day on which it ended."""
    stage: Stage


@dataclass(frozen=True, slots=True)
class ObjectionsPage:
    """The objections of a campaign, those of one stage where that was asked for."""

    campaign: str
    code: str
    of_institutions: bool
    lines: tuple[ObjectionLine, ...]
    counts: Mapping[Stage, int]
    n_all: int
    until_on: date | None
    n_left: int
    """Working days until objections come too late; nought once they do."""
    is_final: bool
    """Whether the results are released for good, so that nothing is taken any more."""


@dataclass(frozen=True, slots=True)
class ObjectionView:
    """One objection with its points; what was ruled on each once it is decided."""

    line: ObjectionLine
    campaign: str
    code: str
    points: tuple[PointView, ...]
    told_at: datetime | None
    letter: str = ""


def stage_in(row: Any) -> Stage:
    return stage_of(
        is_told=row.told_at is not None,
        is_withdrawn=row.ended == queries.WITHDRAWN,
        is_decided=row.ended == queries.DECIDED,
        is_given=bool(row.is_given),
    )


def listing(
    *, viewer: Viewer, code: str, on: date, stage: Stage | None = None
) -> ObjectionsPage:
    """What was objected to in a campaign, in the order in which it came in."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.OBJECTIONS)
        rows = queries.listed(campaign.id)
        release = queries.current_release(campaign.id)
    until = head_of(release).answers_until if release else None
    lines = [_line(row, on) for row in rows]
    is_open = until is not None and on <= until
    return ObjectionsPage(
        campaign=campaign.name,
        code=campaign.code,
        of_institutions=of_institutions(campaign.rules),
        lines=tuple(each for each in lines if stage in (None, each.stage)),
        counts=Counter(each.stage for each in lines),
        n_all=len(lines),
        until_on=until,
        n_left=working_days_between(on, until).n if until and is_open else 0,
        is_final=release is not None and release.kind == ReleaseKind.FINAL,
    )


def _line(row: Any, on: date) -> ObjectionLine:
    ended = row.ended_at.date() if row.ended_at else on
    return ObjectionLine(
        public_id=row.public_id,
        file=row.file,
        case_no=row.case_no,
        case_stage=row.stage,
        volume_set=row.volume_set,
        kind=row.kind,
        side=Side(row.side),
        name=row.person or row.firm or "",
        on_paper=row.on_paper,
        received_on=row.received_on,
        until_on=row.until_on,
        n_waiting=working_days_between(row.received_on, ended).n,
        stage=stage_in(row),
    )


@dataclass(frozen=True, slots=True)
class FileLine:
    """A settled file for which a letter may be entered."""

    public_id: str
    case_no: str
    stage: str
    volume_set: str
    kind: str


def files(*, viewer: Viewer, code: str, number: str) -> tuple[FileLine, ...]:
    """The settled files of which the number holds what was typed; the first few."""
    if not number:
        return ()
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.OBJECTIONS)
        rows = queries.files_like(campaign.id, number)
    return tuple(
        FileLine(row.public_id, row.case_no, row.stage, row.volume_set, row.kind)
        for row in rows
    )


def one(*, viewer: Viewer, code: str, public_id: str, on: date) -> ObjectionView:
    """One objection as the bureau reads it, with the rulings once there are any."""
    with unit.reading():
        row = _row(viewer, code, public_id)
        points = queries.points(row.id)
        scheme = schemes.parsed(row.scheme_id)
    rulings = {each.item_code: each._mapping for each in points if each.ruling}
    return ObjectionView(
        line=_line(row, on),
        campaign=row.campaign,
        code=row.code,
        points=points_of(points, scheme, rulings),
        told_at=row.told_at,
        letter=row.scan or "",
    )


def _row(viewer: Viewer, code: str, public_id: str) -> Any:
    campaign = campaign_of(viewer, code, Action.OBJECTIONS)
    row = queries.one(public_id, bureau_id=viewer.bureau_id)
    if row is None or row.campaign_id != campaign.id:
        raise NotVisible
    return row


def letter(*, viewer: Viewer, code: str, public_id: str) -> str:
    """The digest of the scanned letter of an objection on paper."""
    with unit.reading():
        row = _row(viewer, code, public_id)
    if not row.scan:
        raise NotVisible
    return str(row.scan)


def tell(*, viewer: Viewer, code: str, public_id: str, at: datetime) -> None:
    """Tell those who objected what was decided, point by point; it is frozen so.

    Neither who decided it nor a new grade is in it: that is for the release.
    """
    with unit.transaction():
        row = _row(viewer, code, public_id)
        unit.hold(f"campaign:{row.campaign_id}")
        row = _row(viewer, code, public_id)
        if stage_in(row) is Stage.TOLD:
            return
        if stage_in(row) is not Stage.DECIDED:
            raise ObjectionEnded
        event = unit.record(
            "objection_told",
            chain=f"campaign:{row.campaign_id}",
            actor=actor_of(viewer),
            at=at,
            targets=[("campaign_case", row.campaign_case_id)],
        )
        body = {"points": [_told(each) for each in queries.points(row.id)]}
        unit.add(
            event,
            ObjectionAnswer,
            bureau_id=row.bureau_id,
            objection_id=row.id,
            kind=queries.DECIDED,
            body=canonical(body).decode(),
            digest=unit.digest_of(body),
            told_at=at,
        )
        people = queries.accounts_objecting(row.person_id, row.firm_id, at.date())
        line, bureau_id = Line(row.campaign, 1), row.bureau_id
        kind = NoticeKind.OBJECTION_ANSWERED
        tell_office(event, kind, line, bureau_id=bureau_id, people=people)


def _told(point: Any) -> dict[str, str]:
    return {
        "item": point.item_code,
        "ruling": point.ruling,
        "cause": point.cause,
        "reason": point.reason or "",
    }
