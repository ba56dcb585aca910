"""Two volumes in the viewer: numbers begin anew, and a page that cannot be shown says so."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from review.domain.volumes import Volume
from review.services import scans, uploads
from review.services.page_images import close_all
from review.web import settings
from tests.browser.conftest import Open, barriers, expect_saved, speak
from tests.conftest import AT
from tests.databases import Once
from tests.factories import World
from tests.scanned import case_id, pdf, tiff

READ = "/reviews/read-0-1"
WIDE = (1440, 900)


@pytest.fixture
def scanned(once: Once, world: World) -> Iterator[World]:
    """Four pages in the main volume, the second a gap; three in the secondary one."""

    def brought() -> None:
        own = {"viewer": world.officer, "public_id": case_id(world)}
        own |= {"shelf": settings.shelf(), "at": AT}
        for name, body in (
            ("副卷.pdf", pdf(160, 180, 200)),
            ("正卷.tif", tiff(20, 40, 60, 80, broken=[2])),
        ):
            sent = {"stream": io.BytesIO(body), "n_bytes": len(body), "name": name}
            line = uploads.bring(**sent, **own)
            uploads.settle(upload_id=line.id, seconds=20, is_decided=True, **own)

    once(brought)
    yield world
    close_all()


@pytest.fixture
def page(browse: Open, scanned: World) -> Page:
    found = browse(scanned.reviewers[0], READ, size=WIDE)
    speak(found, "en")
    expect(shown(found, 1)).to_have_class(re.compile("is-loaded"))
    return found


def shown(page: Page, number: int) -> Locator:
    return page.locator(f'.viewer-pages li[data-page="{number}"]')


def test_a_gap_says_so_and_asks_for_no_image(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    expect(shown(page, 2)).to_contain_text("Page Main volume 2 cannot be shown.")
    page.locator(".viewer-stage").evaluate("box => box.scrollTop = box.scrollHeight")
    expect(shown(page, 7)).to_have_class(re.compile("is-loaded"))
    assert [url for url in asked if "/pages/2?" in url] == []
    assert barriers(page) == []


def test_numbers_are_those_of_the_volume(page: Page) -> None:
    count, field = page.locator('[data-role="count"]'), page.locator("#viewer-label")
    expect(count).to_have_text("/ 4 · Main volume")

    for typed, number, words in (
        ("3", "3", "/ 4 · Main volume"),
        ("s3", "3", "/ 3 · Secondary volume"),
        ("1", "1", "/ 3 · Secondary volume"),
        ("4", "4", "/ 4 · Main volume"),
    ):
        field.fill(typed)
        field.press("Enter")
        expect(count).to_have_text(words)
        page.locator(".viewer-stage").focus()
        expect(field).to_have_value(number)


def test_a_page_two_volumes_have_is_entered_with_its_volume(page: Page) -> None:
    page.locator(".line .why > summary").first.click()
    field = page.locator('[data-finding] [data-field="pages"]').first
    field.focus()
    for typed in ("s2", "m4"):
        page.locator("#viewer-label").fill(typed)
        page.locator("#viewer-label").press("Enter")
        page.get_by_role("button", name="Pin this page").click()

    expect(field).to_have_value("Secondary volume 2, 4")
    field.fill("Secondary volume 1")
    expect(page.locator('[data-role="count"]')).to_have_text("/ 3 · Secondary volume")


def test_a_page_that_is_named_is_not_entered_again(page: Page) -> None:
    """A number alone is of the main volume, and 3 lies between 1 and 4."""
    page.locator(".line .why > summary").first.click()
    field = page.locator('[data-finding] [data-field="pages"]').first
    for before, pinned, after in (
        ("2", "m2", "2"),
        ("2", "s2", "2, Secondary volume 2"),
        ("m1-4", "m3", "m1-4"),
    ):
        field.fill(before)
        page.locator("#viewer-label").fill(pinned)
        page.locator("#viewer-label").press("Enter")
        n = page.locator(".pin-jump").count()
        page.get_by_role("button", name="Pin this page").click()

        expect(page.locator(".pin-jump")).to_have_count(n + 1)
        expect(field).to_have_value(after)


def test_a_finding_on_a_volume_that_was_taken_out_leads_nowhere(
    app: Flask, page: Page, scanned: World
) -> None:
    """Its number is on the other volume too: that is another page."""
    line = page.locator("#item-late")
    line.get_by_label("a_bit").check()
    line.locator('[data-field="reason"]').fill("handed over too late")
    field = line.locator('[data-field="pages"]')
    field.focus()
    page.locator("#viewer-label").fill("s2")
    page.locator("#viewer-label").press("Enter")
    page.get_by_role("button", name="Pin this page").click()
    jump = line.locator(".page-jump")
    expect(jump).to_have_attribute("href", re.compile(r"\?page=6$"))
    expect(line).to_have_attribute("data-state", "done")
    expect_saved(page)

    take_out(app, scanned, Volume.SECONDARY)
    page.reload()

    expect(line).to_contain_text("its page is no longer in the file")
    expect(jump).to_have_count(0)
    expect(page.locator(".viewer-pages .pin")).to_have_count(0)
    expect(line).to_have_attribute("data-state", "incomplete")
    expect(line.locator('[data-role="needs"]')).to_contain_text(
        "by 副卷2? is no longer"
    )
    field.fill("s2")
    expect(line).to_have_attribute("data-state", "incomplete")
    expect(jump).to_have_count(0)
    field.fill("2")
    expect(jump).to_have_attribute("href", re.compile(r"\?page=2$"))
    expect(line).to_have_attribute("data-state", "done")


def take_out(app: Flask, world: World, volume: Volume) -> None:
    with app.app_context():
        own = {"viewer": world.officer, "public_id": case_id(world)}
        lines = scans.of_case(**own).lines
        (found,) = (each for each in lines if each.volume is volume)
        scans.remove(scan_id=found.public_id, reason="wrong file", at=AT, **own)
