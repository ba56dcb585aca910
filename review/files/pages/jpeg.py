"""Whether a JPEG has all of its picture."""

from __future__ import annotations

import hashlib
import io
import re
import struct
from dataclasses import dataclass

from PIL.JpegImagePlugin import JpegImageFile

END = b"\xff\xd9"
START, STOP, SCAN = 0xD8, 0xD9, 0xDA
ALONE = (0x01, *range(0xD0, 0xD8))
"""Marks without a length behind them."""
MARK = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")
"""What ends the data of a scan: any mark but those inside it."""
RESTART = re.compile(rb"\xff([\xd0-\xd7])")
MORE = bytes(n * 37 % 251 for n in range(512))
FILLING = MORE + b"".join(bytes((0xFF, each)) + MORE for each in range(0xD0, 0xD8))
"""Data that go on, whichever mark inside them is waited for."""
COARSE, FINE = 8, 4
"""How much smaller it is decoded; one that comes in layers ends with its finer ones."""
FAULTS = (OSError, SyntaxError, ValueError, TypeError, RuntimeError, struct.error)


@dataclass(slots=True)
class Walk:
    """Where the data of the last scan end, and whether a piece between marks is gone."""

    end: int = 2
    skips: bool = False


def breaks_off(content: bytes) -> bool:
    """Whether a JPEG ends before its picture does, though its last mark may be there.

    A decoder leaves the rest grey. Were there more data, it would draw with them, so it
    is given some: of a whole picture nothing changes.
    """
    walk = _walked(content)
    data = content[: walk.end]
    try:
        is_layered, whole = _decoded(data + END)
        if walk.skips or (is_layered and content[walk.end : walk.end + 2] != END):
            return True
        return _decoded(data + FILLING + END)[1] != whole
    except (*FAULTS, MemoryError):
        return False


def _walked(content: bytes) -> Walk:
    """From mark to mark; what a camera put behind the picture is none of it."""
    walk = Walk()
    while 0 <= (at := content.find(b"\xff", walk.end)) < len(content) - 1:
        walk.end, mark = at, content[at + 1]
        if mark in (START, STOP):
            return walk
        if mark in (0x00, 0xFF, *ALONE):
            walk.end = at + (1 if mark == 0xFF else 2)
            continue
        walk.end = at + 2 + int.from_bytes(content[at + 2 : at + 4])
        if mark == SCAN:
            found = MARK.search(content, walk.end)
            start, walk.end = walk.end, found.start() if found else len(content)
            walk.skips = walk.skips or _skips(content, start, walk.end)
    walk.end = len(content)
    return walk


def _skips(content: bytes, start: int, end: int) -> bool:
    """The marks inside a scan count from 0 to 7, over and over."""
    marks = RESTART.finditer(content, start, end)
    return any(mark[1][0] & 7 != n % 8 for n, mark in enumerate(marks))


def _decoded(content: bytes) -> tuple[bool, bytes]:
    with JpegImageFile(io.BytesIO(content)) as image:
        is_layered = "progressive" in image.info
        by = FINE if is_layered else COARSE
        image.draft(None, (image.width // by or 1, image.height // by or 1))
        return is_layered, hashlib.sha256(image.tobytes()).digest()
