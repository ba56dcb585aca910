"""Reading traces: kept where it was told, seen by few, gone after their days."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from review.domain.errors import NotVisible
from review.domain.policy import Viewer
from review.domain.tracing import InvalidTrace, PageTime
from review.services import sweeping, tracing
from review.services.tracing import MOST_KEPT
from review.store import unit
from review.store.models import (
    AccessLog,
    Campaign,
    CampaignReviewer,
    Draft,
    Event,
    ReadingSpan,
)
from tests.conftest import AT
from tests.factories import World
from tests.services.rounds import (
    LATER,
    first_two,
    lost,
    n_statements,
    reader,
    rows,
    submit,
    under_review,
)

pytestmark = pytest.mark.usefixtures("app_context")

DAYS = 30
SENT = [[1, 30, ""], [2, 12, "a0"], [3, 5, "a1"]]


def keeps(days: int) -> None:
    with unit.transaction() as connection:
        connection.execute(update(Campaign).values(rules={"trace_days": days}))


@pytest.fixture
def world(app: Flask) -> World:
    world = under_review()
    keeps(DAYS)
    return world


@pytest.fixture
def me(world: World) -> Viewer:
    return reader(world, 0, 0)


@pytest.fixture
def mine(world: World) -> str:
    return world.reads[0][0]


def note(viewer: Viewer, read: str, sent: object = SENT) -> None:
    tracing.note(viewer=viewer, public_id=read, sent=sent, at=AT)


def kept() -> list[tuple[object, ...]]:
    return rows(ReadingSpan, "page", "seconds", "item")


def test_what_is_sent_is_kept_and_nothing_else_moves(me: Viewer, mine: str) -> None:
    events = rows(Event, "id")

    note(me, mine)

    assert kept() == [(1, 30, ""), (2, 12, "a0"), (3, 5, "a1")]
    assert (rows(Draft, "version"), rows(Event, "id")) == ([], events)


def test_nothing_is_kept_where_the_campaign_keeps_nothing(
    me: Viewer, mine: str
) -> None:
    keeps(0)

    with pytest.raises(NotVisible):
        note(me, mine)

    assert kept() == []


def test_another_reviewers_file_is_not_there(world: World, mine: str) -> None:
    for viewer in (reader(world, 0, 1), world.lead, world.officer):
        assert viewer is not None
        with pytest.raises(NotVisible):
            note(viewer, mine)

    assert kept() == []


@pytest.mark.parametrize("sent", [None, [[1, 5, "unheard_of"]], [[0, 5, ""]]])
def test_what_is_no_trace_is_refused(me: Viewer, mine: str, sent: object) -> None:
    with pytest.raises(InvalidTrace):
        note(me, mine, sent)

    assert kept() == []


def test_a_submitted_review_is_traced_no_further(
    world: World, me: Viewer, mine: str
) -> None:
    submit(world, me, mine)

    note(me, mine)

    assert kept() == []


def test_a_script_gone_wild_is_kept_no_longer(
    me: Viewer, mine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_KEPT > 10_000
    monkeypatch.setattr(tracing, "MOST_KEPT", 3)

    note(me, mine)
    note(me, mine)

    assert len(kept()) == 3


def test_the_own_trace_is_shown_after_submitting(
    world: World, me: Viewer, mine: str
) -> None:
    note(me, mine)
    before = tracing.own_trace(viewer=me, public_id=mine)
    submit(world, me, mine)

    found = tracing.own_trace(viewer=me, public_id=mine)

    assert before is None
    assert found is not None
    assert found.trace.pages == (PageTime(1, 30), PageTime(2, 12), PageTime(3, 5))
    assert [(s.item, s.seconds) for s in found.trace.steps] == [("a0", 42), ("a1", 5)]
    with pytest.raises(NotVisible):
        tracing.own_trace(viewer=reader(world, 0, 1), public_id=mine)


def lead_of(world: World) -> Viewer:
    assert world.lead is not None
    return world.lead


def lines(world: World) -> list[tuple[str, str, int, int]]:
    (campaign,) = tracing.listing(viewer=lead_of(world))
    return [(x.case_no, x.label, x.n_opened, x.seconds) for x in campaign.lines]


def test_a_lead_sees_traces_of_settled_files_without_names(
    world: World, me: Viewer, mine: str
) -> None:
    lead = lead_of(world)
    note(me, mine)
    submit(world, me, mine)
    waiting = lines(world)
    with pytest.raises(NotVisible):
        tracing.led_trace(viewer=lead, public_id=mine, at=LATER)

    submit(world, reader(world, 0, 1), world.reads[0][1])

    found = tracing.led_trace(viewer=lead, public_id=mine, at=LATER)
    assert waiting == []
    assert sorted(lines(world), key=lambda line: -line[3]) == [
        ("(2025)青援0001号", found.label, 3, 47),
        ("(2025)青援0001号", {"1": "2", "2": "1"}[found.label], 0, 0),
    ]
    assert "评查专家" not in repr(found)
    assert rows(AccessLog, "object_id", action="trace.open") == [(mine,)]


def test_files_that_diverged_wait_until_they_are_settled(
    world: World, me: Viewer, mine: str
) -> None:
    note(me, mine)
    first_two(world, lost(0), lost(10) | {"choice": "10"})
    several = {f"a{n}": lost(10) for n in range(5)}
    first_two(world, {}, several, case=1)

    assert {line[0] for line in lines(world)} == {"(2025)青援0001号"}


def test_only_who_leads_the_campaign_sees_them(
    world: World, me: Viewer, mine: str
) -> None:
    note(me, mine)
    first_two(world, {}, {})
    lead = lead_of(world)
    assert tracing.leads_any(viewer=lead)
    for viewer in (me, world.officer, world.lawyers[0]):
        assert viewer is not None
        with pytest.raises(NotVisible):
            tracing.listing(viewer=viewer)
        with pytest.raises(NotVisible):
            tracing.led_trace(viewer=viewer, public_id=mine, at=LATER)

    with unit.transaction() as connection:
        own = CampaignReviewer.person_id == lead.person_id
        connection.execute(update(CampaignReviewer).where(own).values(ended_at=AT))

    assert tracing.listing(viewer=lead) == []
    assert not tracing.leads_any(viewer=lead)
    with pytest.raises(NotVisible):
        tracing.led_trace(viewer=lead, public_id=mine, at=LATER)


def test_traces_are_deleted_after_the_days_that_were_told(
    me: Viewer, mine: str
) -> None:
    note(me, mine)

    early = sweeping.sweep(at=AT + timedelta(days=DAYS))
    rehearsed = sweeping.sweep(at=AT + timedelta(days=DAYS + 1), rehearse=True)
    left = len(kept())
    swept = sweeping.sweep(at=AT + timedelta(days=DAYS + 1))

    assert (early.n_traces, rehearsed.n_traces, left) == (0, 3, 3)
    assert (swept.n_traces, kept()) == (3, [])


def test_the_list_needs_no_more_statements_for_more_files(
    world: World, me: Viewer, mine: str
) -> None:
    note(me, mine)
    first_two(world, {}, {})
    one = n_statements(lambda: lines(world))
    first_two(world, {}, {}, case=1)

    assert n_statements(lambda: lines(world)) == one
    assert len(lines(world)) == 4
