"""On-site sessions (集中评查): a day and a place, who is invited, who signed in.

Signing in says that somebody was there, and nothing of which files they read.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from review.domain.errors import N_, RuleBroken

EARLY = timedelta(minutes=30)
"""People arrive before it begins."""
LONGEST = timedelta(hours=16)
MOST_PLACE = 100


class SessionBroken(RuleBroken):
    sentence = N_("This session cannot be held.")


class NotOpen(RuleBroken):
    sentence = N_(
        "Signing in is possible from half an hour before the session until its end."
    )


class TooEarly(RuleBroken):
    sentence = N_("Nobody can have signed in before the session is open.")


class SignedIn(RuleBroken):
    sentence = N_("Somebody has signed in; take that back first.")


def check_session(*, starts_at: datetime, ends_at: datetime, place: str) -> None:
    if not 0 < len(place) <= MOST_PLACE:
        text = N_("Say in at most %(most)s characters where it is held.")
        raise SessionBroken(text, most=MOST_PLACE)
    if not timedelta(0) < ends_at - starts_at <= LONGEST:
        raise SessionBroken(N_("It ends after it begins, on the same day."))


def is_open(at: datetime, *, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether a reviewer may sign in on the own account."""
    return has_opened(at, starts_at=starts_at) and at <= ends_at


def has_opened(at: datetime, *, starts_at: datetime) -> bool:
    """Whether the office may tick somebody; afterwards too, from the paper sheet."""
    return at >= starts_at - EARLY
