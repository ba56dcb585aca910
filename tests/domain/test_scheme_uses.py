"""A campaign uses a scheme for fewer files, never for others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.domain.campaigns import scheme_for
from review.domain.scheme_uses import (
    EVERYTHING,
    Narrowing,
    as_used,
    narrowing_as_data,
    narrowing_from_data,
    use_faults,
)
from review.domain.schemes import Combination
from tests.domain.builders import item, points_scheme, section

WIDE = points_scheme(
    section("s", item("i")),
    code="wide",
    case_kinds=("civil", "arbitration"),
    combination=Combination(reviews={"": 2}),
)
MAJOR = Narrowing(case_classes=("major",))


def test_without_a_word_a_scheme_is_used_as_it_is() -> None:
    assert as_used(WIDE, EVERYTHING, {}) is WIDE


@pytest.mark.parametrize(
    ("kind", "case_class", "code"),
    [
        ("civil", "major", "hard"),
        ("civil", "general", "wide"),
        ("arbitration", "major", "hard"),
        ("criminal_defense", "major", None),
    ],
)
def test_the_class_of_a_case_selects_its_scheme(
    kind: str, case_class: str, code: str | None
) -> None:
    hard = as_used(replace(WIDE, code="hard"), MAJOR, {})

    found = scheme_for([hard, WIDE], kind=kind, stage="", case_class=case_class)

    assert (found.code if found else None) == code


def test_reviews_of_a_campaign_come_before_those_of_the_scheme() -> None:
    used = as_used(WIDE, EVERYTHING, {"general": 1, "major": 3})

    numbers = [used.combination.reviews_for(c) for c in ("general", "complex", "major")]
    assert numbers == [1, 2, 3]
    assert used.digest == WIDE.digest


@pytest.mark.parametrize(
    ("narrowing", "reviews", "rule", "told"),
    [
        (MAJOR, {}, "mean@1", []),
        (Narrowing(case_kinds=("civil",)), {"major": 1}, "mean@1", []),
        (
            Narrowing(case_kinds=("civil", "drafting")),
            {},
            "mean@1",
            ["The scheme wide is not meant for drafting."],
        ),
        (
            EVERYTHING,
            {"general": 2, "major": 3},
            "trimmed_mean@1",
            ["The scheme wide needs at least 3 reviews of every case."],
        ),
        (EVERYTHING, {"general": 3}, "trimmed_mean@1", []),
    ],
)
def test_a_scheme_is_not_stretched(
    narrowing: Narrowing, reviews: dict[str, int], rule: str, told: list[str]
) -> None:
    scheme = replace(WIDE, combination=Combination(rule=rule, reviews={"": 3}))

    assert [str(each) for each in use_faults(scheme, narrowing, reviews)] == told


def test_a_narrowing_is_stored_without_what_it_leaves_open() -> None:
    stored = narrowing_as_data(MAJOR)

    assert stored == {"case_classes": ["major"]}
    assert narrowing_from_data(stored) == MAJOR
    assert not EVERYTHING


@pytest.mark.parametrize(
    ("classes", "asked", "numbers"),
    [
        ((), {"general": 1, "complex": 1, "major": 1}, {"": 1}),
        (
            (),
            {"general": 1, "complex": 2, "major": 3},
            {"": 1, "complex": 2, "major": 3},
        ),
        ((), {"general": 1, "major": 3}, {"": 2, "general": 1, "major": 3}),
        ((), {"major": 2}, {"": 2}),
        (("major",), {"major": 3}, {"": 3}),
        (("general", "complex"), {"major": 3}, {"": 2}),
    ],
)
def test_only_numbers_that_a_file_has_are_said(
    classes: tuple[str, ...], asked: dict[str, int], numbers: dict[str, int]
) -> None:
    used = as_used(WIDE, Narrowing(case_classes=classes), asked)

    assert used.combination.reviews == numbers
    whole = {"": 2, **asked}
    for each in classes or ("general", "complex", "major"):
        expected = whole.get(each, 2)
        assert used.combination.reviews_for(each) == expected
