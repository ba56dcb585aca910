"""What reviewers print: their own sheets only, filled in or blank, and nobody's name."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from review.domain.policy import Role, Viewer
from review.store import unit
from review.store.models import StoredScheme
from tests.factories import World
from tests.web.conftest import ClientFor
from tests.web.test_reviewer import (
    FULL,
    OTHER,
    READ,
    URL,
    partner,
    reviewer,
    save,
    submit,
    world,
)

__all__ = ["partner", "reviewer", "world"]

PRINT, BLANK = f"{URL}/print", f"{URL}/print/blank"


def paper(client: FlaskClient, url: str = PRINT) -> str:
    """The words of the printed part of a page."""
    html = client.get(url).get_data(as_text=True)
    body = html.split("<article", 1)[1].split("</article>", 1)[0]
    return " ".join(re.sub(r"<[^>]*>", " ", f"<{body}").split())


def test_a_draft_says_that_it_is_one_and_when(reviewer: FlaskClient) -> None:
    save(reviewer, 0, {"seal": {"choice": "missing"}}, comment="会见及时")

    found = paper(reviewer)

    assert re.search(r"^Draft of \d{4}-\d\d-\d\d \d\d:\d\d Case review sheet", found)
    assert "It has not been submitted and may still change." in found
    assert "会见及时" in found
    assert "Receipt number" not in found


def test_a_submitted_sheet_carries_its_receipt(reviewer: FlaskClient) -> None:
    save(reviewer, 0, FULL)
    submit(reviewer)
    page = reviewer.get(URL).get_data(as_text=True)
    receipt = re.search(r'data-role="receipt">(\w+)<', page)

    found = paper(reviewer)

    assert receipt is not None
    assert f"Receipt number {receipt[1]}" in found
    assert found.startswith("Submitted Case review sheet")
    assert "Draft" not in found


def test_a_blank_sheet_has_the_file_and_no_answer(reviewer: FlaskClient) -> None:
    before = paper(reviewer, BLANK)
    save(reviewer, 0, {"seal": {"choice": "missing"}}, comment="会见及时")

    after = paper(reviewer, BLANK)

    assert after == before
    assert "■" not in after
    assert "Case number" in after


def test_signatures_are_left_blank_and_no_name_is_printed(
    reviewer: FlaskClient, world: World
) -> None:
    found = [paper(reviewer, url) for url in (PRINT, BLANK)]

    names = {viewer.name for viewer in world.reviewers}
    assert all("Reviewer's signature Date" in each for each in found)
    assert not [name for name in names for each in found if name and name in each]


def test_nobody_prints_another_reviewers_sheet(
    client_for: ClientFor, partner: FlaskClient, world: World
) -> None:
    officer = client_for(world.officer)

    urls = [PRINT, BLANK]
    assert [partner.get(url).status_code for url in urls] == [404, 404]
    assert [officer.get(url).status_code for url in urls] == [404, 404]
    assert partner.get(f"/reviews/{OTHER}/print").status_code == 200
    assert READ not in paper(partner, f"/reviews/{OTHER}/print")


def test_every_table_repeats_its_head(reviewer: FlaskClient) -> None:
    html = reviewer.get(PRINT).get_data(as_text=True)

    tables = re.findall(r"<table.*?</table>", html, re.DOTALL)
    assert len(tables) == 4
    assert all("paper-running" in table.split("</thead>")[0] for table in tables)


@pytest.fixture
def scheme_url(app: Flask, world: World) -> str:
    with app.app_context(), unit.reading() as connection:
        return f"/schemes/{connection.scalar(select(StoredScheme.public_id))}"


def test_an_officer_prints_a_blank_sheet_of_a_scheme(
    client_for: ClientFor, world: World, scheme_url: str
) -> None:
    officer = client_for(world.officer)
    officer.post("/language", data={"locale": "en", "then": "/"})

    found = paper(officer, f"{scheme_url}/print")

    assert f'href="{scheme_url}/print"' in officer.get(scheme_url).get_data(True)
    assert "■" not in found
    assert "Total / 100" in found


def test_who_may_not_see_schemes_prints_none(
    client_for: ClientFor, everyone: dict[Role, Viewer], scheme_url: str
) -> None:
    lawyer = client_for(everyone[Role.LAWYER])

    assert lawyer.get(f"{scheme_url}/print").status_code == 404
