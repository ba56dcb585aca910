"""A later day for single reviews: what may be said, and which day then counts."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from review.domain.errors import N_, RuleBroken

FURTHEST = timedelta(days=366)
MOST_REASON = 200


class NoTerm(RuleBroken):
    sentence = N_("This campaign has no day by which reviews are due.")


class NotLater(RuleBroken):
    sentence = N_("Give a day after %(day)s, by which the review is due now.")


class AlreadyPast(RuleBroken):
    sentence = N_("This day is over; give one from today on.")


class TooFar(RuleBroken):
    sentence = N_("Give a day within a year.")


class NoReason(RuleBroken):
    sentence = N_("Give a reason of at most %(most)s characters.")


class Answer(StrEnum):
    """What became of a reviewer's request."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"


def term_of(campaign: date | None, own: date | None) -> date | None:
    """Until when a review is due: its own day where that is later than the campaign's.

    A campaign moved past it leaves nobody behind; one without a day asks for none.
    """
    if campaign is None or own is None:
        return campaign
    return max(campaign, own)


def is_late(campaign: date | None, own: date | None, *, on: date) -> bool:
    """Whether a review that is not in is late on this day."""
    term = term_of(campaign, own)
    return term is not None and term < on


def over_on(campaign: date | None, on: date) -> date | None:
    """The day, once the campaign's term is over; what has no later day is late then."""
    return on if is_late(campaign, None, on=on) else None


def check_until(until: date, *, term: date | None, on: date) -> None:
    """Refuse a day that extends nothing; `term` is what counts so far."""
    if term is None:
        raise NoTerm
    if until <= term:
        raise NotLater(day=term)
    if until < on:
        raise AlreadyPast
    if until - on > FURTHEST:
        raise TooFar


def checked_reason(reason: str) -> str:
    reason = reason.strip()
    if not 0 < len(reason) <= MOST_REASON:
        raise NoReason(most=MOST_REASON)
    return reason


def answer_of(*, is_answered: bool, granted: date | None) -> Answer:
    if not is_answered:
        return Answer.OPEN
    return Answer.GRANTED if granted else Answer.REFUSED
