"""Who a reviewer of the list is: nobody else's name, and nobody twice.

A person who reviews and handles must be one, or the own files are given to the handler.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from review.domain.cases import HandlerRecord, Remark, ReviewerRecord
from review.domain.errors import N_
from review.domain.people import one_writing
from review.services.intake.known import Known
from review.services.intake.steps import Effect, RowRefused, Step, refused

NUMBER_OF_OTHER = N_(
    "Number %(number)s is that of the reviewer %(known)s, but the row says %(written)s. "
    "Correct the name or the number. A new name comes with the licence number in this "
    "row, or first with the list of handlers."
)
ON_THE_LIST = N_(
    "%(name)s is on the list of reviewers already and keeps the number %(number)s: "
    "write that one here."
)
SAME_PERSON = N_("In this table %(numbers)s are the same person: keep one row.")
HANDLER_TOO = N_(
    "There is a handler of this name (%(numbers)s), and nobody reviews the own files. If "
    "it is this person, write that number here; if not, write the firm, or the licence "
    "or staff number, of this reviewer."
)
TAKEN_FOR_OTHER = N_(
    "Taken for somebody else than the handler of this name (%(numbers)s), whose files "
    "this reviewer may be given. If it is one person, write that number here."
)
REVIEWER_TOO = N_(
    "The reviewer of this name (%(numbers)s) is kept as somebody else and may be given "
    "this handler's files. If it is one person, declare a conflict for that reviewer."
)
REVIEWER_THERE = N_(
    "Taken for somebody else than the reviewer of this name (%(numbers)s) at the same "
    "firm. If it is one person, keep that number."
)
WHICH_REVIEWER = N_(
    "Several reviewers are called %(name)s (%(numbers)s): write the number of the one "
    "who is meant."
)


def stored_reviewer(record: ReviewerRecord, known: Known, firm_id: int | None) -> Any:
    """By the number; without one by the licence number, and last by name and firm.

    Who was entered without a number keeps the name for one.
    """
    found = known.reviewer_by_number.get(record.key[0])
    if found is not None or record.number:
        return found
    if record.licence_no:
        return known.reviewer_by_licence.get(record.licence_no)
    same = _at_firm(record, known, firm_id)
    if len(same) > 1:
        numbers = tuple(each.number for each in same)
        raise RowRefused(WHICH_REVIEWER, name=record.name, numbers=numbers)
    return same[0] if same else None


def reviewer_of(record: HandlerRecord, known: Known) -> Any:
    """The reviewer who is this handler: entered first, with the same licence number."""
    known.check_name(record.name, record.licence_no)
    return known.reviewer_by_licence.get(record.licence_no)


def _at_firm(record: ReviewerRecord, known: Known, firm_id: int | None) -> list[Any]:
    """The reviewers of this name, those of the firm where one is written."""
    return [
        each
        for each in known.reviewers_called(record.name)
        if firm_id is None or _firm_of(each, known) == firm_id
    ]


def _firm_of(reviewer: Any, known: Known) -> int | None:
    current = known.current_affiliation(reviewer.person_id)
    return int(current.firm_id) if current else None


def check_number(record: ReviewerRecord, stored: Any, known: Known) -> None:
    """A list that is numbered anew would rename people, who handle cases too."""
    if one_writing(stored.name) == one_writing(record.name):
        return
    bearer = known.handler_by_licence.get(record.licence_no)
    if bearer is not None and bearer.person_id == stored.person_id:
        return
    is_handler = stored.person_id in known.handler_by_person
    if is_handler or known.reviewers_called(record.name):
        raise RowRefused(
            NUMBER_OF_OTHER,
            number=stored.number,
            known=stored.name,
            written=record.name,
        )


def check_new(record: ReviewerRecord, person: int | None, known: Known) -> None:
    """One reviewer has one number; of a name alone nobody knows whose it is."""
    there = known.reviewer_by_person.get(person)
    there = there or _without_number(record, known)
    if there is not None:
        raise RowRefused(ON_THE_LIST, name=there.name, number=there.number)
    says_who = record.licence_no or record.firm or record.organisation
    if person is None and not says_who and (same := known.handlers_called(record.name)):
        raise RowRefused(HANDLER_TOO, numbers=_numbers(same))


def _without_number(record: ReviewerRecord, known: Known) -> Any:
    """Who was entered without a number is known by the name; a second one is too much."""
    firm_id = known.firm_id(record.firm)
    unnumbered = (e for e in _at_firm(record, known, firm_id) if e.number == e.name)
    return None if record.licence_no else next(unnumbered, None)


def noted(
    record: ReviewerRecord, known: Known, firm_id: int | None
) -> tuple[Remark, ...]:
    """A new person who has the name of a handler, or of a reviewer of the same firm."""
    remarks = []
    if same := known.handlers_called(record.name):
        remarks.append(Remark(TAKEN_FOR_OTHER, (("numbers", _numbers(same)),)))
    if firm_id and (there := _at_firm(record, known, firm_id)):
        numbers = tuple(each.number for each in there)
        remarks.append(Remark(REVIEWER_THERE, (("numbers", numbers),)))
    return tuple(remarks)


def noted_of_handler(record: HandlerRecord, known: Known) -> tuple[Remark, ...]:
    """A new handler who has the name of a reviewer."""
    same = [each.number for each in known.reviewers_called(record.name)]
    return (Remark(REVIEWER_TOO, (("numbers", tuple(same)),)),) if same else ()


def _numbers(handlers: Sequence[Any]) -> tuple[str, ...]:
    return tuple(each.licence_no for each in handlers)


def once_each(steps: Sequence[Step]) -> list[Step]:
    """Several rows that would make one person a reviewer are all refused."""
    rows: dict[object, list[Step]] = defaultdict(list)
    for step in steps:
        known_by = step.values.get("person_id") or step.values.get("licence_no")
        if step.effect is Effect.CREATED and known_by:
            rows[known_by].append(step)
    doubled = {
        id(step): RowRefused(SAME_PERSON, numbers=tuple(map(_number, same)))
        for same in rows.values()
        if len(same) > 1
        for step in same
    }
    return [
        refused(step.line, step.label, doubled[id(step)])
        if id(step) in doubled
        else step
        for step in steps
    ]


def _number(step: Step) -> str:
    assert isinstance(step.record, ReviewerRecord)
    return step.record.key[0]
