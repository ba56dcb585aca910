"""The sample and who reads what of it: drawing, giving out, taking back."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

from review.domain.kinds import IntakeKind
from review.domain.late_conflicts import Decision
from review.services import (
    allocation,
    conflicts,
    intake,
    late_conflicts,
    membership,
    moving,
    replacing,
    reviewing,
    sampling,
    taking_back,
)
from review.services.conflicts import Against
from tests.model import facts
from tests.model.account import COUNTED, LEAD, SECOND, SEED, THIRD, Place
from tests.model.asking import Asking, Broken
from tests.model.world import LAWYERS, SIZE


class Giving(Asking):
    """Up to a review's beginning."""

    # --- the sample ---

    def add_case(self, n: int) -> None:
        """A case closes; before the draw it can be drawn, afterwards it cannot."""
        lawyer = tuple(LAWYERS)[n % 2]
        case_no = f"(2025)新{len(self.account.firm_of)}号"
        body = (
            "案号,案件类型,结案日期,承办人,执业机构\n"
            f"{case_no},民事,2025-09-01,{lawyer},{LAWYERS[lawyer]}\n"
        )
        upload = intake.Upload(IntakeKind.CASES, body.encode(), "cases.csv")
        who = {"viewer": self.begun.officer, "today": self.at.date()}
        self.must(
            "add a case",
            True,
            lambda: intake.take_in(upload=upload, at=self.at, **who),
        )
        self.account.firm_of[case_no] = LAWYERS[lawyer]

    def draw(self) -> None:
        first = not self.account.order
        self.must("draw", first, lambda: sampling.draw(seed=SEED, **self.own))
        if first:
            self.account.draw(SIZE)

    def replace(self, file: str) -> None:
        """What is settled stays; what left has left."""
        account = self.account
        is_in = file in account.sample
        is_open = is_in and account.result(file) is None
        come = self.must(
            "replace a file",
            is_open or file in account.left,
            lambda: replacing.replace_file(
                public_id=facts.file_id(file), reason="卷宗遗失", **self.own
            ),
        )
        if is_open and (come.case_no if come else None) != account.replace(file):
            raise Broken(f"another file came in: {come}")

    def extend(self, size: int) -> None:
        account = self.account
        n = max(min(size, len(account.order)) - len(account.sample), 0)
        allowed = bool(account.order) and size > account.size
        allowed = allowed and bool(account.free[:n]) and not account.is_final
        n_added = self.must(
            "extend the sample",
            allowed,
            lambda: replacing.extend(size=str(size), reason="补充抽样", **self.own),
        )
        if allowed and n_added != account.extend(size):
            raise Broken(f"{n_added} files came in")

    # --- who reads what ---

    def _learn(self, freed: Callable[[Place], bool] = lambda place: False) -> None:
        """Take note of new places; whatever else changed must have been freed."""
        account, now = self.account, facts.places()
        keys = {row[0] for row in now}
        for place in account.places.values():
            if place.is_open and place.key not in keys:
                if place.receipt or not freed(place):
                    raise Broken(f"lost: {place}")
                place.is_open = False
        for key, file, purpose, slot, reader in now:
            if key not in account.places:
                if reader not in account.candidates(file, purpose):
                    raise Broken(f"{reader} must not read {file} ({purpose})")
                if account.missing(file, purpose) < 1:
                    raise Broken(f"{file} has its reviewers ({purpose})")
                account.places[key] = Place(key, file, purpose, slot, reader)

    def allocate(self) -> None:
        proposal = self.ask("propose", lambda: allocation.propose(**self.on))
        if proposal is None:
            return
        own = {"digest": proposal.digest, **self.own}
        self.must("allocate", True, lambda: allocation.confirm(**own))
        self._learn()
        self._filled(proposal, COUNTED)

    def call_readers(self) -> None:
        proposal = self.ask(
            "propose further", lambda: allocation.propose_further(**self.on)
        )
        if proposal is None:
            return
        own = {"digest": proposal.digest, **self.own}
        self.must("call readers", True, lambda: allocation.call_readers(**own))
        self._learn()
        self._filled(proposal, THIRD, LEAD)

    def _filled(
        self, proposal: Any, *purposes: str, files: list[str] | None = None
    ) -> None:
        """Every place has somebody, unless there is nobody who may, and that is told."""
        account = self.account
        told: dict[str, int] = {}
        for each in proposal.unfilled:
            told[each.case_no] = told.get(each.case_no, 0) + each.missing
        for file in account.sample if files is None else files:
            missing = sum(max(account.missing(file, each), 0) for each in purposes)
            hidden = max(account.missing(file, SECOND), 0) if COUNTED in purposes else 0
            if not missing <= told.get(file, 0) <= missing + hidden:
                raise Broken(f"{file}: {missing} places are empty, told {told}")
            free = [p for p in purposes if account.missing(file, p) > 0]
            if any(account.candidates(file, purpose) for purpose in free):
                raise Broken(f"{file} could have had a reviewer")

    def move(self, place: Place, reader: str) -> None:
        """One line takes back, one gives; both or none."""
        account = self.account
        # A hidden read has a place like the counted ones, and nothing names it.
        purpose = COUNTED if place.purpose == SECOND else place.purpose
        body = (
            "案号,动作,评查员,用途,名额,理由\n"
            f"{place.file},take_back,{place.reader},{purpose},{place.slot},出差\n"
            f"{place.file},give,{reader},{purpose},{place.slot},\n"
        ).encode()
        shown = self.ask(
            "preview moves", lambda: moving.preview(body=body, at=self.at, **self.on)
        )
        assert shown is not None
        stays = reader == place.reader
        allowed = place.waits and (
            stays or reader in account.candidates(place.file, place.purpose)
        )
        own = {**self.own, "digest": shown.digest, "on": self.at.date()}
        self.must("move", allowed, lambda: moving.apply(body=body, **own))
        if allowed and not stays:
            self._learn(lambda each: each is place)
            held = [p.reader for p in account.at(place.file) if p.is_open]
            if reader not in held:
                raise Broken(f"{reader} did not get {place.file}")

    def withdraw(self, place: Place) -> None:
        allowed = not place.receipt or not place.is_open
        self.must(
            "take back one",
            allowed,
            lambda: allocation.withdraw(public_id=place.key, reason="出差", **self.own),
        )
        if allowed:
            self._learn(lambda each: each is place)

    def take_back(self, reader: str, reason: str = "停评") -> None:
        query = f"reviewer:{reader} submitted:no"
        shown = self.ask(
            "preview taking back", lambda: taking_back.preview(query=query, **self.on)
        )
        if shown is None:
            return
        freed = [p.key for p in self.account.waiting() if p.reader == reader]
        if len(shown.lines) != len(freed):
            raise Broken(f"{len(shown.lines)} would be taken back, not {len(freed)}")
        own = {**self.own, "on": self.at.date(), "digest": shown.digest}
        key = self.must(
            "take back",
            bool(freed),
            lambda: taking_back.take_back(query=query, reason=reason, **own),
        )
        if freed:
            self._learn(lambda each: each.key in freed)
            self.account.taken[key] = freed

    def undo(self, key: str) -> None:
        account = self.account
        places = [account.places[each] for each in account.taken[key]]
        allowed = (
            all(map(self._may_return, places))
            and account.have_room(places)
            and key not in account.undone
        )
        self.must("undo", allowed, lambda: taking_back.undo(key=key, **self.own))
        if allowed:
            for place in places:
                place.is_open = True
            account.undone.add(key)

    def _may_return(self, place: Place) -> bool:
        account = self.account
        others = [each for each in account.at(place.file) if each.is_open]
        return (
            place.file in account.sample
            and account.result(place.file) is None
            and place.reader in account.members
            and account.may_read(place.reader, place.file)
            and place.key not in account.declared_since
            and all(
                (each.purpose, each.slot) != (place.purpose, place.slot)
                and each.reader != place.reader
                for each in others
            )
        )

    def decline(self, place: Place, avoid: tuple[Against, ...] = ()) -> None:
        """Somebody else gets it at once, if there is anybody."""
        account = self.account
        firm = account.firm_of[place.file]
        self.must(
            "decline",
            place.waits,
            lambda: reviewing.decline(
                viewer=self.begun.readers[place.reader],
                public_id=place.key,
                reason="与承办人相识",
                avoid=avoid,
                at=self.at,
            ),
        )
        if place.waits:
            place.is_open = False
            self._conflict(place.reader, firm) if avoid else self._learn()
            self._refilled({place.file})

    def _refilled(self, files: set[str]) -> None:
        """Whoever may read what was freed has it by now; only nobody leaves it empty."""
        account = self.account
        for file, purpose in product(files, (COUNTED, THIRD, LEAD)):
            if account.missing(file, purpose) > 0 and account.candidates(file, purpose):
                raise Broken(f"{file} has no substitute ({purpose})")

    def _conflict(self, reader: str, firm: str) -> None:
        """What the reviewer holds of this firm is freed, and others get it."""
        account = self.account
        account.declare(reader, firm)
        freed = set()
        for each in account.waiting():
            if each.reader == reader and account.firm_of[each.file] == firm:
                each.is_open, each.by_conflict = False, True
                freed.add(each.file)
        self._learn()
        self._refilled(freed)

    def declare(self, reader: str, firm: str) -> None:
        own = {"number": reader, "against": Against.FIRM, **self.own}
        found = self.must(
            "declare a conflict",
            reader in self.account.members,
            lambda: conflicts.declare(public_id=self.begun.firm_ids[firm], **own),
        )
        if found and not found.is_known:
            self._conflict(reader, firm)

    def leave_late(self, key: str, file: str) -> None:
        """A review whose reader turned out to have a conflict stays."""
        account = self.account
        self.must(
            "leave a review in spite of a conflict",
            file in account.sample,
            lambda: late_conflicts.decide(
                key=key,
                decision=Decision.STAYS,
                reason="无影响",
                on=self.at.date(),
                **self.own,
            ),
        )
        if file in account.sample:
            account.decided.add(key)
            account.waits_for_word[file].discard(key)
            self._learn()

    def withdraw_conflict(self, reader: str, firm: str) -> None:
        own = {"number": reader, "against": Against.FIRM, "reason": "误报", **self.own}
        account = self.account
        self.must(
            "withdraw a conflict",
            reader in account.members and (reader, firm) in account.declared_once,
            lambda: conflicts.withdraw(public_id=self.begun.firm_ids[firm], **own),
        )
        if reader in account.members:
            account.conflicts.discard((reader, firm))

    def dismiss(self, reader: str) -> None:
        self.must(
            "dismiss", True, lambda: membership.dismiss(number=reader, **self.own)
        )
        self.account.members.discard(reader)
        self._learn(lambda each: each.reader == reader)

    def take_in(self, reader: str) -> None:
        is_lead = reader in self.account.leads
        own = {**self.own, "on": self.at.date(), "is_lead": is_lead}
        self.must(
            "take in again", True, lambda: membership.take_in(number=reader, **own)
        )
        if reader not in self.account.members:
            self.account.caps.pop(reader, None)
        self.account.members.add(reader)
