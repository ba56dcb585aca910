"""What is drawn once is cut at its places and filled in; nothing of one page stays."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from review.web.filling import CUT, Kept, SamePlace, Template, place


def test_each_filling_begins_with_empty_places() -> None:
    template = Template(f"<b>{place('name')}</b>{place('item', 'mark')}")

    assert template.filled([("name", "王"), ("item|mark", "5")]) == "<b>王</b>5"
    assert template.filled([("unknown", "x")]) == Markup("<b></b>")
    assert set(template.places) == {"name", "item|mark"}


def test_indentation_is_left_out_and_words_keep_their_spaces() -> None:
    assert Template("<p>\n    two  words\n  </p>").filled(()) == "<p>\ntwo  words\n</p>"


def test_two_places_of_one_name_are_a_fault_of_the_template() -> None:
    with pytest.raises(SamePlace, match="name"):
        Template(f"{place('name')} {place('name')}")


def test_a_place_is_marked_by_what_no_text_holds() -> None:
    assert place("a", "b") == f"{CUT}a|b{CUT}"


def test_only_so_many_are_kept_and_each_is_drawn_once() -> None:
    kept: Kept[list[int]] = Kept(3)
    drawn: list[int] = []

    for number in (0, 1, 2, 3, 4, 3, 0):
        kept.get(number, lambda number=number: drawn.append(number) or [number])

    assert drawn == [0, 1, 2, 3, 4, 0]
