"""The bureau's pages in a real Chromium, from the set-up step by step to the results."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, sync_playwright

from benchmarks.whole.place import SEED, Place
from review.web.settings import COOKIE

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu"]
PATIENCE = 60_000
STEPS = 7
"""Steps of the set-up before the last, which shows everything."""


class NoChromium(RuntimeError):
    """There is no browser on this machine."""


@contextmanager
def sitting(place: Place, port: int, token: str) -> Iterator[Officer]:
    """An officer who has signed in, at a screen of 1440 × 900."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise NoChromium
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=FLAGS)
        context = chromium.new_context(viewport={"width": 1440, "height": 900})
        at = f"http://127.0.0.1:{port}"
        context.add_cookies([{"name": COOKIE, "value": token, "url": at}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        yield Officer(place, page, at)
        chromium.close()


class Officer:
    """Opens pages, fills in what stands there, and presses the buttons."""

    def __init__(self, place: Place, page: Page, at: str) -> None:
        self._place, self._page, self._at = place, page, at
        page.on("pageerror", self._fail)

    def _fail(self, error: object) -> None:
        raise RuntimeError(f"script on {self._page.url}: {error}")

    def _timed(self, step: str, work: Callable[[], object]) -> None:
        self._place.timed(f"{step} (browser)", work)

    def _open(self, path: str) -> None:
        answer = self._page.goto(f"{self._at}{path}")
        if answer is None or not answer.ok:
            raise RuntimeError(f"{path}: {answer and answer.status}")

    def look(self, name: str, path: str) -> None:
        self._timed(name, lambda: self._open(path))

    def _press(self, selector: str) -> None:
        with self._page.expect_navigation():
            self._page.locator(selector).first.click()

    def set_up(self, code: str) -> None:
        """Every step of the set-up; what is not said here is filled in already."""
        self._open("/open-campaign")
        self._press("form[action$='/begin'] button")
        page = self._page
        page.fill("[name=name]", "二千件试点评查（网页）")
        page.fill("[name=code]", code)
        page.fill("[name=assessment_year]", "2025")
        page.fill("[name=closed_from]", "2025-01-01")
        page.fill("[name=closed_until]", "2025-12-31")
        for _ in range(STEPS):
            self._sample() if page.url.endswith("/sample") else None
            self._timed(f"set-up: {page.url.rsplit('/', 1)[1]}", self._next)
        self._timed(
            "set-up: open it", lambda: self._press("form[action$='/open'] button")
        )

    def _sample(self) -> None:
        self._page.check("input[name=by][value=number]")
        self._page.fill("[name=number]", str(self._place.size.files))

    def _next(self) -> None:
        self._press("#plan button[value=next]")

    def draw(self, code: str) -> None:
        self.look("sample before the draw", f"/campaigns/{code}/sample/")
        self._page.fill("form:has([name=digest]) [name=seed]", SEED)
        self._timed("draw", lambda: self._press("form:has([name=digest]) button"))

    def give_out(self, code: str) -> None:
        self.look("proposal", f"/campaigns/{code}/allocation/?proposal=1")
        self._timed("give out", lambda: self._press("form:has([name=digest]) button"))

    def call_further(self, code: str) -> None:
        """Whoever is wanted and not called yet."""
        self.look("further reviewers", f"/campaigns/{code}/further")
        if self._page.locator("form:has([name=digest])").count():
            self._timed("call", lambda: self._press("form:has([name=digest]) button"))

    def look_around(self, code: str) -> None:
        here = f"/campaigns/{code}"
        for name, path in bureau_pages(here).items():
            self.look(name, path)


def bureau_pages(here: str) -> dict[str, str]:
    """What an officer looks at while a campaign runs."""
    return {
        "board": f"{here}/board/",
        "list of 500 files": f"{here}/files?size=500",
        "files apart": f"{here}/files?q=状态:待复评",
        "who holds what": f"{here}/allocation/reads?size=500",
        "readers": f"{here}/readers",
        "further": f"{here}/further",
    }
