"""The answered objections of a campaign, for what is told of items and of reviewers."""

from __future__ import annotations

from review.domain.appeals import Cause, Ruling
from review.domain.reconsidered import Reconsidered, places_in
from review.services import schemes
from review.store.queries import answered_points as queries


def points_of(campaign_id: int) -> tuple[Reconsidered, ...]:
    """Joins the caller's reading."""
    rows = queries.points(campaign_id)
    used = {row.scheme_id for row in rows}
    places = {each: places_in(schemes.parsed(each)) for each in used}
    return tuple(
        Reconsidered(
            file=row.campaign_case_id,
            scheme=row.scheme_id,
            item=row.item_code,
            ruling=Ruling(row.ruling),
            cause=Cause(row.cause),
            answer=_answer(row.choices, places[row.scheme_id].get(row.item_code)),
        )
        for row in rows
    )


def _answer(choices: list[object] | None, at: int | None) -> object:
    return None if choices is None or at is None else choices[at]
