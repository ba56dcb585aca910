"""What the auditor reads: events, openings, sign-in attempts. Reviewers by code only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    String,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    union,
)
from sqlalchemy.orm import aliased

from review.store import unit
from review.store.models import (
    AccessLog,
    Campaign,
    CampaignCase,
    Case,
    Event,
    EventTarget,
    Person,
    Read,
    ReviewerCode,
    SignInAttempt,
    User,
)

COMING_AND_GOING = ("signed_in", "signed_out", "session_ended", "language_chosen")
_ACTED = and_(Event.actor_kind == "user", User.public_id == Event.actor)
# A consequence has consequences; none the program writes lies as deep as this.
_CAUSES = [aliased(Event, name=f"cause_{n}") for n in range(1, 7)]


@dataclass(frozen=True, slots=True)
class EventQuery:
    """What of the events is wanted; empty is everything."""

    kind: str = ""
    case_no: str = ""
    login_key: str = ""
    since: datetime | None = None
    until: datetime | None = None


def events(ids: Sequence[int]) -> Sequence[Row]:
    """These events, with the account behind an acting user."""
    statement = (
        select(
            Event.id,
            Event.chain,
            Event.kind,
            Event.actor_kind,
            Event.actor,
            Event.payload,
            Event.digest,
            Event.at,
            User.login,
        )
        .outerjoin(User, _ACTED)
        .where(Event.id.in_(ids))
    )
    return unit.connection().execute(statement).all()


def newest(bureau_id: int, wanted: EventQuery, *, n: int) -> Sequence[datetime]:
    """When the newest events were, the newest first."""
    statement = select(Event.at).outerjoin(User, _ACTED)
    for condition in _conditions(bureau_id, wanted):
        statement = statement.where(condition)
    statement = statement.order_by(Event.at.desc()).limit(n)
    return unit.connection().scalars(statement).all()


def places(bureau_id: int, wanted: EventQuery) -> Sequence[Row]:
    """What the place of an event in the list depends on."""
    statement = _places()
    for condition in _conditions(bureau_id, wanted):
        statement = statement.where(condition)
    return unit.connection().execute(statement).all()


def place(bureau_id: int, public_id: str) -> Row | None:
    own = _places().where(Event.public_id == public_id, _is_own(bureau_id))
    return unit.connection().execute(own).first()


def _places() -> Select[Any]:
    """Events, and whether they or what led to them may have no minute."""
    events: list[Any] = [Event, *_CAUSES]
    is_by_code = or_(*map(_is_dateless, events)).label("is_by_code")
    statement = select(Event.id, Event.public_id, Event.at, is_by_code)
    statement = statement.outerjoin(User, _ACTED)
    for above, cause in pairwise(events):
        statement = statement.outerjoin(cause, cause.id == above.cause_id)
    return statement


def _is_dateless(each: Any) -> ColumnElement[bool]:
    """Done under a code; or, in a campaign, by the worker, soon after what was."""
    actor = func.coalesce(each.actor_kind, "")
    by_worker = and_(
        actor == "system", each.cause_id.is_(None), each.chain.startswith("campaign:")
    )
    return or_(actor == "reviewer", by_worker)


def _conditions(bureau_id: int, wanted: EventQuery) -> list[ColumnElement[bool]]:
    found = [_is_own(bureau_id)]
    if not wanted.kind and not wanted.login_key:
        # Beside what reviewers do under their codes they would tell who that is.
        found.append(Event.kind.not_in(COMING_AND_GOING))
    if wanted.kind:
        found.append(Event.kind == wanted.kind)
    if wanted.since:
        found.append(Event.at >= wanted.since)
    if wanted.until:
        found.append(Event.at < wanted.until)
    if wanted.case_no:
        found.append(_about_case(bureau_id, wanted.case_no))
    if wanted.login_key:
        found.append(_of_account(bureau_id, wanted.login_key))
    return found


def own_chains(bureau_id: int) -> list[str]:
    """The chains an auditor of this bureau may verify; that of accounts is shared."""
    campaigns = unit.connection().scalars(
        select(Campaign.id).where(Campaign.bureau_id == bureau_id)
    )
    return ["accounts", f"bureau:{bureau_id}", *(f"campaign:{i}" for i in campaigns)]


def _is_own(bureau_id: int) -> ColumnElement[bool]:
    """Events of this bureau's chains, and of its accounts in the shared one."""
    campaigns = select(literal("campaign:") + cast(Campaign.id, String)).where(
        Campaign.bureau_id == bureau_id
    )
    accounts = select(User.id).where(User.bureau_id == bureau_id)
    ours = or_(
        User.bureau_id == bureau_id,
        exists().where(EventTarget.event_id == Event.id, _is_target("user", accounts)),
        Event.id.in_(select(User.event_id).where(User.bureau_id == bureau_id)),
    )
    return or_(
        Event.chain == f"bureau:{bureau_id}",
        Event.chain.in_(campaigns),
        and_(Event.chain == "accounts", ours),
    )


def _about_case(bureau_id: int, case_no: str) -> ColumnElement[bool]:
    own = (Case.bureau_id == bureau_id) & (Case.case_no == case_no)
    drawn = CampaignCase.id.in_(_drawn(bureau_id, case_no))
    return exists().where(
        EventTarget.event_id == Event.id,
        or_(
            _is_target("case", select(Case.id).where(own)),
            _is_target("campaign_case", select(CampaignCase.id).where(drawn)),
            _is_target(
                "read",
                select(Read.id).where(
                    Read.campaign_case_id.in_(_drawn(bureau_id, case_no))
                ),
            ),
        ),
    )


def _drawn(bureau_id: int, case_no: str) -> Select[Any]:
    return (
        select(CampaignCase.id)
        .join(Case, Case.id == CampaignCase.case_id)
        .where(Case.bureau_id == bureau_id, Case.case_no == case_no)
    )


def _is_target(kind: str, ids: Select[Any]) -> ColumnElement[bool]:
    return and_(EventTarget.kind == kind, EventTarget.target_id.in_(ids))


def _of_account(bureau_id: int, login_key: str) -> ColumnElement[bool]:
    own = (User.bureau_id == bureau_id) & (User.login_key == login_key)
    public_id = select(User.public_id).where(own).scalar_subquery()
    acted = and_(Event.actor_kind == "user", Event.actor == public_id)
    suffered = exists().where(
        EventTarget.event_id == Event.id,
        _is_target("user", select(User.id).where(own)),
    )
    return or_(acted, suffered)


def kinds(bureau_id: int) -> Sequence[str]:
    """What happened here at all; what happened elsewhere is not even a word."""
    all_kinds = select(Event.kind).outerjoin(User, _ACTED).distinct()
    found = all_kinds.where(_is_own(bureau_id))
    return unit.connection().scalars(found).all()


def targets_of(event_ids: Sequence[int]) -> Sequence[Row]:
    """How many objects of each kind an event is about, and one of them."""
    return (
        unit.connection()
        .execute(
            select(
                EventTarget.event_id,
                EventTarget.kind,
                func.count().label("n"),
                func.min(EventTarget.target_id).label("first"),
            )
            .where(EventTarget.event_id.in_(event_ids))
            .group_by(EventTarget.event_id, EventTarget.kind)
            .order_by(EventTarget.event_id, EventTarget.kind)
        )
        .all()
    )


def made_by(event_ids: Sequence[int]) -> Sequence[Row]:
    """The accounts that these events made; their ids were not known before."""
    return (
        unit.connection()
        .execute(
            select(
                User.event_id,
                literal("user").label("kind"),
                func.count().label("n"),
                func.min(User.id).label("first"),
            )
            .where(User.event_id.in_(event_ids))
            .group_by(User.event_id)
        )
        .all()
    )


def logins(user_ids: Sequence[int]) -> dict[int, str]:
    rows = unit.connection().execute(
        select(User.id, User.login).where(User.id.in_(user_ids))
    )
    return {row.id: row.login for row in rows}


def case_numbers(
    case_ids: Sequence[int], drawn_ids: Sequence[int]
) -> tuple[dict[int, str], dict[int, str]]:
    """Case numbers by case and by drawn file."""
    connection = unit.connection()
    cases = connection.execute(
        select(Case.id, Case.case_no).where(Case.id.in_(case_ids))
    )
    drawn = connection.execute(
        select(CampaignCase.id, Case.case_no)
        .join(Case, Case.id == CampaignCase.case_id)
        .where(CampaignCase.id.in_(drawn_ids))
    )
    return {r.id: r.case_no for r in cases}, {r.id: r.case_no for r in drawn}


def openings(
    bureau_id: int, case_no: str, *, since: datetime, until: datetime, n: int
) -> Sequence[Row]:
    """Who opened a case's file, sheet or result between two moments.

    Whoever reviews in a campaign that drew the case is named by the code of that
    campaign; the name behind it is in no column of this answer.
    """
    code = (
        select(func.min(ReviewerCode.code))
        .where(
            ReviewerCode.person_id == User.person_id,
            ReviewerCode.campaign_id.in_(
                select(CampaignCase.campaign_id).where(
                    CampaignCase.id.in_(_drawn(bureau_id, case_no))
                )
            ),
        )
        .scalar_subquery()
    )
    statement = (
        select(
            AccessLog.at,
            AccessLog.action,
            code.label("code"),
            _unless(code, User.login).label("login"),
            _unless(code, Person.name).label("name"),
        )
        .outerjoin(User, User.id == AccessLog.user_id)
        .outerjoin(Person, Person.id == User.person_id)
        .where(
            AccessLog.object_id.in_(_addresses(bureau_id, case_no)),
            AccessLog.at >= since,
            AccessLog.at < until,
        )
        .order_by(AccessLog.at, AccessLog.id)
        .limit(n)
    )
    return unit.connection().execute(statement).all()


def _unless(code: ColumnElement[Any], column: ColumnElement[Any]) -> Any:
    return case((code.is_(None), column), else_=None)


def _addresses(bureau_id: int, case_no: str) -> Any:
    """The public identifiers under which a case can be opened."""
    drawn = _drawn(bureau_id, case_no)
    return union(
        select(Case.public_id).where(
            Case.bureau_id == bureau_id, Case.case_no == case_no
        ),
        select(CampaignCase.public_id).where(CampaignCase.id.in_(drawn)),
        select(Read.public_id).where(Read.campaign_case_id.in_(drawn)),
    )


def attempts(
    bureau_id: int,
    *,
    since: datetime,
    until: datetime,
    only_failed: bool,
    n: int,
) -> Sequence[Row]:
    """Sign-in attempts, the newest first.

    What was typed for an account that does not exist is not told: it is often a
    password in the wrong field.
    """
    statement = (
        select(SignInAttempt.at, SignInAttempt.source, SignInAttempt.worked, User.login)
        .outerjoin(User, User.login_key == SignInAttempt.login_key)
        .where(
            or_(User.id.is_(None), User.bureau_id == bureau_id),
            SignInAttempt.at >= since,
            SignInAttempt.at < until,
        )
        .order_by(SignInAttempt.id.desc())
        .limit(n)
    )
    if only_failed:
        statement = statement.where(SignInAttempt.worked.is_(False))
    return unit.connection().execute(statement).all()
