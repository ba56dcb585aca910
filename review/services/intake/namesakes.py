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
    if there is not None:
        raise RowRefused(ON_THE_LIST, name=there.name, number=there.number)
    says_who = record.licence_no or record.firm or record.organisation
    if person is None and not says_who and (same := known.handlers_called(record.name)):
        raise RowRefused(HANDLER_TOO, numbers=_numbers(same))


def noted(record: ReviewerRecord, known: Known) -> tuple[Remark, ...]:
    """A new person who has the name of a handler."""
    same = known.handlers_called(record.name)
    return (Remark(TAKEN_FOR_OTHER, (("numbers", _numbers(same)),)),) if same else ()


def noted_of_handler(record: HandlerRecord, known: Known) -> tuple[Remark, ...]:
    """A new handler who has the name of a reviewer."""
    same = [each.number for each in known.reviewers_called(record.name)]
    return (Remark(REVIEWER_TOO, (("numbers", "、".join(same)),)),) if same else ()


def _numbers(handlers: Sequence[Any]) -> str:
    return "、".join(each.licence_no for each in handlers)


def once_each(steps: Sequence[Step]) -> list[Step]:
    """Several rows that would make one person a reviewer are all refused."""
    rows: dict[int, list[Step]] = defaultdict(list)
    for step in steps:
        if step.effect is Effect.CREATED and step.values["person_id"] is not None:
            rows[step.values["person_id"]].append(step)
    doubled = {
        id(step): RowRefused(SAME_PERSON, numbers="、".join(map(_number, same)))
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
