"""`case-review remind` and `case-review worker`: telling people, and delivering it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click
from flask import current_app
from flask.cli import with_appcontext

from review.cli.commands import Command, Whole, option
from review.cli.console import answer, as_json, now, operator, say, today
from review.cli.words import said, saying
from review.domain.errors import N_, RuleBroken
from review.domain.objects import Reviewed
from review.services.spoken import speaking_of

if TYPE_CHECKING:
    from review.services.outbox import Delivered
    from review.services.reminders import Reminded

LINE = N_(
    "people reminded: %(n_people)s, of open reviews: %(n_open)s; messages "
    "sent: %(n_sent)s, to be tried again: %(n_failed)s, given up: "
    "%(n_ended)s"
)
REHEARSED = N_(
    "people who would be reminded: %(n_people)s, of open reviews: %(n_open)s"
)
DOWN = {
    "mail": N_(
        "Mail server %(server)s: %(trouble)s Messages wait and are tried again. Check "
        "that it runs, and the settings MAIL_HOST, MAIL_PORT, MAIL_SECURITY and MAIL_USER."
    ),
    "sms": N_(
        "Text messages over %(server)s: %(trouble)s Messages wait and are tried again. "
        "Check that it runs, and the setting SMS_URL."
    ),
}
NO_CHANNEL = N_("Neither mail nor text messages are set up: notices stay inside.")


@click.command(
    cls=Command,
    help=N_("Remind whoever is due to be, and deliver messages, once; for cron."),
)
@option("--dry-run", is_flag=True, help=N_("Only count whom it would remind."))
@as_json
@with_appcontext
def remind(dry_run: bool, wants_json: bool) -> None:
    from review.services import reminders

    operator(any_bureau=True)
    if dry_run:
        reminded = reminders.remind(at=now(), rehearse=True)
        data = _counts(reminded)
        answer(data, wants_json, [said(REHEARSED, **data)])
    else:
        reminded, delivered = _round(lambda: False)
        data = _figures(reminded, delivered)
        answer(data, wants_json, [said(LINE, **data)])
        _tell_down(delivered)
    reminded.check()


@click.command(
    cls=Command,
    help=N_("Remind and deliver as long as it runs; beside `run`, or several."),
)
@option(
    "--every",
    type=Whole(5, 3600),
    default=60,
    show_default=True,
    help=N_("Seconds between two rounds."),
)
@with_appcontext
def worker(every: int) -> None:
    from review.services import carriers

    operator(any_bureau=True)
    if not carriers.set_up(current_app.config):
        say(NO_CHANNEL)
    carriers.carriers_of(current_app.config)
    say(N_("The worker runs; seconds from round to round: %(n)s."), n=every)
    with _told_to_stop() as over:
        while not over.is_set():
            with speaking_of(Reviewed.FILES):
                _watched(over)
            over.wait(every)


@contextmanager
def _told_to_stop() -> Iterator[threading.Event]:
    """Set by the first signal to end: the message under way is finished and noted."""
    over = threading.Event()
    signals = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(each, lambda *_: over.set()) for each in signals]
    try:
        yield over
    finally:
        for each, handler in zip(signals, before, strict=True):
            signal.signal(each, handler)


def _watched(over: threading.Event) -> None:
    """One round; what is wrong with the database today may be right in a minute."""
    from review.services import setup

    try:
        reminded, delivered = _round(over.is_set)
    except RuleBroken as broken:
        click.echo(said(broken), err=True)
    except Exception as error:
        trouble = setup.database_trouble(error)
        if trouble is None:
            raise
        click.echo(said(trouble), err=True)
    else:
        for refused in reminded.refused:
            click.echo(said(refused), err=True)
        data = _figures(reminded, delivered)
        if any(data.values()):
            click.echo(said(LINE, **data))
        _tell_down(delivered)


def _tell_down(delivered: Delivered) -> None:
    """Which server could not be had, for whoever can look after it."""
    from review.services import carriers

    for channel, trouble in delivered.down.items():
        server = carriers.server_of(channel, current_app.config)
        why = (trouble.words,)
        click.echo(said(DOWN[channel.value], server=server, trouble=why), err=True)


def _round(is_over: Any) -> tuple[Reminded, Delivered]:
    """The same for both commands: call third readers, remind, deliver, say it was done.

    Conflicts that begin today come last: what is refused there holds nothing else back.
    """
    from review.services import (
        alternates,
        carriers,
        notices,
        outbox,
        recusal,
        reminders,
    )

    alternates.call_waiting(at=now())
    made = carriers.carriers_of(current_app.config)
    reminded = reminders.remind(at=now())
    manner = outbox.Manner(saying=saying, site=current_app.config["PUBLIC_URL"])
    delivered = outbox.deliver(carriers=made, manner=manner, clock=now, is_over=is_over)
    notices.beat(at=now())
    recusal.recheck_begun(at=now(), on=today())
    return reminded, delivered


def _counts(reminded: Reminded) -> dict[str, int]:
    return {"n_people": reminded.n_people, "n_open": reminded.n_open}


def _figures(reminded: Reminded, delivered: Delivered) -> dict[str, int]:
    figures = asdict(delivered)
    del figures["down"]
    return {**_counts(reminded), **figures}
