"""A campaign's plan as a YAML file, read as strictly as a scheme."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from review.domain.arrivals import ReportEvery
from review.domain.campaigns import (
    BAD_CODE,
    CODE,
    MINIMUM_N,
    CampaignKind,
    CampaignPlan,
)
from review.domain.candidates import GRADES, Bar, Strength, Unit
from review.domain.docket import ConflictRules
from review.domain.entrustment import Contract, OrganisationKind
from review.domain.errors import N_, RuleBroken, ngettext
from review.domain.kinds import CaseClass, CaseKind, Stage, Worded
from review.domain.rotation import WhoReviews
from review.domain.sampling_rule import (
    LATE_AFTER,
    Risk,
    SampleBy,
    SampleRule,
    Stratifier,
)
from review.domain.scheme_uses import Narrowing
from review.files.schemes.problems import Problem
from review.files.schemes.reading import Reading, read
from review.files.schemes.shapes import Label, Number, Shape, Whole
from review.files.schemes.shaping import (
    MISSING,
    NOT_IN_FORM,
    SENTENCES,
    UNKNOWN,
    UNKNOWN_NEAR,
)

BAD_DAY = N_("Give a day such as 2026-03-31.")
DAY = "day"
NO_WORD = "no_word"
IGNORE = "ignore"


class PlanRefused(RuleBroken):
    """A plan with faults opens nothing; all of them are told at once."""

    sentence = ngettext(
        "The campaign file has %(n)s problem; nothing was opened.",
        "The campaign file has %(n)s problems; nothing was opened.",
    )

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(n=len(problems))
        self.problems = problems

    def __str__(self) -> str:
        return "; ".join(str(problem) for problem in self.problems)


def _day(value: object) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise PydanticCustomError(DAY, "a day") from None


Day = Annotated[date, BeforeValidator(_day)]
Code = Annotated[str, Field(pattern=f"^{CODE.pattern}$")]


def _worded(words: type[Worded]) -> BeforeValidator:
    """One of our words, by its code or as spreadsheets say it in Chinese."""

    def value(written: object) -> str:
        found = words.find(str(written)) if isinstance(written, str) else None
        if found is None:
            known = ", ".join(each.value for each in words if each.value)
            raise PydanticCustomError(NO_WORD, "a word", {"expected": known})
        return found.value

    return BeforeValidator(value)


def _spelled(shape: Callable[[object], object]) -> BeforeValidator:
    """A single value in short for what is written with keys at length."""
    return BeforeValidator(
        lambda given: given if isinstance(given, dict) else shape(given)
    )


Class = Annotated[str, _worded(CaseClass)]
Weight = Literal["block", "warn", "disclose", "ignore"]
Stratum = Literal["county", "case_kind", "firm", "handler", "case_class"]


class TicketsShape(Shape):
    complaint: Whole = 0
    late: Whole = 0
    poor_result: Whole = 0


class SampleShape(Shape):
    by: Literal["census", "percent", "number", "listed"] = "census"
    percent: Number | None = None
    number: Whole | None = None
    case_numbers: list[Label] = Field(default_factory=list)
    next_number: bool = False
    stratify_by: list[Stratum] | None = None
    per: list[Stratum] = Field(default_factory=list)
    quotas: dict[str, Whole] = Field(default_factory=dict)
    minimum_per_handler: Whole = 0
    maximum_per_handler: Whole | None = None
    extra_tickets: TicketsShape = TicketsShape()
    complaints: list[Label] = Field(default_factory=list)
    late_after: Whole = LATE_AFTER
    include_secret: bool = False
    leave_out_drawn: bool = False

    def rule(self) -> SampleRule:
        """Without a word the strata are what quotas are for, else county and kind."""
        per = [each.value for each in Stratifier if each.value in self.per]
        unsaid = per or ["county", "case_kind"]
        strata = unsaid if self.stratify_by is None else self.stratify_by
        tickets = self.extra_tickets.model_dump().items()
        return SampleRule(
            by=SampleBy(self.by),
            percent=Decimal(self.percent) if self.percent is not None else None,
            number=self.number,
            case_numbers=tuple(self.case_numbers),
            next_number=self.next_number,
            stratify_by=tuple(Stratifier(each) for each in strata),
            per=tuple(Stratifier(each) for each in per),
            quotas=tuple(self.quotas.items()),
            minimum_per_handler=self.minimum_per_handler,
            maximum_per_handler=self.maximum_per_handler,
            extra_tickets=tuple((Risk(risk), n) for risk, n in tickets if n),
            complaints=tuple(self.complaints),
            late_after=self.late_after,
            include_secret=self.include_secret,
            leave_out_drawn=self.leave_out_drawn,
        )


class UseShape(Shape):
    scheme: Label
    case_kinds: list[Annotated[str, _worded(CaseKind)]] = Field(default_factory=list)
    stages: list[Annotated[str, _worded(Stage)]] = Field(default_factory=list)
    case_classes: list[Class] = Field(default_factory=list)

    def narrowing(self) -> Narrowing:
        return Narrowing(
            tuple(self.case_kinds), tuple(self.stages), tuple(self.case_classes)
        )


class RecusalShape(Shape):
    opposing: Weight | None = None
    co_counsel: Weight | None = None
    predecessor: Weight | None = None
    staff: Weight | None = None
    matter: Weight | None = None
    party: Weight | None = None
    employer: Weight | None = None
    employer_years: Whole | None = None
    years: dict[Class, Whole] = Field(default_factory=dict)
    unit: Literal["person", "firm", "county", "nobody"] = "person"

    def rules(self) -> ConflictRules:
        return ConflictRules(
            grades={bar: self._grade(bar) for bar in GRADES},
            employer_years=self.employer_years,
            years={each: self.years.get(each.value, 0) for each in CaseClass},
            unit=Unit(self.unit),
        )

    def _grade(self, bar: Bar) -> Strength | None:
        said = getattr(self, bar.value) or GRADES[bar].value
        return None if said == IGNORE else Strength(said)


class EntrustedShape(Shape):
    organisation: Label
    kind: Annotated[str, _worded(OrganisationKind)]
    contract_no: Label
    starts_on: Day
    ends_on: Day
    scope: str = ""

    def contract(self) -> Contract:
        return Contract(
            **{**self.model_dump(), "kind": OrganisationKind(self.kind)},
        )


class PlanShape(Shape):
    code: Code
    name: Label
    kind: Annotated[str, _worded(CampaignKind)] = CampaignKind.ANNUAL.value
    report_every: Annotated[str, _worded(ReportEvery)] = ReportEvery.MONTH.value
    assessment_year: Whole
    closed_from: Day
    closed_until: Day
    schemes: list[Annotated[UseShape, _spelled(lambda name: {"scheme": name})]]
    reviews: Annotated[
        dict[Class, Whole], _spelled(lambda n: {each.value: n for each in CaseClass})
    ] = Field(default_factory=dict)
    due_on: Day | None = None
    sample: SampleShape = SampleShape()
    seed: Label | None = None
    reviewers: list[Label] = Field(default_factory=list)
    leads: list[Label] = Field(default_factory=list)
    bar_same_county: bool = False
    cap: Whole | None = None
    caps: dict[str, Whole | None] = Field(default_factory=dict)
    recusal: RecusalShape = RecusalShape()
    decimals: Whole = 2
    minimum_n: Whole = MINIMUM_N
    provisional_first: bool = False
    senior_read: bool = True
    closing_question: bool = False
    answer_days: Whole = 0
    trace_days: Whole = 0
    second_reads: Whole = 0
    entrusted: EntrustedShape | None = None
    seeds: Whole = 0
    common_files: Whole = 0
    who_reviews: Literal["anyone", "own", "counties", "firms"] = "anyone"
    recheck_of: Label | None = None

    def plan(self) -> CampaignPlan:
        own = {
            "kind": CampaignKind(self.kind),
            "report_every": ReportEvery(self.report_every),
            "schemes": tuple(use.scheme for use in self.schemes),
            "narrowed": {u.scheme: n for u in self.schemes if (n := u.narrowing())},
            "reviewers": tuple(self.reviewers),
            "leads": tuple(self.leads),
            "recusal": self.recusal.rules(),
            "seed": self.seed or "",
            "recheck_of": self.recheck_of or "",
            "who_reviews": WhoReviews(self.who_reviews),
            "sample": self.sample.rule(),
            "entrusted": self.entrusted.contract() if self.entrusted else None,
        }
        return CampaignPlan(**{**self.model_dump(exclude=set(own)), **own})


def load(text: str) -> CampaignPlan:
    """The plan a file describes; PlanRefused names every fault with its line."""
    reading = read(text)
    if reading.usable and not reading.problems:
        try:
            return PlanShape.model_validate(reading.value).plan()
        except ValidationError as error:
            reading.problems += _problems(error, reading)
    raise PlanRefused(tuple(sorted(reading.problems)))


def _problems(error: ValidationError, reading: Reading) -> list[Problem]:
    return [
        Problem(
            reading.key_lines.get(each["loc"], reading.line_of(each["loc"])),
            ".".join(str(step) for step in each["loc"]),
            *_sentence(each),
        )
        for each in error.errors(include_url=False, include_input=False)
    ]


def _sentence(error: ErrorDetails) -> tuple[str, dict[str, object]]:
    """What is wrong and what to write instead, as in a scheme's file."""
    kind, context = error["type"], error.get("ctx", {})
    # Of a file that is no mapping at all, nothing can be named.
    key = str(error["loc"][-1]) if error["loc"] else ""
    if kind == "missing":
        return MISSING, {"key": key}
    if kind == "extra_forbidden":
        near = get_close_matches(key, KEYS, n=1)
        if near:
            return UNKNOWN_NEAR, {"key": key, "known": near[0]}
        return UNKNOWN, {"key": key}
    if kind == NO_WORD:
        return SENTENCES["literal_error"], {"known": context["expected"]}
    if kind == "literal_error":
        known = context["expected"].replace("'", "").replace(" or ", ", ")
        return SENTENCES[kind], {"known": known}
    sentence = {DAY: BAD_DAY, "string_pattern_mismatch": BAD_CODE, **SENTENCES}.get(
        kind
    )
    return (sentence, {}) if sentence else (NOT_IN_FORM, {"problem": error["msg"]})


KEYS = sorted(
    {
        *PlanShape.model_fields,
        *SampleShape.model_fields,
        *TicketsShape.model_fields,
        *UseShape.model_fields,
        *RecusalShape.model_fields,
        *EntrustedShape.model_fields,
    }
)
