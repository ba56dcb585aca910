"""Rankings that can be defended: what of an order is shown, and to whom.

The marks of a few files put units in an order that is mostly chance. How much is not
(the rankability) decides what is shown: an ordered list from 0.75, bands from 0.5, below
that no order, only those that chance does not explain (bounds of van Dishoeck et al.,
BMJ Quality & Safety 2011; the rule of publication is this product's).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from review.domain.errors import N_
from review.domain.publication import withheld_groups

FEWEST_FILES = 3
"""However small the groups a campaign shows: fewer files put nobody anywhere."""
ORDERED_FROM, BANDS_FROM = Decimal("0.75"), Decimal("0.5")
SURE_OF_TOP = Decimal("0.8")
NEAR, FAR = 0.05, 0.002
"""Shares of units that chance alone puts outside the limits of the funnel plot."""


class Display(StrEnum):
    """How an order is shown."""

    ORDERED = "ordered"
    BANDS = "bands"
    FUNNEL = "funnel"


class Band(StrEnum):
    """Where a unit stands if its place is not told, from the best down."""

    TOP = "top"
    ABOVE = "above"
    AVERAGE = "average"
    BELOW = "below"


class Outlier(StrEnum):
    """Beside the limits that 95, or 99.8, of a hundred units keep by chance alone."""

    FAR_BELOW = "far_below"
    BELOW = "below"
    INSIDE = ""
    ABOVE = "above"
    FAR_ABOVE = "far_above"


DISPLAY_WORDS = {
    Display.ORDERED: N_("An ordered list"),
    Display.BANDS: N_("Bands instead of places"),
    Display.FUNNEL: N_("No order, only outliers"),
}
BAND_WORDS = {
    Band.TOP: N_("Among the best tenth"),
    Band.ABOVE: N_("Above the average"),
    Band.AVERAGE: N_("Not to be told from the average"),
    Band.BELOW: N_("Below the average"),
}
OUTLIER_WORDS = {
    Outlier.FAR_BELOW: N_("Far fewer good and excellent files than chance explains"),
    Outlier.BELOW: N_("Fewer good and excellent files than expected"),
    Outlier.INSIDE: N_("Within the limits of chance"),
    Outlier.ABOVE: N_("More good and excellent files than expected"),
    Outlier.FAR_ABOVE: N_("Far more good and excellent files than chance explains"),
}
TOLD: Mapping[Display, frozenset[str]] = {
    Display.ORDERED: frozenset(
        {"place", "is_tied", "band", "estimate", "low", "high", "weight"}
        | {"expected_rank", "rank_low", "rank_high", "at_top", "outlier"}
    ),
    Display.BANDS: frozenset({"band", "estimate", "low", "high", "weight", "outlier"}),
    Display.FUNNEL: frozenset({"outlier"}),
}
"""What a row says beside the raw figures: no place or rank where no order is shown."""


@dataclass(frozen=True, slots=True)
class Showing:
    """What a bureau decides of the rankings of a release.

    `display` is instead of the rule; `internal` lets county bureaus and heads of firms
    read what else stays in the bureau.
    """

    display: Display | None = None
    internal: bool = False

    @classmethod
    def chosen(cls, display: str | None, *, internal: bool) -> Showing:
        return cls(Display(display) if display else None, internal)

    @property
    def said(self) -> tuple[object, ...]:
        """Nothing, where the rule decides and nothing goes round."""
        return () if self == BY_RULE else (self.display or "", self.internal)


BY_RULE = Showing()


@dataclass(frozen=True, slots=True)
class RankedFile:
    """A settled file as it counts in a ranking; `is_good` is 优秀 or 良好."""

    unit: str
    score: Decimal
    kind: str
    stage: str
    is_good: bool


def least_files(minimum_n: int) -> int:
    """Below this a unit has too few files to be ranked."""
    return max(FEWEST_FILES, minimum_n)


def ranked_units(
    files: Iterable[RankedFile], *, least: int, withheld: Collection[str] = ()
) -> tuple[tuple[str, ...], int]:
    """Who is ranked, by key, and how many have too few files or are not shown at all."""
    n = Counter(each.unit for each in files if each.unit)
    ranked = sorted(
        unit for unit, count in n.items() if count >= least and unit not in withheld
    )
    return tuple(ranked), len(n) - len(ranked)


def not_to_be_told(
    files: Iterable[RankedFile], *, least: int, case_kind: str = ""
) -> frozenset[str]:
    """Units that a list within the house leaves out, so that no small group is told.

    What the list leaves out could be had by subtracting it from the total; a unit's few
    files of other kinds, by subtracting its kinds from its whole.
    """
    every = [each for each in files if each.unit]
    own: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for each in every:
        own[each.unit][each.kind] += 1
    if not case_kind:
        sizes = {unit: kinds.total() for unit, kinds in own.items()}
        return withheld_groups(sizes, minimum_n=least)
    within = {unit: kinds[case_kind] for unit, kinds in own.items()}
    across = {
        unit
        for unit, kinds in own.items()
        if case_kind in withheld_groups(kinds, minimum_n=least)
    }
    return withheld_groups(within, minimum_n=least) | across


def display_for(rankability: Decimal) -> Display:
    """By the rounded share that is printed beside it."""
    if rankability >= ORDERED_FROM:
        return Display.ORDERED
    return Display.BANDS if rankability >= BANDS_FROM else Display.FUNNEL


def band_of(*, at_top: Decimal, low: Decimal, high: Decimal, mean: Decimal) -> Band:
    """The best tenth for whom that is at least 80% sure; else beside the average."""
    if at_top >= SURE_OF_TOP:
        return Band.TOP
    if low > mean:
        return Band.ABOVE
    return Band.BELOW if high < mean else Band.AVERAGE


def places(ranks: Sequence[Decimal]) -> list[int]:
    """1, 2, 2, 4: who is expected at the same rank, to a tenth, shares the place."""
    told = [rank.quantize(Decimal("0.1"), ROUND_HALF_UP) for rank in ranks]
    ordered = sorted(told)
    first = {rank: ordered.index(rank) + 1 for rank in set(told)}
    return [first[rank] for rank in told]


def outlier(*, below: float, above: float) -> Outlier:
    """From the exact chances of as few, and of as many, good files (binomial)."""
    for chance, far, near in (
        (below, Outlier.FAR_BELOW, Outlier.BELOW),
        (above, Outlier.FAR_ABOVE, Outlier.ABOVE),
    ):
        if chance < FAR / 2:
            return far
        if chance < NEAR / 2:
            return near
    return Outlier.INSIDE


def told(content: Mapping[str, object], display: Display) -> dict[str, object]:
    """What of a unit's figures this display shows."""
    hidden = TOLD[Display.ORDERED] - TOLD[display]
    return {name: value for name, value in content.items() if name not in hidden}


def in_order(
    rows: Iterable[Mapping[str, object]], display: Display
) -> list[Mapping[str, object]]:
    """The order of a list tells no more than its columns; names sort what is equal."""
    bands = {band.value: at for at, band in enumerate(Band)}

    def place(row: Mapping[str, object]) -> tuple[object, ...]:
        by_display = {
            Display.ORDERED: row.get("place"),
            Display.BANDS: bands.get(str(row.get("band"))),
            Display.FUNNEL: 0,
        }
        return (by_display[display], row["sort_key"], row["key"])

    return sorted(rows, key=place)
