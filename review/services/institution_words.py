"""What lists and tables say otherwise where institutions are reviewed and no cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from review.domain.errors import N_, ngettext
from review.files.tables import Column

Words = Callable[[Any], str]
Columns = tuple[Column[Any], ...]
INSTEAD: Mapping[str, str] = {
    "All cases": N_("All institutions"),
    "By case kind": N_("By kind of institution"),
    "By firm": N_("By institution"),
    "Case kind": N_("Kind of institution"),
    "Case number": N_("Review number"),
    "Cases": N_("Results"),
    "Cases with a grade": N_("Results with a grade"),
    "Cases without a grade": N_("Results without a grade"),
    "Closed on": N_("Last day of the period"),
    "%(n)s case": ngettext("%(n)s result", "%(n)s results"),
}


OF_CASES = {"stage", "volume_set", "lead", "handler", "handler_percent"}
"""Columns of cases alone: an institution has no proceedings and no handler."""


def columns_of(columns: Iterable[Column[Any]], *, of_institutions: bool) -> Columns:
    """The columns of a list; of institutions those that they have."""
    left_out = OF_CASES if of_institutions else set()
    return tuple(each for each in columns if each.key not in left_out)


def said_of(words: Words, *, of_institutions: bool) -> Words:
    """The same words; where institutions are reviewed, those that fit them."""
    if not of_institutions:
        return words
    return lambda said: words(
        INSTEAD.get(said, said) if isinstance(said, str) else said
    )
