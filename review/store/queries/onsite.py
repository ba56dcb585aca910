"""On-site sessions with their guests; whether these were there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select

from review.store import unit
from review.store.models import (
    Campaign,
    OnsiteGuest,
    OnsiteSession,
    OnsiteSignature,
    Person,
    Reviewer,
)

SESSION = OnsiteSession.__table__
HELD = OnsiteSession.ended_event_id.is_(None)
INVITED = OnsiteGuest.ended_event_id.is_(None)
IS_SIGNED = (OnsiteSignature.guest_id == OnsiteGuest.id) & (
    OnsiteSignature.ended_event_id.is_(None)
)


def sessions(campaign_id: int) -> Sequence[Row]:
    """The sessions that are held, by day, with how many are invited and were there."""
    statement = (
        select(
            *(
                SESSION.c[name]
                for name in ("public_id", "place", "starts_at", "ends_at")
            ),
            func.count(OnsiteGuest.id).label("n_guests"),
            func.count(OnsiteSignature.id).label("n_signed"),
        )
        .select_from(OnsiteSession)
        .outerjoin(OnsiteGuest, (OnsiteGuest.session_id == OnsiteSession.id) & INVITED)
        .outerjoin(OnsiteSignature, IS_SIGNED)
        .where(OnsiteSession.campaign_id == campaign_id, HELD)
        .group_by(OnsiteSession.id)
        .order_by(OnsiteSession.starts_at, OnsiteSession.id)
    )
    return _all(statement)


def session(campaign_id: int, public_id: str) -> Row | None:
    statement = select(SESSION).where(
        OnsiteSession.campaign_id == campaign_id,
        OnsiteSession.public_id == public_id,
        HELD,
    )
    return unit.connection().execute(statement).first()


def same(campaign_id: int, starts_at: datetime, place: str) -> str | None:
    """The session that begins then and there already."""
    statement = select(OnsiteSession.public_id).where(
        OnsiteSession.campaign_id == campaign_id,
        OnsiteSession.starts_at == starts_at,
        OnsiteSession.place == place,
        HELD,
    )
    return unit.connection().scalars(statement).first()


def guests(session_id: int) -> Sequence[Row]:
    """Who is invited, by pinyin, and since when they are there."""
    statement = (
        select(
            OnsiteGuest.id,
            OnsiteGuest.public_id,
            OnsiteGuest.person_id,
            Person.name,
            Person.name_key,
            Reviewer.number,
            OnsiteSignature.id.label("signature_id"),
            OnsiteSignature.signed_at,
            OnsiteSignature.is_by_office,
        )
        .join(Person, Person.id == OnsiteGuest.person_id)
        .outerjoin(
            Reviewer,
            (Reviewer.person_id == OnsiteGuest.person_id)
            & (Reviewer.bureau_id == OnsiteGuest.bureau_id),
        )
        .outerjoin(OnsiteSignature, IS_SIGNED)
        .where(OnsiteGuest.session_id == session_id, INVITED)
        .order_by(Person.name_key, OnsiteGuest.id)
    )
    return _all(statement)


def own(
    *, person_id: int | None, bureau_id: int | None, since: datetime
) -> Sequence[Row]:
    """The sessions one is invited to and whether one signed in; of others nothing."""
    statement = (
        select(
            OnsiteSession.public_id,
            OnsiteSession.campaign_id,
            OnsiteSession.place,
            OnsiteSession.starts_at,
            OnsiteSession.ends_at,
            Campaign.name.label("campaign"),
            OnsiteGuest.id.label("guest_id"),
            OnsiteSignature.signed_at,
        )
        .join(OnsiteGuest, (OnsiteGuest.session_id == OnsiteSession.id) & INVITED)
        .join(Campaign, Campaign.id == OnsiteSession.campaign_id)
        .outerjoin(OnsiteSignature, IS_SIGNED)
        .where(
            OnsiteGuest.person_id == person_id,
            OnsiteGuest.bureau_id == bureau_id,
            OnsiteSession.ends_at >= since,
            HELD,
        )
        .order_by(OnsiteSession.starts_at, OnsiteSession.id)
    )
    return _all(statement)


def _all(statement: Select[Any]) -> Sequence[Row]:
    return unit.connection().execute(statement).all()
