"""Files in pieces over HTTP: offsets, decisions, refusals, and the plain forms."""

from __future__ import annotations

import hashlib
import io
import json
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from review.services import bundles
from review.services.page_images import close_all
from tests.factories import World
from tests.scanned import case_id, pdf, tiff, zipped
from tests.web.bureau.reading import text
from tests.web.conftest import ClientFor

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ONE, TWO = "(2025)青援0001号", "(2025)青援0002号"
BODY = pdf(10, 60)
DIGEST = hashlib.sha256(BODY).hexdigest()
SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def case(app: Flask, world: World) -> Iterator[str]:
    """The address of a case's scans."""
    with app.app_context():
        public_id = case_id(world)
    yield f"/cases/{public_id}/scans/"
    close_all()


@pytest.fixture
def officer(client_for: ClientFor, world: World) -> FlaskClient:
    made = client_for(world.officer)
    made.post("/language", data={"locale": "en", "then": "/"})
    return made


def begin(client: FlaskClient, place: str, **changes: Any) -> TestResponse:
    asked = {"bytes": len(BODY), "key": "", "name": "正卷.pdf"} | changes
    return client.post(place, json=asked, headers=SCRIPT)


def put(client: FlaskClient, url: str, body: bytes, offset: int) -> TestResponse:
    kind = "application/octet-stream"
    where = {"offset": str(offset)}
    return client.put(
        url, query_string=where, data=body, content_type=kind, headers=SCRIPT
    )


def finished(client: FlaskClient, url: str, digest: str) -> TestResponse:
    return client.post(f"{url}/finish", json={"digest": digest}, headers=SCRIPT)


def sent(
    client: FlaskClient, case: str, body: bytes = BODY, **said: Any
) -> tuple[str, Any]:
    """The address of an upload whose check is over, and what it came to."""
    line = begin(client, f"{case}uploads/", bytes=len(body), **said).json
    url = f"{case}uploads/{line['id']}"
    put(client, url, body, 0)
    line = finished(client, url, hashlib.sha256(body).hexdigest()).json
    until = time.monotonic() + 20
    while line["stage"] == "checking" and time.monotonic() < until:
        time.sleep(0.02)
        line = client.get(url, headers=SCRIPT).json
    return url, line


def test_a_file_in_pieces(officer: FlaskClient, case: str) -> None:
    begun = begin(officer, f"{case}uploads/")
    assert begun.status_code == 201
    url = f"{case}uploads/{begun.json['id']}"

    assert put(officer, url, BODY[:100], 0).json == {"received": 100}
    wrong = put(officer, url, BODY, 0)
    assert (wrong.status_code, wrong.json) == (409, {"received": 100})
    assert officer.get(url, headers=SCRIPT).json["received"] == 100
    early = finished(officer, url, DIGEST)
    assert (early.status_code, early.json) == (
        422,
        {"error": "The file has not arrived completely yet."},
    )
    assert put(officer, url, BODY[100:], 100).json == {"received": len(BODY)}
    assert finished(officer, url, DIGEST).json["stage"] in ("checking", "checked")
    line = sent(officer, case, pdf(10))[1]
    assert (line["stage"], line["pages"], line["decide"]) == ("checked", 1, False)


def test_accepting_puts_it_into_the_case(officer: FlaskClient, case: str) -> None:
    url, _ = sent(officer, case)
    accepted = officer.post(f"{url}/accept", headers=SCRIPT)

    assert (accepted.status_code, accepted.json["stage"]) == (200, "added")
    assert officer.post(f"{url}/accept", headers=SCRIPT).json["stage"] == "added"
    shown = text(officer.get(case))
    assert "Main volume · Pages 1 to 2" in shown
    assert "Not in the case yet" not in shown


def test_the_same_file_is_known_and_not_counted_as_refused(
    officer: FlaskClient, case: str
) -> None:
    (one, _), (other, _) = sent(officer, case), sent(officer, case)
    officer.post(f"{one}/accept", headers=SCRIPT)
    late = officer.post(f"{other}/accept", headers=SCRIPT)
    assert (late.status_code, late.json["stage"], late.json["there"]) == (
        200,
        "refused",
        True,
    )

    line = begin(officer, f"{case}uploads/").json
    assert (line["alike"], line["there"]) == ([DIGEST], False)
    known = finished(officer, f"{case}uploads/{line['id']}", DIGEST)
    assert (known.status_code, known.json["there"]) == (200, True)
    files = [{"path": f"f/{ONE}/1.pdf", "bytes": len(BODY)}]
    plan = officer.post("/cases/scans/plan", json={"files": files}, headers=SCRIPT)
    assert (plan.json["n_alike"], plan.json["taken"][0]["alike"]) == (1, True)


def test_a_page_that_cannot_be_shown_waits_for_a_decision(
    officer: FlaskClient, case: str
) -> None:
    url, line = sent(officer, case, tiff(10, 60, 110, broken=[2]))
    assert line["decide"] is True
    assert line["sentences"] == ["These pages of the file cannot be shown: 2."]
    refused = officer.post(f"{url}/accept", headers=SCRIPT)
    assert refused.status_code == 422
    assert refused.json["error"].startswith("Pages 2 cannot be shown")
    assert "These pages of the file cannot be shown: 2." in text(officer.get(case))

    taken = officer.post(f"{url}/accept", data={"decided": "yes"})
    assert (taken.status_code, taken.location) == (302, case)
    assert "These pages of the file cannot be shown: 2." in text(officer.get(case))
    assert officer.get(f"{case}pages/2").status_code == 404
    shown = text(officer.get(f"{case}preview?page=2"))
    assert "Page 2 cannot be shown" in shown
    assert "<img" not in officer.get(f"{case}preview?page=2").get_data(as_text=True)
    drawing = officer.get(case.replace("/scans/", "/redaction/pages/2"))
    assert "reviewers do not see it either" in text(drawing)
    assert "<svg" not in drawing.get_data(as_text=True)


@pytest.mark.parametrize("number", [TWO, "(2025)青援0999号"])
def test_a_name_that_speaks_of_another_case_waits_for_a_decision(
    officer: FlaskClient, case: str, number: str
) -> None:
    told = f"The name of the file speaks of another case: {number}."
    url, line = sent(officer, case, name=f"{number}判决书.pdf")

    assert (line["decide"], line["sentences"]) == (True, [told])
    assert officer.post(f"{url}/accept", headers=SCRIPT).status_code == 422
    assert told in text(officer.get(case))

    taken = officer.post(f"{url}/accept", data={"decided": "yes"}, headers=SCRIPT)
    assert taken.json["stage"] == "added"


@pytest.mark.parametrize("name", [f"{ONE}判决书.pdf", f"a/{TWO}.pdf", "2026年3月.pdf"])
def test_a_name_of_its_own_case_or_none_asks_nothing(
    officer: FlaskClient, case: str, name: str
) -> None:
    assert sent(officer, case, name=name)[1]["decide"] is False


def test_a_plain_form_asks_about_a_name_of_another_case(
    officer: FlaskClient, case: str
) -> None:
    files = [(io.BytesIO(BODY), f"{TWO}.pdf")]

    told = text(officer.post(case, data={"files": files}))

    assert f"The name of the file speaks of another case: {TWO}." in told
    assert "Pages 1 to 2" not in told


def test_what_is_left_out_is_gone(officer: FlaskClient, case: str) -> None:
    url, _ = sent(officer, case)
    shown = text(officer.get(case))
    assert "Checked, not added yet." in shown
    assert (
        "the file does not go into the case; the file on your computer stays." in shown
    )

    assert officer.post(f"{url}/drop").location == case
    assert officer.get(url).status_code == 404
    assert "Not in the case yet" not in text(officer.get(case))


def test_an_interrupted_upload_is_told(officer: FlaskClient, case: str) -> None:
    line = begin(officer, f"{case}uploads/").json
    put(officer, f"{case}uploads/{line['id']}", BODY[:50], 0)

    shown = officer.get(case)
    assert "Interrupted. Choose the same file again" in text(shown)
    assert f'max="{len(BODY)}" value="50"' in shown.get_data(as_text=True)


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        "{}",
        "no json",
        json.dumps({"bytes": "7", "key": "", "name": ""}),
        json.dumps({"bytes": True, "key": "", "name": ""}),
        json.dumps({"bytes": 7, "key": "", "name": "", "owner": "other"}),
        json.dumps({"bytes": 7, "key": "", "name": "a\0b"}),
        json.dumps({"bytes": 7, "key": "", "name": "x" * 3000}),
    ],
)
def test_what_is_no_beginning_is_refused(
    officer: FlaskClient, case: str, body: str
) -> None:
    kind = "application/json"
    for place in (f"{case}uploads/", "/cases/scans/uploads/"):
        answer = officer.post(place, data=body, content_type=kind, headers=SCRIPT)
        assert answer.status_code == 400


def test_numbers_out_of_range_are_told(officer: FlaskClient, case: str) -> None:
    for n_bytes in (-1, 0, 10**18):
        assert begin(officer, f"{case}uploads/", bytes=n_bytes).status_code == 422
    assert begin(officer, f"{case}uploads/", key="key").status_code == 422
    line = begin(officer, f"{case}uploads/").json
    url = f"{case}uploads/{line['id']}"
    for offset in ("", "x", "-1", "1" * 30):
        assert officer.put(f"{url}?offset={offset}", data=b"x").status_code == 400
    assert put(officer, url, BODY + b"x", 0).status_code == 422


def test_it_needs_the_token_of_a_form(
    client_for: ClientFor, world: World, case: str
) -> None:
    strange = client_for(world.officer, csrf=True)

    assert begin(strange, f"{case}uploads/").status_code == 400


def test_others_find_nothing(
    client_for: ClientFor, officer: FlaskClient, world: World, case: str
) -> None:
    url, _ = sent(officer, case)
    reviewer = client_for(world.reviewers[0])

    for answer in (
        begin(reviewer, f"{case}uploads/"),
        put(reviewer, url, b"x", 0),
        reviewer.get(url),
        reviewer.post(f"{url}/accept"),
        reviewer.post(f"{url}/drop"),
    ):
        assert answer.status_code == 404


def test_a_long_file_of_a_plain_form_is_told_how_far(
    app: Flask, officer: FlaskClient, case: str
) -> None:
    """Without a script: the answer does not wait, a button looks again."""
    app.config["UPLOAD_PATIENCE"] = -1
    body = pdf(*range(0, 250, 5))
    told = officer.post(case, data={"files": [(io.BytesIO(body), "a.pdf")]})
    assert told.status_code == 200
    assert "Its pages are being checked; see below." in text(told)
    html = told.get_data(as_text=True)
    (url,) = re.findall(r'action="([^"]+/accept)"', html)

    until = time.monotonic() + 30
    while "Pages 1 to 50" not in text(officer.get(case)):
        assert time.monotonic() < until
        officer.post(url)


def test_the_volume_is_set_by_hand(officer: FlaskClient, case: str) -> None:
    for number in (1, 2):
        url, _ = sent(officer, case, pdf(*[10 * number] * number))
        officer.post(f"{url}/accept", headers=SCRIPT)
    html = officer.get(case).get_data(as_text=True)
    one, two = re.findall(r"/scans/([\w-]+)/volume", html)

    officer.post(f"{case}{one}/volume", data={"volume": "secondary_volume"})
    shown = text(officer.get(case))
    assert shown.index("Main volume · Pages 1 to 2") < shown.index(
        "Secondary volume · Page 1"
    )
    officer.post(f"{case}{two}/move", data={"to": "down"})
    assert text(officer.get(case)) == shown
    assert officer.post(f"{case}{one}/volume", data={"volume": "x"}).status_code == 400


def test_a_number_no_case_has_is_told_beside_its_folder(
    officer: FlaskClient, case: str
) -> None:
    files = [{"path": f"{ONE}/(2025)青援0999号判决书.pdf", "bytes": 9}]
    plan = officer.post("/cases/scans/plan", json={"files": files}, headers=SCRIPT)

    (refused,) = plan.json["refused"]
    assert ONE in refused["problem"]
    assert "(2025)青援0999号" in refused["problem"]


def test_a_folder_is_planned(officer: FlaskClient, case: str) -> None:
    files = [{"path": f"f/{ONE}/副卷.pdf", "bytes": 9}, {"path": "f/b.txt", "bytes": 9}]
    plan = officer.post("/cases/scans/plan", json={"files": files}, headers=SCRIPT)

    taken = {"index": 0, "path": f"f/{ONE}/副卷.pdf", "bytes": 9, "case_no": ONE}
    taken |= {"case": case.split("/")[2], "url": f"{case}uploads/", "home": case}
    taken |= {"names": "Secondary volume", "size": "9 bytes", "alike": False}
    assert plan.json["taken"] == [taken]
    assert [each["path"] for each in plan.json["refused"]] == ["f/b.txt"]
    assert (plan.json["n_cases"], len(plan.json["missing"])) == (1, 1)
    for wrong in ({}, {"files": [1]}, {"files": [{"path": 1, "bytes": 1}]}):
        answer = officer.post("/cases/scans/plan", json=wrong, headers=SCRIPT)
        assert answer.status_code == 400


def test_a_zip_in_pieces_is_brought_file_by_file(
    officer: FlaskClient, case: str
) -> None:
    body = zipped((f"{ONE}/副卷.pdf", BODY), ("b.pdf", b"x")).getvalue()
    line = begin(officer, "/cases/scans/uploads/", bytes=len(body)).json
    url = f"/cases/scans/uploads/{line['id']}"
    put(officer, url, body[:100], 0)
    assert officer.get(url, headers=SCRIPT).json["received"] == 100
    put(officer, url, body[100:], 100)
    ended = finished(officer, url, hashlib.sha256(body).hexdigest())
    place = ended.json["url"]
    listed = officer.get(f"{place}/list.json").json
    (entry,) = listed["taken"]

    unpacked = officer.post(
        f"{place}/{entry['index']}", json={"case": entry["case"]}, headers=SCRIPT
    )
    own = f"{entry['url']}{unpacked.json['id']}"
    officer.post(f"{own}/accept")
    assert "Secondary volume · Pages 1 to 2" in text(officer.get(case))
    nowhere = officer.post(f"{place}/9", json={"case": entry["case"]}, headers=SCRIPT)
    assert nowhere.status_code == 404
    assert officer.post(f"{place}/drop", headers=SCRIPT).json == {}
    assert officer.get(place).status_code == 404


def test_a_folder_of_too_many_files_is_told(
    officer: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, "MOST_FILES", 0)
    files = [{"path": "a.pdf", "bytes": 1}]
    answer = officer.post("/cases/scans/plan", json={"files": files}, headers=SCRIPT)

    assert (answer.status_code, answer.json["error"]) == (
        422,
        "These are 1 files; at most 0 are possible at once.",
    )
