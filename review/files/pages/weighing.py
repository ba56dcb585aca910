"""What is drawn on a page of a PDF against its text: letters drawn as lines or images.

Such letters are seen by everybody and are in no text. Straight lines down and across are
those of tables and count for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from ctypes import byref, c_float
from itertools import islice

import pypdfium2.raw as pdfium
from PIL import Image, ImageDraw
from pypdfium2 import PdfiumError, PdfObject, PdfPage

WIDTH, DARK = 400, 170
"""Pixels across the page that is weighed, and the grey below which one is ink."""
SPECKS = 0.001
"""A share of the page so small that it may be dust."""
MOST, DEPTH, SEGMENTS = 5000, 4, 200
STROKES = 24
"""So many slanting or bent strokes are a letter or two, or a drawing."""


def has_drawing(page: PdfPage) -> bool:
    """Whether lines on the page are bent or slanting, as those of letters are."""
    n = 0
    try:
        paths = page.get_objects([pdfium.FPDF_PAGEOBJ_PATH], max_depth=DEPTH)
        for path in islice(paths, MOST):
            n += sum(_slanting(path))
            if n >= STROKES:
                return True
        return next(paths, None) is not None
    except PdfiumError:
        return True


def _slanting(path: PdfObject) -> Iterator[bool]:
    """For each of its strokes, whether it runs neither down nor across."""
    x = y = None
    count = pdfium.FPDFPath_CountSegments(path)
    for index in range(min(count, SEGMENTS)):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        across, down = c_float(), c_float()
        pdfium.FPDFPathSegment_GetPoint(segment, byref(across), byref(down))
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            yield True
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield x != across.value and y != down.value
        x, y = across.value, down.value


def is_outweighed(image: Image.Image, boxes: Iterable[Sequence[float] | None]) -> bool:
    """Whether most of the ink on the page lies beside its letters."""
    grey = image.convert("L")
    whole = _ink(grey)
    pen = ImageDraw.Draw(grey)
    for box in boxes:
        if box:
            pen.rectangle(_pixels(box, *grey.size), fill=255)
    beside = _ink(grey)
    return beside > whole - beside and beside > SPECKS * grey.width * grey.height


def _ink(grey: Image.Image) -> int:
    return sum(grey.histogram()[:DARK])


def _pixels(box: Sequence[float], width: int, height: int) -> tuple[int, ...]:
    left, top, right, bottom = box
    return (
        int(left * width),
        int(top * height),
        int(right * width) + 1,
        int(bottom * height) + 1,
    )
