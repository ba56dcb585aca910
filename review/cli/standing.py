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
from review.domain.errors import N_, ngettext
from review.services import upkeep

LINE = N_(
    "Standing campaigns: %(n_campaigns)s; files entered: %(n_entered)s, "
    "reviews given out: %(n_given)s, files settled: %(n_settled)s, further "
    "readers called: %(n_called)s."
)
WAITING = ngettext(
    "%(n_waiting)s file waits until its pages have been looked through.",
    "%(n_waiting)s files wait until their pages have been looked through.",
    by="n_waiting",
)
MISSING = ngettext(
    "%(n_missing)s place has no reviewer yet.",
    "%(n_missing)s places have no reviewer yet.",
    by="n_missing",
)


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
