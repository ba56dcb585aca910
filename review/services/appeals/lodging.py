"""Objecting to a result: as the handler who leads the case, as the head of the firm, or
as the officer who has the letter on paper.

The time for it is that of the release which told the result; nothing of an objection is
changed afterwards. Who reviewed learns of none of it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, BinaryIO, cast

from review.domain.appeals import (
    DecidedByPanel,
    NoGradeHere,
    ObjectedAlready,
    ObjectionsOff,
    Point,
    ReceivedOutside,
    Side,
    TotalAlone,
    WindowOver,
    check_window,
    checked_points,
    is_letter,
)
from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.lines import answerable
from review.domain.notices import Line, NoticeKind
from review.domain.panel_meetings import PANEL_MEETING
from review.domain.policy import Action, Viewer, require
from review.domain.publication import Audience, ReleaseKind
from review.domain.schemes import Scheme
from review.domain.verdicts import in_hundredths
from review.domain.working_days import working_days_between
from review.gateways.objects import Stored, copied
from review.services import clearing, schemes
from review.services.accounts import actor_of
from review.services.case_views import CaseView, case_of, items_of
from review.services.notices import tell_office
from review.services.release_views import Head, addressee_of, content_of, head_shown
from review.services.sampling import campaign_of
from review.services.shelf import Shelf
from review.store import unit
from review.store.audience import OUTSIDE
from review.store.models import Objection, ObjectionPoint
from review.store.queries import adoption, campaigns, idempotency
from review.store.queries import objections as queries
from review.store.queries import releases as release_queries
from review.store.queries.numbered import add_texts

MOST_BYTES = 20 * 1024 * 1024


class NoLetter(RuleBroken):
    sentence = N_("Attach the letter as a PDF file or as a picture (JPEG or PNG).")


@dataclass(frozen=True, slots=True)
class Window:
    """Until when a result can be objected to; without a day not at all."""

    until_on: date | None
    n_left: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Objectable:
    """A released result as it can be objected to: every item of its sheet."""

    case: CaseView
    scheme: Scheme
    window: Window


def ids_of(viewer: Viewer, side: Side) -> tuple[int, ...]:
    """Whose objections these are: the viewer as a handler, or the firms headed."""
    if side is Side.HANDLER:
        require(viewer, Action.OWN_RESULTS)
        if viewer.person_id is None:
            raise NotVisible
        return (viewer.person_id,)
    grants = require(viewer, Action.FIRM_RESULTS)
    return tuple(grant.firm_id for grant in grants if grant.firm_id is not None)


def window_of(head: Head, on: date) -> Window:
    """As the release itself says; a campaign that asks for no answers has none."""
    until = head.answers_until
    if until is None:
        return Window(None, 0, is_open=False)
    left = working_days_between(on, until).n if on <= until else 0
    return Window(until, left, is_open=on <= until)


def objectable(*, viewer: Viewer, side: Side, public_id: str, on: date) -> Objectable:
    """A result told to the viewer, to be objected to item by item."""
    with unit.reading(OUTSIDE):
        told = _told(viewer, side, public_id)
    items = items_of(told.view.reviews, told.scheme)
    window = window_of(told.head, on)
    return Objectable(replace(told.view, items=items), told.scheme, window)


@dataclass(frozen=True, slots=True)
class _Told:
    """A case row of a release as its addressee reads it."""

    head: Head
    view: CaseView
    scheme: Scheme
    release_id: int


def _told(viewer: Viewer, side: Side, public_id: str) -> _Told:
    """Only whoever carries the grade objects: the lead handler, or the firm."""
    audience = Audience.HANDLER if side is Side.HANDLER else Audience.FIRM
    bureau_id = viewer.bureau_id or 0
    row = release_queries.row_for(
        audience, ids_of(viewer, side), public_id, bureau_id=bureau_id
    )
    if row is None:
        raise NotVisible
    content, head = content_of(row), head_shown(row)
    if side is Side.HANDLER and not _leads(content, addressee_of(row)):
        raise NotVisible
    digest = content["scheme"]["digest"]
    found = release_queries.schemes_by_digest([digest], bureau_id=bureau_id)
    scheme = schemes.parsed(found[digest], digest)
    view = case_of(row.row_public_id, content, head)
    return _Told(head, view, scheme, row.id)


def _leads(content: Mapping[str, Any], key: str) -> bool:
    return any(each["leads"] and each["key"] == key for each in content["handlers"])


def may_object(*, viewer: Viewer, side: Side, public_id: str, on: date) -> bool:
    """Whether a result told to the viewer can be objected to by the viewer today."""
    try:
        return objectable(
            viewer=viewer, side=side, public_id=public_id, on=on
        ).window.is_open
    except NotVisible:
        return False


def lodge(
    *,
    viewer: Viewer,
    side: Side,
    public_id: str,
    points: Sequence[Point],
    key: str,
    at: datetime,
    on: date,
) -> str:
    """Object to a result that was told; the same request again gets the same objection.

    `public_id` is the row of the release. Gives the address of the objection.
    """
    with unit.reading(OUTSIDE):
        told = _told(viewer, side, public_id)
    said = checked_points(points, answerable(told.scheme))
    _check_open(told.head, on)
    asked = unit.digest_of([side.value, public_id, *map(repr, said)])
    line = told.view.line
    with unit.transaction():
        campaign = campaigns.by_code(
            told.head.campaign_code, bureau_id=viewer.bureau_id or 0
        )
        found = queries.file_by_number(
            campaign.id, line.case_no, line.stage, line.volume_set
        )
        if found is None or not _is_whose(viewer, side, found):
            raise NotVisible
        wish = _Wish(campaign, found, side, said, on, told.head.answers_until)
        return _lodge(viewer, wish, key, asked, at)


def _is_whose(viewer: Viewer, side: Side, file: Any) -> bool:
    whose = file.lead_person_id if side is Side.HANDLER else file.firm_id
    return whose in ids_of(viewer, side)


def _check_open(head: Head, received_on: date) -> None:
    if head.answers_until is None:
        raise ObjectionsOff
    check_window(received_on, head.answers_until)


@dataclass(frozen=True, slots=True)
class _Wish:
    """An objection that is to be stored."""

    campaign: Any
    file: Any
    side: Side
    points: tuple[Point, ...]
    received_on: date
    until_on: date | None
    scan: str | None = None


def _lodge(viewer: Viewer, wish: _Wish, key: str, asked: str, at: datetime) -> str:
    """Behind the chain's lock everything that might refuse it, then the one event."""
    chain, actor = f"campaign:{wish.campaign.id}", actor_of(viewer)
    unit.hold(chain)
    known = idempotency.answered_before(key, actor.name, asked)
    if known is not None:
        return str(known["objection"])
    release = queries.current_release(wish.campaign.id)
    if release is None or release.kind != ReleaseKind.PROVISIONAL:
        raise WindowOver(day=wish.until_on)
    _check_file(wish)
    event = unit.record(
        "objection_lodged",
        chain=chain,
        actor=actor,
        at=at,
        targets=[("campaign_case", wish.file.id)],
        payload={"points": asked, "side": wish.side.value},
    )
    public_id = _store(event, wish, release.id)
    idempotency.promise(key, actor.name, asked, {"objection": public_id}, at=at)
    told = Line(wish.campaign.name, 1)
    people = adoption.officers(wish.campaign.bureau_id, at.date())
    bureau_id = wish.campaign.bureau_id
    tell_office(event, NoticeKind.OBJECTED, told, bureau_id=bureau_id, people=people)
    return public_id


def _check_file(wish: _Wish) -> None:
    """What keeps a result from being decided item by item, or at all."""
    file = wish.file
    if file.is_confined:
        raise NotVisible
    if file.grade is None:
        raise NoGradeHere
    if file.was_at_panel or file.rule == PANEL_MEETING:
        raise DecidedByPanel
    if queries.are_bare(file.id):
        raise TotalAlone
    if queries.has_open(file.id, wish.side.value):
        raise ObjectedAlready


def _store(event: unit.Recorded, wish: _Wish, release_id: int) -> str:
    file, tenant = wish.file, {"bureau_id": wish.campaign.bureau_id}
    is_handler = wish.side is Side.HANDLER
    objection_id = unit.add(
        event,
        Objection,
        campaign_id=wish.campaign.id,
        campaign_case_id=file.id,
        release_id=release_id,
        result_id=file.result_id,
        side=wish.side.value,
        person_id=file.lead_person_id if is_handler else None,
        firm_id=None if is_handler else file.firm_id,
        on_paper=wish.scan is not None,
        scan=wish.scan,
        received_on=wish.received_on,
        until_on=wish.until_on,
        lodged_at=event.at,
        **tenant,
    )
    bodies = [{**tenant, "kind": "objection", "body": p.text} for p in wish.points]
    rows = [
        {
            **tenant,
            "objection_id": objection_id,
            "item_code": point.item,
            "ground": point.ground.value,
            "text_id": text_id,
            "proposed": in_hundredths(point.proposed),
            "pages": point.pages,
        }
        for point, text_id in zip(wish.points, add_texts(bodies), strict=True)
    ]
    unit.add_all(event, ObjectionPoint, rows)
    return queries.address_of(int(objection_id))


def lodge_from_paper(
    *,
    viewer: Viewer,
    code: str,
    file: str,
    side: Side,
    points: Sequence[Point],
    received_on: date,
    letter: BinaryIO,
    shelf: Shelf,
    key: str,
    at: datetime,
    on: date,
) -> str:
    """Enter a letter that came in time, with its scan; the officer types what it says.

    It counts for the day on which it was received.
    """
    with unit.reading():
        campaign, row, head = _on_paper(viewer, code, file)
    said = checked_points(points, answerable(schemes.parsed(row.scheme_id)))
    _check_open(head, received_on)
    if not head.published_on <= received_on <= on:
        raise ReceivedOutside(first=head.published_on, last=on)
    stored = _kept(letter, shelf, at)
    asked = unit.digest_of([side.value, file, stored.digest, *map(repr, said)])
    with unit.transaction():
        campaign, row, head = _on_paper(viewer, code, file)
        clearing.confirm(stored.digest, at=at)
        until = head.answers_until
        wish = _Wish(campaign, row, side, said, received_on, until, stored.digest)
        if (row.lead_person_id if side is Side.HANDLER else row.firm_id) is None:
            raise NotVisible
        return _lodge(viewer, wish, key, asked, at)


def _on_paper(viewer: Viewer, code: str, file: str) -> tuple[Any, Any, Head]:
    """The campaign, a settled file of it, and the release that told its result."""
    campaign = campaign_of(viewer, code, Action.OBJECTIONS)
    row = queries.file_by_key(campaign.id, file)
    release = queries.current_release(campaign.id)
    if row is None or release is None:
        raise NotVisible
    return campaign, row, head_shown(release)


def _kept(letter: BinaryIO, shelf: Shelf, at: datetime) -> Stored:
    """The letter among the stored files; it is only ever given out as it came."""
    shelf.scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=shelf.scratch) as draft:
        file = cast("BinaryIO", draft)
        stored = copied(letter, file, limit=MOST_BYTES)
        file.seek(0)
        if not is_letter(file.read(16)):
            raise NoLetter
        clearing.announce(stored.digest, at=at)
        file.seek(0)
        shelf.store().put(file)
    return stored
