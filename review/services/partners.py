"""Bureaus in other installations: known by keys that people compared by voice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.exchange import (
    CARD,
    Card,
    card_from,
    check_spoken,
    fingerprint_of,
    spoken,
)
from review.domain.policy import Action, Viewer, require
from review.files import exchange as files
from review.gateways import signing
from review.gateways.pinyin import name_key
from review.services.accounts import actor_of
from review.services.bureaus import CodeTaken
from review.store import unit
from review.store.models import Area, Bureau, PartnerKey
from review.store.queries import bureaus
from review.store.queries import signed_files as queries


class NoKey(RuleBroken):
    sentence = N_(
        "This bureau has no key yet. Whoever runs the program makes it with "
        "“case-review exchange keys --make”."
    )


class AnotherSuperior(RuleBroken):
    sentence = N_("%(name)s stands above this bureau already; it has one superior.")


class OwnCard(RuleBroken):
    sentence = N_("This is the card of this very bureau.")


@dataclass(frozen=True, slots=True)
class Partner:
    """A bureau elsewhere whose key is trusted."""

    public_id: str
    code: str
    name: str
    is_above: bool
    fingerprint: str
    pinned_at: datetime


def key_folder(settings: Mapping[str, Any], instance: Path) -> Path:
    """Where private keys lie: never in the database, nor in its backups."""
    return Path(settings["DATA_FOLDER"] or instance) / "keys"


def path_of(keys: Path, public_id: str) -> Path:
    return keys / f"exchange-{public_id}.pem"


def make_key(*, viewer: Viewer, keys: Path, at: datetime) -> str:
    """Make the bureau's key if there is none; gives its fingerprint as it is read out."""
    require(viewer, Action.EXCHANGE)
    if viewer.kind != "operator":
        raise NotVisible
    with unit.reading():
        row = queries.own(viewer.bureau_id or 0)
    path = path_of(keys, row.public_id)
    if not signing.has_key(path):
        signing.make_key(path)
        with unit.transaction():
            _event(viewer, "exchange_key_made", at, _fingerprint(path))
    return spoken(_fingerprint(path))


def _fingerprint(path: Path) -> str:
    return fingerprint_of(signing.public_key(path))


def _event(viewer: Viewer, kind: str, at: datetime, fingerprint: str) -> unit.Recorded:
    return unit.record(
        kind,
        chain=f"bureau:{viewer.bureau_id}",
        actor=actor_of(viewer),
        at=at,
        payload={"fingerprint": fingerprint},
    )


def own_fingerprint(*, viewer: Viewer, keys: Path) -> str:
    """As it is read out; nothing while there is no key."""
    require(viewer, Action.EXCHANGE)
    with unit.reading():
        path = path_of(keys, queries.own(viewer.bureau_id or 0).public_id)
    return spoken(_fingerprint(path)) if signing.has_key(path) else ""


def card(*, viewer: Viewer, keys: Path) -> bytes:
    """The public key with the bureau's name, to be handed over."""
    require(viewer, Action.EXCHANGE)
    with unit.reading():
        row = queries.own(viewer.bureau_id or 0)
    path = path_of(keys, row.public_id)
    if not signing.has_key(path):
        raise NoKey
    public = signing.public_key(path).hex()
    said = {"format": CARD, "name": row.name, "area": row.area, "public_key": public}
    return files.written(said)


def pin(
    *,
    viewer: Viewer,
    keys: Path,
    body: bytes,
    fingerprint: str,
    is_above: bool,
    code: str,
    at: datetime,
) -> Partner:
    """Trust a bureau's key from now on; a former key of it counts no more."""
    require(viewer, Action.EXCHANGE)
    found = card_from(files.parsed_card(body))
    check_spoken(found.fingerprint, fingerprint)
    if spoken(found.fingerprint) == own_fingerprint(viewer=viewer, keys=keys):
        raise OwnCard
    code = code.strip()
    with unit.refusing({"bureaus": CodeTaken(code=code)}), unit.transaction():
        event = _event(viewer, "bureau_pinned", at, found.fingerprint)
        partner_id = _placed(event, viewer.bureau_id or 0, found, code, is_above)
        where = {"bureau_id": viewer.bureau_id, "partner_id": partner_id}
        in_force = {**where, "ended_event_id": None}
        _end_keys(event, in_force)
        unit.add(
            event,
            PartnerKey,
            **where,
            public_key=found.public_key,
            fingerprint=found.fingerprint,
            pinned_at=at,
        )
    made = listing(viewer=viewer)
    return next(each for each in made if each.fingerprint == spoken(found.fingerprint))


def _end_keys(event: unit.Recorded, where: Mapping[str, Any]) -> int:
    rows = queries.partners(where["bureau_id"])
    ids = [row.key_id for row in rows if row.id == where["partner_id"]]
    if not ids:
        return 0
    return unit.change(event, PartnerKey, {"id": ids}, ended_event_id=event.id)


def _placed(
    event: unit.Recorded, bureau_id: int, found: Card, code: str, is_above: bool
) -> int:
    """The bureau elsewhere, made if it is new, above or below our own."""
    if not 0 < len(code) <= 64:
        raise CodeTaken(code=code)
    known = queries.bureau_by_code(code)
    own, above = queries.own(bureau_id), bureaus.superior(bureau_id)
    is_ours = known is not None and known.is_elsewhere
    place = (known.id == own.parent_id) if is_above and known else False
    if is_ours and (place if is_above else known.parent_id == bureau_id):
        return int(known.id)
    if known is not None:
        raise CodeTaken(code=code)
    if is_above and above is not None:
        raise AnotherSuperior(name=above.name)
    partner_id = unit.add(
        event,
        Bureau,
        area_id=_area(event, found, code, None if is_above else own.area_id),
        parent_id=None if is_above else bureau_id,
        code=code,
        name=found.name,
        is_elsewhere=True,
    )
    if is_above:
        unit.change(event, Bureau, {"id": bureau_id}, parent_id=partner_id)
    return int(partner_id)


def _area(event: unit.Recorded, found: Card, code: str, parent_id: int | None) -> int:
    known = bureaus.areas()
    for area in known:
        if area.name == found.area and area.parent_id == parent_id:
            return int(area.id)
    codes = {area.code for area in known}
    made = unit.add(
        event,
        Area,
        parent_id=parent_id,
        code=code if code not in codes else f"{code}-{len(known) + 1}",
        name=found.area,
        name_key=name_key(found.area),
        level="county" if parent_id else "province",
    )
    return int(made)


def forget(*, viewer: Viewer, public_id: str, at: datetime) -> None:
    """Trust a bureau's key no longer; what came in stays."""
    require(viewer, Action.EXCHANGE)
    with unit.transaction():
        row = queries.partner(viewer.bureau_id or 0, public_id)
        if row is None:
            raise NotVisible
        event = _event(viewer, "partner_key_ended", at, row.fingerprint)
        unit.change(event, PartnerKey, {"id": row.key_id}, ended_event_id=event.id)


def listing(*, viewer: Viewer) -> tuple[Partner, ...]:
    """The bureaus elsewhere whose keys are trusted."""
    require(viewer, Action.EXCHANGE)
    with unit.reading():
        own = queries.own(viewer.bureau_id or 0)
        rows = queries.partners(own.id)
    return tuple(
        Partner(
            row.public_id,
            row.code,
            row.name,
            row.id == own.parent_id,
            spoken(row.fingerprint),
            row.pinned_at,
        )
        for row in rows
    )
