"""Whose turn it is follows from the numbers of a campaign."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from review.domain.waiting import (
    CampaignNumbers,
    Progress,
    Reads,
    Step,
    Who,
    steps,
    waits,
)

TODAY = date(2026, 3, 2)
DRAWN = {"is_drawn": True, "n_cases": 10, "n_places": 20}
ALL_IN = DRAWN | {"counted": Reads(n_submitted=20)}


def numbers(**facts: Any) -> CampaignNumbers:
    return CampaignNumbers(**facts)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, [("officer", "sampling", "Draw the sample.")]),
        (DRAWN, [("officer", "allocation", "Give 20 places to reviewers.")]),
        (
            DRAWN | {"counted": Reads(n_open=12, n_people=4, n_submitted=5)},
            [
                ("officer", "allocation", "Give 3 places to reviewers."),
                (
                    "reviewers",
                    "reviewing",
                    "Reviews not in yet: 12; people who hold them: 4.",
                ),
            ],
        ),
        (
            DRAWN
            | {
                "counted": Reads(2, 1, 18),
                "further": Reads(1, 1, 0),
                "lead": Reads(1, 1, 1),
                "n_further_needed": 3,
                "n_lead_needed": 3,
                "n_settled": 4,
            },
            [
                ("officer", "reconciliation", "Call further reviewers to 3 places."),
                (
                    "reviewers",
                    "reviewing",
                    "Reviews not in yet: 2; people who hold them: 1.",
                ),
                (
                    "further",
                    "reconciliation",
                    "Reviews not in yet: 1; people who hold them: 1.",
                ),
                (
                    "leads",
                    "reconciliation",
                    "Reviews not in yet: 1; people who hold them: 1.",
                ),
            ],
        ),
        (
            ALL_IN | {"n_settled": 8},
            [
                (
                    "officer",
                    "reconciliation",
                    "Settle 2 files whose reviews are all in.",
                )
            ],
        ),
        (
            ALL_IN | {"n_settled": 10},
            [
                (
                    "officer",
                    "publication",
                    "All 10 files have results: see what is to be done before publishing.",
                )
            ],
        ),
        (
            ALL_IN | {"n_settled": 10, "is_released": True},
            [
                (
                    "officer",
                    "publication",
                    "Publish finally when the objections are decided.",
                )
            ],
        ),
        (ALL_IN | {"n_settled": 10, "is_published": True}, []),
        (DRAWN | {"is_published": True}, []),
    ],
)
def test_waits_name_whose_turn_it_is(
    facts: dict[str, Any], expected: list[tuple[str, str, str]]
) -> None:
    found = waits(numbers(**facts), due_on=None, today=TODAY)

    assert [(w.who, w.step, str(w.sentence)) for w in found] == expected


@pytest.mark.parametrize(
    ("due_on", "late"),
    [(None, False), (TODAY, False), (date(2026, 3, 1), True)],
)
def test_open_reviews_are_late_from_the_day_after(
    due_on: date | None, late: bool
) -> None:
    open_reads = numbers(**DRAWN, counted=Reads(5, 2, 0))

    found = waits(open_reads, due_on=due_on, today=TODAY)

    assert {wait.who: wait.is_late for wait in found} == {
        Who.OFFICER: False,
        Who.REVIEWERS: late,
    }


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, "under_way ahead ahead ahead ahead"),
        (DRAWN, "done under_way ahead ahead ahead"),
        (
            DRAWN | {"counted": Reads(5, 2, 0)},
            "done under_way under_way ahead ahead",
        ),
        (
            DRAWN | {"counted": Reads(20, 2, 0)},
            "done done under_way ahead ahead",
        ),
        (
            DRAWN | {"counted": Reads(5, 2, 15), "n_settled": 3},
            "done done under_way under_way ahead",
        ),
        (
            ALL_IN | {"n_settled": 9, "n_further_needed": 1},
            "done under_way under_way under_way ahead",
        ),
        (ALL_IN | {"n_settled": 10}, "done done done done under_way"),
        (
            ALL_IN | {"n_settled": 10, "is_released": True, "is_published": True},
            "done done done done done",
        ),
    ],
)
def test_steps_are_done_under_way_or_ahead(
    facts: dict[str, Any], expected: str
) -> None:
    found = steps(numbers(**facts))

    assert [each.step for each in found] == list(Step)
    assert " ".join(each.progress for each in found) == expected


def test_steps_count_part_and_whole() -> None:
    facts = DRAWN | {
        "counted": Reads(5, 2, 13),
        "further": Reads(1, 1, 1),
        "n_further_needed": 2,
        "n_settled": 4,
    }

    found = steps(numbers(**facts))

    assert [(each.part, each.whole) for each in found] == [
        (10, 10),
        (20, 22),
        (14, 22),
        (4, 10),
        (0, 0),
    ]


def test_every_code_has_words() -> None:
    members = [*Step, *Who, *Progress]

    assert all(member.words for member in members)
