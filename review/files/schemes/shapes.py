"""The shape of a scheme file: which keys there are, and what each one holds.

The shapes know nothing of meaning; whether points add up is for the domain to check.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from review.domain.case_dates import CaseEvent
from review.domain.documents import DocumentType
from review.domain.schemes import (
    DayKind,
    Direction,
    ItemKind,
    Method,
    NotApplicableRule,
    Party,
    Resolution,
    SectionKind,
    Standing,
    VetoEffect,
)
from review.files.schemes.reading import Plain

FORMAT = 1

_NUMBER = re.compile(r"(0|[1-9][0-9]{0,5})(\.[0-9]{1,4})?")
_WHOLE = re.compile(r"0|[1-9][0-9]{0,5}")
_CODE = r"^[a-z][a-z0-9_]{0,39}$"
_RULE = r"^[a-z][a-z0-9_]{0,39}@[0-9]{1,3}$"


def _number(value: object) -> Decimal:
    """The number exactly as it is written, never by way of a binary fraction."""
    if isinstance(value, Plain) and _NUMBER.fullmatch(value):
        return Decimal(value)
    raise PydanticCustomError("number", "a number")


def _whole(value: object) -> int:
    if isinstance(value, Plain) and _WHOLE.fullmatch(value):
        return int(value)
    if isinstance(value, Plain) and _WHOLE.fullmatch(value.removeprefix("-")):
        raise PydanticCustomError("below_zero", "a whole number from 0 on")
    raise PydanticCustomError("whole_number", "a whole number")


def _words(value: object) -> str:
    """A text; a number without quotation marks is the text it was written as."""
    if isinstance(value, str) and value.strip():
        return str(value).strip()
    if value is None or isinstance(value, str):
        raise PydanticCustomError("empty_text", "a text")
    raise PydanticCustomError("text", "a text")


def _answer(value: object) -> object:
    """An answer of an example: its numbers exact, its texts as they are written."""
    if isinstance(value, dict):
        return {
            str(key): _answer(each) if key == "choice" else _as_written(each)
            for key, each in value.items()
        }
    if isinstance(value, Plain) and _NUMBER.fullmatch(value):
        number = Decimal(value)
        return int(number) if _WHOLE.fullmatch(value) else number
    return _as_written(value)


def _as_written(value: object) -> object:
    """Pages and reasons are texts even where they look like numbers."""
    if isinstance(value, list):
        return [_as_written(each) for each in value]
    if isinstance(value, dict):
        return {str(key): _as_written(each) for key, each in value.items()}
    if value is None:
        raise PydanticCustomError("empty_text", "a text")
    return str(value) if isinstance(value, str) else value


Number = Annotated[
    Decimal, BeforeValidator(_number), WithJsonSchema({"type": "number"})
]
Whole = Annotated[
    int, BeforeValidator(_whole), WithJsonSchema({"type": "integer", "minimum": 0})
]
Words = Annotated[
    str,
    Field(max_length=2000),
    BeforeValidator(_words),
    WithJsonSchema({"type": ["string", "number"], "minLength": 1, "maxLength": 2000}),
]
Label = Annotated[
    str,
    Field(max_length=200),
    BeforeValidator(_words),
    WithJsonSchema({"type": ["string", "number"], "minLength": 1, "maxLength": 200}),
]
Code = Annotated[str, Field(pattern=_CODE)]
OptionalCode = Annotated[str, Field(pattern=rf"^$|{_CODE}")]
DocumentCode = Annotated[
    Code,
    WithJsonSchema({"type": "string", "enum": [each.value for each in DocumentType]}),
]
RuleName = Annotated[str, Field(pattern=_RULE)]
AnswerValue = Annotated[object, BeforeValidator(_answer)]


class Shape(BaseModel):
    """Strict, closed and immutable: an unknown key is a fault, not an extra."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class TextShape(Shape):
    zh: Words
    en: Words


# A name for one language or for both; the tag stands in the path of an error.
ONE, BOTH = "one language", "both languages"
Name = Annotated[
    Annotated[Label, Tag(ONE)] | Annotated[TextShape, Tag(BOTH)],
    Discriminator(lambda value: BOTH if isinstance(value, dict | Shape) else ONE),
]


class OptionShape(Shape):
    code: Code
    title: TextShape
    points: Number = Decimal(0)
    guidance: TextShape | None = None


class ErrorStepShape(Shape):
    errors: Whole
    mark: Number


class LateStepShape(Shape):
    over: Whole
    choice: Label


class ProcedureShape(Shape):
    from_: Annotated[CaseEvent, Field(strict=False, alias="from")]
    to: Annotated[CaseEvent, Field(strict=False)]
    within: Whole
    days: Annotated[DayKind, Field(strict=False)]
    source: Label = ""
    late: Annotated[list[LateStepShape], Field(max_length=10)] = []


class LeafShape(Shape):
    """What every line of the checklist may say."""

    code: Code
    title: TextShape
    points: Number = Decimal(0)
    kind: Annotated[ItemKind, Field(strict=False)] | None = None
    guidance: TextShape | None = None
    source: Label = ""
    points_source: Label = ""
    step: Number = Decimal("0.5")
    each: Number = Decimal(0)
    options: Annotated[list[OptionShape], Field(max_length=50)] = []
    table: Annotated[list[ErrorStepShape], Field(max_length=50)] = []
    full_on: Literal["yes", "no"] = "yes"
    party: Annotated[Party, Field(strict=False)] = Party.HANDLER
    may_not_apply: bool = False
    reason_required: bool = False
    place_required: bool = False
    gap_limit: Number | None = None
    core: bool = False
    common_findings: Annotated[list[TextShape], Field(max_length=20)] = []
    procedures: Annotated[list[ProcedureShape], Field(max_length=5)] = []
    documents: Annotated[list[DocumentCode], Field(max_length=10)] = []
    by_presence: bool = False


class ItemShape(LeafShape):
    items: Annotated[list[LeafShape], Field(max_length=50)] = []


class SectionShape(Shape):
    code: Code
    title: TextShape
    kind: Annotated[SectionKind, Field(strict=False)] = SectionKind.STANDARD
    points: Number = Decimal(0)
    items: Annotated[list[ItemShape], Field(min_length=1, max_length=200)]
    effect: Annotated[VetoEffect, Field(strict=False)] | None = None
    grade_cap: OptionalCode = ""
    part: OptionalCode = ""
    source: Label = ""


class GradeShape(Shape):
    code: Code
    title: TextShape
    lower: Number | None = None
    passes: bool = True
    standing: Annotated[Standing, Field(strict=False)] = Standing.OTHER
    source: Label = ""
    guidance: TextShape | None = None


class OverallStepShape(Shape):
    grade: Code
    at_least: dict[str, Whole] = {}
    at_most: dict[str, Whole] = {}
    core_at_least: OptionalCode = ""


class OverallShape(Shape):
    rule: RuleName
    steps: Annotated[list[OverallStepShape], Field(max_length=20)] = []


class CombinationShape(Shape):
    rule: RuleName = "mean@1"
    reviews: dict[str, Whole] = {"default": 2}
    total_gap: Number | None = None
    grade_differs: bool = False
    veto_differs: bool = False
    item_gap: bool = False
    findings_differ: bool = False
    equal_totals_differ: bool = False
    then: RuleName = "third_read@1"
    resolution: Annotated[Resolution, Field(strict=False)] = Resolution.THIRD_READ
    panel_size: Whole = 3
    source: Label = ""


class ExampleShape(Shape):
    title: Name
    answers: dict[str, AnswerValue]
    rest: Literal["full", "missing"] = "full"
    overall: OptionalCode = ""
    score: Number | None = None
    grade: OptionalCode = ""
    no_result: bool = False


class SchemeShape(Shape):
    code: Code
    title: TextShape
    version: Label
    method: Annotated[Method, Field(strict=False)]
    provenance: TextShape
    points_source: Label = ""
    case_kinds: list[Code] = []
    stages: list[Code] = []
    case_classes: list[Code] = []
    direction: Annotated[Direction, Field(strict=False)] = Direction.DEDUCT
    full_mark: Number = Decimal(100)
    maximum_total: Number = Decimal(100)
    not_applicable: Annotated[NotApplicableRule, Field(strict=False)] = (
        NotApplicableRule.RESCALE_SECTION
    )
    counted_parties: list[Annotated[Party, Field(strict=False)]] = list(Party)
    part_titles: dict[str, TextShape] = {}
    sections: Annotated[list[SectionShape], Field(min_length=1, max_length=60)]
    grades: Annotated[list[GradeShape], Field(min_length=1, max_length=20)]
    indicator_grades: Annotated[list[GradeShape], Field(max_length=20)] = []
    overall: OverallShape | None = None
    combination: CombinationShape
    examples: Annotated[list[ExampleShape], Field(max_length=100)] = []


def json_schema() -> dict[str, object]:
    """The same rules for an editor that completes and underlines as one types."""
    schema = SchemeShape.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "case-review scheme"
    return schema
