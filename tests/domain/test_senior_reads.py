from __future__ import annotations

import pytest

from review.domain.candidates import Bar
from review.domain.senior_reads import failing, may_read
from tests.domain.builders import GRADES, grade


def test_failing_are_the_grades_that_do_not_pass() -> None:
    assert failing(GRADES) == {"fail"}
    assert failing(
        (grade("a"), grade("b", passes=False), grade("c", passes=False))
    ) == {
        "b",
        "c",
    }


CONFLICTS = {
    *(Bar.OWN_CASE, Bar.OWN_FIRM, Bar.DECLARED, Bar.OPPOSING, Bar.CO_COUNSEL),
    *(Bar.PREDECESSOR, Bar.STAFF, Bar.MATTER, Bar.PARTY, Bar.EMPLOYER),
    *(Bar.SAME_AREA, Bar.RECIPROCAL),
}


@pytest.mark.parametrize("bar", list(Bar))
def test_a_conflict_bars_a_senior_and_competence_does_not(bar: Bar) -> None:
    assert may_read([bar], had_part=False) is (bar not in CONFLICTS)


@pytest.mark.parametrize(
    ("bars", "had_part", "expected"),
    [
        ([], False, True),
        ([], True, False),
        ([Bar.AWAY, Bar.YEARS, Bar.UNQUALIFIED], False, True),
        ([Bar.AWAY, Bar.OWN_FIRM], False, False),
    ],
)
def test_who_had_part_in_a_file_does_not_read_it_again(
    bars: list[Bar], had_part: bool, expected: bool
) -> None:
    assert may_read(bars, had_part=had_part) is expected
