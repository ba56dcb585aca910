"""A real Chromium against a served application, for what only a browser can show.

Without Chromium these tests are skipped, and say so; with CI=true they fail instead.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    expect,
    sync_playwright,
)

from review.domain.policy import Viewer
from review.files.schemes import dump, load
from review.gateways import passwords
from review.services import scans
from review.services.page_images import close_all
from review.store import unit
from review.store.models import User
from review.web import settings as web_settings
from review.web.settings import COOKIE
from tests.browser.serving import Served
from tests.conftest import AT
from tests.databases import FOUNDED, Once, Workplace
from tests.factories import World, campaign_under_review
from tests.scanned import bring, case_id, pdf
from tests.web.conftest import session_of
from tests.web.forms.sheets import every_kind

UNWANTED = (
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "SpareRendererForSitePerProcess"),
    # Those of Playwright, whose own list is not read beside another.
    *("AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync"),
    *("AimEnabled", "DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable"),
    *("HttpsUpgrades", "LensOverlay", "MediaRouter", "NetworkTimeServiceQuerying"),
    *("OptimizationHints", "PaintHolding", "PreconnectToSearch"),
    *("TcpPortRandomizationWin", "ThirdPartyStoragePartitioning"),
)
"""The pages of the browser's own address field, two for every window that is opened,
and processes kept ready: half of what opening a window costs."""
FLAGS = [
    f"--disable-features={','.join(UNWANTED)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DESKTOP, PHONE = (1280, 900), (390, 844)
PASSWORD = "a sentence for tests"
LANGUAGES = ("zh_Hans", "en")
Open = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, started once."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        message = "no Chromium on this machine: the pages were not tried in a browser"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def workplace(sqlite: Workplace) -> Workplace:
    """A SQLite file: what a browser shows is the same on both databases."""
    sqlite.expect(FOUNDED)
    return sqlite


@pytest.fixture
def app(workplace: Workplace, tmp_path: Path) -> Iterator[Flask]:
    """The application, with form tokens demanded as in real use."""
    with workplace.lend(tmp_path, WTF_CSRF_ENABLED=True) as application:
        yield application


@pytest.fixture
def world(once: Once) -> World:
    """Two files under review on a sheet with a line of every kind."""
    return once(_under_review)


def _under_review() -> World:
    text = dump(every_kind())
    world = campaign_under_review(load(text), text)
    _set_passwords(world)
    return world


def _set_passwords(world: World) -> None:
    hashed = passwords.make_hash(PASSWORD, cheap=True)
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        for viewer in world.reviewers:
            where = {"id": viewer.user_id}
            unit.change(event, User, where, password_hash=hashed, password_set_at=AT)


@pytest.fixture
def scanned(once: Once, world: World) -> Iterator[World]:
    """Twelve pages in two scans; the numbers of the second begin with 20."""

    def brought() -> None:
        assert world.officer is not None
        case, shelf = case_id(world), web_settings.shelf()
        for tones in (range(0, 160, 20), range(160, 240, 20)):
            bring(world.officer, case, pdf(*tones), shelf)
        found = scans.of_case(viewer=world.officer, public_id=case)
        scans.number_from(
            viewer=world.officer,
            public_id=case,
            scan_id=found.lines[1].public_id,
            first=20,
            at=AT,
        )

    once(brought)
    yield world
    close_all()


@pytest.fixture
def served(app: Flask) -> Iterator[str]:
    """The address of the application, served in this process on a free port."""
    running = Served()
    running.start(app)
    yield running.address
    running.stop()


@pytest.fixture
def browse(app: Flask, served: str, chromium: Browser) -> Iterator[Open]:
    """`browse(viewer, path)` is a page as this person sees it.

    Every page fails the test that opened it on an error in its script and on a request
    to anywhere else. `beside=page` opens another tab of the same browser.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(
        who: Viewer | None,
        path: str,
        *,
        size: tuple[int, int] = DESKTOP,
        script: bool = True,
        touch: bool = False,
        beside: Page | None = None,
    ) -> Page:
        context = beside.context if beside else _context(size, script, touch)
        if beside is None:
            contexts.append(context)
            if who is not None:
                sign_in(app, context, who, served)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: _note_refusal(message.text, faults))
        page.on("request", lambda request: _note_elsewhere(request.url, served, faults))
        page.goto(served + path)
        return page

    def _context(size: tuple[int, int], script: bool, touch: bool) -> BrowserContext:
        viewport = {"width": size[0], "height": size[1]}
        context = chromium.new_context(
            viewport=viewport,
            base_url=served,
            java_script_enabled=script,
            has_touch=touch,
        )
        context.set_default_timeout(10_000)
        return context

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def _note_refusal(message: str, faults: list[str]) -> None:
    """What the content policy stopped is told on the console only."""
    if "Content Security Policy" in message:
        faults.append(message)


def sign_in(app: Flask, context: BrowserContext, who: Viewer, served: str) -> None:
    """A session of this account in this browser, in English."""
    token = session_of(app, who)
    context.add_cookies([{"name": COOKIE, "value": token, "url": served}])


def _note_elsewhere(url: str, served: str, faults: list[str]) -> None:
    if not url.startswith((served, "data:")):
        faults.append(f"asked elsewhere: {url}")


def speak(page: Page, locale: str) -> None:
    """Switch the language in the page, as its reader would."""
    button = page.locator(f'button[name="locale"][value="{locale}"]')
    if button.get_attribute("aria-current") is None:
        button.click()
    # The page comes anew; its scripts have run once it is loaded.
    tongue = "en" if locale == "en" else "zh-Hans"
    expect(page.locator("html")).to_have_attribute("lang", tongue)
    page.wait_for_load_state()


def reaches_sideways(page: Page) -> int:
    """By how many pixels the page is wider than the screen."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


AXE = Axe().axe_script
FAULTS_ONLY = {"reporter": "no-passes", "selectors": False}
"""What is in order is not listed and found again in the page: a third of the time."""


COLOURS_TOO = "zh_Hans"


def barriers(page: Page, language: str = COLOURS_TOO) -> list[str]:
    """What axe finds that keeps people out, with the elements.

    A test in both languages names its own: the colours, more than half of the work,
    are looked at in one of them. tests/web/test_assets.py holds that no language has
    colours of its own.
    """
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE)
    colours = {"color-contrast": {"enabled": language == COLOURS_TOO}}
    how = {**FAULTS_ONLY, "rules": colours}
    found = page.evaluate("how => axe.run(document, how)", how)["violations"]
    return [
        f"{each['id']}: {node['html'][:160]}"
        for each in found
        for node in each["nodes"]
    ]


def expect_saved(page: Page) -> None:
    """Before a page is left: what is unsaved while a save is under way stays behind."""
    expect(page.locator('[data-role="saved"]')).to_have_attribute("data-state", "saved")
