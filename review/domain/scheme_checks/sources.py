"""Everything a scheme asks and weighs says where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from review.domain.errors import N_
from review.domain.scheme_checks.faults import (
    Fault,
    Faults,
    Path,
    items_of,
    sections_of,
)
from review.domain.schemes import Grade, Method, Scheme
from review.domain.sources import UNKNOWN, unknown_codes

ITEM = N_("The item %(code)s does not say where it comes from (source).")
GRADE = N_("The grade %(code)s does not say where it comes from (source).")
COMBINATION = N_("The combination does not say where it comes from (source).")
NAMES = {"source", "points_source"}
POINTS = N_("The scheme does not say where its points come from (points_source).")


def items_have_sources(scheme: Scheme) -> Faults:
    """A sub-item without a source has that of its item."""
    for path, section in sections_of(scheme):
        for at, item in items_of(section, path):
            without = [n for n, sub in enumerate(item.items) if not sub.source]
            if item.source:
                continue
            for number in without:
                values = {"code": item.items[number].code}
                yield Fault((*at, "items", number, "source"), ITEM, values)
            if not item.items:
                yield Fault((*at, "source"), ITEM, {"code": item.code})


def grades_have_sources(scheme: Scheme) -> Faults:
    yield from _grades("grades", scheme.grades)
    yield from _grades("indicator_grades", scheme.indicator_grades)


def _grades(name: str, grades: Sequence[Grade]) -> Faults:
    for number, grade in enumerate(grades):
        if not grade.source:
            yield Fault((name, number, "source"), GRADE, {"code": grade.code})


def rules_have_sources(scheme: Scheme) -> Faults:
    if not scheme.combination.source:
        yield Fault(("combination", "source"), COMBINATION)
    if scheme.method is Method.POINTS and not scheme.points_source:
        yield Fault(("points_source",), POINTS)


def codes_are_known(scheme: Scheme) -> Faults:
    """A code nobody can look up is no source."""
    for path, source in _sources(scheme, ()):
        for code in unknown_codes(source):
            yield Fault(path, UNKNOWN, {"code": code})


def _sources(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Every source in the scheme, wherever one may be written, with its place."""
    if isinstance(value, tuple):
        for number, each in enumerate(value):
            yield from _sources(each, (*path, number))
    elif is_dataclass(value):
        for field in fields(value):
            inner, at = getattr(value, field.name), (*path, field.name)
            if field.name in NAMES:
                yield at, inner
            else:
                yield from _sources(inner, at)


CHECKS = (
    items_have_sources,
    grades_have_sources,
    rules_have_sources,
    codes_are_known,
)
