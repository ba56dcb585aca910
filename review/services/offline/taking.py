"""Taking own open files along, as a workbook that knows where it belongs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from review.domain import drafts as rules
from review.domain.drafts import Kept
from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.lines import Line
from review.domain.offline import COMMENT, SHOWN, mark_of
from review.domain.policy import Action, Viewer, require
from review.domain.procedures import Proposals, stamp
from review.files import offline as files
from review.files.offline import OfflineCase, Proposed
from review.services.contents import FileContents
from review.services.desk import QueueLine, queue
from review.services.own_objects import speak_of_own
from review.services.procedures import proposals_of_files
from review.services.qualification import readable
from review.services.tasks import Task, task_of
from review.store import unit
from review.store.queries import access
from review.store.queries import reviews as queries

MOST_FILES = 50
TAKEN_ALONG = "review.offline"
Telling = Callable[[Proposals, FileContents], Mapping[str, str]]


class NothingToTake(RuleBroken):
    sentence = N_("Choose at least one file to take along.")


class TooMany(RuleBroken):
    sentence = N_(
        "At most %(most)s files go into one workbook. Choose fewer, and take the others "
        "along in another one."
    )


@dataclass(frozen=True, slots=True)
class Takeable:
    """The own open files that may leave the house, and how many may not."""

    lines: tuple[QueueLine, ...]
    n_staying: int


def _nothing(_found: Proposals, _file: FileContents) -> Mapping[str, str]:
    return {}


def listing(*, viewer: Viewer, at: datetime) -> Takeable:
    """What can be taken along; secret and sealed files are reviewed in the house."""
    lines = [each for each in queue(viewer=viewer, at=at) if each.submitted_at is None]
    leaving = {row.public_id for row in _rows(viewer)}
    taken = tuple(each for each in lines if each.public_id in leaving)
    return Takeable(taken, len(lines) - len(taken))


def workbook(
    *,
    viewer: Viewer,
    reads: Collection[str],
    locale: str,
    as_of: str,
    told: Telling = _nothing,
    at: datetime,
) -> bytes:
    """A workbook of these own open files; that they were taken along is logged.

    `as_of` is the moment in the reviewer's words: it stands in the workbook. `told` puts
    into words what proposals rest on.
    """
    require(viewer, Action.REVIEW)
    if not reads:
        raise NothingToTake
    if len(reads) > MOST_FILES:
        raise TooMany(most=MOST_FILES)
    rows = [row for row in _rows(viewer) if row.public_id in reads]
    if len(rows) != len(set(reads)):
        raise NotVisible
    for row in rows:
        require(viewer, Action.REVIEW, campaign_id=row.campaign_id)
    body = files.workbook(_cases(rows, told), locale=locale, as_of=as_of)
    _note(viewer, rows, at)
    return body


def _rows(viewer: Viewer) -> Sequence[Any]:
    require(viewer, Action.REVIEW)
    with unit.reading():
        rows = queries.open_to_take_along(
            person_id=viewer.person_id, bureau_id=viewer.bureau_id
        )
        speak_of_own(viewer)
        return readable(rows, viewer.person_id)


def _note(viewer: Viewer, rows: Sequence[Any], at: datetime) -> None:
    opened = [row.public_id for row in rows]
    with unit.transaction():
        access.note_openings(TAKEN_ALONG, opened, user_id=viewer.user_id, at=at)


def _cases(rows: Sequence[Any], told: Telling) -> list[OfflineCase]:
    tasks = [task_of(row) for row in rows]
    asked = [(task.lines, row.case_id) for task, row in zip(tasks, rows, strict=True)]
    found = proposals_of_files(asked)
    return [
        _case(row, task, proposals, told(proposals, file))
        for row, task, (proposals, file) in zip(rows, tasks, found, strict=True)
    ]


def _case(
    row: Any, task: Task, found: Proposals, evidence: Mapping[str, str]
) -> OfflineCase:
    shown = {
        code: Proposed(each.choice, each.special, evidence[code])
        for code, each in found.items()
        if code in evidence
    }
    kept = rules.kept_in(row.answers)
    return OfflineCase(
        read=row.public_id,
        case_no=row.case_no,
        kind=row.kind,
        stage=row.stage,
        volume_set=row.volume_set,
        cause=row.institution or row.cause,
        campaign=row.campaign,
        due_on=row.due_on,
        scheme=task.scheme,
        scheme_digest=row.scheme_digest,
        part=task.part,
        only=task.only,
        answers=rules.answers_of(kept, task.lines),
        comment=row.comment or "",
        version=row.version or 0,
        marks=marks_of(kept, row.comment or "", task.lines) | _seen(found),
        proposals=shown,
    )


def _seen(found: Proposals) -> dict[str, str]:
    return {SHOWN: stamp(found)} if found else {}


def marks_of(kept: Kept, comment: str, lines: Mapping[str, Line]) -> dict[str, str]:
    """By item, and for the comment: the mark with which it is recognised again."""
    marks = {code: mark_of(kept.get(code)) for code in lines}
    return marks | {COMMENT: mark_of(comment)}
