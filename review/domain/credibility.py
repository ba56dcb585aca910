"""Whether the text layer of a page can be what stands on it.

A file may draw one thing and say another: letters of a font that does not tell which
they are, letters mapped to signs that mean nothing, letters drawn as lines or as an
image. What was searched then was not what reviewers read. A layer that names other
letters of the same language cannot be told from a right one by its text alone; only a
person, or the comparison with what was read off the image, finds that.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from review.domain.places import PageText, fold

SYMBOLS = range(0xF020, 0xF100)
"""Where fonts of bullets and ticks put their signs; these are no letters of a name."""
JOINTS = frozenset("\x02\ufffe\t\n\v\f\r\x1c\x1d\x1e\x1f")
"""Line ends, and what stands for a hyphen at one."""
FEW, ODD_SHARE = 3, 0.1
"""So many odd characters, and more than this share of all, make no text of ours."""
LEAST_READ, ALIKE = 4, 0.6
"""How many letters tell anything, and how many of those read are in the layer too."""
LEVEL = 0xC6
"""Up to this byte lie the characters of everyday traditional Chinese in Big5."""
MEANINGLESS = frozenset({"Cc", "Cn", "Co", "Cs"})


@dataclass(frozen=True, slots=True)
class Reading:
    """A page's own text, and what was read off its image, if that was done."""

    layer: PageText
    read: PageText | None = None

    @property
    def is_blank(self) -> bool:
        return not any(text.text.strip() for text in (self.layer, self.read) if text)

    @property
    def is_trusted(self) -> bool:
        """Whether the page has a text layer that may be taken for what it shows."""
        if not self.layer.text.strip():
            return False
        return is_credible(self.layer) and agrees(self.layer, self.read)

    @property
    def texts(self) -> tuple[PageText, ...]:
        """All that may stand there: what is to be hidden is hidden in each."""
        both = (self.layer, self.read)
        return tuple(text for text in both if text and text.text.strip())

    @property
    def best(self) -> PageText:
        """What stands there most probably."""
        return self.layer if self.is_trusted or self.read is None else self.read


def is_credible(page: PageText) -> bool:
    """By the letters alone: none without a meaning, few that nobody writes."""
    letters = [c for c in page.text if not c.isspace()]
    if page.n_unmapped or page.is_outweighed or any(map(_is_meaningless, letters)):
        return False
    n_odd = sum(not _is_usual(letter) for letter in letters)
    return n_odd < FEW or n_odd <= ODD_SHARE * len(letters)


def agrees(layer: PageText, read: PageText | None) -> bool:
    """Whether the layer has the letters that were read off the image of the page.

    It may have more, as hidden text is not seen. What was hardly read says nothing.
    """
    if read is None or read.is_doubtful:
        return True
    seen, said = _letters(read.text), _letters(layer.text)
    if seen.total() < LEAST_READ:
        return True
    return (seen & said).total() >= ALIKE * seen.total()


def _letters(text: str) -> Counter[str]:
    return Counter(letter for letter in fold(text) if letter.isalnum())


def _is_meaningless(letter: str) -> bool:
    if letter in JOINTS or ord(letter) in SYMBOLS:
        return False
    return letter == "\ufffd" or unicodedata.category(letter) in MEANINGLESS


@lru_cache(maxsize=16_384)
def _is_usual(letter: str) -> bool:
    """Of the letters and signs that Chinese files are written with, old and new."""
    plain = fold(letter)
    return all(
        each.isascii()
        or unicodedata.category(each)[0] in "PZN"
        or _has(each, "gb2312", 0xFF)
        or _has(each, "big5", LEVEL)
        for each in plain
    )


def _has(letter: str, code: str, most: int) -> bool:
    try:
        return letter.encode(code)[0] <= most
    except UnicodeEncodeError:
        return False
