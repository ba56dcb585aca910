"""Answers proposed from the days of a case and from the papers on its contents list.

A proposal is no answer. It stands beside its item with both days, the count, the limit
and where the limit comes from, and with the papers and their pages; the reviewer takes
it, or answers otherwise and says why.
Whoever reads the same file gets the same proposals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from review.domain.answers import Answer, Answers, Finding, Special, to_json
from review.domain.case_dates import CaseDates, CaseEvent, Dated
from review.domain.choices import Choice, full_choice, read_choice, written
from review.domain.completeness import Missing, MissingKind
from review.domain.contents import Evidence
from review.domain.derivation import digest
from review.domain.errors import N_
from review.domain.lines import Line
from review.domain.presence import Presence, Verdict, presence
from review.domain.schemes import ItemKind, Procedure
from review.domain.sentences import Sentence
from review.domain.time_limits import Count, Timing, count

STAMP_LENGTH = 16
STALE = "?"
"""In place of the days an answer was given on, where the page showed older ones."""


class Response(StrEnum):
    """What became of a proposal."""

    OPEN = "open"
    ACCEPTED = "accepted"
    OVERRIDDEN = "overridden"


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
        first = self.first.on if self.first else ""
        last = self.last.on if self.last else ""
        return f"{first}>{last}"


@dataclass(frozen=True)
class Proposal:
    """What days and papers of a case say about an item, and the answer they propose.

    Without one there is only the evidence. A line keeps what the same days propose.
    """

    line: Line
    spans: tuple[Span, ...]
    choice: Choice | None = None
    papers: Presence | None = None
    special: Special | None = None

    @property
    def is_made(self) -> bool:
        return self.choice is not None or self.special is not None

    @property
    def lacks_papers(self) -> bool:
        return self.papers is not None and self.papers.is_missing

    @property
    def is_fault(self) -> bool:
        return self.is_late or self.lacks_papers

    @property
    def is_late(self) -> bool:
        return any(span.timing is Timing.LATE for span in self.spans)

    @cached_property
    def basis(self) -> str:
        days = [span.basis for span in self.spans]
        return ";".join([*days, self.papers.basis] if self.papers else days)


Proposals = Mapping[str, Proposal]
Seen = Mapping[str, str]
"""On which days and papers each answer was given."""
NO_LIST: Mapping[str, Evidence] = {}


def proposals(
    lines: Mapping[str, Line],
    dates: CaseDates,
    listed: Mapping[str, Evidence] = NO_LIST,
) -> dict[str, Proposal]:
    """The proposals of a sheet by item, in its order."""
    return {
        code: proposal(line, dates, listed.get(code))
        for code, line in may_be_proposed(lines).items()
    }


def may_be_proposed(lines: Mapping[str, Line]) -> dict[str, Line]:
    """The lines of which days or papers can say something."""
    return {
        code: line
        for code, line in lines.items()
        if line.item.procedures or line.item.by_presence
    }


def proposal(
    line: Line, dates: CaseDates, evidence: Evidence | None = None
) -> Proposal:
    """The same days propose the same: each save of a sheet asks again, and each page."""
    if evidence is not None:
        return _made(line, dates, evidence)
    days = tuple([dates.get(event) for event in _events(line)])
    found = line.known.get(key := ("proposal", days))
    return line.keep(key, _made(line, dates, None)) if found is None else found


def _events(line: Line) -> tuple[CaseEvent, ...]:
    """Between which days of a case the time limits of a line run."""
    found = line.known.get(key := "events")
    if found is None:
        limits = line.item.procedures
        names = (name for each in limits for name in (each.from_, each.to))
        found = line.keep(key, tuple(map(CaseEvent, names)))
    return found


def _made(line: Line, dates: CaseDates, evidence: Evidence | None) -> Proposal:
    spans = tuple(_span(each, dates) for each in line.item.procedures)
    papers = presence(line, evidence)
    choice = _together(line, spans, papers)
    verdict = papers.verdict if papers else None
    if choice is None and verdict is Verdict.NOT_APPLICABLE:
        return Proposal(line, spans, None, papers, Special.NOT_APPLICABLE)
    return Proposal(line, spans, choice, papers)


def _together(
    line: Line, spans: tuple[Span, ...], papers: Presence | None
) -> Choice | None:
    """A missing paper outweighs days in time, and a delay a paper that is there.

    What costs nothing is proposed only where nothing is left to look for: days in time
    say nothing of papers that nobody has listed.
    """
    if papers is not None and papers.is_missing:
        return _missed(line)
    is_there = papers is not None and papers.verdict is Verdict.PRESENT
    if not spans:
        return full_choice(line) if is_there else None
    choice = _choice(line, spans)
    is_open = line.item.by_presence and papers is None
    return None if is_open and choice == full_choice(line) else choice


def _span(procedure: Procedure, dates: CaseDates) -> Span:
    first = dates.get(CaseEvent(procedure.from_))
    last = dates.get(CaseEvent(procedure.to))
    if first is None or last is None:
        return Span(procedure, first, last, Count(Timing.MISSING, 0))
    return Span(procedure, first, last, count(procedure, first.on, last.on))


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
    return _missed(line)


def _missed(line: Line) -> Choice:
    """The answer of an item that can only be met or missed."""
    if line.item.kind is ItemKind.ALL_OR_NOTHING:
        return "missing"
    return "no" if full_choice(line) == "yes" else "yes"


def response(proposal: Proposal, answer: Answer | None) -> Response:
    """Of named findings only those count that the days speak of."""
    if answer is None or not answer.is_given:
        return Response.OPEN
    given = _about_time(proposal.line, answer.choice)
    offered = _about_time(proposal.line, proposal.choice)
    agrees = answer.special == proposal.special and given == offered
    return Response.ACCEPTED if agrees else Response.OVERRIDDEN


def against(found: Proposals) -> frozenset[str]:
    """The items of which something else is proposed than that nothing is lost."""
    return frozenset(code for code, each in found.items() if is_against(each))


def is_against(proposal: Proposal) -> bool:
    nothing_lost = Answer(full_choice(proposal.line))
    is_other = response(proposal, nothing_lost) is Response.OVERRIDDEN
    return proposal.is_made and is_other


def _about_time(line: Line, choice: Choice | None) -> object:
    if line.item.kind is ItemKind.ALTERNATIVES and isinstance(choice, tuple):
        return line.timed_options & set(choice)
    return choice


def accepted(proposal: Proposal, answer: Answer | None, reason: str) -> dict[str, Any]:
    """The answer after the proposal was taken, as a draft keeps it.

    What was found besides stays; a proposed deduction gets the evidence for a reason
    where none was written.
    """
    line, choice = proposal.line, proposal.choice
    given = answer or Answer()
    if proposal.special is not None:
        return to_json(Answer(special=proposal.special, findings=given.findings))
    timed = line.timed_options
    found = given.findings
    if isinstance(choice, tuple):
        kept = given.choice if isinstance(given.choice, tuple) else ()
        codes = {*choice, *(code for code in kept if code not in timed)}
        choice = tuple(o.code for o in line.item.options if o.code in codes)
        found = tuple(f for f in found if not f.option or f.option in codes)
    if proposal.is_fault:
        found += tuple(_reasons(proposal, found, reason))
    return to_json(Answer(choice, findings=found))


def _reasons(
    proposal: Proposal, found: tuple[Finding, ...], reason: str
) -> Iterator[Finding]:
    """One for each proposed deduction that nobody explained yet."""
    if not isinstance(proposal.choice, tuple):
        if not any(finding.reason for finding in found):
            yield Finding(reason=reason, absent=proposal.lacks_papers)
        return
    told = {finding.option for finding in found}
    yield from (Finding(c, reason) for c in proposal.choice if c not in told)


def offered(proposal: Proposal) -> object:
    """The proposed choice as JSON has it."""
    if proposal.special is not None:
        return {"special": proposal.special.value}
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
    "Item %(item)s: the answer differs from what is proposed; give the reason."
)
_CHANGED = N_(
    "Item %(item)s: the days or the contents list were changed after it was answered; "
    "look at it again."
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
    timed = proposal.line.timed_options
    return any(
        finding.reason and (not finding.option or not timed or finding.option in timed)
        for finding in answer.findings
    )
