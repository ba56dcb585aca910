"""A panel meets on what a senior did not uphold; its minutes are facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask

from review.domain.errors import NotVisible, RuleBroken
from review.domain.panel_meetings import (
    Barred,
    CalledOften,
    NotForThese,
    NothingDecided,
    PanelReasonMissing,
    ScoreMissing,
    TooFewMembers,
    VotesMissing,
)
from review.domain.publication_gate import GateCode
from review.domain.senior_reads import SeniorDecision
from review.services import (
    panel_calls,
    panels,
    publication,
    reconciliation,
    senior_reads,
)
from review.services.panels import AlreadyDecided, Given, MeetingDay, Sitting
from review.store import invariants, unit
from review.store.models import (
    CampaignCase,
    Event,
    PanelDecision,
    PanelMeeting,
    PanelVote,
    Result,
)
from review.store.queries import publication as queries
from tests.databases import Once
from tests.factories import World
from tests.services.rounds import LATER, at_once, first_two, lost, rows, under_review
from tests.services.test_senior_reads import failed

pytestmark = pytest.mark.usefixtures("app_context")

ON = date(2026, 3, 2)
MEMBERS = ("R2", "R4", "R5")
SITTING = Sitting(ON, "三楼会议室", MEMBERS, "R5", "全体到会")
sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def sent() -> World:
    """Two fails are before the panel; R2, R4 and R5 had no part in the first.

    R3 sent both as a senior.
    """
    world = failed(n_reviewers=6)
    for case in (0, 1):
        senior_reads.decide(
            viewer=world.reviewers[3],
            public_id=files()[case],
            decision=SeniorDecision.PANEL,
            reason="扣分与卷内材料不符",
            result=rows(Result, "derivation_digest")[case][0],
            at=LATER,
            on=ON,
        )
    return world


@pytest.fixture
def world(once: Once) -> World:
    return once(sent)


def files() -> list[str]:
    return [key for (key,) in rows(CampaignCase, "public_id")]


def votes(*grades: str) -> dict[str, str]:
    return dict(zip(MEMBERS, grades, strict=True))


def given(*grades: str, score: str = "", reason: str = "逐项合议") -> Given:
    number = Decimal(score) if score else None
    return Given(files()[0], votes(*grades), reason, number)


def record(world: World, *what: Given, sitting: Sitting = SITTING) -> str:
    assert world.officer is not None
    return panels.record(
        viewer=world.officer, code="2026", sitting=sitting, given=what, at=LATER, on=ON
    )


def blocking(world: World) -> dict[str, int]:
    assert world.officer is not None
    items = publication.gate(viewer=world.officer, code="2026", kind="final")
    return {item.code: item.n for item in items if item.blocks}


@sqlite
def test_the_agenda_is_what_seniors_sent(world: World) -> None:
    assert world.officer is not None
    own = {"viewer": world.officer, "code": "2026", "on": ON}
    found = panels.agenda(**own, members=MEMBERS)

    assert [(line.public_id, line.barred) for line in found.lines] == [
        (files()[0], ()),
        # R2 was a reader of the second file.
        (files()[1], (Barred.PART,)),
    ]
    with_sender = panels.agenda(**own, members=("R3", "R4", "R5"))
    assert [line.barred for line in with_sender.lines] == [(Barred.SENIOR,)] * 2
    assert found.lines[0].reason == "扣分与卷内材料不符"
    assert blocking(world) == {GateCode.AT_PANEL: 2}
    for stranger in (world.reviewers[3], world.lead, *world.lawyers):
        assert stranger is not None
        with pytest.raises(NotVisible):
            panels.agenda(viewer=stranger, code="2026", on=ON)


def test_an_upheld_fail_keeps_its_result(world: World) -> None:
    record(world, given("fail", "pass", "fail"))

    assert len(rows(Result)) == 3
    assert rows(PanelDecision, "grade", "score", "is_by_lead") == [
        ("fail", 5000, False)
    ]
    assert blocking(world) == {GateCode.AT_PANEL: 1}


def test_the_reasons_for_a_changed_grade_are_for_the_handler_too(world: World) -> None:
    """And are looked through for personal numbers like every other text."""
    record(world, given("pass", "pass", "fail", score="60"))

    with unit.reading():
        files = queries.settled_files(world.campaign_id)
        texts = queries.texts_of(world.campaign_id)

    reasons = {row.grade: row.panel_reasons for row in files if row.panel_reasons}
    assert reasons == {"pass": "逐项合议"}
    assert texts.count("逐项合议") == 1


def test_a_changed_grade_is_a_new_result_on_the_same_reviews(world: World) -> None:
    assert world.officer is not None
    record(world, given("pass", "pass", "fail", score="60"))

    *_, new = rows(
        Result, "replaces_id", "outcome", "rule", "score", "handler_score", "grade"
    )
    assert new == (1, "settled_by_panel", "panel_meeting@1", 6000, 6000, "pass")
    used = rows(Result, "used")
    assert used[-1] == used[0]
    view = reconciliation.case_view(
        viewer=world.officer, public_id=files()[0], at=LATER
    )
    assert view.outcome is not None
    assert (view.outcome.score, view.outcome.grade) == (Decimal(60), "pass")
    assert view.panel_reasons == "逐项合议"
    assert view.is_reproduced
    assert blocking(world) == {GateCode.AT_PANEL: 1}
    with unit.reading():
        assert list(invariants.check_campaign(world.campaign_id)) == []


@sqlite
def test_a_tie_is_broken_by_the_lead(world: World) -> None:
    record(world, given("good", "pass", "fail"))
    assert rows(PanelDecision, "grade", "is_by_lead") == [("fail", True)]


@sqlite
def test_the_minutes_tell_who_was_there_and_how_each_voted(world: World) -> None:
    assert world.officer is not None
    public_id = record(world, given("fail", "pass", "fail", reason="证据不足"))
    found = panels.minutes(viewer=world.officer, code="2026", public_id=public_id)

    assert found.members == (
        ("评查专家6", True),
        ("评查专家3", False),
        ("评查专家5", False),
    )
    (line,) = found.lines
    assert [name for name, _ in line.votes] == ["评查专家6", "评查专家3", "评查专家5"]
    assert [grade.zh for _, grade in line.votes] == ["fail", "fail", "pass"]
    assert (line.reason, line.is_changed, found.said) == ("证据不足", False, "全体到会")
    ((payload,),) = rows(Event, "payload", kind="panel_met")
    assert payload == {"n": 1, "changed": 0}
    with pytest.raises(NotVisible):
        panels.minutes(viewer=world.officer, code="2026", public_id="nothing")


@sqlite
@pytest.mark.parametrize(
    ("sitting", "what", "fault"),
    [
        ({"members": ("R3", "R4")}, ("fail", "fail", "fail"), TooFewMembers),
        ({"lead": "R0"}, ("fail", "fail", "fail"), TooFewMembers),
        ({"held_on": date(2026, 3, 3)}, ("fail", "fail", "fail"), MeetingDay),
        ({"held_on": None}, ("fail", "fail", "fail"), MeetingDay),
        ({"place": " "}, ("fail", "fail", "fail"), MeetingDay),
        ({}, ("fail", "", "fail"), VotesMissing),
        ({}, ("pass", "pass", "fail"), ScoreMissing),
        # R0 was a reader of the file: with R0 present it is not on the agenda.
        ({"members": ("R0", "R4", "R5")}, ("fail", "fail", "fail"), NotForThese),
        # R3 sent it here.
        ({"members": ("R3", "R4", "R5")}, ("fail", "fail", "fail"), NotForThese),
        ({"members": (*MEMBERS, "R99")}, ("fail", "fail", "fail"), NotVisible),
    ],
)
def test_what_is_no_meeting_is_refused_whole(
    world: World,
    sitting: dict[str, object],
    what: tuple[str, ...],
    fault: type[RuleBroken],
) -> None:
    with pytest.raises(fault):
        record(world, given(*what), sitting=replace(SITTING, **sitting))  # type: ignore[arg-type]
    assert rows(PanelMeeting) == rows(PanelVote) == []


@sqlite
def test_a_decision_has_its_reasons(world: World) -> None:
    with pytest.raises(PanelReasonMissing):
        record(world, given("fail", "fail", "fail", reason=" "))
    with pytest.raises(NothingDecided):
        record(world)


@sqlite
def test_a_file_is_decided_once(world: World) -> None:
    record(world, given("fail", "fail", "fail"))
    with pytest.raises(AlreadyDecided):
        record(world, given("pass", "pass", "pass", score="60"))
    assert len(rows(PanelDecision)) == 1


@sqlite
def test_only_what_a_senior_sent_is_before_the_panel(once: Once) -> None:
    def unsent() -> World:
        world = under_review(n_cases=1, n_reviewers=6)
        bad = {f"a{n}": lost(10) for n in range(5)}
        first_two(world, bad, bad)
        return world

    world = once(unsent)
    with pytest.raises(AlreadyDecided):
        record(world, given("fail", "fail", "fail"))


def test_of_two_minutes_at_once_one_is_recorded(app: Flask) -> None:
    world = sent()
    what = given("pass", "pass", "pass", score="61")
    found = at_once(app, [lambda: record(world, what)] * 3)

    assert sum(isinstance(each, str) for each in found) == 1
    assert (len(rows(PanelDecision)), len(rows(Result))) == (1, 4)


def test_three_panels_are_asked_about_within_a_day(world: World) -> None:
    def call(*members: str, days: int = 0) -> None:
        assert world.officer is not None
        at = LATER + timedelta(days=days)
        panel_calls.call(viewer=world.officer, code="2026", members=members, at=at)

    for other in ("R0", "R1", "R3", "R0"):
        call("R4", "R5", other)
    with pytest.raises(CalledOften):
        call("R4", "R5", "R2")
    assert len(rows(Event, "id", kind="panel_called")) == 3

    call("R4", "R5", "R2", days=1)
    assert len(rows(Event, "id", kind="panel_called")) == 4
