"""A campaign's sample as it is stored; what drawing, showing and changing it share.

Functions here join the transaction of their caller.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from review.domain.campaigns import reviewed_in
from review.domain.errors import N_, NotVisible
from review.domain.policy import Action, Viewer, require
from review.domain.sampling_changes import Change, ChangeKind
from review.domain.sampling_rule import rule_from_data
from review.domain.sampling_seed import Announcement, SeedWay
from review.domain.scheme_uses import as_used, narrowing_from_data
from review.domain.schemes import Scheme
from review.services import schemes
from review.services.drawing import Pool
from review.services.redrawing import Repeated, repeat
from review.services.spoken import speak_of
from review.store.queries import campaigns as queries
from review.store.queries import rechecks, results
from review.store.queries import sampling as records


class NotDrawn(NotVisible):
    """The campaign is there, for this viewer too; what its draw would give is not."""

    sentence = N_("The sample of this campaign is not drawn yet.")


@dataclass(frozen=True, slots=True)
class Announced:
    """What was announced of the seed, when, and for which list.

    Without a digest the list was not frozen: the seed came with the plan.
    """

    what: Announcement
    at: datetime
    n_listed: int | None = None
    list_digest: str | None = None
    stood_in_plan: bool = False
    """Whether nothing was announced but the seed, by opening the campaign."""
    can_freeze: bool = False
    """Whether the list can still be frozen; earlier versions announced at once."""


def campaign_of(viewer: Viewer, code: str, action: Action) -> Any:
    """The campaign, if this viewer may do this in it, and what it reviews is spoken of;
    inside a transaction.
    """
    require(viewer, action)
    campaign = queries.by_code(code, bureau_id=viewer.bureau_id or 0)
    if campaign is None:
        raise NotVisible
    require(viewer, action, campaign_id=campaign.id)
    speak_of(reviewed_in(campaign.rules))
    return campaign


def drawn(campaign: Any) -> Any:
    """The record of the draw."""
    record = records.record_of(campaign.id)
    if record is None:
        raise NotDrawn
    return record


def is_over(campaign: Any) -> bool:
    """What comes in after the final release nobody could open, and nobody publish."""
    return bool(results.campaign_ends(campaign.id).n_final)


def announced_of(campaign: Any, *, was_fixed: bool = True) -> Announced | None:
    """A plan's seed was announced when its campaign opened, row or not.

    `was_fixed` is what the record of an old draw says of its seed; once drawn, a
    campaign has a seed whether or not it was announced.
    """
    row = records.announcement_of(campaign.id)
    if row is not None:
        what = Announcement(SeedWay(row.way), row.said, row.known_at)
        of_list = (row.n_listed, row.list_digest)
        return Announced(what, row.announced_at, *of_list, row.list_digest is None)
    if campaign.seed and was_fixed:
        what = Announcement(SeedWay.VALUE, campaign.seed)
        said = {"stood_in_plan": True, "can_freeze": not campaign.drawn_at}
        return Announced(what, campaign.opened_at, **said)
    return None


def pool_of(campaign: Any) -> Pool:
    """What a campaign draws from: the closed files of its period, by its schemes."""
    return Pool(
        campaign.bureau_id,
        campaign.closed_from,
        campaign.closed_until,
        tuple(
            (row.id, used(campaign.rules, schemes.parsed(row.id, row.digest)))
            for row in queries.schemes_of(campaign.id)
        ),
        campaign.assessment_year,
        _settled_before(campaign),
        frozenset({campaign.id, campaign.rules.get("recheck_of", campaign.id)}),
    )


def _settled_before(campaign: Any) -> frozenset[int] | None:
    """The files that a re-check may draw: those its first campaign has settled."""
    first = campaign.rules.get("recheck_of")
    return None if first is None else rechecks.settled_in(first)


def used(rules: Mapping[str, Any], scheme: Scheme) -> Scheme:
    """The scheme as the campaign uses it: for which files, with how many reviews."""
    narrowed = rules.get("narrowed", {}).get(scheme.digest, {})
    return as_used(scheme, narrowing_from_data(narrowed), rules.get("reviews", {}))


def change_of(row: Any) -> Change:
    return Change(
        kind=ChangeKind(row.kind),
        left=row.left_place,
        taken=tuple(row.taken),
        passed=tuple(row.passed),
        size=row.size,
    )


def repeated(record: Any) -> Repeated:
    """The draw of a record repeated, with every change that was made since."""
    return repeat(
        record.protocol.encode(),
        rule=rule_from_data(record.rule),
        seed=record.seed,
        changes=[change_of(row) for row in records.changes_of(record.campaign_id)],
    )
