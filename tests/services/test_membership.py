"""Reviewers join and leave a campaign under way; limits and the term change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from review.domain.errors import NotVisible
from review.domain.policy import PUBLIC, Role
from review.services import (
    allocation,
    calling,
    campaigns,
    membership,
    readers,
    sampling,
)
from review.store import unit
from review.store.models import Campaign, CampaignReviewer, Event, ReviewerCode
from tests.casework import Casework, casework, plan, sheet, submit_all
from tests.conftest import AT
from tests.services.rounds import at_once

TODAY = AT.date()
LATER = AT + timedelta(days=1)


@pytest.fixture
def work(app: Flask) -> Iterator[Casework]:
    """Four files, two reviewers who hold all of them, and one on the list."""
    with app.app_context():
        with unit.transaction():
            made = casework()
            made.scheme(sheet())
            for number, name in (("R1", "周一"), ("R2", "白二"), ("R3", "钱三")):
                made.reviewer(number, name=name, area="东山县")
            for n in range(4):
                made.case(f"c{n}")
        values = plan(reviewers=("R1", "R2"))
        sampling.open_campaign(viewer=made.officer, plan=values, at=AT)
        sampling.draw(viewer=made.officer, code="2025", at=AT)
        allocation.confirm(viewer=made.officer, code="2025", at=AT)
        yield made


def take_in(work: Casework, number: str = "R3", **rest: Any) -> None:
    membership.take_in(
        viewer=work.officer, code="2025", number=number, at=LATER, on=TODAY, **rest
    )


def dismiss(work: Casework, number: str = "R1") -> int:
    return membership.dismiss(viewer=work.officer, code="2025", number=number, at=LATER)


def held(work: Casework) -> dict[str, tuple[int, int, int | None]]:
    """Open, submitted and limit of everybody in the campaign."""
    found = readers.readers(viewer=work.officer, code="2025", on=TODAY)
    return {each.number: (each.n_open, each.n_submitted, each.cap) for each in found}


def n_empty(work: Casework) -> int:
    page = campaigns.page(viewer=work.officer, code="2025", on=TODAY)
    return page.line.numbers.n_empty


def kinds() -> list[str]:
    with unit.reading() as connection:
        found = connection.scalars(select(Event.kind).order_by(Event.id))
        return [k for k in found if k.startswith(("reviewer_", "term_"))]


def test_a_reviewer_of_the_list_joins_under_a_code(work: Casework) -> None:
    found = membership.outsiders(viewer=work.officer, code="2025", on=TODAY)
    assert [(o.number, o.name, o.area) for o in found] == [("R3", "钱三", "东山县")]

    take_in(work, cap=3)
    take_in(work, cap=9)

    assert held(work)["R3"] == (0, 0, 3)
    assert kinds() == ["reviewer_taken_in"]
    assert membership.outsiders(viewer=work.officer, code="2025", on=TODAY) == ()
    with unit.reading() as connection:
        codes = connection.scalars(select(ReviewerCode.code)).all()
    assert len(set(codes)) == 3


def test_someone_may_join_as_a_lead(work: Casework) -> None:
    take_in(work, is_lead=True)

    (lead,) = [
        each
        for each in readers.readers(viewer=work.officer, code="2025", on=TODAY)
        if each.is_lead
    ]
    assert lead.number == "R3"


def test_whoever_leaves_hands_open_files_back(work: Casework) -> None:
    with unit.transaction():
        viewer = work.reader("R2")
    submit_all(viewer)
    shown = membership.member(viewer=work.officer, code="2025", number="R1")
    assert (shown.name, shown.n_open, shown.cap) == ("周一", 4, None)

    assert [dismiss(work), dismiss(work)] == [4, 0]

    assert held(work) == {"R2": (0, 4, None)}
    assert n_empty(work) == 4
    assert kinds() == ["reviewer_dismissed"]
    take_in(work)
    done = allocation.confirm(viewer=work.officer, code="2025", at=LATER)
    assert (done.n_pairs, done.n_missing) == (4, 0)


def test_submitted_reviews_of_who_left_still_count(work: Casework) -> None:
    with unit.transaction():
        viewers = [work.reader("R1"), work.reader("R2")]
    submit_all(viewers[0])
    dismiss(work)
    submit_all(viewers[1])

    page = campaigns.page(viewer=work.officer, code="2025", on=TODAY)
    assert page.line.numbers.n_settled == 4


def test_who_left_may_come_back_under_the_same_code(work: Casework) -> None:
    with unit.reading() as connection:
        before = set(connection.scalars(select(ReviewerCode.code)))
    dismiss(work)

    take_in(work, "R1", cap=2)

    assert held(work)["R1"] == (0, 0, 2)
    with unit.reading() as connection:
        assert set(connection.scalars(select(ReviewerCode.code))) == before
        places = connection.scalars(select(CampaignReviewer.person_id)).all()
    assert len(places) == 2


def test_a_limit_is_changed_once(work: Casework) -> None:
    for _ in range(2):
        membership.set_limit(
            viewer=work.officer, code="2025", number="R1", cap=2, at=LATER
        )

    assert held(work)["R1"] == (4, 0, 2)
    assert kinds() == ["reviewer_limited"]


@pytest.mark.parametrize("cap", [0, -1, 10_001])
def test_a_limit_that_is_none_is_refused(work: Casework, cap: int) -> None:
    with pytest.raises(membership.WrongLimit):
        take_in(work, cap=cap)
    with pytest.raises(membership.WrongLimit):
        membership.set_limit(
            viewer=work.officer, code="2025", number="R1", cap=cap, at=LATER
        )


def test_who_is_off_the_list_does_not_join(work: Casework) -> None:
    with unit.transaction():
        work.reviewer("R9", ended_on=date(2026, 1, 1))

    with pytest.raises(membership.NotInForce):
        take_in(work, "R9")


def test_the_term_is_changed_but_not_into_the_past(work: Casework) -> None:
    def change(day: date | None) -> None:
        membership.change_term(
            viewer=work.officer, code="2025", due_on=day, at=LATER, on=TODAY
        )

    change(TODAY)
    change(TODAY)
    with pytest.raises(membership.TermTooEarly):
        change(TODAY - timedelta(days=1))
    change(None)

    with unit.reading() as connection:
        assert connection.scalar(select(Campaign.due_on)) is None
    assert kinds() == ["term_changed", "term_changed"]


def test_what_is_not_here_looks_like_nothing(work: Casework) -> None:
    sampling.open_campaign(viewer=work.officer, plan=plan(code="b"), at=AT)
    with unit.transaction():
        other = casework(bureau="9", login="stranger")
        other.reviewer("X1")
        manager = work.account("m", Role.CAMPAIGN_MANAGER, campaign_id=2)
    calls: list[tuple[Callable[..., Any], dict[str, Any]]] = [
        (membership.outsiders, {"on": TODAY}),
        (membership.member, {"number": "R1"}),
        (membership.take_in, {"number": "R3", "at": LATER, "on": TODAY}),
        (membership.set_limit, {"number": "R1", "cap": 3, "at": LATER}),
        (membership.dismiss, {"number": "R1", "at": LATER}),
        (membership.change_term, {"due_on": None, "at": LATER, "on": TODAY}),
    ]

    for viewer in (other.officer, manager, PUBLIC):
        for call, values in calls:
            with pytest.raises(NotVisible):
                call(viewer=viewer, code="2025", **values)
    for call, values in calls:
        for number in ("X1", "none"):
            if "number" in values:
                with pytest.raises(NotVisible):
                    call(
                        viewer=work.officer, code="2025", **values | {"number": number}
                    )
    with pytest.raises(NotVisible):
        membership.dismiss(viewer=work.officer, code="2025", number="R3", at=LATER)
    assert kinds() == []


def test_of_two_clicks_at_once_a_reviewer_joins_and_leaves_once(
    app: Flask, work: Casework
) -> None:
    """What was said to be noted was done: two leave no two events of one fact."""
    joined = at_once(app, [lambda: take_in(work)] * 4)
    left = at_once(app, [lambda: dismiss(work)] * 4)
    back = at_once(app, [lambda: take_in(work, "R1")] * 4)

    assert (joined, sorted(left), back) == ([None] * 4, [0, 0, 0, 4], [None] * 4)
    assert kinds() == ["reviewer_taken_in", "reviewer_dismissed", "reviewer_taken_in"]


def test_a_number_noted_twice_at_once_is_noted_once(app: Flask, work: Casework) -> None:
    said = {"viewer": work.officer, "code": "2025", "number": "R1", "at": LATER}
    found = at_once(app, [partial(calling.set_phone, phone="13800138000", **said)] * 4)

    assert found == [None] * 4
    with unit.reading() as connection:
        noted = select(Event.kind).where(Event.kind == "phone_noted")
        assert len(connection.scalars(noted).all()) == 1
