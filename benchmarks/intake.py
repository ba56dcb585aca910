"""A list of 50,000 closed cases, from the file to the stored rows, in both formats."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from python_calamine import CalamineWorkbook

from benchmarks import bare, bureau
from benchmarks.databases import sqlite
from benchmarks.figures import Figure
from benchmarks.timing import seconds
from review.domain.kinds import IntakeKind
from review.files.sheets import Table, csv_bytes, xlsx_bytes
from review.services import intake
from review.services.intake import Upload

N_CASES, LIMIT = 50_000, 20.0
Rows = Sequence[Sequence[object]]


def figures() -> Iterator[Figure]:
    rows = list(bureau.case_rows(N_CASES))
    files: dict[str, tuple[bytes, Callable[[bytes], Rows]]] = {
        "csv": (csv_bytes(bureau.CASE_HEADS, rows), rows_of_csv),
        "xlsx": (
            xlsx_bytes([Table("案件", bureau.CASE_HEADS, rows)]),
            rows_of_workbook,
        ),
    }
    for name, (body, bare_rows) in files.items():
        with sqlite() as url:
            taken = taken_in(url, name, body)
            path = Path(url.removeprefix("sqlite:///")).parent / "bare.sqlite"
            plain = seconds(partial(_store_bare, path, body, bare_rows))
        words = "cells read and stored bare"
        figure = f"take in {N_CASES} cases, {name}"
        yield Figure(figure, taken, "s", LIMIT, baseline=plain, against=words)


def taken_in(url: str, name: str, body: bytes) -> float:
    app, viewer = bureau.founded(url)
    with app.app_context():
        bureau.people(viewer, n_reviewers=1)
        upload = Upload(IntakeKind.CASES, body, f"cases.{name}")
        at = bureau.now()
        taken = seconds(
            lambda: intake.take_in(viewer=viewer, upload=upload, at=at, today=at.date())
        )
    bureau.closed(app)
    return taken


def rows_of_csv(body: bytes) -> Rows:
    text = body.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def rows_of_workbook(body: bytes) -> Rows:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(body))
    return workbook.get_sheet_by_index(0).to_python()


def _store_bare(path: Path, body: bytes, bare_rows: Callable[[bytes], Rows]) -> None:
    connection = bare.connected(path)
    connection.execute(bare.TABLE)
    connection.execute("BEGIN IMMEDIATE")
    texts = [(None, "|".join(map(str, row))) for row in bare_rows(body)]
    connection.executemany("INSERT INTO rows VALUES (?, ?)", texts)
    connection.execute("COMMIT")
