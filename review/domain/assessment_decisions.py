"""What the bar association may decide on a proposal.

The program proposes, people decide (法律援助法 art. 60): a decision is one of the scheme's
grades or none at all, and it always has a reason in words.
"""

from __future__ import annotations

from collections.abc import Iterable

from review.domain.errors import N_, RuleBroken
from review.domain.schemes import Text

NOT_RATED = "not_rated"
NOT_RATED_TITLE = Text("不评定等次", "Not rated")
MOST_LETTERS = 2000


class NotAChoice(RuleBroken):
    sentence = N_("Choose one of the grades, or that no grade is given.")


class ReasonMissing(RuleBroken):
    """A decision without a reason cannot be explained to the person concerned."""

    sentence = N_("Say why in a few words; the person concerned will read it.")


class ReasonTooLong(RuleBroken):
    sentence = N_("The reason may have at most %(most)s characters.")


def choices(grades: Iterable[tuple[str, Text]]) -> dict[str, Text]:
    """The grades in their order, and the choice to give none."""
    return {**dict(grades), NOT_RATED: NOT_RATED_TITLE}


def check_decision(decision: str, reason: str, allowed: Iterable[str]) -> str:
    """The reason as it is kept; marks and blanks alone are none."""
    if decision not in set(allowed):
        raise NotAChoice
    kept = reason.strip()
    if not any(letter.isalnum() for letter in kept):
        raise ReasonMissing
    if len(kept) > MOST_LETTERS:
        raise ReasonTooLong(most=MOST_LETTERS)
    return kept
