"""Which files get a hidden second read; shared by everything that gives out files.

Functions here join the reading or the transaction of their caller.
"""

from __future__ import annotations

from typing import Any

from review.domain.reads import Purpose
from review.domain.second_reads import FileToDraw, percent_in, with_second_read
from review.store.queries import second_reads as queries


def place_of(purpose: str) -> Purpose:
    """A hidden second read has one of the places that counted reviews have."""
    return Purpose.COUNTED if purpose == Purpose.SECOND else Purpose(purpose)


def read_again(campaign: Any) -> frozenset[int]:
    """The files of a campaign with a place for a hidden second read."""
    percent = percent_in(campaign.rules)
    if not percent:
        return frozenset()
    files = map(_file, queries.files(campaign.id))
    return with_second_read(files, percent=percent, secret=campaign.secret_key)


def _file(row: Any) -> FileToDraw:
    return FileToDraw(
        key=row.id,
        name=f"{row.case_no}\n{row.stage}\n{row.volume_set}",
        stratum=row.stratum,
        is_given=bool(row.is_given),
        has_second=bool(row.has_second),
        is_read=bool(row.is_read),
    )
