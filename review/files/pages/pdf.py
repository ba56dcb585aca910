"""A PDF, opened by PDFium inside the sealed process."""

from __future__ import annotations

import ctypes
import logging
import mmap
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import cache
from typing import Any

import PIL.JpegImagePlugin
import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image
from pypdfium2 import PdfBitmap, PdfDocument, PdfiumError, PdfPage, PdfTextPage

from review.domain.places import Box
from review.files.pages import fonts, structure
from review.files.pages.drawing import finished, scale_for
from review.files.pages.inspection import (
    Bookmark,
    Inspection,
    Kind,
    Note,
    PageFacts,
    PagesRefused,
    Refusal,
)
from review.files.pages.limits import Limits
from review.files.pages.soundness import is_doubtful
from review.files.pages.weighing import WIDTH, has_drawing, is_outweighed

LOADED = (PIL.JpegImagePlugin, pypdfium2)
"""Writes the pictures; must be there before the process is sealed."""
TITLE, DEPTH = 200, 8
TAIL = 2048
ENDS = 256 * 1024
GRID = 1_000_000
AFRESH = 64
NESTED = 4
NOT_DRAWN = (pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP)
HUGE = 1e6


@cache
def load() -> None:
    """What any PDF needs from the disk."""
    Image.preinit()
    Image.MAX_IMAGE_PIXELS = None
    logging.disable()
    fonts.register()


def prepare(number: int, size: int, limits: Limits) -> Callable[[], Pdf]:
    """Map the file and load what needs the disk; nothing is parsed yet."""
    load()
    content = mmap.mmap(number, size, access=mmap.ACCESS_COPY)
    if any(b"/Encrypt" in part for part in (content[:ENDS], content[-ENDS:])):
        structure.warm_up()
    file = open(number, "rb", closefd=False)  # noqa: SIM115
    return lambda: Pdf(content, lambda said: structure.read(file, limits, said), limits)


class Pdf:
    """Pages count from 1."""

    def __init__(
        self,
        content: mmap.mmap,
        structured: Callable[[int], structure.Structure],
        limits: Limits,
    ) -> None:
        self.limits = limits
        self.content = content
        self.structured = structured
        self.buffer = (ctypes.c_ubyte * len(content)).from_buffer(content)
        self.n_loaded = 0
        self.document = self._opened()

    def _opened(self) -> PdfDocument:
        try:
            return PdfDocument(self.buffer)
        except PdfiumError as fault:
            raise PagesRefused(self._why(fault)) from None

    def _load(self, number: int) -> PdfPage:
        """PDFium keeps what it read of every page: now and then it starts afresh."""
        self.n_loaded += 1
        if self.n_loaded % AFRESH == 0:
            self.document.close()
            self.document = self._opened()
        return self.document[number - 1]

    def _why(self, fault: PdfiumError) -> Refusal:
        if fault.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            return Refusal.ENCRYPTED
        if self._is_cut_off():
            return Refusal.CUT_OFF
        is_empty = fault.err_code == pdfium.FPDF_ERR_SUCCESS
        return Refusal.NO_PAGES if is_empty else Refusal.DAMAGED

    def _is_cut_off(self) -> bool:
        """A complete file ends with its mark, and no object comes after it."""
        _, mark, rest = self.content[-TAIL:].rpartition(b"%%EOF")
        return not mark or b" obj" in rest

    def inspect(self) -> Inspection:
        """Count in three ways: as the file says, in its tree, and what opens."""
        if self._is_cut_off():
            raise PagesRefused(Refusal.CUT_OFF)
        said = len(self.document)
        self._check_count(said)
        found = self.structured(said)
        pages = tuple(self._facts(page) for page in range(1, said + 1))
        valid = pdfium.FPDF_DocumentHasValidCrossReferenceTable(self.document)
        repaired = () if valid else (Note.REPAIRED,)
        notes = dict.fromkeys((*repaired, *found.notes))
        return Inspection(Kind.PDF, pages, tuple(self._bookmarks()), tuple(notes))

    def _check_count(self, found: int) -> None:
        if found < 1:
            raise PagesRefused(Refusal.NO_PAGES)
        if found > self.limits.pages:
            limit = self.limits.pages
            raise PagesRefused(Refusal.TOO_MANY_PAGES, found=found, limit=limit)

    def _facts(self, number: int) -> PageFacts:
        try:
            page = self._load(number)
        except PdfiumError:
            said = len(self.document)
            raise PagesRefused(
                Refusal.INCOMPLETE, said=said, found=number - 1
            ) from None
        with closing(page), closing(page.get_textpage()) as text:
            return PageFacts(*self._size(page, number), text.count_chars() > 0)

    def _size(self, page: PdfPage, number: int) -> tuple[float, float]:
        width, height = page.get_size()
        if not (0 < width < HUGE and 0 < height < HUGE):
            raise PagesRefused(Refusal.PAGE_SIZE, page=number)
        return width, height

    def _bookmarks(self) -> Iterator[Bookmark]:
        for n, mark in enumerate(self.document.get_toc(max_depth=DEPTH)):
            if n >= self.limits.bookmarks:
                return
            place = mark.get_dest()
            index = place.get_index() if place else None
            title = mark.get_title()[:TITLE]
            yield Bookmark(title, 0 if index is None else index + 1, mark.level)

    def _page(self, number: int) -> PdfPage:
        if not 1 <= number <= len(self.document):
            raise PagesRefused(Refusal.NO_SUCH_PAGE, page=number)
        try:
            return self._load(number)
        except PdfiumError:
            raise PagesRefused(Refusal.PAGE_DAMAGED, page=number) from None

    def render(
        self, page: int, width: int, rotate: int, boxes: Sequence[Box]
    ) -> tuple[bytes, int, int]:
        with (
            closing(self._page(page)) as opened,
            closing(self._drawn(opened, page, width)) as bitmap,
        ):
            return finished(bitmap.to_pil(), rotate, boxes)

    def check(self, page: int, width: int) -> tuple[tuple[bytes, int, int], bool]:
        with (
            closing(self._page(page)) as opened,
            closing(self._drawn(opened, page, width)) as bitmap,
        ):
            image = bitmap.to_pil()
            return finished(image, 0, ()), is_doubtful(opened, image)

    def _drawn(self, page: PdfPage, number: int, width: int) -> PdfBitmap:
        size = self._size(page, number)
        scale = scale_for(*size, width, self.limits.picture_pixels)
        # The library rounds up: a hair less gives the very width.
        return page.render(
            scale=scale * (1 - 1e-6), rev_byteorder=True, prefer_bgrx=True
        )

    def texts(self, page: int, *, weigh: bool) -> dict[str, Any]:
        with (
            closing(self._page(page)) as opened,
            closing(opened.get_textpage()) as text,
        ):
            self._size(opened, page)
            n = min(text.count_chars(), self.limits.characters)
            facts: dict[str, Any] = {
                "text": "".join(_character(text, index) for index in range(n)),
                "boxes": [_place(opened, text, index) for index in range(n)],
                "unmapped": sum(_is_unmapped(text, index) for index in range(n)),
                "outweighed": False,
            }
            is_drawn = _has_pictures(opened) or (weigh and has_drawing(opened))
            if weigh and n and is_drawn:
                facts["outweighed"] = self._is_outweighed(opened, page, facts["boxes"])
            facts["pictures"] = text.count_chars() > n or is_drawn
        return facts

    def _is_outweighed(self, page: PdfPage, number: int, boxes: list[Any]) -> bool:
        with closing(self._drawn(page, number, WIDTH)) as bitmap:
            return is_outweighed(bitmap.to_pil(), boxes)


def _has_pictures(page: PdfPage) -> bool:
    """Something is drawn that the text does not have: an image, a stamp, a form field."""
    try:
        images = page.get_objects([pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=NESTED)
        if next(images, None) is not None:
            return True
    except PdfiumError:
        return True
    return any(kind not in NOT_DRAWN for kind in _annotations(page))


def _annotations(page: PdfPage) -> Iterator[int]:
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if annotation:
            yield pdfium.FPDFAnnot_GetSubtype(annotation)
            pdfium.FPDFPage_CloseAnnot(annotation)


def _character(text: PdfTextPage, index: int) -> str:
    code = pdfium.FPDFText_GetUnicode(text, index)
    is_letter = 0 < code < 0x110000 and not 0xD800 <= code < 0xE000
    return chr(code) if is_letter else "\ufffd"


def _is_unmapped(text: PdfTextPage, index: int) -> bool:
    """Whether the font does not say which letter it is, so that it was guessed."""
    return pdfium.FPDFText_HasUnicodeMapError(text, index) != 0


def _place(page: PdfPage, text: PdfTextPage, index: int) -> list[float] | None:
    """Upright and as fractions of the page, or nothing for what has no extent."""
    try:
        left, bottom, right, top = text.get_charbox(index, loose=True)
    except PdfiumError:
        return None
    if right <= left and top <= bottom:
        return None
    xs, ys = zip(*(_on_page(page, x, y) for x in (left, right) for y in (bottom, top)))
    return [min(xs), min(ys), max(xs), max(ys)]


def _on_page(page: PdfPage, x: float, y: float) -> tuple[float, float]:
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, GRID, GRID, 0, x, y, across, down)
    return tuple(min(1.0, max(0.0, n.value / GRID)) for n in (across, down))
