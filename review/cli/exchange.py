"""`case-review exchange …`: signed files between installations, and their keys."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
from flask import current_app

from review.cli.commands import Commands, option
from review.cli.console import (
    FILE,
    NEW_FILE,
    answer,
    as_json,
    check_target,
    for_bureau,
    now,
    operator,
    say,
    table,
    text_of,
    write,
    zone,
)
from review.cli.words import said
from review.domain.errors import N_, RuleBroken
from review.domain.policy import Viewer
from review.services import (
    asked_results,
    collecting,
    designating,
    issuing,
    partners,
    schemes,
    undesignating,
)
from review.services import exchange as service
from review.services.partners import Partner
from review.services.signed_matters import About

exchange = Commands("exchange", help=N_("Signed files between installations; keys."))
target = option(
    "--output",
    "-o",
    type=NEW_FILE,
    required=True,
    metavar="FILE",
    help=N_("The signed file to write."),
)
to = option("--to", required=True, metavar="CODE", help=N_("The bureau it is for."))
reason = option(
    "--reason", required=True, metavar="TEXT", help=N_("Why; the other side reads it.")
)


class UnknownPartner(RuleBroken):
    sentence = N_("No bureau %(code)s in another installation is known here.")


class NotOneDesignation(RuleBroken):
    sentence = N_(
        "“%(name)s” does not name one designation for %(code)s (found: %(n)s). Withdraw "
        "it on the page of that bureau."
    )


class NotPublished(RuleBroken):
    sentence = N_(
        "%(code)s is no campaign with a final release: only such is delivered."
    )


DELIVERED_HERE = N_(
    "Delivered to %(name)s, which works in this installation: no file was needed or "
    "written."
)


def _keys() -> Path:
    return partners.key_folder(current_app.config, Path(current_app.instance_path))


def _partner(viewer: Viewer, code: str) -> Partner:
    for each in partners.listing(viewer=viewer):
        if each.code == code:
            return each
    raise UnknownPartner(code=code)


@exchange.command(help=N_("Our fingerprint, and the bureaus whose keys are trusted."))
@option("--make", is_flag=True, help=N_("Make our key if there is none."))
@option("--card", type=NEW_FILE, metavar="FILE", help=N_("Write our key card."))
@as_json
@for_bureau
def keys(make: bool, card: Path | None, wants_json: bool) -> None:
    viewer, folder = operator(), _keys()
    check_target(card)
    if make:
        partners.make_key(viewer=viewer, keys=folder, at=now())
    if card is not None:
        write(partners.card(viewer=viewer, keys=folder), card)
    own = partners.own_fingerprint(viewer=viewer, keys=folder)
    known = partners.listing(viewer=viewer)
    data = {
        "own": own,
        "partners": [
            {
                "code": each.code,
                "name": each.name,
                "above": each.is_above,
                "fingerprint": each.fingerprint,
            }
            for each in known
        ],
    }
    lines = [said(N_("Our key: %(own)s"), own=own or "—"), *table(map(_row, known))]
    answer(data, wants_json, lines)


def _row(each: Partner) -> dict[str, object]:
    return {
        said(N_("Code")): each.code,
        said(N_("Bureau")): each.name,
        said(N_("Above or below")): said(
            N_("above us") if each.is_above else N_("below us")
        ),
        said(N_("Fingerprint")): each.fingerprint,
    }


@exchange.command(help=N_("Trust the key of a bureau whose fingerprint was compared."))
@click.argument("card", type=FILE)
@option("--code", required=True, help=N_("The code it gets here."))
@option("--as", "place", type=click.Choice(["superior", "subordinate"]), required=True)
@option("--fingerprint", required=True, help=N_("As it was read out or printed."))
@for_bureau
def trust(card: Path, code: str, place: str, fingerprint: str) -> None:
    made = partners.pin(
        viewer=operator(),
        keys=_keys(),
        body=card.read_bytes(),
        fingerprint=fingerprint,
        is_above=place == "superior",
        code=code,
        at=now(),
    )
    say(N_("The key of %(name)s is trusted from now on."), name=made.name)


@exchange.command(help=N_("Trust a bureau's key no longer; what came in stays."))
@click.argument("code")
@for_bureau
def forget(code: str) -> None:
    viewer = operator()
    found = _partner(viewer, code)
    partners.forget(viewer=viewer, public_id=found.public_id, at=now())
    say(N_("The key is trusted no longer. What came in stays."))


@exchange.command(help=N_("Issue a scheme, code or code@version, to a bureau below."))
@click.argument("scheme")
@to
@target
@for_bureau
def issue(scheme: str, to: str, output: Path) -> None:
    viewer, at = operator(), now()
    check_target(output)
    partner = _partner(viewer, to)
    row = schemes.named(viewer=viewer, name=scheme)
    address = row.public_id
    issuing.issue(viewer=viewer, public_id=address, to=[partner.public_id], at=at)
    made = service.scheme_file(
        viewer=viewer, scheme=address, to=partner.public_id, keys=_keys(), at=at
    )
    _write(made, output)


def _write(made: service.SignedFile, output: Path) -> None:
    write(made.body, output)
    say(N_("Written to %(file)s."), file=output.name)


@exchange.command(help=N_("Designate the case numbers of a text file, a line each."))
@click.argument("numbers", type=FILE)
@to
@option("--name", required=True, help=N_("What for."))
@target
@for_bureau
def designate(numbers: Path, to: str, name: str, output: Path) -> None:
    viewer, at = operator(), now()
    check_target(output)
    address = designating.designate(
        viewer=viewer,
        bureau=_partner(viewer, to).public_id,
        name=name,
        numbers=text_of(numbers),
        at=at,
    )
    made = service.designation_file(
        viewer=viewer, designation=address, keys=_keys(), at=at
    )
    _write(made, output)


@exchange.command("withdraw-numbers", help=N_("Withdraw designated case numbers."))
@click.argument("name")
@to
@reason
@target
@for_bureau
def withdraw_numbers(name: str, to: str, reason: str, output: Path) -> None:
    viewer, at = operator(), now()
    check_target(output)
    address = _designated(viewer, name, to)
    undesignating.withdraw(viewer=viewer, public_id=address, reason=reason, at=at)
    made = service.designation_file(
        viewer=viewer, designation=address, keys=_keys(), at=at
    )
    _write(made, output)


def _designated(viewer: Viewer, name: str, to: str) -> str:
    """Numbers in force of this name; once they are withdrawn, those that were last."""
    address = _partner(viewer, to).public_id
    lines = [
        each
        for each in designating.made(viewer=viewer)
        if (each.name, each.bureau_id) == (name, address)
    ]
    found = [each for each in lines if each.withdrawn_at is None] or lines[:1]
    if len(found) != 1:
        raise NotOneDesignation(code=to, n=len(found), name=name)
    return found[0].public_id


year = click.argument("year", type=click.IntRange(2000, 2100))


@exchange.command(help=N_("Ask the bureaus below for the results of a year."))
@year
@option(
    "--due",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    metavar="DAY",
    help=N_("The day by which they are due."),
)
@to
@target
@for_bureau
def ask(year: int, due: datetime | None, to: str, output: Path) -> None:
    viewer, at = operator(), now()
    check_target(output)
    partner, day = _partner(viewer, to), due.date() if due else None
    known = [e for e in asked_results.asked_by_us(viewer=viewer) if e.year == year]
    # Asked once, it is carried to each of them.
    is_asked = any(not e.is_withdrawn and day in (None, e.due_on) for e in known)
    if not is_asked:
        asked_results.ask(viewer=viewer, year=year, due_on=day, at=at)
    _write_request(viewer, year, partner, at, output)


def _write_request(
    viewer: Viewer, year: int, partner: Partner, at: datetime, output: Path
) -> None:
    made = service.request_file(
        viewer=viewer, year=year, to=partner.public_id, keys=_keys(), at=at
    )
    _write(made, output)


@exchange.command("withdraw-request", help=N_("Ask for the results no longer."))
@year
@to
@reason
@target
@for_bureau
def withdraw_request(year: int, to: str, reason: str, output: Path) -> None:
    viewer, at = operator(), now()
    check_target(output)
    partner = _partner(viewer, to)
    asked_results.withdraw(viewer=viewer, year=year, reason=reason, at=at)
    _write_request(viewer, year, partner, at, output)


@exchange.command(help=N_("Deliver a published campaign to the superior."))
@click.argument("campaign")
@target
@for_bureau
def deliver(campaign: str, output: Path) -> None:
    viewer, at = operator(), now()
    check_target(output)
    above = collecting.superior(viewer=viewer)
    found = [e for e in collecting.deliverable(viewer=viewer) if e.code == campaign]
    if not found:
        raise NotPublished(code=campaign)
    own = {"viewer": viewer, "release": found[0].release_id, "at": at}
    if not above.is_elsewhere:
        collecting.deliver(**own)
        say(DELIVERED_HERE, name=above.name)
        return
    # Without a key, or without trust in theirs, nothing is delivered either.
    made = service.results_file(keys=_keys(), **own)
    collecting.deliver(**own)
    _write(made, output)


@exchange.command(help=N_("Take a signed file in, or only look at it."))
@click.argument("file", type=FILE)
@option("--look", is_flag=True, help=N_("Say what it is and write nothing."))
@as_json
@for_bureau
def take(file: Path, look: bool, wants_json: bool) -> None:
    viewer, body = operator(), file.read_bytes()
    if look:
        found = service.preview(viewer=viewer, body=body, keys=_keys())
    else:
        found = service.take(viewer=viewer, body=body, keys=_keys(), at=now())
    data = {
        "kind": found.kind.value,
        "from": found.sender,
        "fingerprint": found.fingerprint,
        "number": found.number,
        "about": found.about.name,
        "n": found.about.n,
        "was_in": found.is_in,
        **_more(found.about),
    }
    words = N_("%(kind)s from %(name)s (%(key)s), no. %(n)s: %(about)s")
    lines = [
        said(
            words,
            kind=said(found.kind.words),
            name=found.sender,
            key=found.fingerprint,
            n=found.number,
            about=found.about.name,
        ),
        *_withdrawn(found.about),
    ]
    if found.is_in:
        lines.append(said(N_("It was in already; nothing changed.")))
    answer(data, wants_json, lines)


def _more(about: About) -> dict[str, object]:
    """What is said of requests and withdrawals only."""
    return {
        "due_on": about.due_on and about.due_on.isoformat(),
        "withdrawn_at": about.withdrawn_at and about.withdrawn_at.isoformat(),
        "reason": about.reason,
        "effect": about.effect and about.effect.value,
        "campaign": about.campaign,
    }


def _withdrawn(about: About) -> list[str]:
    """When, why, and what it comes to."""
    if about.withdrawn_at is None:
        return []
    day = about.withdrawn_at.astimezone(zone()).date().isoformat()
    since = said(N_("Withdrawn on %(day)s: %(reason)s"), day=day, reason=about.reason)
    if about.effect is None:
        return [since]
    return [since, said(about.effect.words, campaign=about.campaign)]
