"""Whether a reviewer marks as was agreed: a stated standard, met on one anchor file.

An anchor (校准卷) is a file of which a panel lead has set the agreed answers and their
reasons before anyone tries it. A trial meets the standard by its share of items answered
exactly so, and by missing no veto; large programmes ask 80% of a pre-scored set before
live scoring. Whoever misses it may try again on another anchor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from review.domain.answers import Answer, Answers
from review.domain.errors import N_, RuleBroken
from review.domain.lines import Line, answerable
from review.domain.schemes import Scheme

RULE = "calibration"
USUAL = 80


class WrongStandard(RuleBroken):
    sentence = N_("The standard is a whole number from 50 to 100 percent.")


class NotQualified(RuleBroken):
    """What is not qualified yet cannot open files of a campaign that demands it."""

    sentence = N_(
        "This campaign asks you to qualify on a calibration file first. You find it "
        "under “My reviews”, “Calibration”."
    )


@dataclass(frozen=True, slots=True)
class Standard:
    """The share of items to be answered exactly as agreed; a veto is never missed.

    `is_demanded` says that nobody reads in the campaign without having met it.
    """

    percent: int = USUAL
    is_demanded: bool = False

    def __post_init__(self) -> None:
        if not 50 <= self.percent <= 100:
            raise WrongStandard


def standard_in(rules: Mapping[str, Any]) -> Standard:
    """The standard among a campaign's rules, or the usual one."""
    data = rules.get(RULE) or {}
    return Standard(int(data.get("percent", USUAL)), bool(data.get("demanded", False)))


def as_data(standard: Standard) -> dict[str, Any]:
    return {"percent": standard.percent, "demanded": standard.is_demanded}


@dataclass(frozen=True, slots=True)
class Difference:
    """An item answered otherwise than agreed; nothing is told of the others."""

    item: str
    own: Answer | None
    agreed: Answer


@dataclass(frozen=True, slots=True)
class Trial:
    """What a sheet comes to beside the agreed one."""

    n_items: int
    n_exact: int
    missed: tuple[str, ...]
    """The vetoes that were agreed upon and not found."""
    differences: tuple[Difference, ...]

    def meets(self, standard: Standard) -> bool:
        """Exactly at the share is enough; a sheet without items meets nothing."""
        if not self.n_items or self.missed:
            return False
        return Fraction(100 * self.n_exact, self.n_items) >= standard.percent

    @property
    def percent(self) -> int:
        """Rounded down: what is shown as the standard has met it."""
        return 100 * self.n_exact // self.n_items if self.n_items else 0


def trial(scheme: Scheme, own: Answers, agreed: Answers) -> Trial:
    """Item by item, on every scored line of which an answer was agreed."""
    lines = {
        code: line
        for code, line in answerable(scheme).items()
        if line.is_scored and code in agreed and agreed[code].is_given
    }
    apart = [code for code in lines if not _is_same(own.get(code), agreed[code])]
    return Trial(
        n_items=len(lines),
        n_exact=len(lines) - len(apart),
        missed=tuple(c for c in apart if _is_missed(lines[c], agreed[c])),
        differences=tuple(Difference(c, own.get(c), agreed[c]) for c in apart),
    )


def _is_same(own: Answer | None, agreed: Answer) -> bool:
    """Reasons and places may be worded otherwise."""
    return own is not None and (own.choice, own.special) == (
        agreed.choice,
        agreed.special,
    )


def _is_missed(line: Line, agreed: Answer) -> bool:
    return line.is_veto and agreed.choice == "yes"
