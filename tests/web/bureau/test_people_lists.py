"""Pages that list a campaign's people: found by name, cut into pages, chosen across."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from review.services import allocation, sampling
from review.store import unit
from review.store.models import DeclaredConflict, Firm, Reminder
from tests.casework import Casework, casework, plan, sheet
from tests.conftest import AT
from tests.databases import Once
from tests.web.bureau.reading import fields, text

MANY = 60
SIGNS = "甲乙丙丁戊己庚辛壬癸"
BASE = "/campaigns/2025"
READERS, REMINDERS = f"{BASE}/readers", f"{BASE}/reminders"
CONFLICTS, CALIBRATION = f"{BASE}/allocation/conflicts", f"{BASE}/calibration/"
FIGURES = f"{BASE}/reviewers/"
ALTERNATES, SESSIONS = f"{BASE}/allocation/alternates/", f"{BASE}/sessions/"
PAGES = (READERS, REMINDERS, CONFLICTS, CALIBRATION, FIGURES, ALTERNATES, SESSIONS)
HOURS = {"day": "2026-03-02", "starts": "09:40", "ends": "10:10", "place": "三楼会议室"}
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def sixty_people() -> Casework:
    """Sixty reviewers with two files each; 王伟 and 周伟 are among them."""
    with unit.transaction():
        made = casework()
        made.scheme(sheet())
        made.firm("北京律师事务所")
        for n in range(MANY):
            name = {7: "王伟", 42: "周伟"}.get(n, f"安{SIGNS[n // 10]}{SIGNS[n % 10]}")
            made.reviewer(f"R{n:02}", name=name)
            made.reader(f"R{n:02}")
            made.conflict(f"R{n:02}", firm="北京律师事务所")
            made.case(f"c{n}", lawyers=(f"赵{n % 9}",))
    sampling.open_campaign(viewer=made.officer, plan=plan(cap=3), at=AT)
    sampling.draw(viewer=made.officer, code="2025", at=AT, seed="7")
    allocation.confirm(viewer=made.officer, code="2025", at=AT)
    return made


@pytest.fixture
def work(once: Once) -> Casework:
    return once(sixty_people)


@pytest.fixture
def path(request: pytest.FixtureRequest, client: FlaskClient, work: Casework) -> str:
    """The address of a list; of a session it is known once it is arranged."""
    if request.param != SESSIONS:
        return str(request.param)
    return str(client.post(SESSIONS, data=HOURS).headers["Location"])


everywhere = pytest.mark.parametrize("path", PAGES, indirect=True)


def listed(client: FlaskClient, path: str, **query: str) -> str:
    """What the list says; whom one may invite to a session stands beneath, whole."""
    return text(client.get(path, query_string=query)).partition("Who is invited")[0]


@everywhere
def test_somebody_is_found_by_name_pinyin_or_number(
    client: FlaskClient, path: str
) -> None:
    for asked in ("王伟", "wangwei", "R07"):
        said = listed(client, path, text=asked)
        assert ("王伟" in said, "周伟" in said) == (True, False)
        assert "All 1 " in said
    both = listed(client, path, text="wei")
    assert "王伟" in both and "周伟" in both and "All 2 " in both
    assert "fits this choice" in text(client.get(path, query_string={"text": "nobody"}))


@everywhere
def test_a_page_has_fifty_and_says_of_how_many(client: FlaskClient, path: str) -> None:
    first, second = listed(client, path), listed(client, path, page="2")

    assert "1–50 of 60" in first and "51–60 of 60" in second
    assert "周伟" not in first and "周伟" in second
    assert client.get(path, query_string={"state": "nonsense"}).status_code == 400


@everywhere
def test_searching_takes_no_further_statement(
    client: FlaskClient, statements: list[str], path: str
) -> None:
    def n_for(**query: str) -> int:
        client.get(path, query_string=query)
        statements.clear()
        assert client.get(path, query_string=query).status_code == 200
        return len([each for each in statements if each.lstrip().startswith("SELECT")])

    assert n_for() == n_for(text="wei") == n_for(page="2") == n_for(size="500")


@pytest.mark.parametrize("name", ["readers", "reviewers/reviewers"])
def test_an_export_has_whom_the_list_finds(client: FlaskClient, name: str) -> None:
    def names(**query: str) -> list[str]:
        body = client.get(f"{BASE}/{name}.csv", query_string=query)
        rows = csv.DictReader(io.StringIO(body.get_data().decode("utf-8-sig")))
        return [row["Name"] for row in rows]

    assert names(text="wei") == ["王伟", "周伟"]
    assert names(text="wei", state="done") == []
    assert len(names()) == MANY


def test_states_say_how_many_they_hold(client: FlaskClient) -> None:
    said = text(client.get(READERS, query_string={"state": "open"}))

    assert "All 60 With open reviews 60 Late 0 Finished 0 Panel leads 0" in said


def test_order_and_search_of_the_figures_go_together(client: FlaskClient) -> None:
    shown = client.get(FIGURES, query_string={"order": "done", "text": "wei"}).text

    assert "order=open&amp;text=wei" in shown
    assert 'name="order" value="done"' in shown


# Those to remind are chosen across pages: whoever stands elsewhere is carried along.


def chosen(response: object) -> tuple[list[str], list[str]]:
    """Who is chosen on the page itself, and who elsewhere."""
    html = response.text  # type: ignore[attr-defined]
    boxes = re.findall(r'<input class="form-check-input"[^>]*name="person"[^>]*>', html)
    ticked = [each for each in boxes if " checked" in each]
    here = [re.search(r'value="([^"]*)"', each)[1] for each in ticked]  # type: ignore[index]
    return here, re.findall(r'type="hidden" name="person" value="([^"]*)"', html)


def test_a_choice_is_kept_from_page_to_page(client: FlaskClient) -> None:
    wang = re.search(
        r'name="person" value="([^"]*)"', client.get(f"{REMINDERS}?text=王伟").text
    )
    assert wang is not None

    data = {"person": wang[1], "do": "turn", "text": ""}
    second = client.post(f"{REMINDERS}?page=2", data=data)
    assert chosen(second) == ([wang[1]], []) or chosen(second) == ([], [wang[1]])
    found = client.post(REMINDERS, data=data | {"text": "zhou"})
    assert chosen(found) == ([], [wang[1]])
    assert "People chosen: 1, of them not shown here: 1." in text(found)


def test_everybody_found_is_chosen_and_given_up_again(client: FlaskClient) -> None:
    every = client.post(REMINDERS, data={"do": "all", "text": ""})
    here, elsewhere = chosen(every)
    assert (len(here), len(elsewhere)) == (50, 10)
    assert "People chosen: 60, of them not shown here: 10." in text(every)

    people = [*here, *elsewhere]
    fewer = client.post(
        f"{REMINDERS}?text=wei", data={"do": "none", "person": people, "text": ""}
    )
    assert "People chosen: 58, of them not shown here: 58." in text(fewer)

    looked = client.post(REMINDERS, data={"do": "look", "person": chosen(fewer)[1]})
    assert "People who are reminded: 58; their open reviews: 116." in text(looked)


def test_turning_and_choosing_reminds_nobody(app: Flask, client: FlaskClient) -> None:
    for do in ("turn", "all", "none"):
        client.post(REMINDERS, data={"do": do, "text": ""})

    with app.app_context(), unit.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(Reminder)) == 0


def test_strangers_are_not_carried_along(client: FlaskClient) -> None:
    said = client.post(REMINDERS, data={"do": "turn", "person": "nobody", "text": ""})

    assert chosen(said) == ([], [])
    assert "People chosen: 0" in text(said)


# Who is named in a form may be typed: by name, pinyin or number, if only one fits.


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("王伟", "王伟 will get no files"),
        ("wangwei", "王伟 will get no files"),
        ("王伟 · R07", "王伟 will get no files"),
        ("R42", "周伟 will get no files"),
        ("wei", "2 fit this: 王伟 · R07, 周伟 · R42. Choose one of them."),
        ("李", "Nothing in the list fits this."),
        ("", "Fill in this field."),
    ],
)
def test_whoever_is_meant_is_typed(client: FlaskClient, typed: str, said: str) -> None:
    data = {"reviewer": typed, "firm": "qingchuan", "handler": ""}

    shown = client.post(CONFLICTS, data=data)

    assert said in text(shown)
    assert shown.status_code == (200 if "no files" in said else 422)


def test_what_was_typed_stands_for_the_one_meant(
    app: Flask, client: FlaskClient
) -> None:
    data = {"reviewer": "wangwei", "firm": "qingchuan", "handler": ""}
    shown = client.post(CONFLICTS, data=data)
    with app.app_context(), unit.reading() as connection:
        firm = connection.scalar(
            select(Firm.public_id).where(Firm.name == "青川律师事务所")
        )
    kept = {name: fields(shown, name)[0] for name in ("reviewer", "firm")}
    assert kept == {"reviewer": "R07", "firm": firm}

    client.post(CONFLICTS, data=kept | {"handler": "", "do": "declare"})

    with app.app_context(), unit.reading() as connection:
        n = select(func.count()).select_from(DeclaredConflict)
        assert connection.scalar(n) == MANY + 1


# A session: who is ticked is found again in the list as it was searched.


def test_a_tick_leads_back_to_the_search(app: Flask, client: FlaskClient) -> None:
    session = client.post(SESSIONS, data=HOURS).headers["Location"]
    app.config["CLOCK"] = lambda: AT + timedelta(minutes=15)
    asked = {"text": "wangwei", "state": "missing"}
    page = client.get(session, query_string=asked)
    (key,) = re.findall(r'name="tick" value="([^"]+)"', page.text)

    answer = client.post(session, query_string=asked, data={"tick": key})
    assert answer.headers["Location"] == f"{session}?text=wangwei&state=missing"
    assert "All 1 Has signed in 1 Not signed in 0" in text(client.get(answer.location))
    assert client.post(session, data={"tick": key}).headers["Location"] == session
