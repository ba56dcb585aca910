"""What a row of a spreadsheet would do, worked out before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from review.domain.cases import FromTable, Record, Remark
from review.domain.cells import LONGEST_CODE
from review.domain.errors import N_, RuleBroken
from review.files.sheets import placed
from review.services.intake.differences import Change, Difference


class Effect(StrEnum):
    """What happens to a row; every row has exactly one."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"

    @property
    def words(self) -> str:
        return EFFECT_WORDS[self]


EFFECT_WORDS = {
    Effect.CREATED: N_("created"),
    Effect.CHANGED: N_("changed"),
    Effect.UNCHANGED: N_("left alone"),
    Effect.REFUSED: N_("refused"),
}


class RowRefused(RuleBroken):
    """A row that cannot be taken in, and what to do about it."""


@dataclass(slots=True)
class Step:
    """One row's effect. `changes` names the fields that change, old and new.

    `differences` says the same to a reader.
    """

    line: int
    label: str
    effect: Effect
    record: Record | None = None
    target: Any = None
    values: dict[str, Any] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    differences: tuple[Difference, ...] = ()
    remarks: tuple[Remark, ...] = ()
    sheet: str = ""
    """Of a file with several sheets, the one in which the line stands."""
    n_rows: int = 1
    """A review may have a row for each answer."""

    @property
    def place(self) -> str:
        return placed(self.line, self.sheet)


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows in = created + changed + unchanged + refused; of reviews the same."""

    n: int
    created: int
    changed: int
    unchanged: int
    refused: int

    @classmethod
    def of(cls, steps: Sequence[Step]) -> Counts:
        """What becomes of so many steps, however many rows each has."""
        return cls._of(Counter(step.effect for step in steps))

    @classmethod
    def of_rows(cls, steps: Sequence[Step]) -> Counts:
        by: Counter[Effect] = Counter()
        for step in steps:
            by[step.effect] += step.n_rows
        return cls._of(by)

    @classmethod
    def _of(cls, by: Counter[Effect]) -> Counts:
        return cls(
            n=by.total(),
            created=by[Effect.CREATED],
            changed=by[Effect.CHANGED],
            unchanged=by[Effect.UNCHANGED],
            refused=by[Effect.REFUSED],
        )


NAME_TOO_LONG = N_(
    "An institution without a code is known by its name, which then has at most %(most)s "
    "characters. Add the unified social credit code to this row."
)


def check_known_by(code: str) -> None:
    """What an institution is known by: its code, or its name if that is short enough."""
    if len(code) > LONGEST_CODE:
        raise RowRefused(NAME_TOO_LONG, most=LONGEST_CODE)


FIELDS = {
    "area_id": "county",
    "firm_name": "firm",
    "head_name": "head",
    "person_id": "licence_no",
}
"""The fields of a row from which these stored values come; the others bear one name."""


def refused(line: int, label: str, *broken: RuleBroken) -> Step:
    remarks = tuple(Remark.of(each) for each in broken)
    return Step(line, label, Effect.REFUSED, remarks=remarks)


def compared(
    line: int, label: str, record: FromTable, stored: Any, values: dict[str, Any]
) -> Step:
    """A row against the stored one: created, changed field by field, or left alone.

    A field for which the table has no column stays as it is stored.
    """
    if stored is None:
        return Step(line, label, Effect.CREATED, record, values=values)
    kept = (name for name in values if FIELDS.get(name, name) in record.unsaid)
    values |= {name: getattr(stored, name) for name in kept}
    changes = tuple(
        (name, getattr(stored, name), new)
        for name, new in values.items()
        if getattr(stored, name) != new
    )
    effect = Effect.CHANGED if changes else Effect.UNCHANGED
    return Step(line, label, effect, record, stored, values, changes)
