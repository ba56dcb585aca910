"""The form of a new campaign, to and from its plan; and the small forms of its steps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from review.domain.campaigns import MOST_TRACE_DAYS, CampaignPlan
from review.services.membership import Outsider
from review.services.opening import Choices
from review.web.display import words
from review.web.forms.fields import (
    NEEDED,
    ChecksField,
    DayField,
    WholeField,
    lines_of,
)
from review.web.forms.sampling import SampleFields
from review.web.forms.sampling import data_of as rule_data

MOST_BYTES = 1024 * 1024
EXCEPTION = re.compile(r"(.+?)\s*[=:：]\s*(\d{1,5})")


class OpenCampaign(SampleFields):
    """Everything a plan says; empty choices of reviewers mean everyone in force."""

    name = StringField(_l("Campaign name"), [NEEDED, Length(max=200)])
    code = StringField(_l("Campaign code"), [NEEDED, Length(max=40)])
    assessment_year = WholeField(_l("Assessment year"), [NEEDED])
    closed_from = DayField(_l("Closed from"), [NEEDED])
    closed_until = DayField(_l("Closed until"), [NEEDED])
    due_on = DayField(_l("Reviews due on"), [Optional()])
    schemes = ChecksField(_l("Schemes"))
    seed = StringField(_l("Seed announced beforehand"), [Length(max=100)])
    reviewers = ChecksField(_l("Reviewers"))
    leads = ChecksField(_l("Panel leads"))
    bar_same_county = BooleanField(_l("No reviewer from the county of the case"))
    cap = WholeField(_l("Most files per reviewer"), [Optional(), NumberRange(min=1)])
    caps = TextAreaField(_l("Exceptions, such as R07=30, one in each line"))
    decimals = WholeField(_l("Decimals of rates"), [NEEDED, NumberRange(0, 4)])
    minimum_n = WholeField(_l("Smallest group published"), [NEEDED, NumberRange(min=1)])
    provisional_first = BooleanField(_l("Release provisionally to lawyers first"))
    closing_question = BooleanField(
        _l("Ask each reviewer at the end whether the lawyer or the firm was recognised")
    )
    trace_days = WholeField(
        _l("Days for which reading traces are kept; 0 makes none"),
        [Optional(), NumberRange(0, MOST_TRACE_DAYS)],
    )

    def offer(self, choices: Choices) -> None:
        """What may be chosen; what was chosen stands first, in its order.

        Of several schemes that fit a file the first counts, so the order matters.
        """
        chosen = self.schemes.data or []
        titles = {each.name: words(each.title) for each in choices.schemes}
        names = dict.fromkeys((*chosen, *titles))
        self.schemes.choices = [SelectChoice(n, titles.get(n, n)) for n in names]
        self.reviewers.choices = _people(choices, self.reviewers.data)
        self.leads.choices = _people(choices, self.leads.data)

    def validate_caps(self, field: TextAreaField) -> None:
        for line in lines_of(field.data):
            if EXCEPTION.fullmatch(line) is None:
                raise ValidationError(_l("Write each exception as number = files."))

    def plan(self) -> CampaignPlan:
        """The plan this form describes; whether it can be carried out is not said."""
        return CampaignPlan(
            code=(self.code.data or "").strip(),
            name=(self.name.data or "").strip(),
            assessment_year=self.assessment_year.data or 0,
            closed_from=self.closed_from.data,
            closed_until=self.closed_until.data,
            due_on=self.due_on.data,
            schemes=tuple(self.schemes.data or ()),
            sample=self.rule(),
            seed=(self.seed.data or "").strip(),
            reviewers=tuple(self.reviewers.data or ()),
            leads=tuple(self.leads.data or ()),
            bar_same_county=self.bar_same_county.data,
            cap=self.cap.data,
            caps=_caps(self.caps.data),
            decimals=self.decimals.data or 0,
            minimum_n=self.minimum_n.data or 0,
            provisional_first=self.provisional_first.data,
            closing_question=self.closing_question.data,
            trace_days=self.trace_days.data or 0,
        )


def _people(choices: Choices, chosen: Iterable[str] | None) -> list[SelectChoice]:
    known = {
        each.number: " · ".join(
            part for part in (each.name, each.number, each.area) if part
        )
        for each in choices.reviewers
    }
    names = dict.fromkeys((*known, *(chosen or ())))
    return [SelectChoice(number, known.get(number, number)) for number in names]


def _caps(text: str | None) -> dict[str, int]:
    found = (EXCEPTION.fullmatch(line) for line in lines_of(text))
    return {match[1]: int(match[2]) for match in found if match}


def data_of(plan: CampaignPlan) -> Mapping[str, Any]:
    """A plan as the form shows it."""
    same = (
        *("code", "name", "assessment_year", "closed_from", "closed_until", "due_on"),
        *("seed", "bar_same_county", "cap", "decimals", "minimum_n"),
        *("provisional_first", "closing_question", "trace_days"),
    )
    return {
        **{name: getattr(plan, name) for name in same},
        **rule_data(plan.sample),
        "schemes": list(plan.schemes),
        "reviewers": list(plan.reviewers),
        "leads": list(plan.leads),
        "caps": "\n".join(f"{number}={cap}" for number, cap in plan.caps.items()),
    }


class PlanFile(FlaskForm):
    """A plan in YAML and UTF-8, of a size that a person could have written."""

    file = FileField(
        _l("Plan (YAML)"),
        [FileRequired(_l("Choose a file."))],
        render_kw={"accept": ".yaml,.yml"},
    )

    def validate_file(self, field: FileField) -> None:
        content = field.data.read(MOST_BYTES + 1)
        field.data.close()
        if len(content) > MOST_BYTES:
            raise ValidationError(_l("The file is too large for a plan."))
        try:
            self.text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ValidationError(_l("The file is not UTF-8 text.")) from None


class TakeBack(FlaskForm):
    reason = StringField(_l("Reason"), [NEEDED, Length(max=200)])


class Stopped(FlaskForm):
    """A reviewer is stopped, and what was read since a day is read again."""

    reason = StringField(_l("Reason"), [NEEDED, Length(max=200)])
    since = DayField(_l("Read again what came in since"), [Optional()])


class TakeIn(FlaskForm):
    """A reviewer of the list joins a campaign."""

    number = SelectField(_l("Reviewer"), [NEEDED])
    cap = WholeField(_l("Personal limit"), [Optional(), NumberRange(1, 10_000)])
    is_lead = BooleanField(_l("As a panel lead, who only decides"))

    def offer(self, outsiders: Iterable[Outsider]) -> None:
        self.number.choices = [
            SelectChoice("", "—"),
            *(
                SelectChoice(each.number, " · ".join(filter(None, parts)))
                for each in outsiders
                if (parts := (each.name, each.number, each.area))
            ),
        ]


class Limit(FlaskForm):
    cap = WholeField(_l("Personal limit"), [Optional(), NumberRange(1, 10_000)])


class Term(FlaskForm):
    due_on = DayField(_l("Reviews due on"), [Optional()])


class DeclareConflict(FlaskForm):
    """Either a firm or a handler; never both."""

    reviewer = SelectField(_l("Reviewer"), [NEEDED])
    firm = SelectField(_l("Firm"))
    handler = SelectField(_l("Handler"))

    def validate_handler(self, field: SelectField) -> None:
        if bool(field.data) == bool(self.firm.data):
            raise ValidationError(_l("Choose either a firm or a handler."))
