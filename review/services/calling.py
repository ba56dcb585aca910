"""Under which number somebody is called: noted by the bureau, for its officers only."""

from __future__ import annotations

from datetime import datetime

from review.domain.phones import phone_of
from review.domain.policy import Action, Viewer, may
from review.services.accounts import actor_of
from review.services.membership import present
from review.services.sampling import campaign_of
from review.store import unit
from review.store.models import PersonPhone
from review.store.queries import calling as queries


def phone(*, viewer: Viewer, code: str, number: str) -> str | None:
    """The number noted for a reviewer; None for whoever may not read it."""
    if not may(viewer, Action.PHONES_READ):
        return None
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        return queries.phone_of(present(campaign, number).person_id)


def set_phone(
    *, viewer: Viewer, code: str, number: str, phone: str, at: datetime
) -> None:
    """Note another number, or none."""
    wanted = phone_of(phone)
    with unit.transaction():
        campaign_of(viewer, code, Action.PHONES_READ)
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        unit.hold(f"campaign:{campaign.id}")
        person_id = present(campaign, number).person_id
        if queries.phone_of(person_id) == wanted:
            return
        event = unit.record(
            "phone_noted",
            chain=f"campaign:{campaign.id}",
            actor=actor_of(viewer),
            at=at,
            targets=[("person", person_id)],
        )
        note_phone(event, campaign.bureau_id, person_id, wanted)


def note_phone(
    event: unit.Recorded, bureau_id: int, person_id: int, phone: str
) -> None:
    """In the open transaction."""
    if not unit.change(event, PersonPhone, {"person_id": person_id}, phone=phone):
        known = {"person_id": person_id, "bureau_id": bureau_id}
        unit.add(event, PersonPhone, **known, phone=phone)
