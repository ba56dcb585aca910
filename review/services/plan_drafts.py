"""Setting a campaign up over days: what was typed is kept, and gone on with by anyone
of the bureau who may open campaigns. Nothing of it is carried out before that.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from review.domain.errors import N_, NotVisible, RuleBroken, StaleVersion
from review.domain.policy import Action, Viewer, require
from review.domain.sentences import Sentence
from review.services.accounts import actor_of
from review.store import unit
from review.store.models import CampaignDraft
from review.store.queries import plan_drafts as queries

MOST_DRAFTS = 30
MOST_SIGNS = 400_000
MOST_NAME = 200

Said = Sequence[tuple[str, str]]
"""Names and values of a form, in their order, as they were typed."""


class TooManyDrafts(RuleBroken):
    sentence = N_("At most %(most)s campaigns are set up at a time; drop one first.")


class TooLong(RuleBroken):
    sentence = N_("This is more than a plan can hold; shorten the lists of numbers.")


class DraftChanged(StaleVersion):
    sentence = N_(
        "Somebody else, or another window, changed this draft in the meantime. What you "
        "typed is below; save again and it counts."
    )


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A campaign that is being set up, in the list."""

    public_id: str
    name: str
    step: str
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed so far, and where it was left."""

    public_id: str
    said: Said
    notes: tuple[Sentence, ...]
    step: str
    version: int
    changed_at: datetime
    changed_by: str


def listing(*, viewer: Viewer) -> tuple[DraftLine, ...]:
    """What the bureau is setting up, the one changed last first."""
    require(viewer, Action.CAMPAIGN_OPEN)
    with unit.reading():
        rows = queries.listing(viewer.bureau_id or 0)
    return tuple(
        DraftLine(r.public_id, r.name, r.step, r.changed_at, r.changed_by or "")
        for r in rows
    )


def show(*, viewer: Viewer, public_id: str) -> Draft:
    require(viewer, Action.CAMPAIGN_OPEN)
    with unit.reading():
        row = _open_row(viewer, public_id)
    return Draft(
        public_id=row.public_id,
        said=tuple((name, value) for name, value in row.said),
        notes=tuple(Sentence(each["text"], each["values"]) for each in row.notes),
        step=row.step,
        version=row.version,
        changed_at=row.changed_at,
        changed_by=row.login or "",
    )


def begin(
    *,
    viewer: Viewer,
    said: Said,
    name: str,
    step: str,
    at: datetime,
    notes: Sequence[Sentence] = (),
) -> str:
    """Keep a new plan; gives its public id."""
    require(viewer, Action.CAMPAIGN_OPEN)
    _check_size(said)
    bureau_id = viewer.bureau_id or 0
    with unit.transaction():
        event = _event("plan_begun", viewer, at)
        if queries.n_open(bureau_id) >= MOST_DRAFTS:
            raise TooManyDrafts(most=MOST_DRAFTS)
        draft_id = unit.add(
            event,
            CampaignDraft,
            bureau_id=bureau_id,
            name=name[:MOST_NAME],
            said=[list(pair) for pair in said],
            notes=[{"text": n.text, "values": dict(n.values)} for n in notes],
            step=step,
            version=1,
            changed_at=at,
            changed_by=viewer.user_id,
        )
        rows = queries.listing(bureau_id)
        return next(r.public_id for r in rows if r.id == draft_id)


def save(
    *,
    viewer: Viewer,
    public_id: str,
    said: Said,
    name: str,
    step: str,
    version: int,
    at: datetime,
) -> int:
    """Keep what was typed, faults and all; gives the new version."""
    require(viewer, Action.CAMPAIGN_OPEN)
    _check_size(said)
    with unit.transaction():
        row = _open_row(viewer, public_id)
        values = {
            "said": [list(pair) for pair in said],
            "name": name[:MOST_NAME],
            "step": step,
            "changed_at": at,
            "changed_by": viewer.user_id,
        }
        if not queries.save(row.id, version=version, **values):
            raise DraftChanged
    return version + 1


def drop(*, viewer: Viewer, public_id: str, at: datetime) -> None:
    """Give the plan up; nothing had come of it."""
    _end("plan_dropped", viewer, public_id, at)


def finish(*, viewer: Viewer, public_id: str, code: str, at: datetime) -> None:
    """The plan became a campaign of this code, which says the rest; of two clicks at
    once one ends the draft.
    """
    with suppress(NotVisible):
        _end("plan_opened", viewer, public_id, at, {"code": code})


def opened_as(*, viewer: Viewer, public_id: str) -> str:
    """The code of the campaign that a plan became, for whoever clicks once more."""
    require(viewer, Action.CAMPAIGN_OPEN)
    with unit.reading():
        row = queries.opened(public_id, bureau_id=viewer.bureau_id or 0)
    if row is None:
        raise NotVisible
    return str(row.payload["code"])


def _end(
    kind: str,
    viewer: Viewer,
    public_id: str,
    at: datetime,
    payload: dict[str, str] | None = None,
) -> None:
    require(viewer, Action.CAMPAIGN_OPEN)
    with unit.transaction():
        # Looked at behind the chain's lock: another click may end it meanwhile.
        unit.hold(f"bureau:{viewer.bureau_id}")
        row = _open_row(viewer, public_id)
        event = _event(kind, viewer, at, payload)
        unit.change(event, CampaignDraft, {"id": row.id}, ended_event_id=event.id)


def _open_row(viewer: Viewer, public_id: str) -> Any:
    row = queries.one(public_id, bureau_id=viewer.bureau_id or 0)
    if row is None:
        raise NotVisible
    return row


def _check_size(said: Said) -> None:
    if sum(len(name) + len(value) for name, value in said) > MOST_SIGNS:
        raise TooLong


def _event(
    kind: str, viewer: Viewer, at: datetime, payload: dict[str, str] | None = None
) -> unit.Recorded:
    chain = f"bureau:{viewer.bureau_id}"
    return unit.record(
        kind, chain=chain, actor=actor_of(viewer), at=at, payload=payload
    )
