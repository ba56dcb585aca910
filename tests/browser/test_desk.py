"""The reviewer's desk in a real browser: nothing typed is lost, nothing is claimed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Dialog, Locator, Page, Route, expect
from sqlalchemy import delete, func, select

from review.domain.policy import Viewer
from review.store import unit
from review.store.models import SignedIn, Submission
from tests.browser.conftest import (
    LANGUAGES,
    PASSWORD,
    PHONE,
    Open,
    barriers,
    reaches_sideways,
    sign_in,
    speak,
)
from tests.factories import World

READ = "/reviews/read-0-1"


@pytest.fixture
def reviewer(world: World) -> Viewer:
    return world.reviewers[0]


@pytest.fixture
def desk(browse: Open, reviewer: Viewer) -> Page:
    """The first file on the desk of its first reviewer."""
    return open_desk(browse, reviewer)


def open_desk(browse: Open, who: Viewer, **options: object) -> Page:
    page = browse(who, READ, **options)
    speak(page, "en")
    expect(page.locator("#checklist.is-live")).to_be_visible()
    return page


def item(page: Page, code: str) -> Locator:
    return page.locator(f"#item-{code}")


def part(page: Page, code: str, field: str) -> Locator:
    """A field of an item's first finding: reason, pages or absent."""
    return item(page, code).locator(f'[data-field="{field}"]').first


def choose(page: Page, code: str, words: str) -> None:
    item(page, code).get_by_label(words, exact=False).first.check()


def option(page: Page, code: str, value: str) -> Locator:
    return item(page, code).locator(f'[name="a.{code}"][value="{value}"]')


def saved(page: Page) -> Locator:
    return page.locator('[data-role="saved"]')


def expect_saved(page: Page) -> None:
    expect(saved(page)).to_have_attribute("data-state", "saved")
    expect(page.locator('[data-role="saved-words"]')).to_have_text(
        re.compile(r"Saved \d\d:\d\d:\d\d")
    )


def total(page: Page) -> Locator:
    return page.locator('[data-role="total"]')


def fill_all(page: Page) -> None:
    """Everything right, by closing every section, and the one record."""
    for code in ("work", "extra", "integrity"):
        page.locator(f'[data-close="{code}"]').click()
        page.locator("#closing-dialog").get_by_text("Yes, answer them so").click()
        expect(page.locator("#closing-dialog")).to_be_hidden()
        expect_saved(page)
    choose(page, "outcome", "won")
    part(page, "told", "reason").fill("Told in writing")
    expect(page.locator('[data-role="n-done"]')).to_have_text("12")
    expect(page.locator(".bar-missing")).to_be_hidden()
    expect_saved(page)


def n_submissions(app: Flask) -> int:
    with app.app_context(), unit.reading() as connection:
        count = select(func.count()).select_from(Submission)
        return connection.scalar(count) or 0


def test_every_control_answers_by_mouse_and_a_reload_keeps_it_all(desk: Page) -> None:
    item(desk, "notes").get_by_role("button", name="\N{MINUS SIGN}10").click()
    item(desk, "notes").get_by_role("button", name="One step more").click()
    # Pressed again it stands there once.
    for _ in range(2):
        item(desk, "notes").get_by_role("button", name="没有会见笔录").click()
    expect(item(desk, "notes").locator("[data-finding]")).to_have_count(1)
    part(desk, "notes", "absent").check()
    choose(desk, "seal", "Met")
    item(desk, "papers").get_by_role("button", name="2", exact=True).click()
    choose(desk, "late", "a_bit")
    part(desk, "late", "reason").fill("迟延<两日>")
    part(desk, "late", "pages").fill("3-5")
    choose(desk, "plan", "Thin")
    item(desk, "errors").get_by_label("Number of errors").fill("２")
    choose(desk, "told", "No")
    choose(desk, "court_on_time", "Not done, outside cause")
    item(desk, "court_on_time").get_by_label("Organ").fill("看守所")
    choose(desk, "outcome", "lost")
    item(desk, "remark").locator("textarea").fill("第一行\n第二行")
    desk.get_by_label("What the handler did well").fill("总体尚可")
    item(desk, "remark").locator("legend").click()
    expect(total(desk)).to_have_text("76.50")
    expect_saved(desk)

    desk.reload()

    expect(total(desk)).to_have_text("76.50")
    expect(item(desk, "notes").get_by_label("Points off")).to_have_value("10.5")
    expect(part(desk, "notes", "reason")).to_have_value("没有会见笔录")
    expect(part(desk, "notes", "absent")).to_be_checked()
    expect(item(desk, "papers").locator("[data-finding]")).to_have_count(2)
    expect(item(desk, "late").get_by_label("a_bit")).to_be_checked()
    late = item(desk, "late")
    expect(late.locator('[data-role="about"]')).to_have_text("a_bit")
    expect(part(desk, "late", "reason")).to_have_value("迟延<两日>")
    expect(part(desk, "late", "pages")).to_have_value("3-5")
    expect(item(desk, "errors").get_by_label("Number of errors")).to_have_value("2")
    outside = item(desk, "court_on_time")
    expect(outside.get_by_label("Not done, outside cause")).to_be_checked()
    expect(outside.get_by_label("Organ")).to_have_value("看守所")
    expect(item(desk, "remark").locator("textarea")).to_have_value("第一行\n第二行")
    expect(desk.get_by_label("What the handler did well")).to_have_value("总体尚可")

    option(desk, "late", "-").check()
    note = late.locator(".aside-note")
    expect(note).to_contain_text("Kept in the draft, not part of the review")
    expect(desk.locator('[data-role="announce"]')).to_contain_text("Kept in the draft")
    note.get_by_label("Submit as a remark").check()
    expect_saved(desk)
    desk.reload()
    expect(note).to_contain_text("Goes with the review as a remark.")
    expect(part(desk, "late", "reason")).to_have_value("迟延<两日>")
    choose(desk, "late", "a_bit")
    expect(note).to_be_hidden()


def test_the_keyboard_is_enough(desk: Page) -> None:
    press = desk.keyboard.press

    for key in ("j", "2", "r"):
        press(key)
    desk.keyboard.type("j2n no notes", delay=5)
    for key in ("Escape", "j", "1", "j", "3", "j", "2", "1", "j", "j", "4", "k", "2"):
        press(key)

    expect(item(desk, "notes").get_by_label("Points off")).to_have_value("2")
    expect(part(desk, "notes", "reason")).to_have_value("j2n no notes")
    expect(option(desk, "seal", "met")).to_be_checked()
    expect(item(desk, "papers").get_by_label("Occurrences")).to_have_value("3")
    expect(item(desk, "late").get_by_label("a_bit")).to_be_checked()
    expect(item(desk, "late").get_by_label("a_lot")).to_be_checked()
    expect(item(desk, "errors").get_by_label("Number of errors")).to_have_value("4")
    expect(item(desk, "plan").get_by_label("Thin")).to_be_checked()
    expect_saved(desk)

    press("Control+Enter")
    expect(item(desk, "appeal_won")).to_be_focused()
    press("m")
    expect(item(desk, "took_money")).to_be_focused()
    for key in ("k", "k", "k"):
        press(key)
    expect(item(desk, "court_on_time")).to_be_focused()

    # 1.2 may still become 1.21; nothing is 1.22, so its last digit is the answer.
    number = item(desk, "told").locator(".line-no")
    number.evaluate("each => { each.textContent = '1.21'; }")
    press("i")
    desk.keyboard.type("1.2")
    told = desk.locator('[data-role="jump"] output')
    expect(told).to_have_text(re.compile(r"^1\.2\s+1\.21\s+Enter: 1\.2$"))
    desk.keyboard.type("2")
    expect(item(desk, "seal").get_by_label("Not met")).to_be_checked()
    expect(item(desk, "seal")).to_be_focused()
    press("i")
    desk.keyboard.type("1.21")
    expect(item(desk, "told")).to_be_focused()
    expect(item(desk, "seal").get_by_label("Not met")).to_be_checked()


def test_not_applicable_is_one_key_and_gives_the_answer_back(desk: Page) -> None:
    for key in ("j", "5", "n"):
        desk.keyboard.press(key)
    expect(item(desk, "notes").get_by_label("Not applicable")).to_be_checked()
    expect(item(desk, "notes").get_by_label("Points off")).to_have_value("")
    expect_saved(desk)

    desk.keyboard.press("n")

    expect(item(desk, "notes").get_by_label("Points off")).to_have_value("5")
    expect(total(desk)).to_have_text("95.00")
    desk.keyboard.press("j")
    desk.keyboard.press("n")
    expect(item(desk, "seal")).to_have_attribute("data-state", "open")


def test_the_help_opens_and_closes_by_keyboard(desk: Page) -> None:
    desk.keyboard.press("?")
    expect(desk.locator("#keys-dialog")).to_be_visible()
    desk.keyboard.press("j")
    desk.keyboard.press("Escape")

    expect(desk.locator("#keys-dialog")).to_be_hidden()
    expect(desk.locator(".is-current")).to_have_count(0)


def test_single_keys_can_be_turned_off_and_stay_off(desk: Page) -> None:
    desk.get_by_role("button", name="Keyboard").click()
    desk.locator('[data-role="keys-on"]').uncheck()
    desk.keyboard.press("Escape")
    desk.keyboard.press("j")
    expect(desk.locator(".is-current")).to_have_count(0)
    desk.reload()
    desk.keyboard.press("j")
    expect(desk.locator(".is-current")).to_have_count(0)

    desk.get_by_role("button", name="Keyboard").click()
    desk.locator('[data-role="keys-on"]').check()
    desk.keyboard.press("Escape")
    desk.keyboard.press("j")

    expect(item(desk, "notes")).to_be_focused()


def test_what_is_missing_leads_to_its_item(desk: Page) -> None:
    choose(desk, "seal", "Not met")
    expect(desk.locator('[data-role="n-missing"]')).to_have_text("12")

    desk.locator(".bar-missing summary").click()
    link = desk.get_by_role("link", name="1.2 seal")
    expect(link).to_contain_text("Give a reason for what is taken off.")
    link.click()

    expect(item(desk, "seal")).to_be_focused()
    expect(desk.locator(".bar-missing ol")).to_be_hidden()


def test_none_of_these_excludes_the_findings(desk: Page) -> None:
    choose(desk, "late", "a_bit")
    choose(desk, "late", "None of these")
    expect(item(desk, "late").get_by_label("a_bit")).not_to_be_checked()

    choose(desk, "late", "a_lot")

    expect(item(desk, "late").get_by_label("None of these")).not_to_be_checked()
    expect(item(desk, "late").locator('[data-role="lost"]')).to_have_text(
        "\N{MINUS SIGN}6"
    )


def test_an_impossible_answer_is_told_at_its_item_and_the_rest_is_saved(
    desk: Page,
) -> None:
    item(desk, "notes").get_by_label("Points off").fill("2.3")
    choose(desk, "seal", "Met")

    expect(item(desk, "notes")).to_have_attribute("data-state", "refused")
    expect(item(desk, "notes").locator('[data-role="needs"]')).to_contain_text(
        "give a number from 0 to 50 in steps of 0.5"
    )
    expect(saved(desk)).to_have_attribute("data-state", "unsaved")
    expect(desk.locator('[data-role="n-done"]')).to_have_text("1")
    desk.get_by_role("button", name="Check and submit").first.click()
    expect(item(desk, "notes")).to_be_focused()

    item(desk, "notes").get_by_label("Points off").fill("2.5")

    expect_saved(desk)
    expect(item(desk, "notes")).to_have_attribute("data-state", "incomplete")

    reason = part(desk, "notes", "reason")
    reason.focus()
    desk.keyboard.insert_text("字" * 2100)
    told = item(desk, "notes").locator(".limit")
    expect(told).to_have_text("2,100 of 2,000 characters, not saved: shorten it.")
    expect(told).to_be_in_viewport()
    expect(desk.locator('[data-role="saved-words"]')).to_have_text(
        "1.1: the text is too long, not saved."
    )
    expect(item(desk, "notes")).to_have_attribute("data-state", "refused")
    expect(saved(desk)).to_have_attribute("data-state", "unsaved")
    reason.fill("字" * 1900)
    expect(told).to_have_text("1,900 of 2,000 characters")
    expect_saved(desk)


def test_offline_is_never_called_saved_and_catches_up_by_itself(desk: Page) -> None:
    choose(desk, "seal", "Met")
    expect_saved(desk)
    desk.context.set_offline(True)

    choose(desk, "told", "No")

    expect(saved(desk)).to_have_attribute("data-state", "unsaved")
    expect(saved(desk)).to_contain_text("Not saved: no connection.")
    expect(saved(desk).get_by_role("button")).to_be_visible()
    choose(desk, "plan", "Good")
    desk.wait_for_timeout(300)
    expect(saved(desk)).to_contain_text("Not saved")

    desk.context.set_offline(False)

    expect_saved(desk)
    desk.reload()
    expect(option(desk, "told", "no")).to_be_checked()
    expect(item(desk, "plan").get_by_label("Good")).to_be_checked()


def test_nothing_is_called_saved_while_newer_letters_are_not(desk: Page) -> None:
    choose(desk, "late", "a_bit")
    expect_saved(desk)
    heard = desk.locator('[data-role="announce"]')
    expect(heard).to_contain_text("Saved")
    held: list[Route] = []
    desk.route("**/answers", lambda route: held.append(route))

    part(desk, "late", "reason").press("a")

    expect(saved(desk)).to_have_attribute("data-state", "saving")
    words = desk.locator("body").evaluate("(body) => body.textContent")
    assert not re.search(r"Saved \d\d:\d\d", words)
    while not held:
        desk.wait_for_timeout(50)
    held[0].continue_()
    desk.unroute("**/answers")
    expect_saved(desk)
    expect(heard).to_contain_text("Saved")


def test_leaving_warns_only_while_something_is_unsaved(desk: Page) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    desk.on("dialog", stay)
    choose(desk, "seal", "Met")
    expect_saved(desk)
    desk.reload()
    assert asked == []
    speak(desk, "en")

    desk.context.set_offline(True)
    choose(desk, "seal", "Not met")
    expect(saved(desk)).to_have_attribute("data-state", "unsaved")
    desk.close(run_before_unload=True)
    desk.wait_for_timeout(500)

    assert asked == ["beforeunload"]
    assert not desk.is_closed()
    desk.context.set_offline(False)
    expect_saved(desk)


@pytest.mark.parametrize("status", [500, 503])
def test_a_failing_server_is_tried_again(desk: Page, status: int) -> None:
    calls: list[int] = []

    def fail_once(route: Route) -> None:
        calls.append(1)
        route.fulfill(status=status) if len(calls) == 1 else route.continue_()

    desk.route("**/answers", fail_once)

    choose(desk, "seal", "Met")

    expect(saved(desk)).to_contain_text("the server did not take it")
    expect_saved(desk)
    assert len(calls) == 2


@pytest.mark.parametrize("body", ["{}", "null", "[]", '{"ok": true}', '"signed in"'])
def test_what_something_in_between_says_is_not_taken_for_saved(
    desk: Page, body: str
) -> None:
    calls: list[int] = []

    def answer_once(route: Route) -> None:
        calls.append(1)
        if len(calls) > 1:
            route.continue_()
            return
        route.fulfill(status=200, content_type="application/json", body=body)

    desk.route("**/answers", answer_once)

    choose(desk, "seal", "Met")

    expect(saved(desk)).to_contain_text("the server did not take it")
    expect_saved(desk)
    assert len(calls) == 2


def test_an_answer_whose_confirmation_was_lost_is_no_conflict(desk: Page) -> None:
    to_lose = [1, 2]

    def lose_reply(route: Route) -> None:
        if not to_lose or (len(to_lose) == 1 and not is_list(route)):
            route.continue_()
            return
        to_lose.pop()
        route.fetch()
        route.abort()

    desk.route("**/answers", lose_reply)
    choose(desk, "seal", "Met")

    expect(saved(desk)).to_have_attribute("data-state", "unsaved")
    choose(desk, "seal", "Not met")
    expect_saved(desk)
    expect(desk.locator("#desk-waiting")).to_be_hidden()
    expect(item(desk, "seal")).to_have_attribute("data-state", "incomplete")

    # And so with a whole list of answers, and one that is changed meanwhile.
    desk.keyboard.press("w")
    desk.keyboard.press("w")
    expect(saved(desk)).to_have_attribute("data-state", "unsaved")
    choose(desk, "plan", "Thin")
    expect_saved(desk)
    assert to_lose == []
    expect(desk.locator("#desk-waiting")).to_be_hidden()
    expect(item(desk, "late")).to_have_attribute("data-state", "done")
    expect(option(desk, "seal", "missing")).to_be_checked()
    expect(option(desk, "plan", "thin")).to_be_checked()


def is_list(route: Route) -> bool:
    return bool(route.request.post_data_json.get("close"))


def test_a_second_tab_is_told_and_chooses_between_both(
    browse: Open, desk: Page, reviewer: Viewer
) -> None:
    other = open_desk(browse, reviewer, beside=desk)
    choose(desk, "seal", "Met")
    choose(desk, "plan", "Good")
    expect(desk.locator('[data-role="n-done"]')).to_have_text("2")
    expect_saved(desk)

    choose(other, "seal", "Not met")

    expect(saved(other)).to_contain_text("Not saved: changed elsewhere.")
    other.get_by_role("button", name="Choose which answers stay").click()
    dialog = other.locator("#conflict-dialog")
    seal = dialog.get_by_role("group", name="1.2 seal")
    expect(dialog.get_by_role("group")).to_have_count(1)
    expect(seal.get_by_label("In this window")).to_be_checked()
    expect(seal.locator(".chip-note")).to_have_text(["Not met", "Met"])
    expect(item(other, "plan").get_by_label("Good")).to_be_checked()
    for put_off in ("Escape", "Decide later"):
        if put_off == "Escape":
            other.keyboard.press(put_off)
        else:
            dialog.get_by_role("button", name=put_off).click()
        expect(dialog).to_be_hidden()
        expect(saved(other)).to_contain_text("Not saved: changed elsewhere.")
        other.get_by_role("button", name="Choose which answers stay").click()
    dialog.get_by_role("button", name="Keep what is chosen").click()

    expect_saved(other)
    expect(item(other, "plan").get_by_label("Good")).to_be_checked()
    desk.reload()
    expect(item(desk, "seal").get_by_label("Not met")).to_be_checked()
    expect(item(desk, "plan").get_by_label("Good")).to_be_checked()


def test_only_what_both_changed_waits_for_a_choice(
    browse: Open, desk: Page, reviewer: Viewer
) -> None:
    other = open_desk(browse, reviewer)
    other.context.set_offline(True)
    for each, words in (("seal", "Not met"), ("plan", "Good")):
        choose(other, each, words)
    other.get_by_label("What the handler did well").fill("写在途中")
    choose(desk, "seal", "Met")
    choose(desk, "late", "a_bit")
    expect_saved(desk)

    other.context.set_offline(False)
    expect(other.locator(".bar-given")).to_contain_text("taken over here: 1.4 late")
    expect(other.locator("#desk-waiting")).to_contain_text("choose which of the other")
    expect(saved(other)).to_contain_text("Not saved: changed elsewhere.")
    desk.reload()
    expect(item(desk, "plan").get_by_label("Good")).to_be_checked()
    expect(desk.get_by_label("What the handler did well")).to_have_value("写在途中")
    expect(option(desk, "seal", "met")).to_be_checked()

    other.get_by_role("button", name="Choose which answers stay").click()
    groups = other.locator("#conflict-dialog").get_by_role("group")
    expect(groups).to_have_count(1)
    other.get_by_role("button", name="Keep what is chosen").click()
    expect_saved(other)
    desk.reload()
    expect(item(desk, "seal").get_by_label("Not met")).to_be_checked()
    expect(item(desk, "late").get_by_label("a_bit")).to_be_checked()


def test_a_second_tab_can_take_what_was_saved_elsewhere(
    browse: Open, desk: Page, reviewer: Viewer
) -> None:
    other = open_desk(browse, reviewer, beside=desk)
    choose(desk, "seal", "Met")
    expect_saved(desk)

    # What only one of both changed needs no choice.
    choose(other, "plan", "Good")
    expect(other.locator(".bar-given")).to_contain_text(
        "Changed elsewhere and taken over here: 1.2 seal"
    )
    expect_saved(other)
    expect(option(other, "seal", "met")).to_be_checked()
    desk.get_by_label("What the handler did well").fill("先写的")
    expect(desk.locator(".bar-given")).to_contain_text("1.5 plan")
    expect_saved(desk)

    other.get_by_label("What the handler did well").fill("后写的")
    dialog = other.locator("#conflict-dialog")
    expect(saved(other)).to_contain_text("Not saved: changed elsewhere.")
    expect(dialog).to_be_hidden()
    other.get_by_role("button", name="Choose which answers stay").click()
    dialog.get_by_role("group", name="Overall comment").get_by_label(
        "Saved elsewhere"
    ).check()
    dialog.get_by_role("button", name="Keep what is chosen").click()

    expect_saved(other)
    expect(other.get_by_label("What the handler did well")).to_have_value("先写的")
    expect(option(other, "seal", "met")).to_be_checked()
    expect(total(other)).to_have_text("100.00")


def end_sessions(app: Flask) -> None:
    with app.app_context(), unit.transaction() as connection:
        connection.execute(delete(SignedIn))


def sign_in_beside(browse: Open, desk: Page, who: Viewer) -> Page:
    """In another tab of the same browser."""
    tab = browse(None, "/sign-in", beside=desk)
    tab.get_by_role("textbox").first.fill(who.login)
    tab.locator('input[type="password"]').fill(PASSWORD)
    tab.locator('form:has(input[type="password"]) button').click()
    tab.wait_for_url("**/reviews/")
    return tab


def test_an_ended_session_keeps_everything_and_signs_in_in_place(
    app: Flask, desk: Page
) -> None:
    choose(desk, "seal", "Met")
    expect_saved(desk)
    end_sessions(app)

    remark = item(desk, "remark").locator("textarea")
    remark.fill("登录失效时")
    dialog = desk.locator("#session-dialog")
    expect(saved(desk)).to_contain_text("Not saved: your session has ended.")
    # Whoever writes on without looking up writes no word into a password field.
    desk.keyboard.type("写的")
    expect(remark).to_have_value("登录失效时写的")
    expect(dialog).to_be_hidden()
    desk.keyboard.press("Tab")
    desk.get_by_role("button", name="Sign in and save").click()
    expect(dialog.get_by_label("Password")).to_be_focused()
    dialog.get_by_label("Password").fill("not the password")
    dialog.get_by_role("button", name="Sign in and save").click()
    expect(dialog).to_contain_text("The account name or the password is not right.")
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in and save").click()

    expect(dialog).to_be_hidden()
    expect_saved(desk)
    desk.reload()
    expect(remark).to_have_value("登录失效时写的")


COVERED = "This sheet is covered until its reviewer signs in"


@pytest.mark.parametrize("sign", ["page", "focus", "save"])
def test_somebody_elses_session_covers_the_sheet_until_its_owner_is_back(
    app: Flask, desk: Page, browse: Open, world: World, served: str, sign: str
) -> None:
    """Nothing is read, printed or changed meanwhile, nothing lost and nothing stored."""
    remark = item(desk, "remark").locator("textarea")
    remark.fill("只有我能看")
    expect_saved(desk)
    end_sessions(app)
    remark.evaluate("box => { box.value += '，还没有保存'; }")
    other = world.reviewers[3]
    if sign == "page":
        sign_in_beside(browse, desk, other).close()
    else:
        sign_in(app, desk.context, other, served)
    if sign == "save":
        choose(desk, "seal", "Not met")
    elif sign == "focus":
        desk.evaluate("window.dispatchEvent(new Event('focus'))")

    expect(desk.locator("#desk-waiting")).to_contain_text(COVERED)
    before = answers_on(desk)
    for part_of_it in (remark, item(desk, "late"), desk.locator(".desk-head")):
        expect(part_of_it).to_be_hidden()
    assert "只有我能看" not in desk.locator("body").inner_text()
    assert desk.title().startswith("Another account is signed in")
    desk.keyboard.type("j12x")
    assert barriers(desk) == []
    desk.emulate_media(media="print")
    assert desk.locator("main").bounding_box() is None
    desk.emulate_media(media="screen")
    assert desk.evaluate("localStorage.length + sessionStorage.length") == 0

    end_sessions(app)
    desk.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(remark).to_be_hidden()
    desk.keyboard.press("o")
    desk.locator("#session-dialog").get_by_label("Password").fill(PASSWORD)
    desk.keyboard.press("Enter")

    expect_saved(desk)
    expect(remark).to_be_visible()
    expect(remark).to_have_value("只有我能看，还没有保存")
    assert answers_on(desk) == before


def answers_on(page: Page) -> list[str]:
    """What is chosen and written on the sheet, in its order."""
    return page.locator("#checklist").evaluate(
        """form => [...form.querySelectorAll('input:checked, input[type="text"], textarea')]
            .map(each => `${each.name} ${each.value}`)"""
    )


def test_somebody_elses_session_takes_nothing_from_who_signs_in_again(
    app: Flask, desk: Page, browse: Open, world: World
) -> None:
    end_sessions(app)
    remark = item(desk, "remark").locator("textarea")
    remark.fill("还没有保存的")
    expect(saved(desk)).to_contain_text("Not saved: your session has ended.")
    sign_in_beside(browse, desk, world.reviewers[3])

    desk.bring_to_front()
    desk.get_by_role("button", name="Sign in and save").click()
    dialog = desk.locator("#session-dialog")
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in and save").click()

    expect(dialog).to_contain_text("another account is signed in in this browser")
    expect(remark).to_be_hidden()
    told = dialog.get_by_role("heading", name="Another account is signed in")
    expect(told).to_be_visible()
    expect(remark).to_have_value("还没有保存的")
    end_sessions(app)
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in and save").click()
    expect_saved(desk)
    expect(remark).to_have_value("还没有保存的")


def test_keys_of_the_browser_decide_nothing_in_a_list(desk: Page) -> None:
    desk.keyboard.press("w")
    asked = desk.locator("#closing-all-dialog")
    for key in ("Control+a", "Alt+w", "a"):
        desk.keyboard.press(key)
        expect(asked).to_be_visible()
    expect(asked).to_contain_text("Nothing is proposed otherwise")
    desk.keyboard.press("Escape")

    item(desk, "seal").focus()
    desk.keyboard.press("x")
    desk.keyboard.press("Control+x")
    closing = desk.locator("#closing-dialog")
    expect(closing).to_be_visible()
    expect(desk.locator('[data-role="n-done"]')).to_have_text("0")

    # The question that follows by itself can take back what led to it.
    for by_key in (True, False):
        expect(closing.locator(".closing-given")).to_be_hidden()
        desk.keyboard.press("x")
        expect(closing.locator(".closing-given")).to_contain_text("9 answers given.")
        if by_key:
            desk.keyboard.press("z")
        else:
            closing.get_by_role("button", name="Undo").click()
        expect(closing).to_be_hidden()
        expect(desk.locator('[data-role="n-done"]')).to_have_text("0")
        expect(item(desk, "notes")).to_be_focused()
        desk.keyboard.press("x")
        expect(closing).to_be_visible()


def test_what_needs_saving_first_says_so(desk: Page) -> None:
    desk.context.set_offline(True)
    choose(desk, "seal", "Met")
    expect(saved(desk)).to_have_attribute("data-state", "unsaved")
    told = desk.locator('[data-role="announce"]')
    for key in ("s", "x", "w"):
        told.evaluate("each => { each.textContent = ''; }")
        desk.keyboard.press(key)
        expect(told).to_contain_text("It has to be saved before this can go on.")
        expect(saved(desk)).to_contain_text("It has to be saved before")
        expect(desk.locator("dialog[open]")).to_have_count(0)
    desk.context.set_offline(False)
    expect_saved(desk)
    expect(saved(desk)).not_to_contain_text("It has to be saved before")


def test_a_section_is_closed_in_one_confirmed_step(desk: Page) -> None:
    choose(desk, "seal", "Not met")

    desk.get_by_role(
        "button", name="No further deductions in this section"
    ).first.click()
    dialog = desk.locator("#closing-dialog")
    expect(dialog).to_contain_text("8 items of this section have no answer yet.")
    dialog.get_by_role("button", name="Cancel").click()
    expect(desk.locator('[data-role="n-done"]')).to_have_text("0")
    expect(desk.locator('[data-role="n-missing"]')).to_have_text("12")
    desk.locator('[data-close="work"]').click()
    dialog.get_by_role("button", name="Yes, answer them so").click()

    expect(desk.locator('[data-role="n-done"]')).to_have_text("7")
    expect(desk.locator('[data-role="n-missing"]')).to_have_text("5")
    expect_saved(desk)
    expect(item(desk, "seal").get_by_label("Not met")).to_be_checked()
    expect(item(desk, "late").get_by_label("None of these")).to_be_checked()
    expect(item(desk, "notes").get_by_label("Points off")).to_have_value("0")
    expect(desk.locator("[data-nav=work] [data-role=section-done]")).to_have_text("7/9")

    given = desk.locator('[data-role="given"]')
    expect(given).to_contain_text("8 answers given.")
    expect(desk.locator('[data-role="announce"]')).to_have_text(
        "8 answers given. The key z takes them back."
    )
    option(desk, "plan", "thin").check()
    expect_saved(desk)
    given.get_by_role("button", name="Undo").click()
    expect(given).to_contain_text(
        "7 answers taken back. 1 was changed since and stays."
    )
    expect(given.get_by_role("button", name="Undo")).to_be_hidden()
    expect_saved(desk)
    desk.reload()
    expect(desk.locator('[data-role="n-done"]')).to_have_text("0")
    expect(item(desk, "seal").get_by_label("Not met")).to_be_checked()
    expect(option(desk, "plan", "thin")).to_be_checked()


def test_submitting_goes_over_the_derivation_to_one_receipt(
    app: Flask, desk: Page
) -> None:
    fill_all(desk)

    desk.get_by_role("button", name="Check and submit").first.click()
    expect(desk.get_by_text("Sum of the sections")).to_be_visible()
    desk.get_by_role("button", name="Submit the review").dblclick(no_wait_after=True)
    receipt = desk.locator('[data-role="receipt"]')
    expect(receipt).to_have_text(re.compile("[0-9a-f]{64}"))
    number = receipt.inner_text()
    desk.goto(f"{READ}/confirm")

    expect(desk.locator('[data-role="receipt"]')).to_have_text(number)
    assert n_submissions(app) == 1
    desk.get_by_role("link", name="To my reviews").click()
    expect(desk.get_by_text("Everything given to you is submitted.")).to_be_visible()


def test_a_tab_left_open_learns_that_the_review_is_final(
    browse: Open, desk: Page, reviewer: Viewer
) -> None:
    other = open_desk(browse, reviewer, beside=desk)
    fill_all(desk)
    desk.get_by_role("button", name="Check and submit").first.click()
    desk.get_by_role("button", name="Submit the review").click()
    expect(desk.locator('[data-role="receipt"]')).to_be_visible()

    choose(other, "seal", "Not met")

    expect(saved(other)).to_contain_text("This review has been submitted.")


def test_without_a_script_the_sheet_is_an_ordinary_form(
    browse: Open, reviewer: Viewer, app: Flask
) -> None:
    page = browse(reviewer, READ, script=False)
    speak(page, "en")
    page.locator("#item-notes").get_by_label("Points off").fill("5")
    page.locator("#item-notes summary").click()
    page.get_by_role("button", name="没有会见笔录").click()
    expect(part(page, "notes", "reason")).to_have_value("没有会见笔录")
    part(page, "notes", "pages").fill("7")
    page.locator("#item-told summary").click()
    part(page, "told", "reason").fill("Told")
    page.locator("#item-outcome").get_by_label("won").check()
    for code in ("work", "extra", "integrity"):
        page.locator(f'[data-close="{code}"]').click()
        page.get_by_role("button", name="Yes, answer them so").click()

    page.get_by_role("button", name="Check and submit").first.click()
    page.get_by_role("button", name="Submit the review").click()

    expect(page.locator('[data-role="receipt"]')).to_be_visible()
    expect(page.get_by_text("95.00").first).to_be_visible()
    assert n_submissions(app) == 1


def test_nothing_is_kept_in_the_browser(desk: Page) -> None:
    item(desk, "remark").locator("textarea").fill("不留在浏览器里")
    expect_saved(desk)

    kept = desk.evaluate("[localStorage.length, sessionStorage.length]")

    assert kept == [0, 0]


def open_dialog(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.locator("#keys-dialog")).to_be_visible()


def answer_some(page: Page) -> None:
    choose(page, "seal", "Not met")
    choose(page, "court_on_time", "Not done, outside cause")
    choose(page, "late", "a_bit")
    item(page, "notes").get_by_label("Points off").fill("0.3")
    page.locator(".bar-missing summary").click()
    expect(item(page, "notes")).to_have_attribute("data-state", "refused")


@pytest.mark.parametrize("prepare", [answer_some, open_dialog, None])
def test_the_desk_has_no_barriers(
    desk: Page, prepare: Callable[[Page], None] | None
) -> None:
    if prepare:
        prepare(desk)

    assert barriers(desk) == []


def test_the_other_pages_have_no_barriers(desk: Page) -> None:
    paths = ["/reviews/", f"{READ}/confirm", f"{READ}/sections/work"]
    paths += [f"{READ}/decline"]
    for path in paths:
        desk.goto(path)
        assert (path, barriers(desk)) == (path, [])
    desk.goto(READ)
    fill_all(desk)
    for path in (f"{READ}/confirm", READ):
        desk.goto(path)
        if path.endswith("confirm"):
            assert barriers(desk) == []
            desk.get_by_role("button", name="Submit the review").click()
    expect(desk.locator('[data-role="receipt"]')).to_be_visible()
    assert barriers(desk) == []


@pytest.mark.parametrize("locale", LANGUAGES)
def test_no_page_reaches_beyond_a_phone(
    browse: Open, reviewer: Viewer, locale: str
) -> None:
    page = browse(reviewer, READ, size=PHONE)
    speak(page, locale)
    for details in page.locator("details.why").all():
        details.evaluate("each => { each.open = true; }")
    found = {READ: reaches_sideways(page)}
    for path in ("/reviews/", f"{READ}/confirm", f"{READ}/decline", "/schemes/"):
        page.goto(path)
        found[path] = reaches_sideways(page)

    assert set(found.values()) == {0}, found
