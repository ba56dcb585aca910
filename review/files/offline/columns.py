"""Which column of a case's sheet holds what; the hidden ones calculate."""

from __future__ import annotations

KEY = "A"
NUMBER, TITLE, MOST, HOW = "B", "C", "D", "E"
ANSWER, SPECIAL, TEXT, PAGES, ABSENT, ORGAN = "F", "G", "H", "I", "J", "K"
MARK, PROPOSED = "L", "M"
# Hidden: the mark as a number, what of it counts, what does not apply, answered or not.
WORTH, COUNTS, OUT, GIVEN = "N", "O", "P", "Q"
FIRST, LAST = NUMBER, PROPOSED

BY_NAME = {
    "title": TITLE,
    "answer": ANSWER,
    "special": SPECIAL,
    "text": TEXT,
    "pages": PAGES,
    "absent": ABSENT,
    "organ": ORGAN,
}
WIDTHS = {
    KEY: 8,
    NUMBER: 6,
    TITLE: 36,
    MOST: 6,
    HOW: 30,
    ANSWER: 14,
    SPECIAL: 15,
    TEXT: 44,
    PAGES: 10,
    ABSENT: 9,
    ORGAN: 13,
    MARK: 8,
    PROPOSED: 46,
}
HEADED = {
    NUMBER: "number",
    TITLE: "title",
    MOST: "most",
    HOW: "how",
    ANSWER: "answer",
    SPECIAL: "special",
    TEXT: "text",
    PAGES: "pages",
    ABSENT: "absent",
    ORGAN: "organ",
    MARK: "mark",
    PROPOSED: "proposed",
}


def place(letter: str) -> int:
    """A is 0."""
    return ord(letter) - ord("A")
