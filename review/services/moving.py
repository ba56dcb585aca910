"""An allocation changed by a file of moves: looked at first, then all or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from review.domain.allocation import Pair
from review.domain.campaigns import of_institutions
from review.domain.errors import RuleBroken, ngettext
from review.domain.kinds import Stage
from review.domain.moves import Fault, For, Move, Verb
from review.domain.notices import NoticeKind
from review.domain.policy import Action, Viewer
from review.domain.reads import Purpose
from review.files import moves as files
from review.services import alternates, moves_asked
from review.services.accounts import actor_of
from review.services.allocating import (
    problem_of,
    solve,
    write,
)
from review.services.allocation import ProposalChanged
from review.services.candidates import CaseFact, case_facts
from review.services.moves import Plan, held_now, planned
from review.services.notices import tell_moved
from review.services.openings import note_export
from review.services.proposing import Proposal, proposal_of
from review.services.redaction.campaigns import check_looked
from review.services.sampling import campaign_of
from review.services.second_reads import place_of
from review.services.unheld import settle_unheld
from review.store import unit
from review.store.models import Read
from review.store.queries import allocation as confirmed
from review.store.queries import campaigns as campaign_queries

Say = Callable[[str], str]


class MovesBroken(RuleBroken):
    sentence = ngettext(
        "%(n)s line cannot be carried out, so nothing was changed.",
        "%(n)s lines cannot be carried out, so nothing was changed.",
    )


@dataclass(frozen=True, slots=True)
class MovesPreview:
    """What a file of moves would change; with faults nothing can be."""

    digest: str
    n_give: int
    n_take_back: int
    n_same: int
    faults: tuple[Fault, ...]
    taken_back: tuple[tuple[str, str, str], ...]
    """Case number, reviewer, reason."""
    given: tuple[tuple[str, str], ...]
    proposal: Proposal

    @property
    def changes(self) -> bool:
        return bool(self.n_give or self.n_take_back)


def export(
    *,
    viewer: Viewer,
    code: str,
    at: datetime,
    on: date,
    say: Say,
    with_proposal: bool,
) -> bytes:
    """What reviewers hold and have not submitted, and on request who would get the
    empty places: a file to edit and bring back. It says who reads what, so taking it
    is logged.
    """
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        held = held_now(campaign)
        facts = {fact.id: fact for fact in case_facts(campaign.id)}
        people = {
            row.code: row.number or ""
            for row in campaign_queries.campaign_reviewers(campaign.id)
        }
        problem = (
            problem_of(campaign, Purpose.COUNTED, on=on) if with_proposal else None
        )
    note_export(viewer, f"moves:{code}", at)
    lines = [
        _line(Verb.KEEP, facts[read.campaign_case_id], people, read)
        for read in held
        if read.submission_id is None and read.reviewer_code in people
    ]
    if problem is not None:
        for pair in solve(campaign, problem).pairs:
            lines.append(_given(facts[int(pair.case)], people, pair))
    lines.sort(key=lambda move: (move.file, move.purpose, move.part, move.slot or 0))
    return files.write(lines, say, of_institutions=of_institutions(campaign.rules))


def _line(verb: Verb, fact: CaseFact, people: Mapping[str, str], read: Any) -> Move:
    return Move(
        case_no=fact.case_no,
        verb=verb,
        reviewer=people[read.reviewer_code],
        stage=Stage(fact.stage),
        volume_set=fact.volume_set,
        part=read.part,
        purpose=For(place_of(read.purpose)),
        slot=read.slot,
    )


def _given(fact: CaseFact, people: Mapping[str, str], pair: Pair) -> Move:
    return Move(
        case_no=fact.case_no,
        verb=Verb.GIVE,
        reviewer=people[pair.reviewer],
        stage=Stage(fact.stage),
        volume_set=fact.volume_set,
        part=pair.part,
        slot=pair.slot,
    )


def preview(
    *, viewer: Viewer, code: str, body: bytes, at: datetime, on: date
) -> MovesPreview:
    """What the file would change, and every line that cannot be carried out.

    Of whom it is answered for the first time whether they may read a file that another
    campaign gave out, is kept.
    """
    read = files.read(body)
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        plan = planned(campaign, read, on, moves_asked.asked_of(campaign, at))
    if plan.asked.new:
        with unit.transaction():
            campaign = campaign_of(viewer, code, Action.ALLOCATE)
            unit.hold(f"campaign:{campaign.id}")
            plan = planned(campaign, read, on, moves_asked.asked_of(campaign, at))
            if plan.asked.new:
                moves_asked.note(viewer, campaign, plan.asked, at)
    return _shown(plan)


def apply(
    *, viewer: Viewer, code: str, body: bytes, digest: str, at: datetime, on: date
) -> MovesPreview:
    """Carry out the very moves that were looked at, all of them or none."""
    read = files.read(body)
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        # Whoever else gives out or submits has done so before, or waits until after.
        unit.hold(f"campaign:{campaign.id}")
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        plan = planned(campaign, read, on, moves_asked.asked_of(campaign, at))
        shown = _shown(plan)
        if digest in confirmed.proposals_confirmed(campaign.id):
            return shown
        if plan.asked.new:
            # Nobody has looked at these lines yet: only a preview answers, on record.
            raise ProposalChanged
        if plan.faults:
            raise MovesBroken(n=len(plan.faults))
        if digest != shown.digest:
            raise ProposalChanged
        given = [int(pair.case) for _, found in plan.solved for pair in found.pairs]
        check_looked(campaign, given)
        ended = _take_back(viewer, campaign, plan, digest, at)
        for problem, found in plan.solved:
            write(
                campaign,
                problem,
                found,
                actor=actor_of(viewer),
                proposal=digest,
                at=at,
            )
        if ended is not None:
            settle_unheld(plan.freed, cause=ended)
    alternates.keep_ready(campaign, actor=unit.SYSTEM, at=at, on=on)
    return shown


def _take_back(
    viewer: Viewer, campaign: Any, plan: Plan, digest: str, at: datetime
) -> unit.Recorded | None:
    if not plan.freed:
        return None
    event = unit.record(
        "reads_withdrawn",
        chain=f"campaign:{campaign.id}",
        actor=actor_of(viewer),
        at=at,
        targets=[("campaign", campaign.id), *(("read", each) for each in plan.freed)],
        payload={"n": len(plan.freed), "proposal": digest},
    )
    by_reason: dict[str, list[int]] = defaultdict(list)
    for read_id, (_, move) in plan.freed.items():
        by_reason[move.reason].append(read_id)
    for reason, ids in by_reason.items():
        unit.change(event, Read, {"id": ids}, ended_at=at, ended_reason=reason)
    tell_moved(event, campaign, NoticeKind.TAKEN, list(plan.freed))
    return event


def _shown(plan: Plan) -> MovesPreview:
    proposal = proposal_of(*plan.solved)
    freed = sorted((read_id, move.reason) for read_id, (_, move) in plan.freed.items())
    return MovesPreview(
        digest=unit.digest_of([freed, proposal.digest]),
        n_give=proposal.n_pairs,
        n_take_back=len(freed),
        n_same=plan.n_same,
        faults=tuple(plan.faults),
        taken_back=tuple(
            (move.case_no, move.reviewer, move.reason)
            for _, move in plan.freed.values()
        ),
        given=tuple((move.case_no, move.reviewer) for move, _, _ in plan.gives),
        proposal=proposal,
    )


def as_text(body: bytes) -> str:
    """The readable moves of a file once more, so that a page can hold them."""
    return files.write(files.read(body).moves, str).decode("utf-8-sig")
