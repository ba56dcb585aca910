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
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from review.domain.candidates import Turn, Unit
from review.domain.errors import N_, RuleBroken

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

    sentence = N_(
        "A rotation in which no two review each other takes three units at least; "
        "%(n)s have files here."
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
