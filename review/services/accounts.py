"""Accounts: signing in and out, passwords, sessions on the server."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from datetime import datetime, timedelta

from review.domain.errors import N_, RuleBroken
from review.domain.policy import PUBLIC, Viewer
from review.gateways import passwords
from review.store import unit
from review.store.models import Invitation, User
from review.store.queries import accounts as queries
from review.store.unit import Actor

IDLE = timedelta(minutes=30)
LENGTH = timedelta(hours=12)
THROTTLE = timedelta(minutes=15)
FAILURES_PER_ACCOUNT, FAILURES_PER_SOURCE = 5, 50
MIN_LENGTH, MAX_LENGTH = 12, 128


class WrongSignIn(RuleBroken):
    sentence = N_("The account name or the password is not right.")


class TooManyAttempts(RuleBroken):
    sentence = N_("Too many attempts. Wait 15 minutes and try again.")


class WeakPassword(RuleBroken):
    sentence = N_("Choose a longer password: at least 12 characters.")


class InvitationSpent(RuleBroken):
    sentence = N_("This invitation has been used or has run out. Ask for a new one.")


def login_key(login: str) -> str:
    """Look-alike logins are the same login (NFKC, case folded)."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def actor_of(viewer: Viewer) -> Actor:
    """The viewer as the events name it."""
    return Actor(viewer.kind, viewer.public_id or viewer.kind)


def viewer_of(*, token: str, at: datetime) -> Viewer:
    """Who holds this session token now; nobody if it ended or idled too long."""
    token_hash = hash_of(token)
    with unit.reading():
        found = queries.viewer_of(token_hash, at=at)
    if found is None:
        return PUBLIC
    viewer, seen_at = found
    if at - seen_at > IDLE:
        return PUBLIC
    if at - seen_at > timedelta(minutes=1):
        with unit.transaction():
            queries.touch_session(token_hash, at=at)
    return viewer


def sign_in(*, login: str, password: str, source: str, at: datetime) -> str:
    """Start a session and give its token; wrong sign-ins are counted and slowed."""
    key = login_key(login)
    with unit.reading():
        failures = queries.failures_since(
            login_key=key, source=source, since=at - THROTTLE
        )
        user = queries.by_login(key)
    if failures[0] >= FAILURES_PER_ACCOUNT or failures[1] >= FAILURES_PER_SOURCE:
        raise TooManyAttempts
    # The hash is checked outside the transaction: it takes long on purpose.
    stored = user.password_hash if user and not user.disabled_at else None
    if not passwords.is_right(password, stored):
        _note_failure(key, source, at)
        raise WrongSignIn
    return _start_session(user.id, user.public_id, key, source, at)


def _note_failure(key: str, source: str, at: datetime) -> None:
    with unit.transaction():
        queries.note_attempt(login_key=key, source=source, at=at, worked=False)


def _start_session(
    user_id: int, public_id: str, key: str, source: str, at: datetime
) -> str:
    token = secrets.token_urlsafe(32)
    with unit.transaction():
        queries.note_attempt(login_key=key, source=source, at=at, worked=True)
        unit.record(
            "signed_in",
            chain="accounts",
            actor=Actor("user", public_id),
            at=at,
            targets=[("user", user_id)],
        )
        queries.start_session(
            token_hash=hash_of(token), user_id=user_id, at=at, ends_at=at + LENGTH
        )
    return token


def sign_out(*, token: str) -> None:
    """End this session at once."""
    with unit.transaction():
        queries.end_session(hash_of(token))


def change_password(
    *, viewer: Viewer, old: str, new: str, token: str, at: datetime
) -> None:
    """Set a new password; every other session of the account ends."""
    check_password(new)
    with unit.reading():
        user = queries.by_login(login_key(viewer.login))
    if user is None or not passwords.is_right(old, user.password_hash):
        raise WrongSignIn(N_("The present password is not right."))
    _set_password(user.id, viewer, new, at, keep=hash_of(token))


def check_password(password: str) -> None:
    """Length decides, not composition; every character is allowed."""
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise WeakPassword


def _set_password(
    user_id: int, viewer: Viewer, password: str, at: datetime, *, keep: str = ""
) -> None:
    hashed = passwords.make_hash(password)
    with unit.transaction():
        event = unit.record(
            "password_changed",
            chain="accounts",
            actor=actor_of(viewer),
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
        queries.end_sessions_of(user_id, but=keep)


def set_language(*, viewer: Viewer, locale: str, at: datetime) -> None:
    """Remember the language with the account."""
    with unit.transaction():
        event = unit.record(
            "language_chosen",
            chain="accounts",
            actor=actor_of(viewer),
            at=at,
            targets=[("user", viewer.user_id or 0)],
        )
        unit.change(event, User, {"id": viewer.user_id}, locale=locale)


def invited_login(*, token: str, at: datetime) -> str:
    """Whose invitation this is."""
    with unit.reading():
        found = queries.invitation(hash_of(token), at=at)
    if found is None:
        raise InvitationSpent
    return found.login


def accept_invitation(*, token: str, password: str, at: datetime) -> None:
    """Set the first password; the slip works once."""
    check_password(password)
    hashed = passwords.make_hash(password)
    with unit.transaction():
        found = queries.invitation(hash_of(token), at=at)
        if found is None:
            raise InvitationSpent
        event = unit.record(
            "invitation_accepted",
            chain="accounts",
            actor=Actor("user", found.public_id),
            at=at,
            targets=[("user", found.user_id)],
        )
        unit.change(event, Invitation, {"token_hash": hash_of(token)}, used_at=at)
        unit.change(
            event,
            User,
            {"id": found.user_id},
            password_hash=hashed,
            password_set_at=at,
            must_change=False,
        )
