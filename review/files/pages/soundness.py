"""Pictures inside a PDF that are cut off: a viewer draws what is there, without a word."""

from __future__ import annotations

from itertools import islice

import pypdfium2.raw as pdfium
from PIL import Image
from pypdfium2 import PdfImage, PdfiumError, PdfPage

MOST, DEPTH = 40, 4
END, TAIL = b"\xff\xd9", 1024
"""A JPEG ends with this mark; some writers put a few bytes behind it."""


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
    if image.get_filters()[-1:] != ["DCTDecode"]:
        return False
    data = memoryview(image.get_data(decode_simple=True))
    return END not in bytes(data[-TAIL:])


def _came_to_nothing(image: PdfImage) -> bool:
    try:
        image.get_bitmap().close()
    except PdfiumError:
        return True
    return False
