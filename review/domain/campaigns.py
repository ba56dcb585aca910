"""A campaign's plan: what is reviewed, by which schemes, drawn and allocated how."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from review.domain.errors import N_, RuleBroken
from review.domain.sampling_rule import SampleBy, SampleRule, rule_faults
from review.domain.schemes import Grade, Scheme

MINIMUM_N = 5
"""A group with fewer files is not published by itself, unless the bureau says so."""
MOST_TRACE_DAYS = 730
DEFAULT_SAMPLE = SampleRule(by=SampleBy.CENSUS)


class PlanBroken(RuleBroken):
    """The plan contradicts itself."""

    sentence = N_("This plan cannot be carried out.")


@dataclass(frozen=True, slots=True)
class CampaignPlan:
    """What the bureau decides before a campaign opens.

    `schemes` are codes, the newest version of each unless written code@version.
    `reviewers` and `leads` are reviewer numbers; no reviewers means all in force.
    `cap` is the most files anyone reads; `caps` overrides it by reviewer number.
    `closing_question` asks each reviewer at the end whether the file's lawyer or firm
    was recognised. `trace_days` keeps for so many days which pages were open.
    """

    code: str
    name: str
    assessment_year: int
    closed_from: date
    closed_until: date
    schemes: tuple[str, ...]
    due_on: date | None = None
    sample: SampleRule = DEFAULT_SAMPLE
    seed: str = ""
    reviewers: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    bar_same_county: bool = False
    cap: int | None = None
    caps: Mapping[str, int] = field(default_factory=dict)
    decimals: int = 2
    minimum_n: int = MINIMUM_N
    provisional_first: bool = False
    closing_question: bool = False
    trace_days: int = 0


@dataclass(frozen=True, slots=True)
class Announced:
    """What a campaign does beside the reviews; reviewers are told before they begin."""

    closing_question: bool = False
    trace_days: int = 0
    """How long reading traces are kept; 0 if none are made."""


def announced_in(rules: Mapping[str, object]) -> Announced:
    """As a campaign's stored rules say; without a word nothing of the kind is done."""
    return Announced(
        closing_question=bool(rules.get("closing_question")),
        trace_days=_whole(rules.get("trace_days")),
    )


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
BAD_CODE = N_(
    "The code has at most 40 letters, digits, dots, lines or underscores, and begins "
    "with a letter or a digit."
)
FIRST_YEAR, LAST_YEAR = 2000, 2100


def plan_faults(plan: CampaignPlan) -> tuple[RuleBroken, ...]:
    """Everything in which the plan contradicts itself, so that it is told at once."""
    return tuple(_faults(plan))


def check_plan(plan: CampaignPlan) -> None:
    """Refuse a plan that contradicts itself, with the first fault."""
    for fault in plan_faults(plan):
        raise fault


def _faults(plan: CampaignPlan) -> Iterator[RuleBroken]:
    if not CODE.fullmatch(plan.code):
        yield PlanBroken(BAD_CODE)
    if not plan.name.strip():
        yield PlanBroken(N_("The campaign needs a name."))
    if not FIRST_YEAR <= plan.assessment_year <= LAST_YEAR:
        yield PlanBroken(N_("The assessment year is a year such as 2026."))
    if plan.closed_until < plan.closed_from:
        yield PlanBroken(N_("The period ends before it begins."))
    if not plan.schemes:
        yield PlanBroken(N_("A campaign needs at least one scheme."))
    yield from _number_faults(plan)
    yield from rule_faults(plan.sample)


# The seed may be left to the draw; the rest of the rule must hold when a plan opens.
ANY_SEED = "any"


def _number_faults(plan: CampaignPlan) -> Iterator[PlanBroken]:
    if not 0 <= plan.decimals <= 4:
        yield PlanBroken(N_("Rates have between 0 and 4 decimals."))
    if plan.minimum_n < 1:
        yield PlanBroken(
            N_("The smallest group that is published has at least 1 file.")
        )
    if not 0 <= plan.trace_days <= MOST_TRACE_DAYS:
        yield PlanBroken(
            N_("Reading traces are kept for at most %(most)s days; 0 makes none."),
            most=MOST_TRACE_DAYS,
        )
    if any(cap is not None and cap < 1 for cap in (plan.cap, *plan.caps.values())):
        yield PlanBroken(N_("A reviewer's limit is at least 1 file."))


def cap_of(plan: CampaignPlan, number: str, own: int | None) -> int | None:
    """A reviewer's limit: the one the plan names, else the lower of own and general."""
    if number in plan.caps:
        return plan.caps[number]
    return min((cap for cap in (own, plan.cap) if cap is not None), default=None)


def check_one_grade_set(schemes: Sequence[Scheme]) -> None:
    """Figures add up over schemes only if all of them know the same grades."""
    sets = {tuple(_meaning(grade) for grade in scheme.grades) for scheme in schemes}
    if len(sets) > 1:
        raise PlanBroken(
            N_("The schemes %(codes)s do not share one set of grades."),
            codes=", ".join(scheme.code for scheme in schemes),
        )


def _meaning(grade: Grade) -> tuple[str, str, bool, str]:
    return (grade.code, grade.title.zh, grade.passes, grade.standing)


def scheme_for(
    schemes: Sequence[Scheme], *, kind: str, stage: str, case_class: str
) -> Scheme | None:
    """The first scheme meant for this kind, stage and class; empty means any."""
    return next(
        (
            scheme
            for scheme in schemes
            if _meant(scheme.case_kinds, kind)
            and _meant(scheme.stages, stage)
            and _meant(scheme.case_classes, case_class)
        ),
        None,
    )


def _meant(values: tuple[str, ...], value: str) -> bool:
    return not values or value in values
