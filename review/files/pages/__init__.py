"""Case files page by page: untrusted PDF, JPEG, PNG and TIFF become plain images.

No file is opened in the application's own process. A process of its own, limited and
sealed (`sealing`), parses it and hands back facts and pixels through a pipe.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from review.domain.places import Box, PageText
from review.files.pages.inspection import (
    Bookmark,
    Inspection,
    Kind,
    Note,
    PageFacts,
    PagesRefused,
    Refusal,
)
from review.files.pages.limits import Limits
from review.files.pages.process import Worker, check_size, turn
from review.files.pages.spare import Spare

__all__ = [
    "Bookmark",
    "Box",
    "Inspection",
    "Isolation",
    "Kind",
    "Limits",
    "Note",
    "PageFacts",
    "PageFile",
    "PageText",
    "PagesRefused",
    "Picture",
    "Refusal",
    "Spare",
    "inspect",
    "isolation",
    "render",
    "texts",
]

JPEG = (b"\xff\xd8\xff", b"\xff\xd9")
DEFAULTS = Limits()
NARROWEST = 16
TURNS = (0, 90, 180, 270)
GARBLED = (KeyError, TypeError, ValueError, OverflowError)


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as it may be shown: a JPEG without any metadata."""

    content: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Isolation:
    """Whether the process that opens files is shut off, and from what, as tried out."""

    method: str
    no_network: bool
    no_files: bool
    no_processes: bool

    @property
    def is_complete(self) -> bool:
        return self.no_network and self.no_files and self.no_processes


class PageFile:
    """One file, opened by a process that stays until the file is closed.

    A page that breaks the process is refused; the next question starts another one.
    Questions are asked one at a time. While the file is open it takes one of the turns
    that `Limits.at_once` allows.
    """

    def __init__(
        self,
        source: Path | BinaryIO,
        *,
        limits: Limits = DEFAULTS,
        start: Callable[[BinaryIO, Limits], Worker] = Worker.of,
    ) -> None:
        self.limits = limits
        self._start = start
        self._worker: Worker | None = None
        with ExitStack() as stack:
            is_path = isinstance(source, Path)
            self._file = stack.enter_context(source.open("rb")) if is_path else source
            check_size(self._file, limits)
            stack.enter_context(turn(limits))
            self._stack = stack.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._end()
        self._stack.close()

    def inspect(self) -> Inspection:
        facts, _ = self._ask({"do": "inspect"}, self.limits.inspect_seconds)
        with self._understood():
            found = Inspection.from_dict(facts)
            if not 1 <= found.n_pages <= self.limits.pages:
                raise ValueError(found.n_pages)
            return found

    def render(
        self, page: int, *, width: int, rotate: int = 0, boxes: Sequence[Box] = ()
    ) -> Picture:
        """Page 1, 2 … so many pixels wide before it is turned clockwise by `rotate`."""
        if rotate not in TURNS:
            raise ValueError(f"pages are turned by quarters, not by {rotate}")
        question = {
            "do": "render",
            "page": page,
            "width": min(max(width, NARROWEST), self.limits.width),
            "rotate": rotate,
            "boxes": [[b.left, b.top, b.right, b.bottom] for b in boxes],
        }
        return self._picture(question)[0]

    def check(self, page: int, *, width: int) -> tuple[Picture, bool]:
        """The page, and whether a picture on it is cut off or came to nothing."""
        picture, facts = self._picture({"do": "check", "page": page, "width": width})
        return picture, facts.get("doubtful") is not False

    def _picture(self, question: dict[str, Any]) -> tuple[Picture, dict[str, Any]]:
        facts, content = self._ask(question, self.limits.page_seconds)
        with self._understood():
            if not (content.startswith(JPEG[0]) and content.endswith(JPEG[1])):
                raise ValueError("no JPEG")
            size = int(facts["width"]), int(facts["height"])
            return Picture(content, *size), facts

    def texts(self, page: int, *, weigh: bool = False) -> PageText:
        """The text layer of a page; empty where it has none.

        To `weigh` it against what is drawn on the page takes drawing it.
        """
        question = {"do": "texts", "page": page, "weigh": weigh}
        facts, _ = self._ask(question, self.limits.page_seconds)
        with self._understood():
            boxes = tuple(None if b is None else Box(*b) for b in facts["boxes"])
            text = str(facts["text"])
            if len(text) != len(boxes):
                raise ValueError("a place for each character")
            return PageText(
                text,
                boxes,
                has_pictures=bool(facts["pictures"]),
                n_unmapped=int(facts["unmapped"]),
                is_outweighed=bool(facts["outweighed"]),
            )

    def peak_bytes(self) -> int:
        """Memory of the process so far; 0 when there is none."""
        return self._worker.peak_bytes() if self._worker else 0

    def _ask(
        self, question: dict[str, Any], seconds: float
    ) -> tuple[dict[str, Any], bytes]:
        if self._worker is not None and self._worker.is_worn:
            self._end()
        if self._worker is None:
            self._worker = self._start(self._file, self.limits)
        try:
            return self._worker.ask(question, seconds=seconds)
        except PagesRefused as refused:
            if refused.reason in (Refusal.TOO_MUCH, Refusal.TOO_SLOW):
                self._end()
            raise

    @contextmanager
    def _understood(self) -> Iterator[None]:
        """An answer that makes no sense is that of a broken process."""
        try:
            yield
        except GARBLED:
            self._end()
            raise PagesRefused(Refusal.TOO_MUCH) from None

    def _end(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None


def inspect(source: Path | BinaryIO, *, limits: Limits = DEFAULTS) -> Inspection:
    """What the file is, with every page opened once; or why it is refused."""
    with PageFile(source, limits=limits) as file:
        return file.inspect()


def render(
    source: Path | BinaryIO,
    page: int,
    *,
    width: int,
    rotate: int = 0,
    boxes: Sequence[Box] = (),
    limits: Limits = DEFAULTS,
) -> Picture:
    """One page as an image; for several pages keep a `PageFile` open."""
    with PageFile(source, limits=limits) as file:
        return file.render(page, width=width, rotate=rotate, boxes=boxes)


def texts(source: Path | BinaryIO, page: int, *, limits: Limits = DEFAULTS) -> PageText:
    """The text layer of one page, with the place of each character."""
    with PageFile(source, limits=limits) as file:
        return file.texts(page)


@cache
def isolation() -> Isolation:
    """Tried out once in each process of the application, with a real sealed process."""
    open_limits = replace(DEFAULTS, accept_unsealed=True)
    with Path(__file__).open("rb") as file:
        try:
            worker = Worker.of(file, open_limits)
        except (PagesRefused, OSError):
            return Isolation("", False, False, False)
        try:
            facts, _ = worker.ask({"do": "probe"}, seconds=10)
        except PagesRefused:
            facts = {}
        finally:
            worker.close()
    shut = [facts.get(key) is False for key in ("network", "files", "processes")]
    return Isolation("seccomp" if worker.is_sealed else "", *shut)
