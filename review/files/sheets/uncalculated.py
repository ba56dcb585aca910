"""Formulas without a stored value: the reader of spreadsheets shows them as empty cells.

A program that writes a workbook without calculating it leaves them so; what somebody
meant to say would vanish without a word.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Container, Iterator

from review.domain.cells import Cell
from review.domain.errors import N_, RuleBroken


class Formula(str):
    """Stands in such a cell instead of what nobody calculated."""

    __slots__ = ()


UNCALCULATED = Formula("=")


class NotCalculated(RuleBroken):
    sentence = N_(
        "A formula stands here whose value was not saved with the file. Open the file "
        "in Excel or WPS and save it again, or type the value itself."
    )


def check_calculated(cell: Cell) -> None:
    if isinstance(cell, Formula):
        raise NotCalculated


Places = frozenset[tuple[int, str]]
NONE: Places = frozenset()

_SHEET = re.compile(r"<(?:\w+:)?sheet\s([^<>]*?)/?>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s([^<>]*?)/?>")
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"<>]*)"')
_FORMULA = re.compile(
    rb'<(?:\w+:)?c r="([A-Z]{1,3})(\d{1,7})"([^<>]*)>\s*<(?:\w+:)?f[\s/>]'
    rb"((?:(?!</(?:\w+:)?c>).)*)",
    re.DOTALL,
)
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^<>]*)?>([^<]+)")
# Who writes so has calculated nothing; some put a 0 for every value.
_TO_CALCULATE = re.compile(rb'\sfullCalcOnLoad="(?:1|true)"')


def uncalculated(data: bytes) -> dict[str, Places]:
    """The row and the column's letter of every such cell, by the name of its sheet."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        is_new = bool(_TO_CALCULATE.search(archive.read("xl/workbook.xml")))
        unknown = {None, b"0"} if is_new else {None}
        return {
            name: frozenset(_places(archive.read(part), unknown))
            for name, part in _parts(archive)
        }


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The sheets of a workbook and the part that holds each."""
    there = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= there:
        return
    found = _all(_RELATION, archive.read("xl/_rels/workbook.xml.rels"))
    targets = {each.get("Id", ""): each.get("Target", "") for each in found}
    for each in _all(_SHEET, archive.read("xl/workbook.xml")):
        relation = next((v for k, v in each.items() if k.endswith(":id")), "")
        target = targets.get(relation, "")
        part = target[1:] if target.startswith("/") else f"xl/{target}"
        if part in there:
            yield each.get("name", ""), part


def _all(tag: re.Pattern[str], xml: bytes) -> list[dict[str, str]]:
    texts = tag.findall(xml.decode("utf-8", "replace"))
    return [
        {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(text)}
        for text in texts
    ]


def _places(xml: bytes, unknown: Container[bytes | None]) -> Iterator[tuple[int, str]]:
    """A text that was calculated to nothing is a value too."""
    for column, row, attributes, inside in _FORMULA.findall(xml):
        value = _VALUE.search(inside)
        if b't="str"' not in attributes and (value and value[1]) in unknown:
            yield int(row), column.decode("ascii")
