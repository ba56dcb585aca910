"""Opening a campaign: its plan read, and carried out."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from review.domain.campaigns import (
    DEFAULT_RECUSAL,
    INSTITUTIONS,
    CampaignKind,
    CampaignPlan,
    PlanBroken,
    cap_of,
    check_one_grade_set,
    check_one_object,
    check_plan,
    reviews_institutions,
)
from review.domain.common_files import RULE as COMMON_FILES
from review.domain.docket import as_stored
from review.domain.entrustment import contract_as_data
from review.domain.errors import N_, RuleBroken
from review.domain.policy import Action, Viewer, require
from review.domain.rechecks import RULE as RECHECK
from review.domain.rotation import RULE as WHO_REVIEWS
from review.domain.sampling_rule import rule_as_data
from review.domain.scheme_uses import (
    EVERYTHING,
    as_used,
    narrowing_as_data,
    use_faults,
)
from review.domain.schemes import Scheme
from review.domain.second_reads import RULE as SECOND_READS
from review.domain.seeds import RULE as SEEDS
from review.files import campaigns as files
from review.services import contracts, rechecked, schemes
from review.services.accounts import actor_of
from review.services.drawing import Pinned
from review.store import unit
from review.store.models import (
    Campaign,
    CampaignReviewer,
    CampaignScheme,
    ReviewerCode,
)
from review.store.queries import campaigns as queries

NOT_ASKED = N_(
    "Reviewers know which institution they read about; whether they recognised it is "
    "not asked."
)


class CodeTaken(RuleBroken):
    place = "code"
    sentence = N_("There is already a campaign with the code %(code)s.")


@dataclass(frozen=True, slots=True)
class Member:
    """Who a plan takes in, in which capacity and with which limit.

    `row` is the entry of the list of reviewers.
    """

    person_id: int
    is_lead: bool
    cap: int | None
    row: Any


def read_plan(*, viewer: Viewer, text: str) -> CampaignPlan:
    """The plan a YAML file describes; all its faults are told with their lines."""
    require(viewer, Action.CAMPAIGN_OPEN)
    return files.load(text)


def open_campaign(*, viewer: Viewer, plan: CampaignPlan, at: datetime) -> str:
    """Pin the schemes, take in the reviewers under random codes; gives the public id.

    All schemes of a campaign share one grade set, or opening refuses. The same person
    opening the same plan again is given the campaign that is there.
    """
    require(viewer, Action.CAMPAIGN_OPEN)
    check_plan(plan)
    bureau_id = viewer.bureau_id or 0
    taken = CodeTaken(code=plan.code)
    constraints = {"campaigns.code": taken, "uq_campaigns_bureau_id_code": taken}
    with unit.reading():
        opened = _opened_already(viewer, plan)
    if opened:
        return opened
    with unit.transaction(), unit.refusing(constraints):
        pinned, faults = pinned_by(plan, bureau_id)
        people, unknown = people_of(plan, bureau_id, on=at.date())
        for fault in (*faults, *unknown):
            raise fault
        own = [scheme for _, scheme in pinned]
        first = rechecked.wanted(viewer, plan.recheck_of, own)
        event = _opened_event(viewer, plan, pinned, at)
        rules = _stored_rules(plan, pinned, first)
        campaign_id = _add_campaign(event, plan, rules, bureau_id)
        tenant = {"bureau_id": bureau_id, "campaign_id": campaign_id}
        rows = [{"scheme_id": scheme_id, **tenant} for scheme_id, _ in pinned]
        unit.add_all(event, CampaignScheme, rows)
        _add_reviewers(event, people, tenant)
        if plan.entrusted is not None:
            contracts.add(event, plan.entrusted, tenant)
        row = queries.by_code(plan.code, bureau_id=bureau_id)
    assert row is not None
    return str(row.public_id)


def _opened_already(viewer: Viewer, plan: CampaignPlan) -> str:
    """A double click finds the campaign its first click opened."""
    row = queries.opening_of(plan.code, bureau_id=viewer.bureau_id or 0)
    if row is None:
        return ""
    is_same = row.payload.get("plan") == _plan_digest(plan)
    if not is_same or row.actor != actor_of(viewer).name:
        raise CodeTaken(code=plan.code)
    return str(row.public_id)


def _plan_digest(plan: CampaignPlan) -> str:
    data = {**asdict(plan), "sample": rule_as_data(plan.sample)}
    if plan.entrusted is not None:
        data["entrusted"] = contract_as_data(plan.entrusted)
    return unit.digest_of(
        {
            key: value.isoformat() if isinstance(value, date) else value
            for key, value in data.items()
        }
    )


def _opened_event(
    viewer: Viewer, plan: CampaignPlan, pinned: Pinned, at: datetime
) -> unit.Recorded:
    return unit.record(
        "campaign_opened",
        chain=f"bureau:{viewer.bureau_id}",
        actor=actor_of(viewer),
        at=at,
        payload={
            "code": plan.code,
            "plan": _plan_digest(plan),
            "schemes": [scheme.digest for _, scheme in pinned],
        },
    )


def pinned_by(plan: CampaignPlan, bureau_id: int) -> tuple[Pinned, list[RuleBroken]]:
    """The schemes a plan names, as it would use them, and what is wrong with that."""
    rows = queries.newest_schemes(bureau_id)
    found: list[tuple[int, Scheme]] = []
    faults: list[RuleBroken] = []
    for name in plan.schemes:
        code, _, version = name.partition("@")
        row = next(
            (r for r in rows if r.code == code and version in ("", r.version)), None
        )
        if row is None:
            faults.append(
                PlanBroken(
                    N_("There is no scheme %(name)s here."), place="schemes", name=name
                )
            )
        else:
            scheme = schemes.parsed(row.id, row.digest)
            narrowing = plan.narrowed.get(name, EVERYTHING)
            faults += use_faults(scheme, narrowing, plan.reviews)
            found.append((row.id, as_used(scheme, narrowing, plan.reviews)))
    if plan.closing_question and any(reviews_institutions(s) for _, s in found):
        faults.append(PlanBroken(NOT_ASKED, place="closing_question"))
    try:
        check_one_grade_set([scheme for _, scheme in found])
        check_one_object([scheme for _, scheme in found])
    except PlanBroken as fault:
        faults.append(fault)
    return tuple(dict(found).items()), faults


def people_of(
    plan: CampaignPlan, bureau_id: int, *, on: date
) -> tuple[list[Member], list[PlanBroken]]:
    """Whom a plan takes in; without names everyone in force, leads by the list.

    Everyone is everyone of ours, or of the organisation that is entrusted.
    """
    rows = {row.number: row for row in queries.reviewers_in_force(bureau_id, on=on)}
    named = dict.fromkeys((*plan.reviewers, *plan.leads, *plan.caps))
    unknown = [number for number in named if number not in rows]
    if unknown:
        fault = PlanBroken(
            N_("These reviewers are not on the list: %(numbers)s."),
            place="reviewers",
            numbers=tuple(unknown),
        )
        return [], [fault]
    whose = plan.entrusted.organisation.strip() if plan.entrusted else ""
    ours = [number for number, row in rows.items() if row.organisation == whose]
    leads = plan.leads or tuple(
        n for n in ours if rows[n].panel_lead and n not in plan.reviewers
    )
    wanted = plan.reviewers or tuple(n for n in ours if n not in leads)
    members = [
        Member(
            rows[number].person_id,
            number in leads,
            cap_of(plan, number, rows[number].cap),
            rows[number],
        )
        for number in dict.fromkeys((*wanted, *leads))
    ]
    return members, []


def _add_campaign(
    event: unit.Recorded, plan: CampaignPlan, rules: dict[str, Any], bureau_id: int
) -> int:
    return int(
        unit.add(
            event,
            Campaign,
            bureau_id=bureau_id,
            code=plan.code,
            name=plan.name.strip(),
            assessment_year=plan.assessment_year,
            closed_from=plan.closed_from,
            closed_until=plan.closed_until,
            due_on=plan.due_on,
            rules=rules,
            secret_key=secrets.token_hex(32),
            seed=plan.seed or None,
            opened_at=event.at,
        )
    )


def _stored_rules(plan: CampaignPlan, pinned: Pinned, first: Any) -> dict[str, Any]:
    """The rules in force; what came later is written only where it says something.

    `first` is the campaign that is re-checked, if one is.
    """
    is_standing = plan.kind is CampaignKind.STANDING
    is_usual = plan.recusal == DEFAULT_RECUSAL
    later = {
        "kind": "" if plan.kind is CampaignKind.ANNUAL else plan.kind.value,
        "report_every": plan.report_every.value if is_standing else "",
        "narrowed": _narrowed(plan, pinned),
        "reviews": dict(plan.reviews),
        "conflicts": {} if is_usual else as_stored(plan.recusal),
        "answer_days": plan.answer_days,
        SECOND_READS: plan.second_reads,
        SEEDS: plan.seeds,
        INSTITUTIONS: any(reviews_institutions(scheme) for _, scheme in pinned),
        COMMON_FILES: plan.common_files,
        RECHECK: first.id if first else None,
        WHO_REVIEWS: "" if plan.who_reviews.way is None else plan.who_reviews.value,
    }
    return {
        **{key: value for key, value in later.items() if value},
        "sample": rule_as_data(plan.sample),
        "bar_same_county": plan.bar_same_county,
        "decimals": plan.decimals,
        "minimum_n": plan.minimum_n,
        "provisional_first": plan.provisional_first,
        "senior_read": plan.senior_read,
        "closing_question": plan.closing_question,
        "trace_days": plan.trace_days,
    }


def _narrowed(plan: CampaignPlan, pinned: Pinned) -> dict[str, Any]:
    """For what alone a scheme is used, by its digest."""
    digests = {
        name: scheme.digest
        for name in plan.narrowed
        for _, scheme in pinned
        if name in (scheme.code, f"{scheme.code}@{scheme.version}")
    }
    return {
        digests[name]: narrowing_as_data(each) for name, each in plan.narrowed.items()
    }


def _add_reviewers(
    event: unit.Recorded, people: Sequence[Member], tenant: dict[str, Any]
) -> None:
    rows = [
        {
            "person_id": each.person_id,
            "is_lead": each.is_lead,
            "cap": each.cap,
            **tenant,
        }
        for each in people
    ]
    unit.add_all(event, CampaignReviewer, rows)
    codes = [
        {"code": new_code(), "person_id": member.person_id, **tenant}
        for member in people
    ]
    unit.add_all(event, ReviewerCode, codes)


def new_code() -> str:
    """A reviewer's code in one campaign: random, so that it says nothing."""
    return "R" + secrets.token_hex(6).upper()
