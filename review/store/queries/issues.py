"""Schemes that passed from a bureau to one below it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, bindparam, func, select

from review.store import unit
from review.store.models import (
    IS_WORK,
    Bureau,
    Campaign,
    CampaignScheme,
    SchemeIssue,
    StoredScheme,
)


def received(bureau_id: int) -> Sequence[Row]:
    """What was issued to this bureau, the newest first."""
    return unit.connection().execute(_RECEIVED, {"bureau_id": bureau_id}).all()


def issued(issuer_id: int) -> Sequence[Row]:
    """What this bureau issued, to whom, and in how many campaigns it is used there."""
    return unit.connection().execute(_ISSUED, {"issuer_id": issuer_id}).all()


def issuer_of(bureau_id: int, code: str) -> str:
    """Who issued any version of the scheme of this code; nothing if nobody did."""
    values = {"bureau_id": bureau_id, "code": code}
    return unit.connection().scalar(_ISSUER, values) or ""


def is_issued(bureau_id: int, issuer_id: int, digest: str) -> bool:
    """Whether this very scheme came from this issuer already."""
    values = {"bureau_id": bureau_id, "issuer_id": issuer_id, "digest": digest}
    return bool(unit.connection().scalar(_IS_ISSUED, values))


def n_using(bureau_id: int, code: str) -> int:
    """The campaigns that pin any version of the scheme of this code."""
    values = {"bureau_id": bureau_id, "code": code}
    return int(unit.connection().scalar(_USING, values) or 0)


_LINE = (
    select(
        SchemeIssue.issued_at,
        SchemeIssue.bureau_id,
        SchemeIssue.scheme_id,
        StoredScheme.public_id,
        StoredScheme.code,
        StoredScheme.version,
        StoredScheme.title,
        StoredScheme.digest,
        Bureau.name.label("bureau"),
        Bureau.public_id.label("bureau_public_id"),
        select(func.count())
        .where(CampaignScheme.scheme_id == StoredScheme.id)
        .correlate(StoredScheme)
        .scalar_subquery()
        .label("n_campaigns"),
    )
    .join(StoredScheme, StoredScheme.id == SchemeIssue.scheme_id)
    .order_by(SchemeIssue.id.desc())
)
_RECEIVED = _LINE.join(Bureau, Bureau.id == SchemeIssue.issuer_id).where(
    SchemeIssue.bureau_id == bindparam("bureau_id")
)
_ISSUED = _LINE.join(Bureau, Bureau.id == SchemeIssue.bureau_id).where(
    SchemeIssue.issuer_id == bindparam("issuer_id")
)
_OF_CODE = (
    StoredScheme.bureau_id == bindparam("bureau_id"),
    StoredScheme.code == bindparam("code"),
)
_ISSUER = (
    select(Bureau.name)
    .join(SchemeIssue, SchemeIssue.issuer_id == Bureau.id)
    .join(StoredScheme, StoredScheme.id == SchemeIssue.scheme_id)
    .where(*_OF_CODE)
    .order_by(SchemeIssue.id.desc())
    .limit(1)
)
_USING = (
    select(func.count(CampaignScheme.campaign_id.distinct()))
    .join(StoredScheme, StoredScheme.id == CampaignScheme.scheme_id)
    .join(Campaign, Campaign.id == CampaignScheme.campaign_id)
    .where(*_OF_CODE, IS_WORK)
)
_IS_ISSUED = (
    select(func.count())
    .select_from(SchemeIssue)
    .join(StoredScheme, StoredScheme.id == SchemeIssue.scheme_id)
    .where(
        SchemeIssue.bureau_id == bindparam("bureau_id"),
        SchemeIssue.issuer_id == bindparam("issuer_id"),
        StoredScheme.digest == bindparam("digest"),
    )
)
