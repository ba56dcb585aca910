"""Answers proposed from the days of a case: what the days say, and whether it was taken.

A proposal is no answer. It stands beside its item with both days, the count, the limit
and where the limit comes from; the reviewer takes it, or answers otherwise and says why.
Whoever reads the same file gets the same proposals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from review.domain.answers import Answer, Answers, Finding, Special, to_json
from review.domain.case_dates import CaseDates, CaseEvent, Dated
from review.domain.choices import Choice, full_choice, read_choice, written
from review.domain.completeness import Missing, MissingKind
from review.domain.derivation import digest
from review.domain.errors import N_
from review.domain.lines import Line
from review.domain.schemes import DayKind, ItemKind, LateStep, Procedure
from review.domain.sentences import Sentence
from review.domain.working_days import add_working_days, working_days_between

ONE_DAY = timedelta(days=1)
STAMP_LENGTH = 16
STALE = "?"
"""In place of the days an answer was given on, where the page showed older ones."""


class Timing(StrEnum):
    """What two days say about a time limit; only the first two propose anything."""

    IN_TIME = "in_time"
    LATE = "late"
    MISSING = "missing"
    BACKWARDS = "backwards"
    UNKNOWN = "unknown"


class Response(StrEnum):
    """What became of a proposal."""

    OPEN = "open"
    ACCEPTED = "accepted"
    OVERRIDDEN = "overridden"


@dataclass(frozen=True, slots=True)
class Count:
    """How many days lie between two days, against a limit.

    `due_on` is the last day in time; `is_moved` says that it was a day off and the
    limit ran on. `unknown` are years of which only weekends are known.
    """

    timing: Timing
    n: int
    late_by: int = 0
    due_on: date | None = None
    is_moved: bool = False
    unknown: tuple[int, ...] = ()
    late: LateStep | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A time limit with the two days of a case it runs between."""

    procedure: Procedure
    first: Dated | None
    last: Dated | None
    count: Count

    @property
    def timing(self) -> Timing:
        return self.count.timing

    @property
    def events(self) -> tuple[CaseEvent, CaseEvent]:
        return CaseEvent(self.procedure.from_), CaseEvent(self.procedure.to)

    @property
    def basis(self) -> str:
        """The two days, to be compared with those an answer was given on."""
        first, last = (each.on if each else "" for each in (self.first, self.last))
        return f"{first}>{last}"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the days of a case say about an item; without a choice only the evidence."""

    line: Line
    spans: tuple[Span, ...]
    choice: Choice | None = None

    @property
    def is_made(self) -> bool:
        return self.choice is not None

    @property
    def is_late(self) -> bool:
        return any(span.timing is Timing.LATE for span in self.spans)

    @property
    def basis(self) -> str:
        return ";".join(span.basis for span in self.spans)


Proposals = Mapping[str, Proposal]
Seen = Mapping[str, str]
"""On which days each answer was given."""


def proposals(lines: Mapping[str, Line], dates: CaseDates) -> dict[str, Proposal]:
    """The proposals of a sheet by item, in its order."""
    return {
        code: proposal(line, dates)
        for code, line in lines.items()
        if line.item.procedures
    }


def proposal(line: Line, dates: CaseDates) -> Proposal:
    spans = tuple(_span(each, dates) for each in line.item.procedures)
    return Proposal(line, spans, _choice(line, spans))


def _span(procedure: Procedure, dates: CaseDates) -> Span:
    first = dates.get(CaseEvent(procedure.from_))
    last = dates.get(CaseEvent(procedure.to))
    if first is None or last is None:
        return Span(procedure, first, last, Count(Timing.MISSING, 0))
    return Span(procedure, first, last, count(procedure, first.on, last.on))


@lru_cache(maxsize=4096)
def count(procedure: Procedure, first: date, last: date) -> Count:
    """The days after the first one, up to the last one and with it, against the limit.

    "Within" is at most; what was done before it could be done says nothing.
    """
    if last < first:
        return Count(Timing.BACKWARDS, 0)
    return _COUNTS[procedure.days](procedure, first, last)


def _working(procedure: Procedure, first: date, last: date) -> Count:
    """On a day off the count stands still: what is done then is done in time."""
    passed = working_days_between(first, last)
    due = add_working_days(first, procedure.within)
    if not passed.is_certain:
        return Count(Timing.UNKNOWN, passed.n, unknown=passed.unknown)
    late = _last_step(procedure, lambda over: passed.n > over)
    over = passed.n - procedure.within
    if over <= 0:
        return Count(Timing.IN_TIME, passed.n, due_on=due.day)
    return Count(Timing.LATE, passed.n, over, due.day, late=late)


def _calendar(procedure: Procedure, first: date, last: date) -> Count:
    """A last day off moves to the next working day (民法典 art. 203)."""
    n = (last - first).days
    end = first + timedelta(days=procedure.within)
    due = add_working_days(end - ONE_DAY, 1)
    if last <= end:
        return Count(Timing.IN_TIME, n, due_on=end)
    if not due.is_certain:
        return Count(Timing.UNKNOWN, n, unknown=due.unknown)
    is_moved = due.day != end
    if last <= due.day:
        return Count(Timing.IN_TIME, n, 0, due.day, is_moved)
    late = _last_step(procedure, lambda over: last > _due(first, over))
    return Count(Timing.LATE, n, (last - due.day).days, due.day, is_moved, late=late)


def _due(first: date, within: int) -> date:
    return add_working_days(first + timedelta(days=within) - ONE_DAY, 1).day


_COUNTS: Mapping[DayKind, Callable[[Procedure, date, date], Count]] = {
    DayKind.WORKING: _working,
    DayKind.CALENDAR: _calendar,
}


def _last_step(procedure: Procedure, is_over: Callable[[int], bool]) -> LateStep | None:
    """The furthest delay that was reached."""
    reached = [step for step in procedure.late if is_over(step.over)]
    return reached[-1] if reached else None


def _choice(line: Line, spans: tuple[Span, ...]) -> Choice | None:
    """Every limit must be known: a delay elsewhere could cost more."""
    if any(span.timing not in (Timing.IN_TIME, Timing.LATE) for span in spans):
        return None
    late = [span.count.late for span in spans if span.timing is Timing.LATE]
    if not late:
        return full_choice(line)
    named = [step.choice for step in late if step is not None]
    kind = line.item.kind
    if kind is ItemKind.ALTERNATIVES:
        return read_choice(line, list(dict.fromkeys(named)))
    if named:
        return read_choice(line, named[0])
    missed = {ItemKind.ALL_OR_NOTHING: "missing"}
    return missed.get(kind) or ("no" if full_choice(line) == "yes" else "yes")


def timed_options(line: Line) -> frozenset[str]:
    """The options of an item that its time limits speak of; the others are open."""
    if line.item.kind is not ItemKind.ALTERNATIVES:
        return frozenset()
    limits = line.item.procedures
    return frozenset(step.choice for limit in limits for step in limit.late)


def response(proposal: Proposal, answer: Answer | None) -> Response:
    """Of named findings only those count that the days speak of."""
    if answer is None or not answer.is_given:
        return Response.OPEN
    agrees = answer.special is None and _about_time(
        proposal.line, answer.choice
    ) == _about_time(proposal.line, proposal.choice)
    return Response.ACCEPTED if agrees else Response.OVERRIDDEN


def _about_time(line: Line, choice: Choice | None) -> object:
    if line.item.kind is ItemKind.ALTERNATIVES and isinstance(choice, tuple):
        return timed_options(line) & set(choice)
    return choice


def accepted(proposal: Proposal, answer: Answer | None, reason: str) -> dict[str, Any]:
    """The answer after the proposal was taken, as a draft keeps it.

    What was found besides stays; a proposed deduction gets the evidence for a reason
    where none was written.
    """
    line, choice = proposal.line, proposal.choice
    given = answer or Answer()
    timed = timed_options(line)
    found = given.findings
    if isinstance(choice, tuple):
        kept = given.choice if isinstance(given.choice, tuple) else ()
        codes = {*choice, *(code for code in kept if code not in timed)}
        choice = tuple(o.code for o in line.item.options if o.code in codes)
        found = tuple(f for f in found if not f.option or f.option in codes)
    if proposal.is_late:
        found += tuple(_reasons(proposal, found, reason))
    return to_json(Answer(choice, findings=found))


def _reasons(
    proposal: Proposal, found: tuple[Finding, ...], reason: str
) -> Iterator[Finding]:
    """One for each proposed deduction that nobody explained yet."""
    if not isinstance(proposal.choice, tuple):
        if not any(finding.reason for finding in found):
            yield Finding(reason=reason)
        return
    told = {finding.option for finding in found}
    yield from (Finding(c, reason) for c in proposal.choice if c not in told)


def offered(proposal: Proposal) -> object:
    """The proposed choice as JSON has it."""
    return None if proposal.choice is None else written(proposal.choice)


def stamp(found: Proposals) -> str:
    """One short word for all the days a page shows, to tell whether they are old."""
    return digest([[code, each.basis] for code, each in found.items()])[:STAMP_LENGTH]


def seen_after(
    seen: Seen,
    found: Proposals,
    before: Mapping[str, object],
    after: Mapping[str, object],
    *,
    looked_again: frozenset[str] = frozenset(),
    is_current: bool = True,
) -> dict[str, str]:
    """On which days each answer rests, after some were given, changed or taken back.

    An answer that stays as it was goes on resting on the days it was given on, unless
    the reviewer says to have looked again.
    """
    kept = {code: days for code, days in seen.items() if code in after}
    for code, proposal in found.items():
        is_new = code in after and after[code] != before.get(code)
        if is_new or (code in looked_again and code in after):
            kept[code] = proposal.basis if is_current else STALE
    return kept


def changed_since(
    found: Proposals, answers: Answers, seen: Seen
) -> dict[str, tuple[str, ...]]:
    """The answered items whose days are others now, with the days of then."""
    return {
        code: () if seen[code] == STALE else tuple(seen[code].split(";"))
        for code, proposal in found.items()
        if code in seen
        and seen[code] != proposal.basis
        and code in answers
        and answers[code].is_given
    }


_OTHERWISE = N_(
    "Item %(item)s: the answer differs from what the days say; give the reason."
)
_CHANGED = N_(
    "Item %(item)s: the days were changed after it was answered; look at it again."
)


def objections(found: Proposals, answers: Answers, seen: Seen) -> Iterator[Missing]:
    """What proposals ask of the reviewer before the review can be submitted."""
    for code, proposal in found.items():
        answer = answers.get(code)
        if answer is None or not proposal.is_made:
            continue
        is_other = response(proposal, answer) is Response.OVERRIDDEN
        if is_other and not _is_explained(proposal, answer):
            yield _missing(code, MissingKind.OTHERWISE, _OTHERWISE)
    for code in changed_since(found, answers, seen):
        yield _missing(code, MissingKind.DAYS_CHANGED, _CHANGED)


def _missing(code: str, kind: MissingKind, sentence: str) -> Missing:
    return Missing(code, kind, Sentence(sentence, {"item": code}))


def _is_explained(proposal: Proposal, answer: Answer) -> bool:
    """A reason of its own: one about another finding explains nothing here.

    Work left undone for outside reasons names them in its own fields.
    """
    if answer.special is Special.NOT_DONE_EXTERNAL:
        return True
    timed = timed_options(proposal.line)
    return any(
        finding.reason and (not finding.option or not timed or finding.option in timed)
        for finding in answer.findings
    )
