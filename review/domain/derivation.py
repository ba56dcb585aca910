"""How a calculation is written down so that anyone can do it again by hand.

Numbers travel as text, exactly; the digest of the written form is what is stored.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from json import JSONEncoder
from json.encoder import encode_basestring
from math import lcm
from operator import attrgetter
from types import MappingProxyType
from typing import Any, TypeVar

Ratio = tuple[int, int]
NOTHING = Fraction(0)


def half_up(number: Fraction | Decimal) -> Decimal:
    """Round a number of marks, which is never negative, half up to hundredths."""
    part, whole = number.as_integer_ratio()
    return Decimal((200 * part + whole) // (2 * whole)).scaleb(-2)


def exactly(number: Decimal | Fraction) -> Fraction:
    """The same number as a fraction, which would ask long what kind of number it is."""
    return Fraction(*number.as_integer_ratio())


def sum_of(numbers: Iterable[Fraction]) -> Fraction:
    """Added up over one denominator: adding one by one reduces every sum on the way."""
    return added([each.as_integer_ratio() for each in numbers])


def added(ratios: Sequence[Ratio]) -> Fraction:
    """The same of ratios; of none, nothing."""
    if not ratios:
        return NOTHING
    common = lcm(*[whole for _, whole in ratios])
    return Fraction(sum([part * (common // whole) for part, whole in ratios]), common)


def times(factor: Fraction, number: Decimal | Fraction) -> Ratio:
    """Their product, which is reduced once it is added up and not on the way."""
    part, whole = number.as_integer_ratio()
    of_part, of_whole = factor.as_integer_ratio()
    return of_part * part, of_whole * whole


def with_an_end(number: Decimal | Fraction) -> Decimal | Fraction:
    """The same number as a decimal, if it has an end as one."""
    part, whole = number.as_integer_ratio()
    twos = (whole & -whole).bit_length() - 1
    rest, fives = whole >> twos, 0
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    if rest != 1:
        return number
    places = max(twos, fives)
    digits = part * 10**places // whole
    return Decimal(f"{digits}E-{places}")


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


_WORDS: dict[type, Callable[[Any], object]] = {
    Decimal: plain,
    Fraction: str,
    MappingProxyType: dict,
}


def _fields(value: Any) -> dict[str, object]:
    """What an object says: nothing of what is empty."""
    return _filled(value, *_names_of(type(value)))


def _filled(
    value: Any, names: Sequence[str], all_of: Callable[[Any], Sequence[Any]]
) -> dict[str, object]:
    return {
        name: each
        for name, each in zip(names, all_of(value), strict=True)
        if each or not (each is None or each is False or isinstance(each, _EMPTY))
    }


_EMPTY = (str, tuple)
_Names = tuple[tuple[str, ...], Callable[[Any], Sequence[Any]]]


@cache
def _names_of(kind: type) -> _Names:
    """The fields of a class, and what takes all of them at once."""
    return _taking(*[field.name for field in fields(kind)])


@cache
def _sorted_names_of(kind: type) -> _Names:
    return _taking(*sorted(_names_of(kind)[0]))


def _taking(*names: str) -> _Names:
    if len(names) == 1:
        return names, lambda value: (getattr(value, names[0]),)
    return names, attrgetter(*names)


Kind = TypeVar("Kind", bound=type)


def said_once(kind: Kind) -> Kind:
    """For a class of things that are kept and derived from again and again.

    Each is equal to itself alone (`eq=False`), so that it is found again at once.
    """
    _WRITERS[kind] = lru_cache(maxsize=8192)(_of_object)
    return kind


def canonical(data: object) -> bytes:
    """The one way these data are written: JSON, sorted keys, no spaces, UTF-8.

    As the JSON module writes it, to the byte; but what was written before is kept.
    """
    return _WRITERS[type(data)](data).encode("utf-8")


def _of_object(value: Any) -> str:
    return _of_pairs(_filled(value, *_sorted_names_of(type(value))).items())


def _of_mapping(value: Mapping[str, Any]) -> str:
    return _of_pairs(sorted(value.items()))


def _of_pairs(pairs: Iterable[tuple[str, Any]]) -> str:
    said = [f"{_quoted(name)}:{_WRITERS[type(it)](it)}" for name, it in pairs]
    return "{" + ",".join(said) + "}"


def _of_list(values: Sequence[Any]) -> str:
    return "[" + ",".join([_WRITERS[type(each)](each) for each in values]) + "]"


_PLAIN = JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_said
)


@lru_cache(maxsize=4096, typed=True)
def _quoted(key: object) -> str:
    """A name as the JSON module writes it, which makes text of numbers too."""
    return _PLAIN.encode({key: 0})[1:-3]


class _Writers(dict[type, Callable[[Any], str]]):
    """How things of each class are written; of a class not met before, by its kind."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        write = _of_object if is_dataclass(kind) else _PLAIN.encode
        return self.setdefault(kind, write)


_WRITERS = _Writers(
    {
        str: encode_basestring,
        bool: lambda is_so: "true" if is_so else "false",
        int: str,
        Decimal: lambda number: f'"{plain(number)}"',
        Fraction: lambda number: f'"{number}"',
        dict: _of_mapping,
        MappingProxyType: _of_mapping,
        list: _of_list,
        tuple: _of_list,
    }
)


def digest(data: object) -> str:
    """SHA-256, as hex, of the canonical form of a derivation."""
    return hashlib.sha256(canonical(data)).hexdigest()
