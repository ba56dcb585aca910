"""The queue by keyboard, in both languages, on a desk and on a phone."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from review.domain.policy import Viewer
from tests.browser.conftest import PHONE, Open
from tests.factories import World


@pytest.fixture
def reader(world: World) -> Viewer:
    """Who has both files."""
    return world.reviewers[1]


def test_one_key_opens_the_next_file(browse: Open, reader: Viewer) -> None:
    page = browse(reader, "/reviews/")

    page.keyboard.press("n")

    expect(page).to_have_url(re.compile(r"/reviews/read-0-2$"))


def test_keys_move_between_the_files(browse: Open, reader: Viewer) -> None:
    page = browse(reader, "/reviews/")
    focused = page.locator(".queue-no:focus")

    page.keyboard.press("j")
    expect(focused).to_have_attribute("href", "/reviews/read-0-2")
    page.keyboard.press("j")
    expect(focused).to_have_attribute("href", "/reviews/read-1-1")
    page.keyboard.press("k")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"/reviews/read-0-2$"))


def test_single_keys_that_are_turned_off_do_nothing(
    browse: Open, reader: Viewer
) -> None:
    page = browse(reader, "/reviews/")
    page.evaluate("localStorage.setItem('case-review-keys', 'off')")

    page.keyboard.press("n")
    page.keyboard.press("j")

    expect(page).to_have_url(re.compile(r"/reviews/$"))
    expect(page.locator(".queue-no:focus")).to_have_count(0)


@pytest.mark.parametrize("path", ["/reviews/", "/reviews/?show=late"])
def test_the_queue_has_no_barriers_and_fits_a_phone(
    browse: Open, reader: Viewer, path: str
) -> None:
    page = browse(reader, path, size=PHONE)

    assert Axe().run(page).response["violations"] == []
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width == PHONE[0]
