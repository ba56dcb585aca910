"""Hidden second reads for officers: the stated rate, and what came of them by name.

Officers see no content before a file is settled, so only settled files are counted. A
reviewer is told of the rate before beginning; it cannot be changed after files were
given out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from review.domain.errors import N_, RuleBroken
from review.domain.likeness import Comparer
from review.domain.monitoring import Agreement, Monitored, monitored
from review.domain.policy import Action, Viewer
from review.domain.reads import Purpose
from review.domain.reviewer_figures import SettledRead
from review.domain.schemes import Grade
from review.domain.second_reads import MOST_PERCENT, RULE, expected, percent_in
from review.services import schemes
from review.services.announced_rules import set_rule
from review.services.campaign_files import schemes_of
from review.services.reviewer_figures import counted_of
from review.services.sampled import is_over
from review.services.sampling import campaign_of
from review.store import unit
from review.store.queries import reviewer_figures as figures
from review.store.queries import second_reads as queries


class WrongRate(RuleBroken):
    sentence = N_("Hidden second reads are at most %(most)s percent; 0 makes none.")


@dataclass(frozen=True, slots=True)
class Line:
    """A reviewer and how the own reviews go with the others of files read once more."""

    name: str
    sound: str
    number: str
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class FileApart:
    """A settled file to which its hidden second read gave another grade."""

    public_id: str
    case_no: str
    result: str
    second: str


@dataclass(frozen=True, slots=True)
class Monitoring:
    """The rate, how many files have come so far, and what they say."""

    campaign: str
    code: str
    percent: int
    is_given_out: bool
    n_files: int
    n_expected: int
    n_under_way: int
    n_submitted: int
    """Of those under way, how many hidden second reads are in."""
    n_settled: int
    found: Monitored
    lines: tuple[Line, ...]
    apart: tuple[FileApart, ...]
    grades: tuple[Grade, ...]
    is_over: bool
    """Whether it has its final release: until then files count in steps."""


def monitoring(*, viewer: Viewer, code: str) -> Monitoring:
    """Everybody by name; a figure never makes the order."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        rows = queries.reviews(campaign.id)
        under_way = queries.open_files(campaign.id)
        n_files = len(queries.files(campaign.id))
        people = figures.readers(campaign.id)
        pinned = schemes_of(campaign.id).values()
        over = is_over(campaign)
        found = _found(campaign, rows, is_over=over)
    percent = percent_in(campaign.rules)
    return Monitoring(
        campaign=campaign.name,
        code=campaign.code,
        percent=percent,
        is_given_out=campaign.allocated_at is not None,
        n_files=n_files,
        n_expected=expected(n_files, percent),
        n_under_way=len({row.id for row in under_way}),
        n_submitted=len({row.id for row in under_way if row.submission_id}),
        n_settled=len({row.campaign_case_id for row in rows}),
        found=found,
        lines=tuple(_lines(people, found)),
        apart=tuple(_apart(rows)),
        grades=next((scheme.grades for scheme in pinned), ()),
        is_over=over,
    )


def _found(campaign: Any, rows: Sequence[Any], *, is_over: bool) -> Monitored:
    """By name in steps: whoever looks before and after one file would learn whose review
    of it is whose.
    """
    counted = counted_of(campaign.id, rows, is_over=is_over)
    comparers = {
        each: Comparer(schemes.parsed(each)) for each in {r.scheme_id for r in rows}
    }
    by_part = groupby(rows, key=attrgetter("campaign_case_id", "part"))
    parts = ([_read(row) for row in group] for _, group in by_part)
    return monitored(parts, comparers, counted)


def _read(row: Any) -> SettledRead:
    return SettledRead(
        file=row.campaign_case_id,
        part=row.part,
        scheme=row.scheme_id,
        reader=row.reviewer_code,
        purpose=Purpose(row.purpose),
        choices=row.choices,
        grade=row.grade,
        is_used=row.purpose == Purpose.COUNTED,
    )


def _lines(people: Iterable[Any], found: Monitored) -> Iterator[Line]:
    for person in people:
        if person.code in found.readers:
            own = found.readers[person.code]
            yield Line(person.name, person.sound, person.number or "", own)


def _apart(rows: Iterable[Any]) -> Iterator[FileApart]:
    for row in rows:
        is_apart = row.grade and row.result_grade and row.grade != row.result_grade
        if row.purpose == Purpose.SECOND and is_apart:
            yield FileApart(row.public_id, row.case_no, row.result_grade, row.grade)


def set_rate(*, viewer: Viewer, code: str, percent: int, at: datetime) -> None:
    """How many files in a hundred somebody more reads; told before anybody begins."""
    if not 0 <= percent <= MOST_PERCENT:
        raise WrongRate(most=MOST_PERCENT)
    names = {"kind": "second_reads_set", "said": "percent"}
    set_rule(RULE, percent, **names, viewer=viewer, code=code, at=at)
