"""Finding who decides an objection: the program draws, so that nobody chooses a judge."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from review.domain.allocation import Pair
from review.domain.appeals import (
    DECISION_DAYS,
    ObjectionEnded,
    Stage,
    items_to_read,
)
from review.domain.candidates import Turn
from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.lines import answerable
from review.domain.notices import NoticeKind
from review.domain.policy import Action, Viewer
from review.domain.reads import Purpose
from review.domain.rotation import round_in
from review.domain.working_days import add_working_days
from review.services import schemes
from review.services.accounts import actor_of
from review.services.allocating import NONE, Problem, Scope, problem_for, solve
from review.services.appeals.office import stage_in
from review.services.appeals.withdrawing import relieve
from review.services.candidates import case_facts
from review.services.notices import tell_days
from review.services.relations import note_given
from review.services.sampling import campaign_of
from review.store import unit
from review.store.models import ObjectionRead, Read
from review.store.queries import candidates, reminders
from review.store.queries import objections as queries

# Stored as the reason why a read ended; pages show it in their language.
ANOTHER = N_("Somebody else decides it now.")


class NobodyFree(RuleBroken):
    sentence = N_(
        "Nobody of this campaign may decide it: everybody had part in the case, is in a "
        "firm with somebody who had, has a conflict, or is away. Take further reviewers "
        "into the campaign."
    )


def give(*, viewer: Viewer, code: str, public_id: str, at: datetime, on: date) -> None:
    """Give an objection to somebody who may decide it; again, to somebody else.

    Who that is nobody is told: whoever had part in the case is left out, and among the
    others those with the least to do come first, then the lot.
    """
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.OBJECTIONS)
        unit.hold(f"campaign:{campaign.id}")
        row = queries.one(public_id, bureau_id=viewer.bureau_id)
        if row is None or row.campaign_id != campaign.id:
            raise NotVisible
        if stage_in(row) not in (Stage.LODGED, Stage.GIVEN):
            raise ObjectionEnded
        problem = _problem(campaign, row, on)
        found = solve(campaign, problem)
        if not found.pairs:
            raise NobodyFree
        event = unit.record(
            "objection_given",
            chain=f"campaign:{campaign.id}",
            actor=actor_of(viewer),
            at=at,
            targets=[("campaign_case", row.campaign_case_id)],
        )
        relieve(event, row, ANOTHER)
        _give(event, campaign, row, problem, found.pairs[0], on)
        note_given(campaign, problem, found, cause=event)


def _problem(campaign: Any, row: Any, on: date) -> Problem:
    """One place at one file, for everybody who had no part in its case, nor shares a
    firm with anybody who had.

    A personal limit of files is for reviews; an objection comes on top of them.
    """
    only = {row.campaign_case_id}
    (fact,) = case_facts(campaign.id, only)
    scheme = schemes.parsed(row.scheme_id)
    points = {each.item_code for each in queries.points(row.id)}
    items = list(items_to_read(points, answerable(scheme)))
    slot = queries.last_slot(row.campaign_case_id) + 1
    problem = problem_for(
        Scope(campaign, Purpose.APPEAL, on, only, NONE),
        [fact],
        [(fact, "", (slot,))],
        candidates.open_reads(campaign.id, only),
        {(str(fact.id), ""): items},
    )
    key = str(fact.id)
    file = row.campaign_case_id
    barred = queries.had_part(file) | queries.beside_part(file, on)
    taken = {(key, each) for each in barred}
    return replace(
        problem,
        reviewers=tuple(replace(each, cap=None) for each in problem.reviewers),
        rules=replace(
            problem.rules,
            taken=problem.rules.taken | taken,
            barred_turns=_turns(campaign, problem),
        ),
    )


def _turns(campaign: Any, problem: Problem) -> frozenset[Turn]:
    """A round says who reviews whose files; outside the pair nobody would be left."""
    return frozenset() if round_in(campaign.rules) else problem.rules.barred_turns


def _give(
    event: unit.Recorded,
    campaign: Any,
    row: Any,
    problem: Problem,
    pair: Pair,
    on: date,
) -> None:
    due_on = add_working_days(on, DECISION_DAYS).day
    own = {"bureau_id": campaign.bureau_id}
    read_id = unit.add(
        event,
        Read,
        campaign_id=campaign.id,
        campaign_case_id=row.campaign_case_id,
        purpose=Purpose.APPEAL.value,
        slot=pair.slot,
        reviewer_code=pair.reviewer,
        items=problem.items[pair.case, pair.part],
        allocated_at=event.at,
        due_on=due_on,
        **own,
    )
    unit.add(event, ObjectionRead, objection_id=row.id, read_id=read_id, **own)
    accounts = reminders.accounts_of([pair.reviewer], on)
    told = {each.user_id: {due_on: 1} for each in accounts}
    tell_days(event, campaign, NoticeKind.GIVEN, told, on)
