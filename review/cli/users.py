"""`case-review users …`: accounts."""

from __future__ import annotations

import click

from review.cli.console import Commands, answer, as_json, now, operator
from review.domain.policy import Role
from review.services import administration
from review.services.administration import NewAccount

users = Commands("users", help="Accounts.")


@users.command()
@click.argument("login")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default=Role.SYSTEM_ADMIN.value,
    show_default=True,
)
@as_json
def add(login: str, role: str, wants_json: bool) -> None:
    """Make an account and print its one-time invitation."""
    viewer, at = operator(), now()
    account = NewAccount(login=login, role=Role(role))
    administration.create_account(viewer=viewer, account=account, at=at)
    (slip,) = administration.invite(viewer=viewer, logins=[login], at=at)
    address = f"/invitation/{slip.token}"
    data = {"login": slip.login, "invitation": address, "ends_at": slip.ends_at}
    answer(data, wants_json, [f"{slip.login}  {address}"])
