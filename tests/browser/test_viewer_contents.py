"""The contents list and the search in the viewer: by mouse, by keyboard, without script."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from review.domain.contents import Entry
from review.domain.documents import DocumentType as D
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
from tests.conftest import AT
from tests.databases import Once
from tests.factories import World
from tests.files.pages import corpus
from tests.scanned import bring, case_id, pdf

READ = "/reviews/read-0-1"
WIDE = (1440, 900)
LISTED = (
    Entry(1, D.INDEX),
    Entry(2, D.POWER_OF_ATTORNEY),
    Entry(4, D.MEETING_NOTES),
    Entry(6, D.JUDGMENT),
    Entry(8, D.MEETING_NOTES),
)


@pytest.fixture
def listed(once: Once, world: World) -> Iterator[World]:
    """Eight pages with text, with a contents list set by the officer."""

    def brought() -> None:
        assert world.officer is not None
        case = case_id(world)
        bring(world.officer, case, corpus.pdf(8), settings.shelf())
        found = contents.of_case(viewer=world.officer, public_id=case)
        contents.set_list(
            viewer=world.officer,
            public_id=case,
            entries=LISTED,
            not_applicable=[],
            state=found.state,
            at=AT,
        )

    once(brought)
    yield world
    close_all()


def open_viewer(browse: Open, world: World, **options: object) -> Page:
    page = browse(world.reviewers[0], READ, **{"size": WIDE, **options})
    speak(page, "en")
    expect(page.locator(".desk-split:has(.viewer[data-shown])")).to_be_visible()
    return page


def label(page: Page) -> Locator:
    return page.locator("#viewer-label")


def panel(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Contents list")


def test_a_paper_leads_to_its_page(browse: Open, listed: World) -> None:
    page = open_viewer(browse, listed)
    expect(panel(page)).to_be_hidden()
    page.get_by_role("button", name="Contents", exact=True).click()

    expect(panel(page).get_by_role("link")).to_have_text(
        [
            re.compile(r"Index.*1"),
            re.compile(r"Power of attorney.*2"),
            re.compile(r"Notes of a meeting \(1\).*4"),
            re.compile(r"Judgment, ruling.*6"),
            re.compile(r"Notes of a meeting \(2\).*8"),
        ]
    )
    panel(page).get_by_role("link", name="Judgment").click()
    expect(label(page)).to_have_value("6")
    current = panel(page).locator('[aria-current="true"]')
    expect(current).to_contain_text("Judgment")
    page.locator(".viewer-stage").focus()
    page.keyboard.press("ArrowRight")
    expect(label(page)).to_have_value("7")
    expect(current).to_contain_text("Judgment")


def test_the_keyboard_goes_from_paper_to_paper(browse: Open, listed: World) -> None:
    page = open_viewer(browse, listed)
    for key, expected in (
        *(("}", "2"), ("}", "4"), ("]", "5"), ("}", "6")),
        ("{", "4"),
    ):
        page.keyboard.press(key)
        expect(label(page)).to_have_value(expected)

    page.keyboard.press("c")
    expect(
        panel(page).get_by_role("link", name="Notes of a meeting (1)")
    ).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(label(page)).to_have_value("6")
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
    expect(page.locator(".viewer-stage")).to_be_focused()

    field = page.locator("#comment")
    field.focus()
    page.keyboard.type("cf}")
    expect(field).to_have_value("cf}")
    expect(label(page)).to_have_value("6")


def test_words_are_searched_for_and_lead_to_their_page(
    browse: Open, listed: World
) -> None:
    page = open_viewer(browse, listed)
    page.keyboard.press("f")
    box = page.get_by_role("region", name="Search in the file")
    field = box.get_by_role("searchbox")
    expect(field).to_be_focused()
    page.keyboard.type("page 7")
    page.keyboard.press("Enter")

    expect(box.get_by_role("status")).to_have_text("Pages on which it is found: 1.")
    expect(box.locator("mark")).to_have_text(["Page 7"])
    box.get_by_role("button", name="Page 7").click()
    expect(label(page)).to_have_value("7")
    assert "page" not in page.url.partition("/reviews/")[2].removeprefix("read-0-1")

    field.fill("verdict")
    field.press("Enter")
    expect(box.get_by_role("status")).to_have_text("These words are not in the file.")
    expect(box.locator("li")).to_have_count(0)


def test_a_file_of_images_says_that_there_is_nothing_to_search(
    browse: Open, app: Flask, world: World
) -> None:
    with app.test_request_context():
        assert world.officer is not None
        bring(world.officer, case_id(world), pdf(10, 60), settings.shelf())
    page = open_viewer(browse, world)
    expect(page.locator('[data-panel="contents"]')).to_have_count(0)
    page.keyboard.press("f")
    page.keyboard.type("x")
    page.keyboard.press("Enter")

    said = page.locator(".search-said")
    expect(said).to_contain_text("its pages are images only")
    close_all()


@pytest.mark.parametrize("size", [WIDE, (1024, 800), PHONE])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_kept_out(
    browse: Open, listed: World, size: tuple[int, int], language: str
) -> None:
    page = browse(listed.reviewers[0], READ, size=size)
    speak(page, language)
    expect(page.locator(".desk-split:has(.viewer[data-shown])")).to_be_visible()
    if size == PHONE:
        page.locator('[data-show="file"]').click()
    for name in ("contents", "search"):
        page.locator(f'[data-panel="{name}"]').click()
        expect(page.locator(f".viewer-{name}")).to_be_visible()
        if name == "search":
            page.locator("#viewer-words").fill("case")
            page.keyboard.press("Enter")
            expect(page.locator(".search-found li")).to_have_count(8)
        assert barriers(page, language) == []
        assert reaches_sideways(page) <= 0


def test_on_a_phone_the_list_makes_way_for_the_page(
    browse: Open, listed: World
) -> None:
    page = open_viewer(browse, listed, size=PHONE)
    page.locator('[data-show="file"]').click()
    page.get_by_role("button", name="Contents", exact=True).click()
    panel(page).get_by_role("link", name="Judgment").click()

    expect(label(page)).to_have_value("6")
    expect(panel(page)).to_be_hidden()


def test_without_a_script_list_and_search_work_too(browse: Open, listed: World) -> None:
    page = browse(listed.reviewers[0], f"{READ}/pages/", size=WIDE, script=False)
    speak(page, "en")
    page.get_by_role("link", name="Judgment").click()
    expect(page.get_by_role("img", name="Page 6 of the file")).to_be_visible()

    page.get_by_label("Search in the file").fill("page 3")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.locator("mark")).to_have_text(["Page 3"])
    assert "page+3" not in page.url and "words" not in page.url
    page.get_by_role("link", name="Page 3").click()
    expect(page.get_by_role("img", name="Page 3 of the file")).to_be_visible()
