"""Asking the program for something, and what must hold whatever it answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from review.domain.errors import RuleBroken
from review.services import integrity, reviewing
from review.store import invariants, unit
from tests.conftest import AT
from tests.model import facts
from tests.model.world import CODE, Begun

Answer = TypeVar("Answer")


class Broken(AssertionError):
    """The program did not do what the account says."""


class Asking:
    """What is asked is acknowledged or refused; what is refused changes nothing."""

    def __init__(self, begun: Begun) -> None:
        self.begun, self.account = begun, begun.account
        self.n_steps = 0
        self.tables = facts.tables()
        self.done: dict[str, list[int]] = {}
        """By action, how often it was acknowledged and how often refused."""

    # --- asking ---

    @property
    def at(self) -> datetime:
        return AT + timedelta(minutes=self.n_steps)

    @property
    def own(self) -> dict[str, Any]:
        """What every action of the officer is told."""
        return {"viewer": self.begun.officer, "code": CODE, "at": self.at}

    @property
    def on(self) -> dict[str, Any]:
        return {"viewer": self.begun.officer, "code": CODE, "on": self.at.date()}

    def ask(self, name: str, action: Callable[[], Answer]) -> Answer | None:
        """The answer, or None where it was refused; then nothing has changed."""
        self.n_steps += 1
        counts = self.done.setdefault(name, [0, 0])
        try:
            answer = action()
        except RuleBroken as refused:
            counts[1] += 1
            self.refused = f"{type(refused).__name__}: {refused}"
            self._nothing_changed(name)
            return None
        counts[0] += 1
        return answer

    def _nothing_changed(self, name: str) -> None:
        now = facts.tables()
        if changed := [table for table in now if now[table] != self.tables[table]]:
            raise Broken(f"{name} was refused ({self.refused}) but changed {changed}")

    def must(self, name: str, is_allowed: bool, action: Callable[[], Answer]) -> Any:
        """Allowed exactly if the account says so."""
        answer = self.ask(name, lambda: (action(),))
        if (answer is not None) is not is_allowed:
            said = "was done" if answer else f"was refused: {self.refused}"
            raise Broken(f"{name} {said}")
        return answer and answer[0]

    # --- what holds after every step ---

    def check(self) -> None:
        """The database holds what the account says, and the invariants hold."""
        account = self.account
        _same("sample", [row[0] for row in facts.files()], account.sample)
        held = sorted(
            (p.key, p.file, p.purpose, p.slot, p.reader)
            for p in account.places.values()
            if p.is_open
        )
        _same("places", sorted(facts.places()), held)
        _same("days", facts.days(), account.days())
        _same("classes", facts.classes(), account.other_classes())
        _same("volumes", facts.volumes(), account.volumes)
        _same("conflicts", facts.conflicts(), account.conflicts)
        _same("releases", facts.releases(), account.released)
        self._check_reviews()
        results = {n: (row[0], row[1]) for n, row in facts.results().items()}
        _same("results", results, account.results())
        if account.final is not None:
            _same("what was released", results, account.final)
        self._check_queues()
        with unit.reading():
            _same("invariants", invariants.check(), [])
        self.tables = facts.tables()

    def end(self) -> None:
        """What `check-invariants` says, schemes calculated again included."""
        broken = integrity.check_invariants(viewer=self.begun.operator)
        _same("invariants", broken, [])

    def _check_reviews(self) -> None:
        places = self.account.places.values()
        kept = {p.key: (p.receipt, p.total) for p in places if p.receipt}
        found = facts.reviews()
        _same("reviews", {key: row[:2] for key, row in found.items()}, kept)
        drafts = facts.drafts()
        begun = {p.key: (p.version, len(p.answers)) for p in places if p.version}
        there = {key: (row[0], len(row[1])) for key, row in drafts.items()}
        open_ = {p.key for p in places if not p.receipt}
        _same(
            "drafts",
            {key: there.get(key) for key in begun if key in open_},
            {key: each for key, each in begun.items() if key in open_},
        )

    def _check_queues(self) -> None:
        """Everybody finds what they hold, and nothing of anybody else's."""
        for reader, viewer in self.begun.readers.items():
            lines = reviewing.queue(viewer=viewer, at=self.at)
            own = {
                p.key
                for p in self.account.places.values()
                if p.reader == reader and (p.is_open or p.receipt)
            }
            if reader not in self.account.members:
                own = {key for key in own if self.account.places[key].receipt}
            if self.account.is_final:
                own = set()
            _same(f"queue of {reader}", {line.public_id for line in lines}, own)


def _same(what: str, found: object, known: object) -> None:
    if found != known:
        raise Broken(f"{what}: found {found}, known {known}")
