"""The workbook over HTTP: taken along, filled in, looked at, taken over."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from review.files.schemes import dump, load
from review.store import unit
from review.store.models import (
    AccessLog,
    Case,
    Draft,
    IntakeFile,
    Read,
    Submission,
)
from tests.conftest import AT
from tests.factories import World, campaign_under_review
from tests.filling import Filling
from tests.web.conftest import ClientFor
from tests.web.forms.sheets import Browser, every_kind

READ, SECOND, OTHER = "read-0-1", "read-3-2", "read-0-2"
START = "/reviews/offline"


@pytest.fixture
def world(app: Flask) -> World:
    """Four files; the first reviewer has the first and the last of them."""
    text = dump(every_kind())
    with app.app_context():
        return campaign_under_review(load(text), text, n_cases=4)


@pytest.fixture
def reviewer(client_for: ClientFor, world: World) -> FlaskClient:
    client = client_for(world.reviewers[0])
    client.post("/language", data={"locale": "en", "then": "/"})
    return client


def take(client: FlaskClient, *reads: str) -> bytes:
    answer = client.post(f"{START}/workbook", data={"read": list(reads or (READ,))})
    assert answer.status_code == 200
    return answer.data


def bring(client: FlaskClient, body: bytes, name: str = "x.xlsx") -> TestResponse:
    return client.post(START, data={"workbook": (io.BytesIO(body), name)})


def page_of(client: FlaskClient, body: bytes) -> tuple[str, str]:
    """The preview of a workbook and its address."""
    brought = bring(client, body)
    assert brought.status_code == 302, brought.text
    return client.get(brought.location).text, brought.location


def take_over(client: FlaskClient, address: str, **picks: str) -> TestResponse:
    """Send the preview's form as the browser would, with what was picked."""
    sent = dict(Browser(client.get(address).text).sent)
    return client.post(address, data=sent | picks)


def save(client: FlaskClient, version: int, answers: dict[str, Any]) -> int:
    body = {"version": version, "answers": answers}
    return client.post(f"/reviews/{READ}/answers", json=body).get_json()["version"]


def kept(app: Flask, read: str = READ) -> tuple[int, str, str]:
    """Version, answers and comment of a draft."""
    with app.app_context(), unit.reading() as connection:
        columns = (Draft.version, Draft.answers, Draft.comment)
        statement = select(*columns).join(Read, Read.id == Draft.read_id)
        row = connection.execute(statement.where(Read.public_id == read)).first()
        return tuple(row) if row else (0, "", "")  # type: ignore[return-value]


def effects(page: str) -> list[tuple[str, str]]:
    """Cell and effect of every row of a preview."""
    rows = re.findall(
        r'<tr class="offline-row effect-row-(\w+)">\s*<td[^>]*>([^<]*)', page
    )
    return [(cell, effect) for effect, cell in rows]


def test_round_trip(app: Flask, reviewer: FlaskClient) -> None:
    filling = Filling(take(reviewer, READ, SECOND))
    filling.fill("notes", answer=2, text="没有会见笔录", pages="12")
    filling.fill("papers", answer=2, text="缺委托书", pages="3")
    filling.fill("papers#2", text="缺公函", absent="Yes")
    filling.fill("late:a_lot", answer="Yes", text="迟到", pages="4-5")
    filling.fill("@comment", text="总体尚可\n继续努力")
    filling.fill("seal", case=1, answer="Met")

    page, address = page_of(reviewer, filling.saved())
    before = kept(app), kept(app, SECOND)
    done = take_over(reviewer, address)

    assert len(effects(page)) == 5
    assert {effect for _, effect in effects(page)} == {"new"}
    assert before == ((0, "", ""), (0, "", ""))
    assert (done.status_code, done.location) == (302, "/reviews/")
    answers = (
        '{"notes":{"choice":"2","findings":[{"reason":"没有会见笔录","pages":"12"}]},'
        '"papers":{"choice":2,"findings":[{"reason":"缺委托书","pages":"3"},'
        '{"reason":"缺公函","absent":true}]},'
        '"late":{"choice":["a_lot"],"findings":'
        '[{"option":"a_lot","reason":"迟到","pages":"4-5"}]}}'
    )
    assert kept(app) == (1, answers, "总体尚可\n继续努力")
    assert kept(app, SECOND) == (1, '{"seal":{"choice":"met"}}', "")
    assert "5 answers were taken over" not in page
    with app.app_context(), unit.reading() as connection:
        assert connection.scalars(select(Submission.id)).all() == []
        assert connection.scalars(select(IntakeFile.body)).all() == [""]


def test_the_same_workbook_twice_changes_nothing(
    app: Flask, reviewer: FlaskClient
) -> None:
    body = Filling(take(reviewer)).fill("seal", answer="Met").saved()
    take_over(reviewer, page_of(reviewer, body)[1])
    first = kept(app)

    page, address = page_of(reviewer, body)
    take_over(reviewer, address)

    assert effects(page) == []
    assert kept(app) == first


def test_what_was_changed_on_both_sides_is_chosen(
    app: Flask, reviewer: FlaskClient
) -> None:
    version = save(reviewer, 0, {"seal": {"choice": "met"}, "plan": {"choice": "good"}})
    filling = Filling(take(reviewer)).fill("seal", answer="Not met", text="未盖章")
    filling.fill("told", answer="No", text="已告知")
    save(
        reviewer,
        version,
        {"seal": {"special": "cannot_assess"}, "plan": {"choice": "thin"}},
    )

    page, address = page_of(reviewer, filling.saved())
    undecided = take_over(reviewer, address)
    unchanged = kept(app)
    take_over(reviewer, address, **{f"pick.{READ}.seal": "mine"})

    assert [effect for _, effect in effects(page)] == ["conflict", "new", "kept"]
    assert "Cannot assess" in page
    assert "未盖章" in page
    assert (undecided.location, unchanged[0]) == (address, 2)
    answers = (
        '{"plan":{"choice":"thin"},'
        '"seal":{"choice":"missing","findings":[{"reason":"未盖章"}]},'
        '"told":{"choice":"no","findings":[{"reason":"已告知"}]}}'
    )
    assert kept(app) == (3, answers, "")


def test_a_save_between_look_and_button_refuses_the_whole(
    app: Flask, reviewer: FlaskClient
) -> None:
    body = Filling(take(reviewer)).fill("seal", answer="Met").saved()
    _, address = page_of(reviewer, body)
    sent = dict(Browser(reviewer.get(address).text).sent)
    save(reviewer, 0, {"plan": {"choice": "good"}})

    answer = reviewer.post(address, data=sent)

    assert answer.location == address
    assert kept(app) == (1, '{"plan":{"choice":"good"}}', "")


def test_refused_cells_say_where_and_why_and_keep_no_other_back(
    app: Flask, reviewer: FlaskClient
) -> None:
    save(reviewer, 0, {"plan": {"choice": "good"}})
    filling = Filling(take(reviewer))
    filling.fill("notes", answer=2.3).fill("plan", answer="Splendid")
    filling.fill("seal", answer="Met")
    cell = filling.cell("plan", "answer").coordinate

    page, address = page_of(reviewer, filling.saved())
    take_over(reviewer, address)

    assert f"{cell}</span> “Splendid”: Choose one of: Good, Thin; or clear" in page
    assert "give a number from 0 to 50 in steps of 0.5" in page
    assert kept(app)[1] == '{"plan":{"choice":"good"},"seal":{"choice":"met"}}'


@pytest.mark.parametrize("read", [OTHER, "read-9-9"])
def test_another_reviewers_file_cannot_be_taken_along(
    reviewer: FlaskClient, read: str
) -> None:
    answer = reviewer.post(f"{START}/workbook", data={"read": [READ, read]})

    assert answer.status_code == 404


def test_nothing_chosen_is_said(reviewer: FlaskClient) -> None:
    answer = reviewer.post(f"{START}/workbook", data={})

    assert answer.status_code == 422
    assert "Choose at least one file to take along." in answer.text


def test_secret_and_sealed_files_stay(app: Flask, reviewer: FlaskClient) -> None:
    with app.app_context(), unit.transaction() as connection:
        first = Case.case_no == "(2025)青援0001号"
        connection.execute(update(Case).where(first).values(secret=True))

    page = reviewer.get(START).text
    answer = reviewer.post(f"{START}/workbook", data={"read": [READ]})

    assert f'value="{READ}"' not in page
    assert f'value="{SECOND}"' in page
    assert "1 secret or sealed file is reviewed here only" in page
    assert answer.status_code == 404


def test_what_is_no_workbook_of_ours_is_said_on_the_form(
    reviewer: FlaskClient,
) -> None:
    for body in (b"no workbook", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0"):
        answer = bring(reviewer, body)

        assert answer.status_code == 422
        assert 'id="workbook-error"' in answer.text
    assert reviewer.post(START, data={}).status_code == 422


def test_another_reviewer_does_not_see_the_workbook(
    client_for: ClientFor, world: World, reviewer: FlaskClient
) -> None:
    _, address = page_of(reviewer, take(reviewer))
    other = client_for(world.reviewers[1])

    assert other.get(address).status_code == 404
    assert other.post(address, data={}).status_code == 404


def test_another_reviewers_workbook_is_refused_like_an_unknown_one(
    client_for: ClientFor, world: World, reviewer: FlaskClient
) -> None:
    other = client_for(world.reviewers[1])
    other.post("/language", data={"locale": "en", "then": "/"})
    body = take(reviewer)

    page, address = page_of(other, body)

    assert "There is no review of yours for this sheet now" in page
    assert "Take over" not in page
    assert other.post(address, data={}).location == "/reviews/"


def test_taking_along_is_logged_like_an_opening(
    app: Flask, reviewer: FlaskClient
) -> None:
    take(reviewer, READ, SECOND)

    with app.app_context(), unit.reading() as connection:
        statement = select(AccessLog.object_id, AccessLog.at).where(
            AccessLog.action == "review.offline"
        )
        assert sorted(map(tuple, connection.execute(statement))) == [
            (READ, AT),
            (SECOND, AT),
        ]


def test_the_download_names_nobody(reviewer: FlaskClient) -> None:
    answer = reviewer.post(f"{START}/workbook", data={"read": [READ]})

    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=reviews-offline.xlsx"
    )
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_queue_leads_there(reviewer: FlaskClient) -> None:
    assert f'href="{START}"' in reviewer.get("/reviews/").text
