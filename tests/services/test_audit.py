"""The auditor sees what was done; reviewers under codes, other bureaus not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select

from review.domain.errors import NotVisible
from review.domain.policy import Granted, Role, Viewer
from review.services import administration, audit
from review.services.accounts import WrongSignIn
from review.services.audit import EventFilter
from review.store import unit
from review.store.models import Area, Bureau, CampaignCase, Event, Person, Read, User
from review.store.queries import access
from tests.conftest import AT
from tests.factories import World
from tests.planting import plant
from tests.services.conftest import sign_in, viewer_with

pytestmark = pytest.mark.usefixtures("app_context")

LATER = timedelta(hours=1)


@pytest.fixture
def auditor(operator: Viewer) -> Viewer:
    return viewer_with(operator, "auditor", Role.AUDIT_ADMIN)


def kinds(viewer: Viewer, **wanted: object) -> list[str]:
    found = audit.events(viewer=viewer, wanted=EventFilter(**wanted))
    return [line.kind for line in found.lines]


def record(
    kind: str, chain: str, *targets: tuple[str, int], **values: object
) -> unit.Recorded:
    actor = unit.Actor(*values.pop("actor", ("reviewer", "code-0")))
    values = {"at": AT} | values
    with unit.transaction():
        return unit.record(kind, chain=chain, actor=actor, targets=targets, **values)


def test_events_are_listed_the_newest_first(auditor: Viewer, officer: Viewer) -> None:
    sign_in("officer")
    record("drawn", "bureau:1", payload={"n": 3}, actor=OPERATOR)

    found = audit.events(viewer=auditor, wanted=EventFilter())
    assert [(line.kind, line.actor) for line in found.lines] == [
        ("drawn", "operator"),
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
    record("filed", "bureau:1", ("case", case), actor=OPERATOR)
    record("settled", "bureau:1", ("campaign_case", drawn), actor=OPERATOR)
    record("submitted", "bureau:1", ("read", read), actor=OPERATOR)
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


SYSTEM = ("system", "system")
OPERATOR = ("operator", "operator")


@pytest.mark.parametrize("actor", [OPERATOR, ("reviewer", "code-0")])
def test_pages_of_events_meet_without_gap_or_overlap(
    auditor: Viewer, actor: tuple[str, str]
) -> None:
    for n in range(audit.PAGE + 10):
        for at in (AT, AT + timedelta(days=1), AT + timedelta(days=n)):
            record("many", "bureau:1", actor=actor, at=at)
    digests, before, n_pages = [], "", 0
    while before or not n_pages:
        page = audit.events(
            viewer=auditor, wanted=EventFilter(kind="many", before=before)
        )
        digests += [line.digest for line in page.lines]
        days = [line.at.date() for line in page.lines]
        assert days == sorted(days, reverse=True)
        before, n_pages = page.older, n_pages + 1

    assert len(digests) == len(set(digests)) == 3 * (audit.PAGE + 10)
    assert n_pages == 4


def test_a_page_begins_after_no_event_of_another_bureau(
    auditor: Viewer, other_bureau: int
) -> None:
    record("theirs", f"bureau:{other_bureau}")
    with unit.reading() as connection:
        event = connection.scalar(select(Event.public_id).where(Event.kind == "theirs"))
    for before in (event or "", "never"):
        with pytest.raises(NotVisible):
            audit.events(viewer=auditor, wanted=EventFilter(before=before))


def test_a_consequence_of_what_was_done_under_a_code_has_no_minute_either(
    auditor: Viewer,
) -> None:
    """Grading a file when its last review is submitted dates that submission."""
    record("drawn", "bureau:1", actor=OPERATOR)
    cause = record("submitted", "bureau:1")
    for kind in ("settled", "called", "allocated", "renewed"):
        cause = record(kind, "bureau:1", actor=SYSTEM, cause=cause)
    cause = record("confirmed", "bureau:1", actor=OPERATOR)
    record("published", "bureau:1", actor=SYSTEM, cause=cause)

    found = audit.events(viewer=auditor, wanted=EventFilter()).lines
    assert [line.kind for line in found[:3]] == ["published", "confirmed", "drawn"]
    assert {line.kind for line in found if line.is_by_code} == {
        *("submitted", "settled", "called", "allocated", "renewed")
    }


def test_what_the_worker_does_in_a_campaign_has_no_minute(
    auditor: Viewer, world: World
) -> None:
    """It calls a third reader within a minute of the review that differs."""
    chain = f"campaign:{world.campaign_id}"
    record("kept", "bureau:1", actor=SYSTEM)
    cause = record("called", chain, actor=SYSTEM)
    record("told", chain, actor=SYSTEM, cause=cause)

    found = audit.events(viewer=auditor, wanted=EventFilter()).lines
    hidden = {line.kind: line.is_by_code for line in found}
    assert [hidden[kind] for kind in ("kept", "called", "told")] == [False, True, True]


def test_the_list_dates_nothing_done_under_a_code_by_its_place(
    auditor: Viewer,
) -> None:
    for n in range(9):
        record("noted", "campaign:1", actor=OPERATOR)
        record("submitted", "bureau:1", actor=("reviewer", f"code-{n}"))
    found = audit.events(viewer=auditor, wanted=EventFilter()).lines
    kinds = [line.kind for line in found if line.kind == "submitted"]
    codes = [line.actor for line in found if line.kind == "submitted"]

    assert kinds == [line.kind for line in found[-9:]]
    assert codes not in (sorted(codes), sorted(codes, reverse=True))
    assert not hasattr(found[0], "seq")


def test_a_day_is_one_of_the_bureau(auditor: Viewer) -> None:
    """At 23:30 UTC it is the next day in China, and the same line is under it."""
    zone = timezone(8 * LATER)
    night = AT.replace(hour=23, minute=30)
    record("submitted", "bureau:1", at=night)
    record("early", "bureau:1", actor=OPERATOR, at=night + LATER)
    record("late", "bureau:1", actor=OPERATOR, at=night - 8 * LATER)

    def found(zone: timezone) -> list[str]:
        lines = audit.events(viewer=auditor, wanted=EventFilter(zone=zone)).lines
        return [x.kind for x in lines if x.kind != "account_created"]

    assert found(zone) == ["early", "submitted", "late"]
    assert found(UTC) == ["early", "late", "submitted"]


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


def opened(
    world: World, case: int, viewer: Viewer | None, what: str, at: datetime = AT
) -> None:
    model = {"read": Read, "file": CampaignCase}[what]
    where = (
        Read.public_id == world.reads[case][0]
        if what == "read"
        else CampaignCase.id == world.campaign_case_ids[case]
    )
    with unit.transaction() as connection:
        address = connection.scalar(select(model.public_id).where(where))
        access.note_opening(
            f"{what}.open", address, user_id=viewer.user_id if viewer else None, at=at
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
        ("file.open", "", "officer", ""),
        ("file.open", "code-0", "", ""),
        ("read.open", "code-0", "", ""),
    ]
    assert seen(auditor, "(2025)青援0002号") == [("file.open", "", "officer", "")]
    assert seen(auditor, "unknown") == []
    assert seen(auditor, since=AT + LATER, until=AT + 2 * LATER) == []
    assert seen(auditor, until=AT) == []


def test_openings_under_a_code_stand_after_the_others_of_their_day(
    auditor: Viewer, world: World
) -> None:
    """Between two minutes of an officer they would have one."""
    for n, day in enumerate((0, 0, 1)):
        at = AT + timedelta(days=day, minutes=3 * n)
        opened(world, 0, world.officer, "file", at)
        opened(world, 0, world.reviewers[1 - n % 2], "read", at + timedelta(minutes=1))

    found = seen(auditor, until=AT + timedelta(days=2))
    assert [code for _, code, _, _ in found] == [
        *("", "", "code-0", "code-1"),
        *("", "code-1"),
    ]


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
