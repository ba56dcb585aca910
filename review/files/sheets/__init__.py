"""Spreadsheets as bureaus have them, in both directions.

Reading: `archives` and `encodings` let a file through, `grids` gives its cells,
`headers` finds the table, `records` and `reviews` read it, `reading` puts it together.
Writing: `templates` to fill in, `writing` for tables of any kind.
"""

from review.files.sheets.archives import FileRefused
from review.files.sheets.encodings import ENCODINGS, EncodingUnclear
from review.files.sheets.reading import HeaderNotFound, read
from review.files.sheets.rows import Intake, Row, SetAside, placed
from review.files.sheets.templates import template
from review.files.sheets.writing import Table, csv_bytes, safe_text, xlsx_bytes

__all__ = [
    "ENCODINGS",
    "EncodingUnclear",
    "FileRefused",
    "HeaderNotFound",
    "Intake",
    "Row",
    "SetAside",
    "Table",
    "csv_bytes",
    "placed",
    "read",
    "safe_text",
    "template",
    "xlsx_bytes",
]
