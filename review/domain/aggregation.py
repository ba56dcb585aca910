"""From graded cases to figures: counts, rates with part and whole, mean score.

Sums are integers (cases, hundredths of a point), so partial counts may be added up in
any order and give the same bytes. A bare 良好率 is never computed: published bulletins
mean three different things by it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from review.domain.errors import N_, RuleBroken
from review.domain.schemes import Grade, Standing

TOTAL_KEY = "total"


class By(StrEnum):
    """What the figures are broken down by; 市本级 is a county like any other."""

    TOTAL = "total"
    HANDLER = "handler"
    FIRM = "firm"
    COUNTY = "county"
    CASE_KIND = "case_kind"


@dataclass(frozen=True, slots=True)
class Graded:
    """A case in the campaign; without a grade it counts in no rate.

    `earlier` marks an earlier year's imported result, which never enters the figures.
    """

    case: str
    handler: str
    firm: str
    area: str
    kind: str
    grade: str | None
    score: Decimal | None = None
    earlier: bool = False

    def key(self, by: By) -> str:
        return {
            By.TOTAL: TOTAL_KEY,
            By.HANDLER: self.handler,
            By.FIRM: self.firm,
            By.COUNTY: self.area,
            By.CASE_KIND: self.kind,
        }[by]


@dataclass(frozen=True, slots=True)
class GradeCount:
    """The cases of one group with one grade: one row of a SELECT … GROUP BY.

    `n_scored` counts those with a score, `hundredths` adds the scores up. Several rows
    for the same group and grade are added together.
    """

    key: str
    grade: str | None
    n: int
    n_scored: int = 0
    hundredths: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """What a key is called and where its name sorts (pinyin)."""

    name: str
    sort_key: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """A percentage with what it is made of; none where there is nothing to divide."""

    part: int
    whole: int
    percent: str | None

    def as_json(self) -> dict[str, object]:
        return {"part": self.part, "whole": self.whole, "percent": self.percent}


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the figures. `n` is the number of graded cases, the whole of each rate.

    `mean_score` is None where any graded case has no score (indicator sheets): a mean
    of some of the cases is not the mean of the row.
    """

    key: str
    name: str
    n: int
    grades: Mapping[str, int]
    grade_rates: Mapping[str, Rate]
    rates: Mapping[str, Rate]
    mean_score: Decimal | None
    n_ungraded: int = 0
    sort_key: str = ""

    def as_json(self) -> dict[str, object]:
        """The published shape; `n_ungraded` appears where there are such cases."""
        row: dict[str, object] = {
            "key": self.key,
            "name": self.name,
            "n": self.n,
            "grades": dict(self.grades),
            "grade_rates": {c: r.as_json() for c, r in self.grade_rates.items()},
            "rates": {name: rate.as_json() for name, rate in self.rates.items()},
            "mean_score": None if self.mean_score is None else f"{self.mean_score:f}",
        }
        return row | ({"n_ungraded": self.n_ungraded} if self.n_ungraded else {})


@dataclass(frozen=True, slots=True)
class Figures:
    by: By
    rows: tuple[Figure, ...]

    def as_json(self) -> dict[str, object]:
        return {"by": self.by.value, "rows": [row.as_json() for row in self.rows]}


class UnknownGrade(RuleBroken):
    sentence = N_("The grade %(grade)s is not in the grade table of this campaign.")


def percent(part: int, whole: int, decimals: int) -> str | None:
    """Part of whole in per cent, half up, in integers; always with all its decimals."""
    if not whole:
        return None
    scale = 10**decimals
    units = (2 * 100 * scale * part + whole) // (2 * whole)
    return f"{units // scale}.{units % scale:0{decimals}}" if decimals else str(units)


def rate(part: int, whole: int, decimals: int) -> Rate:
    return Rate(part, whole, percent(part, whole, decimals))


def count_grades(cases: Iterable[Graded], by: By) -> tuple[GradeCount, ...]:
    """Reduce the cases to what a GROUP BY would answer, in one pass."""
    sums: defaultdict[tuple[str, str | None], list[int]] = defaultdict(lambda: [0] * 3)
    for case in cases:
        if case.earlier:
            continue
        tally = sums[case.key(by), case.grade]
        tally[0] += 1
        if case.score is not None:
            tally[1] += 1
            tally[2] += _hundredths(case.score)
    return tuple(GradeCount(*key, *tally) for key, tally in sums.items())


def figures(
    cases: Iterable[Graded],
    *,
    by: By,
    grades: Sequence[Grade],
    decimals: int = 1,
    groups: Mapping[str, Group] | None = None,
) -> Figures:
    """The figures of the cases themselves, for tests, files and small campaigns."""
    counts = count_grades(cases, by)
    return figures_from_counts(
        counts, by=by, grades=grades, decimals=decimals, groups=groups
    )


def figures_from_counts(
    counts: Iterable[GradeCount],
    *,
    by: By,
    grades: Sequence[Grade],
    decimals: int = 1,
    groups: Mapping[str, Group] | None = None,
) -> Figures:
    """The figures of counted rows, sorted by name; `grades` stand from best to worst.

    The query that counts must leave earlier years' imported results out.
    """
    names = {TOTAL_KEY: Group(""), **(groups or {})}
    tallies: dict[str, _Tally] = {TOTAL_KEY: _Tally()} if by is By.TOTAL else {}
    for count in counts:
        tallies.setdefault(count.key, _Tally()).add(count)
    rows = (
        _figure(key, names.get(key) or Group(key), tally, grades, decimals)
        for key, tally in tallies.items()
    )
    return Figures(by, tuple(sorted(rows, key=_by_name)))


@dataclass(slots=True)
class _Tally:
    """The running sums of one group."""

    grades: Counter[str] = field(default_factory=Counter)
    n_ungraded: int = 0
    n_scored: int = 0
    hundredths: int = 0

    def add(self, count: GradeCount) -> None:
        if count.grade is None:
            self.n_ungraded += count.n
            return
        self.grades[count.grade] += count.n
        self.n_scored += count.n_scored
        self.hundredths += count.hundredths

    @property
    def mean(self) -> Decimal | None:
        n = self.grades.total()
        if not n or self.n_scored != n:
            return None
        return Decimal((2 * self.hundredths + n) // (2 * n)).scaleb(-2)


def _figure(
    key: str, group: Group, tally: _Tally, grades: Sequence[Grade], decimals: int
) -> Figure:
    for code in tally.grades.keys() - {grade.code for grade in grades}:
        raise UnknownGrade(grade=code)
    n = tally.grades.total()
    counts = {grade.code: tally.grades[grade.code] for grade in grades}
    parts = {
        "excellent": _cases_with(grades, counts, {Standing.EXCELLENT}),
        "excellent_or_good": _cases_with(
            grades, counts, {Standing.EXCELLENT, Standing.GOOD}
        ),
        "pass": sum(counts[grade.code] for grade in grades if grade.passes),
    }
    return Figure(
        key=key,
        name=group.name,
        n=n,
        grades=counts,
        grade_rates={code: rate(part, n, decimals) for code, part in counts.items()},
        rates={name: rate(part, n, decimals) for name, part in parts.items()},
        mean_score=tally.mean,
        n_ungraded=tally.n_ungraded,
        sort_key=group.sort_key or group.name,
    )


def _cases_with(
    grades: Sequence[Grade], counts: Mapping[str, int], standings: set[Standing]
) -> int:
    return sum(counts[grade.code] for grade in grades if grade.standing in standings)


def _by_name(row: Figure) -> tuple[str, str]:
    return (row.sort_key, row.key)


def _hundredths(score: Decimal) -> int:
    hundredths = score.scaleb(2)
    if hundredths != int(hundredths):
        raise ValueError(f"{score} is not rounded to hundredths")
    return int(hundredths)
