"""Stored files on a local disk: `ab/cd/abcd…`, complete and durable or not there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, cast

from review.gateways.objects import (
    DIGEST,
    Held,
    Lent,
    ObjectMissing,
    Stored,
    StoreFailed,
    checked,
    copied,
    verified,
    verify,
)

UNFINISHED = "unfinished"


class DiskObjects:
    """Files are written beside the store and renamed into it once they are durable."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, stream: BinaryIO, *, limit: int | None = None) -> Stored:
        """A second copy replaces the first, which mends what was damaged meanwhile."""
        with _disk_faults():
            draft, file = self._draft()
        try:
            with file:
                stored = self._written(stream, file, limit)
            with _disk_faults():
                self._named(draft, stored.digest)
        finally:
            draft.unlink(missing_ok=True)
        return stored

    def _draft(self) -> tuple[Path, BinaryIO]:
        folder = self.root / UNFINISHED
        folder.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(dir=folder)
        return Path(name), open(number, "wb", buffering=0)

    def _written(self, stream: BinaryIO, file: BinaryIO, limit: int | None) -> Stored:
        whole = _Whole(file)
        stored = copied(stream, cast("BinaryIO", whole), limit=limit)
        with _disk_faults():
            os.fsync(file.fileno())
        return stored

    def _named(self, draft: Path, digest: str) -> None:
        """Rename, then make the name itself durable, up to the folder that existed."""
        path = self._path(digest)
        fresh = [p for p in (path.parent, path.parent.parent) if not p.exists()]
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.replace(path)
        for folder in [path.parent, *(new.parent for new in fresh)]:
            _sync_folder(folder)

    def open(self, digest: str) -> BinaryIO:
        file = self._opened(digest)
        try:
            with _disk_faults():
                return verified(file, digest)
        except BaseException:
            file.close()
            raise

    def lend(self, digest: str) -> Lent:
        file = self._opened(digest)

        def verify_it() -> None:
            with _disk_faults():
                verify(file, digest)

        return Lent(file, verify_it)

    def _opened(self, digest: str) -> BinaryIO:
        try:
            return self._path(digest).open("rb")
        except FileNotFoundError:
            raise ObjectMissing(digest=digest) from None
        except OSError:
            raise StoreFailed from None

    def read(self, digest: str) -> bytes:
        with self.open(digest) as file:
            return file.read()

    def has(self, digest: str) -> bool:
        return self._path(digest).is_file()

    def delete(self, digest: str) -> None:
        path = self._path(digest)
        with _disk_faults(), suppress(FileNotFoundError):
            path.unlink()
            _sync_folder(path.parent)

    def held(self) -> Iterator[Held]:
        for path in self.root.glob("??/??/*"):
            if not DIGEST.fullmatch(path.name):
                continue
            with suppress(FileNotFoundError):
                facts = path.stat()
                at = datetime.fromtimestamp(facts.st_mtime, UTC)
                yield Held(path.name, facts.st_size, at)

    def drop_unfinished(self, *, before: datetime) -> int:
        n_dropped = 0
        for path in (self.root / UNFINISHED).glob("*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < before.timestamp():
                    path.unlink()
                    n_dropped += 1
        return n_dropped

    def _path(self, digest: str) -> Path:
        name = checked(digest)
        return self.root / name[:2] / name[2:4] / name


class _Whole:
    """A raw file may take a part of what it is given; here it takes all of it."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file

    def write(self, data: bytes) -> int:
        rest = memoryview(data)
        with _disk_faults():
            while rest:
                rest = rest[self.file.write(rest) :]
        return len(data)


@contextmanager
def _disk_faults() -> Iterator[None]:
    """A full or failing disk is told as such; the reader's own faults are not ours."""
    try:
        yield
    except OSError as fault:
        raise StoreFailed from fault


def _sync_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
