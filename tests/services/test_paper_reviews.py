"""What is wrong with a review on paper is told in titles, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from review.cli.words import said
from review.domain.cases import AnswerRecord, Remark, ReviewRecord
from review.domain.kinds import Special
from review.domain.lines import answerable
from review.domain.schemes import ItemKind, Scheme
from review.files import schemes
from review.services.intake.paper_reviews import Asked, Several, reviewed_on_paper

SCHEME = Path(__file__).parents[2] / "scoring_schemes" / "five_point_review.yaml"
ITEM = "instructions_taken"
GRADES = ("1 优异", "2 胜任有余", "3 基本胜任", "4 不够胜任", "5 失职")
GRADES_EN = (
    "1 Excellence",
    "2 Competence plus",
    "3 Threshold competence",
    "4 Below competence",
    "5 Failure in performance",
)


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return schemes.load(SCHEME.read_text("utf-8"))


def answers(scheme: Scheme, *other: AnswerRecord) -> Iterator[AnswerRecord]:
    """Every indicator at the third level, apart from these."""
    yield from other
    for code, line in answerable(scheme).items():
        if line.item.kind is ItemKind.INDICATOR and code not in {o.item for o in other}:
            yield AnswerRecord(code, "3")


AT_BEST = [
    "With these indicators the overall grade is 3 Threshold competence at best.",
    "按现有各项指标，总体等级最高为 3 基本胜任。",
]
CHOOSE = [
    f"Item Taking instructions: choose one of {', '.join(GRADES_EN)}.",
    f"评查项 了解情况：请从以下选项中选一项：{'、'.join(GRADES)}。",
]
CHOOSE_SPECIAL = [
    "Item Taking instructions: choose one of cannot assess, not done for outside cause.",
    "评查项 了解情况：请从以下选项中选一项：无法评判、客观原因未完成。",
]
DIFFER = [
    (
        "Item Taking instructions: its rows answer differently (%s). Keep one answer; "
        "further rows only add a reason and a page."
    ),
    "评分项 了解情况：各行的作答不一致（%s）。请只保留一个作答，其余各行只写理由和页码。",
]


@pytest.mark.parametrize(
    ("rows", "grade", "sentences", "values"),
    [
        ([], "1", AT_BEST, ()),
        ([AnswerRecord(ITEM, "零")], "3", CHOOSE, ()),
        (
            [AnswerRecord(ITEM, special=Special.NOT_APPLICABLE)],
            "3",
            CHOOSE_SPECIAL,
            (),
        ),
        (
            [AnswerRecord(ITEM, "3"), AnswerRecord(ITEM, "4 不够胜任")],
            "3",
            DIFFER,
            (
                "3 Threshold competence / 4 Below competence",
                "3 基本胜任 / 4 不够胜任",
            ),
        ),
        (
            [
                AnswerRecord(ITEM, special=Special.CANNOT_ASSESS),
                AnswerRecord(ITEM, special=Special.NOT_DONE_EXTERNAL),
            ],
            "3",
            DIFFER,
            (
                "cannot assess / not done for outside cause",
                "无法评判 / 客观原因未完成",
            ),
        ),
    ],
)
def test_what_a_row_lacks_is_told_in_titles(
    scheme: Scheme,
    monkeypatch: pytest.MonkeyPatch,
    rows: list[AnswerRecord],
    grade: str,
    sentences: list[str],
    values: tuple[str, ...],
) -> None:
    found = tuple(answers(scheme, *rows))
    record = ReviewRecord("001", "P01", grade=grade, answers=found)
    with pytest.raises(Several) as refused:
        reviewed_on_paper(record, Asked(scheme, None, None, False))
    (remark,) = map(Remark.of, refused.value.broken)
    told = []
    for language in ("en", "zh_Hans"):
        monkeypatch.setenv("CASE_REVIEW_LANGUAGE", language)
        told.append(said(remark))

    if values:
        sentences = [each % v for each, v in zip(sentences, values, strict=True)]
    assert told == sentences
