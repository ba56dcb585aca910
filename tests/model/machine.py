"""The steps that hypothesis chooses from, and the states it begins in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from review.domain.senior_reads import SeniorDecision
from review.services.conflicts import Against
from review.store.database import db
from tests.databases import FOUNDED, Workplace
from tests.model.account import Place
from tests.model.changing import Changing
from tests.model.ledger import Ledger
from tests.model.world import FIRMS, LEADS, READERS, SIZE, Begun, begun

PICK = st.integers(0, 59)
LOST = st.sampled_from((0, 10, 20, 40, 50))
EVERYBODY = (*READERS, *LEADS)
PEOPLE = st.sampled_from(EVERYBODY)
FIRM = st.sampled_from(FIRMS)
VOTES = st.lists(st.sampled_from(("fail", "pass", "good")), min_size=3, max_size=3)


def drawn() -> Begun:
    """Drawn, and nobody has anything of it: it may still be cancelled."""
    campaign = Changing(begun())
    campaign.draw()
    return campaign.begun


def given_out() -> Begun:
    """Drawn, and every file has its two reviewers."""
    campaign = Changing(begun())
    campaign.draw()
    campaign.allocate()
    return campaign.begun


def read_again() -> Begun:
    """The same, with a hidden second reader wherever the lot falls."""
    campaign = Changing(begun())
    campaign.read_again(20)
    campaign.draw()
    campaign.allocate()
    return campaign.begun


def read() -> Begun:
    """Every review is in, with a fail, a divergence and an agreement; seniors read."""
    campaign = Changing(given_out())
    campaign.submit_everything([50, 50, 0, 40, 10, 10])
    campaign.ask_seniors()
    for reader in ("R2", "R4", "R5", "R6"):
        campaign.name_senior(reader)
    return campaign.begun


def agreed() -> Begun:
    """Every file is settled; nothing stands between the campaign and its release."""
    campaign = Changing(given_out())
    campaign.submit_everything([0, 10])
    return campaign.begun


STARTS: tuple[Callable[[], Begun], ...] = (
    *(begun, drawn, given_out, read_again, read, agreed),
)


class Machine(RuleBasedStateMachine):
    """One campaign; the steps choose what is done next, and to what."""

    def __init__(self, workplace: Workplace, seen: Counter[str]) -> None:
        super().__init__()
        self.workplace, self.seen = workplace, seen
        self.campaign: Changing

    @property
    def account(self) -> Ledger:
        return self.campaign.account

    @initialize(start=st.sampled_from(STARTS))
    def begin(self, start: Callable[[], Begun]) -> None:
        db.engine.dispose()
        self.workplace.expect(FOUNDED)
        self.campaign = Changing(self.workplace.once(start))

    def teardown(self) -> None:
        for name, (n_done, n_refused) in self.campaign.done.items():
            self.seen[f"{name}, done"] += n_done
            self.seen[f"{name}, refused"] += n_refused
        self.campaign.end()

    @invariant()
    def holds(self) -> None:
        self.campaign.check()

    def _is_drawn(self) -> bool:
        return bool(self.account.order)

    def _is_given(self) -> bool:
        return bool(self.account.places)

    def _waits(self) -> bool:
        return bool(self.account.waiting())

    def _pick(self, n: int) -> Place:
        """A place where something can be done."""
        found = self.account.waiting()
        return found[n % len(found)]

    # --- the sample ---

    @rule(n=PICK)
    def add_case(self, n: int) -> None:
        self.campaign.add_case(n)

    @rule()
    def draw(self) -> None:
        self.campaign.draw()

    @precondition(_is_drawn)
    @rule(n=PICK)
    def replace(self, n: int) -> None:
        account = self.account
        known = [*account.sample, *sorted(account.left)]
        self.campaign.replace(known[n % len(known)])

    @rule(more=st.integers(0, 2))
    def extend(self, more: int) -> None:
        self.campaign.extend((self.account.size or SIZE) + more)

    # --- who reads what ---

    @rule()
    def allocate(self) -> None:
        self.campaign.allocate()

    @rule()
    def call_readers(self) -> None:
        self.campaign.call_readers()

    @precondition(_waits)
    @rule(n=PICK, reader=PEOPLE)
    def move(self, n: int, reader: str) -> None:
        place = self._pick(n)
        if place.is_open and (reader in LEADS) is (place.reader in LEADS):
            self.campaign.move(place, reader)

    @precondition(_waits)
    @rule(n=PICK)
    def withdraw(self, n: int) -> None:
        self.campaign.withdraw(self._pick(n))

    @precondition(_is_given)
    @rule(reader=PEOPLE)
    def take_back(self, reader: str) -> None:
        self.campaign.take_back(reader)

    @precondition(lambda self: bool(self.account.taken))
    @rule(n=PICK)
    def undo(self, n: int) -> None:
        taken = list(self.account.taken)
        self.campaign.undo(taken[n % len(taken)])

    @precondition(_waits)
    @rule(n=PICK, avoid=st.booleans())
    def decline(self, n: int, avoid: bool) -> None:
        against = (Against.FIRM,) if avoid else ()
        self.campaign.decline(self._pick(n), against)

    @rule(reader=PEOPLE, firm=FIRM)
    def declare(self, reader: str, firm: str) -> None:
        self.campaign.declare(reader, firm)

    @precondition(lambda self: any(self.account.waits_for_word.values()))
    @rule(n=PICK)
    def leave_late(self, n: int) -> None:
        waiting = [
            (key, file)
            for file, keys in sorted(self.account.waits_for_word.items())
            for key in sorted(keys)
        ]
        self.campaign.leave_late(*waiting[n % len(waiting)])

    @precondition(lambda self: bool(self.account.declared_once))
    @rule(n=PICK)
    def withdraw_conflict(self, n: int) -> None:
        declared = sorted(self.account.declared_once)
        self.campaign.withdraw_conflict(*declared[n % len(declared)])

    @rule(reader=PEOPLE)
    def dismiss_or_take_in(self, reader: str) -> None:
        if reader in self.account.members:
            self.campaign.dismiss(reader)
        else:
            self.campaign.take_in(reader)

    # --- reviewing ---

    @precondition(_waits)
    @rule(n=PICK, item=st.integers(0, 9), lost=st.sampled_from((0, 10)))
    def save(self, n: int, item: int, lost: int) -> None:
        self.campaign.save(self._pick(n), item, lost, is_stale=n % 7 == 1)

    @precondition(_waits)
    @rule(n=PICK, lost=LOST)
    def submit(self, n: int, lost: int) -> None:
        self.campaign.submit(self._pick(n), lost, stale=int(n % 7 == 1))

    @precondition(_is_given)
    @rule(n=PICK, act=st.sampled_from(("withdraw", "decline", "save", "submit")))
    def come_too_late(self, n: int, act: str) -> None:
        """The same to any place, most of which are done with."""
        known = sorted(self.account.places.values(), key=_by_place)
        rest = {
            "save": {"item": 0, "lost": 10, "is_stale": False},
            "submit": {"lost": 0},
        }
        getattr(self.campaign, act)(known[n % len(known)], **rest.get(act, {}))

    @precondition(_waits)
    @rule(pattern=st.lists(LOST, min_size=2, max_size=3))
    def hand_in(self, pattern: list[int]) -> None:
        """Everything that waits, further reviews included."""
        self.campaign.submit_everything(pattern)

    @precondition(_is_given)
    @rule(pattern=st.lists(LOST, min_size=2, max_size=3))
    def finish(self, pattern: list[int]) -> None:
        """As far as it goes without anybody's decision."""
        for act in (self.campaign.allocate, *[self.campaign.call_readers] * 2):
            act()
            self.campaign.check()
            self.campaign.submit_everything(pattern)

    # --- afterwards ---

    @rule()
    def settle(self) -> None:
        self.campaign.settle()

    @rule()
    def ask_seniors(self) -> None:
        self.campaign.ask_seniors()

    @rule(reader=PEOPLE)
    def name_senior(self, reader: str) -> None:
        self.campaign.name_senior(reader)

    @precondition(lambda self: bool(self.account.results()))
    @rule(n=PICK, reader=PEOPLE, decision=st.sampled_from(SeniorDecision))
    def decide_fail(self, n: int, reader: str, decision: SeniorDecision) -> None:
        fails = self.account.fails() or list(self.account.results())
        able = [r for r in sorted(self.account.seniors) if n % 4]
        able = [r for r in able if self.account.may_decide(r, fails[n % len(fails)])]
        who = able[n % len(able)] if able else reader
        self.campaign.decide_fail(who, fails[n % len(fails)], decision)

    @precondition(lambda self: bool(self.account.at_panel))
    @rule(n=PICK, votes=VOTES)
    def meet(self, n: int, votes: list[str]) -> None:
        account, files = self.account, sorted(self.account.at_panel)
        file = files[n % len(files)]
        able = [r for r in EVERYBODY if account.may_sit(r, file)]
        people = able if len(able) > 2 and n % 4 else list(EVERYBODY)
        self.campaign.meet(
            file, [people[(n + i) % len(people)] for i in range(3)], votes
        )

    @rule(kind=st.sampled_from(("provisional", "final")))
    def publish(self, kind: str) -> None:
        self.campaign.publish(kind)


def _by_place(place: Place) -> tuple[object, ...]:
    return place.file, place.purpose, place.slot, place.reader
