"""Every change of an allocation in one language: give, take back, keep.

A machine's proposal, a hand's and a file's are the same lines, so that each can be
written out, edited, looked at and applied as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from review.domain.errors import N_
from review.domain.kinds import Stage, Worded
from review.domain.reads import Purpose
from review.domain.sentences import Sentence

MOST_REASON = 200
MOST_ASKED = 3
"""Of so many people it is answered within a year who may read a file that another
campaign gave out: who could ask about one after the other would find its readers."""


class Verb(Worded):
    """What a line does to a place."""

    GIVE = "give", N_("give"), "分给", "分配", "指派", "安排"
    TAKE_BACK = "take_back", N_("take back"), "收回", "撤回"
    KEEP = "keep", N_("keep"), "保留", "不变"


class For(Worded):
    """What the place is for; only these are given out by officers."""

    COUNTED = Purpose.COUNTED.value, N_("Counted review"), "计分评查", "评查", "初评"
    THIRD = Purpose.THIRD.value, N_("Further review"), "复评", "三评", "加评"
    ADJUDICATION = Purpose.ADJUDICATION.value, N_("Final decision"), "终评"

    @property
    def purpose(self) -> Purpose:
        return Purpose(self.value)


@dataclass(frozen=True, slots=True)
class Move:
    """One line: which place of which file, what to do, and with whom.

    Without a slot, the next one that is empty, or the one the reviewer holds.
    """

    case_no: str
    verb: Verb
    reviewer: str
    stage: Stage = Stage.NONE
    volume_set: str = ""
    part: str = ""
    purpose: For = For.COUNTED
    slot: int | None = None
    reason: str = ""
    line: int = 0

    @property
    def file(self) -> tuple[str, str, str]:
        return self.case_no, self.stage.value, self.volume_set


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a line cannot be carried out."""

    line: int
    sentence: Sentence


NO_FILE = N_("This campaign has no file %(case)s.")
TWO_FILES = N_("Several files have the number %(case)s: give stage and volume.")
NO_REVIEWER = N_("This campaign has no reviewer %(reviewer)s for such reviews.")
NOT_HELD = N_("Reviewer %(reviewer)s does not hold case %(case)s.")
SUBMITTED = N_("Reviewer %(reviewer)s has submitted %(case)s; it stays.")
NO_REASON = N_("Say in at most %(most)s characters why it is taken back.")
NO_PLACE = N_("Case %(case)s has no such empty place.")
TWICE = N_("Two lines are about the same place of case %(case)s.")
ASKED_OFTEN = N_(
    "Another campaign gave out case %(case)s, too, and of %(asked)s people it was answered "
    "within a year whether they may read it. That is the most: leave this place to the "
    "program's proposal."
)
FULL = N_("Reviewer %(reviewer)s would have more files than allowed.")


@dataclass(slots=True)
class Asked:
    """Of whom it was asked whether they may read which file, and of whom it is now.

    `files` are those that another campaign gave out, by their key here; of the others
    anything is answered, for nobody is kept apart from them.
    """

    files: Mapping[str, int] = field(default_factory=dict)
    before: Mapping[int, frozenset[int]] = field(default_factory=dict)
    new: dict[int, set[int]] = field(default_factory=dict)

    def answers(self, key: str, person: int) -> bool:
        """Whether it is answered; what was answered once is answered again."""
        file = self.files.get(key)
        if file is None:
            return True
        known = self.before.get(file, frozenset()) | self.new.get(file, set())
        if person not in known:
            if len(known) >= MOST_ASKED:
                return False
            self.new.setdefault(file, set()).add(person)
        return True
