"""Everything that is done to a campaign, against a small account of it.

What is acknowledged is entered in the account; what is refused has changed no byte of
any table. After every step the database holds what the account says, and nothing else.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from review.domain.policy import Viewer
from review.domain.senior_reads import SeniorDecision
from review.services import (
    membership,
    panels,
    publication,
    reviewing,
    senior_reads,
    settling,
)
from review.services.panels import Given, Sitting
from tests.model import facts
from tests.model.account import Place
from tests.model.asking import Broken
from tests.model.giving import Giving
from tests.model.world import CODE


class Campaign(Giving):
    """Reviews, what follows from them, and the release."""

    # --- reviewing ---

    def _reader(self, place: Place) -> Viewer:
        return self.begun.readers[place.reader]

    def save(self, place: Place, item: int, lost: int, *, is_stale: bool) -> None:
        """An answer kept is there when the sheet is opened again."""
        raw = _answer(lost)
        version = place.version + is_stale
        allowed = place.waits and not is_stale
        saved = self.must(
            "save an answer",
            allowed,
            lambda: reviewing.save_answers(
                viewer=self._reader(place),
                public_id=place.key,
                version=version,
                changes={f"i{item}": raw},
                at=self.at,
            ),
        )
        if allowed:
            place.version = saved.version
            place.answers[f"i{item}"] = raw

    def submit(self, place: Place, lost: int, *, stale: int = 0) -> None:
        """A whole review: what it takes off is spread over the items in tens."""
        answers = {f"i{n}": _answer(10 if n < lost // 10 else 0) for n in range(10)}
        key = f"key {place.key} {self.n_steps}"
        self._send(place, answers, key, place.version + stale)

    def _send(
        self, place: Place, answers: dict[str, object], key: str, version: int
    ) -> None:
        allowed = place.waits and version == place.version
        sent = {
            "viewer": self._reader(place),
            "public_id": place.key,
            "version": version,
            "key": key,
            "answers": answers,
        }
        receipt = self.must(
            "submit", allowed, lambda: reviewing.submit(at=self.at, **sent)
        )
        if allowed:
            place.receipt, place.sent = receipt.number, key
            place.answers = answers
            place.total = sum(1000 for raw in answers.values() if raw == "full")
            if receipt.total != Decimal(place.total) / 100:
                raise Broken(f"{receipt} is not {place}")
            # A file that is apart now may have its next reader at once.
            self._learn()
            self._replay(sent, receipt)

    def _replay(self, sent: dict[str, Any], receipt: Any) -> None:
        """The same request again: the same receipt, and nothing is written."""
        self.tables = facts.tables()
        again = self.ask("submit again", lambda: reviewing.submit(at=self.at, **sent))
        if again != receipt:
            raise Broken(f"{again} is not {receipt}")
        self._nothing_changed("submit again")

    def submit_everything(self, pattern: list[int]) -> None:
        """Whatever waits is handed in, one review after the other."""
        for n, place in enumerate(self.account.waiting()):
            self.submit(place, pattern[n % len(pattern)])
            self.tables = facts.tables()

    # --- afterwards ---

    def settle(self) -> None:
        """Everything has settled by itself; asking for it changes no result."""
        own = {"viewer": self.begun.officer, "campaign_code": CODE, "at": self.at}
        found = self.must("settle", True, lambda: settling.settle(**own))
        if found.n_settled:
            raise Broken(f"{found.n_settled} files had not settled")
        # Whoever stands next in a line of alternates is called for what is apart.
        self._learn()

    def name_senior(self, reader: str) -> None:
        account = self.account
        allowed = reader in account.members
        own = {**self.own, "number": reader, "is_senior": True}
        self.must("name a senior", allowed, lambda: membership.set_senior(**own))
        if allowed:
            account.seniors.add(reader)

    def ask_seniors(self) -> None:
        self.must(
            "ask for senior reads",
            True,
            lambda: senior_reads.switch_on(**self.own),
        )
        self.account.asks_seniors = True

    def decide_fail(self, reader: str, file: str, decision: SeniorDecision) -> None:
        account, result = self.account, facts.results().get(file)
        allowed = (
            account.asks_seniors
            and not account.is_final
            and reader in account.seniors & account.members
            and file in account.fails()
            and account.may_decide(reader, file)
        )
        self.must(
            "decide a fail",
            allowed,
            lambda: senior_reads.decide(
                viewer=self.begun.readers[reader],
                public_id=facts.file_id(file),
                decision=decision,
                reason="缺失属实",
                result=result[2] if result else "",
                at=self.at,
                on=self.at.date(),
            ),
        )
        if allowed:
            into = decision is SeniorDecision.UPHELD
            (account.upheld if into else account.at_panel).add(file)
            account.read_as_senior.add((reader, file))

    def meet(self, file: str, members: list[str], votes: list[str]) -> None:
        """A panel of three on one file; the first leads it."""
        account = self.account
        by = dict(zip(members, votes, strict=True))
        ruling = max(votes, key=votes.count) if len(set(votes)) < 3 else votes[0]
        score = {"fail": Decimal(55), "pass": Decimal(65), "good": Decimal(85)}[ruling]
        allowed = (
            file in account.at_panel
            and set(members) <= account.members
            and all(account.may_sit(each, file) for each in members)
        )
        sitting = Sitting(self.at.date(), "会议室", tuple(members), members[0])
        given = [Given(facts.file_id(file), by, "逐项合议", score)]
        own = {**self.own, "on": self.at.date()}
        self.must(
            "panel",
            allowed,
            lambda: panels.record(sitting=sitting, given=given, **own),
        )
        if allowed:
            account.at_panel.discard(file)
            before = account.result(file)
            is_same = before is not None and before[1] == ruling
            kept = before if is_same and before else (int(score * 100), ruling)
            account.ruled[file] = kept

    def publish(self, kind: str) -> None:
        account = self.account
        sent = {**self.own, "kind": kind, "key": f"release {self.n_steps}"}
        made = self.must(
            f"publish {kind}",
            account.may_publish(kind),
            lambda: publication.publish(**sent),
        )
        if made is None:
            return
        account.released.append((kind, made.digest))
        if kind == "final":
            account.final = account.results()
        self.tables = facts.tables()
        again = self.ask("publish again", lambda: publication.publish(**sent))
        if again is None or again.digest != made.digest:
            raise Broken("the same request made another release")
        self._nothing_changed("publish again")
        found = publication.recomputed(
            viewer=self.begun.officer, code=CODE, public_id=made.public_id
        )
        if not found.holds:
            raise Broken("a release does not match its digest")


def _answer(lost: int) -> object:
    if not lost:
        return "full"
    return {"choice": lost, "reason": "无会见笔录", "pages": "3"}
