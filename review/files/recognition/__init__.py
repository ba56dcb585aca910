"""Reading Chinese off the image of a page, on this machine and by nobody else.

The image is one that the sealed process for files has made; the file itself is never
read here. A process of its own loads the models, which lie inside the installed package,
and shuts itself off from network and disk before it is given a page.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from review.domain.places import Box, PageText
from review.files.pages.inspection import PagesRefused, Refusal
from review.files.pages.limits import MEGABYTE, Limits
from review.files.pages.process import Child

LAUNCH = Path(__file__).with_name("launch.py")
PACKAGES = ("rapidocr", "onnxruntime")
"""The extra `ocr`; without it there is no text recognition and all else works."""
WIDTH = 1400
"""Of the image of a page: small print of an A4 page is 25 pixels high then."""
REVISION = 1
"""Raised when what is made of a page changes, so that kept text is made anew."""
LIMITS = Limits(
    memory=4096 * MEGABYTE,
    start_seconds=90,
    page_seconds=120,
    cpu_seconds=3600,
)
GARBLED = (KeyError, TypeError, ValueError, OverflowError)


@cache
def is_installed() -> bool:
    """Whether the extra is there; nothing of it is imported for the answer."""
    return all(find_spec(name) for name in PACKAGES)


@cache
def engine_version() -> str:
    """Names what reads, so that text kept from another one is not taken for its own."""
    return f"{version(PACKAGES[0])}-{REVISION}"


class Recogniser:
    """The process that reads pages; loading takes it seconds, so keep it for many."""

    def __init__(self, *, accept_unsealed: bool = False) -> None:
        self.limits = replace(LIMITS, accept_unsealed=accept_unsealed)
        self._child: Child | None = None

    @property
    def is_sealed(self) -> bool:
        return self._child is not None and self._child.is_sealed

    def read(self, image: bytes) -> PageText:
        """What stands on the page, a place for each character, line after line."""
        if self._child is not None and self._child.is_worn:
            self.close()
        if self._child is None:
            child = Child(LAUNCH, [self.limits.to_json()], self.limits)
            self._child = child.begin()
        try:
            asked = {"do": "read"}
            seconds = self.limits.page_seconds
            facts, _ = self._child.ask(asked, image, seconds=seconds)
            return from_facts(facts)
        except PagesRefused as refused:
            if refused.reason in (Refusal.TOO_MUCH, Refusal.TOO_SLOW):
                self.close()
            raise

    def peak_bytes(self) -> int:
        """Memory of the process so far; 0 when there is none."""
        return self._child.peak_bytes() if self._child else 0

    def close(self) -> None:
        if self._child is not None:
            self._child.close()
            self._child = None


def to_facts(text: PageText) -> dict[str, Any]:
    """As it is sent and kept; places to a hundred-thousandth of the page."""
    return {
        "text": text.text,
        "boxes": [
            None
            if b is None
            else [_short(e) for e in (b.left, b.top, b.right, b.bottom)]
            for b in text.boxes
        ],
        "doubtful": text.is_doubtful,
    }


def _short(edge: float) -> float:
    return round(edge, 5)


def from_facts(facts: dict[str, Any]) -> PageText:
    """An answer that makes no sense is that of a broken process."""
    try:
        text, boxes = str(facts["text"]), tuple(map(_box, facts["boxes"]))
        if len(text) != len(boxes):
            raise ValueError("a place for each character")
        doubtful = bool(facts["doubtful"])
    except GARBLED:
        raise PagesRefused(Refusal.TOO_MUCH) from None
    return PageText(text, boxes, is_recognised=True, is_doubtful=doubtful)


def _box(edges: Any) -> Box | None:
    return None if edges is None else Box(*map(float, edges))
