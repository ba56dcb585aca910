"""Changed rules become a new version: proposed by one person, adopted by another.

A campaign keeps the version it was opened with; only campaigns opened afterwards find the
new one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from review.domain.adoption import (
    Decision,
    Office,
    Part,
    Standing,
    check_changed_here,
    check_decision,
    decided_in,
    part_of,
    waits_for,
)
from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.notices import Line, NoticeKind
from review.domain.policy import Action, Viewer, require
from review.domain.replay_figures import Fate, Tally
from review.domain.scheme_differences import Difference, differences
from review.domain.schemes import Scheme, Text
from review.files import schemes as files
from review.services import replay, schemes
from review.services.accounts import actor_of
from review.services.notices import tell_office
from review.services.replay import TrialView
from review.store import unit
from review.store.models import SchemeDecision, SchemeProposal, SchemeTrial
from review.store.queries import adoption as queries
from review.store.queries import issues
from review.store.queries import replay as trials

MOST_REASON = 200


class ReasonNeeded(RuleBroken):
    sentence = N_("Give a reason of at most %(most)s characters.")


class AlreadyProposed(RuleBroken):
    sentence = N_("This copy has been proposed already.")


class AlreadyDecided(RuleBroken):
    sentence = N_("This proposal has been decided already.")


class NothingChanged(RuleBroken):
    sentence = N_(
        "The copy says what a loaded version says; there is nothing to adopt."
    )


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A proposed change in the list; `part` is what the viewer is to it."""

    public_id: str
    bureau: str
    is_own: bool
    title: Text
    code: str
    base_version: str
    version: str
    reason: str
    proposer: str
    proposed_at: datetime
    part: Part
    decision: Decision | None
    decider: str
    decided_at: datetime | None
    decision_reason: str
    figures: Mapping[str, Any]

    @property
    def is_open(self) -> bool:
        return self.decision is None

    @property
    def is_tried(self) -> bool:
        """Whether there are figures; a file may be proposed without."""
        return bool(self.figures["campaigns"])

    @property
    def is_for_viewer(self) -> bool:
        return self.is_open and self.part.may_decide


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A proposal with what it changes; the trial only for those of the same bureau."""

    line: ProposalLine
    old: Scheme
    new: Scheme
    differences: tuple[Difference, ...]
    waits: str
    trial: str
    base_id: str
    adopted_id: str
    in_proportion: bool

    @property
    def is_own_proposal(self) -> bool:
        return self.line.part is Part.PROPOSER


@dataclass(frozen=True, slots=True)
class AdoptedBy:
    """Whose two hands a version went through."""

    proposal: str
    proposer: str
    decider: str
    decided_at: datetime


def propose(*, viewer: Viewer, trial: str, reason: str, at: datetime) -> str:
    """Ask for a tried copy to become the next version; gives the proposal's address."""
    require(viewer, Action.RULES_CHANGE)
    if viewer.user_id is None:
        raise NotVisible
    found = replay.view(viewer=viewer, public_id=trial)
    reason = _reason(reason)
    _check_change(viewer, found.old, files.load(found.text))
    with unit.refusing({"scheme_proposals": AlreadyProposed()}), unit.transaction():
        trial_id = trials.id_of(trial, viewer.bureau_id or 0)
        event = _proposed(viewer, found.old, found.new, at)
        return _add(viewer, event, trial_id, reason, _figures(found))


def propose_file(*, viewer: Viewer, text: str, reason: str, at: datetime) -> str:
    """Ask for a changed file to become the next version without trying it on anything.

    It changes the version that was loaded last.
    """
    require(viewer, Action.RULES_CHANGE)
    if viewer.user_id is None:
        raise NotVisible
    new, reason = files.load(text), _reason(reason)
    base = schemes.named(viewer=viewer, name=new.code)
    old = schemes.parsed(base.id, base.digest)
    _check_change(viewer, old, new)
    with unit.transaction():
        event = _proposed(viewer, old, new, at)
        trial_id = unit.add(
            event,
            SchemeTrial,
            bureau_id=viewer.bureau_id,
            scheme_id=base.id,
            text=text,
            digest=new.digest,
            campaign_ids=[],
            in_proportion=False,
            tried_at=at,
        )
        return _add(viewer, event, int(trial_id), reason, UNTRIED)


def _check_change(viewer: Viewer, old: Scheme, new: Scheme) -> None:
    """Something of the bureau's own changes, into a version that is not there yet."""
    schemes.check_is_ours(viewer=viewer, code=old.code)
    schemes.check_is_new(viewer=viewer, scheme=new)
    if old.digest == new.digest:
        raise NothingChanged


def _proposed(viewer: Viewer, old: Scheme, new: Scheme, at: datetime) -> unit.Recorded:
    said = {"scheme": old.digest, "changed": new.digest}
    return _event(viewer, "scheme_change_proposed", viewer.bureau_id, at, said)


def _add(
    viewer: Viewer,
    event: unit.Recorded,
    trial_id: int,
    reason: str,
    figures: Mapping[str, Any],
) -> str:
    unit.add(
        event,
        SchemeProposal,
        bureau_id=viewer.bureau_id,
        trial_id=trial_id,
        reason=reason,
        figures=figures,
        user_id=viewer.user_id,
        proposed_at=event.at,
    )
    public_id = str(queries.of_trial(trial_id))
    _tell_deciders(viewer, event, public_id)
    return public_id


def _tell_deciders(viewer: Viewer, event: unit.Recorded, public_id: str) -> None:
    """Whoever may adopt it is told that something waits; the proposer knows."""
    today = event.at.date()
    row = queries.proposal(public_id, bureau_id=viewer.bureau_id or 0, on=today)
    assert row is not None
    bureau_id = decided_in(_office(row))
    if bureau_id is not None:
        people = [
            user_id
            for user_id in queries.officers(bureau_id, today)
            if user_id != viewer.user_id
        ]
        of = {"bureau_id": bureau_id, "people": people}
        tell_office(event, NoticeKind.TO_ADOPT, Line(row.code, 0), **of)


def _reason(reason: str) -> str:
    said = " ".join(reason.split())
    if not 0 < len(said) <= MOST_REASON:
        raise ReasonNeeded(most=MOST_REASON)
    return said


def _event(
    viewer: Viewer, kind: str, bureau_id: int | None, at: datetime, said: Any
) -> unit.Recorded:
    """On the chain of the bureau whose rules they are, whoever decides."""
    return unit.record(
        kind,
        chain=f"bureau:{bureau_id}",
        actor=actor_of(viewer),
        at=at,
        payload=said,
    )


def _figures(found: TrialView) -> dict[str, Any]:
    """What whoever decides goes by: frozen, because a trial is counted anew each time."""
    return {
        "campaigns": [each.name for each in found.campaigns],
        **found.total.to_json(),
        "open": found.fates[Fate.OPEN],
        "unfit": found.fates[Fate.UNFIT],
        "moves": [[old, new, n] for (old, new), n in found.table.items()],
    }


UNTRIED: Mapping[str, Any] = {
    "campaigns": [],
    **Tally().to_json(),
    "open": 0,
    "unfit": 0,
    "moves": [],
}


def of_trial(*, viewer: Viewer, trial: str) -> str:
    """The proposal that was made of a trial; nothing if none was."""
    require(viewer, Action.RULES_CHANGE)
    with unit.reading():
        return queries.of_trial(trials.id_of(trial, viewer.bureau_id or 0)) or ""


def listing(*, viewer: Viewer, on: date) -> tuple[ProposalLine, ...]:
    """The bureau's proposals, and those of bureaus below that wait for this one."""
    require(viewer, Action.RULES_CHANGE)
    with unit.reading():
        rows = queries.listing(bureau_id=viewer.bureau_id or 0, on=on)
    return tuple(filter(_is_seen, (_line(viewer, row) for row in rows)))


def view(*, viewer: Viewer, public_id: str, on: date) -> ProposalView:
    """One proposal with everything whoever decides has to know."""
    require(viewer, Action.RULES_CHANGE)
    with unit.reading():
        row = _row(viewer, public_id, on)
        old = schemes.parsed(row.scheme_id, row.base_digest)
    line, new = _line(viewer, row), files.restore(row.text, row.digest)
    return ProposalView(
        line=line,
        old=old,
        new=new,
        differences=differences(old, new),
        waits=waits_for(_office(row)),
        trial=row.trial if line.is_own and line.is_tried else "",
        base_id=row.base_id if line.is_own else "",
        adopted_id=row.adopted_id or "" if line.is_own else "",
        in_proportion=row.in_proportion,
    )


def _row(viewer: Viewer, public_id: str, on: date) -> Any:
    row = queries.proposal(public_id, bureau_id=viewer.bureau_id or 0, on=on)
    if row is None or not _is_seen(_line(viewer, row)):
        raise NotVisible
    return row


def _is_seen(line: ProposalLine) -> bool:
    """Of a bureau below only what it cannot decide alone."""
    return line.is_own or line.part is Part.SUPERIOR


def _office(row: Any) -> Office:
    return Office(row.bureau_id, row.n_officers, row.superior_id)


def _line(viewer: Viewer, row: Any) -> ProposalLine:
    part = part_of(
        _office(row),
        proposer=row.user_id,
        user_id=viewer.user_id,
        bureau_id=viewer.bureau_id,
    )
    return ProposalLine(
        public_id=row.public_id,
        bureau=row.bureau,
        is_own=row.bureau_id == viewer.bureau_id,
        title=Text(row.title["zh"], row.title.get("en", "")),
        code=row.code,
        base_version=row.base_version,
        version=files.restore(row.text, row.digest).version,
        reason=row.reason,
        proposer=row.proposer,
        proposed_at=row.proposed_at,
        part=part,
        decision=Decision(row.decision) if row.decision else None,
        decider=row.decider or "",
        decided_at=row.decided_at,
        decision_reason=row.decision_reason or "",
        figures=row.figures,
    )


def decide(
    *,
    viewer: Viewer,
    public_id: str,
    decision: Decision,
    reason: str,
    at: datetime,
    on: date,
) -> None:
    """Adopt, refuse or withdraw; adopting loads the new version for its bureau."""
    require(viewer, Action.RULES_CHANGE)
    reason = " ".join(reason.split())[:MOST_REASON]
    if decision is Decision.REFUSED:
        reason = _reason(reason)
    with unit.reading():
        row = _row(viewer, public_id, on)
    check_decision(_line(viewer, row).part, decision)
    if row.decision is not None:
        raise AlreadyDecided
    refusals = {
        "scheme_decisions": AlreadyDecided(),
        "schemes": schemes.VersionTaken(code=row.code, version=""),
    }
    with unit.refusing(refusals), unit.transaction():
        _store(viewer, row, decision, reason, at)


def _store(
    viewer: Viewer, row: Any, decision: Decision, reason: str, at: datetime
) -> None:
    said = {"proposal": row.public_id, "decision": decision.value, "digest": row.digest}
    event = _event(viewer, "scheme_change_decided", row.bureau_id, at, said)
    scheme_id = None
    if decision is Decision.ADOPTED:
        # It may have been issued from above since it was proposed.
        issuer = issues.issuer_of(row.bureau_id, row.code)
        check_changed_here(row.code, Standing(issuer=issuer))
        scheme_id = schemes.store(event, row.bureau_id, row.text, at)
    unit.add(
        event,
        SchemeDecision,
        bureau_id=row.bureau_id,
        proposal_id=row.id,
        proposer_id=row.user_id,
        decision=decision.value,
        reason=reason,
        scheme_id=scheme_id,
        user_id=viewer.user_id,
        decided_at=at,
    )
    if decision is not Decision.WITHDRAWN:
        of = {"bureau_id": row.bureau_id, "people": [row.user_id]}
        tell_office(event, NoticeKind.DECIDED, Line(row.code, 0), **of)


def adopted_by(*, viewer: Viewer, scheme_id: str) -> AdoptedBy | None:
    """Who proposed and who adopted a version; None for one that was loaded."""
    require(viewer, Action.RULES_CHANGE)
    with unit.reading():
        row = queries.adopted_as(scheme_id, viewer.bureau_id or 0)
    if row is None:
        return None
    return AdoptedBy(row.public_id, row.proposer, row.decider, row.decided_at)
