"""Whether pictures in the code of fax machines (CCITT groups 3 and 4) have all their rows.

Black-and-white scans of an office are stored so. Every decoder leaves out what is missing
without a word. PDFium begins each row it decodes as white and leaves the others black, so
that a picture that is not black at its lower edge is whole. One that is gets more data:
only if rows were missing, something changes.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import closing
from typing import Any

import pikepdf
import pypdfium2.raw as pdfium
from pikepdf import Dictionary, Name, Stream
from pypdfium2 import PdfDocument, PdfImage

FILLING = bytes(n * 37 % 251 for n in range(512))
Strip = tuple[bytes, int]
"""The data, and how many rows they are to give."""


def lack_rows(strips: Sequence[Strip], width: int, code: dict[str, Any]) -> bool:
    """`code` are the parameters of the filter as in a PDF."""
    suspects = [
        (strip, last)
        for strip, last in zip(strips, _last_rows(strips, width, code), strict=True)
        if last < strip[1]
    ]
    more = [(data + FILLING, height) for (data, height), _ in suspects]
    return _last_rows(more, width, code) != [last for _, last in suspects]


def _last_rows(strips: Sequence[Strip], width: int, code: dict[str, Any]) -> list[int]:
    """Of each the lowest row that is not black, counted from 1."""
    file = _alone(strips, width, code)
    with closing(PdfDocument(file)) as document, closing(document[0]) as page:
        return [
            _last_row(each) for each in page.get_objects([pdfium.FPDF_PAGEOBJ_IMAGE])
        ]


def _last_row(image: PdfImage) -> int:
    # In shades of grey already; a copy of a page would cost as much as its decoding.
    box = image.get_bitmap().to_pil().getbbox()
    return box[3] if box else 0


def _alone(strips: Sequence[Strip], width: int, code: dict[str, Any]) -> bytes:
    """A PDF of nothing else, in which what is not decoded is black."""
    made, file = pikepdf.new(), io.BytesIO()
    page = made.add_blank_page(page_size=(9, 9))
    page.Resources = Dictionary(XObject=Dictionary())
    for n, (data, height) in enumerate(strips):
        page.Resources.XObject[f"/S{n}"] = Stream(
            made,
            data,
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=width,
            Height=height,
            BitsPerComponent=1,
            ColorSpace=Name.DeviceGray,
            Filter=Name.CCITTFaxDecode,
            DecodeParms=Dictionary(**code, Rows=height, BlackIs1=False),
        )
    drawing = " ".join(f"/S{n} Do" for n in range(len(strips)))
    page.Contents = made.make_stream(drawing.encode())
    made.save(file, static_id=True)
    return file.getvalue()
