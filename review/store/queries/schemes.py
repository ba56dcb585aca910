"""Schemes as they were loaded; a bureau sees its own."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, bindparam, func, select

from review.store import unit
from review.store.models import (
    Bureau,
    CampaignScheme,
    SchemeIssue,
    StoredAssessmentScheme,
    StoredScheme,
)


def text_of(scheme_id: int) -> Row | None:
    """The text of a scheme and the digest of what it says."""
    return unit.connection().execute(_TEXT, {"scheme_id": scheme_id}).first()


def known(bureau_id: int, code: str, version: str, digest: str) -> Sequence[Row]:
    """The schemes that say the same, or go by the same code and version."""
    values = {
        "bureau_id": bureau_id,
        "code": code,
        "version": version,
        "digest": digest,
    }
    return unit.connection().execute(_KNOWN, values).all()


def listing(bureau_id: int) -> Sequence[Row]:
    """Every scheme, newest version of each code first, and how many campaigns pin it."""
    return unit.connection().execute(_LISTING, {"bureau_id": bureau_id}).all()


def by_public_id(bureau_id: int, public_id: str) -> Row | None:
    values = {"bureau_id": bureau_id, "public_id": public_id}
    return unit.connection().execute(_ONE, values).first()


def by_code(bureau_id: int, code: str, version: str = "") -> Row | None:
    """The scheme of this code: of a version, or the one loaded last."""
    values = {"bureau_id": bureau_id, "code": code, "version": version}
    statement = _BY_VERSION if version else _NEWEST
    return unit.connection().execute(statement, values).first()


def every() -> Sequence[Row]:
    """The schemes of all bureaus as their files, with the digests of what they say."""
    return unit.connection().execute(_EVERY).all()


def every_assessment() -> Sequence[Row]:
    """The same of assessment schemes."""
    return unit.connection().execute(_EVERY_ASSESSMENT).all()


_EVERY = select(
    StoredScheme.id,
    StoredScheme.text,
    StoredScheme.digest,
    StoredScheme.structure_digest,
).order_by(StoredScheme.id)
_EVERY_ASSESSMENT = select(
    StoredAssessmentScheme.id,
    StoredAssessmentScheme.text,
    StoredAssessmentScheme.digest,
).order_by(StoredAssessmentScheme.id)
_TEXT = select(StoredScheme.text, StoredScheme.digest).where(
    StoredScheme.id == bindparam("scheme_id")
)
_N_CAMPAIGNS = (
    select(func.count())
    .select_from(CampaignScheme)
    .where(CampaignScheme.scheme_id == StoredScheme.id)
    .scalar_subquery()
    .label("n_campaigns")
)
_ISSUER = (
    select(Bureau.name)
    .join(SchemeIssue, SchemeIssue.issuer_id == Bureau.id)
    .where(SchemeIssue.scheme_id == StoredScheme.id)
    .order_by(SchemeIssue.id.desc())
    .limit(1)
    .correlate(StoredScheme)
    .scalar_subquery()
    .label("issuer")
)
_LINE = select(
    StoredScheme.id,
    StoredScheme.public_id,
    StoredScheme.code,
    StoredScheme.version,
    StoredScheme.title,
    StoredScheme.digest,
    StoredScheme.structure_digest,
    StoredScheme.loaded_at,
    _N_CAMPAIGNS,
    _ISSUER,
).where(StoredScheme.bureau_id == bindparam("bureau_id"))
_LISTING = _LINE.order_by(StoredScheme.code, StoredScheme.id.desc())
_ONE = _LINE.where(StoredScheme.public_id == bindparam("public_id"))
_NEWEST = _LINE.where(StoredScheme.code == bindparam("code")).order_by(
    StoredScheme.id.desc()
)
_BY_VERSION = _NEWEST.where(StoredScheme.version == bindparam("version"))
_KNOWN = (
    _LINE.where(
        (StoredScheme.digest == bindparam("digest"))
        | (
            (StoredScheme.code == bindparam("code"))
            & (StoredScheme.version == bindparam("version"))
        )
    )
    # The same content first: loading it again is no fault, whatever else is there.
    .order_by((StoredScheme.digest == bindparam("digest")).desc())
)
