"""Word files: what they hold, how it looks, and what they do not tell."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import docx
import pytest
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml.ns import qn

from review.domain.paperwork.blocks import (
    Blank,
    Document,
    Grid,
    Line,
    NewPage,
    Role,
    body,
    heading,
    signature,
    subheading,
    title,
)
from review.files.word import folder_of, safe_name, to_docx

AT = datetime(2026, 3, 20, 1, 2, 3, 999, tzinfo=UTC)


def written(*blocks: object, is_numbered: bool = True) -> bytes:
    return to_docx(Document("通知", blocks, is_numbered), at=AT)  # type: ignore[arg-type]


def opened(content: bytes) -> docx.document.Document:
    return docx.Document(io.BytesIO(content))


def test_the_same_document_gives_the_same_bytes() -> None:
    assert written(title("甲"), body("乙")) == written(title("甲"), body("乙"))


def test_a_file_tells_when_it_was_made_and_nothing_else() -> None:
    content = written(body("乙"))
    about = opened(content).core_properties
    members = zipfile.ZipFile(io.BytesIO(content)).infolist()

    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")
    assert about.created == about.modified == AT.replace(microsecond=0)
    assert {member.date_time for member in members} == {(1980, 1, 1, 0, 0, 0)}
    assert [m.filename for m in members if "thumbnail" in m.filename] == []
    assert b"Word" not in zipfile.ZipFile(io.BytesIO(content)).read("docProps/app.xml")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("甲<&>\"'乙", "甲<&>\"'乙"),
        ("甲\x00\x07\x1b乙", "甲乙"),
        ("甲\n乙\t丙\r丁", "甲 乙 丙 丁"),
        ("甲\u202e乙\u2066", "甲乙"),
        ("甲\ud800乙\uffff", "甲?乙"),
        ("<w:br/>]]>", "<w:br/>]]>"),
    ],
)
def test_names_cannot_break_a_file(name: str, found: str) -> None:
    grid = Grid((name,), (100,), ((name,),))
    word = opened(written(title(name), body(name, Blank(name)), grid))

    assert [p.text for p in word.paragraphs] == [found, f"{found}【{found}】"]
    assert [row.cells[0].text for row in word.tables[0].rows] == [found, found]


@pytest.mark.parametrize(
    ("block", "font", "size"),
    [
        (title("甲"), "方正小标宋简体", 22),
        (heading("甲"), "黑体", 16),
        (subheading("甲"), "楷体_GB2312", 16),
        (body("甲"), "仿宋_GB2312", 16),
    ],
    ids=lambda value: getattr(value, "role", None),
)
def test_fonts_follow_the_role(block: object, font: str, size: int) -> None:
    (paragraph,) = opened(written(block)).paragraphs
    style = paragraph.style
    fonts = style.element.rPr.rFonts

    assert fonts.get(qn("w:eastAsia")) == font
    assert style.font.name == "Times New Roman"
    assert style.font.size.pt == size


def test_what_is_to_be_filled_in_is_marked() -> None:
    (paragraph,) = opened(written(body("于", Blank("日期"), "前", Line(3)))).paragraphs
    marked = [
        run.text
        for run in paragraph.runs
        if run.font.highlight_color is WD_COLOR_INDEX.YELLOW
    ]

    assert marked == ["【日期】"]
    assert paragraph.text == "于【日期】前＿＿＿"


def test_a_new_page_costs_no_empty_line_and_nobody_signs_alone() -> None:
    word = opened(written(body("甲"), NewPage(), body("乙"), signature("丙")))
    first, second, third = (p.paragraph_format for p in word.paragraphs)

    assert (first.page_break_before, second.page_break_before) == (None, True)
    assert (first.keep_with_next, second.keep_with_next) == (None, True)
    assert third.page_break_before is None


def test_a_table_repeats_its_head_and_fills_the_page() -> None:
    lines = ("33.33%", "1/3")
    grid = Grid(("项", "率"), (25, 75), (("甲", lines),), frozenset({0}))
    table = opened(written(grid)).tables[0]
    first, second = table.columns

    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert round(second.width / first.width, 2) == 3
    assert table.rows[1].cells[1].text == "33.33%\n1/3"


@pytest.mark.parametrize("is_numbered", [True, False])
def test_pages_are_numbered_where_they_should_be(is_numbered: bool) -> None:
    word = opened(written(body("甲"), is_numbered=is_numbered))
    (section,) = word.sections
    found = "PAGE" in section.footer._element.xml

    assert found is is_numbered


def test_every_role_has_a_style() -> None:
    from review.files.word.styles import LOOKS

    assert set(LOOKS) == set(Role)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("评查方案", "评查方案"),
        ("../甲/乙:丙", "_甲_乙_丙"),
        ("", "_"),
        ("...", "_"),
        ("甲\x00\u202e", "甲_"),
    ],
)
def test_names_of_files_are_safe(text: str, name: str) -> None:
    assert safe_name(text) == name


def test_a_folder_keeps_order_and_moment_out() -> None:
    content = folder_of([("02.docx", b"b"), ("01.docx", b"a")])
    package = zipfile.ZipFile(io.BytesIO(content))

    assert package.namelist() == ["02.docx", "01.docx"]
    assert content == folder_of([("02.docx", b"b"), ("01.docx", b"a")])
