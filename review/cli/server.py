"""`case-review run` and `case-review check-invariants`."""

from __future__ import annotations

import os
import sys

import click
from flask.cli import with_appcontext

from review.cli.console import answer, as_json, now, one_line, operator, say
from review.domain.errors import N_
from review.services import integrity, setup


@click.command("check-invariants")
@as_json
@with_appcontext
@one_line
def check_invariants(wants_json: bool) -> None:
    """Check that the stored data never contradict themselves."""
    violations = integrity.check_invariants(viewer=operator())
    data = [{"name": v.name, "rows": v.rows} for v in violations]
    lines = [f"{v.name}: {v.rows}" for v in violations]
    answer(data, wants_json, lines or ["ok"])
    if violations:
        raise click.exceptions.Exit(1)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True)
@with_appcontext
@one_line
def run(host: str, port: int, workers: int) -> None:
    """Serve the application; the first start names a one-time administrator."""
    viewer = operator()
    if first := setup.first_administrator(viewer=viewer, at=now()):
        say(N_("First administrator: %(login)s"), login=first[0])
        say(N_("One-time password: %(password)s"), password=first[1])
    say(N_("Serving on http://%(host)s:%(port)s"), host=host, port=port)
    sys.stdout.flush()
    arguments = ["gunicorn", "wsgi:app", "--bind", f"{host}:{port}"]
    options = ["--workers", str(workers), "--threads", "4", "--worker-class", "gthread"]
    os.execv(sys.executable, [sys.executable, "-m", *arguments, *options])
