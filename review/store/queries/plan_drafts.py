"""Campaigns that are being set up: those of a bureau, one of them, and saving it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select, update

from review.store import unit
from review.store.models import CampaignDraft, Event, User

_IS_OPEN = CampaignDraft.ended_event_id.is_(None)


def listing(bureau_id: int) -> Sequence[Row]:
    """The drafts of a bureau, the one changed last first, and who changed it."""
    return (
        unit.connection()
        .execute(
            select(
                CampaignDraft.id,
                CampaignDraft.public_id,
                CampaignDraft.name,
                CampaignDraft.step,
                CampaignDraft.changed_at,
                User.login.label("changed_by"),
            )
            .outerjoin(User, User.id == CampaignDraft.changed_by)
            .where(CampaignDraft.bureau_id == bureau_id, _IS_OPEN)
            .order_by(CampaignDraft.changed_at.desc(), CampaignDraft.id.desc())
        )
        .all()
    )


def n_open(bureau_id: int) -> int:
    statement = select(func.count()).where(
        CampaignDraft.bureau_id == bureau_id, _IS_OPEN
    )
    return int(unit.connection().scalar(statement) or 0)


def one(public_id: str, *, bureau_id: int) -> Row | None:
    return (
        unit.connection()
        .execute(
            select(CampaignDraft.__table__, User.login)
            .outerjoin(User, User.id == CampaignDraft.changed_by)
            .where(
                CampaignDraft.public_id == public_id,
                CampaignDraft.bureau_id == bureau_id,
                _IS_OPEN,
            )
        )
        .first()
    )


def opened(public_id: str, *, bureau_id: int) -> Row | None:
    """What the event says by which a draft became a campaign."""
    return (
        unit.connection()
        .execute(
            select(Event.payload)
            .join(CampaignDraft, CampaignDraft.ended_event_id == Event.id)
            .where(
                CampaignDraft.public_id == public_id,
                CampaignDraft.bureau_id == bureau_id,
                Event.kind == "plan_opened",
            )
        )
        .first()
    )


def save(draft_id: int, *, version: int, **values: Any) -> bool:
    """Write what was typed, unless somebody wrote since this version was read."""
    statement = (
        update(CampaignDraft)
        .where(CampaignDraft.id == draft_id, CampaignDraft.version == version, _IS_OPEN)
        .values(version=version + 1, **values)
    )
    return unit.connection().execute(statement).rowcount == 1
