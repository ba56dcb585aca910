"""What a draw chooses from, and what it would give; shared by opening and drawing.

Functions here join the transaction of their caller.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from review.domain import sampling as rules
from review.domain.campaigns import scheme_for
from review.domain.sampling import (
    Candidate,
    Drawn,
    Sample,
    SampleReport,
    SampleRule,
    StratumReport,
)
from review.domain.schemes import Scheme
from review.store import unit
from review.store.queries import campaigns as queries

Pinned = tuple[tuple[int, Scheme], ...]


@dataclass(frozen=True, slots=True)
class Pool:
    """A period's closed files and the schemes pinned for them."""

    bureau_id: int
    closed_from: date
    closed_until: date
    schemes: Pinned


@dataclass(frozen=True, slots=True)
class StratumLine:
    """A stratum with the county's name and the kind's code, where it goes by them."""

    area: str
    kind: str
    population: int
    quota: int
    drawn: int


@dataclass(frozen=True, slots=True)
class UnsuitedLine:
    """Files of a kind, stage and class that no scheme of the campaign is meant for."""

    kind: str
    stage: str
    case_class: str
    n: int


@dataclass(frozen=True, slots=True)
class ShortLine:
    """A handler of whom fewer files can be drawn than the minimum asks."""

    name: str
    minimum: int
    drawn: int


@dataclass(frozen=True, slots=True)
class DrawPreview:
    """What a draw would give, before anything is written. `digest` names the list
    it would choose from, so that a draw can be refused if the list has changed.
    """

    report: SampleReport
    n_without_scheme: int
    by_scheme: tuple[tuple[str, int], ...]
    n_reviews: int
    n_reviewers: int
    strata: tuple[StratumLine, ...] = ()
    unsuited: tuple[UnsuitedLine, ...] = ()
    short: tuple[ShortLine, ...] = ()
    digest: str = ""

    @property
    def each(self) -> tuple[int, int]:
        """The fewest and the most reviews a reviewer gets when loads are even."""
        if not self.n_reviewers:
            return (0, 0)
        return (
            self.n_reviews // self.n_reviewers,
            -(-self.n_reviews // self.n_reviewers),
        )


@dataclass(frozen=True, slots=True)
class Chosen:
    """A drawn file with the scheme it will be read by."""

    drawn: Drawn
    scheme_id: int
    scheme: Scheme
    row: Any

    @property
    def n_reviews(self) -> int:
        """Reviews of each part of the sheet."""
        return self.scheme.combination.reviews_for(self.row.case_class)

    @property
    def n_reads(self) -> int:
        return self.n_reviews * len(self.scheme.parts)


@dataclass(frozen=True, slots=True)
class PlannedDraw:
    """A draw computed and not yet written."""

    preview: DrawPreview
    chosen: tuple[Chosen, ...]
    population: tuple[Candidate, ...]


def plan_draw(
    pool: Pool, *, rule: SampleRule, seed: str, n_reviewers: int
) -> PlannedDraw:
    """What this seed gives: only files that a scheme is meant for can be drawn."""
    found, firsts = _candidates(pool)
    suited = {each.case_id: _scheme(pool, firsts[each.case_id]) for each in found}
    fitting = [each for each in found if suited[each.case_id]]
    sample = rules.draw(fitting, rule=rule, seed=seed)
    chosen = tuple(_chosen(each, suited, firsts) for each in sample.drawn)
    unsuited = [firsts[each.case_id] for each in found if not suited[each.case_id]]
    preview = DrawPreview(
        report=sample.report,
        n_without_scheme=len(unsuited),
        by_scheme=tuple(sorted(Counter(c.scheme.code for c in chosen).items())),
        n_reviews=sum(each.n_reads for each in chosen),
        n_reviewers=n_reviewers,
        strata=_strata(sample, rule, firsts),
        unsuited=_unsuited(unsuited),
        short=_short(sample, firsts),
        digest=_list_digest(fitting, rule),
    )
    open_to_draw = (each for each in fitting if rules.may_be_drawn(each, rule))
    return PlannedDraw(preview, chosen, rules.in_draw_order(open_to_draw, seed=seed))


def _candidates(pool: Pool) -> tuple[list[Candidate], dict[int, Any]]:
    rows = queries.candidates(
        pool.bureau_id, closed_from=pool.closed_from, until=pool.closed_until
    )
    firsts: dict[int, Any] = {}
    handlers: dict[int, list[str]] = {}
    for row in rows:
        firsts.setdefault(row.id, row)
        if row.person_id is not None:
            handlers.setdefault(row.id, []).append(str(row.person_id))
    found = [_candidate(row, handlers.get(row.id, [])) for row in firsts.values()]
    return found, firsts


def _candidate(row: Any, handlers: Sequence[str]) -> Candidate:
    return Candidate(
        case_id=row.id,
        case_no=row.case_no,
        stage=row.stage,
        volume=row.volume_set,
        area=row.area,
        kind=row.kind,
        handlers=tuple(handlers),
        sealed=row.sealed,
        secret=row.secret,
    )


def _scheme(pool: Pool, row: Any) -> tuple[int, Scheme] | None:
    meant = scheme_for(
        [scheme for _, scheme in pool.schemes],
        kind=row.kind,
        stage=row.stage,
        case_class=row.case_class,
    )
    return next((pair for pair in pool.schemes if pair[1] is meant), None)


def _chosen(
    drawn: Drawn,
    suited: dict[int, tuple[int, Scheme] | None],
    firsts: dict[int, Any],
) -> Chosen:
    found = suited[drawn.case.case_id]
    assert found is not None
    return Chosen(drawn, *found, firsts[drawn.case.case_id])


def _strata(
    sample: Sample, rule: SampleRule, firsts: dict[int, Any]
) -> tuple[StratumLine, ...]:
    names = {row.area: row.area_name for row in firsts.values()}
    return tuple(stratum_line(each, rule, names) for each in sample.report.strata)


def stratum_line(
    report: StratumReport, rule: SampleRule, names: dict[str, str]
) -> StratumLine:
    """A stratum's code taken apart again, the county by its name."""
    codes = dict(zip(rule.stratify_by, report.stratum.split("/"), strict=False))
    area = codes.get(rules.Stratifier.COUNTY, "")
    return StratumLine(
        area=names.get(area, area),
        kind=codes.get(rules.Stratifier.CASE_KIND, ""),
        population=report.population,
        quota=report.quota,
        drawn=report.drawn,
    )


def _unsuited(rows: Sequence[Any]) -> tuple[UnsuitedLine, ...]:
    counts = Counter((row.kind, row.stage, row.case_class) for row in rows)
    return tuple(UnsuitedLine(*key, n) for key, n in sorted(counts.items()))


def _short(sample: Sample, firsts: dict[int, Any]) -> tuple[ShortLine, ...]:
    """By pinyin; a handler is known by the first file the person leads."""
    people = {str(row.person_id): row for row in firsts.values()}
    unmet = sorted(
        sample.report.unmet_minima, key=lambda each: people[each.handler].name_key
    )
    return tuple(
        ShortLine(people[each.handler].person_name, each.minimum, each.drawn)
        for each in unmet
    )


def _list_digest(fitting: Sequence[Candidate], rule: SampleRule) -> str:
    files = sorted(
        [c.case_no, c.stage, c.volume, c.area, c.kind, c.lead, c.sealed, c.secret]
        for c in fitting
    )
    return unit.digest_of([files, rules.rule_as_data(rule)])
