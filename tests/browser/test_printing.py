"""The pages for paper in a browser: the button prints, and nothing else than paper does."""

from __future__ import annotations

import re

import pypdfium2 as pdfium
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Open
from tests.factories import World

PRINT = "/reviews/read-0-1/print"


@pytest.fixture
def paper(browse: Open, world: World) -> Page:
    return browse(world.reviewers[0], PRINT)


def test_the_button_prints(paper: Page) -> None:
    paper.evaluate("window.print = () => { document.title = 'printed'; }")

    paper.locator("[data-print]").click()

    expect(paper).to_have_title("printed")


def test_without_the_script_the_browser_prints_and_is_named(
    browse: Open, world: World
) -> None:
    page = browse(world.reviewers[0], PRINT, script=False)

    expect(page.locator("[data-print]")).to_be_hidden()
    expect(page.locator(".no-script-print")).to_be_visible()


def test_on_paper_there_is_only_the_form(paper: Page) -> None:
    paper.emulate_media(media="print")

    for hidden in (".masthead", ".print-tools"):
        expect(paper.locator(hidden)).to_be_hidden()
    expect(paper.locator(".paper-running").first).to_be_visible()
    expect(paper.locator(".paper-signatures")).to_be_visible()


def test_the_frame_is_printed_as_thick_on_the_right_as_on_the_left(paper: Page) -> None:
    """In dots of the sheet; a line at its very edge was cut."""
    image = printed(paper)

    found = [ends_of(image, y) for y in range(0, image.height, 10)]
    # Only where both are lines and neither is a letter.
    frames = [ends for ends in found if ends and ends[0] == THICK]
    assert len(frames) > 100
    assert [right for _, right in frames if right < THICK - 1] == []


SCALE, THICK = 8, 7
"""Dots to a point, and how many of them a line has that nothing cuts."""


def printed(paper: Page) -> Image.Image:
    with pdfium.PdfDocument(paper.pdf(format="A4")) as made:
        return made[0].render(scale=SCALE, grayscale=True).to_pil()


def ends_of(image: Image.Image, y: int) -> tuple[int, int] | None:
    """The lengths of the dark runs at both edges of the sheet in a row of dots."""
    row = image.crop((0, y, image.width, y + 1)).tobytes()
    runs = list(DARK.finditer(row))
    if not runs or runs[-1].start() < image.width * 0.9:
        return None
    return len(runs[0][0]), len(runs[-1][0])


DARK = re.compile(rb"[\x00-\x8b]+")


@pytest.mark.parametrize("path", [PRINT, f"{PRINT}/blank"])
def test_the_pages_have_no_barriers_and_fit_a_phone(
    browse: Open, world: World, path: str
) -> None:
    page = browse(world.reviewers[0], path, size=PHONE)

    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
