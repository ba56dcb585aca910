"""What a workbook carries of its reads on a sheet that nobody sees, and reading it back.

Nothing there says who the reviewer is. A digest over all of it shows what was damaged
or changed on the way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from review.domain.cells import Cell
from review.domain.errors import N_
from review.domain.offline import FORMAT, Carried, seal_of
from review.files.sheets.archives import FileRefused

SHEET = "carried"
READ, MARK = "read", "mark"


class NotOurs(FileRefused):
    """The file does not say what it was made for."""

    sentence = N_(
        "This is not a workbook made here for working offline. Bring the workbook that "
        "you took along, not a copy of its tables."
    )
    format = N_(
        "This workbook was made by another version of the program. Take a new one along "
        "and copy what you wrote into it."
    )
    damaged = N_(
        "What this workbook says about itself was changed or damaged. Take a new one "
        "along and copy what you wrote into it."
    )
    large = N_("The file has more than %(limit)s MB, which no workbook made here has.")
    wide = N_(
        "A sheet reaches over more than %(rows)s rows or %(columns)s columns. Remove "
        "what was added beside and below the table."
    )


def lines_of(carried: Sequence[Carried]) -> Iterator[tuple[str, ...]]:
    """The rows of the sheet: a head, then each read and its marks."""
    yield FORMAT, seal_of(carried)
    for each in carried:
        yield (
            READ,
            each.read,
            each.scheme_code,
            each.scheme_version,
            each.scheme_digest,
            str(each.version),
        )
        for item, mark in each.marks.items():
            yield MARK, each.read, item, mark


def carried_in(rows: Sequence[Sequence[Cell]]) -> tuple[Carried, ...]:
    """What the sheet says, if it is whole and of this version."""
    lines = [[str(cell) for cell in row] for row in rows]
    if not lines or len(lines[0]) < 2:
        raise NotOurs
    if lines[0][0] != FORMAT:
        raise NotOurs(NotOurs.format)
    found = tuple(_reads(lines[1:]))
    if not found or seal_of(found) != lines[0][1]:
        raise NotOurs(NotOurs.damaged)
    return found


def _reads(lines: Sequence[Sequence[str]]) -> Iterator[Carried]:
    marks: dict[str, dict[str, str]] = {}
    for line in lines:
        if line[0] == MARK and len(line) >= 4:
            marks.setdefault(line[1], {})[line[2]] = line[3]
    for line in lines:
        if line[0] != READ or len(line) < 6 or not _is_version(line[5]):
            continue
        read, code, version, digest, draft = line[1:6]
        yield Carried(read, code, version, digest, int(draft), marks.get(read, {}))


def _is_version(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 9
