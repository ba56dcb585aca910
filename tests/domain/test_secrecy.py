from __future__ import annotations

import pytest

from review.domain.completeness import MissingKind, missing
from review.domain.lines import answerable
from review.domain.schemes import ItemKind, Scheme
from review.domain.secrecy import answers_only, asked_of, left_out, words_in
from tests.domain.builders import answers, item, points_scheme, section

A_PAGE = {"findings": [{"pages": "3"}]}
A_PIN = {"findings": [{"pins": [["0" * 20, 1, 1, 1, 1]]}]}


@pytest.fixture
def scheme() -> Scheme:
    free = item("r", 0, ItemKind.RECORD, reason_required=True)
    return points_scheme(section("s", item("a", 10, place_required=True), free))


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({"a": 2}, []),
        ({"a": {"choice": 2, "findings": [{"absent": True}]}}, []),
        ({"a": {"choice": 2, "reason": "甲未到庭"}}, ["a"]),
        ({"a": {"choice": 2, **A_PAGE}}, ["a"]),
        ({"a": {"choice": 2, **A_PIN}}, ["a"]),
        ({"a": {"special": "not_done_external", "organ": "甲局"}}, ["a"]),
        ({"a": {"special": "not_done_external", "cause": "不准会见"}}, ["a"]),
        ({"r": ""}, []),
        ({"r": "甲与乙"}, ["r"]),
    ],
)
def test_only_the_choice_is_taken(
    scheme: Scheme, given: dict[str, object], problems: list[str]
) -> None:
    found = words_in(answerable(scheme), answers(scheme, **given))
    assert [each.item for each in found] == problems


def test_only_the_choice_is_asked_for(scheme: Scheme) -> None:
    lines = answerable(scheme)
    nothing = asked_of(lines, missing(scheme, {}))
    deducted = missing(scheme, answers(scheme, a=2))

    assert [(each.item, each.kind) for each in nothing] == [("a", MissingKind.ANSWER)]
    assert {each.kind for each in deducted} > {MissingKind.REASON, MissingKind.PLACE}
    assert asked_of(lines, deducted) == ()


OLD = {"choice": 2, "findings": [{"reason": "甲未到庭", "pages": "3"}]}


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        (OLD, []),
        ({**OLD, "choice": 1}, []),
        ({"choice": 1, "findings": [{"reason": "甲未到庭"}]}, []),
        ({"choice": 1, "findings": [{"reason": "乙未到庭", "pages": "3"}]}, ["a"]),
        ({**OLD, "findings": [*OLD["findings"], {"pages": "4"}]}, ["a"]),
    ],
)
def test_what_was_written_before_may_stay_while_the_answer_changes(
    scheme: Scheme, given: dict[str, object], problems: list[str]
) -> None:
    before = answers(scheme, a=OLD)
    found = words_in(answerable(scheme), answers(scheme, a=given), before)
    assert [each.item for each in found] == problems


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"a": 2}, {"a": 2}),
        ({"a": OLD}, {"a": 2}),
        ({"a": {"choice": 2, **A_PIN}}, {"a": 2}),
        (
            {"a": {"choice": 2, "findings": [{"reason": "甲", "absent": True}]}},
            {"a": {"choice": 2, "findings": [{"absent": True}]}},
        ),
        (
            {"a": {"special": "not_done_external", "organ": "甲局", "cause": "乙"}},
            {"a": {"special": "not_done_external"}},
        ),
        ({"a": 1, "r": "甲与乙"}, {"a": 1}),
    ],
)
def test_only_answers_go_with_the_review(
    scheme: Scheme, given: dict[str, object], kept: dict[str, object]
) -> None:
    lines, said = answerable(scheme), answers(scheme, **given)
    left = left_out(lines, said, "")

    assert answers_only(lines, said) == answers(scheme, **kept)
    shortened = {code for code in given if given[code] != kept.get(code)}
    assert set(left.answers) == shortened
    assert bool(left) == bool(left.answers)
    assert left_out(lines, said, "甲案").comment == "甲案"
