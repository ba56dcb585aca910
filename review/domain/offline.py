"""A draft that went along in a workbook and comes back: what changed, and on which side.

Three sides are compared item by item: what the workbook held when it was made, what it
holds now, and what is stored. Of the first a digest is enough. What one side alone
changed is a change; what both changed differently is for the reviewer to choose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from review.domain.derivation import canonical, digest
from review.domain.errors import N_

FORMAT = "case-review offline 1"
# An item's code begins with a letter, so the comment's cannot be one.
COMMENT = "@comment"
SHOWN = "@proposals"
"""Among the marks: a stamp of the proposals that the workbook shows."""
MARK = 16
# What a workbook holds of a finding; whatever else a draft knows of it stays there.
CARRIED_FIELDS = frozenset({"option", "reason", "pages", "absent"})


class Effect(StrEnum):
    """What bringing the workbook would do to one item."""

    CONFLICT = "conflict"
    REFUSED = "refused"
    CHANGED = "changed"
    TAKEN_BACK = "taken_back"
    NEW = "new"
    KEPT = "kept"
    SAME = "same"

    @property
    def words(self) -> str:
        return EFFECT_WORDS[self]


EFFECT_WORDS = {
    Effect.CONFLICT: N_("changed on both sides"),
    Effect.REFUSED: N_("refused"),
    Effect.CHANGED: N_("changed"),
    Effect.TAKEN_BACK: N_("cleared"),
    Effect.NEW: N_("new"),
    Effect.KEPT: N_("changed on the server only"),
    Effect.SAME: N_("the same"),
}
# What the workbook says and the stored draft does not.
FROM_FILE = frozenset({Effect.CHANGED, Effect.TAKEN_BACK, Effect.NEW})


@dataclass(frozen=True, slots=True)
class Carried:
    """What a workbook has to know of a read to be brought back to it."""

    read: str
    scheme_code: str
    scheme_version: str
    scheme_digest: str
    version: int
    marks: Mapping[str, str]
    """A digest of each answer as it was carried away, and of the comment."""


def mark_of(said: object) -> str:
    """A short digest of what was said, or of nothing, as far as a workbook holds it.

    How lines end and in which order the findings stand makes no other answer.
    """
    return digest(_comparable(_carried(said) or None))[:MARK]


def _carried(said: Any) -> Any:
    """An answer without what no workbook shows."""
    if not isinstance(said, Mapping) or "findings" not in said:
        return said
    findings = [kept for each in said["findings"] if (kept := carried_of(each))]
    left = {"findings", "remark"}
    rest = {name: each for name, each in said.items() if name not in left}
    return rest | ({"findings": findings} if findings else {})


def carried_of(finding: Mapping[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in finding.items() if name in CARRIED_FIELDS}


def _comparable(said: Any) -> Any:
    if isinstance(said, str):
        return said.replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(said, Mapping):
        return {name: _comparable(each) for name, each in said.items()}
    if isinstance(said, list):
        return sorted((_comparable(each) for each in said), key=canonical)
    return said


def completed(mine: Any, stored: Any) -> Any:
    """An answer out of a workbook with what the workbook could not hold of it.

    A finding keeps it as long as it is about the same pages; a stored finding of which
    the workbook shows nothing at all stays as it is, and what was a remark is one.
    """
    if not isinstance(mine, Mapping) or not isinstance(stored, Mapping):
        return mine
    found = stored.get("findings", [])
    left = [each for each in found if not CARRIED_FIELDS.issuperset(each)]
    findings = []
    for each in mine.get("findings", []):
        same = next((one for one in left if _is_about_the_same(each, one)), None)
        if same is not None:
            left.remove(same)
        findings.append({**_uncarried(same), **each})
    findings += [each for each in left if not carried_of(each)]
    remark = {"remark": True} if findings and stored.get("remark") else {}
    return {**mine, **({"findings": findings} if findings else {}), **remark}


def _uncarried(finding: Mapping[str, Any] | None) -> dict[str, Any]:
    known = finding or {}
    return {name: each for name, each in known.items() if name not in CARRIED_FIELDS}


def _is_about_the_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    has_same_place = one.get("option") == other.get("option") and one.get(
        "pages"
    ) == other.get("pages")
    return has_same_place and ("pages" in one or one == carried_of(other))


def effect_of(carried: str, mine: object, stored: object) -> Effect:
    """What becomes of an item, by the mark it was carried with and both of today."""
    if mark_of(mine) == mark_of(stored):
        return Effect.SAME
    if mark_of(mine) == carried:
        return Effect.KEPT
    if mark_of(stored) != carried:
        return Effect.CONFLICT
    if not stored:
        return Effect.NEW
    return Effect.CHANGED if mine else Effect.TAKEN_BACK


def seal_of(carried: Sequence[Carried]) -> str:
    """A digest over all that is carried, which shows what was damaged on the way."""
    return digest(
        [
            FORMAT,
            *(
                [
                    each.read,
                    each.scheme_code,
                    each.scheme_version,
                    each.scheme_digest,
                    each.version,
                    sorted(each.marks.items()),
                ]
                for each in carried
            ),
        ]
    )
