"""How often reviewers answer otherwise than the days of a case proposed.

A share near zero may mean that proposals are right, or that nobody looks any more; a
large one that the days in the list are not those of the files. Either is worth a look.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
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

    The two verdicts apart: to let a delay pass is another thing than to find one. A
    whole too small for a share to say much has part and whole only.
    """

    scheme_id: int
    item: str
    total: Rate
    late: Rate
    in_time: Rate

    @property
    def n_accepted(self) -> int:
        return self.total.whole - self.total.part


def overrides(
    tallies: Iterable[Tally], *, decimals: int, minimum_n: int
) -> tuple[Override, ...]:
    """By scheme and item, in the order in which the tallies come."""
    found: defaultdict[tuple[int, str], list[Tally]] = defaultdict(list)
    for tally in tallies:
        found[tally.scheme_id, tally.item].append(tally)
    return tuple(
        Override(
            *key,
            total=_rate(rows, decimals, minimum_n),
            late=_rate([r for r in rows if r.is_late], decimals, minimum_n),
            in_time=_rate([r for r in rows if not r.is_late], decimals, minimum_n),
        )
        for key, rows in found.items()
    )


def _rate(rows: Sequence[Tally], decimals: int, minimum_n: int) -> Rate:
    whole = sum(row.n for row in rows)
    part = whole - sum(row.n_accepted for row in rows)
    if whole < minimum_n:
        return Rate(part, whole, None)
    return rate(part, whole, decimals)
