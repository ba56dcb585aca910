"""From plain values to the shape of a scheme, telling every fault of form at once.

One unknown key must not hide that the points do not add up. So what is wrong is taken
out or stood in for, the rest is checked on, and what was touched is remembered: a
later check that looks at a touched place says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from review.domain.errors import N_
from review.files.schemes import shapes
from review.files.schemes.problems import Path, Problem
from review.files.schemes.reading import Reading

MISSING = N_("The key %(key)s is missing.")
UNKNOWN = N_("There is no key %(key)s here.")
UNKNOWN_NEAR = N_("There is no key %(key)s here; do you mean %(known)s?")
COMMA = N_("A text with a comma needs quotation marks inside braces { }.")
BAD_CODE = N_("A code is made of a–z, 0–9 and _, and begins with a letter.")
BAD_RULE = N_("The name of a rule is written name@version, such as mean@1.")
NOT_IN_FORM = N_("This is not allowed here: %(problem)s.")
SENTENCES: Mapping[str, str] = {
    "enum": N_("Write one of: %(known)s."),
    "literal_error": N_("Write one of: %(known)s."),
    "bool_type": N_("Write true or false."),
    "number": N_("Write a number such as 2 or 2.5, without sign or quotation marks."),
    "below_zero": N_("Write a whole number that is not below 0."),
    "whole_number": N_("Write a whole number such as 3, without quotation marks."),
    "empty_text": N_("The text is missing."),
    "text": N_("Write a text; put it in quotation marks if need be."),
    "string_type": N_("Write a text; put it in quotation marks if need be."),
    "list_type": N_("Write a list: one entry a line, each beginning with “- ”."),
    "dict_type": N_("Write keys with values here, each as “key: value”."),
    "model_type": N_("Write keys with values here, each as “key: value”."),
    "too_short": N_("At least one entry is needed."),
    "too_long": N_("More than %(n)s entries."),
    "string_too_long": N_("The text is longer than %(n)s characters."),
}

_TEXT = {"zh": "?", "en": "?"}
# What stands in for a value that a shape cannot do without. A stand-in for words
# changes no mark, so it spoils no check.
_WORDS: Mapping[str, Any] = {
    "zh": "?",
    "en": "?",
    "title": _TEXT,
    "provenance": _TEXT,
    "guidance": _TEXT,
    "common_findings": _TEXT,
    "version": "?",
}
_OTHERS: Mapping[str, Any] = {
    "code": "unnamed",
    "combination": {},
    "rule": "unnamed@1",
    "case_kinds": "unnamed",
    "stages": "unnamed",
    "case_classes": "unnamed",
    "from": "assigned",
    "to": "closed",
    "days": "calendar",
    "documents": "unnamed",
}
_KEYS = sorted(
    {
        each.alias or name
        for shape in vars(shapes).values()
        if isinstance(shape, type) and issubclass(shape, shapes.Shape)
        for name, each in shape.model_fields.items()
    }
)


@dataclass(slots=True)
class Shaping:
    """The shape, where one could be made, and the paths it can say nothing about."""

    shape: shapes.SchemeShape | None = None
    problems: list[Problem] = field(default_factory=list)
    spoiled: list[Path] = field(default_factory=list)


def shape_of(reading: Reading) -> Shaping:
    """Validate; where that fails, report, mend and validate once more."""
    shaping = Shaping()
    try:
        shaping.shape = shapes.SchemeShape.model_validate(reading.value)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        details = [_in_the_file(each) for each in found]
        shaping.problems = [_problem(each, reading) for each in details]
        shaping.spoiled = _mend(reading.value, details)
        shaping.shape = _second_try(reading.value)
    return shaping


def _in_the_file(error: ErrorDetails) -> ErrorDetails:
    """The path as the author sees it, without the names of two ways to write a text."""
    tags = (shapes.ONE, shapes.BOTH)
    return {**error, "loc": tuple(step for step in error["loc"] if step not in tags)}


def _second_try(value: object) -> shapes.SchemeShape | None:
    try:
        return shapes.SchemeShape.model_validate(value)
    except ValidationError:
        return None


def _problem(error: ErrorDetails, reading: Reading) -> Problem:
    path = error["loc"]
    sentence, values = _sentence(error)
    line = reading.line_of(path)
    if error["type"] == "extra_forbidden":
        line = reading.key_lines.get(path, line)
        if _is_cut_off(reading.value, path):
            sentence, values = COMMA, {}
    return Problem(line, place(reading.value, path), sentence, values)


def _sentence(error: ErrorDetails) -> tuple[str, dict[str, object]]:
    kind, path, context = error["type"], error["loc"], error.get("ctx", {})
    key = str(path[-1]) if path else ""
    if kind == "missing":
        return MISSING, {"key": key}
    if kind == "extra_forbidden":
        # A key that is known elsewhere is in the wrong place, not misspelt.
        others = [known for known in _KEYS if known != key]
        near = get_close_matches(key, others, n=1, cutoff=0.75)
        return (UNKNOWN_NEAR if near else UNKNOWN), {"key": key} | _known(near)
    if kind == "string_pattern_mismatch":
        return (BAD_RULE if key in ("rule", "then") else BAD_CODE), {}
    if kind not in SENTENCES:
        return NOT_IN_FORM, {"problem": error["msg"]}
    values: dict[str, object] = {}
    if "expected" in context:
        values["known"] = _list(context["expected"])
    if "max_length" in context:
        values["n"] = context["max_length"]
    return SENTENCES[kind], values


def _is_cut_off(value: object, path: Path) -> bool:
    """A key without value beside zh and en is what stood behind a comma."""
    for step in path[:-1]:
        value = _inside(value, step)
    cut_off = isinstance(value, dict) and value.get(path[-1], "") is None
    return cut_off and not {"zh", "en"}.isdisjoint(value)


def _known(near: list[str]) -> dict[str, object]:
    return {"known": near[0]} if near else {}


def _list(expected: str) -> str:
    return expected.replace("'", "").replace(" or ", ", ")


def place(value: object, path: Iterable[str | int]) -> str:
    """The way to a place: keys, and entries of a list by their code or number."""
    words = []
    for step in path:
        value = _inside(value, step)
        code = value.get("code") if isinstance(value, dict) else None
        words.append(str(code or step + 1) if isinstance(step, int) else step)
    return ".".join(words)


def _inside(value: object, step: str | int) -> object:
    if isinstance(value, dict) and isinstance(step, str):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None


def _mend(value: object, errors: list[ErrorDetails]) -> list[Path]:
    """Take out or stand in for every fault; tell which paths mean nothing now."""
    spoiled = []
    for error in errors:
        path = error["loc"]
        holder = value
        for step in path[:-1]:
            holder = _inside(holder, step)
        if path and not _replace(holder, path, error["type"]):
            spoiled.append(path)
    return spoiled


def _replace(holder: object, path: Path, kind: str) -> bool:
    """Whether the mending leaves every mark as its author meant it."""
    last = path[-1]
    name = last if isinstance(last, str) else path[-2]
    if kind == "extra_forbidden" and isinstance(holder, dict):
        holder.pop(last, None)
        return True
    if name in _WORDS or name in _OTHERS:
        stand_in = _WORDS[name] if name in _WORDS else _OTHERS[name]
        if isinstance(holder, dict | list) and _holds(holder, last):
            holder[last] = stand_in  # type: ignore[index]
        return name in _WORDS
    if isinstance(holder, dict):
        holder.pop(last, None)
    return False


def _holds(holder: dict[Any, Any] | list[Any], last: str | int) -> bool:
    """A mapping takes any key, a list only the entries it has."""
    return isinstance(holder, dict) or (isinstance(last, int) and last < len(holder))
