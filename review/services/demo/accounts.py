"""An account for every role of the demonstration, with passwords that are shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from review.domain.policy import Role, Viewer
from review.services import administration
from review.services.administration import NewAccount
from review.services.demo import words
from review.store import unit
from review.store.queries import campaigns as campaign_queries
from review.store.queries import demo as queries

PASSWORD = "demo-case-review"
LOGINS = (
    *("system", "security", "audit", "officer", "county", "manager"),
    *("reviewer1", "reviewer2", "lead", "lawyer", "head", "bar"),
)


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """What is printed on the screen, in the demonstration only."""

    login: str
    password: str
    role: Role
    name: str
    place: str


def make(*, viewer: Viewer, at: datetime, code: str) -> list[DemoAccount]:
    """One account per role; two reviewers who share files, so that both can be seen."""
    with unit.reading():
        wanted = _wanted(viewer, code)
        there = {row.login for row in queries.accounts(LOGINS, _bureau(viewer))}
    for account in wanted:
        if account.login not in there:
            administration.create_account(
                viewer=viewer, account=account, at=at, password=PASSWORD, cheap=True
            )
    return shown(viewer=viewer)


def shown(*, viewer: Viewer) -> list[DemoAccount]:
    """The demonstration's accounts, to be printed again at a later start."""
    with unit.reading():
        rows = queries.accounts(LOGINS, _bureau(viewer))
    return [
        DemoAccount(
            row.login,
            PASSWORD,
            Role(row.role),
            row.name or "",
            row.area or row.campaign or row.firm or row.own_firm or "",
        )
        for row in rows
    ]


def reviewers(*, viewer: Viewer, code: str) -> list[int]:
    """The people behind the two reviewers' accounts."""
    with unit.reading():
        campaign = campaign_queries.by_code(code, bureau_id=_bureau(viewer))
        return _pair(campaign.id if campaign else 0)


def _bureau(viewer: Viewer) -> int:
    return viewer.bureau_id or 0


def _wanted(viewer: Viewer, code: str) -> list[NewAccount]:
    campaign: Any = campaign_queries.by_code(code, bureau_id=_bureau(viewer))
    area_id = queries.county(words.COUNTIES[1])
    return [
        _staff("system", Role.SYSTEM_ADMIN),
        _staff("security", Role.SECURITY_ADMIN),
        _staff("audit", Role.AUDIT_ADMIN),
        _staff("officer", Role.BUREAU_OFFICER),
        _staff("county", Role.COUNTY_OFFICER, area_id=area_id),
        _staff("manager", Role.CAMPAIGN_MANAGER, campaign_id=campaign.id),
        *_readers(campaign.id),
        *_of_a_firm(),
        _staff("bar", Role.BAR_ASSOCIATION),
    ]


def _staff(login: str, role: Role, **place: int | None) -> NewAccount:
    return NewAccount(login, role, name=words.STAFF[login], **place)


def _readers(campaign_id: int) -> list[NewAccount]:
    lead = queries.reviewers_of(campaign_id, leads=True)[0]
    busy = queries.readers(campaign_id, purpose="adjudication")
    lead_id = busy[0].person_id if busy else lead.person_id
    return [
        *(
            NewAccount(f"reviewer{number}", Role.REVIEWER, person_id=person_id)
            for number, person_id in enumerate(_pair(campaign_id), start=1)
        ),
        NewAccount("lead", Role.PANEL_LEAD, person_id=lead_id),
    ]


def _pair(campaign_id: int) -> list[int]:
    """Two who read the same file; the first ones where nothing is allocated yet."""
    shared = queries.readers_of_one_file(campaign_id)
    members = [row.person_id for row in queries.reviewers_of(campaign_id, leads=False)]
    return list(dict.fromkeys([*shared, *members]))[:2]


def _of_a_firm() -> list[NewAccount]:
    """A lawyer with published results and the head of the same firm."""
    lawyer: Any = queries.lawyer_with_results()
    head_id = queries.person_of_firm(lawyer.head_name, lawyer.firm_id)
    head = NewAccount("head", Role.FIRM_HEAD, person_id=head_id, firm_id=lawyer.firm_id)
    return [NewAccount("lawyer", Role.LAWYER, person_id=lawyer.id), head]
