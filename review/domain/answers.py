"""What a reviewer chose, item by item: raw choices, never marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from review.domain.errors import N_, RuleBroken
from review.domain.schemes import Direction, Item, ItemKind, Scheme, SectionKind

Choice = str | int | Decimal | tuple[str, ...]


class Special(StrEnum):
    """The three answers that are not a judgement of the work."""

    NOT_APPLICABLE = "not_applicable"
    CANNOT_ASSESS = "cannot_assess"
    NOT_DONE_EXTERNAL = "not_done_external"


@dataclass(frozen=True, slots=True)
class Finding:
    """One occurrence: which named deduction, why, and where in the file.

    `pages` is what the reviewer wrote ("12", "3-5"); `absent` says the document is
    missing from the file.
    """

    option: str = ""
    reason: str = ""
    pages: str = ""
    absent: bool = False

    @property
    def has_place(self) -> bool:
        return bool(self.pages) or self.absent


@dataclass(frozen=True, slots=True)
class Answer:
    """A choice or a special answer, with its findings.

    The choice is points lost or won (STEPS), "met" or "missing" (ALL_OR_NOTHING), a
    count (PER_OCCURRENCE, ERROR_COUNT), option codes (ALTERNATIVES), a level or grade
    code (LEVELS, INDICATOR), "yes" or "no" (YES_NO) or free text (RECORD).
    """

    choice: Choice | None = None
    special: Special | None = None
    findings: tuple[Finding, ...] = ()
    organ: str = ""
    cause: str = ""


Answers = Mapping[str, Answer]
