"""Scheme files before they are loaded: checked, scored by, described to editors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from review.domain.answers import parse_answers
from review.domain.completeness import missing
from review.domain.errors import N_, RuleBroken
from review.domain.policy import Viewer
from review.domain.schemes import Scheme
from review.domain.scoring import score as scored
from review.domain.sheets import Sheet
from review.files import assessment_schemes, schemes
from review.files.schemes.problems import Problem
from review.services import schemes as loading
from review.services.assessment import schemes as assessment_loading


class AnswersIncomplete(RuleBroken):
    sentence = N_("The answers are not complete. %(first)s")


@dataclass(frozen=True, slots=True)
class Scored:
    """Answers scored by a scheme; nothing is stored of it."""

    scheme: Scheme
    sheet: Sheet


@dataclass(frozen=True, slots=True)
class Loaded:
    """A scheme, or an assessment scheme, that is loaded now."""

    code: str
    version: str
    digest: str


def check(*, text: str) -> tuple[Problem, ...]:
    """Every problem of a scheme file, or of an assessment scheme's, with its line."""
    if is_assessment(text):
        return assessment_schemes.check(text)
    return schemes.check(text)


def is_assessment(text: str) -> bool:
    """An assessment scheme says whose year it is for; a checklist never does."""
    return any(line.startswith("subject:") for line in text.splitlines())


def load(*, viewer: Viewer, text: str, at: datetime) -> Loaded:
    """Take in the file as what it is; one that is loaded already is left alone."""
    service = assessment_loading if is_assessment(text) else loading
    line = service.load(viewer=viewer, text=text, at=at)
    return Loaded(line.code, line.version, line.digest)


def score(*, text: str, answers: object) -> Scored:
    """Total, grade and derivation of complete answers, by the scheme in this text."""
    scheme = schemes.load(text)
    given = parse_answers(scheme, answers)
    if open_points := missing(scheme, given):
        raise AnswersIncomplete(first=open_points[0].sentence)
    return Scored(scheme, scored(scheme, given))


def json_schema() -> dict[str, Any]:
    """The JSON Schema of scheme files."""
    return dict(schemes.json_schema())
