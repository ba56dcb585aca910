"""The pages between a superior bureau and those below it."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient

from review.domain.policy import Role
from review.files.schemes import dump
from review.store import unit
from review.store.models import Bureau
from tests.casework import Casework, casework, sheet
from tests.services.rounds import rows
from tests.web.bureau.test_replay import text_of
from tests.web.conftest import ClientFor

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def east(app: Flask, work: Casework) -> Casework:
    """A county's bureau below the officer's."""
    with app.app_context(), unit.transaction():
        made = casework(bureau="E", login="officer E")
        above = {"parent_id": work.bureau_id, "name": "东山县司法局"}
        unit.change(made.event, Bureau, {"id": made.bureau_id}, **above)
    return made


@pytest.fixture
def below(client_for: ClientFor, east: Casework) -> FlaskClient:
    made = client_for(east.officer)
    made.post("/language", data={"locale": "en", "then": "/"})
    return made


def address(app: Flask, made: Casework) -> str:
    with app.app_context():
        return str(rows(Bureau, "public_id", id=made.bureau_id)[0][0])


def scheme_page(client: FlaskClient) -> str:
    listed = client.get("/schemes/").text
    return "/schemes/" + listed.split('href="/schemes/')[-1].split('"')[0]


def test_a_scheme_goes_down_and_says_where_it_came_from(
    app: Flask, client: FlaskClient, east: Casework, below: FlaskClient
) -> None:
    page = client.get(scheme_page(client)).text
    form = page.split('href="/exchange/issue/')[1].split('"')[0]
    assert "东山县司法局" in client.get(f"/exchange/issue/{form}").text

    unchosen = client.post(f"/exchange/issue/{form}", data={})
    done = client.post(f"/exchange/issue/{form}", data={"to": address(app, east)})

    assert unchosen.status_code == 422
    assert "Choose at least one bureau." in unchosen.text
    assert "Issued to: 东山县司法局." in client.get(done.location).text
    assert "issued by" in below.get("/schemes/").text
    assert "It is used here and changed there." in below.get(scheme_page(below)).text
    assert "Schemes issued to us" in below.get("/exchange/").text
    assert "All of them have it." in client.get(f"/exchange/issue/{form}").text


def test_below_there_are_campaigns_and_nothing_else(
    app: Flask,
    client: FlaskClient,
    work: Casework,
    east: Casework,
    below: FlaskClient,
) -> None:
    own = client.get(f"/exchange/below/{address(app, east)}")
    upwards = below.get(f"/exchange/below/{address(app, work)}")

    assert "This bureau has no campaign yet." in own.text
    assert upwards.status_code == 404


def test_a_changed_file_needs_a_reason_and_another_officer(
    client: FlaskClient, opened: Casework
) -> None:
    changed = dump(sheet(version="2")).encode()

    def send(**more: str) -> dict[str, object]:
        return {"file": (io.BytesIO(changed), "civil.yaml"), **more}

    alone = client.post("/schemes/load", data=send())
    proposed = client.post("/schemes/load", data=send(reason="错字"))

    assert alone.status_code == 422
    assert "a changed version takes two people" in text_of(alone.text)
    page = text_of(client.get(proposed.location).text)
    assert "proposed without a trial" in page
    assert "of grades moved when it was tried" not in page


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.BAR_ASSOCIATION])
def test_nobody_else_sees_it(
    app: Flask, work: Casework, east: Casework, client_for: ClientFor, role: Role
) -> None:
    with app.app_context(), unit.transaction():
        viewer = work.account("somebody", role)
    client = client_for(viewer)

    assert client.get("/exchange/").status_code == 404
    assert client.get(f"/exchange/below/{address(app, east)}").status_code == 404


def test_numbers_are_designated_and_results_asked_for(
    app: Flask,
    client: FlaskClient,
    east: Casework,
    below: FlaskClient,
) -> None:
    page = f"/exchange/below/{address(app, east)}"
    form = f"{page}/designate"
    assert "The bureau chooses the campaign" in client.get(form).text
    empty = client.post(form, data={"name": "抽查", "numbers": " "})
    done = client.post(form, data={"name": "抽查", "numbers": "(2025)1号"})
    refused = client.post("/exchange/results", data={"year": "20x5"})
    asked = client.post("/exchange/results", data={"year": "2025"})

    assert (empty.status_code, done.location) == (422, page)
    assert "Give between 1 and 2000 case numbers" in empty.text
    assert "waiting for a campaign" in text_of(client.get(page).text)
    assert refused.location == "/exchange/"
    year = text_of(client.get(asked.location).text)
    assert "Delivered: 0 of 1 bureau." in year
    assert "No campaign of this year" in year
    hub = text_of(below.get("/exchange/").text)
    assert "They wait for a campaign whose sample is not drawn yet" in hub
    assert "The results of 2025 are asked for" in hub


def test_designated_numbers_are_withdrawn_and_both_sides_read_why(
    app: Flask, client: FlaskClient, east: Casework, below: FlaskClient
) -> None:
    page = f"/exchange/below/{address(app, east)}"
    client.post(f"{page}/designate", data={"name": "抽查", "numbers": "(2025)1号"})
    href = client.get(page).text.split("/withdraw")[0].split('href="')[-1]
    form = f"{href}/withdraw"
    assert "They have joined no campaign" in text_of(client.get(form).text)
    assert below.get(form).status_code == 404
    assert below.post(form, data={"reason": "x"}).status_code == 404

    refused = client.post(form, data={"reason": " "})
    done = client.post(form, data={"reason": "已移送省厅"})

    assert refused.status_code == 422
    assert "why the case numbers are withdrawn" in refused.text
    assert done.location == page
    assert "“已移送省厅”. They have joined no campaign" in text_of(
        client.get(page).text
    )
    assert form not in client.get(page).text
    assert "“已移送省厅”" in text_of(client.get(form).text)
    hub = text_of(below.get("/exchange/").text)
    assert "withdrew them on" in hub and "“已移送省厅”" in hub
    assert "They wait for a campaign" not in hub
    assert "Designated case numbers were withdrawn" in below.get("/notices").text


def test_what_was_asked_for_is_withdrawn_and_both_sides_read_why(
    client: FlaskClient, below: FlaskClient
) -> None:
    year = client.post("/exchange/results", data={"year": "2025"}).location
    assert "have delivered (0 of 1) stays" in text_of(client.get(year).text)
    assert below.post(f"{year}/withdraw", data={"reason": "x"}).status_code == 404

    refused = client.post(f"{year}/withdraw", data={"reason": " "})
    done = client.post(f"{year}/withdraw", data={"reason": "改由省厅统一汇总"})

    assert refused.status_code == 422
    assert "why the results are no longer asked for" in refused.text
    assert done.location == year
    said = text_of(client.get(year).text)
    assert "“改由省厅统一汇总”. What was delivered stays and counts" in said
    assert f"{year}/withdraw" not in client.get(year).text
    assert "withdrawn on" in text_of(client.get("/exchange/").text)
    hub = text_of(below.get("/exchange/").text)
    assert "no longer asks for the results of 2025 since" in hub
    assert "“改由省厅统一汇总”. What was delivered stays with the superior." in hub
    assert "The bureau above no longer asks for results" in below.get("/notices").text

    again = client.post("/exchange/results", data={"year": "2025"})
    assert again.location == year
    assert "The results of 2025 are asked for." in text_of(below.get("/exchange/").text)


def test_only_what_was_asked_for_is_withdrawn(client: FlaskClient) -> None:
    sent = client.post("/exchange/results/2024/withdraw", data={"reason": "x"})

    assert sent.status_code == 404
