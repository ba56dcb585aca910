"""How far the scan of a case and its contents list are, as an expression on the case."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Text, case, cast, exists, func, select
from sqlalchemy.orm import aliased

from review.domain.contents import Listed
from review.store.models import Case, Scan, StoredContents

_other = aliased(StoredContents)
NEWEST = (
    select(func.max(_other.id))
    .where(_other.case_id == Case.id)
    .correlate(Case)
    .scalar_subquery()
)
"""The list in force of the case of the row around it."""
HAS_ENTRIES: ColumnElement[bool] = cast(StoredContents.entries, Text) != "[]"
_IN_FORCE = (Scan.case_id == Case.id, Scan.ended_event_id.is_(None))
_LAST_SCAN = (
    select(func.max(Scan.event_id)).where(*_IN_FORCE).correlate(Case).scalar_subquery()
)
_HAS_SCAN = exists(select(Scan.id).where(*_IN_FORCE).correlate(Case))
_HAS_LIST = exists().where(StoredContents.id == NEWEST, HAS_ENTRIES)
_IS_CHECKED = exists().where(
    StoredContents.id == NEWEST,
    StoredContents.is_proposed.is_(False),
    StoredContents.event_id > _LAST_SCAN,
)
LISTED: ColumnElement[Any] = case(
    (~_HAS_SCAN, Listed.NOT_SCANNED.value),
    (~_HAS_LIST, Listed.UNLISTED.value),
    (_IS_CHECKED, Listed.CHECKED.value),
    else_=Listed.UNCHECKED.value,
)
"""The rule is that of `review.domain.contents.is_checked`."""
