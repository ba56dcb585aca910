"""Taking back everything a query finds, looked at first, and undoing that.

What was previewed is what runs: the digest names the very reads. All of them are taken
back in one transaction with one event, or none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from review.domain.errors import N_, NotVisible, RuleBroken, StaleVersion
from review.domain.extensions import over_on
from review.domain.notices import NoticeKind
from review.domain.policy import Action, Viewer
from review.domain.query_words import Subject
from review.services.accounts import actor_of
from review.services.allocation import MOST_REASON, NoReason
from review.services.asking import asked_of
from review.services.notices import tell_moved
from review.services.recusal import barred_reads
from review.services.room import check_room, lacking
from review.services.sampling import campaign_of
from review.services.unheld import settle_unheld
from review.store import unit
from review.store.models import Read
from review.store.queries import bulk
from review.store.queries import campaign_files as files
from review.store.queries import taking_back as queries

MOST_AT_ONCE = 5000


class FoundChanged(StaleVersion):
    sentence = N_(
        "What this query finds has changed since it was shown. Look at it again."
    )


class TooManyAtOnce(RuleBroken):
    sentence = N_("At most %(most)s reviews can be handled at once: ask for fewer.")


class CannotUndo(RuleBroken):
    sentence = N_(
        "Meanwhile a place was given to somebody else, a reviewer left, a conflict of "
        "interest became known, or a file was settled or left the sample. Nothing was "
        "given back."
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A review that would be taken back, or given back."""

    case_no: str
    reviewer: str
    number: str
    is_begun: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What would happen: to how many, whose, and what stays because it is in."""

    campaign: str
    code: str
    query: str
    lines: tuple[Line, ...]
    n_people: int
    n_begun: int
    n_submitted: int
    digest: str


def preview(*, viewer: Viewer, code: str, query: str, on: date) -> Preview:
    """Every open read the query finds; submitted ones stay and are only counted."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        rows = found_by(viewer, campaign, query, on)
    open_ = [row for row in rows if row.submission_id is None]
    return Preview(
        campaign=campaign.name,
        code=campaign.code,
        query=query,
        lines=tuple(map(_line, open_)),
        n_people=len({row.reviewer_code for row in open_}),
        n_begun=sum(bool(row.n_answered) for row in open_),
        n_submitted=len(rows) - len(open_),
        digest=_digest(open_),
    )


def found_by(viewer: Viewer, campaign: Any, query: str, on: date) -> Sequence[Any]:
    """The reads under way that this person's query finds; inside a transaction."""
    areas = files.areas(files.area_ids(campaign.id))
    asked = asked_of(viewer, Subject.READS, areas, query)
    if asked.refusal is not None:
        raise asked.refusal
    over = over_on(campaign.due_on, on)
    rows = queries.found(campaign.id, asked.node, over, most=MOST_AT_ONCE + 1)
    if len(rows) > MOST_AT_ONCE:
        raise TooManyAtOnce(most=MOST_AT_ONCE)
    return rows


def _line(row: Any) -> Line:
    return Line(row.case_no, row.reviewer, row.number or "", bool(row.n_answered))


def _digest(rows: Sequence[Any]) -> str:
    return unit.digest_of(sorted(row.id for row in rows))


def take_back(
    *,
    viewer: Viewer,
    code: str,
    query: str,
    reason: str,
    digest: str,
    at: datetime,
    on: date,
) -> str:
    """Take back exactly what was shown; gives what names it for undoing.

    Sent twice it is done once.
    """
    reason = reason.strip()
    if not 0 < len(reason) <= MOST_REASON:
        raise NoReason(most=MOST_REASON)
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        done = bulk.done(campaign.id, queries.KIND, digest)
        if done and queries.taken(campaign.id, done):
            return done
        # The event first: behind the chain's lock nobody submits meanwhile.
        rows = _open(viewer, campaign, query, on)
        event = unit.record(
            "reads_withdrawn",
            chain=f"campaign:{campaign.id}",
            actor=actor_of(viewer),
            at=at,
            targets=[("read", row.id) for row in rows],
            payload={"found": digest, "n": len(rows)},
        )
        if _digest(_open(viewer, campaign, query, on)) != digest or not rows:
            raise FoundChanged
        ids = [row.id for row in rows]
        unit.change(event, Read, {"id": ids}, ended_at=at, ended_reason=reason)
        tell_moved(event, campaign, NoticeKind.TAKEN, ids)
        settle_unheld(ids, cause=event)
        return bulk.public_id_of(event.id)


def _open(viewer: Viewer, campaign: Any, query: str, on: date) -> list[Any]:
    rows = found_by(viewer, campaign, query, on)
    return [row for row in rows if row.submission_id is None]


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken back together, and whether all of it can be given back."""

    campaign: str
    code: str
    key: str
    lines: tuple[Line, ...]
    can_undo: bool
    over: tuple[str, ...] = ()
    """Who would hold more than the personal cap allows."""


def taken(*, viewer: Viewer, code: str, key: str) -> Taken:
    """What one taking back was about; looked at before it is undone."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        rows = _taken(campaign, key)
        over = lacking(campaign, rows)
    return Taken(
        campaign=campaign.name,
        code=campaign.code,
        key=key,
        lines=tuple(map(_line, rows)),
        can_undo=all(row.is_free for row in rows) and not over,
        over=over,
    )


def _taken(campaign: Any, key: str) -> Sequence[Any]:
    rows = queries.taken(campaign.id, key)
    if not rows:
        raise NotVisible
    return rows


def undo(
    *, viewer: Viewer, code: str, key: str, at: datetime, on: date | None = None
) -> int:
    """Give all of it back to the same reviewers, with what they had answered; or none.

    Only while every place is still empty, its reviewer has room, and nothing stands
    against them: neither what was declared meanwhile nor what the records show by now.
    """
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        rows = _taken(campaign, key)
        event = unit.record(
            "reads_given_back",
            chain=f"campaign:{campaign.id}",
            actor=actor_of(viewer),
            at=at,
            targets=[("read", row.id) for row in rows],
        )
        rows = _taken(campaign, key)
        if not all(row.is_free for row in rows):
            raise CannotUndo
        check_room(campaign, rows)
        ids = [row.id for row in rows]
        unit.change(event, Read, {"id": ids}, ended_at=None, ended_reason=None)
        barred = {row.id for row in barred_reads(campaign, on or at.date())}
        if not barred.isdisjoint(ids):
            raise CannotUndo
        tell_moved(event, campaign, NoticeKind.GIVEN_BACK, ids)
        return len(rows)


def holders(*, viewer: Viewer, code: str, query: str, on: date) -> tuple[str, ...]:
    """The people who hold an open review that the query finds, as reminders name them."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.REMIND)
        rows = _open(viewer, campaign, query, on)
        codes = sorted({row.reviewer_code for row in rows})
        return tuple(queries.people_of(codes))
