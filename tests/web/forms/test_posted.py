"""What a posted form says, line by line, and what of it is not an answer."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from review.domain.answers import Answer, Finding, Special
from review.web.forms.controls import draw
from review.web.forms.posted import (
    as_typed,
    is_given,
    raw_answers,
    with_ready_text,
)
from tests.domain.builders import D
from tests.web.forms.sheets import every_kind

pytestmark = pytest.mark.usefixtures("request_in_english")


@pytest.mark.parametrize(
    ("code", "fields", "expected"),
    [
        ("notes", [], None),
        ("notes", [("a.notes", "  ")], None),
        ("notes", [("a.notes", " 2.5 ")], {"choice": "2.5"}),
        ("notes", [("a.notes", "２．５")], {"choice": "2.5"}),
        ("notes", [("a.notes", "so-so")], {"choice": "so-so"}),
        ("notes", [("s.notes", ""), ("a.notes", "1")], {"choice": "1"}),
        (
            "notes",
            [("s.notes", "not_applicable"), ("a.notes", "1")],
            {"special": "not_applicable"},
        ),
        (
            "notes",
            [
                ("s.notes", "not_done_external"),
                ("o.notes", " 看守所 "),
                ("k.notes", ""),
            ],
            {"special": "not_done_external", "organ": "看守所"},
        ),
        ("notes", [("o.notes", "看守所")], None),
        ("late", [("a.late", "-")], {"choice": []}),
        ("late", [("a.late", "a_lot")], {"choice": ["a_lot"]}),
        ("late", [("a.late", "-"), ("a.late", "a_bit")], {"choice": ["a_bit"]}),
        ("remark", [("a.remark", "一\r\n二 ")], {"choice": "一\n二"}),
        ("seal", [("f.seal.0.option", "")], None),
        ("seal", [("f.seal.0.reason", " 无 ")], {"findings": [{"reason": "无"}]}),
        (
            "seal",
            [("f.seal.10.pages", "9"), ("f.seal.2.absent", "1")],
            {"findings": [{"absent": True}, {"pages": "9"}]},
        ),
        ("seal", [("f.seal.x.reason", "无"), ("f.seal.999.reason", "无")], None),
        (
            "late",
            [("a.late", "a_bit"), ("f.late.0.option", "a_bit")],
            {"choice": ["a_bit"]},
        ),
        (
            "late",
            [
                ("a.late", "a_bit"),
                ("f.late.0.option", "a_bit"),
                ("f.late.0.reason", "晚"),
                ("f.late.1.option", "a_lot"),
                ("f.late.1.reason", "更晚"),
            ],
            {
                "choice": ["a_bit"],
                "findings": [{"option": "a_bit", "reason": "晚"}, {"reason": "更晚"}],
            },
        ),
    ],
)
def test_a_line_is_read_as_it_was_sent(
    code: str, fields: list[tuple[str, str]], expected: dict[str, Any] | None
) -> None:
    found = raw_answers(draw(every_kind()), MultiDict(fields))

    assert found.pop(code) == expected
    assert set(found.values()) == {None}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (None, Answer()),
        ({"choice": "x"}, Answer("x")),
        ({"choice": ["b", "a"]}, Answer(("b", "a"))),
        ({"special": "nonsense"}, Answer()),
        ({"special": "cannot_assess"}, Answer(special=Special.CANNOT_ASSESS)),
        (
            {"findings": [{"reason": "r", "pages": "1", "absent": True}]},
            Answer(findings=(Finding("", "r", "1", True),)),
        ),
        ({"organ": "o", "cause": "c"}, Answer(organ="o", cause="c")),
    ],
)
def test_a_refused_answer_is_kept_as_it_was_typed(
    raw: dict[str, Any] | None, expected: Answer
) -> None:
    assert as_typed(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (None, {"findings": [{"reason": "T"}]}),
        ({"choice": "1"}, {"choice": "1", "findings": [{"reason": "T"}]}),
        (
            {"findings": [{"reason": "a"}, {"pages": "3"}]},
            {"findings": [{"reason": "a"}, {"pages": "3", "reason": "T"}]},
        ),
        (
            {"findings": [{"reason": "a"}]},
            {"findings": [{"reason": "a"}, {"reason": "T"}]},
        ),
    ],
)
def test_a_ready_text_goes_where_a_reason_is_missing(
    raw: dict[str, Any] | None, expected: dict[str, Any]
) -> None:
    assert with_ready_text(raw, "T") == expected
    assert with_ready_text(raw, "") == raw


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (None, False),
        ({}, False),
        ({"findings": []}, False),
        ({"choice": []}, True),
        ({"special": "cannot_assess"}, True),
        ("full", True),
        (D(0), True),
    ],
)
def test_reasons_alone_are_no_answer(raw: object, expected: bool) -> None:
    assert is_given(raw) is expected
