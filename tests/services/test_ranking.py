"""Rankings as a release freezes them: who gets which list, and what it says."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import select

from review.domain.ranking import Display
from review.services import publication
from review.store import unit
from review.store.models import ReleaseRow
from tests.databases import Once
from tests.released import RANKED_FIRMS, Place, a_place, ranked_place

pytestmark = pytest.mark.usefixtures("app_context")

Rows = list[tuple[str, dict[str, Any]]]


@pytest.fixture
def place(once: Once) -> Place:
    return once(ranked_place)


def frozen(place: Place, row: str = "standing", **more: Any) -> Rows:
    """Audience and content of every row of this kind, as it is stored."""
    place.publish(**more)
    query = (
        select(ReleaseRow.audience, ReleaseRow.body)
        .where(ReleaseRow.kind == row)
        .order_by(ReleaseRow.audience, ReleaseRow.position)
    )
    with unit.reading() as connection:
        found = connection.execute(query).all()
    return [(each.audience, json.loads(each.body)["content"]) for each in found]


def names(rows: Rows, audience: str, key: str) -> list[str]:
    return [c["name"] for who, c in rows if who == audience and c["list"] == key]


def test_who_receives_which_ranking(place: Place) -> None:
    rows = frozen(place, "ranking")
    everything = {"firm:", "firm:civil", "firm:criminal_defense"}
    # A handler's four civil files would tell the two criminal ones.
    everything |= {"handler:"}

    assert {c["key"] for who, c in rows if who == "public"} == {"firm:"}
    assert {c["key"] for who, c in rows if who == "bureau"} == everything
    assert {who for who, _ in rows} == {"public", "bureau"}


def test_the_internal_bulletin_goes_round_only_where_the_bureau_says_so(
    place: Place,
) -> None:
    rows = frozen(place, "ranking", internal=True)

    def keys(audience: str) -> list[str]:
        return [c["key"] for who, c in rows if who == audience]

    assert keys("internal") == keys("bureau") != keys("public") == ["firm:"]


def test_what_a_kind_leaves_out_is_enough_not_to_be_had(place: Place) -> None:
    """The lone firm's civil file is hidden among those of another firm."""
    rows = frozen(place)

    assert len(names(rows, "bureau", "firm:civil")) == len(RANKED_FIRMS) - 1
    assert len(names(rows, "bureau", "firm:criminal_defense")) == len(RANKED_FIRMS)


def test_three_counties_are_in_no_order(place: Place) -> None:
    """Fewer than five units leave nothing that could be told from chance."""
    rows = frozen(place, "ranking")

    assert not [c for _, c in rows if c["by"] == "county"]


def test_good_firms_stand_before_bad_ones_and_one_perfect_file_nowhere(
    place: Place,
) -> None:
    rows = frozen(place)

    ordered = [f"{name}律师事务所" for name in RANKED_FIRMS]
    assert names(rows, "public", "firm:") == ordered
    assert names(rows, "bureau", "firm:") == ordered
    assert "独律师事务所" not in {content["name"] for _, content in rows}


def test_each_handler_reads_the_own_line_and_no_other(place: Place) -> None:
    rows = frozen(place)
    own = Counter(c["name"] for who, c in rows if who == "handler")

    handlers = {f"{name}{one}" for name in RANKED_FIRMS for one in "一二"}
    # One more is left out, or the one with a single file could be had by subtraction.
    assert set(own) < handlers
    assert len(own) == len(handlers) - 1
    assert set(own.values()) == {1}
    assert {c["key"].partition(":")[0] for who, c in rows if who == "firm"} == set()
    assert not [c for who, c in rows if who == "public" and "handler" in c["list"]]


def test_a_line_has_raw_figures_with_part_and_whole(place: Place) -> None:
    (first, *_) = [c for who, c in frozen(place) if who == "public"]

    assert (first["place"], first["n"], first["mean"]) == (1, 12, "90.00")
    assert first["good"] == {"part": 12, "whole": 12, "percent": "100.00"}
    assert float(first["low"]) < float(first["estimate"]) < float(first["high"])
    assert first["rank_low"] <= float(first["expected_rank"]) <= first["rank_high"]
    assert "sort_key" not in first


def test_the_summary_says_how_much_is_not_chance(place: Place) -> None:
    (said,) = [c for who, c in frozen(place, "ranking") if who == "public"]

    assert (said["n_ranked"], said["n_left"], said["least"]) == (6, 1, 3)
    assert said["n_files"] == 72
    assert float(said["rankability"]) >= 0.75
    assert said["display"] == said["by_rule"] == "ordered"
    assert said["good"]["whole"] == 72


@pytest.mark.parametrize("display", list(Display))
def test_the_bureau_may_show_it_otherwise_and_that_is_told(
    place: Place, display: Display
) -> None:
    rows = frozen(place, "ranking", display=display.value)

    assert {c["display"] for _, c in rows} == {display.value}
    assert {c["by_rule"] for _, c in rows if c["key"] == "firm:"} == {"ordered"}


def test_a_hidden_order_is_in_no_row(place: Place) -> None:
    """Without an order names sort, and nothing says who is before whom."""
    rows = frozen(place, display="funnel")
    shown = names(rows, "public", "firm:")

    assert shown == [f"{name}律师事务所" for name in "丁己甲戊乙寅"]
    hidden = {"place", "estimate", "expected_rank", "rank_low", "at_top", "band"}
    assert not [c for _, c in rows if hidden & set(c)]


def test_firms_that_differ_by_chance_alone_are_in_no_order(once: Once) -> None:
    place = once(lambda: ranked_place(gap=0))
    rows = frozen(place, "ranking")

    (said,) = [c for who, c in rows if who == "public"]
    assert (said["rankability"], said["display"]) == ("0.00", "funnel")


def test_a_provisional_release_ranks_nobody(place: Place) -> None:
    assert frozen(place, "ranking", kind="provisional") == []


def test_withheld_firms_are_in_no_ranking_and_no_average(once: Once) -> None:
    """The lone firm is too small for the public; another one protects it."""
    place = once(lambda: ranked_place(minimum_n=3))
    rows = frozen(place)
    public = {c["name"] for who, c in rows if who == "public"}

    assert len(public) == 5
    assert public == set(names(rows, "bureau", "firm:"))


def test_few_units_and_marks_that_are_none_make_no_ranking(once: Once) -> None:
    place = once(a_place)

    assert frozen(place, "ranking") == []


def test_the_preview_says_what_each_ranking_would_show(place: Place) -> None:
    found = publication.preview_release(
        viewer=place.officer, code=place.code, kind="final"
    )

    assert [each["key"] for each in found.rankings] == [
        "firm:",
        "firm:civil",
        "firm:criminal_defense",
        "handler:",
    ]
