"""Calibration for reviewers: try an anchor on the usual sheet, see where one differs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from review.domain.calibration import Standard, standard_in
from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.policy import Action, Viewer, require
from review.domain.reads import Purpose
from review.domain.seeds import percent_in
from review.services import seeds
from review.services.calibration import code_in
from review.services.own_objects import speak_of_own
from review.services.qualification import Tried, is_qualified, tried
from review.services.sampled import is_over
from review.store import unit
from review.store.models import Read
from review.store.queries import calibration as queries
from review.store.unit import Actor


class NoAnchorLeft(RuleBroken):
    sentence = N_(
        "There is no further calibration file for you at the moment. Tell the bureau."
    )


class AlreadyQualified(RuleBroken):
    sentence = N_("You have met the standard of this campaign already.")


@dataclass(frozen=True, slots=True)
class Own:
    """A campaign with the own trials, oldest first."""

    name: str
    code: str
    standard: Standard
    is_qualified: bool
    open_trial: str
    """The address of a trial that is begun; empty if there is none."""
    n_left: int
    trials: tuple[Tried, ...]
    has_anchors: bool = True
    seeds: tuple[Tried, ...] = ()
    """The own reviews of hidden seeds: told when every file of the campaign is settled."""


def own(*, viewer: Viewer) -> tuple[Own, ...]:
    """The campaigns of this reviewer that have anchors."""
    require(viewer, Action.REVIEW)
    speak_of_own(viewer)
    with unit.reading():
        if viewer.person_id is None:
            return ()
        rows = queries.own(viewer.person_id, viewer.bureau_id)
        found = [_own(row, viewer.person_id) for row in rows]
    return tuple(each for each in found if each.has_anchors or each.seeds)


def _own(row: Any, person_id: int) -> Own:
    trials = tried(row.id, person_id).get(person_id, [])
    return Own(
        name=row.name,
        code=row.code,
        standard=standard_in(row.rules),
        is_qualified=is_qualified(row.rules, trials),
        open_trial=queries.open_trial(row.id, person_id) or "",
        n_left=len(queries.untried(row.id, person_id)),
        trials=tuple(trials),
        has_anchors=bool(row.has_anchors),
        seeds=_seeds(row, person_id),
    )


def _seeds(row: Any, person_id: int) -> tuple[Tried, ...]:
    if not percent_in(row.rules) or not is_over(row):
        return ()
    return tuple(seeds.tried(row.id, person_id).get(person_id, ()))


def begin(*, viewer: Viewer, code: str, at: datetime) -> str:
    """The trial that is open, or one on an anchor never held; gives its address."""
    require(viewer, Action.REVIEW)
    try:
        with unit.refusing({"reads": _Begun()}), unit.transaction():
            person_id, campaign = _campaign(viewer, code)
            begun = queries.open_trial(campaign.id, person_id)
            return begun or _begin(viewer, campaign, person_id, at)
    except _Begun:
        # Clicked twice at the same moment: the other click's file is the one.
        return begin(viewer=viewer, code=code, at=at)


class _Begun(RuleBroken):
    """Another request of the same person was faster."""


def _campaign(viewer: Viewer, code: str) -> tuple[int, Any]:
    rows = queries.own(viewer.person_id, viewer.bureau_id)
    campaign = next((row for row in rows if row.code == code), None)
    if campaign is None or viewer.person_id is None:
        raise NotVisible
    require(viewer, Action.REVIEW, campaign_id=campaign.id)
    return viewer.person_id, campaign


def _lot(person_id: int, anchor: str) -> str:
    return hashlib.sha256(f"{person_id}\n{anchor}".encode()).hexdigest()


def _begin(viewer: Viewer, campaign: Any, person_id: int, at: datetime) -> str:
    anchor = _chosen(campaign, person_id)
    event = unit.record(
        "trial_begun",
        chain=f"campaign:{campaign.id}",
        actor=Actor("user", viewer.public_id),
        at=at,
        targets=[("campaign_case", anchor.id)],
    )
    # Behind the chain's lock nobody else begins or cancels the campaign meanwhile.
    _campaign(viewer, campaign.code)
    if queries.open_trial(campaign.id, person_id) is not None:
        raise _Begun
    bureau_id = viewer.bureau_id or 0
    reviewer_code = code_in(event, anchor.campaign_id, person_id, bureau_id=bureau_id)
    unit.add(
        event,
        Read,
        bureau_id=bureau_id,
        campaign_id=anchor.campaign_id,
        campaign_case_id=anchor.id,
        purpose=Purpose.SEED,
        slot=queries.n_slots(anchor.id) + 1,
        reviewer_code=reviewer_code,
        allocated_at=at,
    )
    found = queries.open_trial(campaign.id, person_id)
    if found is None:
        raise NotVisible
    return found


def _chosen(campaign: Any, person_id: int) -> Any:
    """In an order of their own, so that not everybody begins with the same file."""
    trials = tried(campaign.id, person_id).get(person_id, [])
    if is_qualified(campaign.rules, trials):
        raise AlreadyQualified
    anchors = queries.untried(campaign.id, person_id)
    if not anchors:
        raise NoAnchorLeft
    return min(anchors, key=lambda row: _lot(person_id, row.public_id))
