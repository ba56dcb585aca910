"""Campaigns at a glance say the same as their files do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from review.domain.errors import NotVisible
from review.domain.phases import CampaignPhase, CasePhase
from review.domain.policy import PUBLIC, Role
from review.domain.schemes import Combination
from review.services import (
    allocation,
    campaign_files,
    campaigns,
    readers,
    reconciliation,
    sampling,
)
from review.services.campaign_files import FileFilter
from review.services.paging import Cut, Page, folded
from review.services.readers import ReadFilter
from review.store import unit
from review.store.models import Result
from tests.casework import Casework, casework, plan, sheet, submit_all, without_lines
from tests.conftest import AT
from tests.domain.builders import D

TODAY = AT.date()
FIRST = Cut()


@pytest.fixture
def work(app: Flask) -> Iterator[Casework]:
    with app.app_context():
        with unit.transaction():
            made = casework()
            made.scheme(sheet(combination=Combination(total_gap=D(10), source="S14")))
            for n in range(1, 5):
                made.reviewer(f"R{n}")
            made.reviewer("L1", panel_lead=True)
            for n in range(4):
                made.case(f"c{n}", lawyers=(f"赵{n}",))
        yield made


def shown(work: Casework) -> tuple[CampaignPhase, list[str]]:
    """The phase of the campaign, and whose turn it is in which step."""
    line = campaigns.page(viewer=work.officer, code="2025", on=TODAY).line
    over = reconciliation.overview(viewer=work.officer, campaign_code="2025")
    assert (line.phase, line.n_cases) == (over.phase, over.n_cases)
    settled = over.by_phase[CasePhase.SETTLED]
    assert line.numbers.n_settled == settled
    listed = campaigns.listing(viewer=work.officer, on=TODAY)
    assert listed == [line]
    return line.phase, [f"{wait.who} {wait.step}" for wait in line.waits]


def test_a_campaign_is_followed_from_opening_to_its_last_result(work: Casework) -> None:
    officer = work.officer
    sampling.open_campaign(viewer=officer, plan=plan(), at=AT)
    assert shown(work) == (CampaignPhase.OPENED, ["officer sampling"])

    sampling.draw(viewer=officer, code="2025", at=AT)
    assert shown(work) == (CampaignPhase.DRAWN, ["officer allocation"])

    allocation.confirm(viewer=officer, code="2025", at=AT)
    without_lines()
    assert shown(work) == (CampaignPhase.ALLOCATED, ["reviewers reviewing"])

    with unit.transaction():
        viewers = [work.reader(f"R{n}") for n in range(1, 5)]
    for viewer, lost in zip(viewers, (0, 20, 40, 60), strict=True):
        submit_all(viewer, lost)
    assert shown(work) == (CampaignPhase.REVIEWING, ["officer reconciliation"])

    allocation.call_readers(viewer=officer, code="2025", at=AT)
    assert shown(work) == (CampaignPhase.REVIEWING, ["further reconciliation"])

    for viewer in viewers:
        submit_all(viewer, 90)
    assert shown(work) == (CampaignPhase.REVIEWING, ["officer reconciliation"])

    allocation.call_readers(viewer=officer, code="2025", at=AT)
    assert shown(work) == (CampaignPhase.REVIEWING, ["leads reconciliation"])

    with unit.transaction():
        lead = work.reader("L1", Role.PANEL_LEAD)
    submit_all(lead, 10)
    assert shown(work) == (CampaignPhase.RECONCILED, ["officer publication"])
    page = campaigns.page(viewer=officer, code="2025", on=TODAY)
    assert [(each.part, each.whole) for each in page.line.steps] == [
        (4, 4),
        (16, 16),
        (16, 16),
        (4, 4),
        (0, 0),
    ]


def test_four_reviews_settle_by_the_trimmed_mean(app: Flask) -> None:
    rule = Combination(rule="trimmed_mean@1", reviews={"": 4}, source="S14")
    with app.app_context():
        with unit.transaction():
            work = casework()
            work.scheme(sheet(combination=rule))
            for n in range(1, 5):
                work.reviewer(f"R{n}")
            work.case("c0")
        sampling.open_campaign(viewer=work.officer, plan=plan(), at=AT)
        sampling.draw(viewer=work.officer, code="2025", at=AT)
        allocation.confirm(viewer=work.officer, code="2025", at=AT)
        for n, lost in enumerate((0, 10, 20, 60), start=1):
            with unit.transaction():
                viewer = work.reader(f"R{n}")
            assert submit_all(viewer, lost) == 1

        with unit.reading() as connection:
            (result,) = connection.execute(select(Result.rule, Result.score))

    assert tuple(result) == ("trimmed_mean@1", 8500)


def test_the_page_shows_what_the_plan_said(work: Casework) -> None:
    values = plan(
        seed="26035", bar_same_county=True, decimals=1, minimum_n=3, due_on=None
    )
    sampling.open_campaign(viewer=work.officer, plan=values, at=AT)

    found = campaigns.page(viewer=work.officer, code="2025", on=TODAY)

    assert (found.n_reviewers, found.n_leads, found.seed) == (4, 1, "26035")
    assert (found.bars_same_county, found.decimals, found.minimum_n) == (True, 1, 3)
    assert found.line.days_left is None
    assert [(each.code, each.n_files) for each in found.schemes] == [("civil", 0)]


@pytest.mark.parametrize(
    ("on", "days", "n_late"),
    [(date(2026, 3, 31), 0, 0), (date(2026, 4, 1), -1, 2), (date(2026, 3, 1), 30, 0)],
)
def test_reviews_are_late_from_the_day_after_they_were_due(
    work: Casework, on: date, days: int, n_late: int
) -> None:
    sampling.open_campaign(viewer=work.officer, plan=plan(), at=AT)
    sampling.draw(viewer=work.officer, code="2025", at=AT)
    allocation.confirm(viewer=work.officer, code="2025", at=AT)

    line = campaigns.page(viewer=work.officer, code="2025", on=on).line
    people = readers.readers(viewer=work.officer, code="2025", on=on)
    held = readers.reads(
        viewer=work.officer, code="2025", wanted=ReadFilter(), cut=FIRST, on=on
    )

    assert (line.days_left, line.is_late) == (days, bool(n_late))
    assert [each.n_late for each in people] == [0, *[n_late] * 4]
    assert {read.is_late for read in held.page.rows} == {bool(n_late)}


def test_everything_of_another_campaign_looks_like_nothing(work: Casework) -> None:
    sampling.open_campaign(viewer=work.officer, plan=plan(), at=AT)
    with unit.transaction():
        stranger = casework(bureau="9", login="stranger").officer

    for viewer in (stranger, PUBLIC):
        with pytest.raises(NotVisible):
            campaigns.page(viewer=viewer, code="2025", on=TODAY)
        with pytest.raises(NotVisible):
            readers.readers(viewer=viewer, code="2025", on=TODAY)
        with pytest.raises(NotVisible):
            campaign_files.files(
                viewer=viewer, code="2025", wanted=FileFilter(), cut=FIRST, on=TODAY
            )
    assert campaigns.listing(viewer=stranger, on=TODAY) == []
    with pytest.raises(NotVisible):
        campaigns.listing(viewer=PUBLIC, on=TODAY)


@pytest.mark.parametrize(
    ("n", "cut", "pages", "first", "last"),
    [
        (0, Cut(1, 50), 1, 0, 0),
        (1, Cut(1, 50), 1, 1, 1),
        (50, Cut(1, 50), 1, 1, 50),
        (51, Cut(1, 50), 2, 1, 50),
        (51, Cut(2, 50), 2, 51, 51),
        (51, Cut(3, 50), 2, 0, 0),
    ],
)
def test_pages_are_counted(n: int, cut: Cut, pages: int, first: int, last: int) -> None:
    shown = tuple(range(n)[cut.skip : cut.skip + cut.size])
    page = Page(shown, n, cut)

    assert (page.n_pages, page.first, page.last) == (pages, first, last)


def test_a_search_is_folded_as_numbers_are_stored() -> None:
    assert folded("（２０２５） 青援 1号\u3000") == "(2025)青援1号"
