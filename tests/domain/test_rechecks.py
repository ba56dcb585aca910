"""The county's own grades beside the re-check's."""

from __future__ import annotations

from decimal import Decimal

import pytest

from review.domain.rechecks import Looked, difference, differences
from tests.domain.builders import GRADES, D


def looked(area: str, first: str, second: str, before: object, after: object) -> Looked:
    scores = [None if each is None else D(each) for each in (before, after)]
    return Looked(area, first, second, *scores)


FILES = (
    looked("东山县", "excellent", "good", 92, 88),
    looked("东山县", "excellent", "excellent", 95, 93),
    looked("东山县", "good", "pass", 80, 74),
    looked("西河区", "pass", "good", 79, 80),
)


def test_each_county_has_its_difference_and_all_together() -> None:
    (east, west), whole = differences(FILES, GRADES)

    assert [(d.area, d.n, d.n_higher, d.n_lower) for d in (east, west, whole)] == [
        ("东山县", 3, 0, 2),
        ("西河区", 1, 1, 0),
        ("", 4, 1, 2),
    ]
    assert (east.mean, west.mean, whole.mean) == (-4, 1, Decimal("-2.75"))
    assert sum(whole.moves.values()) == 4
    assert east.moves["excellent", "good"] == 1


@pytest.mark.parametrize(
    ("changes", "error"),
    [((), None), ((-4,), None), ((-4, -4), 0.0), ((-4, -2, -6), 1.1547)],
)
def test_the_error_of_a_mean_needs_two_files(
    changes: tuple[int, ...], error: float | None
) -> None:
    files = [looked("a", "good", "good", 80, 80 + each) for each in changes]
    found = difference("a", files, GRADES).error
    assert found == (error if error is None else pytest.approx(error, abs=1e-4))


def test_files_without_scores_move_and_have_no_mean() -> None:
    files = [looked("a", "good", "pass", None, None), looked("a", "good", "x", 80, 80)]
    found = difference("a", files, GRADES)
    assert (found.n, found.n_moved, found.n_lower, found.n_other) == (2, 2, 1, 1)
    assert (found.n_scored, found.mean) == (1, 0)
