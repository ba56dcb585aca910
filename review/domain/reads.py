"""A read is one reviewer's finished review of a file, and what it was for."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from review.domain.answers import Answers
from review.domain.sheets import Verdict


class Purpose(StrEnum):
    """Why a file was read. Only counted reads enter agreement."""

    COUNTED = "counted"
    THIRD = "third"
    ADJUDICATION = "adjudication"
    SENIOR = "senior"
    APPEAL = "appeal"
    SEED = "seed"
    LINKING = "linking"
    SECOND = "second"
    AGREED = "agreed"
    """The answers that a panel lead sets for an anchor file."""


HIDDEN = (Purpose.SECOND, Purpose.LINKING)
"""Reads that only measure: they hold places of their file like the counted ones, nobody
who reads can tell them from these, and no result has them in it."""


@dataclass(frozen=True, slots=True)
class Read:
    """A submitted review as settling sees it: no name, only a label and a verdict.

    The answers are needed where items are compared or read again, else not. The first
    view is what a reader of disputed items answered before seeing the other answers.
    """

    purpose: Purpose
    slot: int
    label: str
    verdict: Verdict
    part: str = ""
    answers: Answers = field(default_factory=dict)
    first_view: Answers | None = None
    is_of_items: bool = False
    """Only the disputed items were read; of the file as a whole it says nothing."""
