"""What a plan asks of its reviewers beside the reviews that count.

Hidden second reads, reviews of seeds and of common files only measure how alike reviewers
mark; for whoever does them they are reviews like the others. What a plan leads to is told
with all of them, before anything is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HiddenReads:
    """About how many reviews there are of each sort; the lot decides the exact number."""

    second: int = 0
    seeds: int = 0
    common: int = 0

    @property
    def n(self) -> int:
        return self.second + self.seeds + self.common


def even_loads(n_reviews: int, n_reviewers: int) -> tuple[int, int]:
    """The fewest and the most reviews of anybody when loads are even."""
    if not n_reviewers:
        return (0, 0)
    return n_reviews // n_reviewers, -(-n_reviews // n_reviewers)
