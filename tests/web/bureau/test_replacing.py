"""Announcing, replacing and extending over HTTP: the consequence first, then done once."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from review.domain.policy import Role
from review.services import allocation, redrawing, sampling, settling
from review.store import unit
from tests.casework import Casework, number, plan, submit_all
from tests.conftest import AT
from tests.web.bureau.reading import hidden, text
from tests.web.conftest import ClientFor

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PAGE = "/campaigns/2025/sample/"
Events = Callable[[], list[str]]


@pytest.fixture
def lots(app: Flask, work: Casework) -> Casework:
    """A campaign that draws three of the six files, not drawn yet."""
    values = plan(sample=replace(number(3), stratify_by=()))
    with app.app_context():
        sampling.open_campaign(viewer=work.officer, plan=values, at=AT)
    return work


@pytest.fixture
def sampled(app: Flask, lots: Casework) -> list[str]:
    """Drawn; every case number in the order of the draw."""
    with app.app_context():
        sampling.draw(viewer=lots.officer, code="2025", at=AT, seed="7")
        body = sampling.protocol(viewer=lots.officer, code="2025", at=AT)
    lines = body.decode("utf-8-sig").splitlines()[1:]
    return [line.split(",")[2] for line in lines]


def replace_url(client: FlaskClient, case_no: str) -> str:
    page = client.get(PAGE + "replace", query_string={"q": case_no})
    html = page.get_data(as_text=True)
    start = html.index(PAGE + "replace/")
    return html[start : html.index('"', start)]


def test_an_event_is_announced_and_nothing_draws_before_it(
    client: FlaskClient, lots: Casework, events: Events
) -> None:
    data = {"way": "event", "said": "大乐透第26035期", "known_at": "2026-03-09T21:30"}

    done = client.post(PAGE + "seed", data=data)

    page = client.get(PAGE)
    said = text(page)
    assert (done.status_code, done.location) == (302, PAGE)
    assert "The seed comes from: 大乐透第26035期, on 2026-03-09 21:30" in said
    assert "The list had 6 files then" in said
    assert "nothing is drawn before" in said
    assert " disabled>Draw 3 of 6 files" in page.get_data(as_text=True)
    refused = client.post(PAGE, data={"digest": hidden(page, "digest"), "seed": "1"})
    assert refused.status_code == 422
    assert events() == ["campaign_opened", "seed_announced"]


def test_the_certificate_says_whether_the_list_was_the_frozen_one(
    app: Flask, client: FlaskClient, lots: Casework
) -> None:
    client.post(PAGE + "seed", data={"way": "value", "said": "26035"})
    with app.app_context(), unit.transaction():
        lots.case("new")

    assert "no longer those that were frozen" in text(client.get(PAGE))
    client.post(PAGE, data={"digest": hidden(client.get(PAGE), "digest")})

    said = text(client.get(PAGE + "certificate"))
    assert "frozen then with 6 files and changed before the draw" in said
    assert "Seed 26035" in said


def test_the_list_is_frozen_by_hand_where_the_plan_names_the_seed(
    app: Flask, client: FlaskClient, work: Casework, events: Events
) -> None:
    with app.app_context():
        own = plan(sample=number(3), seed="26035")
        sampling.open_campaign(viewer=work.officer, plan=own, at=AT)
    page = client.get(PAGE)
    assert "It stands in the plan since the campaign was opened" in text(page)
    assert ">Freeze the list<" in page.text

    client.post(PAGE + "seed", data={"way": "value", "said": "26035"})

    page = client.get(PAGE)
    assert "The list had 6 files then" in text(page)
    assert ">Freeze the list<" not in page.text
    assert events()[-1] == "seed_announced"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"way": "value", "said": ""}, "Fill in this field."),
        ({"way": "digest", "said": "abc"}, "A SHA-256 has 64 signs"),
        ({"way": "event", "said": "开奖"}, "Say when the event takes place"),
        ({"way": "event", "said": "x", "known_at": "soon"}, "Give a day and a time"),
    ],
)
def test_what_cannot_be_announced_is_told_at_the_field(
    client: FlaskClient,
    lots: Casework,
    events: Events,
    data: dict[str, str],
    sentence: str,
) -> None:
    shown = client.post(PAGE + "seed", data=data)

    assert shown.status_code == 422
    assert sentence in text(shown)
    assert "seed_announced" not in events()


def test_a_file_is_found_and_replaced_after_its_consequence(
    client: FlaskClient, sampled: list[str], events: Events
) -> None:
    url = replace_url(client, sampled[0])
    shown = client.get(url)

    assert f"Leaves the sample {sampled[0]} · Civil litigation" in text(shown)
    assert f"Comes in {sampled[3]} · Civil litigation place 4 in" in text(shown)
    assert "Nobody has this file." in text(shown)
    assert "file_replaced" not in events()
    data = {"expected": hidden(shown, "expected"), "reason": "卷宗遗失"}
    done = [client.post(url, data=data) for _ in range(2)]

    assert [each.status_code for each in done] == [302, 302]
    assert events().count("file_replaced") == 1
    for page in (PAGE, PAGE + "certificate"):
        said = text(client.get(page))
        assert f"{sampled[0]} {sampled[3]} 卷宗遗失" in said
        assert "Checked just now: the list is unchanged" in said
    annex = text(client.get(PAGE + "certificate/files"))
    files, changes = annex.split("Changes of the sample", 1)
    assert sampled[3] in files
    assert sampled[0] not in files
    assert f"{sampled[0]} {sampled[3]} 卷宗遗失" in changes


def test_a_file_that_left_meanwhile_leads_back_to_the_search(
    client: FlaskClient, sampled: list[str]
) -> None:
    url = replace_url(client, sampled[0])
    data = {"expected": hidden(client.get(url), "expected"), "reason": "卷宗遗失"}
    client.post(url, data=data)

    for answer in (client.get(url), client.post(url, data={"reason": " "})):
        assert answer.status_code == 422
        assert "This file has left the sample already." in text(answer)
        assert 'role="search"' in answer.text


def test_a_replacement_without_a_reason_is_asked_for_one(
    client: FlaskClient, sampled: list[str], events: Events
) -> None:
    url = replace_url(client, sampled[0])

    shown = client.post(url, data={"reason": " "})

    assert shown.status_code == 422
    assert "Give a reason of at most 200 characters" in text(shown)
    assert "file_replaced" not in events()


def test_what_changed_meanwhile_is_shown_with_the_reason_kept(
    client: FlaskClient, sampled: list[str], events: Events
) -> None:
    first, other = (replace_url(client, sampled[n]) for n in (0, 1))
    expected = hidden(client.get(first), "expected")
    data = {"expected": hidden(client.get(other), "expected"), "reason": "卷宗遗失"}
    client.post(other, data=data)

    stale = client.post(first, data={"expected": expected, "reason": "案件重开"})

    assert stale.status_code == 409
    assert "The sample changed since this page was made." in text(stale)
    assert f"Comes in {sampled[4]}" in text(stale)
    assert 'value="案件重开"' in stale.text
    assert events().count("file_replaced") == 1


def test_a_file_that_is_settled_leads_back_to_the_search(
    app: Flask, client: FlaskClient, lots: Casework, sampled: list[str]
) -> None:
    url = replace_url(client, sampled[0])
    with app.app_context():
        allocation.confirm(viewer=lots.officer, code="2025", at=AT)
        for number in ("R1", "R2", "R3"):
            with unit.transaction():
                reader = lots.reader(number)
            submit_all(reader, lost=0)
        settling.settle(viewer=lots.officer, campaign_code="2025", at=AT)

    for answer in (client.get(url), client.post(url, data={"reason": "遗失"})):
        assert answer.status_code == 422
        assert "it stays in the sample" in text(answer)
        assert 'role="search"' in answer.text


@pytest.mark.parametrize(
    ("size", "status", "sentence"),
    [
        ("many", 422, "Give a whole number of files"),
        ("3", 422, "3"),
        ("5", 409, "The sample changed since this page was made."),
    ],
)
def test_an_extension_that_cannot_be_comes_back_to_its_page(
    client: FlaskClient,
    sampled: list[str],
    size: str,
    status: int,
    sentence: str,
    events: Events,
) -> None:
    data = {"size": size, "expected": "4,9", "reason": "上级要求"}

    refused = client.post(PAGE + "extend", data=data)

    assert refused.status_code == status
    assert sentence in text(refused)
    assert f'value="{size}"' in refused.text
    assert "sample_extended" not in events()


def test_only_files_of_the_sample_are_found(
    client: FlaskClient, sampled: list[str]
) -> None:
    said = text(client.get(PAGE + "replace", query_string={"q": sampled[4]}))

    assert "No file of the sample with this number" in said


def test_the_sample_is_extended_after_its_consequence(
    client: FlaskClient, sampled: list[str], events: Events
) -> None:
    asked = text(client.get(PAGE + "extend"))
    shown = client.get(PAGE + "extend", query_string={"size": "5"})

    assert "So far: 3 files are drawn. The sample has 3 files." in asked
    assert "2 files more 4 reviews more 3 files drawn already" in text(shown)
    names = ("size", "expected")
    data = {name: hidden(shown, name) for name in names} | {"reason": "上级要求"}
    done = client.post(PAGE + "extend", data=data)

    assert done.status_code == 302
    said = text(client.get(PAGE + "certificate"))
    assert "2 files, up to 5 上级要求" in said
    assert "3 drawn of 6 that could be drawn · 5 in the sample now" in said
    assert events()[-1] == "sample_extended"


@pytest.mark.parametrize("size", ["3", "many", "4.5"])
def test_a_size_that_is_none_is_told_at_the_field(
    client: FlaskClient, sampled: list[str], size: str
) -> None:
    shown = client.get(PAGE + "extend", query_string={"size": size})

    assert shown.status_code == 422
    assert 'id="size-error"' in shown.get_data(as_text=True)


def test_the_record_is_taken_away_and_draws_again(
    client: FlaskClient, sampled: list[str]
) -> None:
    body = client.get(PAGE + "record.zip")

    assert body.headers["Content-Disposition"] == "attachment; filename=draw-2025.zip"
    assert redrawing.redraw(body.data).holds
    with zipfile.ZipFile(io.BytesIO(body.data)) as found:
        assert found.namelist() == [
            *("CHECK.txt", "draw.json", "list.csv", "frozen.txt", "sample.csv")
        ]
        sample = found.read("sample.csv").decode("utf-8-sig").splitlines()
    assert [line.split(",")[1] for line in sample[1:]] == sampled[:3]


def test_reviewers_find_none_of_these_pages(
    app: Flask, client_for: ClientFor, lots: Casework, sampled: list[str]
) -> None:
    with app.app_context(), unit.transaction():
        reader = lots.reader("R1")
        lead = lots.reader("L1", Role.PANEL_LEAD)

    for viewer in (reader, lead):
        client = client_for(viewer)
        for page in ("", "certificate", "certificate/files", "list.csv", "record.zip"):
            assert client.get(PAGE + page).status_code == 404
        for page in ("replace", "extend"):
            assert client.get(PAGE + page).status_code == 404
        assert client.post(PAGE + "seed", data={"way": "value"}).status_code == 404
