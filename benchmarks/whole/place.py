"""The bureau of a run: its files on disk, its database, its accounts."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from flask import Flask

from benchmarks import bureau
from review import create_app
from review.domain.policy import Role, Viewer, operator
from review.files.sheets import csv_bytes
from review.files.shipped import scoring_schemes
from review.store import unit
from review.store.database import db
from review.store.queries import intake as known
from review.store.queries import places

SEED = "2026-03-09 彩票号码 07 11 19 23 30 33"
EVERY = 8
"""One reviewer in so many practises in a firm whose files are reviewed."""
SPARE = 5
"""One closed case in so many is not drawn."""
Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Size:
    files: int
    reviewers: int

    @property
    def closed(self) -> int:
        return self.files * SPARE // (SPARE - 1)


@dataclass(slots=True)
class Place:
    """Where a run works; what a step took is told as soon as it is done."""

    folder: Path
    url: str
    size: Size
    took: float = 0.0
    """Seconds of the last step."""

    @property
    def settings(self) -> dict[str, str]:
        return {
            "CASE_REVIEW_DATABASE_URL": self.url,
            "CASE_REVIEW_SECRET_KEY": bureau.SECRET,
            "CASE_REVIEW_DATA_FOLDER": str(self.folder / "data"),
            "CASE_REVIEW_LANGUAGE": "en",
        }

    def timed(self, step: str, work: Callable[[], Done]) -> Done:
        begun = time.perf_counter()
        done = work()
        self.took = time.perf_counter() - begun
        print(f"{step}: {self.took:.2f} s", flush=True)
        return done

    @contextmanager
    def looking(self) -> Iterator[tuple[Flask, Viewer]]:
        """The database from inside the program, for who plays and who proves."""
        app = create_app(
            {"SQLALCHEMY_DATABASE_URI": self.url, "SECRET_KEY": bureau.SECRET}
        )
        with app.app_context():
            with unit.reading():
                viewer = operator(places.first_bureau_id() or 0)
            yield app, viewer
            db.engine.dispose()


def write_files(place: Place) -> None:
    """What a bureau has: four spreadsheets and a scheme."""
    bureau_files = {
        "firms.csv": (("机构名称", "机构类型", "所属县区"), list(_firms())),
        "handlers.csv": (_HANDLER_HEADS, list(_handlers())),
        "reviewers.csv": (_REVIEWER_HEADS, list(_reviewers(place.size))),
        "cases.csv": (bureau.CASE_HEADS, list(bureau.case_rows(place.size.closed))),
    }
    for name, (heads, rows) in bureau_files.items():
        (place.folder / name).write_bytes(csv_bytes(heads, rows))
    (place.folder / "scheme.yaml").write_text(scoring_schemes()[bureau.SCHEME], "utf-8")


_HANDLER_HEADS = ("姓名", "执业证号", "人员类别", "执业机构", "所属县区")
_REVIEWER_HEADS = ("姓名", "评查员编号", "执业机构", "是否组长")


def _firms() -> Iterator[list[str]]:
    for n in range(bureau.N_FIRMS):
        yield [f"第{n}律师事务所", "律师事务所", bureau.COUNTIES[n % 10]]


def _handlers() -> Iterator[list[str]]:
    for n in range(bureau.N_HANDLERS):
        name, number, firm = bureau.handler(n)
        yield [name, number, "律师", firm, bureau.COUNTIES[n % 10]]


def _reviewers(size: Size) -> Iterator[list[str]]:
    """Every eighth practises in a firm of the handlers, and must not read its files."""
    for n in range(size.reviewers):
        firm = f"第{n % bureau.N_FIRMS}律师事务所" if n % EVERY == 0 else ""
        yield [f"评查专家{n}", f"R{n:03}", firm, "否"]
    for n in range(max(size.reviewers // 40, 2)):
        yield [f"组长{n}", f"L{n:02}", "", "是"]


def plan(place: Place, code: str) -> str:
    return f"""code: "{code}"
name: 二千件试点评查（命令行）
assessment_year: 2025
closed_from: 2025-01-01
closed_until: 2025-12-31
due_on: 2030-03-29
schemes: [{bureau.SCHEME}]
sample:
  by: number
  number: {place.size.files}
  stratify_by: [county, case_kind]
senior_read: false
"""


def accounts(viewer: Viewer) -> tuple[str, dict[int, str]]:
    """Sessions that have begun: the officer's, and by person the reviewers'."""
    with unit.reading():
        rows = list(known.reviewers(viewer.bureau_id or 0))
    officer = bureau.session(viewer, None, Role.BUREAU_OFFICER, "officer")
    return officer, {
        row.person_id: bureau.session(
            viewer,
            row.person_id,
            Role.PANEL_LEAD if row.number.startswith("L") else Role.REVIEWER,
            f"reader{row.number}",
        )
        for row in rows
    }
