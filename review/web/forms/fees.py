"""The forms of review fees: rates and tax, the day of payment, a reason."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional

from review.domain.errors import N_
from review.domain.fees import (
    MOST_BANDS,
    MOST_OF_FILES,
    MOST_RATE,
    Band,
    FeeRole,
    FeeRule,
    FeesBroken,
    PaidAs,
)
from review.domain.kinds import OBJECT_KINDS, CaseClass, CaseKind
from review.web.forms.fields import NEEDED, DayField, NumberField
from review.web.language import gettext as _

RATE = [Optional(), NumberRange(Decimal("0.01"), MOST_RATE)]
OVER = [Optional(), NumberRange(0)]
PERCENT = [Optional(), NumberRange(0, 100)]


class Rates(FlaskForm):
    """A rate for each role, others for some files, and the bands of the tax; an empty
    one is none.
    """

    has_classes = True

    first = NumberField(_l("First review"), RATE)
    third = NumberField(_l("Further review"), RATE)
    panel = NumberField(_l("Panel review"), RATE)
    lead = NumberField(_l("Final decision"), RATE)
    senior = NumberField(_l("Senior review"), RATE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for role, kind, case_class, _rate in self.of_files():
            role.choices = [(each.value, _(each.words)) for each in FeeRole]
            kind.choices = [("", _("all"))]
            kind.choices += [(each.value, _(each.words)) for each in CaseKind]
            case_class.choices = [("", _("all"))]
            case_class.choices += [(each.value, _(each.words)) for each in CaseClass]

    def leave_out_classes(self) -> None:
        """Institutions have kinds of their own and no classes; what is set stays."""
        self.has_classes = False
        for _role, kind, _case_class, _rate in self.of_files():
            shown = {"", kind.data, *OBJECT_KINDS}
            kind.choices = [each for each in kind.choices if each[0] in shown]

    def of_files(self) -> list[tuple[Field, Field, Field, Field]]:
        return [
            (
                self[f"role_{n}"],
                self[f"kind_{n}"],
                self[f"class_{n}"],
                self[f"rate_{n}"],
            )
            for n in range(1, MOST_OF_FILES + 1)
        ]

    def shown(self) -> list[tuple[Field, Field, Field, Field]]:
        """Those with a rate, and two more to fill in."""
        rows = self.of_files()
        n = max(
            (n for n, row in enumerate(rows, 1) if row[-1].data is not None), default=0
        )
        return rows[: n + 2]

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
        known = {role: rate for role, rate in rates.items() if rate}
        return FeeRule(known, tuple(bands), self._rates_of_files())

    def _rates_of_files(self) -> dict[PaidAs, Decimal]:
        found: dict[PaidAs, Decimal] = {}
        for role, kind, case_class, rate in self.of_files():
            if rate.data is None:
                continue
            each = PaidAs(FeeRole(role.data), kind.data, case_class.data)
            if each in found:
                raise FeesBroken(N_("Two rates are for the same files."))
            found[each] = rate.data
        return found


for _n in range(1, MOST_BANDS + 1):
    setattr(Rates, f"over_{_n}", NumberField(_l("Over, yuan"), OVER))
    setattr(Rates, f"percent_{_n}", NumberField(_l("Tax in per cent"), PERCENT))
for _n in range(1, MOST_OF_FILES + 1):
    setattr(Rates, f"role_{_n}", SelectField(_l("Role"), default=FeeRole.FIRST.value))
    setattr(Rates, f"kind_{_n}", SelectField(_l("Case kind"), default=""))
    setattr(Rates, f"class_{_n}", SelectField(_l("Case class"), default=""))
    setattr(Rates, f"rate_{_n}", NumberField(_l("Yuan for a file"), RATE))


def data_of(rule: FeeRule) -> dict[str, Decimal | str]:
    """The rule as the form shows it."""
    data: dict[str, Decimal | str] = {
        role.value: rate for role, rate in rule.rates.items()
    }
    for n, (each, rate) in enumerate(rule.of_files.items(), start=1):
        data |= {f"role_{n}": each.role.value, f"kind_{n}": each.case_kind}
        data |= {f"class_{n}": each.case_class, f"rate_{n}": rate}
    for n, band in enumerate(rule.tax, start=1):
        data |= {f"over_{n}": band.over, f"percent_{n}": band.percent}
    return data


class Paid(FlaskForm):
    paid_on = DayField(_l("Paid out on"), [NEEDED])


class Cancel(FlaskForm):
    reason = StringField(_l("Reason"), [NEEDED, Length(max=200)])
