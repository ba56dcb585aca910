"""How a calculation is written down so that anyone can do it again by hand.

Numbers travel as text, exactly; the digest of the written form is what is stored.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from types import NoneType
from typing import Any


def half_up(number: Fraction | Decimal) -> Decimal:
    """Round a number of marks, which is never negative, half up to hundredths."""
    exact = Fraction(number)
    hundredths = (200 * exact.numerator + exact.denominator) // (2 * exact.denominator)
    return Decimal(hundredths).scaleb(-2)


@lru_cache(maxsize=4096)
def plain(number: Decimal) -> str:
    """A decimal without exponent or trailing zeros: 1E+2 is 100, 3.50 is 3.5."""
    return format(number.normalize(), "f") if number else "0"


def as_data(value: object) -> object:
    """A derivation as JSON: exact numbers as text, and nothing said that is empty."""
    return _writer(type(value))(value)


@cache
def _writer(kind: type) -> Callable[[Any], object]:
    """How values of a type are written; a derivation holds hundreds of few types."""
    if issubclass(kind, str):
        # A named word is written as the word it is.
        return str
    if issubclass(kind, int | NoneType):
        return lambda value: value
    if issubclass(kind, Decimal):
        return plain
    if issubclass(kind, Fraction):
        return str
    if issubclass(kind, tuple):
        return lambda value: [as_data(each) for each in value]
    if issubclass(kind, Mapping):
        return lambda value: {str(key): as_data(each) for key, each in value.items()}
    return _field_writer(kind)


def _field_writer(kind: type) -> Callable[[Any], object]:
    names = tuple(field.name for field in fields(kind))

    def write(value: Any) -> object:
        named = [(name, getattr(value, name)) for name in names]
        return {name: as_data(each) for name, each in named if not _is_empty(each)}

    return write


def _is_empty(value: object) -> bool:
    return (
        value is None or value is False or isinstance(value, str | tuple) and not value
    )


def canonical(data: Mapping[str, object]) -> bytes:
    """The one way these data are written: sorted keys, no spaces, UTF-8."""
    return json.dumps(
        data, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode("utf-8")


def digest(data: Mapping[str, object]) -> str:
    """SHA-256, as hex, of the canonical form of a derivation."""
    return hashlib.sha256(canonical(data)).hexdigest()
