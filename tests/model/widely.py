"""Further steps: whole campaigns, several files at once, days, classes, volumes."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from review.domain.custody import Move
from review.domain.kinds import CaseClass
from tests.model.account import Place
from tests.model.machine import PEOPLE, PICK, Machine

DAYS = st.sampled_from((0, 20, 40, 60, 400))
SOME = st.lists(PICK, min_size=1, max_size=3)


class Widely(Machine):
    """The same campaign, and more that can be done to it."""

    def _files(self, numbers: list[int]) -> list[str]:
        """Drawn files, of which some may have left."""
        account = self.account
        known = [*account.sample, *sorted(account.left)]
        return sorted({known[n % len(known)] for n in numbers})

    def _any_place(self, n: int) -> Place:
        found = self.account.waiting() if n % 4 else []
        known = found or list(self.account.places.values())
        return known[n % len(known)]

    def _has_places(self) -> bool:
        return bool(self.account.places)

    def _has_files(self) -> bool:
        return bool(self.account.sample or self.account.left)

    @rule()
    def cancel(self) -> None:
        self.campaign.cancel()

    @rule(percent=st.sampled_from((0, 10)))
    def read_again(self, percent: int) -> None:
        self.campaign.read_again(percent)

    # --- files ---

    @precondition(_has_files)
    @rule(numbers=SOME)
    def withdraw_files(self, numbers: list[int]) -> None:
        self.campaign.withdraw_files(self._files(numbers))

    @precondition(lambda self: bool(self.account.withdrawn))
    @rule(n=PICK)
    def bring_back_files(self, n: int) -> None:
        known = list(self.account.withdrawn)
        self.campaign.bring_back_files(known[n % len(known)])

    @precondition(_has_files)
    @rule(numbers=SOME)
    def give_some(self, numbers: list[int]) -> None:
        self.campaign.give_some(self._files(numbers))

    @precondition(lambda self: bool(self.account.given))
    @rule(n=PICK)
    def undo_giving(self, n: int) -> None:
        known = list(self.account.given)
        self.campaign.undo_giving(known[n % len(known)])

    @precondition(_has_files)
    @rule(numbers=SOME, case_class=st.sampled_from(CaseClass))
    def set_class(self, numbers: list[int], case_class: CaseClass) -> None:
        self.campaign.set_class(self._files(numbers), case_class)

    @precondition(lambda self: bool(self.account.classed))
    @rule(n=PICK)
    def undo_class(self, n: int) -> None:
        known = list(self.account.classed)
        self.campaign.undo_class(known[n % len(known)])

    @precondition(_has_places)
    @rule(n=PICK, act=st.sampled_from(("withdraw", "give", "class", "time", "take")))
    def there_and_back(self, n: int, act: str) -> None:
        """Undone at once, or after somebody has looked."""
        account, campaign = self.account, self.campaign
        file = account.sample[n % len(account.sample)] if account.sample else ""
        place = self._any_place(n)
        known, do, undo = {
            "withdraw": (
                account.withdrawn,
                lambda: campaign.withdraw_files([file] if file else []),
                campaign.bring_back_files,
            ),
            "give": (
                account.given,
                lambda: campaign.give_some(account.sample),
                campaign.undo_giving,
            ),
            "class": (
                account.classed,
                lambda: campaign.set_class(self._files([n]), CaseClass.COMPLEX),
                campaign.undo_class,
            ),
            "time": (
                account.later,
                lambda: campaign.extend_time(place, 70),
                campaign.undo_time,
            ),
            "take": (
                account.taken,
                lambda: campaign.take_back(place.reader),
                campaign.undo,
            ),
        }[act]
        before = set(known)
        do()
        campaign.check()
        if n % 3 == 0:
            campaign.look(place.reader)
        for key in known.keys() - before:
            undo(key)

    # --- days ---

    @rule(days=st.sampled_from((None, -1, 0, 10, 50)))
    def change_term(self, days: int | None) -> None:
        self.campaign.change_term(days)

    @precondition(_has_places)
    @rule(n=PICK, days=DAYS)
    def extend_time(self, n: int, days: int) -> None:
        self.campaign.extend_time(self._any_place(n), days)

    @precondition(lambda self: bool(self.account.later))
    @rule(n=PICK)
    def undo_time(self, n: int) -> None:
        known = list(self.account.later)
        self.campaign.undo_time(known[n % len(known)])

    @precondition(_has_places)
    @rule(n=PICK, days=DAYS)
    def ask_for_time(self, n: int, days: int) -> None:
        self.campaign.ask_for_time(self._any_place(n), days)

    @precondition(lambda self: any(p.asks for p in self.account.places.values()))
    @rule(n=PICK, days=DAYS)
    def answer_request(self, n: int, days: int) -> None:
        asking = [p for p in self.account.places.values() if p.asks]
        self.campaign.answer_request(asking[n % len(asking)], days)

    # --- volumes ---

    @precondition(_has_files)
    @rule(n=PICK, move=st.sampled_from(Move), reader=PEOPLE)
    def hand_over(self, n: int, move: Move, reader: str) -> None:
        (file,) = self._files([n])
        held = [p.reader for p in self.account.at(file) if p.waits]
        where = self.account.volumes.get(file, "")
        if n % 4 and move is Move.HANDED and held:
            # Brought in first, where nobody has done so.
            self.campaign.hand_over(Move.RECEIVED, file, reader)
            self.campaign.check()
            reader = held[n % len(held)]
        if n % 4 and move is Move.BACK and where not in ("", "office", "returned"):
            reader = where
        self.campaign.hand_over(move, file, reader)

    # --- people ---

    @rule(reader=PEOPLE)
    def look(self, reader: str) -> None:
        self.campaign.look(reader)

    @rule(reader=PEOPLE, cap=st.sampled_from((None, 1, 2)))
    def set_limit(self, reader: str, cap: int | None) -> None:
        self.campaign.set_limit(reader, cap)

    @rule(reader=PEOPLE)
    def stop(self, reader: str) -> None:
        self.campaign.stop(reader)

    @rule(reader=PEOPLE)
    def relieve(self, reader: str) -> None:
        self.campaign.relieve(reader)
