"""Strata and groups of a draw, in words: codes of the draw become names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from review.domain.sampling import Candidate, SampleRule, ShortGroup, StratumReport
from review.domain.sampling_rule import Stratifier


@dataclass(frozen=True, slots=True)
class StratumLine:
    """A stratum with names of county, firm and handler and the kind's code, where it
    goes by them; without names, as in the record of a draw, by running numbers.
    """

    area: str
    kind: str
    population: int
    quota: int
    drawn: int
    firm: str = ""
    handler: str = ""
    case_class: str = ""

    @property
    def n_short(self) -> int:
        return max(self.quota - self.drawn, 0)


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group that has fewer files than its quota asks."""

    area: str
    kind: str
    firm: str
    handler: str
    asked: int
    population: int
    case_class: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """What the codes of strata stand for, as far as the reader may know it."""

    areas: Mapping[str, str]
    firms: Mapping[str, str] = field(default_factory=dict)
    handlers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, listed: Sequence[Candidate], firsts: Mapping[int, Any]) -> Names:
        rows = [(each, firsts[each.case_id]) for each in listed]
        return cls(
            areas={row.area: row.area_name for _, row in rows},
            firms={each.firm: row.firm_name or "" for each, row in rows},
            handlers={each.lead: row.person_name or "" for each, row in rows},
        )

    def parts(self, code: str, by: Sequence[Stratifier]) -> dict[str, str]:
        """A code taken apart again, each part by its name where that is known."""
        codes = dict(zip(by, code.split("/"), strict=False))
        area = codes.get(Stratifier.COUNTY, "")
        firm = codes.get(Stratifier.FIRM, "")
        handler = codes.get(Stratifier.HANDLER, "")
        return {
            "area": self.areas.get(area, area),
            "kind": codes.get(Stratifier.CASE_KIND, ""),
            "firm": self.firms.get(firm, firm),
            "handler": self.handlers.get(handler, handler),
            "case_class": codes.get(Stratifier.CASE_CLASS, ""),
        }


def stratum_line(report: StratumReport, rule: SampleRule, names: Names) -> StratumLine:
    return StratumLine(
        **names.parts(report.stratum, rule.stratify_by),
        population=report.population,
        quota=report.quota,
        drawn=report.drawn,
    )


def group_line(group: ShortGroup, rule: SampleRule, names: Names) -> GroupLine:
    return GroupLine(
        **names.parts(group.group, rule.group_is),
        asked=group.asked,
        population=group.population,
    )


MOST_STRATA = 30
"""More of them do not fit a certificate of one page; it prints the sums instead."""


def summed(strata: Sequence[StratumLine]) -> tuple[StratumLine, ...]:
    """Sums by county, or by kind where no counties are named; else one for all.

    A sum says nothing of quotas: one stratum's more does not mend another's less.
    """
    sums: dict[tuple[str, str], Counter[str]] = {}
    for each in strata:
        key = (each.area, "" if each.area else each.kind)
        found = sums.setdefault(key, Counter())
        found.update(population=each.population, drawn=each.drawn)
    if len(sums) > MOST_STRATA:
        whole = sum(sums.values(), Counter[str]())
        sums = {("", ""): whole}
    return tuple(
        StratumLine(area, kind, n["population"], n["drawn"], n["drawn"])
        for (area, kind), n in sums.items()
    )
