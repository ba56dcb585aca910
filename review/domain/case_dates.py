"""The days on which something happened in a case, as far as the bureau knows them.

They come out of the case system with the list of cases, or an officer enters them. A
checklist may propose answers from them; what nobody knows proposes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from review.domain.errors import N_, RuleBroken
from review.domain.kinds import Worded


class CaseEvent(Worded):
    """What happened; the first Chinese word is how a sentence names it."""

    APPLIED = "applied", N_("Application"), "申请"
    DECIDED = "decided", N_("Decision to give aid"), "决定援助"
    ASSIGNED = "assigned", N_("Assignment"), "指派"
    TAKEN_UP = "taken_up", N_("Start of work"), "着手办理"
    HELP_REQUESTED = "help_requested", N_("Request for help"), "约见或通知"
    MEETING_REQUESTED = (
        "meeting_requested",
        N_("Application to meet"),
        "申请会见",
    )
    FIRST_INTERVIEW = "first_interview", N_("First interview"), "首次会见（约见）"
    READING_REQUESTED = (
        "reading_requested",
        N_("Application to read the file"),
        "申请阅卷",
    )
    FILE_READ = "file_read", N_("Reading of the file"), "阅卷"
    HEARING = "hearing", N_("Hearing"), "开庭"
    RECORD = "record", N_("Record of the hearing"), "庭审笔录"
    DELIVERED = "delivered", N_("Delivery of the decision"), "文书送达"
    CLOSED = "closed", N_("Closing"), "结案"
    HANDED_IN = "handed_in", N_("Handing in of the papers"), "提交结案材料"
    ARCHIVED = "archived", N_("Filing in the archive"), "立卷归档"


# These two are columns of the case itself; a campaign freezes them when it draws.
OF_THE_CASE = (CaseEvent.ASSIGNED, CaseEvent.CLOSED)
KEPT_APART = tuple(event for event in CaseEvent if event not in OF_THE_CASE)
_BY_NAME = {event.value: event for event in KEPT_APART}


class DateSource(StrEnum):
    """Where the program has a day from."""

    SPREADSHEET = "spreadsheet"
    OFFICER = "officer"

    @property
    def words(self) -> str:
        return SOURCE_WORDS[self]


SOURCE_WORDS = {
    DateSource.SPREADSHEET: N_("list of cases"),
    DateSource.OFFICER: N_("entered by an officer"),
}


@dataclass(frozen=True, slots=True)
class Dated:
    """A day and where it was learned."""

    on: date
    source: DateSource = DateSource.SPREADSHEET


CaseDates = Mapping[CaseEvent, Dated]


class NotYet(RuleBroken):
    """What is entered here has happened."""

    sentence = N_("%(on)s has not come yet.")


def check_has_come(on: date, today: date) -> None:
    if on > today:
        raise NotYet(on=on.isoformat())


def case_dates(
    rows: Mapping[str, tuple[date, str]], *, assigned_on: date | None, closed_on: date
) -> dict[CaseEvent, Dated]:
    """Everything known of a case by event, with the two days of the case itself.

    A kind that this version of the program does not know says nothing.
    """
    of_case = {CaseEvent.ASSIGNED: assigned_on, CaseEvent.CLOSED: closed_on}
    found = {event: Dated(on) for event, on in of_case.items() if on is not None}
    for kind, (on, source) in rows.items():
        if kind in _BY_NAME:
            found[_BY_NAME[kind]] = Dated(on, DateSource(source))
    return found
