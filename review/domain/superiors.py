"""Bureaus above and below: who is under whom, and what a superior sees of those below.

A superior sees which campaigns a bureau directly below has, how far they are, and what
was published of them. It never sees a file, a reviewer, a review or an unpublished grade:
for these there is no facet at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from review.domain.errors import N_, RuleBroken


class Stage(StrEnum):
    """How far a campaign of a bureau below is."""

    OPENED = "opened"
    DRAWN = "drawn"
    PUBLISHED = "published"

    @property
    def words(self) -> str:
        return STAGE_WORDS[self]


STAGE_WORDS = {
    Stage.OPENED: N_("Opened, sample not drawn"),
    Stage.DRAWN: N_("Sample drawn, under review"),
    Stage.PUBLISHED: N_("Published"),
}


class Facet(StrEnum):
    """What there is to see of it: name, year and period; how many files there are and
    how many of them are settled; and the published figures.
    """

    PLAN = "plan"
    COUNTS = "counts"
    FIGURES = "figures"


SEEN: Mapping[Facet, frozenset[Stage]] = {
    Facet.PLAN: frozenset(Stage),
    Facet.COUNTS: frozenset({Stage.DRAWN, Stage.PUBLISHED}),
    Facet.FIGURES: frozenset({Stage.PUBLISHED}),
}


def superior_sees(facet: Facet, stage: Stage) -> bool:
    """Whether the table shows it to a superior."""
    return stage in SEEN[facet]


def stage_of(*, is_drawn: bool, is_published: bool) -> Stage:
    """A standing campaign has no draw; it counts as drawn once files entered it."""
    if is_published:
        return Stage.PUBLISHED
    return Stage.DRAWN if is_drawn else Stage.OPENED


class InACircle(RuleBroken):
    sentence = N_(
        "A bureau cannot stand under itself or under one of its subordinates."
    )


def check_place(above: Mapping[int, int | None], bureau: int, under: int) -> None:
    """Refuse a place from which the way upwards would lead back to the bureau."""
    at: int | None = under
    while at is not None:
        if at == bureau:
            raise InACircle
        at = above.get(at)
