"""Workbooks that would do harm are refused before they are read."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from review.files.sheets import archives
from review.files.sheets.archives import (
    CELL,
    FileRefused,
    check_extent,
    column_letters,
    column_number,
    opened,
)
from review.files.sheets.grids import grids_of
from tests.files.sheets.workbooks import (
    SHARED,
    SHEET,
    packed,
    parts_of,
    tampered,
    workbook,
)

PLAIN = workbook([["案号", "承办人"], ["1号", "张三"]])


def replaced(part: str, old: bytes, new: bytes) -> bytes:
    return tampered(PLAIN, part, lambda data: data.replace(old, new))


def refusal(data: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        grids_of(data)
    return refused.value.sentence


def test_an_ordinary_workbook_is_read_as_it_is() -> None:
    grid = grids_of(PLAIN).grids[0]

    assert [line.cells for line in grid.lines] == [["案号", "承办人"], ["1号", "张三"]]


def with_entry(name: str, content: bytes = b"x") -> bytes:
    return packed({**parts_of(PLAIN), name: content})


def twice_the_same_name() -> bytes:
    out = io.BytesIO(PLAIN)
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning):
        archive.writestr("xl/workbook.xml", b"<other/>")
    return out.getvalue()


def locked() -> bytes:
    """The flag of encryption set in the list of contents."""
    data = bytearray(PLAIN)
    place = data.rindex(b"PK\x01\x02")
    data[place + 8] |= 1
    return bytes(data)


def patched() -> bytes:
    """A flag that no office program sets, on every entry: it cannot be unpacked."""
    data = bytearray(PLAIN)
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        data[place + 8] |= 32
        place = data.find(b"PK\x01\x02", place + 1)
    return bytes(data)


def lying_about_size() -> bytes:
    """The list of contents gives one part a size far below the true one."""
    data = bytearray(packed({**parts_of(PLAIN), "xl/worksheets/big.xml": b" " * 10**6}))
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 10)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (with_entry("../evil.xml"), FileRefused.unusual),
        (with_entry("/etc/passwd"), FileRefused.unusual),
        (packed({f"n{i}": b"" for i in range(1001)}), FileRefused.unusual),
        (twice_the_same_name(), FileRefused.unusual),
        (locked(), FileRefused.protected),
        (patched(), FileRefused.damaged),
        (lying_about_size(), FileRefused.damaged),
        (PLAIN[: len(PLAIN) // 2], FileRefused.damaged),
        (b"PK\x03\x04" + b"0" * 100, FileRefused.damaged),
        (packed({"word/document.xml": b"<x/>"}), FileRefused.not_xlsx),
        (with_entry("xl/bomb.xml", b" " * 30_000_000), FileRefused.bomb),
        (
            packed(parts_of(PLAIN), zipfile.ZIP_LZMA),
            FileRefused.unusual,
        ),
    ],
)
def test_harmful_archives_are_refused_from_their_directory(
    data: bytes, sentence: str
) -> None:
    assert refusal(data) == sentence


def test_an_archive_that_unpacks_too_far_is_refused() -> None:
    with pytest.raises(FileRefused) as refused:
        opened(PLAIN, most_unpacked=1000)

    assert refused.value.sentence == FileRefused.unpacked


def test_a_flipped_byte_is_seen() -> None:
    data = bytearray(packed(parts_of(PLAIN), zipfile.ZIP_STORED))
    place = data.index(b"<sheetData>")
    data[place + 1] ^= 1

    assert refusal(bytes(data)) == FileRefused.damaged


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (replaced(SHEET, b'r="B2"', b'r="XFD1048576"'), FileRefused.rows),
        (replaced(SHEET, b'r="B2"', b'r="B200001"'), FileRefused.rows),
        (replaced(SHEET, b'r="B2"', b'r="AAA2"'), FileRefused.columns),
        (replaced(SHEET, b'r="B2"', b'r="ZZ190000"'), FileRefused.cells),
        (replaced(SHEET, b'r="B2"', b'r="ABCD2"'), FileRefused.unusual),
        (replaced(SHEET, b'r="B2"', b'r="B99999999999"'), FileRefused.unusual),
        (replaced(SHEET, b'r="B2"', b'r="B2" r="XFD2"'), FileRefused.unusual),
        (replaced(SHEET, b'r="B2"', b"r='XFD2'"), FileRefused.unusual),
        (replaced(SHEET, b'r="B2"', b'r = "XFD2"'), FileRefused.unusual),
        (replaced(SHEET, b'c r="B2"', b'c x="" r="XFD2"'), FileRefused.unusual),
        (replaced(SHEET, b'r="B2"', b'r="&#66;2"'), FileRefused.unusual),
        (replaced(SHEET, b' r="B2"', b""), FileRefused.unusual),
        (replaced(SHEET, b"</worksheet>", b"</worksheet>\0"), FileRefused.unusual),
        (replaced(SHEET, b"</sheetData>", b""), FileRefused.damaged),
        (
            replaced("xl/workbook.xml", b"<workbookPr", b'<workbookPr date1904="1"'),
            FileRefused.years,
        ),
    ],
)
def test_sheets_that_reach_too_far_or_hide_it_are_refused(
    data: bytes, sentence: str
) -> None:
    assert refusal(data) == sentence


def test_a_short_text_used_many_times_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heavy = workbook([["案" * 1000] * 50] * 20)
    monkeypatch.setattr(archives, "MAX_TEXT", 1_000_000)

    assert refusal(heavy) == FileRefused.bomb


def test_one_long_text_among_many_short_ones_is_no_bomb(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    light = workbook([["案" * 1000], *[["号"] * 10] * 100])
    monkeypatch.setattr(archives, "MAX_TEXT", 500_000)

    assert len(grids_of(light).grids[0].lines) == 101


@pytest.mark.parametrize(
    ("part", "old", "new", "sentence"),
    [
        (SHARED, b"</si>", b"</si >", FileRefused.bomb),
        (SHEET, b"<v>0</v>", b"<v>9</v>", FileRefused.unusual),
        (SHEET, b"<v>0</v>", b"<v x='1'>0</v>", FileRefused.unusual),
    ],
)
def test_texts_that_cannot_be_counted_are_refused(
    part: str,
    old: bytes,
    new: bytes,
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(archives, "MAX_TEXT", 10)

    assert refusal(replaced(part, old, new)) == sentence


def test_only_what_was_checked_is_handed_on() -> None:
    data = with_entry("xl/media/image1.png", b"\x89PNG")

    names = set(parts_of(opened(data)))

    assert "xl/media/image1.png" not in names
    assert {"xl/workbook.xml", SHEET} <= names


def test_extent_counts_rows_columns_and_the_block() -> None:
    check_extent(200_000, 25)
    check_extent(7_000, 702)
    for rows, columns in ((200_001, 1), (1, 703), (200_000, 26)):
        with pytest.raises(FileRefused):
            check_extent(rows, columns)


@pytest.mark.parametrize(
    ("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA")]
)
def test_columns_have_letters(number: int, letters: str) -> None:
    assert column_letters(number) == letters
    assert column_number(letters.encode()) == number


@pytest.mark.parametrize(
    "tag",
    [
        b'<c r="A1"/>',
        b'<c r="A1" s="1" t="s">',
        b'<x:c r="A1" t="s" >',
    ],
)
def test_cells_as_office_programs_write_them_are_usual(tag: bytes) -> None:
    assert CELL.fullmatch(tag)
