from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from review.domain.assessment import PointStep, Subject, propose
from review.domain.assessment_measures import Evidence, Measure, ReleasedResult
from review.files.assessment_schemes import (
    AssessmentSchemeRefused,
    check,
    load,
    restore,
)
from review.files.schemes import SchemeAltered

FOLDER = Path(__file__).parents[2] / "scoring_schemes" / "assessment"
SMALL = """\
code: small
title: {zh: 小, en: Small}
version: "1"
subject: handler
provenance: {zh: 自拟, en: Own}
minimum_cases:
  default: 3
  by_category: {center_lawyer: 2}
  source: D0
components:
  - code: handled
    title: {zh: 结案, en: Closed}
    measure: cases_handled
    source: D0
    steps:
      - {at_least: 0, points: 5}
      - {at_least: 2.50, points: 6}
insufficient_when:
  - {measure: cases_reviewed, at_most: 0, source: 本产品建议}
grades:
  - code: competent
    title: {zh: 称职, en: Competent}
    source: S83
    when:
      - {measure: share_failed, at_least: 1, at_most: 10, source: 本产品建议}
  - code: other
    title: {zh: 其他, en: Other}
    source: S83
"""


def problems(*changes: tuple[str, str]) -> list[str]:
    text = SMALL
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return [str(problem) for problem in check(text)]


def test_scheme_is_read_as_it_is_written() -> None:
    scheme = load(SMALL)

    assert (scheme.code, scheme.version, scheme.subject) == (
        "small",
        "1",
        Subject.HANDLER,
    )
    assert scheme.minimum_cases == {"": 3, "center_lawyer": 2}
    assert scheme.components[0].steps == (
        PointStep(Decimal(0), Decimal(5)),
        PointStep(Decimal("2.50"), Decimal(6)),
    )
    assert scheme.insufficient_when[0].at_most == Decimal(0)
    (condition,) = scheme.grades[0].when
    assert (condition.measure, condition.at_least, condition.at_most) == (
        Measure.SHARE_FAILED,
        Decimal(1),
        Decimal(10),
    )


def test_digest_tells_content_from_spelling() -> None:
    digest = load(SMALL).digest

    assert load(SMALL.replace("2.50", "2.5")).digest == digest
    assert load("# a remark\n" + SMALL).digest == digest
    assert load(SMALL.replace("points: 6", "points: 7")).digest != digest
    assert len(digest) == 64


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([("version:", "versoin:")], "1: version: The key version is missing."),
        (
            [("    source: D0\n    steps", "    steps")],
            "11: components.handled.source: The key source is missing.",
        ),
        (
            [("measure: cases_handled", "measure: wins")],
            "13: components.handled.measure: Write one of: cases_handled,",
        ),
        ([("default: 3", "default: -3")], "7: minimum_cases.default: Write a whole"),
        ([("code: small", "code: Small")], "1: code: A code is made of a–z"),
        (
            [("center_lawyer: 2", "dentist: 2")],
            (
                "8: minimum_cases.by_category.dentist: "
                "There is no category of handlers dentist."
            ),
        ),
        (
            [("    source: D0\n    steps", "    source: D0、S999\n    steps")],
            "14: components.handled.source: No source has the code S999.",
        ),
        (
            [("at_most: 0, ", "")],
            "19: insufficient_when.1: A condition needs at_least or at_most.",
        ),
        (
            [("at_most: 10", "at_most: 0.5")],
            "25: grades.competent.when.1: No value can be at least 1 and at most 0.5.",
        ),
        (
            [("measure: share_failed", "measure: mean_score")],
            (
                "25: grades.competent.when.1.measure: "
                "Only the handler's own part counts in a handler's year"
            ),
        ),
        (
            [("    steps:\n", ""), ("      - {at_least: 0, points: 5}\n", "")]
            + [("      - {at_least: 2.50, points: 6}\n", "")]
            + [("measure: share_failed", "measure: points")],
            "22: grades.competent.when.1.measure: No component earns points",
        ),
        (
            [("measure: cases_handled", "measure: points")],
            "15: components.handled.steps: A component cannot earn points from",
        ),
        (
            [("at_least: 2.50", "at_least: 0.0")],
            "15: components.handled.steps: Two steps begin at 0.",
        ),
        (
            [("code: other", "code: competent")],
            "26: grades.competent.code: The code competent is used twice.",
        ),
        (
            [
                ("    when:\n", ""),
                ("      - {measure: share_failed, at_least: 1, ", "#"),
            ],
            "21: grades.competent: A grade without conditions ends the list",
        ),
        (
            [
                (
                    "  - code: other\n    title: {zh: 其他, en: Other}\n    source: S83\n",
                    "",
                )
            ],
            "24: grades.competent.when: The last grade takes all that is left",
        ),
        ([("code: small", "code: &a small")], "1: Anchors (&name) are not allowed"),
    ],
)
def test_problems_are_told_with_their_line(
    changes: list[tuple[str, str]], expected: str
) -> None:
    assert problems(*changes)[0].startswith(expected)


def test_all_problems_of_form_are_told_at_once() -> None:
    found = problems(("version:", "versoin:"), ("default: 3", "default: x"))

    assert [line.split(": ")[1] for line in found] == [
        "version",
        "versoin",
        "minimum_cases.default",
    ]


def test_file_with_a_fault_is_refused_whole() -> None:
    with pytest.raises(AssessmentSchemeRefused, match="share_faild") as refused:
        load(SMALL.replace("share_failed", "share_failed, share_faild: 1"))

    assert len(refused.value.problems) == 1


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda p: p.stem)
def test_shipped_schemes_are_good_drafts_of_our_own(path: Path) -> None:
    scheme = load(path.read_text(encoding="utf-8"))

    assert scheme.code == path.stem
    assert scheme.title.zh.endswith("参考稿（自拟）")
    assert "本产品自拟" in scheme.provenance.zh
    assert scheme.minimum_for({"lawyer": 1}) == 3


def test_one_shipped_scheme_is_for_handlers_and_one_for_firms() -> None:
    schemes = [load(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.yaml")]

    assert sorted(scheme.subject.value for scheme in schemes) == ["firm", "handler"]


def released(n: int, *, failed: int = 0) -> tuple[ReleasedResult, ...]:
    return tuple(
        ReleasedResult("r", "2024", str(i), "g", passes=i >= failed) for i in range(n)
    )


@pytest.mark.parametrize(
    ("stem", "n", "failed", "handled", "grade"),
    [
        ("annual_legal_aid", 3, 0, 3, "competent"),
        ("annual_legal_aid", 3, 1, 3, "basically_competent"),
        ("annual_legal_aid", 1, 1, 3, "basically_competent"),
        ("annual_legal_aid", 4, 2, 9, "not_competent"),
        ("annual_legal_aid", 5, 2, 9, "basically_competent"),
        ("annual_legal_aid", 2, 2, 2, ""),
        ("annual_legal_aid", 0, 0, 9, ""),
        ("annual_legal_aid_firm", 3, 1, 0, "pass"),
        ("annual_legal_aid_firm", 4, 2, 0, "fail"),
        ("annual_legal_aid_firm", 2, 2, 9, ""),
    ],
)
def test_shipped_schemes_suggest_what_they_say(
    stem: str, n: int, failed: int, handled: int, grade: str
) -> None:
    scheme = load((FOLDER / f"{stem}.yaml").read_text(encoding="utf-8"))
    year = Evidence(
        "x", 2024, {"lawyer": 1}, released(n, failed=failed), handled, "案件清单"
    )

    assert propose(scheme, year).grade == grade


def test_loaded_scheme_is_restored_by_its_digest_alone() -> None:
    scheme = load(SMALL)

    assert restore(SMALL, scheme.digest) == scheme
    for altered in (SMALL.replace("points: 5", "points: 4"), "[", ""):
        with pytest.raises(SchemeAltered):
            restore(altered, scheme.digest)
