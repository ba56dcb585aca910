"""What standing campaigns need again and again, in one go: for cron."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from review.domain.policy import Action, Viewer, require
from review.services import allocation, arrivals, reconciliation
from review.store import unit


@dataclass(frozen=True, slots=True)
class KeptUp:
    """What was done in all standing campaigns of the bureau together."""

    n_campaigns: int = 0
    n_entered: int = 0
    n_given: int = 0
    n_missing: int = 0
    n_waiting: int = 0
    n_settled: int = 0
    n_called: int = 0


def keep_up(*, viewer: Viewer, at: datetime, on: date) -> KeptUp:
    """Files enter and are given out; what is complete is settled; readers are called.

    Each is a step of its own: what was done stays done if a later one is refused.
    """
    require(viewer, Action.INTAKE)
    arrived = arrivals.enter_everywhere(viewer=viewer, at=at, on=on)
    with unit.reading():
        codes = [row.code for row in arrivals.under_way(viewer.bureau_id or 0)]
    done = KeptUp(
        n_campaigns=len(codes),
        n_entered=arrived.n_entered,
        n_given=arrived.n_given,
        n_missing=arrived.n_missing,
        n_waiting=arrived.n_waiting,
    )
    for code in codes:
        done = _settled(done, viewer, code, at, on)
    return done


def _settled(done: KeptUp, viewer: Viewer, code: str, at: datetime, on: date) -> KeptUp:
    settled = reconciliation.settle(viewer=viewer, campaign_code=code, at=at)
    called = allocation.call_readers(viewer=viewer, code=code, at=at, on=on)
    return replace(
        done,
        n_settled=done.n_settled + settled.n_settled,
        n_called=done.n_called + called.n_pairs,
        n_missing=done.n_missing + called.n_missing,
    )
