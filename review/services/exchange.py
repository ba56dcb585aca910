"""Signed files: made for a bureau elsewhere, looked at, and taken in as a whole."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from review.domain.errors import N_, Busy, NotVisible, RuleBroken
from review.domain.exchange import (
    Altered,
    ForAnother,
    Kind,
    Manifest,
    Party,
    UnknownSigner,
    check_members,
    check_newest,
    check_way,
    fingerprint_of,
    from_data,
    spoken,
    to_data,
)
from review.domain.exchanged_requests import Withdrawn, request_data, withdrawn_data
from review.domain.policy import Action, Viewer, require
from review.files import exchange as files
from review.gateways import signing
from review.services import collecting, signed_matters
from review.services.accounts import actor_of
from review.services.asked_results import as_asked
from review.services.partners import NoKey, path_of
from review.services.signed_matters import About, Matter
from review.store import unit
from review.store.models import ExchangeFile
from review.store.queries import bureaus, issues, schemes
from review.store.queries import exchange as passed
from review.store.queries import signed_files as queries

MADE, TAKEN = "made", "taken"


class NotElsewhere(RuleBroken):
    sentence = N_(
        "Signed files are for bureaus in another installation, whose key is entered here."
    )


@dataclass(frozen=True, slots=True)
class SignedFile:
    """A file to be carried to another bureau."""

    name: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that is sound, and what taking it in brings; `is_in` if nothing more."""

    kind: Kind
    sender: str
    fingerprint: str
    number: int
    made_at: datetime
    about: About
    is_in: bool


@dataclass(frozen=True, slots=True)
class Passed:
    """A file that went or came."""

    is_made: bool
    kind: Kind
    partner: str
    number: int
    done_at: datetime


@dataclass(frozen=True, slots=True)
class _Sound:
    """A file whose signature and digests hold, opened."""

    manifest: Manifest
    digest: str
    partner: Any
    matter: Matter
    is_in: bool


def scheme_file(
    *, viewer: Viewer, scheme: str, to: str, keys: Path, at: datetime
) -> SignedFile:
    """An issued scheme for a bureau elsewhere."""
    require(viewer, Action.EXCHANGE)
    bureau_id = viewer.bureau_id or 0
    with unit.reading():
        row = schemes.by_public_id(bureau_id, scheme)
        partner = queries.partner(bureau_id, to)
        if row is None or partner is None:
            raise NotVisible
        lines = issues.issued(bureau_id)
        if not any(e.digest == row.digest and e.bureau_id == partner.id for e in lines):
            raise NotVisible
        stored = schemes.text_of(row.id)
    assert stored is not None
    body = stored.text.encode()
    return _made(viewer, keys, partner, (Kind.SCHEME, row.code, body), at)


def designation_file(
    *, viewer: Viewer, designation: str, keys: Path, at: datetime
) -> SignedFile:
    """Designated case numbers for a bureau elsewhere; or their withdrawal, from then on."""
    require(viewer, Action.EXCHANGE)
    bureau_id = viewer.bureau_id or 0
    with unit.reading():
        row = passed.own_designation(bureau_id, designation)
        if row is None:
            raise NotVisible
        partner = queries.partner(bureau_id, row.bureau_public_id)
    kind, said = Kind.DESIGNATION, {"name": row.name, "numbers": list(row.numbers)}
    if row.withdrawn_at is not None:
        since = row.withdrawn_at, row.reason
        kind = Kind.DESIGNATION_WITHDRAWAL
        said = withdrawn_data(Withdrawn(row.name, tuple(row.numbers), *since))
    return _made(viewer, keys, partner, (kind, designation, files.written(said)), at)


def request_file(
    *, viewer: Viewer, year: int, to: str, keys: Path, at: datetime
) -> SignedFile:
    """The results of a year asked of a bureau elsewhere, or no longer asked for."""
    require(viewer, Action.EXCHANGE)
    bureau_id = viewer.bureau_id or 0
    with unit.reading():
        row = passed.collection(bureau_id, year)
        partner = queries.partner(bureau_id, to)
        if row is None or partner is None or partner.parent_id != bureau_id:
            raise NotVisible
    asked = as_asked(row)
    kind = Kind.REQUEST_WITHDRAWAL if asked.is_withdrawn else Kind.REQUEST
    body = files.written(request_data(asked))
    return _made(viewer, keys, partner, (kind, str(year), body), at)


def results_file(
    *, viewer: Viewer, release: str, keys: Path, at: datetime
) -> SignedFile:
    """Delivered results for the superior elsewhere."""
    require(viewer, Action.EXCHANGE)
    bureau_id = viewer.bureau_id or 0
    with unit.reading():
        found = [e for e in passed.final_releases(bureau_id) if e.public_id == release]
        above = bureaus.superior(bureau_id)
        if not found or above is None:
            raise NotVisible
        partner = queries.partner(bureau_id, above.public_id)
        said = collecting.published_figures(found[0])
    body = files.written(said)
    return _made(viewer, keys, partner, (Kind.RESULTS, said["campaign"], body), at)


def _made(
    viewer: Viewer,
    keys: Path,
    partner: Any,
    matter: tuple[Kind, str, bytes],
    at: datetime,
) -> SignedFile:
    """Number, sign and pack; that a file was made is an event."""
    if partner is None:
        raise NotElsewhere
    kind, subject, body = matter
    bureau_id = viewer.bureau_id or 0
    with unit.reading():
        own = queries.own(bureau_id)
    path = _key(keys, own)
    mine = fingerprint_of(signing.public_key(path))
    with unit.transaction():
        unit.hold(f"bureau:{bureau_id}")
        manifest = Manifest(
            kind=kind,
            sender=Party(own.name, mine),
            receiver=Party(partner.name, partner.fingerprint),
            subject=subject,
            number=queries.newest(bureau_id, partner.id, MADE) + 1,
            made_at=at,
            digests={kind.member: hashlib.sha256(body).hexdigest()},
        )
        signed = files.written(to_data(manifest))
        digest = hashlib.sha256(signed).hexdigest()
        _note(viewer, MADE, manifest, partner.id, digest, at)
    packed = files.pack(signed, signing.sign(path, signed), {kind.member: body})
    return SignedFile(f"{kind.value}-{manifest.number}.case-review.zip", packed)


def _key(keys: Path, own: Any) -> Path:
    path = path_of(keys, own.public_id)
    if not signing.has_key(path):
        raise NoKey
    return path


def _note(
    viewer: Viewer,
    way: str,
    manifest: Manifest,
    partner_id: int,
    digest: str,
    at: datetime,
) -> unit.Recorded:
    event = unit.record(
        f"exchange_file_{way}",
        chain=f"bureau:{viewer.bureau_id}",
        actor=actor_of(viewer),
        at=at,
        targets=[("bureau", partner_id)],
        payload={
            "kind": manifest.kind.value,
            "number": manifest.number,
            "digest": digest,
        },
    )
    unit.add(
        event,
        ExchangeFile,
        bureau_id=viewer.bureau_id,
        partner_id=partner_id,
        way=way,
        kind=manifest.kind.value,
        subject=manifest.subject,
        number=manifest.number,
        digest=digest,
        done_at=at,
    )
    return event


def preview(*, viewer: Viewer, body: bytes, keys: Path) -> Arrived:
    """From whom a file is and what it brings; refused if it is not sound."""
    require(viewer, Action.EXCHANGE)
    with unit.reading():
        return _arrived(_sound(viewer, body, keys))


def _arrived(sound: _Sound) -> Arrived:
    return Arrived(
        kind=sound.manifest.kind,
        sender=sound.partner.name,
        fingerprint=spoken(sound.partner.fingerprint),
        number=sound.manifest.number,
        made_at=sound.manifest.made_at,
        about=signed_matters.about(sound.matter),
        is_in=sound.is_in,
    )


def _sound(viewer: Viewer, body: bytes, keys: Path) -> _Sound:
    """Every check there is; the signature before anything of the content is read."""
    bureau_id = viewer.bureau_id or 0
    own = queries.own(bureau_id)
    opened = files.unpack(body)
    manifest = from_data(opened.said)
    mine = fingerprint_of(signing.public_key(_key(keys, own)))
    if manifest.receiver.fingerprint != mine:
        raise ForAnother(
            name=manifest.receiver.name,
            fingerprint=spoken(manifest.receiver.fingerprint),
        )
    partner = queries.signer(bureau_id, manifest.sender.fingerprint)
    if partner is None:
        shown = spoken(manifest.sender.fingerprint)
        raise UnknownSigner(name=manifest.sender.name, fingerprint=shown)
    public = bytes.fromhex(partner.public_key)
    if not signing.is_signed(public, opened.signature, opened.manifest):
        raise Altered
    content = check_members(manifest, opened.members)
    check_way(
        manifest.kind,
        partner.name,
        is_above=own.parent_id == partner.id,
        is_below=partner.parent_id == bureau_id,
    )
    matter = Matter(
        bureau_id,
        partner.id,
        manifest.kind,
        manifest.subject,
        signed_matters.content_of(manifest.kind, content),
    )
    digest = hashlib.sha256(opened.manifest).hexdigest()
    return _Sound(manifest, digest, partner, matter, _is_in(manifest, digest, matter))


def _is_in(manifest: Manifest, digest: str, matter: Matter) -> bool:
    """Whether it is here already; one older than another of its matter is refused."""
    kinds = [kind.value for kind in manifest.kind.matter]
    between = matter.bureau_id, matter.partner_id
    found = queries.taken(*between, kinds, manifest.subject)
    if any(row.digest == digest for row in found):
        return True
    check_newest(manifest.number, max((row.number for row in found), default=0))
    return signed_matters.is_there(matter, {row.kind for row in found})


def take(*, viewer: Viewer, body: bytes, keys: Path, at: datetime) -> Arrived:
    """Take a sound file in: all of it in one transaction, and only once."""
    require(viewer, Action.EXCHANGE)
    # Two bureaus here may have the same superior, and take in at once what it asks.
    twice = {"collections": Busy(), "collection_changes": Busy()}
    with unit.refusing(twice), unit.transaction():
        unit.hold(f"bureau:{viewer.bureau_id}")
        sound = _sound(viewer, body, keys)
        if not sound.is_in:
            event = _note(
                viewer, TAKEN, sound.manifest, sound.partner.id, sound.digest, at
            )
            signed_matters.receive(sound.matter, at, event)
        return _arrived(sound)


def log(*, viewer: Viewer) -> tuple[Passed, ...]:
    """The last files that were made or taken in."""
    require(viewer, Action.EXCHANGE)
    with unit.reading():
        rows = queries.files(viewer.bureau_id or 0)
    return tuple(
        Passed(row.way == MADE, Kind(row.kind), row.partner, row.number, row.done_at)
        for row in rows
    )
