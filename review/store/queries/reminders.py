"""What people hold and were told, by campaign, for the reminders of a whole bureau."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Subquery,
    and_,
    case,
    delete,
    exists,
    func,
    or_,
    select,
)

from review.domain.notices import NoticeKind
from review.domain.policy import CAMPAIGN_STAFF, READERS, Role
from review.domain.publication import Audience, ReleaseKind
from review.store import unit
from review.store.models import (
    Area,
    Campaign,
    Contact,
    DeliveryTry,
    EventTarget,
    Grant,
    Outbox,
    Person,
    Read,
    Release,
    ReleaseRow,
    Reminder,
    ReminderRule,
    Result,
    Reviewer,
    ReviewerCode,
    StoredNotice,
    Submission,
    User,
)
from review.store.queries.entrustments import is_run_elsewhere

OF_REMINDERS = (NoticeKind.REMINDER, NoticeKind.OVERSIGHT)
"""They may be of several campaigns; each campaign has a row of its own for them."""


def live(bureau_id: int) -> Sequence[Row]:
    """The campaigns of a bureau that have a day and are not published."""
    return (
        unit.connection()
        .execute(
            select(Campaign.id, Campaign.name, Campaign.due_on, Campaign.rules)
            .where(
                Campaign.bureau_id == bureau_id,
                Campaign.due_on.is_not(None),
                ~is_published(),
            )
            .order_by(Campaign.id)
        )
        .all()
    )


def is_published() -> ColumnElement[bool]:
    return exists().where(
        Release.campaign_id == Campaign.id, Release.kind == ReleaseKind.FINAL
    )


def was_published(campaign_id: int) -> bool:
    final = exists().where(
        Release.campaign_id == campaign_id, Release.kind == ReleaseKind.FINAL
    )
    return bool(unit.connection().scalar(select(final)))


def _held(campaign_ids: Sequence[int]) -> Subquery:
    """Reviews given by code, and how many are open: not submitted, of an open file."""
    is_open = and_(
        Submission.id.is_(None),
        ~exists().where(Result.campaign_case_id == Read.campaign_case_id),
    )
    return (
        select(
            Read.reviewer_code,
            func.sum(case((is_open, 1), else_=0)).label("n_open"),
            func.count().label("n_held"),
            func.max(case((is_open, Read.allocated_at))).label("given_at"),
        )
        .outerjoin(Submission, Submission.read_id == Read.id)
        .where(Read.campaign_id.in_(campaign_ids), Read.ended_at.is_(None))
        .group_by(Read.reviewer_code)
        .subquery("held")
    )


_HOLDER: tuple[Any, ...] = (
    ReviewerCode.campaign_id,
    ReviewerCode.code,
    Person.public_id,
    Person.name,
    Person.name_key.label("sound"),
    Reviewer.number,
    Area.name.label("area"),
    User.id.label("user_id"),
    User.locale,
    Contact.email,
    Contact.mobile,
    Contact.wants_mail,
    Contact.wants_sms,
)


def holders(campaign_ids: Sequence[int], on: date) -> Sequence[Row]:
    """Who holds reviews, with the account that may submit them, by pinyin."""
    held = _held(campaign_ids)
    return (
        unit.connection()
        .execute(
            select(*_HOLDER, held.c.n_open, held.c.n_held, held.c.given_at)
            .select_from(held)
            .join(ReviewerCode, ReviewerCode.code == held.c.reviewer_code)
            .join(Person, Person.id == ReviewerCode.person_id)
            .outerjoin(
                Reviewer,
                and_(
                    Reviewer.person_id == Person.id,
                    Reviewer.bureau_id == ReviewerCode.bureau_id,
                ),
            )
            .outerjoin(Area, Area.id == Reviewer.area_id)
            .outerjoin(User, and_(User.person_id == Person.id, holds_role(READERS, on)))
            .outerjoin(Contact, Contact.user_id == User.id)
            .order_by(Person.name_key, Reviewer.number, ReviewerCode.campaign_id)
        )
        .all()
    )


def extended(campaign_ids: Sequence[int]) -> dict[str, list[tuple[date, int]]]:
    """Open reviews with a day of their own, later than the campaign's, by code."""
    statement = (
        select(Read.reviewer_code, Read.due_on, func.count())
        .join(Campaign, Campaign.id == Read.campaign_id)
        .outerjoin(Submission, Submission.read_id == Read.id)
        .where(
            Read.campaign_id.in_(campaign_ids),
            Read.due_on > Campaign.due_on,
            Read.ended_at.is_(None),
            Submission.id.is_(None),
            ~exists().where(Result.campaign_case_id == Read.campaign_case_id),
        )
        .group_by(Read.reviewer_code, Read.due_on)
    )
    found: dict[str, list[tuple[date, int]]] = {}
    for code, day, n in unit.connection().execute(statement):
        found.setdefault(code, []).append((day, n))
    return found


def accounts_of(codes: Sequence[str], on: date) -> Sequence[Row]:
    """The accounts that may review under these codes."""
    return (
        unit.connection()
        .execute(
            select(ReviewerCode.code, User.id.label("user_id"))
            .join(User, User.person_id == ReviewerCode.person_id)
            .where(ReviewerCode.code.in_(codes), holds_role(READERS, on))
        )
        .all()
    )


def holds_role(roles: frozenset[Role], on: date, *where: Any) -> ColumnElement[bool]:
    """The account is open and holds one of these roles on that day."""
    holds = exists().where(
        Grant.user_id == User.id,
        Grant.role.in_(sorted(roles)),
        Grant.revoked_at.is_(None),
        or_(Grant.starts_on.is_(None), Grant.starts_on <= on),
        or_(Grant.ends_on.is_(None), Grant.ends_on >= on),
        *where,
    )
    return and_(User.disabled_at.is_(None), holds)


def overseers(bureau_id: int, campaign_id: int, on: date) -> Sequence[int]:
    """The accounts of those who run this campaign; not the bureau's where others do."""
    officer = holds_role(
        frozenset({Role.BUREAU_OFFICER}),
        on,
        Grant.bureau_id == bureau_id,
        ~is_run_elsewhere(campaign_id),
    )
    manager = holds_role(
        frozenset({Role.CAMPAIGN_MANAGER}), on, Grant.campaign_id == campaign_id
    )
    return (
        unit.connection()
        .scalars(select(User.id).where(or_(officer, manager)).order_by(User.id))
        .all()
    )


def accounts_told(release_id: int, on: date) -> Sequence[int]:
    """The accounts of those to whom a release has something to say."""

    def addressed(audience: Audience) -> Any:
        return select(ReleaseRow.audience_id).where(
            ReleaseRow.release_id == release_id, ReleaseRow.audience == audience
        )

    lawyers = holds_role(frozenset({Role.LAWYER}), on)
    of_firm = Grant.firm_id.in_(addressed(Audience.FIRM))
    of_area = Grant.area_id.in_(addressed(Audience.AREA))
    statement = select(User.id).where(
        or_(
            and_(lawyers, User.person_id.in_(addressed(Audience.HANDLER))),
            holds_role(frozenset({Role.FIRM_HEAD}), on, of_firm),
            holds_role(frozenset({Role.COUNTY_OFFICER}), on, of_area),
        )
    )
    return unit.connection().scalars(statement.order_by(User.id)).all()


def runs_campaigns(user_id: int, on: date) -> bool:
    """Whether this account still runs campaigns, or one."""
    found = exists().where(User.id == user_id, holds_role(CAMPAIGN_STAFF, on))
    return bool(unit.connection().scalar(select(found)))


def n_open_of(user_id: int, notice_id: int, on: date) -> int:
    """What this account has to submit yet of what a notice is about."""
    mine = (
        select(ReviewerCode.code)
        .join(User, User.person_id == ReviewerCode.person_id)
        .where(User.id == user_id, holds_role(READERS, on))
    )
    statement = (
        select(func.count())
        .select_from(Read)
        .join(Campaign, Campaign.id == Read.campaign_id)
        .outerjoin(Submission, Submission.read_id == Read.id)
        .where(
            Read.reviewer_code.in_(mine),
            or_(*(Read.campaign_id.in_(found) for found in _about(notice_id))),
            Read.ended_at.is_(None),
            Submission.id.is_(None),
            ~exists().where(Result.campaign_case_id == Read.campaign_case_id),
            ~is_published(),
        )
    )
    return int(unit.connection().scalar(statement) or 0)


def _about(notice_id: int) -> tuple[Any, Any]:
    """The campaigns of a reminder, and the campaign of any other notice's cause."""
    reminded = select(Reminder.campaign_id).where(Reminder.notice_id == notice_id)
    caused = (
        select(EventTarget.target_id)
        .join(StoredNotice, StoredNotice.event_id == EventTarget.event_id)
        .where(
            StoredNotice.id == notice_id,
            StoredNotice.kind.not_in(OF_REMINDERS),
            EventTarget.kind == "campaign",
        )
    )
    return reminded, caused


def rules(campaign_ids: Sequence[int]) -> dict[int, Any]:
    rows = unit.connection().execute(
        select(ReminderRule.campaign_id, ReminderRule.rule).where(
            ReminderRule.campaign_id.in_(campaign_ids)
        )
    )
    return {row.campaign_id: row.rule for row in rows}


def drop_rule(campaign_id: int) -> None:
    """The rule that another one takes the place of."""
    unit.connection().execute(
        delete(ReminderRule).where(ReminderRule.campaign_id == campaign_id)
    )


def told(campaign_ids: Sequence[int]) -> Sequence[Row]:
    """Everything these campaigns' people were reminded of, in order."""
    return (
        unit.connection()
        .execute(
            select(
                Reminder.campaign_id,
                Reminder.user_id,
                Reminder.what,
                Reminder.key,
                Reminder.told_at,
            )
            .where(Reminder.campaign_id.in_(campaign_ids))
            .order_by(Reminder.id)
        )
        .all()
    )


def sent(campaign_id: int, *, state: str = "", size: int, skip: int) -> Sequence[Row]:
    """What went out for a campaign, message by message, the newest first.

    A reminder that went nowhere but into the application has no channel.
    """
    state_of = message_state()
    statement = (
        _messages(
            campaign_id,
            Person.name,
            User.login,
            StoredNotice.kind,
            StoredNotice.created_at,
            Reminder.key,
            Reminder.n_open,
            Outbox.channel,
            Outbox.sent_at,
            Outbox.next_at,
            Outbox.n_tries,
            Outbox.ended_reason,
            state_of.label("state"),
            _last(DeliveryTry.code).label("code"),
            _last(DeliveryTry.trouble).label("trouble"),
            func.count().over().label("total"),
        )
        .order_by(StoredNotice.id.desc(), Outbox.channel)
        .limit(size)
        .offset(skip)
    )
    if state:
        statement = statement.where(state_of == state)
    return unit.connection().execute(statement).all()


def _last(column: Any) -> Any:
    """What came of the last try of a message."""
    return (
        select(column)
        .where(DeliveryTry.outbox_id == Outbox.id)
        .order_by(DeliveryTry.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def n_by_state(campaign_id: int) -> dict[str, int]:
    state = message_state().label("state")
    rows = unit.connection().execute(
        _messages(campaign_id, state, func.count().label("n")).group_by(state)
    )
    return {row.state: row.n for row in rows}


def message_state() -> ColumnElement[str]:
    """Inside only, sent, waiting, or not to be sent any more."""
    return case(
        (Outbox.id.is_(None), "inside"),
        (Outbox.sent_at.is_not(None), "sent"),
        (Outbox.ended_at.is_not(None), "failed"),
        else_="waiting",
    )


def _messages(campaign_id: int, *columns: Any) -> Any:
    """Every reminder of a campaign, and what else of it left the house or was to."""
    reminded = select(Reminder.notice_id).where(Reminder.campaign_id == campaign_id)
    caused = select(EventTarget.event_id).where(
        EventTarget.kind == "campaign", EventTarget.target_id == campaign_id
    )
    is_other = and_(
        StoredNotice.event_id.in_(caused),
        StoredNotice.kind.not_in(OF_REMINDERS),
        Outbox.id.is_not(None),
    )
    of_campaign = and_(
        Reminder.notice_id == StoredNotice.id, Reminder.campaign_id == campaign_id
    )
    return (
        select(*columns)
        .select_from(StoredNotice)
        .join(User, User.id == StoredNotice.user_id)
        .outerjoin(Person, Person.id == User.person_id)
        .outerjoin(Outbox, Outbox.notice_id == StoredNotice.id)
        .outerjoin(Reminder, of_campaign)
        .where(or_(StoredNotice.id.in_(reminded), is_other))
    )
