"""Own phrases beside a reason: asked for once, inserted by mouse and by keyboard."""

from __future__ import annotations

import re
from collections.abc import Mapping

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from review.domain.policy import Viewer
from tests.browser.conftest import Open, expect_saved
from tests.browser.test_desk import item, part
from tests.factories import World
from tests.web.forms.sheets import FINDINGS

BEGUN = {"late": "超过7日才会见", "papers": "缺委托书"}


def a_desk_with_words(
    browse: Open, world: World, begun: Mapping[str, str] = BEGUN
) -> Page:
    """The second file of a reviewer who wrote these reasons in the first."""
    who: Viewer = world.reviewers[1]
    page = browse(who, "/reviews/read-0-2")
    expect(page.locator("#checklist.is-live")).to_be_visible()
    for code, words in begun.items():
        item(page, code).locator("details.why").evaluate("each => each.open = true")
        part(page, code, "reason").fill(words)
        page.locator("#comment").focus()
        expect_saved(page)
    page.goto(re.sub(r"read-0-2.*", "read-1-1", page.url))
    expect(page.locator("#checklist.is-live")).to_be_visible()
    return page


def test_own_words_are_inserted_by_click_and_by_keyboard(
    browse: Open, world: World
) -> None:
    page = a_desk_with_words(browse, world)
    asked: list[str] = []
    page.on("request", lambda each: "phrases" in each.url and asked.append(each.url))
    reason = part(page, "late", "reason")
    item(page, "late").locator("details.why").evaluate("each => each.open = true")

    reason.focus()
    own = item(page, "late").locator(".own-phrases button")
    expect(own).to_have_text(list(BEGUN.values()))
    assert Axe().run(page).response["violations"] == []
    own.first.click()

    expect(reason).to_have_value("超过7日才会见")
    expect(reason).to_be_focused()
    expect(own).to_have_text(["缺委托书"])
    own.first.focus()
    page.keyboard.press("Enter")
    expect(reason).to_have_value("超过7日才会见\n缺委托书")
    expect(own).to_have_count(0)
    assert len(asked) == 1
    expect_saved(page)
    page.reload()
    expect(part(page, "late", "reason")).to_have_value("超过7日才会见\n缺委托书")


def test_a_ready_text_of_the_scheme_is_not_offered_twice(
    browse: Open, world: World
) -> None:
    ready = FINDINGS[0].zh
    page = a_desk_with_words(browse, world, {"late": ready, "papers": "缺委托书"})
    item(page, "notes").locator("details.why").evaluate("each => each.open = true")

    expect(item(page, "notes").locator("[data-ready]").first).to_have_text(ready)
    part(page, "notes", "reason").focus()

    own = item(page, "notes").locator(".own-phrases button")
    expect(own).to_have_text(["缺委托书"])
