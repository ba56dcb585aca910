"""Rows that are stored at once and whose ids are needed then and there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, insert, select

from review.store import unit
from review.store.models import StoredText, Submission


def add_texts(rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Store texts apart from the facts; their ids in the order given."""
    return _add_numbered(StoredText, rows)


def add_submissions(rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Store reviews; their ids in the order given."""
    return _add_numbered(Submission, rows)


def _add_numbered(
    model: type[StoredText | Submission], rows: Sequence[Mapping[str, Any]]
) -> list[int]:
    """Insert rows at once and say their ids, in the order given."""
    adding = _ADDING[model]
    if not rows:
        return []
    if unit.connection().dialect.name != "sqlite":
        return list(unit.run(adding.returning, rows).scalars())
    if len(rows) == 1:
        # Of one row it says the id without being asked.
        return [unit.run(adding.plain, rows).lastrowid]
    # SQLite returns ids in no order it would promise, so that they would have to be
    # asked for row by row. It has one writer, though: here they can be counted on.
    last = unit.run(adding.last).one()[0] or 0
    ids = list(range(last + 1, last + 1 + len(rows)))
    numbered = [{**row, "id": key} for key, row in zip(ids, rows, strict=True)]
    unit.run(adding.plain, numbered)
    return ids


class _Adding:
    """The statements with which rows of a table are added and numbered."""

    def __init__(self, model: type[StoredText | Submission]) -> None:
        key = model.__table__.columns.id
        self.plain = insert(model.__table__)
        returning = insert(model.__table__).returning(key, sort_by_parameter_order=True)
        self.returning = returning
        self.last = select(func.max(key))


_ADDING = {model: _Adding(model) for model in (StoredText, Submission)}
