"""What decides who may read a file: handlers, relations of the docket, employers.

`only` limits a query to some drawn files, for a place that must be filled at once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, func, null, select, true
from sqlalchemy.orm import aliased

from review.domain import candidates as rules
from review.store import unit
from review.store.models import (
    IN_SAMPLE,
    IS_WORK,
    Affiliation,
    Campaign,
    CampaignCase,
    CampaignReviewer,
    Case,
    CaseParticipation,
    CaseRelation,
    DeclaredConflict,
    Read,
    Result,
    ReviewerCode,
    Submission,
)
from review.store.queries.campaigns import (
    FIRM_AS_DRAWN,
    FIRM_OF_CASE,
    IN_FORCE,
    handled,
)

Only = Collection[int] | None
STILL = CaseRelation.ended_event_id.is_(None)
COUNSEL = tuple(sorted(bar.value for bar in rules.COUNSEL))


def _all(statement: Select[Any]) -> Sequence[Row]:
    return unit.connection().execute(statement).all()


def _drawn(campaign_id: int, only: Only) -> ColumnElement[bool]:
    within = true() if only is None else CampaignCase.id.in_(list(only))
    return (CampaignCase.campaign_id == campaign_id) & IN_SAMPLE & within


def cases_to_allocate(campaign_id: int, only: Only = None) -> Sequence[Row]:
    """The drawn files, one row per handler."""
    return _all(
        select(
            CampaignCase.id,
            CampaignCase.case_id,
            CampaignCase.n_reviews,
            CampaignCase.scheme_id,
            CampaignCase.area_id,
            CampaignCase.kind,
            Case.case_no,
            Case.stage,
            Case.volume_set,
            Case.case_class,
            Case.sealed,
            CaseParticipation.person_id,
            FIRM_OF_CASE.label("firm_id"),
        )
        .join(Case, Case.id == CampaignCase.case_id)
        .outerjoin(CaseParticipation, handled(CampaignCase.case_id))
        .where(_drawn(campaign_id, only))
        .order_by(CampaignCase.position, CaseParticipation.id)
    )


def relations(campaign_id: int, only: Only = None) -> Sequence[Row]:
    """What the docket says of the drawn files beside their handlers."""
    return _all(
        select(
            CampaignCase.id,
            CaseRelation.relation,
            CaseRelation.person_id,
            CaseRelation.firm_id,
            CaseRelation.key,
        )
        .join(CaseRelation, CaseRelation.case_id == CampaignCase.case_id)
        .where(_drawn(campaign_id, only), STILL)
    )


def firms_of_counsel(campaign_id: int, only: Only = None) -> Sequence[Row]:
    """Where those whom the docket names as counsel practised while the case ran."""
    since = func.coalesce(Case.assigned_on, Case.closed_on)
    return _all(
        select(
            CampaignCase.id,
            CaseRelation.relation,
            null().label("person_id"),
            Affiliation.firm_id,
            null().label("key"),
        )
        .join(Case, Case.id == CampaignCase.case_id)
        .join(CaseRelation, CaseRelation.case_id == Case.id)
        .join(Affiliation, Affiliation.person_id == CaseRelation.person_id)
        .where(
            _drawn(campaign_id, only),
            STILL,
            CaseRelation.relation.in_(COUNSEL),
            (Affiliation.starts_on <= Case.closed_on) | Affiliation.starts_on.is_(None),
            (Affiliation.ends_on >= since) | Affiliation.ends_on.is_(None),
        )
        .distinct()
    )


def relations_of_bureau(bureau_id: int) -> Sequence[Row]:
    return _all(
        select(CaseRelation.__table__).where(CaseRelation.bureau_id == bureau_id, STILL)
    )


def cases_of_reviewers(
    campaign_id: int, numbers: Collection[str] | None = None
) -> Sequence[Row]:
    """The cases that reviewers of a campaign handled themselves; of some numbers."""
    within = true() if numbers is None else Case.case_no.in_(list(numbers))
    return _all(
        select(CaseParticipation.person_id, Case.case_no)
        .join(Case, handled(Case.id))
        .join(CampaignReviewer, _reviews(campaign_id, CaseParticipation.person_id))
        .where(within)
        .distinct()
    )


def relations_of_reviewers(
    campaign_id: int, keys: Collection[str] | None = None
) -> Sequence[Row]:
    """Matters and parties of the cases that the reviewers handled themselves."""
    within = true() if keys is None else CaseRelation.key.in_(list(keys))
    return _all(
        select(CaseParticipation.person_id, CaseRelation.relation, CaseRelation.key)
        .join(CaseRelation, handled(CaseRelation.case_id))
        .join(CampaignReviewer, _reviews(campaign_id, CaseParticipation.person_id))
        .where(STILL, CaseRelation.key != "", within)
        .distinct()
    )


def _reviews(campaign_id: int, person_id: Any) -> ColumnElement[bool]:
    """Whether a person is, or was, a reviewer of the campaign."""
    return (CampaignReviewer.campaign_id == campaign_id) & (
        CampaignReviewer.person_id == person_id
    )


def stays_of_reviewers(campaign_id: int) -> Sequence[Row]:
    """Where the reviewers of a campaign practise and practised."""
    return _all(
        select(
            Affiliation.person_id,
            Affiliation.firm_id,
            Affiliation.starts_on,
            Affiliation.ends_on,
        ).join(CampaignReviewer, _reviews(campaign_id, Affiliation.person_id))
    )


def stays_beside(campaign_id: int, only: Only = None) -> Sequence[Row]:
    """Stays of handlers and counsel at firms where a reviewer stayed too."""
    own = aliased(Affiliation)
    handlers = (
        select(CaseParticipation.person_id)
        .join(CampaignCase, handled(CampaignCase.case_id))
        .where(_drawn(campaign_id, only))
    )
    counsel = (
        select(CaseRelation.person_id)
        .join(CampaignCase, CampaignCase.case_id == CaseRelation.case_id)
        .where(_drawn(campaign_id, only), STILL, CaseRelation.relation.in_(COUNSEL))
        .where(CaseRelation.person_id.is_not(None))
    )
    firms = select(own.firm_id).join(
        CampaignReviewer, _reviews(campaign_id, own.person_id)
    )
    return _all(
        select(
            Affiliation.person_id,
            Affiliation.firm_id,
            Affiliation.starts_on,
            Affiliation.ends_on,
        ).where(
            Affiliation.firm_id.in_(firms),
            Affiliation.person_id.in_(handlers) | Affiliation.person_id.in_(counsel),
        )
    )


def conflicts_of_reviewers(campaign_id: int) -> Sequence[Row]:
    """Whose files a campaign's reviewers must not read, as declared and in force."""
    return _all(
        select(
            DeclaredConflict.person_id,
            DeclaredConflict.firm_id,
            DeclaredConflict.other_person_id,
        )
        .join(CampaignReviewer, _reviews(campaign_id, DeclaredConflict.person_id))
        .where(IN_FORCE)
    )


def handling_reviewers(campaign_id: int) -> Sequence[Row]:
    """Reviewers of the campaign who handled files drawn for it."""
    return _all(
        select(CaseParticipation.person_id)
        .join(CampaignCase, handled(CampaignCase.case_id))
        .join(CampaignReviewer, _reviews(campaign_id, CaseParticipation.person_id))
        .where(_drawn(campaign_id, None))
        .distinct()
    )


def sides_of_files(campaign_id: int) -> Sequence[Row]:
    """Firms and counties whose files are drawn."""
    return _all(
        select(FIRM_AS_DRAWN.label("firm_id"), CampaignCase.area_id)
        .select_from(CampaignCase)
        .outerjoin(CaseParticipation, handled(CampaignCase.case_id))
        .where(_drawn(campaign_id, None))
        .distinct()
    )


def turns_taken(campaign_id: int) -> Sequence[Row]:
    """Who holds files of whom: reviewer, and the file's handler, firm and county."""
    return _all(
        select(
            ReviewerCode.person_id,
            CaseParticipation.person_id.label("handler_id"),
            FIRM_AS_DRAWN.label("firm_id"),
            CampaignCase.area_id,
        )
        .select_from(Read)
        .join(ReviewerCode, ReviewerCode.code == Read.reviewer_code)
        .join(CampaignCase, CampaignCase.id == Read.campaign_case_id)
        .outerjoin(CaseParticipation, handled(CampaignCase.case_id))
        .where(Read.campaign_id == campaign_id, Read.ended_at.is_(None))
        .distinct()
    )


def open_reads(campaign_id: int, only: Only = None) -> Sequence[Row]:
    """Every read not ended: who holds which slot of which file, and if it is in."""
    within = true() if only is None else Read.campaign_case_id.in_(list(only))
    return _all(
        select(
            Read.id,
            Read.public_id,
            Read.campaign_case_id,
            Read.purpose,
            Read.part,
            Read.slot,
            Read.reviewer_code,
            Submission.id.label("submission_id"),
        )
        .outerjoin(Submission, Submission.read_id == Read.id)
        .where(Read.campaign_id == campaign_id, Read.ended_at.is_(None), within)
    )


def loads(campaign_id: int, without: Collection[int] = ()) -> dict[str, int]:
    """How many files each reviewer holds, submitted ones counted in."""
    others = Read.id.not_in(list(without)) if without else true()
    rows = _all(
        select(Read.reviewer_code, func.count())
        .where(Read.campaign_id == campaign_id, Read.ended_at.is_(None), others)
        .group_by(Read.reviewer_code)
    )
    return {row[0]: row[1] for row in rows}


def ended_pairs(
    campaign_id: int, *, unless: Collection[str], only: Only = None
) -> Sequence[Row]:
    """Who gave back or lost a read; they do not get the same file again.

    Those that ended for one of the reasons `unless` may come back to the same person.
    """
    within = true() if only is None else Read.campaign_case_id.in_(list(only))
    return _all(
        select(Read.campaign_case_id, Read.reviewer_code)
        .where(
            Read.campaign_id == campaign_id,
            Read.ended_at.is_not(None),
            Read.ended_reason.not_in(list(unless)),
            within,
        )
        .distinct()
    )


def read_elsewhere(campaign_id: int, only: Only = None) -> Sequence[Row]:
    """Who was given which of these files in another campaign, by the codes of this one.

    Whoever has read a file once, or might have, is no second opinion on it.
    """
    there = aliased(CampaignCase, name="file_there")
    then = aliased(ReviewerCode, name="code_there")
    return _all(
        select(
            CampaignCase.id.label("campaign_case_id"),
            ReviewerCode.code.label("reviewer_code"),
        )
        .select_from(CampaignCase)
        .join(
            there,
            (there.case_id == CampaignCase.case_id)
            & (there.campaign_id != CampaignCase.campaign_id),
        )
        .join(Read, Read.campaign_case_id == there.id)
        .join(then, then.code == Read.reviewer_code)
        .join(
            ReviewerCode,
            (ReviewerCode.person_id == then.person_id)
            & (ReviewerCode.campaign_id == CampaignCase.campaign_id),
        )
        .where(_drawn(campaign_id, only))
        .distinct()
    )


def campaigns_with_open_reads(bureau_id: int) -> Sequence[Row]:
    """Campaigns of a bureau in which somebody has a file not yet reviewed."""
    return _all(
        select(Campaign.__table__)
        .where(
            Campaign.bureau_id == bureau_id,
            IS_WORK,
            exists()
            .where(Read.campaign_id == Campaign.id, Read.ended_at.is_(None))
            .where(~exists().where(Submission.read_id == Read.id)),
        )
        .order_by(Campaign.id)
    )


def campaigns_without_results(bureau_id: int) -> Sequence[Row]:
    """Campaigns of a bureau in which a file that somebody has reads has no result."""
    has_none = ~exists().where(Result.campaign_case_id == Read.campaign_case_id)
    return _all(
        select(Campaign.__table__)
        .where(
            Campaign.bureau_id == bureau_id,
            IS_WORK,
            exists()
            .where(Read.campaign_id == Campaign.id, Read.ended_at.is_(None))
            .where(has_none),
        )
        .order_by(Campaign.id)
    )


def bureaus_with_stays_begun(after: date, until: date) -> Sequence[int]:
    """Bureaus of which somebody began at a firm in these days."""
    begun = (Affiliation.starts_on > after, Affiliation.starts_on <= until)
    statement = select(Affiliation.bureau_id).where(*begun).distinct()
    return unit.connection().scalars(statement.order_by(Affiliation.bureau_id)).all()


def campaign(campaign_id: int) -> Row:
    statement = select(Campaign.__table__).where(Campaign.id == campaign_id)
    return unit.connection().execute(statement).one()


def settled(campaign_id: int) -> set[int]:
    """The files that have a result: who reviewed them is shown no more."""
    rows = _all(
        select(CampaignCase.id)
        .where(CampaignCase.campaign_id == campaign_id)
        .where(exists().where(Result.campaign_case_id == CampaignCase.id))
    )
    return {row.id for row in rows}
