"""Handing a year to the bar association, and what the association decides.

Until a year is supplied nobody outside the bureau knows of it. The association decides
on one person or firm at a time, always with a reason; a later decision names the one
it takes the place of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from review.domain.assessment_decisions import check_decision, choices
from review.domain.errors import N_, NotVisible, RuleBroken, StaleVersion
from review.domain.policy import Action, Viewer, require
from review.domain.schemes import Text
from review.services.accounts import actor_of
from review.services.assessment import lines
from review.services.assessment.compiling import CompiledMeanwhile
from review.services.assessment.sheets import Sheet
from review.services.assessment.sheets import sheet as sheet_of
from review.store import unit
from review.store.audience import OUTSIDE
from review.store.models import AssessmentDecision, AssessmentSupplied, StoredText
from review.store.queries import assessment as sources
from review.store.queries import assessment_views as queries
from review.store.queries import idempotency
from review.store.queries.assessment_views import Reach


class NothingToSupply(RuleBroken):
    sentence = N_("Nothing has been compiled for %(year)s yet.")


class AlreadySupplied(RuleBroken):
    sentence = N_("%(year)s has been supplied already.")


class ProposalReplaced(StaleVersion):
    """The proposal that was looked at is no longer the present one."""

    sentence = N_(
        "The bureau has replaced this proposal in the meantime. Nothing was decided; "
        "look at the new one first."
    )


class DecidedMeanwhile(StaleVersion):
    sentence = N_(
        "Somebody else decided on this in the meantime. Nothing was written; look at "
        "that decision first."
    )


@dataclass(frozen=True, slots=True)
class Supplied:
    """What was handed over."""

    year: int
    n_handlers: int
    n_firms: int
    supplied_at: datetime


def supply(*, viewer: Viewer, year: int, at: datetime) -> Supplied:
    """Hand the year to the bar association, once.

    From then on the association, the lawyers and the heads of firms see it, later
    corrections too.
    """
    require(viewer, Action.ASSESSMENT_COMPILE)
    bureau_id = viewer.bureau_id or 0
    rule = AlreadySupplied(year=year)
    with unit.refusing({"assessments_supplied": rule}), unit.transaction():
        if queries.supplied_at(bureau_id, year) is not None:
            raise rule
        rows = sources.current(bureau_id, year)
        if not rows:
            raise NothingToSupply(year=year)
        event = _hand_over(viewer, year, rows, at)
        unit.add(
            event, AssessmentSupplied, bureau_id=bureau_id, year=year, supplied_at=at
        )
    n_firms = sum(row.subject_kind == "firm" for row in rows)
    return Supplied(year, len(rows) - n_firms, n_firms, at)


def _hand_over(
    viewer: Viewer, year: int, rows: Sequence[Any], at: datetime
) -> unit.Recorded:
    """The event, which holds the bureau's chain; nobody compiled before it did."""
    bureau_id = viewer.bureau_id or 0
    event = unit.record(
        "assessments_supplied",
        chain=f"bureau:{bureau_id}",
        actor=actor_of(viewer),
        at=at,
        targets=[("bureau", bureau_id)],
        payload={
            "year": year,
            "n": len(rows),
            "digest": unit.digest_of(sorted(row.digest for row in rows)),
        },
    )
    if {row.id for row in sources.current(bureau_id, year)} != {r.id for r in rows}:
        raise CompiledMeanwhile
    return event


def decide(
    *,
    viewer: Viewer,
    public_id: str,
    decision: str,
    reason: str,
    at: datetime,
    key: str,
    former: str = "",
) -> Sheet:
    """Decide on one proposal; the same request again changes nothing.

    `former` is the decision that was there when the viewer looked: whoever did not see
    it does not replace it.
    """
    require(viewer, Action.ASSESSMENT_DECIDE)
    asked = unit.digest_of([public_id, decision, reason.strip(), former])
    actor = actor_of(viewer)
    with unit.transaction(OUTSIDE):
        if idempotency.answered_before(key, actor.name, asked) is None:
            row = queries.sheet(Reach(viewer.bureau_id or 0), public_id)
            if row is None:
                raise NotVisible
            allowed = choices(lines.titles_of(row.body).items())
            kept = check_decision(decision, reason, allowed)
            event = _record(viewer, row, decision, at)
            replaces_id = _replaced(viewer, row, public_id, former)
            title = allowed[decision]
            _store(event, viewer, row, replaces_id, decision, title, kept)
            answer = {"assessment": public_id}
            idempotency.promise(key, actor.name, asked, answer, at=at)
    return sheet_of(viewer=viewer, public_id=public_id)


def _record(viewer: Viewer, row: Any, decision: str, at: datetime) -> unit.Recorded:
    return unit.record(
        "assessment_decided",
        chain=f"bureau:{viewer.bureau_id}",
        actor=actor_of(viewer),
        at=at,
        targets=[("assessment", row.id)],
        payload={"year": row.year, "decision": decision, "proposal": row.digest},
    )


def _replaced(viewer: Viewer, row: Any, public_id: str, former: str) -> int | None:
    """The decision this one takes the place of.

    Looked up after the event, which holds the bureau's chain: nobody compiles or
    decides in between.
    """
    bureau_id = viewer.bureau_id or 0
    now = queries.sheet(Reach(bureau_id), public_id)
    if now is None or now.replaced_by is not None:
        raise ProposalReplaced
    subject = (row.year, row.subject_kind, row.subject_id)
    latest = next(iter(queries.decisions(bureau_id, [subject])), None)
    if (latest.public_id if latest else "") != former:
        raise DecidedMeanwhile
    return latest.id if latest else None


def _store(
    event: unit.Recorded,
    viewer: Viewer,
    row: Any,
    replaces_id: int | None,
    decision: str,
    title: Text,
    reason: str,
) -> None:
    tenant: Mapping[str, Any] = {"bureau_id": viewer.bureau_id}
    reason_id = unit.add(
        event, StoredText, kind="assessment_reason", body=reason, **tenant
    )
    unit.add(
        event,
        AssessmentDecision,
        assessment_id=row.id,
        year=row.year,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        replaces_id=replaces_id,
        decision=decision,
        title={"zh": title.zh, "en": title.en},
        reason_id=reason_id,
        decided_by=viewer.user_id,
        decided_at=event.at,
        **tenant,
    )
