"""Where things are on a page: boxes as fractions of it, and the text with its places."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; 0 is the left or upper edge of the upright page, 1 the other edge."""

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        edges = (self.left, self.top, self.right, self.bottom)
        if not all(0 <= edge <= 1 for edge in edges):
            raise ValueError("a box lies on its page")
        if self.left > self.right or self.top > self.bottom:
            raise ValueError("a box is not turned inside out")

    def joined(self, other: Box) -> Box:
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def is_beside(self, other: Box) -> bool:
        """Whether both stand on one line, or, where the text runs down, in one column."""
        if _shared(self.top, self.bottom, other.top, other.bottom):
            return True
        gap = max(self.top, other.top) - min(self.bottom, other.bottom)
        is_near = gap < max(self.bottom - self.top, other.bottom - other.top)
        return is_near and _shared(self.left, self.right, other.left, other.right)


def _shared(low: float, high: float, other_low: float, other_high: float) -> bool:
    """Half of the shorter stretch, or more, lies in the other."""
    shared = min(high, other_high) - max(low, other_low)
    return shared * 2 > min(high - low, other_high - other_low)


@dataclass(frozen=True, slots=True)
class PageText:
    """The text layer of a page: one place for each character, none for its breaks."""

    text: str
    boxes: tuple[Box | None, ...]

    def places(self, needle: str) -> tuple[Box, ...]:
        """Wherever the words stand, a box for each line they run over.

        Spaces, breaks, letter case and the width of digits and letters do not matter,
        so that a number that was set apart or a name across two lines is found.
        """
        letters, origins = self._folded()
        wanted = "".join(fold(character) for character in needle)
        found: list[Box] = []
        start = letters.find(wanted) if wanted else -1
        while start >= 0:
            found += self._lines(origins[start : start + len(wanted)])
            start = letters.find(wanted, start + 1)
        return tuple(found)

    def _folded(self) -> tuple[str, list[int]]:
        """The text as it is compared, and where each of its letters came from."""
        pairs = [
            (letter, place)
            for place, character in enumerate(self.text)
            for letter in fold(character)
        ]
        return "".join(letter for letter, _ in pairs), [place for _, place in pairs]

    def _lines(self, origins: list[int]) -> Iterator[Box]:
        line: Box | None = None
        for box in (self.boxes[place] for place in origins):
            if box is None:
                continue
            if line is not None and not line.is_beside(box):
                yield line
                line = None
            line = box if line is None else line.joined(box)
        if line is not None:
            yield line


def fold(character: str) -> str:
    """What a character is compared as; nothing for spaces and soft hyphens."""
    plain = unicodedata.normalize("NFKC", character).casefold()
    return "".join(
        c for c in plain if not c.isspace() and c not in "\u00ad\u200b\ufeff"
    )
