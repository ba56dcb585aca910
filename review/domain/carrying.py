"""Answers taken from the sheet they were given on to a changed one.

They are taken as they were given. Where the changed sheet cannot take one, the item is
named, and nothing is put in the answer's place. A mark given out of another maximum says
nothing about the new one, unless all or nothing of it was lost; to take such marks in
proportion is an assumption that somebody has to choose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from review.domain.answers import (
    UNANSWERED,
    Answer,
    Answers,
    allowed_specials,
    answer_in,
)
from review.domain.choices import InvalidAnswer, read_choice, written
from review.domain.derivation import half_up
from review.domain.errors import N_
from review.domain.lines import Line, answerable
from review.domain.schemes import ItemKind, Scheme


class Snag(StrEnum):
    """Why an answer has no place in the changed sheet."""

    REMOVED = "removed"
    ADDED = "added"
    KIND = "kind"
    CHOICE = "choice"
    WEIGHT = "weight"
    SPECIAL = "special"
    BARE = "bare"

    @property
    def words(self) -> str:
        return SNAG_WORDS[self]


SNAG_WORDS = {
    Snag.REMOVED: N_("no longer asked; the answer is left out of the sum"),
    Snag.ADDED: N_("new; nobody was asked this"),
    Snag.KIND: N_("asked in another way; the answer means something else"),
    Snag.CHOICE: N_("what was chosen is no longer among the choices"),
    Snag.WEIGHT: N_("part of the marks was given out of another full mark"),
    Snag.SPECIAL: N_("“not applicable” was answered and is no longer possible"),
    Snag.BARE: N_("on paper; only the total is known"),
}


@dataclass(frozen=True, slots=True, order=True)
class Misfit:
    """An item whose answer does not fit; every reason but one keeps the file out."""

    item: str
    why: Snag

    @property
    def keeps_out(self) -> bool:
        return self.why is not Snag.REMOVED


@dataclass(frozen=True)
class Carrier:
    """Takes the answers to one part of a sheet over to the changed sheet."""

    old: Scheme
    new: Scheme
    part: str
    in_proportion: bool = False
    _known: dict[tuple[int, object], Answer | Misfit] = field(default_factory=dict)

    @cached_property
    def _places(self) -> tuple[tuple[int, str, Line, Line | None], ...]:
        """Position in the stored vector, code, and the line before and after."""
        asked = answerable(self.old, self._scope(self.old))
        after = answerable(self.new, self._scope(self.new))
        return tuple(
            (position, code, line, _scored(after.get(code)))
            for position, (code, line) in enumerate(answerable(self.old).items())
            if code in asked and line.is_scored
        )

    @cached_property
    def _added(self) -> tuple[Misfit, ...]:
        known = {code for _position, code, _before, _after in self._places}
        after = answerable(self.new, self._scope(self.new))
        return tuple(
            Misfit(code, Snag.ADDED)
            for code, line in after.items()
            if line.is_scored and code not in known
        )

    def _scope(self, scheme: Scheme) -> str | None:
        return self.part if len(scheme.parts) > 1 else None

    def carry(
        self, choices: Sequence[object], *, only_given: bool = False
    ) -> tuple[Answers, tuple[Misfit, ...]]:
        """The answers that fit, and the items whose answers do not.

        A review of disputed items was asked for nothing else, so that it lacks nothing.
        """
        answers: dict[str, Answer] = {}
        misfits = [] if only_given else list(self._added)
        for position, code, before, after in self._places:
            found = self._taken(position, choices[position], before, after)
            if isinstance(found, Misfit):
                misfits.append(found)
            elif found.is_given:
                answers[code] = found
        return answers, tuple(misfits)

    def _taken(
        self, position: int, raw: object, before: Line, after: Line | None
    ) -> Answer | Misfit:
        """The same few answers come again and again."""
        key = position, _key(raw)
        if key not in self._known:
            self._known[key] = self._take(raw, before, after)
        return self._known[key]

    def _take(self, raw: object, before: Line, after: Line | None) -> Answer | Misfit:
        answer, code = answer_in(before, raw), before.item.code
        if not answer.is_given:
            return UNANSWERED
        if after is None:
            return Misfit(code, Snag.REMOVED)
        if answer.special is not None:
            fits = answer.special in allowed_specials(after)
            return answer if fits else Misfit(code, Snag.SPECIAL)
        if not _means_the_same(before, after):
            return Misfit(code, Snag.KIND)
        if _is_weighed_anew(before, after):
            return self._weighed(answer, before, after)
        return _chosen(after, written(answer.choice))  # type: ignore[arg-type]

    def _weighed(self, answer: Answer, before: Line, after: Line) -> Answer | Misfit:
        """All is all and nothing is nothing, whatever the full mark is."""
        given, most = Decimal(str(answer.choice)), before.item.points
        if given in (0, most):
            return Answer(after.item.points if given else Decimal(0))
        if not self.in_proportion:
            return Misfit(before.item.code, Snag.WEIGHT)
        share = Fraction(given) / Fraction(most)
        return Answer(half_up(share * Fraction(after.item.points)))


def _scored(line: Line | None) -> Line | None:
    return line if line is not None and line.is_scored else None


def _key(raw: object) -> object:
    if isinstance(raw, list):
        return tuple(raw)
    return ("", raw["special"]) if isinstance(raw, dict) else raw


_IN_POINTS = (ItemKind.STEPS, ItemKind.PER_OCCURRENCE, ItemKind.ALTERNATIVES)


def _means_the_same(before: Line, after: Line) -> bool:
    """A number of marks lost is no number of marks won."""
    if before.item.kind is not after.item.kind:
        return False
    return before.adds == after.adds or before.item.kind not in _IN_POINTS


def _is_weighed_anew(before: Line, after: Line) -> bool:
    in_steps = before.item.kind is ItemKind.STEPS
    return in_steps and before.item.points != after.item.points


def _chosen(line: Line, raw: object) -> Answer | Misfit:
    try:
        return Answer(read_choice(line, raw))
    except InvalidAnswer:
        return Misfit(line.item.code, Snag.CHOICE)
