"""Under which numbers people are called."""

from __future__ import annotations

from sqlalchemy import select

from review.store import unit
from review.store.models import PersonPhone


def phone_of(person_id: int) -> str:
    statement = select(PersonPhone.phone).where(PersonPhone.person_id == person_id)
    return unit.connection().scalar(statement) or ""
