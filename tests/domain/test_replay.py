"""Files settled anew by other rules; by the same rules nothing moves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

import pytest

from review.domain.answers import Answer, Answers, encode
from review.domain.carrying import Misfit, Snag
from review.domain.outcomes import Need, OutcomeKind, Reader
from review.domain.reads import Purpose, Read
from review.domain.reconciliation import reconcile
from review.domain.replay import Replay, Replayed, StoredRead
from review.domain.schemes import Combination, Item, Method, Resolution, Scheme
from review.domain.scoring import score
from review.domain.sheets import Verdict
from review.files.schemes import load
from tests.domain import random_answers
from tests.domain.builders import GRADES, D, item, points_scheme, section, veto
from tests.repository import ROOT

SHIPPED = sorted((ROOT / "scoring_schemes").glob("*.yaml"))
PURPOSES = {
    Reader.COUNTED: Purpose.COUNTED,
    Reader.THIRD: Purpose.THIRD,
    Reader.PANEL: Purpose.THIRD,
    Reader.LEAD: Purpose.ADJUDICATION,
}
N_FILES = 8


def stored(scheme: Scheme, given: Answers, **place: object) -> StoredRead:
    """A review as it is put into the store: raw choices and what they came to."""
    values = {"purpose": Purpose.COUNTED, "slot": 1, "part": ""} | place
    part = str(values["part"]) if len(scheme.parts) > 1 else None
    is_partial = bool(values.get("is_partial"))
    verdict = Verdict() if is_partial else score(scheme, given, part).verdict
    return StoredRead(
        verdict=replace(verdict, parties=()),
        choices=encode(scheme, given),
        **values,  # type: ignore[arg-type]
    )


def as_read(each: StoredRead, given: Answers) -> Read:
    place = each.purpose, each.slot, "x", each.verdict, each.part
    return Read(*place, given, is_of_items=each.is_partial)


def reviewed(rnd: Random, scheme: Scheme) -> tuple[list[StoredRead], Replayed]:
    """A file reviewed at random until it is settled, and what it came to."""
    reads: list[StoredRead] = []
    known: list[Read] = []
    while True:
        outcome = reconcile(scheme, known)
        if outcome.kind.is_settled:
            return reads, Replayed(outcome)
        for need in outcome.needs:
            for each, given in made(rnd, scheme, need, len(reads)):
                reads.append(each)
                known.append(as_read(each, given))


def made(
    rnd: Random, scheme: Scheme, need: Need, slot: int
) -> Iterator[tuple[StoredRead, Answers]]:
    part = need.part if len(scheme.parts) > 1 else None
    only = need.items or None
    for n in range(need.n):
        given = random_answers.answers(rnd, scheme, part, only)
        place = {"purpose": PURPOSES[need.who], "slot": slot + n, "part": need.part}
        yield stored(scheme, given, is_partial=only is not None, **place), given


def touched(scheme: Scheme) -> Scheme:
    """Other rules in word only: what is changed has no effect on such a sheet."""
    first, *others = scheme.sections
    head, *rest = first.items
    changed: Item = replace(head, core=not head.core)
    if scheme.method is Method.INDICATORS:
        changed = replace(head, step=head.step + 1)
    items = (changed, *rest)
    return replace(scheme, sections=(replace(first, items=items), *others), digest="")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
@pytest.mark.parametrize("resolution", list(Resolution))
def test_unchanged_rules_move_nothing(path: object, resolution: Resolution) -> None:
    shipped = load(path.read_text(encoding="utf-8"))  # type: ignore[attr-defined]
    by_items = resolution is Resolution.DISPUTED_ITEMS
    combination = replace(
        shipped.combination, resolution=resolution, findings_differ=by_items
    )
    scheme = replace(shipped, combination=combination)
    rnd = Random(path.stem)  # type: ignore[attr-defined]
    for new in (scheme, touched(scheme)):
        replay = Replay(scheme, new)
        for _ in range(N_FILES):
            reads, before = reviewed(rnd, scheme)
            found = replay.of(reads, scheme.combination.reviews_for(""))
            assert found.misfits == ()
            assert found.outcome is not None and before.outcome is not None
            kept = ("kind", "score", "grade", "rule")
            assert [getattr(found.outcome, each) for each in kept] == [
                getattr(before.outcome, each) for each in kept
            ]


# Ten items of ten points; bands begin at 90, 80 and 60.
SHEET = points_scheme(
    section("s", *(item(f"i{n}", may_not_apply=n == 9) for n in range(10))),
    combination=Combination(total_gap=D(10)),
)


def with_item(scheme: Scheme, changed: Item) -> Scheme:
    """The scheme with one item changed; the section's points are not looked at here."""
    sections = tuple(
        replace(
            each,
            items=tuple(changed if i.code == changed.code else i for i in each.items),
        )
        for each in scheme.sections
    )
    return replace(scheme, sections=sections)


def lost(**points: object) -> Answers:
    nothing = {f"i{n}": Answer(D(0)) for n in range(10)}
    return nothing | {code: Answer(D(each)) for code, each in points.items()}


def two(first: Answers, second: Answers, scheme: Scheme = SHEET) -> list[StoredRead]:
    return [stored(scheme, first, slot=1), stored(scheme, second, slot=2)]


def came_to(found: Replayed) -> tuple[object, ...]:
    outcome = found.outcome
    if outcome is None:
        return tuple(f"{each.item}: {each.why}" for each in found.misfits)
    total = None if outcome.score is None else str(outcome.score)
    return outcome.kind.value, total, outcome.grade


def bands(*lower: object) -> Scheme:
    numbers = zip(GRADES, (*lower, 0), strict=True)
    return replace(SHEET, grades=tuple(replace(g, lower=D(n)) for g, n in numbers))


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (SHEET, ("agreed", "88.00", "good")),
        (bands(88, 80, 60), ("agreed", "88.00", "excellent")),
        (bands("88.01", 80, 60), ("agreed", "88.00", "good")),
        (bands(95, 89, 60), ("agreed", "88.00", "pass")),
        (
            replace(SHEET, combination=Combination(rule="lower@1", total_gap=D(10))),
            ("agreed", "86.00", "good"),
        ),
        (
            replace(SHEET, combination=Combination(total_gap=D(3))),
            ("diverged", None, None),
        ),
        (
            replace(SHEET, combination=Combination(total_gap=D(4))),
            ("agreed", "88.00", "good"),
        ),
        (
            replace(SHEET, combination=Combination(grade_differs=True)),
            ("diverged", None, None),
        ),
    ],
)
def test_bands_and_limits_are_applied_to_the_totals(
    new: Scheme, expected: tuple[object, ...]
) -> None:
    reads = two(lost(i0=5, i1=9), lost(i0=5, i1=5))
    assert came_to(Replay(SHEET, new).of(reads, 2)) == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (lost(i0=5), lost(i1=5), ("diverged", None, None)),
        (lost(i0=5), lost(i0=5), ("agreed", "95.00", "excellent")),
        (lost(i0=5), lost(i1=6), ("agreed", "94.50", "excellent")),
    ],
)
@pytest.mark.parametrize("lower", [90, 80])
def test_where_totals_are_equal_what_was_found_is_compared(
    first: Answers, second: Answers, expected: tuple[object, ...], lower: int
) -> None:
    asked = Combination(equal_totals_differ=True)
    new = replace(bands(lower, 70, 60), combination=asked)
    assert came_to(Replay(SHEET, new).of(two(first, second), 2)) == expected


# i0 is worth 20 instead of 10; the full mark is kept by halving i8 and i9.
HEAVY = with_item(
    with_item(with_item(SHEET, item("i0", 20)), item("i8", 5)),
    item("i9", 5, may_not_apply=True),
)


@pytest.mark.parametrize(
    ("given", "in_proportion", "expected"),
    [
        (lost(), False, ("agreed", "100.00", "excellent")),
        (lost(i0=10), False, ("agreed", "80.00", "good")),
        (lost(i0=4), False, ("i0: weight",)),
        (lost(i0=4), True, ("agreed", "92.00", "excellent")),
        (lost(i8=5, i9="2.5"), False, ("i8: weight", "i9: weight")),
        (lost(i8=10, i0=10), False, ("agreed", "75.00", "pass")),
        (lost(i1=4), False, ("agreed", "96.00", "excellent")),
    ],
)
def test_marks_out_of_another_full_mark_are_not_guessed_at(
    given: Answers, in_proportion: bool, expected: tuple[object, ...]
) -> None:
    reads = two(given, given)
    assert came_to(Replay(SHEET, HEAVY, in_proportion).of(reads, 2)) == expected


def test_an_item_that_is_gone_is_left_out_and_said() -> None:
    sections = (section("s", *SHEET.sections[0].items[:9]),)
    shorter = replace(SHEET, sections=sections, full_mark=D(90))
    found = Replay(SHEET, shorter).of(two(lost(i9=5), lost(i9=3)), 2)
    assert found.misfits == (Misfit("i9", Snag.REMOVED),)
    assert came_to(found) == ("agreed", "90.00", "excellent")


def test_an_item_that_nobody_was_asked_keeps_the_file_out() -> None:
    more = (*SHEET.sections[0].items, item("new", 5))
    longer = replace(SHEET, sections=(section("s", *more),))
    found = Replay(SHEET, longer).of(two(lost(), lost()), 2)
    assert came_to(found) == ("new: added",)


def test_a_whole_further_read_is_not_made_of_some_items() -> None:
    """Under the old rules the third read i1 alone; a whole third sheet is not there."""
    old = replace(
        SHEET,
        combination=Combination(total_gap=D(3), resolution=Resolution.DISPUTED_ITEMS),
    )
    new = replace(old, combination=Combination(total_gap=D(3)))
    third = stored(
        old,
        {"i1": Answer(D(9))},
        purpose=Purpose.THIRD,
        is_partial=True,
    )
    reads = [*two(lost(i1=9), lost(i1=5), old), third]
    assert came_to(Replay(old, old).of(reads, 2)) == (
        "settled_by_third",
        "91.00",
        "excellent",
    )
    assert came_to(Replay(old, new).of(reads, 2)) == ("diverged", None, None)


def test_items_newly_in_dispute_need_another_further_read() -> None:
    limits = Combination(total_gap=D(3), resolution=Resolution.DISPUTED_ITEMS)
    old = replace(with_item(SHEET, item("i2", gap_limit=D(2))), combination=limits)
    new = replace(SHEET, combination=limits)
    third = stored(old, {"i1": Answer(D(9))}, purpose=Purpose.THIRD, is_partial=True)
    reads = [*two(lost(i1=9, i2=2), lost(i1=5), old), third]
    assert came_to(Replay(old, old).of(reads, 2))[0] == "settled_by_third"
    found = Replay(old, new).of(reads, 2)
    assert came_to(found) == ("diverged", None, None)
    assert found.outcome is not None
    assert found.outcome.needs[0].items == ("i1", "i2")


@pytest.mark.parametrize(
    ("total", "grade", "new", "expected"),
    [
        (88, "good", SHEET, ("agreed", "88.00", "good")),
        (88, "good", bands(88, 80, 60), ("agreed", "88.00", "excellent")),
        (88, "fail", bands(88, 80, 60), (": bare",)),
        (88, "good", HEAVY, (": bare",)),
    ],
)
def test_a_bare_total_meets_new_bands_and_nothing_else(
    total: object, grade: str, new: Scheme, expected: tuple[object, ...]
) -> None:
    verdict = Verdict(D(total), grade)
    reads = [
        StoredRead(Purpose.COUNTED, n, "", verdict, None, is_bare=True) for n in (1, 2)
    ]
    assert came_to(Replay(SHEET, new).of(reads, 2)) == expected


@pytest.mark.parametrize(
    ("new", "needs"),
    [
        (SHEET, False),
        (bands(88, 80, 60), False),
        (replace(SHEET, combination=Combination(total_gap=D(3))), False),
        (replace(SHEET, combination=Combination(item_gap=True)), True),
        (HEAVY, True),
    ],
)
def test_answers_are_read_only_where_verdicts_are_not_enough(
    new: Scheme, needs: bool
) -> None:
    replay = Replay(SHEET, new)
    assert replay.needs_choices is needs
    if not needs:
        reads = [replace(r, choices=None) for r in two(lost(i0=5), lost(i0=5))]
        assert replay.of(reads, 2).misfits == ()


def test_a_veto_still_caps_the_grade_under_new_bands() -> None:
    sections = (*SHEET.sections, veto("v", "fake", cap="pass"))
    old = replace(SHEET, sections=sections)
    new = replace(bands(85, 70, 60), sections=sections)
    given = {**lost(), "fake": Answer("yes")}
    assert came_to(Replay(old, new).of(two(given, given, old), 2)) == (
        "agreed",
        "100.00",
        "pass",
    )


def test_a_file_keeps_the_number_of_reviews_it_was_drawn_with() -> None:
    new = replace(SHEET, combination=replace(SHEET.combination, reviews={"": 3}))
    reads: Sequence[StoredRead] = two(lost(), lost())
    assert came_to(Replay(SHEET, new).of(reads, 2))[0] == OutcomeKind.AGREED
