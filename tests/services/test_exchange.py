"""Two installations that never meet: everything passes as signed files.

Both stand in one database here; each knows the other only by its key.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from review.domain.adoption import IssuedFromAbove
from review.domain.collecting import Progress
from review.domain.errors import RuleBroken
from review.domain.exchange import (
    Altered,
    ForAnother,
    NoExchangeFile,
    OlderThanTaken,
    OtherFingerprint,
    UnknownSigner,
    WrongWay,
    spoken,
)
from review.domain.notices import NoticeKind
from review.domain.policy import Role, Viewer, operator
from review.files.schemes import dump
from review.services import (
    adoption,
    bureaus,
    collecting,
    designating,
    exchange,
    issuing,
    partners,
    schemes,
)
from review.services.partners import AnotherSuperior, NoKey, OwnCard
from review.store import invariants, unit
from review.store.models import (
    Bureau,
    CollectedResult,
    Designation,
    Event,
    SchemeIssue,
    StoredNotice,
)
from tests.casework import Casework, casework, sheet
from tests.conftest import AT
from tests.databases import Once
from tests.released import Place, a_place
from tests.services.rounds import rows

pytestmark = pytest.mark.usefixtures("app_context")

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass
class Side:
    """An installation: its officer, its folder of keys, and how it names the other."""

    viewer: Viewer
    keys: Path
    partner: str = ""

    def __post_init__(self) -> None:
        owner = operator(self.viewer.bureau_id or 0)
        partners.make_key(viewer=owner, keys=self.keys, at=AT)

    @property
    def here(self) -> dict[str, Any]:
        return {"viewer": self.viewer, "keys": self.keys}

    def trusts(self, other: Side, code: str, *, is_above: bool) -> None:
        made = partners.pin(
            **self.here,
            body=partners.card(**other.here),
            fingerprint=partners.own_fingerprint(**other.here),
            is_above=is_above,
            code=code,
            at=AT,
        )
        self.partner = made.public_id

    def take(self, body: bytes) -> exchange.Arrived:
        return exchange.take(**self.here, body=body, at=AT)


@dataclass
class Both:
    """A city and a county elsewhere that trust one another."""

    city: Side
    county: Side

    def scheme(self, name: str = "civil") -> bytes:
        address = schemes.named(viewer=self.city.viewer, name=name).public_id
        to = self.city.partner
        issuing.issue(viewer=self.city.viewer, public_id=address, to=[to], at=AT)
        made = exchange.scheme_file(**self.city.here, scheme=address, to=to, at=AT)
        return made.body

    def numbers(self) -> bytes:
        address = designating.designate(
            viewer=self.city.viewer,
            bureau=self.city.partner,
            name="抽查",
            numbers="(2025)1号\n(2025)2号",
            at=AT,
        )
        made = exchange.designation_file(**self.city.here, designation=address, at=AT)
        return made.body


def trusting(city: Casework, county: Casework, folder: Path) -> Both:
    both = Both(
        Side(city.officer, folder / "city"), Side(county.officer, folder / "county")
    )
    both.city.trusts(both.county, "far-county", is_above=False)
    both.county.trusts(both.city, "far-city", is_above=True)
    return both


def two_bureaus() -> tuple[Casework, Casework]:
    with unit.transaction():
        city, county = casework(), casework(bureau="E", login="county")
        city.scheme(sheet())
    return city, county


@pytest.fixture
def both(app_context: None, once: Once, tmp_path: Path) -> Both:
    return trusting(*once(two_bureaus), tmp_path)


def test_schemes_and_numbers_come_down(both: Both) -> None:
    found = both.county.take(both.scheme())
    both.county.take(both.numbers())

    assert (found.kind, found.number, found.is_in) == ("scheme", 1, False)
    (line,) = issuing.received(viewer=both.county.viewer)
    assert line.code == "civil"
    with pytest.raises(IssuedFromAbove):
        text = dump(replace(sheet(), version="2"))
        schemes.load(viewer=both.county.viewer, text=text, at=AT)
    (numbers,) = designating.received(viewer=both.county.viewer)
    assert numbers.numbers == ("(2025)1号", "(2025)2号")
    kinds = [kind for (kind,) in rows(Event, "kind")]
    assert kinds.count("exchange_file_taken") == 2
    told = [kind for (kind,) in rows(StoredNotice, "kind")]
    assert told == [NoticeKind.ISSUED, NoticeKind.DESIGNATED]
    with unit.reading():
        assert invariants.check() == []


def test_results_go_up(once: Once, tmp_path: Path) -> None:
    place: Place = once(a_place)
    place.publish()
    with unit.transaction():
        city = casework(bureau="P", login="city")
    both = trusting(city, place.work, tmp_path)
    (offered,) = collecting.deliverable(viewer=both.county.viewer)
    collecting.deliver(viewer=both.county.viewer, release=offered.release_id, at=AT)
    made = exchange.results_file(**both.county.here, release=offered.release_id, at=AT)
    assert progress(both.city.viewer) == [Progress.AWAITED]

    both.city.take(made.body)
    both.city.take(made.body)

    assert progress(both.city.viewer) == [Progress.DELIVERED]
    sent, came = rows(CollectedResult, "body")
    assert sent == came
    with unit.reading():
        assert invariants.check() == []


def progress(viewer: Viewer) -> list[Progress]:
    found = collecting.year(viewer=viewer, year=2025, today=AT.date())
    return [each.progress for each in found.senders]


@sqlite
def test_taking_in_twice_changes_nothing(both: Both) -> None:
    scheme, numbers = both.scheme(), both.numbers()
    looked = exchange.preview(**both.county.here, body=scheme)
    assert (looked.is_in, len(rows(SchemeIssue))) == (False, 1)

    done = [both.county.take(body).is_in for body in (scheme, scheme, numbers, numbers)]

    assert done == [False, True, False, True]
    assert (len(rows(SchemeIssue)), len(rows(Designation))) == (2, 2)


def changed(body: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """The archive with one member altered."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as found, zipfile.ZipFile(made, "w") as out:
        for each in found.namelist():
            content = found.read(each)
            out.writestr(each, content.replace(old, new) if each == name else content)
    return made.getvalue()


@sqlite
@pytest.mark.parametrize(
    ("name", "old", "new", "refusal"),
    [
        ("scheme.yaml", b"code: civil", b"code: evil", Altered),
        ("manifest.json", b'"number":1', b'"number":9', Altered),
        ("signature", b"0", b"1", Altered),
        ("manifest.json", b"exchange/1", b"exchange/x", NoExchangeFile),
    ],
)
def test_an_altered_file_is_refused(
    both: Both, name: str, old: bytes, new: bytes, refusal: type[RuleBroken]
) -> None:
    body = changed(both.scheme(), name, old, new)

    with pytest.raises(refusal):
        both.county.take(body)

    assert issuing.received(viewer=both.county.viewer) == ()


@sqlite
def test_files_of_others_and_for_others_are_refused(both: Both, tmp_path: Path) -> None:
    with unit.transaction():
        stranger = casework(bureau="S", login="stranger")
    third = Side(stranger.officer, tmp_path / "third")
    body = both.scheme()

    with pytest.raises(ForAnother):
        third.take(body)
    partners.forget(viewer=both.county.viewer, public_id=both.county.partner, at=AT)
    with pytest.raises(UnknownSigner):
        both.county.take(body)


@sqlite
def test_nothing_is_issued_upwards(both: Both) -> None:
    with unit.transaction():
        unit.change(
            unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT),
            Bureau,
            {"id": both.county.viewer.bureau_id},
            parent_id=None,
        )

    with pytest.raises(WrongWay):
        both.county.take(both.scheme())


@sqlite
def test_an_older_version_does_not_come_after_a_newer_one(both: Both) -> None:
    first = both.scheme()
    with unit.transaction():
        work = Casework(1, both.city.viewer, an_event())
        work.scheme(sheet(version="2"))
    second = both.scheme("civil@2")

    both.county.take(second)

    with pytest.raises(OlderThanTaken):
        both.county.take(first)


def an_event() -> unit.Recorded:
    return unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)


@sqlite
def test_a_key_is_trusted_by_its_fingerprint_only(both: Both, tmp_path: Path) -> None:
    card = partners.card(**both.county.here)
    pin = {**both.city.here, "body": card, "is_above": False, "at": AT}
    with pytest.raises(OtherFingerprint):
        partners.pin(**pin, fingerprint=spoken("0" * 64), code="far-county")
    with pytest.raises(OwnCard):
        own = {**pin, "body": partners.card(**both.city.here)}
        shown = partners.own_fingerprint(**both.city.here)
        partners.pin(**own, fingerprint=shown, code="x")
    with pytest.raises(AnotherSuperior):
        shown = partners.own_fingerprint(**both.city.here)
        partners.pin(
            **both.county.here,
            body=partners.card(**both.city.here),
            fingerprint=shown,
            is_above=True,
            code="another",
            at=AT,
        )
    with pytest.raises(NoKey):
        partners.card(viewer=both.city.viewer, keys=tmp_path / "nowhere")


@sqlite
def test_a_new_key_takes_the_place_of_the_former(both: Both, tmp_path: Path) -> None:
    body = both.scheme()
    renewed = Side(both.city.viewer, tmp_path / "renewed")
    both.county.trusts(renewed, "far-city", is_above=True)

    with pytest.raises(UnknownSigner):
        both.county.take(body)

    (known,) = partners.listing(viewer=both.county.viewer)
    assert known.fingerprint == partners.own_fingerprint(**renewed.here)


@sqlite
def test_a_superior_elsewhere_adopts_nothing_here(both: Both) -> None:
    above = bureaus.superior(viewer=both.county.viewer)
    assert above is not None and above.is_elsewhere
    with unit.transaction():
        work = Casework(
            both.county.viewer.bureau_id or 0, both.county.viewer, an_event()
        )
        work.scheme(sheet("own"))
    text = dump(replace(sheet("own"), version="2"))

    proposal = adoption.propose_file(
        viewer=both.county.viewer, text=text, reason="x", at=AT
    )

    found = adoption.view(viewer=both.county.viewer, public_id=proposal, on=AT.date())
    assert "no superior bureau here" in found.waits
    assert Role.BUREAU_OFFICER in both.county.viewer.roles
