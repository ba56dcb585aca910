"""What the reads of a case came to, with everything that led there."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from review.domain.derivation import NOTHING, added, as_data, times
from review.domain.divergence import Divergence
from review.domain.reads import Purpose, Read
from review.domain.schemes import Party
from review.domain.sheets import PartyMark, Verdict, percent


class OutcomeKind(StrEnum):
    """How far a case is; what is settled, by whom."""

    WAITING = "waiting"
    DIVERGED = "diverged"
    AGREED = "agreed"
    SETTLED_BY_THIRD = "settled_by_third"
    SETTLED_BY_PANEL = "settled_by_panel"
    SETTLED_BY_LEAD = "settled_by_lead"
    SETTLED_ON_OBJECTION = "settled_on_objection"
    NO_GRADE = "no_grade"

    @property
    def is_settled(self) -> bool:
        return self not in (OutcomeKind.WAITING, OutcomeKind.DIVERGED)

    @property
    def has_result(self) -> bool:
        return self.is_settled and self is not OutcomeKind.NO_GRADE


class Reader(StrEnum):
    """Whose read a case is waiting for."""

    COUNTED = "counted"
    THIRD = "third"
    PANEL = "panel"
    LEAD = "lead"


@dataclass(frozen=True, slots=True)
class Need:
    """Reads still wanted; `items` are the disputed ones, empty for the whole sheet."""

    who: Reader
    n: int
    part: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contribution:
    """A read that the rule looked at, and how much of the result it makes.

    A rescored read stands with the further reader's answers on the disputed items.
    """

    purpose: Purpose
    slot: int
    label: str
    verdict: Verdict
    weight: Fraction
    rescored: bool = False

    @classmethod
    def of(
        cls, read: Read, weight: Fraction, *, rescored: bool = False
    ) -> Contribution:
        return cls(read.purpose, read.slot, read.label, read.verdict, weight, rescored)

    @property
    def is_bare_total(self) -> bool:
        """Whether it makes part of the result and nobody knows whose marks it is."""
        verdict = self.verdict
        is_told_apart = verdict.parties or verdict.party_rule
        return bool(self.weight) and verdict.total is not None and not is_told_apart

    def mark_of(self, party: Party) -> PartyMark | None:
        return next((m for m in self.verdict.parties if m.party is party), None)


class Origin(StrEnum):
    """Where the answer to an item comes from, where disputed items were read again."""

    AGREED = "agreed"
    WITHIN_LIMIT = "within_limit"
    REVIEWER = "reviewer"
    FIRST_VIEW = "first_view"
    AFTER_SEEING = "after_seeing"
    RECONSIDERED = "reconsidered"


@dataclass(frozen=True, slots=True)
class Provenance:
    """An item, whose answer stands, and from where; on an item that is not disputed
    each reader's own does.
    """

    item: str
    label: str
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class PartOutcome:
    """What the reads of one part of the sheet came to.

    `total` is exact; only the case total is rounded. `grade` is given where the rule
    settles a grade itself, else it follows from the total. `empty` says that nothing
    in the part applies to the file, so that the part leaves the sheet.
    """

    part: str
    kind: OutcomeKind
    rule: str = ""
    reasons: tuple[Divergence, ...] = ()
    needs: tuple[Need, ...] = ()
    used: tuple[Contribution, ...] = ()
    total: Fraction | None = None
    grade: str | None = None
    provenance: tuple[Provenance, ...] = ()
    empty: bool = False

    def is_vetoed(self, party: Party) -> bool:
        """Whether every read that made the part found a veto the party answers for."""
        marks = [used.mark_of(party) for used in self.used]
        return bool(marks) and all(mark and mark.vetoed for mark in marks)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the reads of a case came to: its own derivation."""

    kind: OutcomeKind
    parts: tuple[PartOutcome, ...]
    rule: str = ""
    score: Decimal | None = None
    grade: str | None = None

    @property
    def reasons(self) -> tuple[Divergence, ...]:
        return tuple(reason for part in self.parts for reason in part.reasons)

    @property
    def needs(self) -> tuple[Need, ...]:
        return tuple(need for part in self.parts for need in part.needs)

    @property
    def used(self) -> tuple[Contribution, ...]:
        return tuple(used for part in self.parts for used in part.used)

    def percent_of(self, party: Party) -> Decimal | None:
        """One party's marks in hundredths of a percent, weighted as the reads were.

        Unknown where any of them brought its total alone.
        """
        if any(each.is_bare_total for each in self.used):
            return None
        own = [
            (used.weight, each)
            for used in self.used
            if (each := used.mark_of(party)) is not None
        ]
        mark = added([times(weight, each.mark) for weight, each in own])
        if any(part.is_vetoed(party) for part in self.parts):
            mark = NOTHING
        return percent(mark, added([times(weight, e.maximum) for weight, e in own]))


def to_json(outcome: Outcome) -> dict[str, object]:
    """The derivation of a case as it is shown, printed, sent and digested."""
    data = as_data(outcome)
    assert isinstance(data, dict)
    return data
