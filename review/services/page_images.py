"""Images of pages: from the cache, or rendered by a process kept for a short while.

The cache is keyed by the digest of the file and by the boxes burned into the image, so
that what is in it never grows old: an image with a box less has another name. An image
carries its own checksum: a damaged one is rendered anew, never served.
"""

from __future__ import annotations

import atexit
import logging
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from review.domain.errors import N_, Busy, RuleBroken
from review.domain.redaction import Numbers, box_of, version_of
from review.files.pages import PageFile, PagesRefused, PageText, Refusal, Spare
from review.gateways.objects import ObjectRefused, StoreFailed
from review.services import page_cache
from review.services.elsewhere import waiting
from review.services.shelf import Shelf

WIDTHS = (160, 900, 1400, 2000)
"""Thumbnail, and three sizes of a page; nothing else is ever rendered."""
TURNS = (0, 90, 180, 270)
AHEAD = 3
"""Pages rendered before they are asked for."""
KEPT_SECONDS = 20.0
MOST_KEPT = 4
log = logging.getLogger(__name__)


class PageNotShown(RuleBroken):
    """Told without the digest, which reviewers must not learn; the log has it."""

    sentence = N_(
        "This page cannot be shown: the stored file is missing or damaged. Tell the "
        "bureau. Your answers are not affected."
    )


class FileNotShown(PageNotShown):
    """The same for the bureau, which can do something about it."""

    sentence = N_(
        "This page cannot be shown: the stored file is missing or damaged. Tell the "
        "administrator, or take the file out and upload it again from its source."
    )


class PageAway(PageNotShown, Busy):
    """Nothing is damaged: the store of files does not answer just now."""

    sentence = N_(
        "This page cannot be shown just now: the store of files cannot be reached. Try "
        "again in a few minutes; if that does not help, tell the bureau. Your answers "
        "are not affected."
    )


class FileAway(FileNotShown, PageAway):
    """The same for the bureau."""

    sentence = N_(
        "The store of files cannot be reached just now; nothing is damaged. Try again "
        "in a few minutes; if that does not help, tell the administrator."
    )


def is_passing(refusal: RuleBroken) -> bool:
    """Whether nothing is said of a page: it cannot be read now, but another time."""
    if isinstance(refusal, PagesRefused):
        return refusal.reason in (Refusal.BUSY, Refusal.NOT_ISOLATED)
    return isinstance(refusal, Busy)


def not_shown(refusal: ObjectRefused) -> PageNotShown:
    """A file that cannot be had, in the words for a reviewer."""
    return PageAway() if isinstance(refusal, StoreFailed) else PageNotShown()


def for_bureau(fault: PageNotShown) -> FileNotShown:
    """The same fault in words for whoever can do something about it."""
    return FileAway() if isinstance(fault, PageAway) else FileNotShown()


@dataclass(frozen=True, slots=True)
class Wanted:
    """One page of a stored file, in one width, turned clockwise, with boxes on it."""

    digest: str
    page: int
    width: int
    turn: int
    boxes: tuple[Numbers, ...]

    def path(self, folder: Path) -> Path:
        plain = f"{self.page}-{self.width}-{self.turn}-{page_cache.DRAWING}"
        name = "-".join(filter(None, (plain, version_of(self.boxes))))
        return page_cache.place(folder, self.digest, name)


def image(shelf: Shelf, wanted: Wanted, *, following: Sequence[Wanted] = ()) -> bytes:
    """The page as a JPEG; the pages that follow are rendered behind the answer."""
    content = page_cache.kept(wanted.path(shelf.cache))
    if content is None:
        with waiting():
            content = _drawn_elsewhere(shelf, wanted) or _READERS.render(shelf, wanted)
    if wanted.width != WIDTHS[0]:
        _READERS.look_ahead(shelf, following)
    return content


def _drawn_elsewhere(shelf: Shelf, wanted: Wanted) -> bytes | None:
    """By another process of the server, which was asked for the sheet and began."""
    path = wanted.path(shelf.cache)
    is_near = _READERS.has(shelf, wanted.digest)
    return (
        None if is_near or not page_cache.await_begun(path) else page_cache.kept(path)
    )


def draw(shelf: Shelf, wanted: Wanted) -> None:
    """For whoever asks for it later."""
    _READERS.render(shelf, wanted)


def unkept(shelf: Shelf, digest: str, page: int, width: int) -> bytes:
    """The page as it was brought, for whoever reads it once: not kept in the cache."""
    plain = Wanted(digest, page, width, turn=0, boxes=())
    if content := page_cache.kept(plain.path(shelf.cache)):
        return content
    with waiting():
        return _READERS.fresh(shelf, plain)


def keep_thumbnails(shelf: Shelf, digest: str, images: Mapping[int, bytes]) -> None:
    """Small images that were made when the file was checked, by page."""
    for page, content in images.items():
        plain = Wanted(digest, page, WIDTHS[0], turn=0, boxes=())
        page_cache.keep(plain.path(shelf.cache), content)


@dataclass(eq=False)
class _Reader:
    """A file that is open, with the process that reads it; one question at a time."""

    source: BinaryIO
    pages: PageFile
    verified: Future[object]
    lock: threading.Lock = field(default_factory=threading.Lock)
    used_at: float = 0.0
    is_closed: bool = False

    @classmethod
    def of(cls, shelf: Shelf, digest: str) -> _Reader:
        """The process that reads begins while the content is verified.

        Nothing it says is believed before that: a damaged file is told, never shown.
        """
        try:
            lent = shelf.store().lend(digest)
        except ObjectRefused as refusal:
            raise _told(refusal) from refusal
        try:
            # Kept processes are counted apart from those that check uploads.
            limits = replace(shelf.limits, at_once=shelf.limits.at_once + MOST_KEPT)
            pages = PageFile(lent.file, limits=limits, start=_SPARE.worker)
        except BaseException:
            lent.file.close()
            raise
        return cls(lent.file, pages, _VERIFYING.submit(lent.verify))

    def render(self, wanted: Wanted) -> bytes:
        with self._verified():
            found = self.pages.render(
                wanted.page,
                width=wanted.width,
                rotate=wanted.turn,
                boxes=[box_of(each) for each in wanted.boxes],
            )
        return found.content

    def texts(self, page: int, *, weigh: bool) -> PageText:
        with self._verified():
            return self.pages.texts(page, weigh=weigh)

    @contextmanager
    def _verified(self) -> Iterator[None]:
        """Whatever was asked of the file, first it is told if it is damaged."""
        try:
            yield
        finally:
            try:
                self.verified.result()
            except ObjectRefused as refusal:
                raise _told(refusal) from refusal

    def close(self) -> None:
        with self.lock:
            self.is_closed = True
            self.pages.close()
            wait([self.verified])
            self.source.close()


def _told(refusal: ObjectRefused) -> PageNotShown:
    log.error("scan not shown: %s", refusal)
    return not_shown(refusal)


_SPARE = Spare()
_VERIFYING = ThreadPoolExecutor(MOST_KEPT, thread_name_prefix="verifying")


class _Readers:
    """The open files of this process; each is closed a while after its last page."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, str], _Reader] = {}
        self._opening: dict[tuple[str, str], threading.Lock] = {}
        self._ahead: deque[tuple[Shelf, Wanted]] = deque()
        self._state = threading.Condition()
        self._keeper: threading.Thread | None = None

    def render(self, shelf: Shelf, wanted: Wanted) -> bytes:
        with self._held(shelf, wanted.digest) as reader:
            # Whoever waited here may find it rendered meanwhile.
            path = wanted.path(shelf.cache)
            content = page_cache.kept(path)
            if content is None:
                content = reader.render(wanted)
                page_cache.keep(path, content)
            return content

    def has(self, shelf: Shelf, digest: str) -> bool:
        """Whether the file is open in this process, or is being opened."""
        key = (shelf.objects, digest)
        with self._state:
            return key in self._open or key in self._opening

    def fresh(self, shelf: Shelf, wanted: Wanted) -> bytes:
        with self._held(shelf, wanted.digest) as reader:
            return reader.render(wanted)

    def text(self, shelf: Shelf, digest: str, page: int, *, weigh: bool) -> PageText:
        with self._held(shelf, digest) as reader:
            return reader.texts(page, weigh=weigh)

    @contextmanager
    def _held(self, shelf: Shelf, digest: str) -> Iterator[_Reader]:
        """The open file, for one question; opened anew if it was closed meanwhile."""
        while True:
            reader = self._reader(shelf, digest)
            try:
                with reader.lock:
                    if not reader.is_closed:
                        yield reader
                        reader.used_at = time.monotonic()
                        return
            except PageNotShown:
                self._drop(reader)
                raise

    def _drop(self, reader: _Reader) -> None:
        """A damaged file is opened anew at the next question: it may be mended by then."""
        with self._state:
            kept = {k: each for k, each in self._open.items() if each is not reader}
            self._open = kept
        reader.close()

    def _reader(self, shelf: Shelf, digest: str) -> _Reader:
        """Opened by one; whoever wants the same file meanwhile waits for that."""
        key = (shelf.objects, digest)
        with self._state:
            if reader := self._open.get(key):
                return reader
            opening = self._opening.setdefault(key, threading.Lock())
        with opening:
            with self._state:
                if reader := self._open.get(key):
                    return reader
            return self._opened(shelf, key)

    def _opened(self, shelf: Shelf, key: tuple[str, str]) -> _Reader:
        try:
            made = _Reader.of(shelf, key[1])
            made.used_at = time.monotonic()
            with self._state:
                reader = self._open.setdefault(key, made)
                surplus = self._over() if reader is made else [made]
                self._wake()
        finally:
            with self._state:
                self._opening.pop(key, None)
        for each in surplus:
            each.close()
        return reader

    def _over(self) -> list[_Reader]:
        """Those used longest ago, taken off the list when there are too many."""
        by_use = sorted(self._open.items(), key=lambda pair: pair[1].used_at)
        gone = by_use[: max(0, len(by_use) - MOST_KEPT)]
        return [self._open.pop(key) for key, _ in gone]

    def look_ahead(self, shelf: Shelf, following: Sequence[Wanted]) -> None:
        """Newest wishes first; what nobody waits for any more is forgotten.

        All at once: the next page is drawn before the one after it.
        """
        new = [each for each in following if not each.path(shelf.cache).exists()]
        if new:
            with self._state:
                self._ahead.extendleft((shelf, wish) for wish in reversed(new))
                while len(self._ahead) > MOST_KEPT * AHEAD:
                    self._ahead.pop()
                self._wake()

    def _wake(self) -> None:
        if self._keeper is None:
            self._keeper = threading.Thread(target=self._keep_house, daemon=True)
            self._keeper.start()
        self._state.notify()

    def _keep_house(self) -> None:
        """Renders ahead and closes what is idle; ends when nothing is open."""
        while True:
            with self._state:
                if not self._ahead:
                    self._state.wait(timeout=KEPT_SECONDS / 4)
                wish = self._ahead.popleft() if self._ahead else None
                idle = self._idle()
                is_done = not (wish or self._open)
                if is_done:
                    self._keeper = None
            for each in idle:
                each.close()
            if is_done:
                return
            if wish:
                with suppress(RuleBroken, OSError):
                    self.render(*wish)

    def _idle(self) -> list[_Reader]:
        since = time.monotonic() - KEPT_SECONDS
        gone = [key for key, each in self._open.items() if each.used_at < since]
        return [self._open.pop(key) for key in gone]

    def close(self) -> None:
        with self._state:
            self._ahead.clear()
            readers = list(self._open.values())
            self._open.clear()
        for each in readers:
            each.close()


_READERS = _Readers()


def text_layer(
    shelf: Shelf, digest: str, page: int, *, weigh: bool = False
) -> PageText:
    """What the file itself says stands on a page, read by the process kept for it.

    Weighed, it also says whether that is most of what is drawn there.
    """
    with waiting():
        return _READERS.text(shelf, digest, page, weigh=weigh)


def stand_by() -> None:
    """From now on a process waits for the next file that is opened."""
    _SPARE.call()


def close_all() -> None:
    """End every kept process, as the end of the program does."""
    _READERS.close()
    _SPARE.close()


atexit.register(close_all)
