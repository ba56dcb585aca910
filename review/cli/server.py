"""`case-review run`, `check-invariants` and `sweep`: for whoever keeps the server."""

from __future__ import annotations

import errno
import os
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import with_appcontext

from review.cli.commands import Command, Whole, option
from review.cli.console import (
    answer,
    as_json,
    now,
    operator,
    say,
    tell_of_waiting,
    working,
)
from review.cli.words import said
from review.domain.errors import N_, RuleBroken

if TYPE_CHECKING:
    from review.domain.policy import Viewer
    from review.services.clearing import Cleared
    from review.services.sweeping import Swept

MEGABYTE = 1024 * 1024


class PortTaken(RuleBroken):
    sentence = N_(
        "%(host)s:%(port)s cannot be used: %(problem)s. "
        "Try another --port, or make run PORT=8001."
    )


class NotOurAddress(RuleBroken):
    sentence = N_(
        "This machine has no address %(host)s to serve on. Leave --host out, or give one "
        "that it has: 0.0.0.0 stands for all of them."
    )


TROUBLE = {
    errno.EADDRINUSE: N_("another program uses it"),
    errno.EACCES: N_("ports below 1024 need the rights of the administrator"),
}


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
@option("--dry-run", is_flag=True, help=N_("Only count what would be cleared away."))
@option(
    "--all-orphans",
    is_flag=True,
    help=N_("Remove stored files that no case names even if they are very many."),
)
@as_json
@with_appcontext
def sweep(dry_run: bool, all_orphans: bool, wants_json: bool) -> None:
    from review.services import clearing, shelf, sweeping

    operator(any_bureau=True)
    config, at = current_app.config, now()
    idle = config["SESSION_IDLE"]
    swept = sweeping.sweep(at=at, idle=idle, rehearse=dry_run)
    place = shelf.shelf_of(config, Path(current_app.instance_path))
    with working(N_("Looking through the stored files")), shelf.told_where(place):
        cleared = clearing.clear(
            shelf=place,
            at=at,
            all_orphans=all_orphans,
            rehearse=dry_run,
        )
    data = _counts(swept, cleared)
    answer(
        data, wants_json, [said(words, **data) for words in _sweep_words(data, dry_run)]
    )


CLEARED = N_(
    "Cleared away: sessions %(sessions)s, attempts to sign in "
    "%(attempts)s, uploads %(uploads)s."
)
REHEARSED = N_(
    "To be cleared away, nothing has been: sessions %(sessions)s, attempts "
    "to sign in %(attempts)s, uploads %(uploads)s."
)


def _counts(swept: Swept, cleared: Cleared) -> dict[str, int]:
    return {
        "sessions": swept.n_sessions,
        "attempts": swept.n_attempts,
        "uploads": swept.n_uploads,
        "traces": swept.n_traces,
        "unfinished": cleared.n_unfinished,
        "objects": cleared.objects.n,
        "object_megabytes": cleared.objects.n_bytes // MEGABYTE,
        "images": cleared.images.n,
        "image_megabytes": cleared.images.n_bytes // MEGABYTE,
        "held_back": cleared.held_back.n,
    }


def _sweep_words(data: Mapping[str, int], is_rehearsed: bool) -> Iterator[str]:
    yield REHEARSED if is_rehearsed else CLEARED
    if data["traces"]:
        yield N_("Pieces of reading traces past their days: %(traces)s.")
    yield N_(
        "Stored files of no case: %(objects)s (%(object_megabytes)s MB); "
        "images of pages: %(images)s (%(image_megabytes)s MB); unfinished "
        "uploads: %(unfinished)s."
    )
    if data["held_back"]:
        yield N_(
            "%(held_back)s stored files belong to no case, which is unusually many: "
            "none was removed. Is this the right database, and not an older one? If "
            "it is, run it again with --all-orphans."
        )


@click.command(cls=Command, help=N_("Serve the application."))
@option("--host", default="127.0.0.1", show_default=True)
@option("--port", type=Whole(1, 65535), default=8000, show_default=True)
@option("--workers", type=Whole(min=1), default=2, show_default=True)
@with_appcontext
def run(host: str, port: int, workers: int) -> None:
    from review.services import demo, setup
    from review.services.elsewhere import THREADS

    viewer = operator(any_bureau=True)
    reserved = _reserved(host, port)
    _tell_of_administrator(viewer)
    if demo.is_demo():
        # The serving processes show the banner; they read their own environment.
        os.environ["CASE_REVIEW_DEMO"] = "true"
    say(N_("Serving on http://%(host)s:%(port)s"), host=host, port=port)
    sys.stdout.flush()
    serve = [*("gunicorn", "review:started()"), "--bind", f"{host}:{port}"]
    # One calculates, the others wait: for browsers, for a store, for pages to be drawn.
    threads = ["--worker-class", "gthread", "--threads", str(THREADS)]
    serve += ["--workers", str(workers)]
    # Each worker listens for itself: of a common socket, the worker that wakes first
    # takes every browser that has just connected, and keeps them.
    quiet = ["--reuse-port", "--log-level", "warning", "--no-control-socket"]
    # The longest query of a list, in Chinese, is nine bytes a character in an address.
    room = ["--limit-request-line", "8190"]
    command = [sys.executable, "-m", *serve, *threads, *quiet, *room]
    setup.let_go(current_app)
    # Kept for whoever serves: until then another start would find the port free.
    reserved.set_inheritable(True)
    os.execv(sys.executable, command)


def _tell_of_administrator(viewer: Viewer) -> None:
    from review.services import setup

    try:
        first = setup.first_administrator(
            viewer=viewer, at=now(), waiting=tell_of_waiting
        )
    except setup.MadeElsewhere as elsewhere:
        say(elsewhere.sentence)
        return
    if first:
        say(N_("First administrator: %(login)s"), login=first[0])
        say(
            N_("First password, to be changed at once: %(password)s"), password=first[1]
        )


def _reserved(host: str, port: int) -> socket.socket:
    """The port for those that share it; before a password is shown for nothing.

    Nobody connects to it: it does not listen. But whoever asks for the port alone, as a
    second start does, is refused it.
    """
    try:
        # Asked by itself: of a name that is not known the other says a bare number.
        socket.getaddrinfo(host, port)
        with socket.create_server((host, port)) as free:
            family, address = free.family, free.getsockname()
    except OSError as error:
        number = error.errno or 0
        if isinstance(error, socket.gaierror) or number == errno.EADDRNOTAVAIL:
            raise NotOurAddress(host=host) from error
        problem = (TROUBLE.get(number) or os.strerror(number),)
        raise PortTaken(host=host, port=port, problem=problem) from error
    reserved = socket.socket(family, socket.SOCK_STREAM)
    reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    with suppress(OSError):
        reserved.bind(address)
    return reserved
