"""Scanned papers of cases that never were, for the demonstration.

They look as an office scanner leaves them: an image of each page, a bookmark for each
paper, and on request the recognised text underneath.

What every case has in common is drawn once and copied; only the lines that differ are
drawn for each. Nothing of the moment goes into the file: the same words give the same
bytes.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from review.files.scanned_pdf import Line, ScannedPage, scanned_pdf

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT, DPI = 827, 1170, 100
LEFT, TOP, LINE, LETTER = 96, 120, 33, 21
PER_LINE = 30
INK, PAPER, PENCIL, SEAL = 40, 247, 105, 120
MOST_LINES = 30
CLOSING = "，。；：！？、）》"
"""Never the first of a line."""
NUMBERED = re.compile(r"（\d+）$")


@dataclass(frozen=True, slots=True)
class Paper:
    """One document: its title, lines of this case, and what stands on every such paper."""

    title: str
    lines: tuple[str, ...]
    body: tuple[str, ...] = ()
    office: str = ""
    """Whose seal is on it."""


def scanned(papers: Sequence[Paper], *, has_text: bool = False) -> bytes:
    """The papers as the pages of one PDF, numbered in pencil, a bookmark for each.

    Papers of a series, such as 证据材料（1）, （2） and so on, have one bookmark.
    """
    pages: list[ScannedPage] = []
    marks: list[tuple[str, int]] = []
    for paper in papers:
        if not marks or series(marks[-1][0]) != series(paper.title):
            marks.append((paper.title, len(pages) + 1))
        for sheet in _sheets(paper):
            image = _page(sheet, len(pages) + 1)
            lines = tuple(_text_of(sheet)) if has_text else ()
            pages.append(ScannedPage(_jpeg(image), WIDTH, HEIGHT, DPI, lines))
    return scanned_pdf(pages, marks)


def series(title: str) -> str:
    """The title without the number that tells papers of one series apart."""
    return NUMBERED.sub("", title)


def _jpeg(image: Image.Image) -> bytes:
    body = io.BytesIO()
    image.save(body, "JPEG", quality=55)
    return body.getvalue()


def _text_of(sheet: _Sheet) -> Iterator[Line]:
    """The text where it stands on the page, in points; what is blacked out is not."""
    point = 72 / DPI
    height = HEIGHT * point
    if sheet.title:
        left = (WIDTH - 32 * len(sheet.title)) / 2
        yield Line(left * point, height - 94 * point, 32 * point, sheet.title)
    for n, text in enumerate((*sheet.lines, *sheet.body)):
        y = height - (TOP + n * LINE + LETTER) * point
        yield Line(LEFT * point, y, LETTER * point, text.replace("█", " "))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One page: the lines of this case, and below them those drawn once."""

    title: str
    lines: tuple[str, ...]
    body: tuple[str, ...]
    office: str


def _sheets(paper: Paper) -> list[_Sheet]:
    own = tuple(line for text in paper.lines for line in _broken(text))
    rest = tuple(line for text in paper.body for line in _broken("　　" + text))
    room = MOST_LINES - len(own)
    first = _Sheet(paper.title, own, rest[:room], "")
    more = [rest[n : n + MOST_LINES] for n in range(room, len(rest), MOST_LINES)]
    found = [first, *(_Sheet("", (), lines, "") for lines in more)]
    last = found[-1]
    return [*found[:-1], _Sheet(last.title, last.lines, last.body, paper.office)]


def _broken(text: str) -> list[str]:
    """Lines of so many letters; a digit is half as wide."""
    lines, line, wide = [], "", 0.0
    for letter in text:
        step = 1.0 if ord(letter) > 0x2E7F else 0.5
        if wide + step > PER_LINE and letter not in CLOSING:
            lines.append(line)
            line, wide = "", 0.0
        line, wide = line + letter, wide + step
    return [*lines, line]


def _page(sheet: _Sheet, number: int) -> Image.Image:
    """A copy of what is common, the lines of the case, a pencilled number, a tilt."""
    from PIL import ImageDraw

    image = _common(sheet.body, len(sheet.lines), bool(sheet.title), sheet.office)
    image = image.copy()
    draw = ImageDraw.Draw(image)
    if sheet.title:
        font = _font(32)
        wide = draw.textlength(sheet.title, font=font)
        draw.text(((WIDTH - wide) / 2, 62), sheet.title, font=font, fill=INK)
    _write(draw, sheet.lines, 0)
    draw.text((WIDTH - 92, 34), str(number), font=_font(26), fill=PENCIL)
    tilt = (zlib.crc32(f"{sheet.title}{number}".encode()) % 100 - 50) / 90
    return image.rotate(tilt, fillcolor=PAPER)


@lru_cache(maxsize=128)
def _common(
    body: tuple[str, ...], after: int, has_title: bool, office: str
) -> Image.Image:
    from PIL import Image, ImageDraw

    image = Image.new("L", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    # The shadow of the binding and two punched holes.
    for step in range(18):
        draw.line((step, 0, step, HEIGHT), fill=PAPER - 54 + 3 * step)
    for y in (HEIGHT // 3, 2 * HEIGHT // 3):
        draw.ellipse((26, y, 42, y + 16), fill=205)
    if has_title:
        draw.line((LEFT, 108, WIDTH - LEFT, 108), fill=90, width=2)
    _write(draw, body, after)
    if office:
        _seal(draw, office)
    return image


def _write(draw: ImageDraw.ImageDraw, lines: Sequence[str], after: int) -> None:
    for n, line in enumerate(lines, after):
        draw.text((LEFT, TOP + n * LINE), line, font=_font(LETTER), fill=INK)


def _seal(draw: ImageDraw.ImageDraw, office: str) -> None:
    """A round seal, as grey as a red one is on a black-and-white scan."""
    x, y, r = WIDTH - 230, HEIGHT - 205, 74
    draw.ellipse((x - r, y - r, x + r, y + r), outline=SEAL, width=4)
    draw.text((x - 19, y - 30), "★", font=_font(38), fill=SEAL)
    for n, part in enumerate((office[:6], office[6:12])):
        wide = draw.textlength(part, font=_font(17))
        draw.text((x - wide / 2, y + (-50, 26)[n]), part, font=_font(17), fill=SEAL)


@lru_cache(maxsize=8)
def _font(size: int) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont
    from pylopdf_fonts_zh_cn import serif_path

    return ImageFont.truetype(str(serif_path()), size)
