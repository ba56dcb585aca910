"""Scheme files before they are loaded: checked, scored by, described to editors."""

from __future__ import annotations

from typing import Any

from review.domain.answers import parse_answers
from review.domain.completeness import missing
from review.domain.errors import N_, RuleBroken
from review.domain.scoring import score as scored
from review.domain.scoring import to_json
from review.files import assessment_schemes, schemes
from review.files.schemes.problems import Problem


class AnswersIncomplete(RuleBroken):
    sentence = N_("The answers are not complete. %(first)s")


def check(*, text: str) -> tuple[Problem, ...]:
    """Every problem of a scheme file, or of an assessment scheme's, with its line."""
    if is_assessment(text):
        return assessment_schemes.check(text)
    return schemes.check(text)


def is_assessment(text: str) -> bool:
    """An assessment scheme says whose year it is for; a checklist never does."""
    return any(line.startswith("subject:") for line in text.splitlines())


def score(*, text: str, answers: object) -> dict[str, Any]:
    """Total, grade and derivation of answers, by the scheme in this text."""
    scheme = schemes.load(text)
    given = parse_answers(scheme, answers)
    if open_points := missing(scheme, given):
        raise AnswersIncomplete(first=str(open_points[0].sentence))
    sheet = scored(scheme, given)
    return {
        "scheme": scheme.code,
        "version": scheme.version,
        "digest": scheme.digest,
        "total": None if sheet.total is None else f"{sheet.total:.2f}",
        "grade": sheet.grade,
        "derivation": to_json(sheet),
    }


def json_schema() -> dict[str, Any]:
    """The JSON Schema of scheme files."""
    return dict(schemes.json_schema())
