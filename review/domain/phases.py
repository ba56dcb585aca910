"""How far a file and its campaign are: read off the facts, never stored.

One table per kind says which phase holds when; the first rule that holds decides. The
rules use comparisons and `&` only, so that the same table reads a row of facts and
writes the SQL of a list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from review.domain.errors import N_


class CasePhase(StrEnum):
    """The phases of a case file in a campaign; each has its words for the page."""

    DRAWN = "drawn"
    ALLOCATED = "allocated"
    REVIEWING = "reviewing"
    COMPLETE = "complete"
    DIVERGED = "diverged"
    READ_AGAIN = "read_again"
    AWAITING_LEAD = "awaiting_lead"
    SETTLED = "settled"
    PROVISIONAL = "provisional"
    PUBLISHED = "published"

    @property
    def words(self) -> str:
        return CASE_WORDS[self]


CASE_WORDS = {
    CasePhase.DRAWN: N_("Drawn, reviewers still wanted"),
    CasePhase.ALLOCATED: N_("Allocated"),
    CasePhase.REVIEWING: N_("Under review"),
    CasePhase.COMPLETE: N_("All reviews are in"),
    CasePhase.DIVERGED: N_("Diverged, a further reviewer is wanted"),
    CasePhase.READ_AGAIN: N_("Diverged, being read again"),
    CasePhase.AWAITING_LEAD: N_("Awaiting the lead"),
    CasePhase.SETTLED: N_("Settled"),
    CasePhase.PROVISIONAL: N_("Released provisionally"),
    CasePhase.PUBLISHED: N_("Published"),
}


class CampaignPhase(StrEnum):
    """The phases of a campaign."""

    OPENED = "opened"
    DRAWN = "drawn"
    ALLOCATED = "allocated"
    REVIEWING = "reviewing"
    RECONCILED = "reconciled"
    PROVISIONAL = "provisional"
    PUBLISHED = "published"

    @property
    def words(self) -> str:
        return CAMPAIGN_WORDS[self]


CAMPAIGN_WORDS = {
    CampaignPhase.OPENED: N_("Opened"),
    CampaignPhase.DRAWN: N_("The sample is drawn"),
    CampaignPhase.ALLOCATED: N_("Files allocated"),
    CampaignPhase.REVIEWING: N_("Reviews under way"),
    CampaignPhase.RECONCILED: N_("Every file settled"),
    CampaignPhase.PROVISIONAL: N_("Released provisionally"),
    CampaignPhase.PUBLISHED: N_("Published"),
}


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What is known of a file: reads wanted, places given and not ended, reads in.

    `further` reads are a third reader's or a panel's. A file waits for a hidden second
    read like for the others, `n_hidden_open` of them, so that nobody can tell by the
    moment it is settled. The last three count the results and, of each kind, the releases
    that hold it.
    """

    n_required: int
    n_places: int = 0
    n_submitted: int = 0
    n_further_needed: int = 0
    n_further_places: int = 0
    n_further_submitted: int = 0
    n_lead_needed: int = 0
    n_lead_submitted: int = 0
    n_results: int = 0
    n_provisional: int = 0
    n_final: int = 0
    n_hidden_open: int = 0


@dataclass(frozen=True, slots=True)
class CampaignFacts:
    """What is known of a campaign: its steps done, its files, reads and releases."""

    is_drawn: bool = False
    is_allocated: bool = False
    n_cases: int = 0
    n_submitted: int = 0
    n_settled: int = 0
    n_provisional: int = 0
    n_final: int = 0


Rule = Callable[[Any], Any]

CASE_RULES: tuple[tuple[CasePhase, Rule], ...] = (
    (CasePhase.PUBLISHED, lambda facts: facts.n_final > 0),
    (CasePhase.PROVISIONAL, lambda facts: facts.n_provisional > 0),
    (CasePhase.SETTLED, lambda facts: facts.n_results > 0),
    (
        CasePhase.DRAWN,
        lambda facts: (facts.n_submitted == 0) & (facts.n_places < facts.n_required),
    ),
    (CasePhase.ALLOCATED, lambda facts: facts.n_submitted == 0),
    (
        CasePhase.REVIEWING,
        lambda facts: facts.n_submitted < facts.n_required + facts.n_hidden_open,
    ),
    (
        CasePhase.DIVERGED,
        lambda facts: facts.n_further_places < facts.n_further_needed,
    ),
    (
        CasePhase.READ_AGAIN,
        lambda facts: facts.n_further_submitted < facts.n_further_needed,
    ),
    (
        CasePhase.AWAITING_LEAD,
        lambda facts: facts.n_lead_submitted < facts.n_lead_needed,
    ),
)

CAMPAIGN_RULES: tuple[tuple[CampaignPhase, Rule], ...] = (
    (CampaignPhase.PUBLISHED, lambda facts: facts.n_final > 0),
    (CampaignPhase.PROVISIONAL, lambda facts: facts.n_provisional > 0),
    (
        CampaignPhase.RECONCILED,
        lambda facts: (facts.n_cases > 0) & (facts.n_settled == facts.n_cases),
    ),
    (CampaignPhase.REVIEWING, lambda facts: facts.n_submitted > 0),
    (CampaignPhase.ALLOCATED, lambda facts: facts.is_allocated),
    (CampaignPhase.DRAWN, lambda facts: facts.is_drawn),
)


def phase_of(facts: CaseFacts) -> CasePhase:
    """The phase of a file; when nothing is left to wait for, all its reads are in."""
    holding = (phase for phase, holds in CASE_RULES if holds(facts))
    return next(holding, CasePhase.COMPLETE)


def campaign_phase_of(facts: CampaignFacts) -> CampaignPhase:
    """The phase of a campaign."""
    holding = (phase for phase, holds in CAMPAIGN_RULES if holds(facts))
    return next(holding, CampaignPhase.OPENED)


@dataclass(frozen=True, slots=True)
class Move:
    """What happens to a file, and the phase it is in afterwards."""

    before: CasePhase | CampaignPhase
    after: CasePhase | CampaignPhase
    by: str


def _moves(
    by: str, *pairs: tuple[CasePhase | CampaignPhase, CasePhase | CampaignPhase]
) -> tuple[Move, ...]:
    return tuple(Move(before, after, by) for before, after in pairs)


_C, _K = CasePhase, CampaignPhase

# A file is settled, or found to diverge, in the transaction of the read that completes
# it; "complete" is seen only between the rows of a batch taken in on paper.
CASE_MOVES: tuple[Move, ...] = (
    *_moves("places filled", (_C.DRAWN, _C.ALLOCATED), (_C.DIVERGED, _C.READ_AGAIN)),
    *_moves("place given up", (_C.ALLOCATED, _C.DRAWN), (_C.READ_AGAIN, _C.DIVERGED)),
    *_moves("first review in", (_C.DRAWN, _C.REVIEWING), (_C.ALLOCATED, _C.REVIEWING)),
    *_moves(
        "last review in",
        (_C.ALLOCATED, _C.COMPLETE),
        (_C.REVIEWING, _C.COMPLETE),
        (_C.READ_AGAIN, _C.COMPLETE),
        (_C.AWAITING_LEAD, _C.COMPLETE),
    ),
    *_moves("last review in, the lead awaited too", (_C.READ_AGAIN, _C.AWAITING_LEAD)),
    *_moves(
        "a further read needed",
        (_C.COMPLETE, _C.DIVERGED),
        (_C.AWAITING_LEAD, _C.DIVERGED),
    ),
    *_moves("the lead needed", (_C.COMPLETE, _C.AWAITING_LEAD)),
    *_moves("result", (_C.COMPLETE, _C.SETTLED)),
    *_moves("provisional release", (_C.SETTLED, _C.PROVISIONAL)),
    *_moves(
        "final release", (_C.SETTLED, _C.PUBLISHED), (_C.PROVISIONAL, _C.PUBLISHED)
    ),
)

CAMPAIGN_MOVES: tuple[Move, ...] = (
    *_moves("sample drawn", (_K.OPENED, _K.DRAWN)),
    *_moves("allocation confirmed", (_K.DRAWN, _K.ALLOCATED)),
    *_moves(
        "first review in",
        (_K.DRAWN, _K.REVIEWING),
        (_K.ALLOCATED, _K.REVIEWING),
    ),
    *_moves("last file settled", (_K.REVIEWING, _K.RECONCILED)),
    *_moves(
        "provisional release",
        (_K.REVIEWING, _K.PROVISIONAL),
        (_K.RECONCILED, _K.PROVISIONAL),
    ),
    *_moves(
        "final release",
        (_K.REVIEWING, _K.PUBLISHED),
        (_K.RECONCILED, _K.PUBLISHED),
        (_K.PROVISIONAL, _K.PUBLISHED),
    ),
)


def may_move(moves: Iterable[Move], before: str, after: str) -> bool:
    """Whether one thing that happens can lead from one phase to the other."""
    return any(move.before == before and move.after == after for move in moves)


def diagram(moves: Iterable[Move] = CASE_MOVES) -> str:
    """The moves as a Mermaid state diagram, in the order of the phases."""
    known = list(moves)
    first, last = known[0].before, known[-1].after
    lines = [f"    {move.before} --> {move.after}: {move.by}" for move in known]
    return "\n".join(
        ["stateDiagram-v2", f"    [*] --> {first}", *lines, f"    {last} --> [*]", ""]
    )
