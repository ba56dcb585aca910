"""A campaign whose reviews are due on a day, and people who can be reminded of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from review.domain.notices import Line, Notice, NoticeKind
from review.domain.policy import Granted, Role, Viewer
from review.domain.reminders import Channel, Schedule
from review.domain.sampling_rule import SampleBy, SampleRule
from review.services import allocation, reminders, sampling
from review.services.notices import Telling, tell
from review.store import unit
from review.store.models import Campaign, Contact, Outbox, Reminder, StoredNotice, User
from tests.casework import Casework, casework, plan, sheet
from tests.conftest import AT

SHANGHAI = ZoneInfo("Asia/Shanghai")
BY_MAIL = Schedule(channels=frozenset({Channel.MAIL}))
# Reviews are due on 31 March 2026, a Tuesday.
TWO_DAYS_BEFORE = datetime(2026, 3, 27, 9, 0, tzinfo=SHANGHAI)
THE_DAY = datetime(2026, 3, 31, 9, 0, tzinfo=SHANGHAI)
A_DAY_AFTER = datetime(2026, 4, 1, 9, 0, tzinfo=SHANGHAI)


def under_review(
    n_cases: int = 2, *, bureau: str = "0", letter: str = "R", **changes: Any
) -> Casework:
    """Files with two reviewers each, who have accounts, and an officer."""
    numbers = (f"{letter}1", f"{letter}2")
    with unit.transaction():
        made = casework(bureau=bureau, login=f"officer{bureau.strip('0')}")
        made.scheme(sheet())
        for number, name in zip(numbers, ("白一", "周二"), strict=True):
            made.reviewer(number, name=name, area="东山县")
        for n in range(n_cases):
            made.case(f"c{n}")
    with unit.transaction():
        for number in numbers:
            made.reader(number)
    sampling.open_campaign(viewer=made.officer, plan=plan(**changes), at=AT)
    sampling.draw(viewer=made.officer, code="2025", at=AT)
    allocation.confirm(viewer=made.officer, code="2025", at=AT)
    return made


def special_of_other_files(work: Casework, n_cases: int = 2) -> None:
    """Another campaign: nobody reads a file again that is in the first."""
    with unit.transaction():
        for n in range(n_cases):
            work.case(f"s{n}")
    rule = SampleRule(SampleBy.CENSUS, leave_out_drawn=True)
    special = plan(code="special", name="专项", sample=rule)
    sampling.open_campaign(viewer=work.officer, plan=special, at=AT)


def viewer_of(work: Casework, number: str) -> Viewer:
    """The account of a reviewer."""
    with unit.reading() as connection:
        user_id = connection.scalar(select(User.id).where(User.login == number))
    public_id = f"user {number}"
    return Viewer(
        kind="user",
        user_id=user_id,
        public_id=public_id,
        person_id=work.reviewers[number],
        bureau_id=work.bureau_id,
        login=number,
        grants=_grants(work),
    )


def _grants(work: Casework) -> Any:
    return (Granted(Role.REVIEWER, work.bureau_id),)


def reached(work: Casework, number: str, **values: Any) -> None:
    """Give a reviewer an address, as if the owner had."""
    user_id = viewer_of(work, number).user_id
    known = {"email": f"{number.lower()}@example.cn", "mobile": "13800138000"}
    with unit.transaction():
        unit.add(
            unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT),
            Contact,
            bureau_id=work.bureau_id,
            user_id=user_id,
            **(known | values),
        )


def set_schedule(
    work: Casework, schedule: Schedule = BY_MAIL, *, code: str = "2025"
) -> None:
    reminders.set_schedule(
        viewer=work.officer, code=code, schedule=schedule, at=TWO_DAYS_BEFORE
    )


def told() -> list[tuple[str, str, str]]:
    """Who was told what, in order: account, kind and step."""
    with unit.reading() as connection:
        rows = connection.execute(
            select(User.login, StoredNotice.kind, Reminder.key)
            .join(User, User.id == StoredNotice.user_id)
            .outerjoin(Reminder, Reminder.notice_id == StoredNotice.id)
            .where(StoredNotice.kind != "given")
            .order_by(StoredNotice.event_id, User.login, Reminder.id)
        )
        return [tuple(row) for row in rows]


def outbox() -> list[Any]:
    with unit.reading() as connection:
        return list(
            connection.execute(
                select(Outbox.__table__, User.login)
                .join(User, User.id == Outbox.user_id)
                .order_by(Outbox.event_id, User.login, Outbox.id)
            )
        )


def promised(work: Casework, people: dict[str, str], at: datetime) -> None:
    """A message for each key: its reviewer is told of files of the campaign."""
    notice = Notice(NoticeKind.GIVEN, (Line("2025", 2),))
    with unit.transaction() as connection:
        campaign_id = connection.scalar(select(Campaign.id).order_by(Campaign.id))
        event = unit.record(
            "tested",
            chain="test",
            actor=unit.SYSTEM,
            at=at,
            targets=[("campaign", campaign_id or 0)],
        )
        channels = frozenset({Channel.MAIL})
        tellings = [
            Telling(viewer_of(work, number).user_id or 0, notice, key, channels)
            for key, number in people.items()
        ]
        tell(event, bureau_id=work.bureau_id, tellings=tellings)
