"""Columns of lists and tables that institutions have, and those that they have not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from review.files.tables import Column

Columns = tuple[Column[Any], ...]
OF_CASES = {"stage", "volume_set", "lead", "handler", "handler_percent"}
"""Columns of cases alone: an institution has no proceedings and no handler."""


def columns_of(columns: Iterable[Column[Any]], *, of_institutions: bool) -> Columns:
    """The columns of a list; of institutions those that they have."""
    left_out = OF_CASES if of_institutions else set()
    return tuple(each for each in columns if each.key not in left_out)
