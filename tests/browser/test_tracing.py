"""The reading trace as a browser sends it: pages in sight, before which answer."""

from __future__ import annotations

import time

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from review.store import unit
from review.store.models import Campaign, ReadingSpan
from review.web import settings
from tests.browser.conftest import PHONE, Open, barriers, reaches_sideways
from tests.factories import World
from tests.scanned import on_every_case

READ = "read-0-2"


@pytest.fixture
def traced(app: Flask, world: World) -> World:
    """Scanned files of a campaign that keeps traces."""
    with app.app_context():
        with unit.transaction() as connection:
            connection.execute(update(Campaign).values(rules={"trace_days": 30}))
        on_every_case(settings.shelf())
    return world


def kept(app: Flask) -> list[tuple[int, str]]:
    with app.app_context(), unit.reading() as connection:
        columns = (ReadingSpan.page, ReadingSpan.item)
        statement = select(*columns).order_by(ReadingSpan.id)
        return [tuple(row) for row in connection.execute(statement)]


def wait_for(app: Flask, page: Page, n: int) -> list[tuple[int, str]]:
    for _ in range(80):
        if len(kept(app)) >= n:
            break
        page.wait_for_timeout(100)
    return kept(app)


def test_pages_are_sent_with_the_answer_that_follows(
    app: Flask, browse: Open, traced: World
) -> None:
    page = browse(traced.reviewers[1], f"/reviews/{READ}")
    expect(page.locator("#viewer")).to_have_attribute("data-shown", "1")
    page.wait_for_timeout(1500)
    page.locator('[data-do="after"]').click()
    expect(page.locator("#viewer")).to_have_attribute("data-shown", "2")
    page.wait_for_timeout(1500)
    page.locator("#item-seal label.chip").first.click()

    assert wait_for(app, page, 2) == [(1, "seal"), (2, "seal")]

    page.wait_for_timeout(1500)
    page.goto("/reviews/")
    assert wait_for(app, page, 3)[2:] == [(2, "")]


def test_nothing_is_sent_where_nothing_is_kept(
    app: Flask, browse: Open, traced: World
) -> None:
    with app.app_context(), unit.transaction() as connection:
        connection.execute(update(Campaign).values(rules={}))
    sent: list[str] = []
    page = browse(traced.reviewers[1], "/reviews/")
    page.on("request", lambda request: sent.append(request.url))

    page.goto(f"/reviews/{READ}")
    expect(page.locator("#viewer")).to_have_attribute("data-shown", "1")
    time.sleep(1.2)
    page.locator("#item-seal label.chip").first.click()
    page.goto("/reviews/")

    assert [url for url in sent if url.endswith("/trace")] == []


def test_what_is_announced_has_no_barriers_on_a_phone(
    browse: Open, traced: World
) -> None:
    for address in ("/reviews/", f"/reviews/{READ}"):
        page = browse(traced.reviewers[1], address, size=PHONE)
        expect(page.locator(".announced")).to_have_count(1)
        assert (barriers(page), reaches_sideways(page)) == ([], 0)
