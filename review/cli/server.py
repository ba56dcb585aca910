"""`case-review run`, `check-invariants` and `sweep`: for whoever keeps the server."""

from __future__ import annotations

import os
import socket
import sys

import click
from flask import current_app
from flask.cli import with_appcontext

from review.cli.commands import Command, Whole, option
from review.cli.console import answer, as_json, now, operator, say, working
from review.cli.words import said
from review.domain.errors import N_, RuleBroken


class PortTaken(RuleBroken):
    sentence = N_("%(host)s:%(port)s cannot be used: %(problem)s. Try another --port.")


@click.command(
    "check-invariants",
    cls=Command,
    help=N_("Check that the stored data never contradict themselves."),
)
@as_json
@with_appcontext
def check_invariants(wants_json: bool) -> None:
    from review.services import integrity

    viewer = operator(any_bureau=True)
    with working(N_("Checking the database")):
        violations = integrity.check_invariants(viewer=viewer)
    data = [{"name": v.name, "rows": v.rows} for v in violations]
    lines = [f"{v.name}: {v.rows}" for v in violations]
    answer(data, wants_json, lines or [said(N_("ok"))])
    if violations:
        raise click.exceptions.Exit(1)


@click.command(
    cls=Command,
    help=N_("Clear away what is over; for the nightly run."),
)
@as_json
@with_appcontext
def sweep(wants_json: bool) -> None:
    from review.services import sweeping

    operator(any_bureau=True)
    swept = sweeping.sweep(at=now(), idle=current_app.config["SESSION_IDLE"])
    data = {
        "sessions": swept.n_sessions,
        "attempts": swept.n_attempts,
        "uploads": swept.n_uploads,
    }
    words = N_(
        "Cleared away: %(sessions)s sessions, %(attempts)s attempts to sign in, "
        "%(uploads)s uploads."
    )
    answer(data, wants_json, [said(words, **data)])


@click.command(cls=Command, help=N_("Serve the application."))
@option("--host", default="127.0.0.1", show_default=True)
@option("--port", type=Whole(1, 65535), default=8000, show_default=True)
@option("--workers", type=Whole(min=1), default=2, show_default=True)
@with_appcontext
def run(host: str, port: int, workers: int) -> None:
    from review.services import demo, setup

    viewer = operator(any_bureau=True)
    _check_free(host, port)
    if first := setup.first_administrator(viewer=viewer, at=now()):
        say(N_("First administrator: %(login)s"), login=first[0])
        say(N_("One-time password: %(password)s"), password=first[1])
    if demo.is_demo():
        # The serving processes show the banner; they read their own environment.
        os.environ["CASE_REVIEW_DEMO"] = "true"
    say(N_("Serving on http://%(host)s:%(port)s"), host=host, port=port)
    sys.stdout.flush()
    serve = [*("gunicorn", "review:create_app()"), "--bind", f"{host}:{port}"]
    threads = ["--workers", str(workers), "--worker-class", "gthread", "--threads", "2"]
    # Each worker listens for itself: of a common socket, the worker that wakes first
    # takes every browser that has just connected, and keeps them.
    quiet = ["--reuse-port", "--log-level", "warning", "--no-control-socket"]
    command = [sys.executable, "-m", *serve, *threads, *quiet]
    os.execv(sys.executable, command)


def _check_free(host: str, port: int) -> None:
    """Before a password is shown for nothing."""
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        problem = os.strerror(error.errno) if error.errno else error
        raise PortTaken(host=host, port=port, problem=problem) from error
