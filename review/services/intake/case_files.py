"""Taking in case files and who handled them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from review.domain.case_dates import DateSource
from review.domain.cases import CaseRecord, Handling, Remark, only_protects
from review.domain.errors import N_, RuleBroken
from review.services.intake import protection
from review.services.intake.differences import headings
from review.services.intake.known import Known
from review.services.intake.steps import Effect, RowRefused, Step, compared, refused
from review.store import unit
from review.store.models import Case, CaseDate, CaseParticipation
from review.store.queries import case_dates as date_queries
from review.store.queries import intake as queries

AT_ONCE = 5000
"""Rows named in one statement; databases take only so many values."""

FROZEN = N_(
    "A campaign has drawn this file; its data stay as they were at the draw. "
    "Changed here: %(fields)s."
)
NAMESAKE = N_(
    "Read as %(name)s with the licence number %(number)s, on the list at “%(firm)s”. "
    "If this is somebody else, take in that handler first and add the number here."
)
HANDLERS_STAY = N_(
    "This file is stored with other handlers; who took part is never rewritten."
)


def plan(rows: Sequence[tuple[int, CaseRecord]], known: Known) -> list[Step]:
    """A file is known by its number, stage and volume set."""
    stored = {
        (row.case_no, row.stage, row.volume_set): row
        for row in queries.cases(known.bureau_id)
    }
    people: dict[int, set[int]] = {}
    for row in queries.participations(known.bureau_id) if stored else ():
        people.setdefault(row.case_id, set()).add(row.person_id)
    says_dates = any(record.dates for _line, record in rows)
    dates = date_queries.of_bureau(known.bureau_id) if stored and says_dates else {}
    steps = [
        _step(line, record, stored.get(record.key), people, dates, known)
        for line, record in rows
    ]
    protection.note(steps)
    return steps


def _step(
    line: int,
    record: CaseRecord,
    stored: Any,
    people: dict[int, set[int]],
    dates: Mapping[int, Mapping[str, Any]],
    known: Known,
) -> Step:
    took_part: Collection[int] = people.get(stored.id, set()) if stored else set()
    try:
        noted = _other_names(record, took_part, known)
        noted += _other_firms(record, known) if stored is None else ()
        handlings = [
            _handling(each, record, known) for each in (record.lead, *record.others)
        ]
        values = _values(record, stored) | {"area_id": _area(record, handlings, known)}
        step = compared(line, record.case_no, record, stored, values)
        step.values["handlings"] = handlings
        _check_stored(step, stored, handlings, took_part)
        _compare_dates(step, record, dates.get(stored.id, {}) if stored else {})
    except RuleBroken as refusal:
        return refused(line, record.case_no, refusal)
    step.remarks += noted
    return step


def _other_names(
    record: CaseRecord, took_part: Collection[int], known: Known
) -> tuple[Remark, ...]:
    """Where a number's bearer has the file already, another name is only worth a look."""
    noted: list[Remark] = []
    for each in (record.lead, *record.others):
        try:
            known.check_name(each.name, each.licence_no)
        except RowRefused as broken:
            if known.handler_by_licence[each.licence_no].person_id not in took_part:
                raise
            noted.append(Remark.of(broken))
    return tuple(noted)


def _other_firms(record: CaseRecord, known: Known) -> tuple[Remark, ...]:
    """A name alone, with a firm where its one bearer never was: a namesake, perhaps."""
    noted: list[Remark] = []
    for each in (record.lead, *record.others):
        if each.licence_no:
            continue
        found = known.handler(each.name, "", each.firm, record.closed_on)
        other = known.other_firm(found, known.firm_id(each.firm))
        if other is not None:
            said = {"name": found.name, "number": found.licence_no, "firm": other.name}
            noted.append(Remark(NAMESAKE, tuple(said.items())))
    return tuple(noted)


def _values(record: CaseRecord, stored: Any) -> dict[str, Any]:
    return {
        "kind": record.kind.value,
        "case_class": record.case_class.value,
        "origin": record.origin.value,
        "cause": record.cause,
        "assigned_on": record.assigned_on,
        "closed_on": record.closed_on,
        "sealed": _marked(record.sealed, stored and stored.sealed),
        "secret": _marked(record.secret, stored and stored.secret),
    }


def _marked(said: bool | None, stored: bool | None) -> bool:
    """What protects a file is not lifted by a cell that says nothing."""
    return bool(stored) if said is None else said


def _handling(handling: Handling, record: CaseRecord, known: Known) -> dict[str, Any]:
    """Who, and for which firm: the one written, else the one on the closing date."""
    found = known.handler(
        handling.name, handling.licence_no, handling.firm, record.closed_on
    )
    firm_id = known.firm_id(handling.firm)
    return {
        "person_id": found.person_id,
        "firm_id": firm_id or known.firm_on(found.person_id, record.closed_on),
        "share": handling.share,
    }


def _area(
    record: CaseRecord, handlings: Sequence[dict[str, Any]], known: Known
) -> int | None:
    """The county written, else that of the lead's firm; None for one to be founded."""
    if record.county:
        found = known.areas.get(known.area_name(record.county))
        return int(found.id) if found else None
    firm = known.firm_by_id.get(handlings[0]["firm_id"])
    return int(firm.area_id if firm else known.own_area.id)


def _check_stored(
    step: Step,
    stored: Any,
    handlings: Sequence[dict[str, Any]],
    took_part: Collection[int],
) -> None:
    if stored is None:
        return
    if set(took_part) != {each["person_id"] for each in handlings}:
        raise RowRefused(HANDLERS_STAY)
    frozen = [each for each in step.changes if not only_protects(*each)]
    if stored.is_drawn and frozen:
        raise RowRefused(FROZEN, fields=headings(frozen))


def _compare_dates(step: Step, record: CaseRecord, known: Mapping[str, Any]) -> None:
    """The days of steps that are new or differ; an empty cell takes none away.

    A draw freezes the case, not these: they change nothing that was drawn, and a
    bureau may learn them when the reviews have begun.
    """
    new = [
        (event, on, known.get(event.value))
        for event, on in record.dates
        if event.value not in known or known[event.value].happened_on != on
    ]
    step.values["dates"] = new
    if step.effect is not Effect.CREATED and new:
        step.effect = Effect.CHANGED
        step.changes += tuple(
            (event.value, old.happened_on.isoformat() if old else "", on.isoformat())
            for event, on, old in new
        )


def apply(event: unit.Recorded, steps: Sequence[Step], known: Known) -> None:
    """Two statements for all new files, whatever their number."""
    created = [step for step in steps if step.effect is Effect.CREATED]
    unit.add_all(event, Case, [_row(step, known) for step in created])
    ids = {
        (row.case_no, row.stage, row.volume_set): row.id
        for row in queries.case_ids(known.bureau_id, event_id=event.id)
    }
    participations = [
        row
        for step in created
        for row in _participations(step, ids[_record(step).key], known)
    ]
    unit.add_all(event, CaseParticipation, participations)
    for step in steps:
        if step.effect is Effect.CHANGED and not step.target.is_drawn:
            unit.change(event, Case, {"id": step.target.id}, **_own(step, known))
    protection.apply(event, steps)
    _apply_dates(event, steps, ids, known)


def _apply_dates(
    event: unit.Recorded,
    steps: Sequence[Step],
    ids: Mapping[tuple[str, ...], int],
    known: Known,
) -> None:
    """What is no longer so ends; what is new is put beside it."""
    changes = [
        (ids.get(_record(step).key) or step.target.id, *each)
        for step in steps
        for each in step.values["dates"]
    ]
    ended = [old.id for _case_id, _event, _on, old in changes if old is not None]
    for first in range(0, len(ended), AT_ONCE):
        some = ended[first : first + AT_ONCE]
        unit.change(event, CaseDate, {"id": some}, ended_event_id=event.id)
    rows = [
        {
            "bureau_id": known.bureau_id,
            "case_id": case_id,
            "kind": kind.value,
            "happened_on": on,
            "source": DateSource.SPREADSHEET.value,
        }
        for case_id, kind, on, _old in changes
    ]
    unit.add_all(event, CaseDate, rows)


def _record(step: Step) -> CaseRecord:
    assert isinstance(step.record, CaseRecord)
    return step.record


def _own(step: Step, known: Known) -> dict[str, Any]:
    area_id = step.values["area_id"] or known.area_id(_record(step).county)
    apart = ("handlings", "dates")
    own = {key: value for key, value in step.values.items() if key not in apart}
    return own | {"area_id": area_id}


def _row(step: Step, known: Known) -> dict[str, Any]:
    record = _record(step)
    return {
        **_own(step, known),
        "bureau_id": known.bureau_id,
        "case_no": record.case_no,
        "stage": record.stage.value,
        "volume_set": record.volume_set,
    }


def _participations(step: Step, case_id: int, known: Known) -> list[dict[str, Any]]:
    """The first handler leads and carries the grade; one person stands in once."""
    rows: dict[int, dict[str, Any]] = {}
    for number, handling in enumerate(step.values["handlings"]):
        rows.setdefault(
            handling["person_id"],
            {
                **handling,
                "bureau_id": known.bureau_id,
                "case_id": case_id,
                "capacity": "handler" if number else "lead_handler",
            },
        )
    return list(rows.values())
