"""In the middle of a review: the server starts anew, the tab crashes, another device."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from flask import Flask
from playwright.sync_api import Error, Page, Route, expect

from review import create_app
from review.domain.policy import Viewer
from review.services import reviewing
from review.store.database import db
from tests.browser.conftest import PASSWORD, Open
from tests.browser.serving import Served
from tests.browser.test_desk import (
    choose,
    end_sessions,
    expect_saved,
    item,
    open_desk,
    option,
    part,
    saved,
    sign_in_beside,
)
from tests.conftest import AT
from tests.factories import World

KEYSTROKE = 120
"""Milliseconds between the keys of someone who does not pause."""
SENTENCE = "the record of the hearing is missing and nobody says why it is not there"


@pytest.fixture
def server(app: Flask) -> Iterator[Served]:
    running = Served()
    running.start(app)
    yield running
    running.stop()


@pytest.fixture
def served(server: Served) -> str:
    return server.address


@pytest.fixture
def started_anew(app: Flask, server: Served) -> Iterator[Callable[[], None]]:
    """Another process as far as the browser can tell: it knows what was stored."""
    fresh: list[Flask] = []

    def start() -> None:
        kept = {key: app.config[key] for key in app.config if key.isupper()}
        kept.pop("SQLALCHEMY_ENGINE_OPTIONS", None)
        fresh.append(create_app(kept))
        server.start(fresh[0])

    yield start
    for each in fresh:
        with each.app_context():
            db.engine.dispose()


@pytest.fixture
def reviewer(world: World) -> Viewer:
    return world.reviewers[0]


@pytest.fixture
def desk(browse: Open, reviewer: Viewer) -> Page:
    return open_desk(browse, reviewer)


def test_a_server_that_starts_anew_gets_what_was_typed_meanwhile(
    desk: Page, server: Served, started_anew: Callable[[], None]
) -> None:
    choose(desk, "seal", "Met")
    expect_saved(desk)
    server.stop()

    choose(desk, "late", "a_bit")
    part(desk, "late", "reason").fill("Told in writing")
    expect(saved(desk)).to_have_attribute("data-state", "unsaved")

    started_anew()

    expect_saved(desk)
    desk.reload()
    expect(item(desk, "late").get_by_label("a_bit")).to_be_checked()
    expect(part(desk, "late", "reason")).to_have_value("Told in writing")


def test_typing_without_a_pause_is_saved_before_a_crash(
    browse: Open, desk: Page, reviewer: Viewer
) -> None:
    choose(desk, "late", "a_bit")
    expect_saved(desk)

    part(desk, "late", "reason").press_sequentially(SENTENCE[:45], delay=KEYSTROKE)
    crash(desk)

    again = open_desk(browse, reviewer)
    expect(item(again, "late").get_by_label("a_bit")).to_be_checked()
    kept = part(again, "late", "reason").input_value()
    assert SENTENCE.startswith(kept)
    assert len(kept) >= len(SENTENCE[:45]) - 3500 // KEYSTROKE


def crash(page: Page) -> None:
    """The tab dies as it does when its memory runs out: nothing of it runs any more."""
    with suppress(Error):
        page.goto("chrome://crash", timeout=3000)


def test_another_device_is_told_and_overwrites_nothing(
    browse: Open, desk: Page, reviewer: Viewer
) -> None:
    """Another browser, signed in by itself."""
    tablet = open_desk(browse, reviewer)
    choose(desk, "seal", "Met")
    expect_saved(desk)

    choose(tablet, "seal", "Not met")

    tablet.get_by_role("button", name="Choose which answers stay").click()
    dialog = tablet.locator("#conflict-dialog")
    seal = dialog.get_by_role("group", name="1.2 seal")
    expect(seal.locator(".chip-note")).to_have_text(["Not met", "Met"])
    seal.get_by_label("Saved elsewhere").check()
    dialog.get_by_role("button", name="Keep what is chosen").click()
    expect_saved(tablet)
    desk.reload()
    expect(option(desk, "seal", "met")).to_be_checked()


def explain_by_keys(page: Page) -> None:
    """Without looking up: an answer, and why, while its save comes back refused."""
    page.keyboard.press("i")
    page.keyboard.type("1.2")
    page.keyboard.press("2")
    page.wait_for_timeout(600)
    page.keyboard.press("r")
    page.keyboard.type("no seal on it", delay=20)
    page.keyboard.press("Tab")
    page.keyboard.type("3")
    page.keyboard.press("Enter")


def test_no_key_is_lost_to_the_end_of_a_session(app: Flask, desk: Page) -> None:
    end_sessions(app)

    explain_by_keys(desk)

    dialog = desk.locator("#session-dialog")
    # Only once the notice is there is there anything that could take the keys.
    expect(desk.locator("#desk-waiting")).to_be_visible()
    expect(dialog).to_be_hidden()
    expect(part(desk, "seal", "reason")).to_have_value("no seal on it")
    expect(part(desk, "seal", "pages")).to_have_value("3")
    desk.keyboard.press("o")
    expect(dialog.get_by_label("Password")).to_be_focused()
    desk.keyboard.type(PASSWORD)
    desk.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect_saved(desk)
    desk.reload()
    expect(part(desk, "seal", "reason")).to_have_value("no seal on it")


def test_no_dialog_opens_before_it_is_asked_for(app: Flask, desk: Page) -> None:
    """Answered by mouse; then keys without looking, and a password without a click."""
    end_sessions(app)
    choose(desk, "seal", "Not met")
    notice = desk.locator("#desk-waiting")
    dialog = desk.locator("#session-dialog")
    expect(notice).to_be_visible()
    desk.wait_for_timeout(1000)
    expect(dialog).to_be_hidden()

    desk.keyboard.press("r")
    desk.keyboard.type("no seal")
    desk.keyboard.press("Escape")
    expect(part(desk, "seal", "reason")).to_have_value("no seal")

    # The password's field is there before the button is let go of.
    notice.get_by_role("button").click()
    desk.keyboard.type(PASSWORD)
    desk.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect_saved(desk)
    expect(part(desk, "seal", "reason")).to_have_value("no seal")


def test_a_session_that_is_back_leaves_a_password_its_field(
    app: Flask, browse: Open, desk: Page, reviewer: Viewer
) -> None:
    """Signed in meanwhile in another tab: a password half typed is finished here."""
    end_sessions(app)
    choose(desk, "seal", "Not met")
    field = desk.locator("#session-dialog").get_by_label("Password")
    desk.locator("#desk-waiting").get_by_role("button").click()
    desk.keyboard.type(PASSWORD[:3])

    sign_in_beside(browse, desk, reviewer)
    desk.evaluate("window.dispatchEvent(new Event('focus'))")
    expect_saved(desk)

    expect(field).to_be_focused()
    desk.keyboard.type(PASSWORD[3:])
    desk.keyboard.press("Enter")
    expect(field).to_be_hidden()
    expect(saved(desk)).to_have_attribute("data-state", "saved")


@pytest.mark.parametrize("by_key", [False, True])
def test_after_signing_in_the_text_goes_on_where_it_was_left(
    app: Flask, desk: Page, *, by_key: bool
) -> None:
    comment = desk.get_by_label("What the handler did well")
    comment.fill("甲")
    expect_saved(desk)
    end_sessions(app)
    desk.keyboard.type("乙")
    button = desk.locator("#desk-waiting").get_by_role("button")
    if by_key:
        button.focus()
        desk.keyboard.press("Enter")
    else:
        button.click()
    desk.keyboard.press("Escape")
    expect(comment).to_be_focused()

    button.click()
    desk.keyboard.type(PASSWORD)
    desk.keyboard.press("Enter")
    expect(desk.locator("#session-dialog")).to_be_hidden()
    expect(comment).to_be_focused()
    desk.keyboard.type("丙")
    expect_saved(desk)
    desk.reload()
    expect(comment).to_have_value("甲乙丙")


def test_after_a_choice_between_both_the_reader_is_where_he_was(
    browse: Open, desk: Page, reviewer: Viewer
) -> None:
    tablet = open_desk(browse, reviewer)
    choose(desk, "seal", "Met")
    expect_saved(desk)
    choose(tablet, "seal", "Not met")
    reason = part(tablet, "seal", "reason")
    reason.fill("no seal")
    for answer, place in (("Escape", reason), ("theirs", item(tablet, "seal"))):
        tablet.locator("#desk-waiting").get_by_role("button").click()
        dialog = tablet.locator("#conflict-dialog")
        if answer == "theirs":
            dialog.get_by_label("Saved elsewhere").check()
            dialog.get_by_role("button", name="Keep what is chosen").click()
        else:
            tablet.keyboard.press(answer)
        expect(dialog).to_be_hidden()
        expect(place).to_be_focused()
    expect_saved(tablet)


def test_no_key_decides_a_conflict_unseen(
    browse: Open, desk: Page, reviewer: Viewer
) -> None:
    tablet = open_desk(browse, reviewer)
    choose(desk, "seal", "Met")
    expect_saved(desk)

    explain_by_keys(tablet)

    dialog = tablet.locator("#conflict-dialog")
    expect(dialog).to_be_hidden()
    expect(part(tablet, "seal", "reason")).to_have_value("no seal on it")
    expect(part(tablet, "seal", "pages")).to_have_value("3")
    tablet.keyboard.press("Escape")
    tablet.keyboard.press("o")
    tablet.keyboard.press("Tab")
    tablet.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Keep what is chosen").click()
    expect_saved(tablet)
    desk.reload()
    expect(part(desk, "seal", "reason")).to_have_value("no seal on it")


OUTAGE, BOUND, EVERY = 90, 10, 6
"""Seconds: how long the server is away, until what is unsaved goes out, and the longest
time between two attempts."""


@pytest.fixture
def away(desk: Page) -> list[float]:
    """The attempts in vain, on the clock of a page whose server is away."""
    choose(desk, "seal", "Met")
    expect_saved(desk)
    desk.clock.install()
    tries: list[float] = []

    def refuse(route: Route) -> None:
        tries.append(len(tries))
        route.abort()

    desk.route("**/answers", refuse)
    return tries


def seconds_told(page: Page) -> int:
    """Until the next attempt, as the bar says."""
    words = page.locator('[data-role="saved-words"]')
    expect(words).to_have_text(NEXT)
    found = NEXT.fullmatch(words.inner_text())
    assert found
    return int(found[1])


NEXT = re.compile(r"Not saved: the server does not answer\. Trying again in (\d+) s\.")


def test_after_an_outage_it_is_saved_within_ten_seconds(
    desk: Page, away: list[float]
) -> None:
    """Nobody types. Each wait is as long as it is told, and none is long."""
    choose(desk, "late", "a_bit")
    passed = 0
    while passed < OUTAGE:
        told, n = seconds_told(desk), len(away)
        assert told <= EVERY
        desk.clock.run_for((told - 1) * 1000 - 50)
        assert len(away) == n
        with desk.expect_request("**/answers"):
            desk.clock.run_for(1050)
        passed += told

    desk.unroute("**/answers")
    desk.clock.run_for(BOUND * 1000)

    expect_saved(desk)


@pytest.mark.parametrize("sign", ["typing", "online", "visibilitychange"])
def test_a_sign_of_life_does_not_wait_for_the_next_attempt(
    desk: Page, away: list[float], sign: str
) -> None:
    """Typing, the network, the tab in front: but a dead server is not hammered."""
    choose(desk, "late", "a_bit")
    for _ in range(3):
        with desk.expect_request("**/answers"):
            desk.clock.run_for(seconds_told(desk) * 1000)
    assert seconds_told(desk) > 3
    n = len(away)
    part(desk, "late", "reason").press_sequentially("told in writing")
    assert len(away) == n
    assert seconds_told(desk) <= 3
    desk.unroute("**/answers")

    if sign == "typing":
        desk.clock.run_for(3000)
    else:
        target = "window" if sign == "online" else "document"
        desk.evaluate(f"{target}.dispatchEvent(new Event('{sign}'))")
        desk.clock.run_for(0)

    expect_saved(desk)


def test_a_review_taken_back_while_signed_out_is_told_as_such(
    app: Flask, browse: Open, desk: Page, reviewer: Viewer
) -> None:
    """No other account is signed in: the sheet is not covered, and a save says why."""
    remark = item(desk, "remark").locator("textarea")
    end_sessions(app)
    remark.fill("not saved yet")
    expect(saved(desk)).to_contain_text("Not saved: your session has ended.")
    with app.app_context():
        reviewing.decline(
            viewer=reviewer, public_id="read-0-1", reason="knows them", at=AT
        )

    sign_in_beside(browse, desk, reviewer).close()
    desk.evaluate("window.dispatchEvent(new Event('focus'))")

    expect(saved(desk)).to_contain_text("This file is no longer yours to review")
    expect(desk.locator("#desk-waiting")).to_be_hidden()
    expect(desk.locator("body.is-covered")).to_have_count(0)
    expect(remark).to_have_value("not saved yet")
