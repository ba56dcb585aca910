"""A campaign that re-checks a share of what another has settled, and what it found.

Counties review their own files first; the bureau draws a share of them anew, by its
sampling rule and announced seed, among the files that have a result. Its reviewers see
nothing of the first campaign, and none of them reads a file twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from review.domain.aggregation import Rate, rate
from review.domain.campaigns import of_institutions
from review.domain.derivation import half_up
from review.domain.errors import N_, RuleBroken
from review.domain.policy import Action, Viewer, may
from review.domain.recheck_plans import PERCENT, n_of_share
from review.domain.rechecks import RULE, Difference, Looked, Move, differences
from review.domain.schemes import Grade, Text
from review.domain.verdicts import from_hundredths
from review.files.tables import CellKind, Column, Table
from review.numerics.student import quantile
from review.services import rechecked
from review.services.accounts import actor_of
from review.services.openings import note_export
from review.services.readers import written
from review.services.rechecked import Choice, NotSettledYet
from review.services.sampled import announced_of, campaign_of
from review.store import unit
from review.store.models import Campaign
from review.store.queries import rechecks as queries

__all__ = [
    "Choice",
    "CountyLine",
    "DrawnAlready",
    "FileLine",
    "ListFrozen",
    "NotSettledYet",
    "Offer",
    "RecheckPage",
    "export",
    "offer",
    "page",
    "settle",
]

OUTSIDE = 0.05


class DrawnAlready(RuleBroken):
    sentence = N_("The sample has been drawn; what it re-checks stays as it is.")


class ListFrozen(RuleBroken):
    sentence = N_(
        "The seed was announced with a frozen list; what the campaign draws from can "
        "not change any more."
    )


@dataclass(frozen=True, slots=True)
class CountyLine:
    """A county in the comparison; shares and means only from the smallest number on."""

    area: str
    n: int
    n_drawn: int
    moved: Rate
    n_higher: int
    n_lower: int
    n_scored: int
    mean: Decimal | None
    low: Decimal | None
    high: Decimal | None
    is_told: bool
    is_apart: bool
    """Chance would hardly explain it, however many counties are looked at."""


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file with both results."""

    public_id: str
    case_no: str
    area: str
    first: str | None
    second: str | None
    first_score: Decimal | None
    second_score: Decimal | None
    change: Decimal | None


@dataclass(frozen=True, slots=True)
class RecheckPage:
    campaign: str
    code: str
    first: str
    first_code: str
    choices: tuple[Choice, ...]
    may_change: bool
    is_drawn: bool
    minimum_n: int
    counties: tuple[CountyLine, ...]
    whole: CountyLine | None
    grades: tuple[Grade, ...]
    moves: Mapping[Move, int]
    files: tuple[FileLine, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """What re-checking a share of a settled campaign would be about."""

    n_settled: int
    n_share: int
    percent: Decimal
    by: tuple[Choice, ...]
    """The campaigns that re-check it already."""


def offer(*, viewer: Viewer, code: str) -> Offer | None:
    """Offered to whoever may open campaigns, once every file here is settled.

    A re-check itself is not re-checked, and counties do not review institutions.
    """
    if not may(viewer, Action.CAMPAIGN_OPEN):
        return None
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.CAMPAIGN_READ)
        if campaign.rules.get(RULE) or of_institutions(campaign.rules):
            return None
        known = rechecked.others(viewer)
        own = next((row for row in known if row.id == campaign.id), None)
        if own is None or own.n_settled < own.n:
            return None
        by = rechecked.choices(queries.checking(campaign.bureau_id, campaign.id))
        n_share = n_of_share(row.n for row in queries.drawn_by_area(campaign.id))
    return Offer(own.n_settled, n_share, PERCENT, by)


def settle(*, viewer: Viewer, code: str, of: str, at: datetime) -> None:
    """Say which campaign this one re-checks, before the draw; "" takes it back."""
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.SAMPLE_DRAW)
        unit.hold(f"campaign:{campaign.id}")
        campaign = campaign_of(viewer, code, Action.SAMPLE_DRAW)
        _check_open(campaign)
        first = _first(viewer, campaign, of) if of else None
        event = unit.record(
            "recheck_set",
            chain=f"campaign:{campaign.id}",
            actor=actor_of(viewer),
            at=at,
            targets=[("campaign", campaign.id)],
            payload={"of": of},
        )
        rules = {**campaign.rules, RULE: first.id if first else None}
        unit.change(event, Campaign, {"id": campaign.id}, rules=rules)


def _first(viewer: Viewer, campaign: Any, of: str) -> Any:
    own = rechecked.schemes_of(campaign.id)
    return rechecked.checked(viewer, of, own, but=campaign.id)


def _check_open(campaign: Any) -> None:
    if campaign.drawn_at is not None:
        raise DrawnAlready
    announced = announced_of(campaign)
    if announced is not None and announced.list_digest is not None:
        raise ListFrozen


def page(*, viewer: Viewer, code: str) -> RecheckPage:
    """What is re-checked, and county by county how far the two lie apart."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.RESULTS_READ)
        others = {row.id: row for row in rechecked.others(viewer, campaign.id)}
        first = others.get(campaign.rules.get(RULE))
        rows = queries.both(campaign.id, first.id) if first else ()
        drawn = queries.drawn_by_area(campaign.id) if first else ()
        grades = rechecked.schemes_of(campaign.id)[0].grades
        announced = announced_of(campaign)
    n_drawn = {row.area: row.n for row in drawn}
    minimum_n, decimals = campaign.rules["minimum_n"], campaign.rules["decimals"]
    counties, whole = differences(map(_looked, rows), grades)

    def line(each: Difference, n: int) -> CountyLine:
        apart = _is_apart(each, len(counties) if each.area else 1)
        return _line(each, n, minimum_n, decimals, is_apart=apart)

    is_frozen = announced is not None and announced.list_digest is not None
    return RecheckPage(
        campaign=campaign.name,
        code=campaign.code,
        first=first.name if first else "",
        first_code=first.code if first else "",
        choices=rechecked.choices(others.values()),
        may_change=campaign.drawn_at is None and not is_frozen,
        is_drawn=campaign.drawn_at is not None,
        minimum_n=minimum_n,
        counties=tuple(line(each, n_drawn[each.area]) for each in counties),
        whole=line(whole, sum(n_drawn.values())) if rows else None,
        grades=grades,
        moves=whole.moves,
        files=tuple(_file(row) for row in rows),
    )


def _looked(row: Any) -> Looked:
    return Looked(
        row.area,
        row.first_grade,
        row.grade,
        from_hundredths(row.first_score),
        from_hundredths(row.score),
    )


def _file(row: Any) -> FileLine:
    looked = _looked(row)
    return FileLine(
        row.public_id,
        row.case_no,
        row.area,
        looked.first,
        looked.second,
        looked.first_score,
        looked.second_score,
        looked.change,
    )


def _line(
    each: Difference, n_drawn: int, minimum_n: int, decimals: int, *, is_apart: bool
) -> CountyLine:
    is_told = each.n >= minimum_n
    moved = rate(each.n_moved, each.n, decimals)
    low, high = _interval(each) if is_told else (None, None)
    return CountyLine(
        area=each.area,
        n=each.n,
        n_drawn=n_drawn,
        moved=moved if is_told else Rate(each.n_moved, each.n, None),
        n_higher=each.n_higher,
        n_lower=each.n_lower,
        n_scored=each.n_scored,
        mean=_rounded(each.mean) if is_told and each.mean is not None else None,
        low=low,
        high=high,
        is_told=is_told,
        is_apart=is_told and is_apart,
    )


def _is_apart(each: Difference, n_looked_at: int) -> bool:
    """With ten counties that are all alike, chance alone would make one stand out in
    two of five re-checks: so the level is shared among them (Bonferroni).
    """
    if each.mean is None or not each.error:
        return False
    level = OUTSIDE / n_looked_at
    return abs(float(each.mean)) > quantile(level, each.n_scored - 1) * each.error


def _interval(each: Difference) -> tuple[Decimal | None, Decimal | None]:
    """Student's interval of the mean difference, at 95%."""
    if each.mean is None or each.error is None:
        return None, None
    half = Fraction(quantile(OUTSIDE, each.n_scored - 1) * each.error)
    return _rounded(each.mean - half), _rounded(each.mean + half)


def _rounded(number: Fraction) -> Decimal:
    """Half up away from nothing, as changes are rounded everywhere."""
    size = half_up(abs(number))
    return -size if number < 0 else size


Say = Callable[[str], str]
Worded = Callable[[Text], str]


def export(
    *,
    viewer: Viewer,
    code: str,
    at: datetime,
    file_format: str,
    say: Say,
    words: Worded,
) -> bytes:
    """Every file with both results; taking it is logged."""
    found = page(viewer=viewer, code=code)
    note_export(viewer, f"recheck:{code}", at)
    titles = {grade.code: grade.title for grade in found.grades}

    def titled(grade: str | None) -> str:
        return words(titles[grade]) if grade in titles else ""

    decimal = CellKind.DECIMAL
    columns: tuple[Column[FileLine], ...] = (
        Column("case_no", say(N_("Case number"))),
        Column("area", say(N_("County"))),
        Column("first_score", say(N_("Own review, score")), decimal),
        Column("first", say(N_("Own review, grade")), of=lambda r: titled(r.first)),
        Column("second_score", say(N_("Re-check, score")), decimal),
        Column("second", say(N_("Re-check, grade")), of=lambda r: titled(r.second)),
        Column("change", say(N_("Difference")), decimal),
    )
    return written(Table(say(N_("Re-check")), columns, found.files), file_format)
