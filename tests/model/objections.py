"""Objections in any order, against a small account kept by other means.

The account knows what was acknowledged: who objects to what, what was decided on which
item, what was told, whether the final release is made. What is refused changes no byte.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar

from review.domain.appeals import Ruling
from review.domain.errors import RuleBroken
from review.services import publication, releases
from review.services.appeals import office, own, withdrawing
from review.store import invariants, unit
from tests.model import facts
from tests.released import FIRM_OF, TODAY, Place
from tests.services.objected import (
    AFTER,
    CLOSED,
    CODE,
    decide,
    decider_of,
    give,
    lodge,
    point,
    ruling,
    side_of,
    tell,
)

Answer = TypeVar("Answer")
FILES = {
    "(2025)青援0001号": "赵一",
    "(2025)青援0002号": "赵一",
    "(2025)青援0003号": "钱二",
}
ITEMS = ("i0", "i1", "i2", "i3")
N_DECIDERS = 2
"""Of four reviewers two read each file."""


class Broken(AssertionError):
    """The program did not do what the account says."""


@dataclass
class Known:
    """An objection as the account has it."""

    key: str
    who: str
    file: str
    item: str
    state: str = "lodged"
    reads: list[str] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.state in ("lodged", "given", "decided")


class Objections:
    """What is asked is acknowledged exactly if the account allows it."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.known: list[Known] = []
        self.lost = {
            file: {
                item: 10 * (10 * n < place.lost[file]) for n, item in enumerate(ITEMS)
            }
            for file in FILES
        }
        self.rest = {n: 100 - place.lost[n] + sum(self.lost[n].values()) for n in FILES}
        self.is_final = False
        self.n_steps = 0
        self.tables = facts.tables()
        self.done: dict[str, list[int]] = {}

    # --- asking ---

    def must(
        self, name: str, allowed: bool, action: Callable[[], Answer]
    ) -> Answer | None:
        self.n_steps += 1
        counts = self.done.setdefault(name, [0, 0])
        try:
            answer = action()
        except RuleBroken as refused:
            counts[1] += 1
            if allowed:
                raise Broken(f"{name} was refused: {refused}") from refused
            if facts.tables() != self.tables:
                raise Broken(f"{name} was refused but changed something") from refused
            return None
        counts[0] += 1
        if not allowed:
            raise Broken(f"{name} was done")
        return answer

    def lodge(self, who: str, file: str, item: str) -> None:
        """By the handler who leads the file, or by the head of the firm."""
        has_open = any(k.is_open for k in self.known if (k.who, k.file) == (who, file))
        allowed = not self.is_final and not has_open
        own_key = f"key {self.n_steps}"
        key = self.must(
            "lodge",
            allowed,
            lambda: lodge(self.place, point(item), who=who, case_no=file, key=own_key),
        )
        if key is not None:
            self.known.append(Known(key, who, file, item))

    def withdraw(self, one: Known) -> None:
        """Again it is done and changes nothing."""
        allowed = one.state in ("lodged", "given", "withdrawn")
        self.must(
            "withdraw",
            allowed,
            lambda: withdrawing.withdraw(
                viewer=self.place.people[one.who],
                side=side_of(one.who),
                public_id=one.key,
                at=AFTER,
            ),
        )
        if allowed:
            one.state = "withdrawn"

    def give(self, one: Known) -> None:
        """Whoever was given a file once never gets it again, for whatever objection."""
        used = sum(len(each.reads) for each in self.known if each.file == one.file)
        allowed = one.state in ("lodged", "given") and used < N_DECIDERS
        self.must("give", allowed, lambda: give(self.place, one.key))
        if allowed:
            one.state = "given"
            _viewer, read = decider_of(self.place)
            one.reads.append(read)
            self._had_no_part(one.file, read)

    def _had_no_part(self, file: str, read: str) -> None:
        found = facts.readers_of(file)
        people = [person for person, key in found if key == read]
        others = {person for person, key in found if key != read}
        if others & set(people):
            raise Broken(f"{people} had part in {file} and decide")

    def decide(self, one: Known, what: Ruling, lost: int) -> None:
        """By whoever has it; the answer stands unless the point is rejected."""
        answer = {"choice": str(lost), "reason": "仅缺落款", "pages": "3"}
        answers = {one.item: answer} if lost else {}
        viewer, read = self._with(one)
        self.must(
            "decide",
            one.state == "given",
            lambda: decide(
                self.place,
                ruling(one.item, what),
                key=f"d{self.n_steps}",
                who=viewer,
                read=read,
                **answers,
            ),
        )
        if one.state == "given":
            one.state = "decided"
            if what.changes:
                self.lost[one.file][one.item] = lost

    def _with(self, one: Known) -> tuple[Any, str]:
        read = one.reads[-1]
        return self.place.people[facts.number_of(read)], read

    def tell(self, one: Known) -> None:
        allowed = one.state in ("decided", "told")
        self.must("tell", allowed, lambda: tell(self.place, one.key))
        if allowed:
            one.state = "told"

    def publish(self, on: date) -> None:
        """Not before the time for answers is over, nor before everything was told."""
        waits = any(one.is_open for one in self.known)
        allowed = on > TODAY + timedelta(days=7) and not waits and not self.is_final
        key = f"final {self.n_steps}"
        self.must(
            "publish",
            allowed,
            lambda: self.place.publish("final", at=AFTER, on=on, key=key),
        )
        self.is_final = self.is_final or allowed

    # --- what holds after every step ---

    def check(self) -> None:
        scores = {n: self.rest[n] - sum(self.lost[n].values()) for n in FILES}
        found = {n: row[0] for n, row in facts.results().items() if n in FILES}
        _same("results", found, {n: 100 * score for n, score in scores.items()})
        page = office.listing(viewer=self.place.officer, code=CODE, on=TODAY)
        _same(
            "stages",
            {line.public_id: line.stage.value for line in page.lines},
            {one.key: one.state for one in self.known},
        )
        self._check_owners()
        self._check_gate()
        if self.is_final:
            self._check_released(scores)
        with unit.reading():
            _same("invariants", [each.name for each in invariants.check()], [])
        self.tables = facts.tables()

    def _check_owners(self) -> None:
        """Each sees the own ones; of a decision nothing before it is told."""
        shown = {"lodged": "open", "given": "open", "decided": "open"}
        for who in {*FILES.values(), *(FIRM_OF[each] for each in FILES.values())}:
            lines = own.listing(
                viewer=self.place.people[who], side=side_of(who), on=TODAY
            )
            found = {
                line.public_id: "withdrawn"
                if line.is_withdrawn
                else ("told" if line.told_on else "open")
                for line in lines
            }
            known = {
                one.key: shown.get(one.state, one.state)
                for one in self.known
                if one.who == who
            }
            _same(f"objections of {who}", found, known)

    def _check_gate(self) -> None:
        items = publication.gate(
            viewer=self.place.officer, code=CODE, kind="final", on=CLOSED
        )
        found = {item.code.value: item.n for item in items if item.blocks}
        states = [one.state for one in self.known]
        n_open = states.count("lodged") + states.count("given")
        known = {
            "objections_open": n_open,
            "objections_untold": states.count("decided"),
        }
        _same("gate", found, {code: n for code, n in known.items() if n})

    def _check_released(self, scores: dict[str, int]) -> None:
        for file, lawyer in FILES.items():
            found = releases.own_results(viewer=self.place.people[lawyer])
            (line,) = (
                line
                for each in found.campaigns
                for line in each.led
                if line.case_no == file
            )
            _same(f"released {file}", str(line.score), f"{scores[file]}.00")


def _same(what: str, found: object, known: object) -> None:
    if found != known:
        raise Broken(f"{what}: found {found}, known {known}")
