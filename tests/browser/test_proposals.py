"""Proposals from the days of a case, in a browser: keys, script, no script, changes."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import (
    DESKTOP,
    LANGUAGES,
    PHONE,
    Open,
    barriers,
    expect_saved,
    reaches_sideways,
    speak,
)
from tests.factories import World
from tests.limited import FOURTH_DAY, IN_TIME, THIRD_DAY, know, limited_sheet
from tests.services.rounds import under_review

READ = "/reviews/read-0-1"
EVIDENCE = (
    "Assignment March 3, 2025 → First interview March 7, 2025. "
    "Working days: 4, at most 3. Late by 1."
)


@pytest.fixture
def world(app: Flask) -> World:
    """Two files under review; of the first one its days are known."""
    with app.app_context():
        world = under_review(limited_sheet())
        know(world, first_interview=FOURTH_DAY, archived=IN_TIME)
    return world


def desk(browse: Open, world: World, **options: object) -> Page:
    page = browse(world.reviewers[0], READ, **options)
    speak(page, "en")
    if options.get("script", True):
        expect(page.locator("#checklist.is-live")).to_be_visible()
    return page


def item(page: Page, code: str) -> Locator:
    return page.locator(f"#item-{code}")


def option(page: Page, code: str, value: str) -> Locator:
    return item(page, code).locator(f'[name="a.{code}"][value="{value}"]')


def box(page: Page, code: str) -> Locator:
    return item(page, code).locator("[data-proposal]")


def test_a_proposal_is_accepted_with_one_key(browse: Open, world: World) -> None:
    page = desk(browse, world)
    expect(page.locator('[data-role="n-done"]')).to_have_text("0")

    page.keyboard.press("j")
    page.keyboard.press("a")

    expect(box(page, "met")).to_have_attribute("data-proposal", "accepted")
    expect_saved(page)
    expect(option(page, "met", "late")).to_be_checked()
    reason = item(page, "met").locator('[data-field="reason"]')
    expect(reason).to_have_value(EVIDENCE)
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(option(page, "filed", "met")).to_be_checked()
    expect(page.locator('[data-role="total"]')).to_have_text("99.00")
    expect_saved(page)
    page.reload()
    expect(reason).to_have_value(EVIDENCE)
    expect(box(page, "met")).to_contain_text("your answer agrees")


def test_the_key_does_nothing_where_nothing_is_proposed(
    browse: Open, world: World
) -> None:
    page = desk(browse, world)
    for _ in range(3):
        page.keyboard.press("j")

    page.keyboard.press("a")

    expect(item(page, "rest")).to_be_focused()
    expect(page.locator('[data-role="n-done"]')).to_have_text("0")


def test_what_was_answered_at_once_is_taken_back_but_for_changes_elsewhere(
    browse: Open, world: World
) -> None:
    page = desk(browse, world)
    item(page, "met").locator(".why summary").click()
    item(page, "met").locator('[data-field="reason"]').fill("My own words")
    expect_saved(page)
    page.keyboard.press("Escape")
    asked, given = page.locator("#closing-all-dialog"), page.locator(".bar-given")
    buttons = asked.locator(".dialog-buttons button:visible")

    page.keyboard.press("w")
    expect(buttons).to_have_text(
        [
            "Answer the rest so W",
            "Answer the rest so and accept what is proposed A",
            "Cancel",
        ]
    )
    page.keyboard.press("w")
    expect(given).to_contain_text("2 answers given.")
    page.keyboard.press("w")
    expect(buttons).to_have_text(["Accept what is proposed A", "Cancel"])
    page.keyboard.press("w")
    expect(asked).to_contain_text("Nothing else is open that could be answered so.")
    page.keyboard.press("a")
    expect(given).to_contain_text("1 answer given.")
    expect(option(page, "met", "late")).to_be_checked()
    expect_saved(page)

    other = browse(world.reviewers[0], READ, beside=page)
    rest = item(other, "rest").locator('input[type="text"]').first
    with other.expect_response("**/answers"):
        rest.fill("5")
    page.keyboard.press("z")
    expect(given).to_have_text(re.compile("^1 answer taken back. 2 answers given be"))
    page.keyboard.press("z")
    expect(given).to_contain_text("1 answer taken back. 1 was changed since and stays.")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect_saved(page)
    page.reload()
    expect(page.locator('[data-role="n-done"]')).to_have_text("0")
    expect(item(page, "rest").locator('input[type="text"]').first).to_have_value("5")
    expect(item(page, "met").locator('[data-field="reason"]')).to_have_value(
        "My own words"
    )


def test_another_answer_asks_for_a_reason(browse: Open, world: World) -> None:
    page = desk(browse, world)
    needs = item(page, "met").locator('[data-role="needs"]')

    page.keyboard.press("j")
    page.keyboard.press("3")

    expect(box(page, "met")).to_have_attribute("data-proposal", "overridden")
    expect(needs).to_have_text(
        "Give a reason for what is taken off. "
        "This differs from what is proposed: give the reason."
    )
    rows = item(page, "met").locator("[data-finding]")
    expect(rows).to_have_count(2)
    rows.nth(0).locator('[data-field="reason"]').fill("没有笔录")
    rows.nth(1).locator('[data-field="reason"]').fill("看守所登记为3月6日")
    page.locator("#comment").focus()
    expect(needs).to_have_text("")
    expect_saved(page)


def test_days_changed_while_the_page_is_open_are_told(
    app: Flask, browse: Open, world: World
) -> None:
    page = desk(browse, world)
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect_saved(page)
    told = page.locator('[data-role="days-changed"]')
    expect(told).to_be_hidden()
    with app.app_context():
        know(world, first_interview=THIRD_DAY)

    page.keyboard.press("j")
    page.keyboard.press("a")

    expect(told).to_be_visible()
    late = option(page, "met", "late")
    expect(late).to_be_checked()
    told.get_by_role("link").click()
    expect(page.locator("#checklist.is-live")).to_be_visible()
    expect(late).to_be_checked()
    expect(box(page, "met")).to_contain_text("they were 2025-03-03 → 2025-03-07")
    box(page, "met").locator("[data-keep]").click()
    expect(box(page, "met").locator(".proposal-changed")).to_be_hidden()
    expect_saved(page)
    expect(late).to_be_checked()
    assert barriers(page) == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_keeps_nobody_out(
    browse: Open, world: World, size: tuple[int, int], language: str
) -> None:
    page = desk(browse, world, size=size)
    speak(page, language)

    assert barriers(page, language) == []
    box(page, "met").locator("[data-accept]").click()
    expect(box(page, "met")).to_have_attribute("data-proposal", "accepted")
    expect(item(page, "met")).to_be_focused()
    expect_saved(page)
    assert barriers(page, language) == []
    assert reaches_sideways(page) == 0


def test_a_proposal_is_accepted_without_the_script(browse: Open, world: World) -> None:
    page = desk(browse, world, script=False)

    box(page, "met").locator("[data-accept]").click()

    expect(option(page, "met", "late")).to_be_checked()
    expect(box(page, "met")).to_contain_text("your answer agrees")
    expect(option(page, "filed", "met")).not_to_be_checked()
