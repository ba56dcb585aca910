"""Figures of reviewers: settled files only; officers see all, reviewers themselves."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from review.domain.errors import NotVisible
from review.domain.policy import Role, Viewer
from review.domain.reviewer_figures import STEP, Share
from review.services import reviewer_figures, reviewer_tables, reviewing
from review.services.reviewer_figures import ReviewerLine
from tests.conftest import AT
from tests.databases import ready
from tests.factories import World
from tests.services.rounds import (
    LATER,
    first_two,
    full,
    further_read,
    lost,
    n_statements,
    reader,
    release,
    submit,
    under_review,
)
from tests.worlds import one_of_each_role

N = STEP
APART = {f"a{n}": lost(10) for n in range(5)}


def of_two() -> World:
    """One more file than a step of figures has, all read by the same two of three."""
    world = under_review(n_cases=N + 1, n_reviewers=2)
    for case in range(N):
        first_two(world, *_alternating(case), case=case)
    return world


def _alternating(case: int) -> tuple[object, object]:
    """Reviewer 0 always takes two points off, reviewer 1 never."""
    given = (lost(2), lost(0))
    return given if case % 2 == 0 else given[::-1]


world = ready(of_two)


def officer_of(world: World) -> Viewer:
    assert world.officer is not None
    return world.officer


def line_of(world: World, number: int) -> ReviewerLine:
    found = reviewer_figures.panel(viewer=officer_of(world), code="2026")
    return next(line for line in found.lines if line.number == f"R{number}")


def test_the_panel_counts_settled_files_and_the_time_of_none(world: World) -> None:
    line = line_of(world, 0)

    assert (line.work.n_done, line.work.n_open) == (N, 1)
    assert (line.work.minutes, line.work.n_untimed) == (None, N)
    same = line.figure.partner.same
    assert (same.n_files, same.part, same.whole) == (N, 9 * N, 10 * N)
    assert line.severity is not None
    assert round(line.severity.raw, 6) == -1
    assert line.figure.decision.same.n_files == 0


def test_a_review_that_waits_for_the_partner_tells_nothing(world: World) -> None:
    before = line_of(world, 0).figure
    slot = next(n for n in (0, 1) if reader(world, N, n) is world.reviewers[0])
    submit(world, world.reviewers[0], world.reads[N][slot], **APART)

    after = line_of(world, 0)
    assert after.figure == before
    assert after.work.n_done == N + 1


def test_what_a_review_took_runs_from_its_first_answer(world: World) -> None:
    viewer = reader(world, N, 0)
    read = world.reads[N][0]
    reviewing.save_answers(
        viewer=viewer, public_id=read, version=0, changes={"a0": "full"}, at=AT
    )
    reviewing.submit(
        viewer=viewer,
        public_id=read,
        version=1,
        key="timed",
        at=AT + timedelta(minutes=20),
        answers=full(world, viewer, read),
    )

    number = world.reviewers.index(viewer)
    work = line_of(world, number).work
    assert (work.minutes, work.n_timed, work.n_untimed) == (None, 1, N)


def test_a_third_reader_decides_and_is_not_measured(app: Flask) -> None:
    with app.app_context():
        world = under_review(n_cases=N, n_reviewers=2)
        first_two(world, {"a0": "full"}, APART)
        assert world.lead is not None
        submit(world, world.lead, further_read(world, 2), **APART)
        for case in range(1, N):
            first_two(world, {}, {}, case=case)

        assert [line_of(world, n).figure.lost.part for n in (0, 1)] == [1, 0]
        assert [line_of(world, n).figure.lost.whole for n in (0, 1)] == [1, 1]
        decided = [line_of(world, n).figure.decision.same for n in (0, 1)]
        assert [(each.part, each.whole) for each in decided] == [(5, 10), (10, 10)]
        found = reviewer_figures.panel(viewer=officer_of(world), code="2026")
        decider = next(line for line in found.lines if line.number == "")
        assert (decider.figure.n_files, decider.work.n_done) == (0, 1)


@pytest.mark.parametrize("is_settled", [False, True])
def test_one_sees_nothing_of_the_own_figures_before_the_final_release(
    world: World, is_settled: bool
) -> None:
    """Not with the last review either: that would tell whether both agreed on it."""
    if is_settled:
        first_two(world, lost(2), lost(2), case=N)
        release(world.bureau_id, world.campaign_id, "provisional")

    own, campaigns = reviewer_figures.own(viewer=world.reviewers[0])

    assert own is not None
    assert (own.work.n_done, own.work.n_open) == (N + is_settled, 1 - is_settled)
    assert not own.is_over
    assert own.figure == reviewer_figures.NOTHING
    assert own.severity is None
    assert [code for code, _name in campaigns] == ["2026"]


def test_one_sees_oneself_after_the_final_release(world: World) -> None:
    first_two(world, lost(2), lost(2), case=N)
    release(world.bureau_id, world.campaign_id, "final")
    own, _ = reviewer_figures.own(viewer=world.reviewers[1], code="2026")
    line = line_of(world, 1)

    assert own is not None
    assert own.is_over
    assert own.severity == line.severity
    assert own.figure == replace(line.figure, repeated_beside=Share())
    assert own.figure.n_files == N


def test_a_campaign_one_has_no_part_in_is_not_there(world: World) -> None:
    for code in ("2025", "nothing"):
        with pytest.raises(NotVisible):
            reviewer_figures.own(viewer=world.reviewers[0], code=code)


def test_no_figure_moves_with_a_single_file(app: Flask) -> None:
    """Looked at before and after a file, they would say whose review of it is whose."""
    with app.app_context():
        world = under_review(n_cases=2 * N, n_reviewers=2)

        def figures() -> list[object]:
            lines = [line_of(world, n) for n in (0, 1)]
            return [(one.figure, one.severity, one.drift) for one in lines]

        seen = []
        for case in range(2 * N):
            first_two(world, lost(2), lost(case % 5), case=case)
            if (now := figures()) not in seen:
                seen.append(now)
        counted = [line_of(world, n).figure.n_files for n in (0, 1)]

    assert len(seen) == 3
    assert counted == [2 * N, 2 * N]


def test_orders_are_by_name_and_by_work_and_by_nothing_else(world: World) -> None:
    assert set(reviewer_figures.ORDERS) == {"name", "done", "open"}
    submit(world, reader(world, N, 1), world.reads[N][1])
    busy = world.reviewers.index(reader(world, N, 1))

    found = reviewer_figures.panel(viewer=officer_of(world), code="2026", order="done")
    assert found.lines[0].number == f"R{busy}"


def test_the_table_holds_what_the_page_shows(world: World) -> None:
    body = reviewer_tables.export(
        viewer=officer_of(world),
        code="2026",
        file_format="csv",
        at=LATER,
        say=lambda sentence: sentence,
    )
    rows = csv.DictReader(io.StringIO(body.decode("utf-8-sig")))
    found = next(row for row in rows if row["Reviewer number"] == "R0")

    assert (found["As the partner"], found["As the partner (whole)"]) == (
        str(9 * N),
        str(10 * N),
    )
    assert found["As the partner (%)"].rstrip("%") == "90.0"
    assert found["Leniency, points"] == "-1.0"
    assert found["As decided"] == ""
    assert found["Minutes for a review (median)"] == ""


def test_nobody_else_sees_the_panel(world: World) -> None:
    for role, viewer in one_of_each_role(world).items():
        if role in (Role.BUREAU_OFFICER, Role.CAMPAIGN_MANAGER):
            continue
        with pytest.raises(NotVisible):
            reviewer_figures.panel(viewer=viewer, code="2026")


def test_many_files_take_as_many_statements_as_few(app: Flask) -> None:
    def looks() -> list[int]:
        def panel() -> None:
            reviewer_figures.panel(viewer=officer_of(world), code="2026")

        def own() -> None:
            reviewer_figures.own(viewer=world.reviewers[0])

        return [n_statements(panel), n_statements(own)]

    with app.app_context():
        world = under_review(n_cases=2, n_reviewers=2)
        first_two(world, lost(2), lost(3))
        looks()
        few = looks()
        first_two(world, lost(2), lost(3), case=1)
        release(world.bureau_id, world.campaign_id, "final")
        looks()
        assert looks()[0] == few[0]
        assert looks()[1] <= few[1] + 3
