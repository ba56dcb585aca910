"""`case-review bureaus …`: the bureaus of this installation, one above another."""

from __future__ import annotations

import click

from review.cli.commands import Commands, option
from review.cli.console import answer, as_json, now, operator, say, table
from review.cli.words import said
from review.domain.errors import N_
from review.services import bureaus as service

bureaus = Commands("bureaus", help=N_("The bureaus of this installation as a tree."))
LEVELS = {
    "province": N_("Province"),
    "prefecture": N_("Prefecture"),
    "county": N_("County"),
}
UNDER = N_("The code of the bureau directly above.")


@bureaus.command("list", help=N_("Every bureau, with those below it."))
@as_json
def list_(wants_json: bool) -> None:
    found = service.tree(viewer=operator(any_bureau=True))
    data = [
        {
            "code": each.code,
            "name": each.name,
            "area": each.area,
            "level": each.level,
            "above": each.above,
            "elsewhere": each.is_elsewhere,
        }
        for each in found
    ]
    rows = (
        {
            said(N_("Bureau")): "　" * each.depth + each.name,
            said(N_("Code")): each.code,
            said(N_("Area")): each.area,
            said(N_("Level")): said(LEVELS.get(each.level, each.level)),
        }
        for each in found
    )
    answer(data, wants_json, table(rows))


@bureaus.command(help=N_("Found a further bureau; its accounts are made with `users`."))
@click.argument("code")
@click.argument("name")
@option("--under", default="", metavar="CODE", help=UNDER)
@option("--area", default="", help=N_("The area it answers for; by default its name."))
def found(code: str, name: str, under: str, area: str) -> None:
    viewer = operator(any_bureau=True)
    service.found(viewer=viewer, code=code, name=name, under=under, area=area, at=now())
    say(
        N_(
            "%(name)s is founded. Its first account: case-review users add --bureau %(code)s …"
        ),
        name=name,
        code=code,
    )


@bureaus.command(help=N_("Put a bureau under another one; without --under at the top."))
@click.argument("code")
@option("--under", default="", metavar="CODE", help=UNDER)
def place(code: str, under: str) -> None:
    viewer = operator(any_bureau=True)
    service.place(viewer=viewer, code=code, under=under, at=now())
    words = (
        N_("%(code)s stands under %(under)s.")
        if under
        else N_("%(code)s stands at the top.")
    )
    say(words, code=code, under=under)
