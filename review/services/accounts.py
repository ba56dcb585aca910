"""Accounts: signing in and out, passwords, sessions on the server."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.passwords import WeakPassword, check_password
from review.domain.policy import PUBLIC, Action, Viewer, require
from review.gateways import passwords
from review.store import unit
from review.store.models import Invitation, User
from review.store.queries import accounts as queries
from review.store.queries import invitations, sessions
from review.store.unit import Actor

IDLE = timedelta(minutes=30)
LENGTH = timedelta(hours=12)
THROTTLE = timedelta(minutes=15)
FAILURES_HERE, FAILURES_PER_SOURCE, FAILURES_PER_ACCOUNT = 5, 50, 20


class WrongSignIn(RuleBroken):
    sentence = N_("The account name or the password is not right.")


class TooManyAttempts(RuleBroken):
    sentence = N_("Too many attempts. Wait 15 minutes and try again.")


class InvitationSpent(RuleBroken):
    sentence = N_(
        "This code does not fit the account name, has been used, or has run out. "
        "Ask for a new slip."
    )


def login_key(login: str) -> str:
    """Look-alike logins are the same login (NFKC, case folded)."""
    return unicodedata.normalize("NFKC", login).strip().casefold()[:200]


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def actor_of(viewer: Viewer) -> Actor:
    """The viewer as the events name it."""
    return Actor(viewer.kind, viewer.public_id or viewer.kind)


def viewer_of(
    *, token: str, at: datetime, today: date, idle: timedelta = IDLE
) -> Viewer:
    """Who holds this session token now; nobody if it ended or idled too long."""
    token_hash = hash_of(token)
    with unit.reading():
        found = queries.viewer_of(token_hash, at=at, today=today)
    if found is None:
        return PUBLIC
    viewer, seen_at = found
    if at - seen_at > idle:
        return PUBLIC
    if at - seen_at > sessions.EXACT_TO:
        with unit.transaction():
            sessions.touch(token_hash, at=at)
    return viewer


def sign_in(
    *,
    login: str,
    password: str,
    source: str,
    at: datetime,
    length: timedelta = LENGTH,
    former: str = "",
    cheap: bool = False,
) -> str:
    """Start a session and give its token; the browser's former session ends.

    Unknown, closed and uninvited accounts and wrong passwords take as long as one
    another and are told the same.
    """
    key = login_key(login)
    attempt_id = _attempt(key, source, at)
    with unit.reading():
        user = queries.by_login(key)
    # The hash is checked outside the transaction: it takes long on purpose.
    stored = user.password_hash if user and not user.disabled_at else None
    if not passwords.is_right(password, stored, cheap=cheap):
        raise WrongSignIn
    with unit.transaction():
        if former:
            sessions.end(hash_of(former))
        return _begin_session("signed_in", key, stored, attempt_id, at, length)


def _attempt(key: str, source: str, at: datetime) -> int:
    """Count an attempt before it is made, so that many at once cannot pass the limit.

    Failures from one place do not lock the owner out everywhere: where the account
    has signed in before, only failures from there count.
    """
    with unit.transaction():
        sessions.wait_in_line(f"from {source}", f"to {key}")
        failures = sessions.failures_since(key, source, at - THROTTLE)
        if (
            failures.here >= FAILURES_HERE
            or failures.source >= FAILURES_PER_SOURCE
            or failures.account >= FAILURES_PER_ACCOUNT
            and not sessions.is_known_place(key, source)
        ):
            raise TooManyAttempts
        return sessions.note_attempt(login_key=key, source=source, at=at)


def _begin_session(
    kind: str,
    key: str,
    password_hash: str | None,
    attempt_id: int,
    at: datetime,
    length: timedelta,
) -> str:
    """A new token, if the account is still as it was when the password was checked."""
    user = queries.lock(key)
    if user is None or user.disabled_at or user.password_hash != password_hash:
        raise WrongSignIn
    token = secrets.token_urlsafe(32)
    sessions.attempt_worked(attempt_id)
    unit.record(
        kind,
        chain="accounts",
        actor=Actor("user", user.public_id),
        at=at,
        targets=[("user", user.id)],
    )
    sessions.start(
        token_hash=hash_of(token), user_id=user.id, at=at, ends_at=at + length
    )
    return token


def sign_out(*, token: str, at: datetime) -> None:
    """End this session at once."""
    with unit.transaction():
        held = sessions.holder(hash_of(token))
        if held is not None:
            unit.record(
                "signed_out",
                chain="accounts",
                actor=Actor("user", held.public_id),
                at=at,
                targets=[("user", held.id)],
            )
            sessions.end(hash_of(token))


def change_password(
    *,
    viewer: Viewer,
    old: str,
    new: str,
    source: str,
    at: datetime,
    length: timedelta = LENGTH,
    cheap: bool = False,
) -> str:
    """Set a new password; every session of the account ends and a new one begins."""
    require(viewer, Action.OWN_ACCOUNT)
    check_password(new, login=viewer.login)
    if new == old:
        raise WeakPassword(N_("The new password must differ from the present one."))
    key = login_key(viewer.login)
    user_id, attempt_id = _own_password(viewer, old, source, at, cheap=cheap)
    hashed = passwords.make_hash(new, cheap=cheap)
    with unit.transaction():
        queries.lock(key)
        _set_password("password_changed", user_id, viewer.public_id, hashed, at)
        return _begin_session("signed_in", key, hashed, attempt_id, at, length)


def check_own_password(
    *, viewer: Viewer, password: str, source: str, at: datetime, cheap: bool = False
) -> None:
    """Whether it is still the account's owner who asks; wrong tries are counted."""
    require(viewer, Action.OWN_ACCOUNT)
    _, attempt_id = _own_password(viewer, password, source, at, cheap=cheap)
    with unit.transaction():
        sessions.attempt_worked(attempt_id)


def _own_password(
    viewer: Viewer, password: str, source: str, at: datetime, *, cheap: bool
) -> tuple[int, int]:
    """The account and the attempt at its password, if it is the right one."""
    key = login_key(viewer.login)
    attempt_id = _attempt(key, source, at)
    with unit.reading():
        user = queries.by_login(key)
    if user is None or not passwords.is_right(
        password, user.password_hash, cheap=cheap
    ):
        raise WrongSignIn(N_("The present password is not right."))
    return user.id, attempt_id


def _set_password(
    kind: str, user_id: int, public_id: str, hashed: str, at: datetime
) -> unit.Recorded:
    event = unit.record(
        kind,
        chain="accounts",
        actor=Actor("user", public_id),
        at=at,
        targets=[("user", user_id)],
    )
    unit.change(
        event,
        User,
        {"id": user_id},
        password_hash=hashed,
        password_set_at=at,
        must_change=False,
    )
    sessions.end_of(user_id)
    return event


def accept_invitation(
    *,
    login: str,
    code: str,
    password: str,
    source: str,
    at: datetime,
    cheap: bool = False,
) -> None:
    """Set the first password with the slip's code; the slip works once."""
    check_password(password, login=login)
    key = login_key(login)
    attempt_id = _attempt(key, source, at)
    hashed = passwords.make_hash(password, cheap=cheap)
    token_hash = hash_of(plain_code(code))
    with unit.transaction():
        found = invitations.unspent(token_hash, key, at=at)
        if found is None:
            raise InvitationSpent
        sessions.attempt_worked(attempt_id)
        event = _set_password(
            "invitation_accepted", found.user_id, found.public_id, hashed, at
        )
        unused = {"token_hash": token_hash, "used_at": None}
        if not unit.change(event, Invitation, unused, used_at=at):
            raise InvitationSpent


def plain_code(code: str) -> str:
    """A slip's code as it counts, however it was typed."""
    folded = unicodedata.normalize("NFKC", code).upper()
    return "".join(letter for letter in folded if letter.isalnum())


def set_language(*, viewer: Viewer, locale: str, at: datetime) -> None:
    """Remember the language with the account."""
    require(viewer, Action.OWN_ACCOUNT)
    with unit.transaction():
        queries.lock(login_key(viewer.login))
        event = unit.record(
            "language_chosen",
            chain="accounts",
            actor=actor_of(viewer),
            at=at,
            targets=[("user", viewer.user_id or 0)],
        )
        unit.change(event, User, {"id": viewer.user_id}, locale=locale)


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A live session; its handle names it without opening anything."""

    handle: str
    started_at: datetime
    seen_at: datetime
    is_this: bool = False


def own_sessions(
    *, viewer: Viewer, token: str, at: datetime, idle: timedelta = IDLE
) -> list[SessionLine]:
    """Where this account is signed in now."""
    require(viewer, Action.OWN_ACCOUNT)
    with unit.reading():
        return lines_of(viewer.user_id or 0, hash_of(token), at, idle)


def lines_of(
    user_id: int, this: str, at: datetime, idle: timedelta
) -> list[SessionLine]:
    """The live sessions of an account, for its owner or an administrator."""
    rows = sessions.alive_of(user_id, at=at, seen_after=at - idle)
    return [
        SessionLine(
            row.token_hash[:16], row.created_at, row.seen_at, row.token_hash == this
        )
        for row in rows
    ]


def end_own_session(*, viewer: Viewer, handle: str, at: datetime) -> None:
    """End one of the account's own sessions, on a lost laptop say."""
    require(viewer, Action.OWN_ACCOUNT)
    with unit.transaction():
        unit.record(
            "session_ended",
            chain="accounts",
            actor=actor_of(viewer),
            at=at,
            targets=[("user", viewer.user_id or 0)],
        )
        if len(handle) != 16 or not sessions.end_of(viewer.user_id or 0, handle=handle):
            raise NotVisible
