"""What a draw chooses from, and what it would give; shared by opening and drawing.

Functions here join the transaction of their caller.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from review.domain import sampling as rules
from review.domain.campaigns import reviews_institutions, scheme_for
from review.domain.hidden_reads import even_loads
from review.domain.kinds import is_object
from review.domain.sampling import (
    Candidate,
    Drawn,
    Sample,
    SampleReport,
    SampleRule,
)
from review.domain.sampling_order import masked
from review.domain.sampling_rule import Risk, Stratifier, resolved, rule_as_data
from review.domain.sampling_slips import numbers_missed, quotas_unmet, slips
from review.domain.schemes import Scheme
from review.domain.sentences import Sentence
from review.services.drawn_elsewhere import DrawnElsewhere, Elsewhere, drawn_elsewhere
from review.services.strata import (
    GroupLine,
    Names,
    StratumLine,
    group_line,
    stratum_line,
)
from review.services.weighing import weighed
from review.store import unit
from review.store.queries import campaigns as queries

Pinned = tuple[tuple[int, Scheme], ...]


@dataclass(frozen=True, slots=True)
class Pool:
    """A period's closed files and the schemes pinned for them.

    A re-check draws only from the files that another campaign has settled.
    """

    bureau_id: int
    closed_from: date
    closed_until: date
    schemes: Pinned
    assessment_year: int = 0
    only: frozenset[int] | None = None
    own: frozenset[int] = frozenset()
    """The campaign itself, and the one that it re-checks."""


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
    short_groups: tuple[GroupLine, ...] = ()
    n_at_risk: tuple[tuple[Risk, int], ...] = ()
    """Files that could be drawn with each risk that the rule weighs."""
    elsewhere: tuple[Elsewhere, ...] = ()
    leaves_out_drawn: bool = False
    slips: tuple[Sentence, ...] = ()
    """What the rule asks for and does not find, beside what the report lists."""

    @property
    def unmet(self) -> tuple[Sentence, ...]:
        """Quotas and minima that the draw leaves unmet."""
        return tuple(quotas_unmet(self.report))

    @property
    def told(self) -> tuple[Sentence, ...]:
        """Everything that the rule asks for and does not get."""
        return (*self.slips, *numbers_missed(self.report), *self.unmet)

    @property
    def n_short_strata(self) -> int:
        """Strata whose quota the maximum per handler leaves unmet."""
        return sum(bool(each.n_short) for each in self.strata)

    @property
    def each(self) -> tuple[int, int]:
        """The fewest and the most reviews that count of anybody, when loads are even."""
        return even_loads(self.n_reviews, self.n_reviewers)


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
class FitLine:
    """Files of a kind, stage and class, and the scheme they fall to; none is empty."""

    kind: str
    stage: str
    case_class: str
    scheme: str
    n: int


@dataclass(slots=True)
class Parties:
    """Everyone who handled a file, and their firms; by number, as text."""

    handlers: list[str] = field(default_factory=list)
    firms: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class PlannedDraw:
    """A draw computed and not yet written; `rule` names counties and kinds by code.

    `fits` and `parties` are of all files that could be drawn, whether or not they were.
    """

    preview: DrawPreview
    chosen: tuple[Chosen, ...]
    population: tuple[Candidate, ...]
    rule: SampleRule
    fits: tuple[FitLine, ...] = ()
    parties: Mapping[int, Parties] = field(default_factory=dict)


def plan_draw(
    pool: Pool, *, rule: SampleRule, seed: str, n_reviewers: int
) -> PlannedDraw:
    """What this seed gives: only files that a scheme is meant for can be drawn."""
    found, firsts, parties = _candidates(pool)
    period = tuple(found)
    others = _others(pool)
    if rule.leave_out_drawn:
        found = [each for each in found if each.case_id not in others.cases]
    rule = resolved(rule, {row.area_name: row.area for row in firsts.values()})
    suited = {each.case_id: _scheme(pool, firsts[each.case_id]) for each in found}
    fitting = [each for each in found if suited[each.case_id]]
    weighing, n_at_risk = weighed(fitting, pool, rule)
    listed = masked(weighing, rule=rule, seed=seed)
    sample = rules.draw(listed, rule=rule, seed=seed)
    chosen = tuple(_chosen(each, suited, firsts) for each in sample.drawn)
    names = Names.of(listed, firsts)
    unsuited = [firsts[each.case_id] for each in found if not suited[each.case_id]]
    preview = DrawPreview(
        report=sample.report,
        n_without_scheme=len(unsuited),
        by_scheme=tuple(sorted(Counter(c.scheme.code for c in chosen).items())),
        n_reviews=sum(each.n_reads for each in chosen),
        n_reviewers=n_reviewers,
        strata=tuple(stratum_line(s, rule, names) for s in sample.report.strata),
        unsuited=_unsuited(unsuited),
        short=_short(sample, listed, firsts),
        digest=_list_digest(weighing, rule),
        short_groups=tuple(
            group_line(each, rule, names) for each in sample.report.short_groups
        ),
        n_at_risk=n_at_risk,
        elsewhere=others.among(firsts.keys()),
        leaves_out_drawn=rule.leave_out_drawn,
        slips=tuple(slips(rule, sample.report, period)),
    )
    population = tuple(each for each in listed if rules.may_be_drawn(each, rule))
    open_to_draw = [each for each in found if rules.may_be_drawn(each, rule)]
    fits = _fits(open_to_draw, suited, firsts)
    return PlannedDraw(preview, chosen, population, rule, fits, parties)


def _others(pool: Pool) -> DrawnElsewhere:
    period = {"closed_from": pool.closed_from, "until": pool.closed_until}
    return drawn_elsewhere(pool.bureau_id, **period, but=pool.own)


Fitting = Mapping[tuple[str, str, str], tuple[Candidate, int, Scheme, Any]]
"""A file by number, stage and volume set, with the scheme it would be read by."""


def fitting_files(pool: Pool) -> Fitting:
    """The files a campaign could review, as they are known now."""
    found, firsts, _ = _candidates(pool)
    suited = ((each, _scheme(pool, firsts[each.case_id])) for each in found)
    return {
        (each.case_no, each.stage, each.volume): (each, *pair, firsts[each.case_id])
        for each, pair in suited
        if pair
    }


def _fits(
    found: Sequence[Candidate],
    suited: Mapping[int, tuple[int, Scheme] | None],
    firsts: Mapping[int, Any],
) -> tuple[FitLine, ...]:
    counts: Counter[tuple[str, str, str, str]] = Counter()
    for each in found:
        row, pair = firsts[each.case_id], suited[each.case_id]
        code = pair[1].code if pair else ""
        counts[row.kind, row.stage, row.case_class, code] += 1
    return tuple(FitLine(*key, n) for key, n in sorted(counts.items()))


def _candidates(
    pool: Pool,
) -> tuple[list[Candidate], dict[int, Any], dict[int, Parties]]:
    """Files of cases, or of institutions where these are reviewed: never both."""
    rows = queries.candidates(
        pool.bureau_id, closed_from=pool.closed_from, until=pool.closed_until
    )
    of_institutions = any(reviews_institutions(each) for _, each in pool.schemes)
    firsts: dict[int, Any] = {}
    parties: dict[int, Parties] = defaultdict(Parties)
    for row in rows:
        if pool.only is not None and row.id not in pool.only:
            continue
        if is_object(row.kind) is not of_institutions:
            continue
        firsts.setdefault(row.id, row)
        if row.person_id is not None:
            parties[row.id].handlers.append(str(row.person_id))
        if row.firm_id is not None:
            parties[row.id].firms.add(str(row.firm_id))
    found = [_candidate(row, parties[row.id].handlers) for row in firsts.values()]
    return found, firsts, parties


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
        firm=str(row.firm_id or ""),
        case_class=row.case_class,
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


def _unsuited(rows: Sequence[Any]) -> tuple[UnsuitedLine, ...]:
    counts = Counter((row.kind, row.stage, row.case_class) for row in rows)
    return tuple(UnsuitedLine(*key, n) for key, n in sorted(counts.items()))


def _short(
    sample: Sample, listed: Sequence[Candidate], firsts: dict[int, Any]
) -> tuple[ShortLine, ...]:
    """By pinyin; a handler is known by the first file the person leads."""
    people = {each.lead: firsts[each.case_id] for each in listed}
    unmet = sorted(
        sample.report.unmet_minima, key=lambda each: people[each.handler].name_key
    )
    return tuple(
        ShortLine(people[each.handler].person_name, each.minimum, each.drawn)
        for each in unmet
    )


def _list_digest(fitting: Sequence[Candidate], rule: SampleRule) -> str:
    """Of what the draw depends on; firms and tickets only where the rule asks."""
    files = sorted([*_identity(each), *_weight(each, rule)] for each in fitting)
    return unit.digest_of([files, rule_as_data(rule)])


def _identity(c: Candidate) -> list[Any]:
    return [c.case_no, c.stage, c.volume, c.area, c.kind, c.lead, c.sealed, c.secret]


def _weight(c: Candidate, rule: SampleRule) -> list[Any]:
    firm = [c.firm] if Stratifier.FIRM in rule.stratify_by else []
    hard = [c.case_class] if Stratifier.CASE_CLASS in rule.stratify_by else []
    own = [*firm, *hard]
    return [*own, c.tickets] if rule.extra_tickets else own
