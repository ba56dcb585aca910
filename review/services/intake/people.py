"""Taking in handlers and reviewers: one person, several capacities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from review.domain.cases import HandlerRecord, Remark, ReviewerRecord
from review.domain.errors import N_, RuleBroken, ngettext
from review.gateways.pinyin import person_key
from review.services import conflicts
from review.services.calling import note_phone
from review.services.intake import namesakes, renamed
from review.services.intake.known import Known
from review.services.intake.steps import Effect, RowRefused, Step, compared, refused
from review.store import unit
from review.store.models import (
    Affiliation,
    DeclaredConflict,
    Handler,
    Person,
    Reviewer,
)
from review.store.unit import SYSTEM

TAKEN_BACK = ngettext(
    "%(n)s open file is taken back from this reviewer.",
    "%(n)s open files are taken back from this reviewer.",
)


def plan_handlers(
    rows: Sequence[tuple[int, HandlerRecord]], known: Known
) -> list[Step]:
    """A handler is known by the licence number."""
    listed = {record.licence_no: record.name for _line, record in rows}
    return [_handler_step(line, record, listed, known) for line, record in rows]


def _handler_step(
    line: int, record: HandlerRecord, listed: Mapping[str, str], known: Known
) -> Step:
    stored = known.handler_by_licence.get(record.licence_no)
    try:
        firm_id = known.firm_id(record.firm)
        reviewer = None if stored else namesakes.reviewer_of(record, known)
        if stored is not None:
            renamed.check(record, stored, listed, known)
    except RowRefused as refusal:
        return refused(line, record.name, refusal)
    values: dict[str, Any] = {
        "name": record.name,
        "category": record.category.value,
        "practising_since": record.practising_since,
    }
    step = compared(line, record.name, record, stored, values)
    person = stored or reviewer
    if person is None:
        step.remarks = namesakes.noted_of_handler(record, known)
    step.values["person_id"] = person.person_id if person else None
    return _with_firm(step, known, firm_id, step.values["person_id"])


def _with_firm(
    step: Step, known: Known, firm_id: int | None, person_id: int | None
) -> Step:
    """A person who moved to another firm is changed too."""
    step.values["firm_id"] = firm_id
    if person_id is None or firm_id is None:
        return step
    current = known.current_affiliation(person_id)
    if current is None or current.firm_id != firm_id:
        if step.effect is not Effect.CREATED:
            step.effect = Effect.CHANGED
        old = current.firm_id if current else None
        step.changes = (*step.changes, ("firm_id", old, firm_id))
    return step


def apply_handlers(
    event: unit.Recorded, steps: Sequence[Step], known: Known, today: date
) -> None:
    for step in steps:
        record = step.record
        assert isinstance(record, HandlerRecord)
        own = {key: step.values[key] for key in ("category", "practising_since")}
        if step.effect is Effect.CREATED:
            person_id = step.values["person_id"]
            person_id = person_id or _add_person(event, known, record.name)
            unit.add(
                event,
                Handler,
                bureau_id=known.bureau_id,
                person_id=person_id,
                licence_no=record.licence_no,
                **own,
            )
        else:
            person_id = step.target.person_id
            unit.change(event, Handler, {"id": step.target.id}, **own)
            _rename(event, person_id, record.name)
        since = record.joined_on
        _affiliate(event, known, person_id, step.values["firm_id"], since, today)


def _add_person(event: unit.Recorded, known: Known, name: str) -> int:
    return int(
        unit.add(
            event,
            Person,
            bureau_id=known.bureau_id,
            name=name,
            name_key=person_key(name),
        )
    )


def _rename(event: unit.Recorded, person_id: int, name: str) -> None:
    unit.change(event, Person, {"id": person_id}, name=name, name_key=person_key(name))


def _affiliate(
    event: unit.Recorded,
    known: Known,
    person_id: int,
    firm_id: int | None,
    since: date | None,
    today: date,
) -> None:
    """End the present affiliation the day before the new one begins."""
    current = known.current_affiliation(person_id)
    if firm_id is None or (current is not None and current.firm_id == firm_id):
        return
    if current is not None:
        since = since or today
        ends_on = since - timedelta(days=1)
        unit.change(event, Affiliation, {"id": current.id}, ends_on=ends_on)
    unit.add(
        event,
        Affiliation,
        bureau_id=known.bureau_id,
        person_id=person_id,
        firm_id=firm_id,
        starts_on=since,
    )


def plan_reviewers(
    rows: Sequence[tuple[int, ReviewerRecord]], known: Known
) -> list[Step]:
    """A reviewer is known by the number, else the licence number, else the name."""
    return namesakes.once_each(
        [_reviewer_step(line, record, known) for line, record in rows]
    )


def _reviewer_step(line: int, record: ReviewerRecord, known: Known) -> Step:
    try:
        firm_id = known.firm_id(record.firm)
        avoided = [_avoided(each, known) for each in record.avoids]
        stored = namesakes.stored_reviewer(record, known, firm_id)
        part = known.part(record.part, was=stored.part if stored else "")
        same = int(stored.person_id) if stored else None
        known.check_name(record.name, record.licence_no, but=same)
        person = _person_of(record, stored, known)
        if stored is None:
            namesakes.check_new(record, person, known)
        else:
            namesakes.check_number(record, stored, known)
    except RuleBroken as refusal:
        return refused(line, record.name, refusal)
    values: dict[str, Any] = {
        "name": record.name,
        "part": part,
        "cap": record.cap,
        "panel_lead": record.panel_lead,
        "organisation": record.organisation,
        "practising_since": record.practising_since,
        "competences": list(record.competences),
        "away_from": record.away_from,
        "away_until": record.away_until,
        "area_id": _area(record, known),
        "licence_no": _licence(record, stored, known),
    }
    step = compared(line, record.name, record, stored, values)
    step.values |= {"person_id": person, "avoids": avoided}
    if person is None:
        step.remarks = namesakes.noted(record, known, firm_id)
    step = _with_phone(_with_firm(step, known, firm_id, person), record, known)
    return _with_conflicts(step, record, known)


def _licence(record: ReviewerRecord, stored: Any, known: Known) -> str:
    """Kept only as long as no list of handlers has it."""
    if record.licence_no in known.handler_by_licence:
        return stored.licence_no if stored else ""
    return record.licence_no or (stored.licence_no if stored else "")


def _area(record: ReviewerRecord, known: Known) -> int | None:
    """The county written; 0 for one to be founded, None for none."""
    if not record.county:
        return None
    found = known.areas.get(known.area_name(record.county))
    return int(found.id) if found else 0


def _with_phone(step: Step, record: ReviewerRecord, known: Known) -> Step:
    """A number that is given takes the place of the one before; that is not shown."""
    is_new = record.phone and known.phones.get(step.values["person_id"]) != record.phone
    step.values["phone"] = record.phone if is_new else ""
    if is_new and step.effect is not Effect.CREATED:
        step.effect = Effect.CHANGED
        step.changes = (*step.changes, ("phone", "", record.phone))
    return step


def _with_conflicts(step: Step, record: ReviewerRecord, known: Known) -> Step:
    """A conflict not declared yet, or withdrawn since, changes a person known before."""
    person = step.values["person_id"]
    if person is None:
        return step
    pairs = zip(record.avoids, step.values["avoids"], strict=True)
    new = {each: said for said, each in pairs if (person, *each) not in known.conflicts}
    if new and step.effect is not Effect.CREATED:
        step.effect = Effect.CHANGED
        step.changes = (*step.changes, ("avoids", "", tuple(new.values())))
    if n := sum(conflicts.n_open(person, dict([each])) for each in new):
        step.remarks = (*step.remarks, Remark(TAKEN_BACK, (("n", str(n)),)))
    return step


def _person_of(record: ReviewerRecord, stored: Any, known: Known) -> int | None:
    """A reviewer who is a handler too is the same person."""
    if stored is not None:
        return int(stored.person_id)
    if record.licence_no:
        bearer = known.handler_by_licence.get(record.licence_no)
        bearer = bearer or known.reviewer_by_licence.get(record.licence_no)
        return int(bearer.person_id) if bearer else None
    same = known.handlers_called(record.name)
    firm_id = known.firm_id(record.firm)
    for handler in same:
        current = known.current_affiliation(handler.person_id)
        if firm_id and current is not None and current.firm_id == firm_id:
            return int(handler.person_id)
    return None


def _avoided(words: str, known: Known) -> tuple[str, int]:
    """A declared conflict names a firm or one handler."""
    if words in known.firms:
        return "firm_id", int(known.firms[words].id)
    people = known.handlers_called(words)
    if len(people) == 1:
        return "other_person_id", int(people[0].person_id)
    raise RowRefused(
        N_("“%(words)s” is neither a known firm nor the name of one known handler."),
        words=words,
    )


def apply_reviewers(
    event: unit.Recorded, steps: Sequence[Step], known: Known, today: date
) -> None:
    for step in steps:
        record = step.record
        assert isinstance(record, ReviewerRecord)
        person_id = step.values["person_id"]
        if person_id is None:
            person_id = _add_person(event, known, record.name)
        _write_reviewer(event, step, record, person_id, known)
        if step.values["phone"]:
            note_phone(event, known.bureau_id, person_id, step.values["phone"])
        _affiliate(event, known, person_id, step.values["firm_id"], None, today)
        for column, target in dict.fromkeys(step.values["avoids"]):
            if (person_id, column, target) not in known.conflicts:
                row = {column: target}
                _declare(event, known, person_id, row)
                conflicts.take_back(person_id, row, actor=SYSTEM, cause=event, on=today)


def _write_reviewer(
    event: unit.Recorded,
    step: Step,
    record: ReviewerRecord,
    person_id: int,
    known: Known,
) -> None:
    names = (
        *("part", "cap", "panel_lead", "practising_since", "competences"),
        *("away_from", "away_until", "organisation", "licence_no"),
    )
    own = {key: step.values[key] for key in names}
    area_id = step.values["area_id"]
    own["area_id"] = known.area_id(record.county) if area_id == 0 else area_id
    if step.effect is Effect.CREATED:
        unit.add(
            event,
            Reviewer,
            bureau_id=known.bureau_id,
            person_id=person_id,
            number=record.key[0],
            **own,
        )
    else:
        unit.change(event, Reviewer, {"id": step.target.id}, **own)
        _rename(event, person_id, record.name)


def _declare(
    event: unit.Recorded, known: Known, person_id: int, row: dict[str, Any]
) -> None:
    unit.add(
        event,
        DeclaredConflict,
        bureau_id=known.bureau_id,
        person_id=person_id,
        **row,
    )
