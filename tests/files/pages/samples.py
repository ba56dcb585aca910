"""Handing a sample to the process that opens files, as an upload would be."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from PIL import Image

from review.files.pages import (
    Inspection,
    Limits,
    Note,
    PageFile,
    PagesRefused,
    Picture,
    Refusal,
)
from review.files.pages.limits import MEGABYTE

LIMITS = replace(
    Limits(),
    memory=700 * MEGABYTE,
    inspect_seconds=10,
    page_seconds=3,
    cpu_seconds=20,
    at_once=4,
)
"""Tighter than in use, so that a bomb does not hold up the tests."""


@dataclass(frozen=True)
class Outcome:
    """What came of a file: its number of pages or a reason, and what it cost."""

    came: int | Refusal
    notes: tuple[Note, ...] = ()
    first: Picture | Refusal | None = None
    peak: int = 0


@contextmanager
def opened(content: bytes, limits: Limits = LIMITS) -> Iterator[PageFile]:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        with PageFile(file, limits=limits) as pages:
            yield pages


def outcome(content: bytes, limits: Limits = LIMITS) -> Outcome:
    """Inspect, then show the first page; every end but these two is a fault."""
    try:
        with opened(content, limits) as pages:
            found = pages.inspect()
            peak = pages.peak_bytes()
            return Outcome(found.n_pages, found.notes, _first(pages), peak)
    except PagesRefused as refused:
        assert str(refused)
        return Outcome(refused.reason)


def _first(pages: PageFile) -> Picture | Refusal:
    try:
        return pages.render(1, width=100)
    except PagesRefused as refused:
        return refused.reason


def inspection(content: bytes) -> Inspection:
    with opened(content) as pages:
        return pages.inspect()


def seen(picture: Picture) -> Image.Image:
    """What a reader's browser makes of it."""
    image = Image.open(io.BytesIO(picture.content))
    image.load()
    return image
