"""Whom and where an account is for, as the person at the command line names it."""

from __future__ import annotations

from collections.abc import Sequence

from review.domain.errors import N_, RuleBroken
from review.domain.policy import Action, Viewer, require
from review.services.account_lists import places_for
from review.store import unit
from review.store.queries import people as queries


class NobodyThere(RuleBroken):
    sentence = N_("The number %(number)s is not that of one person of the lists.")


class NoSuchPlace(RuleBroken):
    sentence = N_("There is no %(name)s here that a role could be for.")


def person_by_number(*, viewer: Viewer, number: str) -> int:
    """The person with this reviewer's number or licence number."""
    require(viewer, Action.ACCOUNTS_INVITE)
    with unit.reading():
        found = queries.by_number(number.strip(), bureau_id=viewer.bureau_id or 0)
    if len(found) != 1:
        raise NobodyThere(number=number)
    return found[0]


def place_by_name(*, viewer: Viewer, column: str, name: str) -> int:
    """The county, firm or campaign of this name; `column` says which of them."""
    places = places_for(viewer=viewer)
    named: dict[str, Sequence[tuple[str, str]]] = {
        "area_id": places.areas,
        "firm_id": places.firms,
        "campaign_id": places.campaigns,
    }
    found = [public_id for public_id, known in named[column] if known == name.strip()]
    if len(found) != 1:
        raise NoSuchPlace(name=name)
    return places.ids[found[0]][1]
