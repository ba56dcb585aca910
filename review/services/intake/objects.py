"""Taking in institutions and stations whose service is reviewed.

Each is a file without a handler, and a firm that is entered where nobody knows it yet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from review.domain.cases import ObjectRecord
from review.domain.errors import N_, RuleBroken
from review.domain.kinds import FIRM_OF_OBJECT, FirmKind, is_object
from review.domain.people import one_writing
from review.gateways.pinyin import name_key
from review.services.intake.case_files import FROZEN
from review.services.intake.differences import headings
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
from review.store.models import Case, Firm
from review.store.queries import intake as queries

OTHER_KIND = N_(
    "“%(firm)s” is on the list of firms as: %(kind)s. Correct the kind there or here."
)
SEVERAL = N_(
    "%(n)s institutions are called “%(firm)s”. Add the unified social credit code to "
    "this row."
)
OTHER_NAME = N_(
    "The code %(code)s is that of “%(known)s”, but the row says “%(written)s”. Correct "
    "the name or the code. If the name has changed, take in the list of firms with the "
    "new name first."
)
TWO_KINDS = N_("“%(firm)s” stands in this table as two kinds of institution.")
A_CASE = N_("This is the number of a case file; an institution needs one of its own.")


def plan(rows: Sequence[tuple[int, ObjectRecord]], known: Known) -> list[Step]:
    """Known by its number, as files are; the institution by its code or its name."""
    stored = {row.case_no: row for row in _stored(known.bureau_id)}
    codes: dict[str, set[str]] = defaultdict(set)
    for _line, record in rows:
        codes[record.name] |= {record.licence_no} - {""}
    coded = [(line, _coded(record, codes[record.name])) for line, record in rows]
    firsts: dict[str, ObjectRecord] = {}
    for _line, record in coded:
        firsts.setdefault(_called(record), record)
    return [
        refused(line, record.name, broken)
        if (broken := _contradicted(record, codes[record.name], firsts))
        else _step(line, record, stored.get(record.case_no), known)
        for line, record in coded
    ]


def _coded(record: ObjectRecord, codes: Collection[str]) -> ObjectRecord:
    """The code that another row gives the same institution need not stand in each."""
    if record.licence_no or len(codes) != 1:
        return record
    return replace(record, licence_no=next(iter(codes)))


def _contradicted(
    record: ObjectRecord, codes: Collection[str], firsts: Mapping[str, ObjectRecord]
) -> RowRefused | None:
    """What other rows say against a row."""
    if codes and not record.licence_no:
        return RowRefused(SEVERAL, n=len(codes), firm=record.name)
    first = firsts[_called(record)]
    if first.kind is not record.kind:
        return RowRefused(TWO_KINDS, firm=record.name)
    return _other_name(record, record.licence_no, first.name)


def _other_name(record: ObjectRecord, code: str, known: str) -> RowRefused | None:
    """A slip by one row would put the grade to another institution, and go unseen."""
    if one_writing(known) == one_writing(record.name):
        return None
    return RowRefused(OTHER_NAME, code=code, known=known, written=record.name)


def _called(record: ObjectRecord) -> str:
    """What an institution is known by, here and among the firms."""
    return record.licence_no or record.name


def _stored(bureau_id: int) -> Iterator[Any]:
    return (r for r in queries.cases(bureau_id) if not (r.stage or r.volume_set))


def _step(line: int, record: ObjectRecord, stored: Any, known: Known) -> Step:
    label = f"{record.case_no} {record.name}"
    try:
        firm = _firm(record, known)
        if firm and (broken := _other_name(record, firm.code, firm.name)):
            raise broken
        if stored is not None and not is_object(stored.kind):
            raise RowRefused(A_CASE)
        step = compared(line, label, record, stored, _values(record, firm, known))
        if stored is not None and stored.is_drawn and step.changes:
            raise RowRefused(FROZEN, fields=headings(step.changes))
    except RuleBroken as refusal:
        return refused(line, label, refusal)
    return _with_head(step, record, firm)


def _firm(record: ObjectRecord, known: Known) -> Any:
    """The institution as it stands among the firms; None for a new one."""
    found = known.firms.get(record.licence_no) or _namesake(record, known)
    if found is None:
        check_known_by(_called(record))
    if found is not None and found.kind != FIRM_OF_OBJECT[record.kind]:
        kind = (FirmKind(found.kind).words,)
        raise RowRefused(OTHER_KIND, firm=found.name, kind=kind)
    return found


def _namesake(record: ObjectRecord, known: Known) -> Any:
    """The only institution of this name; one with another code is another one."""
    called = known.firms_by_name.get(record.name, [])
    if record.licence_no:
        called = [firm for firm in called if firm.code == firm.name]
    if len(called) > 1:
        raise RowRefused(SEVERAL, n=len(called), firm=record.name)
    return called[0] if called else None


def _values(record: ObjectRecord, firm: Any, known: Known) -> dict[str, Any]:
    return {
        "kind": record.kind.value,
        "closed_on": record.closed_on,
        "area_id": _area(record, firm, known),
        "object_firm_id": firm.id if firm else None,
    }


def _area(record: ObjectRecord, firm: Any, known: Known) -> int | None:
    """The county written, else the institution's; None for one to be founded."""
    if record.county:
        found = known.areas.get(known.area_name(record.county))
        return int(found.id) if found else None
    return int(firm.area_id if firm else known.own_area.id)


def _with_head(step: Step, record: ObjectRecord, firm: Any) -> Step:
    """A new head is written down even where the file is drawn: it freezes none."""
    if firm is not None and record.head and record.head != firm.head_name:
        step.values["head_of"] = firm.id
        if step.effect is not Effect.CREATED:
            step.effect = Effect.CHANGED
        step.changes += (("head_name", firm.head_name, record.head),)
    return step


def apply(event: unit.Recorded, steps: Sequence[Step], known: Known) -> None:
    """The institutions first, so that their files can name them."""
    _enter_firms(event, steps, known)
    for step in steps:
        if "head_of" in step.values:
            head = _record(step).head
            unit.change(event, Firm, {"id": step.values["head_of"]}, head_name=head)
    created = [_row(step, known) for step in steps if step.effect is Effect.CREATED]
    unit.add_all(event, Case, created)
    for step in steps:
        if step.effect is Effect.CHANGED and not step.target.is_drawn:
            unit.change(event, Case, {"id": step.target.id}, **_own(step, known))


def _enter_firms(event: unit.Recorded, steps: Sequence[Step], known: Known) -> None:
    """One institution may have several periods, and is entered once."""
    new = {
        _called(record): record
        for record in map(_record, steps)
        if _firm(record, known) is None
    }
    rows = [
        {
            "code": code,
            "bureau_id": known.bureau_id,
            "name": record.name,
            "name_key": name_key(record.name),
            "kind": FIRM_OF_OBJECT[record.kind].value,
            "head_name": record.head,
            "area_id": known.area_id(record.county),
        }
        for code, record in new.items()
    ]
    if rows:
        unit.add_all(event, Firm, rows)
        known.forget_firms()


def _record(step: Step) -> ObjectRecord:
    assert isinstance(step.record, ObjectRecord)
    return step.record


def _own(step: Step, known: Known) -> dict[str, Any]:
    record = _record(step)
    return {
        "kind": record.kind.value,
        "closed_on": record.closed_on,
        "area_id": step.values["area_id"] or known.area_id(record.county),
        "object_firm_id": int(_firm(record, known).id),
    }


def _row(step: Step, known: Known) -> dict[str, Any]:
    return {
        **_own(step, known),
        "bureau_id": known.bureau_id,
        "case_no": _record(step).case_no,
    }
