from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.domain.aggregation import (
    By,
    Figure,
    GradeCount,
    Graded,
    Group,
    UnknownGrade,
    count_grades,
    figures,
    figures_from_counts,
    percent,
)
from review.domain.schemes import Grade, Standing, Text

EXCELLENT = Grade("excellent", Text("优秀", "Excellent"), standing=Standing.EXCELLENT)
GOOD = Grade("good", Text("良好", "Good"), standing=Standing.GOOD)
PASS = Grade("pass", Text("合格", "Pass"))
FAIL = Grade("fail", Text("不合格", "Fail"), passes=False)
GRADES = (EXCELLENT, GOOD, PASS, FAIL)


def graded(
    n: int, grade: str | None, score: str | None = None, **where: object
) -> list[Graded]:
    facts = {"handler": "h", "firm": "f", "area": "a", "kind": "civil", **where}
    mark = None if score is None else Decimal(score)
    return [
        Graded(case=f"{grade}-{i}", grade=grade, score=mark, **facts) for i in range(n)
    ]


def a_bulletin(excellent: int, good: int, passed: int, failed: int) -> list[Graded]:
    return [
        *graded(excellent, "excellent"),
        *graded(good, "good"),
        *graded(passed, "pass"),
        *graded(failed, "fail"),
    ]


def total(cases: list[Graded], decimals: int = 1) -> Figure:
    (row,) = figures(cases, by=By.TOTAL, grades=GRADES, decimals=decimals).rows
    return row


def percents(row: Figure) -> list[str | None]:
    return [rate.percent for rate in row.grade_rates.values()]


# Published bulletins whose arithmetic holds: grades counted, decimals printed, then the
# share of each grade, 优秀率, 优良率 and 合格率 as they must come out.
PUBLISHED = {
    "Huangpi 2024": (
        (2, 28, 30, 0),
        1,
        ["3.3", "46.7", "50.0", "0.0"],
        ["3.3", "50.0", "100.0"],
    ),
    "Huangpi 2024, civil": (
        (1, 11, 18, 0),
        1,
        ["3.3", "36.7", "60.0", "0.0"],
        ["3.3", "40.0", "100.0"],
    ),
    "Huangpi 2024, criminal": (
        (1, 17, 12, 0),
        1,
        ["3.3", "56.7", "40.0", "0.0"],
        ["3.3", "60.0", "100.0"],
    ),
    "Dehua 2023": (
        (0, 4, 7, 0),
        2,
        ["0.00", "36.36", "63.64", "0.00"],
        ["0.00", "36.36", "100.00"],
    ),
    "Yingdong 2023, first half": (
        (14, 57, 6, 0),
        2,
        ["18.18", "74.03", "7.79", "0.00"],
        ["18.18", "92.21", "100.00"],
    ),
    "Baiyin 2019": (
        (205, 0, 10, 0),
        2,
        ["95.35", "0.00", "4.65", "0.00"],
        ["95.35", "95.35", "100.00"],
    ),
    "Huangshigang 2022": (
        (3, 0, 219, 0),
        2,
        ["1.35", "0.00", "98.65", "0.00"],
        ["1.35", "1.35", "100.00"],
    ),
    "Chengcheng 2024": (
        (3, 0, 37, 0),
        1,
        ["7.5", "0.0", "92.5", "0.0"],
        ["7.5", "7.5", "100.0"],
    ),
    "Tianjin 2023": (
        (0, 0, 138, 5),
        1,
        ["0.0", "0.0", "96.5", "3.5"],
        ["0.0", "0.0", "96.5"],
    ),
    "Ningbo 2023": (
        (0, 0, 228, 0),
        0,
        ["0", "0", "100", "0"],
        ["0", "0", "100"],
    ),
}


@pytest.mark.parametrize("place", PUBLISHED)
def test_figures_reproduce_published_bulletins(place: str) -> None:
    counts, decimals, shares, rates = PUBLISHED[place]

    row = total(a_bulletin(*counts), decimals)

    assert tuple(row.grades.values()) == counts
    assert percents(row) == shares
    assert [rate.percent for rate in row.rates.values()] == rates
    assert {rate.whole for rate in row.rates.values()} == {sum(counts)}


@pytest.mark.parametrize(
    ("part", "whole", "decimals", "expected"),
    [
        (494, 634, 1, "77.9"),
        (634, 620, 2, "102.26"),
        (47, 50, 0, "94"),
        (119, 132, 2, "90.15"),
        (2, 3, 2, "66.67"),
        (1, 8, 2, "12.50"),
        (1, 8, 1, "12.5"),
        (1, 8, 0, "13"),
        (1, 200, 0, "1"),
        (1, 201, 0, "0"),
        (1, 2000, 1, "0.1"),
        (3, 80000, 2, "0.00"),
        (1, 20000, 2, "0.01"),
        (0, 5, 2, "0.00"),
        (5, 5, 2, "100.00"),
        (0, 0, 2, None),
    ],
)
def test_percent_rounds_half_up_in_integers(
    part: int, whole: int, decimals: int, expected: str | None
) -> None:
    assert percent(part, whole, decimals) == expected


def test_shares_are_never_forced_to_add_up_to_a_hundred() -> None:
    row = total(a_bulletin(1, 1, 1, 0), decimals=2)

    assert percents(row) == ["33.33", "33.33", "33.33", "0.00"]
    assert sum(Decimal(share or 0) for share in percents(row)) == Decimal("99.99")


def test_no_share_of_seventy_odd_cases_gives_the_misprinted_rate() -> None:
    shares = {percent(k, n, 2) for n in range(70, 80) for k in range(n + 1)}

    assert "92.19" not in shares
    assert percent(59, 64, 2) == "92.19"


def test_figures_have_the_published_json_shape() -> None:
    cases = graded(1, "excellent", "95.00") + graded(2, "pass", "70.25")

    shape = figures(
        cases,
        by=By.TOTAL,
        grades=(EXCELLENT, PASS),
        groups={"total": Group("合计")},
    ).as_json()

    third = {"part": 1, "whole": 3, "percent": "33.3"}
    assert shape == {
        "by": "total",
        "rows": [
            {
                "key": "total",
                "name": "合计",
                "n": 3,
                "grades": {"excellent": 1, "pass": 2},
                "grade_rates": {
                    "excellent": third,
                    "pass": {"part": 2, "whole": 3, "percent": "66.7"},
                },
                "rates": {
                    "excellent": third,
                    "excellent_or_good": third,
                    "pass": {"part": 3, "whole": 3, "percent": "100.0"},
                },
                "mean_score": "78.50",
            }
        ],
    }
    assert json.loads(json.dumps(shape)) == shape


@pytest.mark.parametrize(
    ("scores", "mean"),
    [
        (["90.00", "90.01"], "90.01"),
        (["90.00", "90.00", "90.01"], "90.00"),
        (["89.99", "90.00", "90.00"], "90.00"),
        (["0.00"], "0.00"),
        (["100"], "100.00"),
    ],
)
def test_mean_score_is_rounded_half_up_to_hundredths(
    scores: list[str], mean: str
) -> None:
    cases = [case for score in scores for case in graded(1, "pass", score)]

    assert str(total(cases).mean_score) == mean


def test_mean_score_is_null_where_any_graded_case_has_no_score() -> None:
    assert total(graded(1, "pass", "70") + graded(1, "pass")).mean_score is None


def test_ungraded_cases_count_in_no_rate_and_are_reported() -> None:
    row = total(graded(3, "pass", "70") + graded(2, None))

    assert (row.n, row.n_ungraded, row.mean_score) == (3, 2, Decimal("70.00"))
    assert row.rates["pass"].whole == 3
    assert row.as_json()["n_ungraded"] == 2


def test_group_of_ungraded_cases_alone_has_no_percentages() -> None:
    row = total(graded(2, None))

    assert (row.n, row.n_ungraded) == (0, 2)
    assert percents(row) == [None] * 4


def test_total_of_nothing_is_a_row_of_zeros() -> None:
    row = total([])

    assert (row.key, row.n, row.n_ungraded, row.mean_score) == ("total", 0, 0, None)


def test_earlier_years_results_never_enter() -> None:
    earlier = [Graded("old", "h", "f", "a", "civil", "fail", Decimal(1), earlier=True)]

    assert total(graded(2, "pass", "70") + earlier) == total(graded(2, "pass", "70"))


@pytest.mark.parametrize(
    ("by", "keys"),
    [
        (By.TOTAL, ["total"]),
        (By.HANDLER, ["h1", "h2"]),
        (By.FIRM, ["f"]),
        (By.COUNTY, ["a1", "city"]),
        (By.CASE_KIND, ["civil", "criminal"]),
    ],
)
def test_figures_are_broken_down_by(by: By, keys: list[str]) -> None:
    cases = graded(1, "pass", handler="h1", area="a1") + graded(
        2, "good", handler="h2", area="city", kind="criminal"
    )

    assert [row.key for row in figures(cases, by=by, grades=GRADES).rows] == keys


def test_rows_stand_in_the_order_of_their_sort_key() -> None:
    cases = graded(1, "pass", area="1") + graded(1, "pass", area="2")
    groups = {"1": Group("中宁县", "zhongning"), "2": Group("德化县", "dehua")}

    rows = figures(cases, by=By.COUNTY, grades=GRADES, groups=groups).rows

    assert [row.name for row in rows] == ["德化县", "中宁县"]


def test_figures_refuse_a_grade_outside_the_table() -> None:
    with pytest.raises(UnknownGrade, match="flaw"):
        total(graded(1, "flaw"))


def test_figures_refuse_a_score_that_was_not_rounded() -> None:
    with pytest.raises(ValueError, match="not rounded"):
        total(graded(1, "pass", "70.005"))


def test_counts_leave_out_earlier_years_and_keep_ungraded_apart() -> None:
    cases = graded(2, "pass", "70.50") + graded(1, "pass") + graded(1, None)

    assert count_grades(cases, By.FIRM) == (
        GradeCount("f", "pass", n=3, n_scored=2, hundredths=14100),
        GradeCount("f", None, n=1),
    )


cases_of_a_campaign = st.lists(
    st.builds(
        Graded,
        case=st.just("c"),
        handler=st.sampled_from(["h1", "h2", "h3"]),
        firm=st.just("f"),
        area=st.just("a"),
        kind=st.just("civil"),
        grade=st.sampled_from(["excellent", "good", "pass", "fail", None]),
        score=st.one_of(
            st.none(), st.integers(0, 10_000).map(lambda n: Decimal(n).scaleb(-2))
        ),
        earlier=st.booleans(),
    ),
    max_size=30,
)


@given(cases_of_a_campaign, st.integers(0, 30), st.randoms())
def test_partial_counts_add_up_to_the_same_figures(
    cases: list[Graded], cut: int, shuffler: object
) -> None:
    parts = [
        *count_grades(cases[:cut], By.HANDLER),
        *count_grades(cases[cut:], By.HANDLER),
    ]
    shuffler.shuffle(parts)

    added = figures_from_counts(parts, by=By.HANDLER, grades=GRADES)

    assert added == figures(cases, by=By.HANDLER, grades=GRADES)


@given(cases_of_a_campaign, st.sampled_from([0, 1, 2]))
def test_every_percentage_follows_from_its_part_and_whole(
    cases: list[Graded], decimals: int
) -> None:
    rows = figures(cases, by=By.HANDLER, grades=GRADES, decimals=decimals).rows

    for rate in (r for row in rows for r in row.grade_rates.values()):
        if rate.percent is not None:
            error = Fraction(rate.percent) - Fraction(100 * rate.part, rate.whole)
            half = Fraction(1, 2 * 10**decimals)
            assert -half < error <= half
