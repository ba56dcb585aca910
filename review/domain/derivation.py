"""How a calculation is written down so that anyone can do it again by hand.

Numbers travel as text, exactly; the digest of the written form is what is stored.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from fractions import Fraction
from functools import cache


def half_up(number: Fraction | Decimal) -> Decimal:
    """Round a number of marks, which is never negative, half up to hundredths."""
    exact = Fraction(number)
    hundredths = (200 * exact.numerator + exact.denominator) // (2 * exact.denominator)
    return Decimal(hundredths).scaleb(-2)


def plain(number: Decimal) -> str:
    """A decimal without exponent or trailing zeros: 1E+2 is 100, 3.50 is 3.5."""
    return format(number.normalize(), "f")


def as_data(value: object) -> object:
    """A derivation as JSON: exact numbers as text, and nothing said that is empty."""
    if value is None or isinstance(value, _PLAIN):
        # A named word is written as the word it is.
        return str(value) if isinstance(value, str) else value
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, tuple):
        return [as_data(each) for each in value]
    if isinstance(value, Mapping):
        return {str(key): as_data(each) for key, each in value.items()}
    named = ((name, getattr(value, name)) for name in _names_of(type(value)))
    return {name: as_data(each) for name, each in named if not _is_empty(each)}


_PLAIN = (str, bool, int)


@cache
def _names_of(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _is_empty(value: object) -> bool:
    return value is None or value is False or value == "" or value == ()


def canonical(data: Mapping[str, object]) -> bytes:
    """The one way these data are written: sorted keys, no spaces, UTF-8."""
    return json.dumps(
        data, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode("utf-8")


def digest(data: Mapping[str, object]) -> str:
    """SHA-256, as hex, of the canonical form of a derivation."""
    return hashlib.sha256(canonical(data)).hexdigest()
