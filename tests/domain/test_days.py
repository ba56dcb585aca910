"""Days in the ways bureaus write them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from review.domain import days
from review.domain.cells import Cell, CellRefused
from review.domain.days import day, day_doubt

FIFTH_OF_MARCH = date(2024, 3, 5)


@pytest.mark.parametrize(
    "cell",
    [
        "2024年3月5日",
        "2024年03月05日",
        "2024年3月5号",
        "2024 年 3 月 5 日",
        "2024/3/5",
        "2024.03.05",
        "2024.3.5.",
        "2024-03-05",
        "20240305",
        "２０２４年３月５日",
        "二〇二四年三月五日",
        "二○二四年三月五日",
        "2024-03-05 10:20:00",
        "2024-03-05T10:20:00.000",
        "2024/3/5 0:00",
        45356,
        45356.0,
        45356.75,
        "45356",
        20240305.0,
        datetime(2024, 3, 5, 23, 59),
        FIFTH_OF_MARCH,
        " 2024年3月5日\n",
    ],
)
def test_every_way_of_writing_gives_the_same_day(cell: Cell) -> None:
    assert day(cell) == FIFTH_OF_MARCH


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("二〇二三年十二月三十一日", date(2023, 12, 31)),
        ("二〇二三年十月十日", date(2023, 10, 10)),
        ("二〇二三年十一月二十日", date(2023, 11, 20)),
        ("2024-02-29", date(2024, 2, 29)),
        (44927, date(2023, 1, 1)),
        ("", None),
        (None, None),
        ("  ", None),
    ],
)
def test_other_days(cell: Cell | None, expected: date | None) -> None:
    assert day(cell) == expected


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("2024年3月", days.DAY_MISSING),
        ("2024-3", days.DAY_MISSING),
        ("03/05/2024", days.NOT_A_DAY),
        ("24.3.5", days.NOT_A_DAY),
        ("3月5日", days.NOT_A_DAY),
        ("2024", days.NOT_A_DAY),
        ("昨天", days.NOT_A_DAY),
        ("2024-03-05 上午", days.NOT_A_DAY),
        (True, days.NOT_A_DAY),
        (time(10), days.NOT_A_DAY),
        (timedelta(hours=30), days.NOT_A_DAY),
        (-5, days.NOT_A_DAY),
        (1e300, days.NOT_A_DAY),
        ("2023-02-29", days.NO_SUCH_DAY),
        ("2024年13月1日", days.NO_SUCH_DAY),
        ("20241301", days.NO_SUCH_DAY),
        ("二〇二四年三月三三十日", days.NO_SUCH_DAY),
        ("0024-03-05", days.UNLIKELY_YEAR),
        ("2924-03-05", days.UNLIKELY_YEAR),
        (99999, days.UNLIKELY_YEAR),
        (10000, days.UNLIKELY_YEAR),
        (date(1900, 1, 1), days.UNLIKELY_YEAR),
    ],
)
def test_what_is_no_single_day_is_refused(cell: Cell, reason: str) -> None:
    with pytest.raises(CellRefused) as refused:
        day(cell)

    assert refused.value.sentence == reason


def test_a_bare_count_of_days_is_noted() -> None:
    assert str(day_doubt(45356)).startswith("Read as 2024-03-05")
    assert str(day_doubt("45356")).startswith("Read as 2024-03-05")
    assert day_doubt("2024-03-05") is None
    assert day_doubt(FIFTH_OF_MARCH) is None
