"""A few of the demo's lawyers object to last year's results, and are answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from itertools import islice
from random import Random
from typing import Any

from review.domain.appeals import Cause, Decided, Ground, Point, Ruling, Side, Stage
from review.domain.lines import answerable
from review.domain.policy import Granted, Role, Viewer
from review.files.invented_scans import Paper, scanned
from review.services import procedures, releases, schemes
from review.services.appeals import giving, lodging, office
from review.services.demo import answers, reviews, words
from review.services.demo.calendar import Calendar
from review.services.release_views import CaseLine
from review.services.shelf import Shelf
from review.store import unit
from review.store.queries import campaigns, demo

WANTED = 6
UPHELD = 0.4
"""How often an objection is right."""


def object_to_some(viewer: Viewer, calendar: Calendar, shelf: Shelf, day: int) -> None:
    """From the day after the provisional release: lodged, given out, decided, told."""
    code = str(calendar.year)
    own: dict[str, Any] = {"viewer": viewer, "code": code}
    _lodge(viewer, code, shelf, calendar.at(day))
    given_on, told_at = calendar.at(day + 3), calendar.at(day + 7)
    for line in _at(Stage.LODGED, given_on, own):
        on = given_on.date()
        giving.give(public_id=line, at=given_on, on=on, **own)
    for row in reviews.waiting(viewer, code):
        if row.purpose == "appeal":
            _decide(viewer, row, calendar.at(day + 5))
    for line in _at(Stage.DECIDED, told_at, own):
        office.tell(public_id=line, at=told_at, **own)


def _at(stage: Stage, at: datetime, own: Mapping[str, Any]) -> list[str]:
    found = office.listing(on=at.date(), stage=stage, **own)
    return [line.public_id for line in found.lines]


def _lodge(viewer: Viewer, code: str, shelf: Shelf, at: datetime) -> None:
    """Their letters, entered by the bureau; the lawyer whose account is shown is first."""
    with unit.reading():
        campaign = campaigns.by_code(code, bureau_id=viewer.bureau_id or 0)
        people = demo.handlers_told(campaign.id if campaign else 0)
        shown = demo.lawyer_with_results()
    others = [each for each in people if shown is None or each != shown.id]
    Random(code).shuffle(others)
    own = [_reading(viewer, each) for each in ([shown.id] if shown else []) + others]
    told = (found for each in own if (found := _one_point(each, code, at)))
    for line, point in islice(told, WANTED):
        (file,) = office.files(viewer=viewer, code=code, number=line.case_no)
        lodging.lodge_from_paper(
            viewer=viewer,
            code=code,
            file=file.public_id,
            side=Side.HANDLER,
            points=(point,),
            received_on=at.date(),
            letter=BytesIO(_letter(line, point, at)),
            shelf=shelf,
            key=f"demo-{file.public_id}",
            at=at,
            on=at.date(),
        )


def _reading(viewer: Viewer, person_id: int) -> Viewer:
    """A lawyer who looks at what was told; without an account nobody does more."""
    role = Granted(Role.LAWYER, viewer.bureau_id or 0)
    return Viewer(
        "user", person_id=person_id, bureau_id=viewer.bureau_id, grants=(role,)
    )


def _letter(line: CaseLine, point: Point, at: datetime) -> bytes:
    names = "、".join(each.name for each in line.handlers if each.leads)
    lines = (f"案号：{line.case_no}", f"异议人：{names}", f"日期：{at.date()}")
    return scanned([Paper("异议书", lines, (point.text,))])


def _one_point(
    handler: Viewer, code: str, at: datetime
) -> tuple[CaseLine, Point] | None:
    own = releases.own_results(viewer=handler).campaigns
    for line in (
        x for each in own if each.head.campaign_code == code for x in each.led
    ):
        found = lodging.objectable(
            viewer=handler, side=Side.HANDLER, public_id=line.public_id, on=at.date()
        )
        lines = answerable(found.scheme)
        lost = [each.code for each in found.case.losses if not lines[each.code].is_veto]
        if lost:
            dice = Random(line.case_no)
            return line, _point(dice.choice(lost), dice)
    return None


def _point(item: str, dice: Random) -> Point:
    ground, text = dice.choice(words.OBJECTIONS)
    page = str(dice.randint(2, 86))
    return Point(item, Ground(ground), text % {"page": page}, pages=page)


def _decide(viewer: Viewer, row: Any, at: datetime) -> None:
    """Whoever decides looks at the items first, and says then what becomes of them."""
    scheme = schemes.parsed(row.scheme_id)
    given = answers.once_more(
        scheme,
        case=row.case_no,
        items=row.items,
        is_right=Random(f"{row.case_no}/objection").random() < UPHELD,
        proposals=procedures.proposals_for(answerable(scheme), row.case_id),
    )
    rulings = tuple(_ruling(item, answer == "full") for item, answer in given.items())
    reviews.submit(viewer, row, at, given=given, rulings=rulings)


def _ruling(item: str, is_right: bool) -> Decided:
    ruling, cause, reason = words.RULINGS[is_right]
    return Decided(item, Ruling(ruling), Cause(cause), reason)
