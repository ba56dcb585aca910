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
from review.domain.rotation import OwnIsCounty, TooFewUnits, Way, WhoReviews
from review.domain.sampling_rule import SampleBy, SampleRule
from review.services import (
    allocation,
    consequences,
    membership,
    plans,
    recusal,
    rounds,
    sampling,
)
from review.services.allocation import RoundOpen
from review.services.consequences import OpeningPreview
from review.services.rounds import (
    GivenOut,
    NobodyReviews,
    NotYetDrawn,
    SameCountyBarred,
)
from review.store import invariants, unit
from review.store.models import CampaignCase, Event, Read, Reviewer, ReviewerCode
from tests.casework import Casework, casework, number, plan, sheet
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


# Asked for by the plan


def looked(work: Casework, **rules: object) -> OpeningPreview:
    made = plan(**rules)
    return consequences.preview(viewer=work.officer, plan=made, on=AT.date())


def test_the_plan_asks_for_it_and_the_draw_settles_it(work: Casework) -> None:
    drawn(work, who_reviews=WhoReviews.COUNTIES)
    page = rounds.page(viewer=work.officer, code="2025")
    wanted = {work.areas[line.name]: {work.areas[line.reads]} for line in page.lines}

    assert page.way is Way.ROTATION
    assert allocated(work) == wanted
    with unit.reading() as connection:
        kinds = select(Event.kind, Event.actor_kind, Event.cause_id).order_by(Event.id)
        events = connection.execute(kinds).all()
        causes = dict(connection.execute(select(Event.id, Event.kind)).all())
        assert invariants.check() == []
    (settled,) = [row for row in events if row.kind == "round_set"]
    assert (settled.actor_kind, causes[settled.cause_id]) == ("system", "sample_drawn")


@sqlite
def test_by_an_announced_seed_the_circle_is_known_before(work: Casework) -> None:
    asked = {"who_reviews": WhoReviews.COUNTIES, "seed": "7"}
    before = looked(work, **asked).round
    drawn(work, **asked)

    page = rounds.page(viewer=work.officer, code="2025")

    assert before.lines == page.lines
    assert (before.needs_seed, before.n_free) == (False, 0)


@sqlite
def test_without_a_seed_only_who_takes_part_is_known(work: Casework) -> None:
    found = looked(work, who_reviews=WhoReviews.COUNTIES).round

    assert found.needs_seed
    assert {(line.name, line.n_files, line.n_reviewers) for line in found.lines} == {
        (county, 2, 2) for county in COUNTIES
    }
    assert {line.reads for line in found.lines} == {""}


@sqlite
def test_a_self_review_is_counted_before_it_opens(work: Casework) -> None:
    with unit.transaction():
        work.case("more", area=COUNTIES[0], lawyers=("律师0",))
    asked = {"who_reviews": WhoReviews.OWN, "reviewers": ("R00", "R10", "R11")}
    found = looked(work, **asked, sample=listed("c00", "c10", "more"))

    lines = {line.name: (line.reads, line.is_short) for line in found.round.lines}
    assert lines == {
        COUNTIES[0]: (COUNTIES[0], True),
        COUNTIES[1]: (COUNTIES[1], False),
    }
    # Two files of the first county have one reviewer of the two they need.
    assert found.sufficiency.n_short == 2
    said = [str(each) for each in found.remarks]
    assert any(f"its places stay empty: {COUNTIES[0]} 1." in each for each in said)


@sqlite
@pytest.mark.parametrize(("n_free", "is_short"), [(0, True), (1, False)])
def test_whoever_is_of_no_county_fills_the_places_too(
    work: Casework, n_free: int, is_short: bool
) -> None:
    with unit.transaction():
        work.reviewer("F1")
    numbers = (*(f"R{n}0" for n in range(4)), *("F1",)[:n_free])

    found = looked(work, who_reviews=WhoReviews.COUNTIES, reviewers=numbers).round

    assert found.n_free == n_free
    assert {line.name for line in found.short} == (set(COUNTIES) if is_short else set())


@sqlite
def test_what_cannot_be_is_remarked_before_and_waits_after_the_draw(
    work: Casework,
) -> None:
    asked = {"who_reviews": WhoReviews.COUNTIES, "sample": listed("c00", "c10")}
    found = looked(work, **asked)
    drawn(work, **asked)
    page = rounds.page(viewer=work.officer, code="2025")

    refusal = "A rotation in which no two review each other takes three units at least"
    assert any(refusal in str(each) for each in found.remarks)
    assert (found.faults, found.draw is not None) == ((), True)
    assert (page.way, page.wanted) == (None, WhoReviews.COUNTIES)
    assert isinstance(page.why_not, TooFewUnits)
    for give in (allocation.propose, allocation.confirm):
        day = {"on": AT.date()} if give is allocation.propose else {"at": AT}
        with pytest.raises(RoundOpen):
            give(viewer=work.officer, code="2025", **day)  # type: ignore[operator]
    # Settled otherwise, files are given out.
    settle(work, None)
    assert rounds.page(viewer=work.officer, code="2025").wanted is WhoReviews.ANYONE
    assert allocated(work)


def listed(*numbers: str) -> SampleRule:
    return SampleRule(by=SampleBy.LISTED, case_numbers=numbers)


@sqlite
@pytest.mark.parametrize(
    "who", [WhoReviews.ANYONE, WhoReviews.OWN, WhoReviews.COUNTIES]
)
def test_a_plan_taken_out_asks_for_the_same(work: Casework, who: WhoReviews) -> None:
    drawn(work, who_reviews=who)

    assert plans.plan_of(viewer=work.officer, code="2025").who_reviews is who
    settle(work, Way.OWN)
    taken = plans.plan_of(viewer=work.officer, code="2025")
    assert taken.who_reviews is WhoReviews.OWN


@sqlite
def test_a_county_that_comes_in_later_does_not_review_itself(work: Casework) -> None:
    """The sample grows after the circle was closed."""
    drawn(work, sample=number(6), who_reviews=WhoReviews.COUNTIES)
    with unit.transaction() as connection:
        new = work.area("新设区")
        for each in ("N1", "N2"):
            work.reviewer(each, area="新设区")
        file = select(CampaignCase.id).limit(1)
        place = CampaignCase.__table__.c.id == connection.scalar(file)
        moved = CampaignCase.__table__.update().where(place).values(area_id=new)
        connection.execute(moved)
    for each in ("N1", "N2"):
        membership.take_in(
            viewer=work.officer, code="2025", number=each, at=AT, on=AT.date()
        )

    for n in range(4):
        for each in range(2):
            leaver = {"viewer": work.officer, "number": f"R{n}{each}"}
            membership.dismiss(code="2025", at=AT, **leaver)

    given = allocation.confirm(viewer=work.officer, code="2025", at=AT)

    # The two are left; they may read every file but that of their own county.
    assert (given.n_pairs, given.n_missing) == (10, 2)
    assert {each.missing for each in given.unfilled} == {2}
