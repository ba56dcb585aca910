"""A draft that was carried away: what changed on which side."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.domain.offline import (
    EFFECT_WORDS,
    Carried,
    Effect,
    completed,
    effect_of,
    mark_of,
    seal_of,
)

MET, MISSING = {"choice": "met"}, {"choice": "missing"}
REASON = {"choice": "missing", "findings": [{"reason": "a"}, {"reason": "b"}]}
CARRIED = Carried("read-1", "civil", "1", "d" * 64, 3, {"a": "1", "@comment": "2"})


@pytest.mark.parametrize(
    ("carried", "mine", "stored", "effect"),
    [
        (None, None, None, Effect.SAME),
        (None, MET, None, Effect.NEW),
        (None, MET, MET, Effect.SAME),
        (None, None, MET, Effect.KEPT),
        (None, MET, MISSING, Effect.CONFLICT),
        (MET, MET, MET, Effect.SAME),
        (MET, MISSING, MET, Effect.CHANGED),
        (MET, None, MET, Effect.TAKEN_BACK),
        (MET, MET, MISSING, Effect.KEPT),
        (MET, MET, None, Effect.KEPT),
        (MET, MISSING, None, Effect.CONFLICT),
        (MET, MISSING, REASON, Effect.CONFLICT),
        (MET, None, MISSING, Effect.CONFLICT),
        (MET, MISSING, MISSING, Effect.SAME),
        (MET, None, None, Effect.SAME),
    ],
)
def test_effect_by_what_was_carried_and_what_is_now(
    carried: object, mine: object, stored: object, effect: Effect
) -> None:
    assert effect_of(mark_of(carried), mine, stored) is effect


def test_without_a_mark_a_difference_is_a_conflict() -> None:
    assert effect_of("", MET, MISSING) is Effect.CONFLICT


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("", None, True),
        ({}, None, True),
        ("a\r\nb", "a\nb", True),
        ("a\rb", "a\nb", True),
        ("a\nb", "a b", False),
        (REASON, REASON | {"findings": [{"reason": "b"}, {"reason": "a"}]}, True),
        (REASON, REASON | {"findings": [{"reason": "a"}]}, False),
        ({"choice": "2"}, {"choice": 2}, False),
        ({"choice": ["a", "b"]}, {"choice": ["b", "a"]}, True),
        ({"choice": []}, None, False),
    ],
)
def test_marks_are_of_what_was_said(one: object, other: object, is_same: bool) -> None:
    assert (mark_of(one) == mark_of(other)) is is_same


PIN = [{"page": 3}]


def answer(*findings: dict[str, object]) -> dict[str, object]:
    return {"choice": "missing", "findings": list(findings)}


def test_what_no_workbook_holds_makes_no_other_answer() -> None:
    pinned = answer({"reason": "a", "pages": "3", "pins": PIN}, {"pins": PIN})

    assert mark_of(pinned) == mark_of(answer({"reason": "a", "pages": "3"}))
    assert mark_of(answer({"pins": PIN})) == mark_of({"choice": "missing"})


@pytest.mark.parametrize(
    ("mine", "stored", "findings"),
    [
        (
            answer({"reason": "new", "pages": "3"}),
            answer({"reason": "a", "pages": "3", "pins": PIN}),
            [{"reason": "new", "pages": "3", "pins": PIN}],
        ),
        (
            answer({"reason": "a", "pages": "4"}),
            answer({"reason": "a", "pages": "3", "pins": PIN}),
            [{"reason": "a", "pages": "4"}],
        ),
        (
            answer({"reason": "a"}),
            answer({"reason": "a", "pins": PIN}),
            [{"reason": "a", "pins": PIN}],
        ),
        (
            answer({"reason": "b"}),
            answer({"reason": "a", "pins": PIN}),
            [{"reason": "b"}],
        ),
        (
            answer({"reason": "x", "pages": "3"}, {"reason": "y", "pages": "3"}),
            answer({"reason": "a", "pages": "3", "pins": PIN}),
            [{"reason": "x", "pages": "3", "pins": PIN}, {"reason": "y", "pages": "3"}],
        ),
        (answer(), answer({"pins": PIN}), [{"pins": PIN}]),
        (
            answer({"option": "o", "pages": "3"}),
            answer({"pages": "3", "pins": PIN}),
            [{"option": "o", "pages": "3"}],
        ),
        (answer({"reason": "a"}), None, [{"reason": "a"}]),
    ],
)
def test_findings_keep_what_no_workbook_holds_while_their_pages_stay(
    mine: dict[str, object], stored: object, findings: list[object]
) -> None:
    assert completed(mine, stored) == {"choice": "missing", "findings": findings}


def test_a_remark_stays_one_and_is_no_difference() -> None:
    stored = {"choice": "met", "findings": [{"reason": "a"}], "remark": True}
    mine = {"choice": "met", "findings": [{"reason": "b"}]}

    assert mark_of(stored) == mark_of({**stored, "remark": False})
    assert completed(mine, stored) == {**mine, "remark": True}
    assert completed(MET, stored) == MET


def test_what_is_taken_back_keeps_nothing() -> None:
    assert completed(None, answer({"pins": PIN})) is None
    assert completed("comment", "other") == "comment"


@pytest.mark.parametrize(
    "changes",
    [
        {"read": "read-2"},
        {"scheme_version": "2"},
        {"scheme_digest": "e" * 64},
        {"version": 4},
        {"marks": {"a": "1"}},
        {"marks": {"a": "2", "@comment": "2"}},
    ],
)
def test_a_seal_shows_every_change(changes: dict[str, object]) -> None:
    assert seal_of([CARRIED]) != seal_of([replace(CARRIED, **changes)])


def test_a_seal_depends_on_the_order_of_reads_only() -> None:
    other = replace(CARRIED, marks={"@comment": "2", "a": "1"})

    assert seal_of([CARRIED]) == seal_of([other])
    assert seal_of([CARRIED]) != seal_of([CARRIED, CARRIED])


def test_every_effect_has_words() -> None:
    assert set(EFFECT_WORDS) == set(Effect)
