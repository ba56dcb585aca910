"""Pins on the pages of the case file: put, found again, taken back, never lost."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from review.services import scans
from tests.browser.conftest import (
    LANGUAGES,
    PHONE,
    Open,
    barriers,
    expect_saved,
    reaches_sideways,
    speak,
)
from tests.browser.test_viewer import READ, WIDE, label, open_viewer, shown
from tests.conftest import AT
from tests.factories import World
from tests.scanned import case_id

ALLOWED = 8
"""Thousandths by which a mouse may miss."""


@pytest.fixture
def page(browse: Open, scanned: World) -> Page:
    return open_viewer(browse, scanned)


def begin(page: Page, code: str = "seal") -> Locator:
    """Take something off at an item, with a reason; gives its finding."""
    page.locator(f'[name="a.{code}"][value="missing"]').check()
    line = page.locator(f"#item-{code}")
    expect(line.locator(".why")).to_have_attribute("open", "")
    line.locator('[data-field="reason"]').first.fill("没有盖章")
    return line.locator("[data-finding]").first


def kept(finding: Locator) -> list[Any]:
    field = finding.locator('[data-field="pins"]')
    return json.loads(field.input_value() or "[]") if field.count() else []


def drag(page: Page, number: int, *corners: tuple[float, float]) -> None:
    """From corner to corner, in shares of the page as it is drawn; one is a click."""
    box = shown(page, number).bounding_box()
    assert box is not None
    places = [
        (box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in corners
    ]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=4)
    page.mouse.up()


def expect_said(page: Page, words: str) -> None:
    expect(page.locator('[data-role="viewer-said"]')).to_have_text(words)


def is_near(found: list[int], expected: list[int]) -> bool:
    return all(
        abs(one - two) <= ALLOWED for one, two in zip(found, expected, strict=True)
    )


def test_a_drag_pins_a_rectangle_and_a_click_a_point(page: Page) -> None:
    finding = begin(page)
    drag(page, 1, (0.2, 0.1), (0.6, 0.2))
    expect_said(page, "Pin 1.2-1 put on page 1.")
    drag(page, 1, (0.5, 0.3))
    expect_said(page, "Pin 1.2-2 put on page 1.")

    area, point = kept(finding)
    assert is_near(area[1:], [200, 100, 400, 100])
    assert is_near(point[1:], [500, 300, 0, 0])
    expect(finding.locator('[data-field="pages"]')).to_have_value("1")
    expect(shown(page, 1).locator(".pin")).to_have_text(["1.2-1", "1.2-2"])
    expect_saved(page)

    page.reload()
    expect(shown(page, 1).locator(".pin")).to_have_text(["1.2-1", "1.2-2"])
    again = page.locator("#item-seal [data-finding]").first
    assert kept(again) == [area, point]
    expect(again.locator(".pin-jump")).to_have_text(
        ["1.2-1 on page 1", "1.2-2 on page 1"]
    )


def test_a_double_click_is_one_pin(page: Page) -> None:
    finding = begin(page)
    drag(page, 1, (0.5, 0.3))
    drag(page, 1, (0.502, 0.301))

    assert len(kept(finding)) == 1
    expect_said(page, "This finding has this pin on page 1 already.")


def test_without_a_finding_a_click_changes_nothing(page: Page) -> None:
    drag(page, 1, (0.5, 0.3))
    expect_said(page, "Choose the item first that the page belongs to.")

    page.locator('[name="a.plan"][value="good"]').check()
    expect_saved(page)
    drag(page, 1, (0.5, 0.3))
    expect(page.locator(".pin")).to_have_count(0)


def test_it_is_said_which_item_a_pin_goes_to(page: Page) -> None:
    target = page.locator('[data-role="target"]')
    hint = "Choose an item; then a click or a drag on the page pins it"
    expect(target).to_have_text(hint)
    begin(page)
    expect(target).to_have_text("Pins go to 1.2")
    page.locator('[name="a.plan"][value="good"]').check()
    expect(target).to_have_text(hint)


def test_a_mark_leads_to_its_item_and_back(page: Page) -> None:
    finding = begin(page)
    label(page).fill("22")
    label(page).press("Enter")
    expect(shown(page, 11)).to_have_class(re.compile("is-loaded"))
    finding.locator('[data-field="reason"]').focus()
    drag(page, 11, (0.1, 0.2), (0.4, 0.3))
    label(page).fill("1")
    label(page).press("Enter")

    jump = finding.get_by_role("button", name="1.2-1 on page 22")
    jump.click()
    mark = shown(page, 11).get_by_role(
        "button", name=re.compile("^Pin 1.2-1 on page 22")
    )
    expect(mark).to_be_focused()
    expect(mark).to_be_in_viewport()
    expect(label(page)).to_have_value("22")

    page.locator("#comment").scroll_into_view_if_needed()
    page.keyboard.press("Enter")
    expect(jump).to_be_focused()
    expect(jump).to_be_in_viewport()
    expect(page.locator("#item-seal")).to_have_class(re.compile("is-current"))
    expect_said(page, "Item 1.2 seal")


def test_typed_pages_are_marked_and_strange_ones_are_told(page: Page) -> None:
    finding = begin(page)
    finding.locator('[data-field="pages"]').fill("22-23、see 999、s999、p. x、8-5")

    # Beside the field at once, and from the save on with what the item needs: told once.
    needs = page.locator('#item-seal [data-role="needs"]')
    expect(needs).to_contain_text("The file has no page 999, p. x, 8-5")
    expect(finding.locator(".page-unknown", has_text="999")).to_have_count(0)
    for number, name in ((11, "1.2-1"), (12, "1.2-2")):
        expect(shown(page, number).locator(".pin")).to_have_text([name])
    shown(page, 11).locator(".pin").press("Enter")
    expect(finding.locator('[data-field="pages"]')).to_be_focused()
    expect_saved(page)


def test_the_bar_beside_the_file_says_what_is_missing_and_what_was_given(
    page: Page,
) -> None:
    item, note = page.locator("#item-seal"), page.locator(".viewer-note")
    bar, given = page.locator(".desk-bar"), page.locator(".bar-given")
    item.locator('[value="cannot_assess"]').check()
    cause = bar.get_by_role("link", name="No total: an item cannot be assessed")
    expect(cause).to_be_visible()
    page.keyboard.press("z")
    expect(note).to_contain_text("There is nothing to take back.")

    page.keyboard.press("w")
    page.keyboard.press("Control+a")
    page.keyboard.press("w")
    expect(given).to_be_visible()
    expect(note).to_be_hidden()
    assert page.evaluate("getSelection().isCollapsed")
    boxes = [each.bounding_box() for each in (bar, given)]
    assert all(boxes) and boxes[1]["width"] > 0.9 * boxes[0]["width"]
    cause.click()
    expect(item).to_be_focused()
    expect_saved(page)


def test_pins_are_removed_and_taken_back(page: Page) -> None:
    finding = begin(page)
    pages = finding.locator('[data-field="pages"]')
    pages.fill("9")
    drag(page, 1, (0.2, 0.1), (0.6, 0.2))
    drag(page, 1, (0.2, 0.3))
    before = kept(finding)
    expect(pages).to_have_value("9, 1")

    finding.get_by_role("button", name="Remove pin 1.2-1").click()
    assert kept(finding) == before[1:]
    expect(pages).to_have_value("9, 1")
    expect(pages).to_be_focused()
    finding.locator(".pin-jump").focus()
    page.keyboard.press("Delete")
    assert kept(finding) == []
    expect(pages).to_have_value("9")
    expect_said(page, "Pin 1.2-1 removed.")

    page.locator(".viewer-note").get_by_role("button", name="Undo").click()
    assert kept(finding) == before[1:]
    expect(pages).to_have_value("9, 1")
    page.locator("#item-seal").focus()
    page.keyboard.press("z")
    assert kept(finding) == before
    for _ in range(2):
        page.keyboard.press("z")
    assert kept(finding) == []
    expect(pages).to_have_value("9")
    page.keyboard.press("z")
    expect_said(
        page,
        "There is nothing to take back. What was done before this page was opened is "
        "changed by hand.",
    )
    expect_saved(page)


def test_what_was_typed_meanwhile_stays_when_a_pin_is_taken_back(page: Page) -> None:
    finding = begin(page)
    drag(page, 1, (0.2, 0.3))
    finding.locator('[data-field="pages"]').fill("1, 3-5")
    page.locator("#item-seal").focus()
    page.keyboard.press("z")

    assert kept(finding) == []
    expect(finding.locator('[data-field="pages"]')).to_have_value("1, 3-5")


def test_a_key_pins_the_page_in_sight(page: Page) -> None:
    page.locator("#item-seal").focus()
    page.keyboard.press("2")
    expect(page.locator("#item-seal .why")).to_have_attribute("open", "")
    page.keyboard.press("]")
    page.keyboard.press("p")
    finding = page.locator("#item-seal [data-finding]").first

    expect_said(page, "Pin 1.2-1 put on page 2.")
    expect(finding.locator('[data-field="pages"]')).to_have_value("2")
    assert [len(each) for each in kept(finding)] == [1]
    page.keyboard.press("p")
    expect_said(page, "This finding has this pin on page 2 already.")
    expect(shown(page, 2).locator(".pin-whole .pin")).to_have_text(["1.2-1"])
    expect_saved(page)


@pytest.mark.parametrize(
    ("turns", "corners"),
    [
        (1, ((0.8, 0.2), (0.9, 0.6))),
        (2, ((0.4, 0.8), (0.8, 0.9))),
        (3, ((0.1, 0.4), (0.2, 0.8))),
    ],
)
def test_on_a_turned_page_a_pin_is_kept_upright(
    page: Page, turns: int, corners: tuple[tuple[float, float], tuple[float, float]]
) -> None:
    """The same place of the page, 20 to 60 across and 10 to 20 down, however turned."""
    finding = begin(page)
    for _ in range(2):
        page.get_by_role("button", name="Smaller").click()
    for _ in range(turns):
        page.get_by_role("button", name="Turn", exact=True).click()
    expect(shown(page, 1).locator("img")).to_have_attribute(
        "src", re.compile(f"turn={90 * turns}")
    )
    drag(page, 1, *corners)

    (area,) = kept(finding)
    assert is_near(area[1:], [200, 100, 400, 100])
    assert is_drawn_at(
        page, (corners[0][0], corners[0][1], corners[1][0], corners[1][1])
    )
    for _ in range(4 - turns):
        page.get_by_role("button", name="Turn", exact=True).click()
    assert is_drawn_at(page, (0.2, 0.1, 0.6, 0.2))


def is_drawn_at(page: Page, shares: tuple[float, float, float, float]) -> bool:
    """Whether the first rectangle lies there on the page as it is drawn."""
    outer = shown(page, 1).bounding_box()
    inner = shown(page, 1).locator(".pin-box").bounding_box()
    assert outer and inner
    found = [
        (inner["x"] - outer["x"]) / outer["width"],
        (inner["y"] - outer["y"]) / outer["height"],
        (inner["x"] + inner["width"] - outer["x"]) / outer["width"],
        (inner["y"] + inner["height"] - outer["y"]) / outer["height"],
    ]
    return all(abs(a - b) < 0.015 for a, b in zip(found, shares, strict=True))


def test_enlarged_and_on_a_dense_screen_a_pin_lies_where_it_was_put(page: Page) -> None:
    screen = page.context.new_cdp_session(page)
    metrics = {"width": 1440, "height": 900, "deviceScaleFactor": 2, "mobile": False}
    screen.send("Emulation.setDeviceMetricsOverride", metrics)
    finding = begin(page)
    for _ in range(2):
        page.get_by_role("button", name="Larger").click()
    drag(page, 1, (0.2, 0.1), (0.6, 0.2))

    (area,) = kept(finding)
    assert is_near(area[1:], [200, 100, 400, 100])
    assert is_drawn_at(page, (0.2, 0.1, 0.6, 0.2))
    for _ in range(4):
        page.get_by_role("button", name="Smaller").click()
    assert is_drawn_at(page, (0.2, 0.1, 0.6, 0.2))


def test_pins_whose_page_left_the_file_say_so(
    app: Flask, page: Page, scanned: World
) -> None:
    finding = begin(page)
    drag(page, 1, (0.2, 0.3))
    label(page).fill("20")
    label(page).press("Enter")
    finding.locator('[data-field="reason"]').focus()
    drag(page, 9, (0.2, 0.3))
    expect_saved(page)
    with app.app_context():
        assert scanned.officer is not None
        case = case_id(scanned)
        first = scans.of_case(viewer=scanned.officer, public_id=case).lines[0]
        scans.remove(
            viewer=scanned.officer,
            public_id=case,
            scan_id=first.public_id,
            reason="错放",
            at=AT,
        )
    page.reload()

    expect(shown(page, 1).locator(".pin")).to_have_text(["1.2-2"])
    expect(page.locator(".viewer-note")).to_contain_text(
        "No longer in the file: the pages of the pins 1.2-1."
    )
    finding = page.locator("#item-seal [data-finding]").first
    expect(finding.locator(".pin-gone")).to_have_text(
        "1.2-1: its page is no longer in the file"
    )
    finding.get_by_role("button", name="Remove pin 1.2-1").click()
    expect(finding.locator(".pin-jump")).to_have_text(["1.2-1 on page 20"])
    expect(finding.locator('[data-field="pages"]')).to_have_value("20")
    expect_saved(page)


def test_typed_numbers_go_with_their_pages(
    app: Flask, page: Page, scanned: World
) -> None:
    """Also where another page has the number now, or the page has left the file."""
    field = begin(page).locator('[data-field="pages"]')
    field.fill("21-22、3")
    expect_saved(page)
    with app.app_context():
        own = {"viewer": scanned.officer, "public_id": case_id(scanned), "at": AT}
        found = scans.of_case(viewer=own["viewer"], public_id=own["public_id"])
        first, second = (line.public_id for line in found.lines)
        scans.number_from(scan_id=second, first=40, **own)
    page.reload()
    field = page.locator('#item-seal [data-field="pages"]').first
    expect(field).to_have_value("41-42、3")
    for number, name in ((10, "1.2-1"), (11, "1.2-2"), (3, "1.2-3")):
        expect(shown(page, number).locator(".pin")).to_have_text([name])

    with app.app_context():
        scans.remove(scan_id=first, reason="错放", **own)
        scans.number_from(scan_id=second, first=2, **own)
    page.reload()
    expect(field).to_have_value("3-4、3?")
    expect(page.locator(".viewer-pages .pin")).to_have_text(["1.2-1", "1.2-2"])
    needs = page.locator('#item-seal [data-role="needs"]')
    expect(needs).to_contain_text("The page meant by 3? is no longer in the file")
    field.fill("3-4、5")
    expect(needs).not_to_contain_text("3?")
    expect(shown(page, 4).locator(".pin")).to_have_text(["1.2-3"])
    expect_saved(page)


def test_scans_moved_behind_an_open_viewer_show_no_wrong_page(
    app: Flask, page: Page, scanned: World
) -> None:
    with app.app_context():
        assert scanned.officer is not None
        case = case_id(scanned)
        second = scans.of_case(viewer=scanned.officer, public_id=case).lines[1]
        scans.move(
            viewer=scanned.officer,
            public_id=case,
            scan_id=second.public_id,
            by=-1,
            at=AT,
        )
    page.locator(".viewer-stage").evaluate("box => box.scrollTop = box.scrollHeight")

    expect(shown(page, 12)).to_have_class(re.compile("is-broken"))


def test_two_windows_lose_no_pin(browse: Open, scanned: World) -> None:
    one = open_viewer(browse, scanned)
    begin(one)
    expect_saved(one)
    other = browse(None, READ, beside=one)
    expect(other.locator(".desk-split:has(.viewer[data-shown])")).to_be_visible()
    finding = one.locator("#item-seal [data-finding]").first
    drag(one, 1, (0.2, 0.1), (0.6, 0.2))
    expect_saved(one)
    mine = kept(finding)

    reason = other.locator('#item-seal [data-field="reason"]').first
    reason.fill("另一理由")
    reason.press("Escape")
    other.get_by_role("button", name="Choose which answers stay").click()
    dialog = other.locator("#conflict-dialog")
    expect(dialog).to_contain_text("1 pin")
    dialog.locator('input[value="theirs"]').first.check()
    dialog.get_by_role("button", name="Keep what is chosen").click()

    theirs = other.locator("#item-seal [data-finding]").first
    expect(theirs.locator(".pin-jump")).to_have_text(["1.2-1 on page 1"])
    expect(shown(other, 1).locator(".pin")).to_have_text(["1.2-1"])
    assert kept(theirs) == mine


def test_an_unsaved_pin_is_sent_again(page: Page) -> None:
    finding = begin(page)
    expect_saved(page)
    page.context.set_offline(True)
    drag(page, 1, (0.2, 0.3))
    saved = page.locator('[data-role="saved"]')
    expect(saved).to_have_attribute("data-state", "unsaved")
    assert len(kept(finding)) == 1
    page.context.set_offline(False)
    expect(saved).to_have_attribute("data-state", "saved")

    page.reload()
    expect(page.locator(".pin-jump")).to_have_text(["1.2-1 on page 1"])


def test_a_tap_pins_and_a_swipe_scrolls(browse: Open, scanned: World) -> None:
    page = open_viewer(browse, scanned, touch=True)
    finding = begin(page)
    box = shown(page, 1).bounding_box()
    assert box is not None
    x, y = box["x"] + 0.5 * box["width"], box["y"] + 0.3 * box["height"]
    page.touchscreen.tap(x, y)
    expect_said(page, "Pin 1.2-1 put on page 1.")
    screen = page.context.new_cdp_session(page)
    for kind, down in [("Start", 0), *(("Move", n) for n in range(20, 220, 20))]:
        points = [{"x": x, "y": y - down}]
        send = {"type": f"touch{kind}", "touchPoints": points}
        screen.send("Input.dispatchTouchEvent", send)
    screen.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    page.wait_for_function("document.querySelector('.viewer-stage').scrollTop > 100")
    assert is_near(kept(finding)[0][1:], [500, 300, 0, 0])
    assert len(kept(finding)) == 1


def test_the_help_names_the_keys_of_the_viewer(page: Page) -> None:
    page.locator("#item-seal").focus()
    page.keyboard.press("?")
    help_ = page.locator("#keys-dialog")

    expect(help_).to_contain_text("pin the finding to the page in sight")
    expect(help_).to_contain_text("take back the last pin")
    assert barriers(page) == []


@pytest.mark.parametrize("size", [WIDE, (1024, 800), PHONE])
@pytest.mark.parametrize("language", LANGUAGES)
def test_pins_keep_nobody_out(
    browse: Open, scanned: World, size: tuple[int, int], language: str
) -> None:
    page = browse(scanned.reviewers[0], READ, size=size)
    speak(page, language)
    expect(page.locator(".desk-split:has(.viewer[data-shown])")).to_be_visible()
    finding = begin(page)
    expect(page.locator('[data-role="grade"]')).to_be_visible()
    assert not lie_over_another(page, ".bar-result > *", ".bar-progress")
    hint = page.locator(".viewer-target")
    assert hint.evaluate("each => each.scrollWidth <= each.clientWidth")
    page.locator("#item-seal").focus()
    page.keyboard.press("p")
    expect(finding.locator(".pin-jump")).to_be_visible()

    assert barriers(page, language) == []
    assert reaches_sideways(page) <= 0
    finding.locator(".pin-jump").click()
    expect(shown(page, 1).locator(".pin")).to_be_focused()
    assert barriers(page, language) == []
    assert reaches_sideways(page) <= 0
    page.keyboard.press("Enter")
    expect(finding.locator(".pin-jump")).to_be_focused()


def lie_over_another(page: Page, left: str, right: str) -> bool:
    """Whether anything of the one reaches over the beginning of the other."""
    ends = page.locator(left).evaluate_all(
        "all => all.map(each => each.getBoundingClientRect().right)"
    )
    box = page.locator(right).bounding_box()
    assert ends and box
    return max(ends) > box["x"]


def test_without_a_viewer_pins_stay_and_can_be_removed(
    app: Flask, page: Page, scanned: World
) -> None:
    begin(page)
    drag(page, 1, (0.2, 0.3))
    expect_saved(page)
    with app.app_context():
        assert scanned.officer is not None
        case = case_id(scanned)
        for line in scans.of_case(viewer=scanned.officer, public_id=case).lines:
            scans.remove(
                viewer=scanned.officer,
                public_id=case,
                scan_id=line.public_id,
                reason="错放",
                at=AT,
            )
    page.reload()
    expect(page.locator("#checklist.is-live")).to_be_visible()
    page.locator('#item-seal [data-field="reason"]').first.fill("改过的理由")
    expect_saved(page)
    page.reload()
    unpin = page.get_by_label("Remove its pins from the pages (1)")
    unpin.check()
    expect_saved(page)
    page.reload()

    expect(page.locator("#checklist.is-live")).to_be_visible()
    expect(unpin).to_have_count(0)
