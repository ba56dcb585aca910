"""The chain of pages in a TIFF, walked before a decoder follows it."""

from __future__ import annotations

import struct
from typing import BinaryIO

from review.files.pages.inspection import PagesRefused, Refusal

MOST_TAGS = 1000
PLACES, LENGTHS = (273, 324), (279, 325)
"""Where the strips or tiles are, and how long each is."""
SIZES = {3: ("H", 2), 4: ("I", 4), 16: ("Q", 8)}
MOST_STRIPS = 1_000_000


class Chain:
    """Reads numbers of the file's own byte order, classic or big."""

    def __init__(self, file: BinaryIO, size: int, most: int) -> None:
        self.file, self.size, self.most = file, size, most
        head = self._bytes(0, 16)
        self.order = "<" if head[:1] == b"I" else ">"
        self.is_big = head[2:4] in (b"+\0", b"\0+")
        where = 8 if self.is_big else 4
        self.first = self._number(where, "Q" if self.is_big else "I")

    def count(self) -> int:
        """Pages, each within the file and none twice."""
        seen: set[int] = set()
        at = self.first
        while at:
            if at in seen:
                raise PagesRefused(Refusal.DAMAGED)
            seen.add(at)
            if len(seen) > self.most:
                found, limit = f"> {self.most}", self.most
                raise PagesRefused(Refusal.TOO_MANY_PAGES, found=found, limit=limit)
            at = self._next(at)
        return len(seen)

    def _next(self, at: int) -> int:
        n_format, n_size, entry = ("Q", 8, 20) if self.is_big else ("H", 2, 12)
        n_tags = self._number(at, n_format)
        if n_tags > MOST_TAGS:
            raise PagesRefused(Refusal.DAMAGED)
        tags = self._bytes(at + n_size, n_tags * entry)
        self._check_strips([tags[i : i + entry] for i in range(0, len(tags), entry)])
        return self._number(at + n_size + n_tags * entry, "Q" if self.is_big else "I")

    def _check_strips(self, tags: list[bytes]) -> None:
        """A page whose picture lies behind the end of the file is cut off."""
        found = {struct.unpack(f"{self.order}H", tag[:2])[0]: tag for tag in tags}
        places = next((self._values(found[t]) for t in PLACES if t in found), [])
        lengths = next((self._values(found[t]) for t in LENGTHS if t in found), [])
        if not places:
            raise PagesRefused(Refusal.DAMAGED)
        ends = map(sum, zip(places, lengths, strict=False))
        if max(places) >= self.size or any(end > self.size for end in ends):
            raise PagesRefused(Refusal.CUT_OFF)

    def _values(self, tag: bytes) -> list[int]:
        kind, n = struct.unpack(f"{self.order}H{self._wide()}", tag[2 : -self._width()])
        if kind not in SIZES or n > MOST_STRIPS:
            raise PagesRefused(Refusal.DAMAGED)
        code, size = SIZES[kind]
        inside = tag[-self._width() :]
        if n * size > len(inside):
            at = struct.unpack(f"{self.order}{self._wide()}", inside)[0]
            inside = self._bytes(at, n * size)
        return list(struct.unpack(f"{self.order}{n}{code}", inside[: n * size]))

    def _wide(self) -> str:
        return "Q" if self.is_big else "I"

    def _width(self) -> int:
        return 8 if self.is_big else 4

    def _number(self, at: int, code: str) -> int:
        text = f"{self.order}{code}"
        return struct.unpack(text, self._bytes(at, struct.calcsize(text)))[0]

    def _bytes(self, at: int, size: int) -> bytes:
        if at + size > self.size:
            raise PagesRefused(Refusal.CUT_OFF)
        self.file.seek(at)
        return self.file.read(size)
