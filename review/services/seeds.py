"""Where hidden seeds lie and what reviewers made of them.

A seed is a file of the sample whose answers a panel lead has agreed, in the campaign of
anchors beside it; its further readers hold places like those of a hidden second read.
Functions here join the reading or the transaction of their caller.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from review.domain.calibration import trial
from review.domain.seeds import further_readers, n_seed_reads, percent_in
from review.services import schemes
from review.services.qualification import Tried
from review.services.submissions import answers_in
from review.store.queries import reviews
from review.store.queries import seeds as queries


def seed_places(campaign: Any, n_reviewers: int) -> dict[int, int]:
    """By file, how many further readers it has or gets now; agreed answers first.

    A file that was given out keeps as many as it had.
    """
    percent = percent_in(campaign.rules)
    rows = queries.seeds(campaign.id) if percent else ()
    found = {row.id: _n_kept(row) for row in rows if row.is_given}
    fresh = {str(row.id): row for row in rows if row.sheet_id and not row.is_given}
    wanted = n_seed_reads(int(queries.counts(campaign.id).n_reads), percent)
    more = further_readers(
        sorted(fresh),
        max(wanted - sum(found.values()), 0),
        most=max(n_reviewers - MOST_OTHERS, 0),
        secret=campaign.secret_key,
    )
    return found | {fresh[key].id: n for key, n in more.items()}


MOST_OTHERS = 4
"""Two first readers, the hidden second one, and somebody for a third review."""


def _n_kept(row: Any) -> int:
    return 0 if row.is_read else max(row.last_slot - row.n_reviews - 1, 0)


def tried(campaign_id: int, person_id: int | None = None) -> dict[int, list[Tried]]:
    """By person, every review of a settled seed beside what was agreed."""
    rows = queries.sheets(campaign_id, person_id)
    reasons: dict[int, list[Any]] = {row.agreed_id: [] for row in rows}
    for finding in reviews.findings_of(list(reasons)) if reasons else ():
        reasons[finding.submission_id].append(finding)
    found: dict[int, list[Tried]] = {}
    for row in rows:
        each = _tried(row, reasons[row.agreed_id])
        found.setdefault(row.person_id, []).append(each)
    return found


def _tried(row: Any, reasons: Sequence[Any]) -> Tried:
    scheme = schemes.parsed(row.scheme_id)
    own = answers_in(scheme, row.choices, ())
    agreed = answers_in(scheme, row.agreed, reasons)
    return Tried(
        public_id=row.public_id,
        case_no=row.case_no,
        submitted_at=row.submitted_at,
        scheme=scheme,
        trial=trial(scheme, own, agreed),
    )
