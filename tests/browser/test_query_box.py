"""A query is written with the keyboard alone, helped word by word, and found again."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Open, barriers, reaches_sideways
from tests.factories import World

FILES = "/campaigns/2026/files"


def test_a_query_is_completed_by_the_keyboard(browse: Open, world: World) -> None:
    page = browse(world.officer, FILES)
    field, choices = page.locator("#query"), page.locator("#query-choices")
    expect(choices).to_be_hidden()

    field.press_sequentially("状")
    expect(choices.locator("li")).to_have_count(1)
    field.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "query-choice-0")
    field.press("Enter")
    expect(field).to_have_value("状态:")
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press_sequentially("已分")
    assert barriers(page) == []
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("状态:已分案 ")
    field.press_sequentially("非区")
    field.press("Escape")
    expect(choices).to_be_hidden()
    field.fill("状态:已分案")
    field.press("Enter")

    expect(page.locator("#query")).to_have_value("状态:已分案")
    expect(page.locator("main tbody tr", has_text="青援")).to_have_count(2)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert reaches_sideways(page) == 0
