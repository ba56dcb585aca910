"""What the reviews of files came to: what settling needs, and what officers look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    bindparam,
    case,
    exists,
    func,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from review.domain.candidates import Strength
from review.domain.reads import HIDDEN, Purpose
from review.store import unit
from review.store.models import (
    IN_SAMPLE,
    Campaign,
    CampaignCase,
    Case,
    Divergence,
    Firm,
    FirstView,
    PanelDecision,
    Person,
    Read,
    ReadRelation,
    Release,
    Result,
    ReviewerCode,
    StoredScheme,
    StoredText,
    Submission,
)
from review.store.queries import access, phases
from review.store.queries.phases import Parts

RECONCILED = (Purpose.COUNTED, Purpose.THIRD, Purpose.ADJUDICATION)
OPENED = "case.open"
MOST_LINES = 500


def reviews_of_case(campaign_case_id: int) -> Sequence[Row]:
    """The submitted reviews of one file that has no result yet, with its scheme.

    Those of a file that lacks some are read and reckoned all the same: who submits first
    must not be answered the sooner for it.
    """
    values = {"campaign_case_id": campaign_case_id}
    return unit.run(_OF_CASE, values).all()


def reviews_to_settle(campaign_id: int, *, with_choices: bool) -> Iterator[Row]:
    """The same for every file of a campaign that has no result yet, row after row."""
    statement = _WITH_CHOICES if with_choices else _WITHOUT_CHOICES
    yield from unit.connection().execute(statement, {"campaign_id": campaign_id})


def to_be_settled(campaign_id: int) -> set[int]:
    """The files of a campaign that have no result and wait for no hidden read."""
    values = {"campaign_id": campaign_id}
    return set(unit.connection().scalars(_TO_BE_SETTLED, values))


def divergences_of(campaign_case_id: int) -> Sequence[Row]:
    """What was found to be apart in one file, oldest first."""
    values = {"campaign_case_id": campaign_case_id}
    return unit.run(_DIVERGENCES, values).all()


def divergences_in(campaign_id: int) -> Sequence[Row]:
    """The same for every file of a campaign."""
    values = {"campaign_id": campaign_id}
    return unit.run(_ALL_DIVERGENCES, values).all()


def awaiting_readers(campaign_id: int) -> Sequence[Row]:
    """Unsettled files with fewer further readers than their divergence asks for.

    `n_needed` is how many it asks for in all, whoever has been found already; `needs`
    is third, panel or lead; `purpose` that of the reads to allocate.
    """
    values = {"campaign_id": campaign_id}
    return unit.run(_AWAITING, values).all()


def campaign_ends(campaign_id: int) -> Row:
    """How many releases of each kind a campaign has."""
    return unit.run(_ENDS, {"campaign_id": campaign_id}).one()


def lines(campaign_id: int, n_parts: Parts, phase_in: Sequence[str]) -> Sequence[Row]:
    """The files of a campaign in these phases, in the order of the draw."""
    values = {"campaign_id": campaign_id, "phases": list(phase_in)}
    return unit.connection().execute(_lines(n_parts), values).all()


def case_by_public_id(
    public_id: str, *, bureau_id: int | None, user_id: int | None, since: datetime
) -> Row | None:
    """A drawn file with its case, its scheme and its current result."""
    values = {
        "public_id": public_id,
        "bureau_id": bureau_id,
        "user_id": user_id,
        "since": since,
    }
    return unit.run(_ONE_CASE, values).first()


def reads_of_case(campaign_case_id: int) -> Sequence[Row]:
    """Every place at a file that was not given up, with the review if it is in.

    Hidden reads are among them; they are no part of what the file comes to.
    """
    values = {"campaign_case_id": campaign_case_id}
    return unit.run(_PLACES, values).all()


_HIDDEN, _SUBMITTED = aliased(Read), aliased(Submission)
_AWAITS_HIDDEN = exists().where(
    _HIDDEN.campaign_case_id == CampaignCase.id,
    or_(*[_HIDDEN.purpose == each for each in HIDDEN]),
    _HIDDEN.ended_at.is_(None),
    ~exists().where(_SUBMITTED.read_id == _HIDDEN.id),
)
"""Whether somebody holds a hidden read of the file and has not given it."""
_BARRED = aliased(Read)
_AWAITS_DECISION = exists().where(
    _BARRED.campaign_case_id == CampaignCase.id,
    _BARRED.ended_at.is_(None),
    ReadRelation.read_id == _BARRED.id,
    ReadRelation.strength == Strength.BLOCK.value,
    ReadRelation.decision == "",
)
"""Whether a conflict came to light after a review was in, and nobody decided yet."""
_IS_SETTLED = exists().where(Result.campaign_case_id == CampaignCase.id)


def _to_settle(*more: Any) -> Select[Any]:
    return (
        select(
            CampaignCase.id.label("campaign_case_id"),
            CampaignCase.bureau_id,
            CampaignCase.campaign_id,
            CampaignCase.scheme_id,
            CampaignCase.n_reviews,
            Read.purpose,
            Read.slot,
            Read.part,
            Read.items,
            Read.public_id.label("read_public_id"),
            Submission.id.label("submission_id"),
            Submission.total,
            Submission.grade,
            Submission.summary,
            *more,
        )
        .select_from(CampaignCase)
        .join(Read, Read.campaign_case_id == CampaignCase.id)
        .join(Submission, Submission.read_id == Read.id)
        .where(
            Read.ended_at.is_(None),
            # Said one by one: a list is written out anew at every use.
            or_(*[Read.purpose == each for each in RECONCILED]),
            IN_SAMPLE,
            ~_IS_SETTLED,
            ~_AWAITS_HIDDEN,
            ~_AWAITS_DECISION,
        )
        .order_by(CampaignCase.id, Read.id)
    )


_FIRST = FirstView.choices.label("first_choices")
_OF_CASE = (
    _to_settle(
        Submission.choices,
        _FIRST,
        Submission.scheme_digest,
        Campaign.secret_key,
    )
    .join(Campaign, Campaign.id == CampaignCase.campaign_id)
    .outerjoin(FirstView, FirstView.read_id == Read.id)
    .where(CampaignCase.id == bindparam("campaign_case_id"))
)
_IN_CAMPAIGN = (CampaignCase.campaign_id == bindparam("campaign_id")) & IN_SAMPLE
_WITH_CHOICES = (
    _to_settle(Submission.choices, _FIRST)
    .outerjoin(FirstView, FirstView.read_id == Read.id)
    .where(_IN_CAMPAIGN)
)
_WITHOUT_CHOICES = _to_settle(
    null().label("choices"), null().label("first_choices")
).where(_IN_CAMPAIGN)
_TO_BE_SETTLED = select(CampaignCase.id).where(
    _IN_CAMPAIGN, ~_IS_SETTLED, ~_AWAITS_HIDDEN, ~_AWAITS_DECISION
)
_REASONS = select(
    Divergence.campaign_case_id,
    Divergence.part,
    Divergence.needs,
    Divergence.n_needed,
    Divergence.reasons,
    Divergence.items,
    Divergence.diverged_at,
).order_by(Divergence.id)
_DIVERGENCES = _REASONS.where(
    Divergence.campaign_case_id == bindparam("campaign_case_id")
)
_ALL_DIVERGENCES = _REASONS.join(
    CampaignCase, CampaignCase.id == Divergence.campaign_case_id
).where(_IN_CAMPAIGN)
_FURTHER = case(
    (Divergence.needs == "lead", literal(Purpose.ADJUDICATION.value)),
    else_=literal(Purpose.THIRD.value),
)


def _n_found() -> ColumnElement[int]:
    return (
        select(func.count())
        .select_from(Read)
        .where(
            Read.campaign_case_id == Divergence.campaign_case_id,
            Read.part == Divergence.part,
            Read.purpose == _FURTHER,
            Read.ended_at.is_(None),
        )
        .scalar_subquery()
    )


_AWAITING = (
    select(
        Divergence.campaign_case_id,
        Divergence.needs,
        _FURTHER.label("purpose"),
        Divergence.n_needed,
        Divergence.part,
        Divergence.items,
    )
    .join(CampaignCase, CampaignCase.id == Divergence.campaign_case_id)
    .where(
        _IN_CAMPAIGN,
        ~exists().where(Result.campaign_case_id == CampaignCase.id),
        _n_found() < Divergence.n_needed,
    )
    .order_by(CampaignCase.position, Divergence.id)
)


def _n_of_kind(kind: str) -> Any:
    return func.count(case((Release.kind == kind, 1)))


_ENDS = select(
    _n_of_kind("provisional").label("n_provisional"),
    _n_of_kind("final").label("n_final"),
).where(Release.campaign_id == bindparam("campaign_id"))


@lru_cache(maxsize=64)
def _lines(n_parts: Parts) -> Select[Any]:
    phased = phases.with_phase(n_parts)
    return (
        select(
            CampaignCase.id,
            CampaignCase.public_id,
            Case.case_no,
            Case.stage,
            Case.volume_set,
            CampaignCase.kind,
            phased.c.phase,
        )
        .select_from(phased)
        .join(CampaignCase, CampaignCase.id == phased.c.id)
        .join(Case, Case.id == CampaignCase.case_id)
        .where(phased.c.phase.in_(bindparam("phases", expanding=True)))
        .order_by(CampaignCase.position)
        .limit(MOST_LINES)
    )


_ONE_CASE = (
    select(
        CampaignCase.id,
        CampaignCase.public_id,
        CampaignCase.campaign_id,
        CampaignCase.scheme_id,
        CampaignCase.n_reviews,
        CampaignCase.kind,
        Case.public_id.label("case_id"),
        Case.case_no,
        Case.stage,
        Case.volume_set,
        Case.case_class,
        Case.cause,
        Case.assigned_on,
        Case.closed_on,
        Case.secret,
        Person.name.label("handler"),
        Firm.name.label("firm"),
        Campaign.code.label("campaign_code"),
        Campaign.name.label("campaign"),
        Campaign.secret_key,
        StoredScheme.digest.label("scheme_digest"),
        Result.outcome,
        Result.rule,
        Result.score,
        Result.handler_score,
        Result.grade,
        Result.derivation_digest,
        Result.settled_at,
        StoredText.body.label("panel_reasons"),
        phases.n_releases("provisional").label("n_provisional"),
        phases.n_releases("final").label("n_final"),
        access.was_opened(OPENED, CampaignCase.public_id),
    )
    .join(Case, Case.id == CampaignCase.case_id)
    .join(Campaign, Campaign.id == CampaignCase.campaign_id)
    .join(StoredScheme, StoredScheme.id == CampaignCase.scheme_id)
    .outerjoin(Person, Person.id == CampaignCase.lead_person_id)
    .outerjoin(Firm, Firm.id == CampaignCase.firm_id)
    .outerjoin(Result, phases.is_current_result())
    .outerjoin(PanelDecision, PanelDecision.result_id == Result.replaces_id)
    .outerjoin(StoredText, StoredText.id == PanelDecision.text_id)
    .where(
        CampaignCase.public_id == bindparam("public_id"),
        CampaignCase.bureau_id == bindparam("bureau_id"),
    )
)
_PLACES = (
    select(
        Read.public_id.label("read_public_id"),
        Read.purpose,
        Read.slot,
        Read.part,
        Read.items,
        Read.allocated_at,
        Person.name.label("reviewer"),
        Submission.id.label("submission_id"),
        Submission.choices,
        _FIRST,
        Submission.total,
        Submission.grade,
        Submission.summary,
        Submission.on_paper,
        Submission.reviewed_on,
        StoredText.body.label("comment"),
    )
    .join(ReviewerCode, ReviewerCode.code == Read.reviewer_code)
    .join(Person, Person.id == ReviewerCode.person_id)
    .outerjoin(Submission, Submission.read_id == Read.id)
    .outerjoin(FirstView, FirstView.read_id == Read.id)
    .outerjoin(StoredText, StoredText.id == Submission.comment_id)
    .where(
        Read.campaign_case_id == bindparam("campaign_case_id"),
        Read.ended_at.is_(None),
        Read.purpose.in_((*RECONCILED, *HIDDEN)),
    )
    .order_by(Read.id)
)
