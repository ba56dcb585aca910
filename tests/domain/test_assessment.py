from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from review.domain.assessment import (
    OUTCOME_SENTENCES,
    AssessmentScheme,
    Checked,
    Component,
    Condition,
    Outcome,
    PointStep,
    Subject,
    SuggestedGrade,
    measures_of,
    propose,
)
from review.domain.assessment_measures import (
    Evidence,
    EvidenceRefused,
    Measure,
    Reading,
    ReleasedResult,
)
from review.domain.schemes import Standing, Text

OWN = "本产品建议"


def d(text: str) -> Decimal:
    return Decimal(text)


def words(text: str) -> Text:
    return Text(text, text)


def at_least(measure: Measure, limit: str) -> Condition:
    return Condition(measure, OWN, at_least=d(limit))


def at_most(measure: Measure, limit: str) -> Condition:
    return Condition(measure, OWN, at_most=d(limit))


SCHEME = AssessmentScheme(
    code="annual",
    title=words("年度"),
    version="1",
    subject=Subject.HANDLER,
    provenance=words("自拟"),
    minimum_cases={"": 3, "center_lawyer": 2, "volunteer": 0},
    minimum_source="D0",
    components=(
        Component(
            "handled",
            words("结案"),
            Measure.CASES_HANDLED,
            "D0",
            (
                PointStep(d("3"), d("8")),
                PointStep(d("0"), d("5")),
                PointStep(d("5"), d("10")),
            ),
        ),
        Component("mean", words("得分率"), Measure.HANDLER_MEAN, OWN),
        Component("failed", words("不合格"), Measure.SHARE_FAILED, OWN),
    ),
    insufficient_when=(
        at_most(Measure.CASES_REVIEWED, "0"),
        at_least(Measure.CASES_SHORT, "1"),
    ),
    grades=(
        SuggestedGrade(
            "competent",
            words("称职"),
            "S83",
            (
                at_most(Measure.SHARE_FAILED, "33.33"),
                at_least(Measure.HANDLER_MEAN, "70"),
            ),
        ),
        SuggestedGrade(
            "not_competent",
            words("不称职"),
            "S83",
            (at_least(Measure.CASES_FAILED, "2"), at_least(Measure.SHARE_FAILED, "50")),
        ),
        SuggestedGrade("basically_competent", words("基本称职"), "S83"),
    ),
    digest="d1",
)


def results(
    excellent: int = 0, good: int = 0, passed: int = 0, failed: int = 0, **facts: object
) -> tuple[ReleasedResult, ...]:
    grades = (
        [("excellent", True, Standing.EXCELLENT)] * excellent
        + [("good", True, Standing.GOOD)] * good
        + [("pass", True, Standing.OTHER)] * passed
        + [("fail", False, Standing.OTHER)] * failed
    )
    return tuple(
        ReleasedResult(
            **{
                "release": "r1",
                "campaign": "2024",
                "case": f"c{number}",
                "grade": grade,
                "passes": passes,
                "standing": standing,
                **facts,
            }
        )
        for number, (grade, passes, standing) in enumerate(grades)
    )


def a_year(*released: ReleasedResult, **facts: object) -> Evidence:
    known = {"handled": 10, "handled_source": "案件清单", "persons": {"lawyer": 1}}
    return Evidence("h1", 2024, results=released, **{**known, **facts})


def measured(
    measure: Measure, evidence: Evidence
) -> tuple[str | None, int | None, int | None]:
    reading = measures_of(SCHEME, evidence)[measure]
    value = None if reading.value is None else f"{reading.value:f}"
    return (value, reading.part, reading.whole)


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        (Measure.CASES_HANDLED, ("10", 10, 3)),
        (Measure.CASES_SHORT, ("0", 0, 3)),
        (Measure.CASES_REVIEWED, ("6", None, None)),
        (Measure.CASES_EXCELLENT, ("1", 1, 6)),
        (Measure.CASES_FAILED, ("1", 1, 6)),
        (Measure.SHARE_EXCELLENT, ("16.67", 1, 6)),
        (Measure.SHARE_EXCELLENT_OR_GOOD, ("50.00", 3, 6)),
        (Measure.SHARE_PASSED, ("83.33", 5, 6)),
        (Measure.SHARE_FAILED, ("16.67", 1, 6)),
        (Measure.POINTS, ("10", None, None)),
    ],
)
def test_measures_are_read_with_part_and_whole(
    measure: Measure, expected: tuple[str, int, int]
) -> None:
    evidence = a_year(*results(1, 2, 2, 1))

    assert measured(measure, evidence) == expected


def test_means_are_over_the_cases_that_have_a_score_and_say_how_many() -> None:
    scored = results(
        2, score=d("90.01"), handler_points=d("60"), handler_maximum=d("70")
    )
    half = replace(scored[0], case="x", score=d("70"), handler_points=d("35"))
    unscored = replace(scored[0], case="y", score=None, handler_points=None)
    evidence = a_year(*scored, half, unscored)

    assert measured(Measure.MEAN_SCORE, evidence) == ("83.34", 3, 4)
    assert measured(Measure.HANDLER_MEAN, evidence) == ("73.81", 3, 4)


def test_handler_who_answers_for_nothing_on_a_sheet_has_no_share_of_it() -> None:
    nothing = results(1, handler_points=d("0"), handler_maximum=d("0"))

    assert measured(Measure.HANDLER_MEAN, a_year(*nothing)) == (None, 0, 1)


@pytest.mark.parametrize(
    ("persons", "handled", "expected"),
    [
        ({"lawyer": 1}, 3, ("0", 0, 3)),
        ({"lawyer": 1}, 1, ("2", 2, 3)),
        ({"center_lawyer": 1}, 1, ("1", 1, 2)),
        ({"volunteer": 1}, 0, ("0", 0, 0)),
        ({"lawyer": 4, "center_lawyer": 1}, 10, ("4", 4, 14)),
        ({"lawyer": 1}, None, (None, None, 3)),
    ],
)
def test_caseload_stands_beside_the_minimum_of_everyone(
    persons: dict[str, int], handled: int | None, expected: tuple[object, ...]
) -> None:
    evidence = a_year(persons=persons, handled=handled)

    assert measured(Measure.CASES_SHORT, evidence) == expected


def graded(evidence: Evidence, scheme: AssessmentScheme = SCHEME) -> tuple[str, str]:
    proposal = propose(scheme, evidence)
    return (proposal.outcome.value, proposal.grade)


HIGH = {"handler_points": d("90"), "handler_maximum": d("100")}
LOW = {"handler_points": d("69.99"), "handler_maximum": d("100")}


@pytest.mark.parametrize(
    ("released", "expected"),
    [
        (results(2, **HIGH), ("suggested", "competent")),
        (results(passed=2, failed=1, **HIGH), ("suggested", "competent")),
        (results(passed=1, **LOW), ("suggested", "basically_competent")),
        (results(failed=1, **HIGH), ("suggested", "basically_competent")),
        (results(passed=2, failed=2, **HIGH), ("suggested", "not_competent")),
        (results(passed=3, failed=2, **HIGH), ("suggested", "basically_competent")),
    ],
)
def test_first_grade_whose_conditions_hold_is_suggested(
    released: tuple[ReleasedResult, ...], expected: tuple[str, str]
) -> None:
    assert graded(a_year(*released)) == expected


def test_conditions_read_the_rounded_number() -> None:
    third = results(passed=2, failed=1, **HIGH)
    almost = results(1, handler_points=d("69.995"), handler_maximum=d("100"))

    assert measured(Measure.SHARE_FAILED, a_year(*third))[0] == "33.33"
    assert graded(a_year(*third))[1] == "competent"
    assert graded(a_year(*almost))[1] == "competent"


@pytest.mark.parametrize(
    "evidence",
    [
        a_year(),
        a_year(*results(failed=2), handled=2),
        a_year(*results(excellent=2), handled=2),
        a_year(*results(failed=1, grade="")),
    ],
)
def test_too_few_cases_are_their_own_outcome_and_never_a_low_mark(
    evidence: Evidence,
) -> None:
    proposal = propose(SCHEME, evidence)

    assert (proposal.outcome, proposal.grade) == (Outcome.INSUFFICIENT_CASES, "")
    assert str(proposal.sentence) == "Too few cases to suggest a grade."


def test_unknown_caseload_and_missing_scores_are_no_obstacle() -> None:
    proposal = propose(SCHEME, a_year(*results(excellent=1), handled=None))

    assert (proposal.outcome, proposal.grade) == (Outcome.SUGGESTED, "competent")
    assert [check.holds for check in proposal.checks] == [False, None, True, None]


def test_proposal_shows_every_number_it_rests_on() -> None:
    released = results(excellent=1, failed=1, **HIGH)
    proposal = propose(SCHEME, a_year(*released))

    assert (proposal.subject, proposal.year, proposal.minimum) == ("h1", 2024, 3)
    assert (proposal.scheme, proposal.version, proposal.scheme_digest) == (
        "annual",
        "1",
        "d1",
    )
    assert proposal.grade_counts == {"excellent": 1, "fail": 1}
    assert proposal.releases == ("r1",)
    assert [
        (line.component, line.reading, line.points, line.source, line.evidence)
        for line in proposal.lines
    ] == [
        ("handled", Reading(d("10"), 10, 3), d("10"), "D0", "案件清单"),
        ("mean", Reading(d("90.00"), 2, 2), None, OWN, ""),
        ("failed", Reading(d("50.00"), 1, 2), None, OWN, ""),
    ]
    few, short = SCHEME.insufficient_when
    share, mean = SCHEME.grades[0].when
    failed, half = SCHEME.grades[1].when
    assert proposal.checks == (
        Checked("", few, d("2"), False),
        Checked("", short, d("0"), False),
        Checked("competent", share, d("50.00"), False),
        Checked("competent", mean, d("90.00"), True),
        Checked("not_competent", failed, d("1"), False),
        Checked("not_competent", half, d("50.00"), True),
    )


def test_proposal_as_json_keeps_numbers_exact() -> None:
    proposal = propose(SCHEME, a_year(*results(excellent=1, **HIGH)))

    shape = proposal.as_json()

    assert json.loads(json.dumps(shape)) == shape
    assert shape["outcome"] == "suggested"
    assert shape["lines"][1]["reading"] == {"value": "90.00", "part": 1, "whole": 1}
    assert shape["lines"][1]["title"] == {"zh": "得分率", "en": "得分率"}
    assert shape["checks"][0]["holds"] is False


def test_points_may_decide_the_grade() -> None:
    by_points = replace(
        SCHEME,
        grades=(
            SuggestedGrade("good", words("良"), OWN, (at_least(Measure.POINTS, "8"),)),
            SuggestedGrade("other", words("其他"), OWN),
        ),
    )

    def suggested(handled: int) -> str:
        evidence = a_year(*results(1), handled=handled, persons={"volunteer": 1})
        return graded(evidence, by_points)[1]

    assert [suggested(n) for n in (2, 3, 4)] == ["other", "good", "good"]


@pytest.mark.parametrize(
    ("value", "points"),
    [(None, None), ("-1", "0"), ("0", "5"), ("2.99", "5"), ("3", "8"), ("99", "10")],
)
def test_component_earns_the_points_of_the_highest_step_reached(
    value: str | None, points: str | None
) -> None:
    earned = SCHEME.components[0].points(None if value is None else d(value))

    assert earned == (None if points is None else d(points))


def test_component_without_steps_earns_nothing() -> None:
    assert SCHEME.components[1].points(d("90")) is None
    bare = replace(SCHEME, components=SCHEME.components[1:])
    assert measures_of(bare, a_year())[Measure.POINTS] == Reading(None)


@pytest.mark.parametrize(
    ("low", "high", "value", "holds"),
    [
        ("1", "3", "1", True),
        ("1", "3", "3", True),
        ("1", "3", "0.99", False),
        ("1", "3", "3.01", False),
        ("1", None, "99", True),
        (None, "3", "-1", True),
        ("1", "3", None, None),
    ],
)
def test_condition_includes_both_its_limits(
    low: str | None, high: str | None, value: str | None, holds: bool | None
) -> None:
    limits = [None if text is None else d(text) for text in (low, high, value)]

    condition = Condition(Measure.POINTS, OWN, limits[0], limits[1])

    assert condition.holds(limits[2]) is holds


@pytest.mark.parametrize(
    "released",
    [
        results(1) + results(1),
        results(1, release=""),
        results(1) + results(1, release="r2"),
    ],
)
def test_evidence_counts_released_cases_and_each_of_them_once(
    released: tuple[ReleasedResult, ...],
) -> None:
    with pytest.raises(EvidenceRefused, match="Case c0 is not from a release"):
        propose(SCHEME, a_year(*released))


def test_same_case_may_be_reviewed_in_two_campaigns() -> None:
    evidence = a_year(*results(1), *results(1, campaign="2024-2", release="r2"))

    assert measured(Measure.CASES_REVIEWED, evidence)[0] == "2"
    assert propose(SCHEME, evidence).releases == ("r1", "r2")


def test_scheme_whose_last_grade_has_conditions_cannot_suggest() -> None:
    open_ended = replace(SCHEME, grades=SCHEME.grades[:1])

    with pytest.raises(ValueError, match="no conditions"):
        propose(open_ended, a_year(*results(failed=1)))


def test_every_outcome_has_a_sentence() -> None:
    assert set(OUTCOME_SENTENCES) == set(Outcome)
