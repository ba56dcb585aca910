"""What a superior elsewhere asks for, and what it withdraws, comes as a signed file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from review.domain.designating import Effect, IsWithdrawn
from review.domain.errors import NotVisible, RuleBroken
from review.domain.exchange import (
    Altered,
    BadContent,
    ForAnother,
    Kind,
    OlderThanTaken,
    UnknownSigner,
    WrongWay,
)
from review.domain.exchanged_requests import request_data
from review.domain.notices import NoticeKind
from review.files import exchange as files
from review.services import (
    asked_results,
    designating,
    exchange,
    opening,
    partners,
    sampling,
    undesignating,
)
from review.services.exchange import NotElsewhere
from review.store import invariants, unit
from review.store.models import (
    Bureau,
    Campaign,
    CampaignCase,
    Collection,
    CollectionChange,
    Designation,
    DesignationWithdrawal,
    Event,
    ExchangeFile,
    StoredNotice,
)
from tests.casework import Casework, casework, number, plan, sheet
from tests.conftest import AT
from tests.databases import Once
from tests.services.rounds import rows
from tests.services.test_exchange import Both, Side, changed, trusting

pytestmark = pytest.mark.usefixtures("app_context")

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LATER, LAST = AT + timedelta(hours=1), AT + timedelta(hours=2)
DUE = date(2026, 5, 1)
WHY = "改由省厅统一汇总"
CHANGES = (Collection, CollectionChange, Designation, DesignationWithdrawal)


def city_and_county() -> tuple[Casework, Casework]:
    with unit.transaction():
        city, county = casework(), casework(bureau="E", login="county")
        county.scheme(sheet())
        for n in range(1, 7):
            county.case(f"(2025)东援{n}号", lawyers=(f"钱{n}",))
    return city, county


@dataclass
class Far(Both):
    """A city that asks, designates and withdraws; a county elsewhere that draws."""

    def ask(self, due_on: date | None = DUE, at: datetime = AT) -> bytes:
        viewer = self.city.viewer
        asked_results.ask(viewer=viewer, year=2025, due_on=due_on, at=at)
        return self.request()

    def request(self) -> bytes:
        own = {**self.city.here, "to": self.city.partner}
        return exchange.request_file(**own, year=2025, at=AT).body

    def unask(self) -> bytes:
        viewer = self.city.viewer
        asked_results.withdraw(viewer=viewer, year=2025, reason=WHY, at=LATER)
        return self.request()

    def designate(self) -> tuple[str, bytes]:
        made = designating.designate(
            viewer=self.city.viewer,
            bureau=self.city.partner,
            name="抽查",
            numbers="(2025)东援3号\n(2025)东援9号",
            at=AT,
        )
        return made, self.designation(made)

    def designation(self, made: str) -> bytes:
        own = {**self.city.here, "designation": made, "at": AT}
        return exchange.designation_file(**own).body

    def undesignate(self, made: str) -> bytes:
        own = {"viewer": self.city.viewer, "public_id": made}
        undesignating.withdraw(**own, reason=WHY, at=LATER)
        return self.designation(made)

    def join(self) -> None:
        viewer = self.county.viewer
        opening.open_campaign(viewer=viewer, plan=plan(sample=number(2)), at=AT)
        (line,) = designating.received(viewer=viewer)
        waiting = {"public_id": line.public_id, "code": "2025"}
        designating.join(viewer=viewer, **waiting, at=AT)

    def look(self, body: bytes) -> exchange.Arrived:
        return exchange.preview(**self.county.here, body=body)

    @property
    def asked(self) -> tuple[asked_results.Asked, ...]:
        return asked_results.asked_of_us(viewer=self.county.viewer)

    @property
    def received(self) -> tuple[designating.DesignationLine, ...]:
        return designating.received(viewer=self.county.viewer)


@pytest.fixture
def far(app_context: None, once: Once, tmp_path: Path) -> Far:
    both = trusting(*once(city_and_county), tmp_path)
    return Far(both.city, both.county)


def state() -> list[list[tuple[object, ...]]]:
    return [rows(model) for model in (*CHANGES, Campaign, CampaignCase, ExchangeFile)]


def sound() -> bool:
    with unit.reading():
        return invariants.check() == []


# Requests, and their withdrawal.


def test_a_request_and_its_withdrawal_are_as_they_are_online(far: Far) -> None:
    asking = far.ask()
    looked = far.look(asking)
    assert (looked.kind, looked.about.name, looked.about.due_on) == (
        Kind.REQUEST,
        "2025",
        DUE,
    )
    assert far.asked == ()
    far.county.take(asking)
    assert far.asked == asked_results.asked_by_us(viewer=far.city.viewer)
    (asked,) = far.asked
    assert (asked.due_on, asked.asked_at, asked.is_withdrawn) == (DUE, AT, False)

    withdrawing = far.unask()
    looked = far.look(withdrawing)
    assert (looked.kind, looked.about.withdrawn_at, looked.about.reason) == (
        Kind.REQUEST_WITHDRAWAL,
        LATER,
        WHY,
    )
    assert not far.asked[0].is_withdrawn
    far.county.take(withdrawing)

    (asked,) = far.asked
    assert (asked.withdrawn_at, asked.reason, asked.due_on) == (LATER, WHY, None)
    assert far.asked == asked_results.asked_by_us(viewer=far.city.viewer)
    told = [kind for (kind,) in rows(StoredNotice, "kind")]
    assert told == [NoticeKind.COLLECTED, NoticeKind.UNCOLLECTED]
    kinds = [kind for (kind,) in rows(Event, "kind")]
    assert kinds.count("request_received") == 2
    assert sound()


def test_it_is_asked_for_once_more(far: Far) -> None:
    for body in (far.ask(), far.unask(), far.ask(None, LAST)):
        far.county.take(body)

    (asked,) = far.asked
    assert (asked.is_withdrawn, asked.due_on) == (False, None)
    assert sound()


@sqlite
def test_a_withdrawal_comes_before_the_request(far: Far) -> None:
    """What was asked for late is not asked for: the newer file says so."""
    first, second = far.ask(), far.unask()

    far.county.take(second)
    before = state()
    with pytest.raises(OlderThanTaken):
        far.county.take(first)

    assert state() == before
    (asked,) = far.asked
    assert (asked.withdrawn_at, asked.reason) == (LATER, WHY)


@sqlite
def test_an_older_withdrawal_does_not_undo_a_newer_request(far: Far) -> None:
    first, second, third = far.ask(), far.unask(), far.ask(at=LAST)
    far.county.take(first)
    far.county.take(third)

    with pytest.raises(OlderThanTaken):
        far.county.take(second)
    (asked,) = far.asked
    assert (asked.is_withdrawn, asked.asked_at) == (False, LAST)


@sqlite
def test_requests_taken_in_twice_or_made_twice_are_there_once(far: Far) -> None:
    bodies = [far.ask(), far.request()]
    done = [far.county.take(body).is_in for body in (*bodies, bodies[0])]
    assert done == [False, True, True]
    bodies = [far.unask(), far.request()]
    far.unask()

    done = [far.county.take(body).is_in for body in (*bodies, *bodies)]

    assert done == [False, True, True, True]
    # One in each bureau: they stand in one database here.
    assert (len(rows(Collection)), len(rows(CollectionChange))) == (2, 2)


# Designated numbers, and their withdrawal.


def test_numbers_are_withdrawn_while_they_wait(far: Far) -> None:
    made, body = far.designate()
    far.county.take(body)
    body = far.undesignate(made)
    assert far.look(body).about.effect is Effect.WAITED
    assert far.received[0].withdrawn_at is None

    done = far.county.take(body)

    assert (done.kind, done.about.n) == (Kind.DESIGNATION_WITHDRAWAL, 2)
    (line,) = far.received
    assert (line.superior, line.withdrawn_at, line.reason, line.effect) == (
        done.sender,
        LATER,
        WHY,
        Effect.WAITED,
    )
    opening.open_campaign(viewer=far.county.viewer, plan=plan(), at=AT)
    with pytest.raises(IsWithdrawn):
        own = {"public_id": line.public_id, "code": "2025"}
        designating.join(viewer=far.county.viewer, **own, at=AT)
    (line,) = designating.made(viewer=far.city.viewer)
    assert (line.withdrawn_at, line.effect) == (LATER, Effect.ELSEWHERE)
    assert sound()


def test_numbers_leave_what_has_not_drawn(far: Far) -> None:
    made, body = far.designate()
    far.county.take(body)
    far.join()
    ((joined,),) = rows(Campaign, "rules")
    body = far.undesignate(made)
    looked = far.look(body).about
    assert (looked.effect, looked.campaign) == (Effect.LEFT, plan().name)
    assert rows(Campaign, "rules") == [(joined,)]

    assert far.county.take(body).about.effect is Effect.LEFT

    ((rules,),) = rows(Campaign, "rules")
    assert "designated" in joined["sample"]
    assert "designated" not in rules["sample"]
    assert far.received[0].effect is Effect.LEFT
    assert sound()


def test_what_is_drawn_stays(far: Far) -> None:
    made, body = far.designate()
    far.county.take(body)
    far.join()
    sampling.draw(viewer=far.county.viewer, code="2025", at=AT, seed="7")
    before = rows(Campaign), rows(CampaignCase)
    body = far.undesignate(made)
    assert far.look(body).about.effect is Effect.STAYED

    far.county.take(body)

    assert (rows(Campaign), rows(CampaignCase)) == before
    assert (far.received[0].effect, far.received[0].reason) == (Effect.STAYED, WHY)
    assert sound()


@sqlite
def test_a_withdrawal_comes_before_the_numbers(far: Far) -> None:
    """They stand there as withdrawn, and the older file brings them no more."""
    made, first = far.designate()
    second = far.undesignate(made)

    far.county.take(second)
    before = state()
    with pytest.raises(OlderThanTaken):
        far.county.take(first)

    assert state() == before
    (line,) = far.received
    assert (line.numbers, line.reason) == (("(2025)东援3号", "(2025)东援9号"), WHY)
    assert far.county.take(second).is_in


@sqlite
def test_numbers_are_withdrawn_once(far: Far) -> None:
    made, body = far.designate()
    far.county.take(body)
    bodies = [far.undesignate(made), far.undesignate(made)]

    done = [far.county.take(each).is_in for each in (*bodies, *bodies, body)]

    assert done == [False, True, True, True, True]
    assert len(rows(DesignationWithdrawal)) == 2
    assert far.received[0].withdrawn_at == LATER


# What is refused changes nothing.

Made = Callable[[Far], bytes]


def a_request(far: Far) -> bytes:
    return far.ask()


def a_request_withdrawal(far: Far) -> bytes:
    far.ask()
    return far.unask()


def a_withdrawal(far: Far) -> bytes:
    made, body = far.designate()
    far.county.take(body)
    return far.undesignate(made)


new_kinds = pytest.mark.parametrize(
    "make", [a_request, a_request_withdrawal, a_withdrawal]
)


@sqlite
@new_kinds
def test_an_altered_file_is_refused(far: Far, make: Made) -> None:
    body = make(far)
    before = state()
    member = f"{far.look(body).kind.value}.json"

    for name, old, new in (
        (member, b"2025", b"2024"),
        ("manifest.json", b'"number":', b'"number":9'),
        ("manifest.json", b'"subject":"', b'"subject":"0'),
        ("signature", b"0", b"1"),
    ):
        with pytest.raises(Altered):
            far.county.take(changed(body, name, old, new))

    assert state() == before


@sqlite
@new_kinds
def test_only_its_addressee_takes_it_from_its_superior(
    far: Far, make: Made, tmp_path: Path
) -> None:
    body = make(far)
    with unit.transaction():
        stranger = casework(bureau="S", login="stranger")
    third = Side(stranger.officer, tmp_path / "third")
    with pytest.raises(ForAnother):
        third.take(body)
    with pytest.raises(ForAnother):
        far.city.take(body)
    event = {"chain": "test", "actor": unit.SYSTEM, "at": AT}
    own = {"id": far.county.viewer.bureau_id}
    (above,) = rows(Bureau, "parent_id", **own)[0]
    before = state()

    for parent_id, refusal in ((None, WrongWay), (above, UnknownSigner)):
        with unit.transaction():
            unit.change(
                unit.record("tested", **event), Bureau, own, parent_id=parent_id
            )
        if refusal is UnknownSigner:
            address = far.county.partner
            partners.forget(viewer=far.county.viewer, public_id=address, at=AT)
        with pytest.raises(refusal):
            far.county.take(body)

    assert state() == before


@sqlite
def test_nobody_sends_a_withdrawal_upwards(far: Far) -> None:
    """A county that asks its superior for results by hand-made file is refused."""
    year = request_data(asked_results.Asked(2025, None, AT))
    body = signed(far.county, far.city, Kind.REQUEST, "2025", files.written(year))

    with pytest.raises(WrongWay):
        far.city.take(body)


def signed(by: Side, to: Side, kind: Kind, subject: str, body: bytes) -> bytes:
    """A file with the right signature, whatever is in it."""
    with unit.reading():
        partner = exchange.queries.partner(by.viewer.bureau_id or 0, by.partner)
    matter = (kind, subject, body)
    return exchange._made(by.viewer, by.keys, partner, matter, AT).body


ASKED = request_data(asked_results.Asked(2025, DUE, AT))
GONE = request_data(asked_results.Asked(2025, None, AT, LATER, WHY))
NUMBERS = {
    "name": "抽查",
    "numbers": ["1号"],
    "withdrawn_at": LATER.isoformat(),
    "reason": WHY,
}


@sqlite
@pytest.mark.parametrize(
    ("kind", "subject", "said"),
    [
        (Kind.REQUEST, "2024", ASKED),
        (Kind.REQUEST, "2025", {**ASKED, "year": "2025"}),
        (Kind.REQUEST, "2025", GONE),
        (Kind.REQUEST_WITHDRAWAL, "2025", ASKED),
        (Kind.REQUEST_WITHDRAWAL, "2025", {**GONE, "reason": " "}),
        (Kind.DESIGNATION_WITHDRAWAL, "x", {**NUMBERS, "reason": ""}),
        (Kind.DESIGNATION_WITHDRAWAL, "x", {**NUMBERS, "numbers": "1号"}),
    ],
)
def test_a_right_signature_under_a_wrong_content_is_refused(
    far: Far, kind: Kind, subject: str, said: dict[str, object]
) -> None:
    body = signed(far.city, far.county, kind, subject, files.written(said))
    before = state()

    with pytest.raises(RuleBroken):
        far.county.take(body)
    assert state() == before


@sqlite
def test_other_numbers_are_not_withdrawn_under_the_same_name(far: Far) -> None:
    made, body = far.designate()
    far.county.take(body)
    said = files.written(NUMBERS)
    other = signed(far.city, far.county, Kind.DESIGNATION_WITHDRAWAL, made, said)

    with pytest.raises(BadContent):
        far.county.take(other)
    assert rows(DesignationWithdrawal) == []


@sqlite
def test_files_are_made_for_bureaus_elsewhere_only(far: Far) -> None:
    with unit.transaction():
        near = casework(bureau="N", login="near")
        where = {"id": near.bureau_id}
        above = far.city.viewer.bureau_id
        unit.change(near.event, Bureau, where, parent_id=above)
    address = str(rows(Bureau, "public_id", id=near.bureau_id)[0][0])
    far.ask()
    own = {**far.city.here, "year": 2025, "at": AT}
    with pytest.raises(NotVisible):
        exchange.request_file(**own, to=address)
    with pytest.raises(NotVisible):
        exchange.request_file(**{**own, "year": 2024}, to=far.city.partner)
    made = designating.designate(
        viewer=far.city.viewer, bureau=address, name="x", numbers="1号", at=AT
    )
    far_own = {**far.city.here, "designation": made, "at": AT}
    with pytest.raises(NotElsewhere):
        exchange.designation_file(**far_own)
    with pytest.raises(NotVisible):
        exchange.designation_file(**{**far_own, **far.county.here})


@sqlite
def test_a_program_that_does_not_know_the_kinds_says_to_update(far: Far) -> None:
    """Its format is the first; files that it knows are still written in that one."""
    made, body = far.designate()
    assert b'"format":"case-review exchange/1"' in files.unpack(body).manifest
    for newer in (far.ask(), far.unask(), far.undesignate(made)):
        manifest = files.unpack(newer).manifest
        assert b'"format":"case-review exchange/2"' in manifest
