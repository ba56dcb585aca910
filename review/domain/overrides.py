"""How often reviewers answer otherwise than the days of a case proposed.

A share near zero may mean that proposals are right, or that nobody looks any more; a
large one that the days in the list are not those of the files. Either is worth a look.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from review.domain.aggregation import Rate, rate


class Tally(NamedTuple):
    """Proposals for one item with one verdict: one row of a SELECT … GROUP BY."""

    scheme_id: int
    item: str
    is_late: bool
    n: int
    n_accepted: int


@dataclass(frozen=True, slots=True)
class Override:
    """An item with how many of its proposals were answered otherwise.

    The two verdicts apart: to let a delay pass is another thing than to find one.
    """

    scheme_id: int
    item: str
    total: Rate
    late: Rate
    in_time: Rate
    is_small: bool

    @property
    def n_accepted(self) -> int:
        return self.total.whole - self.total.part


def overrides(
    tallies: Iterable[Tally], *, decimals: int, minimum_n: int
) -> tuple[Override, ...]:
    """By scheme and item; `is_small` marks a whole too small for a share to say much."""
    found: defaultdict[tuple[int, str], list[Tally]] = defaultdict(list)
    for tally in tallies:
        found[tally.scheme_id, tally.item].append(tally)
    return tuple(
        Override(
            *key,
            total=_rate(rows, decimals),
            late=_rate([row for row in rows if row.is_late], decimals),
            in_time=_rate([row for row in rows if not row.is_late], decimals),
            is_small=sum(row.n for row in rows) < minimum_n,
        )
        for key, rows in found.items()
    )


def _rate(rows: Iterable[Tally], decimals: int) -> Rate:
    whole = part = 0
    for row in rows:
        whole, part = whole + row.n, part + row.n - row.n_accepted
    return rate(part, whole, decimals)
