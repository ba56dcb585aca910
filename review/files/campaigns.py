"""A campaign's plan as a YAML file, read as strictly as a scheme."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from review.domain.campaigns import BAD_CODE, CODE, MINIMUM_N, CampaignPlan
from review.domain.errors import N_, RuleBroken
from review.domain.sampling_rule import (
    LATE_AFTER,
    Risk,
    SampleBy,
    SampleRule,
    Stratifier,
)
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


class PlanRefused(RuleBroken):
    """A plan with faults opens nothing; all of them are told at once."""

    sentence = N_("The campaign file has %(n)s problems; nothing was opened.")

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


Stratum = Literal["county", "case_kind", "firm", "handler"]


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
        )


class PlanShape(Shape):
    code: Code
    name: Label
    assessment_year: Whole
    closed_from: Day
    closed_until: Day
    schemes: list[Label]
    due_on: Day | None = None
    sample: SampleShape = SampleShape()
    seed: Label | None = None
    reviewers: list[Label] = Field(default_factory=list)
    leads: list[Label] = Field(default_factory=list)
    bar_same_county: bool = False
    cap: Whole | None = None
    caps: dict[str, Whole] = Field(default_factory=dict)
    decimals: Whole = 2
    minimum_n: Whole = MINIMUM_N
    provisional_first: bool = False
    closing_question: bool = False
    trace_days: Whole = 0

    def plan(self) -> CampaignPlan:
        fields = self.model_dump(exclude={"sample"})
        lists = {key: tuple(fields[key]) for key in ("schemes", "reviewers", "leads")}
        return CampaignPlan(
            **{**fields, **lists, "seed": self.seed or "", "sample": self.sample.rule()}
        )


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
    key = str(error["loc"][-1])
    if kind == "missing":
        return MISSING, {"key": key}
    if kind == "extra_forbidden":
        near = get_close_matches(key, KEYS, n=1)
        if near:
            return UNKNOWN_NEAR, {"key": key, "known": near[0]}
        return UNKNOWN, {"key": key}
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
    }
)
