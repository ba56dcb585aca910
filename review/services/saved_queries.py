"""Queries kept under a name: one's own, and those that the whole bureau may use.

What a kept query finds is what its user may see, not what its author could.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.policy import Action, Viewer, may, require
from review.domain.query_tokens import MOST_SIGNS
from review.domain.query_words import Subject
from review.services.accounts import actor_of
from review.store import unit
from review.store.models import SavedQuery
from review.store.queries import saved_queries as queries

MOST_NAME, MOST_KEPT = 40, 30


class CannotKeep(RuleBroken):
    sentence = N_("Give the query a name of at most %(most)s characters.")


@dataclass(frozen=True, slots=True)
class Saved:
    """A kept query as a list offers it."""

    public_id: str
    name: str
    query: str
    is_shared: bool
    is_own: bool


def may_keep(viewer: Viewer) -> bool:
    return may(viewer, Action.CASES_READ)


def usable(*, viewer: Viewer, subject: Subject) -> tuple[Saved, ...]:
    """The own queries of a list, and those shared in the bureau, by name.

    An organisation that runs a campaign by contract keeps none, and reads none of ours.
    """
    if not may_keep(viewer):
        return ()
    with unit.reading():
        rows = queries.usable(viewer.bureau_id or 0, viewer.user_id or 0, subject)
    return tuple(
        Saved(r.public_id, r.name, r.query, r.is_shared, r.user_id == viewer.user_id)
        for r in rows
    )


def keep(
    *,
    viewer: Viewer,
    subject: Subject,
    name: str,
    query: str,
    is_shared: bool,
    at: datetime,
) -> None:
    """Keep a query; one of the same name is replaced."""
    require(viewer, Action.CASES_READ)
    name, query = " ".join(name.split()), query.strip()
    if not 0 < len(name) <= MOST_NAME:
        raise CannotKeep(most=MOST_NAME)
    if not 0 < len(query) <= MOST_SIGNS:
        raise CannotKeep(N_("There is no query to keep."))
    if viewer.user_id is None:
        raise NotVisible
    with unit.transaction():
        # Looked at behind the chain's lock: the same click may come twice at once.
        unit.hold(f"bureau:{viewer.bureau_id}")
        former = queries.named(viewer.user_id, subject, name)
        if former is None and queries.n_own(viewer.user_id, subject) >= MOST_KEPT:
            raise CannotKeep(N_("At most %(most)s queries are kept."), most=MOST_KEPT)
        event = _event(viewer, "query_saved", at, unit.digest_of(query))
        if former is not None:
            unit.change(event, SavedQuery, {"id": former}, ended_event_id=event.id)
        unit.add(
            event,
            SavedQuery,
            bureau_id=viewer.bureau_id,
            user_id=viewer.user_id,
            subject=subject.value,
            name=name,
            query=query,
            is_shared=is_shared,
            created_at=at,
        )


def drop(*, viewer: Viewer, public_id: str, at: datetime) -> None:
    """Keep one of the own queries no longer; nobody drops another's."""
    require(viewer, Action.CASES_READ)
    with unit.transaction():
        row = queries.own(public_id, viewer.user_id or 0)
        if row is None:
            raise NotVisible
        event = _event(viewer, "query_dropped", at, "")
        unit.change(event, SavedQuery, {"id": row.id}, ended_event_id=event.id)


def _event(viewer: Viewer, kind: str, at: datetime, digest: str) -> unit.Recorded:
    """Who kept or dropped a query; names and texts stay out of the chain."""
    return unit.record(
        kind,
        chain=f"bureau:{viewer.bureau_id}",
        actor=actor_of(viewer),
        at=at,
        payload={"query_digest": digest} if digest else {},
    )
