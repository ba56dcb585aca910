"""From a year's releases to a proposal for the legal-aid part of the annual assessment.

The bar association counts legal aid in the annual assessment of lawyers and firms
(法律援助法 art. 60). The program only proposes: it shows every number it used, suggests a
grade by a small scheme the bureau can read, and says so where there is too little to go
by. Too few cases are never a low mark.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from enum import StrEnum

from review.domain.assessment_measures import (
    Evidence,
    Measure,
    Reading,
    check_evidence,
    read_year,
)
from review.domain.errors import N_
from review.domain.schemes import Text
from review.domain.sentences import Sentence


class Subject(StrEnum):
    """Whose year it is."""

    HANDLER = "handler"
    FIRM = "firm"


class Outcome(StrEnum):
    """Whether there was enough to suggest a grade."""

    SUGGESTED = "suggested"
    INSUFFICIENT_CASES = "insufficient_cases"


OUTCOME_SENTENCES = {
    Outcome.SUGGESTED: N_("A grade is suggested."),
    Outcome.INSUFFICIENT_CASES: N_("Too few cases to suggest a grade."),
}


@dataclass(frozen=True, slots=True)
class PointStep:
    """From this value on, the component earns these points."""

    at_least: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True)
class Component:
    """One line of the proposal; with steps it also earns points."""

    code: str
    title: Text
    measure: Measure
    source: str
    steps: tuple[PointStep, ...] = ()

    def points(self, value: Decimal | None) -> Decimal | None:
        """The highest step reached; nothing below the lowest, none without steps."""
        if not self.steps or value is None:
            return None
        reached = [step for step in self.steps if step.at_least <= value]
        best = max(reached, key=lambda step: step.at_least, default=None)
        return best.points if best else Decimal(0)


@dataclass(frozen=True, slots=True)
class Condition:
    """A measure within limits, both ends included."""

    measure: Measure
    source: str
    at_least: Decimal | None = None
    at_most: Decimal | None = None

    def holds(self, value: Decimal | None) -> bool | None:
        """None where there is nothing to measure (no scores on an indicator sheet)."""
        if value is None:
            return None
        enough = self.at_least is None or value >= self.at_least
        return enough and (self.at_most is None or value <= self.at_most)


@dataclass(frozen=True, slots=True)
class SuggestedGrade:
    """Suggested where all conditions hold; what cannot be measured is no obstacle."""

    code: str
    title: Text
    source: str
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class AssessmentScheme:
    """How a year becomes a proposal.

    `minimum_cases` is the yearly minimum by category of person, "" for all others. Any
    condition of `insufficient_when` ends in "insufficient cases". Otherwise the grades
    are tried in the order written; the last one has no conditions.
    """

    code: str
    title: Text
    version: str
    subject: Subject
    provenance: Text
    minimum_cases: Mapping[str, int]
    minimum_source: str
    components: tuple[Component, ...]
    grades: tuple[SuggestedGrade, ...]
    insufficient_when: tuple[Condition, ...] = ()
    digest: str = ""

    def minimum_for(self, persons: Mapping[str, int]) -> int:
        """The minimum of everyone together: one person, or the people of a firm."""
        others = self.minimum_cases[""]
        return sum(self.minimum_cases.get(c, others) * n for c, n in persons.items())


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the proposal: the number, its parts, its points and its sources."""

    component: str
    title: Text
    measure: Measure
    reading: Reading
    points: Decimal | None
    source: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A condition tried: for which grade ("" for too few cases), and what came of it."""

    grade: str
    condition: Condition
    value: Decimal | None
    holds: bool | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """The legal-aid part of one year, ready for the bar association to decide."""

    subject: str
    year: int
    scheme: str
    version: str
    scheme_digest: str
    outcome: Outcome
    grade: str
    minimum: int
    grade_counts: Mapping[str, int]
    lines: tuple[Line, ...]
    checks: tuple[Checked, ...]
    releases: tuple[str, ...]

    @property
    def sentence(self) -> Sentence:
        return Sentence(OUTCOME_SENTENCES[self.outcome])

    def as_json(self) -> dict[str, object]:
        """Everything said here as plain data, numbers exact as text."""
        return {name: _plain(value) for name, value in asdict(self).items()}


def propose(scheme: AssessmentScheme, evidence: Evidence) -> Proposal:
    """Read every measure, then suggest the first grade whose conditions hold."""
    check_evidence(evidence)
    readings = measures_of(scheme, evidence)
    checks, grade = _suggest(scheme, readings)
    return Proposal(
        subject=evidence.subject,
        year=evidence.year,
        scheme=scheme.code,
        version=scheme.version,
        scheme_digest=scheme.digest,
        outcome=Outcome.SUGGESTED if grade else Outcome.INSUFFICIENT_CASES,
        grade=grade,
        minimum=scheme.minimum_for(evidence.persons),
        grade_counts=dict(sorted(Counter(r.grade for r in evidence.graded).items())),
        lines=tuple(_line(c, readings, evidence) for c in scheme.components),
        checks=checks,
        releases=tuple(dict.fromkeys(r.release for r in evidence.results)),
    )


def measures_of(scheme: AssessmentScheme, evidence: Evidence) -> dict[Measure, Reading]:
    """Every measure of the year; points come last, since they rest on the others."""
    readings = read_year(evidence, minimum=scheme.minimum_for(evidence.persons))
    return readings | {Measure.POINTS: _points(scheme, readings)}


def _plain(value: object) -> object:
    match value:
        case Decimal():
            return f"{value:f}"
        case StrEnum():
            return value.value
        case dict():
            return {key: _plain(each) for key, each in value.items()}
        case tuple():
            return [_plain(each) for each in value]
    return value


def _points(scheme: AssessmentScheme, readings: Mapping[Measure, Reading]) -> Reading:
    """Components without a value earn nothing; no component with steps, no points."""
    scored = [c for c in scheme.components if c.steps]
    earned = [c.points(readings[c.measure].value) or Decimal(0) for c in scored]
    return Reading(sum(earned, Decimal(0)) if scored else None)


def _suggest(
    scheme: AssessmentScheme, readings: Mapping[Measure, Reading]
) -> tuple[tuple[Checked, ...], str]:
    """What was tried, in order, and the grade; "" where there were too few cases."""
    tried = [_tried("", c, readings) for c in scheme.insufficient_when]
    if any(check.holds for check in tried):
        return tuple(tried), ""
    for grade in scheme.grades:
        checks = [_tried(grade.code, c, readings) for c in grade.when]
        tried += checks
        if all(check.holds is not False for check in checks):
            return tuple(tried), grade.code
    raise ValueError("the last grade of an assessment scheme has no conditions")


def _tried(
    grade: str, condition: Condition, readings: Mapping[Measure, Reading]
) -> Checked:
    value = readings[condition.measure].value
    return Checked(grade, condition, value, condition.holds(value))


def _line(
    component: Component, readings: Mapping[Measure, Reading], evidence: Evidence
) -> Line:
    reading = readings[component.measure]
    caseload = component.measure in (Measure.CASES_HANDLED, Measure.CASES_SHORT)
    return Line(
        component=component.code,
        title=component.title,
        measure=component.measure,
        reading=reading,
        points=component.points(reading.value),
        source=component.source,
        evidence=evidence.handled_source if caseload else "",
    )
