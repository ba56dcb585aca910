"""A panel meets on fails that a senior did not uphold (合议): votes, ruling, minutes.

Everyone present votes on every file, so that nothing tells who had a part in one. The
grade with more than half of the votes is the ruling; without one the lead's vote is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from review.domain.derivation import half_up
from review.domain.errors import N_, RuleBroken
from review.domain.grading import UnknownGrade, grade_of
from review.domain.outcomes import Outcome, OutcomeKind
from review.domain.schemes import Method, Party, Scheme
from review.domain.verdicts import parties_of_total

PANEL_MEETING = "panel_meeting@1"
FEWEST = 3
MOST_CALLS = 3
MOST_REASON = 2000
MOST_PLACE = 200


class TooFewMembers(RuleBroken):
    sentence = N_("A panel has at least %(fewest)s members, and one of them leads it.")


class VotesMissing(RuleBroken):
    """Who is present votes on every file that is decided."""

    sentence = N_("File %(file)s: everyone present has one vote.")


class PanelReasonMissing(RuleBroken):
    sentence = N_("File %(file)s: give the reasons in at most %(most)s characters.")


class ScoreMissing(RuleBroken):
    """A grade that follows from points cannot stand beside points of another grade."""

    sentence = N_("File %(file)s: the grade changes, so give the score it rests on.")


class ScoreOutside(RuleBroken):
    sentence = N_("File %(file)s: a score of %(score)s is graded %(grade)s.")


class ScoreTooFine(RuleBroken):
    """Rounded up, 59.995 would pass."""

    sentence = N_("File %(file)s: a score has at most two decimals.")


class NothingDecided(RuleBroken):
    sentence = N_("Give the votes on at least one file.")


class Barred(StrEnum):
    """Why a file waits for a meeting of others; which of these it is, and whom it
    concerns, is never said.
    """

    SENIOR = "senior"
    PART = "part"


class CalledOften(RuleBroken):
    """Who could ask about any three people would find who read a file, by name."""

    sentence = N_(
        "Which files a panel may decide was asked for %(most)s different panels within a "
        "day, and that is the most. Choose one of these, or ask again tomorrow."
    )


def check_calls(n_panels: int) -> None:
    """Refuse to answer for one panel more within a day."""
    if n_panels >= MOST_CALLS:
        raise CalledOften(most=MOST_CALLS)


class NotForThese(RuleBroken):
    sentence = N_(
        "File %(file)s waits for a meeting of others: one of those present read this "
        "fail as a senior, had a part in it, or there is a conflict of interest."
    )


def barred(
    present: Collection[str], *, free: Collection[str], seniors: Collection[str]
) -> tuple[Barred, ...]:
    """What keeps those present from deciding a file together.

    Whoever sent the fail here has said already what they think of it, and so has whoever
    upheld an earlier fail of the same file.
    """
    reasons = (
        (Barred.SENIOR, not set(present).isdisjoint(seniors)),
        (Barred.PART, not set(present) <= set(free)),
    )
    return tuple(reason for reason, holds in reasons if holds)


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the votes on a file come to, and whether it took the lead to decide."""

    grade: str
    is_by_lead: bool
    counts: tuple[tuple[str, int], ...]


def check_members(members: Sequence[str], lead: str) -> None:
    if len(set(members)) < FEWEST or lead not in members:
        raise TooFewMembers(fewest=FEWEST)


def rule_on(
    scheme: Scheme, votes: Mapping[str, str], *, members: Sequence[str], lead: str
) -> Ruling:
    """More than half of the votes decide; else the lead's own vote does."""
    if set(votes) != set(members):
        raise VotesMissing(file="")
    for grade in votes.values():
        if scheme.grade(grade) is None:
            raise UnknownGrade(grade=grade)
    counted = Counter(votes.values())
    order = [each.code for each in scheme.grades]
    counts = tuple((code, counted[code]) for code in order if counted[code])
    most, n = max(counts, key=lambda pair: pair[1])
    if 2 * n > len(votes):
        return Ruling(most, False, counts)
    return Ruling(votes[lead], True, counts)


def checked_score(
    scheme: Scheme, grade: str, score: Decimal | None, *, file: str
) -> Decimal | None:
    """The score of a changed grade lies in its band; grades by judgement have none."""
    if scheme.method is Method.INDICATORS:
        return None
    if score is None or not 0 <= score <= scheme.maximum_total:
        raise ScoreMissing(file=file)
    found = half_up(score)
    if found != score:
        raise ScoreTooFine(file=file)
    band = grade_of(scheme, found)
    if band.code != grade:
        raise ScoreOutside(file=file, score=found, grade=band.title)
    return found


def by_meeting(outcome: Outcome, score: Decimal | None, grade: str) -> Outcome:
    """The result a panel decided, on the reviews that led to it."""
    return Outcome(
        OutcomeKind.SETTLED_BY_PANEL, outcome.parts, PANEL_MEETING, score, grade
    )


def handler_percent(scheme: Scheme, score: Decimal | None) -> Decimal | None:
    """The handler's part of a decided score; unknown where others answer for items."""
    if score is None:
        return None
    for each in parties_of_total(scheme, score):
        if each.party is Party.HANDLER and each.maximum:
            return half_up(Fraction(100 * score) / Fraction(each.maximum))
    return None
