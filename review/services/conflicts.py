"""Conflicts of interest that the bureau learns of: declared, with what follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from review.domain.errors import N_, NotVisible
from review.domain.policy import Action, Viewer
from review.services.accounts import actor_of
from review.services.sampling import campaign_of
from review.store import unit
from review.store.models import DeclaredConflict, Read
from review.store.queries import conflicts as queries

# Stored as the reason of what is taken back; the page shows it in its language.
REASON = N_("A conflict of interest was declared.")


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


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """A declared conflict of a reviewer of the campaign."""

    reviewer: str
    number: str
    against: Against
    name: str


@dataclass(frozen=True, slots=True)
class Conflicts:
    """What is declared, and what the form offers; every list by pinyin."""

    campaign: str
    code: str
    lines: tuple[ConflictLine, ...]
    reviewers: tuple[tuple[str, str], ...]
    """Number and name."""
    parties: tuple[Party, ...]


@dataclass(frozen=True, slots=True)
class Consequence:
    """What declaring takes back, and what stays because it is submitted."""

    reviewer: str
    number: str
    party: Party
    is_known: bool
    n_open: int
    n_submitted: int


def listing(*, viewer: Viewer, code: str) -> Conflicts:
    """The conflicts of the campaign's reviewers, declared by them or for them."""
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
        reviewers=tuple((row.number, row.name) for row in reviewers),
        parties=(
            *(Party(Against.FIRM, row.public_id, row.name) for row in firms),
            *(
                Party(Against.HANDLER, row.public_id, row.name, row.licence_no)
                for row in handlers
            ),
        ),
    )


def _line(row: Any) -> ConflictLine:
    against = Against.FIRM if row.firm is not None else Against.HANDLER
    return ConflictLine(row.reviewer, row.number, against, row.firm or row.handler)


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
) -> Consequence:
    """Declare it, and take the open reads concerned back so that others get them.

    A submitted review stays: what becomes of it is for the lead to say. Declaring the
    same again changes nothing.
    """
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        case = _found(campaign, number, against, public_id)
        if not case.is_known:
            _declare(viewer, campaign, case, at)
        return _consequence(case)


@dataclass(frozen=True, slots=True)
class _Found:
    reviewer: Any
    party: Party
    target: dict[str, int]
    is_known: bool
    reads: list[Any]


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
        is_known=queries.is_declared(reviewer.person_id, **{column: other.id}),
        reads=list(queries.reads_against(reviewer.code, **{column: other.id})),
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


def _declare(viewer: Viewer, campaign: Any, found: _Found, at: datetime) -> None:
    event = unit.record(
        "conflict_declared",
        chain=f"bureau:{campaign.bureau_id}",
        actor=actor_of(viewer),
        at=at,
        targets=[("person", found.reviewer.person_id), ("campaign", campaign.id)],
        payload={"against": found.party.against},
    )
    unit.add(
        event,
        DeclaredConflict,
        bureau_id=campaign.bureau_id,
        person_id=found.reviewer.person_id,
        **found.target,
    )
    _take_back(viewer, campaign, found, event)


def _take_back(
    viewer: Viewer, campaign: Any, found: _Found, cause: unit.Recorded
) -> None:
    if all(read.submission_id is not None for read in found.reads):
        return
    # The chain's lock comes first; a submission may have come meanwhile.
    event = unit.record(
        "reads_withdrawn",
        chain=f"campaign:{campaign.id}",
        actor=actor_of(viewer),
        at=cause.at,
        targets=[("campaign", campaign.id)],
        payload={"n": sum(read.submission_id is None for read in found.reads)},
        cause=cause,
    )
    now = queries.reads_against(found.reviewer.code, **found.target)
    ids = [read.id for read in now if read.submission_id is None]
    unit.change(event, Read, {"id": ids}, ended_at=cause.at, ended_reason=REASON)
