"""`case-review fees …`: rates, what is to be paid, lists of payments and their end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import click

from review.cli.commands import Commands, Whole, option
from review.cli.console import (
    answer,
    as_json,
    check_target,
    for_bureau,
    now,
    operator,
    output,
    say,
    table,
    today,
    write,
    zone,
)
from review.cli.words import said
from review.domain.errors import N_, RuleBroken
from review.domain.fees import Band, FeeRole, FeeRule, PaidAs, Pay
from review.domain.policy import Viewer
from review.services import fee_lists
from review.services import fees as service
from review.services.fees import PayLine, Payout

ROLES = ", ".join(role.value for role in FeeRole)
Given = Mapping[PaidAs, Decimal | None]
fees = Commands("fees", help=N_("Review fees: rates, lists of payments, their end."))


class NotARate(RuleBroken):
    sentence = N_(
        "Write a rate as ROLE=YUAN, where ROLE is one of: %(roles)s; for some files as "
        "ROLE/CLASS=YUAN, ROLE/KIND=YUAN or ROLE/KIND/CLASS=YUAN."
    )


class NotABand(RuleBroken):
    sentence = N_("Write a band of the tax as OVER:PERCENT, for instance 800:20.")


class NotADay(RuleBroken):
    sentence = N_("Write the day as 2026-03-31.")


class NoList(RuleBroken):
    sentence = N_("This campaign has no list %(number)s.")


@fees.command(help=N_("What is to be paid now, the rates, and the lists so far."))
@click.argument("code")
@as_json
@for_bureau
def status(code: str, wants_json: bool) -> None:
    found = service.page(viewer=operator(), code=code, on=today())
    data = {
        "code": found.code,
        "name": found.campaign,
        "rule": _rule(found.rule),
        "basis": found.basis,
        "to_be_paid": [_line(line) for line in found.lines],
        "total": _pay(found.total),
        "without_rate": {role.value: n for role, n in found.waiting.items()},
        "lists": [_list(each) for each in found.payouts],
    }
    lines = [*_rule_lines(found.rule), *_people(found.lines, found.total)]
    if not found.lines:
        lines.append(said(service.NothingToPay.sentence))
    for role, n in found.waiting.items():
        words = N_("Finished, but without a rate: %(role)s %(n)s")
        lines.append(said(words, role=said(role.words), n=n))
    answer(data, wants_json, [*lines, *table(map(_list_shown, found.payouts))])


@fees.command(help=N_("Show the rates and the tax, or set those that are given."))
@click.argument("code")
@click.argument("rate", nargs=-1, metavar="[ROLE=YUAN]...")
@option(
    "--tax",
    "bands",
    multiple=True,
    metavar="OVER:PERCENT",
    help=N_("A band of the tax; these replace all bands."),
)
@option("--no-tax", is_flag=True, help=N_("Nothing is deducted."))
@as_json
@for_bureau
def rates(
    code: str,
    rate: tuple[str, ...],
    bands: tuple[str, ...],
    no_tax: bool,
    wants_json: bool,
) -> None:
    viewer = operator()
    rule = service.rule_of(viewer=viewer, code=code)[1]
    if rate or bands or no_tax:
        tax = () if no_tax else tuple(map(_band, bands)) or rule.tax
        changed = _changed(rule, _rates(rate), tax)
        service.set_rule(viewer=viewer, code=code, rule=changed, at=now())
        rule = service.rule_of(viewer=viewer, code=code)[1]
    answer(_rule(rule), wants_json, _rule_lines(rule))


def _changed(rule: FeeRule, given: Given, tax: tuple[Band, ...]) -> FeeRule:
    rates: dict[FeeRole, Decimal | None] = dict(rule.rates)
    of_files: dict[PaidAs, Decimal | None] = dict(rule.of_files)
    for each, yuan in given.items():
        if each == PaidAs(each.role):
            rates[each.role] = yuan
        else:
            of_files[each] = yuan
    return FeeRule(
        {role: yuan for role, yuan in rates.items() if yuan is not None},
        tax,
        {each: yuan for each, yuan in of_files.items() if yuan is not None},
    )


def _rates(given: Iterable[str]) -> dict[PaidAs, Decimal | None]:
    """What was given; a role with nothing after the sign loses its rate."""
    found = {}
    for each in given:
        code, sign, amount = each.partition("=")
        refusal = NotARate(roles=ROLES)
        try:
            paid_as = PaidAs.of(code)
        except ValueError:
            raise refusal from None
        if not sign:
            raise refusal
        found[paid_as] = _number(amount, refusal) if amount else None
    return found


def _band(given: str) -> Band:
    over, sign, percent = given.partition(":")
    if not sign:
        raise NotABand
    return Band(_number(over, NotABand()), _number(percent, NotABand()))


def _number(text: str, otherwise: RuleBroken) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise otherwise from None


@fees.command(help=N_("Make a list of payments of all that is to be paid now."))
@click.argument("code")
@option("--basis", default="", help=N_("Only if status still gives this basis."))
@as_json
@for_bureau
def make(code: str, basis: str, wants_json: bool) -> None:
    viewer, on = operator(), today()
    basis = basis or service.page(viewer=viewer, code=code, on=on).basis
    key = service.freeze(viewer=viewer, code=code, basis=basis, at=now(), on=on)
    _answer_list(viewer, code, key, wants_json)


@fees.command("list", help=N_("One list of payments: its people and its sum."))
@click.argument("code")
@click.argument("number", type=Whole(min=1))
@as_json
@for_bureau
def list_(code: str, number: int, wants_json: bool) -> None:
    viewer = operator()
    _answer_list(viewer, code, _key(viewer, code, number), wants_json)


def _answer_list(viewer: Viewer, code: str, key: str, wants_json: bool) -> None:
    made = service.payout(viewer=viewer, code=code, key=key).payout
    people = [_line(line) for line in made.lines]
    data = {**_list(made), "rule": _rule(made.rule), "people": people}
    words = N_("List %(number)s: %(state)s")
    first = said(words, number=made.number, state=_state(made))
    answer(data, wants_json, [first, *_people(made.lines, made.pay)])


@fees.command(help=N_("Record that a list of payments was paid out; that is final."))
@click.argument("code")
@click.argument("number", type=Whole(min=1))
@option("--on", "day", default="", metavar="DAY", help=N_("The day; else today."))
@for_bureau
def paid(code: str, number: int, day: str) -> None:
    viewer, on = operator(), today()
    paid_on = _day(day) if day else on
    key = _key(viewer, code, number)
    asked = {"viewer": viewer, "code": code, "key": key, "on": on}
    service.pay(paid_on=paid_on, at=now(), **asked)
    say(N_("List %(number)s was paid out on %(day)s."), number=number, day=paid_on)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotADay from None


@fees.command(help=N_("Cancel a list of payments that was not paid out."))
@click.argument("code")
@click.argument("number", type=Whole(min=1))
@option("--reason", required=True, help=N_("Why; it stays with the list."))
@for_bureau
def cancel(code: str, number: int, reason: str) -> None:
    viewer = operator()
    key = _key(viewer, code, number)
    service.cancel(viewer=viewer, code=code, key=key, reason=reason, at=now())
    say(
        N_("List %(number)s is cancelled. Its reviews are to be paid again."),
        number=number,
    )


@fees.command(help=N_("A list of payments as CSV or XLSX, with a column to sign."))
@click.argument("code")
@click.argument("number", type=Whole(min=1))
@option(
    "--format",
    "form",
    type=click.Choice(["csv", "xlsx"]),
    default="csv",
    show_default=True,
)
@output
@for_bureau
def export(code: str, number: int, form: str, output: Path | None) -> None:
    check_target(output, form)
    viewer = operator()
    key = _key(viewer, code, number)
    asked = {"viewer": viewer, "code": code, "key": key, "file_format": form}
    write(fee_lists.export(at=now(), say=said, **asked), output)


def _key(viewer: Viewer, code: str, number: int) -> str:
    made = service.page(viewer=viewer, code=code, on=today()).payouts
    found = [each.public_id for each in made if each.number == number]
    if not found:
        raise NoList(number=number)
    return found[0]


def _rule(rule: FeeRule) -> dict[str, Any]:
    of_files = {each.code: str(rate) for each, rate in rule.of_files.items()}
    return {
        "rates": {r.value: str(rule.rates[r]) for r in FeeRole if r in rule.rates},
        **({"of_files": of_files} if of_files else {}),
        "tax": [[str(band.over), str(band.percent)] for band in rule.tax],
    }


def _rule_lines(rule: FeeRule) -> list[str]:
    words = N_("%(role)s: %(rate)s yuan each")
    known = {PaidAs(role): rate for role, rate in rule.rates.items()}
    rates = sorted((known | dict(rule.of_files)).items(), key=lambda x: x[0].place)
    lines = [
        said(words, role=fee_lists.in_words(each, said), rate=rate)
        for each, rate in rates
    ]
    words = N_("Tax: %(percent)s%% of what lies over %(over)s yuan")
    lines += [said(words, percent=b.percent, over=b.over) for b in rule.tax]
    return lines or [said(N_("No rate is set yet."))]


def _pay(pay: Pay) -> dict[str, Any]:
    return {
        "reviews": {each.code: n for each, n in pay.counts.items()},
        "gross": str(pay.gross),
        "tax": str(pay.tax),
        "net": str(pay.net),
    }


def _line(line: PayLine) -> dict[str, Any]:
    named = {"number": line.number, "name": line.name, "firm": line.firm}
    return {**named, **_pay(line.pay)}


def _people(lines: Iterable[PayLine], total: Pay) -> list[str]:
    """A row for each person, and the sum beneath."""
    rows = [_shown(line.number, line.name, line.pay) for line in lines]
    whole = [_shown("", said(N_("Sum of the rows")), total)] if rows else []
    return table([*rows, *whole])


def _shown(number: str, name: str, pay: Pay) -> Mapping[str, object]:
    return {
        said(N_("Reviewer number")): number,
        said(N_("Name")): name,
        said(N_("Reviews")): pay.n,
        said(N_("Before tax")): pay.gross,
        said(N_("Tax")): pay.tax,
        said(N_("Paid out")): pay.net,
    }


def _list(made: Payout) -> dict[str, Any]:
    """`state` in words that stay the same: open, paid, cancelled."""
    state = "open" if made.is_open else "cancelled" if made.is_cancelled else "paid"
    return {
        "list": made.number,
        "state": state,
        "made_at": made.made_at.astimezone(zone()).isoformat(),
        "paid_on": made.paid_on,
        "cancelled_reason": made.cancelled_reason,
        "n_people": made.n_people,
        "n_reviews": made.n_reads,
        "gross": str(made.pay.gross),
        "tax": str(made.pay.tax),
        "net": str(made.pay.net),
    }


def _state(made: Payout) -> str:
    if made.is_cancelled:
        return said(N_("Cancelled: %(reason)s"), reason=made.cancelled_reason)
    if made.paid_on:
        return said(N_("Paid out on %(day)s"), day=made.paid_on)
    return said(N_("Not paid out yet"))


def _list_shown(made: Payout) -> dict[str, object]:
    return {
        said(N_("List")): made.number,
        said(N_("People")): made.n_people,
        said(N_("Reviews")): made.n_reads,
        said(N_("Before tax")): made.pay.gross,
        said(N_("Paid out")): made.pay.net,
        said(N_("State")): _state(made),
    }
