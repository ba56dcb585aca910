"""What officers see of a campaign's reminders: who, why, what goes out, what went."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from review.domain import reminders as rules
from review.domain.chat_texts import Group, chat_text, personal_text
from review.domain.deliveries import Trouble, masked
from review.domain.letters import Letter
from review.domain.notices import (
    Notice,
    NoticeKind,
    Say,
)
from review.domain.policy import Action, Viewer
from review.domain.reminders import Channel, Schedule, Verdict, What
from review.services.notices import (
    WORKER,
    letter_of,
    line_of,
    reached_by,
    saying_of,
)
from review.services.paging import Cut, Page
from review.services.people_lists import States
from review.services.reminders import (
    duties_of,
    notice_of,
    schedules_of,
    told_of,
)
from review.services.sampling import campaign_of
from review.store import unit
from review.store.queries import notices as records
from review.store.queries import places
from review.store.queries import reminders as queries

ASLEEP_AFTER = timedelta(days=1)
"""A worker that was not here for so long is taken for one that does not run."""
STATES = ("inside", "sent", "waiting", "failed")


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody with open reviews: what the schedule says, and what a hand may do."""

    public_id: str
    name: str
    sound: str
    number: str
    area: str
    n_open: int
    n_extended: int
    """Of them those with a later day of their own."""
    due_on: date | None
    """The first day on which something is due."""
    n_held: int
    n_told: int
    last_on: date | None
    by_schedule: Verdict
    by_hand: Verdict
    reached: frozenset[Channel]
    email: str
    mobile: str
    text: str
    """To paste into the chat with this person."""

    @property
    def n_usual(self) -> int:
        """What is due on the campaign's day."""
        return self.n_open - self.n_extended


PERSON_STATES: States[PersonLine] = {
    "due": lambda line: line.by_schedule.is_due,
    "able": lambda line: line.by_hand.is_due,
    "unable": lambda line: not line.by_hand.is_due,
}
"""Whom the schedule would remind now; whom a hand may remind now, and whom not."""


@dataclass(frozen=True, slots=True)
class ChatText:
    """A text for a group; `place` is empty for everybody."""

    place: str
    n_people: int
    text: str


@dataclass(frozen=True, slots=True)
class RemindersPage:
    """A campaign's reminders as of now."""

    code: str
    campaign: str
    due_on: date | None
    schedule: Schedule
    is_closed: bool
    people: tuple[PersonLine, ...]
    n_done: int
    next_on: date | None
    unknown_years: tuple[int, ...]
    chats: tuple[ChatText, ...]
    preview: Letter
    n_by_state: dict[str, int]
    points: tuple[rules.Point, ...]
    """The days on which the schedule reminds, past ones too."""
    worked_at: datetime | None
    """When the worker, or the command that stands in for it, was last here."""
    is_asleep: bool

    @property
    def n_due(self) -> int:
        """Those whom the schedule would remind now."""
        return sum(each.by_schedule.is_due for each in self.people)

    @property
    def n_open(self) -> int:
        return sum(each.n_open for each in self.people)


@dataclass(frozen=True, slots=True)
class SentLine:
    """A notice, and how one message of it fared; without a channel it stayed here."""

    name: str
    kind: NoticeKind
    is_by_hand: bool
    n_open: int
    told_at: datetime
    channel: Channel | None
    state: str
    sent_at: datetime | None
    next_at: datetime | None
    n_tries: int
    trouble: Trouble | None
    code: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whom a click would remind, and the text that the first of them would get."""

    people: tuple[PersonLine, ...]
    left_out: tuple[PersonLine, ...]
    """Chosen as well, but nobody to remind now."""
    n_mail: int
    n_sms: int
    n_inside: int
    preview: Letter | None

    @property
    def n_open(self) -> int:
        return sum(each.n_open for each in self.people)


def page(
    *, viewer: Viewer, code: str, at: datetime, say: Say, site: str = ""
) -> RemindersPage:
    """Who would be reminded now and why, the texts, and what went out."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.REMIND)
        is_closed = queries.was_published(campaign.id)
        schedule = schedules_of([campaign.id])[campaign.id]
        people, n_done = _people(campaign, schedule, is_closed, at, say)
        n_by_state = queries.n_by_state(campaign.id)
        worked_at = records.last_beat(WORKER)
        office = places.bureau(campaign.bureau_id).name
    return RemindersPage(
        code=campaign.code,
        campaign=campaign.name,
        due_on=campaign.due_on,
        schedule=schedule,
        is_closed=is_closed,
        people=people,
        n_done=n_done,
        next_on=_next_on(campaign, schedule, is_closed, at.date()),
        unknown_years=rules.unknown_years(schedule, campaign.due_on),
        chats=tuple(_chats(campaign, people, at.date(), say)),
        preview=letter_of(
            _first(campaign, people, at.date()), say=say, site=site, office=office
        ),
        n_by_state=n_by_state,
        points=_points(campaign, schedule, is_closed),
        worked_at=worked_at,
        is_asleep=worked_at is None or at - worked_at > ASLEEP_AFTER,
    )


def _people(
    campaign: Any, schedule: Schedule, is_closed: bool, at: datetime, say: Say
) -> tuple[tuple[PersonLine, ...], int]:
    told = told_of([campaign], at)
    rows = queries.holders([campaign.id], at.date())
    later = queries.extended([campaign.id])
    found = tuple(
        _person(
            row,
            duties_of(campaign, row, later, at, is_closed=is_closed),
            told.get((campaign.id, row.user_id, What.REVIEW), rules.NOTHING_TOLD),
            schedule,
            at.date(),
            say,
        )
        for row in rows
        if row.n_open
    )
    return found, len(rows) - len(found)


def _person(
    row: Any,
    duties: Sequence[rules.Duty],
    before: rules.Told,
    schedule: Schedule,
    today: date,
    say: Say,
) -> PersonLine:
    """The schedule's word on the most pressing day of which it reminds now."""
    verdicts = [
        rules.verdict(duty, schedule, rules.of_term(before, duty.due_on), today)
        for duty in duties
    ]
    first = duties[0]
    notice = notice_of(What.REVIEW, duties, today)
    return PersonLine(
        public_id=row.public_id,
        name=row.name,
        sound=row.sound,
        number=row.number or "",
        area=row.area or "",
        n_open=row.n_open,
        n_extended=sum(each.n_open for each in duties if each.is_extended),
        due_on=first.due_on,
        n_held=row.n_held,
        n_told=before.n,
        last_on=before.last_on,
        by_schedule=next((each for each in verdicts if each.is_due), verdicts[0]),
        by_hand=rules.by_hand(first, before, today),
        reached=reached_by(row) & schedule.channels,
        email=masked(row.email or ""),
        mobile=masked(row.mobile or ""),
        text=personal_text(notice, say_of=saying_of(say)),
    )


def _next_on(
    campaign: Any, schedule: Schedule, is_closed: bool, today: date
) -> date | None:
    days = (point.day for point in _points(campaign, schedule, is_closed))
    return next((day for day in days if day > today), None)


def _points(
    campaign: Any, schedule: Schedule, is_closed: bool
) -> tuple[rules.Point, ...]:
    if campaign.due_on is None or is_closed or not schedule.is_on:
        return ()
    return rules.points(schedule, campaign.due_on)


def _chats(
    campaign: Any, people: Sequence[PersonLine], today: date, say: Say
) -> list[ChatText]:
    """For everybody and for each county; those who are done are in no number, nor is
    what has a later day of its own: that is between the bureau and one reviewer.
    """
    places = dict.fromkeys(("", *sorted({each.area for each in people})))
    found = []
    for place in places:
        there = [each for each in people if place in ("", each.area) and each.n_usual]
        group = Group(place, len(there), sum(each.n_usual for each in there))
        text = chat_text(
            group,
            campaign=campaign.name,
            due_on=campaign.due_on,
            today=today,
            say=say,
        )
        if there:
            found.append(ChatText(place, len(there), text))
    return found


def _first(campaign: Any, people: Sequence[PersonLine], today: date) -> Notice:
    """What the first of them would be told; of nobody, with one file."""
    n = people[0].n_open if people else 1
    due_on = people[0].due_on if people else campaign.due_on
    line = line_of(campaign, n, due_on, today)
    return Notice(NoticeKind.REMINDER, (line,))


def due_now(found: RemindersPage) -> tuple[str, ...]:
    """Whom the schedule would remind now and a hand may: chosen to begin with."""
    return tuple(
        each.public_id
        for each in found.people
        if each.by_schedule.is_due and each.by_hand.is_due
    )


def kept(found: RemindersPage, people: Collection[str]) -> tuple[str, ...]:
    """Those of the chosen who have open reviews."""
    return tuple(x.public_id for x in found.people if x.public_id in people)


def with_all(
    found: RemindersPage, people: Collection[str], more: Iterable[PersonLine]
) -> tuple[str, ...]:
    """Those chosen, and of others everybody whom a hand may remind now."""
    added = {each.public_id for each in more if each.by_hand.is_due}
    return kept(found, {*people, *added})


def without(
    found: RemindersPage, people: Collection[str], less: Iterable[PersonLine]
) -> tuple[str, ...]:
    """Those chosen but these."""
    return kept(found, set(people) - {each.public_id for each in less})


def chosen(found: RemindersPage, people: Collection[str]) -> Chosen:
    """Those of the chosen who can be reminded, and by which ways."""
    meant = [each for each in found.people if each.public_id in people]
    able = tuple(each for each in meant if each.by_hand.is_due)
    return Chosen(
        people=able,
        left_out=tuple(each for each in meant if not each.by_hand.is_due),
        n_mail=sum(Channel.MAIL in each.reached for each in able),
        n_sms=sum(Channel.SMS in each.reached for each in able),
        n_inside=sum(not each.reached for each in able),
        preview=found.preview if able else None,
    )


def sent(
    *, viewer: Viewer, code: str, state: str = "", cut: Cut
) -> tuple[str, Page[SentLine], dict[str, int]]:
    """What went out for a campaign, message by message, the newest first."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.REMIND)
        rows = queries.sent(campaign.id, state=state, size=cut.size, skip=cut.skip)
        counts = queries.n_by_state(campaign.id)
    lines = tuple(map(_sent, rows))
    return campaign.name, Page(lines, rows[0].total if rows else 0, cut), counts


def _sent(row: Any) -> SentLine:
    trouble = row.ended_reason or row.trouble
    return SentLine(
        name=row.name or row.login,
        kind=NoticeKind(row.kind),
        is_by_hand=(row.key or "").startswith("hand "),
        n_open=row.n_open or 0,
        told_at=row.created_at,
        channel=Channel(row.channel) if row.channel else None,
        state=row.state,
        sent_at=row.sent_at,
        next_at=row.next_at,
        n_tries=row.n_tries or 0,
        trouble=Trouble(trouble) if trouble else None,
        code=row.code or 0,
    )
