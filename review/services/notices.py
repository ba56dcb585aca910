"""Telling people: notices in the application, and messages that leave the house.

Both are written in the transaction of their cause, so that nothing is told that did not
happen, and nothing that happened goes untold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from review.domain.campaigns import reviewed_in
from review.domain.letters import Letter, letter
from review.domain.notices import (
    Line,
    Notice,
    NoticeKind,
    Say,
    SayOf,
    from_data,
    to_data,
)
from review.domain.objects import Reviewed
from review.domain.policy import Action, Viewer, require
from review.domain.publication import ReleaseKind
from review.domain.reminders import Channel
from review.domain.reminders import from_data as schedule_from
from review.domain.working_days import working_days_between
from review.services.paging import Cut, Page
from review.services.spoken import speaking_of
from review.store import unit
from review.store.models import Outbox, StoredNotice
from review.store.queries import adoption, allocation, reminders
from review.store.queries import notices as queries

WORKER = "worker"


@dataclass(frozen=True, slots=True)
class Telling:
    """One notice for one account; told once, whoever says it how often."""

    user_id: int
    notice: Notice
    key: str
    channels: frozenset[Channel] = frozenset()


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice in its owner's list."""

    id: int
    notice: Notice
    created_at: datetime
    is_new: bool


def tell(
    event: unit.Recorded, *, bureau_id: int, tellings: Sequence[Telling]
) -> dict[str, int]:
    """Write notices and the messages that carry them; gives their ids by key."""
    rows = [
        {
            "bureau_id": bureau_id,
            "user_id": each.user_id,
            "kind": each.notice.kind.value,
            "payload": to_data(each.notice),
            "key": each.key,
            "created_at": event.at,
        }
        for each in tellings
    ]
    unit.add_all(event, StoredNotice, rows)
    ids = queries.ids_by_key(event.id)
    unit.add_all(event, Outbox, list(_messages(event, tellings, ids)))
    return ids


def _messages(
    event: unit.Recorded, tellings: Sequence[Telling], ids: dict[str, int]
) -> Iterator[dict[str, Any]]:
    wanted = [each for each in tellings if each.channels]
    if not wanted:
        return
    contacts = {
        row.user_id: row for row in queries.contacts_of([x.user_id for x in wanted])
    }
    for each in wanted:
        for channel in sorted(each.channels & reached_by(contacts.get(each.user_id))):
            yield {
                "user_id": each.user_id,
                "kind": each.notice.kind.value,
                "channel": channel.value,
                "notice_id": ids[each.key],
                "created_at": event.at,
                "next_at": event.at,
            }


def reached_by(contact: Any) -> frozenset[Channel]:
    """The channels by which a person can be reached and wants to be."""
    found = set()
    if contact is not None and contact.email and contact.wants_mail:
        found.add(Channel.MAIL)
    if contact is not None and contact.mobile and contact.wants_sms:
        found.add(Channel.SMS)
    return frozenset(found)


def tell_given(
    event: unit.Recorded, campaign: Any, codes: Sequence[str], today: date
) -> None:
    """Tell those who were just given files, each of the own number."""
    n_given = Counter(codes)
    rows = reminders.accounts_of(sorted(n_given), today)
    told = {row.user_id: n_given[row.code] for row in rows}
    _tell_each(event, campaign, NoticeKind.GIVEN, told, campaign.due_on, today)


def tell_moved(
    event: unit.Recorded, campaign: Any, kind: NoticeKind, read_ids: Sequence[int]
) -> None:
    """Tell reviewers how many files left their list, or are back on it; never why.

    A file that was replaced, one that goes to somebody else and one that a reviewer may
    not have are told in the same words, so that nobody learns how a sample came to be.
    """
    codes = Counter(allocation.codes_of(read_ids))
    today = event.at.date()
    rows = reminders.accounts_of(sorted(codes), today)
    told = {row.user_id: codes[row.code] for row in rows}
    _tell_each(event, campaign, kind, told, None, today)


def tell_term(
    event: unit.Recorded, campaign: Any, due_on: date | None, today: date
) -> None:
    """Tell those with open reviews that they are due on another day."""
    rows = reminders.holders([campaign.id], today)
    later = reminders.extended([campaign.id])
    n_open = {
        row.user_id: row.n_open - sum(n for _, n in later.get(row.code, ()))
        for row in rows
    }
    told = {user_id: n for user_id, n in n_open.items() if user_id and n}
    _tell_each(event, campaign, NoticeKind.TERM, told, due_on, today)


def tell_days(
    event: unit.Recorded,
    campaign: Any,
    kind: NoticeKind,
    told: Mapping[int, Mapping[date | None, int]],
    today: date,
) -> None:
    """Tell accounts until when so many of their reviews are due now."""
    rule = reminders.rules([campaign.id]).get(campaign.id)
    tellings = [
        Telling(
            user_id,
            Notice(
                kind,
                tuple(
                    line_of(campaign, n, day, today)
                    for day, n in sorted(days.items(), key=lambda x: x[0] or date.max)
                ),
            ),
            f"{kind} {event.id} {user_id}",
            schedule_from(rule).channels,
        )
        for user_id, days in told.items()
    ]
    tell(event, bureau_id=campaign.bureau_id, tellings=tellings)


def tell_asked(event: unit.Recorded, campaign: Any, n: int, today: date) -> None:
    """Tell whoever runs the campaign that requests for more time wait."""
    people = reminders.overseers(campaign.bureau_id, campaign.id, today)
    told = {user_id: {None: n} for user_id in people}
    tell_days(event, campaign, NoticeKind.ASKED, told, today)


def tell_office(
    event: unit.Recorded, kind: NoticeKind, line: Line, *, bureau_id: int, people: Any
) -> None:
    """Tell accounts of a bureau what concerns the office; it stays in the house."""
    told = Notice(kind, (line,))
    tellings = [
        Telling(user_id, told, f"{kind} {event.id} {user_id}") for user_id in people
    ]
    tell(event, bureau_id=bureau_id, tellings=tellings)


def tell_below(
    event: unit.Recorded, kind: NoticeKind, line: Line, bureau_ids: Sequence[int]
) -> None:
    """Tell the officers of bureaus below what the bureau above did or asks."""
    for bureau_id in bureau_ids:
        people = adoption.officers(bureau_id, event.at.date())
        tell_office(event, kind, line, bureau_id=bureau_id, people=people)


def tell_released(
    event: unit.Recorded, campaign: Any, release_id: int, head: Mapping[str, Any]
) -> None:
    """Tell everybody to whom something was released, in the release's transaction.

    What the release says of itself says of which kind it is, and until when it can be
    answered.
    """
    is_final = head["kind"] == ReleaseKind.FINAL
    kind = NoticeKind.PUBLISHED if is_final else NoticeKind.PROVISIONAL
    awaited = head.get("answers_until")
    until = date.fromisoformat(awaited) if awaited else None
    today = event.at.date()
    told = dict.fromkeys(reminders.accounts_told(release_id, today), 0)
    _tell_each(event, campaign, kind, told, until, today)


def _tell_each(
    event: unit.Recorded,
    campaign: Any,
    kind: NoticeKind,
    told: Mapping[int, int],
    due_on: date | None,
    today: date,
) -> None:
    """The same about one campaign, to each account with its own number."""
    rule = reminders.rules([campaign.id]).get(campaign.id)
    tellings = [
        Telling(
            user_id,
            Notice(kind, (line_of(campaign, n, due_on, today),)),
            f"{kind} {event.id} {user_id}",
            schedule_from(rule).channels,
        )
        for user_id, n in told.items()
    ]
    tell(event, bureau_id=campaign.bureau_id, tellings=tellings)


def line_of(campaign: Any, n: int, due_on: date | None, today: date) -> Line:
    """A campaign as a notice of today says it."""
    told = line_about(campaign.name, n, due_on, today)
    return replace(told, reviewed=reviewed_in(campaign.rules))


def line_about(name: str, n: int, due_on: date | None, today: date) -> Line:
    if due_on is None:
        return Line(name, n)
    days = abs(working_days_between(today, due_on).n)
    return Line(name, n, due_on, days, is_late=due_on < today)


def saying_of(say: Say) -> SayOf:
    """The same, in the words for what a campaign reviews."""

    def say_of(what: Reviewed) -> Say:
        def said(sentence: str) -> str:
            with speaking_of(what):
                return say(sentence)

        return said

    return say_of


def letter_of(notice: Notice, *, say: Say, site: str, office: str) -> Letter:
    """A notice as it leaves the house, with the address of its list where one is known."""
    link = f"{site.rstrip('/')}{notice.kind.path}" if site else ""
    return letter(notice, say_of=saying_of(say), link=link, office=office)


def listing(*, viewer: Viewer, cut: Cut) -> Page[NoticeLine]:
    """The viewer's own notices, the newest first."""
    require(viewer, Action.OWN_ACCOUNT)
    with unit.reading():
        rows = queries.own(viewer.user_id or 0, size=cut.size, skip=cut.skip)
    lines = tuple(
        NoticeLine(
            row.id,
            from_data(row.kind, row.payload),
            row.created_at,
            row.id > row.notices_seen,
        )
        for row in rows
    )
    return Page(lines, rows[0].total if rows else 0, cut)


def see(*, viewer: Viewer, upto: int) -> int:
    """The viewer has looked at the own notices up to this one; later ones stay new."""
    require(viewer, Action.OWN_ACCOUNT)
    with unit.transaction():
        return queries.see(viewer.user_id or 0, upto)


def beat(*, at: datetime) -> None:
    """The worker was here; officers see when reminders were last looked after."""
    with unit.transaction():
        queries.beat(WORKER, at)
