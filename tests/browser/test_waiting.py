"""A step that takes its time says so, and a second press is not sent."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from review.domain.policy import Viewer
from tests.browser.conftest import Open
from tests.factories import World

WORDS = "正在处理，请不要关闭本页。"


@pytest.fixture
def reader(world: World) -> Viewer:
    return world.reviewers[1]


def test_a_long_step_is_announced_and_sent_once(browse: Open, reader: Viewer) -> None:
    page = browse(reader, "/reviews/read-0-2/decline")
    sent: list[str] = []

    def no_page_yet(route: Route) -> None:
        sent.append(route.request.method)
        route.fulfill(status=204)

    page.route("**/decline", no_page_yet)
    page.locator('main input[type="radio"]').first.check()
    button = page.locator('main form button[type="submit"]').first
    waiting = page.locator("#waiting")
    expect(waiting).to_be_hidden()

    button.click()
    expect(waiting).to_be_visible()
    expect(waiting).to_contain_text(WORDS)
    button.click()
    page.wait_for_timeout(200)

    assert sent == ["POST"]
