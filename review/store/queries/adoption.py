"""Proposed changes of rules, what was decided, and how many officers a bureau has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Row, bindparam, distinct, func, or_, select

from review.domain.policy import Role
from review.store import unit
from review.store.models import (
    Bureau,
    Grant,
    Person,
    SchemeDecision,
    SchemeProposal,
    SchemeTrial,
    StoredScheme,
    User,
)

Proposer = User.__table__.alias("proposer")
Decider = User.__table__.alias("decider")
ProposerPerson = Person.__table__.alias("proposer_person")
DeciderPerson = Person.__table__.alias("decider_person")
Adopted = StoredScheme.__table__.alias("adopted")


def of_trial(trial_id: int) -> str | None:
    """The address of the proposal that was made of a trial."""
    return unit.connection().scalar(_OF_TRIAL, {"trial_id": trial_id})


def proposal(public_id: str, *, bureau_id: int, on: date) -> Row | None:
    """A proposal of this bureau or of one below it, with what was decided."""
    values = {"public_id": public_id, "bureau_id": bureau_id, "today": on}
    return unit.connection().execute(_ONE, values).first()


def listing(*, bureau_id: int, on: date) -> Sequence[Row]:
    """The proposals of this bureau and of those below it, the newest first."""
    values = {"bureau_id": bureau_id, "today": on}
    return unit.connection().execute(_LISTING, values).all()


def adopted_as(scheme_id: str, bureau_id: int) -> Row | None:
    """The proposal that a scheme, by its address, was adopted by."""
    values = {"scheme_id": scheme_id, "bureau_id": bureau_id}
    return unit.connection().execute(_ADOPTED_AS, values).first()


def officers(bureau_id: int, on: date) -> Sequence[int]:
    """The open accounts of a bureau's officers."""
    statement = (
        select(User.id)
        .join(Grant, Grant.user_id == User.id)
        .where(
            Grant.bureau_id == bureau_id,
            Grant.role == Role.BUREAU_OFFICER,
            Grant.revoked_at.is_(None),
            or_(Grant.starts_on.is_(None), Grant.starts_on <= on),
            or_(Grant.ends_on.is_(None), Grant.ends_on >= on),
            User.disabled_at.is_(None),
        )
        .distinct()
        .order_by(User.id)
    )
    return unit.connection().scalars(statement).all()


# One account or several of the same office: people are counted, not roles.
_N_OFFICERS = (
    select(func.count(distinct(Grant.user_id)))
    .join(User, User.id == Grant.user_id)
    .where(
        Grant.bureau_id == SchemeProposal.bureau_id,
        Grant.role == Role.BUREAU_OFFICER,
        Grant.revoked_at.is_(None),
        or_(Grant.starts_on.is_(None), Grant.starts_on <= bindparam("today")),
        or_(Grant.ends_on.is_(None), Grant.ends_on >= bindparam("today")),
        User.disabled_at.is_(None),
    )
    .correlate(SchemeProposal)
    .scalar_subquery()
)
# A superior in another installation has nobody here who could adopt.
_Above = Bureau.__table__.alias("above")
_SUPERIOR = (
    select(_Above.c.id)
    .where(_Above.c.id == Bureau.parent_id, _Above.c.is_elsewhere.is_(False))
    .correlate(Bureau)
    .scalar_subquery()
)
_LINES = (
    select(
        SchemeProposal.id,
        SchemeProposal.public_id,
        SchemeProposal.bureau_id,
        SchemeProposal.reason,
        SchemeProposal.figures,
        SchemeProposal.user_id,
        SchemeProposal.proposed_at,
        SchemeTrial.public_id.label("trial"),
        SchemeTrial.scheme_id,
        SchemeTrial.text,
        SchemeTrial.digest,
        SchemeTrial.in_proportion,
        StoredScheme.public_id.label("base_id"),
        StoredScheme.digest.label("base_digest"),
        StoredScheme.code,
        StoredScheme.title,
        StoredScheme.version.label("base_version"),
        Bureau.name.label("bureau"),
        _SUPERIOR.label("superior_id"),
        func.coalesce(ProposerPerson.c.name, Proposer.c.login).label("proposer"),
        SchemeDecision.decision,
        SchemeDecision.reason.label("decision_reason"),
        SchemeDecision.decided_at,
        func.coalesce(DeciderPerson.c.name, Decider.c.login).label("decider"),
        Adopted.c.public_id.label("adopted_id"),
        _N_OFFICERS.label("n_officers"),
    )
    .join(SchemeTrial, SchemeTrial.id == SchemeProposal.trial_id)
    .join(StoredScheme, StoredScheme.id == SchemeTrial.scheme_id)
    .join(Bureau, Bureau.id == SchemeProposal.bureau_id)
    .join(Proposer, Proposer.c.id == SchemeProposal.user_id)
    .outerjoin(ProposerPerson, ProposerPerson.c.id == Proposer.c.person_id)
    .outerjoin(SchemeDecision, SchemeDecision.proposal_id == SchemeProposal.id)
    .outerjoin(Decider, Decider.c.id == SchemeDecision.user_id)
    .outerjoin(DeciderPerson, DeciderPerson.c.id == Decider.c.person_id)
    .outerjoin(Adopted, Adopted.c.id == SchemeDecision.scheme_id)
)
_IN_REACH = or_(
    SchemeProposal.bureau_id == bindparam("bureau_id"),
    Bureau.parent_id == bindparam("bureau_id"),
)
_ONE = _LINES.where(SchemeProposal.public_id == bindparam("public_id"), _IN_REACH)
_LISTING = _LINES.where(_IN_REACH).order_by(SchemeProposal.id.desc())
_OF_TRIAL = select(SchemeProposal.public_id).where(
    SchemeProposal.trial_id == bindparam("trial_id")
)
_ADOPTED_AS = (
    select(
        SchemeProposal.public_id,
        func.coalesce(ProposerPerson.c.name, Proposer.c.login).label("proposer"),
        func.coalesce(DeciderPerson.c.name, Decider.c.login).label("decider"),
        SchemeDecision.decided_at,
    )
    .join(SchemeDecision, SchemeDecision.proposal_id == SchemeProposal.id)
    .join(Proposer, Proposer.c.id == SchemeProposal.user_id)
    .outerjoin(ProposerPerson, ProposerPerson.c.id == Proposer.c.person_id)
    .join(Decider, Decider.c.id == SchemeDecision.user_id)
    .outerjoin(DeciderPerson, DeciderPerson.c.id == Decider.c.person_id)
    .join(StoredScheme, StoredScheme.id == SchemeDecision.scheme_id)
    .where(
        StoredScheme.public_id == bindparam("scheme_id"),
        StoredScheme.bureau_id == bindparam("bureau_id"),
    )
)
