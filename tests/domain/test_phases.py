"""Phases follow from facts; every change of phase is one the table allows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from review.domain.phases import (
    CAMPAIGN_MOVES,
    CAMPAIGN_RULES,
    CASE_MOVES,
    CampaignFacts,
    CampaignPhase,
    CaseFacts,
    CasePhase,
    campaign_phase_of,
    diagram,
    may_move,
    phase_of,
)
from tests.repository import ROOT

PAGE = ROOT / "docs" / "phases.md"
P = CasePhase


def facts(n_required: int = 2, **known: int) -> CaseFacts:
    return CaseFacts(n_required, **known)


IN = {"n_places": 2, "n_submitted": 2}


@pytest.mark.parametrize(
    ("known", "phase"),
    [
        ({}, P.DRAWN),
        ({"n_places": 1}, P.DRAWN),
        ({"n_places": 2}, P.ALLOCATED),
        ({"n_places": 2, "n_submitted": 1}, P.REVIEWING),
        ({"n_places": 1, "n_submitted": 1}, P.REVIEWING),
        (IN, P.COMPLETE),
        (IN | {"n_further_needed": 1}, P.DIVERGED),
        (IN | {"n_further_needed": 3, "n_further_places": 2}, P.DIVERGED),
        (IN | {"n_further_needed": 1, "n_further_places": 1}, P.READ_AGAIN),
        (
            IN
            | {
                "n_further_needed": 1,
                "n_further_places": 1,
                "n_further_submitted": 1,
            },
            P.COMPLETE,
        ),
        (IN | {"n_lead_needed": 1}, P.AWAITING_LEAD),
        (IN | {"n_lead_needed": 1, "n_lead_submitted": 1}, P.COMPLETE),
        (IN | {"n_results": 1}, P.SETTLED),
        (IN | {"n_results": 1, "n_provisional": 1}, P.PROVISIONAL),
        (IN | {"n_results": 1, "n_provisional": 1, "n_final": 1}, P.PUBLISHED),
        (IN | {"n_results": 1, "n_final": 2}, P.PUBLISHED),
    ],
)
def test_phase_of_a_file(known: dict[str, int], phase: CasePhase) -> None:
    assert phase_of(facts(**known)) is phase


@pytest.mark.parametrize(
    ("known", "phase"),
    [
        ({}, CampaignPhase.OPENED),
        ({"is_drawn": True, "n_cases": 2}, CampaignPhase.DRAWN),
        ({"is_drawn": True, "is_allocated": True}, CampaignPhase.ALLOCATED),
        ({"is_drawn": True, "n_cases": 2, "n_submitted": 1}, CampaignPhase.REVIEWING),
        (
            {"is_drawn": True, "n_cases": 2, "n_submitted": 2, "n_settled": 1},
            CampaignPhase.REVIEWING,
        ),
        ({"n_cases": 2, "n_submitted": 2, "n_settled": 2}, CampaignPhase.RECONCILED),
        ({"n_cases": 2, "n_provisional": 1}, CampaignPhase.PROVISIONAL),
        ({"n_provisional": 1, "n_final": 1}, CampaignPhase.PUBLISHED),
    ],
)
def test_phase_of_a_campaign(known: dict[str, int], phase: CampaignPhase) -> None:
    assert campaign_phase_of(CampaignFacts(**known)) is phase


def test_every_campaign_phase_has_a_rule_but_the_first() -> None:
    named = {phase for phase, _ in CAMPAIGN_RULES}

    assert set(CampaignPhase) - named == {CampaignPhase.OPENED}


@pytest.mark.parametrize("phase", [*CasePhase, *CampaignPhase])
def test_every_phase_has_words(phase: CasePhase | CampaignPhase) -> None:
    assert re.fullmatch(r"[A-Z][A-Za-z, ]+", phase.words)


def steps(now: CaseFacts) -> Iterator[CaseFacts]:
    """Everything that can happen next to a file, one fact at a time."""

    def more(**by: int) -> CaseFacts:
        return replace(now, **{name: getattr(now, name) + n for name, n in by.items()})

    if now.n_results:
        yield from (more(n_provisional=1), more(n_final=1))
        return
    all_in = now.n_submitted == now.n_required
    yield from (
        made
        for possible, made in [
            (now.n_places < now.n_required, more(n_places=1)),
            (now.n_places > now.n_submitted, more(n_places=-1)),
            (now.n_places > now.n_submitted, more(n_submitted=1)),
            (all_in and not now.n_further_submitted, more(n_further_needed=1)),
            (
                now.n_further_places < now.n_further_needed,
                more(n_further_places=1),
            ),
            (
                now.n_further_places > now.n_further_submitted,
                more(n_further_places=-1),
            ),
            (
                now.n_further_places > now.n_further_submitted,
                more(n_further_submitted=1),
            ),
            (all_in and not now.n_lead_needed, more(n_lead_needed=1)),
            (now.n_lead_submitted < now.n_lead_needed, more(n_lead_submitted=1)),
            (phase_of(now) is P.COMPLETE, more(n_results=1)),
        ]
        if possible
    )


def changes() -> set[tuple[CasePhase, CasePhase]]:
    """Every change of phase that any course of events can bring about."""
    found, seen = set(), set()
    open_facts = [facts(1), facts(2), facts(4)]
    while open_facts:
        now = open_facts.pop()
        if now in seen or now.n_further_needed > 3 or now.n_final > 1:
            continue
        seen.add(now)
        for after in steps(now):
            if after.n_provisional <= 1:
                open_facts.append(after)
                found.add((phase_of(now), phase_of(after)))
    return {(before, after) for before, after in found if before is not after}


def test_moves_are_exactly_what_can_happen() -> None:
    assert changes() == {(move.before, move.after) for move in CASE_MOVES}


def test_a_move_that_cannot_happen_is_not_allowed() -> None:
    assert may_move(CASE_MOVES, P.COMPLETE, P.SETTLED)
    assert not may_move(CASE_MOVES, P.REVIEWING, P.SETTLED)
    assert not may_move(CASE_MOVES, P.PUBLISHED, P.SETTLED)


def test_diagram_draws_every_move_between_first_and_last() -> None:
    lines = diagram().splitlines()

    assert lines[:2] == ["stateDiagram-v2", "    [*] --> drawn"]
    assert "    complete --> settled: result" in lines
    assert lines[-1] == "    published --> [*]"
    assert len(lines) == len(CASE_MOVES) + 3


def test_page_shows_the_diagrams_of_the_code() -> None:
    blocks = re.findall(r"```mermaid\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)

    assert blocks == [diagram(CAMPAIGN_MOVES), diagram(CASE_MOVES)]


def campaign_steps(now: CampaignFacts) -> Iterator[CampaignFacts]:
    """Everything that can happen next to a campaign of two files."""
    if now.n_final:
        return
    if not now.is_drawn:
        yield replace(now, is_drawn=True, n_cases=2)
        return
    yield replace(now, is_allocated=True)
    if now.n_submitted < 2:
        yield replace(now, n_submitted=now.n_submitted + 1)
    if now.n_settled < now.n_submitted:
        yield replace(now, n_settled=now.n_settled + 1)
    if now.n_settled:
        yield from (replace(now, n_provisional=1), replace(now, n_final=1))


def test_campaign_moves_are_exactly_what_can_happen() -> None:
    found, seen, open_facts = set(), set(), [CampaignFacts()]
    while open_facts:
        now = open_facts.pop()
        seen.add(now)
        for after in campaign_steps(now):
            found.add((campaign_phase_of(now), campaign_phase_of(after)))
            open_facts.extend({after} - seen)

    assert {(before, after) for before, after in found if before is not after} == {
        (move.before, move.after) for move in CAMPAIGN_MOVES
    }
