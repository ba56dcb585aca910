"""The pages of objections: the lawyer's, the firm head's, the bureau's, the decider's."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from review.domain.appeals import WHOLE
from review.services.accounts import hash_of
from review.services.appeals import office
from review.store import unit
from review.store.models import Objection, ObjectionAnswer, ObjectionRuling
from review.store.queries import sessions
from review.web.settings import COOKIE
from tests.databases import Once
from tests.released import TODAY, Place
from tests.services.objected import (
    AFTER,
    CODE,
    PDF,
    decide,
    decider_of,
    file_of,
    give,
    lodge,
    looked,
    point,
    row_of,
    ruling,
    told,
)
from tests.services.rounds import rows
from tests.web.pages import faults

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TAGS = re.compile("<[^>]+>")
BUREAU = f"/campaigns/{CODE}/objections/"


@pytest.fixture
def place(app: Flask, once: Once) -> Iterator[Place]:
    app.config["CLOCK"] = lambda: AFTER
    yield once(told)


@pytest.fixture
def client_of(app: Flask, place: Place) -> Callable[[str], FlaskClient]:
    """Somebody of the place signed in on the day after the release."""

    def made(who: str) -> FlaskClient:
        viewer = place.people.get(who) or place.officer
        token = secrets.token_urlsafe(16)
        with app.app_context(), unit.transaction():
            ends_at = AFTER + timedelta(hours=12)
            own = {"token_hash": hash_of(token), "user_id": viewer.user_id or 0}
            sessions.start(at=AFTER, ends_at=ends_at, **own)
        client = app.test_client()
        client.set_cookie(COOKIE, token)
        return client

    return made


Signed = Callable[[str], FlaskClient]


def page(client: FlaskClient, url: str, status: int = 200) -> str:
    response = client.get(url, follow_redirects=True)
    html = response.get_data(as_text=True)
    assert response.status_code == status
    assert status != 200 or faults(html) == []
    return html


def sent_to(client: FlaskClient, url: str, status: int = 200, **data: Any) -> str:
    response = client.post(url, data=data, follow_redirects=True)
    assert response.status_code == status
    return response.get_data(as_text=True)


SENT = {
    "key": "k",
    "g.i0": "fact",
    "t.i0": "卷内第3页有笔录",
    "m.i0": "10",
    "p.i0": "3",
}


def form_of(app: Flask, place: Place, who: str = "赵一") -> str:
    with app.app_context():
        row = row_of(place.people[who])
    room = "firm" if who.endswith("事务所") else "my"
    return f"/{room}-objections/to/{row}"


@pytest.mark.parametrize("who", ["赵一", "甲律师事务所"])
def test_an_objection_is_lodged_looked_at_and_withdrawn(
    app: Flask, place: Place, client_of: Signed, who: str
) -> None:
    client, form = client_of(who), form_of(app, place, who)
    room = form.split("/to/")[0]
    results = "/firm/cases/" if who.endswith("事务所") else "/my-results/"
    assert form in page(client, results + form.rsplit("/", 1)[1])
    assert "i0" in page(client, form)

    made = sent_to(client, form, **SENT)
    assert "卷内第3页有笔录" in made
    with app.app_context():
        ((key,),) = rows(Objection, "public_id")
    assert f"{room}/{key}" in page(client, f"{room}/")
    assert "withdraw" in page(client, f"{room}/{key}")
    page(client, f"{room}/{key}/withdraw")
    assert "withdraw" not in sent_to(client, f"{room}/{key}/withdraw")


def test_forms_are_guarded_like_all_others(
    app: Flask, place: Place, client_of: Signed
) -> None:
    """Whoever guards them asks a view for its name, which a bound one has not."""
    app.config["WTF_CSRF_ENABLED"] = True
    client, form = client_of("赵一"), form_of(app, place)
    assert "csrf_token" in page(client, form)
    assert client.post(form, data=SENT).status_code == 400


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"g.i0": ""}, "choose the ground"),
        ({"t.i0": " "}, "say in at most"),
        ({"m.i0": "ten"}, "as a number"),
        ({"m.i0": "11"}, "between 0 and 10"),
        ({"g.i0": "", "t.i0": "", "m.i0": "", "p.i0": ""}, "Say to which items"),
    ],
)
def test_what_was_typed_stays_where_it_is_refused(
    app: Flask, place: Place, client_of: Signed, wrong: dict[str, str], words: str
) -> None:
    client = client_of("赵一")
    client.set_cookie("locale", "en")
    client.post("/language", data={"locale": "en", "then": "/"})
    form = form_of(app, place)
    html = sent_to(client, form, status=422, **(SENT | wrong))
    assert words in html
    assert wrong.get("t.i0", SENT["t.i0"]).strip() in html
    with app.app_context():
        assert rows(Objection) == []


def test_a_letter_is_entered_with_its_scan(
    app: Flask, place: Place, client_of: Signed
) -> None:
    client = client_of("officer")
    with app.app_context():
        file = file_of(place)
    assert f"new/{file}" in page(client, f"{BUREAU}?number=0002")
    assert "new/" not in page(client, f"{BUREAU}?number=nothing")
    page(client, f"{BUREAU}new/{file}")

    sent = SENT | {"side": "handler", "received_on": TODAY.isoformat()}
    refused = sent_to(client, f"{BUREAU}new/{file}", status=422, **sent)
    assert SENT["t.i0"] in refused
    sent_to(
        client,
        f"{BUREAU}new/{file}",
        **sent,
        letter=(BytesIO(PDF), "letter.pdf"),
    )
    with app.app_context():
        ((key,),) = rows(Objection, "public_id")
    letter = client.get(f"{BUREAU}{key}/letter")
    assert (letter.data, letter.mimetype) == (PDF, "application/pdf")
    assert "attachment" in letter.headers["Content-Disposition"]
    assert page(client, f"{BUREAU}?stage=lodged").count(f"{BUREAU}{key}") == 1
    assert f"{BUREAU}{key}" not in page(client, f"{BUREAU}?stage=told")
    page(client, f"{BUREAU}?stage=nonsense", status=400)


def test_the_whole_way_on_pages(app: Flask, place: Place, client_of: Signed) -> None:
    with app.app_context():
        key = lodge(place, point(), point(WHOLE, "整体偏低"))
    officer, lawyer = client_of("officer"), client_of("赵一")
    sent_to(officer, f"{BUREAU}{key}/give")
    with app.app_context():
        viewer, read = decider_of(place)
    client = client_of(next(w for w, v in place.people.items() if v == viewer))
    blind = page(client, f"/reviews/{read}")
    assert "整体偏低" not in blind and "卷内第3页" not in blind
    with app.app_context():
        looked(viewer, read)
    beside = page(client, f"/reviews/{read}")
    assert "整体偏低" in beside and "卷内第3页有会见笔录" in beside
    assert 'name="u.i0"' in page(client, f"/reviews/{read}/confirm")

    rulings = {"u.i0": "upheld", "c.i0": "reviewer_error", "w.i0": "确有笔录"}
    rulings |= {"u.": "rejected", "c.": "reviewer_error", "w.": "其余扣分正确"}
    decide = f"/reviews/{read}/decide"
    own = {"version": "2", "key": "k"}
    assert "其余扣分正确" in sent_to(client, decide, status=422, **own, **rulings)
    rulings["c."] = "rule_applied"
    sent_to(client, decide, **own, **rulings)
    with app.app_context():
        assert len(rows(ObjectionRuling)) == 2

    assert "确有笔录" not in page(lawyer, f"/my-objections/{key}")
    assert "确有笔录" in page(officer, f"{BUREAU}{key}")
    sent_to(officer, f"{BUREAU}{key}/tell")
    with app.app_context():
        assert len(rows(ObjectionAnswer)) == 1
    assert "确有笔录" in page(lawyer, f"/my-objections/{key}")


def test_when_nobody_may_decide_it_is_said(
    app: Flask, place: Place, client_of: Signed
) -> None:
    with app.app_context():
        key = lodge(place)
        give(place, key)
        give(place, key)
    html = sent_to(client_of("officer"), f"{BUREAU}{key}/give")
    assert "alert" in html or "没有可以复核的人" in html
    with app.app_context():
        view = office.one(viewer=place.officer, code=CODE, public_id=key, on=TODAY)
    assert view.line.stage.value == "given"


def test_the_gate_leads_to_what_is_not_decided(
    app: Flask, place: Place, client_of: Signed
) -> None:
    gate = f"/campaigns/{CODE}/publication/release/final"
    with app.app_context():
        key = lodge(place)
    officer = client_of("officer")
    link = f'href="{BUREAU}"'
    n_without = page(officer, f"/campaigns/{CODE}").count(link)
    html = page(officer, gate)
    assert html.count(link) > n_without
    with app.app_context():
        give(place, key)
        decide(place)
    assert page(officer, gate).count(link) > n_without


def test_everything_is_said_in_english_too(
    app: Flask, place: Place, client_of: Signed
) -> None:
    with app.app_context():
        key = lodge(place)
    for who, urls in (
        ("officer", (BUREAU, f"{BUREAU}{key}")),
        ("赵一", ("/my-objections/", f"/my-objections/{key}")),
    ):
        client = client_of(who)
        client.post("/language", data={"locale": "en", "then": "/"})
        for url in urls:
            assert "bjection" in page(client, url)


def test_what_objections_came_to_is_shown_and_taken_along(
    app: Flask, place: Place, client_of: Signed
) -> None:
    officer = client_of("officer")
    assert "还没有收到异议" in page(officer, f"{BUREAU}figures")
    assert "figures" not in page(officer, BUREAU)
    with app.app_context():
        give(place, key := lodge(place, point(), point(WHOLE, "整体偏低")))
        decide(place, *map(ruling, ("i0", WHOLE)))
        office.tell(viewer=place.officer, code=CODE, public_id=key, at=AFTER)

    assert f"{BUREAU}figures" in page(officer, BUREAU)
    shown = " ".join(TAGS.sub(" ", page(officer, f"{BUREAU}figures")).split())
    assert "1 异议 1 采纳 0 部分采纳 0 不采纳" in shown
    assert "成绩1件、等次" in shown
    assert "整体等次" in shown
    for suffix in ("csv", "xlsx"):
        assert officer.get(f"{BUREAU}figures.{suffix}").status_code == 200
