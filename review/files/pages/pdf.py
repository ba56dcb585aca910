"""A PDF, opened by PDFium inside the sealed process."""

from __future__ import annotations

import ctypes
import logging
import mmap
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import cache, cached_property
from typing import Any, BinaryIO

import pikepdf
import PIL.JpegImagePlugin
import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image
from pypdfium2 import PdfBitmap, PdfDocument, PdfiumError, PdfPage

from review.domain.places import Box
from review.files.pages import fonts, layer, overlays, structure
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
from review.files.pages.overlays import FIELD
from review.files.pages.soundness import is_doubtful
from review.files.pages.weighing import WIDTH, has_drawing, is_outweighed

LOADED = (PIL.JpegImagePlugin, pypdfium2)
"""Writes the pictures; must be there before the process is sealed."""
TITLE, DEPTH = 200, 8
TAIL = 2048
ENDS = 256 * 1024
AFRESH = 64
NESTED = 4
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
    return lambda: Pdf(content, file, limits)


class Pdf:
    """Pages count from 1."""

    def __init__(
        self,
        content: mmap.mmap,
        file: BinaryIO,
        limits: Limits,
    ) -> None:
        self.limits = limits
        self.content = content
        self.file = file
        self.buffer = (ctypes.c_ubyte * len(content)).from_buffer(content)
        self.n_loaded = 0
        self.document = self._opened()

    def _opened(self) -> PdfDocument:
        """With its form, if it has one, for what is filled in to be drawn."""
        try:
            document = PdfDocument(self.buffer)
            document.init_forms()
        except PdfiumError as fault:
            raise PagesRefused(self._why(fault)) from None
        return document

    def _load(self, number: int) -> PdfPage:
        """PDFium keeps what it read of every page: now and then it starts afresh."""
        self.n_loaded += 1
        if self.n_loaded % AFRESH == 0:
            self.document.close()
            self.document = self._opened()
        page = self.document[number - 1]
        overlays.turn(page)
        return page

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
        found = structure.read(self.file, self.limits, said)
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
        with closing(page):
            return PageFacts(*self._size(page, number), self._has_text(page, number))

    def _has_text(self, page: PdfPage, number: int) -> bool:
        if _counted(page):
            return True
        if not set(overlays.kinds(page)):
            return False
        try:
            with overlays.pressed(self.document, page, number) as whole:
                return _counted(whole) > 0
        except PdfiumError:
            return False

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
            stored = self.stored.pages[page - 1]
            return finished(image, 0, ()), is_doubtful(opened, image, stored)

    @cached_property
    def stored(self) -> pikepdf.Pdf:
        """The same file, opened by the library that shows what is stored in it."""
        return structure.opened(self.file)[0]

    def _drawn(self, page: PdfPage, number: int, width: int) -> PdfBitmap:
        size = self._size(page, number)
        scale = scale_for(*size, width, self.limits.picture_pixels)
        # The library rounds up: a hair less gives the very width.
        return page.render(
            scale=scale * (1 - 1e-6), rev_byteorder=True, prefer_bgrx=True
        )

    def texts(self, page: int, *, weigh: bool) -> dict[str, Any]:
        with closing(self._page(page)) as opened:
            self._size(opened, page)
            over = set(overlays.kinds(opened))
            if not over:
                return self._read(opened, opened, page, weigh=weigh)
            try:
                with overlays.pressed(self.document, opened, page) as whole:
                    facts = self._read(opened, whole, page, weigh=weigh)
            except PdfiumError:
                return self._read(opened, opened, page, weigh=weigh) | {
                    "pictures": True
                }
            return facts | {"pictures": facts["pictures"] or bool(over - {FIELD})}

    def _read(
        self, page: PdfPage, whole: PdfPage, number: int, *, weigh: bool
    ) -> dict[str, Any]:
        """The text of the whole page, and whether something is drawn beside it."""
        found = layer.read(whole, self.limits.characters)
        boxes = found.places(page)
        is_drawn = _has_pictures(whole) or (weigh and has_drawing(whole))
        is_weighed = weigh and is_drawn and bool(boxes)
        return {
            "text": "".join(found.text),
            "boxes": boxes,
            "unmapped": found.n_unmapped,
            "outweighed": is_weighed and self._is_outweighed(page, number, boxes),
            "pictures": found.is_cut or is_drawn,
        }

    def _is_outweighed(self, page: PdfPage, number: int, boxes: list[Any]) -> bool:
        with closing(self._drawn(page, number, WIDTH)) as bitmap:
            return is_outweighed(bitmap.to_pil(), boxes)


def _counted(page: PdfPage) -> int:
    with closing(page.get_textpage()) as text:
        return int(text.count_chars())


def _has_pictures(page: PdfPage) -> bool:
    """Whether an image is drawn, of which the text has nothing."""
    try:
        images = page.get_objects([pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=NESTED)
        return next(images, None) is not None
    except PdfiumError:
        return True
