"""Open files that a conflict forbids are taken back, and others are found at once.

A conflict is looked for where it arises: whatever changes who handled a case, where
people practise, what the docket says or what was declared asks here in the same
transaction. What begins with a day, a stay at a firm that was entered beforehand, is
looked for by the worker on that day. So nobody can open a file they must not read, and
opening need not ask.
A file that is sealed after the draw is taken back from everybody in the same way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from review.domain.candidates import Bar, Strength, forbidden, relations
from review.domain.docket import conflict_rules
from review.domain.notices import NoticeKind
from review.domain.reads import Purpose
from review.domain.rotation import round_in
from review.services import alternates
from review.services.allocating import (
    FOUND,
    SEALED,
    Problem,
    problem_of,
    solve,
    write,
)
from review.services.candidates import (
    CaseFact,
    case_facts,
    few,
    reviewers_of,
    rules_of,
)
from review.services.notices import tell_moved
from review.services.redaction.campaigns import NotLookedThrough, check_looked
from review.services.relations import note_judged
from review.services.unheld import settle_unheld
from review.store import unit
from review.store.models import Read
from review.store.queries import campaigns as campaign_queries
from review.store.queries import candidates as queries
from review.store.queries import confined
from review.store.queries import late_conflicts as late_queries
from review.store.queries.notices import beat, last_beat

OF_FACTS = frozenset(Bar) - {
    *(Bar.PART, Bar.COMPETENCE, Bar.YEARS, Bar.AWAY, Bar.UNQUALIFIED, Bar.TAKEN),
    *(Bar.SAME_AREA, Bar.RECIPROCAL),
}
"""The bars for which files are taken back; the others only matter when giving out."""
BEGUN = "stays begun"
REFILLED = (Purpose.COUNTED, Purpose.THIRD, Purpose.ADJUDICATION)


@dataclass(frozen=True, slots=True)
class Freed:
    """How many open files were taken back, and for how many another was found.

    Those of sealed files are counted apart: nobody else gets them. Of reviews that are
    in already somebody has to decide; their campaigns are named.
    """

    n_freed: int = 0
    n_refilled: int = 0
    n_sealed: int = 0
    n_late: int = 0
    late_in: tuple[str, ...] = ()

    def __add__(self, other: Freed) -> Freed:
        return Freed(
            self.n_freed + other.n_freed,
            self.n_refilled + other.n_refilled,
            self.n_sealed + other.n_sealed,
            self.n_late + other.n_late,
            self.late_in + other.late_in,
        )

    @property
    def n_waiting(self) -> int:
        return self.n_freed - self.n_refilled


NOTHING = Freed()


def recheck(
    bureau_id: int,
    *,
    cause: unit.Recorded,
    on: date,
    campaign_id: int | None = None,
) -> Freed:
    """Take back every open file that its reviewer must not read any more.

    Of what is in already it is kept that somebody has to decide.
    """
    freed = NOTHING
    for campaign in queries.campaigns_with_open_reads(bureau_id):
        if campaign_id in (None, campaign.id):
            freed += _recheck(campaign, on, at=cause.at, cause=cause)
    for campaign in queries.campaigns_without_results(bureau_id):
        if campaign_id in (None, campaign.id):
            n = _note_late(campaign, on, cause)
            freed += Freed(n_late=n, late_in=(campaign.name,) if n else ())
    return freed


def _note_late(campaign: Any, on: date, cause: unit.Recorded) -> int:
    """What the records show now of files that are held, submitted or not."""
    unit.hold(f"campaign:{campaign.id}")
    reads = late_queries.held(campaign.id)
    only = few({row.campaign_case_id for row in reads})
    facts = {fact.id: fact for fact in case_facts(campaign.id, only)}
    judged = _judge(campaign, list(facts.values()), on, only)

    def judge(read: Any) -> Any:
        found = judged(facts[read.campaign_case_id], read)
        if found is None:
            return (), ()
        case, reviewer, rules = found
        barred = [bar for bar in forbidden(case, reviewer, rules) if bar in OF_FACTS]
        related = [
            (bar, rules.grades[bar])
            for bar in relations(case, reviewer)
            if bar in rules.grades
        ]
        return [bar for bar in barred if bar is not Bar.SEALED], related

    known = [row for row in reads if row.campaign_case_id in facts]
    return note_judged(campaign, known, judge, cause=cause)


def recheck_begun(*, at: datetime, on: date) -> Freed:
    """Once a day, for the worker: the same for those who have begun at a firm by now."""
    with unit.reading():
        last = last_beat(BEGUN)
        before = last.astimezone(at.tzinfo).date() if last else date.min
        if before == at.date():
            return NOTHING
        campaigns = [
            campaign
            for bureau_id in queries.bureaus_with_stays_begun(before, on)
            for campaign in queries.campaigns_with_open_reads(bureau_id)
        ]
    freed = NOTHING
    for campaign in campaigns:
        with unit.transaction():
            freed += _recheck(campaign, on, at=at)
    with unit.transaction():
        beat(BEGUN, at)
    return freed


def _recheck(
    campaign: Any, on: date, *, at: datetime, cause: unit.Recorded | None = None
) -> Freed:
    if not barred_reads(campaign, on):
        return NOTHING
    # Looked at again behind the chain's lock: a submission may have come meanwhile.
    unit.hold(f"campaign:{campaign.id}")
    rows = barred_reads(campaign, on)
    if not rows:
        return NOTHING
    event = unit.record(
        "reads_withdrawn",
        chain=f"campaign:{campaign.id}",
        actor=unit.SYSTEM,
        at=at,
        targets=[("campaign", campaign.id)],
        payload={"n": len(rows)},
        cause=cause,
    )
    files = {row.id for row in confined.sealed_in(campaign.id)}
    sealed = [row.id for row in rows if row.campaign_case_id in files]
    others = [row.id for row in rows if row.campaign_case_id not in files]
    for ids, reason in ((others, FOUND), (sealed, SEALED)):
        if ids:
            ended = {"ended_at": at, "ended_reason": reason}
            unit.change(event, Read, {"id": ids}, **ended)
    tell_moved(event, campaign, NoticeKind.TAKEN, [row.id for row in rows])
    cases = {row.campaign_case_id for row in rows}
    n_refilled = refill(campaign, cases, cause=cause or event, on=on)
    settle_unheld([row.id for row in rows], cause=event)
    return Freed(len(others), n_refilled, len(sealed))


def barred_reads(campaign: Any, on: date) -> list[Any]:
    """The reads, open and not submitted, that a conflict or the file itself forbids."""
    reads = [
        row for row in queries.open_reads(campaign.id) if row.submission_id is None
    ]
    only = few({row.campaign_case_id for row in reads})
    facts = {fact.id: fact for fact in case_facts(campaign.id, only)}
    may = _may_read(campaign, list(facts.values()), on, only)
    known = [row for row in reads if row.campaign_case_id in facts]
    return [row for row in known if not may(facts[row.campaign_case_id], row)]


def _may_read(
    campaign: Any, facts: list[CaseFact], on: date, only: Collection[int] | None
) -> Any:
    judged = _judge(campaign, facts, on, only)

    def may(fact: CaseFact, read: Any) -> bool:
        found = judged(fact, read)
        if found is None:
            return not fact.is_sealed
        return OF_FACTS.isdisjoint(forbidden(*found))

    return may


def _judge(
    campaign: Any, facts: list[CaseFact], on: date, only: Collection[int] | None
) -> Any:
    """Of a read, file and reviewer with the rules for them; None of who has left."""
    people = campaign_queries.campaign_reviewers(campaign.id)
    rules = rules_of(campaign, people)
    # A round binds reviewers; a lead decides whatever comes.
    free = replace(rules, barred_turns=frozenset())
    of_leads = free if round_in(campaign.rules) else rules
    leads = {row.code for row in people if row.is_lead}
    conflicts = conflict_rules(campaign.rules)
    known = {
        reviewer.key: reviewer
        for reviewer in reviewers_of(campaign, people, {}, facts, on=on, only=only)
    }

    def judged(fact: CaseFact, read: Any) -> Any:
        reviewer = known.get(read.reviewer_code)
        if reviewer is None:
            return None
        case = fact.to_allocate("", (), conflicts)
        return case, reviewer, of_leads if reviewer.key in leads else rules

    return judged


def refill(
    campaign: Any, case_ids: Iterable[int], *, cause: unit.Recorded, on: date
) -> int:
    """Give the free places of these files to others at once; how many were given.

    Only to whom nothing speaks against: a place for which there is nobody like that, or
    a file that must be looked through first, waits for the officer.
    """
    unit.hold(f"campaign:{campaign.id}")
    only = few(set(case_ids))
    if not _is_ready(campaign, only):
        return 0
    n = 0
    for purpose in REFILLED:
        problem = problem_of(campaign, purpose, on=on, only=only)
        grades = dict.fromkeys(problem.rules.grades, Strength.BLOCK)
        strict = replace(problem, rules=replace(problem.rules, grades=grades))
        if not strict.cases or not strict.reviewers:
            continue
        n += _fill(campaign, strict, cause)
    alternates.renew(campaign, only or (), cause=cause, on=on)
    return n


def _fill(campaign: Any, problem: Problem, cause: unit.Recorded) -> int:
    """First whoever stands next in a file's line of alternates, then whoever is found.

    A lead who decides stands in no line.
    """
    given = {"actor": unit.SYSTEM, "proposal": "", "at": cause.at, "cause": cause}
    pairs = alternates.from_lines(campaign, problem)
    if pairs:
        write(campaign, problem, alternates.proved(problem, pairs), **given)
    rest = alternates.without(problem, pairs)
    if not rest.cases:
        return len(pairs)
    found = solve(campaign, rest)
    write(campaign, rest, found, **given)
    return len(pairs) + len(found.pairs)


def _is_ready(campaign: Any, only: Collection[int] | None) -> bool:
    if only is None or campaign.allocated_at is None:
        return False
    try:
        check_looked(campaign, only)
    except NotLookedThrough:
        return False
    return True


def refill_all(
    freed: Iterable[tuple[int, int]], *, cause: unit.Recorded, on: date
) -> int:
    """The same for files of several campaigns: (campaign, drawn file)."""
    by_campaign: dict[int, set[int]] = defaultdict(set)
    for campaign_id, case_id in freed:
        by_campaign[campaign_id].add(case_id)
    return sum(
        refill(queries.campaign(campaign_id), cases, cause=cause, on=on)
        for campaign_id, cases in sorted(by_campaign.items())
    )
