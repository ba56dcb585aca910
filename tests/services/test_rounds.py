"""Self-review and rotation: settled before anything is given out, obeyed afterwards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from review.domain.candidates import Unit
from review.domain.errors import NotVisible
from review.domain.policy import Role
from review.domain.rotation import OwnIsCounty, TooFewUnits, Way
from review.domain.sampling_rule import SampleBy, SampleRule
from review.services import allocation, recusal, rounds, sampling
from review.services.rounds import (
    GivenOut,
    NobodyReviews,
    NotYetDrawn,
    SameCountyBarred,
)
from review.store import invariants, unit
from review.store.models import CampaignCase, Read, Reviewer, ReviewerCode
from tests.casework import Casework, casework, plan, sheet
from tests.conftest import AT

COUNTIES = ("东山县", "西河区", "南岭县", "北原旗")
sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def work(app: Flask) -> Iterator[Casework]:
    """Four counties with two files, a firm and two reviewers each, and a lead."""
    with app.app_context():
        with unit.transaction():
            made = casework()
            made.scheme(sheet())
            for n, county in enumerate(COUNTIES):
                made.firm(f"{county}律师事务所", area=county)
                made.lawyer(f"律师{n}", f"{county}律师事务所")
                for each in range(2):
                    made.case(f"c{n}{each}", area=county, lawyers=(f"律师{n}",))
                    made.reviewer(f"R{n}{each}", area=county)
            made.reviewer("L1", area=COUNTIES[0], panel_lead=True)
        yield made


def drawn(work: Casework, **rules: object) -> None:
    sampling.open_campaign(viewer=work.officer, plan=plan(**rules), at=AT)
    sampling.draw(viewer=work.officer, code="2025", at=AT, seed="7")


def settle(work: Casework, way: Way | None, unit: Unit = Unit.COUNTY) -> None:
    rounds.settle(viewer=work.officer, code="2025", way=way, unit=unit, at=AT)


def allocated(work: Casework) -> dict[int, set[int]]:
    """By the county of the reviewers, whose files they got."""
    proposal = allocation.confirm(viewer=work.officer, code="2025", at=AT)
    assert proposal.n_missing == 0
    found: dict[int, set[int]] = defaultdict(set)
    with unit.reading() as connection:
        for row in connection.execute(
            select(Reviewer.area_id, CampaignCase.area_id.label("read"))
            .join(ReviewerCode, ReviewerCode.person_id == Reviewer.person_id)
            .join(Read, Read.reviewer_code == ReviewerCode.code)
            .join(CampaignCase, CampaignCase.id == Read.campaign_case_id)
        ):
            found[row.area_id].add(row.read)
    return found


def test_each_county_reviews_the_next(work: Casework) -> None:
    drawn(work)
    settle(work, Way.ROTATION)
    page = rounds.page(viewer=work.officer, code="2025")
    wanted = {work.areas[line.name]: {work.areas[line.reads]} for line in page.lines}

    assert allocated(work) == wanted
    assert all(reader not in read for reader, read in wanted.items())
    with unit.reading():
        assert invariants.check() == []


def test_each_county_reviews_its_own(work: Casework) -> None:
    drawn(work)
    settle(work, Way.OWN)

    assert allocated(work) == {each: {each} for each in work.areas.values()}


@sqlite
def test_without_a_round_files_go_anywhere(work: Casework) -> None:
    drawn(work)
    settle(work, Way.OWN)
    settle(work, None)

    assert rounds.page(viewer=work.officer, code="2025").way is None
    assert allocated(work) != {each: {each} for each in work.areas.values()}


@sqlite
def test_the_page_shows_the_circle_in_its_order(work: Casework) -> None:
    drawn(work)
    settle(work, Way.ROTATION)
    lines = rounds.page(viewer=work.officer, code="2025").lines

    names = [line.name for line in lines]
    assert [line.reads for line in lines] == [*names[1:], names[0]]
    assert [(line.n_files, line.n_reviewers, line.is_short) for line in lines] == [
        (2, 2, False)
    ] * 4


@sqlite
def test_what_cannot_be_is_said(work: Casework) -> None:
    with pytest.raises(NotYetDrawn):
        sampling.open_campaign(viewer=work.officer, plan=plan(), at=AT)
        settle(work, Way.ROTATION)
    sampling.draw(viewer=work.officer, code="2025", at=AT, seed="7")
    with pytest.raises(OwnIsCounty):
        settle(work, Way.OWN, Unit.FIRM)
    with pytest.raises(NobodyReviews) as refused:
        settle(work, Way.ROTATION, Unit.FIRM)
    assert "东山县律师事务所" in str(refused.value)


@sqlite
def test_two_counties_would_review_each_other(work: Casework) -> None:
    numbers = tuple(f"c{n}{each}" for n in (0, 1) for each in (0, 1))
    listed = SampleRule(by=SampleBy.LISTED, case_numbers=numbers)
    drawn(work, sample=listed)
    with pytest.raises(TooFewUnits):
        settle(work, Way.ROTATION)


@sqlite
def test_self_review_and_recusal_of_the_county_exclude_each_other(
    work: Casework,
) -> None:
    drawn(work, bar_same_county=True)
    with pytest.raises(SameCountyBarred):
        settle(work, Way.OWN)


@sqlite
def test_once_files_are_given_out_it_stays(work: Casework) -> None:
    drawn(work)
    settle(work, Way.ROTATION)
    allocated(work)
    with pytest.raises(GivenOut):
        settle(work, None)


@sqlite
def test_a_new_conflict_takes_no_other_file_back(work: Casework) -> None:
    drawn(work)
    settle(work, Way.ROTATION)
    before = allocated(work)
    with unit.transaction() as connection:
        cause = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        freed = recusal.recheck(work.bureau_id, cause=cause, on=AT.date())
        ended = connection.scalar(select(Read.id).where(Read.ended_at.is_not(None)))
    assert (freed.n_freed, ended) == (0, None)
    assert before


@sqlite
def test_only_who_allocates_settles_it(work: Casework) -> None:
    drawn(work)
    with unit.transaction():
        others = [
            work.reader("R00"),
            work.account("county", Role.COUNTY_OFFICER, area_id=work.areas["东山县"]),
        ]
    for viewer in others:
        with pytest.raises(NotVisible):
            rounds.page(viewer=viewer, code="2025")
