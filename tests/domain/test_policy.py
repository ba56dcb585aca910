"""The one table of who may do what."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from review.domain.entrustment import Standing
from review.domain.errors import NotVisible
from review.domain.policy import (
    ADMINS,
    BY_CAPACITY,
    PLACE_OF,
    POLICY,
    PUBLIC,
    ROLE_WORDS,
    Action,
    Granted,
    Role,
    Viewer,
    may,
    may_give,
    may_in,
    may_stand_together,
    operator,
    require,
)

NONE: frozenset[Role] = frozenset()
EVERY_ADMIN = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}


def viewer(*roles: Role, **place: int) -> Viewer:
    grants = tuple(Granted(role, 1, **place) for role in roles)
    return Viewer(kind="user", user_id=1, bureau_id=1, grants=grants)


def test_every_action_has_a_rule_and_every_role_its_words() -> None:
    assert set(POLICY) == set(Action)
    assert set(ROLE_WORDS) == set(Role)
    assert {role.words for role in Role} == set(ROLE_WORDS.values())


def test_every_rule_says_one_thing() -> None:
    for action, rule in POLICY.items():
        said = (bool(rule.roles), rule.own, rule.public)
        assert sum(said) == 1, action


def test_every_role_is_for_something() -> None:
    used = frozenset().union(*(rule.roles for rule in POLICY.values()))

    assert used == frozenset(Role)


@pytest.mark.parametrize("action", sorted(Action))
@pytest.mark.parametrize("role", [None, *sorted(Role)])
def test_may_and_require_say_the_same(action: Action, role: Role | None) -> None:
    who = viewer(role) if role else PUBLIC
    rule = POLICY[action]
    expected = rule.public or (rule.own and role is not None) or role in rule.roles

    assert may(who, action) == expected
    if expected:
        wanted = tuple(g for g in who.grants if g.role in rule.roles)
        assert require(who, action) == wanted
        return
    with pytest.raises(NotVisible):
        require(who, action)


def test_administrators_do_nothing_with_content() -> None:
    """三员分立: accounts, roles, audit and checks, and what everybody may."""
    theirs = {
        action
        for action, rule in POLICY.items()
        if rule.roles & ADMINS and not rule.public
    }

    assert theirs == {
        Action.ACCOUNTS_READ,
        Action.ACCOUNTS_INVITE,
        Action.ROLES_GRANT,
        Action.SESSIONS_END,
        Action.AUDIT_READ,
        Action.INTEGRITY_CHECK,
    }
    assert all(POLICY[action].roles <= ADMINS for action in theirs)


def test_no_two_administrators_duties_meet() -> None:
    assert POLICY[Action.ACCOUNTS_INVITE].roles == {Role.SYSTEM_ADMIN}
    assert POLICY[Action.ROLES_GRANT].roles == {Role.SECURITY_ADMIN}
    assert POLICY[Action.AUDIT_READ].roles == {Role.AUDIT_ADMIN}


def test_reviewers_and_those_reviewed_do_nothing_of_each_other() -> None:
    readers = {Role.REVIEWER, Role.PANEL_LEAD}
    reviewed = {Role.LAWYER, Role.FIRM_HEAD, Role.BAR_ASSOCIATION}

    both = {a for a, r in POLICY.items() if r.roles & readers and r.roles & reviewed}
    assert both == set()


def test_may_stand_together_over_every_pair() -> None:
    refused = {
        frozenset(pair)
        for pair in combinations(Role, 2)
        if not may_stand_together(pair)
    }

    assert refused == {
        frozenset({admin, other})
        for admin in EVERY_ADMIN
        for other in Role
        if other != admin
    } | {
        frozenset({staff, reader})
        for staff in (Role.BUREAU_OFFICER, Role.CAMPAIGN_MANAGER)
        for reader in (Role.REVIEWER, Role.PANEL_LEAD)
    }


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ([], True),
        *(([role], True) for role in sorted(Role)),
        ([Role.LAWYER, Role.REVIEWER, Role.FIRM_HEAD], True),
        ([Role.LAWYER, Role.REVIEWER, Role.BUREAU_OFFICER], False),
        ([Role.COUNTY_OFFICER, Role.PANEL_LEAD], True),
        ([Role.AUDIT_ADMIN, Role.AUDIT_ADMIN], True),
        ([Role.AUDIT_ADMIN, Role.LAWYER, Role.REVIEWER], False),
        (sorted(EVERY_ADMIN), False),
    ],
)
def test_may_stand_together(roles: list[Role], expected: bool) -> None:
    assert may_stand_together(roles) == expected


@pytest.mark.parametrize(
    ("giver", "vacant", "expected"),
    [
        (Role.SECURITY_ADMIN, NONE, set(Role)),
        (Role.SYSTEM_ADMIN, NONE, set(BY_CAPACITY)),
        (
            Role.SYSTEM_ADMIN,
            frozenset(EVERY_ADMIN),
            BY_CAPACITY | {Role.SECURITY_ADMIN, Role.AUDIT_ADMIN},
        ),
        (
            Role.SYSTEM_ADMIN,
            frozenset({Role.AUDIT_ADMIN}),
            BY_CAPACITY | {Role.AUDIT_ADMIN},
        ),
        (Role.AUDIT_ADMIN, frozenset(EVERY_ADMIN), set()),
        (Role.BUREAU_OFFICER, frozenset(EVERY_ADMIN), set()),
    ],
)
def test_may_give(giver: Role, vacant: frozenset[Role], expected: set[Role]) -> None:
    given = {role for role in Role if may_give(viewer(giver), role, vacant=vacant)}

    assert given == expected


def test_no_role_that_sees_unpublished_work_comes_with_an_invitation() -> None:
    inside = POLICY[Action.RESULTS_READ].roles | POLICY[Action.CASES_READ].roles

    assert BY_CAPACITY & inside == set()
    assert set(PLACE_OF) - BY_CAPACITY == {Role.COUNTY_OFFICER, Role.CAMPAIGN_MANAGER}


@pytest.mark.parametrize(
    ("granted", "asked", "expected"),
    [(None, None, True), (None, 7, True), (7, None, True), (7, 7, True), (7, 8, False)],
)
def test_a_manager_counts_for_their_campaign_only(
    granted: int | None, asked: int | None, expected: bool
) -> None:
    place = {"campaign_id": granted} if granted else {}
    who = viewer(Role.CAMPAIGN_MANAGER, **place)

    if expected:
        assert require(who, Action.CAMPAIGN_READ, campaign_id=asked) == who.grants
        return
    with pytest.raises(NotVisible):
        require(who, Action.CAMPAIGN_READ, campaign_id=asked)


def test_of_several_grants_only_those_that_allow_it_are_given() -> None:
    who = viewer(Role.LAWYER, Role.BUREAU_OFFICER)

    (grant,) = require(who, Action.CASES_READ)
    assert grant.role == Role.BUREAU_OFFICER


def test_the_operator_acts_for_the_bureau_and_reads_no_audit() -> None:
    who = operator(5)

    assert {grant.bureau_id for grant in who.grants} == {5}
    assert who.roles == {
        Role.BUREAU_OFFICER,
        Role.SYSTEM_ADMIN,
        Role.SECURITY_ADMIN,
        Role.BAR_ASSOCIATION,
    }
    assert (who.is_signed_in, who.kind) == (False, "operator")
    assert not may(who, Action.AUDIT_READ)


def test_an_account_without_roles_keeps_its_own_page() -> None:
    who = Viewer(kind="user", user_id=1, bureau_id=1)

    allowed = {action for action in Action if may(who, action)}
    assert allowed == {
        Action.PUBLIC_READ,
        Action.SIGN_IN,
        Action.OWN_ACCOUNT,
        Action.HOME,
    }


APART = (7, "entrusted")
KEPT_FROM_THE_BUREAU = {
    Action.ALLOCATE,
    Action.REMIND,
    Action.RECONCILE,
    Action.RESULTS_READ,
    Action.SUMMARIZE,
    Action.FEES,
    Action.PUBLISH,
    Action.OBJECTIONS,
}


def supervisor() -> Viewer:
    """An officer of a bureau that has entrusted campaign 7 to an organisation."""
    return replace(viewer(Role.BUREAU_OFFICER), kept_apart=(APART,))


@pytest.mark.parametrize("action", sorted(Action))
def test_officers_keep_off_what_an_organisation_runs(action: Action) -> None:
    officer, plain = supervisor(), viewer(Role.BUREAU_OFFICER)
    is_theirs = Role.BUREAU_OFFICER in POLICY[action].roles
    is_kept = action in KEPT_FROM_THE_BUREAU

    assert may_in(officer, action, "entrusted") == (is_theirs and not is_kept)
    assert may_in(officer, action, "own") == is_theirs
    if not POLICY[action].roles:
        return
    for who, campaign_id, expected in (
        (officer, 7, is_theirs and not is_kept),
        (officer, 8, is_theirs),
        (officer, None, is_theirs),
        (plain, 7, is_theirs),
    ):
        assert is_allowed(who, action, campaign_id) == expected


@pytest.mark.parametrize(
    ("standing", "allowed"),
    [
        (
            Standing.IN_FORCE,
            {
                Action.CAMPAIGN_READ,
                Action.SCHEMES_READ,
                Action.RESULTS_READ,
                Action.ALLOCATE,
                Action.REMIND,
                Action.RECONCILE,
                Action.DELIVER,
            },
        ),
        (
            Standing.DELIVERED,
            {
                Action.CAMPAIGN_READ,
                Action.SCHEMES_READ,
                Action.RESULTS_READ,
                Action.DELIVER,
            },
        ),
        (Standing.AHEAD, set()),
        (Standing.OVER, set()),
        (Standing.CLOSED, set()),
        (Standing.TAKEN_BACK, set()),
    ],
)
def test_a_contract_says_what_its_manager_may_do(
    standing: Standing, allowed: set[Action]
) -> None:
    grant = Granted(Role.CAMPAIGN_MANAGER, 1, campaign_id=7, standing=standing)
    manager = replace(viewer(), grants=(grant,))
    found = {
        action
        for action in Action
        if POLICY[action].roles and is_allowed(manager, action, 7)
    }

    assert found == allowed
    assert found == {a for a in Action if POLICY[a].roles and may(manager, a)}
    assert not any(is_allowed(manager, a, 8) for a in Action if POLICY[a].roles)


def is_allowed(who: Viewer, action: Action, campaign_id: int | None) -> bool:
    try:
        return bool(require(who, action, campaign_id=campaign_id))
    except NotVisible:
        return False
