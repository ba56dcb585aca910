"""The officer reminds over HTTP: first the text and whom it reaches, then the click."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from review.domain.policy import Role
from review.services import notices
from review.store import unit
from review.store.models import Outbox, Person, Reminder, User
from tests.casework import Casework
from tests.conftest import AT
from tests.services.reminded import reached
from tests.web.bureau.reading import text
from tests.web.conftest import ClientFor

PAGE = "/campaigns/2025/reminders"
SCHEDULE = f"{PAGE}/schedule"
SENT = f"{PAGE}/sent"
Events = Callable[[], list[str]]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def with_accounts(app: Flask, allocated: Casework) -> Casework:
    """Two of three reviewers have accounts; one of them gave an address."""
    with app.app_context():
        with unit.transaction():
            for number in ("R1", "R2"):
                allocated.reader(number)
        reached(allocated, "R1")
    return allocated


def keys(app: Flask, *names: str) -> list[str]:
    with app.app_context(), unit.reading() as connection:
        statement = select(Person.public_id).where(Person.name.in_(names))
        return list(connection.scalars(statement))


def told(app: Flask) -> list[str]:
    with app.app_context(), unit.reading() as connection:
        statement = select(User.login).join(Reminder, Reminder.user_id == User.id)
        return sorted(connection.scalars(statement))


def test_the_page_says_who_and_why_and_that_nothing_is_set_up(
    client: FlaskClient, with_accounts: Casework
) -> None:
    said = text(client.get(PAGE))

    assert "Neither e-mail nor text messages are set up here" in said
    assert "No worker has run yet" in said
    assert "周一 R1" in said and "白二 R2" in said
    assert "Has no account that may review." in said
    assert "The schedule has no reminder for today." in said
    assert "On these days: March 24, 2026 March 27, 2026 March 31, 2026" in said
    assert "April 10, 2026 Next: March 24, 2026." in said
    assert "r1***@example.cn · 138****8000" in said
    assert "r1@example.cn" not in said
    assert "To all reviewers: “2025年度案卷质量评查” is under review." in said


def test_a_worker_that_sleeps_is_told(
    app: Flask, client: FlaskClient, with_accounts: Casework
) -> None:
    def beats(ago: timedelta) -> str:
        with app.app_context():
            notices.beat(at=AT - ago)
        return text(client.get(PAGE))

    assert "worker" not in beats(timedelta(hours=23))
    assert "The worker was last here on 2026-02-28 09:00" in beats(timedelta(days=2))


def test_nothing_is_sent_before_it_was_looked_at(
    app: Flask, client: FlaskClient, with_accounts: Casework, events: Events
) -> None:
    people = keys(app, "周一", "钱三")

    looked = text(client.post(PAGE, data={"person": people, "do": "look"}))
    assert "People who are reminded: 1; their open reviews: 4." in looked
    assert "0 also an e-mail, 0 also a text message" in looked
    assert "Subject 4 files are waiting for your review" in looked
    assert (told(app), "reminders_sent" in events()) == ([], False)

    done = client.post(PAGE, data={"person": people, "do": "send"})
    assert done.location == PAGE
    assert "People who are reminded: 1." in text(client.get(PAGE))
    again = client.post(PAGE, data={"person": people, "do": "send"})
    assert "Nobody was left to remind" in text(client.get(again.location))
    assert told(app) == ["R1"]
    assert "1 review open, by hand" not in text(client.get(SENT))
    assert "4 reviews open, by hand" in text(client.get(SENT))


def test_nobody_chosen_is_nobody_reminded(
    app: Flask, client: FlaskClient, with_accounts: Casework
) -> None:
    for data in ({"do": "look"}, {"do": "look", "person": "nobody-has-this"}):
        assert "Tick at least one line." in text(client.post(PAGE, data=data))
    client.post(PAGE, data={"do": "send"})

    assert told(app) == []


FORM = {"is_on": "y", "before": "10，3", "after": "", "most": "4"}


def test_the_schedule_is_changed_and_read_back(
    client: FlaskClient, with_accounts: Casework
) -> None:
    done = client.post(SCHEDULE, data=FORM)
    assert done.location == PAGE

    said = text(client.get(PAGE))
    assert "working days before the day: 10, 3" in said
    assert "on the day itself" not in said
    assert "at most 4 for one person" in said
    assert 'value="10, 3"' in client.get(SCHEDULE).get_data(as_text=True)

    client.post(SCHEDULE, data={"most": "4"})
    assert "Reminders are switched off." in text(client.get(PAGE))


REFUSED = (
    ({"before": "five"}, "Write working days with commas between them"),
    ({"before": "0"}, "Give working days between 1 and 60"),
    ({"after": "1,2,3,4,5,6,7"}, "At most 6 reminders"),
    ({"most": "0"}, "Number must be between 1 and 20"),
    ({"most": ""}, "Fill in this field."),
)


def test_a_schedule_that_cannot_be_is_refused_at_its_field(
    client: FlaskClient, with_accounts: Casework
) -> None:
    for change, said in REFUSED:
        refused = client.post(SCHEDULE, data=FORM | change)
        assert (refused.status_code, said in text(refused)) == (422, True)


def test_mail_is_chosen_only_where_it_is_set_up(
    app: Flask, client: FlaskClient, with_accounts: Casework
) -> None:
    """Nothing leaves the house before an officer has said so."""
    client.post(SCHEDULE, data=FORM | {"by_mail": "y"})
    assert "As notices in the application only." in text(client.get(PAGE))

    app.config["MAIL_HOST"] = "mail.example.cn"
    client.post(SCHEDULE, data=FORM | {"by_mail": "y"})
    said = text(client.get(PAGE))
    assert "Besides the notices in the application: E-mail" in said
    assert "Neither e-mail" not in said

    client.post(PAGE, data={"person": keys(app, "周一", "白二"), "do": "send"})
    with app.app_context(), unit.reading() as connection:
        waiting = connection.scalars(
            select(User.login).join(Outbox, Outbox.user_id == User.id)
        ).all()
    assert list(waiting) == ["R1"]
    assert "白二" not in text(client.get(f"{SENT}?state=waiting"))
    assert "周一" in text(client.get(f"{SENT}?state=waiting"))


def test_the_page_takes_as_many_statements_for_few_as_for_many(
    client: FlaskClient, with_accounts: Casework, statements: list[str]
) -> None:
    client.get(PAGE)
    statements.clear()
    client.get(PAGE)
    n = len([each for each in statements if each.lstrip().startswith("SELECT")])

    assert n == 12


def test_others_find_nothing(
    client_for: ClientFor, with_accounts: Casework, app: Flask
) -> None:
    with app.app_context(), unit.transaction():
        lawyer = with_accounts.account("lawyer", Role.LAWYER)
    for who in (lawyer, "R1"):
        for path in (PAGE, SCHEDULE, SENT):
            assert client_for(who).get(path).status_code == 404
    assert client_for(who).post(PAGE, data={"do": "send"}).status_code == 404
