"""Draws of the same files that were cancelled: whoever saw them could choose another.

Functions here join the reading of their caller.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from review.domain.sampling import Candidate
from review.store.queries import cancelling as queries

Key = tuple[str, str, str]
SPLIT = "~"
"""No code has this sign: behind it stands what makes the code of a cancelled one free."""


@dataclass(frozen=True, slots=True)
class CancelledDraw:
    """A draw before this one, of the same code or the same files, and its end."""

    code: str
    name: str
    seed: str
    n_drawn: int
    digest: str
    drawn_at: datetime
    cancelled_at: datetime
    reason: str

    def as_data(self) -> dict[str, Any]:
        """As it stands in the record that is handed out."""
        return {
            "code": self.code,
            "seed": self.seed,
            "files": self.n_drawn,
            "sha256": self.digest,
            "drawn_at": self.drawn_at.isoformat(),
            "cancelled_at": self.cancelled_at.isoformat(),
            "reason": self.reason,
        }


def cancelled_before(
    campaign: Any, drawn_at: datetime, listed: Iterable[Candidate]
) -> tuple[CancelledDraw, ...]:
    """Samples drawn before this one and cancelled, that had its code or its files.

    Also where one was cancelled only afterwards: it had been seen.
    """
    rows = queries.drawn_before(campaign.bureau_id, drawn_at)
    files: dict[int, set[Key]] = defaultdict(set)
    for row in queries.drawn_files([each.id for each in rows]) if rows else ():
        files[row.campaign_id].add((row.case_no, row.stage, row.volume_set))
    known = {(each.case_no, each.stage, each.volume) for each in listed}
    return tuple(
        _line(row)
        for row in rows
        if code_had(row) == campaign.code or not known.isdisjoint(files[row.id])
    )


def code_had(row: Any) -> str:
    """The code that a cancelled campaign had."""
    return str(row.code).partition(SPLIT)[0]


def _line(row: Any) -> CancelledDraw:
    return CancelledDraw(
        code=code_had(row),
        name=row.name,
        seed=row.seed,
        n_drawn=row.n_drawn,
        digest=row.digest,
        drawn_at=row.drawn_at,
        cancelled_at=row.cancelled_at,
        reason=row.cancelled_reason or "",
    )
