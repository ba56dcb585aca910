"""One way to write data down, so that equal data have equal digests everywhere.

JSON in UTF-8 with sorted keys, without spaces, every text in Unicode form NFC. Decimals
are text; binary fractions are refused, because no two programs print them alike.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum


def canonical(value: object) -> bytes:
    """The canonical bytes of plain data: mappings, sequences, text, whole numbers."""
    text = json.dumps(
        _plain(value),
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )
    return text.encode("utf-8")


def _plain(value: object) -> object:
    match value:
        case Enum():
            return _plain(value.value)
        case None | bool() | int():
            return value
        case str():
            return unicodedata.normalize("NFC", value)
        case Decimal() if value.is_finite():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case Mapping():
            return _plain_mapping(value)
        case list() | tuple():
            return [_plain(each) for each in value]
    raise TypeError(f"{value!r} has no canonical form")


def _plain_mapping(value: Mapping[object, object]) -> dict[str, object]:
    plain: dict[str, object] = {}
    for key, each in value.items():
        if not isinstance(key, str):
            raise TypeError(f"the key {key!r} is not a text")
        name = unicodedata.normalize("NFC", key)
        if name in plain:
            raise ValueError(f"the key {name!r} stands there twice")
        plain[name] = _plain(each)
    return plain
