"""Taking in results of earlier years: shown as such, never ranked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from review.domain.cases import EarlierResultRecord, Remark
from review.domain.errors import N_
from review.services.intake.known import Known
from review.services.intake.steps import Effect, RowRefused, Step, compared, refused
from review.store import unit
from review.store.models import EarlierResult
from review.store.queries import intake as queries

NAMESAKE = N_(
    "%(name)s is on the list of handlers with another number than %(number)s, so this "
    "result is kept as a namesake's. Correct the number if it is one person."
)
WHOSE = N_(
    "Nobody on the list of handlers has the number %(number)s: add the name, or the case "
    "number."
)
TWINS = N_(
    "Another row of this table has the same year, case number and name: give each its "
    "case number."
)
TAKEN = N_(
    "The result of another handler called %(name)s is stored for this year: add the case "
    "number, so that both can be kept."
)
Key = tuple[int, str, str]


def plan(rows: Sequence[tuple[int, EarlierResultRecord]], known: Known) -> list[Step]:
    """A result is known by its year, case number and handler."""
    stored = {
        (row.year, row.case_no, row.handler_name): row
        for row in queries.earlier_results(known.bureau_id)
    }
    named = [(line, _named(record, known)) for line, record in rows]
    times = Counter(_key(record) for _line, record in named)
    return [
        _step(line, record, stored.get(_key(record)), known, times[_key(record)])
        for line, record in named
    ]


def _named(record: EarlierResultRecord, known: Known) -> EarlierResultRecord:
    """A number alone says the name, if it is a known handler's."""
    found = known.handler_by_licence.get(record.licence_no)
    return (
        record if record.handler or not found else replace(record, handler=found.name)
    )


def _key(record: EarlierResultRecord) -> Key:
    return record.year, record.case_no, record.handler


def _step(
    line: int, record: EarlierResultRecord, stored: Any, known: Known, times: int
) -> Step:
    label = f"{record.year} {record.case_no or record.handler}"
    try:
        known.check_name(record.handler, record.licence_no)
        _check_whose(record, stored, known, times)
    except RowRefused as refusal:
        return refused(line, label, refusal)
    step = compared(line, label, record, stored, _values(record, known))
    if _is_namesake(record, known):
        said = (("name", record.handler), ("number", record.licence_no))
        step.remarks = (Remark(NAMESAKE, said),)
    return step


def _check_whose(
    record: EarlierResultRecord, stored: Any, known: Known, times: int
) -> None:
    """Without a case number a name stands for one result of a year, and one person."""
    if not (record.case_no or record.handler):
        raise RowRefused(WHOSE, number=record.licence_no)
    if times > 1:
        raise RowRefused(TWINS)
    if stored is None or record.case_no:
        return
    holder = known.handler_by_person.get(stored.person_id)
    now = _person(record, known)
    if (
        holder
        and holder.person_id != now
        and holder in known.handlers_called(record.handler)
    ):
        raise RowRefused(TAKEN, name=record.handler)


def _values(record: EarlierResultRecord, known: Known) -> dict[str, Any]:
    score = record.score
    return {
        "person_id": _person(record, known),
        "firm_name": record.firm,
        "grade": record.grade,
        "score": None if score is None else int(score.scaleb(2)),
    }


def _person(record: EarlierResultRecord, known: Known) -> int | None:
    """The handler if the row says clearly who; a name alone must be unique."""
    found = known.handler_by_licence.get(record.licence_no)
    same = known.handlers_called(record.handler)
    if not record.licence_no and len(same) == 1:
        found = same[0]
    return int(found.person_id) if found else None


def _is_namesake(record: EarlierResultRecord, known: Known) -> bool:
    """Somebody known bears the name, but not the number."""
    is_unknown = record.licence_no not in known.handler_by_licence
    named = known.handlers_called(record.handler)
    return bool(record.licence_no and is_unknown and named)


def apply(event: unit.Recorded, steps: Sequence[Step], known: Known) -> None:
    created = []
    for step in steps:
        record = step.record
        assert isinstance(record, EarlierResultRecord)
        if step.effect is Effect.CREATED:
            key = {
                "year": record.year,
                "case_no": record.case_no,
                "handler_name": record.handler,
            }
            created.append({**step.values, **key, "bureau_id": known.bureau_id})
        else:
            unit.change(event, EarlierResult, {"id": step.target.id}, **step.values)
    unit.add_all(event, EarlierResult, created)
