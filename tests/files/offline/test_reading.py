"""What is let in: our workbooks however they were saved, and nothing harmful."""

from __future__ import annotations

import zipfile

import pytest

from review.domain.errors import RuleBroken
from review.files.offline import NotOurs, read, workbook
from review.files.offline.reading import MOST_BYTES
from review.files.sheets import FileRefused
from tests.files.offline.cases import a_case
from tests.files.sheets.workbooks import packed, parts_of
from tests.files.sheets.workbooks import workbook as any_workbook
from tests.filling import Filling
from tests.web.forms.sheets import every_kind


@pytest.fixture(scope="module")
def body() -> bytes:
    cases = [a_case(every_kind(), read=f"read-{n}") for n in range(2)]
    return workbook(cases, locale="en", as_of="today")


def test_sheets_are_found_whatever_they_are_called(body: bytes) -> None:
    filling = Filling(body)
    filling.sheet(1).title = "renamed"
    filling.book.move_sheet("renamed", -2)

    found = read(filling.saved())

    assert [(sheet.name, sheet.read) for sheet in found.sheets] == [
        ("renamed", "read-1"),
        ("(2025)青援0001号", "read-0"),
    ]


def test_a_sheet_may_be_left_out(body: bytes) -> None:
    filling = Filling(body)
    del filling.book[filling.sheet(1).title]

    assert [sheet.read for sheet in read(filling.saved()).sheets] == ["read-0"]


def carried_changed(body: bytes, cell: str, value: object) -> bytes:
    filling = Filling(body)
    filling.book["carried"][cell].value = value
    return filling.saved()


@pytest.mark.parametrize(
    ("cell", "value", "sentence"),
    [
        ("A1", "case-review offline 2", NotOurs.format),
        ("A1", None, NotOurs.format),
        ("B1", "0" * 64, NotOurs.damaged),
        ("B2", "read-7", NotOurs.damaged),
        ("E2", "1" * 64, NotOurs.damaged),
        ("F2", "99", NotOurs.damaged),
        ("F2", "-1", NotOurs.damaged),
        ("D3", "0" * 16, NotOurs.damaged),
    ],
)
def test_what_a_workbook_says_of_itself_cannot_be_changed(
    body: bytes, cell: str, value: object, sentence: str
) -> None:
    with pytest.raises(NotOurs) as refused:
        read(carried_changed(body, cell, value))

    assert refused.value.sentence == sentence


@pytest.mark.parametrize(
    "data",
    [
        any_workbook([["案号"], ["1"]]),
        b"a,b\n1,2\n",
        b"%PDF-1.7",
        b"<html></html>",
    ],
)
def test_other_files_are_told_from_ours(data: bytes) -> None:
    with pytest.raises(NotOurs):
        read(data)


@pytest.mark.parametrize("data", [b"", b"   ", b"PK\x03\x04", b"PK" + b"\0" * 4000])
def test_broken_files_are_refused(data: bytes) -> None:
    with pytest.raises(FileRefused):
        read(data)


def test_truncated_files_are_refused(body: bytes) -> None:
    for end in range(0, len(body), len(body) // 23):
        with pytest.raises(RuleBroken):
            read(body[:end])


def test_a_file_that_is_too_large_is_refused_unread() -> None:
    with pytest.raises(NotOurs) as refused:
        read(b"PK" + b"x" * MOST_BYTES)

    assert refused.value.values == {"limit": 8}


def test_a_bomb_is_refused_from_its_directory(body: bytes) -> None:
    parts = parts_of(body)
    parts["xl/worksheets/sheet9.xml"] = b" " * (90 * 1024 * 1024)

    with pytest.raises(FileRefused):
        read(packed(parts))


def test_a_sheet_that_reaches_too_far_is_refused(body: bytes) -> None:
    for cell in ("A5000", "CA3"):
        filling = Filling(body)
        filling.sheet()[cell].value = "x"
        with pytest.raises(NotOurs) as refused:
            read(filling.saved())
        assert refused.value.sentence == NotOurs.wide


def test_macros_and_links_are_left_behind(body: bytes) -> None:
    """They are not even unpacked; what the sheets say is read."""
    parts = parts_of(body)
    parts["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0 macro"
    parts["xl/externalLinks/externalLink1.xml"] = b"<externalLink/>"
    parts["xl/drawings/vmlDrawing1.vml"] = b"<xml/>"

    assert len(read(packed(parts)).sheets) == 2


def test_an_entity_bomb_expands_nothing(body: bytes) -> None:
    parts = parts_of(body)
    lol = b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 1000 + b'">]>'
    name = "xl/sharedStrings.xml"
    head, _, rest = parts[name].partition(b"?>")
    parts[name] = head + b"?>" + lol + rest.replace(b"<t>", b"<t>&a;", 1)

    try:
        found = read(packed(parts))
    except RuleBroken:
        return
    assert "aaaa" not in str(found.sheets)


def test_a_workbook_stored_without_compression_is_read(body: bytes) -> None:
    assert len(read(packed(parts_of(body), zipfile.ZIP_STORED)).sheets) == 2
