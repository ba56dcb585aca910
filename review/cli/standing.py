"""`case-review campaign standing`: standing campaigns go on by themselves, for cron."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click
from flask.cli import with_appcontext

from review.cli.commands import Command
from review.cli.console import (
    answer,
    as_json,
    for_bureau,
    now,
    operator,
    today,
    working,
)
from review.cli.words import said
from review.domain.errors import N_
from review.services import upkeep

LINE = N_(
    "%(n_campaigns)s standing campaigns: %(n_entered)s files entered, %(n_given)s reviews "
    "given out, %(n_settled)s files settled, %(n_called)s further readers called."
)
WAITING = N_("%(n_waiting)s files wait until their pages have been looked through.")
MISSING = N_("%(n_missing)s places have no reviewer yet.")


@click.command(
    "standing",
    cls=Command,
    help=N_(
        "Take closed files into standing campaigns, give them out and settle what is "
        "complete, once; for cron."
    ),
)
@as_json
@for_bureau
@with_appcontext
def standing(wants_json: bool) -> None:
    viewer = operator()
    with working(N_("Keeping standing campaigns up")):
        data: dict[str, Any] = asdict(
            upkeep.keep_up(viewer=viewer, at=now(), on=today())
        )
    lines = [said(LINE, **data)]
    if data["n_waiting"]:
        lines.append(said(WAITING, **data))
    if data["n_missing"]:
        lines.append(said(MISSING, **data))
    answer(data, wants_json, lines)
