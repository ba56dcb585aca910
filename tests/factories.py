"""A small bureau with a campaign under review, for tests that start there.

Rows are written with their events; the invariants that run after every journey hold
for them too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from review.domain.policy import Granted, Role, Viewer
from review.domain.schemes import Scheme
from review.store import unit
from review.store.models import (
    Affiliation,
    Area,
    Bureau,
    Campaign,
    CampaignCase,
    CampaignReviewer,
    CampaignScheme,
    Case,
    CaseParticipation,
    Firm,
    Grant,
    Handler,
    Person,
    Read,
    Reviewer,
    ReviewerCode,
    StoredScheme,
    User,
)
from tests.conftest import AT

SECRET = "5" * 64


@dataclass
class World:
    """Ids and viewers of what the factory made."""

    bureau_id: int
    campaign_id: int = 0
    scheme_id: int = 0
    case_ids: list[int] = field(default_factory=list)
    campaign_case_ids: list[int] = field(default_factory=list)
    reads: list[list[str]] = field(default_factory=list)
    """Public ids of the counted reads, by case and slot."""
    reviewers: list[Viewer] = field(default_factory=list)
    lead: Viewer | None = None
    lawyers: list[Viewer] = field(default_factory=list)
    firms: list[int] = field(default_factory=list)
    counties: list[int] = field(default_factory=list)
    officer: Viewer | None = None


def campaign_under_review(
    scheme: Scheme, text: str, *, n_cases: int = 2, n_reviewers: int = 4
) -> World:
    """Cases drawn and allocated, two counted reads each; nobody has answered yet.

    Runs inside an application context. Case i is handled by lawyer i of firm i (modulo
    three) in county i (modulo two); slot s of case i goes to reviewer i + s.
    """
    with unit.transaction() as connection:
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        bureau_id = connection.scalar(
            Bureau.__table__.select().with_only_columns(Bureau.id)
        )
        world = World(bureau_id=int(bureau_id or 0))
        _places(event, world)
        world.officer = user(event, world, "officer", Role.BUREAU_OFFICER)
        _people(event, world, n_reviewers)
        _campaign(event, world, scheme, text)
        for number in range(n_cases):
            _case(event, world, number, scheme)
    return world


def _places(event: unit.Recorded, world: World) -> None:
    for code, name in (("01", "东山县"), ("02", "西河区")):
        area = unit.add(
            event,
            Area,
            code=code,
            name=name,
            name_key=code,
            level="county",
            parent_id=1,
        )
        world.counties.append(int(area))
    for number in range(3):
        firm = unit.add(
            event,
            Firm,
            bureau_id=world.bureau_id,
            area_id=world.counties[number % 2],
            code=f"F{number}",
            name=f"第{number + 1}律师事务所",
            name_key=f"firm {number}",
            kind="law_firm",
        )
        world.firms.append(int(firm))


def user(
    event: unit.Recorded,
    world: World,
    name: str,
    role: Role,
    *,
    person_id: int | None = None,
    **scope: Any,
) -> Viewer:
    """An account with one role, and the viewer it would be."""
    public_id = f"user {name}"[:24]
    user_id = unit.add(
        event,
        User,
        public_id=public_id,
        bureau_id=world.bureau_id,
        person_id=person_id,
        login=name,
        login_key=name,
        created_at=AT,
    )
    unit.add(
        event, Grant, bureau_id=world.bureau_id, user_id=user_id, role=role, **scope
    )
    return Viewer(
        kind="user",
        user_id=int(user_id),
        public_id=public_id,
        person_id=person_id,
        bureau_id=world.bureau_id,
        login=name,
        name=name,
        grants=(Granted(role, world.bureau_id, **scope),),
    )


def person(event: unit.Recorded, world: World, name: str) -> int:
    return int(
        unit.add(event, Person, bureau_id=world.bureau_id, name=name, name_key=name)
    )


def _people(event: unit.Recorded, world: World, n_reviewers: int) -> None:
    for number in range(3):
        person_id = person(event, world, f"律师{number + 1}")
        unit.add(
            event,
            Handler,
            bureau_id=world.bureau_id,
            person_id=person_id,
            category="lawyer",
            licence_no=f"L{number}",
        )
        unit.add(
            event,
            Affiliation,
            bureau_id=world.bureau_id,
            person_id=person_id,
            firm_id=world.firms[number],
        )
        world.lawyers.append(
            user(event, world, f"lawyer{number}", Role.LAWYER, person_id=person_id)
        )
    for number in range(n_reviewers):
        person_id = person(event, world, f"评查专家{number + 1}")
        unit.add(
            event,
            Reviewer,
            bureau_id=world.bureau_id,
            person_id=person_id,
            number=f"R{number}",
        )
        world.reviewers.append(
            user(event, world, f"reviewer{number}", Role.REVIEWER, person_id=person_id)
        )
    lead = person(event, world, "组长")
    world.lead = user(event, world, "lead", Role.PANEL_LEAD, person_id=lead)


def _campaign(event: unit.Recorded, world: World, scheme: Scheme, text: str) -> None:
    world.scheme_id = int(
        unit.add(
            event,
            StoredScheme,
            bureau_id=world.bureau_id,
            code=scheme.code,
            version=scheme.version,
            title={"zh": scheme.title.zh, "en": scheme.title.en},
            text=text,
            digest=scheme.digest,
            structure_digest=scheme.structure_digest,
            loaded_at=AT,
        )
    )
    world.campaign_id = int(
        unit.add(
            event,
            Campaign,
            bureau_id=world.bureau_id,
            code="2026",
            name="2026年度案卷质量评查",
            assessment_year=2026,
            closed_from=date(2025, 1, 1),
            closed_until=date(2025, 12, 31),
            rules={"decimals": 2, "minimum_n": 1},
            secret_key=SECRET,
            seed="seed",
            opened_at=AT,
            drawn_at=AT,
            allocated_at=AT,
        )
    )
    tenant = {"bureau_id": world.bureau_id, "campaign_id": world.campaign_id}
    unit.add(event, CampaignScheme, scheme_id=world.scheme_id, **tenant)
    for number, viewer in enumerate([*world.reviewers, world.lead]):
        assert viewer is not None
        unit.add(
            event,
            CampaignReviewer,
            person_id=viewer.person_id,
            is_lead=viewer is world.lead,
            **tenant,
        )
        unit.add(
            event,
            ReviewerCode,
            code=f"code-{number}",
            person_id=viewer.person_id,
            **tenant,
        )


def _case(event: unit.Recorded, world: World, number: int, scheme: Scheme) -> None:
    lawyer = number % 3
    kind = (scheme.case_kinds or ("civil",))[0]
    place = {"bureau_id": world.bureau_id, "area_id": world.counties[number % 2]}
    case_id = unit.add(
        event,
        Case,
        case_no=f"(2025)青援{number + 1:04}号",
        kind=kind,
        cause="劳动争议",
        assigned_on=date(2025, 3, 3),
        closed_on=date(2025, 9, 1),
        **place,
    )
    lead = world.lawyers[lawyer].person_id
    unit.add(
        event,
        CaseParticipation,
        bureau_id=world.bureau_id,
        case_id=case_id,
        person_id=lead,
        capacity="lead_handler",
        firm_id=world.firms[lawyer],
    )
    campaign_case = unit.add(
        event,
        CampaignCase,
        campaign_id=world.campaign_id,
        case_id=case_id,
        scheme_id=world.scheme_id,
        n_reviews=2,
        position=number + 1,
        stratum="",
        drawn_by="census",
        lead_person_id=lead,
        firm_id=world.firms[lawyer],
        kind=kind,
        **place,
    )
    world.case_ids.append(int(case_id))
    world.campaign_case_ids.append(int(campaign_case))
    world.reads.append(
        [_read(event, world, int(campaign_case), number, s) for s in (1, 2)]
    )


def _read(
    event: unit.Recorded, world: World, campaign_case: int, number: int, slot: int
) -> str:
    public_id = f"read-{number}-{slot}"
    unit.add(
        event,
        Read,
        public_id=public_id,
        bureau_id=world.bureau_id,
        campaign_id=world.campaign_id,
        campaign_case_id=campaign_case,
        purpose="counted",
        slot=slot,
        reviewer_code=f"code-{(number + slot - 1) % len(world.reviewers)}",
        allocated_at=AT,
    )
    return public_id
