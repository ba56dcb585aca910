"""The worked example of docs/command-line.md: every command, every answer."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from flask import Flask
from openpyxl import load_workbook

from review.cli import group, words
from review.cli.commands import Deferred
from review.domain.policy import operator
from review.files.campaigns import KEYS
from review.services import integrity
from tests.journeys.documented import agrees, answer_of, shown_in, text_of
from tests.repository import ROOT
from tests.typed import done

PAGE = text_of(ROOT / "docs" / "command-line.md")
CHINESE, ENGLISH = PAGE.split("\n# Command line\n")
EXAMPLE = ROOT / "docs" / "example"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the example's files to stand in, with Click speaking Chinese too."""
    monkeypatch.setenv("LANGUAGE", "")
    monkeypatch.delenv("CASE_REVIEW_LANGUAGE", raising=False)
    words.speak()
    copy = tmp_path / "example"
    shutil.copytree(EXAMPLE, copy)
    monkeypatch.chdir(copy)
    yield copy


def test_the_example_answers_as_the_page_says(app: Flask, folder: Path) -> None:
    for shown in shown_in(PAGE):
        said = answer_of(app, shown)
        assert agrees(shown, said), f"{shown.command}\n{said}"

    with app.app_context():
        assert integrity.check_invariants(viewer=operator(1)) == []
    made = {"案件模板.xlsx", "分案表.xlsx", "各所统计.xlsx", "律所考核.xlsx"}
    assert made <= set(os.listdir(folder))
    sheet = load_workbook(folder / "各所统计.xlsx").active
    assert sheet.max_row == 4


def test_a_wrong_answer_is_found() -> None:
    page = "```console\n$ case-review x\n共 3 行：…\n$ case-review y\n```\n"
    first, second = shown_in(page)

    assert agrees(first, "共 3 行：新增 3\n")
    assert not agrees(first, "共 4 行：新增 4\n")
    assert agrees(second, "")
    assert not agrees(second, "Error\n")


def run(command: str, folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """The installed program in a process of its own."""
    program, *arguments = command.split()
    return subprocess.run(
        [Path(sys.executable).with_name(program), *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_installed_program_and_flask_say_the_same(
    app: Flask, database_url: str, folder: Path
) -> None:
    """Every start takes seconds; the third answer is given in this process."""
    own = {
        "CASE_REVIEW_DATABASE_URL": f"sqlite:///{folder / 'own.sqlite'}",
        "CASE_REVIEW_LANGUAGE": "en",
    }
    load, show = "schemes load scheme.yaml --json", "schemes list --json"
    loaded = run(f"case-review {load}", folder, **own)
    by_flask = run(f"flask --app wsgi {show}", folder, **own)
    refused = run("case-review figures 2025", folder, **own)

    assert (loaded.returncode, loaded.stderr) == (0, "")
    assert (by_flask.returncode, by_flask.stderr) == (0, "")
    assert loaded.stdout == done(app, load)
    assert by_flask.stdout == done(app, show)
    assert '"code": "civil_files"' in by_flask.stdout
    assert refused.returncode == 1
    assert (refused.stdout, refused.stderr) == (
        "",
        "Error: There is no campaign 2025 here.\n",
    )


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command of the program with its words, as they are typed."""
    for name, command in group.commands.items():
        assert isinstance(command, Deferred)
        loaded = command.loaded()
        if not isinstance(loaded, click.Group):
            yield name, loaded
            continue
        for inner, each in loaded.commands.items():
            yield "intake KIND" if inner == "take-in" else f"{name} {inner}", each


def row_of(half: str, name: str) -> str:
    begin = re.compile(rf"\| `{re.escape(name)}[ `]")
    rows = [line for line in half.splitlines() if begin.match(line)]
    assert len(rows) == 1, name
    return rows[0]


@pytest.mark.parametrize("half", [CHINESE, ENGLISH], ids=["zh", "en"])
@pytest.mark.parametrize("name, command", list(commands()), ids=lambda v: str(v))
def test_every_command_and_option_is_described(
    half: str, name: str, command: click.Command
) -> None:
    row = row_of(half, name)
    options = {p.opts[0] for p in command.params if isinstance(p, click.Option)}

    told = {option for option in options if f"`{option}" in row}
    shared = {"--bureau", "--json"} & options
    assert options - told - shared == set()
    assert ("JSON |" in row.replace("JSON Schema", "")) == ("--json" in options)
    assert "`--bureau`" in half


@pytest.mark.parametrize("half", [CHINESE, ENGLISH], ids=["zh", "en"])
def test_every_key_of_a_plan_is_described(half: str) -> None:
    assert {key for key in KEYS if f"`{key}`" not in half} == set()
