"""How many files each stratum gives: quotas of groups, shared out in proportion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from review.domain.sampling_order import Candidate, codes_of, stratum_of
from review.domain.sampling_rule import ANY, SampleBy, SampleRule


@dataclass(frozen=True, slots=True)
class ShortGroup:
    """A group that has fewer files than its quota asks; with none it is a slip."""

    group: str
    asked: int
    population: int


@dataclass(frozen=True, slots=True)
class Quotas:
    """What every group is asked for and has, and what that makes of each stratum."""

    asked: Mapping[str, int]
    there: Mapping[str, int]
    of_stratum: Mapping[str, int]

    @property
    def target(self) -> int:
        return sum(self.of_stratum.values())


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


def quotas_of(ordered: Sequence[Candidate], rule: SampleRule) -> Quotas:
    """Every group's number, at most what it has, shared out among its strata."""
    strata: dict[str, Counter[str]] = {}
    for each in ordered:
        group = strata.setdefault(codes_of(each, rule.group_is), Counter())
        group[stratum_of(each, rule)] += 1
    there = {group: counts.total() for group, counts in strata.items()}
    asked = {group: _asked(group, n, rule) for group, n in there.items()}
    of_stratum = {
        stratum: quota
        for group, counts in strata.items()
        for stratum, quota in quotas(counts, min(asked[group], there[group])).items()
    }
    return Quotas(asked, there, of_stratum)


def _asked(group: str, population: int, rule: SampleRule) -> int:
    """What the first quota that fits says, else the rule's own size."""
    for named, n in rule.quotas:
        if _fits(named, group):
            return n
    return {
        SampleBy.CENSUS: population,
        SampleBy.PERCENT: ceil(Fraction(rule.percent or 0) * population / 100),
        SampleBy.NUMBER: rule.number or 0,
        SampleBy.LISTED: 0,
    }[rule.by]


def _fits(named: str, group: str) -> bool:
    pairs = zip(named.split("/"), group.split("/"), strict=True)
    return all(wanted in (ANY, code) for wanted, code in pairs)


def short_groups(rule: SampleRule, quota_of: Quotas) -> tuple[ShortGroup, ...]:
    """Groups smaller than their number, and quotas for groups that have no file.

    One number for all files is met by all files; there nothing is short.
    """
    if not rule.per:
        return ()
    short = [
        ShortGroup(group, n, quota_of.there[group])
        for group, n in quota_of.asked.items()
        if n > quota_of.there[group]
    ]
    idle = [
        ShortGroup(named, n, 0)
        for named, n in rule.quotas
        if n and not any(_fits(named, group) for group in quota_of.there)
    ]
    return tuple(sorted(short + idle, key=lambda each: each.group))
