"""The reading trace: kept as it comes, shown once nothing can follow from it.

A reviewer sees the own trace after submitting; a panel lead sees those of settled
files, under the same labels as their reviews and without names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from review.domain.campaigns import announced_in, reviewed_in
from review.domain.errors import NotVisible
from review.domain.objects import common_to
from review.domain.policy import Action, Viewer, require
from review.domain.reads import Purpose
from review.domain.schemes import Scheme
from review.domain.tracing import Span, Trace, read_spans, trace_of
from review.domain.visibility import labels
from review.services import contents, schemes
from review.services.contents import FileContents
from review.services.spoken import speak_of
from review.services.tasks import task_of
from review.store import unit
from review.store.queries import access, scans
from review.store.queries import tracing as queries

OPENED = "trace.open"
MOST_KEPT = 20_000
"""Pieces of one read's trace; nobody leafs so much, only a script would."""


@dataclass(frozen=True, slots=True)
class ReadTrace:
    """A review's trace with what is needed to tell it in words."""

    case_no: str
    label: str
    trace: Trace
    file: FileContents
    scheme: Scheme
    part: str | None
    items: tuple[str, ...] | None

    @property
    def n_pages(self) -> int:
        return len(self.file.labels)


@dataclass(frozen=True, slots=True)
class TraceLine:
    """A review in the lead's list: how much of the file was open, and how long."""

    public_id: str
    case_no: str
    label: str
    n_opened: int
    n_pages: int
    seconds: int


@dataclass(frozen=True, slots=True)
class TracedCampaign:
    """A campaign that the viewer leads and that keeps traces."""

    name: str
    days: int
    lines: tuple[TraceLine, ...]


def note(*, viewer: Viewer, public_id: str, sent: object, at: datetime) -> None:
    """Keep what the viewer of pages sends while an own review is open.

    No event is written and no version moves: it is no part of the review.
    """
    require(viewer, Action.REVIEW)
    with unit.reading():
        row = _own(viewer, public_id)
    if not announced_in(row.rules).trace_days:
        raise NotVisible
    found = read_spans(sent, items=task_of(row).lines)
    is_over = row.submission_id is not None or row.ended_at is not None
    if is_over or not found or row.n_spans >= MOST_KEPT:
        return
    with unit.transaction():
        queries.add([_row(row, span, at.date()) for span in found])


def _own(viewer: Viewer, public_id: str) -> Any:
    row = queries.read_to_trace(
        public_id, person_id=viewer.person_id, bureau_id=viewer.bureau_id
    )
    if row is None:
        raise NotVisible
    require(viewer, Action.REVIEW, campaign_id=row.campaign_id)
    return row


def _row(row: Any, span: Span, on: date) -> dict[str, Any]:
    return {
        "bureau_id": row.bureau_id,
        "campaign_id": row.campaign_id,
        "read_id": row.id,
        "page": span.page,
        "seconds": span.seconds,
        "item": span.item,
        "seen_on": on,
    }


def own_trace(*, viewer: Viewer, public_id: str) -> ReadTrace | None:
    """What was kept of an own review, once it is in; none where nothing is kept."""
    require(viewer, Action.REVIEW)
    with unit.reading():
        row = _own(viewer, public_id)
        if row.submission_id is None or not announced_in(row.rules).trace_days:
            return None
        return _trace(row, case_no="", label="")


def listing(*, viewer: Viewer) -> list[TracedCampaign]:
    """The traces of settled files in the campaigns that the viewer leads."""
    require(viewer, Action.TRACES_READ)
    with unit.reading():
        led = _led(viewer)
        speak_of(common_to(reviewed_in(campaign.rules) for campaign in led))
        rows = queries.settled_reviews([campaign.id for campaign in led])
        n_pages = scans.n_pages_of({row.case_id for row in rows})
    by_campaign: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        by_campaign[row.campaign_id].append(row)
    return [
        TracedCampaign(
            campaign.name,
            announced_in(campaign.rules).trace_days,
            tuple(_lines(by_campaign[campaign.id], n_pages)),
        )
        for campaign in led
    ]


def leads_any(*, viewer: Viewer) -> bool:
    """Whether there is a campaign whose traces the viewer may see."""
    require(viewer, Action.TRACES_READ)
    with unit.reading():
        return bool(_led(viewer))


def _led(viewer: Viewer) -> list[Any]:
    rows = queries.led_by(viewer.person_id, bureau_id=viewer.bureau_id)
    return [row for row in rows if announced_in(row.rules).trace_days]


def _lines(rows: Sequence[Any], n_pages: dict[int, int]) -> list[TraceLine]:
    named = _labels(rows)
    return [
        TraceLine(
            public_id=row.public_id,
            case_no=row.case_no,
            label=named[row.public_id],
            n_opened=row.n_opened or 0,
            n_pages=n_pages.get(row.case_id, 0),
            seconds=row.seconds or 0,
        )
        for row in sorted(rows, key=lambda r: (r.case_no, named[r.public_id]))
    ]


def _labels(rows: Sequence[Any]) -> dict[str, str]:
    """The reviews of each file under the labels that they have everywhere."""
    files: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        files[row.campaign_case_id].append(row)
    return {
        public_id: label
        for group in files.values()
        for public_id, label in labels(
            group[0].secret_key, ((r.public_id, Purpose(r.purpose)) for r in group)
        ).items()
    }


def led_trace(*, viewer: Viewer, public_id: str, at: datetime) -> ReadTrace:
    """One review's trace for a lead of its campaign; that it was opened is logged."""
    require(viewer, Action.TRACES_READ)
    with unit.reading():
        rows = queries.settled_reviews([campaign.id for campaign in _led(viewer)])
        row = next((each for each in rows if each.public_id == public_id), None)
        if row is None:
            raise NotVisible
        found = _trace(row, row.case_no, _labels(rows)[public_id])
    with unit.transaction():
        access.note_opening(OPENED, public_id, user_id=viewer.user_id, at=at)
    return found


def _trace(row: Any, case_no: str, label: str) -> ReadTrace:
    spans = [Span(each.page, each.seconds, each.item) for each in queries.spans(row.id)]
    scheme = schemes.parsed(row.scheme_id, row.scheme_digest)
    return ReadTrace(
        case_no=case_no,
        label=label,
        trace=trace_of(spans),
        file=contents.of_row(row),
        scheme=scheme,
        part=row.part if len(scheme.parts) > 1 else None,
        items=None if row.items is None else tuple(row.items),
    )


def drop_old(today: date) -> int:
    """Delete what was kept for the days of its campaign, in the open transaction."""
    return sum(
        queries.drop(
            row.id, before=today - timedelta(days=announced_in(row.rules).trace_days)
        )
        for row in queries.traced_campaigns()
    )
