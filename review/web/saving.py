"""Saving what was sent from a checklist: all of it that is possible, and at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from review.domain.answers import InvalidAnswers, to_json
from review.services import reviewing
from review.services.reviewing import (
    NOTHING_SHOWN,
    CommentTooLong,
    DraftConflict,
    Saved,
    Shown,
)
from review.web.access import viewer
from review.web.clock import now
from review.web.display import clock_time
from review.web.errors import in_words
from review.web.forms.checklist import checklist
from review.web.forms.conflicts import COMMENT
from review.web.forms.progress import progress_of
from review.web.forms.proposals import states


@dataclass(frozen=True, slots=True)
class Change:
    """What a page sent: answers by item (None takes one back) and the comment.

    `shown` says on which days of the case the proposals of the page rest.
    """

    version: int
    answers: Mapping[str, Any]
    comment: str | None = None
    shown: Shown = NOTHING_SHOWN
    close: Collection[str] = ()
    """Sections of which nothing more is noted."""

    def without(self, codes: Mapping[str, str]) -> Change:
        rest = {c: a for c, a in self.answers.items() if c not in codes}
        comment = None if COMMENT in codes else self.comment
        return replace(self, answers=rest, comment=comment)

    @property
    def is_empty(self) -> bool:
        return not (self.answers or self.close) and self.comment is None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was saved, if anything was, and a sentence for each refused answer."""

    saved: Saved | None
    refused: Mapping[str, str]


def save_possible(public_id: str, change: Change) -> Outcome:
    """What is not possible keeps nothing else from being saved."""
    try:
        return Outcome(_saved(public_id, change), {})
    except InvalidAnswers as refusal:
        refused = _refusals(public_id, refusal)
    except CommentTooLong as refusal:
        refused = {COMMENT: in_words(refusal)}
    rest = change.without(refused)
    if rest.is_empty:
        return Outcome(None, refused)
    done = save_possible(public_id, rest)
    return Outcome(done.saved, {**refused, **done.refused})


def _refusals(public_id: str, refusal: InvalidAnswers) -> dict[str, str]:
    """A sentence for each line, which names it by its number on the sheet."""
    desk = reviewing.open_read(viewer=viewer(), public_id=public_id, at=now())
    drawn = checklist(desk.scheme, desk.part, desk.items).drawn
    sentences = {}
    for each in refusal.problems:
        if each.item in drawn.by_code:
            each.values = {**each.values, "item": drawn.by_code[each.item].number}
        sentences[each.item] = in_words(each)
    return sentences


def _saved(public_id: str, change: Change) -> Saved:
    return reviewing.save_answers(
        viewer=viewer(),
        public_id=public_id,
        version=change.version,
        changes=change.answers,
        comment=change.comment,
        shown=change.shown,
        close=change.close,
        at=now(),
    )


def state_of(saved: Saved) -> dict[str, Any]:
    """The sheet after a save, as the script in the page needs it."""
    form = checklist(saved.scheme, saved.sheet.part, saved.items)
    progress = progress_of(
        saved.scheme, form.drawn, saved.sheet, saved.missing, saved_at=saved.saved_at
    )
    return progress.as_json() | {
        "version": saved.version,
        "proposals": states(saved.responses),
        "days_changed": list(saved.changed),
        "days_current": saved.is_current,
        "beside": sorted(saved.beside),
    }


def both_sides(conflict: DraftConflict) -> dict[str, Any]:
    """What was saved elsewhere, for the script to lay beside what is on the screen."""
    return {
        "error": in_words(conflict),
        "version": conflict.version,
        "saved_at": clock_time(conflict.saved_at),
        "answers": {code: to_json(a) for code, a in conflict.answers.items()},
        "comment": conflict.comment,
    }
