"""Files that could be drawn and are in the sample of another campaign already.

Functions here join the transaction of their caller.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from review.store.queries import sampling as records


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another campaign, how many of these files it has, and how many without a result."""

    code: str
    name: str
    n: int
    n_open: int


@dataclass(frozen=True, slots=True)
class DrawnElsewhere:
    """The samples of other campaigns, as far as they lie in one period."""

    rows: tuple[Any, ...] = ()

    @property
    def cases(self) -> frozenset[int]:
        return frozenset(row.case_id for row in self.rows)

    def among(self, cases: Collection[int]) -> tuple[Elsewhere, ...]:
        """Campaign by campaign, the newest first, what they have of these files."""
        found: Mapping[int, list[Any]] = defaultdict(list)
        for row in self.rows:
            if row.case_id in cases:
                found[row.campaign_id].append(row)
        return tuple(_line(rows) for _, rows in sorted(found.items(), reverse=True))


def _line(rows: Sequence[Any]) -> Elsewhere:
    n_open = sum(row.result_id is None for row in rows)
    return Elsewhere(rows[0].code, rows[0].name, len(rows), n_open)


def drawn_elsewhere(
    bureau_id: int, *, closed_from: date, until: date, but: Collection[int]
) -> DrawnElsewhere:
    """What campaigns of the bureau have drawn of a period, apart from some of them."""
    rows = records.drawn_in_period(bureau_id, closed_from=closed_from, until=until)
    return DrawnElsewhere(tuple(row for row in rows if row.campaign_id not in but))
