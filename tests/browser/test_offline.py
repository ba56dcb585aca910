"""A workbook there and back in a browser, also a stale one; on a desk and on a phone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from review.services import reviewing
from tests.browser.conftest import (
    DESKTOP,
    LANGUAGES,
    PHONE,
    Open,
    barriers,
    reaches_sideways,
    speak,
)
from tests.conftest import AT
from tests.factories import World
from tests.filling import Filling

FIRST, SECOND = "read-0-2", "read-1-1"
START = "/reviews/offline"


def taken(page: Page) -> Filling:
    """Follow the queue to the page and download everything."""
    page.locator(f'a[href="{START}"]').click()
    with page.expect_download() as download:
        page.locator(f'form[action="{START}/workbook"] button').click()
    assert download.value.suggested_filename == "reviews-offline.xlsx"
    assert page.locator("form[data-sent]").count() == 0
    return Filling(Path(download.value.path()).read_bytes())


def brought(page: Page, filling: Filling, folder: Path) -> None:
    path = folder / "back.xlsx"
    path.write_bytes(filling.saved())
    page.goto(START)
    page.set_input_files("#workbook", str(path))
    page.locator('form[enctype="multipart/form-data"] button').click()


def save(app: Flask, world: World, version: int, **answers: object) -> None:
    """The reviewer at another desk."""
    with app.app_context():
        reviewing.save_answers(
            viewer=world.reviewers[1],
            public_id=FIRST,
            version=version,
            changes=answers,
            at=AT + timedelta(minutes=version),
        )


def test_round_trip_with_a_conflict_and_a_stale_sheet(
    app: Flask, browse: Open, world: World, tmp_path: Path
) -> None:
    page = browse(world.reviewers[1], "/reviews/")
    speak(page, "en")
    filling = taken(page).fill("seal", answer="Not met", text="没有盖章", pages="2")
    filling.fill("told", answer="No", text="已告知").fill("plan", case=1, answer="Good")
    save(app, world, 0, seal={"choice": "met"})

    brought(page, filling, tmp_path)
    conflict = page.locator(".effect-row-conflict")
    expect(conflict).to_contain_text("1.2 seal")
    expect(conflict.locator("input:checked")).to_have_count(0)
    take_over = page.get_by_role("button", name="Take over what is chosen")
    take_over.click()
    expect(conflict.locator("input:invalid")).to_have_count(2)
    expect(page.locator("#waiting")).to_be_hidden()
    conflict.get_by_text("没有盖章").click()
    take_over.click()

    expect(page.get_by_role("status")).to_contain_text("3 answers were taken over.")
    page.goto(f"/reviews/{FIRST}")
    expect(page.locator('[name="f.seal.0.reason"]')).to_have_value("没有盖章")
    expect(page.locator('[name="a.told"][value="no"]')).to_be_checked()

    page.goto(f"/reviews/{SECOND}/decline")
    page.locator('input[name="reason"]').first.check()
    page.locator("main form button[type=submit]").click()
    brought(page, filling, tmp_path)
    expect(page.get_by_role("note")).to_contain_text("no longer yours to review")
    expect(page.locator(".offline-row")).to_have_count(0)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("locale", LANGUAGES)
def test_the_pages_have_no_barriers_and_fit(
    app: Flask,
    browse: Open,
    world: World,
    tmp_path: Path,
    size: tuple[int, int],
    locale: str,
) -> None:
    page = browse(world.reviewers[1], "/reviews/", size=size)
    speak(page, locale)
    filling = taken(page).fill("notes", answer="?").fill("seal", answer=1)
    filling.fill("plan", answer="Good").fill("+1", text="哪一项")
    assert (barriers(page, locale), reaches_sideways(page)) == ([], 0)
    save(app, world, 0, seal={"choice": "met"}, told={"choice": "no"})

    brought(page, filling, tmp_path)

    expect(page.locator(".offline-refused li")).to_have_count(3)
    assert (barriers(page, locale), reaches_sideways(page)) == ([], 0)
