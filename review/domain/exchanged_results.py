"""Results from a signed file: taken only if they are exactly what is delivered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from review.domain.aggregation import percent
from review.domain.exchange import BadContent
from review.domain.schemes import Standing

KEYS = {
    *("campaign", "name", "year", "number", "release_digest", "published_on"),
    *("grades", "schemes", "total", "counties"),
}
RATES = {"excellent", "excellent_or_good", "pass"}
FIGURES = {"key", "name", "n", "grades", "grade_rates", "rates", "mean_score"}
MOST_ROWS = 500


def checked_results(said: object) -> dict[str, Any]:
    """The content of a delivery, every part of the kind and size it must have."""
    try:
        if not isinstance(said, dict) or set(said) != KEYS:
            raise BadContent
        _must(_is_text(said["campaign"], 64) and _is_text(said["name"], 200))
        _must(_is_count(said["number"]) and 2000 <= _count(said["year"]) <= 2100)
        _must(re.fullmatch("[0-9a-f]{64}", said["release_digest"]))
        date.fromisoformat(said["published_on"])
        codes = [_grade(each) for each in _rows(said["grades"])]
        _must(len(set(codes)) == len(codes) and not said["total"].get("withheld"))
        for scheme in _rows(said["schemes"]):
            _must(_is_text(scheme["structure_digest"], 64))
            _check_title(scheme["title"])
        for row in (said["total"], *_rows(said["counties"])):
            _check_figures(row, codes)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise BadContent from None
    return said


def _must(holds: object) -> None:
    if not holds:
        raise ValueError


def _rows(said: object) -> list[Any]:
    if not isinstance(said, list) or len(said) > MOST_ROWS:
        raise BadContent
    return said


def _is_text(said: object, most: int) -> bool:
    return isinstance(said, str) and 0 < len(said) <= most


def _is_count(said: object) -> bool:
    return type(said) is int and 0 <= said < 1_000_000_000


def _count(said: object) -> int:
    if type(said) is not int:
        raise BadContent
    return said


def _check_title(said: Mapping[str, Any]) -> None:
    _must(set(said) <= {"zh", "en"} and _is_text(said["zh"], 200))
    _must(said.get("en", "") == "" or _is_text(said["en"], 200))


def _grade(said: Mapping[str, Any]) -> str:
    _must(_is_text(said["code"], 64))
    _check_title(said["title"])
    _must(type(said["passes"]) is bool)
    Standing(said["standing"])
    return str(said["code"])


def _check_figures(row: Mapping[str, Any], codes: list[str]) -> None:
    """Counts that fit: the grades add up to the cases, each rate has its whole."""
    _must(all(row[key] == "" or _is_text(row[key], 200) for key in ("name", "key")))
    if row.get("withheld"):
        return
    _must(set(row) - {"n_ungraded"} == FIGURES)
    _must(list(row["grades"]) and set(row["grades"]) == set(codes))
    _must(all(map(_is_count, (row["n"], *row["grades"].values()))))
    _must(
        _is_count(row.get("n_ungraded", 0)) and sum(row["grades"].values()) == row["n"]
    )
    _must(set(row["grade_rates"]) == set(codes) and set(row["rates"]) == RATES)
    for rate in (*row["grade_rates"].values(), *row["rates"].values()):
        _check_rate(rate, row["n"])
    mean = row["mean_score"]
    _must(mean is None or re.fullmatch(r"-?[0-9]{1,6}(\.[0-9]{1,2})?", mean))


def _check_rate(rate: Mapping[str, Any], whole: int) -> None:
    """A percentage is what its part and whole come to."""
    _must(set(rate) == {"part", "whole", "percent"} and rate["whole"] == whole)
    _must(0 <= _count(rate["part"]) <= whole)
    said = rate["percent"]
    _must(said is None or re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,4})?", said))
    decimals = len((said or "").partition(".")[2])
    _must(said == percent(rate["part"], whole, decimals))
