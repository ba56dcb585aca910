"""Whose files whom a campaign lets review: one's own (自评), or round in a circle (交叉互评).

The circle is drawn from the seed of the sample, which was announced before anybody knew
the files: units are ordered by the hex SHA-256 of UTF-8(seed + LF + "rotation" + LF +
code), and each reviews the files of the next. So everybody reviews one unit and is
reviewed by one, nobody reviews their own, and from three units on no two review each
other; with fewer that cannot be, and it is said.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from review.domain.candidates import Turn, Unit
from review.domain.errors import N_, RuleBroken, ngettext

FEWEST = 3


class Way(StrEnum):
    """Who reviews whose files."""

    OWN = "own"
    ROTATION = "rotation"

    @property
    def words(self) -> str:
        return WAY_WORDS[self]


WAY_WORDS = {
    Way.OWN: N_("Each county reviews its own files"),
    Way.ROTATION: N_("Round in a circle: each reviews the files of the next"),
}


class TooFewUnits(RuleBroken):
    """With one nobody is left, with two they would review each other."""

    sentence = ngettext(
        "A rotation in which no two review each other takes three units at "
        "least; %(n)s has files here.",
        "A rotation in which no two review each other takes three units at "
        "least; %(n)s have files here.",
    )


class WhoReviews(StrEnum):
    """The same as it is chosen: by the plan beforehand, or once the files are known."""

    ANYONE = "anyone"
    OWN = "own"
    COUNTIES = "counties"
    FIRMS = "firms"

    @property
    def words(self) -> str:
        return WHO_WORDS[self]

    @property
    def way(self) -> Way | None:
        if self is WhoReviews.ANYONE:
            return None
        return Way.OWN if self is WhoReviews.OWN else Way.ROTATION

    @property
    def unit(self) -> Unit:
        return Unit.FIRM if self is WhoReviews.FIRMS else Unit.COUNTY


WHO_WORDS = {
    WhoReviews.ANYONE: N_("Everybody may review every file that no conflict forbids"),
    WhoReviews.OWN: N_("Each county reviews its own files (self-review)"),
    WhoReviews.COUNTIES: N_("Counties review each other, round in a circle"),
    WhoReviews.FIRMS: N_("Firms review each other, round in a circle"),
}
RULE = "who_reviews"


class SameCountyBarred(RuleBroken):
    place = RULE
    sentence = N_(
        "The campaign bars reviewers of the same county; then no county can review its "
        "own files."
    )


class NobodyKnowsYet(RuleBroken):
    """A circle closes over units that are all known; arriving files make new ones."""

    place = RULE
    sentence = N_(
        "In a standing campaign nobody knows beforehand whose files come; who reviews "
        "whom cannot be settled."
    )


class OwnIsCounty(RuleBroken):
    sentence = N_("A firm cannot review its own files; counties can.")


@dataclass(frozen=True, slots=True)
class Round:
    """Who reviews whose files: by unit, reader to read."""

    way: Way
    unit: Unit
    reads: Mapping[str, str]

    @property
    def barred(self) -> frozenset[Turn]:
        """Everything but what each is to review."""
        return frozenset(
            Turn(reader, read)
            for reader, wanted in self.reads.items()
            for read in self.reads
            if read != wanted
        )


def barred_among(found: Round, homes: Collection[str]) -> frozenset[Turn]:
    """The same, where files came in of units that had none when it was settled.

    Such a file is anybody's, as the circle is closed; in a circle never their own.
    """
    if found.way is Way.OWN:
        return found.barred
    later = {home for home in homes if home and home not in found.reads}
    return found.barred | {Turn(home, home) for home in later}


def place_of(code: str, seed: str) -> str:
    """By this the units are ordered; anybody can work it out again."""
    text = f"{seed}\nrotation\n{unicodedata.normalize('NFKC', code)}"
    return hashlib.sha256(text.encode()).hexdigest()


def circle(codes: Collection[str], seed: str) -> tuple[str, ...]:
    """The units in the order in which each reviews the next, the last the first."""
    if len(set(codes)) < FEWEST:
        raise TooFewUnits(n=len(set(codes)))
    return tuple(sorted(set(codes), key=lambda code: place_of(code, seed)))


def rotation(codes: Collection[str], seed: str) -> dict[str, str]:
    """Reader to read: each unit once on either side, never itself, no two in turns."""
    order = circle(codes, seed)
    return dict(zip(order, (*order[1:], order[0]), strict=True))


def check_way(way: Way, unit: Unit) -> None:
    if way is Way.OWN and unit is not Unit.COUNTY:
        raise OwnIsCounty


def wish_faults(
    who: WhoReviews, *, bars_same_county: bool, is_standing: bool
) -> Iterator[RuleBroken]:
    """What in a plan makes it impossible, whatever files will be drawn."""
    if who is WhoReviews.OWN and bars_same_county:
        yield SameCountyBarred()
    if who is not WhoReviews.ANYONE and is_standing:
        yield NobodyKnowsYet()


def idle(n_reviewers: Mapping[str, int]) -> tuple[str, ...]:
    """Units whose files are drawn and of which nobody reviews; they break a circle."""
    return tuple(unit for unit, n in n_reviewers.items() if not n)


def wanted_in(rules: Mapping[str, Any]) -> WhoReviews:
    """As a campaign's stored rules say: what its plan asks for, or what was settled."""
    found = round_in(rules)
    if found is None:
        return WhoReviews(rules.get(RULE) or WhoReviews.ANYONE)
    return who_of(found.way, found.unit)


def who_of(way: Way | None, unit: Unit) -> WhoReviews:
    """The choice that comes to this; where anybody reviews there is no unit."""
    if way is None:
        return WhoReviews.ANYONE
    return next(who for who in WhoReviews if (who.way, who.unit) == (way, unit))


def is_open(rules: Mapping[str, Any]) -> bool:
    """Whether something is asked for that has not been settled; nothing may be given
    out before, or files would go to whom the plan keeps them from.
    """
    return wanted_in(rules) is not WhoReviews.ANYONE and round_in(rules) is None


def round_in(rules: Mapping[str, Any]) -> Round | None:
    """As a campaign's stored rules say; None where anybody may review any file."""
    said = rules.get("round")
    if not said:
        return None
    return Round(Way(said["way"]), Unit(said["unit"]), dict(said["reads"]))


def as_stored(found: Round) -> dict[str, Any]:
    return {
        "way": found.way.value,
        "unit": found.unit.value,
        "reads": dict(found.reads),
    }
