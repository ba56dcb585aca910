"""The record of a draw, and the files it drew."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, select

from review.store import unit
from review.store.models import Area, CampaignCase, Case, Draw, Event


def record_of(campaign_id: int) -> Row | None:
    """The record with what its event says."""
    return (
        unit.connection()
        .execute(
            select(Draw.__table__, Event.payload)
            .join(Event, Event.id == Draw.event_id)
            .where(Draw.campaign_id == campaign_id)
        )
        .first()
    )


def drawn_files(campaign_id: int) -> Sequence[Row]:
    """Every drawn file by its number, stage and volume set, in the order of the draw."""
    return (
        unit.connection()
        .execute(
            select(
                Case.case_no,
                Case.stage,
                Case.volume_set,
                CampaignCase.scheme_id,
                CampaignCase.n_reviews,
                CampaignCase.drawn_by,
                CampaignCase.position,
                CampaignCase.kind,
            )
            .join(Case, Case.id == CampaignCase.case_id)
            .where(CampaignCase.campaign_id == campaign_id)
            .order_by(CampaignCase.position)
        )
        .all()
    )


def area_names(bureau_id: int) -> dict[str, str]:
    """The names of the areas in which a bureau has files, by code."""
    rows = unit.connection().execute(
        select(Area.code, Area.name)
        .where(Area.id.in_(select(Case.area_id).where(Case.bureau_id == bureau_id)))
        .distinct()
    )
    return {row.code: row.name for row in rows}
