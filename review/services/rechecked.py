"""Which campaign another one re-checks: what could be, and whether it may be.

Functions here join the transaction of their caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from review.domain.campaigns import check_one_grade_set
from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.policy import Action, Viewer, kept_apart, require
from review.domain.rechecks import RULE
from review.domain.schemes import Scheme
from review.services import schemes
from review.store.queries import campaigns
from review.store.queries import rechecks as queries


class NotSettledYet(RuleBroken):
    """A share of what happens to be ready is no share of the whole."""

    place = RULE
    sentence = N_(
        "In the campaign %(code)s not every file is settled yet: %(n)s of %(whole)s."
    )


class NothingToRecheck(RuleBroken):
    place = RULE
    sentence = N_("There is no campaign %(code)s with a sample to re-check.")


REFUSALS = (NotSettledYet, NothingToRecheck)


@dataclass(frozen=True, slots=True)
class Choice:
    """A campaign that could be re-checked."""

    code: str
    name: str
    n: int
    n_settled: int

    @property
    def is_settled(self) -> bool:
        return self.n == self.n_settled


def choices(rows: Iterable[Any]) -> tuple[Choice, ...]:
    return tuple(Choice(row.code, row.name, row.n, row.n_settled) for row in rows)


def others(viewer: Viewer, but: int = 0) -> list[Any]:
    """The other campaigns of which this viewer may see results."""
    named = {grant.campaign_id for grant in require(viewer, Action.RESULTS_READ)}
    rows = queries.could_be_checked(viewer.bureau_id or 0, but)
    apart = kept_apart(viewer)
    return [
        row
        for row in rows
        if row.id in named or (None in named and row.id not in apart)
    ]


def checked(viewer: Viewer, of: str, own: Sequence[Scheme], *, but: int = 0) -> Any:
    """The campaign to be re-checked, if its grades mean the same and all are there."""
    row = next((row for row in others(viewer, but) if row.code == of), None)
    if row is None:
        raise NotVisible
    if row.n_settled < row.n:
        raise NotSettledYet(code=of, n=row.n_settled, whole=row.n)
    check_one_grade_set([*own, *schemes_of(row.id)])
    return row


def wanted(viewer: Viewer, of: str, own: Sequence[Scheme]) -> Any:
    """The same for a plan, which says what is wrong with it; None if it names none."""
    if not of:
        return None
    try:
        return checked(viewer, of, own)
    except NotVisible:
        raise NothingToRecheck(code=of) from None


def schemes_of(campaign_id: int) -> list[Scheme]:
    rows = campaigns.schemes_of(campaign_id)
    return [schemes.parsed(row.id, row.digest) for row in rows]
