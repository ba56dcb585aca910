"""One's own notices and addresses: seen by their owner, changed by nobody else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from review.domain.notices import NoticeKind
from review.services import reminders
from review.store import unit
from review.store.models import Contact, Event
from tests.casework import Casework
from tests.services.conftest import PASSWORD
from tests.services.reminded import THE_DAY, TWO_DAYS_BEFORE, under_review
from tests.web.bureau.reading import text
from tests.web.conftest import ClientFor

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CONTACT = "/account/contact"


@pytest.fixture
def work(app: Flask) -> Casework:
    with app.app_context():
        made = under_review()
        reminders.remind(at=TWO_DAYS_BEFORE)
        reminders.remind(at=THE_DAY)
    return made


def english(client_for: ClientFor, who: object) -> FlaskClient:
    client = client_for(who)
    client.post("/language", data={"locale": "en", "then": "/"})
    return client


def bell(response: TestResponse) -> str:
    """How many notices the head of a page says are not read."""
    found = re.search(r"data-unread>(\d+)<", response.get_data(as_text=True))
    return found[1] if found else ""


def test_notices_are_counted_listed_and_seen(
    client_for: ClientFor, work: Casework
) -> None:
    client = english(client_for, "R1")
    page = client.get("/notices")
    said = text(page)
    assert bell(page) == "3"
    assert "You have been given 2 files to review New" in said
    assert said.count("2 files are waiting for your review New") == 2
    assert said.index("no working day is left") < said.index(
        "Working days until then: 2"
    )

    html = page.get_data(as_text=True)
    newest = html.split('name="upto" value="', 1)[1].split('"', 1)[0]
    client.post("/notices/seen", data={"upto": str(int(newest) - 1)})
    assert bell(client.get("/notices")) == "1"
    client.post("/notices/seen", data={"upto": newest})
    page = client.get("/notices")
    assert bell(page) == ""
    assert " New " not in text(page) and "Mark all as read" not in text(page)


def test_a_mark_that_is_none_marks_nothing(
    client_for: ClientFor, work: Casework
) -> None:
    client = english(client_for, "R1")

    for upto in ("", "-1", "x", "１", "9" * 30):
        assert client.post("/notices/seen", data={"upto": upto}).status_code == 302
    assert bell(client.get("/notices")) == "3"


def test_nobody_reads_or_marks_anothers_notices(
    client_for: ClientFor, work: Casework
) -> None:
    """Also a mark beyond all notices reaches the own ones only, and no later one."""
    officer = english(client_for, work.officer)
    assert "There is no notice for you yet." in text(officer.get("/notices"))
    officer.post("/notices/seen", data={"upto": "999999"})

    assert bell(english(client_for, "R1").get("/account")) == "3"
    with client_for(work.officer).application.app_context():
        reminders.remind(at=THE_DAY + timedelta(days=1))
    assert bell(officer.get("/account")) == "1"


def test_looking_changes_nothing_and_costs_no_statement(
    app: Flask, client_for: ClientFor, work: Casework
) -> None:
    from tests.services.rounds import counted

    client = english(client_for, "R1")
    with app.app_context(), counted() as sent:
        client.get("/account")
    assert not any("FROM notices" in each and "users" not in each for each in sent)
    assert [bell(client.get("/notices")) for _ in range(2)] == ["3", "3"]


def test_every_notice_leads_to_a_page_that_is_there(app: Flask) -> None:
    rules = {rule.rule for rule in app.url_map.iter_rules()}

    assert {kind.path for kind in NoticeKind} <= rules


@pytest.fixture
def owner(app: Flask, client_for: ClientFor) -> FlaskClient:
    """An account with a password, reading English."""
    from review.domain.policy import Role, operator
    from review.services import administration
    from review.services.administration import NewAccount
    from tests.conftest import AT

    with app.app_context():
        account = NewAccount(login="owner", role=Role.BUREAU_OFFICER)
        administration.create_account(
            viewer=operator(1), account=account, at=AT, password=PASSWORD, cheap=True
        )
    return english(client_for, "owner")


def stored(app: Flask) -> list[tuple[str, str, bool, bool]]:
    with app.app_context(), unit.reading() as connection:
        rows = connection.execute(
            select(Contact.email, Contact.mobile, Contact.wants_mail, Contact.wants_sms)
        )
        return [tuple(row) for row in rows]


FORM = {"email": "own@example.cn", "mobile": "138 0013 8000", "wants_mail": "y"}


def test_the_owner_says_where_messages_go(app: Flask, owner: FlaskClient) -> None:
    assert "E-mail is not set up here" in text(owner.get(CONTACT))

    done = owner.post(CONTACT, data=FORM | {"password": PASSWORD})

    assert done.location == "/account"
    assert stored(app) == [("own@example.cn", "13800138000", True, False)]
    html = owner.get(CONTACT).get_data(as_text=True)
    assert 'value="own@example.cn"' in html and 'value="13800138000"' in html
    with app.app_context(), unit.reading() as connection:
        kept = connection.execute(
            select(Event.kind, Event.payload).order_by(Event.id.desc()).limit(1)
        ).one()
    assert tuple(kept) == ("contact_changed", {})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"password": "wrong"}, "The present password is not right."),
        ({"password": ""}, "The present password is not right."),
        ({"email": "a@b.cn,c@d.cn"}, "This is not an e-mail address"),
        ({"email": "a@b.cn\r\nBcc: c@d.cn"}, "This is not an e-mail address"),
        ({"mobile": "12345"}, "This is not a mobile number"),
    ],
)
def test_a_wrong_password_or_address_changes_nothing(
    app: Flask, owner: FlaskClient, change: dict[str, str], said: str
) -> None:
    refused = owner.post(CONTACT, data=FORM | {"password": PASSWORD} | change)

    assert refused.status_code == 422
    assert said in text(refused)
    assert stored(app) == []


def test_to_switch_mail_off_no_password_is_needed(
    app: Flask, owner: FlaskClient
) -> None:
    owner.post(CONTACT, data=FORM | {"password": PASSWORD})

    without = {key: value for key, value in FORM.items() if key != "wants_mail"}
    assert owner.post(CONTACT, data=without).location == "/account"
    assert stored(app) == [("own@example.cn", "13800138000", False, False)]
