"""The rankings of a release: what each says of itself, and the lines of one of them.

The lines of all rankings of an audience are numbered through, in the order of the
rankings; so one of them is a range of places. The names of each are kept as one text.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, bindparam, exists, select

from review.domain.publication import Audience, RowKind
from review.store import unit
from review.store.models import RankingNames, ReleaseRow
from review.store.queries.among import among


def rankings(release_id: int, audience: Audience) -> Sequence[Row]:
    """In the order in which they were frozen."""
    values = {"release_id": release_id, "audience": audience.value}
    return unit.connection().execute(_RANKINGS, values).all()


def is_ranked(release_id: int, audiences: Sequence[Audience]) -> bool:
    """Whether there is any ranking that one of these reads."""
    values = {"release_id": release_id, "audiences": [each.value for each in audiences]}
    return bool(unit.connection().scalar(_IS_RANKED, values))


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


def standings_at(
    release_id: int, audience: Audience, positions: Sequence[int]
) -> Sequence[Row]:
    """The lines at these places, in their order."""
    values: dict[str, Any] = {
        "release_id": release_id,
        "audience": audience.value,
        "positions": positions,
    }
    found = unit.connection().execute(_STANDINGS_AT, values).all()
    # Asked for in order, SQLite would go through the whole list to find them so.
    return sorted(found, key=attrgetter("position"))


def names(release_id: int, audience: Audience, list_key: str) -> str:
    """The names of one ranking, a line each, to be searched."""
    values = {
        "release_id": release_id,
        "audience": audience.value,
        "list_key": list_key,
    }
    return str(unit.connection().scalar(_NAMES, values) or "")


_OWN = (
    ReleaseRow.release_id == bindparam("release_id"),
    ReleaseRow.audience == bindparam("audience"),
)
_IS_RANKED = select(
    exists().where(
        ReleaseRow.release_id == bindparam("release_id"),
        ReleaseRow.audience.in_(bindparam("audiences", expanding=True)),
        ReleaseRow.kind == RowKind.RANKING.value,
    )
)
_RANKINGS = (
    select(ReleaseRow.body)
    .where(*_OWN, ReleaseRow.kind == RowKind.RANKING.value)
    .order_by(ReleaseRow.position)
)
_LINES = select(ReleaseRow.position, ReleaseRow.body).where(
    *_OWN, ReleaseRow.kind == RowKind.STANDING.value
)
_STANDINGS = _LINES.where(
    ReleaseRow.position.between(bindparam("first"), bindparam("last"))
).order_by(ReleaseRow.position)
_STANDINGS_AT = _LINES.where(among(ReleaseRow.position, "positions"))
_NAMES = select(RankingNames.names).where(
    RankingNames.release_id == bindparam("release_id"),
    RankingNames.audience == bindparam("audience"),
    RankingNames.list_key == bindparam("list_key"),
)
