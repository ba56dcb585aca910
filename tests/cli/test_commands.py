"""What all commands share: quick help in both languages, errors in one line."""

from __future__ import annotations

import gc
import re
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner
from flask import Flask

from review import started
from review.cli import group, words
from review.cli.commands import Command, Deferred, one_line, sentence
from review.domain.errors import RuleBroken
from tests.repository import ROOT
from tests.typed import line_of, misused, typed

HEAVY = {"pandas", "matplotlib", "ortools", "pypinyin", "sqlalchemy", "scipy"}
HEAVY |= {"rapidocr", "onnxruntime", "cv2"}


def paths() -> Iterator[str]:
    """Every command and group, as it is typed."""
    for name, command in group.commands.items():
        yield name
        assert isinstance(command, Deferred)
        loaded = command.loaded()
        if isinstance(loaded, click.Group):
            yield from (f"{name} {inner}" for inner in loaded.commands)


@pytest.fixture
def anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Click keeps the option --help in the language first asked for.

    A process speaks one language; here others have spoken before.
    """
    kept = click.Command.get_help_option

    def made_anew(command: click.Command, ctx: click.Context) -> click.Option | None:
        command._help_option = None
        return kept(command, ctx)

    monkeypatch.setattr(click.Command, "get_help_option", made_anew)


@pytest.mark.usefixtures("anew")
@pytest.mark.parametrize("path", list(paths()))
def test_every_command_explains_itself_in_both_languages(path: str) -> None:
    english = typed(None, f"{path} --help")
    chinese = typed(None, f"{path} --help", language="zh_Hans")

    assert (english.exit_code, chinese.exit_code) == (0, 0)
    assert english.stdout.startswith("Usage: case-review ")
    assert english.stdout != chinese.stdout
    assert english.stdout.isascii()


def test_what_is_promised_in_short_is_what_is_said_in_full() -> None:
    for command in group.commands.values():
        assert isinstance(command, Deferred)
        assert command.help == command.loaded().help


@pytest.mark.parametrize(
    ("command", "imported"),
    [("--help", HEAVY), ("schemes check scheme.yaml", HEAVY - {"sqlalchemy"})],
)
def test_help_and_checks_start_without_heavy_libraries(
    command: str, imported: set[str]
) -> None:
    program = (
        "import sys, review\n"
        "try:\n    review.main()\nexcept SystemExit as end:\n    status = end.code\n"
        "print(status, sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *command.split()],
        cwd=ROOT / "docs" / "example",
        env={"PYTHONPATH": str(ROOT), "CASE_REVIEW_SECRET_KEY": "for tests only"},
        check=True,
        capture_output=True,
        text=True,
    )

    status, _, names = done.stdout.splitlines()[-1].partition(" ")
    assert status == "0"
    assert {name for name in imported if f"'{name}'" in names} == set()


def test_a_started_process_collects_garbage_but_its_own_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CASE_REVIEW_SECRET_KEY", "for tests only")
    monkeypatch.setenv("CASE_REVIEW_DATABASE_URL", "sqlite://")
    gc.unfreeze()

    app = started()

    assert (app.name, gc.isenabled()) == ("review", True)
    assert gc.get_freeze_count() > 100_000


def test_without_a_command_the_help_is_shown() -> None:
    result = typed(None, "campaign")

    assert result.exit_code == 2
    assert result.output.startswith("Usage: case-review campaign ")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("nope", "No such command 'nope'. See case-review --help."),
        ("--nope", "No such option '--nope'. See case-review --help."),
        ("campaign x", "No such command 'x'. See case-review campaign --help."),
        (
            "campaign draw",
            "Missing argument 'CODE'. See case-review campaign draw --help.",
        ),
    ],
)
def test_what_is_not_understood_says_where_to_look(command: str, said: str) -> None:
    assert misused(command) == said


class Broken(RuleBroken):
    sentence = "Files: %(n)s."


def failing(error: BaseException) -> click.Command:
    def fail() -> None:
        raise error

    return Command("fail", callback=fail)


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (Broken(n=3), 1, "Files: 3."),
        (OSError(28, "No space\nleft on device", "x.csv"), 1, "[Errno 28] No space"),
        (click.BadParameter("two\nlines"), 2, "Invalid value: two lines See fail"),
        (click.FileError("x", "gone"), 1, "Could not open file 'x': gone"),
        (
            ZeroDivisionError("by zero"),
            1,
            "Something went wrong on our side: ZeroDivisionError: by zero (set CASE_",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_every_error_is_one_line(error: Exception, status: int, said: str) -> None:
    result = CliRunner(env={"CASE_REVIEW_LANGUAGE": "en"}).invoke(
        failing(error), prog_name="fail"
    )

    (line,) = result.stderr.splitlines()
    assert (result.exit_code, result.stdout) == (status, "")
    assert line.startswith(f"Error: {said}")


def test_the_traceback_is_there_for_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASE_REVIEW_TRACEBACK", "1")

    with pytest.raises(ZeroDivisionError), one_line():
        raise ZeroDivisionError


@pytest.mark.parametrize("passed", [BrokenPipeError(), click.exceptions.Exit(3)])
def test_a_reader_who_left_and_an_exit_are_no_errors(passed: BaseException) -> None:
    with pytest.raises(type(passed)), one_line():
        raise passed


def test_a_sentence_is_in_the_language_of_the_command_line(app: Flask) -> None:
    with app.app_context():
        app.config["LANGUAGE"] = "en"
        english = sentence(RuleBroken())
        app.config["LANGUAGE"] = "zh_Hans"
        chinese = sentence(RuleBroken())

    assert english == "This is not possible."
    assert chinese != english


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Click speaks the language that the process was started in."""
    monkeypatch.setenv("LANGUAGE", "")
    monkeypatch.delenv("CASE_REVIEW_LANGUAGE", raising=False)
    words.speak()
    yield


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("figurs", "没有命令 'figurs'。 是不是 'figures'？"),
        ("campaign drwa", "没有命令 'drwa'。 是不是 'draw'？"),
        ("figures 2025 --nothing", "没有选项 '--nothing'。"),
        ("figures", "缺少参数 'CODE'。 用法见 "),
        ("figures 2025 --by x", "'--by' 的值不对：'x' 不在以下各项之中：'total', "),
        ("figures 2025 --decimals", "选项 '--decimals' 后面要写内容。"),
        ("figures 2025 --json=3", "选项 '--json' 后面不写内容。"),
        ("figures 2025 a", "多出了参数（a）"),
        ("figures 2025 a b", "多出了参数（a b）"),
        ("assess next", "'YEAR' 的值不对：'next' 不是整数。"),
        ("assess 1899", "'YEAR' 的值不对：1899 不在 2000<=x<=2100 范围内。"),
        (
            "schemes check nothing.yaml",
            # What kind of path it is, Click has named when it was imported.
            "'FILES...' 的值不对：",
        ),
        ("intake template", "缺少参数 '{firms|handlers|reviewers|cases|reviews|"),
        ("intake template x y", "'{firms|handlers|reviewers|cases|reviews|earlier_"),
    ],
)
def test_what_is_not_understood_is_told_in_chinese(
    chinese: None, command: str, sentence: str
) -> None:
    result = typed(None, command, language="zh_Hans")

    said = line_of(result).removeprefix("错误：")
    assert (result.exit_code, said[: len(sentence)]) == (2, sentence)
    assert not ENGLISH.search(said), said


# Two words in a row; names of commands and values stand alone.
ENGLISH = re.compile(r"[A-Za-z]{2,} [a-z]{2,}(?!.*--help)")
