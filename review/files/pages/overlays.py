"""What lies over a page of a PDF and is none of its content: filled-in fields, stamps.

They are drawn as a viewer draws them. Nothing is filled in, clicked or run: the library
comes without scripts, and nobody answers what a field would like to have done.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfiumError, PdfPage

NOT_DRAWN = (pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP)
FIELD = pdfium.FPDF_ANNOT_WIDGET


def kinds(page: PdfPage) -> Iterator[int]:
    """Of each thing over the page that is drawn."""
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if annotation:
            kind = pdfium.FPDFAnnot_GetSubtype(annotation)
            pdfium.FPDFPage_CloseAnnot(annotation)
            if kind not in NOT_DRAWN:
                yield kind


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
