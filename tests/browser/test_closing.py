"""Answers given at once, while the reader goes on: nobody is told of a conflict."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from review.domain.policy import Viewer
from tests.browser.conftest import PHONE, Open
from tests.browser.test_desk import (
    expect_saved,
    item,
    open_desk,
    option,
    part,
)
from tests.factories import World


@pytest.fixture
def reviewer(world: World) -> Viewer:
    return world.reviewers[0]


@pytest.fixture
def desk(browse: Open, reviewer: Viewer) -> Page:
    return open_desk(browse, reviewer)


def n_done(page: Page, n: int) -> None:
    expect(page.locator('[data-role="n-done"]')).to_have_text(str(n))


def begin_list(page: Page, item: str = "2") -> list[Route]:
    """Answer all that is open, from item 1.2; its request waits until it is let go."""
    held: list[Route] = []

    def hold_first(route: Route) -> None:
        route.continue_() if held else held.append(route)

    page.route(re.compile("/(answers|sections/.*)$"), hold_first)
    for key in ("i", "1", "Period", item, "Enter", "w"):
        page.keyboard.press(key)
    with page.expect_request(re.compile("/(answers|sections/.*)$")):
        page.keyboard.press("w")
    return held


def test_whoever_answers_on_while_a_list_is_answered_meets_no_conflict(
    desk: Page,
) -> None:
    held = begin_list(desk)

    for key in ("2", "r"):
        desk.keyboard.press(key)
    desk.keyboard.type("no seal on it")
    desk.wait_for_timeout(700)
    held[0].continue_()

    given = desk.locator(".bar-given")
    expect(given).to_contain_text("10 answers given.")
    expect_saved(desk)
    expect(desk.locator("#desk-waiting")).to_be_hidden()
    # Whoever writes is led nowhere.
    expect(part(desk, "seal", "reason")).to_be_focused()
    desk.keyboard.press("Escape")
    desk.keyboard.press("z")
    expect(given).to_contain_text("10 answers taken back.")
    expect_saved(desk)
    desk.reload()
    n_done(desk, 1)
    expect(option(desk, "seal", "missing")).to_be_checked()
    expect(part(desk, "seal", "reason")).to_have_value("no seal on it")

    # Pressed ahead: asked for again it begins no second time, and z is for the list, once.
    held = begin_list(desk)
    for key in ("w", "x", "z", "z"):
        desk.keyboard.press(key)
    held[0].continue_()

    expect(given.locator('[data-role="given-words"]')).to_have_text(
        "10 answers taken back."
    )
    expect_saved(desk)
    expect(desk.locator("dialog[open]")).to_have_count(0)
    expect(item(desk, "seal")).to_be_focused()
    n_done(desk, 1)

    # The field that was just entered stays the field that is written in.
    held = begin_list(desk, "4")
    desk.keyboard.press("r")
    held[0].continue_()
    expect(given).to_contain_text("10 answers given.")
    expect(part(desk, "late", "reason")).to_be_focused()
    desk.keyboard.press("Escape")
    desk.keyboard.press("z")
    expect(given).to_contain_text("10 answers taken back.")

    # On a phone what is led to does not lie beneath the bar with its notice.
    desk.emulate_media(reduced_motion="reduce")
    desk.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    desk.keyboard.press("w")
    desk.keyboard.press("w")
    expect(given).to_contain_text("until you leave this page")
    desk.evaluate("scrollTo(0, document.body.scrollHeight)")
    for _ in range(6):
        desk.keyboard.press("k")
    rect = ".getBoundingClientRect()"
    assert desk.evaluate(
        f"document.querySelector('.is-current'){rect}.top"
        f" >= document.querySelector('.desk-bar'){rect}.bottom"
    )

    desk.reload()
    desk.keyboard.press("z")
    told = desk.locator('[data-role="announce"]')
    expect(told).to_contain_text("What was done before this page was opened")
