"""The case file beside the sheet: leafing, jumping, the page of a finding, the divider."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import (
    LANGUAGES,
    PHONE,
    Open,
    barriers,
    reaches_sideways,
    speak,
)
from tests.factories import World

READ = "/reviews/read-0-1"
WIDE = (1440, 900)
N_PAGES = 12
READY = ".desk-split:has(.viewer[data-shown])"


def open_viewer(browse: Open, world: World, **options: object) -> Page:
    page = browse(world.reviewers[0], READ, **{"size": WIDE, **options})
    speak(page, "en")
    expect(page.locator(READY)).to_be_visible()
    expect(shown(page, 1)).to_have_class(re.compile("is-loaded"))
    return page


def shown(page: Page, number: int) -> Locator:
    return page.locator(f'.viewer-pages li[data-page="{number}"]')


def loaded(page: Page) -> list[int]:
    found = page.locator(".viewer-pages li:has(img[src])")
    return [int(each.get_attribute("data-page") or 0) for each in found.all()]


def label(page: Page) -> Locator:
    return page.locator("#viewer-label")


def finding(page: Page) -> Locator:
    """The page field of the first finding there is."""
    page.locator(".line .why > summary").first.click()
    return page.locator('[data-finding] [data-field="pages"]').first


def test_the_first_page_waits_for_no_script(browse: Open, scanned: World) -> None:
    """Asked for before anything else, and in its place while the scripts are under way."""
    page = open_viewer(browse, scanned)
    held: list[Route] = []
    asked: list[str] = []

    def hold(route: Route) -> None:
        route.continue_() if "viewer_first" in route.request.url else held.append(route)

    page.route(re.compile(r"\.js$"), hold)
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.goto(page.url, wait_until="commit")

    first = shown(page, 1).locator("img")
    expect(first).to_be_in_viewport()
    expect(first).to_have_js_property("naturalWidth", 900)
    assert first.evaluate("image => getComputedStyle(image).opacity") == "1"
    assert asked[:2] == [READ, f"{READ}/pages/1"]
    assert page.locator(READY).count() == 0
    for each in held:
        each.continue_()
    expect(page.locator(READY)).to_be_visible()
    expect(shown(page, 1)).to_have_class(re.compile("is-loaded"))
    assert asked.count(f"{READ}/pages/1") == 1


def test_without_the_viewers_script_there_is_the_plain_page(
    browse: Open, scanned: World
) -> None:
    page = open_viewer(browse, scanned)
    page.route(re.compile(r"viewer_stage\.js$"), lambda route: route.abort())
    page.goto(page.url)

    expect(page.locator("#viewer")).to_be_hidden()
    expect(page.get_by_role("link", name="Read the case file")).to_be_visible()


def test_pages_are_fetched_when_they_come_into_sight(
    browse: Open, scanned: World
) -> None:
    page = open_viewer(browse, scanned)

    before = loaded(page)
    assert before and max(before) < N_PAGES
    page.context.set_offline(True)
    page.locator(".viewer-stage").evaluate("box => box.scrollTop = box.scrollHeight")
    expect(shown(page, N_PAGES)).to_have_class(re.compile("is-broken"))
    page.context.set_offline(False)
    expect(shown(page, N_PAGES)).to_have_class(re.compile("is-loaded"))
    expect(label(page)).to_have_value("23")


def test_a_page_that_cannot_be_fetched_is_told_and_tried_again(
    browse: Open, scanned: World
) -> None:
    """While the store of files is away; nobody has to do anything once it is back."""
    page = open_viewer(browse, scanned)
    last = f"**/pages/{N_PAGES}?*"
    page.route(last, lambda route: route.fulfill(status=503, body="{}"))
    page.locator(".viewer-stage").evaluate("box => box.scrollTop = box.scrollHeight")
    expect(shown(page, N_PAGES)).to_have_attribute(
        "data-broken",
        "This page cannot be fetched just now. It is tried again by itself.",
    )
    page.wait_for_timeout(300)
    expect(shown(page, N_PAGES)).to_have_class(re.compile("is-broken"))

    page.unroute(last)
    expect(shown(page, N_PAGES)).to_have_class(re.compile("is-loaded"), timeout=10_000)


def test_a_page_that_will_not_come_is_not_asked_for_for_ever(
    browse: Open, scanned: World
) -> None:
    page = open_viewer(browse, scanned)
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url))
    page.route(f"**/pages/{N_PAGES}?*", lambda route: route.fulfill(status=422))
    page.locator(".viewer-stage").evaluate("box => box.scrollTop = box.scrollHeight")

    expect(shown(page, N_PAGES)).to_have_attribute(
        "data-broken", "This page could not be loaded. Choose it again, or reload."
    )
    page.wait_for_timeout(2500)
    assert sum(f"/pages/{N_PAGES}?" in each for each in asked) == 2


@pytest.mark.parametrize("written", ["-1", "1-", "x1", "1e2"])
def test_what_can_be_no_page_leads_to_none(
    browse: Open, scanned: World, written: str
) -> None:
    """The same is asked of a page by the server: review/domain/page_numbers.py."""
    page = open_viewer(browse, scanned)
    field = finding(page)
    field.fill("p3")
    expect(page.locator(".page-jump")).to_have_count(1)

    field.fill(written)

    expect(page.locator(".page-jump")).to_have_count(0)
    told = page.locator(".page-unknown, [data-role=needs]")
    said = told.filter(has_text=f"no page {written}")
    expect(said.first).to_be_visible()


def test_the_keyboard_leafs_outside_of_text_fields(
    browse: Open, scanned: World
) -> None:
    page = open_viewer(browse, scanned)
    for key, expected in (("]", "2"), ("]", "3"), ("[", "2")):
        page.keyboard.press(key)
        expect(label(page)).to_have_value(expected)

    field = page.locator("#comment")
    field.focus()
    page.keyboard.type("[第]")
    expect(field).to_have_value("[第]")
    expect(label(page)).to_have_value("2")

    page.keyboard.press("Escape")
    page.locator(".viewer-stage").focus()
    page.keyboard.press("End")
    expect(label(page)).to_have_value("23")
    page.keyboard.press("g")
    expect(label(page)).to_be_focused()
    page.keyboard.type("21")
    page.keyboard.press("Enter")
    expect(page.locator('[data-role="viewer-said"]')).to_have_text(
        "Page 21, image 10 of 12"
    )


def test_a_number_the_file_does_not_have_is_told(browse: Open, scanned: World) -> None:
    page = open_viewer(browse, scanned)
    label(page).fill("15")
    label(page).press("Enter")

    expect(page.locator('[data-role="viewer-said"]')).to_have_text(
        "The file has no page 15."
    )
    expect(label(page)).to_have_value("1")

    # Called by its key, the field gives the keys back to the item, page or not.
    page.locator("#item-seal").focus()
    for key in ("g", "1", "6", "Enter"):
        page.keyboard.press(key)
    expect(page.locator('.viewer [data-role="note"]')).to_have_text(
        re.compile("The file has no page 16.")
    )
    expect(page.locator("#item-seal")).to_be_focused()


def test_a_typed_page_is_shown_and_linked(browse: Open, scanned: World) -> None:
    page = open_viewer(browse, scanned)
    field = finding(page)
    field.press_sequentially("22")

    expect(label(page)).to_have_value("22")
    expect(field).to_be_focused()
    label(page).fill("1")
    label(page).press("Enter")
    page.get_by_role("link", name="Show page 22").click()
    expect(label(page)).to_have_value("22")


def test_the_divider_moves_and_is_remembered(browse: Open, scanned: World) -> None:
    page = open_viewer(browse, scanned)
    bar = page.get_by_role("separator", name="Width of the case file")
    bar.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(bar).to_have_attribute("aria-valuenow", "52")

    box = bar.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 4, box["y"] + 300)
    page.mouse.down()
    page.mouse.move(400, box["y"] + 300)
    page.mouse.up()
    moved = bar.get_attribute("aria-valuenow") or ""
    assert 20 < int(moved) < 35

    page.reload()
    expect(bar).to_have_attribute("aria-valuenow", moved)
    assert (
        page.evaluate("Object.keys(localStorage).concat(Object.keys(sessionStorage))")
        == []
    )


def test_pages_are_turned_enlarged_and_chosen(browse: Open, scanned: World) -> None:
    page = open_viewer(browse, scanned)
    first = shown(page, 1)
    upright = first.bounding_box()
    page.get_by_role("button", name="Turn").click()
    expect(first.locator("img")).to_have_attribute("src", re.compile("turn=90"))
    lying = first.bounding_box()
    assert upright and lying
    assert upright["height"] > upright["width"] and lying["width"] > lying["height"]

    page.get_by_role("button", name="Larger").click()
    larger = first.bounding_box()
    assert larger and larger["width"] > lying["width"]

    page.get_by_role("button", name="Small images of all pages").click()
    page.locator(".viewer-thumbs button").nth(9).click()
    expect(label(page)).to_have_value("21")


@pytest.mark.parametrize("size", [WIDE, (1024, 800), PHONE])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_kept_out(
    browse: Open, scanned: World, size: tuple[int, int], language: str
) -> None:
    page = browse(scanned.reviewers[0], READ, size=size)
    speak(page, language)
    expect(page.locator(READY)).to_be_visible()

    expect(page.locator("#title-work")).to_have_text("1 work")
    assert barriers(page, language) == []
    assert reaches_sideways(page) <= 0
    if size == PHONE:
        page.locator('[data-show="file"]').click()
        expect(page.locator("#checklist")).to_be_hidden()
    page.locator('[data-do="thumbs"]').click()
    assert barriers(page, language) == []
    assert reaches_sideways(page) <= 0


def test_without_a_script_a_link_leads_to_the_pages(
    browse: Open, scanned: World
) -> None:
    page = browse(scanned.reviewers[0], READ, size=WIDE, script=False)
    speak(page, "en")
    expect(page.locator(".viewer")).to_be_hidden()
    page.get_by_role("link", name="Read the case file").click()
    page.get_by_role("link", name="Next page").click()

    image = page.get_by_role("img", name="Page 2 of the file, a scanned image")
    page.wait_for_load_state("load")
    assert image.evaluate("each => each.naturalWidth") == 1400


def test_the_plain_pages_have_no_barriers(browse: Open, scanned: World) -> None:
    """Looked at with scripts on: where they are off, axe waits for ever."""
    page = browse(scanned.reviewers[0], f"{READ}/pages/", size=WIDE)

    expect(page.get_by_role("link", name="下一页")).to_be_visible()
    assert barriers(page) == []


def test_a_file_without_a_scan_has_no_viewer(browse: Open, world: World) -> None:
    page = browse(world.reviewers[0], READ)

    expect(page.locator("#checklist.is-live")).to_be_visible()
    expect(page.locator("#viewer")).to_have_count(0)


def test_on_a_phone_each_tab_comes_back_where_it_was_left(
    browse: Open, scanned: World
) -> None:
    page = browse(scanned.reviewers[0], READ, size=PHONE)
    expect(page.locator(READY)).to_be_visible()
    page.locator("#comment").scroll_into_view_if_needed()
    before = page.evaluate("scrollY")

    page.locator('[data-show="file"]').click()
    expect(shown(page, 1)).to_be_in_viewport()
    page.locator('[data-show="sheet"]').click()

    assert before > 500
    assert abs(page.evaluate("scrollY") - before) < 2


def test_on_a_phone_the_page_is_the_one_its_number_says(
    browse: Open, scanned: World
) -> None:
    page = browse(scanned.reviewers[0], READ, size=PHONE)
    speak(page, "en")
    expect(page.locator(READY)).to_be_visible()
    field = finding(page)
    field.fill("15")
    page.locator('[data-show="file"]').click()
    note = page.locator('.viewer [data-role="note"]')
    expect(note).to_have_text(re.compile("The file has no page 15."))
    page.locator('[data-show="sheet"]').click()
    field.fill("20")
    expect(label(page)).to_have_value("20")
    page.locator('[data-show="file"]').click()
    expect(note).to_be_hidden()
    expect(shown(page, 9)).to_be_in_viewport(ratio=0.5)
    expect(label(page)).to_have_value("20")

    page.keyboard.press("g")
    page.keyboard.type("22")
    page.keyboard.press("Enter")
    expect(page.locator(".viewer-stage")).to_be_focused()
    expect(shown(page, 11)).to_be_in_viewport(ratio=0.5)
    page.keyboard.press("p")
    expect(field).to_have_value("20, 22")
    page.keyboard.press("g")
    page.keyboard.type("3")
    page.keyboard.press("Escape")
    expect(page.locator(".viewer-stage")).to_be_focused()
    expect(label(page)).to_have_value("22")

    # The sheet comes back into sight, and no key answers an item behind the file.
    here, sheet = page.locator(".line.is-current"), page.locator("#checklist")
    # Which version is saved changes by itself.
    given = """form => JSON.stringify(
        [...new FormData(form)].filter(([name]) => name !== "version"))"""
    before = sheet.evaluate(given)
    page.keyboard.press("1")
    expect(here).to_be_focused()
    expect(here).to_be_in_viewport()
    for keys in ("g Escape", "g 2 1 Enter Escape", "g 2 1 Enter 2"):
        for key in keys.split():
            page.keyboard.press(key)
        expect(here).to_be_focused()
        expect(here).to_be_in_viewport()
    assert sheet.evaluate(given) == before
    page.keyboard.press("1")
    assert sheet.evaluate(given) != before

    # Before the first answer there is nothing to confirm.
    page.locator('[data-show="sheet"]').click()
    with page.expect_response("**/answers"):
        page.locator('[name="a.seal"]').first.check()
    page.goto(page.url.split("#")[0] + "/confirm")
    table = page.locator(".derivation .table-box")
    assert table.evaluate("each => each.scrollWidth <= each.clientWidth")


def test_high_contrast_tells_what_is_chosen(browse: Open, scanned: World) -> None:
    page = browse(scanned.reviewers[0], READ, size=PHONE)
    page.emulate_media(forced_colors="active")
    ground = "each => getComputedStyle(each).backgroundColor"
    tabs = page.locator(".split-tabs button").all()
    assert len({each.evaluate(ground) for each in tabs}) == len(tabs) == 2

    page.keyboard.press("j")
    page.evaluate("window.scrollBy(0, 300)")
    for chosen, others, edge in (
        (".line.is-current", ".line:not(.is-current)", "borderLeftColor"),
        (".desk-nav .is-here", ".desk-nav a:not(.is-here)", "borderBottomColor"),
    ):
        told = f"(all) => all.map(each => getComputedStyle(each).{edge})"
        expect(page.locator(chosen)).to_have_count(1)
        (own,) = page.locator(chosen).evaluate_all(told)
        rest = page.locator(others).evaluate_all(told)
        assert rest and own not in rest, chosen
