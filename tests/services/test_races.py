"""Everything that is done to a campaign, by two at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import product
from typing import Any

import pytest
from flask import Flask

from review.domain.kinds import CaseClass
from review.domain.policy import Viewer
from review.services import (
    allocation,
    calibration,
    cancelling,
    classing,
    conflicts,
    extensions,
    giving,
    membership,
    monitoring,
    moving,
    replacing,
    reviewing,
    sampling,
    seeding,
    stopping,
    taking_back,
    withdrawing,
)
from review.services.conflicts import Against
from review.services.on_files import Which
from review.store import unit
from tests.casework import Casework, casework, number, plan, sheet
from tests.conftest import AT
from tests.databases import Once
from tests.model import facts
from tests.services.racing import Act, behind_one_another, wrong
from tests.services.rounds import at_once

CODE, CHAIN, ON = "2025", "campaign:1", AT.date()
FIRM = "青川律师事务所"


class Round:
    """Files drawn, some given out, some taken back, one withdrawn; and who acts on them.

    Each way to act looks at once and acts when it is called.
    """

    def __init__(self, work: Casework, readers: dict[str, Viewer]) -> None:
        self.work, self.readers, self.n = work, readers, 0
        self.files: list[str] = []
        self.keys: dict[str, str] = {}

    @property
    def own(self) -> dict[str, Any]:
        self.n += 1
        at = AT + timedelta(minutes=self.n)
        return {"viewer": self.work.officer, "code": CODE, "at": at}

    @property
    def both(self) -> dict[str, Any]:
        return {**self.own, "on": ON}

    @property
    def look(self) -> dict[str, Any]:
        return {"viewer": self.work.officer, "code": CODE, "on": ON}

    def which(self, *places: int) -> Which:
        return Which(files=tuple(facts.file_id(self.files[n]) for n in places))

    def read(self, n: int, slot: int) -> tuple[str, str]:
        return next(
            (key, who)
            for key, file, _, place, who in facts.places()
            if file == self.files[n] and place == slot
        )

    # --- ways to act ---

    def allocate(self) -> Act:
        digest, own = allocation.propose(**self.look).digest, self.both
        return lambda: allocation.confirm(digest=digest, **own)

    def give(self, *places: int) -> Act:
        which, own = self.which(*places), self.both
        digest = giving.preview(which=which, **self.look).digest
        return lambda: giving.give(which=which, digest=digest, **own)

    def undo_giving(self) -> Act:
        own = self.own
        return lambda: giving.undo(key=self.keys["given"], **own)

    def move(self, n: int, reader: str) -> Act:
        line = f"{self.files[n]},give,{reader},2,\n"
        body, own = f"案号,动作,评查员,名额,理由\n{line}".encode(), self.both
        digest = moving.preview(body=body, **self.look, at=own["at"]).digest
        return lambda: moving.apply(body=body, digest=digest, **own)

    def take_back_one(self) -> Act:
        (key, _), own = self.read(0, 1), self.own
        return lambda: allocation.withdraw(public_id=key, reason="出差", **own)

    def take_back(self, reader: str) -> Act:
        query, own = f"reviewer:{reader} submitted:no", self.both
        digest = taking_back.preview(query=query, **self.look).digest
        sent = {"query": query, "digest": digest, "reason": "停评", **own}
        return lambda: taking_back.take_back(**sent)

    def give_back(self) -> Act:
        own = self.own
        return lambda: taking_back.undo(key=self.keys["taken"], **own)

    def withdraw(self, n: int) -> Act:
        which, own = self.which(n), self.both
        digest = withdrawing.preview(which=which, **self.look).digest
        sent = {"which": which, "digest": digest, "reason": "不评", **own}
        return lambda: withdrawing.withdraw(**sent)

    def bring_back(self) -> Act:
        own = self.both
        return lambda: withdrawing.undo(key=self.keys["withdrawn"], **own)

    def replace(self, n: int) -> Act:
        sent = {"public_id": facts.file_id(self.files[n]), "reason": "遗失", **self.own}
        return lambda: replacing.replace_file(**sent)

    def extend(self) -> Act:
        own = self.own
        return lambda: replacing.extend(size="6", reason="补充", **own)

    def set_class(self, n: int) -> Act:
        how = {"which": self.which(n), "case_class": CaseClass.MAJOR}
        digest = classing.preview(**how, **self.look).digest
        own = self.both
        return lambda: classing.set_class(digest=digest, **how, **own)

    def cancel(self) -> Act:
        own = self.own
        return lambda: cancelling.cancel(reason="写错", **own)

    def dismiss(self, reader: str) -> Act:
        own = self.own
        return lambda: membership.dismiss(number=reader, **own)

    def stop(self, reader: str) -> Act:
        sent = {"number": reader, "reason": "漂移", "since": None, **self.own}
        return lambda: stopping.stop(**sent)

    def limit(self, reader: str) -> Act:
        own = self.own
        return lambda: membership.set_limit(number=reader, cap=1, **own)

    def declare(self, reader: str) -> Act:
        firm = facts.firm_ids()[FIRM]
        sent = {"number": reader, "against": Against.FIRM, "public_id": firm}
        own = self.own
        return lambda: conflicts.declare(**sent, **own)

    def decline(self) -> Act:
        key, who = self.read(0, 2)
        sent = {"viewer": self.readers[who], "public_id": key, "at": self.own["at"]}
        return lambda: reviewing.decline(reason="与承办人相识", **sent)

    def submit(self, n: int, slot: int) -> Act:
        key, who = self.read(n, slot)
        answers: dict[str, object] = {f"i{i}": "full" for i in range(10)}
        sent = {"viewer": self.readers[who], "public_id": key, "version": 0}
        sent |= {"answers": answers, "at": self.own["at"], "key": f"key {key}"}
        return lambda: reviewing.submit(**sent)

    def put_off(self) -> Act:
        which = extensions.Which(read=self.read(0, 2)[0])
        until = ON + timedelta(60)
        digest = extensions.preview(which=which, until=until, **self.look).digest
        sent = {"which": which, "until": until, "digest": digest, "reason": "开庭"}
        own = self.both
        return lambda: extensions.extend(**sent, **own)

    def second_reads(self) -> Act:
        own = self.own
        return lambda: monitoring.set_rate(percent=50, **own)

    def share_of_seeds(self) -> Act:
        own = self.own
        return lambda: seeding.set_share(percent=20, **own)

    def seed(self) -> Act:
        sent = {"case_no": self.files[0], "lead": "L1", **self.own}
        return lambda: seeding.add_seed(**sent)

    def anchor(self) -> Act:
        drawn_ones = {*self.files}
        others = [each for each in self.work.cases if each not in drawn_ones]
        scheme = facts.scheme_id()
        sent = {"case_no": others[0], "scheme": scheme, "lead": "L1", **self.own}
        return lambda: calibration.add_anchor(**sent)


def drawn() -> Round:
    """Four of eight files drawn, nothing given out."""
    with unit.transaction():
        work = casework()
        work.scheme(sheet())
        work.lawyer("赵一", FIRM)
        for n in range(1, 6):
            work.reviewer(f"R{n}")
        work.reviewer("L1", panel_lead=True)
        readers = {each: work.reader(each) for each in work.reviewers}
        for n in range(8):
            work.case(f"(2025)民{n}号")
    rule = replace(number(4), stratify_by=())
    own = {"viewer": work.officer, "at": AT}
    sampling.open_campaign(plan=plan(sample=rule, seed=""), **own)
    sampling.draw(code=CODE, seed="7", **own)
    made = Round(work, readers)
    made.files = [str(row[0]) for row in facts.files()]
    return made


def under_way() -> Round:
    """One file given out for undoing, one with a review taken back, one withdrawn."""
    made = drawn()
    made.keys["given"] = str(made.give(0, 1)())
    (_, reader) = made.read(1, 1)
    made.keys["taken"] = str(made.take_back(reader)())
    made.keys["withdrawn"] = str(made.withdraw(3)())
    return made


AT_FIRST: dict[str, Callable[[Round], Act]] = {
    "allocate": Round.allocate,
    "give": lambda on: on.give(0, 1),
    "move": lambda on: on.move(0, "R3"),
    "withdraw": lambda on: on.withdraw(0),
    "replace": lambda on: on.replace(0),
    "extend": Round.extend,
    "class": lambda on: on.set_class(0),
    "cancel": Round.cancel,
    "dismiss": lambda on: on.dismiss("R3"),
    "limit": lambda on: on.limit("R3"),
    "declare": lambda on: on.declare("R3"),
    "second reads": Round.second_reads,
    "share of seeds": Round.share_of_seeds,
    "seed": Round.seed,
    "anchor": Round.anchor,
}
LATER: dict[str, Callable[[Round], Act]] = {
    "allocate": Round.allocate,
    "give": lambda on: on.give(1, 2),
    "undo giving": Round.undo_giving,
    "move": lambda on: on.move(2, "R3"),
    "take back one": Round.take_back_one,
    "take back": lambda on: on.take_back(on.read(0, 2)[1]),
    "give back": Round.give_back,
    "withdraw": lambda on: on.withdraw(0),
    "bring back": Round.bring_back,
    "replace": lambda on: on.replace(0),
    "class": lambda on: on.set_class(0),
    "cancel": Round.cancel,
    "dismiss": lambda on: on.dismiss(on.read(0, 2)[1]),
    "stop": lambda on: on.stop(on.read(0, 1)[1]),
    "declare": lambda on: on.declare(on.read(0, 1)[1]),
    "decline": Round.decline,
    "submit": lambda on: on.submit(0, 1),
    "submit too": lambda on: on.submit(0, 2),
    "more time": Round.put_off,
}


FAULTS_BEFORE = [
    (drawn, "cancel", "allocate"),
    (drawn, "cancel", "give"),
    (drawn, "cancel", "anchor"),
    (drawn, "replace", "replace"),
    (drawn, "withdraw", "replace"),
]


@pytest.mark.parametrize(
    ("begin", "one", "other"),
    [
        *FAULTS_BEFORE,
        (drawn, "allocate", "cancel"),
        (drawn, "allocate", "second reads"),
        (drawn, "limit", "allocate"),
        (under_way, "decline", "declare"),
        (under_way, "give back", "allocate"),
        (under_way, "submit", "undo giving"),
    ],
)
def test_these_two(
    app: Flask, once: Once, begin: Callable[[], Round], one: str, other: str
) -> None:
    race(app, once, begin, one, other)


@pytest.mark.model
@pytest.mark.parametrize(
    ("begin", "one", "other"),
    [
        *((drawn, *pair) for pair in product(AT_FIRST, repeat=2)),
        *((under_way, *pair) for pair in product(LATER, repeat=2)),
    ],
)
def test_any_two(
    app: Flask, once: Once, begin: Callable[[], Round], one: str, other: str
) -> None:
    race(app, once, begin, one, other)


def race(
    app: Flask, once: Once, begin: Callable[[], Round], one: str, other: str
) -> None:
    ways = AT_FIRST if begin is drawn else LATER
    on = once(begin)
    with app.app_context():
        acts = [ways[one](on), ways[other](on)]
        behind_one_another(app, CHAIN, acts)
        unless = ("held beyond a limit",) if other == "limit" else ()
        assert wrong(*unless) == []


def limited() -> Round:
    """Everybody reads one file at most: five for eight places."""
    made = drawn()
    for reader in ("R1", "R2", "R4", "R5"):
        made.limit(reader)()
    made.limit("R3")()
    return made


def last_place() -> Round:
    """Everything is given out but the second place of a file."""
    made = drawn()
    made.allocate()()
    key, _ = made.read(3, 2)
    allocation.withdraw(public_id=key, reason="出差", **made.own)
    return made


@pytest.mark.parametrize(("begin", "n_held"), [(limited, 5), (last_place, 8)])
def test_fifty_who_give_out_the_last_places(
    app: Flask, once: Once, begin: Callable[[], Round], n_held: int
) -> None:
    on = once(begin)
    with app.app_context():
        ways = (
            on.allocate,
            *(partial(on.give, n) for n in range(4)),
            *(partial(on.move, n, f"R{r}") for n in (0, 3) for r in (1, 2, 3)),
        )
        looked = [way() for way in ways]
        at_once(app, [looked[n % len(looked)] for n in range(50)])

        assert wrong() == []
        on.allocate()()
        assert len(facts.places()) == n_held
