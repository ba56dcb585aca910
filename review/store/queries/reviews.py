"""A reviewer's own reads: the queue, the sheet, its draft and what was submitted.

Every query starts from the reviewer's code, so that another's read is not there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    bindparam,
    case,
    exists,
    insert,
    select,
    update,
)

from review.store import unit
from review.store.models import (
    Campaign,
    CampaignCase,
    Case,
    Draft,
    Read,
    Release,
    ReviewerCode,
    Scan,
    StoredFinding,
    StoredScheme,
    StoredText,
    Submission,
)
from review.store.queries import access
from review.store.queries.institutions import INSTITUTION
from review.store.queries.scan_order import IN_ORDER

OPENED = "review.open"


def queue(*, person_id: int | None, bureau_id: int | None) -> Sequence[Row]:
    """The reviewer's reads, those still open first; an ended one is not among them."""
    values = {"person_id": person_id, "bureau_id": bureau_id}
    return unit.run(_QUEUE, values).all()


def own_kinds(*, person_id: int | None, bureau_id: int | None) -> Sequence[str]:
    """The kinds of all files that a person has or had to review."""
    values = {"person_id": person_id, "bureau_id": bureau_id}
    return unit.connection().scalars(_OWN_KINDS, values).all()


def open_to_take_along(
    *, person_id: int | None, bureau_id: int | None
) -> Sequence[Row]:
    """Own open reads with their drafts; a secret or sealed file stays in the house."""
    values = {"person_id": person_id, "bureau_id": bureau_id}
    return unit.run(_TO_TAKE_ALONG, values).all()


def desk(
    public_id: str,
    *,
    person_id: int | None,
    bureau_id: int | None,
    user_id: int | None,
    since: datetime,
) -> Row | None:
    """One own read with its file, scheme, draft and receipt, in one statement."""
    values = {
        "public_id": public_id,
        "person_id": person_id,
        "bureau_id": bureau_id,
        "user_id": user_id,
        "since": since,
    }
    return unit.run(_DESK, values).first()


def to_submit(
    public_id: str, *, person_id: int | None, bureau_id: int | None
) -> Row | None:
    """The draft with all that a submission of it must respect and is stored under."""
    values = {"public_id": public_id, "person_id": person_id, "bureau_id": bureau_id}
    return unit.run(_TO_SUBMIT, values).first()


def draft_to_change(
    public_id: str, *, person_id: int | None, bureau_id: int | None
) -> Row | None:
    """The draft and what a change of it must respect."""
    values = {"public_id": public_id, "person_id": person_id, "bureau_id": bureau_id}
    return unit.run(_TO_CHANGE, values).first()


def start_draft(read_id: int, **values: Any) -> None:
    unit.run(_START, {"read_id": read_id, "version": 1, **values})


def save_draft(read_id: int, version: int, **values: Any) -> bool:
    """Save over this version; False if it is no longer the newest."""
    where = {"draft_of": read_id, "old_version": version}
    done = unit.run(_SAVE, {**where, "version": version + 1, **values})
    return done.rowcount == 1


def close_draft(read_id: int, version: int, *, n_answered: int, at: datetime) -> bool:
    """Empty the draft that is being submitted; False if it is no longer the newest.

    The row stays and its version moves on: whoever saves at the same moment finds a
    newer version and learns of the submission. Without a draft an empty one is put
    there, for the same reason. A read that has ended has no draft to close.
    """
    emptied = {
        "version": version + 1,
        "answers": "",
        "n_answered": n_answered,
        "comment": "",
        "saved_at": at,
        "seen": "",
    }
    if version:
        where = {"draft_of": read_id, "old_version": version}
        done = unit.run(_CLOSE, {**where, **emptied})
    else:
        new = {"draft_of": read_id, "started_at": None, **emptied}
        done = unit.run(_CLOSE_NEW, new)
    return done.rowcount == 1


def findings_of(submission_ids: Sequence[int]) -> Sequence[Row]:
    """The findings of some reviews with their texts, in the order of the sheet."""
    values = {"ids": list(submission_ids)}
    return unit.run(_FINDINGS, values).all()


def is_over(campaign_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Access ends with the round: after the final release nothing is open."""
    return exists().where(Release.campaign_id == campaign_id, Release.kind == "final")


def _own(*columns: Any) -> Select[Any]:
    """Own reads of campaigns that are not over."""
    return (
        select(*columns)
        .select_from(ReviewerCode)
        .join(Read, Read.reviewer_code == ReviewerCode.code)
        .join(CampaignCase, CampaignCase.id == Read.campaign_case_id)
        .join(StoredScheme, StoredScheme.id == CampaignCase.scheme_id)
        .outerjoin(Draft, Draft.read_id == Read.id)
        .outerjoin(Submission, Submission.read_id == Read.id)
        .where(
            ReviewerCode.person_id == bindparam("person_id"),
            Read.bureau_id == bindparam("bureau_id"),
            ~is_over(Read.campaign_id),
        )
    )


DUE_ON = case((Read.due_on > Campaign.due_on, Read.due_on), else_=Campaign.due_on)
"""Until when a review is due, as domain.extensions.term_of says it."""
_FILE = (
    Case.case_no,
    Case.stage,
    Case.volume_set,
    CampaignCase.kind,
    INSTITUTION,
    Campaign.name.label("campaign"),
    DUE_ON.label("due_on"),
    Campaign.rules,
)
_SCHEME = (CampaignCase.scheme_id, StoredScheme.digest.label("scheme_digest"))

_HAS_SCAN = (
    exists()
    .where(
        Scan.case_id == Case.id,
        Scan.ended_event_id.is_(None),
        Case.secret.is_(False),
        Case.sealed.is_(False),
    )
    .label("has_scan")
)

_FIRST_SCAN = (
    select(Scan.digest)
    .where(Scan.case_id == Case.id, Scan.ended_event_id.is_(None))
    .order_by(*IN_ORDER)
    .limit(1)
    .scalar_subquery()
    .label("first_scan")
)

# The order says nothing about when or to whom a file was given.
_ORDER = (
    DUE_ON.is_(None),
    DUE_ON,
    Case.case_no,
    Case.stage,
    Case.volume_set,
    Read.public_id,
)
_QUEUE = (
    _own(
        Read.public_id,
        Read.part,
        Read.items,
        Draft.n_answered,
        Draft.saved_at,
        Draft.started_at,
        Submission.submitted_at,
        *_FILE,
        *_SCHEME,
    )
    .join(Case, Case.id == CampaignCase.case_id)
    .join(Campaign, Campaign.id == Read.campaign_id)
    .where(Read.ended_at.is_(None))
    .order_by(
        Submission.id.is_not(None),
        Submission.id.is_(None) & Draft.saved_at.is_(None),
        *_ORDER,
    )
)
_OWN_KINDS = (
    select(Case.kind)
    .distinct()
    .select_from(ReviewerCode)
    .join(Read, Read.reviewer_code == ReviewerCode.code)
    .join(CampaignCase, CampaignCase.id == Read.campaign_case_id)
    .join(Case, Case.id == CampaignCase.case_id)
    .where(
        ReviewerCode.person_id == bindparam("person_id"),
        Read.bureau_id == bindparam("bureau_id"),
    )
)
_TO_TAKE_ALONG = (
    _own(
        Read.public_id,
        Read.campaign_id,
        Read.purpose,
        Read.part,
        Read.items,
        Draft.version,
        Draft.answers,
        Draft.comment,
        CampaignCase.case_id,
        Case.cause,
        *_FILE,
        *_SCHEME,
    )
    .join(Case, Case.id == CampaignCase.case_id)
    .join(Campaign, Campaign.id == Read.campaign_id)
    .where(
        Read.ended_at.is_(None),
        Submission.id.is_(None),
        Case.secret.is_(False),
        Case.sealed.is_(False),
    )
    .order_by(*_ORDER)
)
_DESK = (
    _own(
        Read.id,
        Read.public_id,
        Read.bureau_id,
        Read.campaign_id,
        Read.campaign_case_id,
        Read.purpose,
        Read.part,
        Read.items,
        Read.reviewer_code,
        Read.ended_at,
        CampaignCase.case_id,
        Draft.version,
        Draft.answers,
        Draft.comment,
        Draft.saved_at,
        Draft.seen,
        Submission.id.label("submission_id"),
        Submission.choices,
        Submission.receipt,
        Submission.submitted_at,
        Submission.reviewed_on,
        StoredText.body.label("submitted_comment"),
        Case.case_class,
        Case.cause,
        Case.assigned_on,
        Case.closed_on,
        Case.secret,
        _HAS_SCAN,
        _FIRST_SCAN,
        *_FILE,
        *_SCHEME,
        access.was_opened(OPENED, Read.public_id),
    )
    .join(Case, Case.id == CampaignCase.case_id)
    .join(Campaign, Campaign.id == Read.campaign_id)
    .outerjoin(StoredText, StoredText.id == Submission.comment_id)
    .where(Read.public_id == bindparam("public_id"))
)
_CHANGED = (
    Read.id,
    Read.campaign_id,
    Read.purpose,
    Read.part,
    Read.items,
    Read.ended_at,
    CampaignCase.case_id,
    Draft.version,
    Draft.answers,
    Draft.comment,
    Draft.saved_at,
    Draft.seen,
    Submission.id.label("submission_id"),
    Case.secret,
    _HAS_SCAN,
    *_SCHEME,
)
_TO_CHANGE = (
    _own(*_CHANGED)
    .join(Case, Case.id == CampaignCase.case_id)
    .where(Read.public_id == bindparam("public_id"))
)
_TO_SUBMIT = (
    _own(
        *_CHANGED,
        Read.public_id,
        Read.bureau_id,
        Read.campaign_case_id,
        Read.reviewer_code,
        CampaignCase.kind,
        Campaign.rules,
    )
    .join(Case, Case.id == CampaignCase.case_id)
    .join(Campaign, Campaign.id == Read.campaign_id)
    .where(Read.public_id == bindparam("public_id"))
)
_START = insert(Draft.__table__)
_IS_THIS_VERSION = (Draft.read_id == bindparam("draft_of")) & (
    Draft.version == bindparam("old_version")
)
_SAVE = update(Draft.__table__).where(_IS_THIS_VERSION)
_IS_OPEN = exists().where(Read.id == bindparam("draft_of"), Read.ended_at.is_(None))
_CLOSE = update(Draft.__table__).where(_IS_THIS_VERSION, _IS_OPEN)
_DRAFT = Draft.__table__.columns
_CLOSE_NEW = (
    insert(Draft.__table__)
    .from_select(
        _DRAFT.keys(),
        select(
            *(
                bindparam("draft_of" if name == "read_id" else name, type_=column.type)
                for name, column in _DRAFT.items()
            )
        ).where(_IS_OPEN),
    )
    .execution_options(preserve_rowcount=True)
)
_FINDINGS = (
    select(
        StoredFinding.submission_id,
        StoredFinding.item_code,
        StoredFinding.option,
        StoredFinding.pages,
        StoredFinding.absent,
        StoredFinding.pins,
        StoredFinding.page_keys,
        StoredText.body,
    )
    .outerjoin(StoredText, StoredText.id == StoredFinding.text_id)
    .where(StoredFinding.submission_id.in_(bindparam("ids", expanding=True)))
    .order_by(StoredFinding.submission_id, StoredFinding.seq)
)
