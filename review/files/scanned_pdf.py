"""A PDF as a scanner writes it: an image a page, bookmarks, recognised text underneath.

Nothing of the moment goes into it: the same pages give the same bytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

FONT = b"STSong-Light"
"""Named and not embedded: text that is never drawn needs no shapes."""
CATALOGUE, PAGES, TYPE0, CID, DESCRIPTOR, OUTLINES, FIRST = 1, 2, 3, 4, 5, 6, 7


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and where it begins, in points from the lower left corner."""

    x: float
    y: float
    size: float
    text: str


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """A grey JPEG with its size in pixels, and the text that was recognised on it."""

    jpeg: bytes
    width: int
    height: int
    dpi: int
    lines: tuple[Line, ...] = ()


def scanned_pdf(
    pages: Sequence[ScannedPage], marks: Sequence[tuple[str, int]]
) -> bytes:
    """The pages in one file; each mark is a title and the page it leads to, from 1."""
    last_page = FIRST + 3 * len(pages)
    objects = {
        CATALOGUE: b"<< /Type /Catalog /Pages %d 0 R /Outlines %d 0 R >>"
        % (PAGES, OUTLINES),
        PAGES: b"<< /Type /Pages /Count %d /Kids [%b] >>"
        % (len(pages), b" ".join(b"%d 0 R" % _page(n) for n in range(len(pages)))),
        **_font(),
        OUTLINES: _outlines(last_page, len(marks)),
    }
    for number, page in enumerate(pages):
        at = _page(number)
        objects |= dict(zip(range(at, at + 3), _page_objects(page, at), strict=True))
    for number, (title, page_number) in enumerate(marks):
        objects[last_page + number] = _mark(
            number, len(marks), title, page_number, last_page
        )
    return _written(objects)


def _page(number: int) -> int:
    return FIRST + 3 * number


def _font() -> dict[int, bytes]:
    """A Chinese font by name, with letters by their Unicode number."""
    return {
        TYPE0: b"<< /Type /Font /Subtype /Type0 /BaseFont /%b /Encoding /UniGB-UCS2-H "
        b"/DescendantFonts [%d 0 R] >>" % (FONT, CID),
        CID: b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /%b /DW 1000 "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> "
        b"/FontDescriptor %d 0 R >>" % (FONT, DESCRIPTOR),
        DESCRIPTOR: b"<< /Type /FontDescriptor /FontName /%b /Flags 4 /Ascent 880 "
        b"/Descent -120 /CapHeight 880 /ItalicAngle 0 /StemV 80 "
        b"/FontBBox [0 -120 1000 880] >>" % FONT,
    }


def _page_objects(page: ScannedPage, at: int) -> Iterator[bytes]:
    scale = 72 / page.dpi
    width, height = page.width * scale, page.height * scale
    yield (
        b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %.2f %.2f] /Contents %d 0 R "
        b"/Resources << /XObject << /Im %d 0 R >> /Font << /F %d 0 R >> >> >>"
        % (PAGES, width, height, at + 1, at + 2, TYPE0)
    )
    drawn = [b"q %.2f 0 0 %.2f 0 0 cm /Im Do Q" % (width, height)]
    # Rendering mode 3 draws nothing: the letters can be found, the scan is seen.
    drawn += [
        b"BT 3 Tr /F %.2f Tf %.2f %.2f Td <%b> Tj ET"
        % (line.size, line.x, line.y, _letters(line.text))
        for line in page.lines
    ]
    yield _stream(b"/Filter /FlateDecode", zlib.compress(b"\n".join(drawn), 9))
    yield _stream(
        b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 "
        b"/ColorSpace /DeviceGray /Filter /DCTDecode" % (page.width, page.height),
        page.jpeg,
    )


def _letters(text: str) -> bytes:
    return text.encode("utf-16-be").hex().encode()


def _stream(facts: bytes, content: bytes) -> bytes:
    head = b"<< %b /Length %d >>\nstream\n" % (facts, len(content))
    return head + content + b"\nendstream"


def _outlines(first: int, n_marks: int) -> bytes:
    if not n_marks:
        return b"<< /Type /Outlines /Count 0 >>"
    last = first + n_marks - 1
    facts = (first, last, n_marks)
    return b"<< /Type /Outlines /First %d 0 R /Last %d 0 R /Count %d >>" % facts


def _mark(number: int, n_marks: int, title: str, page: int, first: int) -> bytes:
    before = b"/Prev %d 0 R " % (first + number - 1) if number else b""
    after = b"/Next %d 0 R " % (first + number + 1) if number + 1 < n_marks else b""
    words = b"FEFF" + _letters(title)
    return b"<< /Title <%b> /Parent %d 0 R %b%b/Dest [%d 0 R /Fit] >>" % (
        *(words, OUTLINES, before, after),
        _page(page - 1),
    )


def _written(objects: dict[int, bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number in sorted(objects):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, objects[number])
    start, top = len(out), len(places) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % top
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer\n<< /Size %d /Root %d 0 R >>\n" % (top, CATALOGUE)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)
