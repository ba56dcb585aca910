"""Relations of an allocation's pairs that warn or are to be disclosed, but bar nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from review.domain.allocation import Allocation, Pair
from review.domain.candidates import REFUSALS, Bar, Strength, graded
from review.domain.sentences import Sentence

if TYPE_CHECKING:
    from review.services.allocating import Problem


@dataclass(frozen=True, slots=True)
class Concern:
    """A pair given in spite of a relation that warns or is to be disclosed."""

    case_no: str
    name: str
    number: str
    strength: Strength
    sentence: Sentence


def concerns_of(problem: Problem, found: Allocation) -> list[Concern]:
    """Every relation of a pair that does not bar it, by case number."""
    cases = {(case.key, case.part): case for case in problem.cases}
    people = {reviewer.key: reviewer for reviewer in problem.reviewers}
    lines = [
        _concern(problem, pair, bar, strength)
        for pair in found.pairs
        for strength in (Strength.WARN, Strength.DISCLOSE)
        for bar in graded(
            cases[pair.case, pair.part], people[pair.reviewer], problem.rules, strength
        )
    ]
    return sorted(lines, key=lambda line: (line.case_no, line.number))


def _concern(problem: Problem, pair: Pair, bar: Bar, strength: Strength) -> Concern:
    member, case_no = problem.members[pair.reviewer], problem.case_nos[pair.case]
    values = {"reviewer": member.name, "case": case_no}
    sentence = Sentence(REFUSALS[bar], values)
    return Concern(case_no, member.name, member.number, strength, sentence)
