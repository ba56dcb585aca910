"""Bureaus above and below: no circles, and nothing seen that the table does not name."""

from __future__ import annotations

import pytest

from review.domain.superiors import (
    Facet,
    InACircle,
    Stage,
    check_place,
    stage_of,
    superior_sees,
)

COUNTY, CITY, PROVINCE, OTHER = 1, 2, 3, 4
ABOVE = {COUNTY: CITY, CITY: PROVINCE, PROVINCE: None, OTHER: None}


@pytest.mark.parametrize(
    ("bureau", "under", "is_fine"),
    [
        (COUNTY, PROVINCE, True),
        (OTHER, COUNTY, True),
        (PROVINCE, OTHER, True),
        (CITY, CITY, False),
        (CITY, COUNTY, False),
        (PROVINCE, COUNTY, False),
    ],
)
def test_nobody_stands_under_its_own_subordinate(
    bureau: int, under: int, is_fine: bool
) -> None:
    if is_fine:
        check_place(ABOVE, bureau, under)
        return
    with pytest.raises(InACircle):
        check_place(ABOVE, bureau, under)


@pytest.mark.parametrize(
    ("stage", "seen"),
    [
        (Stage.OPENED, {Facet.PLAN}),
        (Stage.DRAWN, {Facet.PLAN, Facet.COUNTS}),
        (Stage.PUBLISHED, set(Facet)),
    ],
)
def test_figures_are_seen_once_they_are_published(
    stage: Stage, seen: set[Facet]
) -> None:
    assert {facet for facet in Facet if superior_sees(facet, stage)} == seen


@pytest.mark.parametrize(
    ("is_drawn", "is_published", "stage"),
    [
        (False, False, Stage.OPENED),
        (True, False, Stage.DRAWN),
        (True, True, Stage.PUBLISHED),
    ],
)
def test_a_campaign_is_as_far_as_its_facts_say(
    is_drawn: bool, is_published: bool, stage: Stage
) -> None:
    assert stage_of(is_drawn=is_drawn, is_published=is_published) is stage
