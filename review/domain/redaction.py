"""What of a page nobody but the bureau may read, and where it stands.

Words are found over breaks and spaces, in any width of letters, and numbers however they
are grouped. What is found becomes boxes that are burned into the image of the page; the
same characters are cut out of the text that is searched. Text that has no place is not
drawn, but it is cut out all the same.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from review.domain.errors import N_, RuleBroken
from review.domain.party_names import proposed_names
from review.domain.personal_data import number_spans
from review.domain.places import Box, Folded, PageText, folded

MASK = "■"
LOOKS_FIRST = "redaction_first"
"""The setting of a bureau that shows reviewers no page before it was looked through."""
SHORTEST, LONGEST, MOST_WORDS = 2, 60, 200
"""Characters of a word to hide, and how many of them a case may have."""
SCALE = 1_000_000
LEAST = 2_000
"""A box is stored in millionths of the page; a thinner one hides nothing."""
FAR = 4
"""Letters further apart than so many letters are wide get boxes of their own."""
COVERED, TOUCHED = 0.6, 0.25
"""How much of a character a box covers so that nobody reads it; and so that the search
gives it no more."""
KNOWN, GUESSED = (0.1, 0.1), (0.5, 0.2)
"""How much larger a box is than its letters, across and down; more where their places
were recognised on the image."""

BETWEEN = re.compile(r"[\r\n\t,，、;；|｜]+")
"""Between words that are typed in one field; a space may stand inside a name."""
ROWS = 64

Numbers = tuple[int, int, int, int]
Span = tuple[int, int]


class WordRefused(RuleBroken):
    sentence = N_(
        "A word to hide has between %(least)s and %(most)s characters: %(word)s"
    )


class TooManyWords(RuleBroken):
    sentence = N_("At most %(most)s words of one case can be hidden.")


class BoxRefused(RuleBroken):
    sentence = N_("A box lies on its page and is at least a 500th of it wide and high.")


@dataclass(frozen=True, slots=True)
class Hide:
    """What is hidden wherever a text has it."""

    words: tuple[str, ...] = ()
    numbers: bool = True


@dataclass(frozen=True, slots=True)
class Remaining:
    """What somebody who sees the page could still read of it."""

    n_words: int = 0
    n_numbers: int = 0
    names: tuple[str, ...] = ()
    """Names beside 受援人, 原告 and the like that are no word to hide."""

    @property
    def n(self) -> int:
        return self.n_words + self.n_numbers + len(self.names)


def words_in(typed: str) -> list[str]:
    """Words as people write them one after the other: by lines, commas, semicolons."""
    return BETWEEN.split(typed)


def times(page: PageText, words: Sequence[str]) -> list[int]:
    """How often each word stands in a text."""
    return [sum(1 for _ in _word_spans(page.text, [word])) for word in words]


def checked_words(words: Iterable[str]) -> tuple[str, ...]:
    """Each word once, as it was typed; none so short that it would hide half a page."""
    found: dict[str, str] = {}
    for word in words:
        tidy = " ".join(word.split())
        if not tidy:
            continue
        if len(folded(tidy)) < SHORTEST or len(tidy) > LONGEST:
            raise WordRefused(least=SHORTEST, most=LONGEST, word=tidy[:LONGEST])
        found.setdefault(folded(tidy), tidy)
    if len(found) > MOST_WORDS:
        raise TooManyWords(most=MOST_WORDS)
    return tuple(found.values())


def hidden(text: str, hide: Hide) -> frozenset[int]:
    """The characters to hide, with the spaces and breaks between them."""
    spans = [*_word_spans(text, hide.words)]
    if hide.numbers:
        spans += number_spans(text)
    return frozenset(place for start, end in spans for place in range(start, end))


def _word_spans(text: str, words: Collection[str]) -> Iterator[Span]:
    if not words:
        return
    letters = Folded(text)
    for word in words:
        for origins in letters.origins_of(word):
            start, end = min(origins), max(origins) + 1
            if not _is_inside(text, start, end):
                yield start, end


def _is_inside(text: str, start: int, end: int) -> bool:
    """Whether Latin letters are a piece of a longer word, as "li" of "client"."""
    before = start > 0 and _is_latin(text[start - 1]) and _is_latin(text[start])
    after = end < len(text) and _is_latin(text[end]) and _is_latin(text[end - 1])
    return before or after


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalpha()


def visible(page: PageText, hide: Hide, boxes: Sequence[Box] = ()) -> PageText:
    """The text a reviewer may search: what is hidden is a mask without a place."""
    covered = hidden(page.text, hide) | _under(page, boxes, TOUCHED)
    pairs = [
        (MASK, None) if place in covered else (character, box)
        for place, (character, box) in enumerate(
            zip(page.text, page.boxes, strict=True)
        )
    ]
    text = "".join(character for character, _ in pairs)
    return replace(page, text=text, boxes=tuple(box for _, box in pairs))


def remaining(
    page: PageText, hide: Hide, boxes: Sequence[Box], known: Collection[str] = ()
) -> Remaining:
    """What is left to read; `known` are names that may be read, or are hidden anyway."""
    covered = _under(page, boxes, COVERED)
    shown = {n for n, box in enumerate(page.boxes) if box} - covered

    def left(spans: Iterable[Span]) -> int:
        return sum(not shown.isdisjoint(range(*span)) for span in set(spans))

    text = "".join(MASK if n in covered else c for n, c in enumerate(page.text))
    passed = {folded(name) for name in (*known, *hide.words)}
    return Remaining(
        n_words=left(_word_spans(page.text, hide.words)),
        n_numbers=left(number_spans(page.text)),
        names=tuple(n for n in proposed_names(text) if folded(n) not in passed),
    )


def _under(page: PageText, boxes: Sequence[Box], share: float) -> set[int]:
    """The characters of which a box covers at least that share."""
    rows: list[list[Box]] = [[] for _ in range(ROWS + 1)]
    for box in boxes:
        for row in _rows(box):
            rows[row].append(box)
    return {
        place
        for place, letter in enumerate(page.boxes)
        if letter
        and any(letter.share_in(b) >= share for row in _rows(letter) for b in rows[row])
    }


def _rows(box: Box) -> range:
    """Which stripes of the page it touches; only boxes of the same are compared."""
    return range(int(box.top * ROWS), int(box.bottom * ROWS) + 1)


def boxes_over(page: PageText, characters: Collection[int]) -> tuple[Box, ...]:
    """Boxes that cover the characters, a little larger than they are, joined in lines."""
    pad = GUESSED if page.is_recognised else KNOWN
    found = [_padded(line, pad) for line in _lines(page, sorted(characters))]
    return tuple(_merged(found))


def boxes_over_all(pages: Sequence[PageText], hide: Hide) -> tuple[Box, ...]:
    """Boxes over what is to be hidden in each text of one page, none of them twice.

    Where two texts have the same words, the second adds only what is still seen.
    """
    found: list[Box] = []
    for page in pages:
        found += boxes_over(
            page, hidden(page.text, hide) - _under(page, found, COVERED)
        )
    return tuple(found)


def _lines(page: PageText, places: Sequence[int]) -> Iterator[list[Box]]:
    """Neighbours of one line; a gap in the text or on the page begins another box."""
    line: list[Box] = []
    last = -2
    for place in places:
        box = page.boxes[place]
        if line and (place > last + 1 or (box and not _continues(line[-1], box))):
            yield line
            line = []
        last = place
        if box:
            line.append(box)
    if line:
        yield line


def _continues(before: Box, box: Box) -> bool:
    across = max(before.left, box.left) - min(before.right, box.right)
    down = max(before.top, box.top) - min(before.bottom, box.bottom)
    return (
        before.is_beside(box)
        and across <= FAR * max(before.width, box.width)
        and down <= FAR * max(before.height, box.height)
    )


def _padded(line: Sequence[Box], pad: tuple[float, float]) -> Box:
    """Letters reach over their own boxes, by a share of the largest on every side."""
    joined = line[0]
    for box in line[1:]:
        joined = joined.joined(box)
    wide = max(box.width for box in line)
    high = max(box.height for box in line)
    return joined.grown(wide * pad[0], high * pad[1])


def _merged(boxes: Sequence[Box]) -> list[Box]:
    """Boxes that overlap on one line become one; nothing else is covered by it."""
    found: list[Box] = []
    for box in sorted(boxes, key=lambda b: (b.top, b.left)):
        for n, other in enumerate(found):
            if _is_one(box, other):
                found[n] = other.joined(box)
                break
        else:
            found.append(box)
    return found


def _is_one(box: Box, other: Box) -> bool:
    joined = box.joined(other)
    return box.share_in(other) > 0 and joined.area <= 1.1 * (box.area + other.area)


def numbers_of(box: Box) -> Numbers:
    """The box as it is stored: millionths, never smaller than it was."""
    left = min(math.floor(box.left * SCALE), SCALE - LEAST)
    top = min(math.floor(box.top * SCALE), SCALE - LEAST)
    right, bottom = math.ceil(box.right * SCALE), math.ceil(box.bottom * SCALE)
    return left, top, max(right, left + LEAST), max(bottom, top + LEAST)


def drawn_box(numbers: Sequence[int]) -> Box:
    """A box as somebody drew it; a thin one, or one beside the page, is refused."""
    left, top, right, bottom = numbers
    edges_fit = 0 <= left < right <= SCALE and 0 <= top < bottom <= SCALE
    if not edges_fit or min(right - left, bottom - top) < LEAST:
        raise BoxRefused
    return box_of(numbers)


def box_of(numbers: Sequence[int]) -> Box:
    left, top, right, bottom = (number / SCALE for number in numbers)
    return Box(left, top, right, bottom)


def version_of(boxes: Iterable[Numbers]) -> str:
    """Names the boxes burned into an image; other boxes give another name.

    Kept images are found under it, so that an image with a box less is not found any
    more from the moment on in which the box is stored. No box has no name.
    """
    drawn = sorted(set(boxes))
    if not drawn:
        return ""
    return hashlib.sha256(repr(drawn).encode()).hexdigest()[:24]
