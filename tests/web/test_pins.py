"""Pins on the pages: no page loses them, and they show where findings are read."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from review.services import scans
from review.services.page_images import close_all
from review.store import unit
from review.store.models import CampaignCase
from tests.conftest import AT
from tests.databases import Once
from tests.factories import World
from tests.scanned import case_id, pdf, tone
from tests.services.rounds import first_two, under_review
from tests.web.conftest import ClientFor
from tests.web.forms.sheets import Browser

READ = "read-0-1"
URL = f"/reviews/{READ}"
NOWHERE = "f" * 20


@pytest.fixture
def world(once: Once) -> World:
    return once(under_review)


@pytest.fixture
def keys(once: Once, world: World, client_for: ClientFor) -> Iterator[list[str]]:
    """The keys of the three pages of the first file, in two scans."""

    def brought() -> list[str]:
        address = f"/cases/{case_id(world)}/scans/"
        for body in (pdf(10, 60), pdf(200)):
            data = {"files": (io.BytesIO(body), "a.pdf")}
            answer = client_for(world.officer).post(address, data=data)
            assert answer.status_code == 200
        found = client_for(world.reviewers[0]).get(f"{URL}/pages/list.json")
        return [key for _label, _shape, key in found.get_json()["pages"]]

    yield once(brought)
    close_all()


@pytest.fixture
def reviewer(client_for: ClientFor, world: World) -> FlaskClient:
    client = client_for(world.reviewers[0])
    client.post("/language", data={"locale": "en", "then": "/"})
    return client


def answer(*pins: list[Any], pages: str = "2") -> dict[str, object]:
    found = {"reason": "没有笔录", "pages": pages, "pins": list(pins)}
    return {"choice": "1", "findings": [found]}


def save(client: FlaskClient, version: int, raw: object) -> Any:
    body = {"version": version, "answers": {"a0": raw}}
    return client.post(f"{URL}/answers", json=body)


def form_of(client: FlaskClient) -> MultiDict[str, str]:
    return MultiDict(Browser(client.get(URL).text).sent)


def submit_all(client: FlaskClient, raw: object) -> None:
    full = dict.fromkeys([f"{s}{n}" for s in "ab" for n in range(5)], "full")
    body = {"version": 0, "answers": full | {"a0": raw}}
    assert client.post(f"{URL}/answers", json=body).status_code == 200
    confirm = MultiDict(Browser(client.get(f"{URL}/confirm").text).sent)
    assert client.post(f"{URL}/submit", data=confirm).status_code == 302


def test_an_ordinary_form_keeps_pins(keys: list[str], reviewer: FlaskClient) -> None:
    pins = [[keys[1]], [keys[1], 10, 20, 30, 40]]
    save(reviewer, 0, answer(*pins))

    form = form_of(reviewer)
    assert json.loads(form["f.a0.0.pins"]) == pins
    form["do"], form["f.a0.0.reason"] = "save", "改过的理由"
    assert reviewer.post(URL, data=form).status_code == 302

    again = form_of(reviewer)
    assert again["f.a0.0.reason"] == "改过的理由"
    assert json.loads(again["f.a0.0.pins"]) == pins


def test_without_the_script_pins_are_removed_together(
    keys: list[str], reviewer: FlaskClient
) -> None:
    save(reviewer, 0, answer([keys[0]], [keys[1]]))
    assert "Remove its pins from the pages (2)" in reviewer.get(URL).text

    form = form_of(reviewer)
    form["do"], form["f.a0.0.unpin"] = "save", "1"
    reviewer.post(URL, data=form)

    assert "f.a0.0.pins" not in form_of(reviewer)
    assert form_of(reviewer)["f.a0.0.pages"] == "2"


@pytest.mark.parametrize("pins", ["[", "5", "[" * 5000, '[["x"]]', '"f"'])
def test_pins_no_page_wrote_are_refused_and_the_rest_is_saved(
    reviewer: FlaskClient, world: World, pins: str
) -> None:
    form = form_of(reviewer)
    form["a.a0"], form["f.a0.0.reason"], form["f.a0.0.pins"] = "1", "没有笔录", pins
    form["a.a1"], form["do"] = "2", "save"

    page = reviewer.post(URL, data=form)

    assert page.status_code == 422
    assert "没有笔录" in page.text
    assert (form_of(reviewer)["a.a0"], form_of(reviewer)["a.a1"]) == ("", "2")


def test_two_windows_without_the_script_lose_no_pin(
    keys: list[str], reviewer: FlaskClient
) -> None:
    save(reviewer, 0, answer([keys[0]]))
    stale = form_of(reviewer)
    save(reviewer, 1, answer([keys[0]], [keys[1], 1, 2, 3, 4]))
    stale["f.a0.0.reason"] = "我的理由"

    page = reviewer.post(URL, data=stale)
    assert page.status_code == 409
    assert "pins 1.1-1, 1.1-2" in page.text
    choice = MultiDict(Browser(page.text).sent)
    choice["pick.a0"] = "mine"
    reviewer.post(URL, data=choice)

    kept = form_of(reviewer)
    assert kept["f.a0.0.reason"] == "我的理由"
    assert json.loads(kept["f.a0.0.pins"]) == [[keys[0]]]


def test_what_was_saved_elsewhere_is_told_with_its_pins(
    keys: list[str], reviewer: FlaskClient
) -> None:
    save(reviewer, 0, answer([keys[0], 1, 2, 3, 4]))

    told = save(reviewer, 0, answer()).get_json()

    (found,) = told["answers"]["a0"]["findings"]
    assert found["pins"] == [[keys[0], 1, 2, 3, 4]]


def test_the_own_printed_sheet_names_its_pins(
    keys: list[str], reviewer: FlaskClient
) -> None:
    save(reviewer, 0, answer([keys[1]], [keys[2], 0, 0, 0, 0]))

    assert "(page 2 · pins 1.1-1, 1.1-2)" in reviewer.get(f"{URL}/print").text


def test_the_own_submitted_sheet_shows_the_pinned_pages(
    keys: list[str], reviewer: FlaskClient
) -> None:
    submit_all(reviewer, answer([keys[2], 100, 200, 300, 400], [keys[1]], [NOWHERE]))

    page = reviewer.get(URL).text

    assert re.findall(r'<figure class="pinned-page" id="page-(\w+)"', page) == [
        keys[1],
        keys[2],
    ]
    assert '<rect class="pin-area" x="100" y="282" width="300" height="565"/>' in page
    assert "No longer in the file: the pages of the pins 1.1-3." in page
    assert f'<a class="pin-link" href="#page-{keys[2]}"' in page
    images = re.findall(r'<img src="([^"]+)"', page)
    assert [tone(reviewer.get(each.replace("&amp;", "&")).data) for each in images] == [
        60,
        200,
    ]


def test_a_submitted_sheet_without_pins_shows_no_pages(
    keys: list[str], reviewer: FlaskClient
) -> None:
    submit_all(reviewer, answer())

    assert "pinned" not in reviewer.get(URL).text


def test_a_submitted_sheet_survives_the_loss_of_its_scans(
    app: Flask, keys: list[str], reviewer: FlaskClient, world: World
) -> None:
    submit_all(reviewer, answer([keys[0]]))
    with app.app_context():
        case = case_id(world)
        assert world.officer is not None
        for line in scans.of_case(viewer=world.officer, public_id=case).lines:
            scans.remove(
                viewer=world.officer,
                public_id=case,
                scan_id=line.public_id,
                reason="错放",
                at=AT,
            )

    page = reviewer.get(URL)
    assert page.status_code == 200
    assert "No longer in the file: the pages of the pins 1.1-1." in page.text


def test_an_officer_sees_the_pinned_pages_of_each_review(
    app: Flask, client_for: ClientFor, world: World, keys: list[str]
) -> None:
    with app.app_context():
        first_two(world, answer([keys[2], 0, 0, 500, 500]), answer([keys[0]]))
        with unit.reading() as connection:
            public_id = connection.scalar(
                select(CampaignCase.public_id).where(
                    CampaignCase.id == world.campaign_case_ids[0]
                )
            )
    officer = client_for(world.officer)

    page = officer.get(f"/campaigns/2026/files/{public_id}").text
    images = [
        each.replace("&amp;", "&") for each in re.findall(r'<img src="(/[^"]+)"', page)
    ]

    assert page.count('class="pinned"') == 2
    assert sorted(tone(officer.get(each).data) for each in images) == [10, 200]
    for other in (world.reviewers[0], world.lawyers[0], None):
        assert client_for(other).get(images[0]).status_code in (302, 404)
    wrong = images[0].replace(keys[0], keys[1]).replace(keys[2], keys[1])
    assert officer.get(wrong).status_code == 404


def test_a_printed_sheet_names_pins_whose_page_has_left_the_file(
    app: Flask, reviewer: FlaskClient, world: World, keys: list[str]
) -> None:
    """The pin beside it leads nowhere; that of another page is not named."""
    save(reviewer, 0, answer([keys[0]], [keys[2]]))
    told = "No longer in the file: the pages of the pins"
    assert told not in reviewer.get(f"{URL}/print").text
    with app.app_context():
        own = {"viewer": world.officer, "public_id": case_id(world)}
        second = scans.of_case(**own).lines[1].public_id
        scans.remove(scan_id=second, reason="wrong file", at=AT, **own)

    assert f"{told} 1.1-2." in reviewer.get(f"{URL}/print").text


def test_the_result_sheet_names_pins_whose_page_has_left_the_file(
    app: Flask, client_for: ClientFor, world: World, keys: list[str]
) -> None:
    """Both reviewers number their pins alike; those of other pages are not named."""
    with app.app_context():
        first_two(world, answer([keys[2]], [keys[0]]), answer([keys[0]], [keys[2]]))
        with unit.reading() as connection:
            public_id = connection.scalar(
                select(CampaignCase.public_id).where(
                    CampaignCase.id == world.campaign_case_ids[0]
                )
            )
    officer = client_for(world.officer)
    officer.post("/language", data={"locale": "en", "then": "/"})
    url = f"/campaigns/2026/files/{public_id}/print"
    assert "(page 2)" in officer.get(url).text
    assert "1.1-" not in officer.get(url).text

    with app.app_context():
        own = {"viewer": world.officer, "public_id": case_id(world)}
        second = scans.of_case(**own).lines[1].public_id
        scans.remove(scan_id=second, reason="wrong file", at=AT, **own)

    page = officer.get(url).text
    told = "No longer in the file: the pages of the pins "
    assert f"{told}Reviewer one 1.1-1, Reviewer two 1.1-2." in page
    assert re.findall(r"\((page \d+ · pin[^)]*)\)", page) == [
        "page 2 · pins 1.1-1",
        "page 2 · pins 1.1-2",
    ]


def number_from(app: Flask, world: World, first: int, which: int = 1) -> None:
    """The officer sets the number on the first page of the second scan."""
    with app.app_context():
        own = {"viewer": world.officer, "public_id": case_id(world)}
        scan = scans.of_case(**own).lines[which].public_id
        scans.number_from(scan_id=scan, first=first, at=AT, **own)


def test_a_typed_number_is_drawn_as_its_page_is_numbered_now(
    app: Flask, keys: list[str], reviewer: FlaskClient, world: World
) -> None:
    save(reviewer, 0, answer(pages="2、3"))
    assert json.loads(form_of(reviewer)["f.a0.0.keys"]) == {"2": keys[1], "3": keys[2]}
    number_from(app, world, 23)

    form = form_of(reviewer)
    assert form["f.a0.0.pages"] == "2、23"
    form["do"], form["f.a0.0.reason"] = "save", "改过的理由"
    number_from(app, world, 43)
    assert reviewer.post(URL, data=form).status_code == 302

    again = form_of(reviewer)
    assert (again["f.a0.0.pages"], again["f.a0.0.reason"]) == ("2、43", "改过的理由")
    assert "(page 2, 43)" in reviewer.get(f"{URL}/print").text


def test_a_typed_number_whose_page_is_gone_has_a_question_mark(
    app: Flask, keys: list[str], reviewer: FlaskClient, world: World
) -> None:
    """Another page has its number now, to which nothing leads."""
    save(reviewer, 0, answer(pages="1、3"))
    with app.app_context():
        own = {"viewer": world.officer, "public_id": case_id(world)}
        first = scans.of_case(**own).lines[0].public_id
        scans.remove(scan_id=first, reason="wrong file", at=AT, **own)

    page = reviewer.get(URL).text
    assert MultiDict(Browser(page).sent)["f.a0.0.pages"] == "1?、1"
    assert "The page meant by 1? is no longer in the file: name the page anew." in page
    printed = reviewer.get(f"{URL}/print").text
    assert "(page 1?, 1 (with a question mark: no longer in the file))" in printed
    assert reviewer.get(f"{URL}/confirm").status_code != 500


@pytest.mark.parametrize("raw", ["[", "5", '{"2": "x"}', '["2"]'])
def test_pages_of_numbers_that_no_page_wrote_are_refused(
    reviewer: FlaskClient, world: World, raw: str
) -> None:
    form = form_of(reviewer)
    form["a.a0"], form["f.a0.0.reason"], form["f.a0.0.pages"] = "1", "没有笔录", "2"
    form["f.a0.0.keys"], form["a.a1"], form["do"] = raw, "2", "save"

    assert reviewer.post(URL, data=form).status_code == 422
    assert (form_of(reviewer)["a.a0"], form_of(reviewer)["a.a1"]) == ("", "2")


def test_sheets_of_a_submitted_review_say_the_present_number_beside(
    app: Flask,
    client_for: ClientFor,
    reviewer: FlaskClient,
    world: World,
    keys: list[str],
) -> None:
    with app.app_context():
        first_two(world, answer(pages="3"), answer(pages="1、3"))
        with unit.reading() as connection:
            public_id = connection.scalar(
                select(CampaignCase.public_id).where(
                    CampaignCase.id == world.campaign_case_ids[0]
                )
            )
    officer = client_for(world.officer)
    officer.post("/language", data={"locale": "en", "then": "/"})
    file = f"/campaigns/2026/files/{public_id}"
    number_from(app, world, 23)

    for client, path in ((officer, file), (officer, f"{file}/print"), (reviewer, URL)):
        assert "page 3 (now 23)" in client.get(path).text
    assert "page 1, 3 (now 1, 23)" in officer.get(file).text

    with app.app_context():
        own = {"viewer": world.officer, "public_id": case_id(world)}
        second = scans.of_case(**own).lines[1].public_id
        scans.remove(scan_id=second, reason="wrong file", at=AT, **own)
    for client, path in ((officer, file), (officer, f"{file}/print"), (reviewer, URL)):
        assert "page 3 (no longer in the file)" in client.get(path).text
    officer.post("/language", data={"locale": "zh_Hans", "then": "/"})
    assert "第3页（该页已不在案卷中）" in officer.get(file).text
