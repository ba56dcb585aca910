"""The officer's contents list: typed with the keyboard beside the pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from review.services import contents
from review.services.page_images import close_all
from review.web import settings
from tests.browser.conftest import (
    LANGUAGES,
    PHONE,
    Open,
    barriers,
    reaches_sideways,
    speak,
)
from tests.databases import Once
from tests.factories import World
from tests.scanned import bring, case_id, pdf

WIDE = (1440, 900)


@pytest.fixture
def case(once: Once, world: World) -> Iterator[str]:
    """A case of twelve pages without a list."""

    def brought() -> str:
        assert world.officer is not None
        public_id = case_id(world)
        body = pdf(*range(0, 240, 20))
        bring(world.officer, public_id, body, settings.shelf())
        return public_id

    yield once(brought)
    close_all()


def open_form(browse: Open, world: World, case: str, **options: object) -> Page:
    page = browse(
        world.officer, f"/cases/{case}/contents/", **{"size": WIDE, **options}
    )
    speak(page, "en")
    return page


def paper(page: Page, row: int) -> Locator:
    return page.get_by_label(f"Paper in row {row}", exact=True)


def number(page: Page, row: int) -> Locator:
    return page.get_by_label(f"Page in row {row}", exact=True)


def listed(app: Flask, world: World, case: str) -> list[tuple[str, int]]:
    with app.test_request_context():
        assert world.officer is not None
        found = contents.of_case(viewer=world.officer, public_id=case)
        return [(line.document.value, line.page) for line in found.file.lines]


def test_the_keyboard_is_enough(
    browse: Open, app: Flask, world: World, case: str
) -> None:
    page = open_form(browse, world, case)
    paper(page, 1).focus()
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    expect(paper(page, 1)).to_have_value("Index")
    expect(number(page, 1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(number(page, 1)).to_have_value("1")

    expect(paper(page, 2)).to_be_focused()
    page.keyboard.type("Evidence")
    page.keyboard.press("Enter")
    for _ in range(3):
        page.keyboard.press("PageDown")
    page.keyboard.press("Enter")
    expect(number(page, 2)).to_have_value("4")
    page.keyboard.type("judgment")
    page.keyboard.press("Enter")
    page.keyboard.type("11")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_text("The contents list has been saved.")).to_be_visible()
    assert listed(app, world, case) == [("index", 1), ("evidence", 4), ("judgment", 11)]


def test_the_page_of_a_row_is_shown(browse: Open, world: World, case: str) -> None:
    page = open_form(browse, world, case)
    number(page, 1).fill("9")

    expect(page.locator('.viewer-pages li[data-page="9"]')).to_be_in_viewport()
    page.keyboard.press("PageUp")
    page.get_by_role("button", name="This page").nth(1).click()
    expect(number(page, 2)).to_have_value("8")


def test_rows_never_run_out(browse: Open, world: World, case: str) -> None:
    page = open_form(browse, world, case)
    last = number(page, 5)
    last.focus()
    page.keyboard.press("Enter")

    expect(paper(page, 6)).to_be_focused()


@pytest.mark.parametrize("size", [WIDE, PHONE])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_kept_out(
    browse: Open, world: World, case: str, size: tuple[int, int], language: str
) -> None:
    page = browse(world.officer, f"/cases/{case}/contents/", size=size)
    speak(page, language)
    # As wide as it gets: papers that are out of order.
    for n, (each, at) in enumerate((("2", "11"), ("3", "10"), ("5", "9"))):
        page.locator('[name="paper"]').nth(n).fill(each)
        page.locator('[name="page"]').nth(n).fill(at)
    page.locator('button[type="submit"].btn-primary').click()
    expect(page.locator(".archive-rows .archive-fault").first).to_be_visible()
    assert reaches_sideways(page) <= 0
    page.locator('[name="paper"]').first.fill("blub")
    page.locator('button[type="submit"].btn-primary').click()
    expect(page.locator(".row-problem")).to_be_visible()
    page.locator(".other-papers summary").click()

    assert barriers(page, language) == []
    assert reaches_sideways(page) <= 0


def test_without_a_script_it_is_an_ordinary_form(
    browse: Open, app: Flask, world: World, case: str
) -> None:
    page = open_form(browse, world, case, script=False)
    paper(page, 1).fill("2")
    number(page, 1).fill("3")
    page.get_by_role("button", name="Save the list").click()

    assert listed(app, world, case) == [("index", 3)]
