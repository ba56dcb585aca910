"""Keeping what the records show between a reviewer and a file that was given to them.

Everything here joins the transaction of its caller.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from review.domain.allocation import Allocation
from review.domain.candidates import Bar, Strength, relations
from review.domain.late_conflicts import to_note
from review.store import unit
from review.store.models import ReadRelation
from review.store.queries import conflicts
from review.store.queries import late_conflicts as queries
from review.store.queries.candidates import campaign as campaign_by_id

if TYPE_CHECKING:
    from review.services.allocating import Problem

Judge = Callable[[Any], tuple[Collection[Bar], Collection[tuple[Bar, Strength]]]]


def note(
    campaign: Any, found: Iterable[tuple[int, Bar, Strength]], *, cause: unit.Recorded
) -> int:
    """Keep what is new about these reads; gives how many wait for a decision now that
    did not before. Joins the caller.
    """
    meant = list(found)
    known = queries.known({read_id for read_id, _, _ in meant}) if meant else set()
    rows = [
        {
            "bureau_id": campaign.bureau_id,
            "campaign_id": campaign.id,
            "read_id": read_id,
            "bar": bar.value,
            "strength": strength.value,
        }
        for read_id, bar, strength in meant
        if (read_id, bar.value) not in known
    ]
    if rows:
        unit.add_all(cause, ReadRelation, rows)
    barred = {row["read_id"] for row in rows if row["strength"] == Strength.BLOCK.value}
    return len(barred)


def note_judged(
    campaign: Any, reads: Iterable[Any], judge: Judge, *, cause: unit.Recorded
) -> int:
    """The same of whatever the records show now about reads that are held."""
    return note(
        campaign,
        [
            (row.id, bar, strength)
            for row in reads
            for bar, strength in to_note(
                *judge(row), is_submitted=row.submission_id is not None
            )
        ],
        cause=cause,
    )


def note_given(
    campaign: Any, problem: Problem, found: Allocation, *, cause: unit.Recorded
) -> None:
    """What was let pass as these places were given."""
    cases = {(case.key, case.part): case for case in problem.cases}
    people = {reviewer.key: reviewer for reviewer in problem.reviewers}
    passed = {
        (int(pair.case), pair.reviewer): [
            (bar, problem.rules.grades[bar])
            for bar in relations(cases[pair.case, pair.part], people[pair.reviewer])
            if problem.rules.grades.get(bar) in (Strength.WARN, Strength.DISCLOSE)
        ]
        for pair in found.pairs
    }
    passed = {pair: bars for pair, bars in passed.items() if bars}
    if passed:
        reads = queries.reads_of_pairs(passed)
        note(
            campaign,
            [
                (row.id, *each)
                for row in reads
                for each in passed[row.campaign_case_id, row.reviewer_code]
            ],
            cause=cause,
        )


def note_declared(
    person_id: int, target: Mapping[str, int], *, cause: unit.Recorded
) -> None:
    """Of a conflict just declared: the reviews that are in wait for a decision."""
    campaigns = {row.campaign_id for row in _submitted(person_id, target)}
    for campaign_id in sorted(campaigns):
        # Behind the chain's lock: a file may have got its result meanwhile.
        unit.hold(f"campaign:{campaign_id}")
        reads = [
            row.id
            for row in _submitted(person_id, target)
            if row.campaign_id == campaign_id
        ]
        declared = [(key, Bar.DECLARED, Strength.BLOCK) for key in reads]
        note(campaign_by_id(campaign_id), declared, cause=cause)


def _submitted(person_id: int, target: Mapping[str, int]) -> list[Any]:
    rows = conflicts.reads_against(person_id, **target)
    return [row for row in rows if row.submission_id is not None]
