"""Whether a picture in JBIG2, as PDF has it, has all its segments."""

from __future__ import annotations

SHORT, LONG = 7, 0x1FFFFFFF
UNKNOWN = 0xFFFFFFFF
"""Said of a segment whose writer did not know how long it would get."""
WIDE_PAGE, HEAD = 0x40, 11
"""A head has so many bytes at least; fewer behind the last segment are filling."""


def breaks_off(data: bytes) -> bool:
    """Whether the last segment is shorter than its head says."""
    at = 0
    while len(data) - at >= HEAD:
        start, length = _segment(data, at)
        if length == UNKNOWN:
            return False
        at = start + length
    return at > len(data)


def _segment(data: bytes, at: int) -> tuple[int, int]:
    """Where the content of the segment begins, and how long it is."""
    number, flags = (
        int.from_bytes(data[at : at + 4]),
        int.from_bytes(data[at + 4 : at + 5]),
    )
    at += 5
    n_others = int.from_bytes(data[at : at + 1]) >> 5
    if n_others == SHORT:
        n_others = int.from_bytes(data[at : at + 4]) & LONG
        at += 4 + (n_others + 8) // 8
    else:
        at += 1
    at += n_others * (1 if number <= 256 else 2 if number <= 65536 else 4)
    at += 4 if flags & WIDE_PAGE else 1
    return at + 4, int.from_bytes(data[at : at + 4])
