"""The days of the demo's cases, and what its readers make of the proposals from them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from review.domain.case_dates import KEPT_APART, CaseEvent
from review.domain.procedures import Proposal, Proposals
from review.domain.schemes import DayKind, ItemKind
from review.domain.time_limits import Timing
from review.domain.working_days import add_working_days
from review.files.sheets.date_columns import DATES, field_of

DAY = timedelta(days=1)
HEADS = {
    event: c.zh for event in KEPT_APART for c in DATES if c.field == field_of(event)
}
# How often a day is not in the list, comes late, or a reader trusts the file more.
UNKNOWN, LATE, DISTRUSTED = 0.05, 0.12, 0.07
# Where a day is known, it is on record.
NO_RECORD = {"no_date", "no_trace"}
EARLIER_AFTER_ALL = "通话记录载明在期限内已联系，清单上的日期有误"
LATER_AFTER_ALL = "卷内笔录的日期晚于清单，以笔录为准"
EVENTS = (
    *(CaseEvent.APPLIED, CaseEvent.DECIDED, CaseEvent.TAKEN_UP),
    *(CaseEvent.HELP_REQUESTED, CaseEvent.MEETING_REQUESTED),
    *(CaseEvent.FIRST_INTERVIEW, CaseEvent.READING_REQUESTED, CaseEvent.HEARING),
    *(CaseEvent.HANDED_IN, CaseEvent.ARCHIVED),
)


def heads() -> list[str]:
    """The headings of the list, in the order of `cells`."""
    return [HEADS[event] for event in EVENTS]


def cells(
    number: str,
    *,
    kind: str,
    stage: str,
    is_notified: bool,
    assigned_on: date,
    closed_on: date,
    known_on: date,
) -> list[str]:
    """The days of one case; what had not come when the list was made is empty."""
    dice = Random(f"days of {number}")
    found = _steps(dice, kind, stage, assigned_on, closed_on)
    if not is_notified:
        found |= _application(dice, assigned_on)
    found |= _afterwards(dice, closed_on)
    told = {
        event: on
        for event, on in found.items()
        if on <= known_on and dice.random() > UNKNOWN
    }
    return [told[event].isoformat() if event in told else "" for event in EVENTS]


def _steps(
    dice: Random, kind: str, stage: str, first: date, last: date
) -> dict[CaseEvent, date]:
    """What the handler did between assignment and closing."""
    found = {CaseEvent.TAKEN_UP: _soon(dice, first)}
    if kind == "duty_lawyer_help":
        found = {CaseEvent.HELP_REQUESTED: first}
    if kind == "criminal_defense":
        found[CaseEvent.MEETING_REQUESTED] = _soon(dice, first)
        if stage != "investigation":
            found[CaseEvent.READING_REQUESTED] = _soon(dice, first)
    begun = max(found.values())
    found[CaseEvent.FIRST_INTERVIEW] = _soon(dice, begun, most=2)
    if kind in ("civil", "arbitration", "administrative") or stage.startswith("trial"):
        found[CaseEvent.HEARING] = first + (last - first) * 3 // 4
    return {event: min(on, last) for event, on in found.items()}


def _soon(dice: Random, first: date, *, most: int = 3) -> date:
    """Within a few working days, now and then later."""
    n = dice.randint(0, most)
    if dice.random() < LATE:
        n = dice.choice((4, 4, 5, 6, 8, 11))
    return add_working_days(first, n).day


def _application(dice: Random, assigned_on: date) -> dict[CaseEvent, date]:
    decided_on = assigned_on - dice.choice((0, 0, 1, 1, 2, 5)) * DAY
    applied_on = decided_on - dice.choice((1, 2, 3, 3, 5, 12)) * DAY
    return {CaseEvent.APPLIED: applied_on, CaseEvent.DECIDED: decided_on}


def _afterwards(dice: Random, closed_on: date) -> dict[CaseEvent, date]:
    taken = dice.choice((2, 5, 9, 14, 20, 26, 28, 45, 98))
    handed_in = add_working_days(closed_on + (taken - 1) * DAY, 1).day
    archived = add_working_days(handed_in, dice.randint(2, 15)).day
    return {CaseEvent.HANDED_IN: handed_in, CaseEvent.ARCHIVED: archived}


def follow(
    raw: dict[str, Any], found: Proposals, *, case: str, reader: int, may_doubt: bool
) -> None:
    """Most proposals are accepted; now and then a reader trusts the file more."""
    for code, proposal in found.items():
        given = raw.get(code)
        if not proposal.is_made or proposal.line.item.kind is not ItemKind.ALTERNATIVES:
            continue
        if isinstance(given, Mapping) and "special" in given:
            continue
        eyes = Random(f"{case}/{code}/{reader}/days")
        doubts = may_doubt and eyes.random() < DISTRUSTED
        raw[code] = _answer(proposal, given, Random(f"{case}/{code}/days"), doubts)


def _answer(proposal: Proposal, given: Any, file: Random, doubts: bool) -> Any:
    timed = proposal.line.timed_options
    chosen = given["choice"] if isinstance(given, Mapping) else []
    others = [code for code in chosen if code not in timed | NO_RECORD]
    offered = [str(code) for code in _offered(proposal)]
    place = {"pages": str(file.randint(2, 30))}
    if doubts and proposal.is_late:
        reason = {"reason": EARLIER_AFTER_ALL, **place}
        return {"choice": others, "findings": [reason, *_told(others, given)]}
    if doubts:
        late = proposal.spans[0].procedure.late[0].choice
        reason = {"option": late, "reason": LATER_AFTER_ALL, **place}
        return {"choice": [late, *others], "findings": [reason, *_told(others, given)]}
    reasons = [
        {"option": code, "reason": evidence(proposal), **place} for code in offered
    ]
    findings = [*reasons, *_told(others, given)]
    if not findings:
        return "full"
    return {"choice": [*offered, *others], "findings": findings}


def _offered(proposal: Proposal) -> tuple[str, ...]:
    return proposal.choice if isinstance(proposal.choice, tuple) else ()


def _told(others: list[str], given: Any) -> list[dict[str, Any]]:
    """What the reader found besides keeps its words and its place."""
    said = {k: v for k, v in given.items() if k != "choice"} if others else {}
    return [{"option": code, **said} for code in others]


def evidence(proposal: Proposal) -> str:
    """Why, as a reader writes it: on which day the step was taken."""
    late = [span for span in proposal.spans if span.timing is Timing.LATE]
    said = []
    for span in late:
        first, last = span.events
        unit = "个工作日" if span.procedure.days is DayKind.WORKING else "日"
        said.append(f"{first.zh}后第{span.count.n}{unit}才{last.zh}")
    return "；".join(said)
