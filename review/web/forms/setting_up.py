"""The plan of a new campaign step by step: one form, of which a step shows a part.

What was typed is kept as it was typed, name by name, so that going back, leaving and
coming again lose nothing, not even what cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, RadioField, SelectField
from wtforms.validators import Length

from review.domain.campaigns import CampaignPlan
from review.domain.errors import N_, RuleBroken
from review.domain.kinds import CaseClass
from review.services.plan_choices import Choices
from review.web.errors import in_words
from review.web.forms.campaign import OpenCampaign, data_of
from review.web.forms.entrustment import CONTRACT
from review.web.forms.fields import NEEDED, ChecksField
from review.web.forms.recusal import GRADED
from review.web.forms.sampling import PLACES, SampleFields

Said = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Step:
    """A page of the set-up, and the fields it asks for."""

    code: str
    words: str
    fields: tuple[str, ...] = ()


CLASSES = tuple(each.value for each in CaseClass)
SAMPLE = tuple(
    name
    for name in vars(SampleFields)
    if hasattr(vars(SampleFields)[name], "field_class")
)
STEPS = (
    Step(
        "period",
        N_("Kind and period"),
        (
            *("name", "code", "kind", "report_every"),
            *("assessment_year", "closed_from", "closed_until"),
        ),
    ),
    Step("schemes", N_("Schemes"), ("schemes", "uses")),
    Step("sample", N_("The sample"), ("recheck_of", *SAMPLE, "seed")),
    Step(
        "reviews",
        N_("Reviews of a case"),
        (*(f"reviews_{name}" for name in CLASSES), *CLASSES),
    ),
    Step(
        "people",
        N_("The reviewers"),
        (
            *("reviewers", "leads", "cap", "caps", "who_reviews", "bar_same_county"),
            *(*GRADED, "employer_years", "unit"),
            *CONTRACT,
        ),
    ),
    Step(
        "conduct",
        N_("Term and blindness"),
        (
            *("due_on", "closing_question", "trace_days"),
            *("second_reads", "seeds", "common_files"),
        ),
    ),
    Step(
        "publication",
        N_("The publication"),
        ("provisional_first", "answer_days", "senior_read", "decimals", "minimum_n"),
    ),
    Step("look", N_("Look and open")),
)
BY_CODE = {step.code: step for step in STEPS}
FIRST, LAST = STEPS[0], STEPS[-1]
OF_FIELD = {name: step for step in STEPS for name in step.fields}


class CopyCampaign(FlaskForm):
    """Which campaign is taken as the model."""

    code = SelectField(_l("Campaign"), [NEEDED, Length(max=64)])

    def offer(self, campaigns: Iterable[tuple[str, str]]) -> None:
        self.code.choices = [(code, f"{name} · {code}") for code, name in campaigns]


def step_of(code: str) -> Step:
    return BY_CODE.get(code, FIRST)


def beside(step: Step, by: int) -> Step:
    """The step before or after this one; at the ends the step itself."""
    place = STEPS.index(step) + by
    return STEPS[min(max(place, 0), len(STEPS) - 1)]


def said_of_plan(plan: CampaignPlan, choices: Choices) -> Said:
    """A plan as the form would have been filled in for it."""
    form = OpenCampaign(formdata=None, data=data_of(plan), meta={"csrf": False})
    form.offer_choices(choices)
    names = {name for step in STEPS for name in step.fields}
    return tuple(pair for f in form if f.short_name in names for pair in _pairs(f))


def _pairs(field: Field) -> Iterator[tuple[str, str]]:
    if isinstance(field, ChecksField):
        yield from ((field.name, value) for value in field.data or ())
    elif isinstance(field, BooleanField):
        if field.data:
            yield field.name, "y"
    elif isinstance(field, RadioField | SelectField):
        yield field.name, "" if field.data is None else str(field.data)
    else:
        yield field.name, field._value()


def merged(said: Said, step: Step, sent: MultiDict[str, str]) -> Said:
    """What was typed so far with this step's part as it was sent now."""
    others = (pair for pair in said if pair[0] not in step.fields)
    own = ((name, value) for name in step.fields for value in sent.getlist(name))
    return (*others, *own)


def form_of(said: Said, choices: Choices) -> OpenCampaign:
    """The whole form as it was typed; the request's own token was checked before."""
    form = OpenCampaign(formdata=MultiDict(said), meta={"csrf": False})
    form.offer_choices(choices)
    return form


def name_in(said: Said) -> str:
    """What a draft is called in the list."""
    known = dict(said)
    return (known.get("name") or known.get("code") or "").strip()


def place_faults(form: OpenCampaign, faults: Iterable[RuleBroken]) -> list[str]:
    """Put each fault at its field; gives those that have none."""
    homeless = []
    for fault in faults:
        place = getattr(fault, "place", "")
        name = PLACES.get(place, place) if place not in form else place
        if name in form and name in OF_FIELD:
            field = form[name]
            field.errors = [*field.errors, in_words(fault)]
        else:
            homeless.append(in_words(fault))
    return homeless


def faulty_steps(form: OpenCampaign) -> dict[str, list[Field]]:
    """The fields at fault by step."""
    found: dict[str, list[Field]] = {}
    for field in form:
        if field.errors and field.short_name in OF_FIELD:
            found.setdefault(OF_FIELD[field.short_name].code, []).append(field)
    return found
