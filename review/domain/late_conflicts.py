"""A conflict that comes to light when the review is in: it stands still until decided.

What was let pass beforehand, because it only warns or is to be disclosed, needs no
decision. A review is taken out and its place given to somebody else, or it stays with a
reason; while that is open the file gets no result. Once it has one nobody asks whose
sheet is which, and nothing is looked for any more.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from review.domain.candidates import Bar, Strength
from review.domain.errors import N_, RuleBroken
from review.domain.reads import Purpose


class Decision(StrEnum):
    """What becomes of a review whose reviewer turns out to have a conflict."""

    AGAIN = "again"
    STAYS = "stays"

    @property
    def words(self) -> str:
        return DECISION_WORDS[self]


DECISION_WORDS = {
    Decision.AGAIN: N_("Take it out and have the file read again"),
    Decision.STAYS: N_("Leave it"),
}


class CannotReadAgain(RuleBroken):
    """What was compared already cannot be made not to have been."""

    sentence = N_(
        "This review has been compared with others already, or decides; it cannot be "
        "taken out. Leave it with a reason, or take the file out of the campaign."
    )


def may_read_again(purpose: str, *, has_diverged: bool) -> bool:
    return purpose == Purpose.COUNTED.value and not has_diverged


def to_note(
    barred: Collection[Bar],
    related: Collection[tuple[Bar, Strength]],
    *,
    is_submitted: bool,
) -> tuple[tuple[Bar, Strength], ...]:
    """What is kept of a read: what was let pass, and of one that is in what bars it.

    An open one that is barred is taken back, and says nothing any more.
    """
    if barred and not is_submitted:
        return ()
    blocks = tuple((bar, Strength.BLOCK) for bar in barred)
    passed = tuple(each for each in related if each[1] is not Strength.BLOCK)
    return (*blocks, *passed)
