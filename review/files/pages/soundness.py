"""Pictures inside a PDF that are cut off: a viewer draws what is there, without a word."""

from __future__ import annotations

from typing import Any

import pypdfium2.raw as pdfium
from pikepdf import Dictionary, Page, PdfError
from pikepdf import StreamDecodeLevel as Level
from PIL import Image
from pypdfium2 import PdfImage, PdfiumError, PdfPage

from review.files.pages import deflated, fax, jbig, jpeg
from review.files.pages.stored import Stored, drawn_on

DEPTH = 4
FAULTS = (
    *(PdfiumError, PdfError, ValueError, TypeError, KeyError, IndexError),
    *(OverflowError, AttributeError, RuntimeError, NotImplementedError),
)
"""What libraries raise at a picture that says impossible things of itself."""
PREDICTED = 10
"""From here on each compressed row has one byte more."""


def is_doubtful(page: PdfPage, drawn: Image.Image, stored: Page) -> bool:
    """Whether a picture on the page breaks off, or came to nothing when it was drawn."""
    is_bare = all(low == high for low, high in _extremes(drawn))
    images = page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=DEPTH)
    try:
        return any(map(is_cut_off, drawn_on(stored))) or any(
            _came_to_nothing(each)
            for each in images
            if is_bare or "JPXDecode" in each.get_filters()
        )
    except FAULTS:
        return True


def _extremes(drawn: Image.Image) -> list[tuple[int, int]]:
    """The darkest and the lightest of each colour."""
    found = drawn.getextrema()
    return [found] if isinstance(found[0], int | float) else list(found)  # type: ignore[list-item]


def is_cut_off(picture: Stored) -> bool:
    """Rows are counted; of a JPEG its own decoder is asked.

    JPEG 2000 that breaks off comes to nothing.
    """
    width, height = picture.size
    match picture.filters[-1:]:
        case ["/DCTDecode"]:
            return jpeg.breaks_off(picture.coded())
        case ["/CCITTFaxDecode"]:
            strip = picture.coded(), height
            return fax.lack_rows([strip], width, _fax_code(picture.parameters))
        case ["/JBIG2Decode"]:
            return jbig.breaks_off(picture.coded())
        case ["/JPXDecode"]:
            return False
        case _:
            return _lacks_rows(picture)


def _fax_code(said: Dictionary) -> dict[str, Any]:
    return {
        "K": said.get("/K", 0),
        "Columns": said.get("/Columns", 1728),
        "EncodedByteAlign": bool(said.get("/EncodedByteAlign", False)),
    }


def _lacks_rows(picture: Stored) -> bool:
    """Some writers leave out the end of the compressed data, and nothing is lacking."""
    row, (_, height) = picture.row(), picture.size
    if row is None:
        return False
    if picture.filters != ["/FlateDecode"]:
        n_bytes = len(picture.stream.read_bytes(Level.specialized))
    else:
        n_bytes = deflated.size_of([picture.stream.read_raw_bytes()])
        row += int(picture.parameters.get("/Predictor", 1)) >= PREDICTED
    return n_bytes <= row * (height - 1)


def _came_to_nothing(image: PdfImage) -> bool:
    try:
        image.get_bitmap().close()
    except PdfiumError:
        return True
    return False
