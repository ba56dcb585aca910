"""Opening a campaign and drawing its sample."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from review.domain import sampling as rules
from review.domain.campaigns import (
    CampaignPlan,
    PlanBroken,
    check_one_grade_set,
    check_plan,
    scheme_for,
)
from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.policy import Action, Viewer, require
from review.domain.sampling import Candidate, Drawn, SampleReport
from review.domain.schemes import Scheme
from review.services import schemes
from review.services.accounts import actor_of
from review.store import unit
from review.store.models import (
    Campaign,
    CampaignCase,
    CampaignReviewer,
    CampaignScheme,
    ReviewerCode,
)
from review.store.queries import campaigns as queries


class CodeTaken(RuleBroken):
    sentence = N_("There is already a campaign with the code %(code)s.")


class AlreadyDrawn(RuleBroken):
    sentence = N_("The sample of this campaign has been drawn; it is not drawn twice.")


class NothingDrawn(RuleBroken):
    sentence = N_("No case file fits the period, the rule and the schemes.")


@dataclass(frozen=True, slots=True)
class DrawPreview:
    """What a draw would give, before anything is written."""

    report: SampleReport
    n_without_scheme: int
    by_scheme: tuple[tuple[str, int], ...]
    n_reviews: int
    n_reviewers: int


def open_campaign(*, viewer: Viewer, plan: CampaignPlan, at: datetime) -> str:
    """Pin the schemes, take in the reviewers under random codes; gives the public id.

    All schemes of a campaign share one grade set, or opening refuses.
    """
    require(viewer, Action.CAMPAIGN_OPEN)
    check_plan(plan)
    if plan.seed:
        rules.check_rule(plan.sample, seed=plan.seed)
    bureau_id = viewer.bureau_id or 0
    with unit.transaction(), unit.refusing(_taken(plan)):
        pinned = _pinned(plan, bureau_id)
        people = _people(plan, bureau_id, on=at.date())
        event = unit.record(
            "campaign_opened",
            chain=f"bureau:{bureau_id}",
            actor=actor_of(viewer),
            at=at,
            payload={"code": plan.code, "schemes": [s.digest for _, s in pinned]},
        )
        campaign_id = _add_campaign(event, plan, bureau_id)
        tenant = {"bureau_id": bureau_id, "campaign_id": campaign_id}
        scheme_rows = [{"scheme_id": scheme_id, **tenant} for scheme_id, _ in pinned]
        unit.add_all(event, CampaignScheme, scheme_rows)
        _add_reviewers(event, people, tenant)
        row = queries.by_code(plan.code, bureau_id=bureau_id)
        assert row is not None
    return str(row.public_id)


def _taken(plan: CampaignPlan) -> dict[str, RuleBroken]:
    taken = CodeTaken(code=plan.code)
    return {"campaigns.code": taken, "uq_campaigns_bureau_id_code": taken}


def _pinned(plan: CampaignPlan, bureau_id: int) -> list[tuple[int, Scheme]]:
    rows = queries.newest_schemes(bureau_id)
    found = []
    for name in plan.schemes:
        code, _, version = name.partition("@")
        row = next(
            (r for r in rows if r.code == code and version in ("", r.version)), None
        )
        if row is None:
            raise PlanBroken(N_("There is no scheme %(name)s here."), name=name)
        found.append((row.id, schemes.parsed(row.id)))
    check_one_grade_set([scheme for _, scheme in found])
    return found


@dataclass(frozen=True, slots=True)
class _Member:
    person_id: int
    is_lead: bool
    cap: int | None


def _people(plan: CampaignPlan, bureau_id: int, *, on: date) -> list[_Member]:
    rows = {row.number: row for row in queries.reviewers_in_force(bureau_id, on=on)}
    unknown = [n for n in (*plan.reviewers, *plan.leads, *plan.caps) if n not in rows]
    if unknown:
        raise PlanBroken(
            N_("These reviewers are not on the list: %(numbers)s."),
            numbers=", ".join(unknown),
        )
    leads = plan.leads or tuple(n for n, row in rows.items() if row.panel_lead)
    wanted = plan.reviewers or tuple(n for n in rows if n not in leads)
    return [
        _Member(
            rows[number].person_id,
            number in leads,
            plan.caps.get(number, rows[number].cap or plan.cap),
        )
        for number in dict.fromkeys((*wanted, *leads))
    ]


def _add_campaign(event: unit.Recorded, plan: CampaignPlan, bureau_id: int) -> int:
    return int(
        unit.add(
            event,
            Campaign,
            bureau_id=bureau_id,
            code=plan.code,
            name=plan.name,
            assessment_year=plan.assessment_year,
            closed_from=plan.closed_from,
            closed_until=plan.closed_until,
            due_on=plan.due_on,
            rules=_stored_rules(plan),
            secret_key=secrets.token_hex(32),
            seed=plan.seed or None,
            opened_at=event.at,
        )
    )


def _stored_rules(plan: CampaignPlan) -> dict[str, Any]:
    sample = asdict(plan.sample)
    sample["percent"] = str(plan.sample.percent) if plan.sample.percent else None
    return {
        "sample": {key: _listed(value) for key, value in sample.items()},
        "bar_same_county": plan.bar_same_county,
        "decimals": plan.decimals,
        "minimum_n": plan.minimum_n,
        "provisional_first": plan.provisional_first,
    }


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def sample_rule(stored: dict[str, Any]) -> rules.SampleRule:
    """The sampling rule of a campaign as it was stored."""
    fields = dict(stored["sample"])
    fields["by"] = rules.SampleBy(fields["by"])
    fields["percent"] = _number(fields["percent"])
    fields["case_numbers"] = tuple(fields["case_numbers"])
    fields["stratify_by"] = tuple(rules.Stratifier(s) for s in fields["stratify_by"])
    return rules.SampleRule(**fields)


def _number(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


def _add_reviewers(
    event: unit.Recorded, people: Sequence[_Member], tenant: dict[str, Any]
) -> None:
    rows = [{**asdict(member), **tenant} for member in people]
    unit.add_all(event, CampaignReviewer, rows)
    codes = [
        {"code": new_code(), "person_id": member.person_id, **tenant}
        for member in people
    ]
    unit.add_all(event, ReviewerCode, codes)


def new_code() -> str:
    """A reviewer's code in one campaign: random, so that it says nothing."""
    return "R" + secrets.token_hex(6).upper()


def campaign_of(viewer: Viewer, code: str, action: Action) -> Any:
    """The campaign, if this viewer may do this in it; inside a transaction."""
    campaign = queries.by_code(code, bureau_id=viewer.bureau_id or 0)
    if campaign is None:
        raise NotVisible
    require(viewer, action, campaign_id=campaign.id)
    return campaign


def preview_draw(*, viewer: Viewer, code: str, seed: str = "") -> DrawPreview:
    """What the draw would give with this seed; nothing is written."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.SAMPLE_DRAW)
        return _plan_draw(campaign, seed or campaign.seed or "preview")[0]


def draw(*, viewer: Viewer, code: str, at: datetime, seed: str = "") -> DrawPreview:
    """Draw once. A seed announced when the campaign opened cannot be changed."""
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.SAMPLE_DRAW)
        if campaign.drawn_at is not None:
            raise AlreadyDrawn
        if campaign.seed and seed and seed != campaign.seed:
            raise PlanBroken(N_("The seed of this campaign was fixed when it opened."))
        seed = campaign.seed or seed or secrets.token_hex(8)
        preview, chosen = _plan_draw(campaign, seed)
        if not chosen:
            raise NothingDrawn
        event = unit.record(
            "sample_drawn",
            chain=f"campaign:{campaign.id}",
            actor=actor_of(viewer),
            at=at,
            targets=[("campaign", campaign.id)],
            payload={"seed": seed, "n": len(chosen), "of": preview.report.population},
        )
        unit.change(event, Campaign, {"id": campaign.id}, seed=seed, drawn_at=at)
        unit.add_all(event, CampaignCase, _rows(campaign, chosen))
    return preview


@dataclass(frozen=True, slots=True)
class _Chosen:
    drawn: Drawn
    scheme_id: int
    scheme: Scheme
    row: Any


def _plan_draw(campaign: Any, seed: str) -> tuple[DrawPreview, list[_Chosen]]:
    found, firsts = _candidates(campaign)
    pinned = [(s.id, schemes.parsed(s.id)) for s in queries.schemes_of(campaign.id)]
    by_case = {c.case_id: _scheme(pinned, firsts[c.case_id]) for c in found}
    fitting = [c for c in found if by_case[c.case_id]]
    sample = rules.draw(fitting, rule=sample_rule(campaign.rules), seed=seed)
    chosen = [
        _Chosen(drawn, *_known(by_case[drawn.case.case_id]), firsts[drawn.case.case_id])
        for drawn in sample.drawn
    ]
    counts = Counter(each.scheme.code for each in chosen)
    preview = DrawPreview(
        report=sample.report,
        n_without_scheme=len(found) - len(fitting),
        by_scheme=tuple(sorted(counts.items())),
        n_reviews=sum(_n_reviews(each) * len(each.scheme.parts) for each in chosen),
        n_reviewers=len(queries.campaign_reviewers(campaign.id)),
    )
    return preview, chosen


def _known(scheme: tuple[int, Scheme] | None) -> tuple[int, Scheme]:
    assert scheme is not None
    return scheme


def _n_reviews(chosen: _Chosen) -> int:
    return chosen.scheme.combination.reviews_for(chosen.row.case_class)


def _candidates(campaign: Any) -> tuple[list[Candidate], dict[int, Any]]:
    rows = queries.candidates(
        campaign.bureau_id,
        closed_from=campaign.closed_from,
        until=campaign.closed_until,
    )
    firsts: dict[int, Any] = {}
    handlers: dict[int, list[str]] = {}
    for row in rows:
        firsts.setdefault(row.id, row)
        if row.person_id is not None:
            handlers.setdefault(row.id, []).append(str(row.person_id))
    found = [
        Candidate(
            case_id=row.id,
            case_no=row.case_no,
            stage=row.stage,
            volume=row.volume_set,
            area=row.area,
            kind=row.kind,
            handlers=tuple(handlers.get(row.id, ())),
            sealed=row.sealed,
            secret=row.secret,
        )
        for row in firsts.values()
    ]
    return found, firsts


def _scheme(
    pinned: Sequence[tuple[int, Scheme]], row: Any
) -> tuple[int, Scheme] | None:
    meant = scheme_for(
        [scheme for _, scheme in pinned],
        kind=row.kind,
        stage=row.stage,
        case_class=row.case_class,
    )
    return next((pair for pair in pinned if pair[1] is meant), None)


def _rows(campaign: Any, chosen: Sequence[_Chosen]) -> list[dict[str, Any]]:
    """What the grade will belong to is frozen here: handler, firm, county, kind."""
    return [
        {
            "bureau_id": campaign.bureau_id,
            "campaign_id": campaign.id,
            "case_id": each.drawn.case.case_id,
            "scheme_id": each.scheme_id,
            "n_reviews": _n_reviews(each),
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
