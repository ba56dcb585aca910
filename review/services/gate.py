"""What is counted before a release may be made."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from typing import Any

from review.domain.campaigns import is_standing
from review.domain.personal_data import has_personal_number
from review.domain.publication import ReleaseKind
from review.domain.publication_gate import GateFacts
from review.files.draws import from_protocol
from review.services.freezing import Basis, withheld
from review.services.senior_reads import SWITCH, failing_in
from review.store import invariants
from review.store.queries import objections, panels, senior_reads
from review.store.queries import publication as queries


def facts_of(basis: Basis, *, on: date | None = None) -> GateFacts:
    """Everything the gate asks about a campaign; inside the reading that is open.

    Without a day no time for answers is over.
    """
    campaign_id = basis.campaign.id
    n_parts = {key: len(scheme.parts) for key, scheme in basis.schemes.items()}
    graded = queries.graded_so_far(campaign_id)
    still = queries.still_open(campaign_id, tuple(sorted(n_parts.items())))
    n_open, n_untold = objections.n_open(campaign_id)
    return GateFacts(
        n_graded=graded.n_graded,
        n_slots_unfilled=int(still.n_slots_unfilled),
        n_reads_open=int(still.n_reads_open),
        n_unsettled=int(still.n_unsettled),
        n_diverged=int(still.n_diverged),
        **_fails_unread(basis),
        n_at_panel=panels.n_waiting(campaign_id),
        n_objections_open=n_open,
        n_objections_untold=n_untold,
        n_ungraded=int(graded.n_ungraded),
        n_minima_unmet=_n_minima_unmet(basis),
        n_withheld=sum(map(len, withheld(basis).values())),
        n_confined=int(graded.n_confined),
        n_days_to_run=_days_to_run(basis.campaign, on),
        n_personal_public=sum(map(has_personal_number, _public_names(basis))),
        n_personal=sum(map(has_personal_number, queries.texts_of(campaign_id))),
        broken_invariants=tuple(
            broken.name for broken in invariants.check_campaign(campaign_id)
        ),
        provisional_first=bool(basis.campaign.rules.get("provisional_first")),
        provisional_released=any(
            row.kind == ReleaseKind.PROVISIONAL for row in basis.releases
        ),
        answers_until=_answers_until(basis, on),
    )


def _days_to_run(campaign: Any, on: date | None) -> int:
    """Only a standing campaign takes in what closes while it runs."""
    if on is None or not is_standing(campaign.rules):
        return 0
    return max((campaign.closed_until - on).days, 0)


def _answers_until(basis: Basis, on: date | None) -> date | None:
    """As the provisional release itself says; nothing once that day is over."""
    for row in basis.releases:
        said = json.loads(row.header).get("answers_until")
        if said and (on is None or on <= date.fromisoformat(said)):
            return date.fromisoformat(said)
    return None


def _fails_unread(basis: Basis) -> dict[str, int]:
    """They hold the release up, or are to be seen where the bureau asks for no read."""
    grades = failing_in(basis.schemes.values())
    n = senior_reads.n_unread(basis.campaign.id, grades)
    asked = basis.campaign.rules.get(SWITCH)
    return {"n_fails_unread" if asked else "n_fails_unasked": n}


def _public_names(basis: Basis) -> set[str]:
    """Every name of which any could come to stand before the public."""
    return {
        name or ""
        for row in basis.files
        for name in (row.firm_name, row.handler_name, row.area_name)
    }


def _n_minima_unmet(basis: Basis) -> int:
    """Handlers in the record of the draw of whom fewer files were drawn than asked."""
    minimum = basis.draw.rule.get("minimum_per_handler", 0) if basis.draw else 0
    if not minimum:
        return 0
    lines = from_protocol(basis.draw.protocol.encode())
    leads = {line.candidate.lead for line in lines if line.candidate.lead}
    drawn = Counter(line.candidate.lead for line in lines if line.why)
    return sum(drawn[lead] < minimum for lead in leads)
