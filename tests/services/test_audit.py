"""The auditor sees what was done; reviewers under codes, other bureaus not at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from review.domain.errors import NotVisible
from review.domain.policy import Granted, Role, Viewer
from review.services import administration, audit
from review.services.accounts import WrongSignIn
from review.services.audit import EventFilter
from review.store import unit
from review.store.models import Area, Bureau, CampaignCase, Person, Read, User
from review.store.queries import access
from tests.conftest import AT
from tests.factories import World
from tests.planting import plant
from tests.services.conftest import sign_in, viewer_with

LATER = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def auditor(operator: Viewer) -> Viewer:
    return viewer_with(operator, "auditor", Role.AUDIT_ADMIN)


def kinds(viewer: Viewer, **wanted: object) -> list[str]:
    found = audit.events(viewer=viewer, wanted=EventFilter(**wanted))
    return [line.kind for line in found.lines]


def record(kind: str, chain: str, *targets: tuple[str, int], **values: object) -> None:
    actor = unit.Actor(*values.pop("actor", ("reviewer", "code-0")))
    with unit.transaction():
        unit.record(kind, chain=chain, actor=actor, at=AT, targets=targets, **values)


def test_events_are_listed_the_newest_first(auditor: Viewer, officer: Viewer) -> None:
    sign_in("officer")
    record("drawn", "bureau:1", payload={"n": 3})

    found = audit.events(viewer=auditor, wanted=EventFilter())
    assert [(line.kind, line.actor) for line in found.lines] == [
        ("drawn", "code-0"),
        ("account_created", "operator"),
        ("account_created", "operator"),
    ]
    assert found.lines[0].payload == (("n", "3"),)
    assert [each.name for each in found.lines[1].about] == ["officer"]
    assert found.kinds == ("account_created", "drawn", "signed_in")


def test_events_are_found_by_kind_account_and_time(
    operator: Viewer, auditor: Viewer, officer: Viewer
) -> None:
    sign_in("officer")
    sign_in("officer", later=LATER)
    administration.disable(viewer=operator, login="officer", at=AT + 2 * LATER)

    assert kinds(auditor, kind="account_disabled") == ["account_disabled"]
    assert kinds(auditor, login="ＯＦＦＩＣＥＲ") == [
        "account_disabled",
        "signed_in",
        "signed_in",
    ]
    assert kinds(auditor, login="officer", since=AT + LATER) == [
        "account_disabled",
        "signed_in",
    ]
    assert kinds(auditor, login="officer", until=AT + LATER) == ["signed_in"]
    assert kinds(auditor, login="nobody") == []


def test_events_are_found_by_case_whatever_they_name(
    auditor: Viewer, world: World
) -> None:
    drawn, case = world.campaign_case_ids[0], world.case_ids[0]
    read = read_of(world, 0)
    record("filed", "bureau:1", ("case", case))
    record("settled", "bureau:1", ("campaign_case", drawn))
    record("submitted", "bureau:1", ("read", read))
    record("elsewhere", "bureau:1", ("case", world.case_ids[1]), ("read", case + 77))

    assert kinds(auditor, case_no="(2025)青援0001号") == [
        "submitted",
        "settled",
        "filed",
    ]
    found = audit.events(viewer=auditor, wanted=EventFilter(kind="filed"))
    (about,) = found.lines[0].about
    assert (about.kind, about.n, about.name) == ("case", 1, "(2025)青援0001号")


def read_of(world: World, case: int) -> int:
    with unit.reading() as connection:
        query = select(Read.id).where(Read.public_id == world.reads[case][0])
        return connection.scalar(query) or 0


def test_pages_of_events_meet_without_gap_or_overlap(auditor: Viewer) -> None:
    for _ in range(audit.PAGE + 10):
        record("many", "bureau:1")
    first = audit.events(viewer=auditor, wanted=EventFilter(kind="many"))
    second = audit.events(
        viewer=auditor, wanted=EventFilter(kind="many", before=first.older)
    )

    seqs = [line.seq for line in (*first.lines, *second.lines)]
    assert seqs == sorted(seqs, reverse=True)
    assert (len(first.lines), len(set(seqs)), second.older) == (
        audit.PAGE,
        audit.PAGE + 10,
        None,
    )


def test_people_are_not_named(auditor: Viewer, world: World) -> None:
    person = world.reviewers[0].person_id or 0
    record("conflict_declared", "bureau:1", ("person", person))

    found = audit.events(viewer=auditor, wanted=EventFilter(kind="conflict_declared"))
    (about,) = found.lines[0].about
    assert (about.kind, about.n, about.name) == ("person", 1, "")


@pytest.fixture
def other_bureau() -> int:
    with unit.transaction():
        event = unit.record("founded", chain="bureaus", actor=unit.SYSTEM, at=AT)
        area = unit.add(
            event, Area, code="9", name="外市", name_key="wai", level="prefecture"
        )
        bureau = unit.add(event, Bureau, area_id=area, code="9", name="外市司法局")
        unit.add(
            event,
            User,
            bureau_id=bureau,
            login="foreign",
            login_key="foreign",
            created_at=AT,
        )
    return int(bureau)


def test_another_bureaus_events_are_not_there(
    auditor: Viewer, other_bureau: int
) -> None:
    with unit.reading() as connection:
        user_id = connection.scalar(select(User.id).where(User.login == "foreign"))
        public_id = connection.scalar(
            select(User.public_id).where(User.login == "foreign")
        )
    before = kinds(auditor)
    record("theirs", f"bureau:{other_bureau}")
    record("theirs", "campaign:77")
    record("theirs", "accounts", ("user", user_id or 0))
    record("theirs", "accounts", actor=("user", public_id))

    assert kinds(auditor) == before
    assert kinds(auditor, login="foreign") == []


def opened(world: World, case: int, viewer: Viewer | None, what: str) -> None:
    model = {"read": Read, "file": CampaignCase}[what]
    where = (
        Read.public_id == world.reads[case][0]
        if what == "read"
        else CampaignCase.id == world.campaign_case_ids[case]
    )
    with unit.transaction() as connection:
        address = connection.scalar(select(model.public_id).where(where))
        access.note_opening(
            f"{what}.open", address, user_id=viewer.user_id if viewer else None, at=AT
        )


def seen(viewer: Viewer, case_no: str = "(2025)青援0001号", **more: object) -> list:
    period = {"since": AT, "until": AT + LATER} | more
    found = audit.openings(viewer=viewer, case_no=case_no, **period)
    return [(each.action, each.code, each.login, each.name) for each in found]


def test_openings_name_officers_and_hide_reviewers(
    auditor: Viewer, world: World
) -> None:
    reviewer, officer = world.reviewers[0], world.officer
    opened(world, 0, reviewer, "read")
    opened(world, 0, officer, "file")
    opened(world, 0, reviewer, "file")
    opened(world, 1, officer, "file")

    assert seen(auditor) == [
        ("read.open", "code-0", "", ""),
        ("file.open", "", "officer", ""),
        ("file.open", "code-0", "", ""),
    ]
    assert seen(auditor, "(2025)青援0002号") == [("file.open", "", "officer", "")]
    assert seen(auditor, "unknown") == []
    assert seen(auditor, since=AT + LATER, until=AT + 2 * LATER) == []
    assert seen(auditor, until=AT) == []


def test_no_page_of_the_audit_holds_a_reviewers_name_beside_a_code(
    auditor: Viewer, world: World
) -> None:
    for viewer in world.reviewers:
        opened(world, 0, viewer, "read")
    with unit.reading() as connection:
        names = set(connection.scalars(select(Person.name)))
        logins = {viewer.login for viewer in world.reviewers}

    said = str(seen(auditor))
    assert [word for word in names | logins if word in said] == []
    assert said.count("code-") == len(world.reviewers)


def test_attempts_do_not_tell_what_was_typed_for_nobody(
    auditor: Viewer, officer: Viewer, other_bureau: int
) -> None:
    sign_in("officer")
    for login in ("officer", "MyPassword2026!", "foreign"):
        with pytest.raises(WrongSignIn):
            sign_in(login, "wrong", source="10.0.0.9")

    def attempts(only_failed: bool) -> list[tuple[str, bool]]:
        found = audit.sign_ins(
            viewer=auditor, since=AT, until=AT + LATER, only_failed=only_failed
        )
        return [(each.login, each.worked) for each in found]

    assert attempts(only_failed=False) == [
        ("", False),
        ("officer", False),
        ("officer", True),
    ]
    assert attempts(only_failed=True) == [("", False), ("officer", False)]


def test_chains_are_verified_for_the_own_bureau(
    auditor: Viewer, other_bureau: int
) -> None:
    record("ours", "bureau:1")
    record("theirs", f"bureau:{other_bureau}")
    found = audit.verify_chains(viewer=auditor)
    assert [(s.name, s.faults) for s in found] == [("accounts", []), ("bureau:1", [])]

    plant("UPDATE events SET actor = 'changed' WHERE chain = 'bureau:1'")
    found = audit.verify_chains(viewer=auditor)
    assert [(s.name, len(s.faults)) for s in found] == [
        ("accounts", 0),
        ("bureau:1", 1),
    ]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.AUDIT_ADMIN}))
def test_only_the_auditor_reads_the_audit(role: Role) -> None:
    viewer = Viewer(kind="user", user_id=1, bureau_id=1, grants=(Granted(role, 1),))
    period = {"since": AT, "until": AT + LATER}
    attempts = (
        lambda: audit.events(viewer=viewer, wanted=EventFilter()),
        lambda: audit.openings(viewer=viewer, case_no="x", **period),
        lambda: audit.sign_ins(viewer=viewer, only_failed=False, **period),
        lambda: audit.verify_chains(viewer=viewer),
    )
    for attempt in attempts:
        with pytest.raises(NotVisible):
            attempt()
