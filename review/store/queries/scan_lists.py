"""Which files of a campaign have which scans: one row for each file, one for each scan."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, bindparam, select

from review.store import unit
from review.store.models import (
    IN_SAMPLE,
    Area,
    CampaignCase,
    Case,
    Firm,
    Person,
    Scan,
    StoredContents,
)
from review.store.queries.listed import HAS_ENTRIES, NEWEST


def files(campaign_id: int) -> Sequence[Row]:
    """Every drawn file in the order of its number, with who is to bring it."""
    return unit.connection().execute(_FILES, {"campaign_id": campaign_id}).all()


def scans(campaign_id: int) -> Sequence[Row]:
    """The scans in force of these files."""
    return unit.connection().execute(_SCANS, {"campaign_id": campaign_id}).all()


def lists(campaign_id: int) -> Sequence[Row]:
    """The newest contents list of each of these files that has one."""
    return unit.connection().execute(_LISTS, {"campaign_id": campaign_id}).all()


_FILES = (
    select(
        Case.id,
        Case.public_id,
        Case.case_no,
        Case.stage,
        Case.volume_set,
        CampaignCase.kind,
        Area.name.label("area"),
        Person.name.label("handler"),
        Firm.name.label("firm"),
        Case.secret,
        Case.sealed,
    )
    .select_from(CampaignCase)
    .join(Case, Case.id == CampaignCase.case_id)
    .join(Area, Area.id == CampaignCase.area_id)
    .outerjoin(Person, Person.id == CampaignCase.lead_person_id)
    .outerjoin(Firm, Firm.id == CampaignCase.firm_id)
    .where(CampaignCase.campaign_id == bindparam("campaign_id"), IN_SAMPLE)
    .order_by(Case.case_no, Case.id)
)
_SCANS = (
    select(Scan.case_id, Scan.volume, Scan.n_pages, Scan.gaps, Scan.event_id)
    .join(CampaignCase, CampaignCase.case_id == Scan.case_id)
    .where(
        CampaignCase.campaign_id == bindparam("campaign_id"),
        IN_SAMPLE,
        Scan.ended_event_id.is_(None),
    )
)
_LISTS = (
    select(
        StoredContents.case_id,
        StoredContents.is_proposed,
        StoredContents.event_id,
        HAS_ENTRIES.label("has_entries"),
    )
    .join(CampaignCase, CampaignCase.case_id == StoredContents.case_id)
    .join(Case, Case.id == CampaignCase.case_id)
    .where(
        CampaignCase.campaign_id == bindparam("campaign_id"),
        IN_SAMPLE,
        StoredContents.id == NEWEST,
    )
)
