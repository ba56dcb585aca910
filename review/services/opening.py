"""Opening a campaign: its plan read, its consequence shown, then opened."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from review.domain.campaigns import (
    ANY_SEED,
    CampaignPlan,
    PlanBroken,
    cap_of,
    check_one_grade_set,
    check_plan,
    plan_faults,
)
from review.domain.errors import N_, RuleBroken
from review.domain.policy import Action, Viewer, require
from review.domain.sampling_rule import SampleRuleBroken, rule_as_data
from review.domain.sampling_seed import SeedWay
from review.domain.schemes import Scheme, Text
from review.domain.sentences import Sentence
from review.files import campaigns as files
from review.services import schemes
from review.services.accounts import actor_of
from review.services.drawing import DrawPreview, Pinned, Pool, plan_draw
from review.store import unit
from review.store.models import (
    Campaign,
    CampaignReviewer,
    CampaignScheme,
    ReviewerCode,
    SeedAnnouncement,
)
from review.store.queries import campaigns as queries


class CodeTaken(RuleBroken):
    sentence = N_("There is already a campaign with the code %(code)s.")


@dataclass(frozen=True, slots=True)
class SchemeChoice:
    """A scheme a plan may name; `name` is its code, with the version if not newest."""

    name: str
    version: str
    title: Text


@dataclass(frozen=True, slots=True)
class ReviewerChoice:
    """A reviewer in force who may be taken into a campaign."""

    number: str
    name: str
    area: str
    cap: int | None
    is_lead: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form of a new campaign offers."""

    schemes: tuple[SchemeChoice, ...]
    reviewers: tuple[ReviewerChoice, ...]


@dataclass(frozen=True, slots=True)
class OpeningPreview:
    """What opening would do. With faults nothing can be opened; remarks are advice."""

    faults: tuple[RuleBroken, ...]
    remarks: tuple[Sentence, ...] = ()
    draw: DrawPreview | None = None
    n_leads: int = 0


@dataclass(frozen=True, slots=True)
class _Member:
    person_id: int
    is_lead: bool
    cap: int | None


def read_plan(*, viewer: Viewer, text: str) -> CampaignPlan:
    """The plan a YAML file describes; all its faults are told with their lines."""
    require(viewer, Action.CAMPAIGN_OPEN)
    return files.load(text)


def choices(*, viewer: Viewer, on: date) -> Choices:
    """The bureau's schemes, the newest version of each, and reviewers by pinyin."""
    require(viewer, Action.CAMPAIGN_OPEN)
    bureau_id = viewer.bureau_id or 0
    with unit.reading():
        rows = queries.newest_schemes(bureau_id)
        people = queries.reviewers_in_force(bureau_id, on=on)
    newest = {row.code: row for row in reversed(rows)}
    return Choices(
        schemes=tuple(
            SchemeChoice(
                code, row.version, Text(row.title["zh"], row.title.get("en", ""))
            )
            for code, row in sorted(newest.items())
        ),
        reviewers=tuple(
            ReviewerChoice(r.number, r.name, r.area or "", r.cap, r.panel_lead)
            for r in sorted(people, key=lambda row: (row.name_key, row.number))
        ),
    )


def preview(*, viewer: Viewer, plan: CampaignPlan, on: date) -> OpeningPreview:
    """The consequence of a plan, and everything that is wrong with it at once."""
    require(viewer, Action.CAMPAIGN_OPEN)
    bureau_id = viewer.bureau_id or 0
    faults = list(plan_faults(plan))
    with unit.reading():
        if queries.by_code(plan.code, bureau_id=bureau_id) is not None:
            faults.append(CodeTaken(code=plan.code))
        pinned, broken = _pinned(plan, bureau_id)
        people, unknown = _people(plan, bureau_id, on=on)
        faults += [*broken, *unknown]
        if faults:
            return OpeningPreview(tuple(faults))
        n_readers = sum(not member.is_lead for member in people)
        pool = Pool(
            bureau_id,
            plan.closed_from,
            plan.closed_until,
            pinned,
            plan.assessment_year,
        )
        try:
            planned = plan_draw(
                pool,
                rule=plan.sample,
                seed=plan.seed or ANY_SEED,
                n_reviewers=n_readers,
            )
        except SampleRuleBroken as fault:
            return OpeningPreview((fault,))
    return OpeningPreview(
        faults=(),
        remarks=tuple(_remarks(plan, planned.preview, people, pinned, on)),
        draw=planned.preview,
        n_leads=len(people) - n_readers,
    )


def _remarks(
    plan: CampaignPlan,
    draw: DrawPreview,
    people: Sequence[_Member],
    pinned: Pinned,
    on: date,
) -> Iterator[Sentence]:
    """What an officer should know before opening, though nothing forbids it."""
    readers = [member for member in people if not member.is_lead]
    most = max(max(s.combination.reviews.values()) for _, s in pinned)
    if not draw.report.drawn:
        yield Sentence(N_("No case file fits the period, the rule and the schemes."))
    if len(readers) < most:
        values = {"n": len(readers), "needed": most}
        yield Sentence(
            N_("%(n)s reviewers cannot give a file %(needed)s reviews."), values
        )
    caps = [member.cap for member in readers]
    room = sum(cap or 0 for cap in caps)
    if None not in caps and room < draw.n_reviews:
        values = {"room": room, "n": draw.n_reviews}
        yield Sentence(
            N_("The reviewers' limits leave room for %(room)s of %(n)s reviews."),
            values,
        )
    if len(readers) == len(people):
        yield Sentence(
            N_("No panel lead is named; nobody could decide a file that stays apart.")
        )
    if plan.due_on is not None and plan.due_on < on:
        yield Sentence(N_("The day by which reviews are due is past already."))


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
        pinned, faults = _pinned(plan, bureau_id)
        people, unknown = _people(plan, bureau_id, on=at.date())
        for fault in (*faults, *unknown):
            raise fault
        event = _opened_event(viewer, plan, pinned, at)
        campaign_id = _add_campaign(event, plan, bureau_id)
        tenant = {"bureau_id": bureau_id, "campaign_id": campaign_id}
        rows = [{"scheme_id": scheme_id, **tenant} for scheme_id, _ in pinned]
        unit.add_all(event, CampaignScheme, rows)
        _add_reviewers(event, people, tenant)
        if plan.seed:
            said = {"way": SeedWay.VALUE, "said": plan.seed, "announced_at": at}
            unit.add(event, SeedAnnouncement, **said, **tenant)
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


def _pinned(plan: CampaignPlan, bureau_id: int) -> tuple[Pinned, list[PlanBroken]]:
    rows = queries.newest_schemes(bureau_id)
    found: list[tuple[int, Scheme]] = []
    faults = []
    for name in plan.schemes:
        code, _, version = name.partition("@")
        row = next(
            (r for r in rows if r.code == code and version in ("", r.version)), None
        )
        if row is None:
            faults.append(
                PlanBroken(N_("There is no scheme %(name)s here."), name=name)
            )
        else:
            found.append((row.id, schemes.parsed(row.id, row.digest)))
    try:
        check_one_grade_set([scheme for _, scheme in found])
    except PlanBroken as fault:
        faults.append(fault)
    return tuple(dict(found).items()), faults


def _people(
    plan: CampaignPlan, bureau_id: int, *, on: date
) -> tuple[list[_Member], list[PlanBroken]]:
    rows = {row.number: row for row in queries.reviewers_in_force(bureau_id, on=on)}
    named = dict.fromkeys((*plan.reviewers, *plan.leads, *plan.caps))
    unknown = [number for number in named if number not in rows]
    if unknown:
        fault = PlanBroken(
            N_("These reviewers are not on the list: %(numbers)s."),
            numbers=", ".join(unknown),
        )
        return [], [fault]
    leads = plan.leads or tuple(
        n for n, row in rows.items() if row.panel_lead and n not in plan.reviewers
    )
    wanted = plan.reviewers or tuple(n for n in rows if n not in leads)
    members = [
        _Member(
            rows[number].person_id,
            number in leads,
            cap_of(plan, number, rows[number].cap),
        )
        for number in dict.fromkeys((*wanted, *leads))
    ]
    return members, []


def _add_campaign(event: unit.Recorded, plan: CampaignPlan, bureau_id: int) -> int:
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
            rules=_stored_rules(plan),
            secret_key=secrets.token_hex(32),
            seed=plan.seed or None,
            opened_at=event.at,
        )
    )


def _stored_rules(plan: CampaignPlan) -> dict[str, Any]:
    return {
        "sample": rule_as_data(plan.sample),
        "bar_same_county": plan.bar_same_county,
        "decimals": plan.decimals,
        "minimum_n": plan.minimum_n,
        "provisional_first": plan.provisional_first,
        "closing_question": plan.closing_question,
        "trace_days": plan.trace_days,
    }


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
