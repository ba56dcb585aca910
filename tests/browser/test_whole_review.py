"""A whole review of a typical file, by few hands and without a mouse.

The sheet is the reference draft for civil cases with two more remarks: forty items in
twelve sections. The file has thirty pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from review.domain.documents import DocumentType as D
from review.domain.policy import Viewer
from review.domain.schemes import Scheme
from review.files.schemes import dump, load
from review.services.page_images import close_all
from review.store import unit
from review.store.models import StoredFinding, Submission
from review.web import settings
from tests.browser.conftest import LANGUAGES, Open, barriers, expect_saved, speak
from tests.databases import Once
from tests.factories import World, campaign_under_review
from tests.limited import FOURTH_DAY, IN_TIME, THIRD_DAY, know
from tests.listed import set_list
from tests.repository import ROOT
from tests.scanned import bring, case_id, pdf

N_ITEMS, N_PAGES = 40, 30
PAPERS = (
    (1, D.INDEX),
    (2, D.APPLICATION_FORM),
    (3, D.IDENTITY_PROOF),
    (3, D.APPROVAL_FORM),
    (3, D.GRANT_DECISION),
    (4, D.ASSIGNMENT_NOTICE),
    (4, D.AID_LETTER),
    (4, D.RIGHTS_NOTICE),
    (4, D.RISK_NOTICE),
    (5, D.POWER_OF_ATTORNEY),
    (9, D.MEETING_NOTES),
    (28, D.REPRESENTATION_OPINION),
    (30, D.CLOSING_REPORT),
)
"""All that the archive requires of a civil file, in its order."""
N_PROPOSED, MADE = 3, '[data-proposal]:not([data-choice=""])'
"""Of the days: one of them late, the others in time."""
MOST_STROKES = 30
JUMP = '[data-role="jump"]'
WIDE = (1440, 900)
COUNT = """
for (const kind of ["keydown", "pointerdown"]) {
  window.addEventListener(kind, (event) => event.isTrusted && window.struck(kind), true);
}
"""


def typical() -> Scheme:
    """The reference draft for civil litigation, with two more remarks to write."""
    scheme = load((ROOT / "scoring_schemes/civil_litigation.yaml").read_text("utf-8"))
    *others, notes = scheme.sections
    more = (replace(notes.items[-1], code=f"remark_{n}") for n in (1, 2))
    return replace(
        scheme, sections=(*others, replace(notes, items=(*notes.items, *more)))
    )


@pytest.fixture
def world(once: Once) -> Iterator[World]:
    yield once(_under_review)
    close_all()


def _under_review() -> World:
    text = dump(typical())
    scheme = load(text)
    assert len(list(scheme.leaves_of(None))) == N_ITEMS
    world = campaign_under_review(scheme, text, n_cases=1)
    assert world.officer is not None
    tones = [250 - 5 * n for n in range(N_PAGES)]
    bring(world.officer, case_id(world), pdf(*tones), settings.shelf())
    know(world, taken_up=THIRD_DAY, first_interview=FOURTH_DAY, handed_in=IN_TIME)
    set_list(world, *PAPERS)
    return world


@pytest.fixture
def reviewer(world: World) -> Viewer:
    return world.reviewers[0]


@dataclass
class Hands:
    """Counts what really arrives in the browser: keys that go down, and pointers."""

    struck: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.context.expose_binding("struck", lambda _source, kind: self.note(kind))
        page.context.add_init_script(COUNT)
        page.reload()

    def note(self, kind: str) -> None:
        self.struck.append(kind)

    @property
    def n_clicks(self) -> int:
        return self.struck.count("pointerdown")


def item(page: Page, code: str) -> Locator:
    return page.locator(f"#item-{code}")


def expect_n_pins(page: Page, n: int) -> None:
    expect(page.locator(".pin-jump")).to_have_count(n)


def in_viewer(page: Page) -> None:
    expect(page.locator(".desk-split:has(.viewer[data-shown])")).to_be_visible()
    expect(page.locator('.viewer-pages li[data-page="1"]')).to_have_class(
        re.compile("is-loaded")
    )


def close_everything(page: Page) -> None:
    """X asks about one section after the other; what is not read is not confirmed."""
    dialog = page.locator("#closing-dialog")
    title = page.locator('[data-role="closing-items"]')
    page.keyboard.press("x")
    before = ""
    while True:
        expect(dialog).to_be_visible()
        expect(title).not_to_have_text(before)
        before = title.inner_text()
        page.keyboard.press("x")
        page.wait_for_function(
            """before => {
              const dialog = document.querySelector("#closing-dialog");
              const now = dialog.querySelector('[data-role="closing-items"]').innerText;
              const open = [...document.querySelectorAll('.line[data-state="open"]:not(:has(.proposal-against))')];
              const isOver = open.every((each) => !each.closest("[data-section]").querySelector("[data-close]"));
              return (dialog.open && now !== before) || (!dialog.open && isOver);
            }""",
            arg=before,
        )
        if not dialog.is_visible():
            return


def stored(app: Flask) -> list[tuple[str, str, int]]:
    """The findings of what was submitted: item, pages, number of pins."""
    with app.app_context(), unit.reading() as connection:
        rows = connection.execute(
            select(StoredFinding.item_code, StoredFinding.pages, StoredFinding.pins)
            .join(Submission, Submission.id == StoredFinding.submission_id)
            .order_by(StoredFinding.seq)
        ).all()
    return [(code, pages, len(pins or [])) for code, pages, pins in rows]


def test_a_typical_file_takes_few_strokes(
    app: Flask, browse: Open, reviewer: Viewer
) -> None:
    """Forty items, three deductions with reasons and pins, days and papers confirmed.

    What lies far down is reached by keys; a click hits only what is in sight.
    """
    page = browse(reviewer, "/reviews/", size=WIDE)
    hands = Hands()
    hands.watch(page)
    page.keyboard.press("n")
    in_viewer(page)
    expect(page.locator(MADE)).to_have_count(N_PROPOSED)

    for number, answer, code, label in (
        ("24", "2", "risk_told", "4"),
        ("31", "1", "claim_paper", "17"),
        ("511", "2", "opinion_written", "28"),
    ):
        page.keyboard.press("i")
        page.keyboard.type(number)
        expect(item(page, code)).to_be_focused()
        expect(page.locator(JUMP)).to_be_hidden()
        page.keyboard.press(answer)
        page.keyboard.press("e")
        page.keyboard.type(label)
        expect(page.locator("#viewer-label")).to_have_value(label)
        click_in_sight(page, page.locator(f'.viewer-pages li[data-page="{label}"]'))
    expect_n_pins(page, 3)
    page.keyboard.press("w")
    asked = page.locator("#closing-all-dialog")
    expect(asked).to_contain_text("超过3个工作日")
    page.keyboard.press("a")
    expect(item(page, "outcome")).to_be_focused()
    page.keyboard.press("1")
    expect_saved(page)
    page.keyboard.press("s")
    page.wait_for_url("**/confirm")
    # The browser gives it the focus a moment after the page is there.
    expect(page.locator(".confirm-box .btn-primary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator('[data-role="receipt"]')).to_be_visible()

    assert stored(app) == [
        ("talked_in_time", "9", 0),
        ("risk_told", "4", 1),
        ("claim_paper", "17", 1),
        ("opinion_written", "28", 1),
    ]
    assert len(hands.struck) <= MOST_STROKES, hands.struck


def test_no_digit_of_a_number_is_an_answer(browse: Open, reviewer: Viewer) -> None:
    """Twelve sections: 11 is the item 1.1 and the beginning of section 11."""
    page = browse(reviewer, "/reviews/read-0-1", size=WIDE)
    speak(page, "en")
    in_viewer(page)
    answers = page.locator(".line input:not([value='']):checked")
    before = answers.count()
    box = page.locator(JUMP)

    page.keyboard.press("i")
    page.keyboard.type("11")
    expect(box.locator("output")).to_have_text(re.compile(r"^1\.1 .*11\.1.* 1\.1$"))
    expect(box.locator("input")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".line.is-current .line-no")).to_have_text("1.1")
    expect(page.locator(".line.is-current")).to_be_focused()
    expect(box).to_be_hidden()

    page.keyboard.press("i")
    page.keyboard.type("11.1")
    expect(page.locator(".line.is-current .line-no")).to_have_text("11.1")
    page.keyboard.press("Enter")
    expect(page.locator(".line.is-current")).to_be_focused()
    expect(box).to_be_hidden()

    page.keyboard.press("i")
    page.keyboard.type("2412")
    expect(item(page, "risk_told")).to_be_focused()
    expect(box.locator("input")).to_have_value("2412")
    told = "There is no item 2412; nothing was answered."
    expect(box.locator("output")).to_have_text(told)
    # It stays to be read when digits are answers again, and until the next key.
    page.wait_for_timeout(1500)
    expect(box.locator("output")).to_be_visible()
    assert answers.count() == before
    page.keyboard.press("2")
    expect(box).to_be_hidden()
    expect(answers).to_have_count(before + 1)

    # Enter ends the number, which the box says: no pause is needed.
    page.keyboard.press("i")
    page.keyboard.type("512")
    expect(box.locator("output")).to_have_text(
        "Now at 5.1.2. To answer at once, press Enter first."
    )
    page.keyboard.press("Enter")
    expect(box).to_be_hidden()
    page.keyboard.press("1")
    expect(answers).to_have_count(before + 2)
    before += 1

    # Nothing but an answer can follow a number with its dots that none goes on from.
    here = page.locator(".line.is-current")
    for typed, number, n in (("3.11", "3.1", 1), ("5.1.12", "5.1.1", 2)):
        page.keyboard.press("i")
        page.keyboard.type(typed)
        expect(here.locator(".line-no")).to_have_text(number)
        expect(answers).to_have_count(before + 1 + n)


def click_in_sight(page: Page, target: Locator) -> None:
    """Where the hand would click without scrolling first."""
    expect(target).to_be_in_viewport()
    box, size = target.bounding_box(), page.viewport_size
    assert box is not None
    assert size is not None
    top, bottom = max(box["y"], 0), min(box["y"] + box["height"], size["height"])
    page.mouse.click(box["x"] + box["width"] / 2, (top + bottom) / 2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_keyboard_alone_is_enough(
    app: Flask, browse: Open, reviewer: Viewer, language: str
) -> None:
    page = browse(reviewer, "/reviews/", size=WIDE)
    speak(page, language)
    hands = Hands()
    hands.watch(page)
    assert barriers(page, language) == []
    page.keyboard.press("n")
    in_viewer(page)
    assert barriers(page, language) == []

    go_to(page, "talked_in_time")
    page.keyboard.press("a")
    go_to(page, "talk_substance")
    page.keyboard.press("3")
    explain(
        page, "谈话笔录未记明诉求" if language == "zh_Hans" else "The claim is missing"
    )
    pin(page, "17")
    for key in ("]", "p", "]", "p"):
        page.keyboard.press(key)
    expect_n_pins(page, 3)
    page.keyboard.press("z")
    expect_n_pins(page, 2)
    go_to(page, "risk_told")
    page.keyboard.press("2")
    explain(page, "没有风险告知书" if language == "zh_Hans" else "No notice of risks")
    pin(page, "4")
    expect_n_pins(page, 3)
    go_to(page, "preservation")
    page.keyboard.press("n")
    expect_saved(page)
    assert barriers(page, language) == []

    there_and_back(page)
    page.keyboard.press("?")
    expect(page.locator("#keys-dialog")).to_be_visible()
    assert barriers(page, language) == []
    page.keyboard.press("Escape")
    page.keyboard.press("x")
    expect(page.locator("#closing-dialog")).to_be_visible()
    assert barriers(page, language) == []
    page.keyboard.press("Escape")
    close_everything(page)
    expect(item(page, "outcome")).to_be_focused()
    page.keyboard.press("1")
    expect_saved(page)
    page.keyboard.press("s")
    page.wait_for_url("**/confirm")
    assert barriers(page, language) == []
    tab_to(page, page.locator(".confirm-box .btn-primary"))
    page.keyboard.press("Enter")
    expect(page.locator('[data-role="receipt"]')).to_be_visible()
    expect(page.locator(".pinned-page")).to_have_count(3)
    assert barriers(page, language) == []

    assert stored(app) == [
        ("talked_in_time", "9", 0),
        ("talk_substance", "17、18" if language == "zh_Hans" else "17, 18", 2),
        ("risk_told", "4", 1),
    ]
    assert hands.n_clicks == 0


def go_to(page: Page, code: str) -> None:
    """From item to item until this one has the focus."""
    for _ in range(N_ITEMS):
        if item(page, code).evaluate("line => line.contains(document.activeElement)"):
            return
        page.keyboard.press("j")
    raise AssertionError(f"{code} was not reached")


def explain(page: Page, reason: str) -> None:
    expect(page.locator(".line.is-current .why")).to_have_attribute("open", "")
    page.keyboard.press("r")
    page.keyboard.type(reason)
    page.keyboard.press("Escape")


def pin(page: Page, label: str) -> None:
    """Go to a page by its number and pin it to the finding just written."""
    page.keyboard.press("g")
    page.keyboard.type(label)
    page.keyboard.press("Enter")
    expect(page.locator("#viewer-label")).to_have_value(label)
    page.keyboard.press("Escape")
    page.keyboard.press("p")


def there_and_back(page: Page) -> None:
    """From a pin beside its finding to its page, and to the finding again."""
    go_up(page, "risk_told")
    jump = item(page, "risk_told").locator(".pin-jump")
    tab_to(page, jump)
    page.keyboard.press("Enter")
    mark = page.locator('.viewer-pages li[data-page="4"] .pin')
    expect(mark).to_be_focused()
    page.keyboard.press("Enter")
    expect(jump).to_be_focused()


def go_up(page: Page, code: str) -> None:
    for _ in range(N_ITEMS):
        if item(page, code).evaluate("line => line === document.activeElement"):
            return
        page.keyboard.press("k")
    raise AssertionError(f"{code} was not reached")


def tab_to(page: Page, target: Locator) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if target.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError("not reached by Tab")
