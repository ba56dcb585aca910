"""An XLSX file is a ZIP archive: what is let through before anything reads it.

The reader of spreadsheets lays a sheet out as one block from its first to its last
cell, so a file of two cells in opposite corners, or a short text used a million times,
would ask for more memory than there is. Both are seen here in the bytes, and the parts
that were looked at are packed anew: what was checked is what is read.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass

from review.domain.errors import N_, RuleBroken

MEGABYTE = 1024 * 1024
MAX_BYTES = 30 * MEGABYTE
MAX_UNPACKED = 200 * MEGABYTE
MAX_PARTS = 1000
MAX_RATIO = 200
MAX_TEXT = 400 * MEGABYTE
MAX_CELLS = 5_000_000
MAX_ROWS = 200_000
MAX_COLUMNS = 702

# One start tag of a cell, as every office program writes it: the place first, every
# attribute once and in double quotes. Anything else is not worth the risk.
CELL = re.compile(
    rb'<(?:\w+:)?c r="([A-Z]{1,3})([1-9]\d{0,6})"'
    rb'(?: (?!r=)[\w:]+="[^"<>]*")* ?/?>'
)
ANY_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
SHARED = re.compile(rb' t="s"[^<>]*>\s*<(?:\w+:)?v>(\d+)<')
SHARED_CELL = re.compile(rb'\st\s*=\s*["\']s["\']')
# The reader sets memory aside for as many texts as the file says it has.
BAD_COUNT = re.compile(rb"\s(?:c|uniqueC)ount\s*=\s*[\"'](?!\d{1,7}[\"'])")
DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(EOFError, OSError, ValueError, RuntimeError),
)
NOT_NEEDED = re.compile(
    "docProps/|customXml/|xl/(charts|drawings|pivot|theme|media|comments|calcChain"
    "|externalLinks|ctrlProps|printerSettings|threadedComments|persons)"
)
END_OF_TEXT = re.compile(rb"</(?:\w+:)?si\s*>")


class FileRefused(RuleBroken):
    """The file as a whole cannot be taken in."""

    sentence = N_("This file cannot be read.")
    big = N_(
        "The file has %(size)s MB; at most %(limit)s MB are possible. Split it by year."
    )
    unpacked = N_(
        "The file unpacks to more than %(limit)s MB. Copy the table alone into a new "
        "workbook and save that."
    )
    bomb = N_("The file unpacks to far more than its size: it is not read.")
    damaged = N_("The file is damaged. Open it in Excel or WPS and save it again.")
    protected = N_("The file is protected by a password. Save it without one.")
    unusual = N_(
        "The file is built in an unusual way. Open it in Excel or WPS and save it "
        "again as XLSX."
    )
    not_xlsx = N_("This is not an XLSX workbook. Save it as XLSX or CSV.")
    old = N_(
        "This is an old or password-protected workbook (.xls, .et). Open it in Excel "
        "or WPS and save it as XLSX without a password."
    )
    page = N_(
        "This is a web page under the name of a spreadsheet. Open it in Excel or WPS "
        "and save it as XLSX."
    )
    rows = N_("The table has more than %(limit)s rows. Split it by year.")
    columns = N_("The table has more than %(limit)s columns.")
    cells = N_(
        "The table reaches over %(rows)s rows and %(columns)s columns, most of them "
        "empty. Copy the filled part into a new workbook."
    )
    years = N_(
        "The workbook counts its days from 1904. Switch that off in the options of "
        "Excel, check the dates, and save it again."
    )
    empty = N_("The file is empty.")


@dataclass(slots=True)
class _Extent:
    """How far the cells of a part reach."""

    n_cells: int = 0
    rows: int = 0
    columns: int = 0


def opened(data: bytes, *, most_unpacked: int = MAX_UNPACKED) -> bytes:
    """The workbook's own parts, checked and packed anew without compression."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_directory(archive.infolist(), most_unpacked=most_unpacked)
            parts = {
                info.filename: archive.read(info)
                for info in archive.infolist()
                if is_needed(info.filename)
            }
    except DAMAGE:
        raise FileRefused(FileRefused.damaged) from None
    check_parts(parts)
    return _packed(parts)


def check_directory(
    entries: list[zipfile.ZipInfo], *, most_unpacked: int = MAX_UNPACKED
) -> None:
    """Refuse from the list of contents alone, before anything is unpacked."""
    names = [entry.filename for entry in entries]
    if len(names) > MAX_PARTS or len(set(names)) != len(names):
        raise FileRefused(FileRefused.unusual)
    if any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise FileRefused(FileRefused.unusual)
    if any(entry.compress_type not in (0, 8) for entry in entries):
        raise FileRefused(FileRefused.unusual)
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileRefused(FileRefused.protected)
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > most_unpacked:
        raise FileRefused(FileRefused.unpacked, limit=most_unpacked // MEGABYTE)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > 10 * MEGABYTE and unpacked > MAX_RATIO * packed:
        raise FileRefused(FileRefused.bomb)
    if "xl/workbook.xml" not in names:
        raise FileRefused(FileRefused.not_xlsx)


def is_needed(name: str) -> bool:
    """Pictures, charts and pivots are left behind; no cell is read from them."""
    return name.endswith((".xml", ".rels")) and not NOT_NEEDED.match(name)


def check_parts(parts: dict[str, bytes]) -> None:
    """The block of cells and the text it would be filled with both stay in bounds."""
    if any(b"\0" in part or BAD_COUNT.search(part) for part in parts.values()):
        raise FileRefused(FileRefused.unusual)
    if re.search(rb'date1904="(1|true)"', parts["xl/workbook.xml"]):
        raise FileRefused(FileRefused.years)
    extents = {name: _extent(part) for name, part in parts.items()}
    for extent in extents.values():
        check_extent(extent.rows, extent.columns)
    _check_text(parts, sum(extent.n_cells for extent in extents.values()))


def check_extent(rows: int, columns: int) -> None:
    """Empty cells between filled ones count: they are laid out too."""
    if rows > MAX_ROWS:
        raise FileRefused(FileRefused.rows, limit=MAX_ROWS)
    if columns > MAX_COLUMNS:
        raise FileRefused(FileRefused.columns, limit=MAX_COLUMNS)
    if rows * columns > MAX_CELLS:
        raise FileRefused(FileRefused.cells, rows=rows, columns=columns)


def _extent(part: bytes) -> _Extent:
    places = CELL.findall(part)
    if len(places) != len(ANY_CELL.findall(part)):
        raise FileRefused(FileRefused.unusual)
    if not places:
        return _Extent()
    return _Extent(
        len(places),
        max({int(digits) for _, digits in places}),
        max(column_number(letters) for letters in {letters for letters, _ in places}),
    )


def column_number(letters: bytes) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def column_letters(number: int) -> str:
    """1 is A, 26 is Z, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _check_text(parts: dict[str, bytes], n_cells: int) -> None:
    """Shared texts are stored once and come out once for every cell that uses them."""
    tables = [part for part in parts.values() if END_OF_TEXT.search(part)]
    lengths = [len(text) for part in tables for text in END_OF_TEXT.split(part)]
    if max(lengths, default=0) * n_cells <= MAX_TEXT:
        return
    uses = [int(n) for part in parts.values() for n in SHARED.findall(part)]
    n_uses = sum(len(SHARED_CELL.findall(part)) for part in parts.values())
    if len(tables) > 1 or len(uses) != n_uses or max(uses) >= len(lengths):
        raise FileRefused(FileRefused.unusual)
    if sum(lengths[use] for use in uses) > MAX_TEXT:
        raise FileRefused(FileRefused.bomb)


def _packed(parts: dict[str, bytes]) -> bytes:
    """Error cells become text, so that they are refused by name and not read as empty."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part.replace(b' t="e"', b' t="str"'))
    return packed.getvalue()
