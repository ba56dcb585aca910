"""What is done to files, days and people of a campaign under way, several at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from review.domain.custody import Move
from review.domain.errors import RuleBroken
from review.domain.kinds import CaseClass
from review.services import (
    allocation,
    cancelling,
    classing,
    extensions,
    giving,
    handing_over,
    membership,
    monitoring,
    notices,
    replacing,
    sampling,
    stopping,
    term_requests,
    withdrawing,
)
from review.services.on_files import Which
from tests.model import facts
from tests.model.account import COUNTED, Place
from tests.model.asking import Broken
from tests.model.campaign import Campaign
from tests.model.ledger import GENERAL
from tests.model.world import CODE

REFUSED = "anything while it is cancelled"
BACK = {Move.RECEIVED: "office", Move.BACK: "office", Move.RETURNED: "returned"}


class Changing(Campaign):
    """Whole campaigns, files, days, volumes, and people that stop or look."""

    @property
    def both(self) -> dict[str, Any]:
        return {**self.own, "on": self.at.date()}

    # --- the campaign itself ---

    def cancel(self) -> None:
        """Nowhere and untouched while it is cancelled; brought back it is as it was."""
        account = self.account
        nobodys = all(not p.receipt and not p.waits for p in account.places.values())
        reason = {"reason": "期间写错"}
        self.must("cancel", nobodys, lambda: cancelling.cancel(**reason, **self.own))
        if not nobodys:
            return
        self.tables = facts.tables()
        for name, action in self._anything():
            if self.ask(REFUSED, lambda action=action: (action(),)):
                raise Broken(f"{name} was done to a cancelled campaign")
        viewer = self.begun.officer
        (line, *_) = cancelling.listing(viewer=viewer)
        own = {"viewer": viewer, "public_id": line.public_id}
        code = self.must(
            "bring back", True, lambda: cancelling.bring_back(at=self.at, **own)
        )
        if code != CODE:
            raise Broken(f"brought back as {code}")

    def _anything(self) -> list[tuple[str, Callable[[], Any]]]:
        own, both = self.own, self.both
        return [
            ("cancel", lambda: cancelling.cancel(reason="再次", **own)),
            ("draw", lambda: sampling.draw(seed="7", **own)),
            ("propose", lambda: allocation.propose(**self.on)),
            ("allocate", lambda: allocation.confirm(**both)),
            ("take in", lambda: membership.take_in(number="R1", **both)),
            ("term", lambda: membership.change_term(due_on=None, **both)),
            ("extend", lambda: replacing.extend(size="9", reason="多", **own)),
        ]

    # --- files ---

    def _which(self, files: list[str]) -> Which:
        return Which(files=tuple(facts.file_id(each) for each in files))

    def withdraw_files(self, files: list[str]) -> None:
        account, which = self.account, self._which(files)
        shown = self.ask(
            "preview withdrawing",
            lambda: withdrawing.preview(which=which, **self.on),
        )
        if shown is None:
            return
        gone = [n for n in files if n in account.sample and not account.result(n)]
        if [line.case_no for line in shown.lines] != account.by_place(gone):
            raise Broken(f"{shown.lines} would leave, not {gone}")
        sent = {"which": which, "digest": shown.digest, "reason": "不属于评查范围"}
        key = self.must(
            "withdraw files",
            bool(gone),
            lambda: withdrawing.withdraw(**sent, **self.both),
        )
        if gone:
            account.withdraw(gone, key, self.n_steps)
            self._learn(lambda each: each.file in gone)

    def bring_back_files(self, key: str) -> None:
        account = self.account
        out = account.withdrawn[key]
        places = [account.places[each] for each in out.places]
        allowed = (
            out.is_out
            and not account.is_final
            and account.n_changes == out.n_changes
            and account.have_room(places)
            and all(
                each.reader in account.members
                and account.may_read(each.reader, each.file)
                and not account.has_seen(each.reader, out.step)
                for each in places
            )
        )
        sent = {"key": key, **self.both}
        self.must("bring back files", allowed, lambda: withdrawing.undo(**sent))
        if allowed:
            account.bring_back(key)

    def give_some(self, files: list[str]) -> None:
        account, which = self.account, self._which(files)
        known = set(account.places)
        shown = self.ask(
            "preview giving", lambda: giving.preview(which=which, **self.on)
        )
        if shown is None:
            return
        some = bool(shown.proposal.pairs)
        sent = {"which": which, "digest": shown.digest, **self.both}
        key = self.must("give some files", some, lambda: giving.give(**sent))
        self._learn()
        new = [key for key in account.places if key not in known]
        if {account.places[each].file for each in new} - set(files):
            raise Broken("files were given out that were not meant")
        meant = [n for n in files if n in account.sample and not account.result(n)]
        self._filled(shown.proposal, COUNTED, files=meant)
        if some:
            account.given[key] = (new, self.n_steps)

    def undo_giving(self, key: str) -> None:
        """Only while nobody has begun, looked, or lost a file of it since."""
        account = self.account
        keys, step = account.given[key]
        places = [account.places[each] for each in keys]
        allowed = all(
            each.waits and not each.version and not account.has_seen(each.reader, step)
            for each in places
        )
        self.must("undo giving", allowed, lambda: giving.undo(key=key, **self.own))
        if allowed:
            self._learn(lambda each: each in places)
            for each in places:
                each.by_conflict = True

    def set_class(self, files: list[str], case_class: CaseClass) -> None:
        account, which = self.account, self._which(files)
        own = {"which": which, "case_class": case_class}
        shown = self.ask("preview class", lambda: classing.preview(**own, **self.on))
        if shown is None:
            return
        changed = [
            n
            for n in files
            if n in account.sample
            and not account.result(n)
            and account.classes.get(n, GENERAL) != case_class
        ]
        if [line.case_no for line in shown.lines] != account.by_place(changed):
            raise Broken(f"{shown.lines} would be {case_class}, not {changed}")
        sent = {**own, "digest": shown.digest, **self.both}
        key = self.must("set class", bool(changed), lambda: classing.set_class(**sent))
        if changed:
            account.set_class(changed, key, case_class)

    def undo_class(self, key: str) -> None:
        account = self.account
        allowed = account.may_undo_class(key)
        self.must("undo class", allowed, lambda: classing.undo(key=key, **self.own))
        if allowed:
            account.undo_class(key)

    # --- days ---

    def change_term(self, days: int | None) -> None:
        due_on = None if days is None else self.at.date() + timedelta(days)
        allowed = days is None or days >= 0
        own = {**self.both, "due_on": due_on}
        self.must("change term", allowed, lambda: membership.change_term(**own))
        if allowed:
            self.account.term = due_on

    def _fits(self, until: date, term: date | None) -> bool:
        """A later day than now, neither past nor a year away."""
        today = self.at.date()
        if term is None or until <= term:
            return False
        return today <= until <= today + timedelta(366)

    def extend_time(self, place: Place, days: int) -> None:
        account, until = self.account, self.at.date() + timedelta(days)
        which = extensions.Which(read=place.key)
        asked = {"which": which, "until": until}
        shown = self.ask(
            "preview more time", lambda: extensions.preview(**asked, **self.on)
        )
        allowed = (
            account.is_under_way(place)
            and self._fits(until, account.term)
            and self._fits(until, account.term_of(place))
        )
        sent = {**asked, "digest": shown.digest if shown else "", "reason": "出差"}
        key = self.must(
            "give more time", allowed, lambda: extensions.extend(**sent, **self.both)
        )
        if allowed:
            account.put_off(place, until, key, self.n_steps)

    def undo_time(self, key: str) -> None:
        account = self.account
        late = account.later[key]
        place = account.places[late.place]
        allowed = (
            account.is_under_way(place)
            and place.n_days == late.n_days
            and not account.has_seen(place.reader, late.step)
        )
        sent = {"key": key, **self.both}
        self.must("undo more time", allowed, lambda: extensions.undo(**sent))
        if allowed:
            account.undo_days(late)

    def ask_for_time(self, place: Place, days: int) -> None:
        account, until = self.account, self.at.date() + timedelta(days)
        # Whoever asks is signed in and sees what there is to be seen.
        self.look(place.reader)
        allowed = (
            account.is_under_way(place)
            and not place.asks
            and self._fits(until, account.term_of(place))
        )
        sent = {
            "viewer": self._reader(place),
            "public_id": place.key,
            "until": until,
            "reason": "开庭",
            "at": self.at,
            "on": self.at.date(),
        }
        self.must("ask for time", allowed, lambda: term_requests.ask(**sent))
        place.asks = place.asks or allowed

    def answer_request(self, place: Place, days: int) -> None:
        """Granted for so many days; without any, refused."""
        account, key = self.account, facts.request_of(place.key)
        until = self.at.date() + timedelta(days)
        allowed = account.is_under_way(place) and place.asks
        own = {"public_id": key, **self.both}
        if not days:
            say_no = {**own, "answer": "不延期"}
            self.must("refuse time", allowed, lambda: term_requests.refuse(**say_no))
            place.asks = place.asks and not allowed
            return
        allowed = allowed and self._fits(until, account.term_of(place))
        own["until"] = until
        self.must("grant time", allowed, lambda: term_requests.grant(**own))
        if allowed:
            account.put_off(place, until, "", self.n_steps)

    # --- volumes ---

    def hand_over(self, move: Move, file: str, reader: str) -> None:
        """One file's volumes; whoever else reads it gets them through the office."""
        account = self.account
        where = account.volumes.get(file, "owner")
        firm = self.begun.firm_ids[account.firm_of[file]]
        allowed = {
            Move.RECEIVED: where in ("owner", "returned") and file in account.sample,
            Move.HANDED: where == "office" and account.holds(reader, file),
            Move.BACK: where == reader,
            Move.RETURNED: where == "office",
        }[move]
        side = reader if move.is_with_reviewer else firm
        sent = {"move": move, "side": side, "volumes": {facts.file_id(file): 2}}
        before = facts.tables()
        self.n_steps += 1
        # Sent again it is the list that was made: no refusal, and nothing is written.
        is_again = account.last_move.get(file) == (move, side)
        try:
            handing_over.hand_over(**sent, **self.own)
        except RuleBroken as refused:
            if allowed:
                raise Broken(f"{move} of {file} was refused: {refused}") from refused
            self._counted(f"volumes {move}", 1)
        else:
            if not allowed and (not is_again or facts.tables() != before):
                raise Broken(f"{move} of {file} was done")
            self._counted(f"volumes {move}", 0)
        if not allowed and facts.tables() != before:
            raise Broken(f"{move} of {file} was refused but changed something")
        if allowed:
            account.volumes[file] = BACK.get(move, reader)
            account.last_move[file] = (move, side)

    def _counted(self, name: str, which: int) -> None:
        self.done.setdefault(name, [0, 0])[which] += 1

    # --- what reviewers are told of before they begin ---

    def read_again(self, percent: int) -> None:
        """So many files of a hundred; never changed once files were given out."""
        account = self.account
        allowed = percent == account.rate or not account.places
        own = {**self.own, "percent": percent}
        self.must("second reads", allowed, lambda: monitoring.set_rate(**own))
        if allowed:
            account.rate = percent

    # --- people ---

    def look(self, reader: str) -> None:
        """They read what they were told."""
        viewer = self.begun.readers[reader]
        upto = facts.last_notice(reader)
        self.ask("look", lambda: notices.see(viewer=viewer, upto=upto))
        self.account.looked[reader] = self.n_steps
        self.tables = facts.tables()

    def set_limit(self, reader: str, cap: int | None) -> None:
        account = self.account
        allowed = reader in account.members
        own = {**self.own, "number": reader, "cap": cap}
        self.must("set limit", allowed, lambda: membership.set_limit(**own))
        if allowed:
            account.caps[reader] = cap

    def stop(self, reader: str) -> None:
        """What they hold is taken back; files submitted are not read again."""
        account = self.account
        allowed = reader in account.members
        own = {**self.own, "number": reader, "reason": "漂移", "since": None}
        self.must("stop", allowed, lambda: stopping.stop(**own))
        if allowed:
            account.members.discard(reader)
            self._learn(lambda each: each.reader == reader)

    def relieve(self, reader: str) -> None:
        account = self.account
        own = {**self.own, "number": reader, "is_senior": False}
        allowed = reader in account.members
        self.must("relieve a senior", allowed, lambda: membership.set_senior(**own))
        if allowed:
            account.seniors.discard(reader)
