"""A handler who is called anew: one of the list, or a slip by one row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from review.domain.cases import HandlerRecord
from review.domain.errors import N_
from review.domain.people import one_writing
from review.services.intake.known import Known
from review.services.intake.steps import RowRefused

OTHER_HANDLER = N_(
    "Licence number %(number)s is that of %(known)s, but the row says %(written)s, who "
    "is on the list with %(others)s. Correct the name or the number. If both bear this "
    "name now, keep a row of %(others)s with it in the same table."
)


def check(
    record: HandlerRecord, stored: Any, listed: Mapping[str, str], known: Known
) -> None:
    """A new name is that of no other handler, unless the table has that one right.

    `listed` has the name that this table gives to each number.
    """
    name = one_writing(record.name)
    if one_writing(stored.name) == name:
        return
    others = [
        each.licence_no
        for each in known.handlers_called(name)
        if one_writing(listed.get(each.licence_no, "")) != name
    ]
    if others:
        raise RowRefused(
            OTHER_HANDLER,
            number=record.licence_no,
            known=stored.name,
            written=record.name,
            others=tuple(others),
        )
