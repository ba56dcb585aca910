"""Campaigns over HTTP: from an empty bureau to an open one, step by step."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from review.domain.policy import Role
from review.services import sampling
from review.store import unit
from review.store.models import AccessLog, Campaign
from tests.casework import Casework, casework, plan
from tests.conftest import AT
from tests.web.bureau.reading import text
from tests.web.conftest import ClientFor
from tests.web.tokens import without_tokens

# All campaigns


def test_an_empty_bureau_is_led_to_opening_a_campaign(client: FlaskClient) -> None:
    page = client.get("/campaigns")

    assert "There is no campaign yet." in text(page)
    assert 'href="/open-campaign"' in page.get_data(as_text=True)


def test_a_manager_is_not_offered_what_only_officers_do(
    app: Flask, client_for: ClientFor, opened: Casework
) -> None:
    with app.app_context(), unit.transaction():
        manager = opened.account("manager", Role.CAMPAIGN_MANAGER, campaign_id=1)
    client = client_for(manager)

    page = client.get("/campaigns")

    assert page.status_code == 200
    assert 'href="/campaigns/2025"' in page.get_data(as_text=True)
    assert 'href="/open-campaign"' not in page.get_data(as_text=True)
    assert client.get("/open-campaign").status_code == 404
    assert client.post("/open-campaign/begin").status_code == 404


def test_the_list_says_whose_turn_it_is(
    client: FlaskClient, allocated: Casework
) -> None:
    said = text(client.get("/campaigns"))

    assert "Reviewers Reviews not in yet: 12; people who hold them: 3." in said
    assert "29 days left" in said


def test_an_overdue_campaign_says_so(
    app: Flask, client: FlaskClient, allocated: Casework
) -> None:
    with app.app_context(), unit.transaction() as connection:
        connection.execute(Campaign.__table__.update().values(due_on=date(2026, 2, 27)))

    said = text(client.get("/campaigns"))

    assert "3 days over" in said
    assert "Reviews not in yet: 12; people who hold them: 3. The term is over." in said
    assert "12 reviews are late" in text(client.get("/campaigns/2025/readers"))


# One campaign


def test_the_page_leads_to_the_next_step(client: FlaskClient, opened: Casework) -> None:
    page = client.get("/campaigns/2025")

    assert "Draw the sample. Go there" in text(page)
    assert 'href="/campaigns/2025/sample/"' in page.get_data(as_text=True)
    assert "Reviewers: 3, panel leads: 1" in text(page)


def test_the_page_shows_the_path(client: FlaskClient, allocated: Casework) -> None:
    said = text(client.get("/campaigns/2025"))

    assert "6 files drawn" in said
    assert "12 of 12 places filled" in said
    assert "0 of 12 reviews are in" in said
    assert "Nothing; the reviews are under way." in said


# Who reads


def test_reviewers_are_listed_by_pinyin(
    client: FlaskClient, allocated: Casework
) -> None:
    said = text(client.get("/campaigns/2025/readers"))

    assert re.findall(r"(白二|周一|钱三|组长甲) \w\d", said) == [
        "白二",
        "钱三",
        "周一",
        "组长甲",
    ]


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("open", ["白二", "钱三", "周一"]),
        ("late", []),
        ("done", []),
        ("lead", ["组长甲"]),
    ],
)
def test_reviewers_are_filtered(
    client: FlaskClient, allocated: Casework, state: str, names: list[str]
) -> None:
    said = text(client.get(f"/campaigns/2025/readers?state={state}"))

    assert re.findall(r"(白二|周一|钱三|组长甲) \w\d", said) == names
    if not names:
        assert "Nobody fits this choice." in said


def test_reviewers_leave_as_a_spreadsheet_and_it_is_logged(
    app: Flask, client: FlaskClient, allocated: Casework
) -> None:
    workbook = client.get("/campaigns/2025/readers.xlsx")
    lines = client.get("/campaigns/2025/readers.csv").get_data().decode("utf-8-sig")

    rows = list(load_workbook(io.BytesIO(workbook.data)).active.values)
    assert rows[0][:3] == ("Name", "Reviewer number", "County")
    assert [row[0] for row in rows[1:]] == ["白二", "钱三", "周一", "组长甲"]
    assert lines.splitlines()[1].startswith("白二,R2,")
    assert workbook.headers["Content-Disposition"] == (
        "attachment; filename=reviewers-2025.xlsx"
    )
    with app.app_context(), unit.reading() as connection:
        logged = connection.scalars(
            select(AccessLog.object_id).where(AccessLog.action == "list.export")
        )
        assert logged.all() == ["readers:2025", "readers:2025"]


# What is asked for must be known


@pytest.mark.parametrize(
    "address",
    [
        "/campaigns/2025/readers?state=x",
        "/campaigns/2025/allocation/reads?sort=score",
        "/campaigns/2025/allocation/reads?page=0",
        "/campaigns/2025/allocation/reads?page=-1",
        "/campaigns/2025/allocation/reads?page=x",
        "/campaigns/2025/allocation/reads?size=51",
        "/campaigns/2025/allocation/reads.csv?sort=total",
        "/campaigns/2025/files?sort=score",
        "/campaigns/2025/files?sort=grade",
        "/campaigns/2025/files.csv?sort=score",
        "/cases/?sort=score",
        "/cases/?page=999999999999999999999",
        "/cases/export.csv?sort=x",
    ],
)
def test_an_unknown_order_or_filter_is_refused(
    client: FlaskClient, allocated: Casework, address: str
) -> None:
    assert client.get(address).status_code == 400


# Whose campaign

PAGES = [
    "/campaigns/{}",
    "/campaigns/{}/readers",
    "/campaigns/{}/readers.csv",
    "/campaigns/{}/reader?number=R1",
    "/campaigns/{}/term",
    "/campaigns/{}/sample/",
    "/campaigns/{}/sample/certificate",
    "/campaigns/{}/sample/list.csv",
    "/campaigns/{}/allocation/",
    "/campaigns/{}/allocation/?proposal=1",
    "/campaigns/{}/allocation/reads",
    "/campaigns/{}/allocation/reads.xlsx",
    "/campaigns/{}/allocation/conflicts",
    "/campaigns/{}/files",
    "/campaigns/{}/files.csv",
    "/campaigns/{}/further",
]
POSTS = [
    "/campaigns/{}/sample/",
    "/campaigns/{}/allocation/",
    "/campaigns/{}/allocation/conflicts",
    "/campaigns/{}/allocation/conflicts/withdrawal",
    "/campaigns/{}/settle",
    "/campaigns/{}/readers",
    "/campaigns/{}/reader",
    "/campaigns/{}/term",
    "/campaigns/{}/further",
]


def test_the_pages_of_an_own_campaign_are_there(
    client: FlaskClient, allocated: Casework
) -> None:
    found = {page: client.get(page.format("2025")).status_code for page in PAGES}

    assert found == dict.fromkeys(PAGES, 200)


def _same(response: Any, code: str) -> str:
    """A page without what is new in every answer."""
    return without_tokens(response.get_data(as_text=True).replace(code, "*"))


@pytest.mark.parametrize("who", ["other bureau", "other campaign", "reviewer"])
def test_another_campaign_looks_like_none(
    app: Flask, client_for: ClientFor, allocated: Casework, who: str
) -> None:
    with app.app_context():
        values = plan(code="b")
        sampling.open_campaign(viewer=allocated.officer, plan=values, at=AT)
        with unit.transaction():
            stranger = casework(bureau="9", login="stranger")
            viewers = {
                "other bureau": stranger.officer,
                "other campaign": allocated.account(
                    "manager", Role.CAMPAIGN_MANAGER, campaign_id=2
                ),
                "reviewer": allocated.reader("R1"),
            }
    client = client_for(viewers[who])

    def answers(code: str) -> list[tuple[int, str]]:
        gets = [client.get(page.format(code)) for page in PAGES]
        data = {"digest": "x", "reviewer": "R1", "seed": ""}
        posts = [client.post(page.format(code), data=data) for page in POSTS]
        return [(each.status_code, _same(each, code)) for each in (*gets, *posts)]

    there, nowhere = answers("2025"), answers("nowhere")
    assert {status for status, _ in there} == {404}
    assert there == nowhere


def test_a_manager_sees_the_own_campaign_only(
    app: Flask, client_for: ClientFor, opened: Casework
) -> None:
    with app.app_context():
        values = plan(code="b", name="另一个活动")
        sampling.open_campaign(viewer=opened.officer, plan=values, at=AT)
        with unit.transaction():
            manager = opened.account("m", Role.CAMPAIGN_MANAGER, campaign_id=2)
    client = client_for(manager)

    page = client.get("/campaigns").get_data(as_text=True)

    assert 'href="/campaigns/b"' in page
    assert "/campaigns/2025" not in page
    assert client.get("/campaigns/b").status_code == 200
    assert client.get("/campaigns/b/sample/").status_code == 200


# How many questions the pages ask


def test_many_campaigns_ask_as_many_questions_as_one(
    app: Flask, client: FlaskClient, allocated: Casework, statements: list[str]
) -> None:
    def n_asked() -> int:
        client.get("/campaigns")
        statements.clear()
        assert client.get("/campaigns").status_code == 200
        return len(statements)

    one = n_asked()
    with app.app_context():
        for n in range(9):
            values = plan(code=f"x{n}")
            sampling.open_campaign(viewer=allocated.officer, plan=values, at=AT)
            sampling.draw(viewer=allocated.officer, code=f"x{n}", at=AT)

    assert n_asked() == one
