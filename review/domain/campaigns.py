"""A campaign's plan: what is reviewed, by which schemes, drawn and allocated how."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from review.domain import common_files, rechecks, rotation, seeds
from review.domain.arrivals import ReportEvery
from review.domain.docket import ConflictRules, conflict_rules
from review.domain.entrustment import (
    Contract,
    ReportedAsItGoes,
    contract_faults,
)
from review.domain.errors import N_, RuleBroken
from review.domain.kinds import Worded, is_object
from review.domain.objects import Reviewed
from review.domain.sampling_rule import SampleBy, SampleRule, rule_faults
from review.domain.scheme_uses import FEWEST_REVIEWS, MOST_REVIEWS, Narrowing
from review.domain.schemes import Grade, Scheme
from review.domain.second_reads import MOST_PERCENT, percent_in

MINIMUM_N = 5
"""A group with fewer files is not published by itself, unless the bureau says so."""
MOST_TRACE_DAYS = 730
MOST_ANSWER_DAYS = 90
DEFAULT_SAMPLE = SampleRule(by=SampleBy.CENSUS)
DEFAULT_RECUSAL = conflict_rules({})


class CampaignKind(Worded):
    """What occasions a campaign; lists say it, and a copy keeps it."""

    ANNUAL = "annual", N_("Annual campaign"), "年度评查"
    SPECIAL = "special", N_("Special campaign"), "专项评查"
    STANDING = "standing", N_("Standing campaign"), "常态化评查", "常态评查"


class PlanBroken(RuleBroken):
    """The plan contradicts itself; `place` is the part of it that is wrong."""

    sentence = N_("This plan cannot be carried out.")

    def __init__(
        self, sentence: str = "", *, place: str = "", **values: object
    ) -> None:
        super().__init__(sentence, **values)
        self.place = place


@dataclass(frozen=True, slots=True)
class CampaignPlan:
    """What the bureau decides before a campaign opens.

    `schemes` are codes, the newest version of each unless written code@version.
    `reviewers` and `leads` are reviewer numbers; no reviewers means all in force.
    `cap` is the most files anyone reads; `caps` overrides it by reviewer number, with
    None for no limit at all.
    `closing_question` asks each reviewer at the end whether the file's lawyer or firm
    was recognised. `trace_days` keeps for so many days which pages were open.
    `narrowed` says, by a name in `schemes`, for which files alone that scheme is used
    here. `reviews` overrides, by class of case, how many reviews the schemes ask for.
    `report_every` is how long the periods of a standing campaign's reports are.
    `answer_days` is how many working days a provisional release waits for answers.
    `senior_read` releases no fail that a senior has not read; without a word it holds.
    `second_reads` is the percentage of files that somebody more reads, unknowingly;
    `seeds` that of reviews more, of files whose answers were agreed beforehand;
    `common_files` is how many files nearly all reviewers read, to be compared by.
    `entrusted` is the contract by which an organisation runs the reviews.
    `who_reviews` says whose files reviewers may get; `recheck_of` is the code of the
    campaign of which a share is re-checked.
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
    caps: Mapping[str, int | None] = field(default_factory=dict)
    decimals: int = 2
    minimum_n: int = MINIMUM_N
    provisional_first: bool = False
    senior_read: bool = True
    closing_question: bool = False
    trace_days: int = 0
    second_reads: int = 0
    seeds: int = 0
    common_files: int = 0
    kind: CampaignKind = CampaignKind.ANNUAL
    narrowed: Mapping[str, Narrowing] = field(default_factory=dict)
    reviews: Mapping[str, int] = field(default_factory=dict)
    recusal: ConflictRules = DEFAULT_RECUSAL
    answer_days: int = 0
    report_every: ReportEvery = ReportEvery.MONTH
    entrusted: Contract | None = None
    who_reviews: rotation.WhoReviews = rotation.WhoReviews.ANYONE
    recheck_of: str = ""


@dataclass(frozen=True, slots=True)
class Announced:
    """What a campaign does beside the reviews; reviewers are told before they begin."""

    closing_question: bool = False
    trace_days: int = 0
    """How long reading traces are kept; 0 if none are made."""
    second_reads: int = 0
    """The percentage of files that get a hidden second read; which, nobody is told."""
    seeds: int = 0
    """The percentage of reviews that are of hidden seeds; which, nobody is told."""
    common_files: int = 0
    """How many files nearly all reviewers read; which, nobody is told."""


def announced_in(rules: Mapping[str, object]) -> Announced:
    """As a campaign's stored rules say; without a word nothing of the kind is done."""
    return Announced(
        closing_question=bool(rules.get("closing_question")),
        trace_days=_whole(rules.get("trace_days")),
        second_reads=percent_in(rules),
        seeds=seeds.percent_in(rules),
        common_files=common_files.number_in(rules),
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
        yield PlanBroken(BAD_CODE, place="code")
    if not plan.name.strip():
        yield PlanBroken(N_("The campaign needs a name."), place="name")
    if not FIRST_YEAR <= plan.assessment_year <= LAST_YEAR:
        yield PlanBroken(
            N_("The assessment year is a year such as 2026."), place="assessment_year"
        )
    if plan.closed_until < plan.closed_from:
        yield PlanBroken(N_("The period ends before it begins."), place="closed_until")
    if not plan.schemes:
        yield PlanBroken(N_("A campaign needs at least one scheme."), place="schemes")
    yield from _number_faults(plan)
    yield from _use_faults(plan)
    yield from _standing_faults(plan)
    if plan.entrusted is not None:
        if plan.kind is CampaignKind.STANDING:
            yield ReportedAsItGoes(place="organisation")
        yield from contract_faults(plan.entrusted, due_on=plan.due_on)
    yield from rotation.wish_faults(
        plan.who_reviews,
        bars_same_county=plan.bar_same_county,
        is_standing=plan.kind is CampaignKind.STANDING,
    )
    yield from rule_faults(plan.sample)


# The seed may be left to the draw; the rest of the rule must hold when a plan opens.
ANY_SEED = "any"


def _number_faults(plan: CampaignPlan) -> Iterator[PlanBroken]:
    if not 0 <= plan.decimals <= 4:
        yield PlanBroken(N_("Rates have between 0 and 4 decimals."), place="decimals")
    if plan.minimum_n < 1:
        yield PlanBroken(
            N_("The smallest group that is published has at least 1 file."),
            place="minimum_n",
        )
    if not 0 <= plan.trace_days <= MOST_TRACE_DAYS:
        yield PlanBroken(
            N_("Reading traces are kept for at most %(most)s days; 0 makes none."),
            place="trace_days",
            most=MOST_TRACE_DAYS,
        )
    if not 0 <= plan.second_reads <= MOST_PERCENT:
        yield PlanBroken(
            N_("Hidden second reads are at most %(most)s percent; 0 makes none."),
            place="second_reads",
            most=MOST_PERCENT,
        )
    if not 0 <= plan.seeds <= seeds.MOST_PERCENT:
        yield PlanBroken(
            N_("Seeds are at most %(most)s percent of the reviews; 0 makes none."),
            place="seeds",
            most=seeds.MOST_PERCENT,
        )
    if not common_files.is_number(plan.common_files):
        yield PlanBroken(
            N_(
                "Common files are %(fewest)s to %(most)s, so that everybody has enough "
                "of them; 0 makes none."
            ),
            place="common_files",
            fewest=common_files.FEWEST,
            most=common_files.MOST,
        )
    if any(cap is not None and cap < 1 for cap in (plan.cap, *plan.caps.values())):
        yield PlanBroken(N_("A reviewer's limit is at least 1 file."), place="cap")


def _use_faults(plan: CampaignPlan) -> Iterator[PlanBroken]:
    for name in plan.narrowed:
        if name not in plan.schemes:
            yield PlanBroken(
                N_("%(name)s is narrowed, but is not among the schemes."),
                place="schemes",
                name=name,
            )
    if any(not FEWEST_REVIEWS <= n <= MOST_REVIEWS for n in plan.reviews.values()):
        yield PlanBroken(
            N_("A case has %(fewest)s to %(most)s reviews."),
            place="reviews_general",
            fewest=FEWEST_REVIEWS,
            most=MOST_REVIEWS,
        )
    if not 0 <= plan.answer_days <= MOST_ANSWER_DAYS:
        yield PlanBroken(
            N_("Answers are waited for at most %(most)s working days."),
            place="answer_days",
            most=MOST_ANSWER_DAYS,
        )
    if plan.answer_days and not plan.provisional_first:
        yield PlanBroken(
            N_("Only a provisional release can be answered; ask for one first."),
            place="answer_days",
        )


def _standing_faults(plan: CampaignPlan) -> Iterator[PlanBroken]:
    """Every file enters as it closes: there is no list to draw from, and no seed."""
    if plan.kind is not CampaignKind.STANDING:
        return
    if plan.sample.by is not SampleBy.CENSUS:
        yield PlanBroken(
            N_("In a standing campaign every closed file is reviewed; none is drawn."),
            place="by",
        )
    if plan.seeds:
        yield PlanBroken(
            N_(
                "In a standing campaign files are given out as they enter, so that "
                "nobody could agree on answers before: it has no seeds."
            ),
            place="seeds",
        )
    if plan.common_files:
        yield PlanBroken(
            N_(
                "In a standing campaign nobody knows beforehand which files come: it "
                "has no common ones."
            ),
            place="common_files",
        )
    if plan.recheck_of:
        yield rechecks.DrawsNothing()
    if plan.seed:
        yield PlanBroken(
            N_("A standing campaign draws nothing and has no seed."), place="seed"
        )


def cap_of(plan: CampaignPlan, number: str, own: int | None) -> int | None:
    """A reviewer's limit: the one the plan names, else the lower of own and general."""
    if number in plan.caps:
        return plan.caps[number]
    return min((cap for cap in (own, plan.cap) if cap is not None), default=None)


def check_one_grade_set(schemes: Sequence[Scheme]) -> None:
    """Figures add up over schemes only if all of them know the same grades."""
    sets = {grade_set(scheme) for scheme in schemes}
    if len(sets) > 1:
        raise PlanBroken(
            N_("The schemes %(codes)s do not share one set of grades."),
            place="schemes",
            codes=tuple(scheme.code for scheme in schemes),
        )


def check_one_object(schemes: Sequence[Scheme]) -> None:
    """What institutions and what single handlers came to is never one figure."""
    if len({reviews_institutions(scheme) for scheme in schemes}) > 1:
        raise PlanBroken(
            N_(
                "A campaign reviews either case files or institutions and stations: "
                "the schemes %(codes)s do not go together."
            ),
            place="schemes",
            codes=tuple(scheme.code for scheme in schemes),
        )


def reviews_institutions(scheme: Scheme) -> bool:
    """Whether a scheme is for files without a handler."""
    return any(map(is_object, scheme.case_kinds))


INSTITUTIONS = "institutions"


def reviewed_in(rules: Mapping[str, object]) -> Reviewed:
    """What a campaign reviews, as its stored rules say."""
    return Reviewed.INSTITUTIONS if of_institutions(rules) else Reviewed.FILES


def reviewed_by(*schemes: Scheme) -> Reviewed:
    """What is reviewed by these schemes."""
    are_theirs = any(map(reviews_institutions, schemes))
    return Reviewed.INSTITUTIONS if are_theirs else Reviewed.FILES


def of_institutions(rules: Mapping[str, object]) -> bool:
    """Whether a campaign's stored rules say that it reviews institutions."""
    return bool(rules.get(INSTITUTIONS))


def is_standing(rules: Mapping[str, object]) -> bool:
    """Whether a campaign's stored rules say that closed files enter by themselves."""
    return rules.get("kind") == CampaignKind.STANDING


GradeSet = tuple[tuple[str, str, bool, str], ...]


def grade_set(scheme: Scheme) -> GradeSet:
    """What a scheme's grades mean; schemes of one campaign have the same."""
    return tuple(_meaning(grade) for grade in scheme.grades)


def most_alike(sets: Mapping[str, GradeSet]) -> tuple[str, ...]:
    """The schemes, by name, that share the set of grades which most of them have."""
    counted = Counter(sets.values())
    most = max(counted, key=counted.__getitem__, default=())
    return tuple(name for name, grades in sets.items() if grades == most)


def _meaning(grade: Grade) -> tuple[str, str, bool, str]:
    return (grade.code, grade.title.zh, grade.passes, grade.standing)


def scheme_for(
    schemes: Sequence[Scheme], *, kind: str, stage: str, case_class: str
) -> Scheme | None:
    """The first scheme meant for this kind, stage and class; empty means any.

    Institutions are reviewed only by schemes that name their kind.
    """
    return next(
        (
            scheme
            for scheme in schemes
            if _meant(scheme.case_kinds, kind)
            and (scheme.case_kinds or not is_object(kind))
            and _meant(scheme.stages, stage)
            and _meant(scheme.case_classes, case_class)
        ),
        None,
    )


def _meant(values: tuple[str, ...], value: str) -> bool:
    return not values or value in values
