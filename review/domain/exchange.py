"""Signed files between bureaus whose networks do not meet: what a file must be.

A file says what it is, from whom and for whom, in a manifest that is signed as a whole;
the manifest names the SHA-256 of everything else in the file. Bureaus know one another by
the fingerprints of their keys, which people compare by voice or on paper.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from review.domain.errors import N_, RuleBroken

FAMILY, VERSION = "case-review exchange", 2
CARD = "case-review key/1"
SPOKEN = 32
"""Hex digits of a fingerprint that people compare: 128 bits in eight groups."""
LONGEST = 200


class Kind(StrEnum):
    """What a file brings; all but the results come from above."""

    SCHEME = "scheme"
    DESIGNATION = "designation"
    RESULTS = "results"
    REQUEST = "request"
    REQUEST_WITHDRAWAL = "request_withdrawal"
    DESIGNATION_WITHDRAWAL = "designation_withdrawal"

    @property
    def words(self) -> str:
        return KIND_WORDS[self]

    @property
    def member(self) -> str:
        """The file inside that holds the content."""
        return "scheme.yaml" if self is Kind.SCHEME else f"{self.value}.json"

    @property
    def goes_down(self) -> bool:
        return self is not Kind.RESULTS

    @property
    def matter(self) -> tuple[Kind, ...]:
        """The kinds among which the newest counts: what was sent, and its withdrawal."""
        return next((each for each in MATTERS if self in each), (self,))

    @property
    def since(self) -> int:
        """The version of the format that first had this kind."""
        return 2 if self.matter in MATTERS and self is not Kind.DESIGNATION else 1


KIND_WORDS = {
    Kind.SCHEME: N_("Scheme issued"),
    Kind.DESIGNATION: N_("Case numbers designated"),
    Kind.RESULTS: N_("Results delivered"),
    Kind.REQUEST: N_("Results asked for"),
    Kind.REQUEST_WITHDRAWAL: N_("Results no longer asked for"),
    Kind.DESIGNATION_WITHDRAWAL: N_("Case numbers withdrawn"),
}
MATTERS = (
    (Kind.DESIGNATION, Kind.DESIGNATION_WITHDRAWAL),
    (Kind.REQUEST, Kind.REQUEST_WITHDRAWAL),
)


class NoExchangeFile(RuleBroken):
    sentence = N_("This is not a signed file of this program, or it is damaged.")


class NewerFormat(RuleBroken):
    sentence = N_(
        "The file was made by a newer version of the program (%(format)s). Update this "
        "installation before taking it in."
    )


class ForAnother(RuleBroken):
    sentence = N_("The file is for another bureau: %(name)s (%(fingerprint)s).")


class UnknownSigner(RuleBroken):
    sentence = N_(
        "The file is signed by a key that is not known here: %(name)s (%(fingerprint)s). "
        "Compare the fingerprint with that bureau by telephone or on paper and enter its "
        "key first."
    )


class Altered(RuleBroken):
    sentence = N_(
        "The file was altered after it was signed, or the signature is another one's. "
        "Nothing was taken in; ask for it again."
    )


class WrongWay(RuleBroken):
    sentence = N_(
        "%(name)s is not in the place to send this: schemes, case numbers and requests "
        "come from the superior bureau, results from bureaus below."
    )


class OlderThanTaken(RuleBroken):
    sentence = N_(
        "A newer file of the same matter is in already (no. %(newest)s, this one is no. "
        "%(number)s). Nothing was taken in."
    )


class BadContent(RuleBroken):
    sentence = N_("The signature is right, but the content is not what it should be.")


class BadCard(RuleBroken):
    sentence = N_("This is not the key card of a bureau.")


class OtherFingerprint(RuleBroken):
    sentence = N_(
        "The fingerprint does not belong to this card. Do not trust the card; ask the "
        "bureau for it again."
    )


@dataclass(frozen=True, slots=True)
class Party:
    """A bureau as a file names it; only the fingerprint says who it is."""

    name: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is signed. `subject` and `number` tell a file from an older one."""

    kind: Kind
    sender: Party
    receiver: Party
    subject: str
    number: int
    made_at: datetime
    digests: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Card:
    """A bureau's public key with its name, to be handed over."""

    name: str
    area: str
    public_key: str

    @property
    def fingerprint(self) -> str:
        return fingerprint_of(bytes.fromhex(self.public_key))


def fingerprint_of(public_key: bytes) -> str:
    return hashlib.sha256(public_key).hexdigest()


def spoken(fingerprint: str) -> str:
    """A fingerprint in groups of four, as it is read aloud."""
    shown = fingerprint[:SPOKEN]
    return " ".join(shown[n : n + 4] for n in range(0, len(shown), 4))


def check_spoken(fingerprint: str, typed: str) -> None:
    """What was heard or read must be the whole of what is compared."""
    said = re.sub(r"[\s:-]", "", typed).lower()
    if len(said) < SPOKEN or not fingerprint.startswith(said):
        raise OtherFingerprint


def to_data(manifest: Manifest) -> dict[str, Any]:
    return {
        "format": f"{FAMILY}/{manifest.kind.since}",
        "kind": manifest.kind.value,
        "from": _party(manifest.sender),
        "to": _party(manifest.receiver),
        "subject": manifest.subject,
        "number": manifest.number,
        "made_at": manifest.made_at.isoformat(),
        "sha256": dict(manifest.digests),
    }


def _party(party: Party) -> dict[str, str]:
    return {"name": party.name, "fingerprint": party.fingerprint}


def _must(holds: object) -> None:
    if not holds:
        raise ValueError


def from_data(data: object) -> Manifest:
    """A manifest read back; a newer format is told apart from no format at all."""
    try:
        if not isinstance(data, dict):
            raise NoExchangeFile
        version = _version(str(data["format"]))
        kind = Kind(data["kind"])
        _must(version >= kind.since)
        return Manifest(
            kind=kind,
            sender=_party_from(data["from"]),
            receiver=_party_from(data["to"]),
            subject=_text(data["subject"]),
            number=_count(data["number"]),
            made_at=datetime.fromisoformat(data["made_at"]),
            digests={_text(k): _digest(v) for k, v in data["sha256"].items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise NoExchangeFile from None


def _version(said: str) -> int:
    family, _, version = said.partition("/")
    if family != FAMILY or not version.isdecimal() or int(version) < 1:
        raise NoExchangeFile
    if int(version) > VERSION:
        raise NewerFormat(format=said)
    return int(version)


def _party_from(data: Mapping[str, Any]) -> Party:
    return Party(_text(data["name"]), _digest(data["fingerprint"]))


def _text(said: object) -> str:
    if not isinstance(said, str) or not 0 < len(said) <= LONGEST:
        raise NoExchangeFile
    return said


def _digest(said: object) -> str:
    if not isinstance(said, str) or not re.fullmatch("[0-9a-f]{64}", said):
        raise NoExchangeFile
    return said


def _count(said: object) -> int:
    if type(said) is not int or not 0 < said < 1_000_000_000:
        raise NoExchangeFile
    return said


def card_from(data: object) -> Card:
    """A key card read back."""
    try:
        if not isinstance(data, dict) or data["format"] != CARD:
            raise BadCard
        card = Card(_text(data["name"]), _text(data["area"]), str(data["public_key"]))
        _digest(card.public_key)
    except (KeyError, TypeError, ValueError, NoExchangeFile):
        raise BadCard from None
    return card


def check_way(kind: Kind, name: str, *, is_above: bool, is_below: bool) -> None:
    """Schemes, numbers and requests come from above, results from below."""
    if not (is_above if kind.goes_down else is_below):
        raise WrongWay(name=name)


def check_members(manifest: Manifest, members: Mapping[str, bytes]) -> bytes:
    """The content, if the file holds exactly what was signed."""
    found = {name: hashlib.sha256(body).hexdigest() for name, body in members.items()}
    if found != dict(manifest.digests) or set(found) != {manifest.kind.member}:
        raise Altered
    return members[manifest.kind.member]


def check_newest(number: int, newest: int) -> None:
    """An older file of the same matter would undo what a newer one brought."""
    if number < newest:
        raise OlderThanTaken(number=number, newest=newest)
