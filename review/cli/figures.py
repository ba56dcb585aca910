"""`case-review figures …` and `case-review assess …`: numbers out."""

from __future__ import annotations

from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from review.cli.commands import Command, Whole, option
from review.cli.console import (
    FILE,
    check_target,
    for_bureau,
    now,
    operator,
    output,
    text_of,
    working,
    write,
    zone,
)
from review.cli.words import said
from review.domain.aggregation import By
from review.domain.assessment import Subject
from review.domain.errors import N_
from review.services import assessment, publication
from review.services.figures import MOST_DECIMALS, Format

_format = option(
    "--format",
    "form",
    type=click.Choice([form.value for form in Format]),
    default=Format.JSON.value,
    show_default=True,
)
_json = option("--json", "is_json", is_flag=True, help=N_("The same as --format json."))


def as_file(function: Any) -> Any:
    """`--format`, and `--json` as the other commands have it."""

    @wraps(function)
    def chosen(*args: Any, form: str, is_json: bool, **options: Any) -> Any:
        form = Format.JSON.value if is_json else form
        return function(*args, form=form, **options)

    return _format(_json(chosen))


@click.command(cls=Command, help=N_("The figures of a campaign, as JSON, CSV or XLSX."))
@click.argument("code")
@option(
    "--by",
    type=click.Choice([by.value for by in By]),
    default=By.TOTAL.value,
    show_default=True,
)
@as_file
@option(
    "--decimals",
    type=Whole(0, MOST_DECIMALS),
    help=N_("Of rates; else as the campaign says."),
)
@option("--period", default="", help=N_("Only closed then: 2026-03 or 2026-Q1."))
@output
@for_bureau
@with_appcontext
def figures(
    code: str,
    by: str,
    form: str,
    decimals: int | None,
    period: str,
    output: Path | None,
) -> None:
    check_target(output, form)
    viewer = operator()
    with working(N_("Counting")):
        body = publication.export_figures(
            viewer=viewer,
            code=code,
            by=by,
            format=form,
            decimals=decimals,
            period=period,
            at=now(),
            words=said,
        )
    write(body, output)


@click.command(
    cls=Command, help=N_("Propose the legal-aid part of a year's assessment.")
)
@click.argument("year", type=Whole(2000, 2100))
@option(
    "--kind",
    type=click.Choice([subject.value for subject in Subject]),
    default=Subject.HANDLER.value,
    show_default=True,
)
@as_file
@option(
    "--scheme",
    "files",
    type=FILE,
    multiple=True,
    help=N_("An assessment scheme (YAML) instead of the one in use."),
)
@output
@for_bureau
@with_appcontext
def assess(
    year: int, kind: str, form: str, files: tuple[Path, ...], output: Path | None
) -> None:
    check_target(output, form)
    texts, viewer = [text_of(file) for file in files], operator()
    with working(N_("Compiling the year")):
        at = now()
        assessment.compile_year(viewer=viewer, year=year, at=at, scheme_texts=texts)
        body = assessment.export(
            viewer=viewer,
            year=year,
            kind=kind,
            format=form,
            words=said,
            at=at,
            zone=zone(),
        )
    write(body, output)
