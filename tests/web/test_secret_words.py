"""Words written before a file was marked secret: told, counted, and not submitted."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from review.files.schemes import dump, load
from review.store import unit
from review.store.models import Case
from tests.factories import World, campaign_under_review
from tests.web.conftest import ClientFor
from tests.web.forms.sheets import Browser, every_kind
from tests.web.test_reviewer import FULL, URL, in_english

REASON, COMMENT = "张三未签名", "张三案评语"
LOST = {"choice": "2", "findings": [{"reason": REASON, "pages": "12"}]}
TOLD = "The words of 2 items and the comment were written before"


@pytest.fixture
def world(app: Flask) -> World:
    text = dump(every_kind())
    with app.app_context():
        return campaign_under_review(load(text), text)


@pytest.fixture
def reviewer(client_for: ClientFor, world: World) -> FlaskClient:
    return in_english(client_for(world.reviewers[0]))


def test_words_from_before_are_shown_once_more_and_stay_behind(
    app: Flask, reviewer: FlaskClient
) -> None:
    answers = {**FULL, "notes": LOST}
    body = {"version": 0, "answers": answers, "comment": COMMENT}
    assert reviewer.post(f"{URL}/answers", json=body).status_code == 200
    assert TOLD not in reviewer.get(URL).text
    with app.app_context(), unit.transaction() as connection:
        connection.execute(update(Case).values(secret=True))

    sheet, printed = reviewer.get(URL).text, reviewer.get(f"{URL}/print").text
    resent = reviewer.post(URL, data=dict(Browser(sheet).sent) | {"do": "confirm"})
    confirm = reviewer.get(f"{URL}/confirm").text
    done = reviewer.post(f"{URL}/submit", data=dict(Browser(confirm).sent))
    receipt = reviewer.get(URL).text

    assert sheet.count(TOLD) == 1
    assert (printed.count(TOLD), printed.count("They are not printed")) == (1, 1)
    assert REASON not in printed
    assert COMMENT not in printed
    assert resent.location == f"{URL}/confirm"
    assert (confirm.count(TOLD), confirm.count(REASON), confirm.count(COMMENT)) == (
        1,
        1,
        1,
    )
    assert done.status_code == 302
    assert 'data-role="receipt"' in receipt
    assert REASON not in receipt
    assert COMMENT not in receipt
