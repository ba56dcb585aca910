"""Signing in is slowed and uniform; a session ends when any of its reasons ends."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from review.domain.errors import NotVisible
from review.domain.passwords import WeakPassword
from review.domain.policy import PUBLIC, Role, Viewer
from review.gateways import passwords
from review.services import accounts, administration
from review.services.accounts import InvitationSpent, TooManyAttempts, WrongSignIn
from review.services.administration import NewAccount, Slip
from review.store import unit
from review.store.models import (
    Event,
    Grant,
    Invitation,
    SignedIn,
    User,
)
from tests.conftest import AT
from tests.services.conftest import PASSWORD, sign_in, viewer_with

pytestmark = pytest.mark.usefixtures("app_context")

NEW = "a new sentence to remember"


def seen(token: str, **later: float) -> Viewer:
    at = AT + timedelta(**later)
    return accounts.viewer_of(token=token, at=at, today=at.date())


def n_rows(model: type) -> int:
    with unit.reading() as connection:
        return connection.scalar(select(func.count()).select_from(model)) or 0


def test_sign_in_gives_a_token_of_the_account(officer: Viewer) -> None:
    token = sign_in("officer")

    found = seen(token)
    assert (found.login, found.roles) == ("officer", {Role.BUREAU_OFFICER})
    assert found.public_id == officer.public_id
    assert len(token) >= 22, "at least 128 bits"


def test_the_token_itself_is_not_stored(officer: Viewer) -> None:
    token = sign_in("officer")

    with unit.reading() as connection:
        stored = connection.scalars(select(SignedIn.token_hash)).all()
    assert stored == [accounts.hash_of(token)]


def test_look_alike_logins_are_one(officer: Viewer) -> None:
    assert seen(sign_in("  ＯＦＦＩＣＥＲ ")).login == "officer"


@pytest.mark.parametrize(
    ("login", "password"),
    [("officer", "wrong"), ("nobody", PASSWORD), ("invited", ""), ("closed", PASSWORD)],
)
def test_every_wrong_sign_in_gets_the_same_sentence(
    operator: Viewer, officer: Viewer, login: str, password: str
) -> None:
    for name, word in (("invited", ""), ("closed", PASSWORD)):
        account = NewAccount(login=name)
        administration.create_account(
            viewer=operator, account=account, at=AT, password=word, cheap=True
        )
    administration.disable(viewer=operator, login="closed", at=AT)

    with pytest.raises(WrongSignIn) as refused:
        sign_in(login, password)

    assert (refused.value.sentence, refused.value.values) == (WrongSignIn.sentence, {})


def test_every_wrong_sign_in_costs_one_hash(
    operator: Viewer, officer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    administration.create_account(
        viewer=operator, account=NewAccount(login="invited"), at=AT
    )
    asked: list[bool] = []
    real = passwords.PasswordHasher.verify

    def counted(self: object, stored: str, password: str) -> bool:
        asked.append(stored.startswith("$argon2id$"))
        return real(self, stored, password)

    monkeypatch.setattr(passwords.PasswordHasher, "verify", counted)
    for login in ("officer", "nobody", "invited"):
        with pytest.raises(WrongSignIn):
            sign_in(login, "wrong")

    assert asked == [True, True, True]


def fail(login: str, n: int, source: str = "10.0.0.1") -> None:
    for _ in range(n):
        with pytest.raises(WrongSignIn):
            sign_in(login, "wrong", source=source)


def test_five_failures_close_the_door_for_a_quarter_of_an_hour(officer: Viewer) -> None:
    fail("officer", 5)

    with pytest.raises(TooManyAttempts):
        sign_in("officer")
    with pytest.raises(TooManyAttempts):
        sign_in("officer", later=timedelta(minutes=14))
    assert sign_in("officer", later=timedelta(minutes=16))


def test_an_unknown_account_is_slowed_like_a_known_one() -> None:
    fail("nobody", 5)

    with pytest.raises(TooManyAttempts):
        sign_in("nobody")


def test_success_forgives_what_came_before(officer: Viewer) -> None:
    fail("officer", 4)
    sign_in("officer")

    fail("officer", 4)
    assert sign_in("officer")


def test_a_stranger_cannot_lock_the_owner_out(officer: Viewer) -> None:
    sign_in("officer", source="192.0.2.1")
    for number in range(4):
        fail("officer", 5, source=f"10.0.0.{number}")

    with pytest.raises(TooManyAttempts):
        sign_in("officer", source="198.51.100.1")
    assert sign_in("officer", source="192.0.2.1")


def test_one_place_cannot_try_many_accounts(officer: Viewer) -> None:
    for number in range(50):
        fail(f"guess{number}", 1)

    with pytest.raises(TooManyAttempts):
        sign_in("officer")
    assert sign_in("officer", source="192.0.2.1")


def test_fifty_at_once_get_five_attempts(app: Flask, officer: Viewer) -> None:
    outcomes: Counter[str] = Counter()
    barrier = threading.Barrier(50)

    def attempt() -> None:
        barrier.wait()
        with app.app_context():
            try:
                sign_in("officer", "wrong")
            except (WrongSignIn, TooManyAttempts) as refused:
                outcomes[type(refused).__name__] += 1

    threads = [threading.Thread(target=attempt) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes == {"WrongSignIn": 5, "TooManyAttempts": 45}


def test_a_session_idles_out_and_never_lasts_longer_than_its_length(
    officer: Viewer,
) -> None:
    token = sign_in("officer")

    assert seen(token, minutes=29).login == "officer"
    assert seen(token, minutes=29 + 30).login == "officer", "seen again meanwhile"
    assert seen(token, minutes=29 + 30 + 31) == PUBLIC
    busy = sign_in("officer")
    for minutes in range(0, 12 * 60, 20):
        assert seen(busy, minutes=minutes).login == "officer"
    assert seen(busy, hours=12) == PUBLIC


def test_a_shorter_idle_time_is_obeyed(officer: Viewer) -> None:
    token, at = sign_in("officer"), AT + timedelta(minutes=11)

    idle = timedelta(minutes=10)
    assert accounts.viewer_of(token=token, at=at, today=at.date(), idle=idle) == PUBLIC


def test_signing_in_ends_the_browsers_former_session(officer: Viewer) -> None:
    former = sign_in("officer")
    token = sign_in("officer", former=former)

    assert token != former
    assert (seen(former), seen(token).login) == (PUBLIC, "officer")


def test_sign_out_ends_the_session_at_once(officer: Viewer) -> None:
    token, other = sign_in("officer"), sign_in("officer")
    accounts.sign_out(token=token, at=AT)
    accounts.sign_out(token=token, at=AT)

    assert (seen(token), seen(other).login) == (PUBLIC, "officer")
    assert kinds().count("signed_out") == 1


def test_closing_an_account_ends_its_sessions_at_once(
    operator: Viewer, officer: Viewer
) -> None:
    token = sign_in("officer")
    administration.disable(viewer=operator, login="officer", at=AT)

    assert seen(token) == PUBLIC
    assert n_rows(SignedIn) == 0


def test_a_role_counts_from_its_first_to_its_last_day(officer: Viewer) -> None:
    token = sign_in("officer")
    with unit.transaction() as connection:
        connection.execute(
            update(Grant).values(
                starts_on=AT.date(), ends_on=AT.date() + timedelta(days=1)
            )
        )

    def held(days: int) -> int:
        today = AT.date() + timedelta(days=days)
        found = accounts.viewer_of(token=token, at=AT, today=today)
        return len(found.roles)

    assert [held(days) for days in (-1, 0, 1, 2)] == [0, 1, 1, 0]


def test_a_new_password_ends_every_session_and_begins_another(officer: Viewer) -> None:
    first, second = sign_in("officer"), sign_in("officer")
    viewer = seen(first)
    token = change(viewer)

    assert [seen(each) for each in (first, second)] == [PUBLIC, PUBLIC]
    assert seen(token).login == "officer"
    with pytest.raises(WrongSignIn):
        sign_in("officer")
    assert sign_in("officer", NEW)


def change(viewer: Viewer, old: str = PASSWORD, new: str = NEW) -> str:
    return accounts.change_password(
        viewer=viewer, old=old, new=new, source="10.0.0.1", at=AT, cheap=True
    )


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("wrong", NEW, WrongSignIn),
        (PASSWORD, PASSWORD, WeakPassword),
        (PASSWORD, "short", WeakPassword),
        (PASSWORD, "1234567890123", WeakPassword),
        (PASSWORD, "the officer's word", WeakPassword),
    ],
)
def test_a_password_is_not_changed_lightly(
    officer: Viewer, old: str, new: str, error: type[Exception]
) -> None:
    viewer = seen(sign_in("officer"))

    with pytest.raises(error):
        change(viewer, old, new)
    assert sign_in("officer")


def test_guessing_the_present_password_is_slowed_too(officer: Viewer) -> None:
    viewer = seen(sign_in("officer"))
    for _ in range(5):
        with pytest.raises(WrongSignIn):
            change(viewer, "wrong")

    with pytest.raises(TooManyAttempts):
        change(viewer)


def test_the_public_changes_no_password() -> None:
    with pytest.raises(NotVisible):
        change(PUBLIC)


def test_a_first_password_must_be_changed(operator: Viewer) -> None:
    administration.create_account(
        viewer=operator,
        account=NewAccount(login="first"),
        at=AT,
        password=PASSWORD,
        cheap=True,
        must_change=True,
    )
    viewer = seen(sign_in("first"))

    assert viewer.must_change
    assert not seen(change(viewer)).must_change


@pytest.fixture
def slip(operator: Viewer) -> Slip:
    administration.create_account(
        viewer=operator, account=NewAccount(login="guest"), at=AT
    )
    return administration.invite(viewer=operator, logins=["guest"], at=AT)[0]


def accept(code: str, login: str = "guest", **later: float) -> None:
    accounts.accept_invitation(
        login=login,
        code=code,
        password=PASSWORD,
        source="10.0.0.1",
        at=AT + timedelta(**later),
        cheap=True,
    )


def test_a_slip_works_once(slip: Slip) -> None:
    accept(slip.token)

    assert seen(sign_in("guest")).login == "guest"
    with pytest.raises(InvitationSpent):
        accept(slip.token)


def test_a_slip_may_be_typed_in_any_way(slip: Slip) -> None:
    accept(" " + slip.token.lower().replace("-", " "), login="ＧＵＥＳＴ")

    assert sign_in("guest")


@pytest.mark.parametrize(
    ("login", "code", "days"),
    [("guest", "AAAA-AAAA-AAAA-AAAA", 0), ("other", "", 0), ("guest", "", 14)],
)
def test_a_slip_that_does_not_fit_says_nothing_more(
    operator: Viewer, slip: Slip, login: str, code: str, days: int
) -> None:
    administration.create_account(
        viewer=operator, account=NewAccount(login="other"), at=AT
    )

    with pytest.raises(InvitationSpent):
        accept(code or slip.token, login=login, days=days)


def test_a_newer_slip_makes_the_older_void(operator: Viewer, slip: Slip) -> None:
    newer = administration.invite(viewer=operator, logins=["guest"], at=AT)[0]

    with pytest.raises(InvitationSpent):
        accept(slip.token)
    accept(newer.token)


def test_a_slip_of_a_closed_account_is_void(operator: Viewer, slip: Slip) -> None:
    administration.disable(viewer=operator, login="guest", at=AT)

    with pytest.raises(InvitationSpent):
        accept(slip.token)


def test_a_slip_for_an_account_in_use_ends_its_sessions(
    operator: Viewer, officer: Viewer
) -> None:
    token = sign_in("officer")
    slip = administration.invite(viewer=operator, logins=["officer"], at=AT)[0]
    assert seen(token).login == "officer", "until the slip is used nothing changes"
    accounts.accept_invitation(
        login="officer", code=slip.token, password=NEW, source="x", at=AT, cheap=True
    )

    assert seen(token) == PUBLIC


def test_fifty_at_once_use_a_slip_once(app: Flask, slip: Slip) -> None:
    outcomes: Counter[str] = Counter()
    barrier = threading.Barrier(50)

    def attempt(number: int) -> None:
        barrier.wait()
        with app.app_context():
            try:
                accounts.accept_invitation(
                    login="guest",
                    code=slip.token,
                    password=PASSWORD,
                    source=f"10.0.0.{number}",
                    at=AT,
                    cheap=True,
                )
                outcomes["accepted"] += 1
            except (InvitationSpent, TooManyAttempts):
                outcomes["refused"] += 1

    threads = [threading.Thread(target=attempt, args=[n]) for n in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes == {"accepted": 1, "refused": 49}
    assert kinds().count("invitation_accepted") == 1


def test_guessing_codes_is_slowed(slip: Slip) -> None:
    for _ in range(5):
        with pytest.raises(InvitationSpent):
            accept("AAAA-AAAA-AAAA-AAAA")

    with pytest.raises(TooManyAttempts):
        accept(slip.token)


def test_only_hashes_of_codes_are_stored(slip: Slip) -> None:
    with unit.reading() as connection:
        stored = connection.scalars(select(Invitation.token_hash)).all()
    assert stored == [accounts.hash_of(slip.token.replace("-", ""))]


def test_own_sessions_are_listed_and_ended(officer: Viewer, operator: Viewer) -> None:
    first, second = sign_in("officer"), sign_in("officer", later=timedelta(minutes=1))
    viewer = seen(second)
    lines = accounts.own_sessions(
        viewer=viewer, token=second, at=AT + timedelta(minutes=1)
    )

    assert [line.is_this for line in lines] == [True, False]
    accounts.end_own_session(viewer=viewer, handle=lines[1].handle, at=AT)
    assert (seen(first), seen(second).login) == (PUBLIC, "officer")


@pytest.mark.parametrize("handle", ["", "0" * 16, "%" * 16, "_" * 16])
def test_another_accounts_session_is_not_there(
    officer: Viewer, operator: Viewer, handle: str
) -> None:
    viewer = viewer_with(operator, "other", Role.BUREAU_OFFICER)
    theirs = sign_in("officer")
    sign_in("other")
    known = handle or accounts.hash_of(theirs)[:16]

    with pytest.raises(NotVisible):
        accounts.end_own_session(viewer=viewer, handle=known, at=AT)
    assert seen(theirs).login == "officer"
    assert "session_ended" not in kinds()


def test_the_language_is_kept_with_the_account(officer: Viewer) -> None:
    token = sign_in("officer")
    accounts.set_language(viewer=seen(token), locale="en", at=AT)

    assert seen(token).locale == "en"


def kinds() -> list[str]:
    with unit.reading() as connection:
        query = select(Event.kind).where(Event.chain == "accounts").order_by(Event.id)
        return list(connection.scalars(query))


def test_events_of_accounts_hold_no_secret(operator: Viewer, slip: Slip) -> None:
    accept(slip.token)
    token = sign_in("guest")
    accounts.sign_out(token=token, at=AT)

    with unit.reading() as connection:
        payloads = connection.scalars(select(Event.payload)).all()
        hashes = connection.scalars(select(User.password_hash)).all()
    assert kinds()[-4:] == [
        "accounts_invited",
        "invitation_accepted",
        "signed_in",
        "signed_out",
    ]
    said = str(payloads)
    assert [s for s in (slip.token, token, PASSWORD, *hashes) if s and s in said] == []
