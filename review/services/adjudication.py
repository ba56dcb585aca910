"""Deciding disputed items: the own answers blind, then the reviews beside them.

Until the own answers are locked nothing here reads another review. Afterwards only the
disputed items of the first reviews are read, under their labels.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from review.domain import cited_pages
from review.domain import drafts as rules
from review.domain.adjudication import FirstViewOpen, changed_items, checked_reasons
from review.domain.answers import Answer, Answers, encode
from review.domain.errors import NotVisible
from review.domain.lines import Line
from review.domain.policy import Viewer
from review.domain.reads import Purpose
from review.domain.secrecy import answers_only
from review.domain.visibility import labels
from review.services import procedures
from review.services.appeals.deciding import decides, points_beside
from review.services.appeals.own import PointView
from review.services.desk import desk_row, proposals_of
from review.services.drafts import (
    Incomplete,
    Overtaken,
    check_open,
    conflict,
)
from review.services.submissions import answers_in, sheet_of
from review.services.tasks import (
    Task,
    names_pages,
    pages_named,
    still_missing,
    task_of,
)
from review.store import unit
from review.store.queries import adjudication as queries
from review.store.queries import objections, reviews
from review.store.unit import Actor


@dataclass(frozen=True, slots=True)
class OtherAnswer:
    """What a first review says of a disputed item, under the review's label."""

    label: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class SecondView:
    """What may be seen once the own answers are locked: the reviews, item by item."""

    locked_at: datetime
    first: Mapping[str, Answer]
    others: Mapping[str, tuple[OtherAnswer, ...]]
    changed: tuple[str, ...]
    """Items on which the draft is another answer than the locked one."""
    objected: tuple[PointView, ...] = ()
    """Where an objection is decided, what it says."""

    def answer_of(self, item: str, label: str) -> Answer | None:
        found = (o.answer for o in self.others.get(item, ()) if o.label == label)
        return next(found, None)


def lock(*, viewer: Viewer, public_id: str, version: int, at: datetime) -> None:
    """Lock the own answers to the disputed items; a second time changes nothing."""
    with unit.reading():
        row = desk_row(viewer, public_id)
        found = proposals_of(row)
        is_locked = row.items is not None and queries.first_view(row.id) is not None
    check_open(row)
    if row.items is None:
        raise NotVisible
    if is_locked:
        return
    if (row.version or 0) != version:
        raise conflict(viewer, public_id)
    task, answers = _drafted(row)
    pages = pages_named(row, is_any=names_pages(task, answers))
    answers = cited_pages.present(answers, pages)
    sheet = sheet_of(task.scheme, answers, task.part, task.only)
    seen = procedures.seen_in(row.seen)
    still = still_missing(task, answers, sheet, found, seen, row, pages)
    if still:
        raise Incomplete(still)
    try:
        # Two clicks at once: the second finds a newer draft, or the row there already.
        with unit.refusing({"first_views": Overtaken()}), unit.transaction():
            _lock(row, task, answers, at)
    except Overtaken:
        raise conflict(viewer, public_id) from None


def _lock(row: Any, task: Task, answers: Answers, at: datetime) -> None:
    body = row.answers
    if row.secret:
        answers = answers_only(task.lines, answers)
        body = rules.written(rules.kept_from(answers))
    choices = encode(task.scheme, answers)
    event = unit.record(
        "first_view_locked",
        chain=f"campaign:{row.campaign_id}",
        actor=Actor("reviewer", row.reviewer_code),
        at=at,
        targets=[("campaign_case", row.campaign_case_id), ("read", row.id)],
        payload={"choices": unit.digest_of(choices)},
    )
    if not reviews.save_draft(row.id, row.version):
        raise Overtaken
    queries.lock(
        event,
        bureau_id=row.bureau_id,
        read_id=row.id,
        choices=choices,
        body=body,
        at=at,
    )


def second_view(*, viewer: Viewer, public_id: str) -> SecondView | None:
    """The reviews beside the own answers; None while these are not locked."""
    with unit.reading():
        row = desk_row(viewer, public_id)
        return _second_view(row)


def _second_view(row: Any) -> SecondView | None:
    if row.items is None or row.submission_id is not None or row.ended_at is not None:
        return None
    locked = queries.first_view(row.id)
    if locked is None:
        return None
    task, now = _drafted(row)
    first = rules.answers_of(rules.kept_in(locked.body), task.lines)
    return SecondView(
        locked_at=locked.locked_at,
        first=first,
        others=_others(row, task),
        changed=changed_items(task.lines, first, now),
        objected=points_beside(row) if decides(row) else (),
    )


def _drafted(row: Any) -> tuple[Task, dict[str, Answer]]:
    task = task_of(row)
    return task, rules.answers_of(rules.kept_in(row.answers), task.lines)


def _others(row: Any, task: Task) -> dict[str, tuple[OtherAnswer, ...]]:
    """The answers of the reviews to the disputed items, in the order of the labels.

    On an objection it is every review that the result rests on, else the first ones.
    """
    if decides(row):
        rows = objections.reviewed(row.campaign_case_id)
    else:
        rows = queries.counted(row.campaign_case_id, row.part)
    found: dict[int, list[Any]] = {each.submission_id: [] for each in rows}
    for finding in reviews.findings_of(list(found)):
        found[finding.submission_id].append(finding)
    kept = any(each.page_keys for rows in found.values() for each in rows)
    pages = pages_named(row, is_any=kept)
    said = {
        each.read_public_id: cited_pages.beside(
            answers_in(task.scheme, each.choices, found[each.submission_id]), pages
        )
        for each in rows
    }
    secret = rows[0].secret_key if rows else ""
    purposes = ((each.read_public_id, Purpose(each.purpose)) for each in rows)
    named = labels(secret, purposes)
    order = sorted(named, key=lambda key: int(named[key]))
    return {
        code: tuple(
            OtherAnswer(named[key], said[key][code])
            for key in order
            if code in said[key]
        )
        for code in task.lines
    }


@dataclass(frozen=True, slots=True)
class Decision:
    """The reasons of the answers that were changed after the reviews had been seen."""

    reasons: dict[str, str]


def decision_of(
    row: Any,
    lines: Mapping[str, Line],
    answers: Mapping[str, Answer],
    reasons: Mapping[str, str] | None,
) -> Decision | None:
    """What a submission of disputed items must bring; None for any other review.

    Of a secret file the reasons stay on paper as well.
    """
    if row.items is None:
        return None
    with unit.reading():
        locked = queries.first_view(row.id)
    if locked is None:
        raise FirstViewOpen
    first = rules.answers_of(rules.kept_in(locked.body), lines)
    if row.secret:
        return Decision({})
    changed = changed_items(lines, first, answers)
    return Decision(checked_reasons(changed, reasons or {}))


def store(
    event: unit.Recorded, row: Any, submission_id: int, decision: Decision | None
) -> None:
    """Keep the reasons with the review, in the transaction that is open."""
    if decision is not None and decision.reasons:
        queries.add_reasons(
            event,
            bureau_id=row.bureau_id,
            submission_id=submission_id,
            reasons=decision.reasons,
        )
