"""An officer brings a ZIP of many cases, looks at it, takes it in."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from review.services import bundles
from review.services.page_images import close_all
from tests.factories import World
from tests.scanned import case_id, pdf, zipped
from tests.web.bureau.reading import text
from tests.web.conftest import ClientFor

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ONE, TWO = "(2025)青援0001号", "(2025)青援0002号"


@pytest.fixture
def officer(client_for: ClientFor, world: World) -> Iterator[FlaskClient]:
    made = client_for(world.officer)
    made.post("/language", data={"locale": "en", "then": "/"})
    yield made
    close_all()


def bring(client: FlaskClient, body: io.BytesIO) -> TestResponse:
    return client.post("/cases/scans/", data={"bundle": (body, "scans.zip")})


def test_a_zip_is_looked_at_and_then_taken_in(
    app: Flask, world: World, officer: FlaskClient
) -> None:
    files = ((f"{ONE}/a.pdf", pdf(10, 60)), ("other.pdf", b"x"), ("青援2号.pdf", b"x"))

    brought = bring(officer, zipped(*files))
    shown = text(officer.get(brought.location))
    assert "Files: 1, cases: 1, left out: 2." in shown
    assert "other.pdf : No case file has a number like" in shown
    assert "青援2号.pdf : Its name does not say clearly" in shown
    assert f"It may be {TWO}; write the whole number." in shown
    assert f"still without a scan: 1 {TWO}" in shown

    done = text(officer.post(brought.location, data={"start": "0"}))
    assert f"{ONE} {ONE}/a.pdf: 2 pages added." in done
    assert "It has been deleted." in done
    assert officer.get(brought.location).status_code == 404
    with app.app_context():
        case = case_id(world)
    assert officer.get(f"/cases/{case}/scans/pages/2").status_code == 200


def test_a_file_that_names_another_case_than_its_folder_is_told_with_both(
    officer: FlaskClient,
) -> None:
    brought = bring(officer, zipped((f"{ONE}/{TWO}判决书.pdf", pdf(10))))

    shown = text(officer.get(brought.location))
    assert "Files: 0, cases: 0, left out: 1." in shown
    assert "Its name and its folders speak of different cases." in shown
    assert f"It may belong to {ONE}, {TWO}: put it into the right folder" in shown


def test_a_long_zip_goes_on_where_it_stopped(
    officer: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, "PATIENCE", -1)
    brought = bring(
        officer, zipped((f"{ONE}.pdf", pdf(10)), (f"{TWO}.pdf", b"no scan"))
    )

    first = officer.post(brought.location, data={"start": "0"})
    assert "1 file is done; there are more." in text(first)
    assert 'name="start" value="1"' in first.get_data(as_text=True)
    last = text(officer.post(brought.location, data={"start": "1"}))
    assert f"{TWO} {TWO}.pdf: This is neither a PDF nor" in last
    assert officer.post(brought.location, data={"start": "x"}).status_code in (400, 404)


@pytest.mark.parametrize("body", [b"no zip", b""])
def test_what_is_no_zip_is_told(officer: FlaskClient, body: bytes) -> None:
    response = bring(officer, io.BytesIO(body))

    assert response.status_code == 422
    assert "This is no ZIP file" in text(response)
    assert officer.post("/cases/scans/", data={}).status_code == 422
