"""Lines are numbered as the page numbers them."""

from __future__ import annotations

from review.domain.numbering import numbered
from tests.domain.builders import indicator_scheme, item, points_scheme, section
from tests.web.forms.sheets import every_kind, in_parts


def numbers(*found: object, **rest: object) -> dict[str, str]:
    return {
        each.line.item.code: each.number
        for one in numbered(*found, **rest)  # type: ignore[arg-type]
        for each in one.lines
    }


def test_sub_items_are_numbered_below_their_heading() -> None:
    found = numbers(every_kind())

    assert (found["notes"], found["court_on_time"]) == ("1.1", "1.8.1")
    assert (found["appeal_won"], found["remark"]) == ("2.1", "4.2")
    headings = {
        each.heading_number
        for each in numbered(every_kind())[0].lines
        if each.heading is not None
    }
    assert headings == {"1.8"}


def test_disputed_items_keep_their_numbers() -> None:
    assert numbers(every_kind(), only=("plan", "took_money")) == {
        "plan": "1.5",
        "took_money": "3.1",
    }


def test_a_part_is_numbered_by_itself() -> None:
    assert numbers(in_parts(), "substance") == {"b1": "1.1"}


def test_the_overall_judgement_comes_last() -> None:
    assert numbers(indicator_scheme("judgement@1"))["overall"] == "2.1"


def test_sections_without_lines_are_left_out() -> None:
    scheme = points_scheme(section("a", item("a1")), section("b", item("b1")))

    assert [each.number for each in numbered(scheme, only=("b1",))] == ["2"]
