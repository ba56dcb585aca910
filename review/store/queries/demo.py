"""What the demonstration needs to find its own people and reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, exists, func, select
from sqlalchemy.orm import aliased

from review.store import unit
from review.store.models import (
    Affiliation,
    Area,
    Bureau,
    Campaign,
    CampaignCase,
    CampaignReviewer,
    Case,
    Draft,
    Firm,
    Grant,
    Person,
    Read,
    Release,
    ReleaseRow,
    Reviewer,
    ReviewerCode,
    StoredScheme,
    Submission,
    User,
)


def is_in_use() -> bool:
    """Whether there is anything but a bureau that was only just founded."""
    tables = (User, Person, Case, StoredScheme, Campaign)
    return any(
        unit.connection().scalar(select(exists(select(table.id)))) for table in tables
    )


def leads_of(code: str) -> Sequence[str]:
    """The numbers of a campaign's panel leads."""
    return (
        unit.connection()
        .scalars(
            select(Reviewer.number)
            .join(CampaignReviewer, CampaignReviewer.person_id == Reviewer.person_id)
            .join(Campaign, Campaign.id == CampaignReviewer.campaign_id)
            .where(Campaign.code == code, CampaignReviewer.is_lead)
            .order_by(Reviewer.number)
        )
        .all()
    )


def n_submitted(campaign_id: int) -> int:
    """Reviews that are in and whose read was not taken back."""
    return (
        unit.connection().scalar(
            select(func.count())
            .select_from(Submission)
            .join(Read, Read.id == Submission.read_id)
            .where(Read.campaign_id == campaign_id)
        )
        or 0
    )


def waiting_reads(campaign_id: int) -> Sequence[Row]:
    """Reads without a review, with what is needed to give one, in a steady order."""
    return (
        unit.connection()
        .execute(
            select(
                Read.public_id,
                Read.purpose,
                Read.part,
                Read.slot,
                Read.items,
                Case.case_no,
                Case.kind,
                CampaignCase.case_id,
                CampaignCase.scheme_id,
                ReviewerCode.person_id,
            )
            .join(CampaignCase, CampaignCase.id == Read.campaign_case_id)
            .join(Case, Case.id == CampaignCase.case_id)
            .join(ReviewerCode, ReviewerCode.code == Read.reviewer_code)
            .outerjoin(Submission, Submission.read_id == Read.id)
            .where(
                Read.campaign_id == campaign_id,
                Read.ended_at.is_(None),
                Submission.id.is_(None),
            )
            .order_by(CampaignCase.position, Read.slot)
        )
        .all()
    )


def begun_reads(campaign_id: int, person_ids: Sequence[int]) -> Sequence[Row]:
    """The sheets that these people have half filled in."""
    return (
        unit.connection()
        .execute(
            select(
                Read.public_id,
                Read.part,
                Read.items,
                Draft.version,
                Draft.answers,
                CampaignCase.case_id,
                CampaignCase.scheme_id,
                StoredScheme.digest.label("scheme_digest"),
                ReviewerCode.person_id,
            )
            .join(Draft, Draft.read_id == Read.id)
            .join(CampaignCase, CampaignCase.id == Read.campaign_case_id)
            .join(StoredScheme, StoredScheme.id == CampaignCase.scheme_id)
            .join(ReviewerCode, ReviewerCode.code == Read.reviewer_code)
            .outerjoin(Submission, Submission.read_id == Read.id)
            .where(
                Read.campaign_id == campaign_id,
                Read.ended_at.is_(None),
                Submission.id.is_(None),
                ReviewerCode.person_id.in_(person_ids),
            )
            .order_by(Read.id)
        )
        .all()
    )


def cases_to_scan(campaign_id: int, person_ids: Sequence[int]) -> Sequence[Row]:
    """Cases that wait for these people, in the order in which their queues show them.

    With how many of their sheets are begun, and by which scheme they are reviewed.
    """
    return (
        unit.connection()
        .execute(
            select(
                Case.public_id,
                Case.case_no,
                Case.cause,
                Case.kind,
                Case.stage,
                Case.assigned_on,
                Case.closed_on,
                CampaignCase.scheme_id,
                func.count(Draft.read_id).label("n_begun"),
            )
            .join(CampaignCase, CampaignCase.case_id == Case.id)
            .join(Read, Read.campaign_case_id == CampaignCase.id)
            .join(ReviewerCode, ReviewerCode.code == Read.reviewer_code)
            .outerjoin(Draft, Draft.read_id == Read.id)
            .outerjoin(Submission, Submission.read_id == Read.id)
            .where(
                Read.campaign_id == campaign_id,
                Read.ended_at.is_(None),
                Submission.id.is_(None),
                ReviewerCode.person_id.in_(person_ids),
                Case.secret.is_(False),
                Case.sealed.is_(False),
            )
            .group_by(Case.id, CampaignCase.scheme_id)
            .order_by(Case.case_no)
        )
        .all()
    )


def handlers_told(campaign_id: int) -> Sequence[int]:
    """The handlers to whom results of a campaign were released."""
    return (
        unit.connection()
        .scalars(
            select(ReleaseRow.audience_id)
            .join(Release, Release.id == ReleaseRow.release_id)
            .where(
                Release.campaign_id == campaign_id,
                ReleaseRow.audience == "handler",
                ReleaseRow.kind == "case",
            )
            .distinct()
            .order_by(ReleaseRow.audience_id)
        )
        .all()
    )


def lawyer_with_results() -> Row | None:
    """The lawyer with most released results, with the firm."""
    n = func.count().label("n")
    return (
        unit.connection()
        .execute(
            select(Person.id, Person.name, Affiliation.firm_id, Firm.head_name, n)
            .join(ReleaseRow, ReleaseRow.audience_id == Person.id)
            .join(Affiliation, Affiliation.person_id == Person.id)
            .join(Firm, Firm.id == Affiliation.firm_id)
            .where(
                ReleaseRow.audience == "handler",
                ReleaseRow.kind == "case",
                Person.name != Firm.head_name,
            )
            .group_by(Person.id, Person.name, Affiliation.firm_id, Firm.head_name)
            .order_by(n.desc(), Person.id)
            .limit(1)
        )
        .first()
    )


def person_of_firm(name: str, firm_id: int) -> int | None:
    return unit.connection().scalar(
        select(Person.id)
        .join(Affiliation, Affiliation.person_id == Person.id)
        .where(Person.name == name, Affiliation.firm_id == firm_id)
        .limit(1)
    )


def readers(campaign_id: int, *, purpose: str) -> Sequence[Row]:
    """Reviewers by the number of reads that wait for them, the busiest first."""
    n = func.count().label("n")
    return (
        unit.connection()
        .execute(
            select(ReviewerCode.person_id, Person.name, n)
            .join(Person, Person.id == ReviewerCode.person_id)
            .join(Read, Read.reviewer_code == ReviewerCode.code)
            .outerjoin(Submission, Submission.read_id == Read.id)
            .where(
                Read.campaign_id == campaign_id,
                Read.purpose == purpose,
                Read.ended_at.is_(None),
                Submission.id.is_(None),
            )
            .group_by(ReviewerCode.person_id, Person.name)
            .order_by(n.desc(), Person.name)
        )
        .all()
    )


def reviewers_of(campaign_id: int, *, leads: bool) -> Sequence[Row]:
    """Members of a campaign in the order in which they were taken in."""
    return (
        unit.connection()
        .execute(
            select(CampaignReviewer.person_id, Person.name)
            .join(Person, Person.id == CampaignReviewer.person_id)
            .where(
                CampaignReviewer.campaign_id == campaign_id,
                CampaignReviewer.is_lead.is_(leads),
            )
            .order_by(CampaignReviewer.id)
        )
        .all()
    )


def readers_of_one_file(campaign_id: int) -> Sequence[int]:
    """The two people who have most files in common that wait for both of them."""
    first, second = aliased(Read), aliased(Read)
    one, other = aliased(ReviewerCode), aliased(ReviewerCode)
    in_first, in_second = aliased(Submission), aliased(Submission)
    found = (
        unit.connection()
        .execute(
            select(one.person_id, other.person_id.label("other_id"))
            .join(first, first.reviewer_code == one.code)
            .join(second, second.campaign_case_id == first.campaign_case_id)
            .join(other, second.reviewer_code == other.code)
            .outerjoin(in_first, in_first.read_id == first.id)
            .outerjoin(in_second, in_second.read_id == second.id)
            .where(
                first.campaign_id == campaign_id,
                one.person_id < other.person_id,
                first.ended_at.is_(None),
                second.ended_at.is_(None),
                in_first.id.is_(None),
                in_second.id.is_(None),
            )
            .group_by(one.person_id, other.person_id)
            .order_by(func.count().desc(), one.person_id, other.person_id)
            .limit(1)
        )
        .first()
    )
    return tuple(found) if found else ()


def accounts(logins: Sequence[str], bureau_id: int) -> Sequence[Row]:
    """These accounts with their role, and the place it is for or the own firm."""
    own = aliased(Firm)
    own_firm = (
        select(func.min(own.name))
        .join(Affiliation, Affiliation.firm_id == own.id)
        .where(Affiliation.person_id == User.person_id)
        .scalar_subquery()
    )
    return (
        unit.connection()
        .execute(
            select(
                User.login,
                Grant.role,
                Person.name,
                Area.name.label("area"),
                Campaign.name.label("campaign"),
                Firm.name.label("firm"),
                own_firm.label("own_firm"),
            )
            .join(Grant, Grant.user_id == User.id)
            .outerjoin(Person, Person.id == User.person_id)
            .outerjoin(Area, Area.id == Grant.area_id)
            .outerjoin(Campaign, Campaign.id == Grant.campaign_id)
            .outerjoin(Firm, Firm.id == Grant.firm_id)
            .where(User.login.in_(logins), User.bureau_id == bureau_id)
            .order_by(User.id)
        )
        .all()
    )


def marked(bureau_id: int, mark: Mapping[str, object]) -> dict[str, object]:
    """The bureau's settings with the sign that everything here is invented."""
    found = unit.connection().scalar(
        select(Bureau.settings).where(Bureau.id == bureau_id)
    )
    return {**(found or {}), "demo": dict(mark)}


def mark() -> Any:
    """The sign of a demonstration, if this database has one."""
    rows = unit.connection().scalars(select(Bureau.settings)).all()
    return next((found["demo"] for found in rows if found.get("demo")), None)


def county(name: str) -> int | None:
    return unit.connection().scalar(select(Area.id).where(Area.name == name))
