"""What an official document is made of, before any file format.

Paragraphs name their role, not their looks; what is left to be filled in by hand stands
as a blank and never as plain text that could be overlooked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from review.domain.aggregation import Rate


class Role(StrEnum):
    """What a paragraph is in a document; each has a font of its own."""

    TITLE = "title"
    NUMBER = "number"
    """The number of the document (发文字号), beneath the title."""
    ADDRESSEE = "addressee"
    HEADING = "heading"
    """一、"""
    SUBHEADING = "subheading"
    """（一）"""
    BODY = "body"
    FORM = "form"
    """The text of a form that has to keep to its page."""
    PLAIN = "plain"
    """Without indent: lines of a form."""
    CAPTION = "caption"
    """Above a table."""
    NOTE = "note"
    """Beneath a table."""
    SIGNATURE = "signature"
    HONOUR = "honour"
    """The title of a certificate."""
    AWARD = "award"
    """The text of a certificate."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A place to be filled in; its words say with what."""

    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """An empty line to write on, so many characters long."""

    length: int


Piece = str | Blank | Line


@dataclass(frozen=True, slots=True)
class Paragraph:
    role: Role
    pieces: tuple[Piece, ...]


Cell = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: heads, the share of the width each column has, and rows of text.

    What stands in a column of `texts` begins at its left, all else in the middle;
    `roomy` rows have place to sign in. A cell of several lines is a tuple.
    """

    heads: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]
    texts: frozenset[int] = frozenset()
    roomy: bool = False


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a page of its own."""


Block = Paragraph | Grid | NewPage


@dataclass(frozen=True, slots=True)
class Document:
    """A document with its title; `is_numbered` puts numbers under its pages."""

    title: str
    blocks: tuple[Block, ...]
    is_numbered: bool = True


def title(*pieces: Piece) -> Paragraph:
    return Paragraph(Role.TITLE, pieces)


def heading(*pieces: Piece) -> Paragraph:
    return Paragraph(Role.HEADING, pieces)


def subheading(*pieces: Piece) -> Paragraph:
    return Paragraph(Role.SUBHEADING, pieces)


def body(*pieces: Piece) -> Paragraph:
    return Paragraph(Role.BODY, pieces)


def form(*pieces: Piece) -> Paragraph:
    return Paragraph(Role.FORM, pieces)


def plain(*pieces: Piece) -> Paragraph:
    return Paragraph(Role.PLAIN, pieces)


def note(*pieces: Piece) -> Paragraph:
    return Paragraph(Role.NOTE, pieces)


def caption(*pieces: Piece) -> Paragraph:
    return Paragraph(Role.CAPTION, pieces)


def signature(*pieces: Piece) -> Paragraph:
    return Paragraph(Role.SIGNATURE, pieces)


def sealed_by(office: str) -> tuple[Paragraph, Paragraph]:
    """Who signs, the seal and the day: both are put in by hand."""
    return (
        signature(office, Blank("加盖印章")),
        signature(Blank("年　月　日")),
    )


def numbered(year: int) -> Paragraph:
    """发文字号: the office's code and the running number are given by its registry."""
    return Paragraph(
        Role.NUMBER, (Blank("发文机关代字"), f"〔{year}〕", Blank("　"), "号")
    )


def day(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"


DIGITS = "零一二三四五六七八九"


def ordinal(n: int) -> str:
    """一, 二, … 十, 十一, … 九十九; headings are numbered so."""
    tens, ones = divmod(n, 10)
    ten = ("" if tens < 2 else DIGITS[tens]) + "十" if tens else ""
    return ten + (DIGITS[ones] if ones or not tens else "")


def share(rate: Rate) -> str:
    """A percentage with part and whole; without a percentage only those."""
    if not rate.whole:
        return "—"
    if rate.percent is None:
        return f"{rate.part}/{rate.whole}"
    return f"{rate.percent}%（{rate.part}/{rate.whole}）"
