"""Deciding disputed items over HTTP: what each step shows, and what it never does."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from review.domain.policy import Role
from review.domain.schemes import Resolution
from review.store import unit
from review.store.models import CampaignCase, Result
from tests.databases import Once
from tests.factories import World
from tests.services.rounds import (
    MEAN,
    first_two,
    further_read,
    lost,
    sheet,
    under_review,
)
from tests.web.conftest import ClientFor
from tests.web.forms.sheets import Browser
from tests.worlds import one_of_each_role

ITEMS = replace(MEAN, resolution=Resolution.DISPUTED_ITEMS)
READ, DECIDER = "third-0-1", 3
URL = f"/reviews/{READ}"
ONE, TWO, AGREED = "甲方评查理由标记", "乙方评查理由标记", "一致条目理由标记"
MARKERS = (ONE, TWO)
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TOTALS = ("93.00", "78.00")


def disputed() -> World:
    """Reviews of 93 and 78 points, with words that are found again; and exchanged."""
    world = under_review(sheet(combination=ITEMS), n_cases=2, n_reviewers=5)
    agreed = lost(2, AGREED)
    both = (
        {"a1": agreed, "a0": lost(5, ONE)},
        {"a1": agreed, "a0": lost(10, TWO), "b0": lost(10, TWO)},
    )
    first_two(world, *both, case=0)
    first_two(world, *reversed(both), case=1)
    for case in (0, 1):
        further_read(world, DECIDER, case=case, items=["a0", "b0"])
    return world


@pytest.fixture
def world(once: Once) -> World:
    return once(disputed)


@pytest.fixture
def decider(client_for: ClientFor, world: World) -> FlaskClient:
    return client_for(world.reviewers[DECIDER])


def answer(client: FlaskClient, version: int, **answers: object) -> None:
    body = {"version": version, "answers": answers}
    done = client.post(f"{URL}/answers", json=body)
    assert done.status_code == 200, done.text


def lock(client: FlaskClient) -> str:
    """Both answered, locked over the page; the sheet that follows."""
    answer(client, 0, a0=lost(4, "自己的理由"), b0="0")
    form = dict(Browser(client.get(f"{URL}/confirm").text).sent)
    done = client.post(f"{URL}/first-view", data=form, follow_redirects=True)
    assert done.status_code == 200
    return done.text


def test_the_first_step_is_locked_and_only_the_second_submitted(
    decider: FlaskClient,
) -> None:
    first = decider.get(URL).text
    second = lock(decider)

    buttons = ("核对并锁定</button>", "核对并提交</button>")
    assert [first.count(each) for each in buttons] == [2, 0]
    assert [second.count(each) for each in buttons] == [0, 2]


def leaks(text: str) -> list[str]:
    """What of the two reviews a page tells: their words, totals, points, or labels."""
    said = [*MARKERS, AGREED, *TOTALS, "评查员一", "评查员二"]
    return [each for each in said if each in text]


def workbook_of(client: FlaskClient) -> str:
    """Every text of the offline workbook."""
    sent = client.post("/reviews/offline/workbook", data={"read": [READ]})
    assert sent.status_code == 200
    with zipfile.ZipFile(io.BytesIO(sent.data)) as parts:
        return "".join(
            parts.read(name).decode("utf-8", "replace") for name in parts.namelist()
        )


def test_the_first_step_tells_nothing_of_the_reviews(decider: FlaskClient) -> None:
    pages = ["", "/confirm", "/decline", "/pulse", "/sections/a", "/print"]
    answers = [decider.get(f"{URL}{page}") for page in pages]
    assert [each.status_code for each in answers] == [200] * len(pages)
    read = [each.text for each in answers]
    read.append(decider.get("/reviews/").text)
    read.append(decider.get("/reviews/phrases?item=a0").text)
    answer(decider, 0, a0=lost(4), b0="0")
    read += [decider.get(f"{URL}{page}").text for page in pages]
    read.append(workbook_of(decider))
    taken = decider.post(URL, data={"do": "take:a0:1", "version": "1"})
    read.append(taken.text)
    read.append(decider.get(URL).text)

    assert [leaks(text) for text in read] == [[]] * len(read)
    assert "第 1 步" in read[0]


def test_the_first_step_is_the_same_whichever_review_took_points_off(
    world: World, client_for: ClientFor
) -> None:
    """A second file has the same two reviews, the other way round."""
    mine = client_for(world.reviewers[DECIDER])
    for page in ("", "/confirm"):
        texts = [
            steady(mine.get(f"/reviews/third-{case}-1{page}").text, case)
            for case in (0, 1)
        ]
        assert texts[0] == texts[1]


def steady(html: str, case: int) -> str:
    """A page without what differs between any two files: address, number, tokens."""
    html = re.sub(r'(value|content)="[\w.-]{16,}"', "", html)
    return html.replace(f"third-{case}-1", "").replace(f"{case + 1:04}号", "")


def test_the_second_step_sets_the_reviews_beside_the_own_answers(
    decider: FlaskClient, world: World
) -> None:
    page = lock(decider)

    assert ONE in page and TWO in page
    # Only disputed items, under labels: no name, no total, nothing of agreed items.
    names = [f"评查专家{n + 1}" for n in range(len(world.reviewers)) if n != DECIDER]
    assert [each for each in (*names, AGREED, *TOTALS) if each in page] == []
    assert page.count("评查员一") == page.count("评查员二") == 4
    assert "第 2 步" in page
    assert leaks(workbook_of(decider)) == []
    assert leaks(decider.get("/reviews/").text) == []


def test_an_answer_is_taken_over_with_its_words(decider: FlaskClient) -> None:
    page = lock(decider)
    (label,) = {
        code
        for code, raw in re.findall(r'value="take:a0:(\d)" data-take="([^"]+)"', page)
        if TWO in raw
    }
    form = Browser(page).sent
    done = decider.post(URL, data=MultiDict([*form, ("do", f"take:a0:{label}")]))
    assert (done.status_code, done.location) == (302, f"{URL}#item-a0")

    confirm = decider.get(f"{URL}/confirm").text
    assert 'name="r.a0"' in confirm and 'name="r.b0"' not in confirm
    assert TWO in confirm


def test_a_change_without_a_reason_comes_back_with_what_was_typed(
    decider: FlaskClient, app: Flask
) -> None:
    lock(decider)
    answer(decider, 2, a0=lost(10, "看后的理由"), b0=lost(1, "另一处"))
    form = dict(Browser(decider.get(f"{URL}/confirm").text).sent)
    done = decider.post(f"{URL}/decide", data=form | {"r.a0": "", "r.b0": "第12页"})
    assert done.status_code == 422
    assert "第12页" in done.text

    again = dict(Browser(done.text).sent) | {"r.a0": "两份所引页码一致"}
    done = decider.post(f"{URL}/decide", data=again, follow_redirects=True)
    assert done.status_code == 200
    assert leaks(done.text) == []
    with app.app_context(), unit.reading() as connection:
        assert connection.scalar(select(Result.rule)) == "disputed_items@2"


def test_the_result_tells_of_every_item_where_it_comes_from(
    decider: FlaskClient, client_for: ClientFor, world: World, app: Flask
) -> None:
    lock(decider)
    answer(decider, 2, b0=lost(1, "另一处"))
    form = dict(Browser(decider.get(f"{URL}/confirm").text).sent)
    decider.post(f"{URL}/decide", data=form | {"r.b0": "两份都过重"})

    with app.app_context(), unit.reading() as connection:
        first = select(CampaignCase.public_id).order_by(CampaignCase.id)
        file = connection.scalar(first.limit(1))
    officer, address = client_for(world.officer), f"/campaigns/2026/files/{file}"
    page = officer.get(address).text
    data = officer.get(f"{address}/derivation.json").get_json()
    assert data["reasons_of_items"] == {"b0": "两份都过重"}
    for words in (
        "终评初看意见",
        "终评对照两份评查后另作认定",
        "评查一致",
        "两份都过重",
    ):
        assert words in page


def test_nobody_else_reaches_either_step(
    app: Flask, world: World, client_for: ClientFor
) -> None:
    with app.app_context():
        everyone = one_of_each_role(world)
    for role in sorted(set(Role)):
        client = client_for(everyone[role])
        for path in ("first-view", "decide"):
            sent = {"version": "1", "key": "k", "r.a0": "x"}
            assert client.post(f"{URL}/{path}", data=sent).status_code == 404, role


def test_the_two_reviewers_never_reach_the_decision(
    client_for: ClientFor, world: World
) -> None:
    for reviewer in world.reviewers[:3]:
        client = client_for(reviewer)
        assert client.get(URL).status_code == 404
        assert (
            client.post(f"{URL}/first-view", data={"version": "1"}).status_code == 404
        )
