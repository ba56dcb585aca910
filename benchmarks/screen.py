"""The desk in a real Chromium: from opening a read to the first page of its scan.

A picture is on the screen once it is decoded and the browser has drawn a frame with it.
Of the promise for a thick scan, "under 1 s from a cold cache" is a desk opened for the first
time by a browser at rest: no process has the file open yet, and no image of it is kept.
"Under 150 ms warm" is a cached page on the screen after its key. The whole desk opened again
is a page load of the browser with sheet and viewer: it is told without a limit.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sqlalchemy import select

from benchmarks import bureau
from benchmarks.clients import load
from benchmarks.databases import sqlite
from benchmarks.figures import Figure
from benchmarks.pages import N_PAGES, scanned
from benchmarks.requests import Browser as Requests
from benchmarks.reviewers import Desk, prepared
from benchmarks.serving import served
from benchmarks.timing import seconds
from benchmarks.uploads import Officer, Place
from review.store import unit
from review.store.models import CampaignCase, Case, Read

COLD, WARM = 1000, 150
N_CASES, N_COLD, N_WARM, N_LEAFED = 40, 5, 10, 20
N_BROWSERS, N_WARMING, SECONDS = 8, 3, 10.0
AT_REST = 2.0
"""Seconds after which the browser has opened a window with all pages of its own."""
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SHOWN = ".viewer-pages :is(.is-first, .is-loaded)[data-page='{page}'] img"
DRAWN = """
image => image.decode().then(
    () => new Promise(done => requestAnimationFrame(() => setTimeout(done)))
)
"""


def figures() -> Iterator[Figure]:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        print("no Chromium: the screen is not measured", flush=True)
        return
    with _scanned() as (place, desk, read), sync_playwright() as playwright:
        # A reader's machine has a graphics processor; a server would emulate one.
        flags = ["--disable-gpu", "--disable-background-networking"]
        chromium = playwright.chromium.launch(executable_path=found, args=flags)
        yield from _opened(chromium, place, desk.browsers[0], f"/reviews/{read}")
        chromium.close()


def _opened(
    chromium: Browser, place: Place, own: Requests, path: str
) -> Iterator[Figure]:
    """Each time a server and a browser that know nothing; then the same read again."""
    cold = median(_cold(chromium, place, own, path) for _ in range(N_COLD))
    with _at_rest(chromium, place, own, path) as (page, url):
        _until_drawn(page, url)
        again = median(seconds(lambda: _until_drawn(page, url)) for _ in range(N_WARM))
        leafed = median(seconds(lambda n=n: _leaf(page, n)) for n in _there_and_back())
    name = f"first page of {N_PAGES} on the screen"
    yield Figure(f"{name}, cold: opened for the first time", cold * 1000, "ms", COLD)
    yield Figure(f"{name}, with the whole desk opened again", again * 1000, "ms")
    leaf = "warm: a cached page on the screen after its key"
    yield Figure(leaf, leafed * 1000, "ms", WARM)


def _cold(chromium: Browser, place: Place, own: Requests, path: str) -> float:
    with _at_rest(chromium, place, own, path) as (page, url):
        return seconds(lambda: _until_drawn(page, url))


@contextmanager
def _at_rest(
    chromium: Browser, place: Place, own: Requests, path: str
) -> Iterator[tuple[Page, str]]:
    """Both workers have started what the first request of a worker starts; no more."""
    with place.serving() as officer:
        asked = [own.get(path), own.get(f"{path}/pages/list.json")] * N_WARMING
        plan = [each.raw() for each in asked]
        load(officer.port, [plan] * N_BROWSERS, 200, SECONDS)
        shutil.rmtree(place.folder / "pages", ignore_errors=True)
        context = _signed_in(chromium, own, officer.port)
        page = context.new_page()
        time.sleep(AT_REST)
        yield page, f"http://127.0.0.1:{officer.port}{path}"
        context.close()


def _there_and_back() -> Iterator[int]:
    """Between two pages that were looked at before, far from one another."""
    for number in range(N_LEAFED):
        yield 1 if number % 2 else 30


def _until_drawn(page: Page, url: str) -> None:
    page.goto(url, wait_until="commit")
    _drawn(page, 1)


def _leaf(page: Page, number: int) -> None:
    page.locator("#viewer-label").fill(str(number))
    page.keyboard.press("Enter")
    _drawn(page, number)


def _drawn(page: Page, number: int) -> None:
    page.locator(SHOWN.format(page=number)).evaluate(DRAWN)


def _signed_in(chromium: Browser, own: Requests, port: int) -> BrowserContext:
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    pairs = (each.partition("=") for each in own.cookies.split("; "))
    at = f"http://127.0.0.1:{port}"
    context.add_cookies([{"name": n, "value": v, "url": at} for n, _, v in pairs])
    return context


@contextmanager
def _scanned() -> Iterator[tuple[Place, Desk, str]]:
    """Reads under review, the first of the first reviewer with a thick scan."""
    with sqlite() as url, tempfile.TemporaryDirectory(prefix="case-review-") as folder:
        desk = prepared(url, N_CASES)
        read = desk.reads[0][0]
        with desk.app.app_context():
            case = _case_of(read)
        settings = {"CASE_REVIEW_DATABASE_URL": url, "CASE_REVIEW_DATA_FOLDER": folder}
        settings["CASE_REVIEW_SECRET_KEY"] = bureau.SECRET
        officer = bureau.officer(desk.app, desk.viewer)
        place = Place(officer, [case], settings, Path(folder))
        with served("wsgi:app", settings) as port:
            Officer(place, port).brought(0, scanned(N_PAGES))
        yield place, desk, read
        bureau.closed(desk.app)


def _case_of(read: str) -> str:
    with unit.reading() as connection:
        found = connection.scalar(
            select(Case.public_id)
            .join(CampaignCase, CampaignCase.case_id == Case.id)
            .join(Read, Read.campaign_case_id == CampaignCase.id)
            .where(Read.public_id == read)
        )
    return str(found)
