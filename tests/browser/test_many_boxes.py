"""A long group of boxes is shown by a word and ticked at once, by the keyboard alone."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Open, reaches_sideways
from tests.factories import World

# The world has few reviewers: their lines are shown ten times over.
MORE = """async () => {
  const lines = [...document.querySelectorAll("#reviewers li")];
  for (let n = 1; n < 10; n += 1) for (const line of lines) {
    const made = line.cloneNode(true);
    made.querySelector("label").textContent += ` N${n}`;
    line.parentElement.append(made);
  }
  const { src } = document.querySelector("script[src*=many_boxes]");
  await import(`${src}?again`);
}"""


def test_those_with_a_word_are_chosen_by_the_keyboard(
    browse: Open, world: World
) -> None:
    page = browse(world.officer, "/open-campaign", size=PHONE)
    page.locator("form[action='/open-campaign/begin'] button").click()
    page.goto(page.url.rsplit("/", 1)[0] + "/people")
    group = page.locator(".checks").first
    bar = group.locator(".many-bar")
    expect(bar).to_be_hidden()
    page.evaluate(MORE)
    n = group.locator("li").count()

    bar.locator("input").focus()
    page.keyboard.type("ｎ3")
    page.keyboard.press("Enter")
    shown = group.locator("li:visible").count()
    assert 0 < shown < n
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    chosen = group.locator("li input:checked")
    expect(chosen).to_have_count(shown)
    expect(bar.locator("output")).to_contain_text(str(n))
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(chosen).to_have_count(shown - 1)
    bar.locator("input").press("Escape")

    assert group.locator("li:visible").count() == n
    assert reaches_sideways(page) == 0
