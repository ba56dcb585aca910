"""The only place of the web that reads the clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app


def now() -> datetime:
    """This moment by the bureau's clocks, so that its date is the day at the bureau.

    A configured CLOCK stands in for the machine's.
    """
    config = current_app.config
    clock = config.get("CLOCK")
    return (clock() if clock else datetime.now(UTC)).astimezone(_zone(config))


def zone() -> ZoneInfo:
    """The time that the bureau's clocks show."""
    return _zone(current_app.config)


def _zone(config: Mapping[str, Any]) -> ZoneInfo:
    return ZoneInfo(config["BABEL_DEFAULT_TIMEZONE"])


def today() -> date:
    """The date at the bureau."""
    return now().date()
