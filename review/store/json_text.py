"""JSON as the standard library writes and reads it, with less around it.

The library makes a new writer for each value, which takes longer than to write a small
one; and it looks for space around what it reads, where none was written.
"""

from __future__ import annotations

from collections.abc import Callable
from json import JSONDecoder, JSONEncoder, encoder
from typing import Any

Writer = Callable[[Any], str]


def writer_of(like: JSONEncoder) -> Writer:
    """What writes every value as this encoder does; nothing may hold itself."""
    if encoder.c_make_encoder is None:
        return like.encode
    is_ascii = like.ensure_ascii
    pieces = encoder.c_make_encoder(
        None,
        like.default,
        encoder.encode_basestring_ascii if is_ascii else encoder.encode_basestring,
        like.indent,
        like.key_separator,
        like.item_separator,
        like.sort_keys,
        like.skipkeys,
        like.allow_nan,
    )
    return lambda value: "".join(pieces(value, 0))


STORED: Writer = writer_of(JSONEncoder())
CANONICAL: Writer = writer_of(
    JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))
)


_DECODER = JSONDecoder()


def read(text: str) -> Any:
    """What a column holds."""
    return _DECODER.raw_decode(text)[0]
