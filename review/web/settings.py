"""What the installation's settings mean for sessions, passwords and cookies."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import current_app, request

from review.domain.reminders import Channel
from review.services.carriers import set_up
from review.services.shelf import Shelf, shelf_of

COOKIE = "case_review_token"


def cookie_name() -> str:
    """The cookie of the session; over TLS the browser itself guards its origin."""
    return f"__Host-{COOKIE}" if is_secure() else COOKIE


def is_secure() -> bool:
    return bool(current_app.config["SECURE_COOKIES"])


def token() -> str:
    """The session's token as the browser sent it."""
    return request.cookies.get(cookie_name(), "")


def idle() -> timedelta:
    return current_app.config["SESSION_IDLE"]


def passwords() -> dict[str, Any]:
    """How new passwords are hashed; cheaply in tests and demonstrations only."""
    return {"cheap": current_app.config["PASSWORD_COST"] == "cheap"}


def shelf() -> Shelf:
    """Where scanned files lie and what they may take."""
    return shelf_of(current_app.config, Path(current_app.instance_path))


def most_upload() -> int:
    """Bytes of a request that brings files."""
    return int(current_app.config["UPLOAD_MEGABYTES"]) * 1024 * 1024


def patience() -> float:
    """Seconds that a plain form waits for the check of its file."""
    return float(current_app.config["UPLOAD_PATIENCE"])


def source() -> str:
    """Where a request comes from, for the throttle."""
    return (request.remote_addr or "")[:64]


def signing_in() -> dict[str, Any]:
    """What a new session needs to know of its surroundings."""
    return {
        "source": source(),
        "length": current_app.config["SESSION_LENGTH"],
        **passwords(),
    }


def channels() -> frozenset[Channel]:
    """The ways out of the house that this installation has."""
    return set_up(current_app.config)
