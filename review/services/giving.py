"""The empty places of several files, given out now, and taken back unseen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from review.domain.errors import NotVisible
from review.domain.notices import NoticeKind
from review.domain.policy import Action, Viewer
from review.services import allocation
from review.services.accounts import actor_of
from review.services.allocating import UNDONE
from review.services.notices import tell_moved
from review.services.on_files import (
    CannotUndo,
    Done,
    FileLine,
    NothingToDo,
    Which,
    event_by,
    meant,
)
from review.services.proposing import Proposal
from review.services.sampled import campaign_of
from review.services.unheld import settle_unheld
from review.store import unit
from review.store.models import Read
from review.store.queries import bulk
from review.store.queries import on_files as queries

KIND = "reads_allocated"


@dataclass(frozen=True, slots=True)
class Preview:
    """Who would get which of these files, and which get nobody more, and why."""

    campaign: str
    code: str
    which: Which
    proposal: Proposal
    lines: tuple[FileLine, ...]
    n_full: int
    n_settled: int

    @property
    def digest(self) -> str:
        return self.proposal.digest


def preview(*, viewer: Viewer, code: str, which: Which, on: date) -> Preview:
    """Count, list and consequence; files that have to be looked through first wait."""
    rows, campaign = _meant(viewer, code, which, on)
    open_ = [row for row in rows if not row.is_settled]
    proposal = allocation.propose(
        viewer=viewer,
        code=code,
        on=on,
        ready_only=True,
        only=[row.id for row in open_],
    )
    readers: dict[str, list[str]] = defaultdict(list)
    for file, name in proposal.pairs:
        readers[file].append(name)
    waiting = {each.public_id for each in proposal.waiting}
    short = {each.file for each in proposal.unfilled}
    return Preview(
        campaign=campaign.name,
        code=campaign.code,
        which=which,
        proposal=proposal,
        lines=tuple(
            FileLine(row.public_id, row.case_no, tuple(sorted(readers[str(row.id)])))
            for row in open_
            if str(row.id) in readers
        ),
        n_full=sum(
            str(row.id) not in readers.keys() | short and row.public_id not in waiting
            for row in open_
        ),
        n_settled=len(rows) - len(open_),
    )


def _meant(viewer: Viewer, code: str, which: Which, on: date) -> tuple[list[Any], Any]:
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        return meant(viewer, campaign, which, on), campaign


def give(
    *, viewer: Viewer, code: str, which: Which, digest: str, at: datetime, on: date
) -> str:
    """Give out exactly what was shown; gives what names it for undoing."""
    rows, campaign = _meant(viewer, code, which, on)
    allocation.confirm(
        viewer=viewer,
        code=code,
        at=at,
        on=on,
        digest=digest,
        ready_only=True,
        only=[row.id for row in rows if not row.is_settled],
    )
    with unit.reading():
        key = bulk.done(campaign.id, KIND, digest, name="proposal")
    if not key:
        raise NothingToDo
    return key


def done(*, viewer: Viewer, code: str, key: str) -> Done:
    """What was given out together; looked at before it is undone.

    Who read a file is told until it is settled, here as everywhere.
    """
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        rows = _given(campaign, key)
    readers: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        readers[row.file] += [] if row.is_settled else [row.reviewer]
    case_nos = {row.file: row.case_no for row in rows}
    return Done(
        campaign=campaign.name,
        code=campaign.code,
        key=key,
        lines=tuple(
            FileLine(file, case_nos[file], tuple(names))
            for file, names in readers.items()
        ),
        can_undo=all(row.is_free for row in rows),
    )


def _given(campaign: Any, key: str) -> Sequence[Any]:
    event = event_by(campaign, KIND, key)
    rows = queries.given(event.id, event.at)
    if not rows:
        raise NotVisible
    return rows


def undo(*, viewer: Viewer, code: str, key: str, at: datetime) -> int:
    """Take all of it back, and none if anybody may have seen an own file."""
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        rows = _given(campaign, key)
        before = event_by(campaign, KIND, key)
        event = unit.record(
            "allocation_undone",
            chain=f"campaign:{campaign.id}",
            actor=actor_of(viewer),
            at=at,
            targets=[("read", row.id) for row in rows],
            payload={"n": len(rows), "proposal": before.payload.get("proposal", "")},
        )
        rows = _given(campaign, key)
        if not all(row.is_free for row in rows):
            raise CannotUndo
        ids = [row.id for row in rows]
        unit.change(event, Read, {"id": ids}, ended_at=at, ended_reason=UNDONE)
        tell_moved(event, campaign, NoticeKind.TAKEN, ids)
        settle_unheld(ids, cause=event)
        return len(rows)
