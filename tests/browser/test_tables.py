"""What is written over a table is read whole, however wide the table is."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Open
from tests.factories import World

# A caption as long and a table as wide as those of the figures of items.
WIDER = """() => {
  const box = document.querySelector(".table-box");
  const table = box.querySelector("table");
  table.classList.remove("as-cards");
  table.style.minWidth = "1600px";
  const caption = table.querySelector("caption") || table.createCaption();
  caption.className = "";
  caption.textContent = "It says what the marks in this table mean. ".repeat(9);
  box.scrollLeft = 500;
}"""
# How far the words reach out of what is seen, to the left and to the right.
OUTSIDE = """() => {
  const box = document.querySelector(".table-box").getBoundingClientRect();
  const words = document.createRange();
  words.selectNodeContents(document.querySelector(".table-box caption"));
  const seen = words.getBoundingClientRect();
  return [Math.max(0, box.left - seen.left), Math.max(0, seen.right - box.right)];
}"""


@pytest.mark.parametrize("width", [390, 768, 1440])
def test_a_note_over_a_wide_table_is_not_cut(
    browse: Open, world: World, width: int
) -> None:
    page = browse(world.officer, "/campaigns/2026/allocation/reads", size=(width, 900))
    page.evaluate(WIDER)
    page.wait_for_function("document.querySelector('.table-box').scrollLeft > 0")

    assert page.evaluate(OUTSIDE) == [0, 0]
