"""Chinese letters for files that name a font and do not carry it.

A sealed process cannot look for fonts on its disk, and a server often has none. So the
two fonts the program brings along are mapped beforehand, and PDFium is told of them:
the same file looks the same on every machine.
"""

from __future__ import annotations

import ctypes
import mmap
import struct
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import pypdfium2.raw as pdfium

SERIF, SANS = 1, 2
CHINESE = (134, 136, 128, 129)
"""Character sets in PDFium's numbers: simplified, traditional, Japanese, Korean."""
UPRIGHT_STROKES = (b"hei", b"yahei", b"gothic", b"sans", b"dengxian", b"yuan")
ENTRY = 16


_kept: list[Fonts] = []


def register() -> None:
    """Tell the library of them; they live as long as it, for it calls them back."""
    fonts = Fonts()
    pdfium.FPDF_SetSystemFontInfo(fonts.info)
    _kept.append(fonts)


class Fonts:
    """What PDFium asks of a system's fonts, answered with two."""

    def __init__(self) -> None:
        self.data = {
            SERIF: _mapped(pylopdf_fonts_zh_cn.serif_path()),
            SANS: _mapped(pylopdf_fonts_zh_cn.sans_path()),
        }
        self.info = pdfium.FPDF_SYSFONTINFO(version=1)
        for name, answer in (
            ("MapFont", self.mapped),
            ("GetFontData", self.copied),
            ("GetFaceName", lambda *_: 0),
            ("GetFontCharset", lambda *_: CHINESE[0]),
            ("DeleteFont", lambda *_: None),
            ("EnumFonts", lambda *_: None),
            ("GetFont", lambda *_: None),
            ("Release", lambda *_: None),
        ):
            kind = dict(self.info._fields_)[name]
            setattr(self.info, name, kind(answer))

    def mapped(self, *asked: Any) -> int | None:
        """The font for a face that is wanted; Latin ones the library draws by itself."""
        charset, face = asked[3], asked[5]
        if charset not in CHINESE:
            return None
        name = ctypes.cast(face, ctypes.c_char_p).value or b""
        is_sans = any(part in name.lower() for part in UPRIGHT_STROKES)
        return SANS if is_sans else SERIF

    def copied(self, *asked: Any) -> int:
        """A table of the font, or all of it; how long it is where there is no room."""
        _, font, table, room, size = asked
        data = self.data[font]
        start, length = (0, len(data)) if not table else _table(data, table)
        if room and size >= length:
            ctypes.memmove(room, data[start : start + length], length)
        return length


def _mapped(path: Any) -> mmap.mmap:
    with Path(path).open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _table(data: mmap.mmap, tag: int) -> tuple[int, int]:
    """Where a table stands in the font file; nowhere and nothing if it has none."""
    (n_tables,) = struct.unpack(">H", data[4:6])
    for n in range(n_tables):
        at = 12 + ENTRY * n
        found, _, start, length = struct.unpack(">IIII", data[at : at + ENTRY])
        if found == tag:
            return start, length
    return 0, 0
