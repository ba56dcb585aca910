"""`case-review demo`: an invented bureau at the step one wants to see."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource
from flask import current_app
from flask.cli import with_appcontext

from review.cli.commands import Command, option
from review.cli.console import (
    answer,
    as_json,
    is_watched,
    progress,
    say,
    table,
    tell_of_waiting,
    today,
)
from review.cli.words import said
from review.domain.errors import N_
from review.services import demo as service
from review.services import setup
from review.services.demo import State, Step, accounts
from review.services.demo.accounts import DemoAccount
from review.services.shelf import shelf_of

KEPT = N_("The demonstration is there already; what was done in it is kept.")
OTHER_STEP = N_(
    "It was made at the step %(made)s. For one at %(asked)s name another, empty database."
)
BARS = {
    "intake": N_("Taking in the spreadsheets"),
    "reviews": N_("Reviewing"),
}


def _tell_other_step(asked: Step, wants_json: bool) -> None:
    """`make run` names no step and takes what there is."""
    source = click.get_current_context().get_parameter_source("step")
    made_at = service.built_at()
    if source is ParameterSource.DEFAULT or wants_json:
        return
    if made_at is not asked:
        say(OTHER_STEP, made=made_at, asked=asked)


@click.command(
    cls=Command,
    help=N_("Fill an empty database with a demonstration; keep one that is filled."),
)
@option(
    "--at",
    "step",
    type=click.Choice([step.value for step in Step]),
    default=Step.REVIEWING.value,
    show_default=True,
    help=N_("The step at which the present campaign stands."),
)
@option("--small", is_flag=True, help=N_("A small bureau, made in a few seconds."))
@as_json
@with_appcontext
def demo(step: str, small: bool, wants_json: bool) -> None:
    viewer = setup.ensure_ready(
        bureau_name=service.BUREAU_NAME,
        area_name=service.CITY,
        at=service.founded_at(today()),
        waiting=tell_of_waiting,
    )
    if service.state() is State.BUILT:
        made = accounts.shown(viewer=viewer)
        _answer(made, wants_json, KEPT)
        _tell_other_step(Step(step), wants_json)
        return
    if not (is_watched() or wants_json):
        say(N_("Making the demonstration; this takes half a minute."))
    with progress() as bars:
        made = service.build(
            viewer=viewer,
            today=today(),
            step=Step(step),
            progress=_Bars(bars),
            size=service.SMALL if small else service.FULL,
            shelf=shelf_of(current_app.config, Path(current_app.instance_path)),
        )
    _answer(made, wants_json)


class _Bars:
    """A bar for each stretch of the work."""

    def __init__(self, bars: Any) -> None:
        self.bars, self.tasks = bars, {}

    def __call__(self, name: str, done: int, total: int) -> None:
        if name not in self.tasks:
            self.tasks[name] = self.bars.add_task(said(BARS[name]), total=total)
        self.bars.update(self.tasks[name], completed=done)
        if done == total:
            self.bars.remove_task(self.tasks.pop(name))


def _answer(made: list[DemoAccount], wants_json: bool, *before: str) -> None:
    data = [
        {
            "role": account.role.value,
            "login": account.login,
            "password": account.password,
            "name": account.name,
            "belongs_to": account.place,
        }
        for account in made
    ]
    lines = [*map(said, before), *table(map(_shown, made))]
    answer(data, wants_json, lines)


def _shown(account: DemoAccount) -> dict[str, object]:
    return {
        said(N_("Role")): said(account.role.words),
        said(N_("Account name")): account.login,
        said(N_("Password")): account.password,
        said(N_("Name")): account.name,
        said(N_("Belongs to")): account.place,
    }
