"""Figures and assessments from the command line: shapes, formats, refusals."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from review.cli import console
from review.cli.console import NotForScreens
from review.domain.policy import operator
from review.services import assessment
from review.store import unit
from review.store.models import AccessLog, Assessment, Person
from tests.typed import data, done, misused, refused, typed


def share(part: int, whole: int, percent: str | None) -> dict[str, object]:
    return {"part": part, "whole": whole, "percent": percent}


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_json_has_exactly_its_shape(app: Flask, settled: Path) -> None:
    found = data(app, "figures 2025 --decimals 2")

    assert found == {
        "by": "total",
        "rows": [
            {
                "key": "total",
                "name": "All cases",
                "n": 8,
                "grades": {"excellent": 4, "good": 3, "pass": 1, "fail": 0},
                "grade_rates": {
                    "excellent": share(4, 8, "50.00"),
                    "good": share(3, 8, "37.50"),
                    "pass": share(1, 8, "12.50"),
                    "fail": share(0, 8, "0.00"),
                },
                "rates": {
                    "excellent": share(4, 8, "50.00"),
                    "excellent_or_good": share(7, 8, "87.50"),
                    "pass": share(8, 8, "100.00"),
                },
                "mean_score": "89.94",
            }
        ],
    }


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("handler", {"陈静": 2, "李敏": 1, "王思远": 2, "张建国": 2, "赵慧": 1}),
        ("firm", {"明远律师事务所": 3, "同泽律师事务所": 3, "云帆律师事务所": 2}),
        ("county", {"东山县": 5, "西河区": 3}),
        ("case_kind", {"民事诉讼": 8}),
    ],
)
def test_figures_in_every_direction(
    app: Flask, settled: Path, by: str, expected: dict[str, int]
) -> None:
    found = data(app, f"figures 2025 --by {by}")
    lines = table(done(app, f"figures 2025 --by {by} --format csv"))

    assert found["by"] == by
    assert {row["name"]: row["n"] for row in found["rows"]} == expected
    assert [row["Cases with a grade"] for row in lines] == [
        str(row["n"]) for row in found["rows"]
    ]


@pytest.mark.parametrize(
    ("language", "name"), [("en", "All cases"), ("zh_Hans", "全部案件")]
)
def test_the_total_has_a_name_in_every_language(
    app: Flask, settled: Path, language: str, name: str
) -> None:
    said = typed(app, "figures 2025", language=language).stdout

    assert [(row["key"], row["name"]) for row in json.loads(said)["rows"]] == [
        ("total", name)
    ]


def test_moments_are_those_of_the_bureau(
    app: Flask, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The association decides at 00:30 in China, where it was still the day before."""
    decide_at_half_past_midnight(app)

    (row, *_) = table(done(app, "assess 2025 --format csv"))

    assert row["Decided at"] == "2026-03-03 00:30:00"


def decide_at_half_past_midnight(app: Flask) -> None:
    at = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)
    with app.app_context():
        viewer = operator(1)
        assessment.compile_year(viewer=viewer, year=2025, at=at)
        assessment.supply(viewer=viewer, year=2025, at=at)
        with unit.reading() as connection:
            first = select(Assessment.public_id).join(
                Person, Person.id == Assessment.subject_id
            )
            public_id = connection.scalar(first.where(Person.name == "陈静"))
        assessment.decide(
            viewer=viewer,
            public_id=public_id or "",
            decision="competent",
            reason="同意",
            at=at,
            key="k",
        )


def test_who_takes_an_assessment_is_noted(app: Flask, published: Path) -> None:
    done(app, "assess 2025 --format csv")

    with app.app_context(), unit.reading() as connection:
        noted = connection.execute(select(AccessLog.action, AccessLog.object_id)).all()
    assert ("assessment.export", "2025/handler") in noted


def test_nothing_settled_has_rates_of_nothing(app: Flask, opened: Path) -> None:
    (row,) = data(app, "figures 2025 --format csv --json")["rows"]

    assert (row["n"], row["mean_score"]) == (0, None)
    assert row["rates"]["pass"] == share(0, 0, None)
    assert data(app, "figures 2025 --by firm")["rows"] == []


def test_figures_go_to_a_file(app: Flask, settled: Path) -> None:
    said = done(app, "figures 2025 --by firm --format xlsx -o firms.xlsx")
    done(app, "figures 2025 --by firm --format csv --output firms-out.csv")
    done(app, "figures 2025 --output total.json")

    sheet = load_workbook(settled / "firms.xlsx").active
    assert said == ""
    assert sheet.max_row == 4
    assert (settled / "firms-out.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert (settled / "total.json").read_text("utf-8") == done(app, "figures 2025")


def test_a_workbook_is_not_shown_on_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdout", Screen())

    with pytest.raises(NotForScreens):
        console.check_target(None, "xlsx")


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("figures", "Missing argument 'CODE'. See case-review figures --help."),
        ("figures 2025 --by reviewer", "Invalid value for '--by': 'reviewer' is not"),
        ("figures 2025 --format pdf", "Invalid value for '--format': 'pdf' is not"),
        ("figures 2025 --decimals 5", "Invalid value for '--decimals': 5 is not in"),
        ("assess 1899", "Invalid value for 'YEAR': 1899 is not in the range"),
        ("assess next", "Invalid value for 'YEAR': 'next' is not a valid"),
        ("assess 2025 --kind county", "Invalid value for '--kind': 'county' is not"),
    ],
)
def test_what_is_not_understood(command: str, sentence: str) -> None:
    assert misused(command).startswith(sentence)


def test_refusals(app: Flask, opened: Path, n_events: Callable[[], int]) -> None:
    before = n_events()

    assert refused(app, "figures 1999") == "There is no campaign 1999 here."
    assert refused(app, "figures 2025 --output nowhere/file") == (
        "There is no folder nowhere to write to."
    )
    assert refused(app, "assess 2025").startswith(
        "No campaign of the assessment year 2025 has a final release yet."
    )
    assert n_events() == before


@pytest.fixture
def published(app: Flask, settled: Path) -> Path:
    done(app, "campaign publish 2025 --despite-notes")
    return settled


def test_a_year_is_assessed(
    app: Flask, published: Path, n_events: Callable[[], int]
) -> None:
    handlers = data(app, "assess 2025")
    before = n_events()
    firms = data(app, "assess 2025 --kind firm --format json")

    assert (handlers["year"], handlers["kind"], handlers["supplied_at"]) == (
        2025,
        "handler",
        None,
    )
    assert [row["name"] for row in handlers["rows"]] == [
        *("陈静", "李敏", "王思远", "张建国", "赵慧")
    ]
    assert handlers["rows"][0]["grades"] == {"excellent": 1, "good": 1}
    assert {row["name"] for row in firms["rows"]} == {
        *("明远律师事务所", "同泽律师事务所", "云帆律师事务所")
    }
    assert n_events() == before


def test_a_year_leaves_as_a_table(app: Flask, published: Path) -> None:
    early = refused(app, "assess 2025 --output nowhere/year.csv")
    rows = table(done(app, "assess 2025 --format csv"))
    done(app, "assess 2025 --format xlsx -o year.xlsx")

    assert [row["Name"] for row in rows] == ["陈静", "李敏", "王思远", "张建国", "赵慧"]
    assert {row["Suggestion"] for row in rows} == {"Competent"}
    assert early == "There is no folder nowhere to write to."
    assert load_workbook(published / "year.xlsx").active.max_row == 6


def test_another_scheme_may_be_named(app: Flask, published: Path) -> None:
    text = (published / "assessment.yaml").read_text("utf-8")
    strict = text.replace('version: "1"', 'version: "2"')
    strict = strict.replace("default: 2", "default: 9").replace(
        "lawyer: 2", "lawyer: 9"
    )
    (published / "strict.yaml").write_text(strict, "utf-8")

    rows = data(app, "assess 2025 --scheme strict.yaml")["rows"]

    assert outcomes(rows) == {"insufficient_cases"}
    assert outcomes(data(app, "assess 2025")["rows"]) == {"competent"}


def outcomes(rows: list[dict[str, Any]]) -> set[str]:
    return {row["suggested"] or row["outcome"] for row in rows}


def test_a_broken_assessment_scheme_changes_nothing(
    app: Flask, published: Path, n_events: Callable[[], int]
) -> None:
    (published / "bad.yaml").write_text("subject: handler\ncode: x\n", "utf-8")
    before = n_events()

    assert refused(app, "assess 2025 --scheme bad.yaml")
    assert n_events() == before
