"""The only place of the web that reads the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import current_app


def now() -> datetime:
    """This moment in UTC; a configured CLOCK stands in for it."""
    clock = current_app.config.get("CLOCK")
    return clock() if clock else datetime.now(UTC)


def zone() -> ZoneInfo:
    """The time that the bureau's clocks show."""
    return ZoneInfo(current_app.config["BABEL_DEFAULT_TIMEZONE"])


def local_now() -> datetime:
    """This moment by the bureau's clocks, where working days and hours count."""
    return now().astimezone(zone())


def today() -> date:
    """The date at the bureau."""
    return local_now().date()
