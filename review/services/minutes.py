"""The minutes of a panel's meetings (合议记录): who was present, each vote, the ruling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from review.domain.errors import NotVisible
from review.domain.policy import Action, Viewer
from review.domain.schemes import Text
from review.domain.verdicts import from_hundredths
from review.services import schemes
from review.services.sampling import campaign_of
from review.store import unit
from review.store.queries import panels as queries


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """What was decided of a file, with every vote by name."""

    public_id: str
    case_no: str
    stage: str
    volume_set: str
    kind: str
    former_grade: Text
    former_score: Decimal | None
    grade: Text
    score: Decimal | None
    is_changed: bool
    is_by_lead: bool
    votes: tuple[tuple[str, Text], ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Minutes:
    campaign: str
    code: str
    public_id: str
    held_on: date
    place: str
    members: tuple[tuple[str, bool], ...]
    said: str
    lines: tuple[DecisionLine, ...] = field(default_factory=tuple)


def minutes(*, viewer: Viewer, code: str, public_id: str) -> Minutes:
    """The minutes of one meeting, for the page and for paper."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.RECONCILE)
        row = queries.meeting(public_id, campaign_id=campaign.id)
        if row is None:
            raise NotVisible
        members = queries.members(row.id)
        decisions, votes = queries.decisions(row.id), queries.votes(row.id)
    names = {each.reviewer_code: each.name for each in members}
    by_decision: dict[int, list[Any]] = {each.id: [] for each in decisions}
    for vote in votes:
        by_decision[vote.decision_id].append(vote)
    return Minutes(
        campaign=campaign.name,
        code=campaign.code,
        public_id=row.public_id,
        held_on=row.held_on,
        place=row.place,
        members=tuple((each.name, bool(each.is_lead)) for each in members),
        said=row.said or "",
        lines=tuple(_decision(d, by_decision[d.id], names) for d in decisions),
    )


def _decision(row: Any, votes: Sequence[Any], names: Mapping[str, str]) -> DecisionLine:
    """Votes in the order of the members."""
    order = list(names)
    ordered = sorted(votes, key=lambda vote: order.index(vote.reviewer_code))
    return DecisionLine(
        public_id=row.public_id,
        case_no=row.case_no,
        stage=row.stage,
        volume_set=row.volume_set,
        kind=row.kind,
        former_grade=grade_title(row.scheme_id, row.former_grade),
        former_score=from_hundredths(row.former_score),
        grade=grade_title(row.scheme_id, row.grade),
        score=from_hundredths(row.score),
        is_changed=row.grade != row.former_grade,
        is_by_lead=bool(row.is_by_lead),
        votes=tuple(
            (names[vote.reviewer_code], grade_title(row.scheme_id, vote.grade))
            for vote in ordered
        ),
        reason=row.reason or "",
    )


def grade_title(scheme_id: int, code: str) -> Text:
    grade = schemes.parsed(scheme_id).grade(code)
    return grade.title if grade else Text(code, code)
