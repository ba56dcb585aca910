"""Commands as they are typed, in this process and on a test's own database."""

from __future__ import annotations

import json
import shlex
from typing import Any

from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo

from review.cli import group


def typed(app: Flask | None, command: str, *, language: str = "en") -> Result:
    """What `case-review COMMAND` does and says; without an application, up to there."""

    def made() -> Flask:
        assert app is not None, "the command went on to the application"
        return app

    info = ScriptInfo(create_app=made, set_debug_flag=False)
    return CliRunner(env={"CASE_REVIEW_LANGUAGE": language}).invoke(
        group, shlex.split(command), obj=info, prog_name="case-review"
    )


def done(app: Flask, command: str) -> str:
    """The answer of a command that succeeds."""
    result = typed(app, command)
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return result.stdout


def data(app: Flask, command: str) -> Any:
    """The answer as data."""
    return json.loads(done(app, command))


def refused(app: Flask, command: str) -> str:
    """The one line of a command that fails, without its mark; nothing else is said."""
    result = typed(app, command)
    assert (result.exit_code, result.stdout) == (1, ""), result.output
    return line_of(result)


def misused(command: str) -> str:
    """The one line of a command that is not understood; the application never starts."""
    result = typed(None, command)
    assert (result.exit_code, result.stdout) == (2, ""), result.output
    return line_of(result)


def line_of(result: Result) -> str:
    """The error of a command, which is one line and no traceback.

    Several faults of a file are listed before it, each in a line that names its place.
    """
    assert result.exit_code != 0
    *listed, line = result.stderr.splitlines()
    assert len(listed) != 1
    assert "Traceback" not in result.stderr
    return line.removeprefix("Error: ")
