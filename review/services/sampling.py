"""Drawing a campaign's sample, once."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from review.domain.campaigns import ANY_SEED
from review.domain.errors import N_, RuleBroken, StaleVersion
from review.domain.policy import Action, Viewer
from review.domain.sampling_rule import published, rule_from_data
from review.domain.sampling_seed import settled_seed
from review.files import draws
from review.services import rounds
from review.services.accounts import actor_of
from review.services.announcing import is_frozen
from review.services.draw_records import (
    DrawnFile,
    DrawRecord,
    annex,
    bundle,
    protocol,
    record_of,
)
from review.services.drawing import Chosen, DrawPreview, PlannedDraw, plan_draw
from review.services.opening import open_campaign
from review.services.sampled import Announced, announced_of, campaign_of, pool_of
from review.store import unit
from review.store.models import Campaign, CampaignCase, Draw
from review.store.queries import campaigns as queries
from review.store.queries import sampling as records

__all__ = [
    "AlreadyDrawn",
    "DrawPreview",
    "DrawRecord",
    "DrawnFile",
    "ListChanged",
    "NothingDrawn",
    "annex",
    "bundle",
    "campaign_of",
    "draw",
    "open_campaign",
    "preview_draw",
    "protocol",
    "record_of",
]


class AlreadyDrawn(RuleBroken):
    sentence = N_("The sample of this campaign has been drawn; it is not drawn twice.")


class NothingDrawn(RuleBroken):
    sentence = N_("No case file fits the period, the rule and the schemes.")


class ListChanged(StaleVersion):
    sentence = N_(
        "The case files changed since this preview was made. Look at the new one and "
        "draw then."
    )


class NotTheAnnouncedList(RuleBroken):
    """Told before it is drawn from, for a draw is never undone."""

    sentence = N_(
        "List or rule are no longer those that were announced (files then: %(then)s, "
        "now: %(now)s), and the certificate will say so. Draw from it all the same with "
        "--changed-list, or put the list right."
    )


def preview_draw(*, viewer: Viewer, code: str, seed: str = "") -> DrawPreview:
    """What the draw would give; nothing is written.

    How many files each stratum gives does not hang on the seed, so the page can show
    it before there is one.
    """
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.SAMPLE_DRAW)
        return _planned(campaign, campaign.seed or seed or ANY_SEED).preview


def draw(
    *,
    viewer: Viewer,
    code: str,
    at: datetime,
    seed: str = "",
    digest: str = "",
    only_announced: bool = False,
) -> DrawPreview:
    """Draw once. Once a seed is announced, no other one draws; on request no other list.

    With the digest of a preview, only from the list that the preview was made of. The
    same draw asked for again, as by a double click, gives what was drawn.
    """
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.SAMPLE_DRAW)
        # Numbers that a superior designates join the rule behind the same lock.
        unit.hold(f"campaign:{campaign.id}")
        campaign = campaign_of(viewer, code, Action.SAMPLE_DRAW)
        seed = seed.strip()
        if campaign.drawn_at is not None:
            return _drawn_already(campaign, seed, digest)
        announced = announced_of(campaign)
        what = announced.what if announced else None
        seed = settled_seed(what, given=seed, at=at) or secrets.token_hex(8)
        planned = _planned(campaign, seed)
        if digest and digest != planned.preview.digest:
            raise ListChanged
        if only_announced:
            _check_list(announced, planned)
        if not planned.chosen:
            raise NothingDrawn
        was_fixed = announced is not None
        event = _write(viewer, campaign, planned, seed, at, was_fixed=was_fixed)
        campaign = campaign_of(viewer, code, Action.SAMPLE_DRAW)
        rounds.settle_wanted(campaign, cause=event)
    return planned.preview


def _check_list(announced: Announced | None, planned: PlannedDraw) -> None:
    frozen = announced and announced.list_digest
    if announced and frozen and not is_frozen(planned, frozen):
        now = len(planned.population)
        raise NotTheAnnouncedList(then=announced.n_listed, now=now)


def _drawn_already(campaign: Any, seed: str, digest: str) -> DrawPreview:
    """Only the very form that drew is answered again; anything else is refused."""
    record = records.record_of(campaign.id)
    if not digest or record is None or record.payload.get("preview") != digest:
        raise AlreadyDrawn
    if seed not in ("", campaign.seed):
        raise AlreadyDrawn
    return _planned(campaign, campaign.seed).preview


def _planned(campaign: Any, seed: str) -> PlannedDraw:
    people = queries.campaign_reviewers(campaign.id)
    return plan_draw(
        pool_of(campaign),
        rule=rule_from_data(campaign.rules["sample"]),
        seed=seed,
        n_reviewers=sum(not person.is_lead for person in people),
    )


def _write(
    viewer: Viewer,
    campaign: Any,
    planned: PlannedDraw,
    seed: str,
    at: datetime,
    *,
    was_fixed: bool,
) -> unit.Recorded:
    drawn = [each.drawn for each in planned.chosen]
    body = draws.to_protocol(planned.population, drawn, rule=planned.rule, seed=seed)
    digest = hashlib.sha256(body).hexdigest()
    counts = {"n": len(drawn), "of": len(planned.population)}
    said = {"seed": seed, "protocol": digest, "preview": planned.preview.digest}
    event = unit.record(
        "sample_drawn",
        chain=f"campaign:{campaign.id}",
        actor=actor_of(viewer),
        at=at,
        targets=[("campaign", campaign.id)],
        payload={**said, **counts},
    )
    unit.change(event, Campaign, {"id": campaign.id}, seed=seed, drawn_at=at)
    unit.add_all(event, CampaignCase, rows_of(campaign, planned.chosen))
    unit.add(
        event,
        Draw,
        bureau_id=campaign.bureau_id,
        campaign_id=campaign.id,
        seed=seed,
        rule={**published(planned.rule), "fixed": was_fixed},
        n_population=counts["of"],
        n_drawn=counts["n"],
        protocol=body.decode(),
        digest=digest,
        drawn_at=at,
    )
    return event


def rows_of(campaign: Any, chosen: Sequence[Chosen]) -> list[dict[str, Any]]:
    """What the grade will belong to is frozen here: handler, firm, county, kind."""
    return [
        {
            "bureau_id": campaign.bureau_id,
            "campaign_id": campaign.id,
            "case_id": each.drawn.case.case_id,
            "scheme_id": each.scheme_id,
            "n_reviews": each.n_reviews,
            "position": each.drawn.position,
            "stratum": each.drawn.stratum,
            "drawn_by": each.drawn.why,
            "lead_person_id": each.row.person_id,
            "firm_id": each.row.firm_id,
            "area_id": each.row.area_id,
            "kind": each.row.kind,
        }
        for each in chosen
    ]
