"""Every change of an allocation in one language: give, take back, keep.

A machine's proposal, a hand's and a file's are the same lines, so that each can be
written out, edited, looked at and applied as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass

from review.domain.errors import N_
from review.domain.kinds import Stage, Worded
from review.domain.reads import Purpose
from review.domain.sentences import Sentence

MOST_REASON = 200


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
FULL = N_("Reviewer %(reviewer)s would have more files than allowed.")
