"""The sampling rule as a part of a form, to and from the rule itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectChoice, TextAreaField
from wtforms.validators import NumberRange, Optional, ValidationError

from review.domain.sampling_rule import (
    LATE_AFTER,
    MOST_TICKETS,
    Risk,
    SampleBy,
    SampleRule,
    Stratifier,
    rule_faults,
)
from review.web.errors import in_words
from review.web.forms.fields import NumberField, WholeField, lines_of

SIZES = {
    SampleBy.CENSUS: _l("Every file"),
    SampleBy.PERCENT: _l("A percentage"),
    SampleBy.NUMBER: _l("A number of files"),
    SampleBy.LISTED: _l("Case numbers on a list"),
}
GROUPS = {
    "": _l("all files together"),
    "county": _l("each county"),
    "case_kind": _l("each case kind"),
    "county,case_kind": _l("each kind of each county"),
    "firm": _l("each firm"),
    "case_kind,firm": _l("each kind of each firm"),
    "handler": _l("each lead handler"),
    "case_class": _l("each class of case"),
    "county,case_class": _l("each class of each county"),
    "case_kind,case_class": _l("each class of each kind"),
}
QUOTA = re.compile(r"(.+?)\s*[=:：]\s*(\d{1,5})")
TICKETS = NumberRange(0, MOST_TICKETS)


class SampleFields(FlaskForm):
    """How a campaign draws; faults of the rule stand at the field they are about."""

    by = RadioField(
        _l("How much is reviewed"),
        choices=[SelectChoice(*each) for each in SIZES.items()],
    )
    percent = NumberField(_l("Percent"), [Optional()])
    number = WholeField(_l("Number of files"), [Optional()])
    per = RadioField(
        _l("The size is meant for"),
        choices=[SelectChoice(*each) for each in GROUPS.items()],
        default="",
        validators=[Optional()],
    )
    quotas = TextAreaField(_l("Quotas of their own, one in each line"))
    case_numbers = TextAreaField(_l("Case numbers, one in each line"))
    next_number = BooleanField(
        _l("Take the next number of the series for one that cannot be used")
    )
    by_county = BooleanField(_l("Counties in proportion"))
    by_kind = BooleanField(_l("Case kinds in proportion"))
    by_firm = BooleanField(_l("Firms in proportion"))
    by_handler = BooleanField(_l("Lead handlers in proportion"))
    by_class = BooleanField(_l("Classes of case in proportion"))
    minimum_per_handler = WholeField(_l("At least of every lead handler"), [Optional()])
    maximum_per_handler = WholeField(_l("At most of any lead handler"), [Optional()])
    complaint = WholeField(_l("Complaint"), [Optional(), TICKETS])
    late = WholeField(_l("Papers handed in late"), [Optional(), TICKETS])
    poor_result = WholeField(_l("Handler failed a file before"), [Optional(), TICKETS])
    late_after = WholeField(
        _l("Late means more days after closing than"),
        [Optional(), NumberRange(1, 3650)],
    )
    complaints = TextAreaField(_l("Files complained about, one number in each line"))
    include_secret = BooleanField(_l("Draw secret files as well (paper only)"))
    leave_out_drawn = BooleanField(
        _l("Leave out files that another campaign has in its sample")
    )

    def validate_quotas(self, field: TextAreaField) -> None:
        for line in lines_of(field.data):
            if QUOTA.fullmatch(line) is None:
                raise ValidationError(_l("Write each quota as name = files."))

    def validate(self, extra_validators: Any = None) -> bool:
        """Each field, and then the rule as a whole."""
        if not super().validate(extra_validators):
            return False
        faults = rule_faults(self.rule())
        for fault in faults:
            field = self[PLACES.get(fault.place, fault.place)]
            field.errors = [*field.errors, in_words(fault)]
        return not faults

    def rule(self) -> SampleRule:
        """The rule the fields describe; what belongs to another size is not said."""
        by = SampleBy(self.by.data)
        lots = self._lots() if by in (SampleBy.PERCENT, SampleBy.NUMBER) else {}
        is_listed = by is SampleBy.LISTED
        return SampleRule(
            by=by,
            percent=self.percent.data if by is SampleBy.PERCENT else None,
            number=self.number.data if by is SampleBy.NUMBER else None,
            case_numbers=tuple(lines_of(self.case_numbers.data)) if is_listed else (),
            next_number=is_listed and self.next_number.data,
            stratify_by=self._strata(),
            include_secret=self.include_secret.data,
            leave_out_drawn=self.leave_out_drawn.data,
            **lots,
        )

    def _per(self) -> tuple[Stratifier, ...]:
        return tuple(
            Stratifier(code) for code in (self.per.data or "").split(",") if code
        )

    def _strata(self) -> tuple[Stratifier, ...]:
        """What has a quota of its own is a stratum as well, whether or not it is ticked."""
        ticked = {
            Stratifier.COUNTY: self.by_county.data,
            Stratifier.CASE_KIND: self.by_kind.data,
            Stratifier.FIRM: self.by_firm.data,
            Stratifier.HANDLER: self.by_handler.data,
            Stratifier.CASE_CLASS: self.by_class.data,
        }
        lots = SampleBy(self.by.data) in (SampleBy.PERCENT, SampleBy.NUMBER)
        per = self._per() if lots else ()
        return tuple(each for each, is_on in ticked.items() if is_on or each in per)

    def _lots(self) -> dict[str, Any]:
        tickets = {risk: self[risk.value].data or 0 for risk in Risk}
        return {
            "per": self._per(),
            "quotas": _quotas(self.quotas.data),
            "minimum_per_handler": self.minimum_per_handler.data or 0,
            "maximum_per_handler": self.maximum_per_handler.data,
            "extra_tickets": tuple((risk, n) for risk, n in tickets.items() if n),
            "complaints": tuple(lines_of(self.complaints.data))
            if tickets[Risk.COMPLAINT]
            else (),
            "late_after": self.late_after.data or LATE_AFTER,
        }


# Where a fault stands whose own field has another name, or none.
PLACES = {"per": "per", "extra_tickets": "complaint", "": "by"}


def _quotas(text: str | None) -> tuple[tuple[str, int], ...]:
    found = (QUOTA.fullmatch(line) for line in lines_of(text))
    return tuple((match[1], int(match[2])) for match in found if match)


def data_of(rule: SampleRule) -> Mapping[str, Any]:
    """A rule as the form shows it."""
    return {
        "by": rule.by.value,
        "percent": rule.percent,
        "number": rule.number,
        "per": ",".join(each for each in Stratifier if each in rule.per),
        "quotas": "\n".join(f"{group} = {n}" for group, n in rule.quotas),
        "case_numbers": "\n".join(rule.case_numbers),
        "next_number": rule.next_number,
        "by_county": Stratifier.COUNTY in rule.stratify_by,
        "by_kind": Stratifier.CASE_KIND in rule.stratify_by,
        "by_firm": Stratifier.FIRM in rule.stratify_by,
        "by_handler": Stratifier.HANDLER in rule.stratify_by,
        "by_class": Stratifier.CASE_CLASS in rule.stratify_by,
        "minimum_per_handler": rule.minimum_per_handler,
        "maximum_per_handler": rule.maximum_per_handler,
        **{risk.value: rule.extra(risk) for risk in Risk},
        "late_after": rule.late_after,
        "complaints": "\n".join(rule.complaints),
        "include_secret": rule.include_secret,
        "leave_out_drawn": rule.leave_out_drawn,
    }
