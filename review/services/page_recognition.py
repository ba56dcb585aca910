"""Text of pages that have none of their own, read off their images and kept.

Reading takes seconds a page, so it is done where an officer looks through pages or the
command line is asked for it, never while a reviewer waits. What was read lies beside the
images of the page, under the digest of its file and the version of what read it; the
nightly run leaves it there as long as a case names the file.
"""

from __future__ import annotations

import atexit
import json
import logging
import threading
from contextlib import suppress
from pathlib import Path

from review.domain.credibility import Reading
from review.domain.errors import RuleBroken
from review.files import recognition
from review.files.pages import PagesRefused, PageText
from review.files.recognition import Recogniser
from review.services import page_cache, page_images
from review.services.shelf import Shelf

KEPT_SECONDS = 30.0
"""How long the process that reads is kept for the next page."""
MARK = "-ocr-"
"""In the name of what is kept, and of nothing else in the cache."""
log = logging.getLogger(__name__)


def reading(shelf: Shelf, digest: str, page: int, *, may_read: bool = False) -> Reading:
    """A page's own text, weighed, and what was read off its image.

    A page that has text is read as well, for what it says may be something else than
    what it shows. Unless `may_read`, only what was read before is given.
    """
    layer = page_images.text_layer(shelf, digest, page, weigh=True)
    found = kept(shelf, digest, page)
    if found is None and may_read and shelf.can_recognise:
        found = _read_beside(shelf, digest, page, layer)
    return Reading(layer, found)


def _read_beside(
    shelf: Shelf, digest: str, page: int, layer: PageText
) -> PageText | None:
    """A page that cannot be read off its image may have a text of its own all the same.

    One that cannot be read now has to be compared another time.
    """
    try:
        return _read(shelf, digest, page)
    except RuleBroken as refusal:
        if not layer.text.strip() or page_images.is_passing(refusal):
            raise
        log.warning("page not compared: %s", refusal)
        return None


def kept(shelf: Shelf, digest: str, page: int) -> PageText | None:
    """What was read off a page before, if recognition is wanted and there."""
    if not shelf.can_recognise:
        return None
    content = page_cache.kept(_place(shelf, digest, page))
    if content is None:
        return None
    with suppress(PagesRefused):
        return recognition.from_facts(json.loads(content))
    return None


def is_recognised(path: Path) -> bool:
    """Whether this file of the cache holds what was read off a page."""
    return MARK in path.name


def _read(shelf: Shelf, digest: str, page: int) -> PageText:
    image = page_images.unkept(shelf, digest, page, recognition.WIDTH)
    found = _ENGINE.read(image, accept_unsealed=shelf.limits.accept_unsealed)
    content = json.dumps(recognition.to_facts(found), ensure_ascii=False)
    page_cache.keep(_place(shelf, digest, page), content.encode())
    return found


def _place(shelf: Shelf, digest: str, page: int) -> Path:
    name = f"{page}{MARK}{recognition.engine_version()}"
    return page_cache.place(shelf.cache, digest, name)


class _Engine:
    """The one process that reads; ended a while after its last page."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: Recogniser | None = None
        self._timer: threading.Timer | None = None

    def read(self, image: bytes, *, accept_unsealed: bool) -> PageText:
        with self._lock:
            self._stop_timer()
            if self._open is None:
                self._open = Recogniser(accept_unsealed=accept_unsealed)
            try:
                return self._open.read(image)
            finally:
                self._timer = threading.Timer(KEPT_SECONDS, self.close)
                self._timer.daemon = True
                self._timer.start()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def close(self) -> None:
        with self._lock:
            self._stop_timer()
            if self._open is not None:
                self._open.close()
                self._open = None


_ENGINE = _Engine()
atexit.register(_ENGINE.close)


def close() -> None:
    """End the process that reads, as the end of the program does."""
    _ENGINE.close()
