"""Who is told what when something happens, in the transaction in which it does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from review.domain.policy import Role, operator
from review.domain.publication import ReleaseKind
from review.services import administration, membership, publication
from review.services.notices import beat
from review.store import unit
from review.store.models import Contact, Event, StoredNotice, User
from review.store.queries import notices as queries
from tests.casework import Casework, submit_all
from tests.conftest import AT
from tests.services.reminded import outbox, reached, set_schedule, under_review
from tests.services.reminded import viewer_of as account_of

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def work(app: Flask) -> Iterator[Casework]:
    """Two files of one lawyer, with a firm, a county and bystanders."""
    with app.app_context():
        made = under_review()
        with unit.transaction():
            person_id = made.lawyers["赵一"]
            made.account("lawyer", Role.LAWYER, person_id=person_id)
            made.account("head", Role.FIRM_HEAD, firm_id=made.firms["青川律师事务所"])
            made.account("county", Role.COUNTY_OFFICER, area_id=made.areas["东山县"])
            other = made.firm("别的事务所")
            made.account("other head", Role.FIRM_HEAD, firm_id=other)
            made.account("other", Role.LAWYER, person_id=made.lawyer("钱二"))
        yield made


def told(kind: str) -> list[tuple[str, str]]:
    """Which accounts were told this, and of which event."""
    with unit.reading() as connection:
        rows = connection.execute(
            select(User.login, Event.kind)
            .join(StoredNotice, StoredNotice.user_id == User.id)
            .join(Event, Event.id == StoredNotice.event_id)
            .where(StoredNotice.kind == kind)
            .order_by(User.login)
        )
        return [tuple(row) for row in rows]


def publish(work: Casework, kind: ReleaseKind) -> None:
    publication.publish(
        viewer=work.officer, code="2025", kind=kind, at=AT, key=kind.value
    )


def test_a_release_is_told_to_those_it_is_for(work: Casework) -> None:
    for number in ("R1", "R2"):
        submit_all(account_of(work, number))
    before: list[Any] = told("provisional") + told("published")

    publish(work, ReleaseKind.PROVISIONAL)
    first = told("provisional")
    publish(work, ReleaseKind.FINAL)
    publish(work, ReleaseKind.FINAL)

    assert before == []
    assert first == [
        ("county", "released"),
        ("head", "released"),
        ("lawyer", "released"),
    ]
    assert told("published") == first


@sqlite
def test_another_day_is_told_to_those_with_open_reviews(work: Casework) -> None:
    reached(work, "R1")
    set_schedule(work)
    submit_all(account_of(work, "R2"))

    membership.change_term(
        viewer=work.officer,
        code="2025",
        due_on=date(2026, 4, 30),
        at=AT,
        on=AT.date(),
    )

    assert told("term") == [("R1", "term_changed")]
    (message,) = outbox()
    assert (message.login, message.kind) == ("R1", "term")


@sqlite
def test_what_did_not_happen_is_not_told(work: Casework) -> None:
    """The notice is in the transaction of its cause, and goes with it."""
    with pytest.raises(KeyError), unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        from review.services.notices import tell_given

        campaign = unit.connection().execute(select(*campaign_columns())).one()
        tell_given(event, campaign, codes(), AT.date())
        raise KeyError

    assert [kind for _, kind in told("given")] == ["reads_allocated"] * 2


def campaign_columns() -> list[Any]:
    from review.store.models import Campaign

    return list(Campaign.__table__.columns)


def codes() -> list[str]:
    from review.store.models import ReviewerCode

    return list(unit.connection().scalars(select(ReviewerCode.code)))


@sqlite
def test_a_closed_account_keeps_no_address(work: Casework) -> None:
    reached(work, "R1")
    administration.disable(viewer=operator(work.bureau_id), login="R1", at=AT)

    with unit.reading() as connection:
        kept = connection.execute(select(Contact.email, Contact.mobile)).all()
    assert [tuple(row) for row in kept] == [("", "")]


def test_several_workers_say_that_they_were_there(app: Flask) -> None:
    with app.app_context():
        for _ in range(2):
            beat(at=AT)
        with unit.reading():
            assert queries.last_beat("worker") == AT
