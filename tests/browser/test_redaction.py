"""Hiding personal data in the browser: boxes by mouse and by keyboard, looking through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from review.services import redaction
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
from tests.conftest import AT
from tests.databases import Once
from tests.factories import World
from tests.scanned import bring, case_id, pdf
from tests.written import written

WIDE = (1440, 900)


@cache
def body() -> bytes:
    pages = [
        ["受援人：张三，男，汉族", "电话13812345678"],
        ["本页没有姓名"],
        ["原告：李四，张三到庭"],
    ]
    return written(*pages, pictures=[1])


@pytest.fixture
def case(once: Once, world: World) -> Iterator[str]:
    """The address of a case with three pages of text and one without."""

    def brought() -> str:
        assert world.officer is not None
        public_id = case_id(world)
        for each in (body(), pdf(220)):
            bring(world.officer, public_id, each, settings.shelf())
        return f"/cases/{public_id}"

    yield once(brought)
    close_all()


def opened(browse: Open, world: World, path: str, **options: object) -> Page:
    page = browse(world.officer, path, **{"size": WIDE, **options})
    speak(page, "en")
    return page


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Over the page, from one share of it to another."""
    layer = page.locator(".redaction-layer")
    layer.scroll_into_view_if_needed()
    box = layer.bounding_box()
    assert box is not None
    for n, (x, y) in enumerate((start, end)):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        if n == 0:
            page.mouse.down()
    page.mouse.up()


def boxes(app: Flask, world: World, page: int = 1) -> list[tuple[int, ...]]:
    """Left, top, width and height of what is stored, in percent."""
    with app.app_context():
        found = redaction.page_of(
            viewer=world.officer, public_id=case_id(world), page=page
        )
        return [
            tuple(round(n / 10_000) for n in (b.left, b.top, b.width, b.height))
            for b in found.boxes
        ]


def test_a_box_is_drawn_and_undone_with_the_mouse(
    app: Flask, world: World, browse: Open, case: str
) -> None:
    page = opened(browse, world, f"{case}/redaction/pages/1")
    image = page.locator(".redaction-page img").element_handle()

    drag(page, (0.1, 0.1), (0.4, 0.15))

    expect(page.locator(".redaction-layer rect.is-drawn")).to_have_count(1)
    expect(page.get_by_role("status")).to_contain_text("The box is stored.")
    assert boxes(app, world) == [(10, 10, 30, 5)]
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".redaction-layer rect")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".redaction-layer rect.is-drawn")).to_have_count(1)
    assert boxes(app, world) == [(10, 10, 30, 5)]
    assert image is not None
    assert image.evaluate("image => image.isConnected")


def test_a_click_or_a_drag_given_up_stores_nothing(
    app: Flask, world: World, browse: Open, case: str
) -> None:
    page = opened(browse, world, f"{case}/redaction/pages/1")

    drag(page, (0.3, 0.05), (0.3005, 0.0505))
    layer = page.locator(".redaction-layer").bounding_box()
    assert layer is not None
    page.mouse.move(layer["x"] + 50, layer["y"] + 50)
    page.mouse.down()
    page.mouse.move(layer["x"] + 200, layer["y"] + 200)
    expect(page.locator(".is-draft")).to_have_count(1)
    page.keyboard.press("Escape")
    page.mouse.up()

    expect(page.locator(".redaction-layer rect")).to_have_count(0)
    assert boxes(app, world) == []


def test_a_box_is_entered_and_taken_away_with_the_keyboard(
    app: Flask, world: World, browse: Open, case: str
) -> None:
    page = opened(browse, world, f"{case}/redaction/pages/2")

    page.get_by_label("From the left").focus()
    for text in ("120", "20", "30", "4.5"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("A box lies on its page")
    page.get_by_label("From the left").fill("12")
    page.get_by_label("From the left").press("Enter")

    expect(page.get_by_text("left 12.0%, top 20.0%, 30.0% × 4.5%")).to_be_visible()
    assert boxes(app, world, 2) == [(12, 20, 30, 4)]
    assert page.get_by_label("From the left").input_value() == ""
    button = page.get_by_role("button", name="Take away box 1")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Boxes on this page: 0")).to_be_focused()
    assert boxes(app, world, 2) == []


def test_a_server_that_is_gone_is_told(
    app: Flask, world: World, browse: Open, case: str
) -> None:
    page = opened(browse, world, f"{case}/redaction/pages/1")
    page.route(re.compile("/redaction/pages/1$"), lambda route: route.abort())

    drag(page, (0.1, 0.1), (0.4, 0.15))

    expect(page.get_by_role("alert")).to_contain_text("could not be stored")
    assert boxes(app, world) == []


def test_pages_are_looked_through_to_the_end(
    world: World, browse: Open, case: str
) -> None:
    page = opened(browse, world, f"{case}/redaction/")
    page.get_by_label("Names and other words").fill("张三")
    page.get_by_role("button", name="Save and look through").click()

    expect(page.get_by_text("Covered: 3 boxes on 2 pages.")).to_be_visible()
    assert page.url.endswith("/redaction/")
    expect(page.get_by_label("李四")).to_be_checked()
    page.get_by_role("button", name="Decide and look through").click()
    expect(page.get_by_text("Covered: 4 boxes on 2 pages.")).to_be_visible()
    expect(page.get_by_text("Nothing that is to be hidden")).to_be_visible()


def test_everything_works_without_a_script(
    app: Flask, world: World, browse: Open, case: str
) -> None:
    page = opened(browse, world, f"{case}/redaction/", script=False)
    page.get_by_role("button", name="Save and look through").click()
    while page.get_by_role("button", name="Go on").is_visible():
        page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("Covered: 1 box on 1 page.")).to_be_visible()

    page.goto(f"{case}/redaction/pages/2")
    for side in ("From the left", "From the top", "Width", "Height"):
        page.get_by_label(side).fill("10")
    page.get_by_role("button", name="Add the box").click()
    expect(page.locator("rect")).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("rect")).to_have_count(0)
    assert boxes(app, world, 2) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_nobody_is_kept_out(
    app: Flask,
    world: World,
    browse: Open,
    case: str,
    size: tuple[int, int],
    language: str,
) -> None:
    with app.test_request_context():
        own = {"viewer": world.officer, "public_id": case_id(world), "at": AT}
        chosen = {"hides_numbers": True, "hides_handler": False}
        redaction.choose(**own, words=["张三"], **chosen)
    page = opened(browse, world, f"{case}/redaction/", size=size)
    speak(page, language)
    is_tried = (size == PHONE) == (language == "en")
    if is_tried:
        stay_looking(page, case)
        assert (barriers(page), reaches_sideways(page)) == ([], 0)
    with app.test_request_context():
        for _ in range(2):
            redaction.look(**own, shelf=settings.shelf())
    for path in ("", "pages/1", "pages/4"):
        page.goto(f"{case}/redaction/{path}")
        page.wait_for_load_state("networkidle")
        assert (barriers(page, language), reaches_sideways(page)) == ([], 0), path
    page.goto(f"{case}/scans/")
    assert (barriers(page, language), reaches_sideways(page)) == ([], 0)
    for path in around(page, case) if is_tried else ():
        page.goto(path)
        assert (barriers(page), reaches_sideways(page)) == ([], 0), path


def stay_looking(page: Page, case: str) -> None:
    """The page of a look in progress, which asks for the next pages and gets none."""
    page.route(
        "**/redaction/look",
        lambda route: route.continue_() if route.request.method == "GET" else None,
    )
    page.goto(f"{case}/redaction/look")


def around(page: Page, case: str) -> list[str]:
    """The other pages of an officer about scans and what is hidden in them."""
    removal = page.locator(".scan-row .btn-outline-danger").first.get_attribute("href")
    assert removal is not None
    campaign = "/campaigns/2026"
    return [
        removal,
        f"{case}/scans/preview",
        f"{campaign}/redaction/",
        f"{campaign}/scans",
    ]
