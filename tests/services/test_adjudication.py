"""Deciding disputed items: first without the reviews, then with them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import update

from review.domain.adjudication import FirstViewOpen, ReasonsMissing
from review.domain.answers import Answer
from review.domain.errors import NotVisible
from review.domain.outcomes import Origin
from review.domain.policy import Viewer
from review.domain.schemes import Resolution
from review.services import adjudication, desk, reconciliation, reviewing
from review.services.reviewing import DraftConflict, Incomplete
from review.store import unit
from review.store.models import (
    CampaignCase,
    Case,
    ChangedView,
    Divergence,
    Event,
    FirstView,
    Read,
    Result,
    StoredText,
    Submission,
)
from tests.databases import Once
from tests.factories import World
from tests.services.rounds import (
    LATER,
    MEAN,
    at_once,
    decide,
    first_two,
    full,
    further_read,
    lost,
    reader,
    rows,
    sheet,
    submit,
    under_review,
)

pytestmark = pytest.mark.usefixtures("app_context")

ITEMS = replace(MEAN, resolution=Resolution.DISPUTED_ITEMS)
READ, DECIDER = "third-0-1", 3
sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def disputed() -> World:
    """One file: its reviews are apart on a0 and b0 and agree on a1."""
    world = under_review(sheet(combination=ITEMS), n_cases=1)
    first_two(
        world,
        {"a1": lost(2)},
        {"a0": lost(10, "第二份的理由"), "b0": lost(10), "a1": lost(2)},
    )
    further_read(world, DECIDER, items=["a0", "b0"])
    return world


@pytest.fixture
def world(once: Once) -> World:
    return once(disputed)


@pytest.fixture
def me(world: World) -> Viewer:
    return world.reviewers[DECIDER]


def saved(world: World, me: Viewer, **raw: object) -> None:
    answers = full(world, me, READ, **raw)
    reviewing.save_answers(
        viewer=me, public_id=READ, version=0, changes=answers, at=LATER
    )


def lock(me: Viewer, version: int = 1) -> None:
    adjudication.lock(viewer=me, public_id=READ, version=version, at=LATER)


def seen(me: Viewer) -> adjudication.SecondView | None:
    return adjudication.second_view(viewer=me, public_id=READ)


@sqlite
def test_nothing_is_shown_before_the_own_answers_are_locked(
    world: World, me: Viewer
) -> None:
    assert seen(me) is None
    saved(world, me, a0=lost(4))
    assert seen(me) is None

    lock(me)
    second = seen(me)
    assert second is not None
    assert second.first["a0"].choice == 4
    assert set(second.others) == {"a0", "b0"}
    said = {other.label: other.answer for other in second.others["a0"]}
    assert list(said) == ["1", "2"]
    (worse,) = (each for each in said.values() if each.choice)
    assert worse.findings[0].reason == "第二份的理由"


@sqlite
def test_the_labels_are_those_of_the_result(world: World, me: Viewer) -> None:
    saved(world, me)
    lock(me)
    second = seen(me)
    assert second is not None and world.officer is not None
    shown = {each.label: each.answer.choice for each in second.others["a0"]}
    reviewing.submit(viewer=me, public_id=READ, version=2, key="k", at=LATER)

    ((file,),) = rows(CampaignCase, "public_id")
    view = reconciliation.case_view(viewer=world.officer, public_id=file, at=LATER)
    counted = {e.label: e.answers["a0"].choice for e in view.reviews if e.items is None}
    assert shown == counted


@sqlite
def test_submitting_without_the_first_view_is_refused(world: World, me: Viewer) -> None:
    with pytest.raises(FirstViewOpen):
        submit(world, me, READ)
    assert len(rows(Submission)) == 2


@sqlite
def test_only_a_complete_first_view_is_locked(world: World, me: Viewer) -> None:
    with pytest.raises(Incomplete):
        lock(me, version=0)
    reviewing.save_answers(
        viewer=me, public_id=READ, version=0, changes={"a0": "full"}, at=LATER
    )
    with pytest.raises(Incomplete):
        lock(me)
    assert rows(FirstView) == []


def test_the_first_view_stays_what_it_was(world: World, me: Viewer) -> None:
    saved(world, me, a0=lost(4, "先看的理由"))
    lock(me)
    before = rows(FirstView)
    reviewing.save_answers(
        viewer=me, public_id=READ, version=2, changes={"a0": lost(10)}, at=LATER
    )
    lock(me, version=3)

    assert rows(FirstView) == before
    second = seen(me)
    assert second is not None
    assert (second.first["a0"].choice, second.changed) == (4, ("a0",))
    assert second.first["a0"].findings[0].reason == "先看的理由"


@sqlite
def test_a_change_saved_meanwhile_is_not_locked_unseen(
    world: World, me: Viewer
) -> None:
    saved(world, me)
    reviewing.save_answers(
        viewer=me, public_id=READ, version=1, changes={"a0": lost(3)}, at=LATER
    )
    with pytest.raises(DraftConflict):
        lock(me, version=1)
    assert rows(FirstView) == []


@sqlite
def test_a_save_on_its_way_does_not_slip_behind_the_lock(
    world: World, me: Viewer
) -> None:
    saved(world, me)
    lock(me)
    with pytest.raises(DraftConflict):
        reviewing.save_answers(
            viewer=me, public_id=READ, version=1, changes={"a0": lost(3)}, at=LATER
        )


@sqlite
def test_a_kept_first_view_needs_no_reason_and_settles(
    world: World, me: Viewer
) -> None:
    decide(world, me, READ, first={"a0": lost(4)})

    assert rows(Result, "rule", "score", "origins") == [
        (
            "disputed_items@2",
            9400,
            {f"{c}{n}": "agreed" for c in "ab" for n in range(5)}
            | {"a0": "first_view:3", "b0": "first_view:3"},
        )
    ]
    kinds = [kind for (kind,) in rows(Event, "kind", chain="campaign:1")]
    assert kinds[-4:] == [
        "case_diverged",
        "first_view_locked",
        "review_submitted",
        "case_settled",
    ]


def test_a_change_after_seeing_needs_its_reason(world: World, me: Viewer) -> None:
    with pytest.raises(ReasonsMissing):
        decide(world, me, READ, first={}, a0=lost(7))
    assert rows(Result) == []

    reviewing.submit(
        viewer=me,
        public_id=READ,
        version=3,
        key="again",
        at=LATER,
        reasons={"a0": "第12页的笔录只有一半", "b0": "多余"},
    )
    ((item, text_id),) = rows(ChangedView, "item_code", "text_id")
    assert item == "a0"
    assert rows(StoredText, "body", id=text_id) == [("第12页的笔录只有一半",)]
    ((origins,),) = rows(Result, "origins")
    assert origins["a0"] == "after_seeing:3"


@sqlite
def test_of_a_secret_file_the_decision_says_no_word(world: World, me: Viewer) -> None:
    saved(world, me, a0=lost(4))
    with unit.transaction() as connection:
        connection.execute(update(Case).values(secret=True))
    before = rows(StoredText)
    lock(me)
    save = {"a0": {"choice": "7"}}
    reviewing.save_answers(viewer=me, public_id=READ, version=2, changes=save, at=LATER)
    reviewing.submit(
        viewer=me,
        public_id=READ,
        version=3,
        key="secret",
        at=LATER,
        reasons={"a0": "甲未到庭"},
    )

    added = [text for text in rows(StoredText) if text not in before]
    assert len(added) == len(rows(FirstView)) == 1
    assert "无会见笔录" not in str(added)
    assert rows(ChangedView) == []


def test_taking_over_an_answer_says_whose_it_is(world: World, me: Viewer) -> None:
    saved(world, me, a0=lost(4))
    lock(me)
    second = seen(me)
    assert second is not None and world.officer is not None
    (label,) = (o.label for o in second.others["a0"] if o.answer.choice)
    taken = second.answer_of("a0", label)
    assert isinstance(taken, Answer)
    reviewing.save_answers(
        viewer=me,
        public_id=READ,
        version=2,
        changes={"a0": lost(10, "第二份的理由")},
        at=LATER,
    )
    reviewing.submit(
        viewer=me, public_id=READ, version=3, key="k", at=LATER, reasons={"a0": "属实"}
    )

    ((file,),) = rows(CampaignCase, "public_id")
    view = reconciliation.case_view(viewer=world.officer, public_id=file, at=LATER)
    assert view.outcome is not None
    (told,) = (e for e in view.outcome.parts[0].provenance if e.item == "a0")
    assert (told.origin, told.label) == (Origin.REVIEWER, label)
    assert view.is_reproduced
    assert view.reasons_of == {"a0": "属实"}


@sqlite
def test_nobody_else_locks_or_sees(world: World, me: Viewer) -> None:
    saved(world, me)
    others = [each for each in world.reviewers if each is not me]
    for other in (*others, world.officer, world.lead, *world.lawyers):
        assert other is not None
        with pytest.raises(NotVisible):
            lock(other)
        with pytest.raises(NotVisible):
            seen(other)


@sqlite
def test_a_whole_review_has_no_second_view(world: World) -> None:
    first = reader(world, 0, 0)
    mine = world.reads[0][0]
    assert adjudication.second_view(viewer=first, public_id=mine) is None


@sqlite
def test_once_it_is_decided_the_reviews_are_shown_no_more(
    world: World, me: Viewer
) -> None:
    decide(world, me, READ, first={})
    assert seen(me) is None


@sqlite
def test_whoever_comes_after_begins_blind_again(world: World, me: Viewer) -> None:
    saved(world, me)
    lock(me)
    reviewing.decline(viewer=me, public_id=READ, reason="与承办人相识", at=LATER)
    with pytest.raises(NotVisible):
        reviewing.open_read(viewer=me, public_id=READ, at=LATER)

    # The place went to somebody else at once: another read, without a first view.
    next_one = world.reviewers[2]
    ((read, items),) = rows(Read, "public_id", "items", reviewer_code="code-2")
    assert items == ["a0", "b0"]
    assert adjudication.second_view(viewer=next_one, public_id=read) is None
    with pytest.raises(FirstViewOpen):
        submit(world, next_one, read)


def test_locking_twice_at_once_locks_once(app: Flask) -> None:
    world = disputed()
    me = world.reviewers[DECIDER]
    saved(world, me)

    def press() -> None:
        lock(me)

    found = at_once(app, [press] * 4)
    assert all(each is None or isinstance(each, DraftConflict) for each in found)
    assert len(rows(FirstView)) == 1


def given_up(world: World, me: Viewer, purpose_items: list[str] | None) -> Viewer:
    """The further reviewer cannot assess a0; the lead has the items, or the whole file."""
    decide(world, me, READ, first={"a0": {"special": "cannot_assess"}})
    needed = rows(Divergence, "needs", "items")
    assert needed == [("third", ["a0", "b0"]), ("lead", ["a0", "b0"])]
    further_read(world, 4, purpose="adjudication", items=purpose_items)
    assert world.lead is not None
    return world.lead


LEADS = "adjudication-0-1"


@sqlite
def test_the_lead_decides_disputed_items_nobody_could_assess_and_no_other(
    world: World, me: Viewer
) -> None:
    """In the same two steps; what the reviews agreed on is not opened again."""
    lead = given_up(world, me, ["a0", "b0"])
    opened = desk.open_read(viewer=lead, public_id=LEADS, at=LATER)
    assert set(opened.items or ()) == {"a0", "b0"}
    with pytest.raises(FirstViewOpen):
        submit(world, lead, LEADS)

    decide(world, lead, LEADS, first={"a0": lost(4)})
    ((outcome, rule, score, origins),) = rows(
        Result, "outcome", "rule", "score", "origins"
    )
    assert (outcome, rule, score) == ("settled_by_lead", "disputed_items@3", 9400)
    assert (origins["a0"], origins["a1"]) == ("first_view:4", "agreed")

    ((file,),) = rows(CampaignCase, "public_id")
    assert world.officer is not None
    view = reconciliation.case_view(viewer=world.officer, public_id=file, at=LATER)
    assert view.is_reproduced


@sqlite
def test_a_lead_who_has_the_whole_file_decides_all_of_it(
    world: World, me: Viewer
) -> None:
    """Who was called for it before keeps it, and the result says so."""
    lead = given_up(world, me, None)
    submit(world, lead, LEADS, a0=lost(4), a1=lost(1))

    assert rows(Result, "outcome", "rule", "score") == [
        ("settled_by_lead", "lead@1", 9500)
    ]
