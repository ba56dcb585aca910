"""What a reviewer is told of paper volumes: with oneself, or kept by the office."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from review.domain.custody import Move, Moved, Place, held_after, seen_by_reader
from review.domain.policy import Action, Viewer, require
from review.services.own_objects import speak_of_own
from review.store import unit
from review.store.queries import custody as queries
from review.store.queries import kept_volumes


@dataclass(frozen=True, slots=True)
class OwnVolume:
    """A file one reviews, and whether its volumes are with oneself."""

    public_id: str
    case_no: str
    stage: str
    volume_set: str
    campaign: str
    place: Place
    is_submitted: bool


def own(*, viewer: Viewer) -> tuple[OwnVolume, ...]:
    """With oneself is also what one kept back of a file that went on without it."""
    require(viewer, Action.REVIEW)
    speak_of_own(viewer)
    with unit.reading():
        asked = {"person_id": viewer.person_id, "bureau_id": viewer.bureau_id}
        rows, moves = queries.own(**asked), kept_volumes.own_moves(**asked)
    kept = {
        key
        for key, book in groupby(moves, key=lambda row: row.public_id)
        if _has_some(tuple(book))
    }
    return tuple(
        OwnVolume(
            row.public_id,
            row.case_no,
            row.stage,
            row.volume_set,
            row.campaign,
            seen_by_reader(is_own=bool(row.is_own) or row.public_id in kept),
            bool(row.is_submitted),
        )
        for row in rows
    )


def _has_some(book: tuple[Any, ...]) -> bool:
    held = held_after(Moved(Move(row.kind), row.n_volumes, row.code) for row in book)
    return held.due(Move.BACK, book[0].code) > 0
