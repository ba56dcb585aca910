"""What officers learn of proposals: how many reviewers took, item by item."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter

from review.domain.aggregation import Rate
from review.domain.overrides import Override, Tally, overrides
from review.domain.policy import Action, Viewer
from review.domain.schemes import Text
from review.services import schemes
from review.services.sampling import campaign_of
from review.store import unit
from review.store.queries import proposals as queries


@dataclass(frozen=True, slots=True)
class OverrideLine:
    """An item of a scheme with its proposals; the share of those overridden."""

    scheme: Text
    item: str
    title: Text
    total: Rate
    late: Rate
    in_time: Rate
    n_accepted: int


@dataclass(frozen=True, slots=True)
class OverridesView:
    campaign: str
    code: str
    minimum_n: int
    lines: tuple[OverrideLine, ...]


def of_campaign(*, viewer: Viewer, code: str) -> OverridesView:
    """The proposals of the settled files, in the order of the sheets."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.RESULTS_READ)
        rows = queries.tallies(campaign.id)
    found = overrides(
        (Tally(*row) for row in rows),
        decimals=campaign.rules["decimals"],
        minimum_n=campaign.rules["minimum_n"],
    )
    lines = sorted((_line(each) for each in found), key=itemgetter(0))
    return OverridesView(
        campaign=campaign.name,
        code=campaign.code,
        minimum_n=campaign.rules["minimum_n"],
        lines=tuple(line for _place, line in lines),
    )


def _line(found: Override) -> tuple[tuple[int, int], OverrideLine]:
    """With its place: schemes as they were loaded, items as they stand in them."""
    scheme = schemes.parsed(found.scheme_id)
    places = {leaf.code: n for n, leaf in enumerate(scheme.leaves)}
    item = scheme.item(found.item)
    line = OverrideLine(
        scheme=scheme.title,
        item=found.item,
        title=item.title if item else Text(found.item, found.item),
        total=found.total,
        late=found.late,
        in_time=found.in_time,
        n_accepted=found.n_accepted,
    )
    return (found.scheme_id, places.get(found.item, len(places))), line
