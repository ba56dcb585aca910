"""Which files get a hidden second read; shared by everything that gives out files.

Functions here join the reading or the transaction of their caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from review.domain.reads import HIDDEN, Purpose
from review.domain.second_reads import FileToDraw, percent_in, with_second_read
from review.domain.seeds import percent_in as seed_percent_in
from review.services.seeds import seed_places
from review.store.queries import second_reads as queries


def place_of(purpose: str) -> Purpose:
    """A hidden read has one of the places that counted reviews have."""
    return Purpose.COUNTED if purpose in HIDDEN else Purpose(purpose)


def read_again(campaign: Any) -> frozenset[int]:
    """The files of a campaign with a place for a hidden second read."""
    percent = percent_in(campaign.rules)
    if not percent:
        return frozenset()
    files = map(_file, queries.files(campaign.id))
    return with_second_read(files, percent=percent, secret=campaign.secret_key)


def hidden_slots(
    campaign: Any, facts: Iterable[Any], people: Sequence[Any]
) -> dict[int, tuple[int, ...]]:
    """The places behind the counted ones: the second read's, then a seed's readers'."""
    if not (percent_in(campaign.rules) or seed_percent_in(campaign.rules)):
        return {}
    again = read_again(campaign)
    seeds = seed_places(campaign, sum(not row.is_lead for row in people))
    found = {}
    for fact in facts:
        first = fact.n_reviews + 1
        slots = range(first + (fact.id not in again), first + 1 + seeds.get(fact.id, 0))
        if slots:
            found[fact.id] = tuple(slots)
    return found


def _file(row: Any) -> FileToDraw:
    return FileToDraw(
        key=row.id,
        name=f"{row.case_no}\n{row.stage}\n{row.volume_set}",
        stratum=row.stratum,
        is_given=bool(row.is_given),
        has_second=bool(row.has_second),
        is_read=bool(row.is_read),
    )
