"""Two versions of an answer in words, each thing said once."""

from __future__ import annotations

import pytest

from review.domain.answers import Answer, Finding
from review.web.forms.answer_words import place_words
from review.web.forms.conflicts import in_words
from review.web.forms.controls import draw
from review.web.language import speaking
from tests.domain.builders import D
from tests.web.forms.sheets import every_kind

pytestmark = pytest.mark.usefixtures("request_in_english")

LATE = Finding("a_bit", "会见日期6月3日", "3、5")


@pytest.mark.parametrize(
    ("code", "answer", "words"),
    [
        ("late", Answer(("a_bit",)), "a_bit"),
        ("late", Answer(()), "None of these"),
        (
            "late",
            Answer(("a_bit",), findings=(LATE,)),
            "a_bit: 会见日期6月3日 page 3, 5",
        ),
        (
            "late",
            Answer(("a_bit", "a_lot"), findings=(LATE,)),
            "a_lot · a_bit: 会见日期6月3日 page 3, 5",
        ),
        ("late", Answer(("a_bit",), findings=(Finding("a_bit"),)), "a_bit"),
        (
            "notes",
            Answer(D(2), findings=(Finding(reason="未签名"),)),
            "\N{MINUS SIGN}2 · 未签名",
        ),
        (
            "notes",
            Answer(D(0), findings=(Finding(reason="完整"),), is_remark=True),
            "Nothing taken off · 完整 · Submit as a remark",
        ),
        ("notes", None, "no answer"),
    ],
)
def test_a_named_deduction_stands_before_its_finding_and_not_twice(
    code: str, answer: Answer | None, words: str
) -> None:
    assert in_words(draw(every_kind()).by_code[code], answer) == words


@pytest.mark.parametrize("pages", ["7、5", "7, 5", "7，5", "7; 5"])
def test_pages_are_set_apart_as_the_language_does(pages: str) -> None:
    assert place_words(Finding(pages=pages)) == "page 7, 5"
    with speaking("zh_Hans"):
        assert place_words(Finding(pages=pages)) == "第7、5页"
    assert place_words(Finding(pages="卷一、3")) == "in the file: 卷一、3"
