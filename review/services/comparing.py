"""Common files for officers: how many, how far they are, and how lenient reviewers are.

Leniency is told from common files alone, and only once they are settled: officers see no
content before. By name, with an interval; it changes no result.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from review.domain.campaigns import is_standing
from review.domain.common_files import (
    FEWEST,
    MOST,
    RULE,
    CommonFile,
    Expected,
    common_file,
    expected,
    is_number,
    number_in,
)
from review.domain.errors import N_, RuleBroken
from review.domain.policy import Action, Viewer
from review.domain.reviewer_figures import n_in_steps
from review.domain.schemes import Grade, Method
from review.numerics.severity import Severity, severities
from review.services import schemes
from review.services.announced_rules import set_rule
from review.services.campaign_files import schemes_of
from review.services.sampling import campaign_of
from review.store import unit
from review.store.queries import campaigns, reviewer_figures, second_reads, seeds
from review.store.queries import common_files as queries


class WrongNumber(RuleBroken):
    sentence = N_(
        "Common files are %(fewest)s to %(most)s, so that everybody has enough of them; "
        "0 makes none."
    )


class NotInStanding(RuleBroken):
    sentence = N_(
        "In a standing campaign nobody knows beforehand which files come: it has no "
        "common ones."
    )


@dataclass(frozen=True, slots=True)
class FileLine:
    """A common file: how many reviews are in, and when it is settled what they say."""

    public_id: str
    case_no: str
    n_reads: int
    n_submitted: int
    result: str = ""
    found: CommonFile | None = None


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A reviewer and how many points more than the others the person gives."""

    name: str
    sound: str
    number: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Comparison:
    """By name; a figure never makes the order."""

    n: int
    expected: Expected
    n_reviewers: int
    is_drawn: bool
    is_given_out: bool
    is_standing: bool
    is_scored: bool
    """Whether sheets have totals, from which leniency can be told."""
    files: tuple[FileLine, ...]
    people: tuple[PersonLine, ...]
    grades: tuple[Grade, ...]

    @property
    def n_settled(self) -> int:
        return sum(file.found is not None for file in self.files)

    @property
    def n_submitted(self) -> int:
        return sum(file.n_submitted for file in self.files)

    @property
    def n_reads(self) -> int:
        return sum(file.n_reads for file in self.files)


def comparison(*, viewer: Viewer, code: str) -> Comparison:
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        rows = queries.reviews(campaign.id)
        people = reviewer_figures.readers(campaign.id) if rows else ()
        pinned = list(schemes_of(campaign.id).values())
        files = tuple(_files(queries.given(campaign.id), rows))
        n_reviewers = _n_reviewers(campaign)
        found = None if campaign.allocated_at else _expected(campaign, n_reviewers)
        counted = _counted(campaign, files, rows)
    known = severities(list(_marks(row for row in rows if row.id in counted)))
    return Comparison(
        n=number_in(campaign.rules),
        expected=found or Expected(),
        n_reviewers=n_reviewers,
        is_drawn=campaign.drawn_at is not None,
        is_given_out=campaign.allocated_at is not None,
        is_standing=is_standing(campaign.rules),
        is_scored=any(scheme.method is Method.POINTS for scheme in pinned),
        files=files,
        people=tuple(
            PersonLine(each.name, each.sound, each.number or "", known[each.code])
            for each in people
            if each.code in known
        ),
        grades=next((scheme.grades for scheme in pinned), ()),
    )


def _counted(
    campaign: Any, files: Sequence[FileLine], rows: Sequence[Any]
) -> Collection[int]:
    """The settled files that leniency follows from: all of them when all are settled,
    before that ten at a time. Before and after one file the difference would tell by
    name who gave it what.
    """
    if not rows:
        return ()
    order = reviewer_figures.settled_first(campaign.id)
    settled = sorted({row.id for row in rows}, key=order.__getitem__)
    is_last = all(file.found for file in files)
    return settled[: n_in_steps(len(settled), is_over=is_last)]


def _n_reviewers(campaign: Any) -> int:
    people = campaigns.campaign_reviewers(campaign.id)
    return sum(not row.is_lead for row in people)


def _expected(campaign: Any, n_reviewers: int) -> Expected:
    return expected(
        number_in(campaign.rules),
        n_drawn=len(second_reads.files(campaign.id)),
        n_reviews=int(seeds.counts(campaign.id).n_reads),
        n_reviewers=n_reviewers,
        n_seeds=len(seeds.seeds(campaign.id)),
    )


def _files(given: Sequence[Any], reviews: Sequence[Any]) -> Iterator[FileLine]:
    told = {
        public_id: list(group)
        for public_id, group in groupby(reviews, key=attrgetter("public_id"))
    }
    for row in given:
        reads = told.get(row.public_id, [])
        yield FileLine(
            public_id=row.public_id,
            case_no=row.case_no,
            n_reads=row.n_reads,
            n_submitted=row.n_submitted,
            result=(reads[0].result_grade or "") if reads else "",
            found=common_file((r.total, r.grade) for r in reads) if reads else None,
        )


def _marks(rows: Iterable[Any]) -> Iterator[tuple[int, str, float]]:
    """Totals out of a hundred, as they are stored in hundredths."""
    for row in rows:
        if row.total is not None:
            full = float(schemes.parsed(row.scheme_id).full_mark)
            yield row.id, row.reviewer_code, row.total / full


def set_number(*, viewer: Viewer, code: str, n: int, at: datetime) -> None:
    """How many files nearly everybody reads; told before anybody begins."""
    if not is_number(n):
        raise WrongNumber(fewest=FEWEST, most=MOST)
    with unit.reading():
        if n and is_standing(campaign_of(viewer, code, Action.ALLOCATE).rules):
            raise NotInStanding
    names = {"kind": "common_files_set", "said": "n"}
    set_rule(RULE, n, **names, viewer=viewer, code=code, at=at)
