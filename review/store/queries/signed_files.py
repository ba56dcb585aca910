"""The keys of bureaus elsewhere, and the signed files that passed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, bindparam, func, select

from review.store import unit
from review.store.models import (
    Area,
    Bureau,
    Designation,
    Event,
    ExchangeFile,
    PartnerKey,
)


def partners(bureau_id: int) -> Sequence[Row]:
    """The bureaus elsewhere whose keys this bureau trusts."""
    return unit.connection().execute(_PARTNERS, {"bureau_id": bureau_id}).all()


def partner(bureau_id: int, public_id: str) -> Row | None:
    values = {"bureau_id": bureau_id, "public_id": public_id}
    return unit.connection().execute(_ONE, values).first()


def signer(bureau_id: int, fingerprint: str) -> Row | None:
    values = {"bureau_id": bureau_id, "fingerprint": fingerprint}
    return unit.connection().execute(_SIGNER, values).first()


def own(bureau_id: int) -> Row:
    """The bureau itself, with the name of its area."""
    return unit.connection().execute(_OWN, {"bureau_id": bureau_id}).one()


def bureau_by_code(code: str) -> Row | None:
    statement = select(Bureau.__table__).where(Bureau.code == bindparam("code"))
    return unit.connection().execute(statement, {"code": code}).first()


def newest(bureau_id: int, partner_id: int, way: str) -> int:
    """The number of the last file that was made for or taken from a partner."""
    values = {"bureau_id": bureau_id, "partner_id": partner_id, "way": way}
    return int(unit.connection().scalar(_NEWEST, values) or 0)


def taken(
    bureau_id: int, partner_id: int, kinds: Sequence[str], subject: str
) -> Sequence[Row]:
    """The files of one matter that were taken in from a partner."""
    values = {"bureau_id": bureau_id, "partner_id": partner_id}
    values |= {"kinds": list(kinds), "subject": subject}
    return unit.connection().execute(_TAKEN, values).all()


def designation_of(bureau_id: int, partner_id: int, subject: str) -> str | None:
    """The designation here that a partner calls by this subject."""
    values = {"bureau_id": bureau_id, "partner_id": partner_id, "subject": subject}
    return unit.connection().scalar(_BROUGHT, values)


def files(bureau_id: int) -> Sequence[Row]:
    """The last files that passed either way, the newest first."""
    return unit.connection().execute(_FILES, {"bureau_id": bureau_id}).all()


_PARTNERS = (
    select(
        Bureau.id,
        Bureau.public_id,
        Bureau.code,
        Bureau.name,
        Bureau.parent_id,
        PartnerKey.id.label("key_id"),
        PartnerKey.public_key,
        PartnerKey.fingerprint,
        PartnerKey.pinned_at,
    )
    .join(PartnerKey, PartnerKey.partner_id == Bureau.id)
    .where(
        PartnerKey.bureau_id == bindparam("bureau_id"),
        PartnerKey.ended_event_id.is_(None),
    )
    .order_by(Bureau.code)
)
_ONE = _PARTNERS.where(Bureau.public_id == bindparam("public_id"))
_SIGNER = _PARTNERS.where(PartnerKey.fingerprint == bindparam("fingerprint"))
_OWN = (
    select(Bureau.__table__, Area.name.label("area"))
    .join(Area, Area.id == Bureau.area_id)
    .where(Bureau.id == bindparam("bureau_id"))
)
_OF_PARTNER = (
    ExchangeFile.bureau_id == bindparam("bureau_id"),
    ExchangeFile.partner_id == bindparam("partner_id"),
)
_NEWEST = select(func.max(ExchangeFile.number)).where(
    *_OF_PARTNER, ExchangeFile.way == bindparam("way")
)
_TAKEN = select(ExchangeFile.kind, ExchangeFile.number, ExchangeFile.digest).where(
    *_OF_PARTNER,
    ExchangeFile.way == "taken",
    ExchangeFile.kind.in_(bindparam("kinds", expanding=True)),
    ExchangeFile.subject == bindparam("subject"),
)
# What a file brought is explained by its event, and names that event as its cause.
_BROUGHT = (
    select(Designation.public_id)
    .join(Event, Event.id == Designation.event_id)
    .join(ExchangeFile, ExchangeFile.event_id == Event.cause_id)
    .where(
        *_OF_PARTNER,
        ExchangeFile.way == "taken",
        ExchangeFile.subject == bindparam("subject"),
    )
)
_FILES = (
    select(
        ExchangeFile.way,
        ExchangeFile.kind,
        ExchangeFile.subject,
        ExchangeFile.number,
        ExchangeFile.done_at,
        Bureau.name.label("partner"),
    )
    .join(Bureau, Bureau.id == ExchangeFile.partner_id)
    .where(ExchangeFile.bureau_id == bindparam("bureau_id"))
    .order_by(ExchangeFile.id.desc())
    .limit(20)
)
