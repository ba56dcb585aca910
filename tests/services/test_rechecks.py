"""A share of what counties settled is reviewed again, and laid beside it."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from sqlalchemy import select

from review.domain.campaigns import CampaignPlan, PlanBroken
from review.domain.errors import NotVisible, RuleBroken
from review.domain.policy import Role
from review.domain.rechecks import Difference
from review.domain.sampling_rule import SampleBy, SampleRule
from review.services import (
    allocation,
    consequences,
    opening,
    plan_choices,
    plans,
    rechecks,
    sampling,
    settling,
)
from review.services.rechecks import (
    CountyLine,
    DrawnAlready,
    NotSettledYet,
)
from review.store import invariants, unit
from review.store.models import Campaign, CampaignCase, Case, Read, ReviewerCode
from tests.casework import CENSUS, plan, sheet, submit_all
from tests.conftest import AT
from tests.databases import ready
from tests.released import GRADE_SET, Place, a_place

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
HALF = SampleRule(by=SampleBy.NUMBER, number=3)


place = ready(a_place)
"""Six files of 2025: 100, 70, 80, 100, 50 and 90 points."""


def opened(place: Place, **rules: object) -> None:
    """A campaign of the same period, with one file more in it than was reviewed."""
    with unit.transaction():
        place.work.case("(2025)青援0099号", lawyers=("赵一",))
    made = plan(code="again", **({"sample": CENSUS} | rules))
    opening.open_campaign(viewer=place.officer, plan=made, at=AT)


def settle(place: Place, of: str = "2025") -> None:
    rechecks.settle(viewer=place.officer, code="again", of=of, at=AT)


def draw(place: Place) -> None:
    sampling.draw(viewer=place.officer, code="again", at=AT, seed="7")


def drawn(place: Place) -> set[str]:
    with unit.reading() as connection:
        return set(
            connection.scalars(
                select(Case.case_no)
                .join(CampaignCase, CampaignCase.case_id == Case.id)
                .join(Campaign, Campaign.id == CampaignCase.campaign_id)
                .where(Campaign.code == "again")
            )
        )


def reviewed(place: Place) -> None:
    """Everybody takes off ten points wherever they read."""
    allocation.confirm(viewer=place.officer, code="again", at=AT)
    for number in ("PY-1", "PY-2", "PY-3", "PY-4"):
        with unit.transaction():
            viewer = place.work.reader(number)
        submit_all(viewer, lost=10)
    settling.settle(viewer=place.officer, campaign_code="again", at=AT)


def shown(place: Place) -> dict[str, CountyLine]:
    found = rechecks.page(viewer=place.officer, code="again")
    return {line.area: line for line in found.counties}


def test_each_county_lies_beside_its_own_review(place: Place) -> None:
    opened(place)
    settle(place)
    draw(place)
    reviewed(place)

    lines = shown(place)
    told = {
        area: (line.n, line.n_drawn, line.n_higher, line.n_lower, line.mean)
        for area, line in lines.items()
    }
    assert told == {
        "东山县": (2, 2, 1, 0, Decimal("0.00")),
        "西河区": (2, 2, 2, 0, Decimal("30.00")),
        "市本级": (2, 2, 0, 0, Decimal("-5.00")),
    }
    # Two files 10 apart from their mean: half is 12.706 * 10.
    east = lines["东山县"]
    assert (east.low, east.high) == (Decimal("-127.06"), Decimal("127.06"))
    with unit.reading():
        assert invariants.check() == []


@pytest.mark.parametrize("is_recheck", [True, False])
def test_nobody_reads_a_file_again(place: Place, is_recheck: bool) -> None:
    """Nor in a campaign that happens to draw the same files."""
    opened(place)
    if is_recheck:
        settle(place)
    draw(place)
    proposal = allocation.confirm(viewer=place.officer, code="again", at=AT)
    assert (proposal.n_pairs, proposal.n_missing) == (12 + 2 * (not is_recheck), 0)

    with unit.reading() as connection:
        pairs = connection.execute(
            select(CampaignCase.case_id, ReviewerCode.person_id, Read.campaign_id)
            .join(Read, Read.campaign_case_id == CampaignCase.id)
            .join(ReviewerCode, ReviewerCode.code == Read.reviewer_code)
        ).all()
    twice = [(row.case_id, row.person_id) for row in pairs]
    assert len(twice) == len(set(twice))


def test_only_what_was_settled_is_drawn(place: Place) -> None:
    opened(place)
    settle(place)
    draw(place)

    assert drawn(place) == {f"(2025)青援000{n}号" for n in range(1, 7)}


@sqlite
def test_a_share_is_drawn_by_rule_and_seed(place: Place) -> None:
    opened(place, sample=HALF)
    settle(place)
    preview = sampling.preview_draw(viewer=place.officer, code="again", seed="7")
    draw(place)

    assert (preview.report.population, preview.report.drawn) == (6, 3)
    assert len(drawn(place)) == 3


@sqlite
def test_taken_back_it_draws_from_everything(place: Place) -> None:
    opened(place)
    settle(place)
    settle(place, "")
    draw(place)

    assert "(2025)青援0099号" in drawn(place)
    assert shown(place) == {}


@sqlite
def test_until_a_file_is_settled_nothing_of_it_is_shown(place: Place) -> None:
    opened(place)
    settle(place)
    draw(place)
    allocation.confirm(viewer=place.officer, code="again", at=AT)

    found = rechecks.page(viewer=place.officer, code="again")
    assert (found.counties, found.whole, found.files, dict(found.moves)) == (
        (),
        None,
        (),
        {},
    )


@sqlite
def test_small_counties_have_no_mean(place: Place) -> None:
    opened(place, minimum_n=3)
    settle(place)
    draw(place)
    reviewed(place)

    found = rechecks.page(viewer=place.officer, code="again")
    assert {(line.mean, line.low, line.moved.percent) for line in found.counties} == {
        (None, None, None)
    }
    assert found.whole is not None
    assert found.whole.mean == Decimal("8.33")


@pytest.mark.parametrize(
    ("n_counties", "is_apart"), [(1, True), (10, True), (100, False)]
)
def test_many_counties_make_one_stand_out_by_chance(
    n_counties: int, is_apart: bool
) -> None:
    """Twenty files, t = 4: 2.09 for one county, 3.17 for ten, 4.19 for a hundred."""
    found = Difference("a", 20, 0, 0, 0, 20, Fraction(4), 1.0, {})
    assert rechecks._is_apart(found, n_counties) is is_apart


@sqlite
def test_what_cannot_be_is_said(place: Place) -> None:
    opened(place)
    with pytest.raises(NotVisible):
        settle(place, "nothing")
    with pytest.raises(NotVisible):
        settle(place, "again")
    other = plan(code="running", sample=CENSUS)
    opening.open_campaign(viewer=place.officer, plan=other, at=AT)
    sampling.draw(viewer=place.officer, code="running", at=AT, seed="7")
    with pytest.raises(NotSettledYet):
        settle(place, "running")
    settle(place)
    draw(place)
    with pytest.raises(DrawnAlready):
        settle(place, "")


@sqlite
def test_other_grades_cannot_be_compared(place: Place) -> None:
    with unit.transaction():
        place.work.scheme(sheet(code="other", grades=GRADE_SET[1:]))
    opened(place, schemes=("other",))
    with pytest.raises(PlanBroken):
        settle(place)


@sqlite
def test_a_manager_of_the_re_check_alone_learns_nothing_of_the_first(
    place: Place,
) -> None:
    opened(place)
    settle(place)
    draw(place)
    reviewed(place)
    with unit.transaction() as connection:
        mine = connection.scalar(select(Campaign.id).where(Campaign.code == "again"))
        manager = place.work.account("m", Role.CAMPAIGN_MANAGER, campaign_id=mine)

    found = rechecks.page(viewer=manager, code="again")
    assert (found.first, found.choices, found.counties, found.files) == ("", (), (), ())


@sqlite
def test_nobody_else_sees_the_comparison(place: Place) -> None:
    opened(place)
    settle(place)
    with unit.transaction():
        reader = place.work.reader("PY-1")
        manager = place.work.account("m", Role.PANEL_LEAD)
    for viewer in (reader, manager, *place.people.values()):
        with pytest.raises(NotVisible):
            rechecks.page(viewer=viewer, code="again")


# Said in the plan


def again(**rules: object) -> CampaignPlan:
    return plan(code="again", **({"sample": CENSUS, "recheck_of": "2025"} | rules))


def test_a_plan_that_re_checks_draws_only_what_was_settled(place: Place) -> None:
    with unit.transaction():
        place.work.case("(2025)青援0099号", lawyers=("赵一",))
    seen = consequences.preview(viewer=place.officer, plan=again(), on=AT.date())
    opening.open_campaign(viewer=place.officer, plan=again(), at=AT)
    draw(place)

    assert seen.draw is not None
    assert seen.recheck is not None
    assert (seen.recheck.n_settled, seen.draw.report.drawn) == (6, 6)
    # What is in the sample of the first campaign is what is wanted, no slip.
    assert not any("are in the sample of" in str(each) for each in seen.remarks)
    assert drawn(place) == {f"(2025)青援000{n}号" for n in range(1, 7)}
    assert rechecks.page(viewer=place.officer, code="again").first_code == "2025"
    assert plans.plan_of(viewer=place.officer, code="again").recheck_of == "2025"


@sqlite
@pytest.mark.parametrize(
    ("of", "sentence"),
    [
        ("nothing", "There is no campaign nothing with a sample to re-check."),
        ("running", "In the campaign running not every file is settled yet: 0 of 6."),
    ],
)
def test_a_plan_cannot_re_check_what_is_not_settled(
    place: Place, of: str, sentence: str
) -> None:
    other = plan(code="running", sample=CENSUS)
    opening.open_campaign(viewer=place.officer, plan=other, at=AT)
    sampling.draw(viewer=place.officer, code="running", at=AT, seed="7")
    made = again(recheck_of=of)

    seen = consequences.preview(viewer=place.officer, plan=made, on=AT.date())

    assert [str(each) for each in seen.faults] == [sentence]
    assert [getattr(each, "place", "") for each in seen.faults] == ["recheck_of"]
    with pytest.raises(RuleBroken, match=re.escape(sentence)):
        opening.open_campaign(viewer=place.officer, plan=made, at=AT)


@sqlite
def test_what_could_be_re_checked_is_offered(place: Place) -> None:
    found = plan_choices.choices(viewer=place.officer, on=AT.date())

    assert [(c.code, c.n_settled, c.is_settled) for c in found.campaigns] == [
        ("2024", 2, True),
        ("2025", 6, True),
    ]


def test_a_settled_campaign_offers_its_re_check(place: Place) -> None:
    """As the page offers it, it opens and draws a share of what is settled only."""
    own = {"viewer": place.officer, "code": "2025"}
    offered = rechecks.offer(**own)
    assert offered is not None
    assert (offered.n_settled, offered.n_share, offered.by) == (6, 3, ())

    made = plans.recheck(**own, name="复查", as_code="again", on=AT.date()).plan
    with unit.transaction():
        place.work.case("(2025)青援0099号", lawyers=("赵一",))
    seen = consequences.preview(viewer=place.officer, plan=made, on=AT.date())
    assert (seen.faults, seen.recheck and seen.recheck.n_settled) == ((), 6)
    opening.open_campaign(viewer=place.officer, plan=made, at=AT)
    draw(place)
    assert len(drawn(place)) == 3
    assert "(2025)青援0099号" not in drawn(place)

    offered = rechecks.offer(**own)
    assert offered is not None
    assert [(each.code, each.n_settled) for each in offered.by] == [("again", 0)]
    assert rechecks.offer(viewer=place.officer, code="again") is None


@sqlite
def test_no_re_check_is_offered_before_everything_is_settled(place: Place) -> None:
    opened(place)
    sampling.draw(viewer=place.officer, code="again", at=AT, seed="7")
    own = {"viewer": place.officer, "code": "again"}

    assert rechecks.offer(**own) is None
    with pytest.raises(NotSettledYet):
        plans.recheck(**own, name="复查", as_code="third", on=AT.date())
    with unit.transaction():
        county = place.work.account("county", Role.COUNTY_OFFICER)
    with pytest.raises(NotVisible):
        plans.recheck(viewer=county, code="2025", name="x", as_code="y", on=AT.date())
