"""Blocks of text into a Word file."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from review.domain.paperwork.blocks import (
    Blank,
    Block,
    Cell,
    Document,
    Grid,
    Line,
    NewPage,
    Paragraph,
    Piece,
    Role,
)
from review.files.tables import cleaned
from review.files.word.packing import repacked
from review.files.word.styles import NAMES, SONG, TABLE, set_fonts, skeleton

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.table import _Row
    from docx.text.paragraph import Paragraph as WordParagraph

# Text that turns round what stands after it can make a name look like another one.
TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
ROOMY = 0.95
"""Centimetres of a row in which somebody signs."""


def to_docx(document: Document, *, at: datetime) -> bytes:
    """The document as a file; `at` is when it was made, the only moment in it."""
    import docx

    word = docx.Document(io.BytesIO(skeleton()))
    _say_nothing_else(word, document.title, at)
    around = zip(
        (None, *document.blocks),
        document.blocks,
        (*document.blocks[1:], None),
        strict=False,
    )
    for before, block, after in around:
        _write(block, word, before, after)
    if document.is_numbered:
        _number_pages(word)
    body = io.BytesIO()
    word.save(body)
    return repacked(body.getvalue())


def plain_text(text: str) -> str:
    """One line without anything that a file cannot hold or that misleads the eye."""
    return TURNING.sub("", cleaned(text)).translate(BREAKS)


BREAKS = str.maketrans(dict.fromkeys("\t\r\n\v\f\x85\u2028\u2029", " "))


def _say_nothing_else(word: Word, title: str, at: datetime) -> None:
    """Neither author nor program; the title, and when it was made."""
    about, moment = word.core_properties, at.astimezone(UTC).replace(tzinfo=None)
    about.author = about.comments = about.last_modified_by = about.keywords = ""
    about.title, about.language = plain_text(title)[:200], "zh-CN"
    about.created = about.modified = moment.replace(microsecond=0)


def _write(block: Block, word: Word, before: Block | None, after: Block | None) -> None:
    """A new page is told by the paragraph after it; an empty one would cost a line.

    Nobody signs on a page where nothing else stands.
    """
    if isinstance(block, Paragraph):
        paragraph = _paragraph(block, word)
        if isinstance(before, NewPage):
            paragraph.paragraph_format.page_break_before = True
        if isinstance(after, Paragraph) and after.role is Role.SIGNATURE:
            paragraph.paragraph_format.keep_with_next = True
    elif isinstance(block, Grid):
        _grid(block, word)


def _paragraph(block: Paragraph, word: Word) -> WordParagraph:
    paragraph = word.add_paragraph(style=NAMES[block.role])
    for piece in block.pieces:
        _add_piece(paragraph, piece)
    return paragraph


def _add_piece(paragraph: WordParagraph, piece: Piece) -> None:
    """What is to be filled in stands in brackets on yellow, or is a line to write on."""
    from docx.enum.text import WD_COLOR_INDEX

    if isinstance(piece, Blank):
        run = paragraph.add_run(f"【{plain_text(piece.words)}】")
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW
    elif isinstance(piece, Line):
        paragraph.add_run("\N{FULLWIDTH LOW LINE}" * piece.length)
    elif piece:
        paragraph.add_run(plain_text(piece))


def _grid(block: Grid, word: Word) -> None:
    from docx.enum.table import WD_TABLE_ALIGNMENT

    table = word.add_table(len(block.rows) + 1, len(block.heads), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    width = _text_width(word)
    widths = [width * each // sum(block.widths) for each in block.widths]
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = wide
    for row, values in zip(table.rows, (block.heads, *block.rows), strict=True):
        _fill(row, values, widths, block)
    _mark(table.rows[0]._tr, "w:tblHeader")


def _text_width(word: Word) -> int:
    section = word.sections[0]
    sides = (section.left_margin or 0) + (section.right_margin or 0)
    return int((section.page_width or 0) - sides)


def _fill(row: _Row, values: tuple[Cell, ...], widths: list[int], block: Grid) -> None:
    from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm

    is_head = values is block.heads
    _mark(row._tr, "w:cantSplit")
    if block.roomy:
        row.height, row.height_rule = Cm(ROOMY), WD_ROW_HEIGHT_RULE.AT_LEAST
    for place, (cell, value) in enumerate(zip(row.cells, values, strict=True)):
        cell.width = widths[place]
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        paragraph = cell.paragraphs[0]
        paragraph.style = TABLE
        _put(paragraph, value, is_head=is_head)
        if is_head or place not in block.texts:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _put(paragraph: WordParagraph, value: Cell, *, is_head: bool) -> None:
    lines = (value,) if isinstance(value, str) else value
    for number, line in enumerate(lines):
        run = paragraph.add_run(plain_text(line))
        run.bold = is_head or None
        if number + 1 < len(lines):
            run.add_break()


def _mark(row: Any, tag: str) -> None:
    from docx.oxml.parser import OxmlElement

    row.get_or_add_trPr().append(OxmlElement(tag))


def _number_pages(word: Word) -> None:
    """— 1 — beneath: at the right on odd pages, at the left on even ones."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    (section,) = word.sections
    sides = (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    )
    for footer, side in sides:
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = side
        _say(paragraph, "— ")
        _page_number(paragraph)
        _say(paragraph, " —")


def _say(paragraph: WordParagraph, text: str) -> Any:
    from docx.shared import Pt

    run = paragraph.add_run(text)
    run.font.size = Pt(14)
    set_fonts(run._r.get_or_add_rPr().get_or_add_rFonts(), SONG)
    return run


def _page_number(paragraph: WordParagraph) -> None:
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    for kind in ("begin", "", "end"):
        run = _say(paragraph, "")
        made = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            made.set(qn("w:fldCharType"), kind)
        else:
            made.text = "PAGE"
        run._r.append(made)
