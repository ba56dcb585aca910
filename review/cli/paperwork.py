"""`case-review campaign paperwork CODE KIND`: a campaign's documents as Word files."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from review.cli.commands import Command, option
from review.cli.console import (
    check_target,
    for_bureau,
    now,
    operator,
    output,
    today,
    working,
    write,
)
from review.domain.errors import N_, RuleBroken
from review.domain.paperwork.kinds import Paperwork
from review.services import paperwork as service

ALL = "all"


class NotForOne(RuleBroken):
    sentence = N_("This is not written for each reviewer; leave --reviewer out.")


class NotReading(RuleBroken):
    sentence = N_("No reviewer %(number)s reads in this campaign.")


@click.command(
    cls=Command, help=N_("A document of a campaign as a Word file, or all as a ZIP.")
)
@click.argument("code")
@click.argument("kind", type=click.Choice([ALL, *(kind.value for kind in Paperwork)]))
@option("--reviewer", "number", default="", help=N_("For this reviewer number only."))
@output
@for_bureau
@with_appcontext
def paperwork(code: str, kind: str, number: str, output: Path | None) -> None:
    check_target(output, "zip" if kind == ALL else "docx")
    if number and (kind == ALL or not Paperwork(kind).is_for_each):
        raise NotForOne
    with working(N_("Writing")):
        body = _written(code, kind, number)
    write(body, output)


def _written(code: str, kind: str, number: str) -> bytes:
    viewer, at, on = operator(), now(), today()
    if kind == ALL:
        return service.folder(viewer=viewer, code=code, at=at, on=on)
    known = service.overview(viewer=viewer, code=code, on=on).reviewers
    if number and number not in dict(known):
        raise NotReading(number=number)
    return service.document(
        viewer=viewer, code=code, kind=kind, at=at, on=on, number=number
    )
