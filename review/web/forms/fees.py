"""The forms of review fees: rates and tax, the day of payment, a reason."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, StringField
from wtforms.validators import Length, NumberRange, Optional

from review.domain.fees import MOST_BANDS, MOST_RATE, Band, FeeRole, FeeRule
from review.web.forms.fields import NEEDED, DayField, NumberField

RATE = [Optional(), NumberRange(Decimal("0.01"), MOST_RATE)]
OVER = [Optional(), NumberRange(0)]
PERCENT = [Optional(), NumberRange(0, 100)]


class Rates(FlaskForm):
    """A rate for each role, and the bands of the tax; an empty one is none."""

    first = NumberField(_l("First review"), RATE)
    third = NumberField(_l("Further review"), RATE)
    panel = NumberField(_l("Panel review"), RATE)
    lead = NumberField(_l("Final decision"), RATE)
    senior = NumberField(_l("Senior review"), RATE)

    def rates(self) -> list[Field]:
        return [self[role.value] for role in FeeRole]

    def bands(self) -> list[tuple[Field, Field]]:
        return [
            (self[f"over_{n}"], self[f"percent_{n}"]) for n in range(1, MOST_BANDS + 1)
        ]

    def rule(self) -> FeeRule:
        rates = {role: self[role.value].data for role in FeeRole}
        bands = (
            Band(over.data or Decimal(0), percent.data)
            for over, percent in self.bands()
            if percent.data is not None
        )
        return FeeRule({r: rate for r, rate in rates.items() if rate}, tuple(bands))


for _n in range(1, MOST_BANDS + 1):
    setattr(Rates, f"over_{_n}", NumberField(_l("Over, yuan"), OVER))
    setattr(Rates, f"percent_{_n}", NumberField(_l("Tax in per cent"), PERCENT))


def data_of(rule: FeeRule) -> dict[str, Decimal]:
    """The rule as the form shows it."""
    data = {role.value: rate for role, rate in rule.rates.items()}
    for n, band in enumerate(rule.tax, start=1):
        data |= {f"over_{n}": band.over, f"percent_{n}": band.percent}
    return data


class Paid(FlaskForm):
    paid_on = DayField(_l("Paid out on"), [NEEDED])


class Cancel(FlaskForm):
    reason = StringField(_l("Reason"), [NEEDED, Length(max=200)])
