"""Reviewers and files as the rules of allocation see them, read from the database.

Functions here join the reading or the transaction of their caller.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from review.domain.candidates import (
    AllocationRules,
    Bar,
    CaseToAllocate,
    Reviewer,
    Side,
    Turn,
    Unit,
    barred_turns,
)
from review.domain.docket import (
    ConflictRules,
    Relation,
    Stay,
    conflict_rules,
    full_years,
    is_away,
    is_recent,
    last_together,
)
from review.domain.kinds import CaseClass
from review.domain.rotation import Round, barred_among, round_in
from review.services.qualification import unqualified
from review.store.queries import candidates as queries

Only = Collection[int] | None
MOST_LOOKED_UP = 5_000
"""With more files than this everything is read: a list so long is slower."""


@dataclass(slots=True)
class CaseFact:
    """A drawn file and everything about it that may bar a reviewer."""

    id: int
    case_no: str
    n_reviews: int
    scheme_id: int
    area: str
    kind: str
    case_class: str
    stage: str
    volume_set: str
    is_sealed: bool
    handlers: set[str] = field(default_factory=set)
    firms: set[str] = field(default_factory=set)
    sides: set[Side] = field(default_factory=set)
    matters: set[str] = field(default_factory=set)
    parties: set[str] = field(default_factory=set)

    def to_allocate(
        self, part: str, slots: tuple[int, ...], rules: ConflictRules
    ) -> CaseToAllocate:
        return CaseToAllocate(
            key=str(self.id),
            part=part,
            slots=slots,
            handlers=frozenset(self.handlers),
            firms=frozenset(self.firms),
            area=self.area,
            kind=self.kind,
            years=rules.years[CaseClass(self.case_class)],
            sides=frozenset(self.sides),
            matters=frozenset(self.matters),
            parties=frozenset(self.parties),
            is_sealed=self.is_sealed,
        )


def case_facts(campaign_id: int, only: Only = None) -> list[CaseFact]:
    """The drawn files in their order. Files of one number are of one matter."""
    facts: dict[int, CaseFact] = {}
    for row in queries.cases_to_allocate(campaign_id, only):
        fact = facts.get(row.id)
        if fact is None:
            fact = facts[row.id] = CaseFact(
                id=row.id,
                case_no=row.case_no,
                n_reviews=row.n_reviews,
                scheme_id=row.scheme_id,
                area=str(row.area_id),
                kind=row.kind,
                case_class=row.case_class,
                stage=row.stage,
                volume_set=row.volume_set,
                is_sealed=row.sealed,
                matters={row.case_no},
            )
        if row.person_id is not None:
            fact.handlers.add(str(row.person_id))
        if row.firm_id is not None:
            fact.firms.add(str(row.firm_id))
    for row in queries.relations(campaign_id, only):
        _relate(facts[row.id], row)
    for row in queries.firms_of_counsel(campaign_id, only):
        _relate(facts[row.id], row)
    return list(facts.values())


def _relate(fact: CaseFact, row: Any) -> None:
    if row.relation == Relation.MATTER:
        fact.matters.add(row.key)
    elif row.relation == Relation.PARTY:
        fact.parties.add(row.key)
    else:
        person, firm = str(row.person_id or ""), str(row.firm_id or "")
        fact.sides.add(Side(Bar(row.relation), person, firm))


def reviewers_of(
    campaign: Any,
    people: Sequence[Any],
    loads: Mapping[str, int],
    facts: Sequence[CaseFact],
    *,
    on: date,
    only: Only = None,
) -> tuple[Reviewer, ...]:
    """The people as candidates for these files, on that day."""
    rules = conflict_rules(campaign.rules)
    barred = _declared(campaign.id)
    known = _Past.of(campaign.id, facts, rules, on=on, only=only)
    waiting = unqualified(campaign, people)
    return tuple(
        Reviewer(
            key=row.code,
            person=str(row.person_id),
            firms=frozenset(known.firms[row.person_id]),
            area=str(row.area_id or ""),
            cap=row.cap,
            load=loads.get(row.code, 0),
            competences=frozenset(row.competences or ()),
            parts=frozenset({row.part} if row.part else ()),
            declared_firms=frozenset(barred["firm", row.person_id]),
            declared_persons=frozenset(barred["person", row.person_id]),
            years=full_years(row.practising_since, on=on),
            is_away=is_away(
                row.away_from, row.away_until, on=on, due_on=campaign.due_on
            ),
            is_unqualified=row.code in waiting,
            matters=frozenset(known.matters[row.person_id]),
            parties=frozenset(known.parties[row.person_id]),
            former_firms=frozenset(known.former_firms[row.person_id]),
            colleagues=frozenset(known.colleagues[row.person_id]),
            fellows=frozenset(known.fellows[row.person_id]),
        )
        for row in people
    )


def _declared(campaign_id: int) -> dict[tuple[str, int], set[str]]:
    found: dict[tuple[str, int], set[str]] = defaultdict(set)
    for row in queries.conflicts_of_reviewers(campaign_id):
        if row.firm_id is not None:
            found["firm", row.person_id].add(str(row.firm_id))
        else:
            found["person", row.person_id].add(str(row.other_person_id))
    return found


def _sets() -> defaultdict[int, set[str]]:
    return defaultdict(set)


@dataclass(slots=True)
class _Past:
    """What reviewers did before: firms, colleagues, own cases; by person."""

    firms: defaultdict[int, set[str]] = field(default_factory=_sets)
    former_firms: defaultdict[int, set[str]] = field(default_factory=_sets)
    colleagues: defaultdict[int, set[str]] = field(default_factory=_sets)
    fellows: defaultdict[int, set[str]] = field(default_factory=_sets)
    matters: defaultdict[int, set[str]] = field(default_factory=_sets)
    parties: defaultdict[int, set[str]] = field(default_factory=_sets)

    @classmethod
    def of(
        cls,
        campaign_id: int,
        facts: Sequence[CaseFact],
        rules: ConflictRules,
        *,
        on: date,
        only: Only,
    ) -> _Past:
        past = cls()
        stays = queries.stays_of_reviewers(campaign_id)
        past._employed(stays, rules, on)
        past._worked_with(stays, queries.stays_beside(campaign_id, only), rules, on)
        past._handled(campaign_id, None if only is None else facts)
        return past

    def _employed(self, stays: Sequence[Any], rules: ConflictRules, on: date) -> None:
        for row in stays:
            if row.ends_on is None or row.ends_on >= on:
                self.firms[row.person_id].add(str(row.firm_id))
            elif is_recent(row.ends_on, on=on, years=rules.employer_years):
                self.former_firms[row.person_id].add(str(row.firm_id))

    def _worked_with(
        self,
        stays: Sequence[Any],
        beside: Sequence[Any],
        rules: ConflictRules,
        on: date,
    ) -> None:
        at_firm: dict[int, list[Any]] = defaultdict(list)
        for row in beside:
            at_firm[row.firm_id].append(row)
        for row in stays:
            for other in at_firm[row.firm_id]:
                last = last_together(_stay(row), _stay(other), on=on)
                if last == on:
                    self.fellows[row.person_id].add(str(other.person_id))
                elif last and is_recent(last, on=on, years=rules.employer_years):
                    self.colleagues[row.person_id].add(str(other.person_id))
        for person_id in {*self.fellows, *self.colleagues}:
            self.fellows[person_id].discard(str(person_id))
            self.colleagues[person_id] -= {str(person_id), *self.fellows[person_id]}

    def _handled(self, campaign_id: int, facts: Sequence[CaseFact] | None) -> None:
        """Own cases; only those that touch the files, where these are few."""
        numbers = keys = None
        if facts is not None:
            numbers = {each for fact in facts for each in fact.matters}
            keys = numbers | {each for fact in facts for each in fact.parties}
        for row in queries.cases_of_reviewers(campaign_id, numbers):
            self.matters[row.person_id].add(row.case_no)
        for row in queries.relations_of_reviewers(campaign_id, keys):
            is_party = row.relation == Relation.PARTY
            kept = self.parties if is_party else self.matters
            kept[row.person_id].add(row.key)


def _stay(row: Any) -> Stay:
    return Stay(row.firm_id, row.starts_on, row.ends_on)


def rules_of(
    campaign: Any,
    people: Sequence[Any],
    taken: Iterable[tuple[str, str]] = (),
    apart: Iterable[tuple[str, str]] = (),
) -> AllocationRules:
    """What the campaign adds to the rules that hold everywhere."""
    rules, agreed = conflict_rules(campaign.rules), round_in(campaign.rules)
    return AllocationRules(
        bar_same_area=campaign.rules.get("bar_same_county", False),
        taken=frozenset(taken),
        apart=frozenset(apart),
        grades=rules.in_force,
        unit=agreed.unit if agreed else rules.unit,
        barred_turns=_in_round(agreed, people)
        if agreed
        else _turns(campaign, people, rules.unit),
    )


def _in_round(agreed: Round, people: Sequence[Any]) -> frozenset[Turn]:
    """A lead decides whatever comes, wherever the lead is from."""
    if all(row.is_lead for row in people):
        return frozenset()
    # Nobody is given a file of the own firm anyway.
    by_county = agreed.unit is Unit.COUNTY
    homes = {str(row.area_id or "") for row in people} if by_county else ()
    return barred_among(agreed, homes)


def _turns(campaign: Any, people: Sequence[Any], level: Unit) -> frozenset[Turn]:
    """Who may not read whose files; in a circle by secret lot."""
    if level is Unit.NOBODY:
        return frozenset()
    done = set()
    homes = _homes(campaign.id, people, level)
    for row in queries.turns_taken(campaign.id):
        for reader in homes.get(row.person_id, ()):
            done.add((reader, str(getattr(row, COLUMNS[level]))))
    units = _units(campaign.id, homes, level)
    key = campaign.secret_key.encode()[:64]
    order = sorted(
        units, key=lambda name: hashlib.blake2b(name.encode(), key=key).digest()
    )
    return barred_turns(order, done)


COLUMNS = {
    Unit.PERSON: "handler_id",
    Unit.FIRM: "firm_id",
    Unit.COUNTY: "area_id",
}


def _homes(campaign_id: int, people: Sequence[Any], level: Unit) -> dict[int, set[str]]:
    """By person, the units for which the person reads."""
    if level is Unit.PERSON:
        return {row.person_id: {str(row.person_id)} for row in people}
    if level is Unit.COUNTY:
        return {row.person_id: {str(row.area_id)} for row in people if row.area_id}
    homes: dict[int, set[str]] = defaultdict(set)
    for row in queries.stays_of_reviewers(campaign_id):
        if row.ends_on is None:
            homes[row.person_id].add(str(row.firm_id))
    return homes


def _units(campaign_id: int, homes: Mapping[int, set[str]], level: Unit) -> set[str]:
    """Those that read and are read; nobody else can review each other."""
    reading = set().union(*homes.values())
    if level is Unit.PERSON:
        rows = queries.handling_reviewers(campaign_id)
        return reading & {str(row.person_id) for row in rows}
    sides = queries.sides_of_files(campaign_id)
    return reading & {str(getattr(row, COLUMNS[level])) for row in sides}


def few(ids: Collection[int]) -> Only:
    return ids if len(ids) <= MOST_LOOKED_UP else None
