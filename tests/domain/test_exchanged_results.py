"""Delivered results are taken only if every number fits."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from review.domain.exchange import BadContent
from review.domain.exchanged_results import checked_results

RATE = {"part": 1, "whole": 3, "percent": "33.33"}
TOTAL = {
    "key": "total",
    "name": "",
    "n": 3,
    "grades": {"good": 1, "pass": 2},
    "grade_rates": {"good": RATE, "pass": RATE | {"part": 2, "percent": "66.67"}},
    "rates": {
        "excellent": RATE | {"part": 0, "percent": "0.00"},
        "excellent_or_good": RATE,
        "pass": {"part": 3, "whole": 3, "percent": "100.00"},
    },
    "mean_score": "81.50",
}
GRADES = [
    {"code": code, "title": {"zh": code}, "passes": True, "standing": standing}
    for code, standing in (("good", "good"), ("pass", "other"))
]
SAID: dict[str, Any] = {
    "campaign": "2025",
    "name": "2025年度",
    "year": 2025,
    "number": 1,
    "release_digest": "0" * 64,
    "published_on": "2026-03-02",
    "grades": GRADES,
    "schemes": [{"structure_digest": "1" * 64, "title": {"zh": "民事"}}],
    "total": TOTAL,
    "counties": [{"key": "a", "name": "东山县", "withheld": True}, TOTAL],
}


def test_a_delivery_is_taken_as_it_is() -> None:
    assert checked_results(SAID) == SAID


def put(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    def change(said: Any) -> None:
        *way, last = [int(p) if p.isdigit() else p for p in path.split(".")]
        for each in way:
            said = said[each]
        said[last] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        put("extra", 1),
        put("year", 1999),
        put("year", "2025"),
        put("number", -1),
        put("release_digest", "x"),
        put("published_on", "soon"),
        put("grades", {}),
        put("grades.0.standing", "best"),
        put("grades.0.passes", 1),
        put("schemes", [{}]),
        put("total.n", 4),
        put("total.grades", {"good": 3}),
        put("total.grades.good", 1.0),
        put("total.mean_score", "<b>"),
        put("total.rates.pass.part", 4),
        put("total.rates.pass.whole", 9),
        put("total.handlers", ["赵一"]),
        put("total.withheld", True),
        put("total.rates", {"pass": RATE}),
        put("total.grade_rates", {"good": RATE}),
        put("total.rates.pass.percent", "99.00"),
        put("total.rates.pass.percent", None),
        put("campaign", "c" * 65),
        put("schemes.0.title", {"zh": "民事", "en": ["x"]}),
        put("grades.1.code", "good"),
        put("counties.0.name", 7),
        put("counties", [TOTAL] * 501),
        put("counties.1.grades", None),
    ],
)
def test_what_does_not_fit_is_refused(change: Callable[[dict[str, Any]], None]) -> None:
    said = copy.deepcopy(SAID)
    change(said)
    with pytest.raises(BadContent):
        checked_results(said)


@pytest.mark.parametrize("said", [None, [], {}, "x"])
def test_other_data_is_refused(said: object) -> None:
    with pytest.raises(BadContent):
        checked_results(said)
