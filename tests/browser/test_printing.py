"""The pages for paper in a browser: the button prints, and nothing else than paper does."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Open
from tests.factories import World

PRINT = "/reviews/read-0-1/print"


@pytest.fixture
def paper(browse: Open, world: World) -> Page:
    return browse(world.reviewers[0], PRINT)


def test_the_button_prints(paper: Page) -> None:
    paper.evaluate("window.print = () => { document.title = 'printed'; }")

    paper.locator("[data-print]").click()

    expect(paper).to_have_title("printed")


def test_without_the_script_the_browser_prints_and_is_named(
    browse: Open, world: World
) -> None:
    page = browse(world.reviewers[0], PRINT, script=False)

    expect(page.locator("[data-print]")).to_be_hidden()
    expect(page.locator(".no-script-print")).to_be_visible()


def test_on_paper_there_is_only_the_form(paper: Page) -> None:
    paper.emulate_media(media="print")

    for hidden in (".masthead", ".print-tools"):
        expect(paper.locator(hidden)).to_be_hidden()
    expect(paper.locator(".paper-running").first).to_be_visible()
    expect(paper.locator(".paper-signatures")).to_be_visible()


@pytest.mark.parametrize("path", [PRINT, f"{PRINT}/blank"])
def test_the_pages_have_no_barriers_and_fit_a_phone(
    browse: Open, world: World, path: str
) -> None:
    page = browse(world.reviewers[0], path, size=PHONE)

    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
