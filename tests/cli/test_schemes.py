"""Schemes from the command line: checked, loaded, listed and tried."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from review.files import schemes as files
from tests.typed import data, done, misused, refused, typed

BROKEN = """code: broken
code: again
title: {zh: 坏}
method: guess
"""


def written(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def test_sound_files_are_said_to_be_so(app: Flask, folder: Path) -> None:
    text = done(app, "schemes check scheme.yaml assessment.yaml")
    found = data(app, "schemes check scheme.yaml assessment.yaml --json")

    assert text == "scheme.yaml: ok\nassessment.yaml: ok\n"
    assert found == {"scheme.yaml": [], "assessment.yaml": []}


def test_every_problem_of_every_file_is_listed(app: Flask, folder: Path) -> None:
    written(folder, "broken.yaml", BROKEN)
    expected = [
        {"line": p.line, "where": p.where, "problem": p.text}
        for p in files.check(BROKEN)
    ]

    as_text = typed(app, "schemes check scheme.yaml broken.yaml")
    as_json = typed(app, "schemes check scheme.yaml broken.yaml --json")

    assert (as_text.exit_code, as_json.exit_code) == (1, 1)
    assert json.loads(as_json.stdout) == {"scheme.yaml": [], "broken.yaml": expected}
    assert len(expected) > 1
    assert as_text.stdout.splitlines() == [
        *(f"broken.yaml:{problem}" for problem in files.check(BROKEN)),
        "scheme.yaml: ok",
    ]
    assert as_text.stderr == ""


def test_a_key_and_a_grade_are_quoted_as_they_are_written(
    app: Flask, folder: Path
) -> None:
    """Words that happen to be in the catalogue, such as “each” and “excellent”."""
    text = (folder / "scheme.yaml").read_text("utf-8")
    key = text.replace(
        "        points: 20\n", "        points: 20\n        eech: 3\n", 1
    )
    written(folder, "key.yaml", key)
    written(
        folder, "grade.yaml", text.replace("    grade: excellent", "    grade: good")
    )

    key = typed(app, "schemes check key.yaml", language="zh_Hans").stdout
    grade = typed(app, "schemes check grade.yaml", language="zh_Hans").stdout

    assert "没有键 eech，是不是 each？" in key
    assert "样例预期等次 good，算得 excellent。" in grade


def test_a_file_in_gb18030_is_a_problem_among_others(app: Flask, folder: Path) -> None:
    text = (folder / "scheme.yaml").read_text("utf-8")
    written(folder, "old.yaml", text, "gb18030")
    sentence = (
        "old.yaml is not text in UTF-8. Save it with the encoding UTF-8 and try again."
    )

    checked = typed(app, "schemes check old.yaml scheme.yaml")

    assert checked.exit_code == 1
    assert checked.stdout == f"old.yaml:1: {sentence}\nscheme.yaml: ok\n"
    assert refused(app, "schemes load old.yaml") == sentence
    assert refused(app, "campaign open old.yaml") == sentence


def test_a_byte_order_mark_changes_nothing(app: Flask, folder: Path) -> None:
    text = (folder / "scheme.yaml").read_text("utf-8")
    written(folder, "marked.yaml", text, "utf-8-sig")

    plain = data(app, "schemes load scheme.yaml --json")
    marked = data(app, "schemes load marked.yaml --json")

    assert marked == plain


def test_loading_again_changes_nothing(
    app: Flask, folder: Path, n_events: Callable[[], int]
) -> None:
    first = data(app, "schemes load scheme.yaml assessment.yaml --json")
    before = n_events()
    again = data(app, "schemes load scheme.yaml --json")

    digest = files.load((folder / "scheme.yaml").read_text("utf-8")).digest
    assert [(each["code"], each["version"]) for each in first] == [
        ("civil_files", "1"),
        ("legal_aid_year", "1"),
    ]
    assert again == first[:1]
    assert again[0]["digest"] == digest
    assert n_events() == before


def test_one_bad_file_keeps_all_out(
    app: Flask, folder: Path, n_events: Callable[[], int]
) -> None:
    written(folder, "broken.yaml", BROKEN)
    before = n_events()

    said = refused(app, "schemes load scheme.yaml broken.yaml")

    problems = files.check(BROKEN)
    assert said == (
        f"Problems in broken.yaml: {len(problems)}. Nothing was done. The first: "
        f"{problems[0]}"
    )
    assert n_events() == before
    assert data(app, "schemes list --json") == []


def test_a_version_says_one_thing_for_ever(app: Flask, folder: Path) -> None:
    done(app, "schemes load scheme.yaml")
    text = (folder / "scheme.yaml").read_text("utf-8")
    written(folder, "other.yaml", text.replace("zh: 及时会见", "zh: 会见及时"))

    assert refused(app, "schemes load other.yaml") == (
        "Scheme civil_files version 1 is already loaded and says something else. "
        "Loaded schemes never change: give the changed one a new version."
    )


def test_the_list_shows_what_is_loaded(app: Flask, folder: Path) -> None:
    (loaded,) = data(app, "schemes load scheme.yaml --json")

    assert data(app, "schemes list --json") == [
        {
            **loaded,
            "title": {
                "zh": "民事案卷评查表（示例，自拟）",
                "en": "Civil case files: an example (own)",
            },
        }
    ]
    heading, line = done(app, "schemes list").splitlines()
    assert heading.split() == ["Code", "Version", "Title", "Digest"]
    assert line.endswith(loaded["digest"][:16])


def test_answers_are_scored_with_their_derivation(app: Flask, folder: Path) -> None:
    scored = data(app, "schemes score scheme.yaml answers.json --json")
    lines = done(app, "schemes score scheme.yaml answers.json").splitlines()

    assert {key: scored[key] for key in ("scheme", "version", "total", "grade")} == {
        "scheme": "civil_files",
        "version": "1",
        "total": "88.50",
        "grade": "good",
    }
    sections = {each["code"]: each["mark"] for each in scored["derivation"]["sections"]}
    assert sections == {"contact": "51/2", "work": "45", "closing": "18"}
    assert lines[0] == "Meeting and informing  25.5/30"
    assert lines[-1] == "88.50  Good"
    assert data(app, "schemes list --json") == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "answers.json is not JSON: see line 1, column 2."),
        ("[]", "1 answer cannot be taken as it is: Give the answers as a table"),
        (
            '{"met": 21, "nothing": 1}',
            "2 answers cannot be taken as they are: Item met: give a number from 0",
        ),
        ('{"met": 0}', "The answers are not complete. Item told has no answer yet."),
    ],
)
def test_answers_that_cannot_be_scored(
    app: Flask, folder: Path, text: str, sentence: str
) -> None:
    written(folder, "answers.json", text)

    assert refused(app, "schemes score scheme.yaml answers.json").startswith(sentence)


def test_a_broken_scheme_scores_nothing(app: Flask, folder: Path) -> None:
    written(folder, "broken.yaml", BROKEN)

    said = refused(app, "schemes score broken.yaml answers.json")

    assert said.startswith("Problems in broken.yaml: ")


def test_the_json_schema_is_json(app: Flask) -> None:
    schema = data(app, "schemes json-schema")

    assert schema["type"] == "object"
    assert "sections" in schema["properties"]


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("schemes check", "Missing argument 'FILES...'. See case-review schemes check"),
        (
            "schemes check nowhere.yaml",
            "Invalid value for 'FILES...': File 'nowhere.yaml' does not exist.",
        ),
        ("schemes load .", "Invalid value for 'FILES...': File '.' is a directory."),
    ],
)
def test_files_that_are_not_there(folder: Path, command: str, sentence: str) -> None:
    assert misused(command).startswith(sentence)


def test_changed_rules_are_tried_on_what_is_settled(
    app: Flask, settled: Path, n_events: Callable[[], int]
) -> None:
    text = (settled / "scheme.yaml").read_text(encoding="utf-8")
    changed = text.replace('version: "1"', 'version: "2"')
    written(settled, "new.yaml", changed.replace("lower: 90", "lower: 96"))
    before = n_events()

    found = data(app, "schemes what-if civil_files new.yaml --campaign 2025 --json")
    same = data(app, "schemes what-if civil_files civil_files@1 --campaign 2025 --json")
    lines = done(app, "schemes what-if civil_files new.yaml --campaign 2025")

    assert (found["files"], found["compared"], found["moved"]) == (8, 8, 1)
    moved = [each for each in found["moves"] if each["from"] != each["to"]]
    assert moved == [{"from": "excellent", "to": "good", "files": 1}]
    assert (same["moved"], same["mean_change"]) == (0, "0.00")
    assert lines.startswith("Grades that move: 1 of 8; better: 0, worse: 1;")
    assert n_events() == before


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("nothing scheme.yaml --campaign 2025", "No scheme nothing is loaded."),
        ("civil_files none.yaml --campaign 2025", "No scheme none.yaml is loaded."),
        ("civil_files scheme.yaml --campaign 1999", "There is nothing here."),
    ],
)
def test_what_cannot_be_tried_is_said(
    app: Flask, opened: Path, command: str, sentence: str
) -> None:
    assert refused(app, f"schemes what-if {command}") == sentence


def test_a_running_campaign_is_not_tried_on(app: Flask, opened: Path) -> None:
    done(app, "campaign draw 2025")

    found = refused(app, "schemes what-if civil_files scheme.yaml --campaign 2025")

    assert found == "The campaign 2025 is still under way: it cannot be tried on."
