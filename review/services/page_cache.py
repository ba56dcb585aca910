"""What was made of stored files once and may be made again: images and text of pages.

Everything lies under the digest of its file, so that nothing in it grows old, and
carries its own checksum: what is damaged is made anew, never served.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

CHECK = 32


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
    return content if hashlib.sha256(content).digest() == check else None


def keep(path: Path, content: bytes) -> None:
    """Written beside and renamed; a full disk costs the cache, not the page."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        number, draft = tempfile.mkstemp(dir=path.parent)
        try:
            with open(number, "wb") as file:
                file.write(hashlib.sha256(content).digest() + content)
            os.replace(draft, path)
        except OSError:
            Path(draft).unlink(missing_ok=True)
            raise
