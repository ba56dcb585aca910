"""Files of a sample that were sealed after the draw: nobody reads them any more."""

from __future__ import annotations

from review.domain.policy import Action, Viewer
from review.services.draw_records import FoundFile
from review.services.sampled import campaign_of
from review.store import unit
from review.store.queries import confined


def sealed_since(*, viewer: Viewer, code: str) -> tuple[FoundFile, ...]:
    """Those without a result, to be replaced or withdrawn, in the order of the draw."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.SAMPLE_DRAW)
        rows = confined.sealed_in(campaign.id)
    return tuple(
        FoundFile(row.public_id, row.case_no, row.stage, row.volume_set, row.kind)
        for row in rows
    )
