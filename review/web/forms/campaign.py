"""The form of a new campaign, to and from its plan; and the small forms of its steps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from review.domain.arrivals import ReportEvery
from review.domain.campaigns import (
    MOST_ANSWER_DAYS,
    MOST_TRACE_DAYS,
    CampaignKind,
    CampaignPlan,
)
from review.domain.common_files import MOST as MOST_COMMON
from review.domain.kinds import CaseClass, CaseKind, Stage, Worded
from review.domain.rotation import WhoReviews
from review.domain.scheme_uses import FEWEST_REVIEWS, MOST_REVIEWS, Narrowing
from review.domain.second_reads import MOST_PERCENT
from review.domain.seeds import MOST_PERCENT as MOST_SEEDS
from review.services.plan_choices import Choices
from review.web.display import words
from review.web.forms.entrustment import ContractFields
from review.web.forms.entrustment import data_of as contract_data
from review.web.forms.fields import (
    NEEDED,
    ChecksField,
    DayField,
    WholeField,
    lines_of,
)
from review.web.forms.offered import campaigns, people
from review.web.forms.recusal import Recusal
from review.web.forms.recusal import data_of as recusal_data
from review.web.forms.sampling import SampleFields
from review.web.forms.sampling import data_of as rule_data

MOST_BYTES = 1024 * 1024
EXCEPTION = re.compile(r"(.+?)\s*[=:：]\s*(\d{1,5}|-)")
REVIEWS = [Optional(), NumberRange(FEWEST_REVIEWS, MOST_REVIEWS)]
USES: Mapping[str, type[Worded]] = {
    "case_kinds": CaseKind,
    "stages": Stage,
    "case_classes": CaseClass,
}


class OpenCampaign(SampleFields, Recusal, ContractFields):
    """Everything a plan says; empty choices of reviewers mean everyone in force."""

    kind = RadioField(
        _l("Kind of campaign"),
        choices=[SelectChoice(each.value, _l(each.words)) for each in CampaignKind],
        default=CampaignKind.ANNUAL.value,
    )
    report_every = RadioField(
        _l("Reported"),
        choices=[SelectChoice(each.value, _l(each.words)) for each in ReportEvery],
        default=ReportEvery.MONTH.value,
    )
    name = StringField(_l("Campaign name"), [NEEDED, Length(max=200)])
    code = StringField(_l("Campaign code"), [NEEDED, Length(max=40)])
    assessment_year = WholeField(_l("Assessment year"), [NEEDED])
    closed_from = DayField(_l("Closed from"), [NEEDED])
    closed_until = DayField(_l("Closed until"), [NEEDED])
    due_on = DayField(_l("Reviews due on"), [Optional()])
    schemes = ChecksField(_l("Schemes"))
    uses = ChecksField(_l("Used only for"))
    reviews_general = WholeField(_l("Reviews of a general case"), REVIEWS)
    reviews_complex = WholeField(_l("Reviews of a complex case"), REVIEWS)
    reviews_major = WholeField(_l("Reviews of a major case"), REVIEWS)
    seed = StringField(_l("Seed announced beforehand"), [Length(max=100)])
    recheck_of = SelectField(_l("Draw only from the settled files of"), default="")
    reviewers = ChecksField(_l("Reviewers"))
    leads = ChecksField(_l("Panel leads"))
    who_reviews = RadioField(
        _l("Whose files a reviewer may get"),
        choices=[SelectChoice(each.value, _l(each.words)) for each in WhoReviews],
        default=WhoReviews.ANYONE.value,
    )
    bar_same_county = BooleanField(_l("No reviewer from the county of the case"))
    cap = WholeField(_l("Most files per reviewer"), [Optional(), NumberRange(min=1)])
    caps = TextAreaField(_l("Exceptions, such as R07=30, one in each line"))
    decimals = WholeField(_l("Decimals of rates"), [NEEDED, NumberRange(0, 4)])
    minimum_n = WholeField(_l("Smallest group published"), [NEEDED, NumberRange(min=1)])
    provisional_first = BooleanField(_l("Release provisionally to lawyers first"))
    answer_days = WholeField(
        _l("Working days for answers to the provisional release"),
        [Optional(), NumberRange(0, MOST_ANSWER_DAYS)],
    )
    senior_read = BooleanField(_l("Release no fail that a senior has not read"))
    closing_question = BooleanField(
        _l("Ask each reviewer at the end whether the lawyer or the firm was recognised")
    )
    trace_days = WholeField(
        _l("Days for which reading traces are kept; 0 makes none"),
        [Optional(), NumberRange(0, MOST_TRACE_DAYS)],
    )
    second_reads = WholeField(
        _l("Files with a hidden second read, in percent; 0 means none"),
        [Optional(), NumberRange(0, MOST_PERCENT)],
    )
    seeds = WholeField(
        _l("Reviews of hidden seeds, in percent; 0 means none"),
        [Optional(), NumberRange(0, MOST_SEEDS)],
    )
    common_files = WholeField(
        _l("Common files, read by nearly all reviewers; 0 means none"),
        [Optional(), NumberRange(0, MOST_COMMON)],
    )

    def offer_choices(self, choices: Choices) -> None:
        """What may be chosen; what was chosen stands first, in its order.

        Of several schemes that fit a file the first counts, so the order matters.
        """
        self.offer()
        chosen = self.schemes.data or []
        titles = {each.name: words(each.title) for each in choices.schemes}
        names = dict.fromkeys((*chosen, *titles))
        self.schemes.choices = [SelectChoice(n, titles.get(n, n)) for n in names]
        self.uses.choices = _uses(choices, self.uses.data)
        self.reviewers.choices = people(choices, self.reviewers.data)
        self.leads.choices = people(choices, self.leads.data)
        self.recheck_of.choices = campaigns(choices, self.recheck_of.data)

    def validate_caps(self, field: TextAreaField) -> None:
        for line in lines_of(field.data):
            if EXCEPTION.fullmatch(line) is None:
                raise ValidationError(_l("Write each exception as number = files."))

    def plan(self) -> CampaignPlan:
        """The plan this form describes; whether it can be carried out is not said."""
        return CampaignPlan(
            code=(self.code.data or "").strip(),
            name=(self.name.data or "").strip(),
            kind=CampaignKind(self.kind.data),
            report_every=ReportEvery(self.report_every.data),
            assessment_year=self.assessment_year.data or 0,
            closed_from=self.closed_from.data,
            closed_until=self.closed_until.data,
            due_on=self.due_on.data,
            schemes=tuple(self.schemes.data or ()),
            narrowed=_narrowed(self.uses.data or (), self.schemes.data or ()),
            reviews=self._reviews(),
            recusal=self.rules(),
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
            answer_days=self.answer_days.data or 0,
            senior_read=self.senior_read.data,
            closing_question=self.closing_question.data,
            trace_days=self.trace_days.data or 0,
            second_reads=self.second_reads.data or 0,
            entrusted=self.contract(),
            seeds=self.seeds.data or 0,
            common_files=self.common_files.data or 0,
            who_reviews=WhoReviews(self.who_reviews.data),
            recheck_of=self.recheck_of.data or "",
        )

    def _reviews(self) -> dict[str, int]:
        given = {each.value: self[f"reviews_{each.value}"].data for each in CaseClass}
        return {name: n for name, n in given.items() if n is not None}


def _uses(choices: Choices, chosen: Iterable[str] | None) -> list[SelectChoice]:
    """What a scheme could be narrowed to: two or more of what it is meant for."""
    offered: dict[str, Any] = {}
    for scheme in choices.schemes:
        for name, known in USES.items():
            values = getattr(scheme.meant_for, name) or _every(name)
            for value in values if len(values) > 1 else ():
                offered[f"{scheme.name}|{name}|{value}"] = _l(known(value).words)
    known = (each for each in chosen or () if each.count("|") >= 2)
    names = dict.fromkeys((*offered, *known))
    return [SelectChoice(n, offered.get(n, n)) for n in names]


def _every(name: str) -> tuple[str, ...]:
    """A scheme for every class may be used for some; kinds and stages it must name."""
    return tuple(each.value for each in CaseClass) if name == "case_classes" else ()


def _narrowed(uses: Iterable[str], schemes: Iterable[str]) -> dict[str, Narrowing]:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for use in uses:
        scheme, _, rest = use.partition("|")
        name, _, value = rest.partition("|")
        if scheme in schemes and name in USES:
            said = found.setdefault(scheme, {})
            said[name] = (*said.get(name, ()), value)
    return {scheme: Narrowing(**said) for scheme, said in found.items()}


def _caps(text: str | None) -> dict[str, int | None]:
    found = (EXCEPTION.fullmatch(line) for line in lines_of(text))
    return {m[1]: int(m[2]) if m[2].isdecimal() else None for m in found if m}


def data_of(plan: CampaignPlan) -> Mapping[str, Any]:
    """A plan as the form shows it."""
    same = (
        *("code", "name", "assessment_year", "closed_from", "closed_until", "due_on"),
        *("seed", "bar_same_county", "cap", "decimals", "minimum_n"),
        *("provisional_first", "answer_days", "senior_read"),
        *("closing_question", "trace_days", "second_reads", "seeds"),
        *("common_files", "recheck_of"),
    )
    return {
        **{name: getattr(plan, name) for name in same},
        **rule_data(plan.sample),
        **recusal_data(plan.recusal),
        **contract_data(plan.entrusted),
        "kind": plan.kind.value,
        "report_every": plan.report_every.value,
        "who_reviews": plan.who_reviews.value,
        "uses": [
            f"{scheme}|{name}|{value}"
            for scheme, said in plan.narrowed.items()
            for name in USES
            for value in getattr(said, name)
        ],
        **{f"reviews_{name}": n for name, n in plan.reviews.items()},
        "schemes": list(plan.schemes),
        "reviewers": list(plan.reviewers),
        "leads": list(plan.leads),
        "caps": "\n".join(
            f"{number}={'-' if cap is None else cap}"
            for number, cap in plan.caps.items()
        ),
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


class SetClass(FlaskForm):
    """The class that the files are put into; looked at before anything is done."""

    to = SelectField(_l("Case class"), [NEEDED])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.to.choices = [(each.value, _(each.words)) for each in CaseClass]


class Extend(FlaskForm):
    """Until when instead, and why; the day comes from the look that was taken."""

    reason = StringField(_l("Reason"), [NEEDED, Length(max=200)])


class Until(FlaskForm):
    """The day whose consequence is to be shown; changes nothing."""

    class Meta:
        csrf = False

    until = DayField(_l("New day"), [NEEDED])


class AskForTime(FlaskForm):
    until = DayField(_l("Until when you need"), [NEEDED])
    reason = StringField(_l("Reason"), [NEEDED, Length(max=200)])


class Stopped(FlaskForm):
    """A reviewer is stopped, and what was read since a day is read again."""

    reason = StringField(_l("Reason"), [NEEDED, Length(max=200)])
    since = DayField(_l("Read again what came in since"), [Optional()])
