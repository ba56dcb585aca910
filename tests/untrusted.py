"""Pages that show a name and whose text says something else, or nothing of it.

The letters are drawn from a font that lies in the file, so that what the file says of
them need not be what they are.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from functools import cache

import pikepdf
import pylopdf_fonts_zh_cn
from fontTools import subset
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from tests.written import font as plain_font

SHOWN = "受援人：张晓军字体没有对照表"
SIZE, LEFT, BASE = 30, 60, 700
WIDTH, HEIGHT = 595, 842


def named(first: int) -> Callable[[str], int]:
    """Each letter is given the next sign from here on."""
    letters = sorted(set(SHOWN))
    return lambda letter: first + letters.index(letter)


SAID: Mapping[str, Callable[[str], int] | None] = {
    "true": ord,
    "silent": None,
    "private": named(0xE000),
    "control": named(0x01),
    "replaced": lambda letter: 0xFFFD,
    "rare": lambda letter: 0x3400 + 7 * ord(letter) % 0x1900,
    "other": lambda letter: ord("由此可见本院认为应予支持其诉"[SHOWN.index(letter)]),
}
"""What the file says of its letters: the truth, nothing, signs without a meaning, letters
that nobody writes, and, which no rule finds, a sentence like any other."""


@cache
def _part() -> TTFont:
    options = subset.Options(notdef_outline=True, desubroutinize=True)
    font = TTFont(pylopdf_fonts_zh_cn.sans_path())
    chosen = subset.Subsetter(options)
    chosen.populate(text=SHOWN)
    chosen.subset(font)
    body = io.BytesIO()
    font.save(body)
    return TTFont(io.BytesIO(body.getvalue()))


def deceiving(kind: str) -> bytes:
    """A PDF of one page whose font says that of its letters."""
    made = pikepdf.Pdf.new()
    said = SAID[kind]
    font = _embedded(made)
    if said is not None:
        font.ToUnicode = made.make_stream(_mapping(said))
    letters = "".join(f"{_number(letter):04x}" for letter in SHOWN)
    content = f"BT /F1 {SIZE} Tf {LEFT} {BASE} Td <{letters}> Tj ET"
    return _one_page(made, content, Font=Dictionary(F1=font))


def _number(letter: str) -> int:
    glyph = _part().getBestCmap()[ord(letter)]
    return int(glyph.removeprefix("cid"))


def _mapping(said: Callable[[str], int]) -> bytes:
    letters = sorted(set(SHOWN))
    lines = "".join(f"<{_number(c):04x}> <{said(c):04x}>\n" for c in letters)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{lines}endbfchar\nendcmap end end"
    ).encode()


def _embedded(made: pikepdf.Pdf) -> Dictionary:
    name = Name("/ABCDEF+Noto")
    file = made.make_stream(_part().reader["CFF "])
    file.Subtype = Name("/CIDFontType0C")
    described = Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        Flags=4,
        Ascent=880,
        Descent=-120,
        CapHeight=733,
        StemV=80,
        ItalicAngle=0,
        FontBBox=Array([-1000, -1000, 3000, 2000]),
        FontFile3=file,
    )
    letters = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType0,
        BaseFont=name,
        DW=1000,
        CIDSystemInfo=Dictionary(
            Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
        ),
        FontDescriptor=described,
    )
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=name,
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([letters]),
    )


def _one_page(made: pikepdf.Pdf, content: str, **resources: Dictionary) -> bytes:
    page = made.add_blank_page(page_size=(WIDTH, HEIGHT))
    page.Resources = Dictionary(**resources)
    page.Contents = made.make_stream(content.encode())
    body = io.BytesIO()
    made.save(body)
    return body.getvalue()


class _Path(BasePen):
    """Writes the outline of a letter as lines of a page."""

    def __init__(self, glyphs: object) -> None:
        super().__init__(glyphs)
        self.said: list[str] = []

    def _moveTo(self, pt: tuple[float, float]) -> None:
        self.said.append(f"{pt[0]:g} {pt[1]:g} m")

    def _lineTo(self, pt: tuple[float, float]) -> None:
        self.said.append(f"{pt[0]:g} {pt[1]:g} l")

    def _curveToOne(self, *points: tuple[float, float]) -> None:
        self.said.append(" ".join(f"{x:g} {y:g}" for x, y in points) + " c")

    def _closePath(self) -> None:
        self.said.append("h")


def outlined(label: str = "第3页") -> bytes:
    """The name is drawn as lines; the only text is the number of the page."""
    glyphs, pieces = _part().getGlyphSet(), []
    for n, letter in enumerate(SHOWN):
        pen = _Path(glyphs)
        glyphs[_part().getBestCmap()[ord(letter)]].draw(pen)
        scale = SIZE / 1000
        place = f"q {scale} 0 0 {scale} {LEFT + n * SIZE} {BASE} cm"
        pieces.append(f"{place} {' '.join(pen.said)} f Q")
    made = pikepdf.Pdf.new()
    pieces.append(_labelled(label))
    font = made.make_indirect(plain_font())
    return _one_page(made, "\n".join(pieces), Font=Dictionary(F1=font))


def pictured(label: str = "第3页") -> bytes:
    """The page is an image; the only text is the number that was stamped on it."""
    made = pikepdf.Pdf.new()
    picture = pikepdf.Stream(
        made,
        Image.new("L", (80, 80), 40).tobytes(),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=80,
        Height=80,
        ColorSpace=Name.DeviceGray,
        BitsPerComponent=8,
    )
    content = f"q 400 0 0 300 90 300 cm /P Do Q {_labelled(label)}"
    font = made.make_indirect(plain_font())
    return _one_page(
        made, content, Font=Dictionary(F1=font), XObject=Dictionary(P=picture)
    )


def ruled() -> bytes:
    """Text in a table: many straight lines, and nothing that is not in the text."""
    made = pikepdf.Pdf.new()
    rows = " ".join(f"60 {y} 470 16 re S" for y in range(80, 760, 16))
    font = made.make_indirect(plain_font())
    return _one_page(made, f"{rows} {_labelled(SHOWN)}", Font=Dictionary(F1=font))


def _labelled(text: str) -> str:
    return f"BT /F1 12 Tf 280 40 Td <{text.encode('utf-16-be').hex()}> Tj ET"


def every_kind() -> dict[str, tuple[bytes, bool]]:
    """Each page by its name, and whether its text may be taken for what it shows."""
    fonts = {kind: (deceiving(kind), kind in ("true", "other")) for kind in SAID}
    drawn = {"outlined": (outlined(), False), "pictured": (pictured(), False)}
    return fonts | drawn | {"ruled": (ruled(), True)}
