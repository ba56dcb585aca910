"""Deciding an objection at the desk: blind first, then with the reviews and what is said.

The read is one of the items objected to. What is kept of it are rulings, point by point;
the answers of those that are not rejected make the result anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from review.domain.answers import Answer
from review.domain.appeals import (
    Cause,
    Decided,
    DecidedByPanel,
    ObjectionEnded,
    Ruling,
    checked_decision,
)
from review.domain.panel_meetings import PANEL_MEETING
from review.domain.reads import Purpose
from review.services import schemes
from review.services.appeals.own import PointView, points_of
from review.services.appeals.reconsidering import settle_again
from review.store import unit
from review.store.models import ObjectionEnding, ObjectionRuling
from review.store.queries import objections as queries
from review.store.queries.numbered import add_texts


@dataclass(frozen=True, slots=True)
class Rulings:
    """What becomes of the points of one objection, found complete."""

    objection: Any
    decided: tuple[Decided, ...]

    @property
    def changes(self) -> bool:
        return any(each.ruling.changes for each in self.decided)


def decides(row: Any) -> bool:
    """Whether a read of the desk decides an objection."""
    return bool(row.purpose == Purpose.APPEAL)


def points_beside(row: Any) -> tuple[PointView, ...]:
    """What is objected to, for whoever has locked the own answers; inside a reading."""
    objection = queries.of_read(row.id)
    assert objection is not None
    scheme = schemes.parsed(objection.scheme_id)
    return points_of(queries.points(objection.id), scheme, {})


def rulings_of(
    row: Any, answers: Mapping[str, Answer], given: Sequence[Decided] | None
) -> Rulings | None:
    """What a decision must bring; None for any other review."""
    if not decides(row):
        return None
    with unit.reading():
        objection = queries.of_read(row.id)
        assert objection is not None
        points = [each.item_code for each in queries.points(objection.id)]
        file = queries.file_by_key(objection.campaign_id, objection.file)
    answered = {code for code, answer in answers.items() if answer.is_given}
    found = Rulings(objection, checked_decision(points, given or (), answered))
    if found.changes and _is_voted_on(file):
        raise DecidedByPanel
    return found


def _is_voted_on(file: Any) -> bool:
    return file is None or file.was_at_panel or file.rule == PANEL_MEETING


def store(cause: unit.Recorded, submission_id: int, rulings: Rulings | None) -> None:
    """Keep the rulings, and the new result if anything changes; joins the caller."""
    if rulings is None:
        return
    row = rulings.objection
    event = unit.record(
        "objection_decided",
        chain=f"campaign:{row.campaign_id}",
        actor=unit.SYSTEM,
        at=cause.at,
        cause=cause,
        targets=[("campaign_case", row.campaign_case_id)],
        payload={"n": len(rulings.decided)},
    )
    own = {"bureau_id": row.bureau_id, "objection_id": row.id}
    with unit.refusing({"objection_endings": ObjectionEnded()}):
        unit.add(
            event,
            ObjectionEnding,
            kind=queries.DECIDED,
            submission_id=submission_id,
            ended_at=event.at,
            **own,
        )
    _rule(event, rulings, own)
    if rulings.changes:
        settle_again(row.campaign_case_id, at=event.at, cause=event)


def _rule(event: unit.Recorded, rulings: Rulings, own: Mapping[str, int]) -> None:
    text = {"bureau_id": own["bureau_id"], "kind": "ruling"}
    texts = add_texts([{**text, "body": each.reason} for each in rulings.decided])
    rows = [
        {
            **own,
            "item_code": each.item,
            "ruling": each.ruling.value,
            "cause": each.cause.value,
            "text_id": text_id,
        }
        for each, text_id in zip(rulings.decided, texts, strict=True)
    ]
    unit.add_all(event, ObjectionRuling, rows)


def decided_in(form: Mapping[str, tuple[str, str, str]]) -> tuple[Decided, ...]:
    """Rulings, causes and reasons as somebody wrote them down; what is none is left out."""
    return tuple(
        Decided(item, Ruling(ruling), Cause(cause), reason)
        for item, (ruling, cause, reason) in form.items()
        if ruling in {each.value for each in Ruling}
        and cause in {each.value for each in Cause}
    )
