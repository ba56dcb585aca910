"""The days of single steps of a case: shown to officers, entered and put right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from review.domain.case_dates import (
    KEPT_APART,
    OF_THE_CASE,
    CaseDates,
    CaseEvent,
    Dated,
    DateSource,
    case_dates,
    check_has_come,
)
from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.objects import reviewed
from review.domain.policy import Action, Viewer, require
from review.services.accounts import actor_of
from review.services.cases import conditions_of
from review.services.spoken import speak_of
from review.store import unit
from review.store.models import CaseDate
from review.store.queries import case_dates as queries

Change = tuple[date | None, date | None]
"""What stood on the page, and what stands there now."""


class ChangedMeanwhile(RuleBroken):
    """Two people put the same days right; the second one looks again."""

    sentence = N_(
        "Somebody else changed these days meanwhile. Nothing was overwritten: "
        "look at them again."
    )


@dataclass(frozen=True, slots=True)
class DateLine:
    """One kind of day; the two of the case itself come with the list of cases."""

    event: CaseEvent
    known: Dated | None
    is_of_the_case: bool


@dataclass(frozen=True, slots=True)
class CaseDatesView:
    """A case file with the days of its steps, in the order in which they come."""

    public_id: str
    case_no: str
    kind: str
    stage: str
    volume_set: str
    lines: tuple[DateLine, ...]

    @property
    def known(self) -> tuple[DateLine, ...]:
        return tuple(line for line in self.lines if line.known is not None)


def of_case(*, viewer: Viewer, public_id: str) -> CaseDatesView:
    """Every kind of day there can be, known or not."""
    with unit.reading():
        case = _case(viewer, public_id)
        known = known_of(case, queries.of_case(case.id))
    return CaseDatesView(
        public_id=case.public_id,
        case_no=case.case_no,
        kind=case.kind,
        stage=case.stage,
        volume_set=case.volume_set,
        lines=tuple(
            DateLine(event, known.get(event), event in OF_THE_CASE)
            for event in CaseEvent
        ),
    )


def known_of(case: Any, rows: Any) -> CaseDates:
    """What is known of a case, from its row and those of its days."""
    return case_dates(
        {row.kind: (row.happened_on, row.source) for row in rows},
        assigned_on=case.assigned_on,
        closed_on=case.closed_on,
    )


def _case(viewer: Viewer, public_id: str) -> Any:
    """The case file's row; one the viewer may not see is not there."""
    require(viewer, Action.INTAKE)
    case = queries.case(conditions_of(viewer), public_id)
    if case is None:
        raise NotVisible
    speak_of(reviewed(case.kind))
    return case


def change(
    *,
    viewer: Viewer,
    public_id: str,
    changes: Mapping[CaseEvent, Change],
    at: datetime,
    today: date,
) -> int:
    """Enter, put right or take away days; gives how many were changed.

    Only what differs from what the page showed is a change, so that two officers who
    each put another day right do not undo one another's work.
    """
    meant = {
        event: (was, now)
        for event, (was, now) in changes.items()
        if event in KEPT_APART and was != now
    }
    for _was, now in meant.values():
        if now is not None:
            check_has_come(now, today)
    with unit.transaction():
        case = _case(viewer, public_id)
        if not meant:
            return 0
        event = _record(viewer, case, meant, at)
        _write(event, case, meant)
    return len(meant)


def _record(
    viewer: Viewer, case: Any, meant: Mapping[CaseEvent, Change], at: datetime
) -> unit.Recorded:
    return unit.record(
        "case_dates_changed",
        chain=f"bureau:{case.bureau_id}",
        actor=actor_of(viewer),
        at=at,
        targets=[("case", case.id)],
        payload={
            event.value: [on.isoformat() if on else None for on in each]
            for event, each in meant.items()
        },
    )


def _write(event: unit.Recorded, case: Any, meant: Mapping[CaseEvent, Change]) -> None:
    """Asked behind the chain's lock: what the page showed must still be so."""
    stored = {row.kind: row for row in queries.of_case(case.id)}
    for kind, (was, now) in meant.items():
        row = stored.get(kind.value)
        if (row.happened_on if row else None) != was:
            raise ChangedMeanwhile
        if row is not None:
            ended = {"ended_event_id": event.id}
            unit.change(event, CaseDate, {"id": row.id}, **ended)
        if now is not None:
            unit.add(
                event,
                CaseDate,
                bureau_id=case.bureau_id,
                case_id=case.id,
                kind=kind.value,
                happened_on=now,
                source=DateSource.OFFICER.value,
            )
