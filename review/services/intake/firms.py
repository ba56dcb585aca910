"""Taking in firms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from review.domain.cases import FirmRecord
from review.domain.cells import house
from review.domain.errors import N_
from review.gateways.pinyin import name_key
from review.services.intake.known import Known
from review.services.intake.steps import (
    Effect,
    RowRefused,
    Step,
    check_known_by,
    compared,
    refused,
)
from review.store import unit
from review.store.models import Firm

OTHER_FIRM = N_(
    "Licence number %(number)s is that of “%(known)s”, but the row says “%(written)s”, "
    "which is another firm here (%(others)s). Correct the name or the number."
)


def plan(rows: Sequence[tuple[int, FirmRecord]], known: Known) -> list[Step]:
    """A firm is known by its licence number, or by its name where there is none."""
    times = Counter(record.name for _line, record in rows)
    return [_step(line, record, known, times[record.name]) for line, record in rows]


def _step(line: int, record: FirmRecord, known: Known, times: int) -> Step:
    code = record.licence_no or record.name
    stored = known.firms.get(code)
    unnumbered = _unnumbered(record, known) if stored is None and times == 1 else None
    try:
        if (stored or unnumbered) is None:
            check_known_by(code)
        if stored is not None:
            _check_name(record, stored, known)
    except RowRefused as refusal:
        return refused(line, record.name, refusal)
    area = known.areas.get(known.area_name(record.county))
    values = {
        "name": record.name,
        "kind": record.kind.value,
        "head_name": record.head,
        "area_id": area.id if area else None,
    }
    if unnumbered is not None:
        values["code"] = code
    return compared(line, record.name, record, stored or unnumbered, values)


def _check_name(record: FirmRecord, stored: Any, known: Known) -> None:
    """A firm may be called anew, but not as another one: a slip by one row does that.

    Two firms of one name are nobody's, and every list that writes it is refused.
    """
    name = house(record.name)
    others = [each for each in known.firms_by_name.get(name, []) if each != stored]
    if others and house(stored.name) != name:
        raise RowRefused(
            OTHER_FIRM,
            number=record.licence_no,
            known=stored.name,
            written=record.name,
            others=tuple(each.code for each in others),
        )


def _unnumbered(record: FirmRecord, known: Known) -> Any:
    """The firm of this name that was stored without a number, which it has now."""
    called = known.firms_by_name.get(record.name, [])
    found = [firm for firm in called if firm.code == firm.name]
    return found[0] if record.licence_no and len(called) == len(found) == 1 else None


def apply(event: unit.Recorded, steps: Sequence[Step], known: Known) -> None:
    """Insert the new firms in one statement, change the others one by one."""
    created = []
    for step in steps:
        record = step.record
        assert isinstance(record, FirmRecord)
        values = {
            **step.values,
            "name_key": name_key(record.name),
            "area_id": step.values["area_id"] or known.area_id(record.county),
        }
        if step.effect is Effect.CREATED:
            code = record.licence_no or record.name
            created.append({**values, "code": code, "bureau_id": known.bureau_id})
        else:
            unit.change(event, Firm, {"id": step.target.id}, **values)
    unit.add_all(event, Firm, created)
