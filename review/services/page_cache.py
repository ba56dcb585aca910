"""What was made of stored files once and may be made again: images and text of pages.

Everything lies under the digest of its file, so that nothing in it grows old, and
carries its own checksum, which also says what it is: what is damaged, or lies where
something else belongs, is made anew, never served.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

CHECK = 32
DRAWING = 2
"""Raised when pages are drawn otherwise, so that older images are not found."""
PATIENCE, PACE = 10.0, 0.01
"""Seconds to wait for what another process began, and between two looks."""


def place(folder: Path, digest: str, name: str) -> Path:
    """Where something made of a file lies."""
    return folder / digest[:2] / digest / name


def kept(path: Path) -> bytes | None:
    try:
        found = path.read_bytes()
        os.utime(path)  # What was asked for lately is trimmed last.
    except OSError:
        return None
    check, content = found[:CHECK], found[CHECK:]
    return content if check in (_check(path, content), _plain(content)) else None


def _check(path: Path, content: bytes) -> bytes:
    """Of the content and of what it is: which page of which file, in which size."""
    what = f"{path.parent.name}/{path.name}\0".encode()
    return hashlib.sha256(what + content).digest()


def _plain(content: bytes) -> bytes:
    """Of what was kept before the checksum said what it is: texts took long to read."""
    return hashlib.sha256(content).digest()


def keep(path: Path, content: bytes) -> None:
    """Written beside and renamed; a full disk costs the cache, not the page."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        number, draft = tempfile.mkstemp(dir=path.parent)
        try:
            with open(number, "wb") as file:
                file.write(_check(path, content) + content)
            os.replace(draft, path)
        except OSError:
            Path(draft).unlink(missing_ok=True)
            raise


@contextmanager
def begun(path: Path) -> Iterator[bool]:
    """Tells every process that something of this file is being made; False if it is.

    The lock is on the folder of the file: it leaves nothing behind, and ends with whoever
    holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    number = os.open(path.parent, os.O_RDONLY)
    try:
        yield _is_locked(number, fcntl.LOCK_EX)
    finally:
        os.close(number)


def await_begun(path: Path) -> bool:
    """Whether somebody had begun something of this file, and is done with it."""
    try:
        number = os.open(path.parent, os.O_RDONLY)
    except OSError:
        return False
    try:
        until = time.monotonic() + PATIENCE
        n_looks = 0
        while not _is_locked(number, fcntl.LOCK_SH) and time.monotonic() < until:
            n_looks += 1
            time.sleep(PACE)
        return n_looks > 0
    finally:
        os.close(number)


def _is_locked(number: int, how: int) -> bool:
    try:
        fcntl.flock(number, how | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
