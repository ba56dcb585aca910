"""Published figures come out again of spreadsheets, by commands and files alone.

The rows are those of the public bulletins that give counts. Reviews come in as totals;
who handled and who reviewed is made up in tests/fixtures/published.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.fixtures import published
from tests.fixtures.published import (
    BAIYIN,
    CHENGCHENG,
    DEHUA,
    HUANGPI,
    HUANGSHIGANG,
    NINGBO,
    TIANJIN,
    YINGDONG,
    Published,
)
from tests.typed import data, done

SCHEME = (Path(published.__file__).parent / "local_scheme.yaml").read_text("utf-8")
GOOD = "  - {code: good,"
LISTS = ("firms", "handlers", "reviewers", "cases")

Row = Mapping[str, Any]


def plan(place: Published, *, by_number: bool) -> str:
    """Every closed file, or exactly the files of the list."""
    numbers = [f"    - {case.number}" for case in published.cases(place)]
    listed = ["  by: listed", "  case_numbers:", *numbers]
    return "\n".join(
        [
            f"code: {place.code}",
            f"name: {place.name}{place.year}年法律援助案件质量同行评估",
            f"assessment_year: {place.year}",
            f"closed_from: {place.first_day}",
            f"closed_until: {place.first_day.replace(year=place.first_day.year + 1)}",
            "schemes: [local_files]",
            "sample:",
            *(listed if by_number else ["  by: census"]),
            "decimals: 1",
            "senior_read: false",
        ]
    )


def scheme(place: Published) -> str:
    """Places without the grade 良好 have a scheme without it."""
    used = {grade for counts in place.grades.values() for grade in counts}
    lines = SCHEME.splitlines()
    is_three = "良好" not in used
    return "\n".join(line for line in lines if not (is_three and line.startswith(GOOD)))


def files(place: Published, folder: Path, *, by_number: bool = False) -> None:
    for kind, body in published.tables(place).items():
        (folder / f"{kind}.csv").write_bytes(body)
    texts = {"scheme": scheme(place), "plan": plan(place, by_number=by_number)}
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")


def review(app: Flask, place: Published) -> None:
    """The whole campaign, typed."""
    done(app, "schemes load scheme.yaml")
    for kind in LISTS:
        done(app, f"intake {kind} {kind}.csv")
    done(app, "campaign open plan.yaml")
    drawn = data(app, f"campaign draw {place.code} --seed {place.code} --json")
    done(app, f"intake reviews reviews.csv --campaign {place.code}")
    settled = data(app, f"campaign settle {place.code} --json")

    assert drawn["drawn"] == place.n_cases
    assert settled["by_phase"]["settled"] == place.n_cases


def figures(app: Flask, place: Published, by: str, decimals: int) -> dict[str, Row]:
    found = data(app, f"figures {place.code} --by {by} --decimals {decimals}")
    assert found["by"] == by
    return {row["key"]: row for row in found["rows"]}


def rate(row: Row, name: str) -> tuple[int, int, str]:
    """A grade's share or one of the rates, with part and whole."""
    found = {**row["grade_rates"], **{f"{k}_rate": v for k, v in row["rates"].items()}}
    return found[name]["part"], found[name]["whole"], found[name]["percent"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    yield tmp_path


def test_huangpi_2024(app: Flask, folder: Path) -> None:
    """T1, T1a, T1b: 良好率 is 良好 alone, 合格率 is everything that passes."""
    files(HUANGPI, folder)
    review(app, HUANGPI)

    before = figures(app, HUANGPI, "total", 1)
    release = data(app, "campaign publish huangpi --json")
    again = data(app, "campaign publish huangpi --json")
    kinds = figures(app, HUANGPI, "case_kind", 1)

    year = data(app, f"assess {HUANGPI.year}")["rows"]
    means = [
        line
        for row in year
        for line in row["lines"]
        if line["measure"] == "handler_mean" and line["n"]
    ]

    # Nobody but the handler answers for this sheet: its total is the handler's part.
    assert sum(line["n"] for line in means) == 60
    assert not any(line["n_unknown"] for line in means)
    (total,) = before.values()
    assert [rate(total, name) for name in ("excellent", "good", "pass_rate")] == [
        (2, 60, "3.3"),
        (28, 60, "46.7"),
        (60, 60, "100.0"),
    ]
    assert {
        kind: [rate(row, name) for name in ("excellent", "good", "pass_rate")]
        for kind, row in kinds.items()
    } == {
        "civil": [(1, 30, "3.3"), (11, 30, "36.7"), (30, 30, "100.0")],
        "criminal_defense": [(1, 30, "3.3"), (17, 30, "56.7"), (30, 30, "100.0")],
    }
    assert {kind: dict(row["grades"]) for kind, row in kinds.items()} == {
        "civil": {"excellent": 1, "good": 11, "pass": 18, "fail": 0},
        "criminal_defense": {"excellent": 1, "good": 17, "pass": 12, "fail": 0},
    }
    assert figures(app, HUANGPI, "total", 1) == before
    assert (release["kind"], release["number"]) == ("final", 1)
    assert again == release
    assert data(app, "check-invariants --json") == []


def test_dehua_2023(app: Flask, folder: Path) -> None:
    """T4, to two decimals, from the numbers of its list."""
    files(DEHUA, folder, by_number=True)
    review(app, DEHUA)

    (total,) = figures(app, DEHUA, "total", 2).values()
    kinds = figures(app, DEHUA, "case_kind", 2)

    assert rate(total, "good") == (4, 11, "36.36")
    assert rate(total, "pass") == (7, 11, "63.64")
    assert rate(total, "pass_rate") == (11, 11, "100.00")
    assert rate(total, "excellent") == (0, 11, "0.00")
    assert {kind: row["n"] for kind, row in kinds.items()} == {
        "civil": 6,
        "criminal_defense": 5,
    }


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("place", "decimals", "expected"),
    [
        # T8: what was published as 良好率 is 优秀 and 良好 together.
        (YINGDONG, 2, {"excellent_or_good_rate": (71, 77, "92.21")}),
        # T11
        (
            BAIYIN,
            2,
            {
                "excellent": (205, 215, "95.35"),
                "pass": (10, 215, "4.65"),
                "pass_rate": (215, 215, "100.00"),
            },
        ),
        # T14: a place without the grade 良好.
        (HUANGSHIGANG, 2, {"excellent": (3, 222, "1.35")}),
        # T15
        (CHENGCHENG, 1, {"excellent": (3, 40, "7.5")}),
        # T16: five of 143 did not pass.
        (TIANJIN, 1, {"pass_rate": (138, 143, "96.5"), "fail": (5, 143, "3.5")}),
        # T17
        (NINGBO, 0, {"pass_rate": (228, 228, "100")}),
    ],
    ids=lambda value: getattr(value, "code", ""),
)
def test_other_bulletins(
    app: Flask,
    folder: Path,
    place: Published,
    decimals: int,
    expected: dict[str, tuple[int, int, str]],
) -> None:
    files(place, folder)
    review(app, place)

    (total,) = figures(app, place, "total", decimals).values()

    assert {name: rate(total, name) for name in expected} == expected
    has_good = any("良好" in counts for counts in place.grades.values())
    assert ("good" in total["grades"]) == has_good
