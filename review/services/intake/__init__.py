"""Taking in spreadsheets: looked at first, then all or nothing, or the good rows."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from review.domain.cases import Remark
from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.kinds import IntakeKind
from review.domain.policy import Action, Viewer, require
from review.files import sheets
from review.files.sheets.archives import MAX_BYTES, MEGABYTE
from review.services import arrivals
from review.services.accounts import actor_of
from review.services.arrivals import NOTHING_ARRIVED, Arrived
from review.services.intake import (
    case_files,
    docket,
    earlier,
    firms,
    objects,
    people,
    reviews,
)
from review.services.intake.differences import differences
from review.services.intake.known import Known
from review.services.intake.steps import Counts, Effect, Step
from review.services.recusal import NOTHING, Freed, recheck
from review.store import unit
from review.store.models import IntakeFile
from review.store.queries import campaigns as campaign_queries
from review.store.queries import intake as queries

ENCODINGS = sheets.ENCODINGS
MOST_MEGABYTES = MAX_BYTES // MEGABYTE
KEPT_FOR = timedelta(days=1)
TO_WRITE = (Effect.CREATED, Effect.CHANGED)
OF_FILES = (IntakeKind.CASES, IntakeKind.OBJECTS)
"""What brings files that may enter a standing campaign."""
OF_CONFLICTS = (
    *(IntakeKind.HANDLERS, IntakeKind.REVIEWERS),
    *(IntakeKind.CASES, IntakeKind.DOCKET),
)
"""What may show a conflict of interest in a file that is given out already."""


TO_COME = N_("%(day)s is still to come: is the year right?")


class RowsRefused(RuleBroken):
    """Nothing was taken in; the preview says which rows and why."""

    sentence = N_(
        "Rows that cannot be taken in: %(n)s of %(rows)s, so nothing was. "
        "Correct them, or take in the good rows only."
    )

    def __init__(self, report: Report) -> None:
        super().__init__(n=report.counts.refused, rows=report.counts.n)
        self.report = report


class TakenInAlready(RuleBroken):
    """A second click on the same button; the first one did the work."""

    sentence = N_("This file has been taken in already; nothing was done twice.")


class CampaignNeeded(RuleBroken):
    sentence = N_("Say which campaign these reviews belong to.")


@dataclass(frozen=True, slots=True)
class Report:
    """Every row of the file with what happens, or happened, to it."""

    kind: IntakeKind
    counts: Counts
    """In rows of the file."""
    steps: tuple[Step, ...]
    read: Any
    """What the file said: lines set aside, unknown columns, notices, encoding."""
    new_areas: tuple[str, ...]
    taken_in: bool = False
    freed: Freed = NOTHING
    """Open files taken back because of what the rows said."""
    arrived: Arrived = NOTHING_ARRIVED
    """What came of it in standing campaigns."""

    @property
    def reviews(self) -> Counts | None:
        """The same in reviews, where one of them has several rows."""
        has_several = any(step.n_rows > 1 for step in self.steps)
        return Counts.of(self.steps) if has_several else None

    @property
    def refusals(self) -> list[Step]:
        return [step for step in self.steps if step.effect is Effect.REFUSED]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it arrived; `campaign` is needed for reviews on paper."""

    kind: IntakeKind
    body: bytes
    name: str = ""
    campaign: str = ""
    encoding: str = ""


def preview(*, viewer: Viewer, upload: Upload, today: date) -> Report:
    """What taking in this file would do, row by row; nothing is written."""
    require(viewer, Action.INTAKE)
    read = _read(viewer, upload)
    with unit.reading():
        known, campaign = _known(viewer, upload)
        steps = _plan(upload.kind, read, known, campaign, today)
    return _report(upload.kind, read, steps, known)


def take_in(
    *,
    viewer: Viewer,
    upload: Upload,
    at: datetime,
    today: date,
    good_only: bool = False,
    kept_as: str = "",
) -> Report:
    """Take in the file: all rows, or nothing, or on request the good ones.

    The same file again finds everything as it is and changes nothing.
    """
    require(viewer, Action.INTAKE)
    read = _read(viewer, upload)
    with unit.transaction():
        known, campaign = _known(viewer, upload)
        # Of two who take in the same rows at once, the second finds them there.
        unit.hold(_chain(viewer, campaign))
        steps = _plan(upload.kind, read, known, campaign, today)
        report = _report(upload.kind, read, steps, known, taken_in=True)
        if report.refusals and not good_only:
            raise RowsRefused(report)
        to_write = [step for step in steps if step.effect in TO_WRITE]
        if to_write:
            event = _record(viewer, upload, report, campaign, at)
            known.found_areas(event)
            _apply(event, upload.kind, to_write, known, campaign, today)
            if upload.kind in OF_CONFLICTS:
                freed = recheck(known.bureau_id, cause=event, on=today)
                report = replace(report, freed=freed)
        if kept_as:
            queries.mark_taken_in(kept_as, at=at)
    if to_write and upload.kind in OF_FILES:
        report = replace(report, arrived=_arrived(viewer, at, today))
    return report


def _arrived(viewer: Viewer, at: datetime, today: date) -> Arrived:
    """Closed files enter standing campaigns; what is refused there is tried again by
    the clock and does not undo the intake.
    """
    try:
        return arrivals.enter_everywhere(viewer=viewer, at=at, on=today)
    except RuleBroken:
        return NOTHING_ARRIVED


def _read(viewer: Viewer, upload: Upload) -> Any:
    """The file as records; read before any transaction is open."""
    items = None
    if upload.kind is IntakeKind.REVIEWS:
        with unit.reading():
            items = reviews.item_names(_known(viewer, upload)[1])
    return sheets.read(
        upload.body, kind=upload.kind, encoding=upload.encoding, items=items
    )


def _known(viewer: Viewer, upload: Upload) -> tuple[Known, Any]:
    bureau_id = viewer.bureau_id or 0
    if upload.kind is not IntakeKind.REVIEWS:
        return Known(bureau_id), None
    if not upload.campaign:
        raise CampaignNeeded
    campaign = campaign_queries.by_code(upload.campaign, bureau_id=bureau_id)
    if campaign is None:
        raise NotVisible
    require(viewer, Action.INTAKE, campaign_id=campaign.id)
    # They say who read what, and how; that is for whoever gives the files out.
    require(viewer, Action.ALLOCATE, campaign_id=campaign.id)
    return Known(bureau_id), campaign


def _plan(
    kind: IntakeKind, read: Any, known: Known, campaign: Any, today: date
) -> list[Step]:
    """One step for each row, in their order: a line's number may be that of several."""
    good = [row for row in read.rows if row.record is not None]
    rows = [(row.line, row.record) for row in good]
    planned = iter(_planned(kind, rows, known, campaign))
    steps = []
    for row in read.rows:
        if row.record is None:
            step = Step(row.line, row.label, Effect.REFUSED, remarks=row.refusals)
        else:
            step = next(planned)
            step.remarks += row.notes + _to_come(step, today)
        step.sheet, step.n_rows = read.sheet_of(row), len(row.lines)
        steps.append(step)
    return steps


def _to_come(step: Step, today: date) -> tuple[Remark, ...]:
    """A mistyped year takes a file out of its campaign without a word."""
    closed = getattr(step.record, "closed_on", None)
    if closed is None or closed <= today:
        return ()
    return (Remark(TO_COME, (("day", closed.isoformat()),)),)


def _planned(
    kind: IntakeKind, rows: Sequence[Any], known: Known, campaign: Any
) -> list[Step]:
    match kind:
        case IntakeKind.FIRMS:
            return firms.plan(rows, known)
        case IntakeKind.HANDLERS:
            return people.plan_handlers(rows, known)
        case IntakeKind.REVIEWERS:
            return people.plan_reviewers(rows, known)
        case IntakeKind.CASES:
            return case_files.plan(rows, known)
        case IntakeKind.REVIEWS:
            return reviews.plan(rows, campaign)
        case IntakeKind.DOCKET:
            return docket.plan(rows, known)
        case IntakeKind.OBJECTS:
            return objects.plan(rows, known)
        case _:
            return earlier.plan(rows, known)


def _apply(
    event: unit.Recorded,
    kind: IntakeKind,
    steps: Sequence[Step],
    known: Known,
    campaign: Any,
    today: date,
) -> None:
    match kind:
        case IntakeKind.FIRMS:
            firms.apply(event, steps, known)
        case IntakeKind.HANDLERS:
            people.apply_handlers(event, steps, known, today)
        case IntakeKind.REVIEWERS:
            people.apply_reviewers(event, steps, known, today)
        case IntakeKind.CASES:
            case_files.apply(event, steps, known)
        case IntakeKind.REVIEWS:
            reviews.apply(event, steps, campaign)
        case IntakeKind.DOCKET:
            docket.apply(event, steps, known)
        case IntakeKind.OBJECTS:
            objects.apply(event, steps, known)
        case _:
            earlier.apply(event, steps, known)


def _report(
    kind: IntakeKind,
    read: Any,
    steps: Sequence[Step],
    known: Known,
    *,
    taken_in: bool = False,
) -> Report:
    for step in steps:
        county = getattr(step.record, "county", "")
        step.differences = differences(kind, step.changes, known, county=county)
    return Report(
        kind=kind,
        counts=Counts.of_rows(steps),
        steps=tuple(steps),
        read=read,
        new_areas=tuple(known.new_areas),
        taken_in=taken_in,
    )


def _chain(viewer: Viewer, campaign: Any) -> str:
    return f"campaign:{campaign.id}" if campaign else f"bureau:{viewer.bureau_id}"


def _record(
    viewer: Viewer, upload: Upload, report: Report, campaign: Any, at: datetime
) -> unit.Recorded:
    counts = report.reviews or report.counts
    return unit.record(
        "taken_in",
        chain=_chain(viewer, campaign),
        actor=actor_of(viewer),
        at=at,
        payload={
            "kind": upload.kind.value,
            "created": counts.created,
            "changed": counts.changed,
        },
    )


def keep(*, viewer: Viewer, upload: Upload, at: datetime) -> str:
    """Keep an upload for its preview; what was looked at is what is taken in."""
    require(viewer, Action.INTAKE)
    with unit.transaction():
        queries.drop_old_files(before=at - KEPT_FOR)
        event = unit.record(
            "file_uploaded",
            chain=f"bureau:{viewer.bureau_id}",
            actor=actor_of(viewer),
            at=at,
            payload={"kind": upload.kind.value, "bytes": len(upload.body)},
        )
        file_id = unit.add(
            event,
            IntakeFile,
            user_id=viewer.user_id,
            kind=upload.kind.value,
            name=upload.name[:200],
            campaign=upload.campaign,
            encoding=upload.encoding,
            body=base64.b64encode(upload.body).decode("ascii"),
            created_at=at,
        )
        return queries.file_public_id(int(file_id))


def kept(*, viewer: Viewer, public_id: str) -> Upload:
    """An upload kept for its preview, for the person who brought it."""
    require(viewer, Action.INTAKE)
    with unit.reading():
        row = queries.kept_file(
            public_id, user_id=viewer.user_id or 0, kinds=list(IntakeKind)
        )
    if row is None:
        raise NotVisible
    if row.taken_in_at is not None:
        raise TakenInAlready
    return Upload(
        kind=IntakeKind(row.kind),
        body=base64.b64decode(row.body),
        name=row.name,
        campaign=row.campaign,
        encoding=row.encoding,
    )


def take_in_kept(
    *,
    viewer: Viewer,
    public_id: str,
    at: datetime,
    today: date,
    good_only: bool = False,
) -> Report:
    """Take in the very file that was looked at; a second click finds it done."""
    return take_in(
        viewer=viewer,
        upload=kept(viewer=viewer, public_id=public_id),
        at=at,
        today=today,
        good_only=good_only,
        kept_as=public_id,
    )


def kind_of(name: str) -> IntakeKind:
    """The kind a link names."""
    if name not in set(IntakeKind):
        raise NotVisible
    return IntakeKind(name)


def template(*, kind: IntakeKind) -> bytes:
    """An empty spreadsheet to fill in, with its instructions."""
    return sheets.template(kind)
