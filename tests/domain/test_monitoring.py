"""Hidden second reads: all pairs together, and by name those that are counted by now."""

from __future__ import annotations

from review.domain.likeness import Comparer
from review.domain.monitoring import monitored
from review.domain.reads import Purpose
from review.domain.reviewer_figures import SettledRead
from tests.domain.builders import item, points_scheme, section

SCHEME = points_scheme(section("s", item("a"), item("b")))


def read(reader: str, file: int, purpose: Purpose = Purpose.COUNTED) -> SettledRead:
    is_used = purpose is Purpose.COUNTED
    return SettledRead(file, "", 1, reader, purpose, ["met", "met"], "good", is_used)


def test_by_name_only_what_is_counted_of_that_name() -> None:
    files = [
        [read("A", n), read("B", n), read("C", n, Purpose.SECOND)] for n in range(3)
    ]
    counted = {("A", 0), ("A", 1), ("C", 2)}

    found = monitored(files, {1: Comparer(SCHEME)}, counted)

    assert (found.n_pairs, found.whole.items.same.n_files) == (6, 3)
    by_name = {name: own.grades.whole for name, own in found.readers.items()}
    assert by_name == {"A": 2, "C": 2}
