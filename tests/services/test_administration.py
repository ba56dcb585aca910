"""Three administrators, kept apart: who makes accounts, who gives roles, who only reads."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from review.domain.errors import NotVisible
from review.domain.policy import PUBLIC, Role, Viewer
from review.services import account_lists, accounts, administration, setup
from review.services.account_lists import AccountFilter
from review.services.administration import (
    AccountClosed,
    EndsBeforeItStarts,
    HasAccount,
    LastOfItsKind,
    LoginTaken,
    LoginUnusable,
    NewAccount,
    PlaceMissing,
    Post,
    RoleHeld,
    RoleNotGiven,
    RolesDoNotMix,
)
from review.store import unit
from review.store.models import Area, Bureau, Event, Firm, Person
from tests.conftest import AT
from tests.services.conftest import PASSWORD, sign_in, viewer_of, viewer_with

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def system(operator: Viewer) -> Viewer:
    return viewer_with(operator, "system", Role.SYSTEM_ADMIN)


@pytest.fixture
def security(operator: Viewer) -> Viewer:
    return viewer_with(operator, "security", Role.SECURITY_ADMIN)


@pytest.fixture
def auditor(operator: Viewer) -> Viewer:
    return viewer_with(operator, "auditor", Role.AUDIT_ADMIN)


def create(
    viewer: Viewer, login: str = "someone", password: str = "", **values: object
) -> Viewer:
    user_id = administration.create_account(
        viewer=viewer,
        account=NewAccount(login=login, **values),
        at=AT,
        password=password,
        cheap=True,
    )
    return viewer_of(user_id)


def give(
    viewer: Viewer, role: Role, login: str = "someone", **place: int | date
) -> None:
    administration.grant(viewer=viewer, login=login, post=Post(role, **place), at=AT)


def lines(viewer: Viewer, **wanted: object) -> dict[str, account_lists.AccountLine]:
    found = account_lists.listing(viewer=viewer, wanted=AccountFilter(**wanted), at=AT)
    return {line.login: line for line in found.lines}


def roles_of(viewer: Viewer, login: str = "someone") -> set[Role]:
    return {post.role for post in lines(viewer)[login].posts}


def page_of(viewer: Viewer, login: str = "someone") -> account_lists.AccountPage:
    public_id = lines(viewer)[login].public_id
    return account_lists.account(viewer=viewer, public_id=public_id, at=AT)


def take(viewer: Viewer, role: Role, login: str) -> None:
    posts = {post.role: post.id for post in page_of(viewer, login).line.posts}
    administration.revoke(viewer=viewer, login=login, grant_id=posts[role], at=AT)


def person(bureau_id: int = 1) -> int:
    return added(Person, bureau_id=bureau_id, name="白云", name_key="bai yun")


def firm(bureau_id: int = 1) -> int:
    return added(
        Firm,
        bureau_id=bureau_id,
        area_id=1,
        code="F",
        name="甲所",
        name_key="jia",
        kind="law_firm",
    )


def added(model: type, **values: object) -> int:
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        return int(unit.add(event, model, **values))


@pytest.fixture
def other_bureau() -> int:
    area = added(Area, code="9", name="外市", name_key="wai", level="prefecture")
    return added(Bureau, area_id=area, code="9", name="外市司法局")


def test_the_system_administrator_makes_accounts_without_roles(system: Viewer) -> None:
    made = create(system)

    assert (made.login, made.roles) == ("someone", frozenset())
    assert lines(system)["someone"].state == "waiting"


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.FIRM_HEAD}))
def test_only_what_a_person_is_anyway_comes_with_an_invitation(
    system: Viewer, security: Viewer, auditor: Viewer, role: Role
) -> None:
    if role in {Role.LAWYER, Role.REVIEWER, Role.PANEL_LEAD}:
        assert create(system, role=role).roles == {role}
        return
    with pytest.raises(RoleNotGiven):
        create(system, role=role)
    assert "someone" not in lines(system)


def test_vacant_posts_are_filled_by_the_first_administrator(system: Viewer) -> None:
    create(system, "guard", role=Role.SECURITY_ADMIN)
    create(system, "audit", role=Role.AUDIT_ADMIN)

    for role in (Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.SYSTEM_ADMIN):
        with pytest.raises(RoleNotGiven):
            create(system, "more", role=role)


def test_the_security_administrator_gives_and_takes_roles(
    system: Viewer, security: Viewer
) -> None:
    create(system)
    give(security, Role.LAWYER)
    give(security, Role.PANEL_LEAD)

    assert roles_of(security) == {Role.LAWYER, Role.PANEL_LEAD}
    take(security, Role.LAWYER, "someone")
    assert roles_of(security) == {Role.PANEL_LEAD}


def test_taking_a_role_ends_the_sessions(operator: Viewer, officer: Viewer) -> None:
    token = sign_in("officer")
    take(operator, Role.BUREAU_OFFICER, "officer")

    assert accounts.viewer_of(token=token, at=AT, today=AT.date()) == PUBLIC
    assert (
        accounts.viewer_of(token=sign_in("officer"), at=AT, today=AT.date()).roles
        == frozenset()
    )


@pytest.mark.parametrize(
    ("held", "more"),
    [
        (Role.SYSTEM_ADMIN, Role.BUREAU_OFFICER),
        (Role.AUDIT_ADMIN, Role.SECURITY_ADMIN),
        (Role.LAWYER, Role.AUDIT_ADMIN),
        (Role.REVIEWER, Role.BUREAU_OFFICER),
        (Role.BUREAU_OFFICER, Role.PANEL_LEAD),
    ],
)
def test_roles_that_do_not_mix_are_refused(
    operator: Viewer, held: Role, more: Role
) -> None:
    create(operator, role=held)

    with pytest.raises(RolesDoNotMix):
        give(operator, more)


def test_the_security_administrator_cannot_become_an_officer(security: Viewer) -> None:
    with pytest.raises(RolesDoNotMix):
        give(security, Role.BUREAU_OFFICER, login="security")


def test_a_role_is_not_given_twice_for_one_place(operator: Viewer) -> None:
    first, second = (
        firm(),
        added(
            Firm,
            bureau_id=1,
            area_id=1,
            code="G",
            name="乙",
            name_key="y",
            kind="law_firm",
        ),
    )
    create(operator, role=Role.FIRM_HEAD, firm_id=first)

    with pytest.raises(RoleHeld):
        give(operator, Role.FIRM_HEAD, firm_id=first)
    give(operator, Role.FIRM_HEAD, firm_id=second)
    places = [post.place for post in lines(operator)["someone"].posts]
    assert places == ["甲所", "乙"]


@pytest.mark.parametrize(
    "role", [Role.COUNTY_OFFICER, Role.FIRM_HEAD, Role.CAMPAIGN_MANAGER]
)
def test_a_role_for_a_place_needs_the_place(operator: Viewer, role: Role) -> None:
    with pytest.raises(PlaceMissing):
        create(operator, role=role)


def test_places_and_people_of_another_bureau_are_not_there(
    operator: Viewer, other_bureau: int
) -> None:
    foreign = firm(other_bureau)
    for values in (
        {"role": Role.FIRM_HEAD, "firm_id": foreign},
        {"role": Role.COUNTY_OFFICER, "area_id": 2},
        {"role": Role.LAWYER, "person_id": person(other_bureau)},
        {"role": Role.CAMPAIGN_MANAGER, "campaign_id": 77},
    ):
        with pytest.raises(NotVisible):
            create(operator, **values)


def test_accounts_of_another_bureau_are_not_there(
    operator: Viewer, officer: Viewer, other_bureau: int
) -> None:
    foreign = viewer_of(
        added(
            administration.User,
            bureau_id=other_bureau,
            login="foreign",
            login_key="foreign",
            created_at=AT,
        )
    )
    attempts = (
        lambda: give(operator, Role.BUREAU_OFFICER, "foreign"),
        lambda: administration.disable(viewer=operator, login="foreign", at=AT),
        lambda: administration.enable(viewer=operator, login="foreign", at=AT),
        lambda: administration.invite(viewer=operator, logins=["foreign"], at=AT),
        lambda: administration.end_sessions(viewer=operator, login="foreign", at=AT),
        lambda: account_lists.account(
            viewer=operator, public_id=foreign.public_id, at=AT
        ),
    )
    for attempt in attempts:
        with pytest.raises(NotVisible):
            attempt()
    assert "foreign" not in lines(operator)


def test_logins_are_unique_also_to_the_eye(operator: Viewer) -> None:
    create(operator, "Officer")

    for login in ("officer", "ＯＦＦＩＣＥＲ", " officer "):
        with pytest.raises(LoginTaken):
            create(operator, login)


@pytest.mark.parametrize("login", ["", "x", "two words", "x" * 65, "tab\tbed"])
def test_unusable_logins_are_refused(operator: Viewer, login: str) -> None:
    with pytest.raises(LoginUnusable):
        create(operator, login)


def test_a_person_has_one_account(operator: Viewer) -> None:
    somebody = person()
    create(operator, "first", person_id=somebody)

    with pytest.raises(HasAccount):
        create(operator, "second", person_id=somebody)
    assert lines(operator)["first"].name == "白云"


def test_posts_that_keep_the_house_running_stay_filled(
    operator: Viewer, system: Viewer, security: Viewer, auditor: Viewer
) -> None:
    for login in ("system", "security"):
        with pytest.raises(LastOfItsKind):
            administration.disable(viewer=system, login=login, at=AT)
    with pytest.raises(LastOfItsKind):
        take(security, Role.SECURITY_ADMIN, "security")
    administration.disable(viewer=system, login="auditor", at=AT)
    create(operator, "second", role=Role.SYSTEM_ADMIN, password=PASSWORD)
    administration.disable(viewer=system, login="system", at=AT)
    assert lines(operator)["system"].state == "closed"


@pytest.mark.parametrize(
    ("password", "days"),
    [
        ("", {}),
        (PASSWORD, {"ends_on": AT.date() - timedelta(days=1)}),
        (PASSWORD, {"ends_on": AT.date() + timedelta(days=1)}),
        (PASSWORD, {"starts_on": AT.date() + timedelta(days=1)}),
    ],
)
def test_who_cannot_sign_in_or_only_for_a_time_fills_no_post(
    operator: Viewer,
    system: Viewer,
    security: Viewer,
    password: str,
    days: dict[str, date],
) -> None:
    create(operator, "ghost", password=password)
    give(operator, Role.SYSTEM_ADMIN, "ghost", **days)

    with pytest.raises(LastOfItsKind):
        take(security, Role.SYSTEM_ADMIN, "system")
    with pytest.raises(LastOfItsKind):
        administration.disable(viewer=system, login="system", at=AT)


def test_a_post_whose_time_is_over_is_vacant_and_a_role_may_begin_anew(
    operator: Viewer, system: Viewer
) -> None:
    over = {"ends_on": AT.date() - timedelta(days=1)}
    create(operator)
    give(operator, Role.AUDIT_ADMIN, **over)
    give(operator, Role.AUDIT_ADMIN, **over)

    vacant = account_lists.vacant_posts(viewer=system, at=AT)
    give(operator, Role.AUDIT_ADMIN)

    assert Role.AUDIT_ADMIN in vacant
    assert roles_of(operator) == {Role.AUDIT_ADMIN}
    with pytest.raises(RoleHeld):
        give(operator, Role.AUDIT_ADMIN)


def test_a_role_does_not_end_before_it_begins(operator: Viewer) -> None:
    create(operator)
    today = AT.date()

    with pytest.raises(EndsBeforeItStarts):
        give(
            operator,
            Role.BUREAU_OFFICER,
            starts_on=today,
            ends_on=today - timedelta(days=1),
        )


def test_a_closed_account_opens_without_its_password(
    operator: Viewer, officer: Viewer
) -> None:
    administration.disable(viewer=operator, login="officer", at=AT)
    with pytest.raises(AccountClosed):
        administration.invite(viewer=operator, logins=["officer"], at=AT)
    administration.enable(viewer=operator, login="officer", at=AT)

    with pytest.raises(accounts.WrongSignIn):
        sign_in("officer")
    assert lines(operator)["officer"].state == "waiting"
    assert roles_of(operator, "officer") == {Role.BUREAU_OFFICER}


def test_administrators_end_sessions(
    system: Viewer, security: Viewer, officer: Viewer
) -> None:
    first, second, third = (sign_in("officer") for _ in range(3))
    handle = accounts.hash_of(first)[:16]
    administration.end_sessions(viewer=system, login="officer", at=AT, handle=handle)
    left = page_of(system, "officer").sessions
    assert {line.handle for line in left} == {
        accounts.hash_of(token)[:16] for token in (second, third)
    }
    administration.end_sessions(viewer=security, login="officer", at=AT)
    assert page_of(system, "officer").sessions == ()


ACTIONS = {
    "make": lambda viewer: create(viewer, "made"),
    "give": lambda viewer: give(viewer, Role.LAWYER, "officer"),
    "take": lambda viewer: administration.revoke(
        viewer=viewer, login="officer", grant_id=1, at=AT
    ),
    "close": lambda viewer: administration.disable(
        viewer=viewer, login="officer", at=AT
    ),
    "open": lambda viewer: administration.enable(viewer=viewer, login="officer", at=AT),
    "invite": lambda viewer: administration.invite(
        viewer=viewer, logins=["officer"], at=AT
    ),
    "end": lambda viewer: administration.end_sessions(
        viewer=viewer, login="officer", at=AT
    ),
    "list": lambda viewer: lines(viewer),
    "read": lambda viewer: account_lists.account(viewer=viewer, public_id="x", at=AT),
}
MAY = {
    Role.SYSTEM_ADMIN: {"make", "close", "open", "invite", "end", "list", "read"},
    Role.SECURITY_ADMIN: {"give", "take", "end", "list", "read"},
    Role.AUDIT_ADMIN: {"list", "read"},
    Role.BUREAU_OFFICER: set(),
}


@pytest.mark.parametrize("role", sorted(MAY))
def test_each_administrator_does_only_their_own(
    operator: Viewer, officer: Viewer, role: Role
) -> None:
    viewer = viewer_with(operator, "acting", role)
    before = n_events()
    for name, action in ACTIONS.items():
        if name not in MAY[role]:
            with pytest.raises(NotVisible):
                action(viewer)
            assert n_events() == before


def n_events() -> int:
    with unit.reading() as connection:
        return len(connection.scalars(select(Event.id)).all())


def test_the_first_administrator_is_made_once(operator: Viewer) -> None:
    first = setup.first_administrator(viewer=operator, at=AT)

    assert first is not None
    login, password = first
    viewer = accounts.viewer_of(token=sign_in(login, password), at=AT, today=AT.date())
    assert (viewer.roles, viewer.must_change) == ({Role.SYSTEM_ADMIN}, True)
    assert setup.first_administrator(viewer=operator, at=AT) is None


def test_the_list_filters_and_counts(operator: Viewer, officer: Viewer) -> None:
    create(operator, "guest", role=Role.LAWYER, person_id=person())
    create(operator, "gone")
    administration.disable(viewer=operator, login="gone", at=AT)

    assert sorted(lines(operator)) == ["gone", "guest", "officer"]
    assert sorted(lines(operator, state="waiting")) == ["guest"]
    assert sorted(lines(operator, role=Role.LAWYER)) == ["guest"]
    assert sorted(lines(operator, text="白")) == ["guest"]
    assert sorted(lines(operator, text="OFF")) == ["officer"]
    assert sorted(lines(operator, text="%")) == []
    found = account_lists.listing(viewer=operator, wanted=AccountFilter(), at=AT)
    assert found.total == 3
    assert found.by_state == {"active": 1, "waiting": 1, "unused": 0, "closed": 1}
    assert found.by_role[Role.LAWYER] == found.by_role[Role.BUREAU_OFFICER] == 1


def test_accounts_unused_for_ninety_days_are_found(
    operator: Viewer, officer: Viewer
) -> None:
    later = AT + account_lists.UNUSED_FOR
    found = account_lists.listing(viewer=operator, wanted=AccountFilter(), at=later)
    assert found.by_state["unused"] == 1

    sign_in("officer", later=account_lists.UNUSED_FOR / 2)
    found = account_lists.listing(viewer=operator, wanted=AccountFilter(), at=later)
    assert found.by_state["unused"] == 0
