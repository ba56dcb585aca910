"""Which words of a case are hidden, and whether its numbers and its handler are.

The words are texts and can be erased. Names found beside 受援人 and the like are proposed;
the officer hides them or says that they may be read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from review.domain.places import folded
from review.domain.policy import Viewer
from review.domain.redaction import Hide, checked_words
from review.services.redaction.cases import case_to_hide_in, recorded
from review.store import unit
from review.store.models import Case, RedactionWord, ScanLook, StoredText
from review.store.queries import redactions as queries

TEXT = "redaction_word"
COUNTS = (
    *("n_looked", "n_blank", "n_pictures"),
    *("n_recognised", "n_doubtful", "n_unsure", "n_left"),
)


class WordState(StrEnum):
    HIDDEN = "hidden"
    PROPOSED = "proposed"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class Word:
    public_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What the officer chose for a case; `handlers` are names and firms."""

    words: tuple[Word, ...]
    proposed: tuple[Word, ...]
    passed: tuple[Word, ...]
    hides_numbers: bool
    hides_handler: bool
    handlers: tuple[str, ...]

    @property
    def hide(self) -> Hide:
        """What to hide wherever the text has it."""
        own = tuple(word.text for word in self.words)
        handlers = self.handlers if self.hides_handler else ()
        return Hide((*own, *handlers), numbers=self.hides_numbers)

    @property
    def known(self) -> tuple[str, ...]:
        """Names that are no surprise: those that may be read, and the handlers'."""
        return (*(word.text for word in self.passed), *self.handlers)


def choices(case_id: int) -> Choices:
    """As they are in force; inside the reading or transaction that is open."""
    case, rows = queries.case(case_id), queries.words(case_id)

    def those(state: WordState) -> tuple[Word, ...]:
        return tuple(Word(r.public_id, r.body) for r in rows if r.state == state)

    return Choices(
        words=those(WordState.HIDDEN),
        proposed=those(WordState.PROPOSED),
        passed=those(WordState.PASSED),
        hides_numbers=not case.shows_numbers,
        hides_handler=case.hides_handler,
        handlers=tuple(queries.handlers(case_id)),
    )


def choose(
    *,
    viewer: Viewer,
    public_id: str,
    words: Iterable[str],
    hides_numbers: bool,
    hides_handler: bool,
    at: datetime,
) -> bool:
    """Say what to hide; whether that is anything new. The pages must be looked at again."""
    wanted = checked_words(words)
    with unit.transaction():
        case = case_to_hide_in(viewer, public_id)
        event = recorded("redaction_chosen", viewer, case, at, {"n": len(wanted)})
        before = choices(case.id)
        flags = hides_numbers, hides_handler
        is_new = _put_words(event, case, before, wanted)
        if flags != (before.hides_numbers, before.hides_handler):
            is_new = True
            said = {"shows_numbers": not hides_numbers, "hides_handler": hides_handler}
            unit.change(event, Case, {"id": case.id}, **said)
        if is_new:
            forget_looks(event, case.id, with_eyes=True)
    return is_new


def _put_words(
    event: unit.Recorded, case: Any, before: Choices, wanted: tuple[str, ...]
) -> bool:
    """Words that stay keep their rows; a proposed or passed name may become a word."""
    now = {folded(word.text): word for word in before.words}
    new = {folded(word): word for word in wanted}
    _end(event, [word for key, word in now.items() if key not in new])
    others = (*before.proposed, *before.passed)
    _end(event, [word for word in others if folded(word.text) in new])
    for key, word in new.items():
        if key not in now:
            put_word(event, case, word, WordState.HIDDEN)
    return now.keys() != new.keys()


def put_word(event: unit.Recorded, case: Any, text: str, state: WordState) -> None:
    bureau = {"bureau_id": case.bureau_id}
    text_id = unit.add(event, StoredText, kind=TEXT, body=text, **bureau)
    row = {"case_id": case.id, "text_id": text_id, "state": state}
    unit.add(event, RedactionWord, **row, **bureau)


def _end(event: unit.Recorded, words: Iterable[Word]) -> None:
    ids = [word.public_id for word in words]
    if ids:
        where = {"public_id": ids, "ended_event_id": None}
        unit.change(event, RedactionWord, where, ended_event_id=event.id)


def decide_names(
    *, viewer: Viewer, public_id: str, hidden: Iterable[str], at: datetime
) -> int:
    """Hide the proposed names that are marked; the others may be read. How many hid."""
    marked = set(hidden)
    with unit.transaction():
        case = case_to_hide_in(viewer, public_id)
        event = recorded("redaction_chosen", viewer, case, at, {"n": len(marked)})
        proposed = choices(case.id).proposed
        _end(event, proposed)
        for word in proposed:
            is_hidden = word.public_id in marked
            state = WordState.HIDDEN if is_hidden else WordState.PASSED
            put_word(event, case, word.text, state)
        if proposed:
            forget_looks(event, case.id, with_eyes=bool(marked))
    return sum(word.public_id in marked for word in proposed)


def forget_looks(
    event: unit.Recorded, case_id: int, *, with_eyes: bool = False
) -> None:
    """What was seen before counts no more; boxes stay until a look replaces them.

    Nor does what a person looked at, where other words are to be hidden now.
    """
    nothing: dict[str, Any] = dict.fromkeys(COUNTS, 0)
    nothing |= {"pages": [], "found": {}} | ({"seen": []} if with_eyes else {})
    unit.change(event, ScanLook, {"case_id": case_id}, **nothing)
