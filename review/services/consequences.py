"""What a plan leads to, before anything is written: files, reviews, who reads them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from review.domain.campaigns import (
    ANY_SEED,
    CampaignPlan,
    PlanBroken,
    plan_faults,
)
from review.domain.candidates import (
    BAR_SENTENCES,
    AllocationRules,
    CaseToAllocate,
    Reviewer,
)
from review.domain.common_files import Expected
from review.domain.docket import full_years, is_away
from review.domain.errors import RuleBroken
from review.domain.hidden_reads import HiddenReads, even_loads
from review.domain.kinds import CaseClass
from review.domain.policy import Action, Viewer, require
from review.domain.sampling_rule import SampleRuleBroken
from review.domain.schemes import Scheme
from review.domain.second_reads import expected
from review.domain.sentences import Sentence
from review.domain.sufficiency import Sufficiency, sufficiency
from review.domain.working_days import Counted, working_days_between
from review.services import rechecked
from review.services.drawing import (
    Chosen,
    DrawPreview,
    FitLine,
    Pinned,
    PlannedDraw,
    Pool,
    plan_draw,
)
from review.services.looked_plans import LookedPlan, common, hidden
from review.services.opening import CodeTaken, Member, people_of, pinned_by
from review.services.opening_remarks import remarks
from review.services.planned_rounds import ANYBODY, PlannedRound, planned_round
from review.store import unit
from review.store.queries import campaigns as queries
from review.store.queries import rechecks


@dataclass(frozen=True, slots=True)
class SchemeLine:
    """A scheme of the plan, how many files fall to it, and when its reviews diverge."""

    scheme: Scheme
    n_fit: int
    n_drawn: int
    public_id: str = ""


@dataclass(frozen=True, slots=True)
class ClassLine:
    """The drawn files of a class of case; the schemes may ask for different numbers."""

    case_class: str
    n_files: int
    fewest: int
    most: int
    n_reads: int
    years: int

    @property
    def has_parts(self) -> bool:
        """Sheets divided among reviewers give a file more reviews than its number."""
        return self.n_reads > self.n_files * self.most


@dataclass(frozen=True, slots=True)
class ShortLine:
    """A drawn file that too few of the reviewers may read, and what keeps the others."""

    case_no: str
    needed: int
    n_reviewers: int
    reasons: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class RecheckLine:
    """The campaign of which a share is re-checked, and how many files it settled."""

    name: str
    n_settled: int


NOT_LOOKED = Sufficiency()
NO_COMMON = Expected()
NO_HIDDEN = HiddenReads()


@dataclass(frozen=True, slots=True)
class OpeningPreview:
    """What opening would do. With faults nothing can be opened; remarks are advice.

    `term` are the working days left for the reviews.
    """

    faults: tuple[RuleBroken, ...]
    remarks: tuple[Sentence, ...] = ()
    draw: DrawPreview | None = None
    n_leads: int = 0
    fits: tuple[FitLine, ...] = ()
    schemes: tuple[SchemeLine, ...] = ()
    classes: tuple[ClassLine, ...] = ()
    sufficiency: Sufficiency = NOT_LOOKED
    short: tuple[ShortLine, ...] = ()
    term: Counted | None = None
    n_second_reads: int = 0
    """About how many files get one; the exact number is decided by lot."""
    common: Expected = NO_COMMON
    """What the files that nearly all read come to."""
    hidden: HiddenReads = NO_HIDDEN
    """Reviews that count nowhere; whoever does them has them like the others."""
    round: PlannedRound = ANYBODY
    recheck: RecheckLine | None = None

    @property
    def n_reviews(self) -> int:
        """All reviews of the plan; those that count are the draw's."""
        return self.hidden.n + (self.draw.n_reviews if self.draw else 0)

    @property
    def each(self) -> tuple[int, int]:
        """The fewest and the most reviews of anybody, about, with the hidden ones."""
        return even_loads(self.n_reviews, self.draw.n_reviewers if self.draw else 0)


def preview(*, viewer: Viewer, plan: CampaignPlan, on: date) -> OpeningPreview:
    """The consequence of a plan, and everything that is wrong with it at once."""
    require(viewer, Action.CAMPAIGN_OPEN)
    bureau_id = viewer.bureau_id or 0
    faults = list(plan_faults(plan))
    with unit.reading():
        if queries.by_code(plan.code, bureau_id=bureau_id) is not None:
            faults.append(CodeTaken(code=plan.code))
        pinned, broken = pinned_by(plan, bureau_id)
        people, unknown = people_of(plan, bureau_id, on=on)
        faults += [*broken, *unknown]
        if any(not isinstance(fault, CodeTaken) for fault in faults):
            return OpeningPreview(tuple(faults))
        try:
            own = [scheme for _, scheme in pinned]
            first = rechecked.wanted(viewer, plan.recheck_of, own)
            seen = _looked(plan, _pool(plan, pinned, bureau_id, first), people, on)
        except (SampleRuleBroken, PlanBroken, *rechecked.REFUSALS) as fault:
            return OpeningPreview((*faults, fault))
        names = {row.id: row.public_id for row in queries.newest_schemes(bureau_id)}
    seen = replace(seen, first=first, public_ids=names)
    return _preview(seen, tuple(faults))


def _looked(
    plan: CampaignPlan, pool: Pool, people: Sequence[Member], on: date
) -> LookedPlan:
    readers = [member for member in people if not member.is_lead]
    seed = plan.seed or ANY_SEED
    planned = plan_draw(pool, rule=plan.sample, seed=seed, n_reviewers=len(readers))
    found = planned_round(plan, planned.chosen, readers, on)
    suffices = _sufficiency(plan, planned, readers, on, found)
    return LookedPlan(plan, planned, people, pool.schemes, suffices, on, found)


def _pool(plan: CampaignPlan, pinned: Pinned, bureau_id: int, first: Any) -> Pool:
    """A re-check chooses among the files that its first campaign has settled."""
    days = (plan.closed_from, plan.closed_until)
    pool = Pool(bureau_id, *days, pinned, plan.assessment_year)
    if first is None:
        return pool
    return replace(pool, only=rechecks.settled_in(first.id), own=frozenset({first.id}))


def _preview(seen: LookedPlan, faults: tuple[RuleBroken, ...]) -> OpeningPreview:
    plan, draw = seen.plan, seen.planned.preview
    due, shared = plan.due_on, common(seen)
    return OpeningPreview(
        faults=faults,
        remarks=tuple(remarks(seen)),
        draw=draw,
        n_leads=len(seen.people) - len(seen.readers),
        fits=seen.planned.fits,
        schemes=tuple(_scheme_lines(seen)),
        classes=tuple(_class_lines(seen)),
        sufficiency=seen.suffices,
        short=tuple(_short_lines(seen)),
        term=working_days_between(seen.on, due) if due else None,
        n_second_reads=expected(len(seen.planned.chosen), plan.second_reads),
        common=shared,
        hidden=hidden(seen, shared),
        round=seen.round,
        recheck=RecheckLine(seen.first.name, seen.first.n) if seen.first else None,
    )


def _scheme_lines(seen: LookedPlan) -> Iterator[SchemeLine]:
    drawn = dict(seen.planned.preview.by_scheme)
    for scheme_id, scheme in seen.pinned:
        yield SchemeLine(
            scheme=scheme,
            public_id=seen.public_ids[scheme_id],
            n_fit=sum(f.n for f in seen.planned.fits if f.scheme == scheme.code),
            n_drawn=drawn.get(scheme.code, 0),
        )


def _class_lines(seen: LookedPlan) -> Iterator[ClassLine]:
    files: dict[str, list[Chosen]] = defaultdict(list)
    for each in seen.planned.chosen:
        files[each.row.case_class].append(each)
    for case_class in CaseClass:
        if found := files[case_class.value]:
            numbers = [each.n_reviews for each in found]
            yield ClassLine(
                case_class=case_class.value,
                n_files=len(found),
                fewest=min(numbers),
                most=max(numbers),
                n_reads=sum(each.n_reads for each in found),
                years=seen.plan.recusal.years[case_class],
            )


def _short_lines(seen: LookedPlan) -> Iterator[ShortLine]:
    numbers = {str(c.drawn.case.case_id): c.row.case_no for c in seen.planned.chosen}
    for each in seen.suffices.short:
        reasons = tuple(Sentence(BAR_SENTENCES[bar], {"n": n}) for bar, n in each.bars)
        yield ShortLine(numbers[each.key], each.needed, each.n_reviewers, reasons)


def _sufficiency(
    plan: CampaignPlan,
    planned: PlannedDraw,
    readers: Sequence[Member],
    on: date,
    found: PlannedRound,
) -> Sufficiency:
    """Relations of the docket are looked at when files are given out, not here."""
    cases = (case for each in planned.chosen for case in _cases(plan, planned, each))
    rules = AllocationRules(bar_same_area=plan.bar_same_county, grades={})
    if found.agreed is not None:
        agreed = found.agreed
        rules = replace(rules, unit=agreed.unit, barred_turns=agreed.barred)
    return sufficiency(cases, _reviewers(plan, readers, on), rules)


def _cases(
    plan: CampaignPlan, planned: PlannedDraw, chosen: Chosen
) -> Iterator[CaseToAllocate]:
    parties = planned.parties[chosen.drawn.case.case_id]
    for part in chosen.scheme.parts:
        yield CaseToAllocate(
            key=str(chosen.drawn.case.case_id),
            part=part,
            slots=tuple(range(1, chosen.n_reviews + 1)),
            handlers=frozenset(parties.handlers),
            firms=frozenset(parties.firms),
            area=str(chosen.row.area_id),
            kind=chosen.row.kind,
            years=plan.recusal.years[CaseClass(chosen.row.case_class)],
        )


def _reviewers(
    plan: CampaignPlan, readers: Sequence[Member], on: date
) -> list[Reviewer]:
    ids = [member.person_id for member in readers]
    firms: dict[int, set[str]] = defaultdict(set)
    for row in queries.firms_of(ids, on=on):
        firms[row.person_id].add(str(row.firm_id))
    declared = queries.declared_by(ids)
    return [
        Reviewer(
            key=member.row.number,
            person=str(member.person_id),
            firms=frozenset(firms[member.person_id]),
            area=str(member.row.area_id or ""),
            cap=member.cap,
            competences=frozenset(member.row.competences or ()),
            parts=frozenset({member.row.part} if member.row.part else ()),
            declared_firms=_declared(declared, member, "firm_id"),
            declared_persons=_declared(declared, member, "other_person_id"),
            years=full_years(member.row.practising_since, on=on),
            is_away=is_away(
                member.row.away_from, member.row.away_until, on=on, due_on=plan.due_on
            ),
        )
        for member in readers
    ]


def _declared(rows: Sequence[Any], member: Member, column: str) -> frozenset[str]:
    own = (getattr(r, column) for r in rows if r.person_id == member.person_id)
    return frozenset(str(each) for each in own if each is not None)
