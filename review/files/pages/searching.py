"""Words in the text of a page: where they stand, with a little of what is around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from review.domain.places import POINTS, Folded, fold, folded

AROUND = 20
"""Letters shown on either side."""
BROKEN = re.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff\uff00-\uffef])"
)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A place in the text: the words as they stand there, and what is around them."""

    before: str
    found: str
    after: str


def excerpts(text: str, words: str) -> Iterator[Excerpt]:
    """Each place where the words stand, from the top of the page.

    Spaces, breaks, letter case and the width of letters do not matter.
    """
    wanted = folded(words)
    # Most pages do not have the words: these are looked through at once.
    if not wanted or wanted not in POINTS.sub("", fold(text)):
        return
    found = Folded(text)
    letters, origins = found.letters, found.origins
    start = letters.find(wanted)
    while start >= 0:
        yield _excerpt(text, origins[start], origins[start + len(wanted) - 1])
        start = letters.find(wanted, start + len(wanted))


def _excerpt(text: str, first: int, last: int) -> Excerpt:
    before = _joined(text[max(0, first - 2 * AROUND) : first])
    after = _joined(text[last + 1 : last + 1 + 2 * AROUND])
    return Excerpt(before[-AROUND:], _joined(text[first : last + 1]), after[:AROUND])


def _joined(text: str) -> str:
    """On one line; Chinese is written on over the end of a line without a space."""
    return BROKEN.sub("", " ".join(text.split()))
