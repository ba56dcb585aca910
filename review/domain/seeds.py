"""Hidden seeds (种子卷): files of the sample of which a panel lead has agreed the answers.

Marking programmes put such files among the live ones to see whether reviewers still mark
as was agreed; nobody can tell which. Here a seed is an ordinary file of the sample that
gets further hidden readers, so that neither its number, its period nor its scans tell it
from the others. What these readers say measures them and decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from review.domain.calibration import Standard, Trial
from review.domain.reviewer_figures import FEWEST_FILES, Share, n_in_steps
from review.domain.second_reads import lot

RULE = "seeds"
MOST_PERCENT = 20


def percent_in(rules: Mapping[str, object]) -> int:
    """The stated share of reviews that are of seeds; without a word there are none."""
    value = rules.get(RULE)
    return value if isinstance(value, int) else 0


def n_seed_reads(n_reads: int, percent: int) -> int:
    """How many further reads the rate comes to, of so many counted ones."""
    return int(Fraction(percent * n_reads, 100) + Fraction(1, 2))


def further_readers(
    seeds: Sequence[str], n_reads: int, *, most: int, secret: str
) -> dict[str, int]:
    """How many further readers each seed gets: as even as can be, the rest by lot.

    Nobody reads a file twice, so that no seed has more than `most`.
    """
    if not seeds:
        return {}
    each, rest = divmod(n_reads, len(seeds))
    by_lot = sorted(seeds, key=lambda name: lot(secret, "seed", name))
    return {name: min(each + (n < rest), most) for n, name in enumerate(by_lot)}


@dataclass(frozen=True, slots=True)
class SeedFigure:
    """A reviewer on seeds: how many met the standard, items as agreed, vetoes missed."""

    n_files: int = 0
    n_met: int = 0
    items: Share = field(default_factory=Share)
    n_missed: int = 0

    @property
    def is_below(self) -> bool:
        """A seed below the standard deserves a look, and a missed veto always."""
        return self.n_met < self.n_files


def seed_figure(trials: Sequence[Trial], standard: Standard) -> SeedFigure:
    return SeedFigure(
        n_files=len(trials),
        n_met=sum(trial.meets(standard) for trial in trials),
        items=Share.of((trial.n_exact, trial.n_items) for trial in trials),
        n_missed=sum(bool(trial.missed) for trial in trials),
    )


def told(trials: Sequence[Trial], *, is_over: bool) -> Sequence[Trial]:
    """Those of a reviewer that are told by name, of settled seeds in their order.

    Five at a time until the final release, then all: one seed's figure would say which of
    its reviews is whose.
    """
    n = n_in_steps(len(trials), is_over=is_over, step=FEWEST_FILES, fewest=1)
    return trials[:n]
