"""Files taken out of a sample, with nothing coming in for them, and brought back unseen.

A file that cannot be reviewed is replaced by the next one; a file that is not to be
reviewed at all is withdrawn, and the sample is smaller by it. Either way the change
needs a reason and is shown with the draw.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from review.domain.campaigns import is_standing
from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.notices import NoticeKind
from review.domain.policy import Action, Viewer
from review.domain.sampling_changes import ChangeKind
from review.services.accounts import actor_of
from review.services.arrivals import NothingEnters
from review.services.draw_records import ChangeLine
from review.services.notices import tell_moved
from review.services.on_files import (
    CannotUndo,
    Done,
    FileLine,
    FilesChanged,
    NothingToDo,
    Which,
    digest_of,
    event_by,
    meant,
)
from review.services.recusal import barred_reads
from review.services.replacing import checked_reason, end_reads
from review.services.room import check_room, lacking
from review.services.sampled import campaign_of, is_over
from review.store import unit
from review.store.models import CampaignCase, Read, SampleChange
from review.store.queries import bulk
from review.store.queries import on_files as queries
from review.store.queries import sampling as records

KIND = "files_withdrawn"
BACK = N_("Brought back before anybody had seen that it was taken out.")


class NotDrawn(RuleBroken):
    sentence = N_("Nothing is in the sample yet, so nothing can be withdrawn from it.")


@dataclass(frozen=True, slots=True)
class Preview:
    """What would leave the sample, and what becomes of its reviews."""

    campaign: str
    code: str
    which: Which
    lines: tuple[FileLine, ...]
    n_now: int
    n_open: int
    n_begun: int
    n_submitted: int
    n_settled: int
    digest: str
    is_standing: bool = False
    """Files entered as they closed: nothing was drawn, and no next one can come in."""


def preview(*, viewer: Viewer, code: str, which: Which, on: date) -> Preview:
    """Count, list and consequence; settled files stay."""
    with unit.reading():
        campaign = _campaign(viewer, code)
        rows = meant(viewer, campaign, which, on)
        n_now = len(records.drawn_files(campaign.id))
    open_ = _open(rows)
    return Preview(
        campaign=campaign.name,
        code=campaign.code,
        which=which,
        lines=tuple(FileLine(row.public_id, row.case_no) for row in open_),
        n_now=n_now,
        n_open=sum(row.n_given - row.n_submitted for row in open_),
        n_begun=sum(row.n_begun for row in open_),
        n_submitted=sum(row.n_submitted for row in open_),
        n_settled=len(rows) - len(open_),
        digest=digest_of(open_),
        is_standing=is_standing(campaign.rules),
    )


def _campaign(viewer: Viewer, code: str) -> Any:
    campaign = campaign_of(viewer, code, Action.SAMPLE_DRAW)
    if campaign.drawn_at is None:
        raise NotDrawn
    return campaign


def _open(rows: Iterable[Any]) -> list[Any]:
    return [row for row in rows if not row.is_settled]


def withdraw(
    *,
    viewer: Viewer,
    code: str,
    which: Which,
    reason: str,
    digest: str,
    at: datetime,
    on: date,
) -> str:
    """Take out exactly what was shown; gives what names it for undoing.

    Open reviews end, drafts are kept; submitted ones stay and count nowhere. Sent twice
    it is done once.
    """
    reason = checked_reason(reason)
    with unit.transaction():
        campaign = _campaign(viewer, code)
        known = bulk.done(campaign.id, KIND, digest)
        if known and _out(campaign, known)[0]:
            return known
        rows = _open(meant(viewer, campaign, which, on))
        event = unit.record(
            KIND,
            chain=f"campaign:{campaign.id}",
            actor=actor_of(viewer),
            at=at,
            targets=[("campaign_case", row.id) for row in rows],
            payload={"found": digest, "n": len(rows)},
        )
        # Behind the chain's lock: a file may have been settled or given out meanwhile.
        rows = _open(meant(viewer, campaign, which, on))
        if digest_of(rows) != digest:
            raise FilesChanged
        if not rows:
            raise NothingToDo
        _take_out(event, campaign, rows, reason)
        return bulk.public_id_of(event.id)


def _take_out(
    event: unit.Recorded, campaign: Any, rows: Sequence[Any], reason: str
) -> None:
    ids = [row.id for row in rows]
    end_reads(event, campaign, ids)
    unit.change(event, CampaignCase, {"id": ids}, left_event_id=event.id)
    places = [row.position for row in rows]
    _note(event, campaign, ChangeKind.WITHDRAWAL, places, reason)


def _note(
    event: unit.Recorded,
    campaign: Any,
    kind: ChangeKind,
    places: Sequence[int],
    reason: str,
) -> None:
    """A change of the sample for each place, in the order of the list."""
    n_before = len(records.changes_of(campaign.id))
    is_back = kind is ChangeKind.RETURN
    unit.add_all(
        event,
        SampleChange,
        [
            {
                "bureau_id": campaign.bureau_id,
                "campaign_id": campaign.id,
                "number": number,
                "kind": kind,
                "left_place": None if is_back else place,
                "taken": [place] if is_back else [],
                "passed": [],
                "size": "",
                "reason": reason,
                "changed_at": event.at,
            }
            for number, place in enumerate(sorted(places), n_before + 1)
        ],
    )


def done(*, viewer: Viewer, code: str, key: str) -> Done:
    """What was taken out together; looked at before it is undone."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.SAMPLE_DRAW)
        event = event_by(campaign, KIND, key)
        rows, reads = _out(campaign, key)
        reason = queries.reason_of(event.id)
        may_enter = not is_over(campaign)
        n_over = len(lacking(campaign, reads))
    if not rows:
        raise NotVisible
    return Done(
        campaign=campaign.name,
        code=campaign.code,
        key=key,
        lines=tuple(FileLine(row.public_id, row.case_no) for row in rows),
        can_undo=may_enter
        and all(row.is_free for row in (*rows, *reads))
        and not n_over,
        said=reason,
        n_over=n_over,
    )


def changes(*, viewer: Viewer, code: str) -> tuple[ChangeLine, ...]:
    """What left a standing campaign and what came back, in this order, with the reasons.

    Of a drawn sample its record says it.
    """
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.RESULTS_READ)
        rows = records.changes_of(campaign.id)
        places = [p for row in rows for p in (row.left_place, *row.taken) if p]
        numbers = records.numbers_at(campaign.id, places) if places else {}
    return tuple(_change_line(row, numbers) for row in rows)


def _change_line(row: Any, numbers: Mapping[int, str]) -> ChangeLine:
    return ChangeLine(
        number=row.number,
        kind=ChangeKind(row.kind),
        at=row.changed_at,
        left=numbers.get(row.left_place, ""),
        taken=tuple(numbers.get(place, "") for place in row.taken),
        n_passed=len(row.passed),
        size=row.size,
        reason=row.reason,
    )


def _out(campaign: Any, key: str) -> tuple[Sequence[Any], Sequence[Any]]:
    """The files that are out by it still, and the reads that ended with them."""
    event = event_by(campaign, KIND, key)
    rows = queries.withdrawn(campaign.id, event.id)
    reads = queries.ended_with([row.id for row in rows], event.id, event.at)
    return rows, reads


def undo(*, viewer: Viewer, code: str, key: str, at: datetime, on: date) -> int:
    """Bring all of them back, and their open reviews to the same reviewers; or none.

    Only while nobody may have seen it, the sample was not changed and nothing finally
    released since, every reviewer has room, and nothing stands against one by now.
    """
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.SAMPLE_DRAW)
        rows, _ = _out(campaign, key)
        event = unit.record(
            "files_brought_back",
            chain=f"campaign:{campaign.id}",
            actor=actor_of(viewer),
            at=at,
            targets=[("campaign_case", row.id) for row in rows],
            payload={"n": len(rows)},
        )
        rows, reads = _out(campaign, key)
        if not rows:
            raise NotVisible
        if is_over(campaign):
            raise NothingEnters
        if not all(row.is_free for row in (*rows, *reads)):
            raise CannotUndo
        check_room(campaign, reads)
        _bring_back(event, campaign, rows, [read.id for read in reads], on)
        return len(rows)


def _bring_back(
    event: unit.Recorded,
    campaign: Any,
    rows: Sequence[Any],
    reads: Sequence[int],
    on: date,
) -> None:
    ids = [row.id for row in rows]
    unit.change(event, CampaignCase, {"id": ids}, left_event_id=None)
    places = [row.position for row in rows]
    _note(event, campaign, ChangeKind.RETURN, places, BACK)
    if not reads:
        return
    unit.change(event, Read, {"id": list(reads)}, ended_at=None, ended_reason=None)
    barred = {row.id for row in barred_reads(campaign, on)}
    if not barred.isdisjoint(reads):
        raise CannotUndo
    tell_moved(event, campaign, NoticeKind.GIVEN_BACK, reads)
