"""What changes in a stored row, in words: headings for columns, names for keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from review.domain.case_dates import KEPT_APART
from review.domain.cells import house
from review.domain.errors import N_
from review.domain.kinds import (
    CaseClass,
    CaseKind,
    FirmKind,
    HandlerCategory,
    IntakeKind,
    Origin,
    Worded,
)

if TYPE_CHECKING:
    from review.services.intake.known import Known

Change = tuple[str, Any, Any]

HEADINGS: Mapping[str, str] = {
    "area_id": N_("County"),
    "assigned_on": N_("Assigned on"),
    "away_from": N_("Away from"),
    "away_until": N_("Away until"),
    "avoids": N_("Conflicts of interest"),
    "cap": N_("Most files"),
    "case_class": N_("Case class"),
    "category": N_("Category"),
    "cause": N_("Cause"),
    "closed_on": N_("Closed on"),
    "code": N_("Licence number"),
    "competences": N_("Competences"),
    "firm_id": N_("Firm"),
    "firm_name": N_("Firm"),
    "grade": N_("Grade"),
    "head_name": N_("Head of the firm"),
    "kind": N_("Kind"),
    "name": N_("Name"),
    "object_firm_id": N_("Institution under review"),
    "origin": N_("Origin"),
    "part": N_("Part"),
    "panel_lead": N_("Panel lead"),
    "organisation": N_("Entrusted organisation"),
    "person_id": N_("Handler"),
    "phone": N_("Telephone"),
    "practising_since": N_("Practising since"),
    "score": N_("Score"),
    "sealed": N_("Sealed"),
    "secret": N_("Secret"),
    **{event.value: event.words for event in KEPT_APART},
}
YES, NO = N_("yes"), N_("no")


OF_FIRMS = {"name": N_("Name of the institution")}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that changes; `old` and `new` are words to translate, or names."""

    heading: str
    old: tuple[str, ...]
    new: tuple[str, ...]


def headings(changes: Iterable[Change]) -> tuple[str, ...]:
    return tuple(HEADINGS.get(name, name) for name, _, _ in changes)


def differences(
    kind: IntakeKind, changes: Iterable[Change], known: Known, *, county: str = ""
) -> tuple[Difference, ...]:
    """The changes of a row as its reader knows the fields and the values.

    `county` is the one the row names; it has no key while it is yet to be founded.
    """
    readers = _readers(kind, known, county)
    named = HEADINGS | (OF_FIRMS if kind is IntakeKind.FIRMS else {})
    return tuple(
        Difference(
            named.get(name, name),
            *(_said(value, readers.get(name)) for value in (old, new)),
        )
        for name, old, new in changes
    )


def _readers(
    kind: IntakeKind, known: Known, county: str
) -> dict[str, Callable[[Any], str]]:
    kinds = FirmKind if kind is IntakeKind.FIRMS else CaseKind
    return {
        "area_id": lambda key: known.area_names.get(key, county),
        "firm_id": lambda key: str(known.firm_by_id[key].name) if key else "",
        "object_firm_id": lambda key: str(known.firm_by_id[key].name) if key else "",
        # Who has no licence number is known by the name, which is no number before.
        "code": lambda code: "" if house(code) in known.firms_by_name else code,
        "person_id": lambda key: _person(known.handler_by_person.get(key)),
        "score": lambda score: "" if score is None else f"{Decimal(score) / 100}",
        "kind": _worded(kinds),
        "category": _worded(HandlerCategory),
        "case_class": _worded(CaseClass),
        "origin": _worded(Origin),
        "competences": _worded(CaseKind),
    }


def _person(handler: Any) -> str:
    return f"{handler.name} {handler.licence_no}" if handler else ""


def _worded(values: type[Worded]) -> Callable[[Any], str]:
    """A competence may be a word of the bureau's own; it stays as it is."""
    words = {value.value: value.words for value in values}
    return lambda code: words.get(code, code)


def _said(value: Any, read: Callable[[Any], str] | None) -> tuple[str, ...]:
    if isinstance(value, bool):
        return (YES if value else NO,)
    if isinstance(value, list | tuple):
        return tuple(part for each in value for part in _said(each, read))
    if read is not None:
        value = read(value)
    return () if value in (None, "") else (str(value),)
