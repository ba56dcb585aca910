"""An officer brings scans, orders and numbers them, takes them out, sees the pages."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from review.services.page_images import close_all
from tests.factories import World
from tests.scanned import case_id, mark, pdf, picture, size, tone
from tests.web.conftest import ClientFor

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def case(app: Flask, world: World) -> Iterator[str]:
    """The address of a case's scans."""
    with app.app_context():
        public_id = case_id(world)
    yield f"/cases/{public_id}/scans/"
    close_all()


@pytest.fixture
def officer(client_for: ClientFor, world: World) -> FlaskClient:
    return in_english(client_for(world.officer))


def in_english(client: FlaskClient) -> FlaskClient:
    client.post("/language", data={"locale": "en", "then": "/"})
    return client


def send(client: FlaskClient, case: str, *files: tuple[str, bytes]) -> TestResponse:
    given = [(io.BytesIO(body), name) for name, body in files]
    return client.post(case, data={"files": given})


def text_of(response: TestResponse) -> str:
    html = re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))
    return " ".join(html.split())


def ids(client: FlaskClient, case: str) -> list[str]:
    html = client.get(case).get_data(as_text=True)
    return re.findall(r"/scans/([\w-]+)/number", html)


def test_several_files_are_added_in_their_order(
    officer: FlaskClient, case: str
) -> None:
    response = send(officer, case, ("正卷.pdf", pdf(10, 60)), ("b.png", picture(200)))

    assert response.status_code == 200
    told = text_of(response)
    assert "正卷.pdf : 2 pages added." in told
    assert "3 pages in this order" in told
    tones = [tone(officer.get(f"{case}pages/{n}").data) for n in (1, 2, 3)]
    assert tones == [10, 60, 200]


def test_a_refused_file_keeps_no_other_from_being_added(
    officer: FlaskClient, case: str
) -> None:
    files = ("a.pdf", b"no scan"), ("b.pdf", pdf(60)), ("c.pdf", pdf(60))

    response = send(officer, case, *files)

    assert response.status_code == 422
    told = text_of(response)
    assert "a.pdf : This is neither a PDF nor" in told
    assert "b.pdf : 1 page added." in told
    assert "c.pdf : This case has exactly this file already" in told
    assert len(ids(officer, case)) == 1


def test_sending_nothing_is_told(officer: FlaskClient, case: str) -> None:
    response = officer.post(case, data={})

    assert response.status_code == 422
    assert "Choose at least one file." in text_of(response)


@pytest.mark.parametrize("flag", ["secret", "sealed"])
def test_secret_and_sealed_cases_offer_no_upload(
    app: Flask, world: World, officer: FlaskClient, case: str, flag: str
) -> None:
    with app.app_context():
        mark(world, 0, flag)

    assert 'type="file"' not in officer.get(case).get_data(as_text=True)
    response = send(officer, case, ("a.pdf", pdf(10)))
    assert "they stay on paper" in text_of(response)
    assert ids(officer, case) == []


def test_scans_are_ordered_and_numbered(officer: FlaskClient, case: str) -> None:
    send(officer, case, ("a.pdf", pdf(10)), ("b.pdf", pdf(60, 110)))
    one, two = ids(officer, case)
    assert "number that a reviewer has typed goes with its page" in text_of(
        officer.get(case)
    )

    assert officer.post(f"{case}{two}/move", data={"to": "up"}).status_code == 302
    assert ids(officer, case) == [two, one]
    officer.post(f"{case}{one}/number", data={"first": "１２"})
    assert "Page 12" in text_of(officer.get(case))
    officer.post(f"{case}{one}/number", data={"first": ""})
    assert "Page 3" in text_of(officer.get(case))
    for wrong in ("IV", "9" * 5000):
        officer.post(f"{case}{one}/number", data={"first": wrong})
        assert "must lie between 1 and 99999" in text_of(officer.get(case))


def test_a_scan_is_taken_out_with_a_reason(officer: FlaskClient, case: str) -> None:
    send(officer, case, ("a.pdf", pdf(10)))
    (scan,) = ids(officer, case)
    asked = officer.get(f"{case}{scan}/remove")
    assert "No longer shown to reviewers: Page 1." in text_of(asked)
    assert "numbers that reviewers have typed go with their pages" in text_of(asked)

    assert officer.post(f"{case}{scan}/remove", data={}).status_code == 422
    officer.post(f"{case}{scan}/remove", data={"reason": "wrong file"})

    assert ids(officer, case) == []
    assert officer.get(f"{case}{scan}/remove").status_code == 404
    assert officer.get(f"{case}pages/1").status_code == 404


def test_the_officer_looks_at_the_pages(officer: FlaskClient, case: str) -> None:
    send(officer, case, ("a.pdf", pdf(10, 60)))

    html = officer.get(f"{case}preview?page=2&turn=90").get_data(as_text=True)
    (image,) = re.findall(r'<img src="([^"]+)"', html)
    shown = officer.get(image.replace("&amp;", "&"))

    assert shown.mimetype == "image/jpeg"
    assert tone(shown.data) == 60
    assert size(shown.data)[0] > size(shown.data)[1]
    assert officer.get(f"{case}preview?page=3").status_code == 404


def test_the_list_of_cases_leads_there(officer: FlaskClient, case: str) -> None:
    assert f'href="{case}">(2025)' in officer.get("/cases/").get_data(as_text=True)
    assert "<td>Yes</td>" not in officer.get("/cases/").get_data(as_text=True)
    send(officer, case, ("a.pdf", pdf(10)))

    assert "<td>Yes</td>" in officer.get("/cases/").get_data(as_text=True)


def test_large_requests_are_read_only_where_files_are_brought(
    app: Flask, world: World, client_for: ClientFor, case: str
) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000
    body = pdf(10)
    assert len(body) > 1000
    officer = in_english(client_for(world.officer))
    reviewer = client_for(world.reviewers[0])

    assert send(officer, case, ("a.pdf", body)).status_code == 200
    assert send(reviewer, case, ("a.pdf", body)).status_code in (404, 413)
    assert send(officer, "/intake", ("a.pdf", body)).status_code == 413
    app.config["UPLOAD_MEGABYTES"] = 0
    refused = send(officer, case, ("b.pdf", body))
    assert (refused.status_code, "limit is 0 MB" in text_of(refused)) == (413, True)


def test_a_table_too_large_for_a_request_is_told_the_limit_of_tables(
    officer: FlaskClient,
) -> None:
    """As the sentence of a file that is somewhat smaller, and the documents."""
    large = officer.post(
        "/intake",
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(33 * 1024 * 1024)},
    )

    assert large.status_code == 413
    assert "The file is too large. The limit is 30 MB." in text_of(large)
