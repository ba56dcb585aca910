"""Stopping a reviewer: decided once, with its figures; files listed, nobody named."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta, timezone

import pytest
from flask import Flask

from review.domain.cases import IntakeKind
from review.domain.errors import NotVisible, RuleBroken
from review.domain.policy import Role, Viewer
from review.domain.rereading import AskedOften
from review.services import intake, membership, reviewer_figures, reviewing, stopping
from review.services.reviewer_figures import ReviewerLine
from review.store import invariants, unit
from review.store.models import Event, Read, Reread, Stop
from tests.conftest import AT
from tests.databases import ready
from tests.factories import World
from tests.services.rounds import (
    LATER,
    first_two,
    further_read,
    lost,
    rows,
    submit,
    under_review,
)
from tests.worlds import one_of_each_role

N_PAIRS = 6
NEXT_DAY = AT + timedelta(days=1)


def drifting() -> World:
    """Two read twenty files; on the last ten the first one takes eight points off."""
    world = under_review(n_cases=21, n_reviewers=2)
    for case in range(20):
        own, other = lost(8 + case % 2 if case >= 10 else case % 2), lost(0)
        given = (own, other) if case % 2 == 0 else (other, own)
        first_two(world, *given, case=case)
    return world


world = ready(drifting)


def officer_of(world: World) -> Viewer:
    assert world.officer is not None
    return world.officer


def line_of(world: World) -> ReviewerLine:
    found = reviewer_figures.panel(viewer=officer_of(world), code="2026")
    return next(line for line in found.lines if line.number == "R0")


def stop(world: World, **more: object) -> None:
    given = {
        "number": "R0",
        "reason": "与他人差距明显变大",
        "since": AT,
        "at": NEXT_DAY,
    }
    stopping.stop(viewer=officer_of(world), code="2026", **{**given, **more})  # type: ignore[arg-type]


def looked(
    world: World, number: str = "R0", since: datetime | None = AT
) -> stopping.Stopping:
    own = {"viewer": officer_of(world), "code": "2026", "at": NEXT_DAY}
    return stopping.preview(**own, number=number, since=since)


def test_the_drift_is_told_with_its_consequence(world: World) -> None:
    found = looked(world, "R0")

    assert (found.n_open, found.n_settled, found.n_unsettled) == (1, 20, 0)
    assert found.drift is not None
    assert (found.drift.n, found.drift.is_alarm) == (10, True)
    assert round(found.drift.shift) == -8
    assert line_of(world).drift == found.drift


def test_a_stop_takes_back_lists_and_keeps_its_figures(world: World) -> None:
    stop(world)

    assert rows(Read, "ended_at", "ended_reason", reviewer_code="code-0")[-1] == (
        NEXT_DAY,
        stopping.STOPPED,
    )
    assert reviewing.next_open(viewer=world.reviewers[0], at=NEXT_DAY) is None
    found = stopping.stops(viewer=officer_of(world), code="2026")
    (decision,) = found.decisions
    assert (decision.number, decision.n_again) == ("R0", 20)
    assert decision.drift is not None and decision.drift.is_alarm
    assert len(found.files) == 20
    assert all(each.is_settled for each in found.files)
    with unit.reading():
        assert invariants.check() == []


def decided_by_a_third() -> World:
    """One file was settled by a third reader; of another there is a hidden read."""
    world = under_review(n_cases=2, n_reviewers=4)
    first_two(world, {"a0": "full"}, {f"a{n}": lost(10) for n in range(5)})
    decided = further_read(world, 2)
    submit(world, world.reviewers[2], decided, a0="full")
    measured = further_read(world, 3, case=1, purpose="second", slot=3)
    submit(world, world.reviewers[3], measured)
    return world


decided = ready(decided_by_a_third)


@pytest.mark.parametrize(("number", "n"), [("R0", 1), ("R2", 1), ("R3", 0)])
def test_files_that_the_stopped_one_decided_are_read_again_too(
    decided: World, number: str, n: int
) -> None:
    found = looked(decided, number)

    assert (found.n_settled, found.n_unsettled) == (n, 0)


def test_a_few_days_are_answered_and_kept(world: World) -> None:
    """Day by day the numbers would say which of a file's reviews is this person's."""
    begins = looked(world, since=None).drift_since
    assert begins is not None
    days = [AT - timedelta(days=10 + n) for n in range(4)]

    assert [looked(world, since=day).n_settled for day in days[:3]] == [20, 20, 20]
    for since in (days[3], begins + timedelta(minutes=1)):
        with pytest.raises(AskedOften):
            looked(world, since=since)
    with pytest.raises(AskedOften):
        stop(world, since=days[3])

    assert looked(world, since=days[0]).n_settled == 20
    assert looked(world, since=begins - timedelta(hours=5)).n_settled == 20
    assert looked(world, "R1", days[3]).n_settled == 20
    assert len(rows(Event, kind="stop_asked")) == 4
    stop(world, since=days[1])


def test_a_stop_is_decided_once(world: World) -> None:
    stop(world)
    with pytest.raises(NotVisible):
        stop(world)

    assert len(rows(Stop)) == 1


def test_files_are_listed_since_the_day_and_none_without_one(world: World) -> None:
    stop(world, since=None)
    assert rows(Reread) == []

    membership.take_in(
        viewer=officer_of(world), code="2026", number="R0", at=NEXT_DAY, on=AT.date()
    )
    stop(world, since=LATER + timedelta(minutes=1), at=NEXT_DAY + timedelta(days=1))
    assert rows(Reread) == []


def test_whoever_comes_back_begins_anew(world: World) -> None:
    stop(world)
    membership.take_in(
        viewer=officer_of(world), code="2026", number="R0", at=NEXT_DAY, on=AT.date()
    )

    line = line_of(world)
    assert line.drift is None
    assert (line.is_here, line.stopped_at) == (True, NEXT_DAY)


@pytest.mark.parametrize(
    "wrong",
    [{"reason": " "}, {"reason": "x" * 201}, {"since": NEXT_DAY + timedelta(days=1)}],
)
def test_a_stop_without_reason_or_from_tomorrow_is_refused(
    world: World, wrong: dict[str, object]
) -> None:
    with pytest.raises(RuleBroken):
        stop(world, **wrong)

    assert rows(Stop) == []


def test_the_list_names_files_and_nobody(world: World) -> None:
    stop(world)
    body = stopping.export(
        viewer=officer_of(world),
        code="2026",
        file_format="csv",
        at=NEXT_DAY,
        say=lambda sentence: sentence,
    )
    text = body.decode("utf-8-sig")

    assert len(list(csv.DictReader(io.StringIO(text)))) == 20
    assert "评查专家" not in text
    assert "R0" not in text


def test_a_review_that_still_waits_is_listed_too(world: World) -> None:
    slot = 0 if (20 % 2) == 0 else 1
    submit(world, world.reviewers[0], world.reads[20][slot])
    found = looked(world, "R0")

    assert (found.n_open, found.n_settled, found.n_unsettled) == (0, 20, 1)


def test_nobody_else_may(world: World) -> None:
    for role, viewer in one_of_each_role(world).items():
        if role in (Role.BUREAU_OFFICER, Role.CAMPAIGN_MANAGER):
            continue
        with pytest.raises(NotVisible):
            stopping.stops(viewer=viewer, code="2026")
        with pytest.raises(NotVisible):
            stopping.stop(
                viewer=viewer,
                code="2026",
                number="R0",
                reason="x",
                since=None,
                at=NEXT_DAY,
            )


def test_the_list_has_files_of_others_beside(app: Flask) -> None:
    """Else it would name the reader of every settled file on it."""
    with app.app_context():
        world = under_review(n_cases=6, n_reviewers=6)
        for case in range(6):
            first_two(world, {}, {}, case=case)
        found = looked(world)
        stop(world)
        own = {
            case_id
            for (case_id,) in rows(Read, "campaign_case_id", reviewer_code="code-0")
        }
        listed = {case_id for (case_id,) in rows(Reread, "campaign_case_id")}

    assert (found.n_settled, found.n_beside) == (2, 2)
    assert len(own) == 2
    assert own < listed
    assert len(listed) == 4


def read_on_paper() -> World:
    """Sixty reviews taken in at once, in the order of case numbers. One reviewer marks
    lower on the later half of the days, which are every second file of the list.
    """
    world = under_review(n_cases=30, n_reviewers=2)
    first = date(2025, 11, 1)
    lines = ["案号,评查员,总分,评查日期"]
    for case in range(30):
        nth = case // 2 + (15 if case % 2 else 0)
        day = first + timedelta(days=nth)
        own = 92 - case % 3 - (4 if nth >= 15 else 0)
        lines.append(f"(2025)青援{case + 1:04}号,R0,{own},{day}")
        lines.append(f"(2025)青援{case + 1:04}号,R1,92,{first}")
    upload = intake.Upload(
        IntakeKind.REVIEWS, "\n".join(lines).encode(), "纸质.csv", campaign="2026"
    )
    report = intake.take_in(
        viewer=officer_of(world), upload=upload, at=AT, today=AT.date()
    )
    assert not report.counts.refused
    return world


on_paper = ready(read_on_paper)


def test_reviews_on_paper_count_by_the_day_they_were_made(on_paper: World) -> None:
    """Not by the order of a list, nor by the day on which it was taken in."""
    line = line_of(on_paper)
    assert line.drift is not None and line.drift.is_alarm
    assert line.drift_since is not None
    assert line.drift_since.date() == date(2025, 11, 16)

    since = datetime(2025, 11, 16, tzinfo=timezone(timedelta(hours=8)))
    found = looked(on_paper, since=since)
    assert (found.n_settled, found.n_unsettled) == (15, 0)
    assert looked(on_paper, since=since + timedelta(days=1)).n_settled == 14
    stop(on_paper, since=since)
    assert len(rows(Reread)) == 15
