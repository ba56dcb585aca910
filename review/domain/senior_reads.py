"""Every fail is read by a senior before anybody outside sees it (不合格复核).

A senior has had no part in the file: was never one of its readers, and has no conflict
with it. The fail is upheld with a reason; who does not uphold it sends it to the panel.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from review.domain.candidates import Bar
from review.domain.errors import N_, RuleBroken, StaleVersion
from review.domain.schemes import Grade

MOST_REASON = 1000
# What keeps nobody from reading a fail: it is not given out, and not filled in, so that
# calibration is asked of nobody. A file that was sealed when it had its result is read,
# for no fail stands unread.
NO_BAR = frozenset(
    {
        *(Bar.SEALED, Bar.PART, Bar.COMPETENCE, Bar.YEARS),
        *(Bar.AWAY, Bar.UNQUALIFIED, Bar.TAKEN),
    }
)


class SeniorDecision(StrEnum):
    """What a senior says of a fail."""

    UPHELD = "upheld"
    PANEL = "panel"

    @property
    def words(self) -> str:
        return DECISION_WORDS[self]


DECISION_WORDS = {
    SeniorDecision.UPHELD: N_("The fail is upheld"),
    SeniorDecision.PANEL: N_("To be decided by the panel"),
}


class NoSeniorReason(RuleBroken):
    """Both ways need a reason: it is all that the bureau learns of the reading."""

    sentence = N_("Give a reason of at most %(most)s characters.")


class AlreadyRead(StaleVersion):
    """Another senior was faster, or the result is another one by now."""

    sentence = N_(
        "This fail was decided meanwhile, or its result changed. Look at the list again."
    )


def failing(grades: Iterable[Grade]) -> frozenset[str]:
    """The grades that no file passes with."""
    return frozenset(grade.code for grade in grades if not grade.passes)


def checked_reason(reason: str) -> str:
    """The reason without the blanks around it; an empty one is none."""
    said = reason.strip()
    if not said or len(said) > MOST_REASON:
        raise NoSeniorReason(most=MOST_REASON)
    return said


def may_read(bars: Iterable[Bar], *, had_part: bool) -> bool:
    """Whether a senior may decide a fail: no part in the file, and no conflict."""
    return not had_part and NO_BAR.issuperset(bars)
