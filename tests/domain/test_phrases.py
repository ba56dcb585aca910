"""Own phrases: the item's first, the newest first, each once, a handful."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from review.domain.phrases import MOST, Phrase, recent


def at(day: int, item: str, text: str) -> Phrase:
    return Phrase(item, text, datetime(2026, 3, day, tzinfo=UTC))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ([], ()),
        ([at(1, "a", "早"), at(2, "a", "晚")], ("晚", "早")),
        (
            [at(3, "b", "别的"), at(1, "a", "早"), at(2, "a", "晚")],
            ("晚", "早", "别的"),
        ),
        ([at(1, "a", "同"), at(2, "a", " 同 "), at(3, "b", "同")], ("同",)),
        ([at(1, "a", ""), at(2, "b", "  ")], ()),
        ([at(2, "b", "新"), at(1, "b", "旧")], ("新", "旧")),
    ],
)
def test_which_phrases_are_offered(
    written: list[Phrase], expected: tuple[str, ...]
) -> None:
    assert recent("a", written) == expected


def test_a_handful_is_enough() -> None:
    written = [at(day, "a", str(day)) for day in range(1, 10)]

    assert recent("a", written) == ("9", "8", "7", "6", "5")
    assert MOST == 5
