"""Contracts by which organisations run campaigns for a bureau."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Row, exists, select

from review.store import unit
from review.store.models import Campaign, Entrustment, Event


def of_campaign(campaign_id: int) -> Sequence[Row]:
    """Every contract of a campaign, the newest first, with who recorded it."""
    return (
        unit.connection()
        .execute(
            select(Entrustment.__table__, Event.actor)
            .join(Event, Event.id == Entrustment.event_id)
            .where(Entrustment.campaign_id == campaign_id)
            .order_by(Entrustment.id.desc())
        )
        .all()
    )


def in_force(campaign_id: int) -> Row | None:
    """The contract that counts now, whatever its days say."""
    return (
        unit.connection()
        .execute(
            select(Entrustment.__table__).where(
                Entrustment.campaign_id == campaign_id,
                Entrustment.ended_event_id.is_(None),
            )
        )
        .first()
    )


def kept_apart(bureau_id: int) -> Sequence[Row]:
    """The campaigns that organisations run for a bureau now: id and code."""
    return (
        unit.connection()
        .execute(
            select(Campaign.id, Campaign.code)
            .join(Entrustment, Entrustment.campaign_id == Campaign.id)
            .where(
                Entrustment.bureau_id == bureau_id,
                Entrustment.ended_event_id.is_(None),
            )
            .order_by(Campaign.id)
        )
        .all()
    )


def is_run_elsewhere(campaign_id: ColumnElement[int] | int) -> ColumnElement[bool]:
    """Part of another query: whether an organisation runs the campaign now."""
    return exists().where(
        Entrustment.campaign_id == campaign_id,
        Entrustment.ended_event_id.is_(None),
    )
