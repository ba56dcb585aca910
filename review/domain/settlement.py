"""From the parts of a case to its score and grade: summed, rounded once, capped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from review.domain.derivation import NOTHING, exactly, half_up, sum_of
from review.domain.grading import grade_of, rank, worse_of
from review.domain.outcomes import Contribution, Outcome, OutcomeKind, PartOutcome
from review.domain.schemes import Method, Scheme
from review.domain.sections import share_of
from review.domain.vetoes import caps_of, is_zeroed

# What a case of several parts is called: the first of these that any part is.
_FOREMOST = (
    OutcomeKind.WAITING,
    OutcomeKind.DIVERGED,
    OutcomeKind.NO_GRADE,
    OutcomeKind.SETTLED_ON_OBJECTION,
    OutcomeKind.SETTLED_BY_LEAD,
    OutcomeKind.SETTLED_BY_PANEL,
    OutcomeKind.SETTLED_BY_THIRD,
    OutcomeKind.AGREED,
)


def case_outcome(scheme: Scheme, parts: tuple[PartOutcome, ...]) -> Outcome:
    """The result of a case; parts with nothing that applies have left the sheet."""
    present = [part for part in parts if not part.empty]
    share = sum_of([_share(scheme, part) for part in present])
    foremost = _foremost(present) if present else None
    if foremost is None or (foremost.kind.is_settled and not share):
        return Outcome(OutcomeKind.NO_GRADE, parts, parts[0].rule)
    kind, rule = foremost.kind, foremost.rule
    if not kind.has_result:
        return Outcome(kind, parts, rule)
    if scheme.method is Method.INDICATORS:
        grade = _capped(scheme, present, str(foremost.grade))
        return Outcome(kind, parts, rule, None, grade)
    total = _total(scheme, present, share)
    alone = foremost.grade if len(parts) == 1 else None
    grade = _capped(scheme, present, alone or grade_of(scheme, total).code)
    return Outcome(kind, parts, rule, total, grade)


def _foremost(parts: Sequence[PartOutcome]) -> PartOutcome:
    return min(parts, key=lambda part: _FOREMOST.index(part.kind))


def _share(scheme: Scheme, part: PartOutcome) -> Fraction:
    """How much of the full mark a part carries; a sheet in one part carries it all."""
    return share_of(scheme, part.part)


def _total(scheme: Scheme, present: Sequence[PartOutcome], share: Fraction) -> Decimal:
    """The sum of the parts, made up to the full mark, rounded half up once."""
    if any(_is_zeroed(scheme, part) for part in present):
        return half_up(NOTHING)
    exact = sum_of([part.total or NOTHING for part in present])
    exact *= exactly(scheme.full_mark) / share
    return half_up(min(exact, exactly(scheme.maximum_total)))


def _is_zeroed(scheme: Scheme, part: PartOutcome) -> bool:
    """Every read that made the part found a veto that takes the whole total."""
    return all(is_zeroed(scheme, used.verdict.hits) for used in part.used)


def _capped(scheme: Scheme, present: Sequence[PartOutcome], grade: str) -> str:
    caps = (cap for part in present for cap in _shared_cap(scheme, part.used))
    return worse_of(scheme.grades, (grade, *caps))


def _shared_cap(scheme: Scheme, used: Sequence[Contribution]) -> Iterator[str]:
    """The cap that at least half of the reads hold the case to, if there is one."""
    caps = sorted(
        (max(rank(scheme.grades, cap) for cap in caps))
        for caps in (caps_of(scheme, each.verdict.hits) for each in used)
        if caps
    )
    needed = (len(used) + 1) // 2
    if len(caps) >= needed:
        yield scheme.grades[caps[-needed]].code
