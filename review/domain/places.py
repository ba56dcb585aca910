"""Where things are on a page: boxes as fractions of it, and the text with its places."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

IGNORED = frozenset("·•‧・∙⋅")
"""The dots within names, which are written in many ways."""
HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
POINTS = re.compile(rf"(?<=[{HAN}])[.●○‐–—-]+(?=[{HAN}])")
"""What is set in their place; between two such letters only, as digits need theirs."""
UNSEEN = frozenset({"Cc", "Cf", "Mn", "Me"})
"""Soft hyphens, joints, marks of direction and accents by themselves: nobody reads them,
and between two letters of a name they would keep it from being found."""
RADICALS = str.maketrans(
    "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
    "母民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
)
"""Letters that some programs write into a PDF instead of the common ones; no normal
form knows them."""


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

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def area(self) -> float:
        return self.width * self.height

    def joined(self, other: Box) -> Box:
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def grown(self, across: float, down: float) -> Box:
        """Larger on every side, as far as the page goes."""
        return Box(
            max(0.0, self.left - across),
            max(0.0, self.top - down),
            min(1.0, self.right + across),
            min(1.0, self.bottom + down),
        )

    def share_in(self, other: Box) -> float:
        """How much of this box lies in the other one, from 0 to 1."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        if across < 0 or down < 0:
            return 0.0
        wide = across / self.width if self.width else 1.0
        return wide * (down / self.height if self.height else 1.0)

    def is_beside(self, other: Box) -> bool:
        """Whether both stand on one line, or, where the text runs down, in one column."""
        if _shared(self.top, self.bottom, other.top, other.bottom):
            return True
        gap = max(self.top, other.top) - min(self.bottom, other.bottom)
        is_near = gap < max(self.height, other.height)
        return is_near and _shared(self.left, self.right, other.left, other.right)


def _shared(low: float, high: float, other_low: float, other_high: float) -> bool:
    """Half of the shorter stretch, or more, lies in the other."""
    shared = min(high, other_high) - max(low, other_low)
    return shared * 2 > min(high - low, other_high - other_low)


@dataclass(frozen=True, slots=True)
class PageText:
    """The text layer of a page: one place for each character, none for its breaks.

    `has_pictures` says that something on the page is drawn and is not in the text.
    Recognised text was read off the image: letters and places may be a little wrong.
    """

    text: str
    boxes: tuple[Box | None, ...]
    has_pictures: bool = False
    is_recognised: bool = False
    is_doubtful: bool = False
    """Recognised with little confidence, as handwriting is."""
    n_unmapped: int = 0
    """Characters whose font does not say which letters they are."""
    is_outweighed: bool = False
    """Most of what is drawn on the page is none of its text; known once it is weighed."""

    def places(self, needle: str) -> tuple[Box, ...]:
        """Wherever the words stand, a box for each line they run over.

        Spaces, breaks, letter case and the width of digits and letters do not matter,
        so that a number that was set apart or a name across two lines is found.
        """
        found: list[Box] = []
        for origins in Folded(self.text).origins_of(needle):
            found += self.lines(origins)
        return tuple(found)

    def lines(self, origins: list[int]) -> Iterator[Box]:
        """The characters at these places, joined line by line."""
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


class Folded:
    """A text as it is compared, and where each of its letters came from."""

    def __init__(self, text: str) -> None:
        pairs = [
            (letter, place)
            for place, character in enumerate(text)
            for letter in _letter(character)
        ]
        letters = "".join(letter for letter, _ in pairs)
        idle = {n for each in POINTS.finditer(letters) for n in range(*each.span())}
        self.letters = POINTS.sub("", letters)
        self.origins = [place for n, (_, place) in enumerate(pairs) if n not in idle]

    def origins_of(self, needle: str) -> Iterator[list[int]]:
        """Of each occurrence, the places of its letters in the text."""
        wanted = folded(needle)
        start = self.letters.find(wanted) if wanted else -1
        while start >= 0:
            yield self.origins[start : start + len(wanted)]
            start = self.letters.find(wanted, start + 1)


def folded(text: str) -> str:
    """A text as it is compared, letter by letter."""
    return POINTS.sub("", "".join(map(_letter, text)))


@lru_cache(maxsize=16_384)
def _letter(character: str) -> str:
    """Kept of single letters only: whole texts are nobody's business later."""
    return fold(character)


def fold(text: str) -> str:
    """What is compared of a text: no spaces, no hyphens of breaks, no dots in names."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(RADICALS)
    return "".join(c for c in plain if not c.isspace() and not _is_idle(c))


def _is_idle(letter: str) -> bool:
    return letter in IGNORED or unicodedata.category(letter) in UNSEEN
