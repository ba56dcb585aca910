"""What the keywords of a query ask of a campaign's file.

Each finder is an EXISTS or a membership of its own, so that it needs no join and a
denial of it is its complement. What a keyword looks at of reviews it finds only in the
phases in which officers see that; what lies outside them is not even read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    Select,
    Text,
    and_,
    cast,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    true,
)

from review.domain.case_queries import Among, Contains, ItemMarked, Range, Within
from review.domain.phases import CasePhase
from review.domain.query_words import ANY, NONE
from review.domain.reads import Purpose
from review.domain.visibility import (
    ALWAYS,
    SETTLED,
    UNSETTLED,
    VISIBLE,
    Facet,
    Observer,
)
from review.store import unit
from review.store.models import (
    Area,
    CampaignCase,
    Case,
    Divergence,
    Firm,
    Person,
    Read,
    Result,
    Reviewer,
    ReviewerCode,
    Scan,
    Submission,
)
from review.store.queries import phases
from review.store.queries.board import moved_since
from review.store.queries.listed import LISTED
from review.store.queries.query_tests import (
    Condition,
    Finder,
    among,
    anywhere,
    contains,
    counted,
    dated,
    named,
    packed,
    same,
)

MOST_DAYS = 10_000
IS_SETTLED = exists().where(Result.campaign_case_id == CampaignCase.id)
# A file has a result when it is settled, and keeps one from then on.
_IN_PHASES: Mapping[frozenset[CasePhase], Condition] = {
    ALWAYS: true(),
    SETTLED: IS_SETTLED,
    UNSETTLED: not_(IS_SETTLED),
}


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers to an item that fit a test: in which scheme, where in the vector."""

    scheme_id: int
    position: int
    answers: tuple[str, ...]
    """As the database writes them."""


@dataclass(frozen=True, slots=True)
class About:
    """What a query's conditions need to know of the campaign."""

    campaign_id: int
    n_parts: phases.Parts
    is_over: bool = False
    """Whether the term of the campaign is over."""
    on: date = date.max
    zone: tzinfo = UTC
    """By whose clocks days begin."""
    drawn_at: datetime | None = None
    items: tuple[tuple[ItemMarked, tuple[Answered, ...]], ...] = field(default=())


def seen(facet: Facet) -> Condition:
    """The phases in which officers see this of a review, by the table of sight."""
    return _IN_PHASES[VISIBLE[Observer.OFFICER, facet]]


def finders(about: About) -> dict[str, Finder]:
    """A finder for each keyword of the list of files."""
    return anywhere({**of_case(), **_of_progress(about), **_of_results(about)})


def _case(condition: Condition) -> Condition:
    return exists().where(Case.id == CampaignCase.case_id, condition)


def of_case() -> dict[str, Finder]:
    scanned = exists().where(
        Scan.case_id == CampaignCase.case_id, Scan.ended_event_id.is_(None)
    )
    return {
        "number": lambda test: _case(contains(packed(test), Case.case_no)),
        "cause": lambda test: _case(contains(test, Case.cause)),
        "handler": lambda test: _known(
            CampaignCase.lead_person_id, select(Person.id).where(named(test, Person))
        ),
        "firm": lambda test: _known(
            CampaignCase.firm_id, select(Firm.id).where(named(test, Firm))
        ),
        "county": lambda test: CampaignCase.area_id.in_(
            select(Area.id).where(among(test, Area.code))
        ),
        "kind": lambda test: among(test, CampaignCase.kind),
        "stage": lambda test: _case(among(test, Case.stage)),
        "class": lambda test: _case(among(test, Case.case_class)),
        "closed": lambda test: _case(dated(test, Case.closed_on)),
        "assigned": lambda test: _case(dated(test, Case.assigned_on)),
        "secret": lambda test: _case(Case.secret.is_(test.so)),
        "scan": lambda test: same(test, scanned),
        "contents": lambda test: _case(among(test, LISTED)),
        "drawn": lambda test: among(test, CampaignCase.drawn_by),
        "place": lambda test: counted(test, CampaignCase.position),
    }


def _known(column: Any, among_: Select[Any]) -> Condition:
    """Membership that is false, not unknown, where there is nobody."""
    return and_(column.is_not(None), column.in_(among_))


def _of_progress(about: About) -> dict[str, Finder]:
    return {
        "state": lambda test: _state(test, about),
        "in": lambda test: counted(test, _n_reads(Submission.id.is_not(None))),
        "open": lambda test: counted(test, _n_reads(_IS_OPEN)),
        "late": lambda test: same(test, _late(about)),
        "idle": lambda test: or_(*(_idle(each, about) for each in test.ranges)),
        "reviewer": lambda test: and_(seen(Facet.NAME), _read_by(test)),
        "divergence": lambda test: and_(seen(Facet.REASONS), _diverged(test)),
    }


def _state(test: Among, about: About) -> Condition:
    """The phase as the list shows it, counted only for the files without a result."""
    wanted = frozenset(CasePhase(code) for code in test.codes)
    if wanted in _IN_PHASES:
        return _IN_PHASES[wanted]
    parts = [false()]
    if settled := wanted & SETTLED:
        is_in = phases.result_phase().in_(sorted(settled))
        parts.append(exists().where(phases.is_current_result(), is_in))
    if open_ := wanted & UNSETTLED:
        open_files = select(CampaignCase.id).where(
            CampaignCase.campaign_id == about.campaign_id, not_(IS_SETTLED)
        )
        phased = phases.with_phase(about.n_parts, open_files.correlate(None))
        is_in = phased.c.phase.in_(sorted(open_))
        parts.append(CampaignCase.id.in_(select(phased.c.id).where(is_in)))
    return or_(*parts)


_IS_OPEN = Submission.id.is_(None)


def _reads() -> Any:
    return (
        select(func.count())
        .select_from(Read)
        .outerjoin(Submission, Submission.read_id == Read.id)
        .where(Read.campaign_case_id == CampaignCase.id, Read.ended_at.is_(None))
    )


def _n_reads(condition: Condition) -> Any:
    return _reads().where(condition).correlate(CampaignCase).scalar_subquery()


def _late(about: About) -> Condition:
    if not about.is_over:
        return false()
    own = or_(Read.due_on.is_(None), Read.due_on < about.on)
    is_open = _reads().with_only_columns(Read.id).where(_IS_OPEN, own)
    return and_(not_(IS_SETTLED), is_open.correlate(CampaignCase).exists())


def _idle(days: Range, about: About) -> Condition:
    """So many days since anything happened to the file; none of it says what."""

    def moved(ago: Decimal) -> Condition:
        back = min(int(ago), MOST_DAYS)
        day = about.on - timedelta(days=back)
        begun = datetime.combine(day, time(), about.zone)
        return moved_since(begun, about.drawn_at)

    parts = [true()]
    if days.low is not None:
        parts.append(not_(moved(_whole(days.low) - (0 if days.beyond else 1))))
    if days.high is not None:
        parts.append(moved(_whole(days.high) - (1 if days.beyond else 0)))
    return and_(*parts)


def _whole(number: Decimal | date) -> Decimal:
    assert isinstance(number, Decimal)
    return number


def _read_by(test: Contains) -> Condition:
    """By name, by how it sounds, or by the whole number."""
    numbers = [text.lower() for text in test.texts]
    is_named = or_(named(test, Person), func.lower(Reviewer.number).in_(numbers))
    return exists(
        select(Read.id)
        .join(ReviewerCode, ReviewerCode.code == Read.reviewer_code)
        .join(Person, Person.id == ReviewerCode.person_id)
        .outerjoin(
            Reviewer,
            (Reviewer.person_id == Person.id) & (Reviewer.bureau_id == Read.bureau_id),
        )
        .where(
            Read.campaign_case_id == CampaignCase.id, Read.ended_at.is_(None), is_named
        )
        .correlate(CampaignCase)
    )


def _diverged(test: Among) -> Condition:
    """Reasons are kept as data; their kinds are codes of ours, with nothing to escape."""
    here = Divergence.campaign_case_id == CampaignCase.id
    reasons = cast(Divergence.reasons, Text)
    parts = [
        exists().where(here, reasons.contains(f'"{kind}"', autoescape=True))
        for kind in sorted(test.codes - {ANY, NONE})
    ]
    if ANY in test.codes:
        parts.append(exists().where(here))
    if NONE in test.codes:
        parts.append(~exists().where(here))
    return or_(false(), *parts)


def _of_results(about: About) -> dict[str, Finder]:
    return {
        "grade": lambda test: _result(among(test, Result.grade)),
        "score": lambda test: _result(counted(test, Result.score, scale=100)),
        "gap": lambda test: and_(seen(Facet.FIGURES), _gap(test)),
        "item": lambda test: and_(seen(Facet.CONTENT), _marked(test, about)),
        "veto": lambda test: and_(seen(Facet.CONTENT), _vetoed(test)),
    }


def _result(condition: Condition) -> Condition:
    current = exists().where(phases.is_current_result(), condition)
    return and_(seen(Facet.RESULT), current)


_COUNTED = (
    Read.campaign_case_id == CampaignCase.id,
    Read.ended_at.is_(None),
    Read.purpose == Purpose.COUNTED.value,
)


def _gap(test: Within) -> Condition:
    """The highest total less the lowest; parts of a sheet each for themselves."""
    gap = func.max(Submission.total) - func.min(Submission.total)
    return exists(
        select(Read.part)
        .join(Submission, Submission.read_id == Read.id)
        .where(*_COUNTED)
        .group_by(Read.part)
        .having(and_(func.count(Submission.total) > 1, counted(test, gap, scale=100)))
        .correlate(CampaignCase)
    )


def _submitted(conditions: Iterable[Condition]) -> Condition:
    return exists(
        select(Submission.id)
        .join(Read, Read.id == Submission.read_id)
        .where(
            Submission.campaign_case_id == CampaignCase.id,
            Read.ended_at.is_(None),
            *conditions,
        )
        .correlate(CampaignCase)
    )


def _vetoed(test: Among) -> Condition:
    hits = cast(Submission.summary["hits"], Text)
    codes = ['"' if code == ANY else f'"{code}"' for code in test.codes if code]
    found = [hits.contains(each, autoescape=True) for each in sorted(codes)]
    condition = _submitted([or_(false(), *found)])
    if NONE in test.codes:
        return or_(condition, not_(_submitted([hits.contains('"')])))
    return condition


def _marked(test: ItemMarked, about: About) -> Condition:
    parts = [
        and_(
            CampaignCase.scheme_id == each.scheme_id,
            _submitted(
                [cast(Submission.choices[each.position], Text).in_(each.answers)]
            ),
        )
        for each in dict(about.items)[test]
        if each.answers
    ]
    return or_(false(), *parts)


def answers_given(campaign_id: int, scheme_id: int, position: int) -> list[str]:
    """Every different answer to an item of the settled files, as the database has it."""
    answer = cast(Submission.choices[position], Text)
    statement = (
        select(answer)
        .join(Read, Read.id == Submission.read_id)
        .join(CampaignCase, CampaignCase.id == Submission.campaign_case_id)
        .where(
            CampaignCase.campaign_id == campaign_id,
            CampaignCase.scheme_id == scheme_id,
            Read.ended_at.is_(None),
            seen(Facet.CONTENT),
        )
        .distinct()
    )
    given = unit.connection().scalars(statement)
    return [each for each in given if each is not None]
