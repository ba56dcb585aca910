"""Drawing a campaign's sample, and the record by which anyone can draw it again."""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from review.domain import sampling as rules
from review.domain.campaigns import ANY_SEED, PlanBroken
from review.domain.errors import N_, NotVisible, RuleBroken, StaleVersion
from review.domain.policy import Action, Viewer, require
from review.domain.sampling import SampleRule, Why
from review.domain.sampling_rule import published, rule_from_data
from review.files import draws
from review.services import schemes
from review.services.accounts import actor_of
from review.services.drawing import (
    Chosen,
    DrawPreview,
    Names,
    PlannedDraw,
    Pool,
    StratumLine,
    plan_draw,
    stratum_line,
)
from review.services.opening import open_campaign
from review.services.openings import note_export
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


@dataclass(frozen=True, slots=True)
class DrawProof:
    """What was found when the record was checked just now."""

    digest_holds: bool
    draw_repeats: bool
    sample_agrees: bool

    @property
    def holds(self) -> bool:
        return self.digest_holds and self.draw_repeats and self.sample_agrees


@dataclass(frozen=True, slots=True)
class DrawRecord:
    """Everything that is needed to draw the sample again, and proof that it repeats."""

    campaign: str
    code: str
    closed_from: date
    closed_until: date
    seed: str
    seed_was_fixed: bool
    rule: SampleRule
    n_population: int
    n_drawn: int
    n_reviews: int
    by_reason: tuple[tuple[Why, int], ...]
    strata: tuple[StratumLine, ...]
    schemes: tuple[tuple[str, str, str], ...]
    """Code, version and digest of each."""
    digest: str
    drawn_at: datetime
    proof: DrawProof


def campaign_of(viewer: Viewer, code: str, action: Action) -> Any:
    """The campaign, if this viewer may do this in it; inside a transaction."""
    require(viewer, action)
    campaign = queries.by_code(code, bureau_id=viewer.bureau_id or 0)
    if campaign is None:
        raise NotVisible
    require(viewer, action, campaign_id=campaign.id)
    return campaign


def preview_draw(*, viewer: Viewer, code: str, seed: str = "") -> DrawPreview:
    """What the draw would give; nothing is written.

    How many files each stratum gives does not hang on the seed, so the page can show
    it before there is one.
    """
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.SAMPLE_DRAW)
        return _planned(campaign, campaign.seed or seed or ANY_SEED).preview


def draw(
    *, viewer: Viewer, code: str, at: datetime, seed: str = "", digest: str = ""
) -> DrawPreview:
    """Draw once. A seed announced when the campaign opened cannot be changed.

    With the digest of a preview, only from the list that the preview was made of. The
    same draw asked for again, as by a double click, gives what was drawn.
    """
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.SAMPLE_DRAW)
        seed = seed.strip()
        if campaign.drawn_at is not None:
            return _drawn_already(campaign, seed, digest)
        if campaign.seed and seed not in ("", campaign.seed):
            raise PlanBroken(N_("The seed of this campaign was fixed when it opened."))
        seed = campaign.seed or seed or secrets.token_hex(8)
        planned = _planned(campaign, seed)
        if digest and digest != planned.preview.digest:
            raise ListChanged
        if not planned.chosen:
            raise NothingDrawn
        _write(viewer, campaign, planned, seed, at)
    return planned.preview


def _drawn_already(campaign: Any, seed: str, digest: str) -> DrawPreview:
    """Only the very form that drew is answered again; anything else is refused."""
    record = records.record_of(campaign.id)
    if not digest or record is None or record.payload.get("preview") != digest:
        raise AlreadyDrawn
    if seed not in ("", campaign.seed):
        raise AlreadyDrawn
    return _planned(campaign, campaign.seed).preview


def _planned(campaign: Any, seed: str) -> PlannedDraw:
    pool = Pool(
        campaign.bureau_id,
        campaign.closed_from,
        campaign.closed_until,
        tuple(
            (row.id, schemes.parsed(row.id, row.digest))
            for row in queries.schemes_of(campaign.id)
        ),
        campaign.assessment_year,
    )
    people = queries.campaign_reviewers(campaign.id)
    return plan_draw(
        pool,
        rule=rule_from_data(campaign.rules["sample"]),
        seed=seed,
        n_reviewers=sum(not person.is_lead for person in people),
    )


def _write(
    viewer: Viewer, campaign: Any, planned: PlannedDraw, seed: str, at: datetime
) -> None:
    drawn = [each.drawn for each in planned.chosen]
    body = draws.to_protocol(planned.population, drawn, rule=planned.rule, seed=seed)
    digest = hashlib.sha256(body).hexdigest()
    counts = {"n": len(drawn), "of": len(planned.population)}
    event = unit.record(
        "sample_drawn",
        chain=f"campaign:{campaign.id}",
        actor=actor_of(viewer),
        at=at,
        targets=[("campaign", campaign.id)],
        payload={
            "seed": seed,
            "protocol": digest,
            "preview": planned.preview.digest,
            **counts,
        },
    )
    unit.change(event, Campaign, {"id": campaign.id}, seed=seed, drawn_at=at)
    unit.add_all(event, CampaignCase, _rows(campaign, planned.chosen))
    unit.add(
        event,
        Draw,
        bureau_id=campaign.bureau_id,
        campaign_id=campaign.id,
        seed=seed,
        rule={**published(planned.rule), "fixed": bool(campaign.seed)},
        n_population=counts["of"],
        n_drawn=counts["n"],
        protocol=body.decode(),
        digest=digest,
        drawn_at=at,
    )


def _rows(campaign: Any, chosen: Sequence[Chosen]) -> list[dict[str, Any]]:
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


def record_of(*, viewer: Viewer, code: str) -> DrawRecord:
    """The certificate of the draw; the record is drawn from again while it is read."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.CAMPAIGN_READ)
        record = records.record_of(campaign.id)
        if record is None:
            raise NotVisible
        files = records.drawn_files(campaign.id)
        pinned = queries.schemes_of(campaign.id)
        names = records.area_names(campaign.bureau_id)
    n_parts = {row.id: len(schemes.parsed(row.id, row.digest).parts) for row in pinned}
    rule = rule_from_data(record.rule)
    sample, proof = _redrawn(record, rule, files)
    reasons = Counter(Why(row.drawn_by) for row in files)
    return DrawRecord(
        campaign=campaign.name,
        code=campaign.code,
        closed_from=campaign.closed_from,
        closed_until=campaign.closed_until,
        seed=record.seed,
        seed_was_fixed=record.rule.get("fixed", False),
        rule=rule_from_data(campaign.rules["sample"]),
        n_population=record.n_population,
        n_drawn=record.n_drawn,
        n_reviews=sum(row.n_reviews * n_parts[row.scheme_id] for row in files),
        by_reason=tuple((why, reasons[why]) for why in Why if reasons[why]),
        strata=tuple(stratum_line(s, rule, Names(names)) for s in sample.report.strata),
        schemes=tuple((row.code, row.version, row.digest) for row in pinned),
        digest=record.digest,
        drawn_at=record.drawn_at,
        proof=proof,
    )


def _redrawn(
    record: Any, rule: SampleRule, files: Sequence[Any]
) -> tuple[rules.Sample, DrawProof]:
    body = record.protocol.encode()
    lines = draws.from_protocol(body)
    # The record holds only files that could be drawn, so none is left out again.
    again = rules.draw(
        [line.candidate for line in lines],
        rule=replace(rule, include_secret=True),
        seed=record.seed,
    )
    noted = {(i, line.why) for i, line in enumerate(lines, start=1) if line.why}
    drawn = {(each.position, str(each.why)) for each in again.drawn}
    places = {
        (line.candidate.case_no, line.candidate.stage, line.candidate.volume)
        for line in lines
        if line.why
    }
    stored = {(row.case_no, row.stage, row.volume_set) for row in files}
    proof = DrawProof(
        digest_holds=hashlib.sha256(body).hexdigest() == record.digest,
        draw_repeats=noted == drawn,
        sample_agrees=places == stored,
    )
    return again, proof


def protocol(*, viewer: Viewer, code: str, at: datetime) -> bytes:
    """The record as a file; its SHA-256 is the digest on the certificate."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.CAMPAIGN_READ)
        record = records.record_of(campaign.id)
    if record is None:
        raise NotVisible
    note_export(viewer, f"draw:{code}", at)
    return bytes(record.protocol.encode())


@dataclass(frozen=True, slots=True)
class DrawnFile:
    """A line of the list of drawn files that is printed with the certificate."""

    position: int
    case_no: str
    stage: str
    volume_set: str
    kind: str


def annex(*, viewer: Viewer, code: str, most: int) -> tuple[DrawnFile, ...]:
    """The drawn files in the order of the draw; the first of them, if very many."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.CAMPAIGN_READ)
        rows = records.drawn_files(campaign.id)[:most]
    return tuple(
        DrawnFile(row.position, row.case_no, row.stage, row.volume_set, row.kind)
        for row in rows
    )
