"""Plans are taken out of campaigns, opened again, and copied for the next year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta, timezone
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select, update

from review.domain.campaigns import DEFAULT_RECUSAL, CampaignKind
from review.domain.candidates import Bar, Strength, Unit
from review.domain.errors import NotVisible
from review.domain.kinds import CaseClass
from review.domain.policy import Role
from review.domain.scheme_uses import Narrowing
from review.files.campaigns import load
from review.services import (
    conflict_rules,
    consequences,
    membership,
    opening,
    plan_drafts,
    plans,
    sampling,
)
from review.services.plan_drafts import DraftChanged, TooLong, TooManyDrafts
from review.store import unit
from review.store.models import Campaign, CampaignReviewer, Event, Reviewer
from tests.casework import Casework, casework, number, plan, sheet
from tests.conftest import AT
from tests.services.rounds import at_once

TODAY = AT.date()
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def work(app: Flask) -> Iterator[Casework]:
    with app.app_context():
        with unit.transaction():
            made = casework()
            made.scheme(sheet())
            made.scheme(sheet("hard"))
            for n in range(1, 4):
                made.reviewer(f"R{n}", cap=20 if n == 3 else None)
            made.reviewer("L1", panel_lead=True)
            for n in range(4):
                hard = "major" if n == 0 else "general"
                made.case(f"c{n}", lawyers=(f"赵{n}",), case_class=hard)
        yield made


RULES = replace(
    DEFAULT_RECUSAL,
    grades={**DEFAULT_RECUSAL.grades, Bar.PARTY: None, Bar.MATTER: Strength.WARN},
    employer_years=3,
    years={**dict.fromkeys(CaseClass, 0), CaseClass.MAJOR: 10},
    unit=Unit.NOBODY,
)
FULL = plan(
    kind=CampaignKind.SPECIAL,
    schemes=("hard", "civil@1"),
    narrowed={"hard": Narrowing(case_classes=("major",))},
    reviews={"general": 1, "major": 3},
    sample=number(3),
    seed="体彩26035",
    due_on=date(2026, 4, 3),
    reviewers=("R2", "R1", "R3"),
    leads=("L1",),
    cap=30,
    caps={"R1": 10, "R3": None},
    recusal=RULES,
    bar_same_county=True,
    provisional_first=True,
    answer_days=5,
    closing_question=True,
    trace_days=30,
    second_reads=5,
    seeds=3,
    common_files=6,
    decimals=1,
    minimum_n=3,
)


def test_a_plan_taken_out_opens_the_same_campaign(work: Casework) -> None:
    opening.open_campaign(viewer=work.officer, plan=FULL, at=AT)
    first = plans.export(viewer=work.officer, code="2025")

    again = replace(load(first), code="again")
    opening.open_campaign(viewer=work.officer, plan=again, at=AT)

    second = plans.export(viewer=work.officer, code="again")
    assert second == first.replace('code: "2025"', "code: again")
    taken = plans.plan_of(viewer=work.officer, code="2025")
    assert taken == replace(
        FULL,
        schemes=("hard@1", "civil@1"),
        narrowed={"hard@1": Narrowing(case_classes=("major",))},
        cap=None,
        caps={"R2": 30, "R1": 10, "R3": None, "L1": 30},
    )


@SQLITE
def test_a_plan_says_what_was_changed_since(work: Casework) -> None:
    opening.open_campaign(viewer=work.officer, plan=plan(), at=AT)
    membership.dismiss(viewer=work.officer, code="2025", number="R2", at=AT)
    membership.set_limit(viewer=work.officer, code="2025", number="R1", cap=7, at=AT)
    conflict_rules.change(
        viewer=work.officer, code="2025", rules=RULES, at=AT, on=TODAY
    )
    sampling.draw(viewer=work.officer, code="2025", at=AT)

    taken = plans.plan_of(viewer=work.officer, code="2025")

    assert taken.reviewers == ("R1", "R3")
    assert taken.caps == {"R1": 7, "R3": 20}
    assert taken.recusal == RULES
    # The seed of the draw was nobody's plan.
    assert taken.seed == ""


@SQLITE
@pytest.mark.parametrize(
    ("hours", "cap"), [(0, 20), (-2, 20), (23, None)], ids=["UTC", "before", "after"]
)
def test_the_limit_of_the_day_on_which_it_was_opened(
    work: Casework, hours: int, cap: int | None
) -> None:
    """R3 left the list at the end of the day that it was by UTC."""
    opening.open_campaign(viewer=work.officer, plan=replace(plan(), cap=None), at=AT)
    with unit.transaction() as connection:
        gone = update(Reviewer).where(Reviewer.number == "R3")
        connection.execute(gone.values(ended_on=TODAY))
        free = update(CampaignReviewer).values(cap=None)
        connection.execute(free)
    zone = timezone(timedelta(hours=hours))

    taken = plans.plan_of(viewer=work.officer, code="2025", zone=zone)

    assert taken.caps == ({"R3": None} if cap else {})


@SQLITE
def test_a_copy_takes_the_newest_schemes_and_whom_there_is(work: Casework) -> None:
    opening.open_campaign(viewer=work.officer, plan=FULL, at=AT)
    with unit.transaction() as connection:
        work.scheme(sheet("hard", version="2"))
        gone = update(Reviewer).where(Reviewer.number == "R1")
        connection.execute(gone.values(ended_on=date(2026, 1, 31)))

    copied = plans.copy(viewer=work.officer, code="2025", on=TODAY)

    assert copied.plan.schemes == ("hard", "civil")
    assert copied.plan.narrowed == {"hard": Narrowing(case_classes=("major",))}
    assert copied.plan.reviewers == ("R2", "R3")
    assert copied.plan.caps == {"R2": 30, "R3": None, "L1": 30}
    assert copied.plan.due_on == date(2027, 4, 5)
    assert [str(each) for each in copied.changes][-2:] == [
        "Scheme hard: version 2 in place of 1",
        "No longer on the list of reviewers, left out: R1",
    ]
    opening.open_campaign(viewer=work.officer, plan=copied.plan, at=AT)


@SQLITE
def test_the_class_decides_on_scheme_and_reviews(work: Casework) -> None:
    values = replace(FULL, sample=plan().sample, recusal=DEFAULT_RECUSAL)

    seen = consequences.preview(viewer=work.officer, plan=values, on=TODAY)
    opening.open_campaign(viewer=work.officer, plan=values, at=AT)
    drawn = sampling.draw(viewer=work.officer, code="2025", at=AT)

    assert [(f.case_class, f.scheme, f.n) for f in seen.fits] == [
        ("general", "civil", 3),
        ("major", "hard", 1),
    ]
    assert [(c.case_class, c.n_files, c.n_reads) for c in seen.classes] == [
        ("general", 3, 3),
        ("major", 1, 3),
    ]
    assert seen.draw is not None
    assert (seen.draw.n_reviews, drawn.n_reviews) == (6, 6)
    assert drawn.by_scheme == (("civil", 3), ("hard", 1))


@SQLITE
def test_only_who_opens_campaigns_takes_plans_out(work: Casework) -> None:
    opening.open_campaign(viewer=work.officer, plan=plan(), at=AT)
    with unit.transaction() as connection:
        (campaign_id,) = connection.scalars(Campaign.__table__.select())
        manager = work.account("m", Role.CAMPAIGN_MANAGER, campaign_id=campaign_id)

    for ask in (
        lambda: plans.export(viewer=manager, code="2025"),
        lambda: plans.copy(viewer=manager, code="2025", on=TODAY),
        lambda: plan_drafts.listing(viewer=manager),
    ):
        with pytest.raises(NotVisible):
            ask()


def test_a_draft_is_dropped_once_by_clicks_at_once(app: Flask, work: Casework) -> None:
    of = {"viewer": work.officer, "at": AT}
    draft = plan_drafts.begin(said=(), name="甲", step="period", **of)

    done = at_once(app, [partial(plan_drafts.drop, public_id=draft, **of)] * 4)

    assert [type(each) for each in done if each is not None] == [NotVisible] * 3
    with unit.reading() as connection:
        kinds = connection.scalars(select(Event.kind)).all()
    assert kinds.count("plan_dropped") == 1


def test_a_draft_is_one_of_its_bureau(work: Casework) -> None:
    said = (("name", "甲"), ("schemes", "a"), ("schemes", "b"))
    draft = plan_drafts.begin(
        viewer=work.officer, said=said, name="甲", step="period", at=AT
    )
    with unit.transaction():
        colleague = work.account("another", Role.BUREAU_OFFICER)
        elsewhere = casework(bureau="90", login="stranger").officer

    found = plan_drafts.show(viewer=colleague, public_id=draft)
    assert (found.said, found.version) == (said, 1)
    with pytest.raises(NotVisible):
        plan_drafts.show(viewer=elsewhere, public_id=draft)
    assert plan_drafts.listing(viewer=elsewhere) == ()


def test_a_draft_is_not_written_over_unseen(work: Casework) -> None:
    draft = plan_drafts.begin(
        viewer=work.officer, said=(), name="", step="period", at=AT
    )

    def save(version: int, name: str) -> int:
        return plan_drafts.save(
            viewer=work.officer,
            public_id=draft,
            said=(("name", name),),
            name=name,
            step="look",
            version=version,
            at=AT,
        )

    assert save(1, "first") == 2
    with pytest.raises(DraftChanged):
        save(1, "second")
    assert plan_drafts.show(viewer=work.officer, public_id=draft).said == (
        ("name", "first"),
    )
    with pytest.raises(TooLong):
        save(2, "x" * 400_001)


@SQLITE
def test_there_are_not_more_drafts_than_anyone_can_see(work: Casework) -> None:
    def begin() -> str:
        return plan_drafts.begin(
            viewer=work.officer, said=(), name="", step="period", at=AT
        )

    drafts = [begin() for _ in range(30)]

    with pytest.raises(TooManyDrafts):
        begin()
    plan_drafts.drop(viewer=work.officer, public_id=drafts[0], at=AT)
    assert begin()
