"""Uploads that are under way: a folder for each, on a disk of this machine.

What has arrived is the length of the content, so nothing can fall out of step with it:
a broken connection, a killed server and a second tab all find the same number. Who may
touch an upload, and what becomes of it, is the services' business.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from review.domain.errors import N_, RuleBroken
from review.gateways.objects import CHUNK, StoreFailed

ID = re.compile(r"[\w-]{16}")
FACTS, CONTENT, STATE, LOCK, PAGES = "facts", "content", "state", "lock", "pages"
TURN = ".turn"
SPARE = 256 * CHUNK
"""What must stay free on the disk beside the upload."""


class OffsetWrong(RuleBroken):
    """The next piece does not begin where the last one ended; `offset` is where."""

    sentence = N_("The upload goes on at another place than was sent.")

    def __init__(self, offset: int) -> None:
        super().__init__()
        self.offset = offset


class LongerThanSaid(RuleBroken):
    sentence = N_("More was sent than the file was said to have. Begin again.")


class NoRoom(RuleBroken):
    sentence = N_(
        "The server's disk has too little room for this file. Tell the administrator."
    )


@dataclass(frozen=True, slots=True)
class Upload:
    """What was said at the beginning; `key` finds it again after an interruption."""

    id: str
    owner: str
    about: str
    n_bytes: int
    key: str = ""
    name: str = ""
    """The name of the file with its folders, for as long as it is under way."""


class Uploads:
    """The uploads below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def turn(self) -> Iterator[None]:
        """One at a time looks what is there and begins another."""
        with _disk_faults():
            self.folder.mkdir(parents=True, exist_ok=True)
            file = (self.folder / TURN).open("wb")
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def begin(self, **said: Any) -> Upload:
        """A new upload under a random id; `said` are the fields of `Upload`."""
        made = Upload(id=secrets.token_urlsafe(12), **said)
        with _disk_faults():
            self.folder.mkdir(parents=True, exist_ok=True)
            if shutil.disk_usage(self.folder).free < made.n_bytes + SPARE:
                raise NoRoom
            draft = Path(tempfile.mkdtemp(dir=self.folder, prefix="."))
            (draft / CONTENT).touch()
            _write(draft / FACTS, asdict(made))
            draft.rename(self._path(made.id))
        return made

    def find(self, upload_id: str) -> Upload | None:
        if not ID.fullmatch(upload_id):
            return None
        facts = _read(self._path(upload_id) / FACTS)
        return Upload(**facts) if facts else None

    def of(self, owner: str) -> list[Upload]:
        """What this account has under way."""
        return [each for each in self.everything() if each.owner == owner]

    def everything(self) -> list[Upload]:
        found = (self.find(path.name) for path in sorted(self.folder.glob("[!.]*")))
        return [each for each in found if each]

    def received(self, upload: Upload) -> int:
        """Bytes that are there."""
        try:
            return (self._path(upload.id) / CONTENT).stat().st_size
        except FileNotFoundError:
            return 0

    def append(self, upload: Upload, stream: BinaryIO, *, offset: int) -> int:
        """Add what the stream has, from `offset`; what arrived stays if it breaks off."""
        with _disk_faults(), self.open(upload, "r+b") as file:
            if not _locked(file):
                raise OffsetWrong(self.received(upload))
            size = file.seek(0, os.SEEK_END)
            if size != offset:
                raise OffsetWrong(size)
            _copy(stream, file, upload.n_bytes - size)
        return self.received(upload)

    def open(self, upload: Upload, mode: str = "rb") -> BinaryIO:
        path = self._path(upload.id) / CONTENT
        return open(path, mode, buffering=0 if "+" in mode else -1)  # type: ignore[return-value]

    def state(self, upload: Upload) -> dict[str, Any]:
        """What was noted last; empty at the beginning."""
        return _read(self._path(upload.id) / STATE)

    def note(self, upload: Upload, state: Mapping[str, Any]) -> None:
        """Whole or not at all; of an upload that is gone nothing is noted."""
        with suppress(FileNotFoundError), _disk_faults():
            _write(self._path(upload.id) / STATE, state)

    @contextmanager
    def alone(self, upload: Upload) -> Iterator[bool]:
        """Whether this is the only one to look into the file, for as long as it takes.

        The lock goes with the process that holds it: a killed one leaves none behind.
        """
        try:
            file = (self._path(upload.id) / LOCK).open("wb")
        except FileNotFoundError:
            yield False
            return
        with file:
            yield _locked(file)

    def keep_page(self, upload: Upload, page: int, content: bytes) -> None:
        folder = self._path(upload.id) / PAGES
        with suppress(FileNotFoundError), _disk_faults():
            folder.mkdir(exist_ok=True)
            (folder / str(page)).write_bytes(content)

    def page(self, upload: Upload, page: int) -> bytes | None:
        try:
            return (self._path(upload.id) / PAGES / str(page)).read_bytes()
        except FileNotFoundError:
            return None

    def begin_again(self, upload: Upload) -> None:
        os.truncate(self._path(upload.id) / CONTENT, 0)

    def empty(self, upload: Upload) -> None:
        """The content goes; what became of it stays."""
        folder = self._path(upload.id)
        with suppress(FileNotFoundError):
            os.truncate(folder / CONTENT, 0)
        shutil.rmtree(folder / PAGES, ignore_errors=True)

    def forget_name(self, upload: Upload) -> None:
        with suppress(FileNotFoundError):
            _write(self._path(upload.id) / FACTS, asdict(replace(upload, name="")))

    def drop(self, upload: Upload) -> None:
        """Out of sight at once; then gone."""
        gone = self.folder / f".{secrets.token_hex(8)}"
        with suppress(FileNotFoundError):
            self._path(upload.id).rename(gone)
        shutil.rmtree(gone, ignore_errors=True)

    def drop_old(self, *, before: float, rehearse: bool = False) -> int:
        """Those nothing was done with since this moment; how many there were."""
        found = [path for path in self.folder.glob("*") if path.name != TURN]
        old = [path for path in found if _touched(path) < before]
        for path in old if not rehearse else ():
            shutil.rmtree(path, ignore_errors=True)
        return len(old)

    def _path(self, upload_id: str) -> Path:
        return self.folder / upload_id


def _touched(folder: Path) -> float:
    """When anything in it changed last; what is just being dropped is no matter."""
    times = []
    for path in (folder, folder / CONTENT, folder / STATE):
        with suppress(FileNotFoundError):
            times.append(path.stat().st_mtime)
    return max(times, default=float("inf"))


def _copy(stream: BinaryIO, file: BinaryIO, left: int) -> None:
    while left and (piece := stream.read(min(CHUNK, left))):
        rest = memoryview(piece)
        while rest:
            rest = rest[file.write(rest) :]
        left -= len(piece)
    if not left and stream.read(1):
        raise LongerThanSaid


def _locked(file: Any) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read(path: Path) -> dict[str, Any]:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}


def _write(path: Path, facts: Mapping[str, Any]) -> None:
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    draft.replace(path)


@contextmanager
def _disk_faults() -> Iterator[None]:
    """A full disk is told as such; an upload that is gone is another matter."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as fault:
        raise StoreFailed from fault
