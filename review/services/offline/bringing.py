"""Bringing a workbook back: kept for a look, then written into the drafts at once."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from review.domain.errors import N_, NotVisible, RuleBroken, StaleVersion
from review.domain.offline import COMMENT
from review.domain.policy import Action, Viewer, require
from review.files import offline as files
from review.services.drafts import (
    AlreadySubmitted,
    DraftChange,
    Overtaken,
    ReadEnded,
    save_together,
)
from review.services.offline.planning import FilePlan, Plan, chosen, plan_of
from review.services.procedures import Shown
from review.store import unit
from review.store.queries import intake as queries

KIND = "offline"
KEPT_FOR = timedelta(days=1)
LONGEST_NAME = 200


class BroughtAlready(RuleBroken):
    """A second click on the same button; the first one did the work."""

    sentence = N_("This workbook has been taken over already; nothing was done twice.")


class ChangedMeanwhile(StaleVersion):
    """A draft was saved between the look and the button; nothing was written."""

    sentence = N_(
        "A file was changed in the browser while you looked at this page. Nothing was "
        "taken over: look at the changes again."
    )


class ChoiceMissing(RuleBroken):
    sentence = N_(
        "Choose for each item that was changed on both sides which answer "
        "stays; still open: %(n)s."
    )


@dataclass(frozen=True, slots=True)
class Done:
    """How much was written."""

    n_answers: int
    n_files: int


@dataclass(frozen=True, slots=True)
class Picked:
    """What the reviewer saw of a file and chose: the version, and whose answers."""

    version: int
    mine: Mapping[str, bool]


def keep(*, viewer: Viewer, body: bytes, name: str, at: datetime) -> str:
    """Keep a workbook for its preview; one that cannot be read is refused at once."""
    require(viewer, Action.REVIEW)
    files.read(body)
    with unit.transaction():
        queries.drop_old_files(before=at - KEPT_FOR)
        return queries.keep_workbook(
            viewer.user_id or 0,
            KIND,
            name=name[:LONGEST_NAME],
            body=base64.b64encode(body).decode("ascii"),
            created_at=at,
        )


@dataclass(frozen=True, slots=True)
class KeptWorkbook:
    """A workbook that waits for its confirmation."""

    name: str
    body: bytes


def kept(*, viewer: Viewer, public_id: str) -> KeptWorkbook:
    """The own workbook that waits; another's is not there."""
    require(viewer, Action.REVIEW)
    with unit.reading():
        row = queries.kept_file(public_id, user_id=viewer.user_id or 0, kinds=[KIND])
    if row is None:
        raise NotVisible
    if row.taken_in_at is not None:
        raise BroughtAlready
    return KeptWorkbook(row.name, base64.b64decode(row.body))


def preview(*, viewer: Viewer, public_id: str) -> Plan:
    """What bringing it would change now; nothing is written."""
    workbook = kept(viewer=viewer, public_id=public_id)
    return plan_of(viewer, files.read(workbook.body))


def bring(
    *, viewer: Viewer, public_id: str, picked: Mapping[str, Picked], at: datetime
) -> Done:
    """Write what the workbook says into the drafts: all of it, or nothing.

    Only what was shown is written: a draft saved since then refuses the whole.
    """
    plan = preview(viewer=viewer, public_id=public_id)
    changes = _changes(plan, picked)
    try:
        # Of two first saves of one read the second breaks the draft's primary key.
        with unit.refusing({"drafts": Overtaken()}), unit.transaction():
            save_together(viewer, changes, at)
            queries.mark_taken_in(public_id, at=at)
    except (Overtaken, AlreadySubmitted, ReadEnded, NotVisible):
        raise ChangedMeanwhile from None
    n_answers = sum(len(each.answers) + (each.comment is not None) for each in changes)
    return Done(n_answers, len(changes))


def _changes(plan: Plan, picked: Mapping[str, Picked]) -> list[DraftChange]:
    found, n_open = [], 0
    for file in plan.files:
        if file.refusal is not None:
            continue
        seen = picked.get(file.read)
        if seen is None or seen.version != file.version:
            raise ChangedMeanwhile
        mine, open_ones = chosen(file, seen.mine)
        n_open += len(open_ones)
        if mine:
            found.append(_change(file, mine))
    if n_open:
        raise ChoiceMissing(n=n_open)
    return found


def _change(file: FilePlan, mine: dict[str, Any]) -> DraftChange:
    comment = mine.pop(COMMENT, None)
    return DraftChange(file.read, file.version, mine, comment, Shown(file.shown))
