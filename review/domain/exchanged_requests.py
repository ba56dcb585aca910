"""Requests and withdrawals from a signed file: taken only if they are what is sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from review.domain.collecting import MOST_REASON, YEARS, Asked
from review.domain.designating import checked_name, checked_reason, numbers_in
from review.domain.exchange import BadContent

Content = TypeVar("Content")
UNKEPT = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Designated numbers that the superior has withdrawn."""

    name: str
    numbers: tuple[str, ...]
    withdrawn_at: datetime
    reason: str


def request_data(asked: Asked) -> dict[str, Any]:
    """What is asked for, or that it is no longer."""
    said: dict[str, Any] = {"year": asked.year, "asked_at": asked.asked_at.isoformat()}
    if asked.withdrawn_at is None:
        return {**said, "due_on": asked.due_on and asked.due_on.isoformat()}
    moment = asked.withdrawn_at.isoformat()
    return {**said, "withdrawn_at": moment, "reason": asked.reason}


def withdrawn_data(withdrawn: Withdrawn) -> dict[str, Any]:
    return {
        "name": withdrawn.name,
        "numbers": list(withdrawn.numbers),
        "withdrawn_at": withdrawn.withdrawn_at.isoformat(),
        "reason": withdrawn.reason,
    }


def checked_request(said: object) -> Asked:
    return _checked(said, {"year", "asked_at", "due_on"}, _request)


def checked_request_withdrawal(said: object) -> Asked:
    keys = {"year", "asked_at", "withdrawn_at", "reason"}
    return _checked(said, keys, _request_withdrawal)


def checked_withdrawn(said: object) -> Withdrawn:
    return _checked(said, {"name", "numbers", "withdrawn_at", "reason"}, _withdrawn)


def _checked(
    said: object, keys: set[str], read: Callable[[Mapping[str, Any]], Content]
) -> Content:
    """Exactly these parts, each of the kind and size it must have."""
    try:
        if not isinstance(said, dict) or set(said) != keys:
            raise BadContent
        return read(said)
    except (TypeError, ValueError, OverflowError):
        raise BadContent from None


def _request(said: Mapping[str, Any]) -> Asked:
    due_on = said["due_on"]
    day = None if due_on is None else date.fromisoformat(due_on)
    return Asked(_year(said["year"]), day, _moment(said["asked_at"]))


def _request_withdrawal(said: Mapping[str, Any]) -> Asked:
    reason = _text(said["reason"])
    if not 0 < len(reason.strip()) <= MOST_REASON:
        raise BadContent
    moments = _moment(said["asked_at"]), _moment(said["withdrawn_at"])
    return Asked(_year(said["year"]), None, *moments, reason.strip())


def _withdrawn(said: Mapping[str, Any]) -> Withdrawn:
    numbers = said["numbers"]
    if not isinstance(numbers, list):
        raise BadContent
    return Withdrawn(
        checked_name(_text(said["name"])),
        numbers_in("\n".join(map(_text, numbers))),
        _moment(said["withdrawn_at"]),
        checked_reason(_text(said["reason"])),
    )


def _year(said: object) -> int:
    if type(said) is not int or said not in YEARS:
        raise BadContent
    return said


def _text(said: object) -> str:
    """A text without signs that no database takes."""
    if not isinstance(said, str) or UNKEPT.search(said):
        raise BadContent
    return said


def _moment(said: str) -> datetime:
    """A moment with its zone: without one nobody knows when it was."""
    read = datetime.fromisoformat(said)
    if read.tzinfo is None:
        raise BadContent
    return read.astimezone(UTC)
