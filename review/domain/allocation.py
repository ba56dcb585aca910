"""An allocation of case files to reviewers, and proof that it obeys the hard rules.

Exactly the required number of different reviewers per file; never one whom
`domain.candidates` bars; personal caps.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from review.domain.candidates import (
    BAR_SENTENCES,
    REFUSALS,
    AllocationRules,
    Bar,
    CaseToAllocate,
    Reviewer,
    forbidden,
)
from review.domain.errors import N_, RuleBroken, ngettext
from review.domain.sentences import Sentence


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
class Quality:
    """How good an allocation is beside what could have been reached.

    `fit` is the sum over all places filled, in thousandths; no allocation within the
    limits has more than the bound. `weight` is the fit given up for one step of evener
    loads. Readers are linked who share a case; between the `n_groups` groups of them no
    case is shared, and of two of them `n_linked` pairs do, at most `most_linked` could.
    """

    fit: int = 0
    bound: int = 0
    weight: float = 0
    n_swaps: int = 0
    n_groups: int = 0
    n_partners_least: int = 0
    n_partners_median: int = 0
    n_linked: int = 0
    most_linked: int = 0
    n_without_alternate: int = 0
    """Files at which nobody who may read would be left for a further review."""

    @property
    def gap(self) -> float:
        """The share of the bound that is not reached."""
        return 1 - self.fit / self.bound if self.bound > 0 else 0.0

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """What the officer is told: how near the optimum, and how readers mix."""
        return tuple(_praised(self))


@dataclass(frozen=True, slots=True)
class Allocation:
    """The pairs, what stayed empty, and what everyone has now, earlier load included."""

    pairs: tuple[Pair, ...]
    unfilled: tuple[Unfilled, ...]
    loads: Mapping[str, int]
    quality: Quality = Quality()


class AllocationBroken(RuleBroken):
    """An allocation, proposed or edited by hand, that breaks a hard rule."""

    sentence = N_("This allocation breaks a rule.")


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


@dataclass(frozen=True, slots=True)
class OverCap:
    """Whoever would hold more files than the personal cap allows."""

    reviewer: str
    n: int
    cap: int


def over_caps(
    held: Mapping[str, int],
    more: Mapping[str, int],
    caps: Mapping[str, int | None],
) -> tuple[OverCap, ...]:
    """Whom these further files would put over the cap, whether or not given before.

    A cap that was set lower takes nothing away from whoever holds more, but nothing is
    given to them either.
    """
    whole = ((code, held.get(code, 0) + n, caps.get(code)) for code, n in more.items())
    return tuple(
        OverCap(code, n, cap) for code, n, cap in whole if cap is not None and n > cap
    )


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
        N_("Places that stay empty: %(missing)s of %(wanted)s."),
        {"missing": unfilled.missing, "wanted": unfilled.wanted},
    )
    yield Sentence(
        ngettext(
            "Of %(n_reviewers)s reviewer, %(n_candidates)s may read this case.",
            "Of %(n_reviewers)s reviewers, %(n_candidates)s may read this case.",
            by="n_reviewers",
        ),
        {"n_reviewers": unfilled.n_reviewers, "n_candidates": unfilled.n_candidates},
    )
    for bar, n in unfilled.removed.items():
        yield Sentence(BAR_SENTENCES[bar], {"n": n})
    if unfilled.n_other_part:
        yield Sentence(
            ngettext(
                "%(n)s reads another part of this case.",
                "%(n)s read another part of this case.",
            ),
            {"n": unfilled.n_other_part},
        )
    if unfilled.n_at_cap:
        yield Sentence(
            ngettext(
                "%(n)s has no room left under the limit.",
                "%(n)s have no room left under their limit.",
            ),
            {"n": unfilled.n_at_cap},
        )


def _praised(quality: Quality) -> Iterator[Sentence]:
    if quality.bound > 0:
        yield Sentence(
            N_(
                "Fit: %(gap)s%% below the bound, which no allocation within the rules "
                "exceeds."
            ),
            {"gap": _percent(quality.gap)},
        )
    if quality.most_linked:
        yield Sentence(
            N_(
                "Spread: different pairs of reviewers who share files: %(n)s, "
                "%(gap)s%% below the bound of %(bound)s."
            ),
            {
                "n": quality.n_linked,
                "bound": quality.most_linked,
                "gap": _percent(1 - quality.n_linked / quality.most_linked),
            },
        )
    yield from _linked(quality)
    if quality.n_without_alternate:
        yield Sentence(
            ngettext(
                "At %(n)s file nobody would be left for a further review.",
                "At %(n)s files nobody would be left for a further review.",
            ),
            {"n": quality.n_without_alternate},
        )


def _linked(quality: Quality) -> Iterator[Sentence]:
    """How reviewers hang together by the files that they share."""
    if quality.n_groups == 1 and quality.n_partners_least:
        yield Sentence(
            N_(
                "All reviewers are linked by shared files. Others with whom a reviewer "
                "shares files: at least %(least)s, for half of them %(median)s or more."
            ),
            {"least": quality.n_partners_least, "median": quality.n_partners_median},
        )
    elif quality.n_groups > 1 and quality.n_partners_median:
        yield Sentence(
            N_(
                "The reviewers fall into %(n)s groups that share no file: how strict "
                "one group is cannot be told from how good its files are."
            ),
            {"n": quality.n_groups},
        )


def _percent(share: float) -> str:
    return f"{100 * share:.2f}"


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
