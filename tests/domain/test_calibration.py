"""The calibration rule: a share of items exactly as agreed, and no veto missed."""

from __future__ import annotations

import pytest

from review.domain.answers import Answer, parse_answers
from review.domain.calibration import (
    Standard,
    WrongStandard,
    as_data,
    standard_in,
    trial,
)
from review.domain.schemes import ItemKind
from tests.domain.builders import item, points_scheme, section, veto

SCHEME = points_scheme(
    section(
        "s",
        *(item(f"i{n}", may_not_apply=True) for n in range(9)),
        item("note", 0, ItemKind.RECORD),
    ),
    veto("v", "forged"),
)
FULL = {**{f"i{n}": "full" for n in range(9)}, "forged": "no", "note": "无"}


def answers(**given: object) -> dict[str, Answer]:
    return parse_answers(SCHEME, {**FULL, **given})


LOST = {"choice": "2", "reason": "缺笔录", "pages": "3"}
STANDARD = Standard(80)


@pytest.mark.parametrize(
    ("own", "agreed", "n_exact", "missed", "meets"),
    [
        ({}, {}, 10, (), True),
        # Eight of ten is exactly the standard.
        ({"i0": "1", "i1": "1"}, {}, 8, (), True),
        ({"i0": "1", "i1": "1", "i2": "1"}, {}, 7, (), False),
        # The same loss with another reason is the same answer.
        ({"i0": {"choice": "2", "reason": "没有笔录"}}, {"i0": LOST}, 10, (), True),
        ({"i0": {"special": "not_applicable"}}, {}, 9, (), True),
        # One veto missed outweighs nine items.
        ({}, {"forged": "yes"}, 9, ("forged",), False),
        # A veto nobody agreed on is a difference, not a miss.
        ({"forged": "yes"}, {}, 9, (), True),
        ({"forged": "yes"}, {"forged": "yes"}, 10, (), True),
        # Remarks are no marks.
        ({"note": "x"}, {}, 10, (), True),
    ],
)
def test_a_trial_meets_the_standard_or_not(
    own: dict[str, object],
    agreed: dict[str, object],
    n_exact: int,
    missed: tuple[str, ...],
    meets: bool,
) -> None:
    found = trial(SCHEME, answers(**own), answers(**agreed))

    assert (found.n_items, found.n_exact, found.missed) == (10, n_exact, missed)
    assert found.meets(STANDARD) is meets


def test_only_differences_are_told_with_the_agreed_answer() -> None:
    own, agreed = answers(i1="1"), answers(i0=LOST)
    found = trial(SCHEME, own, agreed)

    assert [each.item for each in found.differences] == ["i0", "i1"]
    assert found.differences[0].agreed.findings[0].reason == "缺笔录"


def test_what_was_not_agreed_is_not_asked_and_what_was_left_out_is_wrong() -> None:
    agreed = {code: answers()[code] for code in ("i0", "i1")}
    own = {"i0": answers()["i0"]}

    found = trial(SCHEME, own, agreed)
    assert (found.n_items, found.n_exact, found.percent) == (2, 1, 50)
    assert found.differences[0].own is None
    assert not trial(SCHEME, own, {}).meets(STANDARD)


@pytest.mark.parametrize("percent", [0, 49, 101])
def test_a_standard_that_is_none_is_refused(percent: int) -> None:
    with pytest.raises(WrongStandard):
        Standard(percent)


def test_the_standard_is_kept_among_the_rules() -> None:
    assert standard_in({}) == Standard(80, False)
    kept = {"calibration": as_data(Standard(75, is_demanded=True))}
    assert standard_in(kept) == Standard(75, is_demanded=True)
