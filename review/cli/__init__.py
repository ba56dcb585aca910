"""The same from the command line: `case-review …`, also `flask --app wsgi …`."""

from __future__ import annotations

from flask import Flask

from review.cli.commands import Commands, Deferred
from review.domain.errors import N_

HELP = N_("Quality review of legal-aid cases by peers: one case, two blind reviews.")
COMMANDS = (
    ("schemes", N_("Checklists: check, load, list, try answers.")),
    ("intake", N_("Take in a spreadsheet: intake KIND FILE; or write a template.")),
    ("campaign", N_("Campaigns: open, draw, allocate, settle, publish.")),
    ("volumes", N_("Paper volumes: where they are, handing over.")),
    ("fees", N_("Review fees: rates, lists of payments, their end.")),
    (
        "objections",
        N_("Objections to results: list, give out, tell the answer."),
    ),
    ("redraw", N_("Repeat a draw from its exported record; needs no database.")),
    ("figures", N_("The figures of a campaign, as JSON, CSV or XLSX.")),
    ("assess", N_("Propose the legal-aid part of a year's assessment.")),
    ("check-invariants", N_("Check that the stored data never contradict themselves.")),
    ("sweep", N_("Clear away what is over; for the nightly run.")),
    (
        "recognise",
        N_("Read the pages without text of all case files, or of those named."),
    ),
    (
        "remind",
        N_("Remind whoever is due to be, and deliver messages, once; for cron."),
    ),
    (
        "worker",
        N_("Remind and deliver as long as it runs; beside `run`, or several."),
    ),
    ("users", N_("Accounts.")),
    ("exchange", N_("Signed files between installations; keys.")),
    ("bureaus", N_("The bureaus of this installation as a tree.")),
    (
        "demo",
        N_("Fill an empty database with a demonstration; keep one that is filled."),
    ),
    ("run", N_("Serve the application.")),
)
MODULES = {
    "campaign": "campaigns",
    "assess": "figures",
    "recognise": "recognition",
    "remind": "worker",
    "redraw": "sampling",
} | dict.fromkeys(("check-invariants", "sweep", "run"), "server")


def deferred(name: str, help: str) -> Deferred:
    module, target = MODULES.get(name, name), name.replace("-", "_")
    return Deferred(name, f"review.cli.{module}:{target}", help)


group = Commands("case-review", help=HELP)
for command in COMMANDS:
    group.add_command(deferred(*command))


def init_app(app: Flask) -> None:
    """Every command under `flask` too; `flask run` stays Flask's own."""
    app.cli.add_command(group)
    for name, command in group.commands.items():
        if name != "run":
            app.cli.add_command(command)
