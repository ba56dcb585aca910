"""The facts behind the phases, and the phase of each file as a column."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    select,
)

from review.domain.phases import (
    CASE_RULES,
    CaseFacts,
    CasePhase,
)
from review.domain.reads import HIDDEN, Purpose
from review.store import unit
from review.store.models import (
    IN_SAMPLE,
    CampaignCase,
    Divergence,
    Read,
    Release,
    Result,
    Submission,
)

Parts = tuple[tuple[int, int], ...]
"""The number of parts of each scheme of a campaign, by the scheme's id."""
FACTS = tuple(CaseFacts.__dataclass_fields__)


def phase_column(facts: Any) -> ColumnElement[str]:
    """The phase of a row of facts, by the very rules of the domain."""
    whens = [(holds(facts), literal(phase.value)) for phase, holds in CASE_RULES]
    return case(*whens, else_=literal(CasePhase.COMPLETE.value)).label("phase")


def facts_of_cases(n_parts: Parts, among: Select[Any] | None = None) -> Select[Any]:
    """A row of facts per file of campaign `:campaign_id`; by the parts of its scheme.

    A sheet in parts is read in parts: as many places for each of them. Where it is
    known `among` which files, only theirs are counted, and no reads of those that have
    a result: their phase hangs on releases.
    """
    open_files = None if among is None else _without_result(among)
    reads, needs = _reads(open_files), _needs(open_files)
    parts = (
        case(dict(n_parts), value=CampaignCase.scheme_id, else_=1)
        if n_parts
        else literal(1)
    )
    columns = [each for each in (*reads.c, *needs.c) if each.name != "case_id"]
    return (
        select(
            CampaignCase.id,
            (CampaignCase.n_reviews * parts).label("n_required"),
            *(func.coalesce(column, 0).label(column.name) for column in columns),
            *_endings(),
            Result.score,
            Result.grade,
        )
        .outerjoin(reads, reads.c.case_id == CampaignCase.id)
        .outerjoin(needs, needs.c.case_id == CampaignCase.id)
        .outerjoin(Result, is_current_result())
        .where(
            CampaignCase.campaign_id == bindparam("campaign_id")
            if among is None
            else CampaignCase.id.in_(among),
            IN_SAMPLE,
        )
    )


def _without_result(among: Select[Any]) -> Select[Any]:
    (file_id,) = among.selected_columns
    return among.where(~exists().where(Result.campaign_case_id == file_id))


def _reads(among: Select[Any] | None) -> Subquery:
    """Places and reviews by what they are for; ended places are no places."""
    return (
        select(
            Read.campaign_case_id.label("case_id"),
            _n("n_places", Read.purpose == Purpose.COUNTED),
            _n("n_submitted", Read.purpose == Purpose.COUNTED, Submission.id),
            _n("n_further_places", Read.purpose == Purpose.THIRD),
            _n("n_further_submitted", Read.purpose == Purpose.THIRD, Submission.id),
            _n("n_lead_submitted", Read.purpose == Purpose.ADJUDICATION, Submission.id),
            _n("n_hidden_open", _IS_HIDDEN & Submission.id.is_(None)),
        )
        .outerjoin(Submission, Submission.read_id == Read.id)
        .where(
            Read.campaign_id == bindparam("campaign_id")
            if among is None
            else Read.campaign_case_id.in_(among),
            Read.ended_at.is_(None),
        )
        .group_by(Read.campaign_case_id)
        .subquery("reads_in")
    )


# Each by itself: a list of values would be written out anew at every use.
_IS_HIDDEN = Read.purpose.in_([literal(each.value) for each in HIDDEN])


def _n(name: str, test: ColumnElement[bool], counted: Any = Read.id) -> Any:
    return func.count(case((test, counted))).label(name)


def _needs(among: Select[Any] | None) -> Subquery:
    """What the divergences of a file ask for."""
    by_lead = Divergence.needs == "lead"
    needs = select(
        Divergence.campaign_case_id.label("case_id"),
        _sum("n_further_needed", ~by_lead),
        _sum("n_lead_needed", by_lead),
    ).group_by(Divergence.campaign_case_id)
    if among is not None:
        return needs.where(Divergence.campaign_case_id.in_(among)).subquery("needed")
    return (
        needs.join(CampaignCase, CampaignCase.id == Divergence.campaign_case_id)
        .where(CampaignCase.campaign_id == bindparam("campaign_id"))
        .subquery("needed")
    )


def _sum(name: str, test: ColumnElement[bool]) -> Any:
    return func.sum(case((test, Divergence.n_needed), else_=0)).label(name)


def is_current_result() -> ColumnElement[bool]:
    """The result of a file that no other replaces; a condition for a join."""
    later = Result.__table__.alias("later")
    replaced = select(later.c.id).where(later.c.replaces_id == Result.id).exists()
    return and_(Result.campaign_case_id == CampaignCase.id, ~replaced)


def _endings() -> tuple[Any, ...]:
    """Whether there is a result, and whether a release made after it holds it."""
    return (
        case((Result.id.is_(None), 0), else_=1).label("n_results"),
        n_releases("provisional").label("n_provisional"),
        n_releases("final").label("n_final"),
    )


def n_releases(kind: str) -> Any:
    """How many releases of a kind hold the result joined to the file."""
    return (
        select(func.count())
        .select_from(Release)
        .where(
            Release.campaign_id == CampaignCase.campaign_id,
            Release.kind == kind,
            # Order comes from sequence numbers, never from clocks.
            Release.event_id > Result.event_id,
        )
        .scalar_subquery()
    )


def with_phase(n_parts: Parts, among: Select[Any] | None = None) -> FromClause:
    """Facts and phase of files of campaign `:campaign_id`, to select from."""
    facts = facts_of_cases(n_parts, among).subquery("facts")
    named = SimpleNamespace(**{name: facts.c[name] for name in FACTS})
    return select(*facts.c, phase_column(named)).subquery("phased")


def result_phase() -> ColumnElement[str]:
    """The phase of a file with a result joined to it: it hangs on releases only."""
    facts = dict.fromkeys(FACTS, literal(0))
    for kind in ("provisional", "final"):
        facts[f"n_{kind}"] = n_releases(kind)
    return phase_column(SimpleNamespace(**facts | {"n_results": literal(1)}))


def n_by_phase(campaign_id: int, n_parts: Parts) -> dict[CasePhase, int]:
    """How many files of a campaign are in each phase."""
    rows = unit.connection().execute(_n_by_phase(n_parts), {"campaign_id": campaign_id})
    return {CasePhase(row.phase): row.n for row in rows}


@lru_cache(maxsize=64)
def _n_by_phase(n_parts: Parts) -> Select[Any]:
    phased = with_phase(n_parts)
    return select(phased.c.phase, func.count().label("n")).group_by(phased.c.phase)
