"""Conflicts of interest that the bureau learns of: declared, with what follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from review.domain.campaigns import of_institutions
from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.notices import NoticeKind
from review.domain.policy import Action, Viewer
from review.services.accounts import actor_of
from review.services.allocating import DECLARED
from review.services.notices import tell_moved
from review.services.people_lists import States
from review.services.recusal import Freed, refill_all
from review.services.relations import note_declared
from review.services.sampling import campaign_of
from review.services.unheld import settle_unheld
from review.store import unit
from review.store.models import DeclaredConflict, Read, StoredText
from review.store.queries import conflicts as queries
from review.store.queries.candidates import campaign as campaign_by_id

MOST_REASON = 200


class NoReason(RuleBroken):
    sentence = N_(
        "Say in at most %(most)s characters why the conflict no longer holds."
    )


class Against(StrEnum):
    """Whose files the reviewer must not read."""

    FIRM = "firm"
    HANDLER = "handler"

    @property
    def words(self) -> str:
        return AGAINST_WORDS[self]


AGAINST_WORDS = {Against.FIRM: N_("Firm"), Against.HANDLER: N_("Handler")}


@dataclass(frozen=True, slots=True)
class Party:
    """A firm or a handler a reviewer may have a conflict with."""

    against: Against
    public_id: str
    name: str
    note: str = ""
    sound: str = ""


class Side(NamedTuple):
    """A reviewer of the campaign, or whom a conflict is with, as one is searched for."""

    name: str
    sound: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """A declared conflict of a reviewer of the campaign; `public_id` is the party's."""

    reviewer: str
    number: str
    against: Against
    public_id: str
    name: str
    sides: tuple[Side, ...] = ()
    """The reviewer and the party, by either of whom it is found."""


CONFLICT_STATES: States[ConflictLine] = {
    "firm": lambda line: line.against is Against.FIRM,
    "handler": lambda line: line.against is Against.HANDLER,
}


@dataclass(frozen=True, slots=True)
class Conflicts:
    """What is declared, and what the form offers; every list by pinyin."""

    campaign: str
    code: str
    lines: tuple[ConflictLine, ...]
    reviewers: tuple[Side, ...]
    parties: tuple[Party, ...]
    of_institutions: bool = False


@dataclass(frozen=True, slots=True)
class Consequence:
    """What declaring takes back, and what stays because it is submitted."""

    reviewer: str
    number: str
    party: Party
    is_known: bool
    n_open: int
    n_submitted: int
    n_refilled: int = 0
    """For how many of them another reviewer was found at once."""


def listing(*, viewer: Viewer, code: str) -> Conflicts:
    """The conflicts in force of the campaign's reviewers, declared by or for them."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        declared = queries.declared(campaign.id)
        reviewers = queries.reviewers(campaign.id)
        firms = queries.firms(campaign.bureau_id)
        handlers = queries.handlers(campaign.bureau_id)
    return Conflicts(
        campaign=campaign.name,
        code=campaign.code,
        lines=tuple(_line(row) for row in declared),
        reviewers=tuple(Side(row.name, row.sound, row.number) for row in reviewers),
        parties=(
            *_firms(firms),
            *(
                Party(
                    Against.HANDLER, row.public_id, row.name, row.licence_no, row.sound
                )
                for row in handlers
            ),
        ),
        of_institutions=of_institutions(campaign.rules),
    )


def _firms(rows: Sequence[Any]) -> Iterator[Party]:
    """Those of one name are told apart by their codes."""
    n_named = Counter(row.name for row in rows)
    for row in rows:
        note = row.code if n_named[row.name] > 1 else ""
        yield Party(Against.FIRM, row.public_id, row.name, note, row.sound)


def _line(row: Any) -> ConflictLine:
    against = Against.FIRM if row.firm is not None else Against.HANDLER
    return ConflictLine(
        reviewer=row.reviewer,
        number=row.number,
        against=against,
        public_id=row.public_id,
        name=row.firm or row.handler,
        sides=(
            Side(row.reviewer, row.sound, row.number),
            Side(row.firm or row.handler, row.party_sound),
        ),
    )


def line(
    *, viewer: Viewer, code: str, number: str, against: Against, public_id: str
) -> ConflictLine:
    """One declared conflict in force; one withdrawn already is not there."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        found = _found(campaign, number, against, public_id)
    if not found.is_known:
        raise NotVisible
    reviewer = found.reviewer
    return ConflictLine(
        reviewer.name, reviewer.number, against, public_id, found.party.name
    )


def consequence(
    *, viewer: Viewer, code: str, number: str, against: Against, public_id: str
) -> Consequence:
    """What declaring this conflict would do; nothing is written."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        return _consequence(_found(campaign, number, against, public_id))


def declare(
    *,
    viewer: Viewer,
    code: str,
    number: str,
    against: Against,
    public_id: str,
    at: datetime,
    on: date | None = None,
) -> Consequence:
    """Declare it, take the open reads concerned back and give them to others at once.

    A submitted review stays: what becomes of it is decided afterwards. Declaring the
    same again changes nothing.
    """
    freed = Freed()
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        case = _found(campaign, number, against, public_id)
        if not case.is_known:
            freed = _declare(viewer, campaign, case, at, on or at.date())
        return replace(_consequence(case), n_refilled=freed.n_refilled)


def withdraw(
    *,
    viewer: Viewer,
    code: str,
    number: str,
    against: Against,
    public_id: str,
    reason: str,
    at: datetime,
) -> None:
    """Take back a conflict declared by mistake; withdrawing it twice changes nothing.

    Files taken back for it stay where they are now. With the next allocation the
    reviewer may get files of the firm or handler again.
    """
    reason = reason.strip()
    if not 0 < len(reason) <= MOST_REASON:
        raise NoReason(most=MOST_REASON)
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        found = _found(campaign, number, against, public_id)
        if not found.declared:
            raise NotVisible
        if found.is_known:
            _withdraw(viewer, campaign, found, reason, at)


@dataclass(frozen=True, slots=True)
class _Found:
    reviewer: Any
    party: Party
    target: dict[str, int]
    declared: list[Any]
    """Every declaration between the two, withdrawn or not."""
    reads: list[Any]

    @property
    def is_known(self) -> bool:
        return any(row.is_in_force for row in self.declared)

    @property
    def objects(self) -> list[tuple[str, int]]:
        """What an event is about: the reviewer, and the firm or the handler."""
        kind = "firm" if "firm_id" in self.target else "person"
        others = ((kind, other_id) for other_id in self.target.values())
        return [("person", self.reviewer.person_id), *others]


def _found(campaign: Any, number: str, against: Against, public_id: str) -> _Found:
    """The reviewer, the other side, and the reads that bring them together."""
    people = queries.reviewers(campaign.id)
    reviewer = next((row for row in people if row.number == number), None)
    find = queries.firm if against is Against.FIRM else queries.handler
    other = find(public_id, bureau_id=campaign.bureau_id)
    if reviewer is None or other is None:
        raise NotVisible
    column = "firm_id" if against is Against.FIRM else "other_person_id"
    return _Found(
        reviewer=reviewer,
        party=Party(against, public_id, other.name),
        target={column: other.id},
        declared=list(queries.between(reviewer.person_id, **{column: other.id})),
        reads=list(queries.reads_against(reviewer.person_id, **{column: other.id})),
    )


def _consequence(found: _Found) -> Consequence:
    submitted = [read for read in found.reads if read.submission_id is not None]
    return Consequence(
        reviewer=found.reviewer.name,
        number=found.reviewer.number,
        party=found.party,
        is_known=found.is_known,
        n_open=len(found.reads) - len(submitted),
        n_submitted=len(submitted),
    )


def _declare(
    viewer: Viewer, campaign: Any, found: _Found, at: datetime, on: date
) -> Freed:
    event = unit.record(
        "conflict_declared",
        chain=f"bureau:{campaign.bureau_id}",
        actor=actor_of(viewer),
        at=at,
        targets=[("campaign", campaign.id), *found.objects],
        payload={"against": found.party.against},
    )
    unit.add(
        event,
        DeclaredConflict,
        bureau_id=campaign.bureau_id,
        person_id=found.reviewer.person_id,
        **found.target,
    )
    own = {"actor": actor_of(viewer), "cause": event, "on": on}
    return take_back(found.reviewer.person_id, found.target, **own)


def take_back(
    person_id: int,
    target: Mapping[str, int],
    *,
    actor: unit.Actor,
    cause: unit.Recorded,
    on: date,
    tells: bool = True,
) -> Freed:
    """End the open reads that a conflict just declared forbids, in every campaign.

    Others get them at once; who did not declare it is told. Joins the caller.
    """
    freed: list[tuple[int, int]] = []
    ended: list[int] = []
    for campaign_id in _open_reads(person_id, target):
        # Looked at again behind the chain's lock: a submission may have come meanwhile.
        unit.hold(f"campaign:{campaign_id}")
        rows = _open_reads(person_id, target).get(campaign_id, [])
        if not rows:
            continue
        _end(campaign_id, rows, actor=actor, cause=cause, tells=tells)
        freed += [(campaign_id, row.campaign_case_id) for row in rows]
        ended += [row.id for row in rows]
    note_declared(person_id, target, cause=cause)
    found = Freed(len(freed), refill_all(freed, cause=cause, on=on))
    settle_unheld(ended, cause=cause)
    return found


def _end(
    campaign_id: int,
    rows: Sequence[Any],
    *,
    actor: unit.Actor,
    cause: unit.Recorded,
    tells: bool,
) -> None:
    event = unit.record(
        "reads_withdrawn",
        chain=f"campaign:{campaign_id}",
        actor=actor,
        at=cause.at,
        targets=[("campaign", campaign_id)],
        payload={"n": len(rows)},
        cause=cause,
    )
    ids = [row.id for row in rows]
    change = {"ended_at": cause.at, "ended_reason": DECLARED}
    unit.change(event, Read, {"id": ids}, **change)
    if tells:
        tell_moved(event, campaign_by_id(campaign_id), NoticeKind.TAKEN, ids)


def _open_reads(person_id: int, target: Mapping[str, int]) -> dict[int, list[Any]]:
    """By campaign, what is not submitted."""
    found: dict[int, list[Any]] = {}
    for read in queries.reads_against(person_id, **target):
        if not read.submission_id:
            found.setdefault(read.campaign_id, []).append(read)
    return found


def n_open(person_id: int, target: Mapping[str, int]) -> int:
    """How many files declaring would take back."""
    return sum(map(len, _open_reads(person_id, target).values()))


def _withdraw(
    viewer: Viewer, campaign: Any, found: _Found, reason: str, at: datetime
) -> None:
    bureau_id = campaign.bureau_id
    event = unit.record(
        "conflict_withdrawn",
        chain=f"bureau:{bureau_id}",
        actor=actor_of(viewer),
        at=at,
        targets=[("campaign", campaign.id), *found.objects],
        payload={"against": found.party.against},
    )
    reason_id = unit.add(
        event, StoredText, kind="conflict_reason", body=reason, bureau_id=bureau_id
    )
    ids = [row.id for row in found.declared if row.is_in_force]
    # Behind the chain's lock: whoever withdrew it first stays the one who did.
    still = {"id": ids, "ended_event_id": None}
    ended = {"ended_event_id": event.id, "ended_reason_id": reason_id}
    unit.change(event, DeclaredConflict, still, **ended)
