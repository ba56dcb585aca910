"""Proposals from the contents list, in a browser: keys, the page of a paper, changes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from review.services.page_images import close_all
from review.web import settings
from tests.browser.conftest import (
    Open,
    barriers,
    expect_saved,
    speak,
)
from tests.factories import World
from tests.limited import IN_TIME, know
from tests.listed import (
    ASKED,
    DOUBTFUL,
    OUT_OF_ORDER,
    WITH_LETTER,
    WITHOUT_LETTER,
    bring_file,
    doubtful_sheet,
    listed_sheet,
    set_list,
)
from tests.services.rounds import under_review

READ = "/reviews/read-0-1"
WIDE = (1440, 900)


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    """Two files under review; the first has a checked list without the letter."""
    with app.test_request_context():
        world = under_review(listed_sheet())
        bring_file(world, settings.shelf())
        set_list(world, *WITHOUT_LETTER)
        know(world, archived=IN_TIME)
    yield world
    close_all()


def desk(
    browse: Open, world: World, language: str = "en", size: tuple[int, int] = WIDE
) -> Page:
    page = browse(world.reviewers[0], READ, size=size)
    speak(page, language)
    expect(page.locator("#checklist.is-live")).to_be_visible()
    return page


def item(page: Page, code: str) -> Locator:
    return page.locator(f"#item-{code}")


def box(page: Page, code: str) -> Locator:
    return item(page, code).locator("[data-proposal]")


def test_papers_are_accepted_with_the_same_key(
    app: Flask, browse: Open, world: World
) -> None:
    page = desk(browse, world)
    expect(box(page, "letter")).to_contain_text("not on the contents list")
    expect(box(page, "letter")).to_contain_text("In time.")
    expect(page.locator('[data-role="n-done"]')).to_have_text("0")

    for _ in range(3):
        page.keyboard.press("j")
        page.keyboard.press("a")

    expect_saved(page)
    for code, name, value in (
        ("letter", "a", "missing"),
        ("notes", "a", "yes"),
        ("record", "s", "not_applicable"),
    ):
        chosen = item(page, code).locator(f'[name="{name}.{code}"][value="{value}"]')
        expect(chosen).to_be_checked()
        expect(box(page, code)).to_have_attribute("data-proposal", "accepted")
    reason = item(page, "letter").locator('[data-field="reason"]')
    expect(reason).to_have_value("Not on the contents list: Letter of legal aid.")
    expect(item(page, "letter").locator('[data-field="absent"]')).to_be_checked()
    box(page, "notes").get_by_role("link").click()
    expect(page.locator("#viewer-label")).to_have_value("2")
    expect_saved(page)
    with app.test_request_context():
        set_list(world, *WITH_LETTER)

    assert barriers(page) == []
    page.reload()
    changed = box(page, "letter").locator(".proposal-changed")
    expect(changed).to_contain_text("The contents list was changed")
    expect(page.locator('[name="a.letter"][value="missing"]')).to_be_checked()


@pytest.fixture
def doubtful(app: Flask) -> Iterator[World]:
    with app.test_request_context():
        world = under_review(doubtful_sheet())
        bring_file(world, settings.shelf())
        set_list(world, *OUT_OF_ORDER)
    yield world
    close_all()


SAID = [
    re.compile("told.*Notice of rights and duties not on the contents list$"),
    re.compile("applied.*Application form page 4 out of the archive's order$"),
    re.compile("heard.*Record of the hearing does not concern this case$"),
]


@pytest.mark.parametrize("key", ["w", "x"])
def test_what_the_list_speaks_against_is_named_and_stays_open(
    browse: Open, doubtful: World, key: str
) -> None:
    page = desk(browse, doubtful)
    whole = key == "w"
    dialog = page.locator("#closing-all-dialog" if whole else "#closing-dialog")
    left = dialog.locator(
        f'[data-role="{"closing-doubted" if whole else "closing-left"}"]'
    )

    page.keyboard.press("j")
    page.keyboard.press(key)
    expect(left.locator("li")).to_have_text(SAID)
    absent = dialog.locator("li", has_text="kept only where there is one")
    expect(absent).to_have_text(
        re.compile("proven.*Contents list:.*not on the contents")
    )
    assert barriers(page) == []
    page.keyboard.press(key)

    expect_saved(page)
    expect(page.locator('[data-role="n-done"]')).to_have_text("2")
    for code in ASKED:
        state = "open" if code in DOUBTFUL else "done"
        expect(item(page, code)).to_have_attribute("data-state", state)
    expect(item(page, "applied")).to_be_focused()
    page.keyboard.press(key)
    expect(left.locator("li")).to_have_text(SAID)
    expect(dialog.get_by_role("button")).to_have_text(["Close" if whole else "Cancel"])
