"""Case numbers go down and join a sample; published results go up and are added up."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from review.domain.collecting import Progress
from review.domain.designating import JoinedAlready, TooLate
from review.domain.errors import NotVisible
from review.domain.policy import Viewer
from review.services import asked_results, collecting, designating, opening, sampling
from review.services.asked_results import AskedAlready, NoReason
from review.services.collecting import NobodyAbove
from review.store import invariants, unit
from review.store.models import (
    Bureau,
    CampaignCase,
    CollectedResult,
    CollectionChange,
    Event,
    StoredNotice,
)
from tests.casework import CENSUS, Casework, casework, number, plan, sheet
from tests.conftest import AT
from tests.databases import Once
from tests.released import REVIEWER_NAMES, Place, a_place
from tests.services.rounds import rows

pytestmark = pytest.mark.usefixtures("app_context")

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TODAY = AT.date()
EARLY, LATER = TODAY - timedelta(days=1), AT + timedelta(hours=1)


def above(bureau_id: int) -> Viewer:
    """The officer of a bureau above this one."""
    with unit.transaction():
        made = casework(bureau="P", login="province")
        unit.change(made.event, Bureau, {"id": bureau_id}, parent_id=made.bureau_id)
    return made.officer


def address(bureau_id: int | None) -> str:
    return str(rows(Bureau, "public_id", id=bureau_id)[0][0])


def six_files() -> Casework:
    with unit.transaction():
        made = casework()
        made.scheme(sheet())
        for n in range(1, 7):
            made.case(f"(2025)青援{n}号", lawyers=(f"赵{n}",))
    return made


@pytest.fixture
def work(app_context: None, once: Once) -> Casework:
    return once(six_files)


def designate(superior: Viewer, work: Casework, numbers: str, campaign: str) -> str:
    return designating.designate(
        viewer=superior,
        bureau=address(work.bureau_id),
        name="省厅抽查",
        numbers=numbers,
        campaign=campaign,
        at=AT,
    )


def test_designated_numbers_join_the_sample(work: Casework) -> None:
    superior = above(work.bureau_id)
    two = plan(sample=number(2))
    opening.open_campaign(viewer=work.officer, plan=two, at=AT)

    designate(superior, work, "(2025)青援3号\n（2025）青援9号", "2025")
    preview = sampling.draw(viewer=work.officer, code="2025", at=AT, seed="7")

    assert preview.report.unknown_numbers == ("（2025）青援9号",)
    drawn = {why for (why,) in rows(CampaignCase, "drawn_by")}
    assert drawn <= {"stratum", "listed"}
    assert len(rows(CampaignCase)) in (2, 3)
    (line,) = designating.made(viewer=superior)
    assert (line.bureau, line.campaign) == (line.bureau, plan().name)
    with pytest.raises(TooLate):
        designate(superior, work, "(2025)青援4号", "2025")
    with unit.reading():
        assert invariants.check() == []


@sqlite
def test_they_wait_until_somebody_below_puts_them_in(work: Casework) -> None:
    superior = above(work.bureau_id)
    waiting = designate(superior, work, "(2025)青援3号", "")
    assert designate(superior, work, "(2025)青援3号", "") == waiting
    assert designating.undrawn(viewer=work.officer) == ()
    opening.open_campaign(viewer=work.officer, plan=plan(sample=CENSUS), at=AT)
    join = {"viewer": work.officer, "public_id": waiting, "at": AT}

    designating.join(code="2025", **join)

    (line,) = designating.received(viewer=work.officer)
    assert (line.numbers, line.campaign) == (("(2025)青援3号",), plan().name)
    with pytest.raises(JoinedAlready):
        designating.join(code="2025", **join)
    with pytest.raises(NotVisible):
        designating.join(viewer=superior, public_id=waiting, code="2025", at=AT)


def test_published_results_go_up_once_and_name_nobody(once: Once) -> None:
    place: Place = once(a_place)
    superior = above(place.work.bureau_id)
    asked_results.ask(viewer=superior, year=2025, due_on=TODAY, at=AT)
    assert progress(superior) == [Progress.UNDER_WAY]
    assert collecting.deliverable(viewer=place.officer) == ()
    place.publish()
    assert progress(superior) == [Progress.PUBLISHED]
    (offered,) = collecting.deliverable(viewer=place.officer)
    send = {"viewer": place.officer, "release": offered.release_id, "at": AT}

    collecting.deliver(**send)
    collecting.deliver(**send)

    assert progress(superior) == [Progress.DELIVERED]
    found = collecting.year(viewer=superior, year=2025, today=TODAY)
    (group,) = found.groups
    whole = next(row for row in group.rows if row.name == found.senders[0].name)
    assert (group.total.n, group.n_bureaus) == (whole.n, 1)
    assert group.total.rates == whole.rates
    assert whole.key != group.total.key
    assert whole.rates["pass"]["whole"] == whole.n
    ((body,),) = rows(CollectedResult, "body")
    text = json.dumps(body, ensure_ascii=False)
    assert not [name for name in (*REVIEWER_NAMES, "赵一", "甲律师") if name in text]
    with unit.reading():
        assert invariants.check() == []


def progress(superior: Viewer) -> list[Progress]:
    found = collecting.year(viewer=superior, year=2025, today=TODAY)
    return [each.progress for each in found.senders]


@sqlite
def test_nothing_goes_up_where_nobody_is_above(work: Casework) -> None:
    with pytest.raises(NobodyAbove):
        collecting.deliver(viewer=work.officer, release="x", at=AT)
    asked_results.ask(viewer=work.officer, year=2025, due_on=None, at=AT)
    with pytest.raises(AskedAlready):
        asked_results.ask(viewer=work.officer, year=2025, due_on=None, at=AT)


@sqlite
def test_others_are_not_delivered_for(work: Casework) -> None:
    superior = above(work.bureau_id)
    with pytest.raises(NotVisible):
        collecting.deliver(viewer=work.officer, release="another", at=AT)
    assert asked_results.asked_of_us(viewer=superior) == ()


# What was asked for can be withdrawn with a reason; what was delivered stays.


def withdraw(superior: Viewer, reason: str = "改由省厅统一汇总") -> None:
    asked_results.withdraw(viewer=superior, year=2025, reason=reason, at=LATER)


def test_what_was_delivered_outlasts_the_withdrawal(once: Once) -> None:
    place: Place = once(a_place)
    superior = above(place.work.bureau_id)
    asked_results.ask(viewer=superior, year=2025, due_on=EARLY, at=AT)
    place.publish()
    (offered,) = collecting.deliverable(viewer=place.officer)
    send = {"viewer": place.officer, "release": offered.release_id, "at": AT}
    collecting.deliver(**send)
    before = rows(CollectedResult)
    groups = collecting.year(viewer=superior, year=2025, today=TODAY).groups

    withdraw(superior)

    assert rows(CollectedResult) == before != []
    found = collecting.year(viewer=superior, year=2025, today=TODAY)
    assert found.groups == groups
    assert [each.progress for each in found.senders] == [Progress.DELIVERED]
    (asked,) = asked_results.asked_of_us(viewer=place.officer)
    assert (asked.is_withdrawn, asked.due_on) == (True, None)
    assert (asked.withdrawn_at, asked.reason) == (LATER, "改由省厅统一汇总")
    (offered,) = collecting.deliverable(viewer=place.officer)
    assert (offered.is_asked, offered.delivered_at) == (False, AT)
    with unit.reading():
        assert invariants.check() == []


@sqlite
def test_nobody_is_late_with_what_is_no_longer_asked_for(work: Casework) -> None:
    superior = above(work.bureau_id)
    asked_results.ask(viewer=superior, year=2025, due_on=EARLY, at=AT)
    assert [each.is_late for each in senders(superior)] == [True]

    withdraw(superior)

    assert [each.is_late for each in senders(superior)] == [False]


def senders(superior: Viewer) -> tuple[collecting.SenderLine, ...]:
    return collecting.year(viewer=superior, year=2025, today=TODAY).senders


def test_it_can_be_asked_for_once_more(work: Casework) -> None:
    superior = above(work.bureau_id)
    asked_results.ask(viewer=superior, year=2025, due_on=EARLY, at=AT)
    for day in (None, TODAY):
        withdraw(superior)
        asked_results.ask(viewer=superior, year=2025, due_on=day, at=LATER)
        (asked,) = asked_results.asked_of_us(viewer=work.officer)
        known = (asked.is_withdrawn, asked.due_on, asked.asked_at)
        assert known == (False, day, LATER)
        with pytest.raises(AskedAlready):
            asked_results.ask(viewer=superior, year=2025, due_on=None, at=LATER)
    assert [number for (number,) in rows(CollectionChange, "number")] == [1, 2, 3, 4]


@sqlite
def test_withdrawn_twice_it_is_withdrawn_once(work: Casework) -> None:
    superior = above(work.bureau_id)
    asked_results.ask(viewer=superior, year=2025, due_on=None, at=AT)

    withdraw(superior)
    withdraw(superior, "另一个理由")

    (asked,) = asked_results.asked_by_us(viewer=superior)
    assert asked.reason == "改由省厅统一汇总"
    kinds = [kind for (kind,) in rows(Event, "kind")]
    assert kinds.count("results_unasked") == 1
    told = [kind for (kind,) in rows(StoredNotice, "kind")]
    assert told.count("uncollected") == told.count("collected") > 0


@sqlite
@pytest.mark.parametrize("reason", ["", "  ", "长" * 201])
def test_withdrawing_needs_a_reason(work: Casework, reason: str) -> None:
    superior = above(work.bureau_id)
    asked_results.ask(viewer=superior, year=2025, due_on=None, at=AT)

    with pytest.raises(NoReason):
        withdraw(superior, reason)
    assert rows(CollectionChange) == []


@sqlite
def test_only_who_asked_withdraws(work: Casework) -> None:
    superior = above(work.bureau_id)
    with pytest.raises(NotVisible):
        withdraw(superior)
    asked_results.ask(viewer=superior, year=2025, due_on=None, at=AT)

    with pytest.raises(NotVisible):
        withdraw(work.officer)
    assert rows(CollectionChange) == []
