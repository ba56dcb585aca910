"""Plans of campaigns that are there: taken out as a file, or copied for the next year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, tzinfo
from typing import Any

from review.domain import common_files, seeds
from review.domain.arrivals import ReportEvery
from review.domain.campaigns import CampaignKind, CampaignPlan
from review.domain.docket import conflict_rules
from review.domain.errors import N_
from review.domain.next_year import Copied, next_year
from review.domain.policy import Action, Viewer
from review.domain.recheck_plans import recheck_plan
from review.domain.rechecks import RULE as RECHECK
from review.domain.rotation import wanted_in
from review.domain.sampling_rule import rule_from_data
from review.domain.scheme_uses import narrowing_from_data
from review.domain.second_reads import percent_in
from review.domain.sentences import Sentence
from review.domain.usual_plan import usual_plan
from review.files import campaign_plans as files
from review.services import contracts, rechecked
from review.services.sampled import announced_of, campaign_of
from review.store import unit
from review.store.queries import campaigns as queries
from review.store.queries import rechecks
from review.store.queries import sampling as records


def plan_of(*, viewer: Viewer, code: str, zone: tzinfo = UTC) -> CampaignPlan:
    """The plan by which a campaign of the same settings would be opened again.

    Schemes are named with their version, reviewers as they are in it now, with the
    limit that holds for them; it was opened on a day by the clocks of the zone.
    """
    with unit.reading():
        return _plan(campaign_of(viewer, code, Action.CAMPAIGN_OPEN), zone)


def export(*, viewer: Viewer, code: str, zone: tzinfo = UTC) -> str:
    """The plan of a campaign as a YAML file; read again it gives the same plan."""
    return files.to_yaml(plan_of(viewer=viewer, code=code, zone=zone))


def as_file(plan: CampaignPlan) -> str:
    """A plan that is not carried out yet as a YAML file."""
    return files.to_yaml(plan)


def copy(*, viewer: Viewer, code: str, on: date, zone: tzinfo = UTC) -> Copied:
    """The plan of the next year: moved by a year, with the newest schemes, without
    reviewers who have left the list; every change is said.
    """
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.CAMPAIGN_OPEN)
        copied = next_year(_plan(campaign, zone))
        there = queries.reviewers_in_force(campaign.bureau_id, on=on)
        newest = queries.newest_schemes(campaign.bureau_id)
    plan, gone = _without_former(copied.plan, {row.number for row in there})
    plan, newer = _with_newest(plan, newest)
    return Copied(plan, (*copied.changes, *newer, *gone))


def recheck(
    *,
    viewer: Viewer,
    code: str,
    name: str,
    as_code: str,
    on: date,
    zone: tzinfo = UTC,
) -> Copied:
    """The plan by which a share of this settled campaign is re-checked.

    Without reviewers who have left the list; who left is said.
    """
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.CAMPAIGN_OPEN)
        rechecked.checked(viewer, code, rechecked.schemes_of(campaign.id))
        due_on = usual_plan(on).due_on
        own = _plan(campaign, zone)
        plan = recheck_plan(own, code=as_code, name=name, due_on=due_on)
        there = queries.reviewers_in_force(campaign.bureau_id, on=on)
    return Copied(*_without_former(plan, {row.number for row in there}))


def _plan(campaign: Any, zone: tzinfo) -> CampaignPlan:
    rules = campaign.rules
    pinned = {
        r.digest: f"{r.code}@{r.version}" for r in queries.schemes_of(campaign.id)
    }
    people = [row for row in queries.campaign_reviewers(campaign.id) if row.number]
    return CampaignPlan(
        code=campaign.code,
        name=campaign.name,
        kind=CampaignKind(rules.get("kind") or CampaignKind.ANNUAL),
        report_every=ReportEvery(rules.get("report_every") or ReportEvery.MONTH),
        assessment_year=campaign.assessment_year,
        closed_from=campaign.closed_from,
        closed_until=campaign.closed_until,
        due_on=campaign.due_on,
        schemes=tuple(pinned.values()),
        narrowed={
            pinned[digest]: narrowing_from_data(said)
            for digest, said in rules.get("narrowed", {}).items()
        },
        reviews=rules.get("reviews", {}),
        sample=rule_from_data(rules["sample"]),
        seed=_announced(campaign),
        reviewers=tuple(row.number for row in people if not row.is_lead),
        leads=tuple(row.number for row in people if row.is_lead),
        caps=_caps(campaign, people, zone),
        recusal=conflict_rules(rules),
        answer_days=rules.get("answer_days", 0),
        entrusted=contracts.evaluated_under(campaign.id),
        **{name: rules.get(name, False) for name in SWITCHES},
        **{name: rules[name] for name in ("decimals", "minimum_n")},
        trace_days=rules.get("trace_days", 0),
        second_reads=percent_in(rules),
        seeds=seeds.percent_in(rules),
        common_files=common_files.number_in(rules),
        who_reviews=wanted_in(rules),
        recheck_of=rechecks.code_of(rules.get(RECHECK)),
    )


SWITCHES = ("bar_same_county", "provisional_first", "senior_read", "closing_question")


def _announced(campaign: Any) -> str:
    """The seed, where it was announced; one made at the draw belongs to no plan."""
    draw = records.record_of(campaign.id)
    was_fixed = draw is None or bool(draw.rule.get("fixed"))
    announced = announced_of(campaign, was_fixed=was_fixed)
    return announced.what.seed if announced else ""


def _caps(campaign: Any, people: Sequence[Any], zone: tzinfo) -> dict[str, int | None]:
    """Everyone's limit in the campaign, and who has none although the list says one."""
    day = campaign.opened_at.astimezone(zone).date()
    listed = queries.reviewers_in_force(campaign.bureau_id, on=day)
    own = {row.number: row.cap for row in listed}
    return {
        row.number: row.cap
        for row in people
        if row.cap is not None or own.get(row.number) is not None
    }


def _without_former(
    plan: CampaignPlan, there: set[str]
) -> tuple[CampaignPlan, tuple[Sentence, ...]]:
    gone = [n for n in (*plan.reviewers, *plan.leads) if n not in there]
    kept = replace(
        plan,
        reviewers=tuple(n for n in plan.reviewers if n in there),
        leads=tuple(n for n in plan.leads if n in there),
        caps={n: cap for n, cap in plan.caps.items() if n in there},
    )
    sentence = N_("No longer on the list of reviewers, left out: %(numbers)s")
    said = (Sentence(sentence, {"numbers": tuple(gone)}),) if gone else ()
    return kept, said


def _with_newest(
    plan: CampaignPlan, rows: Sequence[Any]
) -> tuple[CampaignPlan, Sequence[Sentence]]:
    """Schemes by their code alone: the newest version counts when the plan opens."""
    newest = {row.code: row.version for row in reversed(rows)}
    codes = {name: name.partition("@")[0] for name in plan.schemes}
    kept = replace(
        plan,
        schemes=tuple(dict.fromkeys(codes.values())),
        narrowed={codes[name]: said for name, said in plan.narrowed.items()},
    )
    return kept, list(_newer(plan.schemes, newest))


def _newer(names: Sequence[str], newest: dict[str, str]) -> Iterator[Sentence]:
    for name in names:
        code, _, version = name.partition("@")
        if newest.get(code, version) != version:
            yield Sentence(
                N_("Scheme %(code)s: version %(after)s in place of %(before)s"),
                {"code": code, "before": version, "after": newest[code]},
            )
