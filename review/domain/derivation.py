"""How a calculation is written down so that anyone can do it again by hand.

Numbers travel as text, exactly; the digest of the written form is what is stored.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import fields
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from math import lcm
from operator import attrgetter
from types import MappingProxyType
from typing import Any, TypeVar

from review.domain.sameness import Same


def half_up(number: Fraction | Decimal) -> Decimal:
    """Round a number of marks, which is never negative, half up to hundredths."""
    exact = Fraction(number)
    hundredths = (200 * exact.numerator + exact.denominator) // (2 * exact.denominator)
    return Decimal(hundredths).scaleb(-2)


def sum_of(numbers: Sequence[Fraction]) -> Fraction:
    """Added up over one denominator: adding one by one reduces every sum on the way."""
    whole = lcm(*[each.denominator for each in numbers])
    return Fraction(
        sum([each.numerator * (whole // each.denominator) for each in numbers]), whole
    )


@lru_cache(maxsize=4096)
def plain(number: Decimal) -> str:
    """A decimal without exponent or trailing zeros: 1E+2 is 100, 3.50 is 3.5."""
    return format(number.normalize(), "f") if number else "0"


def as_data(value: object) -> Any:
    """A derivation as JSON: exact numbers as text, and nothing said that is empty."""
    return json.loads(json.dumps(value, ensure_ascii=False, default=_said))


def _said(value: Any) -> object:
    """What JSON has no word for."""
    return _WORDS.get(type(value), _fields)(value)


Kind = TypeVar("Kind", bound=type)


def said_once(kind: Kind) -> Kind:
    """For a class of things that are kept and derived from again and again."""
    _WORDS[kind] = lambda value: _said_before(Same(value))
    return kind


@lru_cache(maxsize=8192)
def _said_before(of: Same[Any]) -> dict[str, object]:
    return _fields(of.it)


def _fields(value: Any) -> dict[str, object]:
    names, all_of = _names_of(type(value))
    return {
        name: plain(each) if type(each) is Decimal else each
        for name, each in zip(names, all_of(value), strict=True)
        if each or not (each is None or each is False or isinstance(each, _EMPTY))
    }


_EMPTY = (str, tuple)
_WORDS: dict[type, Callable[[Any], object]] = {
    Decimal: plain,
    Fraction: str,
    MappingProxyType: dict,
}


@cache
def _names_of(kind: type) -> tuple[tuple[str, ...], Callable[[Any], Sequence[Any]]]:
    """The fields of a class, and what takes all of them at once."""
    names = tuple(field.name for field in fields(kind))
    if len(names) == 1:
        return names, lambda value: (getattr(value, names[0]),)
    return names, attrgetter(*names)


def canonical(data: object) -> bytes:
    """The one way these data are written: sorted keys, no spaces, UTF-8."""
    return _CANONICAL.encode(data).encode("utf-8")


_CANONICAL = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_said
)


def digest(data: object) -> str:
    """SHA-256, as hex, of the canonical form of a derivation."""
    return hashlib.sha256(canonical(data)).hexdigest()
