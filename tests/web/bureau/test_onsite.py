"""On-site sessions: arranged, signed in by both sides, undone, printed, exported."""

from __future__ import annotations

import io
import re
from datetime import datetime

import docx
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from review.store import invariants, unit
from review.store.models import Event
from tests.casework import Casework
from tests.web.bureau.reading import text
from tests.web.conftest import ClientFor
from tests.web.released import body_of

HERE = "/campaigns/2025/sessions/"
OWN = "/reviews/sessions/"
HOURS = {"day": "2026-03-02", "starts": "09:40", "ends": "10:10", "place": "三楼会议室"}
OPENED = datetime.fromisoformat("2026-03-02T09:15+08:00")
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def at(app: Flask, moment: datetime) -> None:
    app.config["CLOCK"] = lambda: moment


def keys(page: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="([^"]+)"', page)


@pytest.fixture
def session(app: Flask, client: FlaskClient, allocated: Casework) -> str:
    """The address of a session to which everybody is invited."""
    answer = client.post(HERE, data=HOURS)
    assert answer.status_code == 302, text(answer)
    return str(answer.headers["Location"])


def test_everybody_is_invited_at_first_and_twice_is_one_session(
    client: FlaskClient, session: str
) -> None:
    again = client.post(HERE, data=HOURS)
    page = text(client.get(session))

    assert again.headers["Location"] == session
    assert "March 2, 2026 09:40–10:10 三楼会议室" in page
    assert "4 invited 0 signed in" in page
    assert "Signing in begins half an hour before the session." in page
    assert "March 2, 2026 09:40–10:10 三楼会议室 4 0" in text(client.get(HERE))
    assert "请准时参加" not in page and "at 三楼会议室. Please bring" in page


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"ends": "08:00"}, "It ends after it begins, on the same day."),
        ({"starts": "9 Uhr"}, "Give an hour such as 09:00."),
        ({"place": ""}, "Fill in this field."),
    ],
)
def test_a_session_without_hours_or_place_is_refused(
    client: FlaskClient, allocated: Casework, wrong: dict[str, str], said: str
) -> None:
    answer = client.post(HERE, data={**HOURS, **wrong})

    assert answer.status_code == 422
    assert said in text(answer)
    assert "No session is arranged." in text(answer)


def test_the_office_ticks_and_takes_a_wrong_tick_back(
    app: Flask, client: FlaskClient, session: str
) -> None:
    early = client.post(session, data={"tick": "x"})
    assert early.status_code == 409
    assert "Nobody can have signed in before the session is open." in text(early)
    at(app, OPENED)
    guest, other, *_ = keys(client.get(session).text, "tick")

    for _ in range(2):
        client.post(session, data={"tick": guest})
    assert "4 invited 1 signed in" in text(client.get(session))
    client.post(session, data={"untick": guest})
    client.post(session, data={"untick": guest})
    client.post(session, data={"tick": other})

    assert "4 invited 1 signed in" in text(client.get(session))
    assert client.post(session, data={"tick": "x"}).status_code == 404
    with app.app_context(), unit.reading() as connection:
        kinds = connection.scalars(
            select(Event.kind)
            .where(Event.kind.startswith("session"))
            .order_by(Event.id)
        )
        assert list(kinds) == [
            "session_arranged",
            "session_signed_in",
            "session_sign_in_undone",
            "session_signed_in",
        ]
        assert invariants.check() == []


def test_a_reviewer_signs_in_during_the_hours_and_sees_nobody_else(
    app: Flask, client: FlaskClient, client_for: ClientFor, session: str, work: Casework
) -> None:
    with app.app_context(), unit.transaction():
        reviewer = work.reader("R1")
    own = client_for(reviewer)
    own.post("/language", data={"locale": "en", "then": "/"})
    address = OWN + session.rstrip("/").rsplit("/", 1)[1]

    assert "From half an hour before it begins" in text(own.get(OWN))
    early = own.post(address)
    at(app, OPENED)
    assert "Sign in: I am there" in text(own.get(OWN))
    before = body_of(own, OWN)
    client.post(session, data={"tick": keys(client.get(session).text, "tick")[-1]})
    assert body_of(own, OWN) == before
    signed = [own.post(address).status_code for _ in range(2)]

    assert early.status_code == 409
    assert "Signing in is possible from half an hour before" in text(early)
    assert signed == [302, 302]
    assert "2026-03-02 09:15" in text(own.get(OWN))
    assert "4 invited 2 signed in" in text(client.get(session))
    assert "周一 R1 2026-03-02 09:15 on the own account" in text(client.get(session))
    assert own.get(session).status_code == own.post(session).status_code == 404
    assert own.post(OWN + "unknown").status_code == 404


def test_invitations_change_but_who_signed_in_stays(
    app: Flask, client: FlaskClient, client_for: ClientFor, session: str, work: Casework
) -> None:
    at(app, OPENED)
    page = client.get(session).text
    client.post(session, data={"tick": keys(page, "tick")[0]})
    client.post(session + "guests", data={"number": ["R1"]})
    page = text(client.get(session))
    with app.app_context(), unit.transaction():
        uninvited = work.reader("R3")

    # 白二 was ticked and is first by pinyin; 周一 is invited; the others are not.
    assert "2 invited 1 signed in" in page
    assert client_for(uninvited).get(OWN).text.count("三楼会议室") == 0
    assert client.post(session + "cancellation").status_code == 409
    client.post(session, data={"untick": keys(client.get(session).text, "untick")[0]})
    assert client.post(session + "guests").status_code == 409
    assert client.post(session + "cancellation").status_code == 302
    assert client.get(session).status_code == 404


def test_the_sheet_and_the_list_name_the_guests_of_the_session(
    app: Flask, client: FlaskClient, session: str
) -> None:
    client.post(session + "guests", data={"number": ["R1", "R2"]})
    at(app, OPENED)
    client.post(session, data={"tick": keys(client.get(session).text, "tick")[0]})

    sheet = docx.Document(io.BytesIO(client.get(session + "sign-in.docx").data))
    body = client.get(session + "attendance.csv").data.decode("utf-8-sig")

    said = "\n".join(each.text for each in sheet.paragraphs)
    assert "地点：三楼会议室　　日期：2026年3月2日 09:40至10:10" in said
    assert [row.cells[1].text for row in sheet.tables[0].rows] == [
        "姓名",
        "白二",
        "周一",
    ]
    assert "应到2人" in said
    assert body.splitlines()[1:] == [
        "白二,R2,2026-03-02 09:15,by the office",
        "周一,R1,,",
    ]
