"""The days of single steps of a case, those in force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select

from review.store import unit
from review.store.models import Case, CaseDate
from review.store.queries.case_lists import Conditions, own


def case(wanted: Conditions, public_id: str) -> Row | None:
    """A case file the viewer may see, by its address."""
    statement = _CASES.where(Case.public_id == public_id, *own(wanted))
    return unit.connection().execute(statement).first()


def of_case(case_id: int) -> Sequence[Row]:
    return unit.run(_OF_CASE, {"case_id": case_id}).all()


def with_case(case_id: int) -> Sequence[Row]:
    """The days of a case's steps, each row with the two days of the case itself.

    In one statement: a case without days of steps has one row, without a kind.
    """
    return unit.run(_WITH_CASE, {"case_id": case_id}).all()


def with_cases(case_ids: Collection[int]) -> Mapping[int, Sequence[Row]]:
    """The same of several cases, by case."""
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in unit.run(_WITH_CASES, {"case_ids": list(case_ids)}):
        found[row.case_id].append(row)
    return found


def of_bureau(bureau_id: int) -> Mapping[int, Mapping[str, Row]]:
    """Those of every case of a bureau, by case and kind."""
    found: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    for row in unit.run(_OF_BUREAU, {"bureau_id": bureau_id}):
        found[row.case_id][row.kind] = row
    return found


_CASES = select(
    Case.id,
    Case.public_id,
    Case.bureau_id,
    Case.case_no,
    Case.kind,
    Case.stage,
    Case.volume_set,
    Case.assigned_on,
    Case.closed_on,
)
_DATES = select(
    CaseDate.id, CaseDate.case_id, CaseDate.kind, CaseDate.happened_on, CaseDate.source
).where(CaseDate.ended_event_id.is_(None))
_OF_CASE = _DATES.where(CaseDate.case_id == bindparam("case_id"))
_OF_BUREAU = _DATES.where(CaseDate.bureau_id == bindparam("bureau_id"))
_JOINED = select(
    Case.id.label("case_id"),
    Case.assigned_on,
    Case.closed_on,
    CaseDate.kind,
    CaseDate.happened_on,
    CaseDate.source,
).outerjoin(
    CaseDate,
    (CaseDate.case_id == Case.id) & CaseDate.ended_event_id.is_(None),
)
_WITH_CASE = _JOINED.where(Case.id == bindparam("case_id"))
_WITH_CASES = _JOINED.where(Case.id.in_(bindparam("case_ids", expanding=True)))
