"""The checks that every page of every web test passes can fail."""

from __future__ import annotations

import pytest

from tests.web.pages import faults

GOOD = (
    '<!doctype html><html lang="en"><head><title>Cases</title></head><body>'
    '<h1>Cases</h1><label for="q">Find</label><input id="q" name="q">'
    '<label><input type="checkbox" name="all"> All</label>'
    '<input type="hidden" name="key"><select name="s" aria-label="Sort"></select>'
    "</body></html>"
)


def test_a_good_page_has_no_faults() -> None:
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (' lang="en"', "", "lang ''"),
        ("<title>Cases</title>", "<title> · </title>", "no title"),
        ("<h1>Cases</h1>", "", "0 h1"),
        ("<h1>Cases</h1>", "<h1>A</h1><h1>B</h1>", "2 h1"),
        ('for="q"', 'for="p"', "no label: q"),
        ("<label><input", "<label></label><input", "no label: all"),
        (' aria-label="Sort"', "", "no label: s"),
        ("<h1>", '<h1 id="q">', "id twice: q"),
        ("<h1>", '<h1 style="color: red">', "inline: h1 style="),
        ("<h1>", '<h1 onclick="x()">', "inline: h1 onclick="),
        ("<body>", "<body><script>x()</script>", "inline: <script>"),
        ("<body>", "<body><style>p {}</style>", "inline: <style>"),
    ],
)
def test_a_fault_is_found(old: str, new: str, expected: str) -> None:
    assert faults(GOOD.replace(old, new, 1)) == [expected]
