"""How many addressees a release has, and how many rows of which kind go to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from review.domain.publication import Audience, Part, RowKind


@dataclass(frozen=True, slots=True)
class AudienceCount:
    """How many addressees an audience has, and how many rows of which kind."""

    audience: Audience
    n_addressees: int
    rows: tuple[tuple[RowKind, int], ...]

    @property
    def has_ranking(self) -> bool:
        return any(kind is RowKind.RANKING for kind, _ in self.rows)


def counted(parts: Sequence[Part]) -> tuple[AudienceCount, ...]:
    people = Counter(each.audience for each in {part.addressee for part in parts})
    rows = Counter((part.addressee.audience, part.kind) for part in parts)
    return _audiences(people, rows)


def _audiences(
    people: Mapping[Audience, int], rows: Mapping[tuple[Audience, RowKind], int]
) -> tuple[AudienceCount, ...]:
    return tuple(
        AudienceCount(
            audience,
            people[audience],
            tuple((k, rows[audience, k]) for k in RowKind if (audience, k) in rows),
        )
        for audience in Audience
        if audience in people
    )


def counted_rows(rows: Iterable[Any]) -> tuple[AudienceCount, ...]:
    """Of a release as it is stored."""
    people: Counter[Audience] = Counter()
    n_rows: dict[tuple[Audience, RowKind], int] = {}
    for each in rows:
        audience = Audience(each.audience)
        people[audience] = max(people[audience], each.n_addressees or 1)
        n_rows[audience, RowKind(each.kind)] = each.n
    return _audiences(people, n_rows)
