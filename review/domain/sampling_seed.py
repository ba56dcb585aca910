"""What is announced of the seed before the draw, so that nobody can choose the sample.

The seed itself, or its SHA-256, so that it becomes known only at the draw, or the public
event it will come from, such as next week's lottery. Once something is announced no
other seed draws.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from review.domain.errors import N_, RuleBroken

DIGEST = re.compile(r"[0-9a-f]{64}")
MOST_SEED = 100
MOST_EVENT = 200


class SeedWay(StrEnum):
    """How a seed is announced."""

    VALUE = "value"
    DIGEST = "digest"
    EVENT = "event"

    @property
    def words(self) -> str:
        return WAY_WORDS[self]


WAY_WORDS = {
    SeedWay.VALUE: N_("The seed itself"),
    SeedWay.DIGEST: N_("The SHA-256 of a seed kept secret until the draw"),
    SeedWay.EVENT: N_("A public event the seed will come from"),
}


class SeedBroken(RuleBroken):
    """This seed is not the one that was announced, or cannot be announced so."""

    sentence = N_(
        "The seed of this campaign was announced before; another one draws nothing."
    )


class SeedNotYet(SeedBroken):
    sentence = N_("The seed comes from an event that has not taken place yet.")


@dataclass(frozen=True, slots=True)
class Announcement:
    """What was said, by which way; `known_at` is when an event takes place."""

    way: SeedWay
    said: str
    known_at: datetime | None = None

    @property
    def seed(self) -> str:
        """The seed, if it is known before the draw."""
        return self.said if self.way is SeedWay.VALUE else ""


def check_announcement(announced: Announcement, *, at: datetime) -> None:
    """Refuse what says nothing, is no digest, or lies in the past."""
    if not announced.said:
        raise SeedBroken(N_("Say what is announced."))
    if announced.way is SeedWay.DIGEST and not DIGEST.fullmatch(announced.said):
        raise SeedBroken(
            N_("A SHA-256 has 64 signs, of the digits 0 to 9 and the letters a to f.")
        )
    most = MOST_SEED if announced.way is SeedWay.VALUE else MOST_EVENT
    if len(announced.said) > most:
        raise SeedBroken(N_("At most %(most)s characters."), most=most)
    if announced.way is not SeedWay.EVENT:
        return
    if announced.known_at is None or announced.known_at <= at:
        raise SeedBroken(N_("Say when the event takes place; it is still to come."))


def settled_seed(announced: Announcement | None, *, given: str, at: datetime) -> str:
    """The seed that draws: the announced one, or the given one if it fits.

    Empty if nothing was announced and nothing given; then the program may make one.
    """
    if announced is None:
        return given
    if announced.way is SeedWay.VALUE and not given:
        return announced.said
    if announced.known_at is not None and at < announced.known_at:
        raise SeedNotYet
    if not given:
        raise SeedBroken(N_("Give the seed that was announced."))
    if fits(announced, given) is False:
        raise SeedBroken
    return given


def fits(announced: Announcement, seed: str) -> bool | None:
    """Whether this is the announced seed; None where only the event can tell."""
    if announced.way is SeedWay.EVENT:
        return None
    found = seed if announced.way is SeedWay.VALUE else digest_of(seed)
    return found == announced.said


def digest_of(seed: str) -> str:
    """The SHA-256 of a seed, as `printf %s SEED | sha256sum` gives it."""
    return hashlib.sha256(seed.encode()).hexdigest()
