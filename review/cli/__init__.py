"""The same from the command line: `case-review …`, also `flask --app wsgi …`."""

from __future__ import annotations

from flask import Flask

from review.cli.console import Commands
from review.cli.intake import intake
from review.cli.schemes import schemes
from review.cli.server import check_invariants, run
from review.cli.users import users

group = Commands("case-review", help="Quality review of legal-aid cases by peers.")
for command in (schemes, intake, users, check_invariants, run):
    group.add_command(command)


def init_app(app: Flask) -> None:
    """Every command under `flask` too; `flask run` stays Flask's own."""
    app.cli.add_command(group)
    for name, command in group.commands.items():
        if name != "run":
            app.cli.add_command(command)
