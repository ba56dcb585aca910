"""People of the lists, found by the numbers a bureau knows them by."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select

from review.store import unit
from review.store.models import Handler, Person, Reviewer


def by_number(number: str, *, bureau_id: int) -> Sequence[int]:
    """Whoever has this reviewer's number or this licence number."""
    return (
        unit.connection()
        .scalars(
            select(Person.id)
            .outerjoin(Reviewer, Reviewer.person_id == Person.id)
            .outerjoin(Handler, Handler.person_id == Person.id)
            .where(
                Person.bureau_id == bureau_id,
                or_(Reviewer.number == number, Handler.licence_no == number),
            )
            .distinct()
        )
        .all()
    )
