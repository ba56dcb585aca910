"""Pictures inside a PDF that are cut off: a viewer draws what is there, without a word."""

from __future__ import annotations

import zlib
from contextlib import suppress
from itertools import islice

import pypdfium2.raw as pdfium
from PIL import Image
from pypdfium2 import PdfImage, PdfiumError, PdfPage

from review.files.pages import jpeg

MOST, DEPTH = 40, 4
PIECE, ROOM = 64 * 1024, 1024 * 1024
"""Bytes of compressed data that are looked at, and of what they hold, at a time."""


def is_doubtful(page: PdfPage, drawn: Image.Image) -> bool:
    """Whether a picture on the page breaks off, or came to nothing when it was drawn."""
    is_bare = all(low == high for low, high in _extremes(drawn))
    images = page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=DEPTH)
    try:
        return any(
            _is_cut_off(each) or (is_bare and _came_to_nothing(each))
            for each in islice(images, MOST)
        )
    except PdfiumError:
        return True


def _extremes(drawn: Image.Image) -> list[tuple[int, int]]:
    """The darkest and the lightest of each colour."""
    found = drawn.getextrema()
    return [found] if isinstance(found[0], int | float) else list(found)  # type: ignore[list-item]


def _is_cut_off(image: PdfImage) -> bool:
    """Rows of compressed bytes are counted; of a JPEG its own decoder is asked."""
    filters = image.get_filters()
    if filters[-1:] == ["DCTDecode"]:
        data = bytes(memoryview(image.get_data(decode_simple=True)))
        return jpeg.has_no_end(data) or jpeg.breaks_off(data)
    return filters == ["FlateDecode"] and _lacks_rows(image)


def _lacks_rows(image: PdfImage) -> bool:
    """Some writers leave out the end of the compressed data, and nothing is lacking."""
    is_whole, n_bytes = _inflated(memoryview(image.get_data()))
    if is_whole:
        return False
    facts = image.get_metadata()
    is_cmyk = facts.colorspace == pdfium.FPDF_COLORSPACE_DEVICECMYK
    row = (facts.width * (32 if is_cmyk else facts.bits_per_pixel) + 7) // 8
    return n_bytes <= row * (facts.height - 1)


def _inflated(data: memoryview) -> tuple[bool, int]:
    """Whether the compressed data come to their end, and how much they hold."""
    inflating, n_bytes = zlib.decompressobj(), 0
    with suppress(zlib.error):
        for start in range(0, len(data), PIECE):
            left = bytes(data[start : start + PIECE])
            while left and not inflating.eof:
                n_bytes += len(inflating.decompress(left, ROOM))
                left = inflating.unconsumed_tail
    return inflating.eof, n_bytes


def _came_to_nothing(image: PdfImage) -> bool:
    try:
        image.get_bitmap().close()
    except PdfiumError:
        return True
    return False
