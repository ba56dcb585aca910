"""Taking in results of earlier years: shown as such, never ranked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from review.domain.cases import EarlierResultRecord, Remark
from review.domain.cells import house
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
    "Another row of this table has the same year and name, and the same case number or "
    "none: give each its case number, or its licence number."
)
TAKEN = N_(
    "A result of %(name)s is stored for this year and may be that of another person of "
    "this name: add the licence number or the case number, so that both can be kept."
)
Key = tuple[int, str, str, str]


class _Stored:
    """The results that are stored, and which of them a row is about."""

    def __init__(self, rows: Sequence[Any], known: Known) -> None:
        self.known = known
        self.by_key: dict[Key, Any] = {}
        self.called: dict[tuple[int, str], list[Any]] = defaultdict(list)
        for row in rows:
            key = (row.year, row.case_no, row.handler_name, row.licence_no)
            self.by_key[key] = row
            if not row.case_no:
                self.called[row.year, row.handler_name].append(row)

    def of(self, key: Key, record: EarlierResultRecord, rows: int) -> Any:
        """The same case, or the same person; a name alone may be a namesake's.

        `rows` of the table bear this name in this year.
        """
        found = self.by_key.get(key)
        if record.case_no or (found and (key[3] or _says_same(found, record))):
            return found
        called = self.called[record.year, record.handler]
        if key[3]:
            called = [row for row in called if not row.licence_no]
        if not called or (key[3] and _are_apart(called[0], record)):
            return None
        if (
            len(called) > 1
            or called[0].licence_no
            or not self._is_same(called[0], record, rows)
        ):
            raise RowRefused(TAKEN, name=record.handler)
        return called[0]

    def _is_same(self, row: Any, record: EarlierResultRecord, rows: int) -> bool:
        """Nobody else may be meant, or the firm says that it is the same person."""
        if _are_apart(row, record):
            return False
        says_firm = bool(row.firm_name and record.firm)
        return says_firm or (
            rows == 1 and len(self.known.handlers_called(record.handler)) < 2
        )


def _says_same(row: Any, record: EarlierResultRecord) -> bool:
    """Of the same firm, or nothing in it differs."""
    if row.firm_name and house(row.firm_name) == house(record.firm):
        return True
    said = (record.firm, record.grade, _score(record))
    return said == (row.firm_name, row.grade, row.score)


def _are_apart(row: Any, record: EarlierResultRecord) -> bool:
    """Written with two firms."""
    return bool(
        row.firm_name and record.firm and house(row.firm_name) != house(record.firm)
    )


def plan(rows: Sequence[tuple[int, EarlierResultRecord]], known: Known) -> list[Step]:
    """A result is known by its year and case number, else by its year and handler."""
    stored = _Stored(queries.earlier_results(known.bureau_id), known)
    named = [(line, _named(record, known)) for line, record in rows]
    keys = Counter(_key(record, known) for _line, record in named)
    names = Counter((r.year, r.handler) for _line, r in named if not r.case_no)
    return [
        _step(
            line,
            record,
            stored,
            known,
            (keys[_key(record, known)], names[record.year, record.handler]),
        )
        for line, record in named
    ]


def _named(record: EarlierResultRecord, known: Known) -> EarlierResultRecord:
    """A number alone says the name, if it is a known handler's."""
    found = known.handler_by_licence.get(record.licence_no)
    return (
        record if record.handler or not found else replace(record, handler=found.name)
    )


def _key(record: EarlierResultRecord, known: Known) -> Key:
    bearer = "" if record.case_no else record.licence_no or _number(record, known)
    return record.year, record.case_no, record.handler, bearer


def _number(record: EarlierResultRecord, known: Known) -> str:
    handler = known.handler_by_person.get(_person(record, known))
    return str(handler.licence_no) if handler else ""


def _step(
    line: int,
    record: EarlierResultRecord,
    stored: _Stored,
    known: Known,
    times: tuple[int, int],
) -> Step:
    label = f"{record.year} {record.case_no or record.handler}"
    key = _key(record, known)
    of_key, of_name = times
    try:
        known.check_name(record.handler, record.licence_no)
        if not (record.case_no or record.handler):
            raise RowRefused(WHOSE, number=record.licence_no)
        if of_key > 1:
            raise RowRefused(TWINS)
        found = stored.of(key, record, of_name)
    except RowRefused as refusal:
        return refused(line, label, refusal)
    step = compared(line, label, record, found, _values(record, known))
    step.values["licence_no"] = key[3]
    if _is_namesake(record, known):
        said = (("name", record.handler), ("number", record.licence_no))
        step.remarks = (Remark(NAMESAKE, said),)
    return step


def _values(record: EarlierResultRecord, known: Known) -> dict[str, Any]:
    return {
        "person_id": _person(record, known),
        "firm_name": record.firm,
        "grade": record.grade,
        "score": _score(record),
    }


def _score(record: EarlierResultRecord) -> int | None:
    return None if record.score is None else int(record.score.scaleb(2))


def _person(record: EarlierResultRecord, known: Known) -> int | None:
    """The handler if the row says clearly who; a name alone must be unique.

    Of several the one is meant who alone was ever with the firm of the row.
    """
    found = known.handler_by_licence.get(record.licence_no)
    same = known.handlers_called(record.handler)
    if len(same) > 1:
        firm = known.firms.get(record.firm)
        same = [each for each in same if firm and known.was_with(each, firm.id)]
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
