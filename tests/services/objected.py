"""A campaign released provisionally, with people who object, for the tests of objections."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

from sqlalchemy import select

from review.domain.appeals import Cause, Decided, Ground, Point, Ruling, Side
from review.domain.policy import Viewer
from review.services import adjudication, reconciliation, releases, reviewing
from review.services.appeals import giving, lodging, office
from review.store import unit
from review.store.models import (
    CampaignCase,
    Case,
    ObjectionRead,
    Person,
    Read,
    Reviewer,
    ReviewerCode,
)
from tests.released import LATER, TODAY, Place, a_place

CODE = "2025"
AFTER = LATER + timedelta(hours=3)
CLOSED = date(2026, 3, 20)
"""A day on which the time for answers is over."""
FILE = "(2025)青援0002号"
"""赵一 of 甲律师事务所; both reviews take ten points off i0, i1 and i2."""
PDF = b"%PDF-1.7 a letter"


def told(**rules: Any) -> Place:
    """A provisional release on the 5th of March; five working days to answer."""
    place = a_place(provisional_first=True, answer_days=5, **rules)
    place.publish("provisional")
    with unit.transaction():
        for number in place.work.reviewers:
            place.people[number] = place.work.reader(number)
    return place


def row_of(viewer: Viewer, case_no: str = FILE) -> str:
    """The row of a lawyer's or a firm's release for a file."""
    if any(grant.firm_id for grant in viewer.grants):
        lines = releases.firm_results(viewer=viewer).cases.rows
    else:
        own = releases.own_results(viewer=viewer)
        lines = tuple(line for each in own.campaigns for line in each.led)
    return next(line.public_id for line in lines if line.case_no == case_no)


def point(item: str = "i0", text: str = "卷内第3页有会见笔录", **more: Any) -> Point:
    return Point(item, more.pop("ground", Ground.FACT), text, **more)


def lodge(
    place: Place,
    *points: Point,
    who: str = "赵一",
    case_no: str = FILE,
    key: str = "k",
    on: date = TODAY,
) -> str:
    viewer = place.people[who]
    return lodging.lodge(
        viewer=viewer,
        side=side_of(who),
        public_id=row_of(viewer, case_no),
        points=points or (point(),),
        key=key,
        at=AFTER,
        on=on,
    )


def side_of(who: str) -> Side:
    return Side.FIRM if who.endswith("事务所") else Side.HANDLER


def on_paper(place: Place, *points: Point, **more: Any) -> str:
    given: dict[str, Any] = {
        "side": Side.HANDLER,
        "received_on": TODAY,
        "letter": BytesIO(PDF),
        "key": "paper",
        "at": AFTER,
        "on": TODAY,
    }
    return lodging.lodge_from_paper(
        viewer=place.officer,
        code=CODE,
        file=file_of(place),
        points=points or (point(),),
        **(given | more),
    )


def file_of(place: Place, case_no: str = FILE) -> str:
    """The address of a drawn file."""
    statement = (
        select(CampaignCase.public_id)
        .join(Case, Case.id == CampaignCase.case_id)
        .where(Case.case_no == case_no)
    )
    with unit.reading() as connection:
        return str(connection.scalar(statement))


def give(place: Place, objection: str, on: date = TODAY) -> None:
    giving.give(viewer=place.officer, code=CODE, public_id=objection, at=AFTER, on=on)


def decider_of(place: Place) -> tuple[Viewer, str]:
    """Who decides the objection given last, and the address of the read."""
    statement = (
        select(Read.public_id, Reviewer.number)
        .join(ObjectionRead, ObjectionRead.read_id == Read.id)
        .join(ReviewerCode, ReviewerCode.code == Read.reviewer_code)
        .join(Person, Person.id == ReviewerCode.person_id)
        .join(Reviewer, Reviewer.person_id == Person.id)
        .where(Read.ended_at.is_(None))
        .order_by(Read.id.desc())
    )
    with unit.reading() as connection:
        row = connection.execute(statement).first()
    assert row is not None
    return place.people[row.number], str(row.public_id)


def ruling(
    item: str = "i0",
    what: Ruling = Ruling.UPHELD,
    cause: Cause | None = None,
    reason: str = "第3页确有笔录",
) -> Decided:
    fits = Cause.RULE_APPLIED if what is Ruling.REJECTED else Cause.REVIEWER_ERROR
    return Decided(item, what, cause or fits, reason)


def looked(viewer: Viewer, read: str, **answers: object) -> int:
    """The own answers, given and locked; what is not named loses nothing."""
    desk = reviewing.open_read(viewer=viewer, public_id=read, at=AFTER)
    given = dict.fromkeys(desk.items or (), "full") | answers
    own: dict[str, Any] = {"viewer": viewer, "public_id": read, "at": AFTER}
    reviewing.save_answers(version=0, changes=given, **own)
    adjudication.lock(version=1, **own)
    return 2


def decide(
    place: Place,
    *rulings: Decided,
    key: str = "d",
    who: Viewer | None = None,
    read: str = "",
    **answers: object,
) -> reviewing.Receipt:
    """The objection given last, decided by whoever has it; or in another read."""
    viewer, read = (who, read) if who else decider_of(place)
    version = looked(viewer, read, **answers)
    return reviewing.submit(
        viewer=viewer,
        public_id=read,
        version=version,
        key=key,
        rulings=rulings or (ruling(),),
        at=AFTER,
    )


def tell(place: Place, objection: str) -> None:
    office.tell(viewer=place.officer, code=CODE, public_id=objection, at=AFTER)


def result(place: Place, case_no: str = FILE) -> reconciliation.CaseView:
    return reconciliation.case_view(
        viewer=place.officer, public_id=file_of(place, case_no), at=AFTER
    )
