"""The only place of the web that reads the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import current_app


def now() -> datetime:
    """This moment by the bureau's clocks, so that its date is the day at the bureau.

    A configured CLOCK stands in for the machine's.
    """
    clock = current_app.config.get("CLOCK")
    return (clock() if clock else datetime.now(UTC)).astimezone(zone())


def zone() -> ZoneInfo:
    """The time that the bureau's clocks show."""
    return ZoneInfo(current_app.config["BABEL_DEFAULT_TIMEZONE"])


def today() -> date:
    """The date at the bureau."""
    return now().date()
