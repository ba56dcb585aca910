"""Which files are weighted, and by how much; the weight is public, its cause is not.

A file with risks has more tickets than one, so it is likelier to be drawn, and still
anyone who has the list can repeat the draw. Reviewers see neither.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from review.domain.sampling_docket import folded
from review.domain.sampling_order import Candidate
from review.domain.sampling_rule import Risk, SampleRule


@dataclass(frozen=True, slots=True)
class Risks:
    """Case numbers complained about (folded), files handed in late, handlers who failed."""

    complaints: frozenset[str] = frozenset()
    late: frozenset[int] = frozenset()
    poor: frozenset[str] = frozenset()

    def of(self, candidate: Candidate) -> tuple[Risk, ...]:
        has = {
            Risk.COMPLAINT: folded(candidate.case_no) in self.complaints,
            Risk.LATE: candidate.case_id in self.late,
            Risk.POOR_RESULT: candidate.lead in self.poor,
        }
        return tuple(risk for risk, is_there in has.items() if is_there)


def tickets_of(risks: Iterable[Risk], rule: SampleRule) -> int:
    """One ticket for every file, and for each of its risks what the rule adds."""
    return 1 + sum(rule.extra(risk) for risk in risks)
