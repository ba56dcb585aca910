"""The scheme pages in a real browser: the sandbox counts, and nothing keeps people out."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import (
    LANGUAGES,
    PHONE,
    Open,
    barriers,
    reaches_sideways,
    speak,
)
from tests.factories import World


@pytest.fixture
def scheme(browse: Open, world: World) -> Page:
    """The page of the one loaded scheme, as an officer sees it."""
    page = browse(world.officer, "/schemes/")
    speak(page, "en")
    page.get_by_role("rowheader").get_by_role("link").click()
    return page


@pytest.fixture
def sandbox(scheme: Page) -> Page:
    scheme.get_by_role("link", name="Try it out").click()
    expect(scheme.locator("#checklist.is-live")).to_be_visible()
    return scheme


def test_the_sandbox_counts_as_one_answers_and_keeps_nothing(sandbox: Page) -> None:
    sandbox.locator('#item-seal [value="missing"]').check()
    expect(sandbox.locator('[data-role="total"]')).to_have_text("95.00")
    sandbox.locator("#item-notes").get_by_label("Points off").fill("0.3")
    expect(sandbox.locator("#item-notes")).to_have_attribute("data-state", "refused")
    expect(sandbox.locator('[data-role="total"]')).to_have_text("95.00")
    sandbox.locator("#item-notes").get_by_label("Points off").fill("10")
    expect(sandbox.locator('[data-role="total"]')).to_have_text("85.00")
    expect(sandbox.locator('[data-role="grade"]')).to_have_text("good")

    sandbox.reload()

    expect(sandbox.locator('[data-role="total"]')).to_have_text("—")


def test_the_sandbox_shows_the_derivation_of_what_was_entered(sandbox: Page) -> None:
    sandbox.locator('[data-close="work"]').click()
    sandbox.get_by_role("button", name="Yes, answer them so").click()
    expect(sandbox.locator('[data-role="n-done"]')).to_have_text("8")
    sandbox.locator('#item-seal [value="missing"]').check()
    expect(sandbox.locator('[data-role="total"]')).to_have_text("95.00")

    sandbox.get_by_role("button", name="Show the derivation").click()

    expect(sandbox.get_by_text("Sum of the sections")).to_be_visible()
    expect(sandbox.locator('#item-seal [value="missing"]')).to_be_checked()
    expect(sandbox.locator(".derivation-result")).to_contain_text("95.00")
    assert barriers(sandbox) == []


def test_the_scheme_pages_have_no_barriers(scheme: Page) -> None:
    shown = scheme.url
    for url in (shown, f"{shown}/sandbox", "/schemes/", "/schemes/load"):
        scheme.goto(url)
        assert (url, barriers(scheme)) == (url, [])


@pytest.mark.parametrize("locale", LANGUAGES)
def test_no_scheme_page_reaches_beyond_a_phone(
    browse: Open, world: World, locale: str
) -> None:
    page = browse(world.officer, "/schemes/", size=PHONE)
    speak(page, locale)
    found = {"/schemes/": reaches_sideways(page)}
    with page.expect_navigation():
        page.get_by_role("rowheader").get_by_role("link").click()
    shown = page.url
    for url in (shown, f"{shown}/sandbox", "/schemes/", "/schemes/load"):
        page.goto(url)
        found[url] = reaches_sideways(page)

    assert set(found.values()) == {0}, found
