"""Which reminders are due for whom, by schedule, with the guards that hold one back.

Steps count in working days from the day on which reviews are due. One person gets one
message with everything, never one for each file. Nothing here knows what a review says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from review.domain.errors import N_, RuleBroken
from review.domain.objects import Reviewed
from review.domain.working_days import (
    add_working_days,
    is_working_day,
    working_days_between,
)

LASTS = 3
"""Working days for which a step may still be taken, if no later step has come."""
MOST_DAYS = 60
MOST_STEPS = 6
MOST_REMINDERS = 20


class BadSchedule(RuleBroken):
    sentence = N_("This schedule cannot be followed.")


class What(StrEnum):
    """What somebody is reminded of: own open reviews, or that those of others are late."""

    REVIEW = "review"
    OVERSEE = "oversee"


class Channel(StrEnum):
    """How a notice may leave the house; inside, everybody finds it in the application."""

    MAIL = "mail"
    SMS = "sms"

    @property
    def words(self) -> str:
        return CHANNEL_WORDS[self]


CHANNEL_WORDS = {Channel.MAIL: N_("E-mail"), Channel.SMS: N_("Text message")}


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a campaign reminds, how often at most, and by which channels outside.

    Nothing leaves the house before an officer has chosen a channel.
    """

    is_on: bool = True
    before: tuple[int, ...] = (5, 2)
    on_the_day: bool = True
    after: tuple[int, ...] = (1, 3, 7)
    most: int = 6
    channels: frozenset[Channel] = frozenset()

    @property
    def steps(self) -> tuple[int, ...]:
        """Working days from the due day, the earliest first; before it is negative."""
        day = {0} if self.on_the_day else set()
        return tuple(sorted({*(-n for n in self.before), *day, *self.after}))


def check_schedule(schedule: Schedule) -> None:
    """Refuse days that are none, and so many that nobody would read them any more."""
    for days in (schedule.before, schedule.after):
        if any(not 1 <= n <= MOST_DAYS for n in days):
            raise BadSchedule(
                N_("Give working days between 1 and %(most)s, such as 5, 2."),
                most=MOST_DAYS,
            )
        if len(days) > MOST_STEPS:
            raise BadSchedule(
                N_("At most %(most)s reminders before and after the day each."),
                most=MOST_STEPS,
            )
    if not 1 <= schedule.most <= MOST_REMINDERS:
        raise BadSchedule(
            N_("A person gets between 1 and %(most)s reminders."), most=MOST_REMINDERS
        )


def to_data(schedule: Schedule) -> dict[str, object]:
    """A schedule as it is stored."""
    return {
        "is_on": schedule.is_on,
        "before": list(schedule.before),
        "on_the_day": schedule.on_the_day,
        "after": list(schedule.after),
        "most": schedule.most,
        "channels": sorted(schedule.channels),
    }


def from_data(data: Mapping[str, object] | None) -> Schedule:
    """A stored schedule; without one the usual schedule holds, inside the house."""
    if data is None:
        return Schedule()
    return Schedule(
        is_on=bool(data["is_on"]),
        before=_numbers(data["before"]),
        on_the_day=bool(data["on_the_day"]),
        after=_numbers(data["after"]),
        most=_numbers([data["most"]])[0],
        channels=frozenset(Channel(each) for each in _list(data["channels"])),
    )


def _numbers(value: object) -> tuple[int, ...]:
    return tuple(int(str(each)) for each in _list(value))


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []


@dataclass(frozen=True, slots=True)
class Point:
    """The day of a step; `unknown` are years of which only weekends are known."""

    step: int
    day: date
    unknown: tuple[int, ...] = ()


def points(schedule: Schedule, due_on: date) -> tuple[Point, ...]:
    """The days on which the schedule reminds, the earliest first.

    A due day on which nobody works is reminded of on the last working day before it.
    """
    found = []
    for step in schedule.steps:
        at = step if step or is_working_day(due_on) else -1
        reached = add_working_days(due_on, at)
        found.append(Point(step, reached.day, reached.unknown))
    return tuple(found)


def point_on(schedule: Schedule, due_on: date, today: date) -> Point | None:
    """The step to take today: the latest whose day has come, if it is not long ago.

    What was missed while nothing ran is caught up with once, not step by step.
    """
    come = [point for point in points(schedule, due_on) if point.day <= today]
    if not come or working_days_between(come[-1].day, today).n > LASTS:
        return None
    return come[-1]


def next_point(schedule: Schedule, due_on: date, today: date) -> Point | None:
    """The next step after today."""
    ahead = (point for point in points(schedule, due_on) if point.day > today)
    return next(ahead, None)


def unknown_years(schedule: Schedule, due_on: date | None) -> tuple[int, ...]:
    """Years whose holidays are not known and on which a step's day depends."""
    if due_on is None:
        return ()
    return tuple(sorted({y for p in points(schedule, due_on) for y in p.unknown}))


class Why(StrEnum):
    """Why somebody is not reminded now, in the order in which it is asked."""

    CLOSED = "closed"
    DONE = "done"
    NO_ACCOUNT = "no_account"
    OFF = "off"
    NO_TERM = "no_term"
    ENOUGH = "enough"
    NOT_NOW = "not_now"
    TOLD = "told"
    TOLD_TODAY = "told_today"
    JUST_GIVEN = "just_given"

    @property
    def words(self) -> str:
        return WHY_WORDS[self]


WHY_WORDS = {
    Why.CLOSED: N_("The campaign is published."),
    Why.DONE: N_("Everything is submitted."),
    Why.NO_ACCOUNT: N_("Has no account that may review."),
    Why.OFF: N_("Reminders are switched off."),
    Why.NO_TERM: N_("The campaign has no day on which reviews are due."),
    Why.ENOUGH: N_("Has been reminded often enough."),
    Why.NOT_NOW: N_("The schedule has no reminder for today."),
    Why.TOLD: N_("This reminder has been sent."),
    Why.TOLD_TODAY: N_("Was reminded today."),
    Why.JUST_GIVEN: N_("Received the files only today."),
}


@dataclass(frozen=True, slots=True)
class Duty:
    """What one person has to do in one campaign.

    `n_open` counts reviews given, not ended, not submitted, of files not settled;
    `given_on` is the day on which the last of them was given.
    """

    campaign_id: int
    campaign: str
    due_on: date | None
    n_open: int
    given_on: date | None = None
    user_id: int | None = None
    is_closed: bool = False
    what: What = What.REVIEW
    is_extended: bool = False
    """Whether this is a day of single reviews, later than the campaign's."""
    reviewed: Reviewed = Reviewed.FILES


@dataclass(frozen=True, slots=True)
class Told:
    """What a person has been told in a campaign, for the present due day."""

    keys: frozenset[str] = frozenset()
    n: int = 0
    last_on: date | None = None


NOTHING_TOLD = Told()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether to remind now: a step and its key, or why not; and when next."""

    key: str = ""
    step: int | None = None
    why: Why | None = None
    next_on: date | None = None

    @property
    def is_due(self) -> bool:
        return self.why is None


def key_of(due_on: date, step: int) -> str:
    """What is told once to a person in a campaign; another term begins anew."""
    return f"{due_on.isoformat()} {step:+d}"


def concerns(key: str, due_on: date | None) -> bool:
    """Whether what was told under this key counts for the present term.

    What was sent by hand counts always; what was told of another day does not.
    """
    return key.startswith(("hand ", f"{due_on} "))


def of_term(told: Told, due_on: date | None) -> Told:
    """What was told, counted for a day of its own instead of the campaign's."""
    return replace(told, n=sum(concerns(key, due_on) for key in told.keys))


def hand_key(today: date) -> str:
    """A reminder sent by hand: one a day."""
    return f"hand {today.isoformat()}"


def split(
    duty: Duty, extended: Iterable[tuple[date, int]], campaign: date | None
) -> tuple[Duty, ...]:
    """What somebody holds by the days on which it is due, the earliest first.

    `extended` are days of single reviews with their number. Where all that is open has
    a day of its own, nothing is left for the campaign's.
    """
    later = sorted((day, n) for day, n in extended if campaign and day > campaign)
    rest = replace(duty, n_open=duty.n_open - sum(n for _, n in later))
    own = tuple(
        replace(duty, due_on=day, n_open=n, is_extended=True) for day, n in later
    )
    return (rest, *own) if rest.n_open or not own else own


def verdict(duty: Duty, schedule: Schedule, told: Told, today: date) -> Verdict:
    """Whether the schedule reminds of this duty today."""
    if why := _never(duty) or _not_by_schedule(duty, schedule):
        return Verdict(why=why)
    assert duty.due_on is not None
    followed = _followed(duty, schedule)
    ahead = next_point(followed, duty.due_on, today)
    next_on = ahead.day if ahead else None
    if told.n >= schedule.most:
        return Verdict(why=Why.ENOUGH)
    point = point_on(followed, duty.due_on, today)
    if point is None:
        return Verdict(why=Why.NOT_NOW, next_on=next_on)
    key = key_of(duty.due_on, point.step)
    why = _not_again(duty, told, key, today)
    return Verdict("" if why else key, point.step, why, next_on)


def by_hand(duty: Duty, told: Told, today: date) -> Verdict:
    """Whether an officer may remind of it now; neither schedule nor number bind."""
    key = hand_key(today)
    why = _never(duty)
    if why is None and (key in told.keys or told.last_on == today):
        why = Why.TOLD_TODAY
    return Verdict("" if why else key, None, why)


def _never(duty: Duty) -> Why | None:
    if duty.is_closed:
        return Why.CLOSED
    if duty.n_open < 1:
        return Why.DONE
    return Why.NO_ACCOUNT if duty.user_id is None else None


def _not_by_schedule(duty: Duty, schedule: Schedule) -> Why | None:
    if not schedule.is_on:
        return Why.OFF
    return Why.NO_TERM if duty.due_on is None else None


def _followed(duty: Duty, schedule: Schedule) -> Schedule:
    """Who oversees is told only of what is late."""
    if duty.what is What.REVIEW:
        return schedule
    return Schedule(before=(), on_the_day=False, after=schedule.after)


def _not_again(duty: Duty, told: Told, key: str, today: date) -> Why | None:
    if key in told.keys:
        return Why.TOLD
    if told.last_on == today:
        return Why.TOLD_TODAY
    return Why.JUST_GIVEN if duty.given_on == today else None


@dataclass(frozen=True, slots=True)
class Due:
    """A duty of which somebody is to be reminded now."""

    duty: Duty
    key: str
    channels: frozenset[Channel]


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the decision looks at: duties, schedules by campaign, what was told."""

    duties: tuple[Duty, ...]
    schedules: Mapping[int, Schedule] = field(default_factory=dict)
    told: Mapping[tuple[int, int, What], Told] = field(default_factory=dict)

    def schedule(self, duty: Duty) -> Schedule:
        return self.schedules.get(duty.campaign_id, Schedule())

    def told_of(self, duty: Duty) -> Told:
        key = (duty.campaign_id, duty.user_id or 0, duty.what)
        return of_term(self.told.get(key, NOTHING_TOLD), duty.due_on)


def due(facts: Facts, today: date) -> dict[tuple[int, What], tuple[Due, ...]]:
    """What is due today by the schedules, as one message for each person."""
    found = []
    for duty in facts.duties:
        schedule = facts.schedule(duty)
        said = verdict(duty, schedule, facts.told_of(duty), today)
        if said.is_due:
            found.append(Due(duty, said.key, schedule.channels))
    return digests(found)


def digests(found: Iterable[Due]) -> dict[tuple[int, What], tuple[Due, ...]]:
    """By person and kind of duty, the most pressing campaign first."""
    by_person: dict[tuple[int, What], list[Due]] = {}
    for each in found:
        by_person.setdefault((each.duty.user_id or 0, each.duty.what), []).append(each)
    return {who: tuple(sorted(found, key=_press)) for who, found in by_person.items()}


def _press(each: Due) -> tuple[date, str]:
    return (each.duty.due_on or date.max, each.duty.campaign)
