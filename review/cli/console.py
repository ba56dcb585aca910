"""What all commands share: the operator, the clock, answers as text or as JSON."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from flask import current_app

from review.cli.commands import APART, option
from review.cli.words import said
from review.domain.errors import N_, RuleBroken
from review.domain.policy import Viewer

FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, writable=True, path_type=Path)
BUREAU = "case_review.bureau"

as_json = option("--json", "wants_json", is_flag=True, help=N_("Answer as JSON."))
output = option(
    "--output",
    "-o",
    type=NEW_FILE,
    metavar="FILE",
    help=N_("Write to this file, not to the screen."),
)


def _remember(ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.meta[BUREAU] = value


for_bureau = partial(
    option,
    "--bureau",
    envvar="CASE_REVIEW_BUREAU",
    expose_value=False,
    callback=_remember,
    metavar="CODE",
    help=N_("Act for this bureau, where there are several."),
)()


class NotUtf8(RuleBroken):
    sentence = N_(
        "%(file)s is not text in UTF-8. Save it with the encoding UTF-8 and try again."
    )


class NotForScreens(RuleBroken):
    sentence = N_("An XLSX file cannot be shown here. Name a file with --output.")


class NotText(RuleBroken):
    sentence = N_("This file cannot be shown here. Name one with --output.")


class NoFolder(RuleBroken):
    sentence = N_("There is no folder %(folder)s to write to.")


class NotWritten(RuleBroken):
    sentence = N_("%(file)s could not be written: %(problem)s.")


WAITING = N_(
    "Another start is preparing this database at the moment; this one goes on when it has "
    "finished."
)
PROBLEMS = {
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("the disk is full"),
    errno.EACCES: N_("writing there is not allowed"),
    errno.EROFS: N_("writing there is not allowed"),
}


def now() -> datetime:
    """This moment by the bureau's clocks, so that its date is the day at the bureau.

    The command line is one of two places that read the machine's clock.
    """
    clock = current_app.config.get("CLOCK")
    return (clock() if clock else datetime.now(UTC)).astimezone(zone())


def zone() -> ZoneInfo:
    """The time that the bureau's clocks show."""
    return ZoneInfo(current_app.config["BABEL_DEFAULT_TIMEZONE"])


def today() -> date:
    """The date at the bureau."""
    return now().date()


def operator(*, any_bureau: bool = False) -> Viewer:
    """The person at the server, acting for the bureau; makes a first start ready."""
    from review.services import setup

    ctx = click.get_current_context(silent=True)
    found = setup.ensure_ready(
        bureau_name=current_app.config["BUREAU_NAME"],
        area_name=current_app.config["BUREAU_AREA"],
        at=now(),
        bureau_code=ctx.meta.get(BUREAU, "") if ctx else "",
        any_bureau=any_bureau,
        waiting=tell_of_waiting,
    )
    if ctx:
        ctx.meta[APART] = {code for _, code in found.kept_apart}
    return found


def tell_of_waiting() -> None:
    """Beside the answer, which a program may read."""
    click.echo(said(WAITING), err=True)


def say(text: str, **values: object) -> None:
    """A translated line on standard output."""
    click.echo(said(text, **values))


def answer(data: object, wants_json: bool, lines: Sequence[str] = ()) -> None:
    """The same answer as JSON for programs or as lines for people."""
    if wants_json:
        click.echo(json.dumps(data, ensure_ascii=False, default=str, indent=2))
        return
    for line in lines:
        click.echo(line)


def table(rows: Iterable[Mapping[str, object]]) -> list[str]:
    """Rows as aligned lines under their headings; wide characters take two columns."""
    found = list(rows)
    if not found:
        return []
    heads = list(found[0])
    cells = [heads, *[[_cell(row[head]) for head in heads] for row in found]]
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


def text_of(file: Path) -> str:
    """A text file in UTF-8; nothing is guessed."""
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotUtf8(file=file.name) from None


def check_target(file: Path | None, form: str = "") -> None:
    """Before anything is done for it: a folder to write to; no workbook to a screen."""
    if file is not None and not file.parent.is_dir():
        raise NoFolder(folder=file.parent)
    if file is None and form == "xlsx" and sys.stdout.isatty():
        raise NotForScreens
    if file is None and form in ("docx", "zip") and sys.stdout.isatty():
        raise NotText


def write(body: bytes, file: Path | None) -> None:
    """A file's content to where it was asked for."""
    if file is None:
        click.echo(body, nl=False)
    else:
        try:
            _replace(file.resolve(), body)
        except OSError as error:
            problem = PROBLEMS.get(error.errno or 0) or error.strerror or str(error)
            raise NotWritten(file=file, problem=(problem,)) from error


def _replace(file: Path, body: bytes) -> None:
    """All of it or nothing: where the disk is full, what was there before stays."""
    if file.exists() and not file.is_file():
        file.write_bytes(body)
        return
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        beside.write_bytes(body)
        if file.exists():
            beside.chmod(file.stat().st_mode)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def working(title: str) -> Iterator[None]:
    """A bar that moves while a long step runs, for whoever watches the screen."""
    with progress() as bars:
        bars.add_task(said(title), total=None)
        yield


def progress() -> Any:
    """Progress bars on standard error, on a terminal only; they leave nothing behind."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
    )
    return Progress(
        *columns,
        console=Console(stderr=True),
        transient=True,
        disable=not is_watched(),
    )


def is_watched() -> bool:
    """Whether somebody sees the bars; a script reads lines only."""
    return sys.stderr.isatty()
