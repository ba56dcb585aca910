"""How the application and the process that opens files talk: lengths, JSON, bytes."""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Callable
from typing import Any

HEAD = struct.Struct(">II")
MOST_JSON = 16 * 1024 * 1024
PIECE = 1024 * 1024


class Garbled(Exception):
    """What came through the pipe is no message."""


def packed(facts: dict[str, Any], content: bytes = b"") -> bytes:
    text = json.dumps(facts).encode()
    return HEAD.pack(len(text), len(content)) + text + content


def received(
    read: Callable[[int], bytes], *, most: int
) -> tuple[dict[str, Any], bytes]:
    """One message; `read` gives up to so many bytes, or none at the end."""
    n_text, n_content = HEAD.unpack(_exactly(read, HEAD.size))
    if n_text > MOST_JSON or n_content > most:
        raise Garbled("too long")
    text, content = _exactly(read, n_text), _exactly(read, n_content)
    try:
        facts = json.loads(text)
    except (ValueError, RecursionError):
        raise Garbled("no JSON") from None
    if not isinstance(facts, dict):
        raise Garbled("no object")
    return facts, content


def _exactly(read: Callable[[int], bytes], size: int) -> bytes:
    pieces = bytearray()
    while len(pieces) < size:
        piece = read(min(PIECE, size - len(pieces)))
        if not piece:
            raise EOFError
        pieces += piece
    return bytes(pieces)


def write_all(number: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(number, rest) :]
