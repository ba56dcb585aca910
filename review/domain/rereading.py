"""Which files are read again when a reviewer is stopped: the own ones, and as many beside.

A list of nothing but the files of one reviewer would name the reader of every settled file
on it. Files that others read are therefore read again with them, as far as there are any;
where a second reading finds nothing in these, that says something of the first one too.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Mapping

from review.domain.errors import N_, RuleBroken

MOST_DAYS = 3


class AskedOften(RuleBroken):
    """Day by day the numbers would tell whose review came in when, and so which it is."""

    sentence = N_(
        "How many files a reviewer read since a day was asked for %(most)s different days "
        "within a year, and that is the most: day by day it would tell whose review of a "
        "file is whose. Take one of these days, or the day on which the drift begins."
    )


def check_days(asked: Collection[str], day: str) -> None:
    """Refuse to count from one day more; a day that was counted from may come again."""
    if day not in asked and len(asked) >= MOST_DAYS:
        raise AskedOften(most=MOST_DAYS)


def beside(
    own: Mapping[int, bool], others: Mapping[int, bool], *, secret: str
) -> list[int]:
    """By file whether it is settled: as many others as own ones of each kind, by a lot
    that only who has the campaign's key can repeat.
    """
    found = []
    for state in (True, False):
        n = sum(is_settled is state for is_settled in own.values())
        free = [file for file, is_settled in others.items() if is_settled is state]
        found += sorted(set(free) - set(own), key=lambda file: _lot(secret, file))[:n]
    return sorted(found)


def _lot(secret: str, file: int) -> str:
    said = f"reread\n{file}".encode()
    return hmac.new(secret.encode(), said, hashlib.sha256).hexdigest()
