"""More time for reviews: for one, or for everything a query finds, and undone again.

What was previewed is what runs: the digest names the reads and the day. All of them get
the day in one transaction with one event, or none. Nothing that was answered is touched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.extensions import check_until, checked_reason, is_late, term_of
from review.domain.notices import NoticeKind
from review.domain.policy import Action, Viewer
from review.domain.working_days import working_days_between
from review.services.accounts import actor_of
from review.services.notices import tell_days
from review.services.sampling import campaign_of
from review.services.taking_back import FoundChanged, found_by
from review.store import unit
from review.store.models import Extension, Read, TermRequest
from review.store.queries import bulk, reminders
from review.store.queries import extensions as queries


class NothingToExtend(RuleBroken):
    sentence = N_("There is no open review here that this day would give more time.")


class CannotUndo(RuleBroken):
    sentence = N_(
        "Meanwhile a reviewer may have seen the new day, submitted, or got another one. "
        "Nothing was undone."
    )


@dataclass(frozen=True, slots=True)
class Which:
    """The reviews that are meant: those a query finds, or a single one."""

    query: str = ""
    read: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A review that gets more time, and until when it was due."""

    case_no: str
    reviewer: str
    number: str
    is_begun: bool
    is_late: bool
    due_on: date | None
    is_submitted: bool = False
    is_over: bool = False
    """Whether it was taken back, handed back or taken out since."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a day would change; `lines` are those that get more time by it.

    Without a day, all open reviews that are meant.
    """

    campaign: str
    code: str
    which: Which
    due_on: date | None
    until: date | None
    n_days: int
    """Working days from today to the new day."""
    lines: tuple[Line, ...]
    n_people: int
    n_later: int
    n_submitted: int
    n_asked: int
    digest: str

    @property
    def n_begun(self) -> int:
        return sum(each.is_begun for each in self.lines)

    @property
    def n_late(self) -> int:
        return sum(each.is_late for each in self.lines)


def preview(
    *, viewer: Viewer, code: str, which: Which, until: date | None, on: date
) -> Preview:
    """Count, list and consequence; nothing is written."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        if until is not None:
            check_until(until, term=campaign.due_on, on=on)
        rows = _meant(viewer, campaign, which, on)
        open_ = [row for row in rows if row.submission_id is None]
        chosen = _gaining(open_, campaign, until)
        asked = queries.open_requests(campaign.id, [row.id for row in chosen])
    return Preview(
        campaign=campaign.name,
        code=campaign.code,
        which=which,
        due_on=campaign.due_on,
        until=until,
        n_days=working_days_between(on, until).n if until else 0,
        lines=tuple(_line(row, campaign.due_on, on) for row in chosen),
        n_people=len({row.reviewer_code for row in chosen}),
        n_later=len(open_) - len(chosen),
        n_submitted=len(rows) - len(open_),
        n_asked=len(asked),
        digest=_digest(chosen, until),
    )


def _meant(viewer: Viewer, campaign: Any, which: Which, on: date) -> Sequence[Any]:
    if not which.read:
        return found_by(viewer, campaign, which.query, on)
    rows = queries.one(campaign.id, which.read)
    if not rows:
        raise NotVisible
    return rows


def _gaining(rows: Sequence[Any], campaign: Any, until: date | None) -> list[Any]:
    """Those to whom the day is later than what they have."""
    return [
        row
        for row in rows
        if until is None
        or (term := term_of(campaign.due_on, row.due_on)) is None
        or term < until
    ]


def _line(row: Any, campaign: date | None, on: date) -> Line:
    """Who reads a file is told until it is settled."""
    return Line(
        case_no=row.case_no,
        reviewer="" if row.is_settled else row.reviewer,
        number="" if row.is_settled else row.number or "",
        is_begun=bool(row.n_answered),
        is_late=_is_open(row) and is_late(campaign, row.due_on, on=on),
        due_on=term_of(campaign, row.due_on),
        is_submitted=row.submission_id is not None,
        is_over=row.ended_at is not None,
    )


def _is_open(row: Any) -> bool:
    return row.submission_id is None and row.ended_at is None


def _digest(rows: Sequence[Any], until: date | None) -> str:
    before = sorted([row.id, str(row.due_on or "")] for row in rows)
    return unit.digest_of([before, str(until or "")])


def extend(
    *,
    viewer: Viewer,
    code: str,
    which: Which,
    until: date,
    reason: str,
    digest: str,
    at: datetime,
    on: date,
) -> str:
    """Give exactly what was shown the later day; gives what names it for undoing.

    Requests for it are answered by it. Sent twice it is done once.
    """
    reason = checked_reason(reason)
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        check_until(until, term=campaign.due_on, on=on)
        done = bulk.done(campaign.id, queries.KIND, digest)
        if done and any(row.is_last for row in queries.extended(campaign.id, done)):
            return done
        rows = _chosen(viewer, campaign, which, until, on)
        event = _recorded(viewer, campaign, rows, digest, until, at)
        # The event first: behind the chain's lock nobody submits meanwhile.
        rows = _chosen(viewer, campaign, which, until, on)
        if _digest(rows, until) != digest:
            raise FoundChanged
        if not rows:
            raise NothingToExtend
        put_off(event, campaign, rows, until, reason, on)
        return bulk.public_id_of(event.id)


def _recorded(
    viewer: Viewer,
    campaign: Any,
    rows: Sequence[Any],
    digest: str,
    until: date,
    at: datetime,
) -> unit.Recorded:
    return unit.record(
        queries.KIND,
        chain=f"campaign:{campaign.id}",
        actor=actor_of(viewer),
        at=at,
        targets=[("campaign", campaign.id), *(("read", row.id) for row in rows)],
        payload={"found": digest, "n": len(rows), "due_on": until.isoformat()},
    )


def _chosen(
    viewer: Viewer, campaign: Any, which: Which, until: date, on: date
) -> list[Any]:
    rows = _meant(viewer, campaign, which, on)
    open_ = [row for row in rows if row.submission_id is None]
    return _gaining(open_, campaign, until)


def put_off(
    event: unit.Recorded,
    campaign: Any,
    rows: Sequence[Any],
    until: date,
    reason: str,
    on: date,
) -> None:
    """The day itself, why, the requests it answers, and what the reviewers are told."""
    ids = [row.id for row in rows]
    unit.change(event, Read, {"id": ids}, due_on=until)
    _note(event, campaign, {row.id: (row.due_on, until) for row in rows}, reason)
    for asked in queries.open_requests(campaign.id, ids):
        unit.change(
            event,
            TermRequest,
            {"id": asked.id},
            answered_at=event.at,
            granted_on=until,
        )
    _tell(event, campaign, [(row.reviewer_code, until) for row in rows], on)


def _note(
    event: unit.Recorded,
    campaign: Any,
    days: Mapping[int, tuple[date | None, date | None]],
    reason: str,
) -> None:
    unit.add_all(
        event,
        Extension,
        [
            {
                "bureau_id": campaign.bureau_id,
                "read_id": read_id,
                "before_on": before,
                "due_on": after,
                "reason": reason,
            }
            for read_id, (before, after) in days.items()
        ],
    )


def _tell(
    event: unit.Recorded,
    campaign: Any,
    days: Sequence[tuple[str, date | None]],
    on: date,
) -> None:
    rows = reminders.accounts_of(sorted({code for code, _ in days}), on)
    accounts = {row.code: row.user_id for row in rows}
    told: dict[int, Counter[date | None]] = {}
    for code, day in days:
        if code in accounts:
            term = term_of(campaign.due_on, day)
            told.setdefault(accounts[code], Counter())[term] += 1
    tell_days(event, campaign, NoticeKind.EXTENDED, told, on)


@dataclass(frozen=True, slots=True)
class Given:
    """What was put off together, and whether all of it can be undone."""

    campaign: str
    code: str
    key: str
    until: date | None
    reason: str
    lines: tuple[Line, ...]
    can_undo: bool


def given(*, viewer: Viewer, code: str, key: str, on: date) -> Given:
    """What one extension was about; looked at before it is undone."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        rows = _given(campaign, key)
    return Given(
        campaign=campaign.name,
        code=campaign.code,
        key=key,
        until=rows[0].to_on,
        reason=rows[0].reason,
        lines=tuple(_line(row, campaign.due_on, on) for row in rows),
        can_undo=all(row.is_free for row in rows),
    )


def _given(campaign: Any, key: str) -> Sequence[Any]:
    rows = queries.extended(campaign.id, key)
    if not rows:
        raise NotVisible
    return rows


UNDONE = N_("Undone before anybody had seen it.")


def undo(*, viewer: Viewer, code: str, key: str, at: datetime, on: date) -> int:
    """Give all of them the day they had; only while nobody has seen the new one."""
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        rows = _given(campaign, key)
        event = unit.record(
            "reads_unextended",
            chain=f"campaign:{campaign.id}",
            actor=actor_of(viewer),
            at=at,
            targets=[("campaign", campaign.id), *(("read", row.id) for row in rows)],
        )
        rows = _given(campaign, key)
        if not all(row.is_free for row in rows):
            raise CannotUndo
        _put_back(event, campaign, rows)
        _tell(event, campaign, [(x.reviewer_code, x.before_on) for x in rows], on)
        return len(rows)


def _put_back(event: unit.Recorded, campaign: Any, rows: Sequence[Any]) -> None:
    """Each to its own day before; requests that were answered by it are open again."""
    by_day: dict[date | None, list[int]] = {}
    for row in rows:
        by_day.setdefault(row.before_on, []).append(row.id)
    for day, ids in by_day.items():
        unit.change(event, Read, {"id": ids}, due_on=day)
    ids = [row.id for row in rows]
    answered = {"read_id": ids, "answered_at": rows[0].at}
    unit.change(event, TermRequest, answered, answered_at=None, granted_on=None)
    days = {row.id: (row.to_on, row.before_on) for row in rows}
    _note(event, campaign, days, UNDONE)
