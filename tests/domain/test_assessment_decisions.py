from __future__ import annotations

import pytest

from review.domain.assessment_decisions import (
    MOST_LETTERS,
    NOT_RATED,
    NOT_RATED_TITLE,
    NotAChoice,
    ReasonMissing,
    ReasonTooLong,
    check_decision,
    choices,
)
from review.domain.schemes import Text

GRADES = [("competent", Text("称职", "Competent")), ("poor", Text("不称职", "Poor"))]


def test_choices_are_the_grades_and_none_of_them() -> None:
    assert list(choices(GRADES).items()) == [*GRADES, (NOT_RATED, NOT_RATED_TITLE)]


@pytest.mark.parametrize("decision", ["competent", "poor", NOT_RATED])
def test_a_choice_with_a_reason_is_kept_without_blanks(decision: str) -> None:
    kept = check_decision(decision, "  办案三件，均合格。\n", choices(GRADES))

    assert kept == "办案三件，均合格。"


@pytest.mark.parametrize(
    ("decision", "reason", "rule"),
    [
        ("excellent", "好", NotAChoice),
        ("", "好", NotAChoice),
        ("competent", "", ReasonMissing),
        ("competent", " \n\t", ReasonMissing),
        ("competent", "……。！", ReasonMissing),
        ("competent", "好" * (MOST_LETTERS + 1), ReasonTooLong),
    ],
)
def test_anything_else_is_refused(
    decision: str, reason: str, rule: type[Exception]
) -> None:
    with pytest.raises(rule):
        check_decision(decision, reason, choices(GRADES))


def test_the_longest_reason_is_not_too_long() -> None:
    reason = "好" * MOST_LETTERS

    assert check_decision("poor", f" {reason} ", choices(GRADES)) == reason
