"""Who may review which case file, and proof that an allocation obeys it.

Hard rules: exactly the required number of different reviewers per file; never a
reviewer who handled the case, belongs to a handler's firm or declared a conflict;
where the campaign says so, never one from the same county; personal caps.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from review.domain.errors import N_, RuleBroken
from review.domain.sentences import Sentence


class Bar(StrEnum):
    """Why a reviewer may not read a case, in the order in which reasons are counted."""

    PART = "part"
    COMPETENCE = "competence"
    TAKEN = "taken"
    OWN_CASE = "own_case"
    OWN_FIRM = "own_firm"
    DECLARED = "declared"
    SAME_AREA = "same_area"


BAR_SENTENCES: Mapping[Bar, str] = {
    Bar.PART: N_("%(n)s do not review this part of the sheet."),
    Bar.COMPETENCE: N_("%(n)s do not review this kind of case."),
    Bar.TAKEN: N_("%(n)s have this case already."),
    Bar.OWN_CASE: N_("%(n)s handled the case themselves."),
    Bar.OWN_FIRM: N_("%(n)s belong to the firm of a handler."),
    Bar.DECLARED: N_("%(n)s have declared a conflict of interest."),
    Bar.SAME_AREA: N_("%(n)s come from the county of the case."),
}

REFUSALS: Mapping[Bar, str] = {
    Bar.PART: N_("Reviewer %(reviewer)s does not review this part of case %(case)s."),
    Bar.COMPETENCE: N_("Reviewer %(reviewer)s does not review cases like %(case)s."),
    Bar.TAKEN: N_("Reviewer %(reviewer)s has case %(case)s already."),
    Bar.OWN_CASE: N_("Reviewer %(reviewer)s handled case %(case)s."),
    Bar.OWN_FIRM: N_("Reviewer %(reviewer)s is in the firm that handled %(case)s."),
    Bar.DECLARED: N_("Reviewer %(reviewer)s has declared a conflict on case %(case)s."),
    Bar.SAME_AREA: N_("Reviewer %(reviewer)s comes from the county of case %(case)s."),
}


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A reviewer under their code; `person` is who they are as a handler.

    No competences, or no parts, means all of them. `load` is what they have already;
    the cap counts it in.
    """

    key: str
    person: str = ""
    firms: frozenset[str] = frozenset()
    area: str = ""
    cap: int | None = None
    load: int = 0
    competences: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    declared_cases: frozenset[str] = frozenset()
    declared_persons: frozenset[str] = frozenset()
    declared_firms: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CaseToAllocate:
    """A case file, or one part of its sheet, with the slots still to be filled.

    `handlers` and `firms` name every handler, not the lead alone. Parts of one case go
    to different reviewers.
    """

    key: str
    part: str = ""
    slots: tuple[int, ...] = (1, 2)
    handlers: frozenset[str] = frozenset()
    firms: frozenset[str] = frozenset()
    area: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class AllocationRules:
    """What a campaign adds: recusal of the same county, and who has a case already."""

    bar_same_area: bool = False
    taken: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """One slot of a case given to one reviewer."""

    case: str
    part: str
    slot: int
    reviewer: str


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A case that did not get all its reviewers, and where the others went.

    Each reviewer is counted once: under the first bar that holds, as given this case,
    as reading another part of it, or as having no room left.
    """

    case: str
    part: str
    wanted: int
    missing: int
    n_reviewers: int
    n_candidates: int
    removed: Mapping[Bar, int]
    n_other_part: int
    n_at_cap: int

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        return tuple(_explained(self))


@dataclass(frozen=True, slots=True)
class Allocation:
    """The pairs, what stayed empty, and what everyone has now, earlier load included."""

    pairs: tuple[Pair, ...]
    unfilled: tuple[Unfilled, ...]
    loads: Mapping[str, int]


class AllocationBroken(RuleBroken):
    """An allocation, proposed or edited by hand, that breaks a hard rule."""

    sentence = N_("This allocation breaks a rule.")


def forbidden(
    case: CaseToAllocate, reviewer: Reviewer, rules: AllocationRules
) -> tuple[Bar, ...]:
    """Every reason why this reviewer may not read this case; empty means may."""
    declared = (
        case.key in reviewer.declared_cases
        or not case.handlers.isdisjoint(reviewer.declared_persons)
        or not case.firms.isdisjoint(reviewer.declared_firms)
    )
    same_area = bool(case.area) and case.area == reviewer.area
    holds = {
        Bar.PART: _excludes(reviewer.parts, case.part),
        Bar.COMPETENCE: _excludes(reviewer.competences, case.kind),
        Bar.TAKEN: (case.key, reviewer.key) in rules.taken,
        Bar.OWN_CASE: bool(reviewer.person) and reviewer.person in case.handlers,
        Bar.OWN_FIRM: not case.firms.isdisjoint(reviewer.firms),
        Bar.DECLARED: declared,
        Bar.SAME_AREA: rules.bar_same_area and same_area,
    }
    return tuple(bar for bar, barred in holds.items() if barred)


def explain_unfilled(
    cases: Iterable[CaseToAllocate],
    reviewers: Sequence[Reviewer],
    rules: AllocationRules,
    pairs: Iterable[Pair],
) -> tuple[Unfilled, ...]:
    """Say for every case with an empty slot which rule removed how many reviewers."""
    given = list(pairs)
    loads = loads_of(reviewers, given)
    parts_read: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for pair in given:
        parts_read[pair.case][pair.reviewer] = pair.part
    filled = Counter((pair.case, pair.part) for pair in given)
    return tuple(
        _unfilled(case, reviewers, rules, parts_read[case.key], loads)
        for case in sorted(cases, key=lambda case: (case.key, case.part))
        if filled[case.key, case.part] < len(case.slots)
    )


def loads_of(reviewers: Iterable[Reviewer], pairs: Iterable[Pair]) -> dict[str, int]:
    """What each reviewer has: earlier load and the new pairs."""
    new = Counter(pair.reviewer for pair in pairs)
    return {reviewer.key: reviewer.load + new[reviewer.key] for reviewer in reviewers}


def check_allocation(
    allocation: Allocation,
    *,
    cases: Sequence[CaseToAllocate],
    reviewers: Sequence[Reviewer],
    rules: AllocationRules,
) -> None:
    """Refuse an allocation that breaks a hard rule, whoever made it."""
    known_cases = {(case.key, case.part): case for case in cases}
    known_reviewers = {reviewer.key: reviewer for reviewer in reviewers}
    for pair in allocation.pairs:
        _check_pair(pair, known_cases, known_reviewers, rules)
    _check_different(allocation.pairs)
    _check_slots(allocation, known_cases)
    _check_loads(allocation, known_reviewers)


def _excludes(chosen: frozenset[str], wanted: str) -> bool:
    return bool(chosen) and bool(wanted) and wanted not in chosen


def _unfilled(
    case: CaseToAllocate,
    reviewers: Sequence[Reviewer],
    rules: AllocationRules,
    parts_read: Mapping[str, str],
    loads: Mapping[str, int],
) -> Unfilled:
    removed: Counter[Bar] = Counter()
    here = elsewhere = at_cap = 0
    for reviewer in reviewers:
        if bars := forbidden(case, reviewer, rules):
            removed[bars[0]] += 1
        elif reviewer.key in parts_read:
            here += parts_read[reviewer.key] == case.part
            elsewhere += parts_read[reviewer.key] != case.part
        else:
            at_cap += reviewer.cap is not None and loads[reviewer.key] >= reviewer.cap
    return Unfilled(
        case=case.key,
        part=case.part,
        wanted=len(case.slots),
        missing=len(case.slots) - here,
        n_reviewers=len(reviewers),
        n_candidates=len(reviewers) - removed.total(),
        removed={bar: removed[bar] for bar in Bar if removed[bar]},
        n_other_part=elsewhere,
        n_at_cap=at_cap,
    )


def _explained(unfilled: Unfilled) -> Iterator[Sentence]:
    yield Sentence(
        N_("%(missing)s of %(wanted)s places stay empty."),
        {"missing": unfilled.missing, "wanted": unfilled.wanted},
    )
    yield Sentence(
        N_("Of %(n_reviewers)s reviewers, %(n_candidates)s may read this case."),
        {"n_reviewers": unfilled.n_reviewers, "n_candidates": unfilled.n_candidates},
    )
    for bar, n in unfilled.removed.items():
        yield Sentence(BAR_SENTENCES[bar], {"n": n})
    if unfilled.n_other_part:
        yield Sentence(
            N_("%(n)s read another part of this case."), {"n": unfilled.n_other_part}
        )
    if unfilled.n_at_cap:
        yield Sentence(
            N_("%(n)s have no room left under their limit."), {"n": unfilled.n_at_cap}
        )


def _check_pair(
    pair: Pair,
    cases: Mapping[tuple[str, str], CaseToAllocate],
    reviewers: Mapping[str, Reviewer],
    rules: AllocationRules,
) -> None:
    case = cases.get((pair.case, pair.part))
    reviewer = reviewers.get(pair.reviewer)
    if case is None or reviewer is None:
        raise AllocationBroken(
            N_("Case %(case)s or reviewer %(reviewer)s is not in this campaign."),
            case=pair.case,
            reviewer=pair.reviewer,
        )
    if bars := forbidden(case, reviewer, rules):
        raise AllocationBroken(
            REFUSALS[bars[0]], case=pair.case, reviewer=pair.reviewer
        )


def _check_different(pairs: Iterable[Pair]) -> None:
    times = Counter((pair.case, pair.reviewer) for pair in pairs)
    for (case, reviewer), n in times.items():
        if n > 1:
            raise AllocationBroken(
                N_("Reviewer %(reviewer)s would read case %(case)s more than once."),
                case=case,
                reviewer=reviewer,
            )


def _check_slots(
    allocation: Allocation, cases: Mapping[tuple[str, str], CaseToAllocate]
) -> None:
    """Every slot asked for is filled once or reported empty, and no other exists."""
    filled: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for pair in allocation.pairs:
        filled[pair.case, pair.part].append(pair.slot)
    missing = {(u.case, u.part): u.missing for u in allocation.unfilled}
    for key, case in cases.items():
        slots = filled[key]
        complete = len(slots) + missing.get(key, 0) == len(case.slots)
        if (
            len(set(slots)) != len(slots)
            or set(slots) - set(case.slots)
            or not complete
        ):
            raise AllocationBroken(
                N_("The slots of case %(case)s do not add up."), case=case.key
            )


def _check_loads(allocation: Allocation, reviewers: Mapping[str, Reviewer]) -> None:
    loads = loads_of(reviewers.values(), allocation.pairs)
    new = {pair.reviewer for pair in allocation.pairs}
    for key, reviewer in reviewers.items():
        if key in new and reviewer.cap is not None and loads[key] > reviewer.cap:
            raise AllocationBroken(
                N_("Reviewer %(reviewer)s has more cases than allowed."), reviewer=key
            )
    if dict(allocation.loads) != loads:
        raise AllocationBroken(N_("The loads do not match the cases given."))
