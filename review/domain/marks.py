"""What one answer is worth: the mark of an item, by its kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from review.domain.answers import Answer, Special
from review.domain.derivation import said_once
from review.domain.lines import Line
from review.domain.schemes import ItemKind, Party

ZERO = Decimal(0)


@said_once
@dataclass(frozen=True, slots=True, eq=False)
class ItemMark:
    """A line of the derivation.

    `mark` is None where there is none: the item does not apply, could not be assessed,
    or bears no marks (a veto, an indicator, a record). `grade` is that of an
    indicator. `counted` says whether the party's marks make the grade.
    """

    code: str
    section: str
    kind: ItemKind | None
    party: Party
    counted: bool
    answered: bool
    maximum: Decimal
    mark: Decimal | None = None
    lost: Decimal = ZERO
    special: Special | None = None
    grade: str = ""
    hit: bool = False

    @property
    def is_out(self) -> bool:
        return self.special is Special.NOT_APPLICABLE


def mark_line(line: Line, answer: Answer) -> ItemMark:
    """The mark of one line; what is unanswered has lost nothing and won nothing."""
    choice = answer.choice
    if line.is_free_text and not line.is_veto:
        # What a text says is worth nothing: all that counts is whether there is one.
        choice = "" if choice is not None else None
    key = choice, answer.special
    found = line.known.get(key)
    if found is None:
        found = line.keep(key, _marked(line, answer))
    return found


def _marked(line: Line, answer: Answer) -> ItemMark:
    item, bears_marks, is_given = line.item, _bears_marks(line), answer.is_given
    mark = _mark(line, answer) if bears_marks else None
    counts_loss = mark is not None and is_given and not line.is_bonus
    return ItemMark(
        code=item.code,
        section=line.section.code,
        kind=item.kind,
        party=item.party,
        counted=line.counted,
        answered=is_given,
        maximum=item.points if bears_marks else ZERO,
        mark=mark,
        lost=item.points - mark if counts_loss else ZERO,
        special=answer.special,
        grade=str(answer.choice or "") if item.kind is ItemKind.INDICATOR else "",
        hit=line.is_veto and answer.choice == "yes",
    )


def _bears_marks(line: Line) -> bool:
    return not line.is_veto and line.item.kind in _MARKS


def _mark(line: Line, answer: Answer) -> Decimal | None:
    """Never below nothing nor above the item's maximum (扣完为止)."""
    if answer.special is Special.NOT_DONE_EXTERNAL:
        return ZERO if line.is_bonus else line.item.points
    if answer.special is not None:
        return None
    if answer.choice is None:
        return ZERO if line.adds else line.item.points
    worth = _MARKS[line.item.kind](line, answer.choice)
    return min(max(worth, ZERO), line.item.points)


def _steps(line: Line, choice: Decimal) -> Decimal:
    return _won_or_left(line, choice)


def _occurrences(line: Line, choice: int) -> Decimal:
    return _won_or_left(line, line.item.each * choice)


def _alternatives(line: Line, choice: tuple[str, ...]) -> Decimal:
    chosen = (option for option in line.item.options if option.code in choice)
    return _won_or_left(line, sum((option.points for option in chosen), ZERO))


def _won_or_left(line: Line, points: Decimal) -> Decimal:
    return points if line.adds else line.item.points - points


def _all_or_nothing(line: Line, choice: str) -> Decimal:
    return line.item.points if choice == "met" else ZERO


def _yes_no(line: Line, choice: str) -> Decimal:
    return line.item.points if choice == line.item.full_on else ZERO


def _level(line: Line, choice: str) -> Decimal:
    option = line.item.option(choice)
    return option.points if option else ZERO


def _errors(line: Line, choice: int) -> Decimal:
    """The mark of the last step reached; before the first step nothing is lost."""
    reached = [step for step in line.item.table if step.errors <= choice]
    if not reached:
        return line.item.points
    return max(reached, key=lambda step: step.errors).mark


_MARKS: Mapping[ItemKind | None, Callable[..., Decimal]] = {
    ItemKind.STEPS: _steps,
    ItemKind.ALL_OR_NOTHING: _all_or_nothing,
    ItemKind.PER_OCCURRENCE: _occurrences,
    ItemKind.ALTERNATIVES: _alternatives,
    ItemKind.LEVELS: _level,
    ItemKind.ERROR_COUNT: _errors,
    ItemKind.YES_NO: _yes_no,
}
