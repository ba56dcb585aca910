"""The closing question: counted once, apart from the review, shown at the end."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import update

from review.domain.blindness import Acquaintance
from review.domain.errors import RuleBroken
from review.domain.sampling_rule import rule_as_data
from review.services import campaigns, reviewing
from review.store import invariants, unit
from review.store.database import Base
from review.store.models import Campaign, ClosingCount
from tests.casework import CENSUS
from tests.factories import World
from tests.services.rounds import LATER, at_once, full, reader, rows, under_review

pytestmark = pytest.mark.usefixtures("app_context")

TODAY = date(2026, 3, 3)
RULES = {
    "sample": rule_as_data(CENSUS),
    "bar_same_county": False,
    "decimals": 2,
    "minimum_n": 3,
    "provisional_first": False,
}


def rules(**more: object) -> None:
    with unit.transaction() as connection:
        connection.execute(update(Campaign).values(rules=RULES | more))


@pytest.fixture
def world(app: Flask) -> World:
    world = under_review()
    rules(closing_question=True)
    return world


def submit(
    world: World, case: int, slot: int, closing: str, key: str = ""
) -> reviewing.Receipt:
    viewer, read = reader(world, case, slot), world.reads[case][slot]
    return reviewing.submit(
        viewer=viewer,
        public_id=read,
        version=0,
        key=key or f"{case} {slot}",
        at=LATER,
        answers=full(world, viewer, read),
        closing=closing,
    )


def counted() -> dict[str, int]:
    return dict(rows(ClosingCount, "answer", "n"))


def page(world: World) -> campaigns.CampaignPage:
    assert world.officer is not None
    return campaigns.page(viewer=world.officer, code="2026", on=TODAY)


def test_a_campaign_that_does_not_ask_counts_nothing(world: World) -> None:
    rules()

    submit(world, 0, 0, "knows")

    assert counted() == {}
    assert page(world).blindness is None


@pytest.mark.parametrize("sent", ["", "maybe", "unsaid"])
def test_no_answer_is_counted_as_none(world: World, sent: str) -> None:
    submit(world, 0, 0, sent)

    assert counted() == {"unsaid": 1}


def test_each_review_is_counted_once_however_often_it_is_sent(world: World) -> None:
    first = submit(world, 0, 0, "guess", key="k")
    again = submit(world, 0, 0, "knows", key="k")
    with pytest.raises(RuleBroken):
        submit(world, 0, 0, "knows", key="other")

    assert again == first
    assert counted() == {"guess": 1}
    with unit.reading():
        assert invariants.check() == []


def test_two_reviews_at_once_are_both_counted(app: Flask, world: World) -> None:
    at_once(app, [lambda s=s: submit(world, 0, s, "no") for s in (0, 1)])

    assert counted() == {"no": 2}


def test_a_refused_review_counts_nothing(world: World) -> None:
    viewer, read = reader(world, 0, 0), world.reads[0][0]

    with pytest.raises(reviewing.Incomplete):
        reviewing.submit(
            viewer=viewer, public_id=read, version=0, key="k", at=LATER, closing="no"
        )

    assert counted() == {}


def test_the_answer_stands_nowhere_but_in_the_count(world: World) -> None:
    submit(world, 0, 0, "knows")

    with unit.reading() as connection:
        found = {
            table.name
            for table in Base.metadata.sorted_tables
            for row in connection.execute(table.select())
            if "knows" in repr(row) or "closing" in repr(row)
        }

    assert found == {"closing_counts", "campaigns"}
    columns = set(ClosingCount.__table__.columns.keys())
    assert columns == {"campaign_id", "answer", "bureau_id", "n"}


def test_the_figure_is_shown_once_every_file_is_settled(world: World) -> None:
    for case, slot, said in ((0, 0, "no"), (0, 1, "no"), (1, 0, "knows")):
        submit(world, case, slot, said)
        assert page(world).blindness is None
    submit(world, 1, 1, "unsaid")

    found = page(world).blindness

    assert found is not None
    assert (found.n_blind, found.n_said) == (2, 3)
    assert found.counts[Acquaintance.KNOWS] == 1


def test_too_few_answers_are_not_shown(world: World) -> None:
    for case, slot in ((0, 0), (0, 1), (1, 0), (1, 1)):
        submit(world, case, slot, "no" if case else "unsaid")

    assert counted() == {"no": 2, "unsaid": 2}
    assert page(world).blindness is None


def test_reviewers_are_told_before_they_begin(world: World) -> None:
    viewer, read = reader(world, 0, 0), world.reads[0][0]

    (line,) = reviewing.queue(viewer=viewer, at=LATER)
    desk = reviewing.open_read(viewer=viewer, public_id=read, at=LATER)
    assert line.announced.closing_question
    assert desk.announced.closing_question
