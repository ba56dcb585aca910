"""Case files with a text layer: lines of Chinese, with names where they must not leak."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pikepdf
from PIL import Image

WIDTH, HEIGHT = 595, 842
LEFT, TOP, LINE, LETTER = 60, 100, 40, 20
"""In points: where the first line stands, and how far the next is below it."""
FONT = "STSong-Light"


def written(
    *pages: Sequence[str], about: str = "", pictures: Sequence[int] = ()
) -> bytes:
    """A PDF with these lines on its pages; `about` stands in all its metadata.

    The pages in `pictures`, from 0, have a small picture beside their text.
    """
    made = pikepdf.Pdf.new()
    letters = made.make_indirect(font())
    for number, lines in enumerate(pages):
        page = made.add_blank_page(page_size=(WIDTH, HEIGHT))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=letters))
        content = b"".join(_line(n, text) for n, text in enumerate(lines))
        if number in pictures:
            page.Resources.XObject = pikepdf.Dictionary(P=_stamp(made))
            content += b" q 12 0 0 12 400 100 cm /P Do Q"
        page.Contents = made.make_stream(content)
    if about:
        _tell(made, about)
    body = io.BytesIO()
    made.save(body)
    return body.getvalue()


def font() -> pikepdf.Dictionary:
    name = pikepdf.Name(f"/{FONT}")
    described = pikepdf.Dictionary(
        Type=pikepdf.Name.FontDescriptor,
        FontName=name,
        Flags=4,
        FontBBox=[0, -200, 1000, 900],
        ItalicAngle=0,
        Ascent=800,
        Descent=-200,
        CapHeight=800,
        StemV=80,
    )
    letters = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.CIDFontType0,
        BaseFont=name,
        DW=1000,
        CIDSystemInfo=pikepdf.Dictionary(
            Registry=pikepdf.String("Adobe"),
            Ordering=pikepdf.String("GB1"),
            Supplement=4,
        ),
        FontDescriptor=described,
    )
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type0,
        BaseFont=name,
        Encoding=pikepdf.Name("/UniGB-UCS2-H"),
        DescendantFonts=[letters],
    )


def _line(number: int, text: str) -> bytes:
    y = HEIGHT - TOP - number * LINE
    letters = text.encode("utf-16-be").hex().encode()
    return b" BT /F1 %d Tf %d %d Td <%b> Tj ET" % (LETTER, LEFT, y, letters)


def _stamp(made: pikepdf.Pdf) -> pikepdf.Stream:
    return pikepdf.Stream(
        made,
        Image.new("L", (8, 8), 90).tobytes(),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=8,
        Height=8,
        ColorSpace=pikepdf.Name.DeviceGray,
        BitsPerComponent=8,
    )


def _tell(made: pikepdf.Pdf, about: str) -> None:
    for key in ("/Author", "/Title", "/Subject", "/Keywords"):
        made.docinfo[key] = about
    with made.open_metadata() as metadata:
        metadata["dc:title"] = about
    made.attachments[f"{about}.txt"] = about.encode()
    with made.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(about, 0))


Edges = tuple[float, float, float, float]


def place(line: int, start: int, n: int) -> Edges:
    """Where so many letters of a line stand, as fractions of the page."""
    base = TOP + line * LINE
    return (
        (LEFT + start * LETTER) / WIDTH,
        (base - 0.75 * LETTER) / HEIGHT,
        (LEFT + (start + n) * LETTER) / WIDTH,
        (base + 0.1 * LETTER) / HEIGHT,
    )


def ink(image: bytes, edges: Edges) -> tuple[int, int]:
    """The darkest and the lightest grey of a part of the image."""
    with Image.open(io.BytesIO(image)) as opened:
        sides = (opened.width, opened.height) * 2
        cut = [round(e * s) for e, s in zip(edges, sides, strict=True)]
        low, high = opened.convert("L").crop(cut).getextrema()
    assert isinstance(low, int)
    assert isinstance(high, int)
    return low, high


def is_black(image: bytes, edges: Edges) -> bool:
    """Whether nothing can be read there; a JPEG rings a little beside an edge."""
    return ink(image, edges)[1] < 60
