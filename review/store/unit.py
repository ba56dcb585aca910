"""One action, one transaction, one event: the only way to change the database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from types import SimpleNamespace
from typing import Any

from sqlalchemy import (
    Connection,
    Executable,
    Insert,
    bindparam,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError, OperationalError

from review.domain.errors import Busy, RuleBroken
from review.store import audience as audiences
from review.store.counting import counting, note
from review.store.database import Base, db, new_public_id, writing
from review.store.json_text import CANONICAL
from review.store.kept import Answer, kept
from review.store.lending import Lent
from review.store.models.records import Chain, Event, EventTarget
from review.store.turns import turn

Head = tuple[int, str]
_connection: ContextVar[Connection | None] = ContextVar("connection", default=None)
_heads: ContextVar[dict[str, Head] | None] = ContextVar("heads", default=None)
"""While something is being written: the ends of the chains this transaction holds."""
EMPTY = "0" * 64
Values = dict[str, Any] | Sequence[Mapping[str, Any]] | None
# PostgreSQL: serialization failure, deadlock, lock not available, timeout.
LOCKED = frozenset({"40001", "40P01", "55P03", "57014"})
EVENT_FORMAT = "event/1 sha-256"


class NoTransaction(RuntimeError):
    """A change was attempted outside `unit.transaction()`."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a user, a reviewer under a code, the operator, or the system."""

    kind: str
    name: str


SYSTEM = Actor("system", "system")


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event already written; every change names the event that explains it."""

    id: int
    at: datetime


def connection() -> Connection:
    """The connection of the current transaction or reading."""
    current = _connection.get()
    if current is None:
        raise NoTransaction("no transaction is open")
    return current


def run(statement: Executable, values: Values = None) -> Answer:
    """Execute a statement that a module keeps; compiled where it is first met."""
    current = connection()
    rows = [values] if isinstance(values, dict) else values or [{}]
    known = kept(statement, current.dialect, tuple(rows[0]), len(rows) > 1)
    note(statement, len(rows))
    return known.run(current, rows)


@contextmanager
def transaction(audience: str = audiences.STAFF) -> Iterator[Connection]:
    """Everything inside becomes durable together, or nothing does.

    It does not nest: a service function is one transaction, and what it calls joins.
    """
    if _connection.get() is not None:
        raise NoTransaction("a service function called another one's transaction")
    mark, heads = writing.set(True), _heads.set({})
    try:
        with counting(db.engine), turn(db.engine), _opened(audience) as current:
            yield current
    finally:
        _heads.reset(heads)
        writing.reset(mark)


def is_writing() -> bool:
    """Whether what is seen now may still be undone."""
    return _heads.get() is not None


def reading(audience: str = audiences.STAFF) -> AbstractContextManager[Connection]:
    """A consistent view for a page; inside a transaction it is that transaction.

    Every statement in it sees the same moment: SQLite's transactions do so by
    themselves, PostgreSQL's are asked to, and to refuse writing too.
    """
    current = _connection.get()
    return _opened(audience) if current is None else nullcontext(current)


@contextmanager
def _opened(audience: str) -> Iterator[Connection]:
    try:
        with Lent(db.engine) as current:
            begun = _suited(current).begin()
            token = _connection.set(current)
            try:
                with audiences.limited(current, audience):
                    yield current
            finally:
                _connection.reset(token)
            # Anything else undoes it: what failed is closed, and so is what it began.
            begun.commit()
    except OperationalError as error:
        if _is_busy(error):
            raise Busy from error
        raise


def _suited(current: Connection) -> Connection:
    """Set, before it begins, what the transaction needs on PostgreSQL."""
    if current.dialect.name == "sqlite":
        return current
    has_read = "postgresql_readonly" in current.get_execution_options()
    if not is_writing():
        level, is_reading = "REPEATABLE READ", True
    elif has_read:
        level, is_reading = current.default_isolation_level, False
    else:
        return current
    return current.execution_options(
        isolation_level=level, postgresql_readonly=is_reading
    )


def _is_busy(error: OperationalError) -> bool:
    """A lock not given in time, or two that waited for one another."""
    state = getattr(error.orig, "sqlstate", None)
    return state in LOCKED if state else "locked" in str(error.orig)


@contextmanager
def refusing(rules: Mapping[str, RuleBroken]) -> Iterator[None]:
    """Turn a broken database constraint into the rule it stands for.

    The key is a constraint's name or, as SQLite names unique columns only, a piece of
    its message such as "reads.read_id".
    """
    try:
        yield
    except IntegrityError as error:
        message = str(error.orig)
        for key, rule in rules.items():
            if key in message:
                raise rule from error
        raise


def record(
    kind: str,
    *,
    chain: str,
    actor: Actor,
    at: datetime,
    targets: Iterable[tuple[str, int]] = (),
    payload: Mapping[str, Any] | None = None,
    cause: Recorded | None = None,
) -> Recorded:
    """Append an event to its chain. The payload holds ids and digests, never texts."""
    _demand_writing()
    body, about = dict(payload or {}), list(targets)
    seq, previous = _advance(chain)
    values = {
        "public_id": new_public_id(),
        "chain": chain,
        "chain_seq": seq,
        "kind": kind,
        "actor_kind": actor.kind,
        "actor": actor.name,
        "cause_id": cause.id if cause else None,
        "payload_digest": digest_of(body),
        "previous_digest": previous,
        "at": at,
    }
    digest = event_digest(SimpleNamespace(**values), about)
    event_id = _insert_one(Event, payload=body, digest=digest, **values)
    _move_head(chain, seq, digest)
    rows = [{"event_id": event_id, "kind": k, "target_id": i} for k, i in about]
    if rows:
        run(_insert_into(EventTarget), rows)
    return Recorded(event_id, at)


def event_digest(row: Any, targets: Iterable[tuple[str, int]]) -> str:
    """Of everything an event says and of the event before it."""
    return digest_of(
        [
            EVENT_FORMAT,
            row.chain,
            row.chain_seq,
            row.public_id,
            row.kind,
            row.actor_kind,
            row.actor,
            row.cause_id,
            row.payload_digest,
            sorted([kind, target_id] for kind, target_id in targets),
            row.previous_digest,
            moment(row.at),
        ]
    )


def hold(chain: str) -> None:
    """Wait for the chain's lock now, so that nobody changes what is read from here on.

    For actions that must look at what others may be changing before they can say what
    their own event is.
    """
    _demand_writing()
    _advance(chain)


def add(event: Recorded, model: type[Base], **values: Any) -> int | str:
    """Insert one row, explained by the event; gives its primary key."""
    _demand_writing()
    if "event_id" in model.__table__.columns:
        values.setdefault("event_id", event.id)
    return _insert_one(model, **values)


def add_all(
    event: Recorded, model: type[Base], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert many rows in one statement, explained by the event."""
    _demand_writing()
    if not rows:
        return
    if "event_id" in model.__table__.columns:
        rows = [{"event_id": event.id, **row} for row in rows]
    run(_insert_into(model), rows)


def change(
    event: Recorded, model: type[Base], where: Mapping[str, Any], **values: Any
) -> int:
    """Change the rows that match; gives their number. Never for append-only tables."""
    _demand_writing(event)
    columns = model.__table__.columns
    statement = update(model).values(**values)
    for name, value in where.items():
        column = columns[name]
        test = column.in_(value) if isinstance(value, list) else column == value
        statement = statement.where(test)
    return connection().execute(statement).rowcount


def digest_of(value: Any) -> str:
    """SHA-256 of the canonical JSON of a value."""
    return hashlib.sha256(CANONICAL(value).encode()).hexdigest()


def _insert_one(model: type[Base], **values: Any) -> Any:
    """A row's key is its own where it brings one, otherwise the database's next."""
    key = model.__table__.primary_key.columns[0].name
    if key not in values and connection().dialect.name != "sqlite":
        return run(_insert_returning(model), values).one()[0]
    # SQLite says the key without being asked. Asked, it looks at every table that
    # refers to this one, and those for outsiders may not look at all of them.
    done = run(_insert_into(model), values)
    if key in values:
        return values[key]
    return done.lastrowid


@cache
def _insert_into(model: type[Base]) -> Insert:
    """Built once: building and comparing a statement costs more than sending it."""
    return insert(model.__table__)


@cache
def _insert_returning(model: type[Base]) -> Insert:
    # From a new statement: one that was compiled remembers that it returns nothing, and
    # so would its copy.
    return insert(model.__table__).returning(*model.__table__.primary_key)


def moment(at: datetime) -> str:
    """A moment as the digests write it: UTC, ISO 8601."""
    return at.astimezone(UTC).isoformat()


def _demand_writing(event: Recorded | None = None) -> None:
    if not is_writing() or (event is not None and event.id < 1):
        raise NoTransaction("a change needs unit.transaction() and its event")


def _advance(chain: str) -> Head:
    """The place of the next event and the digest it goes on from."""
    heads = _heads.get() or {}
    if chain in heads:
        seq, digest = heads[chain]
        return seq + 1, digest
    # The row lock keeps two transactions from taking the same place in the chain.
    found = run(_HEAD, {"name": chain}).first()
    if found is None:
        # Of two that begin a chain at once, the second waits here for the first.
        run(_BEGIN, {"name": chain, "digest": EMPTY})
        found = run(_HEAD, {"name": chain}).one()
    return found.head_seq + 1, found.head_digest


_HEAD = (
    select(Chain.head_seq, Chain.head_digest)
    .where(Chain.name == bindparam("name"))
    .with_for_update()
)
_BEGIN = text(
    "INSERT INTO chains (name, head_seq, head_digest) VALUES (:name, 0, :digest) "
    "ON CONFLICT DO NOTHING"
)


def _move_head(chain: str, seq: int, digest: str) -> None:
    run(_MOVE_HEAD, {"chain": chain, "head_seq": seq, "head_digest": digest})
    heads = _heads.get()
    assert heads is not None
    heads[chain] = seq, digest


_MOVE_HEAD = update(Chain.__table__).where(Chain.name == bindparam("chain"))
