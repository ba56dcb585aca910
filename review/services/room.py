"""Whether reviewers have room for the files that an undoing gives back to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from review.domain.allocation import over_caps
from review.domain.errors import RuleBroken, ngettext
from review.store.queries import campaigns, candidates


class OverTheirCap(RuleBroken):
    """Whatever fills places keeps to the caps, and so does undoing."""

    sentence = ngettext(
        "%(n)s reviewer would hold more files than the personal limit allows. Nothing "
        "was given back; set the limit higher or give these files to others.",
        "%(n)s reviewers would hold more files than the personal limit allows. Nothing "
        "was given back; set the limit higher or give these files to others.",
    )


def lacking(campaign: Any, reads: Sequence[Any]) -> tuple[str, ...]:
    """Who would hold how many of how many at most, once these ended reads are back."""
    more = Counter(row.reviewer_code for row in reads)
    people = {row.code: row for row in campaigns.campaign_reviewers(campaign.id)}
    caps = {code: row.cap for code, row in people.items()}
    over = over_caps(candidates.loads(campaign.id), more, caps)
    return tuple(
        f"{people[each.reviewer].name} {each.n}/{each.cap}"
        for each in sorted(over, key=lambda each: people[each.reviewer].name_key)
    )


def check_room(campaign: Any, reads: Sequence[Any]) -> None:
    """Refuse to give these reads back over anybody's cap; joins the transaction."""
    if people := lacking(campaign, reads):
        raise OverTheirCap(n=len(people))
