"""What of an order is shown: every boundary, and nothing that gives a hidden one away."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from review.domain.ranking import (
    TOLD,
    Band,
    Display,
    Outlier,
    RankedFile,
    band_of,
    display_for,
    in_order,
    least_files,
    not_to_be_told,
    outlier,
    places,
    ranked_units,
    told,
)


def files(**n: int) -> list[RankedFile]:
    return [
        RankedFile(unit, Decimal(90), "civil", "trial", is_good=True)
        for unit, count in n.items()
        for _ in range(count)
    ]


@pytest.mark.parametrize(
    ("rankability", "expected"),
    [
        ("1", Display.ORDERED),
        ("0.75", Display.ORDERED),
        ("0.7499", Display.BANDS),
        ("0.5", Display.BANDS),
        ("0.4999", Display.FUNNEL),
        ("0", Display.FUNNEL),
    ],
)
def test_how_much_is_not_chance_decides_what_is_shown(
    rankability: str, expected: Display
) -> None:
    assert display_for(Decimal(rankability)) is expected


def test_a_firm_with_one_perfect_file_is_not_ranked_at_all() -> None:
    least = least_files(minimum_n=1)

    assert ranked_units(files(perfect=1, two=2, many=3), least=least) == (("many",), 2)


@pytest.mark.parametrize(("minimum_n", "expected"), [(0, 3), (3, 3), (5, 5)])
def test_groups_too_small_to_be_shown_are_not_ranked(
    minimum_n: int, expected: int
) -> None:
    assert least_files(minimum_n) == expected


def test_what_is_withheld_has_no_place_and_nobody_is_nobody() -> None:
    found = ranked_units(files(a=9, b=9), least=3, withheld={"b"})
    nobody = [RankedFile("", Decimal(90), "civil", "trial", is_good=True)] * 9

    assert found == (("a",), 1)
    assert ranked_units([*files(a=9), *nobody], least=3) == (("a",), 0)


def of_kinds(**n: tuple[int, int]) -> list[RankedFile]:
    """By unit how many civil and how many criminal files."""
    return [
        RankedFile(unit, Decimal(90), kind, "", is_good=True)
        for unit, counts in n.items()
        for kind, count in zip(("civil", "criminal"), counts, strict=True)
        for _ in range(count)
    ]


@pytest.mark.parametrize(
    ("n", "case_kind", "expected"),
    [
        # Enough small ones protect each other.
        ({"a": (9, 0), "b": (2, 0), "c": (1, 0)}, "", {"b", "c"}),
        # One alone could be had by subtraction: the next larger one protects it.
        ({"a": (9, 0), "b": (4, 0), "c": (1, 0)}, "", {"b", "c"}),
        ({"a": (9, 0), "b": (4, 0)}, "", set()),
        # The criminal files of a would be its whole without the civil ones.
        ({"a": (9, 1), "b": (4, 0)}, "civil", {"a"}),
        ({"a": (9, 3), "b": (4, 5)}, "civil", set()),
        # Of the kind itself, what is left out must be enough as well.
        ({"a": (9, 9), "b": (4, 9), "c": (1, 2)}, "civil", {"b", "c"}),
    ],
)
def test_no_small_group_can_be_had_by_subtraction(
    n: dict[str, tuple[int, int]], case_kind: str, expected: set[str]
) -> None:
    found = not_to_be_told(of_kinds(**n), least=3, case_kind=case_kind)
    assert found == expected


@pytest.mark.parametrize(
    ("at_top", "low", "high", "expected"),
    [
        ("0.8", "70", "90", Band.TOP),
        ("0.79", "80.01", "90", Band.ABOVE),
        ("0.79", "80", "90", Band.AVERAGE),
        ("0", "70", "80", Band.AVERAGE),
        ("0", "70", "79.99", Band.BELOW),
    ],
)
def test_bands_need_certainty(at_top: str, low: str, high: str, expected: Band) -> None:
    found = band_of(
        at_top=Decimal(at_top), low=Decimal(low), high=Decimal(high), mean=Decimal(80)
    )
    assert found is expected


def test_who_is_expected_at_the_same_rank_shares_the_place() -> None:
    ranks = [Decimal(each) for each in ("4.31", "1.2", "2.04", "1.96", "2.05", "1.24")]

    assert places(ranks) == [6, 1, 3, 3, 5, 1]


@pytest.mark.parametrize(
    ("below", "above", "expected"),
    [
        (0.0009, 0.9999, Outlier.FAR_BELOW),
        (0.001, 0.9999, Outlier.BELOW),
        (0.0249, 0.98, Outlier.BELOW),
        (0.025, 0.98, Outlier.INSIDE),
        (0.98, 0.025, Outlier.INSIDE),
        (0.98, 0.0249, Outlier.ABOVE),
        (0.9999, 0.0009, Outlier.FAR_ABOVE),
    ],
)
def test_outliers_lie_beyond_the_limits(
    below: float, above: float, expected: Outlier
) -> None:
    assert outlier(below=below, above=above) is expected


def row(key: str, **more: object) -> dict[str, Any]:
    everything = dict.fromkeys(TOLD[Display.ORDERED], 1)
    return {"key": key, "sort_key": key, "mean": "90.00", **everything, **more}


@pytest.mark.parametrize(
    ("display", "hidden"),
    [
        (Display.ORDERED, set()),
        (
            Display.BANDS,
            {"place", "is_tied", "expected_rank", "rank_low", "rank_high", "at_top"},
        ),
        (Display.FUNNEL, set(TOLD[Display.ORDERED]) - {"outlier"}),
    ],
)
def test_a_row_says_what_its_display_shows(display: Display, hidden: set[str]) -> None:
    assert set(row("a")) - set(told(row("a"), display)) == hidden


def test_the_order_of_a_list_tells_no_more_than_its_columns() -> None:
    rows = [
        row("c", place=1, band="above", estimate="95"),
        row("a", place=2, band="above", estimate="94"),
        row("b", place=2, band="top", estimate="94"),
        row("d", place=4, band="below", estimate="70"),
    ]

    def keys(display: Display) -> str:
        return "".join(str(each["key"]) for each in in_order(rows, display))

    assert keys(Display.ORDERED) == "cabd"
    assert keys(Display.BANDS) == "bacd"
    assert keys(Display.FUNNEL) == "abcd"


def test_what_is_hidden_may_differ_and_the_list_stays_the_same() -> None:
    """Twin lists that differ only in what is not shown are the same list."""

    def shown(display: Display, **more: object) -> list[Mapping[str, object]]:
        hidden = TOLD[Display.ORDERED] - TOLD[display]
        changed = [
            row("a") | ({name: 7 for name in hidden} if more else {}),
            row("b") | ({name: 3 for name in hidden} if more else {}),
        ]
        return [told(each, display) for each in in_order(changed, display)]

    for display in (Display.BANDS, Display.FUNNEL):
        assert shown(display) == shown(display, twin=True)
