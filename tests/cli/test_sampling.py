"""A sample from the command line: announced, drawn, changed, and drawn again elsewhere."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from tests.typed import data, done, refused, typed

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def data_of(result: Result) -> dict[str, Any]:
    return json.loads(result.stdout)


def lots(folder: Path) -> str:
    """The example's plan without a seed, drawing four of the files."""
    text = (folder / "campaign.yaml").read_text("utf-8")
    text = text.replace("seed: 青川2025年第一次抽样\n", "").replace('"2025"', '"lots"')
    (folder / "lots.yaml").write_text(text.replace("number: 8", "number: 4"), "utf-8")
    return "lots.yaml"


def test_a_seed_kept_secret_is_announced_by_its_digest(
    app: Flask, opened: Path
) -> None:
    done(app, f"campaign open {lots(opened)}")
    digest = hashlib.sha256("明年春分".encode()).hexdigest()

    said = done(app, f"campaign announce lots --sha256 {digest}")
    other = refused(app, "campaign draw lots --seed 今年春分")
    none = refused(app, "campaign draw lots")
    drawn = data(app, "campaign draw lots --seed 明年春分 --json")

    assert said.startswith("Announced. The list has 12 files; its SHA-256: ")
    assert other.startswith("The seed of this campaign was announced before;")
    assert none == "Give the seed that was announced."
    assert drawn["seed"] == "明年春分"


def test_an_announcement_says_one_thing(app: Flask, opened: Path) -> None:
    done(app, f"campaign open {lots(opened)}")

    for given in ("", "--seed 1 --event 开奖"):
        said = refused(app, f"campaign announce lots {given}")
        assert said == "Give one of --seed, --sha256 and --event."
    assert refused(app, "campaign announce lots --event 开奖 --at 2020-01-01") == (
        "Say when the event takes place; it is still to come."
    )


def test_sample_is_changed_and_drawn_again_on_another_machine(
    app: Flask, opened: Path
) -> None:
    done(app, "campaign draw 2025")
    done(app, "campaign record 2025 --output first.zip")
    first = typed(None, "redraw first.zip --json")
    case_no = data_of(first)["files"][0][1]

    replaced = done(app, f"campaign replace 2025 {case_no} --reason 卷宗遗失")
    extended = done(app, "campaign extend 2025 10 --reason 上级要求")
    done(app, "campaign record 2025 --output second.zip")
    again = typed(None, "redraw second.zip --output sample.csv --json")

    found = data_of(again)
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert replaced.startswith(f"{case_no} is replaced by ")
    assert extended == "2 further files are drawn.\n"
    assert (found["changes"], found["sample"], found["population"]) == (2, 10, 12)
    assert case_no not in {number for _, number in found["files"]}
    assert found["list_digest"] == data_of(first)["list_digest"]
    body = (opened / "sample.csv").read_bytes()
    assert hashlib.sha256(body).hexdigest() == found["sample_digest"]
    with zipfile.ZipFile(opened / "second.zip") as bundle:
        assert bundle.read("sample.csv") == body
        assert (
            hashlib.sha256(bundle.read("list.csv")).hexdigest() == found["list_digest"]
        )


def test_a_record_that_was_changed_is_found(app: Flask, opened: Path) -> None:
    done(app, "campaign draw 2025")
    done(app, "campaign record 2025 --output a.zip")
    with zipfile.ZipFile("a.zip") as old, zipfile.ZipFile("b.zip", "w") as new:
        for name in old.namelist():
            body = old.read(name)
            new.writestr(name, body.replace(b",stratum\r\n", b",\r\n", 1))

    result = typed(None, "redraw b.zip")

    assert result.exit_code == 1
    marks = [line[0] for line in result.stdout.splitlines()[-4:]]
    assert marks == ["✗", "✗", "✓", "✓"]
    assert "does not give what this record says" in result.stderr


def test_another_file_is_no_record(opened: Path) -> None:
    result = typed(None, "redraw campaign.yaml")

    assert result.exit_code == 1
    assert "This is not the exported record of a draw." in result.stderr
