"""The first page of a scan is begun when its sheet is asked for.

A browser asks for it when it has begun to read the sheet, and drawing it takes longest.
Nobody waits for this: what goes wrong is told to whoever asks for the page, and where two
are begun already, a page waits until it is asked for. It may be asked of another process
of the server, which then waits for what was begun.
"""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from review.domain.errors import RuleBroken
from review.domain.policy import Viewer
from review.services import page_cache
from review.services.case_pages import first_of_read
from review.services.page_images import Wanted, draw
from review.services.shelf import Shelf

MOST_BEGUN = 2
LATELY, MOST_KNOWN = 600.0, 2000
"""Seconds in which a sheet opened again only looks whether the image is still there."""


def begin(*, viewer: Viewer, public_id: str, shelf: Shelf, at: datetime) -> None:
    """For an own read that was just opened; asked like the page itself."""
    key = shelf.cache, public_id
    if _known.is_there(key):
        return
    wanted = None
    with suppress(RuleBroken):
        wanted = first_of_read(viewer=viewer, public_id=public_id, at=at)
    path = wanted.path(shelf.cache) if wanted else None
    _known.note(key, path)
    if (
        wanted is not None
        and not wanted.path(shelf.cache).exists()
        and _beginning.acquire(blocking=False)
    ):
        threading.Thread(target=_draw, args=(shelf, wanted), daemon=True).start()


def _draw(shelf: Shelf, wanted: Wanted) -> None:
    try:
        with (
            suppress(RuleBroken, OSError),
            page_cache.begun(wanted.path(shelf.cache)) as is_ours,
        ):
            if is_ours:
                draw(shelf, wanted)
    finally:
        _beginning.release()


Key = tuple[Path, str]


class _Known:
    """Where the first page of a read was a while ago: most sheets are opened again."""

    def __init__(self) -> None:
        self._paths: dict[Key, tuple[float, Path | None]] = {}

    def is_there(self, key: Key) -> bool:
        """Without a question to the database; boxes may be others now, but seldom are."""
        since, path = self._paths.get(key, (-LATELY, None))
        is_fresh = time.monotonic() - since < LATELY
        return is_fresh and (path is None or path.exists())

    def note(self, key: Key, path: Path | None) -> None:
        if len(self._paths) >= MOST_KNOWN:
            self._paths.clear()
        self._paths[key] = time.monotonic(), path


_known = _Known()
_beginning = threading.BoundedSemaphore(MOST_BEGUN)
