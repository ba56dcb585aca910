"""Where messages for a person may go: the owner's own to say, and to refuse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from review.domain.deliveries import email_of, mobile_of
from review.domain.errors import Busy
from review.domain.policy import Action, Viewer, require
from review.services.accounts import actor_of, check_own_password
from review.store import unit
from review.store.models import Contact
from review.store.queries import notices as queries

SAID_TWICE = {"pk_contacts": Busy(), "failed: contacts.": Busy()}


@dataclass(frozen=True, slots=True)
class OwnContact:
    """An account's addresses, and which of them may be used."""

    email: str = ""
    mobile: str = ""
    wants_mail: bool = True
    wants_sms: bool = True


def own(*, viewer: Viewer) -> OwnContact:
    """What the viewer said; nothing, until then."""
    require(viewer, Action.OWN_ACCOUNT)
    with unit.reading():
        return _stored(viewer.user_id or 0)


def _stored(user_id: int) -> OwnContact:
    row = queries.contact(user_id)
    if row is None:
        return OwnContact()
    return OwnContact(row.email, row.mobile, row.wants_mail, row.wants_sms)


def change(
    *,
    viewer: Viewer,
    contact: OwnContact,
    password: str,
    source: str,
    at: datetime,
    cheap: bool = False,
) -> bool:
    """Other addresses or other wishes; whether anything changed.

    A new address needs the password: whoever finds an open browser must not lead
    somebody's messages elsewhere. Wishes need none.
    """
    wanted = OwnContact(
        email_of(contact.email),
        mobile_of(contact.mobile),
        contact.wants_mail,
        contact.wants_sms,
    )
    before = own(viewer=viewer)
    if (before.email, before.mobile) != (wanted.email, wanted.mobile):
        check_own_password(
            viewer=viewer, password=password, source=source, at=at, cheap=cheap
        )
    if wanted == before:
        return False
    with unit.refusing(SAID_TWICE), unit.transaction():
        _write(viewer, wanted, at)
    return True


def _write(viewer: Viewer, wanted: OwnContact, at: datetime) -> None:
    """The event says that it happened; the addresses stand nowhere but in their row."""
    user_id = viewer.user_id or 0
    event = unit.record(
        "contact_changed",
        chain="accounts",
        actor=actor_of(viewer),
        at=at,
        targets=[("user", user_id)],
    )
    values = {
        "email": wanted.email,
        "mobile": wanted.mobile,
        "wants_mail": wanted.wants_mail,
        "wants_sms": wanted.wants_sms,
    }
    if not unit.change(event, Contact, {"user_id": user_id}, **values):
        tenant = {"user_id": user_id, "bureau_id": viewer.bureau_id}
        unit.add(event, Contact, **tenant, **values)
