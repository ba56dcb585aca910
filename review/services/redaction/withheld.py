"""Pages that reviewers do not get yet, where the bureau has them looked through first.

Files are given out when they are ready; pages that come later, and pages whose look
counts no more because other words are to be hidden, wait for the look like them. A page
whose text is not what stands on it waits for a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from review.services.redaction.looking import lines_of, waits_for_eyes
from review.store import unit
from review.store.queries import redactions as queries

NONE: frozenset[int] = frozenset()


def withheld(rows: Sequence[Any]) -> frozenset[int]:
    """Which pages, the so manieth of all, of the scans of a reviewer's own read."""
    if not rows or not rows[0].looks_first:
        return NONE
    return frozenset(_withheld(rows))


def _withheld(rows: Sequence[Any]) -> Iterator[int]:
    left = _left(rows)
    before = 0
    for row in rows:
        for page in range(1, row.n_pages + 1):
            if page > row.n_looked or page in left.get(row.digest, NONE):
                yield before + page
        before += row.n_pages


def _left(rows: Sequence[Any]) -> dict[str, frozenset[int]]:
    """Pages on which something can still be read, or may be, by scan.

    Asked only if there are any.
    """
    if not any(row.n_left or row.n_unsure for row in rows):
        return {}
    with unit.reading():
        looks = queries.looks(rows[0].case_id)
    return {
        digest: frozenset(
            n
            for n, line in enumerate(lines_of(look), 1)
            if line.n_left or waits_for_eyes(n, line, look.seen)
        )
        for digest, look in looks.items()
    }
