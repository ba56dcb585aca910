"""Reminding those who hold open reviews: by schedule, and by an officer's hand."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from review.domain import reminders as rules
from review.domain.campaigns import reviewed_in
from review.domain.errors import N_, Busy, RuleBroken
from review.domain.notices import Notice, NoticeKind
from review.domain.office_hours import may_disturb
from review.domain.policy import Action, Viewer
from review.domain.reminders import Due, Duty, Facts, Schedule, Told, What
from review.services.accounts import actor_of
from review.services.notices import Telling, line_about, tell
from review.services.sampling import campaign_of
from review.store import unit
from review.store.models import Reminder, ReminderRule
from review.store.queries import notices as records
from review.store.queries import reminders as queries

log = logging.getLogger(__name__)
KINDS = {What.REVIEW: NoticeKind.REMINDER, What.OVERSEE: NoticeKind.OVERSIGHT}


class _ToldMeanwhile(RuleBroken):
    """Another process told them first; nothing of ours is kept."""


# As PostgreSQL and as SQLite name what was there already.
TWICE = dict.fromkeys(
    (
        *("uq_reminders", "UNIQUE constraint failed: reminders."),
        *("uq_notices_key", "UNIQUE constraint failed: notices.key"),
    ),
    _ToldMeanwhile(),
)
SET_TWICE = {"pk_reminder_rules": Busy(), "failed: reminder_rules.": Busy()}


class BureauNotReminded(RuleBroken):
    sentence = N_("Nobody was reminded at %(bureau)s. %(why)s")


class NotAllReminded(RuleBroken):
    """What the round was refused, bureau by bureau; the others were reminded."""

    sentence = N_("Not every bureau's people could be reminded. %(problems)s")

    def __init__(self, problems: tuple[BureauNotReminded, ...]) -> None:
        self.problems = problems
        super().__init__(problems=problems)


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many people were reminded, of how many reviews together, and where not."""

    n_people: int = 0
    n_open: int = 0
    refused: tuple[BureauNotReminded, ...] = ()

    def check(self) -> None:
        """Say where a bureau was refused, once everything else is done."""
        if self.refused:
            raise NotAllReminded(self.refused)


def remind(*, at: datetime, rehearse: bool = False) -> Reminded:
    """Remind everybody of whom the schedules say so now; `at` by the clock of the place.

    It may run as often as one likes, and several at once: each step is told once. At
    night and on holidays nobody is reminded; the next working morning catches up. What
    is refused at one bureau holds back no other, and is tried again the next time.
    """
    if not may_disturb(at):
        return Reminded()
    with unit.reading():
        bureaus = records.bureaus()
    found = [_by_itself(bureau, at, rehearse) for bureau in bureaus]
    return Reminded(
        sum(x.n_people for x in found),
        sum(x.n_open for x in found),
        tuple(refused for x in found for refused in x.refused),
    )


def _by_itself(bureau: Any, at: datetime, rehearse: bool) -> Reminded:
    try:
        return _remind_bureau(bureau.id, at, rehearse)
    except RuleBroken as why:
        log.warning("bureau %s: not reminded: %s", bureau.id, type(why).__name__)
        return Reminded(refused=(BureauNotReminded(bureau=bureau.name, why=why),))


def _remind_bureau(bureau_id: int, at: datetime, rehearse: bool) -> Reminded:
    with unit.reading():
        people = _due(bureau_id, at)
    if not people or rehearse:
        return _counted(people)
    with suppress(_ToldMeanwhile), unit.refusing(TWICE), unit.transaction():
        people = _due(bureau_id, at)
        if people:
            event = _record(f"bureau:{bureau_id}", unit.SYSTEM, people, at)
            _tell(event, bureau_id, people, at.date())
        return _counted(people)
    return Reminded()


def _due(bureau_id: int, at: datetime) -> Mapping[tuple[int, What], tuple[Due, ...]]:
    campaigns = queries.live(bureau_id)
    facts = _facts(bureau_id, campaigns, at)
    return rules.due(facts, at.date())


def _counted(people: Mapping[tuple[int, What], Sequence[Due]]) -> Reminded:
    """Each review once: what is late is told to those who run the campaign as well."""
    n_open = sum(
        each.duty.n_open
        for (_user_id, what), found in people.items()
        for each in found
        if what is not What.OVERSEE
    )
    return Reminded(len({user_id for user_id, _what in people}), n_open)


def _facts(bureau_id: int, campaigns: Sequence[Any], at: datetime) -> Facts:
    ids = [campaign.id for campaign in campaigns]
    rows = queries.holders(ids, at.date())
    known = {campaign.id: campaign for campaign in campaigns}
    later = queries.extended(ids)
    held = [
        duty
        for row in rows
        for duty in duties_of(known[row.campaign_id], row, later, at)
    ]
    return Facts(
        duties=(*held, *_overseen(bureau_id, campaigns, held, at.date())),
        schedules=schedules_of(ids),
        told=told_of(campaigns, at),
    )


Later = Mapping[str, Sequence[tuple[date, int]]]
"""Days of single reviews with their number, by reviewer code."""


def duties_of(
    campaign: Any, row: Any, later: Later, at: datetime, *, is_closed: bool = False
) -> tuple[Duty, ...]:
    """What a person holds, as the rules see it: by the days on which it is due."""
    given_at = row.given_at
    duty = Duty(
        campaign_id=campaign.id,
        campaign=campaign.name,
        due_on=campaign.due_on,
        n_open=row.n_open,
        given_on=given_at.astimezone(at.tzinfo).date() if given_at else None,
        user_id=row.user_id,
        is_closed=is_closed,
        reviewed=reviewed_in(campaign.rules),
    )
    return rules.split(duty, later.get(row.code, ()), campaign.due_on)


def _overseen(
    bureau_id: int, campaigns: Sequence[Any], held: Sequence[Duty], today: date
) -> Iterable[Duty]:
    """What is late, for those who run a campaign."""
    for campaign in campaigns:
        n_open = sum(
            each.n_open
            for each in held
            if each.campaign_id == campaign.id and (each.due_on or today) < today
        )
        if n_open:
            late = Duty(
                campaign_id=campaign.id,
                campaign=campaign.name,
                due_on=campaign.due_on,
                n_open=n_open,
                what=What.OVERSEE,
                reviewed=reviewed_in(campaign.rules),
            )
            for user_id in queries.overseers(bureau_id, campaign.id, today):
                yield replace(late, user_id=user_id)


def schedules_of(campaign_ids: Sequence[int]) -> dict[int, Schedule]:
    stored = queries.rules(campaign_ids)
    return {key: rules.from_data(stored.get(key)) for key in campaign_ids}


def told_of(
    campaigns: Sequence[Any], at: datetime
) -> dict[tuple[int, int, What], Told]:
    """What each person was told; only what concerns the present term is counted."""
    due_on = {campaign.id: campaign.due_on for campaign in campaigns}
    found: dict[tuple[int, int, What], Told] = {}
    for row in queries.told(list(due_on)):
        who = (row.campaign_id, row.user_id, What(row.what))
        before = found.get(who, rules.NOTHING_TOLD)
        found[who] = Told(
            before.keys | {row.key},
            before.n + rules.concerns(row.key, due_on[row.campaign_id]),
            row.told_at.astimezone(at.tzinfo).date(),
        )
    return found


def _record(
    chain: str,
    actor: unit.Actor,
    people: Mapping[tuple[int, What], Sequence[Due]],
    at: datetime,
) -> unit.Recorded:
    counted = _counted(people)
    about = {each.duty.campaign_id for found in people.values() for each in found}
    return unit.record(
        "reminders_sent",
        chain=chain,
        actor=actor,
        at=at,
        targets=[("campaign", campaign_id) for campaign_id in sorted(about)],
        payload={"n_people": counted.n_people, "n_open": counted.n_open},
    )


def _tell(
    event: unit.Recorded,
    bureau_id: int,
    people: Mapping[tuple[int, What], Sequence[Due]],
    today: date,
) -> None:
    """The notices, and for each campaign in them that it was reminded of."""
    tellings = {who: _telling(who, found, today) for who, found in people.items()}
    ids = tell(event, bureau_id=bureau_id, tellings=list(tellings.values()))
    rows = [
        {
            "bureau_id": bureau_id,
            "notice_id": ids[tellings[who].key],
            "campaign_id": each.duty.campaign_id,
            "user_id": who[0],
            "what": who[1].value,
            "key": each.key,
            "n_open": each.duty.n_open,
            "told_at": event.at,
        }
        for who, found in people.items()
        for each in found
    ]
    unit.add_all(event, Reminder, rows)


def _telling(who: tuple[int, What], found: Sequence[Due], today: date) -> Telling:
    user_id, what = who
    about = " ".join(f"{each.duty.campaign_id}:{each.key}" for each in found[:5])
    return Telling(
        user_id,
        notice_of(what, [each.duty for each in found], today),
        f"remind {user_id} {what} {about}"[:200],
        frozenset().union(*(each.channels for each in found)),
    )


def notice_of(what: What, duties: Iterable[Duty], today: date) -> Notice:
    """What a person is told of these duties today."""
    lines = (
        replace(line_about(x.campaign, x.n_open, x.due_on, today), reviewed=x.reviewed)
        for x in duties
    )
    return Notice(KINDS[what], tuple(lines))


def send_now(
    *, viewer: Viewer, code: str, people: Collection[str], at: datetime
) -> Reminded:
    """Remind the chosen of a campaign by hand; a second click reminds nobody again."""
    with suppress(_ToldMeanwhile), unit.refusing(TWICE), unit.transaction():
        campaign = campaign_of(viewer, code, Action.REMIND)
        found = rules.digests(_by_hand(campaign, people, at))
        if found:
            event = _record(f"campaign:{campaign.id}", actor_of(viewer), found, at)
            _tell(event, campaign.bureau_id, found, at.date())
        return _counted(found)
    return Reminded()


def _by_hand(campaign: Any, people: Collection[str], at: datetime) -> list[Due]:
    is_closed = queries.was_published(campaign.id)
    told = told_of([campaign], at)
    channels = schedules_of([campaign.id])[campaign.id].channels
    later, found = queries.extended([campaign.id]), []
    for row in queries.holders([campaign.id], at.date()):
        if row.public_id not in people:
            continue
        before = told.get((campaign.id, row.user_id, What.REVIEW), rules.NOTHING_TOLD)
        duties = duties_of(campaign, row, later, at, is_closed=is_closed)
        for n, duty in enumerate(duties):
            said = rules.by_hand(duty, before, at.date())
            if said.is_due:
                # One row for each day; the first says that a hand reminded today.
                key = f"{said.key} {duty.due_on}" if n else said.key
                found.append(Due(duty, key, channels))
    return found


def set_schedule(
    *, viewer: Viewer, code: str, schedule: Schedule, at: datetime
) -> None:
    """Another schedule for a campaign; what was told already stays told."""
    rules.check_schedule(schedule)
    with unit.refusing(SET_TWICE), unit.transaction():
        campaign = campaign_of(viewer, code, Action.REMIND)
        data = rules.to_data(schedule)
        if queries.rules([campaign.id]).get(campaign.id) == data:
            return
        event = unit.record(
            "reminder_rule_changed",
            chain=f"campaign:{campaign.id}",
            actor=actor_of(viewer),
            at=at,
            targets=[("campaign", campaign.id)],
            payload=data,
        )
        queries.drop_rule(campaign.id)
        unit.add(
            event,
            ReminderRule,
            campaign_id=campaign.id,
            bureau_id=campaign.bureau_id,
            rule=data,
        )
