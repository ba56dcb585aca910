"""The files of a sample: found by number, sealed after the draw, and how many."""

from __future__ import annotations

from dataclasses import dataclass

from review.domain.policy import Action, Viewer, require
from review.domain.sampling import SampleRule
from review.services.sampled import campaign_of, drawn, repeated
from review.store import unit
from review.store.queries import confined
from review.store.queries import sampling as records

MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file of the sample that may be meant, with its address."""

    public_id: str
    case_no: str
    stage: str
    volume_set: str
    kind: str


def find_files(*, viewer: Viewer, code: str, text: str) -> tuple[FoundFile, ...]:
    """Files of the sample whose number holds the text, not settled yet."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.SAMPLE_DRAW)
        if not text:
            return ()
        rows = records.unsettled_files(campaign.id, text, most=MOST_FOUND)
    return tuple(
        FoundFile(row.public_id, row.case_no, row.stage, row.volume_set, row.kind)
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class Sampled:
    """How large a sample is, before it is extended."""

    campaign: str
    code: str
    rule: SampleRule
    n_now: int


def size_now(*, viewer: Viewer, code: str) -> Sampled:
    """The size a sample was drawn by, with its extensions."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.SAMPLE_DRAW)
        now = repeated(drawn(campaign)).standing
    return Sampled(campaign.name, campaign.code, now.rule, len(now.why))


def sealed_since(*, viewer: Viewer, code: str) -> tuple[FoundFile, ...]:
    """Those without a result, to be replaced or withdrawn, in the order of the draw."""
    with unit.reading():
        require(viewer, Action.SAMPLE_DRAW)
        rows = confined.sealed_by_code(code, bureau_id=viewer.bureau_id or 0)
        for campaign_id in {row.campaign_id for row in rows}:
            require(viewer, Action.SAMPLE_DRAW, campaign_id=campaign_id)
    return tuple(
        FoundFile(row.public_id, row.case_no, row.stage, row.volume_set, row.kind)
        for row in rows
    )
