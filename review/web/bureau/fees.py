"""Review fees: what is to be paid, the lists, their payment; rates and tax."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from review.domain.errors import RuleBroken
from review.domain.fees import (
    ANY_REVIEW,
    FeeRule,
    PaidAs,
    Pay,
    common_rate,
    in_capitals,
)
from review.domain.policy import Action
from review.services import fee_lists, fees
from review.services.fees import PayLine, PayoutPage
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words
from review.web.bureau.lists import download, one_of
from review.web.clock import now, today
from review.web.display import points
from review.web.errors import in_words
from review.web.forms.fees import Cancel, Paid, Rates, data_of
from review.web.language import gettext as _
from review.web.language import said

MOST_UPRIGHT = 2
"""So many columns of reviews fit beside names, firms and money on upright paper."""
bp = Guarded("fees", __name__, url_prefix="/campaigns/<code>/fees")


@dataclass(frozen=True, slots=True)
class Table:
    """A list of payments in words; `columns` are what somebody is paid for."""

    columns: tuple[tuple[PaidAs, str, str], ...]
    """Each in words and with its rate."""
    rows: tuple[PayLine, ...]
    total: Pay
    tells_files: bool
    """Whether amounts tell who read files of which kind or class."""
    tells_roles: bool = False
    """Whether amounts tell who had a further review, while that is not to be told."""

    def money(self, amount: Decimal) -> str:
        return f"{amount:,.2f}"

    @property
    def is_wide(self) -> bool:
        """Whether it needs the long side of the paper."""
        return len(self.columns) > MOST_UPRIGHT

    @property
    def numbered(self) -> list[tuple[int, PayLine]]:
        return list(enumerate(self.rows, start=1))

    def capitals(self, pay: Pay) -> str:
        return in_capitals(pay.net)


def _handed_out(found: PayoutPage) -> Table:
    """The list as it may lie before reviewers."""
    made = found.handed_out
    table = _table(made.lines, made.pay, made.rule)
    if found.is_by_role:
        return table
    rate = common_rate(made.rule)
    any_review = (ANY_REVIEW, _("Reviews"), points(rate) if rate is not None else "")
    columns = [any_review if each[0] == ANY_REVIEW else each for each in table.columns]
    return replace(table, columns=tuple(columns), tells_roles=rate is None)


def _table(lines: Iterable[PayLine], total: Pay, rule: FeeRule) -> Table:
    columns = tuple(
        (each, fee_lists.in_words(each, said), points(rule.rate(each)))
        for each in total.counts
    )
    return Table(columns, tuple(lines), total, bool(rule.of_files))


@bp.get("/", action=Action.FEES)
def page(code: str) -> ResponseReturnValue:
    return _page(code)


def _page(code: str, refusal: str = "", status: int = 200) -> ResponseReturnValue:
    """What is to be paid now, and every list made so far."""
    found = fees.page(viewer=viewer(), code=code, on=today())
    page = render_template(
        "fees/page.html",
        found=found,
        table=_table(found.lines, found.total, found.rule),
        waiting=[(_(role.words), n) for role, n in found.waiting.items()],
        tax=_tax_words(found.rule),
        refusal=refusal,
        tabs=campaign_words.tabs(code, "fees.page"),
    )
    return page, status


def _tax_words(rule: FeeRule) -> list[str]:
    return [
        _(
            "%(percent)s%% of what lies over %(over)s yuan",
            percent=points(band.percent),
            over=points(band.over),
        )
        for band in rule.tax
    ]


@bp.post("/", action=Action.FEES)
def freeze(code: str) -> ResponseReturnValue:
    """A list of exactly what was shown."""
    try:
        key = fees.freeze(
            viewer=viewer(),
            code=code,
            basis=request.form.get("basis", ""),
            at=now(),
            on=today(),
        )
    except RuleBroken as refusal:
        return _page(code, in_words(refusal), 409)
    flash(_("The list is made. Reviews finished from now on come into the next one."))
    return redirect(url_for("fees.payout", code=code, key=key))


@bp.route("/rates", methods=["GET", "POST"], action=Action.FEES)
def rates(code: str) -> ResponseReturnValue:
    """What a file is paid in each role, and the tax."""
    found = fees.rule_of(viewer=viewer(), code=code)
    form = Rates(data=data_of(found.rule))
    if found.of_institutions:
        form.leave_out_classes()
    refusal = ""
    if form.validate_on_submit():
        try:
            fees.set_rule(viewer=viewer(), code=code, rule=form.rule(), at=now())
        except RuleBroken as broken:
            refusal = in_words(broken)
        else:
            flash(_("The rates hold from now on. Lists made before keep theirs."))
            return redirect(url_for("fees.page", code=code))
    page = render_template(
        "fees/rates.html",
        form=form,
        campaign=found.campaign,
        code=code,
        refusal=refusal,
        has_of_files=any(row[-1].data is not None for row in form.of_files()),
    )
    return page, 422 if form.errors or refusal else 200


@bp.get("/<key>/", action=Action.FEES)
def payout(code: str, key: str) -> ResponseReturnValue:
    """One list: as it was frozen, and whether it was paid."""
    paid = Paid(formdata=None, data={"paid_on": today()})
    return _payout(code, key, paid, Cancel(formdata=None))


def _payout(
    code: str, key: str, paid: Paid, cancelled: Cancel, status: int = 200
) -> ResponseReturnValue:
    found = fees.payout(viewer=viewer(), code=code, key=key)
    page = render_template(
        "fees/payout.html",
        found=found,
        payout=found.payout,
        table=_table(found.payout.lines, found.payout.pay, found.payout.rule),
        tax=_tax_words(found.payout.rule),
        paid=paid,
        cancelled=cancelled,
        refusals=[*paid.paid_on.errors, *cancelled.reason.errors],
    )
    return page, status


@bp.post("/<key>/", action=Action.FEES)
def end(code: str, key: str) -> ResponseReturnValue:
    """The list was paid out, or is cancelled."""
    if request.form.get("do") == "cancel":
        return _cancel(code, key)
    form = Paid()
    if form.validate_on_submit():
        day = form.paid_on.data
        asked = {"viewer": viewer(), "code": code, "key": key, "on": today()}
        try:
            fees.pay(paid_on=day, at=now(), **asked)
        except RuleBroken as refusal:
            form.paid_on.errors = [in_words(refusal)]
        else:
            flash(_("The payment is recorded."))
            return redirect(url_for("fees.payout", code=code, key=key))
    return _payout(code, key, form, Cancel(formdata=None), 422)


def _cancel(code: str, key: str) -> ResponseReturnValue:
    form = Cancel()
    if form.validate_on_submit():
        asked = {"viewer": viewer(), "code": code, "key": key, "at": now()}
        try:
            fees.cancel(reason=form.reason.data, **asked)
        except RuleBroken as refusal:
            form.reason.errors = [in_words(refusal)]
        else:
            flash(_("The list is cancelled. Its reviews come into the next one."))
            return redirect(url_for("fees.page", code=code))
    return _payout(code, key, _today_paid(), form, 422)


def _today_paid() -> FlaskForm:
    return Paid(formdata=None, data={"paid_on": today()})


@bp.get("/<key>/print", action=Action.FEES)
def printed(code: str, key: str) -> ResponseReturnValue:
    """发放表 on A4, with a column to sign in; one slip for each person where asked."""
    found = fees.payout(viewer=viewer(), code=code, key=key)
    return render_template(
        "fees/print.html",
        found=found,
        payout=found.payout,
        table=_handed_out(found),
        tax=_tax_words(found.payout.rule),
        each=one_of("each", {"person"}, "") == "person",
    )


@bp.get("/<key>/list.<any(csv, xlsx):file_format>", action=Action.FEES)
def export(code: str, key: str, file_format: str) -> Response:
    body = fee_lists.export(
        viewer=viewer(),
        code=code,
        key=key,
        file_format=file_format,
        at=now(),
        say=said,
    )
    return download(body, f"fees-{code}", file_format)
