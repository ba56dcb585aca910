"""Case numbers that a superior names for a campaign of a bureau below.

They come in besides whatever the campaign draws; the lot is as it were without them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from review.domain.errors import N_, RuleBroken
from review.domain.sampling_docket import folded
from review.domain.sampling_rule import SampleRule

MOST_NUMBERS = 2000
LONGEST = 200
MOST_REASON = 200


class BadNumbers(RuleBroken):
    sentence = N_(
        "Give between 1 and %(most)s case numbers, one in each line, of at most "
        "%(longest)s characters."
    )


class NameNeeded(RuleBroken):
    sentence = N_(
        "Say what the case numbers are for, in at most %(longest)s characters."
    )


class TooLate(RuleBroken):
    sentence = N_(
        "The sample of %(campaign)s is drawn: designated case numbers cannot join it any "
        "more. Choose a campaign that is not drawn yet."
    )


class NoDraw(RuleBroken):
    sentence = N_("%(campaign)s draws no sample: every closed file enters it anyway.")


class JoinedAlready(RuleBroken):
    sentence = N_("These case numbers have joined a campaign already.")


class IsWithdrawn(RuleBroken):
    sentence = N_("The superior bureau has withdrawn these case numbers.")


class NoReason(RuleBroken):
    sentence = N_(
        "Say in at most %(most)s characters why the case numbers are withdrawn."
    )


class Effect(StrEnum):
    """What the withdrawal of designated numbers comes to, where they are by then."""

    WAITED = "waited"
    LEFT = "left"
    STAYED = "stayed"
    ELSEWHERE = "elsewhere"

    @property
    def words(self) -> str:
        return EFFECT_WORDS[self]


EFFECT_WORDS = {
    Effect.WAITED: N_("They have joined no campaign, and none can take them in."),
    Effect.LEFT: N_(
        "They are out of the rule by which “%(campaign)s” draws; what another "
        "designation names stays in it."
    ),
    Effect.STAYED: N_(
        "The sample of “%(campaign)s” was drawn before: the files stay in it. That "
        "bureau can take out single files, with a reason."
    ),
    Effect.ELSEWHERE: N_(
        "That bureau works in another installation: carry the signed file of the "
        "withdrawal there. What it comes to is said there."
    ),
}


@dataclass(frozen=True, slots=True)
class Target:
    """What a campaign is, as far as joining it depends on that."""

    name: str
    is_standing: bool
    drawn_at: datetime | None


def numbers_in(text: str) -> tuple[str, ...]:
    """The case numbers of a list, each once, in its order."""
    lines = (line.strip() for line in text.splitlines())
    found = list({folded(line): line for line in lines if line}.values())
    fits = all(len(each) <= LONGEST for each in found)
    if not (0 < len(found) <= MOST_NUMBERS and fits):
        raise BadNumbers(most=MOST_NUMBERS, longest=LONGEST)
    return tuple(found)


def checked_name(name: str) -> str:
    said = " ".join(name.split())
    if not 0 < len(said) <= LONGEST:
        raise NameNeeded(longest=LONGEST)
    return said


def check_joins(target: Target) -> None:
    """Only a campaign that will still draw can take designated numbers."""
    if target.is_standing:
        raise NoDraw(campaign=target.name)
    if target.drawn_at is not None:
        raise TooLate(campaign=target.name)


def joined(rule: SampleRule, numbers: Iterable[str]) -> SampleRule:
    """The rule with further numbers; one that is there already is not named twice."""
    known = {folded(each): each for each in rule.designated}
    for each in numbers:
        known.setdefault(folded(each), each)
    return replace(rule, designated=tuple(known.values()))


def left(rule: SampleRule, numbers: Iterable[str], named: Iterable[str]) -> SampleRule:
    """The rule without numbers that were withdrawn, unless others have `named` them."""
    gone = set(map(folded, numbers)) - set(map(folded, named))
    kept = (each for each in rule.designated if folded(each) not in gone)
    return replace(rule, designated=tuple(kept))


def checked_reason(reason: str) -> str:
    said = " ".join(reason.split())
    if not 0 < len(said) <= MOST_REASON:
        raise NoReason(most=MOST_REASON)
    return said


def effect_of(
    *, is_elsewhere: bool, has_joined: bool, drawn_at: datetime | None
) -> Effect:
    """What a withdrawal comes to, as things stand."""
    if is_elsewhere:
        return Effect.ELSEWHERE
    if not has_joined:
        return Effect.WAITED
    return Effect.STAYED if drawn_at is not None else Effect.LEFT
