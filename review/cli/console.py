"""What all commands share: the operator, one-line errors, answers as text or JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import force_locale, gettext

from review.domain.errors import RuleBroken
from review.domain.policy import Viewer
from review.services import setup

F = TypeVar("F", bound=Callable[..., Any])
as_json = click.option("--json", "wants_json", is_flag=True, help="Answer as JSON.")


class Commands(AppGroup):
    """A group whose broken rules are one line on standard error, never a traceback."""

    def command(self, *args: Any, **options: Any) -> Callable[[F], click.Command]:
        def decorated(function: F) -> click.Command:
            parent = super(Commands, self)
            return parent.command(*args, **options)(one_line(function))

        return decorated


def one_line(function: F) -> F:
    """Turn a refusal, or a file that cannot be read, into one line and status 1."""

    @wraps(function)
    def guarded(*args: Any, **options: Any) -> Any:
        try:
            return function(*args, **options)
        except RuleBroken as broken:
            raise click.ClickException(sentence(broken)) from broken
        except (OSError, UnicodeError) as error:
            raise click.ClickException(" ".join(str(error).split())) from error

    return cast(F, guarded)


def sentence(broken: RuleBroken) -> str:
    """The broken rule in one line, in the language of the command line."""
    with force_locale(language()):
        said = gettext(broken.sentence)
    text = said % broken.values if broken.values else said
    details = [str(each) for each in getattr(broken, "problems", ())]
    return " ".join([text, *details]).replace("\n", " ")


def language() -> str:
    """CASE_REVIEW_LANGUAGE, else Chinese."""
    return str(current_app.config.get("LANGUAGE", "zh_Hans"))


def say(text: str, **values: object) -> None:
    """A translated line on standard output."""
    with force_locale(language()):
        said = gettext(text)
    click.echo(said % values if values else said)


def answer(data: object, wants_json: bool, lines: Sequence[str] = ()) -> None:
    """The same answer as JSON for programs or as lines for people."""
    if wants_json:
        click.echo(json.dumps(data, ensure_ascii=False, default=str, indent=2))
        return
    for line in lines:
        click.echo(line)


def now() -> datetime:
    """This moment; the command line is one of two places that read the clock."""
    return datetime.now(UTC)


def today() -> date:
    zone = ZoneInfo(current_app.config["BABEL_DEFAULT_TIMEZONE"])
    return now().astimezone(zone).date()


def operator() -> Viewer:
    """The person at the server, acting for the bureau; makes a first start ready."""
    config = current_app.config
    return setup.ensure_ready(
        bureau_name=config["BUREAU_NAME"], area_name=config["BUREAU_AREA"], at=now()
    )


def table(rows: Sequence[Mapping[str, object]]) -> list[str]:
    """Rows as aligned lines; wide characters count as two columns."""
    if not rows:
        return []
    heads = list(rows[0])
    cells = [heads, *[[_cell(row[head]) for head in heads] for row in rows]]
    widths = [max(_width(line[i]) for line in cells) for i in range(len(heads))]
    return [
        "  ".join(
            text + " " * (width - _width(text))
            for text, width in zip(line, widths, strict=True)
        ).rstrip()
        for line in cells
    ]


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _width(text: str) -> int:
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def is_terminal() -> bool:
    """Whether somebody watches; progress bars are for people."""
    return sys.stderr.isatty()
