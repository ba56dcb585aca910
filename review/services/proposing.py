"""What an allocation would do, for the officer who confirms it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from review.domain.allocation import Allocation, Pair
from review.domain.candidates import Reviewer
from review.domain.kinds import Stage
from review.domain.reads import Purpose
from review.domain.sentences import Sentence
from review.services.concerns import Concern, concerns_of
from review.services.redaction.campaigns import FileStanding
from review.store import unit

if TYPE_CHECKING:
    from review.services.allocating import Problem


@dataclass(frozen=True, slots=True)
class LoadLine:
    """A reviewer's files before and after; for the officer's eyes."""

    name: str
    number: str
    cap: int | None
    n_before: int
    n_after: int


@dataclass(frozen=True, slots=True)
class UnfilledCase:
    """A file that does not get all its reviewers, and why, in sentences."""

    case_no: str
    part: str
    missing: int
    sentences: tuple[Sentence, ...]
    file: str = ""
    """Which file it is, as several may have one number."""
    stage: str = ""
    volume_set: str = ""

    @property
    def stage_words(self) -> str:
        return Stage(self.stage).words if self.stage else ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What confirming would do. `digest` names exactly this proposal."""

    digest: str
    n_pairs: int
    n_cases: int
    loads: tuple[LoadLine, ...]
    unfilled: tuple[UnfilledCase, ...]
    quality: tuple[Sentence, ...] = ()
    concerns: tuple[Concern, ...] = ()
    waiting: tuple[FileStanding, ...] = ()
    """Files that are not given out before their pages have been looked through."""
    n_second: int = 0
    """How many of the reviews are hidden second reads."""
    pairs: tuple[tuple[str, str], ...] = ()
    """File and reviewer's name of each place that would be filled."""
    n_common: int = 0
    """How many of the reviews are added on common files."""

    @property
    def n_missing(self) -> int:
        return sum(each.missing for each in self.unfilled)


def proposal_of(*solved: tuple[Problem, Allocation]) -> Proposal:
    """What writing these allocations would do; people by pinyin, files by number."""
    pairs = [_plain(problem, p) for problem, found in solved for p in found.pairs]
    purposes = Counter(pair[0] for pair in pairs)
    unfilled = (
        UnfilledCase(
            problem.case_nos[each.case],
            each.part,
            each.missing,
            each.sentences,
            each.case,
            *problem.apart[each.case],
        )
        for problem, found in solved
        for each in found.unfilled
    )
    return Proposal(
        digest=unit.digest_of(pairs),
        n_pairs=len(pairs),
        n_cases=len({pair[1] for pair in pairs}),
        loads=tuple(line for each in solved for line in _loads(*each)),
        unfilled=tuple(sorted(unfilled, key=_in_order)),
        quality=tuple(s for _, found in solved for s in found.quality.sentences),
        concerns=tuple(c for each in solved for c in concerns_of(*each)),
        n_second=purposes[Purpose.SECOND],
        n_common=purposes[Purpose.LINKING],
        pairs=tuple(
            (pair.case, problem.members[pair.reviewer].name)
            for problem, found in solved
            for pair in found.pairs
        ),
    )


def _in_order(each: UnfilledCase) -> tuple[str, ...]:
    return each.case_no, each.stage, each.volume_set, each.part


def _plain(problem: Problem, pair: Pair) -> list[object]:
    purpose = problem.purpose_of(pair)
    return [purpose, pair.case, pair.part, pair.slot, pair.reviewer]


def _loads(problem: Problem, found: Allocation) -> list[LoadLine]:
    def place(reviewer: Reviewer) -> tuple[str, str]:
        member = problem.members[reviewer.key]
        return member.name_key, member.number

    return [
        LoadLine(
            name=problem.members[reviewer.key].name,
            number=problem.members[reviewer.key].number,
            cap=reviewer.cap,
            n_before=reviewer.load,
            n_after=found.loads[reviewer.key],
        )
        for reviewer in sorted(problem.reviewers, key=place)
    ]
