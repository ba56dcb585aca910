"""What a plan leads to, before anything is written: files, reviews, who reads them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from review.domain import common_files
from review.domain.campaigns import (
    ANY_SEED,
    CampaignKind,
    CampaignPlan,
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
from review.domain.errors import N_, RuleBroken
from review.domain.hidden_reads import HiddenReads, even_loads
from review.domain.kinds import CaseClass
from review.domain.policy import Action, Viewer, require
from review.domain.sampling_rule import SampleRuleBroken
from review.domain.sampling_slips import numbers_missed
from review.domain.schemes import Scheme
from review.domain.second_reads import expected
from review.domain.seeds import n_seed_reads
from review.domain.sentences import Sentence
from review.domain.sufficiency import Sufficiency, sufficiency
from review.domain.usual_plan import is_year_of
from review.domain.working_days import Counted, working_days_between
from review.services.drawing import (
    Chosen,
    DrawPreview,
    FitLine,
    Pinned,
    PlannedDraw,
    Pool,
    plan_draw,
)
from review.services.opening import CodeTaken, Member, people_of, pinned_by
from review.store import unit
from review.store.queries import campaigns as queries


@dataclass(frozen=True, slots=True)
class SchemeLine:
    """A scheme of the plan, how many files fall to it, and when its reviews diverge."""

    scheme: Scheme
    n_fit: int
    n_drawn: int


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


ELSEWHERE = N_(
    "%(n)s of the files that fit are in the sample of “%(name)s”, %(open)s of them without a "
    "result; the rule of the sample can leave them out."
)
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

    @property
    def n_reviews(self) -> int:
        """All reviews of the plan; those that count are the draw's."""
        return self.hidden.n + (self.draw.n_reviews if self.draw else 0)

    @property
    def each(self) -> tuple[int, int]:
        """The fewest and the most reviews of anybody, about, with the hidden ones."""
        return even_loads(self.n_reviews, self.draw.n_reviewers if self.draw else 0)


@dataclass(frozen=True, slots=True)
class _Looked:
    """A plan with everything it was looked at with."""

    plan: CampaignPlan
    planned: PlannedDraw
    people: Sequence[Member]
    pinned: Pinned
    suffices: Sufficiency
    on: date

    @property
    def readers(self) -> list[Member]:
        return [member for member in self.people if not member.is_lead]


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
        n_readers = sum(not member.is_lead for member in people)
        pool = _pool(plan, pinned, bureau_id)
        seed = plan.seed or ANY_SEED
        try:
            planned = plan_draw(
                pool, rule=plan.sample, seed=seed, n_reviewers=n_readers
            )
        except SampleRuleBroken as fault:
            return OpeningPreview((*faults, fault))
        suffices = _sufficiency(plan, planned, people, on)
    seen = _Looked(plan, planned, people, pinned, suffices, on)
    return _preview(seen, tuple(faults))


def _pool(plan: CampaignPlan, pinned: Pinned, bureau_id: int) -> Pool:
    days = (plan.closed_from, plan.closed_until)
    return Pool(bureau_id, *days, pinned, plan.assessment_year)


def _preview(seen: _Looked, faults: tuple[RuleBroken, ...]) -> OpeningPreview:
    plan, draw = seen.plan, seen.planned.preview
    due, common = plan.due_on, _common(seen)
    return OpeningPreview(
        faults=faults,
        remarks=tuple(_remarks(seen)),
        draw=draw,
        n_leads=len(seen.people) - len(seen.readers),
        fits=seen.planned.fits,
        schemes=tuple(_scheme_lines(seen)),
        classes=tuple(_class_lines(seen)),
        sufficiency=seen.suffices,
        short=tuple(_short_lines(seen)),
        term=working_days_between(seen.on, due) if due else None,
        n_second_reads=expected(len(seen.planned.chosen), plan.second_reads),
        common=common,
        hidden=_hidden(seen, common),
    )


def _common(seen: _Looked) -> Expected:
    draw = seen.planned.preview
    return common_files.expected(
        seen.plan.common_files,
        n_drawn=draw.report.drawn,
        n_reviews=draw.n_reviews,
        n_reviewers=len(seen.readers),
    )


def _hidden(seen: _Looked, common: Expected) -> HiddenReads:
    """Of a file that is read in parts every part has a hidden second read."""
    n_parts = sum(len(each.scheme.parts) for each in seen.planned.chosen)
    return HiddenReads(
        second=expected(n_parts, seen.plan.second_reads),
        seeds=n_seed_reads(seen.planned.preview.n_reviews, seen.plan.seeds),
        common=common.n_reads,
    )


def _scheme_lines(seen: _Looked) -> Iterator[SchemeLine]:
    drawn = dict(seen.planned.preview.by_scheme)
    for _, scheme in seen.pinned:
        yield SchemeLine(
            scheme=scheme,
            n_fit=sum(f.n for f in seen.planned.fits if f.scheme == scheme.code),
            n_drawn=drawn.get(scheme.code, 0),
        )


def _class_lines(seen: _Looked) -> Iterator[ClassLine]:
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


def _short_lines(seen: _Looked) -> Iterator[ShortLine]:
    numbers = {str(c.drawn.case.case_id): c.row.case_no for c in seen.planned.chosen}
    for each in seen.suffices.short:
        reasons = tuple(Sentence(BAR_SENTENCES[bar], {"n": n}) for bar, n in each.bars)
        yield ShortLine(numbers[each.key], each.needed, each.n_reviewers, reasons)


def _sufficiency(
    plan: CampaignPlan, planned: PlannedDraw, people: Sequence[Member], on: date
) -> Sufficiency:
    """Relations of the docket are looked at when files are given out, not here."""
    cases = (case for each in planned.chosen for case in _cases(plan, planned, each))
    readers = [member for member in people if not member.is_lead]
    rules = AllocationRules(bar_same_area=plan.bar_same_county, grades={})
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


def _remarks(seen: _Looked) -> Iterator[Sentence]:
    """What an officer should know before opening, though nothing forbids it."""
    draw, readers = seen.planned.preview, seen.readers
    if not draw.report.drawn:
        yield Sentence(N_("No case file fits the period, the rule and the schemes."))
    yield from draw.slips
    yield from numbers_missed(draw.report)
    for each in () if draw.leaves_out_drawn else draw.elsewhere:
        values = {"n": each.n, "open": each.n_open, "name": each.name}
        yield Sentence(ELSEWHERE, values)
    yield from _room(seen, draw)
    if len(readers) == len(seen.people):
        yield Sentence(
            N_("No panel lead is named; nobody could decide a file that stays apart.")
        )
    yield from _days(seen.plan, seen.on)


def _days(plan: CampaignPlan, on: date) -> Iterator[Sentence]:
    """What does not go together among the days and years of a plan."""
    if not is_year_of(plan.assessment_year, plan.closed_from, plan.closed_until):
        yield Sentence(
            N_(
                "The assessment year is %(year)s, and no day of the period lies in it: "
                "the results would count for another year than that of the cases."
            ),
            {"year": str(plan.assessment_year)},
        )
    if plan.due_on is None:
        return
    if plan.due_on < on:
        yield Sentence(N_("The day by which reviews are due is past already."))
    if plan.kind is CampaignKind.STANDING and plan.due_on < plan.closed_until:
        yield Sentence(
            N_(
                "Files of a standing campaign go on coming in after %(day)s, the day by "
                "which all reviews are due; they would be late at once. Leave it empty."
            ),
            {"day": plan.due_on.isoformat()},
        )


def _room(seen: _Looked, draw: DrawPreview) -> Iterator[Sentence]:
    readers = seen.readers
    most = max(max(s.combination.reviews.values()) for _, s in seen.pinned)
    if len(readers) < most:
        values = {"n": len(readers), "needed": most}
        yield Sentence(
            N_("%(n)s reviewers cannot give a file %(needed)s reviews."), values
        )
    elif seen.suffices.n_short:
        yield Sentence(
            N_("%(n)s files have fewer reviewers who may read them than they need."),
            {"n": seen.suffices.n_short},
        )
    yield from _limits(seen, draw)


def _limits(seen: _Looked, draw: DrawPreview) -> Iterator[Sentence]:
    """Reviews that count are given out first; hidden ones have what room is left."""
    caps = [member.cap for member in seen.readers]
    room = sum(cap or 0 for cap in caps)
    hidden = _hidden(seen, _common(seen)).n
    values = {"room": room, "n": draw.n_reviews}
    if None in caps or room >= draw.n_reviews + hidden:
        return
    if room < draw.n_reviews:
        words = N_("The reviewers' limits leave room for %(room)s of %(n)s reviews.")
        yield Sentence(words, values)
        return
    words = N_(
        "The reviewers' limits leave room for the %(n)s reviews that count, and for "
        "%(left)s of about %(hidden)s that only measure."
    )
    yield Sentence(words, values | {"left": room - draw.n_reviews, "hidden": hidden})
