"""Lodged, withdrawn, given, decided, told and published in whatever order."""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from review.domain.appeals import Ruling
from review.store.database import db
from tests.databases import FOUNDED, Workplace
from tests.model.objections import FILES, ITEMS, Known, Objections
from tests.model.world import loaded_dice
from tests.released import FIRM_OF, TODAY
from tests.services.objected import CLOSED, told

PICK = st.integers(0, 59)


class Machine(RuleBasedStateMachine):
    """One provisional release; the steps choose what is done, and to which."""

    def __init__(self, workplace: Workplace, seen: Counter[str]) -> None:
        super().__init__()
        self.workplace, self.seen = workplace, seen
        self.model: Objections

    @initialize()
    def begin(self) -> None:
        db.engine.dispose()
        self.workplace.expect(FOUNDED)
        self.model = Objections(self.workplace.once(told))

    def teardown(self) -> None:
        for name, (n_done, n_refused) in self.model.done.items():
            self.seen[f"{name}, done"] += n_done
            self.seen[f"{name}, refused"] += n_refused

    @invariant()
    def holds(self) -> None:
        self.model.check()

    def _has(self) -> bool:
        return bool(self.model.known)

    def _has_given(self) -> bool:
        return any(one.reads for one in self.model.known)

    def _pick(self, n: int, *states: str) -> Known:
        """Mostly one of which something comes; now and then any."""
        fit = [one for one in self.model.known if one.state in states and n % 5]
        known = fit or self.model.known
        return known[n % len(known)]

    @rule(n=PICK, item=st.sampled_from(ITEMS), for_firm=st.booleans())
    def lodge(self, n: int, item: str, for_firm: bool) -> None:
        file = list(FILES)[n % len(FILES)]
        lawyer = FILES[file]
        self.model.lodge(FIRM_OF[lawyer] if for_firm else lawyer, file, item)

    @precondition(_has)
    @rule(n=PICK)
    def withdraw(self, n: int) -> None:
        self.model.withdraw(self._pick(n, "given", "decided"))

    @precondition(_has)
    @rule(n=PICK)
    def give(self, n: int) -> None:
        self.model.give(self._pick(n, "lodged"))

    @precondition(_has_given)
    @rule(n=PICK, what=st.sampled_from(Ruling), lost=st.sampled_from((0, 2, 10)))
    def decide(self, n: int, what: Ruling, lost: int) -> None:
        given = [one for one in self.model.known if one.reads]
        fit = [one for one in given if one.state == "given" and n % 5]
        known = fit or given
        self.model.decide(known[n % len(known)], what, lost)

    @precondition(_has)
    @rule(n=PICK)
    def tell(self, n: int) -> None:
        self.model.tell(self._pick(n, "decided"))

    @rule(is_late=st.booleans())
    def publish(self, is_late: bool) -> None:
        self.model.publish(CLOSED if is_late else TODAY)

    @precondition(_has)
    @rule(n=PICK, what=st.sampled_from(Ruling))
    def the_whole_way(self, n: int, what: Ruling) -> None:
        """So that some get far enough to be published."""
        one = self._pick(n, "lodged", "given", "decided")
        self.model.give(one)
        self.model.check()
        if one.state == "given":
            self.model.decide(one, what, 0)
            self.model.check()
        self.model.tell(one)


def run(workplace: Workplace, **chosen: Any) -> Counter[str]:
    seen: Counter[str] = Counter()
    how = settings(
        deadline=None,
        database=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
        **chosen,
    )
    with loaded_dice(7):
        run_state_machine_as_test(lambda: Machine(workplace, seen), settings=how)
    return seen


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_objections_keep_to_their_account(app: Flask, workplace: Workplace) -> None:
    """The same few each time; `make model` tries many."""
    with app.app_context():
        run(
            workplace,
            derandomize=True,
            max_examples=3,
            stateful_step_count=8,
            phases=(Phase.generate,),
        )


@pytest.mark.model
def test_many_objections_keep_to_their_account(
    app: Flask, workplace: Workplace
) -> None:
    with app.app_context():
        seen = run(
            workplace,
            max_examples=int(os.environ.get("CASE_REVIEW_MODELS", "40")),
            stateful_step_count=25,
            phases=(Phase.generate,),
        )
    print(*sorted(seen.items()), sep="\n")
