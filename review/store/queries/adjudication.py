"""The decision on disputed items: what was answered first, and the reviews to show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select

from review.domain.reads import Purpose
from review.store import unit
from review.store.models import (
    Campaign,
    ChangedView,
    FirstView,
    Read,
    StoredText,
    Submission,
)
from review.store.queries.numbered import add_texts


def first_view(read_id: int) -> Row | None:
    """The locked answers of a read, if it has any: the draft as it was then."""
    return unit.connection().execute(_FIRST, {"read_id": read_id}).first()


def counted(campaign_case_id: int, part: str) -> Sequence[Row]:
    """The first reviews of a part of a file, in no order that says anything."""
    values = {"campaign_case_id": campaign_case_id, "part": part}
    return unit.connection().execute(_COUNTED, values).all()


def lock(
    event: unit.Recorded,
    *,
    bureau_id: int,
    read_id: int,
    choices: Sequence[object],
    body: str,
    at: datetime,
) -> None:
    """Keep the answers as they are now; a read is locked once."""
    (text_id,) = add_texts(
        [{"bureau_id": bureau_id, "kind": "first_view", "body": body}]
    )
    unit.add(
        event,
        FirstView,
        bureau_id=bureau_id,
        read_id=read_id,
        choices=choices,
        text_id=text_id,
        locked_at=at,
    )


def add_reasons(
    event: unit.Recorded, *, bureau_id: int, submission_id: int, reasons: dict[str, str]
) -> None:
    """Why answers were changed after the reviews had been seen."""
    texts = add_texts(
        [
            {"bureau_id": bureau_id, "kind": "changed_view", "body": reason}
            for reason in reasons.values()
        ]
    )
    rows: list[dict[str, Any]] = [
        {
            "bureau_id": bureau_id,
            "submission_id": submission_id,
            "item_code": code,
            "text_id": text_id,
        }
        for code, text_id in zip(reasons, texts, strict=True)
    ]
    unit.add_all(event, ChangedView, rows)


def reasons_in(reads: Sequence[Row]) -> dict[str, str]:
    """By item, why answers were changed; most files have none, and ask nothing."""
    ids = [each.submission_id for each in reads if each.first_choices is not None]
    if not ids:
        return {}
    rows = unit.connection().execute(_REASONS, {"ids": ids})
    return {row.item_code: row.body or "" for row in rows}


_FIRST = (
    select(FirstView.choices, FirstView.locked_at, StoredText.body)
    .join(StoredText, StoredText.id == FirstView.text_id)
    .where(FirstView.read_id == bindparam("read_id"))
)
_COUNTED = (
    select(
        Read.public_id.label("read_public_id"),
        Read.purpose,
        Submission.id.label("submission_id"),
        Submission.choices,
        Campaign.secret_key,
    )
    .join(Submission, Submission.read_id == Read.id)
    .join(Campaign, Campaign.id == Read.campaign_id)
    .where(
        Read.campaign_case_id == bindparam("campaign_case_id"),
        Read.part == bindparam("part"),
        Read.purpose == Purpose.COUNTED.value,
        Read.ended_at.is_(None),
    )
)
_REASONS = (
    select(ChangedView.item_code, StoredText.body)
    .join(StoredText, StoredText.id == ChangedView.text_id)
    .where(ChangedView.submission_id.in_(bindparam("ids", expanding=True)))
    .order_by(ChangedView.id)
)
