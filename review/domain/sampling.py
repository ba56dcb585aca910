"""Which case files a campaign reviews: a draw that anyone can repeat by hand.

Every file that may be drawn is put in the order of the hex SHA-256 of the UTF-8 text
seed + LF + NFKC(case number). A file with further tickets has for each of them, from
the second on, seed + LF + NFKC(case number) + LF + ticket as well; the smallest counts.
Minima per handler are taken first in that order, then every stratum is filled up to its
quota in that order, passing handlers who have reached the maximum. Published practice
asks for a census, a percentage, a number or designated case numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from review.domain.errors import N_
from review.domain.sampling_docket import Followed, folded, follow
from review.domain.sampling_order import (
    Candidate,
    draw_key,
    in_draw_order,
    may_be_drawn,
    stratum_of,
)
from review.domain.sampling_quotas import (
    Quotas,
    ShortGroup,
    quotas,
    quotas_of,
    short_groups,
)
from review.domain.sampling_rule import (
    SampleBy,
    SampleRule,
    SampleRuleBroken,
    Stratifier,
    check_rule,
)
from review.domain.sentences import Sentence

__all__ = [
    "Candidate",
    "Drawn",
    "Followed",
    "Sample",
    "SampleBy",
    "SampleReport",
    "SampleRule",
    "SampleRuleBroken",
    "ShortGroup",
    "Stratifier",
    "StratumReport",
    "UnmetMinimum",
    "Why",
    "check_rule",
    "draw",
    "draw_key",
    "in_draw_order",
    "may_be_drawn",
    "quotas",
    "stratum_of",
]


class Why(StrEnum):
    """What brought a file into the sample."""

    CENSUS = "census"
    MINIMUM = "minimum"
    STRATUM = "stratum"
    LISTED = "listed"
    NEXT_NUMBER = "next_number"
    REPLACEMENT = "replacement"
    EXTENSION = "extension"
    ARRIVAL = "arrival"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A file in the sample; `position` is its place among all that could be drawn."""

    case: Candidate
    position: int
    stratum: str
    why: Why


@dataclass(frozen=True, slots=True)
class StratumReport:
    """How a stratum fared; minima may lift `drawn` over the quota."""

    stratum: str
    population: int
    quota: int
    drawn: int


@dataclass(frozen=True, slots=True)
class UnmetMinimum:
    """A handler of whom fewer files were drawn than the minimum asks."""

    handler: str
    minimum: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Beyond:
    """That minima took more files of some strata than the rule asks of them."""

    asked: int
    drawn: int
    """By lot, with the minima."""
    more: int

    @property
    def sentence(self) -> Sentence:
        values = {"asked": self.asked, "drawn": self.drawn, "more": self.more}
        return Sentence(BEYOND, values)


BEYOND = N_(
    "The rule asks for %(asked)s; the minimum per handler makes it %(drawn)s (beyond "
    "the quotas: %(more)s)."
)


@dataclass(frozen=True, slots=True)
class SampleReport:
    """What the draw could and could not do.

    `unknown_numbers` were listed and are not there; `withheld_numbers` were listed
    and are sealed or secret. Both keep the spelling of the list; `followed` says which
    number was taken in their stead.
    """

    population: int
    target: int
    drawn: int
    n_sealed: int
    n_secret: int
    strata: tuple[StratumReport, ...]
    unmet_minima: tuple[UnmetMinimum, ...]
    unknown_numbers: tuple[str, ...] = ()
    withheld_numbers: tuple[str, ...] = ()
    followed: tuple[Followed, ...] = ()
    short_groups: tuple[ShortGroup, ...] = ()
    beyond: Beyond | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    drawn: tuple[Drawn, ...]
    report: SampleReport


def draw(candidates: Iterable[Candidate], *, rule: SampleRule, seed: str) -> Sample:
    """Draw the sample; the order in which the candidates arrive does not matter."""
    check_rule(rule, seed=seed)
    everything = tuple(candidates)
    ordered = in_draw_order((c for c in everything if may_be_drawn(c, rule)), seed=seed)
    quota_of = quotas_of(ordered, rule)
    chosen = _choose(ordered, rule, quota_of.of_stratum)
    n_chosen = len(chosen)
    followed = _designate(ordered, rule, chosen)
    drawn = tuple(
        Drawn(ordered[place], place + 1, stratum_of(ordered[place], rule), why)
        for place, why in sorted(chosen.items())
    )
    report = _report(everything, ordered, drawn, rule, quota_of)
    return Sample(
        drawn,
        replace(
            report,
            target=report.target
            + (len(chosen) - n_chosen) * (rule.by is not SampleBy.LISTED),
            followed=(*report.followed, *followed),
        ),
    )


def _choose(
    ordered: Sequence[Candidate], rule: SampleRule, quota_of: Mapping[str, int]
) -> dict[int, Why]:
    """Places in the draw order, each with the reason it was taken."""
    if rule.by is SampleBy.CENSUS:
        return dict.fromkeys(range(len(ordered)), Why.CENSUS)
    if rule.by is SampleBy.LISTED:
        listed = dict.fromkeys(map(folded, rule.case_numbers), Why.LISTED)
        next_ones = {
            folded(each.taken): Why.NEXT_NUMBER for each in _next(ordered, rule)
        }
        reasons = {**next_ones, **listed}
        return {
            place: reasons[folded(candidate.case_no)]
            for place, candidate in enumerate(ordered)
            if folded(candidate.case_no) in reasons
        }
    chosen = dict.fromkeys(_minima(ordered, rule.minimum_per_handler), Why.MINIMUM)
    return _fill(ordered, rule, quota_of, chosen)


def _designate(
    ordered: Sequence[Candidate], rule: SampleRule, chosen: dict[int, Why]
) -> tuple[Followed, ...]:
    """Add what a superior named to what is chosen; the lot is as it were without.

    A number that cannot be used gives way to the next one that is not in the sample.
    """
    wanted = set(map(folded, rule.designated))
    usable = (
        each.case_no
        for place, each in enumerate(ordered)
        if place not in chosen or folded(each.case_no) in wanted
    )
    followed = follow(rule.designated, usable) if wanted else ()
    taken = {folded(each.taken) for each in followed} - {""}
    for place, each in enumerate(ordered):
        number = folded(each.case_no)
        if place not in chosen and number in wanted | taken:
            chosen[place] = Why.LISTED if number in wanted else Why.NEXT_NUMBER
    return followed


def _next(ordered: Sequence[Candidate], rule: SampleRule) -> tuple[Followed, ...]:
    if not rule.next_number:
        return ()
    return follow(rule.case_numbers, (each.case_no for each in ordered))


def _minima(ordered: Sequence[Candidate], minimum: int) -> list[int]:
    taken: Counter[str] = Counter()
    places = []
    for place, candidate in enumerate(ordered):
        if candidate.lead and taken[candidate.lead] < minimum:
            taken[candidate.lead] += 1
            places.append(place)
    return places


def _fill(
    ordered: Sequence[Candidate],
    rule: SampleRule,
    quota_of: Mapping[str, int],
    chosen: dict[int, Why],
) -> dict[int, Why]:
    """Fill every stratum up to its quota; what the minima took counts towards it.

    A handler who has reached the maximum is passed, even where a quota stays unmet.
    """
    filled = Counter(stratum_of(ordered[place], rule) for place in chosen)
    led = Counter(ordered[place].lead for place in chosen)
    most = rule.maximum_per_handler
    for place, candidate in enumerate(ordered):
        stratum, lead = stratum_of(candidate, rule), candidate.lead
        is_full = bool(lead) and most is not None and led[lead] >= most
        if place not in chosen and not is_full and filled[stratum] < quota_of[stratum]:
            filled[stratum] += 1
            led[lead] += 1
            chosen[place] = Why.STRATUM
    return chosen


def _report(
    everything: Sequence[Candidate],
    ordered: Sequence[Candidate],
    drawn: Sequence[Drawn],
    rule: SampleRule,
    quota_of: Quotas,
) -> SampleReport:
    unknown, withheld = _missing_numbers(everything, ordered, rule)
    return SampleReport(
        population=len(ordered),
        target=quota_of.target if rule.by is not SampleBy.LISTED else len(drawn),
        drawn=len(drawn),
        n_sealed=sum(c.sealed for c in everything),
        n_secret=sum(c.secret and not c.sealed for c in everything),
        strata=_strata(ordered, drawn, rule, quota_of.of_stratum),
        unmet_minima=_unmet(everything, drawn, rule.minimum_per_handler),
        unknown_numbers=unknown,
        withheld_numbers=withheld,
        followed=_next(ordered, rule),
        short_groups=short_groups(rule, quota_of),
        beyond=_beyond(drawn, quota_of),
    )


def _beyond(drawn: Sequence[Drawn], quota_of: Quotas) -> Beyond | None:
    """What the quotas alone would not have given; designated files are none of it."""
    minima = Counter(each.stratum for each in drawn if each.why is Why.MINIMUM)
    more = sum(
        max(n - quota_of.of_stratum.get(stratum, 0), 0) for stratum, n in minima.items()
    )
    by_lot = sum(each.why in (Why.MINIMUM, Why.STRATUM) for each in drawn)
    return Beyond(quota_of.target, by_lot, more) if more else None


def _strata(
    ordered: Sequence[Candidate],
    drawn: Sequence[Drawn],
    rule: SampleRule,
    quota_of: Mapping[str, int],
) -> tuple[StratumReport, ...]:
    """A list has no quota of its own: what it names in a stratum is its quota."""
    population = Counter(stratum_of(c, rule) for c in ordered)
    taken = Counter(d.stratum for d in drawn)
    quota = taken if rule.by is SampleBy.LISTED else quota_of
    return tuple(
        StratumReport(code, population[code], quota[code], taken[code])
        for code in sorted(population)
    )


def _unmet(
    everything: Sequence[Candidate], drawn: Sequence[Drawn], minimum: int
) -> tuple[UnmetMinimum, ...]:
    taken = Counter(d.case.lead for d in drawn)
    leads = sorted({c.lead for c in everything} - {""})
    return tuple(
        UnmetMinimum(lead, minimum, taken[lead])
        for lead in leads
        if taken[lead] < minimum
    )


def _missing_numbers(
    everything: Sequence[Candidate], ordered: Sequence[Candidate], rule: SampleRule
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Listed numbers that are not there, and those that may not be drawn."""
    known = {folded(c.case_no) for c in everything}
    drawable = {folded(c.case_no) for c in ordered}
    listed = tuple(dict.fromkeys(rule.named))
    unknown = tuple(number for number in listed if folded(number) not in known)
    withheld = tuple(number for number in listed if folded(number) in known - drawable)
    return unknown, withheld
