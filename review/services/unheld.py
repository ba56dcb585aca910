"""Files whose reads have ended: what waited for those alone is settled."""

from __future__ import annotations

from collections.abc import Iterable

from review.services.settling import settle_case
from review.store import unit
from review.store.queries import second_reads as queries


def settle_unheld(read_ids: Iterable[int], *, cause: unit.Recorded) -> None:
    """A file waits for its hidden reads only while somebody holds them.

    Whatever has ended reads asks here, in the same transaction, once others were found.
    """
    ids = sorted(read_ids)
    for file_id in queries.files_of(ids) if ids else ():
        settle_case(file_id, at=cause.at, cause=cause)
