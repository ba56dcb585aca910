"""Taking in results of earlier years: shown as such, never ranked."""

from __future__ import annotations

from collections.abc import Sequence
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


def plan(rows: Sequence[tuple[int, EarlierResultRecord]], known: Known) -> list[Step]:
    """A result is known by its year, case number and handler."""
    stored = {
        (row.year, row.case_no, row.handler_name): row
        for row in queries.earlier_results(known.bureau_id)
    }
    return [
        _step(
            line,
            record,
            stored.get((record.year, record.case_no, record.handler)),
            known,
        )
        for line, record in rows
    ]


def _step(line: int, record: EarlierResultRecord, stored: Any, known: Known) -> Step:
    label = f"{record.year} {record.case_no or record.handler}"
    try:
        known.check_name(record.handler, record.licence_no)
    except RowRefused as refusal:
        return refused(line, label, refusal)
    step = compared(line, label, record, stored, _values(record, known))
    if _is_namesake(record, known):
        said = (("name", record.handler), ("number", record.licence_no))
        step.remarks = (Remark(NAMESAKE, said),)
    return step


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
