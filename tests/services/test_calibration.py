"""Calibration: agreed first, then tried; who missed the standard reads nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from review.domain.calibration import NotQualified, Standard, standard_in
from review.domain.errors import NotVisible, RuleBroken
from review.domain.policy import Role, Viewer
from review.services import (
    allocation,
    board,
    calibrating,
    calibration,
    campaigns,
    reconciliation,
    reviewer_figures,
    reviewing,
    senior_reads,
)
from review.services.offline import taking
from review.services.qualification import check_pages
from review.store import invariants, unit
from review.store.models import (
    Campaign,
    CampaignCase,
    Case,
    CaseParticipation,
    Read,
    Result,
    Reviewer,
    ReviewerCode,
)
from tests.conftest import AT
from tests.databases import ready
from tests.factories import SECRET, World
from tests.services.rounds import at_once, lost, rows, submit, under_review
from tests.worlds import one_of_each_role

NEXT_DAY = AT + timedelta(days=1)
FIRST, SECOND = "(2024)青援0901号", "(2024)青援0902号"
REASON = "缺会见笔录"


def closed_case(world: World, case_no: str, event: unit.Recorded) -> None:
    unit.add(
        event,
        Case,
        bureau_id=world.bureau_id,
        area_id=world.counties[0],
        case_no=case_no,
        kind="civil",
        cause="劳动争议",
        assigned_on=date(2024, 3, 3),
        closed_on=date(2024, 9, 1),
    )


def with_anchors() -> World:
    """Two anchors, agreed by the lead: the first loses two points on one item."""
    world = under_review(n_cases=2, n_reviewers=4)
    assert world.lead is not None
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        own = {"bureau_id": world.bureau_id, "person_id": world.lead.person_id}
        unit.add(event, Reviewer, number="L1", panel_lead=True, **own)
        for number in (FIRST, SECOND):
            closed_case(world, number, event)
    for number, given in ((FIRST, lost(2, REASON)), (SECOND, "full")):
        add(world, number)
        agree(world, a0=given)
    return world


world = ready(with_anchors)


def officer_of(world: World) -> Viewer:
    assert world.officer is not None
    return world.officer


def add(world: World, case_no: str, **more: str) -> None:
    given = {"case_no": case_no, "scheme": str(world.scheme_id), "lead": "L1"}
    calibration.add_anchor(
        viewer=officer_of(world), code="2026", at=AT, **{**given, **more}
    )


def agree(world: World, **raw: object) -> None:
    """The lead's own sheet of the newest anchor."""
    assert world.lead is not None
    read = rows(Read, "public_id", purpose="agreed")[-1][0]
    submit(world, world.lead, read, **raw)


def demand(world: World, percent: int = 80) -> None:
    standard = Standard(percent, is_demanded=True)
    calibration.set_standard(
        viewer=officer_of(world), code="2026", standard=standard, at=AT
    )


def attempt(world: World, number: int, *, wrong: int = 0) -> None:
    """A trial by this reviewer: as agreed on the whole, or wrong on so many items."""
    viewer = world.reviewers[number]
    read = calibrating.begin(viewer=viewer, code="2026", at=NEXT_DAY)
    raw: dict[str, object] = {f"b{n}": lost(5) for n in range(wrong)}
    submit(world, viewer, read, **raw)


def withdraw(world: World, case_no: str) -> None:
    viewer = officer_of(world)
    anchors = calibration.calibration(viewer=viewer, code="2026").anchors
    found = next(each for each in anchors if each.case_no == case_no)
    calibration.withdraw_anchor(
        viewer=viewer, code="2026", public_id=found.public_id, at=NEXT_DAY
    )


def own_of(world: World, number: int) -> calibrating.Own:
    (found,) = calibrating.own(viewer=world.reviewers[number])
    return found


def test_one_item_of_ten_otherwise_is_still_the_standard(world: World) -> None:
    attempt(world, 0, wrong=1)
    found = own_of(world, 0)

    (tried,) = found.trials
    assert found.is_qualified
    assert tried.trial.n_items == 10
    # Whichever anchor it was: the own mistake, and the agreed loss where there is one.
    expected = {FIRST: ["a0", "b0"], SECOND: ["b0"]}[tried.case_no]
    assert [each.item for each in tried.trial.differences] == expected


def test_a_difference_is_told_with_the_agreed_answer_and_its_reason(
    world: World,
) -> None:
    withdraw(world, SECOND)
    attempt(world, 0)

    (tried,) = own_of(world, 0).trials
    (difference,) = tried.trial.differences
    assert difference.agreed.findings[0].reason == REASON
    assert own_of(world, 0).is_qualified


def test_whoever_misses_it_tries_another_anchor_and_then_none(world: World) -> None:
    attempt(world, 0, wrong=4)
    assert not own_of(world, 0).is_qualified
    attempt(world, 0, wrong=4)
    assert len({each.case_no for each in own_of(world, 0).trials}) == 2

    with pytest.raises(calibrating.NoAnchorLeft):
        calibrating.begin(viewer=world.reviewers[0], code="2026", at=NEXT_DAY)


def test_a_trial_is_finished_before_the_next(world: World) -> None:
    first = calibrating.begin(viewer=world.reviewers[0], code="2026", at=AT)
    again = calibrating.begin(viewer=world.reviewers[0], code="2026", at=AT)
    assert again == first
    assert own_of(world, 0).open_trial == first

    submit(world, world.reviewers[0], first)
    with pytest.raises(calibrating.AlreadyQualified):
        calibrating.begin(viewer=world.reviewers[0], code="2026", at=AT)


def test_two_clicks_at_once_begin_one_trial(app: Flask, world: World) -> None:
    viewer = world.reviewers[0]

    def click() -> object:
        return calibrating.begin(viewer=viewer, code="2026", at=AT)

    first, second = at_once(app, [click, click])
    assert first == second
    assert len(rows(Read, purpose="seed")) == 1


def test_demanded_the_unqualified_open_nothing(world: World) -> None:
    viewer, read = world.reviewers[0], world.reads[0][0]
    demand(world)
    with pytest.raises(NotQualified):
        reviewing.open_read(viewer=viewer, public_id=read, at=AT)
    with pytest.raises(NotQualified):
        submit(world, viewer, read)

    attempt(world, 0)
    desk = reviewing.open_read(viewer=viewer, public_id=read, at=NEXT_DAY)
    assert desk.submitted_at is None


def test_demanded_the_unqualified_take_nothing_along(world: World) -> None:
    viewer = world.reviewers[0]
    assert len(taking.listing(viewer=viewer, at=AT).lines) == 1
    demand(world)
    found = taking.listing(viewer=viewer, at=AT)
    assert (found.lines, found.n_staying) == ((), 1)

    attempt(world, 0)
    assert len(taking.listing(viewer=viewer, at=AT).lines) == 1


def test_demanded_a_file_can_still_be_handed_back(world: World) -> None:
    viewer, read = world.reviewers[0], world.reads[0][0]
    demand(world)

    reviewing.decline(viewer=viewer, public_id=read, reason="出差", at=AT)
    assert rows(Read, "ended_reason", public_id=read) == [("出差",)]


def test_demanded_pages_stay_closed_too(world: World) -> None:
    viewer, read = world.reviewers[0], world.reads[0][0]
    demand(world)
    with unit.reading(), pytest.raises(NotQualified):
        check_pages(read, viewer.person_id)

    attempt(world, 0)
    with unit.reading():
        check_pages(read, viewer.person_id)


def test_what_was_submitted_before_stays_readable(world: World) -> None:
    viewer, read = world.reviewers[0], world.reads[0][0]
    submit(world, viewer, read)
    demand(world)

    assert reviewing.open_read(viewer=viewer, public_id=read, at=AT).submitted_at


def test_demanded_the_unqualified_get_no_allocation(world: World) -> None:
    with unit.transaction() as connection:
        connection.execute(Read.__table__.delete().where(Read.purpose == "counted"))
    for number in (1, 2):
        attempt(world, number)
    demand(world)

    found = allocation.propose(viewer=officer_of(world), code="2026", on=AT.date())
    given = {load.number for load in found.loads if load.n_after > load.n_before}
    assert given == {"R1", "R2"}


def test_nothing_of_an_anchor_counts_anywhere(world: World) -> None:
    before = _counts(world)
    attempt(world, 0)
    attempt(world, 1, wrong=4)
    after = _counts(world)

    assert after == before
    assert rows(Result) == []
    assert [
        each.code for each in campaigns.listing(viewer=officer_of(world), on=AT.date())
    ] == ["2026"]
    with unit.reading():
        assert invariants.check() == []


def _counts(world: World) -> tuple[object, ...]:
    viewer, on = officer_of(world), AT.date()
    shown = board.board(viewer=viewer, code="2026", on=on)
    seen = reconciliation.overview(viewer=viewer, campaign_code="2026")
    lines = reviewer_figures.panel(viewer=viewer, code="2026").lines
    return (
        shown.by_age,
        [(each.line, each.oldest_on) for each in shown.holders],
        shown.over_time,
        seen.by_phase,
        [line.work for line in lines],
    )


def test_officers_see_who_is_qualified_by_name(world: World) -> None:
    attempt(world, 2, wrong=4)
    attempt(world, 1)
    found = calibration.calibration(viewer=officer_of(world), code="2026")

    assert [(p.number, p.n_trials, p.is_qualified) for p in found.people] == [
        ("R0", 0, False),
        ("R1", 1, True),
        ("R2", 1, False),
        ("R3", 0, False),
    ]
    assert found.n_qualified == 1
    assert [each.n_trials for each in found.anchors] in ([2, 0], [1, 1], [0, 2])
    assert all(each.is_agreed for each in found.anchors)


def test_an_anchor_is_tried_only_when_it_is_agreed(world: World) -> None:
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        unit.add(
            event,
            Case,
            bureau_id=world.bureau_id,
            area_id=world.counties[0],
            case_no="(2024)青援0903号",
            kind="civil",
            cause="x",
            closed_on=date(2024, 9, 1),
        )
    add(world, "(2024)青援0903号")

    assert own_of(world, 0).n_left == 2


def test_nobody_tries_a_file_of_the_own_hand(world: World) -> None:
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        case_id = rows(Case, "id", case_no=FIRST)[0][0]
        unit.add(
            event,
            CaseParticipation,
            bureau_id=world.bureau_id,
            case_id=case_id,
            person_id=world.reviewers[0].person_id,
            capacity="lead_handler",
        )

    assert [own_of(world, n).n_left for n in (0, 1)] == [1, 2]


@pytest.mark.parametrize(
    ("case_no", "refusal"),
    [
        (FIRST, calibration.IsInSample),
        ("(2025)青援0001号", calibration.IsInSample),
        ("(1999)无", calibration.NoSuchFile),
    ],
)
def test_only_a_file_outside_the_sample_becomes_an_anchor(
    world: World, case_no: str, refusal: type[RuleBroken]
) -> None:
    with pytest.raises(refusal):
        add(world, case_no)


THIRD = "(2024)青援0903号"


def drawn_elsewhere(world: World, case_no: str, reader: int) -> None:
    """Another campaign under way has this file, and gave it to this reviewer."""
    with unit.transaction() as connection:
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        statement = Case.__table__.select().where(Case.case_no == case_no)
        case = connection.execute(statement).one()
        place = {"bureau_id": world.bureau_id}
        other = unit.add(
            event,
            Campaign,
            code="2025",
            name="2025年度案卷质量评查",
            assessment_year=2025,
            closed_from=date(2024, 1, 1),
            closed_until=date(2024, 12, 31),
            rules={"decimals": 2, "minimum_n": 1},
            secret_key=SECRET,
            seed="seed",
            opened_at=AT,
            drawn_at=AT,
            **place,
        )
        place["campaign_id"] = other
        file = unit.add(
            event,
            CampaignCase,
            case_id=case.id,
            scheme_id=world.scheme_id,
            n_reviews=1,
            position=1,
            stratum="",
            drawn_by="census",
            kind=case.kind,
            area_id=case.area_id,
            **place,
        )
        person_id = world.reviewers[reader].person_id
        unit.add(event, ReviewerCode, code="there", person_id=person_id, **place)
        unit.add(
            event,
            Read,
            campaign_case_id=file,
            purpose="counted",
            slot=1,
            reviewer_code="there",
            allocated_at=AT,
            **place,
        )


def test_a_file_under_review_elsewhere_becomes_no_anchor(world: World) -> None:
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        closed_case(world, THIRD, event)
    drawn_elsewhere(world, THIRD, 0)

    with pytest.raises(calibration.IsUnderReview):
        add(world, THIRD)


def test_who_reads_the_file_elsewhere_is_not_told_what_was_agreed(world: World) -> None:
    assert [own_of(world, n).n_left for n in (0, 1)] == [2, 2]
    drawn_elsewhere(world, FIRST, 0)

    assert [own_of(world, n).n_left for n in (0, 1)] == [1, 2]


def test_an_anchor_taken_out_is_given_to_nobody(world: World) -> None:
    begun = calibrating.begin(viewer=world.reviewers[0], code="2026", at=AT)
    for case_no in (FIRST, SECOND):
        withdraw(world, case_no)

    assert rows(Read, "ended_reason", public_id=begun) == [(calibration.WITHDRAWN,)]
    assert (own_of(world, 0).n_left, own_of(world, 0).open_trial) == (0, "")
    with unit.reading():
        assert invariants.check() == []


def test_nobody_is_calibrated_on_a_file_that_was_sealed(world: World) -> None:
    begun = calibrating.begin(viewer=world.reviewers[0], code="2026", at=AT)
    with unit.transaction() as connection:
        ids = connection.scalars(
            select(Case.id).where(Case.case_no.in_((FIRST, SECOND)))
        ).all()
        cause = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        calibration.withdraw_sealed(ids, cause=cause)

    assert rows(Read, "ended_reason", public_id=begun) == [(calibration.WITHDRAWN,)]
    assert (own_of(world, 0).n_left, own_of(world, 0).open_trial) == (0, "")
    with unit.reading():
        assert invariants.check() == []


def test_the_campaign_of_anchors_is_no_campaign_for_anybody(world: World) -> None:
    (code,) = (code for (code,) in rows(Campaign, "code") if code != "2026")
    with pytest.raises(NotVisible):
        board.board(viewer=officer_of(world), code=code, on=AT.date())
    with pytest.raises(NotVisible):
        calibrating.begin(viewer=world.reviewers[0], code=code, at=AT)


def test_nobody_else_may(world: World) -> None:
    for role, viewer in one_of_each_role(world).items():
        if role not in (Role.BUREAU_OFFICER, Role.CAMPAIGN_MANAGER):
            with pytest.raises(NotVisible):
                calibration.calibration(viewer=viewer, code="2026")
        if role not in (Role.REVIEWER, Role.PANEL_LEAD):
            with pytest.raises(NotVisible):
                calibrating.own(viewer=viewer)


def test_rules_that_are_set_at_once_are_all_kept(app: Flask, world: World) -> None:
    asked = {"viewer": officer_of(world), "code": "2026", "at": AT}
    at_once(app, [lambda: demand(world, 90), lambda: senior_reads.switch_on(**asked)])

    ((rules,),) = rows(Campaign, "rules", code="2026")
    assert rules[senior_reads.SWITCH] is True
    assert standard_in(rules) == Standard(90, is_demanded=True)
