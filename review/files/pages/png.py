"""Whether a PNG has all its rows: a decoder leaves those black that its data lack."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from review.files.pages import deflated

SIGNATURE, CHECK = 8, 4
N_COLOURS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4))
PASSES += ((1, 0, 2, 2), (0, 1, 1, 2))
"""Of an interlaced picture: where each begins, and how far its points lie apart."""


def lacks_rows(file: BinaryIO) -> bool:
    file.seek(SIGNATURE)
    head, *parts = _parts(file)
    return deflated.size_of(parts) < _wanted(head)


def _parts(file: BinaryIO) -> Iterator[bytes]:
    """What is said of the picture, then its data."""
    while len(head := file.read(8)) == 8:
        length, kind = struct.unpack(">I4s", head)
        if kind in (b"IHDR", b"IDAT"):
            yield file.read(length)
            file.seek(CHECK, 1)
        else:
            file.seek(length + CHECK, 1)


def _wanted(head: bytes) -> int:
    width, height, bits, colour, _, _, is_laced = struct.unpack(">IIBBBBB", head)
    bits *= N_COLOURS[colour]
    total = 0
    for left, top, across, down in PASSES if is_laced else ((0, 0, 1, 1),):
        n_points = (width - left + across - 1) // across
        n_rows = (height - top + down - 1) // down
        if n_points > 0 and n_rows > 0:
            total += n_rows * (1 + (n_points * bits + 7) // 8)
    return total
