"""Contracts with organisations: what is wrong with one, and where it stands on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from review.domain.entrustment import (
    MOST_SCOPE,
    Contract,
    OrganisationKind,
    Standing,
    contract_faults,
    standing_of,
)

FIRST, LAST = date(2026, 3, 1), date(2026, 6, 30)
CONTRACT = Contract(
    "青川市律师协会", OrganisationKind.BAR, "QC-2026-7", FIRST, LAST, "一卷二评"
)


@pytest.mark.parametrize(
    ("change", "places"),
    [
        ({}, []),
        ({"organisation": "  "}, ["organisation"]),
        ({"contract_no": ""}, ["contract_no"]),
        ({"contract_no": "7" * 65}, ["contract_no"]),
        ({"scope": "字" * MOST_SCOPE}, []),
        ({"scope": "字" * (MOST_SCOPE + 1)}, ["contract_scope"]),
        ({"ends_on": FIRST}, ["contract_until"]),  # before the reviews are due
        ({"ends_on": date(2026, 2, 28)}, ["contract_until"]),
        (
            {"organisation": "", "contract_no": "", "ends_on": date(2025, 1, 1)},
            ["organisation", "contract_no", "contract_until"],
        ),
    ],
)
def test_faults_stand_at_their_field(change: dict[str, Any], places: list[str]) -> None:
    faults = contract_faults(replace(CONTRACT, **change), due_on=date(2026, 5, 1))

    assert [fault.place for fault in faults] == places


def test_a_contract_may_end_on_the_day_reviews_are_due() -> None:
    assert list(contract_faults(CONTRACT, due_on=LAST)) == []
    assert list(contract_faults(replace(CONTRACT, ends_on=FIRST))) == []


@pytest.mark.parametrize(
    ("ending", "today", "standing"),
    [
        ("", date(2026, 2, 28), Standing.AHEAD),
        ("", FIRST, Standing.IN_FORCE),
        ("", LAST, Standing.IN_FORCE),
        ("", date(2026, 7, 1), Standing.OVER),
        ("delivered", LAST, Standing.DELIVERED),
        ("delivered", date(2026, 7, 1), Standing.CLOSED),
        ("taken_back", FIRST, Standing.TAKEN_BACK),
        ("taken_back", date(2026, 7, 1), Standing.TAKEN_BACK),
    ],
)
def test_both_days_belong_to_the_contract(
    ending: str, today: date, standing: Standing
) -> None:
    assert standing_of(FIRST, LAST, ending=ending, today=today) is standing
