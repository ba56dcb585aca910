"""Delivering what the outbox holds: each message once, or again under the same id.

A message is taken in one transaction, sent outside of any, and settled in another one.
Whoever dies in between leaves it held; after the lease somebody else sends it again,
and its recipient's mail server can tell by the message id that it is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from review.domain.deliveries import (
    LEASE,
    OF_ALL,
    STALE,
    TEMPORARY,
    NotDelivered,
    Outgoing,
    Trouble,
    wait_after,
)
from review.domain.notice_kinds import OF_REVIEWERS, NoticeKind
from review.domain.notices import Say, from_data
from review.domain.office_hours import may_disturb
from review.domain.reminders import Channel
from review.services.carriers import Carrier
from review.services.notices import letter_of
from review.store import unit
from review.store.queries import outbox as queries
from review.store.queries import reminders

Clock = Callable[[], datetime]
"""This moment, by the clock of the place; a run may last longer than a lease."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How messages speak: each in the language of its reader, and from where."""

    saying: Callable[[str], Say]
    site: str = ""


@dataclass(slots=True)
class Delivered:
    """How a run went."""

    n_sent: int = 0
    n_failed: int = 0
    n_ended: int = 0
    down: dict[Channel, Trouble] = field(default_factory=dict, compare=False)
    """The servers that could not be had, and why."""


def deliver(
    *,
    carriers: Mapping[Channel, Carrier],
    manner: Manner,
    clock: Clock,
    is_over: Callable[[], bool] = lambda: False,
) -> Delivered:
    """Send what may go now, one message at a time, until nothing is left.

    Text messages wait for office hours. A server that cannot be had at all is left
    alone until the next run.
    """
    done, open_to = Delivered(), set(carriers)
    with ExitStack() as kept:
        for carrier in carriers.values():
            kept.enter_context(carrier)
        while open_to and not is_over():
            taken = _take(open_to, clock())
            if taken is None:
                break
            channel = Channel(taken.channel)
            trouble = _carried(taken, carriers[channel], manner, clock, done)
            if trouble in OF_ALL:
                done.down[channel] = trouble
                open_to.discard(channel)
    return done


def _take(channels: set[Channel], at: datetime) -> Any:
    usable = {c for c in channels if c is not Channel.SMS or may_disturb(at)}
    if not usable:
        return None
    with unit.transaction():
        return queries.take(at=at, held_until=at + LEASE, channels=sorted(usable))


def _carried(
    taken: Any, carrier: Carrier, manner: Manner, clock: Clock, done: Delivered
) -> Trouble | None:
    trouble, code = _obstacle(taken, clock()), 0
    if trouble is None:
        try:
            carrier.send(_outgoing(taken, manner))
        except NotDelivered as failed:
            trouble, code = failed.trouble, failed.code
    _settle(taken, trouble, code, clock(), done)
    return trouble


def _obstacle(taken: Any, at: datetime) -> Trouble | None:
    """Why the message is not to be sent any more: much may have changed since."""
    if at - taken.created_at > STALE:
        return Trouble.STALE
    if taken.disabled_at is not None:
        return Trouble.CLOSED
    is_mail = taken.channel == Channel.MAIL
    if not (taken.email if is_mail else taken.mobile):
        return Trouble.NO_ADDRESS
    if not (taken.wants_mail if is_mail else taken.wants_sms):
        return Trouble.OPTED_OUT
    return None if _is_news(taken, at) else Trouble.DONE


def _is_news(taken: Any, at: datetime) -> bool:
    """Whether there is still something to do for whoever it was for."""
    kind = NoticeKind(taken.kind)
    with unit.reading():
        if kind in OF_REVIEWERS:
            about = (taken.user_id, taken.notice_id)
            return reminders.n_open_of(*about, at.date()) > 0
        if kind is NoticeKind.OVERSIGHT:
            return reminders.runs_campaigns(taken.user_id, at.date())
    return True


def _outgoing(taken: Any, manner: Manner) -> Outgoing:
    notice = from_data(taken.kind, taken.payload)
    say = manner.saying(taken.locale)
    written = letter_of(notice, say=say, site=manner.site, office=taken.office)
    is_mail = taken.channel == Channel.MAIL
    return Outgoing(
        to=taken.email if is_mail else taken.mobile,
        subject=written.subject,
        text=written.body if is_mail else written.short,
        message_id=f"{taken.public_id}.{taken.channel}",
        language=taken.locale or "zh_Hans",
    )


def _settle(
    taken: Any, trouble: Trouble | None, code: int, at: datetime, done: Delivered
) -> None:
    """Note the try, and when the next one is; after enough of them none is."""
    wait = wait_after(taken.n_tries) if trouble in TEMPORARY else None
    with unit.transaction():
        queries.note_try(taken.id, trouble=trouble or "", code=code, at=at)
        if trouble is None:
            queries.settle(taken.id, taken.held_until, sent_at=at)
        elif wait is not None:
            queries.settle(taken.id, taken.held_until, next_at=at + wait)
        else:
            ended = {"ended_at": at, "reason": trouble.value}
            queries.settle(taken.id, taken.held_until, **ended)
    if trouble is None:
        done.n_sent += 1
    elif wait is not None:
        done.n_failed += 1
    else:
        done.n_ended += 1
