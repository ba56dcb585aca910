"""Slips for whole lists: one account a person, the role of the list, nothing twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from review.domain.errors import NotVisible
from review.domain.policy import Role, Viewer
from review.services import accounts, administration
from review.services.administration import NewAccount
from review.services.invitations import (
    Candidate,
    Group,
    Invited,
    NobodyChosen,
    candidates,
    invite_group,
)
from review.store import unit
from review.store.models import Affiliation, Firm, Handler, Person, Reviewer
from tests.conftest import AT
from tests.services.conftest import PASSWORD, sign_in, viewer_with

pytestmark = pytest.mark.usefixtures("app_context")

TODAY = AT.date()


@pytest.fixture
def system(operator: Viewer) -> Viewer:
    return viewer_with(operator, "system", Role.SYSTEM_ADMIN)


@pytest.fixture(autouse=True)
def lists(app_context: None) -> None:
    """Two firms; 安 heads the first and is a reviewer too, 白 works there, 程 reviews."""
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        people = {
            name: unit.add(event, Person, bureau_id=1, name=name, name_key=key)
            for name, key in (("安", "an"), ("白", "bai"), ("程", "cheng"))
        }
        firms = [
            unit.add(
                event,
                Firm,
                bureau_id=1,
                area_id=1,
                code=code,
                name=name,
                name_key=code,
                kind="law_firm",
                head_name=head,
            )
            for code, name, head in (("F001", "甲所", "安"), ("乙 所", "乙所", "无名"))
        ]
        for number, name in enumerate(("安", "白")):
            unit.add(
                event,
                Handler,
                bureau_id=1,
                person_id=people[name],
                category="lawyer",
                licence_no=f"1530120201012345{number}",
            )
            unit.add(
                event,
                Affiliation,
                bureau_id=1,
                person_id=people[name],
                firm_id=firms[0],
            )
        for name, number, lead in (("安", "7", True), ("程", "评查员08", False)):
            unit.add(
                event,
                Reviewer,
                bureau_id=1,
                person_id=people[name],
                number=number,
                panel_lead=lead,
            )


def listed(viewer: Viewer, group: Group) -> dict[str, Candidate]:
    found = candidates(viewer=viewer, group=group, at=AT, today=TODAY)
    return {each.name: each for each in found}


def invite(viewer: Viewer, group: Group, *names: str) -> Invited:
    known = listed(viewer, group)
    keys = [known[name].key for name in names or known]
    return invite_group(viewer=viewer, group=group, keys=keys, at=AT, today=TODAY)


def slips(invited: Invited) -> dict[str, tuple[str, set[Role]]]:
    return {s.name: (s.slip.login, set(s.roles)) for s in invited.slips}


def test_lists_say_who_has_no_account(system: Viewer) -> None:
    assert [
        (c.name, c.detail, c.is_suggested)
        for group in Group
        for c in listed(system, group).values()
    ] == [
        ("安", "7", True),
        ("程", "评查员08", True),
        ("安", "甲所", True),
        ("白", "甲所", True),
        ("甲所", "安", True),
        ("乙所", "无名", True),
    ]


def test_a_list_becomes_accounts_with_its_role(system: Viewer) -> None:
    assert slips(invite(system, Group.HANDLERS)) == {
        "安": ("15301202010123450", {Role.LAWYER}),
        "白": ("15301202010123451", {Role.LAWYER}),
    }


def test_a_slip_opens_its_account(system: Viewer) -> None:
    (printed,) = invite(system, Group.HANDLERS, "白").slips
    accounts.accept_invitation(
        login=printed.slip.login,
        code=printed.slip.token,
        password=PASSWORD,
        source="x",
        at=AT,
        cheap=True,
    )
    viewer = accounts.viewer_of(token=sign_in(printed.slip.login), at=AT, today=TODAY)

    assert (viewer.name, viewer.roles) == ("白", {Role.LAWYER})


def test_one_person_on_three_lists_has_one_account(system: Viewer) -> None:
    reviewer = slips(invite(system, Group.REVIEWERS))
    lawyer = slips(invite(system, Group.HANDLERS))
    head = slips(invite(system, Group.FIRMS))

    both = {Role.REVIEWER, Role.PANEL_LEAD}
    assert reviewer == {"安": ("r7", both), "程": ("评查员08", {Role.REVIEWER})}
    assert lawyer["安"] == ("r7", both | {Role.LAWYER})
    assert head == {
        "甲所": ("r7", both | {Role.LAWYER, Role.FIRM_HEAD}),
        "乙所": ("f乙所", {Role.FIRM_HEAD}),
    }


def test_who_has_a_password_keeps_it_and_gets_the_role(system: Viewer) -> None:
    (printed,) = invite(system, Group.REVIEWERS, "安").slips
    accounts.accept_invitation(
        login="r7",
        code=printed.slip.token,
        password=PASSWORD,
        source="x",
        at=AT,
        cheap=True,
    )
    invited = invite(system, Group.HANDLERS)

    assert (set(slips(invited)), invited.n_without_slip) == ({"白"}, 1)
    viewer = accounts.viewer_of(token=sign_in("r7"), at=AT, today=TODAY)
    assert Role.LAWYER in viewer.roles
    assert listed(system, Group.HANDLERS)["安"].has_password


def test_an_invited_person_is_not_suggested_again(system: Viewer) -> None:
    invite(system, Group.HANDLERS, "白")

    found = listed(system, Group.HANDLERS)
    assert [found[name].is_suggested for name in ("安", "白")] == [True, False]
    assert found["白"].slip_until == AT + timedelta(days=14)
    assert [c.name for c in listed(system, Group.WAITING).values()] == ["白"]


def test_inviting_again_gives_a_new_slip_and_no_second_account(system: Viewer) -> None:
    first = invite(system, Group.HANDLERS).slips
    second = invite(system, Group.HANDLERS).slips

    assert [s.slip.login for s in first] == [s.slip.login for s in second]
    assert {s.slip.token for s in first} & {s.slip.token for s in second} == set()


def test_logins_that_are_taken_get_a_number(operator: Viewer, system: Viewer) -> None:
    for login in ("15301202010123450", "15301202010123450-2"):
        administration.create_account(
            viewer=operator, account=NewAccount(login=login), at=AT
        )

    assert slips(invite(system, Group.HANDLERS, "安")) == {
        "安": ("15301202010123450-3", {Role.LAWYER})
    }


def test_closed_accounts_are_left_alone(operator: Viewer, system: Viewer) -> None:
    (printed,) = invite(system, Group.HANDLERS, "白").slips
    administration.disable(viewer=operator, login=printed.slip.login, at=AT)

    assert listed(system, Group.HANDLERS)["白"].is_closed
    assert set(slips(invite(system, Group.HANDLERS))) == {"安"}


def test_nobody_chosen_is_said(system: Viewer) -> None:
    for keys in ([], ["unknown"]):
        with pytest.raises(NobodyChosen):
            invite_group(
                viewer=system, group=Group.HANDLERS, keys=keys, at=AT, today=TODAY
            )


@pytest.mark.parametrize(
    "role", [Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.BUREAU_OFFICER, Role.LAWYER]
)
def test_only_the_system_administrator_invites(operator: Viewer, role: Role) -> None:
    viewer = viewer_with(operator, "other", role)

    with pytest.raises(NotVisible):
        candidates(viewer=viewer, group=Group.HANDLERS, at=AT, today=TODAY)
    with pytest.raises(NotVisible):
        invite_group(
            viewer=viewer, group=Group.HANDLERS, keys=["x"], at=AT, today=TODAY
        )
