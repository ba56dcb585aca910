"""How much compressed data hold: it is counted and not kept, however much it is."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from contextlib import suppress

PIECE, ROOM = 64 * 1024, 1024 * 1024
"""Bytes that are looked at, and of what they hold, at a time."""


def size_of(parts: Iterable[bytes]) -> int:
    inflating, n_bytes = zlib.decompressobj(), 0
    with suppress(zlib.error):
        for data in parts:
            for start in range(0, len(data), PIECE):
                left = data[start : start + PIECE]
                while left and not inflating.eof:
                    n_bytes += len(inflating.decompress(left, ROOM))
                    left = inflating.unconsumed_tail
    return n_bytes
