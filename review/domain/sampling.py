"""Which case files a campaign reviews: a draw that anyone can repeat by hand.

Every file that may be drawn is put in the order of the hex SHA-256 of the UTF-8 text
seed + LF + NFKC(case number). Minima per handler are taken first in that order, then
every stratum is filled up to its quota in that order. Published practice asks for a
census, a percentage, a number or designated case numbers.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import Any

from review.domain.errors import N_, RuleBroken


class SampleBy(StrEnum):
    """How much is drawn: everything, a share, a number, or the files on a list."""

    CENSUS = "census"
    PERCENT = "percent"
    NUMBER = "number"
    LISTED = "listed"


class Stratifier(StrEnum):
    """What the sample must mirror."""

    COUNTY = "county"
    CASE_KIND = "case_kind"


class Why(StrEnum):
    """What brought a file into the sample."""

    CENSUS = "census"
    MINIMUM = "minimum"
    STRATUM = "stratum"
    LISTED = "listed"


@dataclass(frozen=True, slots=True)
class SampleRule:
    """How a campaign draws. A percentage is rounded up to whole files, never down.

    The minimum counts files a handler leads, because the lead carries the grade.
    Secret files are reviewed on paper and join only where the rule says so; sealed
    files of juveniles never do.
    """

    by: SampleBy
    percent: Decimal | None = None
    number: int | None = None
    case_numbers: tuple[str, ...] = ()
    stratify_by: tuple[Stratifier, ...] = (Stratifier.COUNTY, Stratifier.CASE_KIND)
    minimum_per_handler: int = 0
    include_secret: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case file as the draw sees it; the first of `handlers` is the lead."""

    case_id: int
    case_no: str
    stage: str = ""
    volume: str = ""
    area: str = ""
    kind: str = ""
    handlers: tuple[str, ...] = ()
    sealed: bool = False
    secret: bool = False

    @property
    def lead(self) -> str:
        return self.handlers[0] if self.handlers else ""


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
class SampleReport:
    """What the draw could and could not do.

    `unknown_numbers` were listed and are not there; `withheld_numbers` were listed
    and are sealed or secret. Both keep the spelling of the list.
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


@dataclass(frozen=True, slots=True)
class Sample:
    drawn: tuple[Drawn, ...]
    report: SampleReport


def rule_as_data(rule: SampleRule) -> dict[str, object]:
    """The rule as it is stored and digested: exact numbers as text."""
    return {
        "by": str(rule.by),
        "percent": str(rule.percent) if rule.percent is not None else None,
        "number": rule.number,
        "case_numbers": list(rule.case_numbers),
        "stratify_by": [str(each) for each in rule.stratify_by],
        "minimum_per_handler": rule.minimum_per_handler,
        "include_secret": rule.include_secret,
    }


def rule_from_data(data: Mapping[str, Any]) -> SampleRule:
    """A stored rule read back."""
    percent = data["percent"]
    return SampleRule(
        by=SampleBy(data["by"]),
        percent=Decimal(percent) if percent is not None else None,
        number=data["number"],
        case_numbers=tuple(data["case_numbers"]),
        stratify_by=tuple(Stratifier(each) for each in data["stratify_by"]),
        minimum_per_handler=data["minimum_per_handler"],
        include_secret=data["include_secret"],
    )


class SampleRuleBroken(RuleBroken):
    """The rule of the draw cannot be carried out as it stands."""

    sentence = N_("This sampling rule cannot be used.")


def check_rule(rule: SampleRule, *, seed: str) -> None:
    """Refuse a rule without a usable size, and a random draw without a seed."""
    if rule.by is SampleBy.PERCENT and not 0 < (rule.percent or 0) <= 100:
        raise SampleRuleBroken(
            N_("The percentage to draw must be over 0 and at most 100.")
        )
    if rule.by is SampleBy.NUMBER and (rule.number or 0) < 1:
        raise SampleRuleBroken(N_("The number of files to draw must be at least 1."))
    if rule.by is SampleBy.LISTED and not rule.case_numbers:
        raise SampleRuleBroken(N_("The list of case numbers to draw is empty."))
    if rule.minimum_per_handler < 0:
        raise SampleRuleBroken(N_("The minimum per handler cannot be negative."))
    if rule.by in (SampleBy.PERCENT, SampleBy.NUMBER) and not seed:
        raise SampleRuleBroken(N_("A random draw needs a seed."))


def draw(candidates: Iterable[Candidate], *, rule: SampleRule, seed: str) -> Sample:
    """Draw the sample; the order in which the candidates arrive does not matter."""
    check_rule(rule, seed=seed)
    everything = tuple(candidates)
    ordered = in_draw_order((c for c in everything if may_be_drawn(c, rule)), seed=seed)
    target = _target(len(ordered), rule)
    quota_of = quotas(Counter(stratum_of(c, rule) for c in ordered), target)
    chosen = _choose(ordered, rule, quota_of)
    drawn = tuple(
        Drawn(ordered[place], place + 1, stratum_of(ordered[place], rule), why)
        for place, why in sorted(chosen.items())
    )
    return Sample(drawn, _report(everything, ordered, drawn, rule, target, quota_of))


def may_be_drawn(candidate: Candidate, rule: SampleRule) -> bool:
    """Sealed files of juveniles never; secret files only where the rule says so."""
    return not candidate.sealed and (rule.include_secret or not candidate.secret)


def draw_key(case_no: str, *, seed: str) -> str:
    """The hex SHA-256 that gives a case number its place in the draw."""
    text = f"{seed}\n{unicodedata.normalize('NFKC', case_no)}"
    return hashlib.sha256(text.encode()).hexdigest()


def in_draw_order(
    candidates: Iterable[Candidate], *, seed: str
) -> tuple[Candidate, ...]:
    """By draw key; files that share a number follow by stage, volume set, spelling.

    The internal identifier comes last and decides only between rows that are the same
    file twice, which the database does not allow.
    """

    def place(candidate: Candidate) -> tuple[str, str, str, str, int]:
        return (
            draw_key(candidate.case_no, seed=seed),
            candidate.stage,
            candidate.volume,
            candidate.case_no,
            candidate.case_id,
        )

    return tuple(sorted(candidates, key=place))


def stratum_of(candidate: Candidate, rule: SampleRule) -> str:
    """The stratum's code: the codes it is stratified by, joined by a slash."""
    codes = {
        Stratifier.COUNTY: candidate.area,
        Stratifier.CASE_KIND: candidate.kind,
    }
    return "/".join(codes[by] for by in rule.stratify_by)


def quotas(populations: Mapping[str, int], target: int) -> dict[str, int]:
    """Share the target out by largest remainder, ties by stratum code.

    A larger target may give a stratum one file less: a known property of this method.
    """
    whole = sum(populations.values())
    if not whole:
        return {}
    exact = {code: Fraction(target * n, whole) for code, n in populations.items()}
    quota = {code: int(share) for code, share in sorted(exact.items())}
    by_remainder = sorted(exact, key=lambda code: (quota[code] - exact[code], code))
    for code in by_remainder[: target - sum(quota.values())]:
        quota[code] += 1
    return quota


def _target(population: int, rule: SampleRule) -> int:
    """How many files are meant; a list has no target but its own files."""
    return {
        SampleBy.CENSUS: population,
        SampleBy.PERCENT: ceil(Fraction(rule.percent or 0) * population / 100),
        SampleBy.NUMBER: min(rule.number or 0, population),
        SampleBy.LISTED: 0,
    }[rule.by]


def _choose(
    ordered: Sequence[Candidate], rule: SampleRule, quota_of: Mapping[str, int]
) -> dict[int, Why]:
    """Places in the draw order, each with the reason it was taken."""
    if rule.by is SampleBy.CENSUS:
        return dict.fromkeys(range(len(ordered)), Why.CENSUS)
    if rule.by is SampleBy.LISTED:
        listed = {_folded(number) for number in rule.case_numbers}
        return {
            place: Why.LISTED
            for place, candidate in enumerate(ordered)
            if _folded(candidate.case_no) in listed
        }
    chosen = dict.fromkeys(_minima(ordered, rule.minimum_per_handler), Why.MINIMUM)
    return _fill(ordered, rule, quota_of, chosen)


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
    """Fill every stratum up to its quota; what the minima took counts towards it."""
    filled = Counter(stratum_of(ordered[place], rule) for place in chosen)
    for place, candidate in enumerate(ordered):
        stratum = stratum_of(candidate, rule)
        if place not in chosen and filled[stratum] < quota_of[stratum]:
            filled[stratum] += 1
            chosen[place] = Why.STRATUM
    return chosen


def _folded(case_no: str) -> str:
    return unicodedata.normalize("NFKC", case_no).strip()


def _report(
    everything: Sequence[Candidate],
    ordered: Sequence[Candidate],
    drawn: Sequence[Drawn],
    rule: SampleRule,
    target: int,
    quota_of: Mapping[str, int],
) -> SampleReport:
    unknown, withheld = _missing_numbers(everything, ordered, rule)
    return SampleReport(
        population=len(ordered),
        target=target if rule.by is not SampleBy.LISTED else len(drawn),
        drawn=len(drawn),
        n_sealed=sum(c.sealed for c in everything),
        n_secret=sum(c.secret and not c.sealed for c in everything),
        strata=_strata(ordered, drawn, rule, quota_of),
        unmet_minima=_unmet(everything, drawn, rule.minimum_per_handler),
        unknown_numbers=unknown,
        withheld_numbers=withheld,
    )


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
    known = {_folded(c.case_no) for c in everything}
    drawable = {_folded(c.case_no) for c in ordered}
    listed = tuple(dict.fromkeys(rule.case_numbers))
    unknown = tuple(number for number in listed if _folded(number) not in known)
    withheld = tuple(number for number in listed if _folded(number) in known - drawable)
    return unknown, withheld
