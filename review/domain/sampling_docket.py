"""The order of a docket: which case number comes after which.

Bureaus that name case numbers take the next number when a named one cannot be used.
Numbers of one series differ in their last run of digits only: after (2025)民援字第15号
comes (2025)民援字第16号, whatever other series the bureau keeps.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

RUNNING = re.compile(r"(.*?)([0-9]+)([^0-9]*)", re.DOTALL)


def folded(case_no: str) -> str:
    """A number as it is compared: in one width, without spaces around it."""
    return unicodedata.normalize("NFKC", case_no).strip()


@dataclass(frozen=True, slots=True)
class Place:
    """A number's series, and its running number there."""

    series: tuple[str, str]
    running: int


def place_of(case_no: str) -> Place | None:
    """Where a number stands in its docket; None where it has no digits."""
    found = RUNNING.fullmatch(folded(case_no))
    if found is None:
        return None
    return Place((found[1], found[3]), int(found[2]))


@dataclass(frozen=True, slots=True)
class Followed:
    """A named number that cannot be used, and what is taken; empty if none is left."""

    asked: str
    taken: str


def follow(asked: Iterable[str], usable: Iterable[str]) -> tuple[Followed, ...]:
    """For each named number that cannot be used the next one of its series.

    In the order of the list; a number that is named itself, or taken already, is passed.
    """
    wanted = tuple(dict.fromkeys(map(folded, asked)))
    there = {folded(number): number for number in usable}
    taken = {number for number in wanted if number in there}
    docket = _docket(there)
    found = []
    for number in wanted:
        if number not in there:
            after = _next(number, docket, taken)
            taken.add(after)
            found.append(Followed(number, there.get(after, "")))
    return tuple(found)


def _docket(numbers: Iterable[str]) -> dict[tuple[str, str], list[tuple[int, str]]]:
    docket: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for number in numbers:
        place = place_of(number)
        if place is not None:
            docket.setdefault(place.series, []).append((place.running, number))
    return {series: sorted(entries) for series, entries in docket.items()}


def _next(
    number: str,
    docket: dict[tuple[str, str], list[tuple[int, str]]],
    taken: set[str],
) -> str:
    place = place_of(number)
    if place is None:
        return ""
    return next(
        (
            each
            for running, each in docket.get(place.series, ())
            if running > place.running and each not in taken
        ),
        "",
    )
