from __future__ import annotations

from dataclasses import replace

import pytest

from review.domain.answers import Answers, parse_answer, to_json
from review.domain.lines import OVERALL, answerable
from review.domain.procedures import proposal
from review.domain.schemes import Scheme
from review.domain.set_aside import beside_full, standing
from tests.domain.builders import (
    adding,
    answers,
    indicator_scheme,
    item,
    points_scheme,
    section,
)
from tests.limited import FILED
from tests.web.forms.sheets import every_kind

SAID = {"reason": "没有裁判文书", "pages": "2"}


def beside(scheme: Scheme, **raw: object) -> list[str]:
    return sorted(beside_full(answerable(scheme), answers(scheme, **raw), {}))


@pytest.mark.parametrize(
    ("code", "lossless", "losing"),
    [
        ("notes", "0", "2"),
        ("seal", "met", "missing"),
        ("papers", "0", "1"),
        ("late", [], ["a_bit"]),
        ("plan", "good", "thin"),
        ("errors", "0", "1"),
        ("appeal_won", "no", "yes"),
        ("took_money", "no", "yes"),
    ],
)
def test_what_was_found_stands_beside_an_answer_that_takes_nothing_off(
    code: str, lossless: object, losing: object
) -> None:
    scheme = every_kind()

    assert beside(scheme, **{code: {"choice": lossless, **SAID}}) == [code]
    assert beside(scheme, **{code: {"choice": losing, **SAID}}) == []
    assert beside(scheme, **{code: {"choice": lossless}}) == []
    assert beside(scheme, **{code: {"findings": [SAID]}}) == []


@pytest.mark.parametrize(
    "said",
    [
        {"told": {"choice": "no", **SAID}},
        {"outcome": {"choice": "won", **SAID}},
        {"notes": {"special": "not_applicable", **SAID}},
    ],
)
def test_what_is_asked_for_or_told_of_no_mark_is_part_of_the_answer(
    said: dict[str, object],
) -> None:
    assert beside(every_kind(), **said) == []


def test_where_marks_are_won_a_full_one_has_its_reasons() -> None:
    assert beside(adding(section("s", item("a"))), a={"choice": "10", **SAID}) == []


def test_the_best_grade_of_an_indicator_has_no_finding_an_overall_one_has() -> None:
    scheme = indicator_scheme("judgement@1")
    best = {"choice": scheme.indicator_grades[0].code, **SAID}
    good = {"choice": scheme.indicator_grades[1].code, **SAID}
    whole = {"choice": scheme.grades[0].code, **SAID}

    assert beside(scheme, a=best, b=good, **{OVERALL: whole}) == ["a"]


def test_whoever_answers_against_a_proposal_says_why() -> None:
    scheme = points_scheme(section("s", FILED, item("rest", 94)))
    line = answerable(scheme)["filed"]
    given = answers(scheme, filed={"choice": "met", **SAID})
    late = replace(proposal(line, {}), choice="missing")
    in_time = replace(late, choice="met")

    assert beside_full(answerable(scheme), given, {"filed": late}) == frozenset()
    assert beside_full(answerable(scheme), given, {"filed": in_time}) == {"filed"}


def test_a_remark_goes_with_the_review_and_the_rest_stays_behind() -> None:
    scheme = points_scheme()
    given: Answers = answers(
        scheme,
        i0={"choice": "0", **SAID},
        i1={"choice": "0", **SAID, "remark": True},
        i2={"choice": "2", **SAID},
    )
    beside = beside_full(answerable(scheme), given, {})

    found = standing(given, beside)

    assert beside == {"i0", "i1"}
    assert [len(found[code].findings) for code in ("i0", "i1", "i2")] == [0, 1, 1]
    assert found["i0"].choice == given["i0"].choice
    assert standing(given, frozenset()) is given


@pytest.mark.parametrize(
    ("raw", "remark"),
    [
        ({"choice": "0", **SAID, "remark": True}, True),
        ({"choice": "0", **SAID, "remark": False}, False),
        ({"choice": "0", "remark": True}, False),
    ],
)
def test_nothing_is_no_remark(raw: dict[str, object], remark: bool) -> None:
    scheme = points_scheme()
    answer = parse_answer(scheme, scheme.leaves[0], raw)

    assert answer.is_remark == remark
    assert ("remark" in to_json(answer)) == remark
