"""What is kept to write JSON writes the same bytes as the standard library."""

from __future__ import annotations

import json
from enum import StrEnum

import pytest

from review.store.json_text import CANONICAL, STORED, read


class Word(StrEnum):
    SAID = 'quoted "here"'


VALUES = [
    None,
    True,
    -7,
    0.1,
    1e300,
    "",
    'a "word"\\\n\t\x00\x7f',
    "会见笔录\u2028é😀",
    Word.SAID,
    [],
    {},
    (1, [2, (None, "三")]),
    {"z": 1, "a": {"乙": [True], "甲": "x"}, "m": None},
    {10: "ten", 9: "nine"},
]


@pytest.mark.parametrize("value", VALUES)
def test_bytes_are_those_of_the_library(value: object) -> None:
    canonical = json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    assert (STORED(value), CANONICAL(value)) == (json.dumps(value), canonical)


@pytest.mark.parametrize("write", [STORED, CANONICAL])
def test_what_json_has_no_word_for_is_refused(write: object) -> None:
    assert callable(write)
    with pytest.raises(TypeError, match="set is not JSON"):
        write({"known": {1}})


@pytest.mark.parametrize("value", VALUES)
def test_what_was_written_is_read_as_the_library_reads_it(value: object) -> None:
    text = STORED(value)

    assert read(text) == json.loads(text)


@pytest.mark.parametrize("number", [7, 1.5])
def test_a_number_that_sqlite_made_of_a_text_is_no_text(number: object) -> None:
    # Its type of column catches this and takes the number as it is.
    with pytest.raises(TypeError):
        read(number)  # type: ignore[arg-type]
