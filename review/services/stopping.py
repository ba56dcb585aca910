"""Stopping a reviewer who drifts, and listing what was read since to be read again.

The decision is recorded with its reason and the figures of the day; open files go back
at once by the way every leaving takes. Results stay as they are: whether a file's result
is replaced is decided file by file. The list names files and no reviewer, because once a
file is settled nobody sees who read it; and files of others are on it beside, because a
list of one reviewer's files would say it all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from review.domain.campaigns import of_institutions
from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.policy import Action, Viewer
from review.domain.rereading import beside, check_days
from review.files.tables import Column, Table
from review.numerics.drift import Drift
from review.services.accounts import actor_of
from review.services.membership import end_place
from review.services.object_columns import columns_of
from review.services.openings import note_export
from review.services.readers import Say, kind_words, stage_words, written
from review.services.reviewer_figures import drift_of
from review.services.sampling import campaign_of
from review.store import unit
from review.store.models import Reread, Stop
from review.store.queries import membership
from review.store.queries import stopping as queries

MOST_REASON = 200
ASKED = "stop_asked"
A_DAY, A_YEAR = timedelta(days=1), timedelta(days=365)
# Stored as the reason of what is taken back; the page shows it in its language.
STOPPED = N_("The bureau has stopped this reviewer's work in the campaign.")


class NoReason(RuleBroken):
    sentence = N_("Give a reason of at most %(most)s characters.")


class DayAhead(RuleBroken):
    sentence = N_("Files can be read again from a day already past.")


@dataclass(frozen=True, slots=True)
class Stopping:
    """What stopping somebody would do; nothing has been written."""

    campaign: str
    code: str
    name: str
    number: str
    n_open: int
    drift: Drift | None
    drift_since: datetime | None
    n_unsettled: int
    n_settled: int
    """Files read since the day asked about, by whether they have a result."""
    n_beside: int = 0
    """Files of others that are listed with them."""

    @property
    def n_again(self) -> int:
        return self.n_unsettled + self.n_settled


@dataclass(frozen=True, slots=True)
class Decision:
    """A stop that was decided."""

    name: str
    number: str
    reason: str
    drift: Drift | None
    again_from: datetime | None
    stopped_at: datetime
    n_again: int


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file to be read again."""

    public_id: str
    case_no: str
    stage: str
    volume_set: str
    kind: str
    is_settled: bool


@dataclass(frozen=True, slots=True)
class Stops:
    campaign: str
    code: str
    of_institutions: bool
    decisions: tuple[Decision, ...]
    files: tuple[FileLine, ...]


def preview(
    *, viewer: Viewer, code: str, number: str, since: datetime | None, at: datetime
) -> Stopping:
    """Count and consequence, before anything is decided.

    From which day it is counted is kept, and few days are answered.
    """
    with unit.reading():
        campaign, row = _place(viewer, code, number)
        _, begins = drift_of(campaign, row.code)
    if since and _is_question(since, begins):
        with unit.transaction():
            campaign, row = _place(viewer, code, number)
            _note(viewer, campaign, row, since, at)
    with unit.reading():
        campaign, row = _place(viewer, code, number)
        n_open = len(membership.open_reads_of(row.code))
        drift, drift_since = drift_of(campaign, row.code)
        again = _own_since(row.code, since)
        n_beside = len(_beside(campaign, again, since))
    n_settled = sum(again.values())
    return Stopping(
        campaign=campaign.name,
        code=campaign.code,
        name=row.name,
        number=row.number,
        n_open=n_open,
        drift=drift,
        drift_since=drift_since,
        n_unsettled=len(again) - n_settled,
        n_settled=n_settled,
        n_beside=n_beside,
    )


def _is_question(since: datetime, begins: datetime | None) -> bool:
    """The day on which the drift begins is none: the figures tell it themselves."""
    return begins is None or not since <= begins < since + A_DAY


def _note(
    viewer: Viewer, campaign: Any, row: Any, since: datetime, at: datetime
) -> None:
    """Keep from which day it is counted; joins the caller."""
    chain, day = f"campaign:{campaign.id}", since.astimezone(UTC).isoformat()
    unit.hold(chain)
    asked = queries.days_asked(chain, ASKED, row.person_id, at - A_YEAR)
    check_days(asked, day)
    if day not in asked:
        unit.record(
            ASKED,
            chain=chain,
            actor=actor_of(viewer),
            at=at,
            targets=[("campaign", campaign.id), ("person", row.person_id)],
            payload={"since": day},
        )


def _own_since(code: str, since: datetime | None) -> dict[int, bool]:
    files = queries.read_since(code, since) if since else ()
    return {each.id: bool(each.is_settled) for each in files}


def _beside(campaign: Any, own: dict[int, bool], since: datetime | None) -> list[int]:
    others = queries.reviewed_since(campaign.id, since) if since and own else {}
    return beside(own, others, secret=campaign.secret_key)


def _place(viewer: Viewer, code: str, number: str) -> tuple[Any, Any]:
    """The campaign and the place of somebody who is in it now."""
    campaign = campaign_of(viewer, code, Action.ALLOCATE)
    row = membership.member(campaign.id, number, bureau_id=campaign.bureau_id)
    if row is None or row.place_id is None or row.ended_at is not None:
        raise NotVisible
    return campaign, row


def stop(
    *,
    viewer: Viewer,
    code: str,
    number: str,
    reason: str,
    since: datetime | None,
    at: datetime,
) -> None:
    """Decide it: one event for the stop, what it takes back, and the list."""
    reason = reason.strip()
    if not 0 < len(reason) <= MOST_REASON:
        raise NoReason(most=MOST_REASON)
    if since is not None and since > at:
        raise DayAhead
    with unit.reading():
        campaign, row = _place(viewer, code, number)
        drift, begins = drift_of(campaign, row.code)
    with unit.transaction():
        campaign, row = _place(viewer, code, number)
        if since and _is_question(since, begins):
            _note(viewer, campaign, row, since, at)
        event = unit.record(
            "reviewer_stopped",
            chain=f"campaign:{campaign.id}",
            actor=actor_of(viewer),
            at=at,
            targets=[("campaign", campaign.id), ("person", row.person_id)],
        )
        end_place(event, row, STOPPED, at=at)
        facts = {"reason": reason, "figures": _as_data(drift), "again_from": since}
        place = {"bureau_id": campaign.bureau_id, "campaign_id": campaign.id}
        whose = {"reviewer_code": row.code, "stopped_at": at}
        stop_id = unit.add(event, Stop, **place, **whose, **facts)
        _list(event, campaign, int(stop_id), row.code, since)


def _list(
    event: unit.Recorded, campaign: Any, stop_id: int, code: str, since: datetime | None
) -> None:
    own = _own_since(code, since)
    files = sorted([*own, *_beside(campaign, own, since)])
    place = {"bureau_id": campaign.bureau_id, "stop_id": stop_id}
    if files:
        rows = [{**place, "campaign_case_id": each} for each in files]
        unit.add_all(event, Reread, rows)


def _as_data(drift: Drift | None) -> dict[str, Any] | None:
    """As text, because a t without any variance is no number of JSON."""
    if drift is None:
        return None
    return {name: str(getattr(drift, name)) for name in Drift.__dataclass_fields__}


def _drift_from(data: dict[str, str] | None) -> Drift | None:
    if data is None:
        return None
    whole = {name: int(data[name]) for name in ("n", "since")}
    exact = {name: float(value) for name, value in data.items() if name not in whole}
    return Drift(**whole, **exact)


def stops(*, viewer: Viewer, code: str) -> Stops:
    """What was decided in a campaign, and the files to read again."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        decided = queries.stops(campaign.id)
        files = queries.rereads(campaign.id)
    return Stops(
        campaign=campaign.name,
        code=campaign.code,
        of_institutions=of_institutions(campaign.rules),
        decisions=tuple(_decision(row) for row in decided),
        files=tuple(_file(row) for row in files),
    )


def _decision(row: Any) -> Decision:
    return Decision(
        name=row.name,
        number=row.number or "",
        reason=row.reason,
        drift=_drift_from(row.figures),
        again_from=row.again_from,
        stopped_at=row.stopped_at,
        n_again=row.n_again,
    )


def _file(row: Any) -> FileLine:
    return FileLine(
        public_id=row.public_id,
        case_no=row.case_no,
        stage=row.stage,
        volume_set=row.volume_set,
        kind=row.kind,
        is_settled=bool(row.is_settled),
    )


def export(
    *, viewer: Viewer, code: str, file_format: str, at: datetime, say: Say
) -> bytes:
    """The files to read again, such as for naming them in a campaign of their own."""
    found = stops(viewer=viewer, code=code)
    note_export(viewer, f"rereads:{code}", at)
    named = {"of_institutions": found.of_institutions}
    columns = columns_of(_columns(say), **named)
    table = Table(say(N_("Files to read again")), columns, found.files)
    return written(table, file_format)


def _columns(say: Say) -> tuple[Column[FileLine], ...]:
    return (
        Column[FileLine]("case_no", say(N_("Case number"))),
        Column[FileLine]("stage", say(N_("Stage")), of=lambda r: say(stage_words(r))),
        Column[FileLine]("volume_set", say(N_("Volume set"))),
        Column[FileLine]("kind", say(N_("Case kind")), of=lambda r: say(kind_words(r))),
        Column[FileLine](
            "is_settled",
            say(N_("Settled")),
            of=lambda r: say(N_("Yes")) if r.is_settled else "",
        ),
    )
