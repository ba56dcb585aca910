"""The demonstration reaches its step through the real services, and is never doubled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from review.domain.phases import CampaignPhase, CasePhase
from review.domain.policy import Granted, Role, Viewer, operator
from review.services import (
    accounts,
    assessment,
    audit,
    campaigns,
    demo,
    integrity,
    reconciliation,
    senior_reads,
)
from review.services.administration import NewAccount, create_account
from review.services.demo import SMALL, InUse, State, Step
from review.services.demo.accounts import LOGINS, PASSWORD, shown
from review.services.demo.spreadsheets import bureau, case_sheets, closed_cases
from review.store import unit
from review.store.models import (
    Case,
    Draft,
    Event,
    Person,
    Reviewer,
    Submission,
    User,
)
from tests.conftest import AT
from tests.databases import Once

TODAY = date(2026, 11, 21)
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


LAST_YEAR = (CampaignPhase.PUBLISHED, CampaignPhase.PUBLISHED)
"""Of the cases, and of the centres and stations."""


class Interrupted(Exception):
    """Somebody pressed Ctrl-C."""


def silent(name: str, done: int, total: int) -> None:
    """Nobody watches."""


@pytest.fixture
def viewer(app: Flask) -> Iterator[Viewer]:
    with app.app_context():
        yield operator(1)


def build(viewer: Viewer, step: Step, today: date = TODAY) -> list[str]:
    made = demo.build(
        viewer=viewer, today=today, step=step, progress=silent, size=SMALL
    )
    return [account.login for account in made]


def in_full_swing() -> list[str]:
    """Most of the work of these tests; `once` does it once a worker."""
    return build(operator(1), Step.REVIEWING)


def count(model: type) -> int:
    with unit.reading() as connection:
        return connection.scalar(select(func.count()).select_from(model)) or 0


def n_without_a_start() -> int:
    """Sheets of which nobody knows when they were begun."""
    with unit.reading() as connection:
        drafts = select(func.count()).select_from(Draft)
        return connection.scalar(drafts.where(Draft.started_at.is_(None))) or 0


def n_begun() -> int:
    """Sheets that are begun and not yet submitted."""
    with unit.reading() as connection:
        return (
            connection.scalar(
                select(func.count())
                .select_from(Draft)
                .outerjoin(Submission, Submission.read_id == Draft.read_id)
                .where(Submission.id.is_(None))
            )
            or 0
        )


def phases(viewer: Viewer, code: str) -> Counter[CasePhase]:
    view = reconciliation.overview(viewer=viewer, campaign_code=code)
    return Counter({phase: n for phase, n in view.by_phase.items() if n})


def campaign_phases(viewer: Viewer) -> list[CampaignPhase]:
    return [line.phase for line in campaigns.listing(viewer=viewer, on=TODAY)]


def check_everything(viewer: Viewer) -> None:
    """Nothing contradicts itself, and the record of events is whole."""
    auditor = Viewer(
        kind="user",
        user_id=1,
        bureau_id=1,
        grants=(Granted(Role.AUDIT_ADMIN, 1),),
    )
    assert integrity.check_invariants(viewer=viewer) == []
    assert [
        chain.faults for chain in audit.verify_chains(viewer=auditor) if chain.faults
    ] == []


@SQLITE
@pytest.mark.parametrize(
    ("step", "phase"),
    [
        (Step.SAMPLING, CampaignPhase.OPENED),
        (Step.RECONCILIATION, CampaignPhase.REVIEWING),
        (Step.PUBLICATION, CampaignPhase.RECONCILED),
    ],
)
def test_each_step_is_reached(viewer: Viewer, step: Step, phase: CampaignPhase) -> None:
    logins = build(viewer, step)

    now = phases(viewer, "2026")
    apart = now.keys() - {CasePhase.SETTLED}
    assert campaign_phases(viewer) == [phase, *LAST_YEAR]
    fails = senior_reads.overview(viewer=viewer, code="2026", on=TODAY)
    assert (fails.is_on, len(fails.seniors)) == (True, SMALL.leads)
    assert logins == list(LOGINS)
    assert bool(now) == (step is not Step.SAMPLING)
    if step is Step.RECONCILIATION:
        # Third readers who stood in line have their files already.
        assert apart <= {
            CasePhase.DIVERGED,
            CasePhase.READ_AGAIN,
            CasePhase.AWAITING_LEAD,
        }
        assert apart
    if step is Step.PUBLICATION:
        assert not apart
    check_everything(viewer)


def test_reviewing_is_in_full_swing(once: Once, viewer: Viewer) -> None:
    logins = once(in_full_swing)

    now = phases(viewer, "2026")
    assert campaign_phases(viewer) == [CampaignPhase.REVIEWING, *LAST_YEAR]
    assert {CasePhase.ALLOCATED, CasePhase.REVIEWING, CasePhase.SETTLED} <= now.keys()
    assert n_begun() == 12
    assert n_without_a_start() == 0
    assert logins == list(LOGINS)
    check_everything(viewer)


@SQLITE
def test_every_account_opens_its_room(once: Once, viewer: Viewer) -> None:
    once(in_full_swing)
    made = shown(viewer=viewer)

    for account in made:
        token = accounts.sign_in(
            login=account.login, password=PASSWORD, source="10.0.0.1", at=AT, cheap=True
        )
        found = accounts.viewer_of(token=token, at=AT, today=AT.date())
        assert found.roles == {account.role}, account.login
        assert found.name == account.name != ""
    placed = {account.login: account.place for account in made}
    assert placed["county"] == "云溪区"
    assert placed["manager"] == "2026年度法律援助案件质量评查"
    assert placed["lawyer"] == placed["head"] != ""


@SQLITE
def test_every_reviewer_is_from_a_county(once: Once, viewer: Viewer) -> None:
    """So that a campaign may keep reviewers from the files of their own county."""
    once(in_full_swing)
    with unit.reading() as connection:
        homes = connection.scalars(select(Reviewer.area_id)).all()
    assert None not in homes
    assert len(set(homes)) > 5


@SQLITE
def test_all_of_it_lies_before_the_day(viewer: Viewer) -> None:
    leap_day = date(2028, 2, 29)
    build(viewer, Step.REVIEWING, leap_day)

    with unit.reading() as connection:
        last_case = connection.scalar(select(func.max(Case.closed_on)))
        last_event = connection.scalar(
            select(func.max(Event.at)).where(Event.kind != "bureau_founded")
        )
        last_review = connection.scalar(select(func.max(Submission.submitted_at)))
    assert last_case < leap_day
    assert last_event.date() < leap_day
    assert leap_day - last_review.date() < timedelta(days=10)


@SQLITE
def test_last_year_is_decided_and_kept_by_another_build(viewer: Viewer) -> None:
    build(viewer, Step.ALLOCATION)
    (lawyer,) = [a for a in shown(viewer=viewer) if a.login == "lawyer"]
    view = assessment.year_view(viewer=viewer, year=2025)
    before = [count(model) for model in (Case, Person, User, Submission)]

    build(viewer, Step.PUBLICATION)

    rows = {row.name: row for row in view.rows}
    assert view.supplied_at is not None
    assert rows[lawyer.name].decision == "competent"
    assert [count(model) for model in (Case, Person, User, Submission)] == before
    assert campaign_phases(viewer) == [CampaignPhase.DRAWN, *LAST_YEAR]


def test_an_interrupted_build_goes_on(viewer: Viewer) -> None:
    """Twice: while the lists are taken in, and in the middle of the reviews."""
    stops = [("intake", 2), ("reviews", 3)]

    def impatient(name: str, done: int, total: int) -> None:
        if (name, done) == stops[0]:
            stops.pop(0)
            raise Interrupted

    while stops:
        with pytest.raises(Interrupted):
            demo.build(
                viewer=viewer,
                today=TODAY,
                step=Step.REVIEWING,
                progress=impatient,
                size=SMALL,
            )
    begun = demo.state()
    # Another day and another step were asked for: what was begun is what is finished.
    logins = build(viewer, Step.SAMPLING, TODAY + timedelta(days=60))

    assert (begun, demo.state()) == (State.BEGUN, State.BUILT)
    assert logins == list(LOGINS)
    assert campaign_phases(viewer) == [CampaignPhase.REVIEWING, *LAST_YEAR]
    assert n_begun() == 12
    check_everything(viewer)


def test_a_bureau_at_work_is_left_alone(viewer: Viewer) -> None:
    """Its own account is enough: known passwords must not come beside it."""
    empty = demo.state()
    account = NewAccount("admin", Role.SYSTEM_ADMIN)
    create_account(viewer=viewer, account=account, at=AT)

    with pytest.raises(InUse):
        demo.state()
    with pytest.raises(InUse):
        build(viewer, Step.SAMPLING)
    assert empty is State.NOTHING
    assert not demo.is_demo()
    assert (count(Person), count(Case)) == (0, 0)


def test_the_year_is_that_of_the_planning_documents() -> None:
    chance = demo.dice()
    made = bureau(chance, demo.FULL)
    years = [
        closed_cases(made, chance, closed_from=date(year, 10, 1))
        for year in (2024, 2025)
    ]

    sheets = case_sheets(chance, *((year, date(2026, 10, 1)) for year in years))

    kinds = Counter(case.cases.kind for case in years[1])
    listed = [sheet.decode().splitlines()[1:] for sheet in sheets]
    numbers = [line.partition(",")[0] for lines in listed for line in lines]
    assert [len(lines) for lines in listed] == [1889, 1889]
    assert len(set(numbers)) == len(numbers)
    assert all(
        case.assigned_on <= case.closed_on < date(2026, 10, 1) for case in years[1]
    )
    assert all(case.closed_on >= date(2025, 10, 1) for case in years[1])
    assert kinds["civil"] + kinds["arbitration"] + kinds["non_litigation"] == 981
    assert kinds["criminal_defense"] + kinds["criminal_representation"] == 688
    assert (kinds["administrative"], kinds["duty_lawyer_help"]) == (14, 206)
    assert sum(handler.category == "律师" for handler in made.handlers) == 180
    assert Counter(firm[1] for firm in made.firms) == {
        "律师事务所": 40,
        "基层法律服务所": 6,
        "法律援助中心": 1,
    }
    assert len({firm[2] for firm in made.firms}) == 10
    assert len({handler.name for handler in made.handlers}) == len(made.handlers)


def test_the_bureau_is_founded_before_anything_happens() -> None:
    assert demo.founded_at(TODAY).date() == date(2025, 10, 6)
