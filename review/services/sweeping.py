"""The nightly run: what is over, or was kept for a time only, is cleared away."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from review.services import intake, tracing
from review.services.accounts import IDLE
from review.store import unit
from review.store.queries import intake as uploads
from review.store.queries import sessions

ATTEMPTS_KEPT_FOR = timedelta(days=180)
"""Sign-in attempts are kept half a year, as 网络安全法 asks of logs at the least."""


@dataclass(frozen=True, slots=True)
class Swept:
    """How much of each was cleared away."""

    n_sessions: int
    n_attempts: int
    n_uploads: int
    n_traces: int = 0


class _Rehearsed(Exception):
    """It was only to be counted: the transaction is taken back."""


def sweep(*, at: datetime, idle: timedelta = IDLE, rehearse: bool = False) -> Swept:
    """Clear away sessions that are over, old attempts to sign in, uploads and traces.

    Spreadsheets that nobody confirmed lie there with everything they say of people;
    after a day their preview is out of date anyway. Reading traces are kept for the
    days that reviewers were told. No fact is touched.
    """
    with suppress(_Rehearsed), unit.transaction():
        swept = Swept(
            n_sessions=sessions.drop_ended(at=at, seen_before=at - idle),
            n_attempts=sessions.drop_attempts(before=at - ATTEMPTS_KEPT_FOR),
            n_uploads=uploads.drop_old_files(before=at - intake.KEPT_FOR),
            n_traces=tracing.drop_old(at.date()),
        )
        if rehearse:
            raise _Rehearsed
    return swept
