"""What stands beside a line of the workbook: what to write, and what it costs."""

from __future__ import annotations

import pytest

from review.domain.lines import answerable
from review.domain.schemes import ItemKind
from review.files.offline.how import how_of
from tests.domain.builders import D, adding, item, points_scheme, section

EACH = item("a", 3, ItemKind.PER_OCCURRENCE, each=D(1))


@pytest.mark.parametrize(
    ("locale", "lost", "won"),
    [
        (
            "zh",
            "填写处数：每处扣1分，最多扣3分",
            "填写处数：每处加1分，最多加3分",
        ),
        (
            "en",
            "Number of occurrences: \N{MINUS SIGN}1 each, \N{MINUS SIGN}3 at most",
            "Number of occurrences: +1 each, +3 at most",
        ),
    ],
)
def test_occurrences_say_what_each_and_all_of_them_come_to(
    locale: str, lost: str, won: str
) -> None:
    found = [
        how_of(answerable(scheme(section("s", EACH)))["a"], locale)
        for scheme in (points_scheme, adding)
    ]

    assert found == [lost, won]
