"""Pins: where on the scanned pages a finding shows, as its reviewer pointed to it.

A pin names its page by what is on it and not by its number, so that it never comes to
point to another page when scans are moved, numbered anew or taken out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from review.domain.choices import InvalidAnswer
from review.domain.errors import N_

MOST_PINS = 20
"""Of one finding."""
FULL = 1000
"""Width and height of every page: a box is in thousandths of each."""
PAGE = re.compile(r"[0-9a-f]{20}")
CORNERS = 4


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the upright page, from its upper left corner; or only a point."""

    x: int
    y: int
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Pin:
    """A page by its key (`page_numbers.page_key`), and where on it; None is all of it."""

    page: str
    box: Box | None = None


Raw = Sequence[Any]


def read_pins(code: str, raw: object) -> tuple[Pin, ...]:
    """Read the pins of one finding strictly; the same one twice is one."""
    if not isinstance(raw, list | tuple) or len(raw) > MOST_PINS:
        raise InvalidAnswer(
            N_("Item %(item)s: pins are a list of at most %(most)s."),
            item=code,
            most=MOST_PINS,
        )
    return tuple(dict.fromkeys(_read_pin(code, each) for each in raw))


def _read_pin(code: str, raw: object) -> Pin:
    if isinstance(raw, list | tuple) and len(raw) in (1, 1 + CORNERS):
        page, *numbers = raw
        is_page = isinstance(page, str) and PAGE.fullmatch(page)
        if is_page and all(type(each) is int for each in numbers):
            box = Box(*numbers) if numbers else None
            if box is None or _is_on_page(box):
                return Pin(page, box)
    raise InvalidAnswer(
        N_("Item %(item)s: a pin is a page, and a box that lies on it."), item=code
    )


def _is_on_page(box: Box) -> bool:
    sides = ((box.x, box.width), (box.y, box.height))
    return all(
        0 <= start and 0 <= size and start + size <= FULL for start, size in sides
    )


def to_json(pins: Sequence[Pin]) -> list[list[Any]]:
    """The canonical form: the page, then the box if there is one."""
    return [
        [pin.page, *(_numbers(pin.box) if pin.box is not None else ())] for pin in pins
    ]


def _numbers(box: Box) -> tuple[int, int, int, int]:
    return (box.x, box.y, box.width, box.height)


def from_json(stored: Sequence[Raw] | None) -> tuple[Pin, ...]:
    """Pins from what was stored; they were read strictly when they were given."""
    return tuple(
        Pin(page, Box(*numbers) if numbers else None) for page, *numbers in stored or ()
    )


def pin_name(line: str, number: int) -> str:
    """How a pin is called, on the page and beside its finding: 2.3-1."""
    return f"{line}-{number}"
