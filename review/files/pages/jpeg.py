"""Whether a JPEG has all of its picture."""

from __future__ import annotations

import hashlib
import io
import struct

from PIL.JpegImagePlugin import JpegImageFile

END, TAIL = b"\xff\xd9", 1024
"""It ends with this mark; some writers put a few bytes behind it."""
FILLING = bytes(n * 37 % 251 for n in range(512))
"""Data that go on: any will do that hold no mark."""
COARSE, FINE = 8, 4
"""How much smaller it is decoded; one that comes in layers ends with its finer ones."""
FAULTS = (OSError, SyntaxError, ValueError, TypeError, RuntimeError, struct.error)


def has_no_end(content: bytes) -> bool:
    return END not in content[-TAIL:]


def breaks_off(content: bytes) -> bool:
    """Whether a JPEG ends before its picture does, though its last mark is there.

    A decoder leaves the rest grey. Were there more data, it would draw with them, so it
    is given some: of a whole picture nothing changes.
    """
    end = content.rfind(END)
    try:
        return _decoded(content) != _decoded(content[:end] + FILLING + content[end:])
    except (*FAULTS, MemoryError):
        return False


def _decoded(content: bytes) -> bytes:
    with JpegImageFile(io.BytesIO(content)) as image:
        by = FINE if "progressive" in image.info else COARSE
        image.draft(None, (image.width // by, image.height // by))
        return hashlib.sha256(image.tobytes()).digest()
