"""What the records show between reviewers and files that were given all the same.

It names a reviewer only while the file has no result: until then the bureau sees who
reads it and not what was found, afterwards the other way round.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from review.domain.candidates import REFUSALS, Bar, Strength
from review.domain.kinds import Stage
from review.domain.late_conflicts import may_read_again
from review.domain.sentences import Sentence
from review.store.queries import late_conflicts as queries


@dataclass(frozen=True, slots=True)
class Line:
    """A reviewer and a file, and what the records show between them."""

    public_id: str
    case_no: str
    stage: str
    volume_set: str
    name: str
    number: str
    strength: Strength
    sentences: tuple[Sentence, ...]
    may_read_again: bool = False
    part: str = ""

    @property
    def stage_words(self) -> str:
        return Stage(self.stage).words if self.stage else ""


@dataclass(frozen=True, slots=True)
class Lines:
    """What waits for a decision, and what was let pass, by file."""

    waiting: tuple[Line, ...]
    passed: tuple[Line, ...]


def listing(campaign_id: int) -> Lines:
    """Of a campaign's files without a result; joins a reading."""
    found: dict[tuple[str, Strength], list[Any]] = {}
    for row in queries.lines(campaign_id):
        if not row.decision:
            key = (row.public_id, Strength(row.strength))
            found.setdefault(key, []).append(row)
    lines = [_line(rows) for rows in found.values()]
    return Lines(
        waiting=tuple(each for each in lines if each.strength is Strength.BLOCK),
        passed=tuple(each for each in lines if each.strength is not Strength.BLOCK),
    )


def _line(rows: list[Any]) -> Line:
    first = rows[0]
    values = {"reviewer": first.name, "case": first.case_no}
    return Line(
        public_id=first.public_id,
        case_no=first.case_no,
        stage=first.stage,
        volume_set=first.volume_set,
        name=first.name,
        number=first.number or "",
        strength=Strength(first.strength),
        sentences=tuple(Sentence(REFUSALS[Bar(row.bar)], values) for row in rows),
        may_read_again=may_read_again(first.purpose, has_diverged=first.has_diverged),
    )


def passed_by_read(campaign_id: int) -> Mapping[str, tuple[Sentence, ...]]:
    """What was let pass, for a list of who holds what; joins a reading."""
    return {x.public_id: x.sentences for x in listing(campaign_id).passed}
