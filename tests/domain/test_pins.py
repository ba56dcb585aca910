"""Pins are read strictly, kept as they were given, and name a page for good."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from review.domain import drafts
from review.domain.answers import (
    Answer,
    Finding,
    InvalidAnswers,
    decode,
    encode,
    parse_answers,
    pins_in,
    texts_of,
    to_json,
)
from review.domain.choices import InvalidAnswer
from review.domain.lines import answerable
from review.domain.offline import completed
from review.domain.page_numbers import page_key
from review.domain.pins import (
    MOST_PINS,
    Box,
    Pin,
    from_json,
    pin_name,
    read_pins,
)
from review.domain.pins import to_json as pins_to_json
from tests.domain.builders import D, item, points_scheme, section

KEY = page_key("a" * 64, 1)
OTHER = page_key("a" * 64, 2)
PINS = (Pin(KEY), Pin(KEY, Box(10, 20)), Pin(OTHER, Box(0, 0, 1000, 1000)))
SCHEME = points_scheme(section("s", *(item(f"i{n}") for n in range(10))))
FOUND = Finding(reason="没有笔录", pages="12", pins=PINS)


def test_pins_come_back_as_they_were_given() -> None:
    raw = pins_to_json(PINS)

    assert raw == [[KEY], [KEY, 10, 20, 0, 0], [OTHER, 0, 0, 1000, 1000]]
    assert read_pins("i0", json.loads(json.dumps(raw))) == PINS
    assert from_json(raw) == PINS
    assert (from_json(None), from_json([])) == ((), ())


def test_the_same_pin_twice_is_one() -> None:
    raw = [[KEY], [OTHER], [KEY]]

    assert read_pins("i0", raw) == (Pin(KEY), Pin(OTHER))


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "",
        {},
        5,
        "[]",
        [[]],
        [KEY],
        [[KEY, 1]],
        [[KEY, 1, 2]],
        [[KEY, 1, 2, 3, 4, 5]],
        [[KEY[:-1]]],
        [[KEY + "0"]],
        [[KEY.upper().replace("0", "A")[:19] + "G"]],
        [[1]],
        [[None, 0, 0, 0, 0]],
        [[KEY, -1, 0, 0, 0]],
        [[KEY, 0, -1, 0, 0]],
        [[KEY, 0, 0, -1, 0]],
        [[KEY, 0, 0, 1001, 0]],
        [[KEY, 999, 0, 2, 0]],
        [[KEY, 0, 999, 0, 2]],
        [[KEY, 0.5, 0, 0, 0]],
        [[KEY, "1", 0, 0, 0]],
        [[KEY, True, 0, 0, 0]],
        [[KEY, 10**400, 0, 0, 0]],
        [[page_key("b" * 64, n)] for n in range(MOST_PINS + 1)],
    ],
)
def test_what_is_no_pin_is_refused(raw: object) -> None:
    with pytest.raises(InvalidAnswer):
        read_pins("i0", raw)


def test_as_many_as_allowed_are_taken() -> None:
    raw = [[page_key("b" * 64, n)] for n in range(MOST_PINS)]

    assert len(read_pins("i0", raw)) == MOST_PINS


def test_a_refused_pin_refuses_its_answer_only() -> None:
    bad = {"choice": 1, "findings": [{"reason": "无", "pins": [["x"]]}]}

    with pytest.raises(InvalidAnswers) as refusal:
        parse_answers(SCHEME, {"i0": "full", "i1": bad})

    assert [each.item for each in refusal.value.problems] == ["i1"]


def test_a_finding_keeps_its_pins_in_the_draft_and_in_the_review() -> None:
    given = {"choice": "1", "findings": [{"pins": pins_to_json(PINS)}]}
    lines = answerable(SCHEME)

    kept = drafts.with_changes(SCHEME, {}, lines, {"i0": given})
    answers = drafts.answers_of(drafts.kept_in(drafts.written(kept)), lines)

    assert answers["i0"] == Answer(D(1), findings=(Finding(pins=PINS),))
    back = decode(SCHEME, encode(SCHEME, answers), texts_of(SCHEME, answers))
    assert back == answers
    assert tuple(pins_in(back)) == PINS


def test_a_closed_section_loses_no_pin() -> None:
    lines = answerable(SCHEME)
    kept = {"i0": {"findings": [{"pins": [[KEY]]}]}}

    closed = drafts.with_section_closed(SCHEME, kept, lines, "s")

    assert closed["i0"] == {"findings": [{"pins": [[KEY]]}], "choice": "0"}


def test_an_answer_without_pins_is_written_as_before() -> None:
    answer = Answer(D(1), findings=(replace(FOUND, pins=()),))

    assert to_json(answer)["findings"] == [{"reason": "没有笔录", "pages": "12"}]


@pytest.mark.parametrize(("pins", "has_place"), [(PINS, False), ((), False)])
def test_the_lawyer_needs_a_page_number(pins: Any, has_place: bool) -> None:
    assert Finding(reason="无", pins=pins).has_place is has_place
    assert replace(FOUND, pins=pins).has_place is True


def test_a_page_has_its_own_name_that_tells_nothing() -> None:
    digest = "ab" * 32
    keys = {page_key(each, n) for each in (digest, "c" * 64) for n in range(1, 100)}

    assert len(keys) == 198
    assert page_key(digest, 7) == page_key(digest, 7)
    assert digest[:6] not in "".join(keys)


def test_a_pin_is_called_after_its_line() -> None:
    assert pin_name("2.3", 1) == "2.3-1"


def test_a_workbook_that_cannot_hold_pins_loses_none() -> None:
    stored = {
        "choice": "1",
        "findings": [{"reason": "无", "pages": "3", "pins": [[KEY]]}],
    }
    alone = {"choice": "1", "findings": [{"pins": [[KEY]]}]}
    mine = {"choice": "2", "findings": [{"reason": "另一理由", "pages": "3"}]}

    assert completed(mine, stored)["findings"] == [
        {"reason": "另一理由", "pages": "3", "pins": [[KEY]]}
    ]
    assert completed({"choice": "2"}, alone)["findings"] == [{"pins": [[KEY]]}]
