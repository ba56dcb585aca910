"""What only a browser shows of notices: read by being seen, and a text that is copied."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import expect

from review.services import reminders
from review.store import unit
from review.store.models import Person
from tests.browser.conftest import PHONE, Open
from tests.conftest import AT
from tests.factories import World
from tests.services.reminded import SHANGHAI


def test_a_text_is_copied_and_a_notice_read_by_being_seen(
    app: Flask, browse: Open, world: World
) -> None:
    at, officer = AT.astimezone(SHANGHAI), world.officer
    assert officer is not None
    page = browse(officer, "/campaigns/2026/reminders", size=PHONE)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("[data-copy-of=chat-1]").click()
    expect(page.locator("[data-copy-of=chat-1]")).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#chat-1").input_value()
    assert Axe().run(page).violations_count == 0

    with app.app_context():
        with unit.reading() as connection:
            people = list(
                connection.scalars(
                    Person.__table__.select().with_only_columns(Person.public_id)
                )
            )
        done = reminders.send_now(viewer=officer, code="2026", people=people, at=at)
        assert done.n_people == 3
    seen = browse(world.reviewers[0], "/notices")
    expect(seen.locator("[data-seen]")).to_have_count(0)
    expect(seen.locator("[data-unread]")).to_have_count(0)
    expect(seen.locator(".notice.is-new")).to_have_count(1)
    seen.reload()
    expect(seen.locator(".notice.is-new")).to_have_count(0)


def test_a_choice_is_counted_at_once_and_kept_while_searching(
    browse: Open, world: World
) -> None:
    """By the keyboard alone; nobody is reminded by it."""
    assert world.officer is not None
    page = browse(world.officer, "/campaigns/2026/reminders")
    said = page.locator("output[data-chosen]")
    boxes = page.locator("input[type=checkbox][name=person]:enabled")
    expect(boxes).to_have_count(3)
    for box in boxes.all():
        box.uncheck()
    expect(said).to_have_text("已选 0 人，其中 0 人不在本页。")

    boxes.first.press("Space")
    expect(said).to_have_text("已选 1 人，其中 0 人不在本页。")
    page.locator("#filter-text").fill("nobody")
    page.locator("#filter-text").press("Enter")
    expect(page).to_have_url(re.compile("/reminders$"))
    expect(said).to_have_text("已选 1 人，其中 1 人不在本页。")
    page.locator("#filter-text").fill("")
    page.locator("#filter-text").press("Enter")
    expect(said).to_have_text("已选 1 人，其中 0 人不在本页。")
    expect(boxes.first).to_be_checked()


def test_lists_of_people_have_no_barriers(browse: Open, world: World) -> None:
    assert world.officer is not None
    here = "/campaigns/2026"
    page = browse(world.officer, f"{here}/readers?text=r", size=PHONE)
    for path in ("allocation/conflicts", "calibration/", "reviewers/", "reminders"):
        assert Axe().run(page).violations_count == 0, page.url
        page.goto(page.url.partition("/campaigns")[0] + f"{here}/{path}?text=zz")
    assert Axe().run(page).violations_count == 0
