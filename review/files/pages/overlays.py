"""What lies over a page of a PDF and is none of its content: filled-in fields, stamps.

They are drawn as a viewer draws them, but for one thing: on a page that is turned nothing
stays as it was, since what is read of it would stand elsewhere than what is drawn. Nothing
is filled in, clicked or run: the library comes without scripts, and nobody answers what a
field would like to have done.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfiumError, PdfPage
from pypdfium2.raw import FPDF_ANNOTATION

FIELD = pdfium.FPDF_ANNOT_WIDGET


def kinds(page: PdfPage) -> Iterator[int]:
    """Of each thing over the page that is drawn."""
    for annotation in _all(page):
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        if _is_drawn(annotation, kind):
            yield kind


def _all(page: PdfPage) -> Iterator[FPDF_ANNOTATION]:
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if annotation:
            try:
                yield annotation
            finally:
                pdfium.FPDFPage_CloseAnnot(annotation)


def _is_drawn(annotation: FPDF_ANNOTATION, kind: int) -> bool:
    """Links are, where they look like anything."""
    if kind == pdfium.FPDF_ANNOT_LINK:
        return bool(pdfium.FPDFAnnot_HasKey(annotation, b"AP"))
    return kind != pdfium.FPDF_ANNOT_POPUP


def turn(page: PdfPage) -> None:
    """Let everything over a turned page turn with it."""
    if page.get_rotation():
        for each in _all(page):
            flags = pdfium.FPDFAnnot_GetFlags(each)
            if flags & pdfium.FPDF_ANNOT_FLAG_NOROTATE:
                kept = flags & ~pdfium.FPDF_ANNOT_FLAG_NOROTATE
                pdfium.FPDFAnnot_SetFlags(each, kept)


@contextmanager
def pressed(document: PdfDocument, page: PdfPage, number: int) -> Iterator[PdfPage]:
    """The page with all of that made part of its content, so that it can be read.

    It is a copy, and has bounds of its own: what a page only inherits would be lost.
    """
    copy = PdfDocument.new()
    try:
        copy.import_pages(document, [number - 1])
        whole, bounds = copy[0], page.get_bbox()
        for put in (whole.set_mediabox, whole.set_cropbox, whole.set_artbox):
            put(*bounds)
        done = pdfium.FPDFPage_Flatten(whole, pdfium.FLAT_NORMALDISPLAY)
        if done == pdfium.FLATTEN_FAIL:
            raise PdfiumError("what lies over the page cannot be read")
        whole.close()
        yield copy[0]
    finally:
        copy.close()
