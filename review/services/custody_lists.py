"""Lists of what is still to be brought in, a page for each firm or institution."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from review.domain.campaigns import of_institutions
from review.domain.custody import Place
from review.domain.policy import Action, Viewer
from review.services.custody import VolumeLine, line_of
from review.services.sampling import campaign_of
from review.store import unit
from review.store.queries import custody as queries


@dataclass(frozen=True, slots=True)
class Wanted:
    """What each firm or institution has still to bring in."""

    campaign: str
    groups: tuple[tuple[str, tuple[VolumeLine, ...]], ...]
    of_institutions: bool


def wanted(*, viewer: Viewer, code: str) -> Wanted:
    """调卷清单: the files each firm has still to bring in."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        rows = queries.listing(campaign.id, Place.OWNER, skip=0, size=1_000_000)
    lines = sorted(map(line_of, rows), key=lambda line: (line.firm, line.case_no))
    grouped = groupby(lines, key=lambda line: line.firm)
    groups = tuple((firm, tuple(each)) for firm, each in grouped)
    return Wanted(campaign.name, groups, of_institutions(campaign.rules))
