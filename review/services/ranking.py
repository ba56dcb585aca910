"""Who stands where by the results of a campaign, as its release will say it.

Only institutions over all kinds together are for the public: a firm's marks of one kind
would give those of a small other kind away. Everything else goes to the addressees of
the internal bulletin, and to each handler their own line.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from review.domain import ranking as rules
from review.domain.aggregation import By, rate
from review.domain.publication import Row, RowKind
from review.domain.ranking import Display, RankedFile
from review.domain.schemes import Standing as GradeStanding
from review.numerics import funnel
from review.numerics.ranking import Ranking, Standing, ranking
from review.services.freezing import Basis, graded

RANKED = (By.COUNTY, By.FIRM, By.HANDLER)
PUBLIC = (By.COUNTY, By.FIRM)
DEPENDABLE = 0.7
"""The reliability from which a mean is commonly called dependable."""
Hidden = Mapping[RowKind, frozenset[str]]
GOOD = frozenset({GradeStanding.EXCELLENT, GradeStanding.GOOD})


@dataclass(frozen=True, slots=True)
class RankedList:
    """One ranking: what it says of itself, and its lines in the order shown.

    `case_kind` is empty over all kinds.
    """

    by: By
    case_kind: str
    summary: Mapping[str, object]
    lines: tuple[Mapping[str, object], ...]

    @property
    def key(self) -> str:
        return f"{self.by.value}:{self.case_kind}"

    @property
    def is_public(self) -> bool:
        return self.by in PUBLIC and not self.case_kind


def lists(
    basis: Basis, hidden: Hidden, *, chosen: Display | None = None
) -> tuple[RankedList, ...]:
    """Every ranking that the results allow, of counties, firms and handlers.

    `chosen` is what the bureau decided instead of the rule. Results without a mark,
    such as those of indicator sheets, are in no order.
    """
    files = [row for row in basis.files if row.grade and row.score is not None]
    if len(files) < sum(1 for row in basis.files if row.grade):
        return ()
    kinds = sorted({row.kind for row in files})
    wanted = ["", *kinds] if len(kinds) > 1 else [""]
    asked = (_Asked(basis, by, kind, files, hidden) for by in RANKED for kind in wanted)
    made = (_list(each, chosen) for each in asked)
    return tuple(each for each in made if each is not None)


def rows_of(made: Iterable[RankedList]) -> Iterator[Row]:
    """What is frozen: of every ranking a row for itself and one for each line."""
    for each in made:
        yield Row(
            RowKind.RANKING, each.key, each.summary, is_internal=not each.is_public
        )
        for line in each.lines:
            key = str(line["key"])
            yield Row(
                RowKind.STANDING,
                key,
                line,
                handlers=(key,) if each.by is By.HANDLER else (),
                is_internal=not each.is_public,
            )


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whom to rank by which settled files."""

    basis: Basis
    by: By
    case_kind: str
    files: Sequence[Any]
    hidden: Hidden

    @property
    def key(self) -> str:
        return f"{self.by.value}:{self.case_kind}"

    @property
    def rows(self) -> list[Any]:
        kind = self.case_kind
        return [row for row in self.files if not kind or row.kind == kind]

    @property
    def least(self) -> int:
        return rules.least_files(self.basis.minimum_n)

    def withheld(self, files: Sequence[RankedFile]) -> frozenset[str]:
        """What is shown to nobody else may not be read from an average either.

        Of institutions over all kinds the figures themselves are published.
        """
        hidden: frozenset[str] = frozenset()
        if self.by in PUBLIC:
            hidden = self.hidden.get(RowKind(self.by.value), hidden)
            if not self.case_kind:
                return hidden
        kind = self.case_kind
        return hidden | rules.not_to_be_told(files, least=self.least, case_kind=kind)


@dataclass(frozen=True, slots=True)
class _Ranked:
    """The ranked units with their files, and what the figures say of them."""

    units: tuple[str, ...]
    n_left: int
    files: tuple[RankedFile, ...]
    found: Ranking

    @property
    def share(self) -> Fraction:
        """Of files graded 优秀 or 良好."""
        return Fraction(sum(each.is_good for each in self.files), len(self.files))


def _list(asked: _Asked, chosen: Display | None) -> RankedList | None:
    ranked = _ranked(asked)
    if ranked is None:
        return None
    by_rule = rules.display_for(_hundredths(ranked.found.rankability))
    display = chosen or by_rule
    summary = {
        "key": asked.key,
        "by": asked.by.value,
        "case_kind": asked.case_kind,
        "display": display.value,
        "by_rule": by_rule.value,
        **_said(asked, ranked),
    }
    lines = rules.in_order(_lines(asked, ranked), display)
    told = (rules.told(line, display) for line in lines)
    return RankedList(asked.by, asked.case_kind, summary, tuple(map(_printed, told)))


def _ranked(asked: _Asked) -> _Ranked | None:
    counted, kind = _counted(asked), asked.case_kind
    files = [each for each in counted if not kind or each.kind == kind]
    units, n_left = rules.ranked_units(
        files, least=asked.least, withheld=asked.withheld(counted)
    )
    place = {unit: at for at, unit in enumerate(units)}
    kept = tuple(each for each in files if each.unit in place)
    mixes = sorted({(each.kind, each.stage) for each in kept})
    stratum = {mix: at for at, mix in enumerate(mixes)}
    found = ranking(
        [place[each.unit] for each in kept],
        [float(each.score) for each in kept],
        [stratum[each.kind, each.stage] for each in kept],
        n_units=len(units),
        seed=_seed(asked),
    )
    return None if found is None else _Ranked(units, n_left, kept, found)


def _counted(asked: _Asked) -> list[RankedFile]:
    """Every file, of whichever kind; the case mix is its kind and stage."""
    grades = asked.basis.grades
    good = {grade.code for grade in grades if grade.standing in GOOD}
    return [
        RankedFile(
            unit=graded(row).key(asked.by),
            score=Decimal(row.score).scaleb(-2),
            kind=row.kind,
            stage=row.stage,
            is_good=row.grade in good,
        )
        for row in asked.files
    ]


def _seed(asked: _Asked) -> int:
    """Of the drawn worlds: for the same campaign and list the same, for ever."""
    campaign = asked.basis.campaign
    said = f"{campaign.code}\n{campaign.seed}\n{asked.key}"
    return int.from_bytes(hashlib.sha256(said.encode()).digest()[:8])


def _said(asked: _Asked, ranked: _Ranked) -> dict[str, object]:
    """How many are ranked, how dependably, and the mean and share of them all."""
    found, n_good = ranked.found, sum(each.is_good for each in ranked.files)
    return {
        "n_ranked": len(ranked.units),
        "n_left": ranked.n_left,
        "least": asked.least,
        "n_files": len(ranked.files),
        "mean": _printed_number(found.mean),
        "true_sd": _printed_number(found.true_sd),
        "error_sd": _printed_number(found.error_sd),
        "rankability": _printed_number(found.rankability),
        "files_needed": found.files_for(DEPENDABLE),
        "good": rate(n_good, len(ranked.files), asked.basis.decimals).as_json(),
    }


def _lines(asked: _Asked, ranked: _Ranked) -> Iterator[dict[str, object]]:
    """Every unit with all its figures, whatever of them is shown."""
    rows: defaultdict[str, list[Any]] = defaultdict(list)
    for row in asked.rows:
        rows[graded(row).key(asked.by)].append(row)
    n_good = Counter(each.unit for each in ranked.files if each.is_good)
    standings = ranked.found.standings
    places = rules.places([_hundredths(each.expected_rank) for each in standings])
    sharing = Counter(places)
    for unit, standing, place in zip(ranked.units, standings, places, strict=True):
        yield {
            "list": asked.key,
            **_names(asked.by, unit, rows[unit]),
            **_figures(standing, n_good[unit], ranked, asked.basis.decimals),
            "place": place,
            "is_tied": sharing[place] > 1,
        }


def _names(by: By, unit: str, rows: Sequence[Any]) -> dict[str, object]:
    first = rows[0]
    if by is By.COUNTY:
        name, sort = first.area_name, first.area_sort
    elif by is By.FIRM:
        name, sort = first.firm_name, first.firm_sort
    else:
        name, sort = first.handler_name, first.handler_sort
    firms = dict.fromkeys(row.firm_name for row in rows if row.firm_name)
    own = {"firms": list(firms)} if by is By.HANDLER else {}
    return {"key": unit, "name": name or "", "sort_key": sort or "", **own}


def _figures(
    standing: Standing, n_good: int, ranked: _Ranked, decimals: int
) -> dict[str, object]:
    share = float(ranked.share)
    chance = rules.outlier(
        below=funnel.at_most(n_good, standing.n, share),
        above=funnel.at_least(n_good, standing.n, share),
    )
    low, high = _hundredths(standing.low), _hundredths(standing.high)
    at_top = _hundredths(standing.at_top)
    mean = _hundredths(ranked.found.mean)
    return {
        "n": standing.n,
        "mean": _printed_number(standing.raw),
        "adjusted": _printed_number(standing.adjusted),
        "good": rate(n_good, standing.n, decimals).as_json(),
        "estimate": _printed_number(standing.estimate),
        "low": str(low),
        "high": str(high),
        "weight": _printed_number(standing.weight),
        "expected_rank": _printed_number(standing.expected_rank),
        "rank_low": standing.rank_low,
        "rank_high": standing.rank_high,
        "at_top": str(at_top),
        "band": rules.band_of(at_top=at_top, low=low, high=high, mean=mean).value,
        "outlier": chance.value,
    }


def _printed(line: Mapping[str, object]) -> dict[str, object]:
    """The sort key has done its work; how a name is said is nobody's result."""
    return {name: value for name, value in line.items() if name != "sort_key"}


def _hundredths(value: float) -> Decimal:
    return Decimal(repr(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _printed_number(value: float) -> str:
    return str(_hundredths(value))
