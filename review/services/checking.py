"""Every page of a file is rendered once before it is accepted: imported is rendered.

An upload is checked behind the request, by one thread of the process; how far it is
stands beside the upload, where every process of the application finds it. A check whose
process is gone is begun anew by whoever asks next.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, BinaryIO

from review.domain.errors import N_, RuleBroken
from review.files.pages import Inspection, Limits, PageFile, PagesRefused, Refusal
from review.gateways.uploads import Upload, Uploads
from review.services.page_images import WIDTHS
from review.services.shelf import Shelf

MOST_BROKEN = 20
TELL_SECONDS = 0.3
CHECKING, CHECKED, REFUSED, ADDED = "checking", "checked", "refused", "added"
KEPT = ("n_pages", "n_checked", "broken", "doubtful", "notes", "n_papers")
log = logging.getLogger(__name__)
Tell = Callable[[int, int], None]
Keep = Callable[[int, bytes], None]


class TooManyBroken(RuleBroken):
    sentence = N_(
        "Pages %(pages)s and perhaps more cannot be shown. Scan the file again, or "
        "print it to PDF anew."
    )


class NothingToShow(RuleBroken):
    sentence = N_("None of the pages can be shown. Scan the file again.")


class ArrivedOtherwise(RuleBroken):
    sentence = N_(
        "The file arrived otherwise than it was sent, or was changed meanwhile. Upload "
        "it again."
    )


class Undecided(RuleBroken):
    """Pages are missing or in doubt: only a person accepts that."""

    sentence = N_(
        "Pages %(pages)s cannot be shown or hold pictures that are cut off or too "
        "large. Decide whether the file is added all the same."
    )


class CheckFailed(RuleBroken):
    sentence = N_("The file could not be checked. Try again later.")


@dataclass(frozen=True, slots=True)
class Checked:
    """A file whose pages were all rendered; which of them cannot be shown, or doubted."""

    found: Inspection
    broken: tuple[int, ...] = ()
    doubtful: tuple[int, ...] = ()

    @property
    def n_pages(self) -> int:
        return self.found.n_pages

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(note.value for note in self.found.notes)


def _nobody(_checked: int, _pages: int) -> None:
    """Nobody wants to hear how far it is."""


def check(
    file: BinaryIO, limits: Limits, *, tell: Tell = _nobody, keep: Keep
) -> Checked:
    """Render every page in small; `tell` hears how far it is, `keep` gets the images."""
    broken, doubtful = [], []
    with PageFile(file, limits=limits) as opened:
        found = opened.inspect()
        for page in range(1, found.n_pages + 1):
            tell(page - 1, found.n_pages)
            try:
                picture, is_doubtful = opened.check(page, width=WIDTHS[0])
            except PagesRefused:
                broken.append(page)
                _check_number(broken)
                continue
            keep(page, picture.content)
            if is_doubtful:
                doubtful.append(page)
    if len(broken) == found.n_pages:
        raise NothingToShow
    return Checked(found, tuple(broken), tuple(doubtful))


def _check_number(broken: list[int]) -> None:
    """A page that breaks the process takes long; nobody accepts so many gaps."""
    if len(broken) > MOST_BROKEN:
        raise TooManyBroken(pages=listed(broken))


def listed(pages: Iterable[int]) -> tuple[str, ...]:
    return tuple(map(str, sorted(pages)))


def start(shelf: Shelf, upload: Upload) -> None:
    """Check it behind the request; to ask twice is no fault."""
    _CHECKS.ask(shelf, upload)


def wait(uploads: Uploads, upload: Upload, seconds: float) -> bool:
    """Whether the check is over, now or within a moment."""
    until = time.monotonic() + seconds
    while uploads.state(upload).get("stage") == CHECKING:
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


class _Checks:
    """The uploads that wait for this process, and the thread that takes them on."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[Shelf, Upload]] = deque()
        self._state = threading.Lock()
        self._current = ""
        self._is_working = False

    def ask(self, shelf: Shelf, upload: Upload) -> None:
        with self._state:
            known = {each.id for _, each in self._waiting} | {self._current}
            if upload.id not in known:
                self._waiting.append((shelf, upload))
            if not self._is_working:
                self._is_working = True
                threading.Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        while True:
            with self._state:
                self._current = ""
                if not self._waiting:
                    self._is_working = False
                    return
                shelf, upload = self._waiting.popleft()
                self._current = upload.id
            _run(shelf, upload)


_CHECKS = _Checks()


def _run(shelf: Shelf, upload: Upload) -> None:
    """By one process at a time; the next to ask goes on where one was killed."""
    uploads = shelf.uploads()
    with uploads.alone(upload) as is_ours:
        state = uploads.state(upload)
        if not is_ours or state.get("stage") != CHECKING:
            return
        try:
            uploads.note(upload, state | _came_of_it(shelf, upload, state))
        except PagesRefused as refusal:
            if refusal.reason is not Refusal.BUSY:
                refuse(uploads, upload, refusal)
        except RuleBroken as refusal:
            refuse(uploads, upload, refusal)
        except FileNotFoundError:
            return  # Whoever sent it has taken it back.
        except Exception:
            log.exception("an upload could not be checked")
            refuse(uploads, upload, CheckFailed())


def _came_of_it(shelf: Shelf, upload: Upload, state: dict[str, Any]) -> dict[str, Any]:
    uploads = shelf.uploads()
    with uploads.open(upload) as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != state["digest"]:
            raise ArrivedOtherwise
        file.seek(0)
        checked = check(
            file,
            shelf.limits,
            tell=_teller(uploads, upload, state),
            keep=lambda page, content: uploads.keep_page(upload, page, content),
        )
        file.seek(0)
        shelf.store().put(file)
    return {
        "stage": CHECKED,
        "found": checked.found.to_dict(),
        "broken": list(checked.broken),
        "doubtful": list(checked.doubtful),
        "others": state.get("others", []),
        "n_pages": checked.found.n_pages,
        "n_checked": checked.found.n_pages,
    }


def _teller(uploads: Uploads, upload: Upload, state: dict[str, Any]) -> Tell:
    """Notes how far it is, but not for every page."""
    told_at = 0.0

    def tell(n_checked: int, n_pages: int) -> None:
        nonlocal told_at
        if time.monotonic() - told_at > TELL_SECONDS:
            told_at = time.monotonic()
            told = {"n_checked": n_checked, "n_pages": n_pages}
            uploads.note(upload, state | told)

    return tell


def forget(uploads: Uploads, upload: Upload, **said: Any) -> None:
    """Keep of a file that is in its case only counts and notes, in place of the rest.

    Bookmarks are read when a file is added, and names of people stand in them.
    """
    state = uploads.state(upload)
    kept = {key: state[key] for key in KEPT if key in state}
    if "found" in state:
        kept["notes"] = list(Checked(Inspection.from_dict(state["found"])).notes)
    uploads.note(upload, kept | said | {"stage": ADDED})


def forget_added(uploads: Uploads) -> None:
    """The same for those that were added before bookmarks were forgotten."""
    for upload in uploads.everything():
        state = uploads.state(upload)
        if state.get("stage") == ADDED and "found" in state:
            forget(uploads, upload)


def refuse(uploads: Uploads, upload: Upload, refusal: RuleBroken) -> None:
    """Nothing of the file is kept but why it was refused."""
    told = {
        "stage": REFUSED,
        "sentence": refusal.sentence,
        "values": {name: _kept(value) for name, value in refusal.values.items()},
    }
    with suppress(FileNotFoundError):
        uploads.empty(upload)
        uploads.note(upload, told)


def _kept(value: object) -> str | list[str]:
    """Several in a row are joined in the language in which they are read."""
    return [*map(str, value)] if isinstance(value, tuple) else str(value)


def refusal_in(state: dict[str, Any]) -> RuleBroken:
    """What stands in a row comes back from its list as it went in."""
    told = state["values"].items()
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in told}
    return RuleBroken(state["sentence"], **values)
