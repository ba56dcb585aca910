"""What is done to several files of a sample at once: which are meant, and what is shown.

Meant are the files that were chosen, or all that a query finds. What was previewed is
what runs: a digest names the very files as they stood. All of it happens in one
transaction with one event, or nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, tzinfo
from typing import Any

from review.domain.errors import N_, NotVisible, RuleBroken, StaleVersion
from review.domain.policy import Action, Viewer, require
from review.services import file_queries
from review.services.campaign_files import schemes_of
from review.store import unit
from review.store.queries import bulk, campaign_files
from review.store.queries import on_files as queries

MOST_AT_ONCE = 5000


class TooManyFiles(RuleBroken):
    sentence = N_("At most %(most)s files can be handled at once: ask for fewer.")


class FilesChanged(StaleVersion):
    sentence = N_("These files have changed since they were shown. Look at them again.")


class NothingToDo(RuleBroken):
    sentence = N_("There is nothing to be done with these files.")


class CannotUndo(RuleBroken):
    sentence = N_(
        "Meanwhile somebody may have seen it, or it was changed again. Nothing was undone."
    )


@dataclass(frozen=True, slots=True)
class Which:
    """The files that are meant: those chosen, else all that the query finds.

    Days in the query begin by the clocks of the zone.
    """

    query: str = ""
    files: tuple[str, ...] = ()
    zone: tzinfo = UTC


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file, and in a few words what is or was done with it."""

    public_id: str
    case_no: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """What was done together, and whether all of it can be undone."""

    campaign: str
    code: str
    key: str
    lines: tuple[FileLine, ...]
    can_undo: bool
    said: str = ""
    """A class, or the reason that was given."""
    n_over: int = 0
    """How many reviewers would hold more files than the personal cap allows."""


def meant(viewer: Viewer, campaign: Any, which: Which, on: date) -> list[Any]:
    """The files as they stand, by their place; inside a reading or a transaction.

    How many a query finds tells what came out, so this is for who may see the list.
    """
    require(viewer, Action.RESULTS_READ, campaign_id=campaign.id)
    ids = _ids(viewer, campaign, which, on)
    if len(ids) > MOST_AT_ONCE:
        raise TooManyFiles(most=MOST_AT_ONCE)
    return list(queries.files(campaign.id, ids)) if ids else []


def _ids(viewer: Viewer, campaign: Any, which: Which, on: date) -> Sequence[int]:
    if which.files:
        return queries.ids_of(campaign.id, which.files)
    read = schemes_of(campaign.id)
    areas = campaign_files.areas(campaign_files.area_ids(campaign.id))
    asked = file_queries.asked(viewer, read, areas, which.query)
    if asked.refusal is not None:
        raise asked.refusal
    about = file_queries.about(asked, campaign, read, on, which.zone)
    return [row.id for row in campaign_files.ids(about, asked.node)]


def digest_of(rows: Sequence[Any], *more: object) -> str:
    """What names the files as they stand, and what is to be done with them."""
    stand = [
        [r.id, r.case_class, r.scheme_id, r.n_reviews, r.n_given, r.n_submitted]
        for r in rows
    ]
    return unit.digest_of([stand, *more])


def event_by(campaign: Any, kind: str, key: str) -> Any:
    """The event that a page of something done is about."""
    event = bulk.event_of(campaign.id, kind, key)
    if event is None:
        raise NotVisible
    return event
