"""A scheme in the domain's words, built from a file of the right shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from review.domain.schemes import (
    Combination,
    ErrorStep,
    Example,
    Grade,
    Item,
    LateStep,
    Option,
    Overall,
    OverallStep,
    Procedure,
    Scheme,
    Section,
    Text,
)
from review.files.schemes.shapes import (
    CombinationShape,
    ErrorStepShape,
    ExampleShape,
    GradeShape,
    LateStepShape,
    LeafShape,
    OptionShape,
    OverallShape,
    OverallStepShape,
    ProcedureShape,
    SchemeShape,
    SectionShape,
    Shape,
    TextShape,
)

# In the file the usual number of reviews stands under a word, in the domain under "".
DEFAULT_CLASS = "default"

_TARGETS: Mapping[type[Shape], type] = {
    TextShape: Text,
    OptionShape: Option,
    ErrorStepShape: ErrorStep,
    LateStepShape: LateStep,
    ProcedureShape: Procedure,
    SectionShape: Section,
    GradeShape: Grade,
    OverallStepShape: OverallStep,
    OverallShape: Overall,
    ExampleShape: Example,
    SchemeShape: Scheme,
}


def build(shape: SchemeShape, example_lines: Sequence[int] = ()) -> Scheme:
    """The scheme without its digests; each example keeps the line it stands on."""
    examples = tuple(
        _build(example, line=line)
        for example, line in zip(
            shape.examples, example_lines or [0] * len(shape.examples), strict=True
        )
    )
    return _build(shape, examples=examples)


def _build(shape: Shape, **overrides: object) -> object:
    """The dataclass of the same name, field by field."""
    if isinstance(shape, CombinationShape):
        return _combination(shape)
    target = Item if isinstance(shape, LeafShape) else _TARGETS[type(shape)]
    names = type(shape).model_fields
    values = {name: _value(getattr(shape, name)) for name in names}
    return target(**(values | overrides))


def _value(value: object) -> object:
    if isinstance(value, Shape):
        return _build(value)
    if isinstance(value, list):
        return tuple(_value(each) for each in value)
    if isinstance(value, dict):
        return {key: _value(each) for key, each in value.items()}
    return value


def _combination(shape: CombinationShape) -> Combination:
    values = {name: getattr(shape, name) for name in type(shape).model_fields}
    values["reviews"] = {
        "" if name == DEFAULT_CLASS else name: n for name, n in shape.reviews.items()
    }
    return Combination(**values)
