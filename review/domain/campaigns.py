"""A campaign's plan: what is reviewed, by which schemes, drawn and allocated how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from review.domain.errors import N_, RuleBroken
from review.domain.sampling import SampleBy, SampleRule
from review.domain.schemes import Grade, Scheme

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
    minimum_n: int = 1
    provisional_first: bool = False


def check_plan(plan: CampaignPlan) -> None:
    """Dates in order, at least one scheme, decimals that make sense."""
    if plan.closed_until < plan.closed_from:
        raise PlanBroken(N_("The period ends before it begins."))
    if not plan.schemes:
        raise PlanBroken(N_("A campaign needs at least one scheme."))
    if not 0 <= plan.decimals <= 4:
        raise PlanBroken(N_("Rates have between 0 and 4 decimals."))


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
