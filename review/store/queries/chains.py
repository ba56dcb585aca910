"""Whether the chains of events are whole: nothing changed, left out or put in.

A chain proves itself only against a head kept elsewhere: whoever may rewrite the whole
database can rewrite a whole chain. The heads are there to be printed and put away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, func, select

from review.store import unit
from review.store.models import Chain, Event, EventTarget

PAYLOAD, CONTENT, LINK, GAP, HEAD = "payload", "content", "link", "gap", "head"


@dataclass(slots=True)
class ChainState:
    """A chain as it is found: how long it is, its head, and what is wrong with it."""

    name: str
    n_events: int = 0
    head: str = unit.EMPTY
    faults: list[tuple[int, str]] = field(default_factory=list)
    """The place in the chain, and what does not fit there."""

    @property
    def family(self) -> str:
        return self.name.partition(":")[0]

    @property
    def number(self) -> str:
        return self.name.partition(":")[2]


def verified(only: Collection[str] | None = None) -> list[ChainState]:
    """Every chain, or only some, with every event calculated anew."""
    of_head, of_event = select(Chain.__table__), select(Event.chain).distinct()
    if only is not None:
        of_head = of_head.where(Chain.name.in_(only))
        of_event = of_event.where(Event.chain.in_(only))
    connection = unit.connection()
    heads = {row.name: row for row in connection.execute(of_head)}
    names = {*connection.scalars(of_event), *heads}
    return [_verified(name, heads.get(name)) for name in sorted(names)]


def _verified(name: str, head: Any) -> ChainState:
    state, targets = ChainState(name), _targets(name)
    for row in unit.connection().execute(_EVENTS, {"chain": name}):
        faults = _faults(row, state, targets.get(row.id, []))
        state.faults += [(row.chain_seq, fault) for fault in faults]
        state.n_events, state.head = row.chain_seq, row.digest
    if head is None or (head.head_seq, head.head_digest) != (
        state.n_events,
        state.head,
    ):
        state.faults.append((state.n_events, HEAD))
    return state


def _targets(name: str) -> dict[int, list[tuple[str, int]]]:
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for row in unit.connection().execute(_TARGETS, {"chain": name}):
        found[row.event_id].append((row.kind, row.target_id))
    return found


def _faults(
    row: Any, state: ChainState, targets: list[tuple[str, int]]
) -> Iterator[str]:
    if row.chain_seq != state.n_events + 1:
        yield GAP
    if row.previous_digest != state.head:
        yield LINK
    if row.payload_digest != unit.digest_of(row.payload):
        yield PAYLOAD
    if row.digest != unit.event_digest(row, targets):
        yield CONTENT


_EVENTS = (
    select(Event.__table__)
    .where(Event.chain == bindparam("chain"))
    .order_by(Event.chain_seq)
    .execution_options(yield_per=1000)
)
_TARGETS = (
    select(EventTarget.event_id, EventTarget.kind, EventTarget.target_id)
    .join(Event, Event.id == EventTarget.event_id)
    .where(Event.chain == bindparam("chain"))
)


def state() -> tuple[int, str]:
    """What changes with every event: how many there are, and the digest of the last.

    Each transaction that records an event moves a head, so a later state that can be
    read never has the same number; the digest, of something drawn by lot, tells one
    database from another and from what was restored in its place.
    """
    row = unit.run(_STATE).one()
    return int(row.n or 0), row.digest or unit.EMPTY


_LAST = select(Event.digest).order_by(Event.id.desc()).limit(1).scalar_subquery()
_STATE = select(func.sum(Chain.head_seq).label("n"), _LAST.label("digest"))
