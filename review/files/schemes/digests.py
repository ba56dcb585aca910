"""Two digests of a scheme: of all it says, and of what decides marks and grades.

Equal content digests are the same scheme; equal structure digests may be compared with
one another though a word was mended.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from decimal import Decimal
from typing import Any

from review.domain.derivation import digest, plain
from review.domain.schemes import Scheme
from review.files.schemes.shapes import FORMAT

# Where an example stands, and the digests themselves, are not content.
_NOT_CONTENT = frozenset({"line", "digest", "structure_digest"})

# A procedure proposes an answer; what an answer is worth does not depend on it.
WORDING = frozenset(
    {
        "title",
        "version",
        "provenance",
        "guidance",
        "common_findings",
        "source",
        "points_source",
        "part_titles",
        "examples",
        "procedures",
        "documents",
        "by_presence",
    }
)


def with_digests(scheme: Scheme) -> Scheme:
    """The same scheme, knowing its digests."""
    return replace(
        scheme,
        digest=_digest(scheme, _NOT_CONTENT),
        structure_digest=_digest(scheme, _NOT_CONTENT | WORDING),
    )


def _digest(scheme: Scheme, without: frozenset[str]) -> str:
    """Of one spelling for equal content: keys sorted, defaults left out."""
    return digest(content(scheme, without))


def content(scheme: Scheme, without: frozenset[str] = _NOT_CONTENT) -> dict[str, Any]:
    """What a scheme says, with the version of the format it is said in."""
    return {"format": FORMAT, "scheme": _plain(scheme, without)}


def _plain(value: object, without: frozenset[str]) -> object:
    if is_dataclass(value):
        return {
            key_of(each): _plain(getattr(value, each.name), without)
            for each in fields(value)
            if each.name not in without and not is_default(value, each)
        }
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(each, without) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each, without) for each in value]
    return value


def key_of(each: Field[object]) -> str:
    """The key that a field is written under: `from` is a word of Python's own."""
    return each.name.rstrip("_")


def is_default(value: object, each: Field[object]) -> bool:
    """Whether a field says only what it would say if it were left out."""
    current = getattr(value, each.name)
    if each.default_factory is not MISSING:
        return bool(current == each.default_factory())
    return each.default is not MISSING and bool(current == each.default)
