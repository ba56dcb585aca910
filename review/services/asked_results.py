"""What a superior asks the bureaus below for: the results of a year, until it withdraws."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from review.domain.collecting import MOST_REASON, YEARS, Asked
from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.notices import Line, NoticeKind
from review.domain.policy import Action, Viewer, require
from review.services.accounts import actor_of
from review.services.notices import tell_below
from review.store import unit
from review.store.models import Collection, CollectionChange
from review.store.queries import bureaus
from review.store.queries import exchange as queries


class BadYear(RuleBroken):
    sentence = N_("The year lies between 2000 and 2100.")


class BadDay(RuleBroken):
    sentence = N_("Give the date as year, month and day.")


class AskedAlready(RuleBroken):
    sentence = N_("The results of %(year)s have been asked for already.")


class NoReason(RuleBroken):
    sentence = N_(
        "Say in at most %(most)s characters why the results are no longer asked for."
    )


def ask(*, viewer: Viewer, year: int, due_on: date | None, at: datetime) -> None:
    """Ask the bureaus below for the results of a year, once; anew after a withdrawal."""
    require(viewer, Action.EXCHANGE)
    if year not in YEARS:
        raise BadYear
    taken = AskedAlready(year=year)
    twice = {"collections": taken, "collection_changes": taken}
    with unit.refusing(twice), unit.transaction():
        before = queries.collection(viewer.bureau_id or 0, year)
        if before is not None and not before.is_withdrawn:
            raise taken
        event = unit.record(
            "results_asked",
            chain=f"bureau:{viewer.bureau_id}",
            actor=actor_of(viewer),
            at=at,
            payload={"year": year, "due_on": due_on and due_on.isoformat()},
        )
        if before is not None:
            _change(event, before, at, due_on=due_on)
        else:
            unit.add(
                event,
                Collection,
                bureau_id=viewer.bureau_id,
                year=year,
                due_on=due_on,
                asked_at=at,
            )
        _tell(event, viewer, NoticeKind.COLLECTED, Line(str(year), 0, due_on))


def withdraw(*, viewer: Viewer, year: int, reason: str, at: datetime) -> None:
    """Ask for the results of a year no longer; what was delivered stays.

    Sent twice it is done once.
    """
    require(viewer, Action.EXCHANGE)
    reason = " ".join(reason.split())
    if not 0 < len(reason) <= MOST_REASON:
        raise NoReason(most=MOST_REASON)
    bureau_id = viewer.bureau_id or 0
    with unit.transaction():
        if queries.collection(bureau_id, year) is None:
            raise NotVisible
        unit.hold(f"bureau:{bureau_id}")
        # Behind the chain's lock: somebody may have withdrawn it meanwhile.
        asked = queries.collection(bureau_id, year)
        if asked.is_withdrawn:
            return
        event = unit.record(
            "results_unasked",
            chain=f"bureau:{bureau_id}",
            actor=actor_of(viewer),
            at=at,
            payload={"year": year},
        )
        _change(event, asked, at, reason=reason)
        _tell(event, viewer, NoticeKind.UNCOLLECTED, Line(str(year), 0))


def _change(
    event: unit.Recorded,
    asked: Any,
    at: datetime,
    *,
    due_on: date | None = None,
    reason: str = "",
) -> None:
    unit.add(
        event,
        CollectionChange,
        bureau_id=asked.bureau_id,
        collection_id=asked.id,
        number=(asked.number or 0) + 1,
        is_withdrawn=bool(reason),
        due_on=due_on,
        reason=reason,
        changed_at=at,
    )


def receive(
    *, bureau_id: int, superior_id: int, said: Asked, at: datetime, cause: unit.Recorded
) -> None:
    """Keep what a superior elsewhere asks for or no longer does, as it says it."""
    event = unit.record(
        "request_received",
        chain=f"bureau:{bureau_id}",
        actor=unit.SYSTEM,
        at=at,
        targets=[("bureau", superior_id)],
        payload={"year": said.year, "is_withdrawn": said.is_withdrawn},
        cause=cause,
    )
    known = queries.collection(superior_id, said.year)
    is_new = known is None
    if is_new:
        unit.add(
            event,
            Collection,
            bureau_id=superior_id,
            year=said.year,
            due_on=said.due_on,
            asked_at=said.asked_at,
        )
        known = queries.collection(superior_id, said.year)
    if not is_new or said.is_withdrawn:
        moment = said.withdrawn_at or said.asked_at
        _change(event, known, moment, due_on=said.due_on, reason=said.reason)
    kind = NoticeKind.UNCOLLECTED if said.is_withdrawn else NoticeKind.COLLECTED
    tell_below(event, kind, Line(str(said.year), 0, said.due_on), [bureau_id])


def is_known(superior_id: int, said: Asked) -> bool:
    """Whether this stands here already, in the open transaction."""
    row = queries.collection(superior_id, said.year)
    return row is not None and as_asked(row).is_as(said)


def _tell(event: unit.Recorded, viewer: Viewer, kind: NoticeKind, line: Line) -> None:
    below = [each.id for each in bureaus.subordinates(viewer.bureau_id or 0)]
    tell_below(event, kind, line, below)


def asked_of_us(*, viewer: Viewer) -> tuple[Asked, ...]:
    """The years that the superior asks the viewer's bureau for."""
    require(viewer, Action.EXCHANGE)
    with unit.reading():
        above = bureaus.superior(viewer.bureau_id or 0)
        rows = queries.collections(above.id) if above else ()
    return tuple(map(as_asked, rows))


def asked_by_us(*, viewer: Viewer) -> tuple[Asked, ...]:
    require(viewer, Action.EXCHANGE)
    with unit.reading():
        return tuple(map(as_asked, queries.collections(viewer.bureau_id or 0)))


def as_asked(row: Any) -> Asked:
    """As it stands by what was changed last."""
    if row.is_withdrawn:
        return Asked(row.year, None, row.asked_at, row.changed_at, row.reason)
    if row.number is not None:
        return Asked(row.year, row.changed_due_on, row.changed_at)
    return Asked(row.year, row.due_on, row.asked_at)
