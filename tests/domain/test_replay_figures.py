"""What moved, by how much, and whose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.domain.carrying import Misfit, Snag
from review.domain.outcomes import Outcome, OutcomeKind
from review.domain.replay import Replayed
from review.domain.replay_figures import (
    Before,
    Compared,
    Fate,
    by_group,
    compared,
    misfits,
    table,
    tally,
)
from tests.domain.builders import GRADES, D

AGREED, DIVERGED = OutcomeKind.AGREED, OutcomeKind.DIVERGED
REMOVED, ADDED = Misfit("x", Snag.REMOVED), Misfit("y", Snag.ADDED)


def file(
    old: str | None,
    new: str | None,
    before: object = 80,
    after: object = 80,
    kind: OutcomeKind = AGREED,
) -> Compared:
    scores = [None if each is None else D(each) for each in (before, after)]
    outcome = Outcome(kind, (), "", scores[1], new)
    return compared("f", Before(scores[0], old), Replayed(outcome), GRADES)


@pytest.mark.parametrize(
    ("old", "new", "kind", "fate"),
    [
        ("good", "good", AGREED, Fate.SAME),
        ("good", "excellent", AGREED, Fate.BETTER),
        ("good", "fail", AGREED, Fate.WORSE),
        ("good", None, OutcomeKind.NO_GRADE, Fate.OTHER),
        (None, "good", AGREED, Fate.OTHER),
        (None, None, OutcomeKind.NO_GRADE, Fate.SAME),
        ("superb", "good", AGREED, Fate.OTHER),
        ("good", None, DIVERGED, Fate.OPEN),
        ("good", None, OutcomeKind.WAITING, Fate.OPEN),
    ],
)
def test_a_file_stays_moves_or_is_open(
    old: str | None, new: str | None, kind: OutcomeKind, fate: Fate
) -> None:
    assert file(old, new, kind=kind).fate is fate


def test_what_was_corrected_or_does_not_fit_is_not_compared() -> None:
    before = Before(D(80), "good", is_corrected=True)
    outcome = Replayed(Outcome(AGREED, (), "", D(95), "excellent"))
    assert compared("f", before, outcome, GRADES).fate is Fate.CORRECTED
    unfit = compared("f", Before(D(80), "good"), Replayed(None, (ADDED,)), GRADES)
    assert (unfit.fate, unfit.misfits, unfit.change) == (Fate.UNFIT, (ADDED,), None)


FILES = (
    file("good", "good", 80, "80.50"),
    file("good", "excellent", 89, 91),
    file("pass", "good", 79, 80),
    file("good", "pass", 80, "79.99"),
    file("good", None, kind=DIVERGED),
)


def test_a_tally_counts_what_is_known_and_what_moved() -> None:
    found = tally(FILES)
    counts = (found.n, found.n_known, found.n_moved, found.n_better, found.n_worse)
    assert counts == (5, 4, 3, 2, 1)
    assert str(found.mean_change) == "0.87"  # 3.49 / 4 = 0.8725


@pytest.mark.parametrize(
    ("changes", "mean"),
    [((-1, 0), "-0.50"), (("-0.01", 0), "-0.01"), (("0.01", 0), "0.01"), ((), "None")],
)
def test_a_mean_change_is_rounded_away_from_nothing(
    changes: tuple[object, ...], mean: str
) -> None:
    files = [file("good", "good", 80, 80 + D(each)) for each in changes]
    assert str(tally(files).mean_change) == mean


def test_without_scores_there_is_no_mean() -> None:
    assert tally([file("good", "pass", None, None)]).mean_change is None


def test_the_table_holds_every_known_file_once() -> None:
    assert dict(table(FILES)) == {
        ("good", "good"): 1,
        ("good", "excellent"): 1,
        ("pass", "good"): 1,
        ("good", "pass"): 1,
    }


def test_small_groups_stand_together() -> None:
    keys = ("a", "a", "b", "", "c")
    rows = by_group(zip(keys, FILES, strict=True), minimum_n=2)
    assert [(r.key, r.tally.n, r.n_groups, r.is_together) for r in rows] == [
        ("a", 2, 1, False),
        ("", 3, 3, True),
    ]
    whole = sum((row.tally for row in rows), start=tally(()))
    assert whole == tally(FILES)


def test_without_a_minimum_every_group_stands_alone() -> None:
    rows = by_group(zip("abbbc", FILES, strict=True), minimum_n=1)
    assert [(row.key, row.tally.n) for row in rows] == [("b", 3), ("a", 1), ("c", 1)]


def test_misfits_are_counted_by_file() -> None:
    both = replace(FILES[0], misfits=(REMOVED, ADDED))
    one = replace(FILES[1], misfits=(REMOVED,))
    assert misfits([both, one, FILES[2]]) == ((REMOVED, 2), (ADDED, 1))
