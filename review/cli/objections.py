"""`case-review objections …`: what was objected to, giving it out, telling the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

import click

from review.cli.commands import Commands, Whole
from review.cli.console import answer, as_json, for_bureau, now, operator, table, today
from review.cli.words import said
from review.domain.appeals import Cause, Ruling, Side, Stage
from review.domain.derivation import plain
from review.domain.errors import N_, RuleBroken
from review.domain.objection_figures import ObjectionFigures, PointCount
from review.services.appeals import figures as appeal_figures
from review.services.appeals import giving, office
from review.services.appeals.figures import ItemOfObjections
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
    help=N_(
        "What the objections of a campaign came to: outcomes, days, grounds, items."
    )
)
@click.argument("code")
@as_json
@for_bureau
def figures(code: str, wants_json: bool) -> None:
    found = appeal_figures.of_campaign(viewer=operator(), code=code)
    items = [_item(line) for line in found.items]
    data = {"code": found.code, **_counted(found.figures), "items": items}
    shown = table({said(key): value for key, value in _row(x)} for x in found.items)
    answer(data, wants_json, shown or [said(N_("Nothing was objected to yet."))])


def _counted(figures: ObjectionFigures) -> dict[str, Any]:
    return {
        "n": figures.n,
        "sides": {each.value: figures.by_side.get(each, 0) for each in Side},
        "states": {each.value: figures.by_stage.get(each, 0) for each in Stage},
        "outcomes": {each.value: figures.by_outcome.get(each, 0) for each in Ruling},
        "grounds": {each.value: _points(n) for each, n in figures.by_ground.items()},
        "points": _points(figures.points),
        "files": figures.n_files,
        "scores_moved": figures.n_scores_moved,
        "grades_moved": figures.n_grades_moved,
        "days_answering": asdict(figures.answering),
        "days_deciding": asdict(figures.deciding),
        "late": figures.n_late,
    }


def _points(count: PointCount) -> dict[str, Any]:
    return {
        "n": count.n,
        **{each.value: count.rulings.get(each, 0) for each in Ruling},
        "open": count.n_open,
        "causes": {each.value: count.causes.get(each, 0) for each in Cause},
    }


def _item(line: ItemOfObjections) -> dict[str, Any]:
    own = {"scheme": line.scheme_code, "number": line.number, "item": line.item}
    return {**own, "title": line.title.zh, **_points(line.count)}


def _row(line: ItemOfObjections) -> Iterator[tuple[str, object]]:
    yield N_("Item"), f"{line.number} {line.title.zh}".strip()
    yield N_("Objected to"), line.count.n
    for each in Ruling:
        yield each.words, line.count.rulings.get(each, 0)
    yield N_("Not answered"), line.count.n_open


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
