"""The rankings of a release: what each says of itself, and the lines of one of them.

The lines of all rankings of an audience are numbered through, in the order of the
rankings; so one of them is a range of places.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select

from review.domain.publication import Audience, RowKind
from review.store import unit
from review.store.models import ReleaseRow


def rankings(release_id: int, audience: Audience) -> Sequence[Row]:
    """In the order in which they were frozen."""
    values = {"release_id": release_id, "audience": audience.value}
    return unit.connection().execute(_RANKINGS, values).all()


def standings(
    release_id: int, audience: Audience, *, first: int, last: int
) -> Sequence[Row]:
    """The lines from one place to another, in their order."""
    values: dict[str, Any] = {
        "release_id": release_id,
        "audience": audience.value,
        "first": first,
        "last": last,
    }
    return unit.connection().execute(_STANDINGS, values).all()


_OWN = (
    ReleaseRow.release_id == bindparam("release_id"),
    ReleaseRow.audience == bindparam("audience"),
)
_RANKINGS = (
    select(ReleaseRow.body)
    .where(*_OWN, ReleaseRow.kind == RowKind.RANKING.value)
    .order_by(ReleaseRow.position)
)
_STANDINGS = (
    select(ReleaseRow.body)
    .where(
        *_OWN,
        ReleaseRow.kind == RowKind.STANDING.value,
        ReleaseRow.position.between(bindparam("first"), bindparam("last")),
    )
    .order_by(ReleaseRow.position)
)
