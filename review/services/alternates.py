"""Lines of alternates, kept ready and called; the officer sees what they lack.

Nothing here reaches a reviewer: whoever is called finds a file as any other.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from review.domain.allocation import (
    Allocation,
    Pair,
    check_allocation,
    explain_unfilled,
    loads_of,
)
from review.domain.alternates import LEAST, Key, next_in_line
from review.domain.errors import RuleBroken
from review.domain.kinds import Stage
from review.domain.policy import Action, Viewer
from review.domain.reads import Purpose
from review.domain.sentences import Sentence
from review.numerics.alternates import draw_up, eligible, strict
from review.services import schemes
from review.services.accounts import actor_of
from review.services.allocating import Problem, Scope, problem_for, problem_of, write
from review.services.candidates import MOST_LOOKED_UP, Only, case_facts, few
from review.services.sampling import campaign_of
from review.store import unit
from review.store.models import Alternate
from review.store.queries import alternates as queries
from review.store.queries import campaigns as campaign_queries
from review.store.queries import candidates

log = logging.getLogger(__name__)
NONE: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Lacking:
    """A file with fewer alternates than there should be, and why."""

    case_no: str
    part: str
    n: int
    sentences: tuple[Sentence, ...]
    stage: str = ""
    volume_set: str = ""

    @property
    def stage_words(self) -> str:
        return Stage(self.stage).words if self.stage else ""


@dataclass(frozen=True, slots=True)
class Turns:
    """How often somebody stands first in a line, and anywhere in one."""

    name: str
    sound: str
    number: str
    n_first: int
    n_all: int


@dataclass(frozen=True, slots=True)
class AlternatesPage:
    """What the officer is told of the lines; of no file who stands in its line."""

    campaign: str
    code: str
    n_files: int
    n_ready: int
    n_without: int
    lacking: tuple[Lacking, ...]
    turns: tuple[Turns, ...]
    is_drawn_up: bool
    n_to_fill: int
    """Files that lack alternates and would get some if lines were drawn up anew."""

    @property
    def n_with_one(self) -> int:
        return len(self.lacking) - self.n_without


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines as they stand, and as they would be drawn up now."""

    problem: Problem
    rows: Sequence[Any]
    drawn_up: Mapping[Key, tuple[str, ...]]

    @property
    def stored(self) -> dict[Key, list[str]]:
        return by_file(self.rows)

    @property
    def changes(self) -> int:
        stored = self.stored
        return sum(
            tuple(stored.get(key, ())) != line for key, line in self.drawn_up.items()
        )


def by_file(rows: Sequence[Any]) -> dict[Key, list[str]]:
    found: dict[Key, list[str]] = defaultdict(list)
    for row in rows:
        found[str(row.campaign_case_id), row.part].append(row.reviewer_code)
    return found


def keep_ready(
    campaign: Any, *, actor: unit.Actor, at: datetime, on: date, only: Only = None
) -> int:
    """Draw up what is missing in the lines of a campaign; how many lines changed.

    Worked out before the transaction opens. If files were given out meanwhile, nothing
    is written: the next time sees them.
    """
    with unit.reading():
        lines = _lines(campaign, on, only)
    if not lines.changes:
        return 0
    with unit.transaction():
        unit.hold(f"campaign:{campaign.id}")
        if lines.problem != _spare(campaign, on, only):
            return 0
        rows = queries.in_line(campaign.id, only)
        if [row.id for row in rows] != [row.id for row in lines.rows]:
            return 0
        return _write(campaign, lines, actor=actor, at=at)


def renew(
    campaign: Any, case_ids: Collection[int], *, cause: unit.Recorded, on: date
) -> None:
    """The lines of some files after places were filled from them; joins the caller."""
    only = few(case_ids)
    if only is None or not queries.in_line(campaign.id, only):
        return
    lines = _lines(campaign, on, only)
    if lines.changes:
        _write(campaign, lines, actor=unit.SYSTEM, at=cause.at, cause=cause)


def _lines(campaign: Any, on: date, only: Only) -> _Lines:
    problem = _spare(campaign, on, only)
    rows = queries.in_line(campaign.id, only)
    cases, reviewers = problem.cases, problem.reviewers
    drawn_up = draw_up(
        cases,
        reviewers,
        eligible(cases, reviewers, problem.rules),
        key=campaign.secret_key.encode(),
        kept=by_file(rows),
    )
    return _Lines(problem, rows, drawn_up)


def _spare(campaign: Any, on: date, only: Only) -> Problem:
    """A further read at every file that is given out and not settled."""
    held = candidates.open_reads(campaign.id, only)
    begun = {read.campaign_case_id for read in held}
    begun -= candidates.settled(campaign.id)
    facts = [fact for fact in case_facts(campaign.id, only) if fact.id in begun]
    parts = {
        row.id: schemes.parsed(row.id, row.digest).parts
        for row in campaign_queries.schemes_of(campaign.id)
    }
    wanted = [(fact, part, (1,)) for fact in facts for part in parts[fact.scheme_id]]
    return problem_for(
        Scope(campaign, Purpose.THIRD, on, only, NONE), facts, wanted, held
    )


def _write(
    campaign: Any,
    lines: _Lines,
    *,
    actor: unit.Actor,
    at: datetime,
    cause: unit.Recorded | None = None,
) -> int:
    """Those who left a line are ended, those who joined it come behind the others."""
    places = {(str(r.campaign_case_id), r.part): r.place for r in lines.rows}
    stored, rows = lines.stored, []
    for (case, part), line in lines.drawn_up.items():
        last = places.get((case, part), 0)
        joined = [code for code in line if code not in stored.get((case, part), ())]
        rows += [
            {
                "bureau_id": campaign.bureau_id,
                "campaign_id": campaign.id,
                "campaign_case_id": int(case),
                "part": part,
                "place": last + nth,
                "reviewer_code": code,
            }
            for nth, code in enumerate(joined, 1)
        ]
    event = unit.record(
        "alternates_drawn_up",
        chain=f"campaign:{campaign.id}",
        actor=actor,
        at=at,
        targets=[("campaign", campaign.id)],
        payload={"n": lines.changes},
        cause=cause,
    )
    if left := [row.id for row in lines.rows if _has_left(row, lines.drawn_up)]:
        unit.change(event, Alternate, {"id": left}, ended_event_id=event.id)
    unit.add_all(event, Alternate, rows)
    return lines.changes


def _has_left(row: Any, drawn_up: Mapping[Key, tuple[str, ...]]) -> bool:
    """Of a file that is settled the line stays as it was."""
    key = (str(row.campaign_case_id), row.part)
    return row.reviewer_code not in drawn_up.get(key, (row.reviewer_code,))


def from_lines(campaign: Any, problem: Problem) -> tuple[Pair, ...]:
    """Who is next for the empty places of a problem, as far as the lines reach."""
    ids = {int(case.key) for case in problem.cases}
    lines = by_file(queries.in_line(campaign.id, few(ids))) if ids else {}
    if not lines:
        return ()
    rules = strict(problem.rules)
    return next_in_line(problem.cases, problem.reviewers, rules, lines)


def without(problem: Problem, pairs: Sequence[Pair]) -> Problem:
    """What is left to be filled after these pairs."""
    given = Counter((pair.case, pair.part) for pair in pairs)
    loads = loads_of(problem.reviewers, pairs)
    taken = {(pair.case, pair.reviewer) for pair in pairs}
    cases = (
        replace(case, slots=case.slots[given[case.key, case.part] :])
        for case in problem.cases
    )
    return replace(
        problem,
        cases=tuple(case for case in cases if case.slots),
        reviewers=tuple(
            replace(each, load=loads[each.key]) for each in problem.reviewers
        ),
        rules=replace(problem.rules, taken=problem.rules.taken | taken),
    )


def call_waiting(*, at: datetime) -> int:
    """Give the third reads that wait to whoever is next in line, in every campaign.

    For the worker. Never done by the submission that makes a third read needed: how
    long it takes must not tell whether two reviews differ. What is refused in one
    campaign is logged, holds back no other, and is tried again the next time.
    """
    with unit.reading():
        waiting = queries.waiting()
    return sum(_called(key, files, at) for key, files in sorted(waiting.items()))


def _called(campaign_id: int, files: Collection[int], at: datetime) -> int:
    try:
        return _call(campaign_id, files, at)
    except RuleBroken as refused:
        # By its kind only: a sentence may name who was to read what.
        kind = type(refused).__name__
        log.warning("campaign %s: third reads not called: %s", campaign_id, kind)
        return 0


def _call(campaign_id: int, files: Collection[int], at: datetime) -> int:
    with unit.transaction():
        # Somebody may be giving out the same places at this moment.
        unit.hold(f"campaign:{campaign_id}")
        return call_next(campaign_id, sorted(files)[:MOST_LOOKED_UP], at=at)


def call_next(
    campaign_id: int,
    case_ids: Collection[int],
    *,
    at: datetime,
    cause: unit.Recorded | None = None,
) -> int:
    """Give third reads that are needed to the next in line.

    Joins the caller. What no line can fill waits for the officer.
    """
    only = few(case_ids)
    if only is None or not queries.in_line(campaign_id, only):
        return 0
    campaign, on = candidates.campaign(campaign_id), at.date()
    problem = problem_of(campaign, Purpose.THIRD, on=on, only=only)
    pairs = from_lines(campaign, problem)
    if not pairs:
        return 0
    given = {"actor": unit.SYSTEM, "proposal": "", "at": at, "cause": cause}
    write(campaign, problem, proved(problem, pairs), **given)
    return len(pairs)


def proved(problem: Problem, pairs: Sequence[Pair]) -> Allocation:
    """The pairs as an allocation that was held against every hard rule."""
    cases, reviewers, rules = problem.cases, problem.reviewers, strict(problem.rules)
    found = Allocation(
        pairs=tuple(pairs),
        unfilled=explain_unfilled(cases, reviewers, rules, pairs),
        loads=loads_of(reviewers, pairs),
    )
    check_allocation(found, cases=cases, reviewers=reviewers, rules=rules)
    return found


def page(*, viewer: Viewer, code: str, on: date) -> AlternatesPage:
    """Which files have too few alternates, and how evenly the others are spread."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        lines = _lines(campaign, on, None)
    problem, stored = lines.problem, lines.stored
    able = eligible(problem.cases, problem.reviewers, problem.rules)
    names = [reviewer.key for reviewer in problem.reviewers]
    ready = {
        (case.key, case.part): [
            code for code in stored.get((case.key, case.part), ()) if may.get(code)
        ]
        for case, row in zip(problem.cases, able, strict=True)
        for may in [dict(zip(names, row.tolist(), strict=True))]
    }
    return AlternatesPage(
        campaign=campaign.name,
        code=campaign.code,
        n_files=len(ready),
        n_ready=sum(len(line) >= LEAST for line in ready.values()),
        n_without=sum(not line for line in ready.values()),
        lacking=_lacking(problem, ready),
        turns=_turns(problem, ready),
        is_drawn_up=bool(lines.rows),
        n_to_fill=sum(
            len(line) < min(LEAST, len(lines.drawn_up[key]))
            for key, line in ready.items()
        ),
    )


def _lacking(
    problem: Problem, ready: Mapping[Key, Sequence[str]]
) -> tuple[Lacking, ...]:
    """With the reasons why nobody else may read the file."""
    few_in_line = [
        case for case in problem.cases if len(ready[case.key, case.part]) < LEAST
    ]
    reasons = explain_unfilled(
        few_in_line, problem.reviewers, strict(problem.rules), ()
    )
    found = (
        Lacking(
            problem.case_nos[each.case],
            each.part,
            len(ready[each.case, each.part]),
            each.sentences[1:],
            *problem.apart[each.case],
        )
        for each in reasons
    )
    return tuple(
        sorted(found, key=lambda each: (each.n, each.case_no, each.stage, each.part))
    )


def _turns(problem: Problem, ready: Mapping[Key, Sequence[str]]) -> tuple[Turns, ...]:
    """By name; the program spreads third reads by who stands first."""
    first = Counter(line[0] for line in ready.values() if line)
    anywhere = Counter(code for line in ready.values() for code in line)
    members = sorted(
        ((problem.members[each.key], each.key) for each in problem.reviewers),
        key=lambda one: (one[0].name_key, one[0].number),
    )
    return tuple(
        Turns(m.name, m.name_key, m.number, first[code], anywhere[code])
        for m, code in members
    )


def draw_up_anew(*, viewer: Viewer, code: str, at: datetime, on: date) -> int:
    """On the officer's word: fill the lines up, and drop who may not read any more."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
    return keep_ready(campaign, actor=actor_of(viewer), at=at, on=on)
