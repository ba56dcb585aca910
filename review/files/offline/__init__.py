"""Reviews to fill in away from the browser: a workbook there and back.

Writing: `rows` lays a sheet out, `formulas` says what its marks come to, `case_sheet`
and `first_sheet` draw, `workbook` puts it together, `carriage` notes what is needed to
bring it back. Reading: `reading` lets a workbook through, `answers` reads its cells.
"""

from review.files.offline.answers import COMMENT_CELL, Read, Refusal, read_sheet
from review.files.offline.carriage import NotOurs
from review.files.offline.cells import CellsRefused, Cited
from review.files.offline.reading import Brought, BroughtSheet, read
from review.files.offline.rows import OfflineCase, Proposed
from review.files.offline.workbook import workbook

__all__ = [
    "COMMENT_CELL",
    "Brought",
    "BroughtSheet",
    "CellsRefused",
    "Cited",
    "NotOurs",
    "OfflineCase",
    "Proposed",
    "Read",
    "Refusal",
    "read",
    "read_sheet",
    "workbook",
]
