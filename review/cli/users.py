"""`case-review users …`: accounts."""

from __future__ import annotations

import click
from flask import current_app

from review.cli.commands import Commands, option
from review.cli.console import answer, as_json, for_bureau, now, operator
from review.cli.words import said
from review.domain.errors import N_, RuleBroken
from review.domain.policy import BY_CAPACITY, PLACE_OF, Role, Viewer
from review.services import administration, people
from review.services.administration import NewAccount

users = Commands("users", help=N_("Accounts."))


class NumberNeeded(RuleBroken):
    """Without the person a reviewer's or lawyer's account could do nothing."""

    sentence = N_("Say with --number who it is: a reviewer's or a licence number.")


class PlaceNeeded(RuleBroken):
    sentence = N_("Say with --for where this role is for: a county, firm or campaign.")


@users.command(help=N_("Make an account and print its one-time invitation code."))
@click.argument("login")
@option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default=Role.SYSTEM_ADMIN.value,
    show_default=True,
)
@option("--number", default="", help=N_("Whose: a reviewer's or a licence number."))
@option("--name", default="", help=N_("The name of somebody who is on no list."))
@option(
    "--for", "place", default="", help=N_("The county, firm or campaign, by its name.")
)
@as_json
@for_bureau
def add(
    login: str, role: str, number: str, name: str, place: str, wants_json: bool
) -> None:
    viewer, at = operator(), now()
    account = _account(viewer, login, Role(role), number, name, place)
    administration.create_account(viewer=viewer, account=account, at=at)
    (slip,) = administration.invite(viewer=viewer, logins=[login], at=at)
    data = {
        "login": slip.login,
        "role": role,
        "code": slip.token,
        "page": f"{current_app.config.get('APPLICATION_ROOT', '/')}invitation",
        "ends_at": slip.ends_at.isoformat(),
    }
    words = N_("%(login)s: type the code %(code)s at %(page)s, once, until %(until)s.")
    line = said(words, **{**data, "until": f"{slip.ends_at:%Y-%m-%d}"})
    answer(data, wants_json, [line])


def _account(
    viewer: Viewer, login: str, role: Role, number: str, name: str, place: str
) -> NewAccount:
    if role in BY_CAPACITY and not number:
        raise NumberNeeded
    person_id = (
        people.person_by_number(viewer=viewer, number=number) if number else None
    )
    account = NewAccount(login=login, role=role, name=name, person_id=person_id)
    column = PLACE_OF.get(role)
    if column is None:
        return account
    if not place:
        raise PlaceNeeded
    place_id = people.place_by_name(viewer=viewer, column=column, name=place)
    return NewAccount(login, role, name, person_id, **{column: place_id})
