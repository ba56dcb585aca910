"""`case-review objections …`: what was objected to, giving it out, telling the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from review.cli.commands import Commands, Whole
from review.cli.console import answer, as_json, for_bureau, now, operator, table, today
from review.cli.words import said
from review.domain.derivation import plain
from review.domain.errors import N_, RuleBroken
from review.services.appeals import giving, office
from review.services.appeals.office import ObjectionLine
from review.services.appeals.own import PointView

objections = Commands(
    "objections", help=N_("Objections to results: list, give out, tell the answer.")
)


class NoObjection(RuleBroken):
    sentence = N_("This campaign has no objection %(number)s.")


@objections.command("list", help=N_("The objections of a campaign, as they came in."))
@click.argument("code")
@as_json
@for_bureau
def listing(code: str, wants_json: bool) -> None:
    found = office.listing(viewer=operator(), code=code, on=today())
    numbered = list(enumerate(found.lines, start=1))
    data = {
        "code": found.code,
        "until": found.until_on.isoformat() if found.until_on else None,
        "objections": [_line(n, each) for n, each in numbered],
    }
    lines = table(_shown(n, each) for n, each in numbered)
    answer(data, wants_json, lines or [said(N_("Nothing was objected to yet."))])


@objections.command(help=N_("One objection, point by point, with its rulings."))
@click.argument("code")
@click.argument("number", type=Whole(min=1))
@as_json
@for_bureau
def show(code: str, number: int, wants_json: bool) -> None:
    line = _numbered(code, number)
    found = office.one(
        viewer=operator(), code=code, public_id=line.public_id, on=today()
    )
    points = [_point(each) for each in found.points]
    data = {**_line(number, found.line), "points": points}
    lines = [f"{each.title.zh}: {each.text}" for each in found.points]
    answer(data, wants_json, [*table([_shown(number, found.line)]), *lines])


@objections.command(
    help=N_("Give an objection to somebody who had no part; again, to somebody else.")
)
@click.argument("code")
@click.argument("number", type=Whole(min=1))
@as_json
@for_bureau
def give(code: str, number: int, wants_json: bool) -> None:
    def act(key: str) -> None:
        at, on = now(), today()
        giving.give(viewer=operator(), code=code, public_id=key, at=at, on=on)

    _done(code, number, wants_json, act)


@objections.command(help=N_("Tell those who objected what was decided."))
@click.argument("code")
@click.argument("number", type=Whole(min=1))
@as_json
@for_bureau
def tell(code: str, number: int, wants_json: bool) -> None:
    def act(key: str) -> None:
        office.tell(viewer=operator(), code=code, public_id=key, at=now())

    _done(code, number, wants_json, act)


def _done(code: str, number: int, wants_json: bool, act: Callable[[str], None]) -> None:
    act(_numbered(code, number).public_id)
    line = _numbered(code, number)
    answer(_line(number, line), wants_json, table([_shown(number, line)]))


def _numbered(code: str, number: int) -> ObjectionLine:
    """By its place among all that came in, which never changes."""
    found = office.listing(viewer=operator(), code=code, on=today()).lines
    if number > len(found):
        raise NoObjection(number=number)
    return found[number - 1]


def _line(number: int, line: ObjectionLine) -> dict[str, Any]:
    return {
        "number": number,
        "case_no": line.case_no,
        "stage": line.case_stage,
        "volume_set": line.volume_set,
        "side": line.side.value,
        "name": line.name,
        "on_paper": line.on_paper,
        "received_on": line.received_on.isoformat(),
        "working_days": line.n_waiting,
        "state": line.stage.value,
    }


def _shown(number: int, line: ObjectionLine) -> dict[str, object]:
    return {
        said(N_("Number")): number,
        said(N_("Case number")): line.case_no,
        said(N_("Who objects")): line.name,
        said(N_("Received on")): line.received_on,
        said(N_("Working days")): line.n_waiting,
        said(N_("State")): said(line.stage.words),
    }


def _point(point: PointView) -> dict[str, Any]:
    return {
        "item": point.item,
        "ground": point.ground.value,
        "text": point.text,
        "proposed": None if point.proposed is None else plain(point.proposed),
        "pages": point.pages,
        "ruling": point.ruling.value if point.ruling else None,
        "cause": point.cause.value if point.cause else None,
        "reason": point.reason,
    }
