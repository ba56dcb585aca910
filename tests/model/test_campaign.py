"""Whatever is done to a campaign, in whatever order, its account still holds."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from review.domain.custody import Move
from review.domain.kinds import CaseClass
from review.domain.senior_reads import SeniorDecision
from review.web.event_words import EVENTS
from tests.databases import Once, Workplace
from tests.model import facts
from tests.model.changing import REFUSED, Changing
from tests.model.exceptions import NOT_TRIED
from tests.model.machine import EVERYBODY
from tests.model.widely import Widely
from tests.model.world import FIRMS, SIZE, begun, loaded_dice


def run(workplace: Workplace, **chosen: Any) -> Counter[str]:
    """How often each action was acknowledged and refused."""
    seen: Counter[str] = Counter()
    how = settings(
        deadline=None,
        database=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
        **chosen,
    )
    with loaded_dice(7):
        run_state_machine_as_test(lambda: Widely(workplace, seen), settings=how)
    return seen


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_campaign_keeps_to_its_account(context: None, workplace: Workplace) -> None:
    """The same few each time, against faults of the model; `make model` tries many."""
    run(
        workplace,
        derandomize=True,
        max_examples=3,
        stateful_step_count=10,
        phases=(Phase.generate,),
    )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_action_on_one_way_to_the_release(context: None, once: Once) -> None:
    with loaded_dice(3):
        campaign = Changing(once(begun))
        for act in way(campaign):
            act()
            campaign.check()
        campaign.end()
        recorded = facts.kinds()
    assert {name for name, (n, _) in campaign.done.items() if not n} == {REFUSED}
    # A new kind of event is tried here, or stands among the exceptions with a reason.
    excepted = [kind for kinds in NOT_TRIED.values() for kind in kinds]
    assert sorted({*EVENTS} - recorded) == sorted(excepted)


def way(campaign: Changing) -> Iterator[Callable[[], None]]:
    """Where what comes next hangs on what came of it, it is looked up then."""
    known, act = campaign.account, campaign
    yield partial(act.add_case, 1)
    yield partial(act.publish, "final")
    yield act.draw
    yield act.draw
    yield partial(act.extend, SIZE + 1)
    yield act.cancel
    yield partial(act.read_again, 10)
    yield partial(act.read_again, 0)
    yield from files_and_days(campaign)
    yield act.allocate
    first, *_, last = known.waiting()
    yield partial(act.save, first, 1, 10, is_stale=False)
    yield partial(act.save, first, 1, 10, is_stale=True)
    others = known.candidates(last.file, last.purpose)
    yield partial(act.move, last, min(others))
    yield partial(act.take_back, first.reader)
    (key,) = known.taken
    yield partial(act.undo, key)
    yield partial(act.undo, key)
    yield partial(act.decline, first)
    yield partial(act.declare, "R3", FIRMS[1])
    yield partial(act.withdraw_conflict, "R3", FIRMS[1])
    yield partial(act.dismiss, "R2")
    yield partial(act.take_in, "R2")
    yield partial(act.withdraw, known.waiting()[0])
    yield partial(act.take_back, known.waiting()[0].reader)
    gone = known.places[known.taken[list(known.taken)[-1]][0]]
    yield partial(act.replace, gone.file)
    yield partial(act.undo, list(known.taken)[-1])
    yield act.allocate
    yield partial(act.submit, known.waiting()[0], 50, stale=1)
    yield partial(act.submit, known.waiting()[0], 50)
    sent = known.submitted()[0]
    yield partial(act.declare, sent.reader, known.firm_of[sent.file])
    yield partial(act.leave_late, sent.key, sent.file)
    yield partial(act.withdraw_conflict, sent.reader, known.firm_of[sent.file])
    yield partial(act.submit_everything, [50, 0, 50])
    yield act.call_readers
    yield partial(act.submit_everything, [20])
    yield act.call_readers
    yield partial(act.submit_everything, [50])
    yield act.settle
    yield act.ask_seniors
    yield partial(act.publish, "provisional")
    for reader in EVERYBODY:
        yield partial(act.name_senior, reader)
    yield from senior_and_panel(campaign)
    yield partial(act.publish, "provisional")
    yield partial(act.publish, "final")
    yield partial(act.extend, SIZE + 3)


def files_and_days(campaign: Changing) -> Iterator[Callable[[], None]]:
    """Given out and taken back unseen, withdrawn and brought back; more time; volumes."""
    known, act = campaign.account, campaign
    one, other, *_ = known.sample
    yield partial(act.set_class, [one, other], CaseClass.MAJOR)
    yield partial(act.undo_class, list(known.classed)[-1])
    yield partial(act.set_limit, "R1", 2)
    yield partial(act.set_limit, "R1", None)
    yield partial(act.give_some, [one])
    yield partial(act.undo_giving, list(known.given)[-1])
    yield partial(act.give_some, [one])
    yield partial(act.withdraw_files, [one, other])
    yield partial(act.bring_back_files, list(known.withdrawn)[-1])
    place = known.waiting()[0]
    yield partial(act.extend_time, place, 60)
    yield partial(act.undo_time, list(known.later)[-1])
    for answer in (0, 80):
        yield partial(act.ask_for_time, place, 90)
        yield partial(act.answer_request, place, answer)
    yield partial(act.change_term, 50)
    for move in (Move.RECEIVED, Move.HANDED, Move.BACK, Move.RETURNED):
        yield partial(act.hand_over, move, place.file, place.reader)
    yield partial(act.name_senior, place.reader)
    yield partial(act.relieve, place.reader)
    yield partial(act.stop, place.reader)
    yield partial(act.take_in, place.reader)


def senior_and_panel(campaign: Changing) -> Iterator[Callable[[], None]]:
    """The fail with the most people who had no part in it goes to the panel."""
    known, act = campaign.account, campaign
    able = {
        file: [each for each in EVERYBODY if known.may_decide(each, file)]
        for file in known.fails()
    }
    doubtful = max(able, key=lambda file: len(able[file]))
    for file, people in able.items():
        is_doubted = file == doubtful
        decision = SeniorDecision.PANEL if is_doubted else SeniorDecision.UPHELD
        yield partial(act.decide_fail, people[0], file, decision)
    yield partial(act.meet, doubtful, able[doubtful][1:4], ["pass", "fail", "pass"])


@pytest.mark.model
def test_many_campaigns_keep_to_their_account(
    context: None, workplace: Workplace
) -> None:
    seen = run(
        workplace,
        max_examples=int(os.environ.get("CASE_REVIEW_MODELS", "40")),
        stateful_step_count=40,
        phases=(Phase.generate,),
    )
    # What was tried how often; the way above tries everything at least once.
    print(*sorted(seen.items()), sep="\n")
