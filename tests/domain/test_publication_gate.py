from __future__ import annotations

from datetime import date

import pytest

from review.domain.publication import ReleaseKind
from review.domain.publication_gate import (
    SENTENCES,
    GateCode,
    GateFacts,
    NotesUnseen,
    NotReadyToPublish,
    check_gate,
    gate,
)

FINAL, PROVISIONAL = ReleaseKind.FINAL, ReleaseKind.PROVISIONAL
BLOCKING = [
    ({"n_graded": 0}, "nothing_graded", 1, "No case has a grade yet."),
    (
        {"broken_invariants": ("x", "y")},
        "invariants_broken",
        2,
        "2 checks of the database failed.",
    ),
    ({"n_slots_unfilled": 3}, "slots_unfilled", 3, "3 places have no reviewer."),
    ({"n_reads_open": 4}, "reads_open", 4, "4 reviews are not submitted."),
    (
        {"n_unsettled": 5},
        "cases_unsettled",
        5,
        "5 cases are complete but not settled.",
    ),
    (
        {"n_diverged": 6},
        "cases_diverged",
        6,
        "6 cases diverged and are not decided.",
    ),
]
ONLY_FINAL = [
    ({"n_objections_open": 2}, "objections_open", 2, "2 objections are not decided."),
    (
        {"n_objections_untold": 1},
        "objections_untold",
        1,
        "1 objection is decided, and those who made it have not been told.",
    ),
    (
        {"provisional_first": True},
        "no_provisional_release",
        1,
        "This campaign promised a provisional release first.",
    ),
    (
        {"answers_until": date(2026, 4, 8)},
        "answers_awaited",
        1,
        "The provisional release can be answered until 2026-04-08.",
    ),
]


def found(facts: dict[str, object], kind: ReleaseKind) -> list[tuple[object, ...]]:
    items = gate(GateFacts(**{"n_graded": 9, **facts}), kind)
    return [(i.code.value, i.n, i.blocks, str(i.sentence)) for i in items]


@pytest.mark.parametrize("kind", ReleaseKind)
def test_gate_is_open_when_nothing_was_found(kind: ReleaseKind) -> None:
    assert check_gate(GateFacts(n_graded=60), kind) == ()


@pytest.mark.parametrize("kind", ReleaseKind)
@pytest.mark.parametrize(("facts", "code", "n", "sentence"), BLOCKING)
def test_unfinished_work_blocks_every_release(
    facts: dict[str, object], code: str, n: int, sentence: str, kind: ReleaseKind
) -> None:
    assert found(facts, kind) == [(code, n, True, sentence)]


@pytest.mark.parametrize(("facts", "code", "n", "sentence"), ONLY_FINAL)
def test_objections_and_the_provisional_release_come_before_the_final_one(
    facts: dict[str, object], code: str, n: int, sentence: str
) -> None:
    assert found(facts, FINAL) == [(code, n, True, sentence)]
    assert found(facts, PROVISIONAL) == []


def test_provisional_release_that_was_made_blocks_nothing() -> None:
    facts = {"provisional_first": True, "provisional_released": True}

    assert found(facts, FINAL) == []


def test_notes_are_shown_and_block_nothing() -> None:
    facts = GateFacts(
        n_graded=9, n_ungraded=1, n_minima_unmet=2, n_withheld=3, n_confined=4
    )

    items = check_gate(facts, FINAL)

    assert [(item.code.value, item.n, item.blocks) for item in items] == [
        ("cases_ungraded", 1, False),
        ("minima_unmet", 2, False),
        ("groups_withheld", 3, False),
        ("cases_confined", 4, False),
    ]


def test_notes_hold_up_whoever_has_not_seen_them() -> None:
    facts = GateFacts(n_graded=9, n_withheld=3)

    with pytest.raises(NotesUnseen, match="1 point is to be seen first") as refused:
        check_gate(facts, FINAL, despite_notes=False)

    assert [item.code for item in refused.value.items] == [GateCode.GROUPS_WITHHELD]
    assert check_gate(GateFacts(n_graded=9), FINAL, despite_notes=False) == ()


def test_closed_gate_refuses_and_carries_what_blocks() -> None:
    facts = GateFacts(n_graded=0, n_reads_open=2, n_ungraded=1)

    with pytest.raises(NotReadyToPublish, match="2 points are open") as refused:
        check_gate(facts, FINAL)

    assert [item.code for item in refused.value.items] == [
        GateCode.NOTHING_GRADED,
        GateCode.READS_OPEN,
    ]


def test_every_gate_code_has_a_sentence() -> None:
    assert set(SENTENCES) == set(GateCode)


def test_a_number_of_a_person_blocks_a_public_release_only() -> None:
    facts = GateFacts(n_graded=1, n_personal_public=1, n_personal=3)

    final = [(item.code, item.n, item.blocks) for item in gate(facts, FINAL)]
    provisional = [(i.code, i.n, i.blocks) for i in gate(facts, PROVISIONAL)]

    assert final == [
        (GateCode.PERSONAL_NUMBERS_PUBLIC, 1, True),
        (GateCode.PERSONAL_NUMBERS, 3, False),
    ]
    assert provisional == [(GateCode.PERSONAL_NUMBERS, 3, False)]
