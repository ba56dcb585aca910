"""Assessment schemes as YAML files, read as strictly as the scoring schemes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Annotated

from pydantic import Field, ValidationError
from pydantic_core import ErrorDetails

from review.domain.assessment import (
    AssessmentScheme,
    Component,
    Condition,
    PointStep,
    Subject,
    SuggestedGrade,
)
from review.domain.assessment_checks import faults
from review.domain.assessment_measures import Measure
from review.domain.canonical import canonical
from review.domain.errors import RuleBroken, ngettext
from review.domain.schemes import Text
from review.files.schemes.problems import Problem, SchemeAltered
from review.files.schemes.reading import Reading, read
from review.files.schemes.shapes import Code, Label, Number, Shape, TextShape, Whole
from review.files.schemes.shaping import (
    BAD_CODE,
    MISSING,
    NOT_IN_FORM,
    SENTENCES,
    UNKNOWN,
    place,
)

FORMAT = 1


class AssessmentSchemeRefused(RuleBroken):
    """A file with faults never becomes a scheme; all of them are told at once."""

    sentence = ngettext(
        "The assessment scheme has %(n)s problem; nothing was loaded.",
        "The assessment scheme has %(n)s problems; nothing was loaded.",
    )

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(n=len(problems))
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


MeasureName = Annotated[Measure, Field(strict=False)]


class MinimumShape(Shape):
    default: Whole
    by_category: dict[str, Whole] = Field(default_factory=dict)
    source: Label


class StepShape(Shape):
    at_least: Number
    points: Number


class ComponentShape(Shape):
    code: Code
    title: TextShape
    measure: MeasureName
    source: Label
    steps: list[StepShape] = Field(default_factory=list, max_length=50)


class ConditionShape(Shape):
    measure: MeasureName
    source: Label
    at_least: Number | None = None
    at_most: Number | None = None


class GradeShape(Shape):
    code: Code
    title: TextShape
    source: Label
    when: list[ConditionShape] = Field(default_factory=list, max_length=20)


class AssessmentShape(Shape):
    code: Code
    title: TextShape
    version: Label
    subject: Annotated[Subject, Field(strict=False)]
    provenance: TextShape
    minimum_cases: MinimumShape
    components: Annotated[list[ComponentShape], Field(min_length=1, max_length=50)]
    insufficient_when: list[ConditionShape] = Field(default_factory=list, max_length=20)
    grades: Annotated[list[GradeShape], Field(min_length=1, max_length=20)]


def load(text: str) -> AssessmentScheme:
    """The scheme with its digest; a file with any fault at all is refused."""
    scheme, problems = _checked(text)
    if scheme is None or problems:
        raise AssessmentSchemeRefused(problems)
    return scheme


def restore(text: str, digest: str) -> AssessmentScheme:
    """A scheme that was loaded before, told by its digest; it is not checked anew.

    Sheets of past years rest on it, whatever a later version of the check would say.
    """
    reading = read(text)
    if reading.usable:
        with suppress(ValidationError):
            scheme = _scheme(AssessmentShape.model_validate(reading.value))
            if scheme.digest == digest:
                return scheme
    raise SchemeAltered(digest=digest)


def check(text: str) -> tuple[Problem, ...]:
    """Everything wrong with a file, in the order of its lines; nothing if it is good.

    Whether the numbers make sense is told once the form is right.
    """
    return _checked(text)[1]


def _checked(text: str) -> tuple[AssessmentScheme | None, tuple[Problem, ...]]:
    reading = read(text)
    problems, scheme = list(reading.problems), None
    if reading.usable:
        try:
            scheme = _scheme(AssessmentShape.model_validate(reading.value))
            problems += _meant(scheme, reading)
        except ValidationError as error:
            details = error.errors(include_url=False, include_input=False)
            problems += [_form(each, reading) for each in details]
    return scheme, tuple(sorted(set(problems)))


def _meant(scheme: AssessmentScheme, reading: Reading) -> list[Problem]:
    return [
        Problem(
            reading.line_of(fault.path),
            place(reading.value, fault.path),
            fault.sentence,
            fault.values,
        )
        for fault in faults(scheme)
    ]


def _form(error: ErrorDetails, reading: Reading) -> Problem:
    path = error["loc"]
    line = reading.key_lines.get(path, reading.line_of(path))
    sentence, values = _sentence(error)
    return Problem(line, place(reading.value, path), sentence, values)


def _sentence(error: ErrorDetails) -> tuple[str, Mapping[str, object]]:
    kind, path, context = error["type"], error["loc"], error.get("ctx", {})
    key = str(path[-1]) if path else ""
    if kind == "missing":
        return MISSING, {"key": key}
    if kind == "extra_forbidden":
        return UNKNOWN, {"key": key}
    if kind == "string_pattern_mismatch":
        return BAD_CODE, {}
    if kind not in SENTENCES:
        return NOT_IN_FORM, {"problem": error["msg"]}
    known = context.get("expected", "").replace("'", "").replace(" or ", ", ")
    return SENTENCES[kind], {"known": known, "n": context.get("max_length", "")}


def _scheme(shape: AssessmentShape) -> AssessmentScheme:
    minimum = {"": shape.minimum_cases.default, **shape.minimum_cases.by_category}
    scheme = AssessmentScheme(
        code=shape.code,
        title=_text(shape.title),
        version=shape.version,
        subject=shape.subject,
        provenance=_text(shape.provenance),
        minimum_cases=minimum,
        minimum_source=shape.minimum_cases.source,
        components=tuple(_component(each) for each in shape.components),
        grades=tuple(_grade(each) for each in shape.grades),
        insufficient_when=tuple(_condition(each) for each in shape.insufficient_when),
    )
    return replace(scheme, digest=_digest(scheme))


def _digest(scheme: AssessmentScheme) -> str:
    """Of all it says, under the version of the format it is said in."""
    content = {"format": FORMAT, "assessment_scheme": _exact(asdict(scheme))}
    return hashlib.sha256(canonical(content)).hexdigest()


def _exact(value: object) -> object:
    """Numbers without trailing zeros: 3 and 3.0 are the same limit."""
    match value:
        case Decimal():
            return f"{value.normalize():f}"
        case dict():
            return {key: _exact(each) for key, each in value.items()}
        case tuple():
            return [_exact(each) for each in value]
    return value


def _component(shape: ComponentShape) -> Component:
    steps = tuple(PointStep(step.at_least, step.points) for step in shape.steps)
    return Component(shape.code, _text(shape.title), shape.measure, shape.source, steps)


def _grade(shape: GradeShape) -> SuggestedGrade:
    when = tuple(_condition(each) for each in shape.when)
    return SuggestedGrade(shape.code, _text(shape.title), shape.source, when)


def _condition(shape: ConditionShape) -> Condition:
    return Condition(shape.measure, shape.source, shape.at_least, shape.at_most)


def _text(shape: TextShape) -> Text:
    return Text(shape.zh, shape.en)
