"""From the reads of a case to its result, or to what is still needed for one.

Counted reads that agree are combined. Reads that diverge go to a third reader (三评),
a panel or the lead (终评), as the scheme says. A sheet in parts is reconciled part by
part, and the case total is their sum. What is decided on an objection (复核) stands in
every read that made the result, and is combined anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from review.domain.adjudication import on_objections, provenance
from review.domain.answers import Answers
from review.domain.combination import Weights, mean, standing_of, weigh
from review.domain.derivation import added, times
from review.domain.divergence import (
    Divergence,
    DivergenceKind,
    because,
    disputed_items,
    divergences,
)
from review.domain.errors import N_, RuleBroken
from review.domain.lines import answerable
from review.domain.marks import ZERO
from review.domain.outcomes import (
    Contribution,
    Need,
    Outcome,
    OutcomeKind,
    PartOutcome,
    Reader,
    to_json,
)
from review.domain.reads import Purpose, Read
from review.domain.rules import registered
from review.domain.schemes import Method, Resolution, Scheme
from review.domain.scoring import score
from review.domain.settlement import case_outcome

__all__ = [
    "DISPUTED",
    "THEN_RULES",
    "IndicatorsInParts",
    "Outcome",
    "OutcomeKind",
    "Purpose",
    "Read",
    "Reader",
    "disputed_items",
    "reconcile",
    "to_json",
]

THIRD, PANEL, LEAD = "third_read@1", "panel_majority@1", "lead@1"
DISPUTED, DISPUTED_SEEN = "disputed_items@1", "disputed_items@2"
RECONSIDERED = "reconsideration@1"
DISPUTED_BY_LEAD = "disputed_items@3"


class IndicatorsInParts(RuleBroken):
    """Grades of parts cannot be added up."""

    sentence = N_("A sheet of indicators cannot be divided among reviewers.")


class AnswersUnknown(RuleBroken):
    """A review on paper may have brought its total alone."""

    sentence = N_(
        "A review of this file brought no answers to the items, so that nothing can be "
        "decided item by item."
    )


@dataclass(frozen=True, slots=True)
class _Bench:
    """The reads of one part, by what they are for."""

    scheme: Scheme
    part: str
    required: int
    counted: tuple[Read, ...]
    further: tuple[Read, ...]
    lead: Read | None
    appeals: tuple[Read, ...]

    @property
    def scope(self) -> str | None:
        """The part to score; None where the sheet is not divided."""
        return self.part if len(self.scheme.parts) > 1 else None

    @property
    def asks_items(self) -> bool:
        return self.scheme.combination.resolution is Resolution.DISPUTED_ITEMS


def reconcile(scheme: Scheme, reads: Iterable[Read], case_class: str = "") -> Outcome:
    """What the reads of one case come to."""
    parts = scheme.parts
    if len(parts) > 1 and scheme.method is Method.INDICATORS:
        raise IndicatorsInParts
    required = scheme.combination.reviews_for(case_class)
    known = sorted(reads, key=lambda read: read.slot)
    benches = [_bench(scheme, part, required, known) for part in parts]
    return case_outcome(
        scheme, tuple(_reconsidered(bench, _part(bench)) for bench in benches)
    )


def _bench(scheme: Scheme, part: str, required: int, reads: Sequence[Read]) -> _Bench:
    whole = len(scheme.parts) == 1
    # An objection may be to items of several parts: its read names none of them.
    own = [read for read in reads if whole or read.part in (part, "")]
    lines = answerable(scheme, None if whole else part)

    def read_for(purpose: Purpose) -> tuple[Read, ...]:
        return tuple(read for read in own if read.purpose is purpose)

    return _Bench(
        scheme,
        part,
        required,
        read_for(Purpose.COUNTED),
        read_for(Purpose.THIRD),
        next(iter(read_for(Purpose.ADJUDICATION)), None),
        tuple(replace(e, answers=_of(lines, e)) for e in read_for(Purpose.APPEAL)),
    )


def _of(lines: Collection[str], read: Read) -> Answers:
    return {item: answer for item, answer in read.answers.items() if item in lines}


def _part(bench: _Bench) -> PartOutcome:
    """Wait, agree, or go on by the scheme's rule."""
    short = bench.required - len(bench.counted)
    if short > 0:
        need = Need(Reader.COUNTED, short, bench.part)
        return PartOutcome(bench.part, OutcomeKind.WAITING, needs=(need,))
    if all(read.verdict.nothing_applicable for read in bench.counted):
        return _nothing(bench, bench.scheme.combination.rule, bench.counted)
    unfit = _unfit(bench.counted)
    if unfit:
        return _by_lead(bench, unfit)
    reasons = divergences(bench.scheme, bench.counted)
    if reasons:
        then = registered(THEN_RULES, bench.scheme.combination.then)
        return then(bench, reasons)
    return _combined(bench, OutcomeKind.AGREED, bench.counted)


def _unfit(reads: Iterable[Read]) -> tuple[Divergence, ...]:
    """A read without a result sends the case to the lead."""
    verdicts = [read.verdict for read in reads]
    reasons = []
    if any(verdict.cannot_assess for verdict in verdicts):
        reasons.append(because(DivergenceKind.CANNOT_ASSESS))
    if any(verdict.nothing_applicable for verdict in verdicts):
        reasons.append(because(DivergenceKind.NOTHING_APPLICABLE))
    return tuple(reasons)


def _settled(
    bench: _Bench,
    kind: OutcomeKind,
    rule: str,
    reads: Sequence[Read],
    weights: Weights,
    reasons: tuple[Divergence, ...] = (),
) -> PartOutcome:
    """The weighted sum of the stored totals; for indicators the grade that weighs."""
    used = tuple(
        Contribution.of(read, weight)
        for read, weight in zip(reads, weights, strict=True)
    )
    if bench.scheme.method is Method.INDICATORS:
        grade = next(each.verdict.grade for each in used if each.weight)
        return PartOutcome(bench.part, kind, rule, reasons, used=used, grade=grade)
    total = added([times(e.weight, e.verdict.total or ZERO) for e in used])
    return PartOutcome(bench.part, kind, rule, reasons, used=used, total=total)


def _combined(
    bench: _Bench,
    kind: OutcomeKind,
    reads: Sequence[Read],
    reasons: tuple[Divergence, ...] = (),
) -> PartOutcome:
    """By the scheme's own rule for combining."""
    rule, weights = bench.scheme.combination.rule, weigh(bench.scheme, reads)
    return _settled(bench, kind, rule, reads, weights, reasons)


def _wanting(
    bench: _Bench,
    reasons: tuple[Divergence, ...],
    who: Reader,
    n: int = 1,
    items: tuple[str, ...] = (),
) -> PartOutcome:
    need = Need(who, n, bench.part, items)
    return PartOutcome(bench.part, OutcomeKind.DIVERGED, "", reasons, (need,))


def _nothing(
    bench: _Bench,
    rule: str,
    reads: Sequence[Read],
    reasons: tuple[Divergence, ...] = (),
    *,
    empty: bool = True,
) -> PartOutcome:
    used = tuple(Contribution.of(read, Fraction(0)) for read in reads)
    kind = OutcomeKind.NO_GRADE
    return PartOutcome(bench.part, kind, rule, reasons, used=used, empty=empty)


def _by_lead(bench: _Bench, reasons: tuple[Divergence, ...]) -> PartOutcome:
    """The lead's own read decides, and may find that nothing can be said."""
    lead = bench.lead
    if lead is None:
        return _wanting(bench, reasons, Reader.LEAD)
    if lead.verdict.cannot_assess or lead.verdict.nothing_applicable:
        empty = lead.verdict.nothing_applicable
        return _nothing(bench, LEAD, (lead,), reasons, empty=empty)
    kind = OutcomeKind.SETTLED_BY_LEAD
    return _settled(bench, kind, LEAD, (lead,), (Fraction(1),), reasons)


def _by_third(bench: _Bench, reasons: tuple[Divergence, ...]) -> PartOutcome:
    """三评规则: with the nearer of the first two; between them, all three; else lead."""
    if bench.asks_items:
        return _by_disputed_items(bench, reasons)
    if not bench.further:
        return _wanting(bench, reasons, Reader.THIRD)
    third = bench.further[0]
    unfit = _unfit((third,))
    if unfit:
        return _by_lead(bench, reasons + unfit)
    near = _nearest(bench, third)
    if not near:
        apart = because(DivergenceKind.THIRD_APART)
        return _by_lead(bench, (*reasons, apart))
    return _with_third(bench, reasons, (*near, third))


def _nearest(bench: _Bench, third: Read) -> tuple[Read, ...]:
    """The counted reads nearest to the third, unless even they are over the limit."""
    at = standing_of(bench.scheme, third)
    gaps = [abs(standing_of(bench.scheme, read) - at) for read in bench.counted]
    limit, nearest = bench.scheme.combination.total_gap, min(gaps)
    if limit is not None and nearest > limit:
        return ()
    return tuple(
        read for read, gap in zip(bench.counted, gaps, strict=True) if gap == nearest
    )


def _with_third(
    bench: _Bench, reasons: tuple[Divergence, ...], reads: Sequence[Read]
) -> PartOutcome:
    """Totals are averaged whatever the scheme's rule; grades have no mean."""
    if bench.scheme.method is Method.INDICATORS:
        weights = weigh(bench.scheme, reads)
    else:
        weights = mean([standing_of(bench.scheme, read) for read in reads])
    kind = OutcomeKind.SETTLED_BY_THIRD
    return _settled(bench, kind, THIRD, reads, weights, reasons)


def _by_disputed_items(bench: _Bench, reasons: tuple[Divergence, ...]) -> PartOutcome:
    """On the disputed items the third's answers stand in every first read.

    The second version is of decisions made in two steps: blind, then with both seen.
    """
    items = disputed_items(bench.scheme, bench.counted)
    if not items:
        none = because(DivergenceKind.NOTHING_DISPUTED)
        return _by_lead(bench, (*reasons, none))
    if not bench.further:
        return _wanting(bench, reasons, Reader.THIRD, items=items)
    third = bench.further[0]
    reads = tuple(
        _rescored(bench, read, third.answers, items) for read in bench.counted
    )
    rule = DISPUTED if third.first_view is None else DISPUTED_SEEN
    if all(read.verdict.nothing_applicable for read in reads):
        return _nothing(bench, rule, reads, reasons)
    unfit = _unfit(reads)
    if unfit:
        return _by_lead_on(bench, reasons + unfit, items)
    settled = _combined(bench, OutcomeKind.SETTLED_BY_THIRD, reads, reasons)
    return _with_items(bench, settled, rule, third)


def _by_lead_on(
    bench: _Bench, reasons: tuple[Divergence, ...], items: tuple[str, ...]
) -> PartOutcome:
    """Where a further reader could not assess one, and nothing else is opened again. A
    lead who was or has to be asked for the whole file decides all of it.
    """
    lead = bench.lead
    is_whole = any(e.kind is DivergenceKind.NOTHING_APPLICABLE for e in reasons)
    if is_whole or (lead is not None and not lead.is_of_items):
        return _by_lead(bench, reasons)
    if lead is None:
        return _wanting(bench, reasons, Reader.LEAD, items=items)
    reads = tuple(_rescored(bench, read, lead.answers, items) for read in bench.counted)
    if _unfit(reads):
        return _nothing(bench, DISPUTED_BY_LEAD, reads, reasons, empty=False)
    settled = _combined(bench, OutcomeKind.SETTLED_BY_LEAD, reads, reasons)
    return _with_items(bench, settled, DISPUTED_BY_LEAD, lead)


def _with_items(
    bench: _Bench, settled: PartOutcome, rule: str, decider: Read
) -> PartOutcome:
    """The first reads as they stand with the disputed items decided."""
    items = disputed_items(bench.scheme, bench.counted)
    return replace(
        settled,
        rule=rule,
        used=tuple(replace(each, rescored=True) for each in settled.used),
        provenance=tuple(provenance(bench.scheme, bench.counted, decider, items)),
    )


def _rescored(bench: _Bench, read: Read, others: Answers, items: Iterable[str]) -> Read:
    new = {item: others[item] for item in items if item in others}
    answers = {**read.answers, **new}
    sheet = score(bench.scheme, answers, bench.scope, read.verdict.party_rule)
    return replace(read, verdict=sheet.verdict, answers=answers)


def _reconsidered(bench: _Bench, found: PartOutcome) -> PartOutcome:
    """What was decided on objections stands in every read that made the part.

    The scheme's own rule combines the reads anew; with a further read they weigh what
    they weighed. Of several decisions on an item the last one stands.
    """
    decided = {item: e for read in bench.appeals for item, e in read.answers.items()}
    if not decided or not found.kind.has_result:
        return found
    reads = [_decided(bench, each, decided) for each in found.used]
    weights = tuple(each.weight for each in found.used)
    if found.rule not in (THIRD, PANEL, LEAD):
        weights = weigh(bench.scheme, reads)
    kind = OutcomeKind.SETTLED_ON_OBJECTION
    new = _settled(bench, kind, RECONSIDERED, reads, weights, found.reasons)
    told = tuple(on_objections(bench.appeals))
    known = {each.item for each in told}
    kept = tuple(each for each in found.provenance if each.item not in known)
    used = tuple(replace(each, rescored=True) for each in new.used)
    return replace(new, used=used, provenance=kept + told)


def _decided(bench: _Bench, used: Contribution, decided: Answers) -> Read:
    """A read with these answers instead of its own, or of a further reader's."""
    reads = [*bench.counted, *bench.further, *((bench.lead,) if bench.lead else ())]
    read = next(each for each in reads if each.label == used.label)
    if not read.answers:
        raise AnswersUnknown
    if used.rescored:
        items = disputed_items(bench.scheme, bench.counted)
        by_lead = bench.lead is not None and bench.lead.is_of_items
        decider = bench.lead if by_lead and bench.lead else bench.further[0]
        read = _rescored(bench, read, decider.answers, items)
    return _rescored(bench, read, decided, decided)


def _by_panel(bench: _Bench, reasons: tuple[Divergence, ...]) -> PartOutcome:
    """The grade of the majority, with the mean of the totals that have it."""
    size = bench.scheme.combination.panel_size
    panel = bench.further[:size]
    if len(panel) < size:
        return _wanting(bench, reasons, Reader.PANEL, size - len(panel))
    unfit = _unfit(panel)
    if unfit:
        return _by_lead(bench, reasons + unfit)
    grade, votes = Counter(read.verdict.grade for read in panel).most_common(1)[0]
    if 2 * votes <= size:
        none = because(DivergenceKind.NO_MAJORITY)
        return _by_lead(bench, (*reasons, none))
    reads = [read for read in panel if read.verdict.grade == grade]
    kind, weights = OutcomeKind.SETTLED_BY_PANEL, mean([Fraction(0)] * votes)
    settled = _settled(bench, kind, PANEL, reads, weights, reasons)
    return replace(settled, grade=grade)


THEN_RULES: Mapping[str, Callable[[_Bench, tuple[Divergence, ...]], PartOutcome]] = {
    THIRD: _by_third,
    PANEL: _by_panel,
    LEAD: _by_lead,
}
