"""Review fees: rates, what is still to be paid, and frozen lists of payments.

Who reviewed what stays apart: a list says of each person how many reviews in which
role, and of no file who read it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from review.domain.campaigns import is_standing, of_institutions
from review.domain.errors import N_, NotVisible, RuleBroken, StaleVersion
from review.domain.fees import (
    FeeRole,
    FeeRule,
    PaidAs,
    Pay,
    check_rule,
    fen,
    folded,
    pay_for,
    rule_as_data,
    rule_from_data,
    total,
    yuan,
)
from review.domain.policy import Action, Viewer
from review.services.campaign_events import record
from review.services.fee_dues import (
    Dues,
    dues_of,
    lines_of,
    rule_in_force,
    senior_lines_of,
)
from review.services.sampled import is_over
from review.services.sampling import campaign_of
from review.store import unit
from review.store.models import (
    FeeLine,
    FeePayout,
    FeeShare,
    SeniorFeeLine,
    StoredFeeRule,
)
from review.store.queries import fees as queries

MOST_REASON = 200


class NothingToPay(RuleBroken):
    sentence = N_("No finished review with a rate is waiting to be paid.")


class FeesChanged(StaleVersion):
    sentence = N_(
        "More reviews were finished, or the rates changed, since this was shown. Look "
        "at the new list."
    )


class AlreadyEnded(RuleBroken):
    sentence = N_("This list was paid or cancelled before; nothing was changed.")


class NoReason(RuleBroken):
    sentence = N_("Give a reason of at most %(most)s characters.")


class PaidTooEarly(RuleBroken):
    sentence = N_("It cannot have been paid before it was made, or after today.")


@dataclass(frozen=True, slots=True)
class PayLine:
    """A person of a list."""

    name: str
    number: str
    firm: str
    pay: Pay


@dataclass(frozen=True, slots=True)
class Payout:
    """A frozen list; `lines` are there where one list is looked at."""

    public_id: str
    number: int
    made_at: datetime
    paid_on: date | None
    cancelled_reason: str
    is_cancelled: bool
    n_people: int
    n_reads: int
    pay: Pay
    rule: FeeRule
    lines: tuple[PayLine, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.paid_on is None and not self.is_cancelled


@dataclass(frozen=True, slots=True)
class FeesPage:
    """What is to be paid now, and the lists made so far.

    `waiting` counts finished reviews in roles that have no rate.
    """

    campaign: str
    code: str
    rule: FeeRule
    lines: tuple[PayLine, ...]
    total: Pay
    waiting: Mapping[FeeRole, int]
    payouts: tuple[Payout, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class PayoutPage:
    """One list, with the campaign and the bureau that pays."""

    campaign: str
    code: str
    payout: Payout
    is_by_role: bool = True
    """Whether what reviewers get to see of it may tell first from further reviews."""

    @property
    def handed_out(self) -> Payout:
        """The list as it may lie before reviewers."""
        made = self.payout
        if self.is_by_role:
            return made
        lines = tuple(replace(each, pay=folded(each.pay)) for each in made.lines)
        return replace(made, lines=lines, pay=folded(made.pay))


def page(*, viewer: Viewer, code: str, on: date) -> FeesPage:
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.FEES)
        open_ = dues_of(campaign)
        lines = _lines(campaign, open_, on)
        rows = queries.payouts(campaign.id)
    return FeesPage(
        campaign=campaign.name,
        code=campaign.code,
        rule=open_.rule,
        lines=lines,
        total=total(line.pay for line in lines),
        waiting=open_.waiting,
        payouts=tuple(map(_payout, rows)),
        basis=open_.basis,
    )


def _lines(campaign: Any, open_: Dues, on: date) -> tuple[PayLine, ...]:
    """Everybody with something to be paid, by pinyin."""
    return tuple(line for _, line in _people(campaign, open_, on))


def _people(campaign: Any, open_: Dues, on: date) -> list[tuple[int, PayLine]]:
    firms: dict[int, list[str]] = defaultdict(list)
    for row in queries.firms(campaign.id, on=on):
        firms[row.person_id].append(row.name)
    found = []
    for row in queries.people(campaign.id):
        pay = pay_for(open_.counts.get(row.person_id, {}), open_.rule)
        if pay.n:
            firm = "、".join(dict.fromkeys(firms[row.person_id]))
            line = PayLine(row.name, row.number or "", firm, pay)
            found.append((row.person_id, line))
    return found


class Rates(NamedTuple):
    """The rates in force of a campaign."""

    campaign: str
    rule: FeeRule
    of_institutions: bool


def rule_of(*, viewer: Viewer, code: str) -> Rates:
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.FEES)
        rule = rule_in_force(campaign.id)
        return Rates(campaign.name, rule, of_institutions(campaign.rules))


def set_rule(*, viewer: Viewer, code: str, rule: FeeRule, at: datetime) -> None:
    """Other rates from now on; lists made before keep theirs."""
    check_rule(rule)
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.FEES)
        if rule_in_force(campaign.id) == rule:
            return
        data = rule_as_data(rule)
        event = record(
            "fee_rule_set", viewer=viewer, campaign=campaign, at=at, payload=data
        )
        tenant = {"bureau_id": campaign.bureau_id, "campaign_id": campaign.id}
        unit.add(event, StoredFeeRule, rule=data, set_at=at, **tenant)


def freeze(*, viewer: Viewer, code: str, basis: str, at: datetime, on: date) -> str:
    """Make a list of exactly what was looked at; sent twice it is made once.

    Reviews finished later come into the next list. The database holds that no read
    stands in two lists.
    """
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.FEES)
        if made := queries.made_of(campaign.id, basis):
            return made
        unit.hold(f"campaign:{campaign.id}")
        if made := queries.made_of(campaign.id, basis):
            return made
        open_ = dues_of(campaign)
        if open_.basis != basis:
            raise FeesChanged
        people = _people(campaign, open_, on)
        if not people:
            raise NothingToPay
        return _write(viewer, campaign, open_, people, at)


def _write(
    viewer: Viewer,
    campaign: Any,
    open_: Dues,
    people: Sequence[tuple[int, PayLine]],
    at: datetime,
) -> str:
    whole = total(line.pay for _, line in people)
    number = len(queries.payouts(campaign.id)) + 1
    payload = {"number": number, "basis": open_.basis, "n": whole.n}
    event = record(
        "fee_list_made", viewer=viewer, campaign=campaign, at=at, payload=payload
    )
    payout_id = unit.add(
        event,
        FeePayout,
        bureau_id=campaign.bureau_id,
        campaign_id=campaign.id,
        number=number,
        rule=rule_as_data(open_.rule),
        basis=open_.basis,
        gross=fen(whole.gross),
        tax=fen(whole.tax),
        made_at=at,
    )
    tenant = {"bureau_id": campaign.bureau_id, "payout_id": payout_id}
    lines = lines_of(campaign.id, open_.rule)
    of_seniors = senior_lines_of(campaign.id, open_.rule)
    unit.add_all(event, FeeShare, [tenant | each for each in _shares(people)])
    unit.add_all(event, FeeLine, [tenant | each for each in lines])
    unit.add_all(event, SeniorFeeLine, [tenant | each for each in of_seniors])
    (made,) = [each for each in queries.payouts(campaign.id) if each.id == payout_id]
    return str(made.public_id)


def _shares(people: Sequence[tuple[int, PayLine]]) -> list[dict[str, Any]]:
    return [
        {
            "person_id": person_id,
            "position": place,
            "name": line.name,
            "number": line.number,
            "firm": line.firm[:200],
            "counts": {each.code: n for each, n in line.pay.counts.items()},
            "gross": fen(line.pay.gross),
            "tax": fen(line.pay.tax),
        }
        for place, (person_id, line) in enumerate(people, start=1)
    ]


def payout(*, viewer: Viewer, code: str, key: str) -> PayoutPage:
    """One list as it was frozen."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.FEES)
        row = _found(campaign, key)
        shares = queries.shares(row.id)
        is_by_role = _is_by_role(campaign)
    found = _payout(row, tuple(map(_line, shares)))
    return PayoutPage(campaign.name, campaign.code, found, is_by_role)


def _is_by_role(campaign: Any) -> bool:
    """While files are under way a third reader cannot tell; in a standing campaign they
    always are, until its final release.
    """
    if is_standing(campaign.rules) or queries.has_unsettled(campaign.id):
        return is_over(campaign)
    return True


def _found(campaign: Any, key: str) -> Any:
    row = queries.payout(campaign.id, key)
    if row is None:
        raise NotVisible
    return row


def _payout(row: Any, lines: tuple[PayLine, ...] = ()) -> Payout:
    return Payout(
        public_id=row.public_id,
        number=row.number,
        made_at=row.made_at,
        paid_on=row.paid_on,
        cancelled_reason=row.cancelled_reason or "",
        is_cancelled=row.cancelled_event_id is not None,
        n_people=row.n_people,
        n_reads=row.n_reads,
        pay=Pay(total(x.pay for x in lines).counts, yuan(row.gross), yuan(row.tax)),
        rule=rule_from_data(row.rule),
        lines=lines,
    )


def _line(row: Any) -> PayLine:
    counts = {PaidAs.of(code): n for code, n in row.counts.items()}
    pay = Pay(counts, yuan(row.gross), yuan(row.tax))
    return PayLine(row.name, row.number, row.firm, pay)


def pay(
    *, viewer: Viewer, code: str, key: str, paid_on: date, at: datetime, on: date
) -> None:
    """The list was paid out on a day; that ends it. Said twice it is one fact."""
    with unit.transaction():
        campaign, row = _held(viewer, code, key)
        if row.paid_on == paid_on:
            return
        if not row.made_at.astimezone(at.tzinfo).date() <= paid_on <= on:
            raise PaidTooEarly
        _check_open(row)
        event = record(
            "fee_list_paid",
            viewer=viewer,
            campaign=campaign,
            at=at,
            payload={"number": row.number},
        )
        values = {"paid_on": paid_on, "paid_event_id": event.id}
        unit.change(event, FeePayout, {"id": row.id}, **values)


def cancel(*, viewer: Viewer, code: str, key: str, reason: str, at: datetime) -> None:
    """A list that was not paid is taken back; its reviews come into the next one."""
    reason = " ".join(reason.split())
    if not 0 < len(reason) <= MOST_REASON:
        raise NoReason(most=MOST_REASON)
    with unit.transaction():
        campaign, row = _held(viewer, code, key)
        if row.cancelled_event_id is not None:
            return
        _check_open(row)
        payload = {"number": row.number}
        event = record(
            "fee_list_cancelled",
            viewer=viewer,
            campaign=campaign,
            at=at,
            payload=payload,
        )
        values = {"cancelled_event_id": event.id, "cancelled_reason": reason}
        unit.change(event, FeePayout, {"id": row.id}, **values)
        for lines in (FeeLine, SeniorFeeLine):
            unit.change(event, lines, {"payout_id": row.id}, ended_event_id=event.id)


def _held(viewer: Viewer, code: str, key: str) -> tuple[Any, Any]:
    """The list behind the campaign's lock, as nobody else changes it now."""
    campaign = campaign_of(viewer, code, Action.FEES)
    _found(campaign, key)
    unit.hold(f"campaign:{campaign.id}")
    return campaign, _found(campaign, key)


def _check_open(row: Any) -> None:
    if row.paid_on is not None or row.cancelled_event_id is not None:
        raise AlreadyEnded
