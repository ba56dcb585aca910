"""The text layer of a page, read the way its letters stand.

PDFium writes down the lines of a page that stands upside down from their ends to their
beginnings. So the page is turned until letters stand upright, for those that stand so.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field

import pypdfium2.raw as pdfium
from pypdfium2 import PdfiumError, PdfPage, PdfTextPage

GRID = 1_000_000
QUARTER = math.pi / 2
Edges = tuple[float, float, float, float]


@dataclass(slots=True)
class Letters:
    """One place for each letter, in points of the page, or none for what has no extent."""

    text: list[str] = field(default_factory=list)
    edges: list[Edges | None] = field(default_factory=list)
    n_unmapped: int = 0
    """How many have a font that does not say which letter they are: it was guessed."""
    is_cut: bool = False

    def take(self, text: PdfTextPage, index: int) -> None:
        self.text.append(_character(text, index))
        self.edges.append(_edges(text, index))
        self.n_unmapped += pdfium.FPDFText_HasUnicodeMapError(text, index) != 0

    def end_line(self) -> None:
        self.text.append("\n")
        self.edges.append(None)

    def places(self, page: PdfPage) -> list[list[float] | None]:
        """Upright and as fractions of the page."""
        return [_place(page, edges) for edges in self.edges]


def read(page: PdfPage, most: int) -> Letters:
    """At most so many letters, each stretch of them in reading order."""
    found, turn = Letters(), page.get_rotation()
    with closing(page.get_textpage()) as text:
        n = min(text.count_chars(), most)
        found.is_cut = text.count_chars() > n
        upright = dict.fromkeys(t for t in _turns(text, n) if t is not None)
        if set(upright) <= {turn}:
            for index in range(n):
                found.take(text, index)
            return found
    try:
        for each in upright:
            page.set_rotation(each)
            _take_upright(found, page, each, most)
    finally:
        page.set_rotation(turn)
    return found


def _take_upright(found: Letters, page: PdfPage, turn: int, most: int) -> None:
    """The letters that stand upright now, with the spaces and breaks behind them."""
    with closing(page.get_textpage()) as text:
        is_taken = False
        for index, each in enumerate(_turns(text, min(text.count_chars(), most))):
            was_taken, is_taken = is_taken, is_taken if each is None else each == turn
            if is_taken:
                found.take(text, index)
            elif was_taken:
                found.end_line()
        found.end_line()


def _turns(text: PdfTextPage, n: int) -> Iterator[int | None]:
    """For each letter how the page has to be turned for it to stand upright.

    Nothing for spaces and breaks, which stand nowhere.
    """
    for index in range(n):
        angle = pdfium.FPDFText_GetCharAngle(text, index)
        if angle < 0 or pdfium.FPDFText_IsGenerated(text, index):
            yield None
        else:
            yield -round(angle / QUARTER) % 4 * 90


def _character(text: PdfTextPage, index: int) -> str:
    code = pdfium.FPDFText_GetUnicode(text, index)
    is_letter = 0 < code < 0x110000 and not 0xD800 <= code < 0xE000
    return chr(code) if is_letter else "\ufffd"


def _edges(text: PdfTextPage, index: int) -> Edges | None:
    try:
        left, bottom, right, top = text.get_charbox(index, loose=True)
    except PdfiumError:
        return None
    return None if right <= left and top <= bottom else (left, bottom, right, top)


def _place(page: PdfPage, edges: Sequence[float] | None) -> list[float] | None:
    if edges is None:
        return None
    left, bottom, right, top = edges
    xs, ys = zip(*(_on_page(page, x, y) for x in (left, right) for y in (bottom, top)))
    return [min(xs), min(ys), max(xs), max(ys)]


def _on_page(page: PdfPage, x: float, y: float) -> tuple[float, float]:
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, GRID, GRID, 0, x, y, across, down)
    return tuple(min(1.0, max(0.0, n.value / GRID)) for n in (across, down))
