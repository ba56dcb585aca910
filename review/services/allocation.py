"""Giving case files to reviewers: proposed, confirmed, filled up again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from review.domain.errors import N_, NotVisible, RuleBroken, StaleVersion
from review.domain.notices import NoticeKind
from review.domain.policy import Action, Viewer
from review.domain.reads import Purpose
from review.services import alternates
from review.services.accounts import actor_of
from review.services.allocating import (
    NotDrawn,
    Problem,
    RoundOpen,
    counted_problem,
    further_problem,
    problem_of,
    solve,
    write,
)
from review.services.candidates import Only
from review.services.notices import tell_moved
from review.services.proposing import LoadLine, Proposal, UnfilledCase, proposal_of
from review.services.redaction.campaigns import check_looked, not_ready
from review.services.sampling import campaign_of
from review.services.unheld import settle_unheld
from review.store import unit
from review.store.models import Read
from review.store.queries import allocation as queries
from review.store.queries import candidates

__all__ = [
    "AlreadySubmitted",
    "LoadLine",
    "NoReason",
    "NotDrawn",
    "Proposal",
    "ProposalChanged",
    "RoundOpen",
    "UnfilledCase",
    "call_readers",
    "confirm",
    "propose",
    "propose_further",
    "withdraw",
]

MOST_REASON = 200
FURTHER = (Purpose.THIRD, Purpose.ADJUDICATION)


class ProposalChanged(StaleVersion):
    sentence = N_(
        "Cases, reviewers or conflicts changed since this proposal was made. "
        "Look at the new one and confirm it."
    )


class AlreadySubmitted(RuleBroken):
    sentence = N_("This review has been submitted; it stays.")


class NoReason(RuleBroken):
    sentence = N_("Say in at most %(most)s characters why the file is taken back.")


def propose(
    *,
    viewer: Viewer,
    code: str,
    on: date,
    ready_only: bool = False,
    only: Only = None,
) -> Proposal:
    """The allocation of every empty counted place, computed and not yet written.

    `ready_only` leaves out files whose pages are to be looked through first; `only`
    names the files that are meant.
    """
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        problem = counted_problem(campaign, on=on, only=only)
        waiting = not_ready(campaign, _files_of(problem))
        if ready_only:
            problem = _ready(campaign, problem)
    proposal = proposal_of((problem, solve(campaign, problem)))
    return replace(proposal, waiting=tuple(waiting.values()))


def _files_of(*problems: Problem) -> list[int]:
    return [int(case.key) for each in problems for case in each.cases]


def _ready(campaign: Any, problem: Problem) -> Problem:
    """The places of those files that need not wait."""
    waiting = not_ready(campaign, _files_of(problem))
    cases = tuple(case for case in problem.cases if int(case.key) not in waiting)
    return replace(problem, cases=cases)


def propose_further(*, viewer: Viewer, code: str, on: date) -> Proposal:
    """Who would read or decide the files that diverged; nothing is written."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.RECONCILE)
        problems = [further_problem(campaign, each, on=on) for each in FURTHER]
    return proposal_of(*((each, solve(campaign, each)) for each in problems))


def confirm(
    *,
    viewer: Viewer,
    code: str,
    at: datetime,
    digest: str = "",
    on: date | None = None,
    ready_only: bool = False,
    only: Only = None,
) -> Proposal:
    """Write the allocation. With a digest, only if it is still that proposal.

    The form that was confirmed once may come again, as by a double click. `on` is the
    day at the place; without it, that of `at`. `waiting` of the answer are the files
    that `ready_only` left out.
    """
    on = on or at.date()
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        problem, waiting = counted_problem(campaign, on=on, only=only), {}
        if ready_only:
            waiting = not_ready(campaign, _files_of(problem))
            problem = _ready(campaign, problem)
        is_done = _is_done(campaign, digest)
    how = {"is_done": is_done, "ready_only": ready_only, "only": only}
    done = _confirm(viewer, campaign, [problem], digest, (at, on), **how)
    # Where nothing was given out of the files that were meant, nothing has been done.
    if done.pairs or only is None:
        alternates.keep_ready(campaign, actor=unit.SYSTEM, at=at, on=on)
    return replace(done, waiting=tuple(waiting.values()))


def call_readers(
    *,
    viewer: Viewer,
    code: str,
    at: datetime,
    digest: str = "",
    on: date | None = None,
) -> Proposal:
    """Give diverged files their further readers: third readers, and the leads."""
    on = on or at.date()
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.RECONCILE)
        problems = [further_problem(campaign, each, on=on) for each in FURTHER]
        is_done = _is_done(campaign, digest)
    return _confirm(viewer, campaign, problems, digest, (at, on), is_done=is_done)


def _is_done(campaign: Any, digest: str) -> bool:
    return bool(digest) and digest in queries.proposals_confirmed(campaign.id)


def _confirm(
    viewer: Viewer,
    campaign: Any,
    problems: Sequence[Problem],
    digest: str,
    when: tuple[datetime, date],
    *,
    is_done: bool,
    ready_only: bool = False,
    only: Only = None,
) -> Proposal:
    at, on = when
    # Solved outside the transaction: nobody else waits while we calculate.
    solved = [(problem, solve(campaign, problem)) for problem in problems]
    proposal = proposal_of(*solved)
    if is_done:
        return proposal
    if digest and digest != proposal.digest:
        raise ProposalChanged
    with unit.transaction():
        now = _held(campaign)
        for problem in problems:
            again = problem_of(now, problem.purpose, on=on, only=only)
            if problem != (_ready(now, again) if ready_only else again):
                raise ProposalChanged
        check_looked(now, _files_of(*problems))
        for problem, found in solved:
            write(
                now,
                problem,
                found,
                actor=actor_of(viewer),
                proposal=proposal.digest,
                at=at,
            )
    return proposal


def _held(campaign: Any) -> Any:
    """The campaign, behind its lock: of two who give out the same places at once, the
    second looks again; and at what was announced of it while we calculated, or whether
    it was cancelled.
    """
    unit.hold(f"campaign:{campaign.id}")
    now = candidates.campaign(campaign.id)
    if now.cancelled_event_id is not None:
        raise NotVisible
    return now


def withdraw(
    *, viewer: Viewer, code: str, public_id: str, reason: str, at: datetime
) -> None:
    """Take an open read back; the place can be filled again, by somebody else.

    Taking it back twice is taking it back once.
    """
    reason = reason.strip()
    if not 0 < len(reason) <= MOST_REASON:
        raise NoReason(most=MOST_REASON)
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        read = queries.read_by_public_id(public_id, campaign_id=campaign.id)
        if read is None:
            raise NotVisible
        if read.ended_at is not None:
            return
        event = unit.record(
            "read_withdrawn",
            chain=f"campaign:{campaign.id}",
            actor=actor_of(viewer),
            at=at,
            targets=[("campaign_case", read.campaign_case_id), ("read", read.id)],
        )
        # Looked at again behind the chain's lock: a submission may have come first.
        if queries.is_submitted(read.id):
            raise AlreadySubmitted
        unit.change(event, Read, {"id": read.id}, ended_at=at, ended_reason=reason)
        tell_moved(event, campaign, NoticeKind.TAKEN, [read.id])
        settle_unheld([read.id], cause=event)
