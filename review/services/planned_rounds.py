"""Who would review whom by a plan, before anything is drawn.

Functions here join the reading of their caller.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from review.domain.campaigns import CampaignPlan
from review.domain.candidates import Unit
from review.domain.errors import N_, RuleBroken
from review.domain.rotation import Round, Way, WhoReviews
from review.domain.sentences import Sentence
from review.services.drawing import Chosen
from review.services.opening import Member
from review.services.round_units import ReviewUnit, UnitLine, Units, lines, made
from review.store.queries import campaigns as queries

NONE_YET = N_(
    "Who reviews whom is settled with the files that are drawn; if it still cannot be "
    "then, nothing is given out before it is settled otherwise."
)
SHORT = N_(
    "These have fewer reviewers than a file that falls to them needs; its places stay "
    "empty: %(names)s."
)


@dataclass(frozen=True, slots=True)
class PlannedRound:
    """The units that a draw would give, and who would review whom among them."""

    who: WhoReviews = WhoReviews.ANYONE
    lines: tuple[UnitLine, ...] = ()
    n_free: int = 0
    """Reviewers of none of these units; they may read every file."""
    agreed: Round | None = None
    """None as long as the order hangs on a seed that is not known."""
    why_not: RuleBroken | None = None
    most: int = 0
    """How many reviewers a file needs at most."""

    @property
    def needs_seed(self) -> bool:
        return self.who.way is Way.ROTATION and not (self.agreed or self.why_not)

    @property
    def short(self) -> tuple[UnitLine, ...]:
        """Those with too few reviewers for one file of those that fall to them, whoever
        is of no unit counted in.
        """
        if self.why_not is not None:
            return ()
        return tuple(
            line
            for line in self.lines
            if line.n_reviewers + self.n_free < (line.n_reads or self.most)
        )


ANYBODY = PlannedRound()


def planned_round(
    plan: CampaignPlan, chosen: Sequence[Chosen], readers: Sequence[Member], on: date
) -> PlannedRound:
    """By the seed that is announced; without one only who would take part."""
    who = plan.who_reviews
    if who.way is None:
        return ANYBODY
    homes = _homes(who.unit, readers, on)
    known = _units(who.unit, chosen, homes)
    agreed, why_not = None, None
    try:
        agreed = made(known, who.way, who.unit, plan.seed)
    except RuleBroken as refusal:
        why_not = refusal
    if who.way is Way.ROTATION and not plan.seed:
        agreed = None
    return PlannedRound(
        who=who,
        lines=lines(known, agreed),
        n_free=sum(known.keys().isdisjoint(units) for units in homes.values()),
        agreed=agreed,
        why_not=why_not,
        most=max((each.n_reads for each in known.values()), default=0),
    )


def _homes(unit: Unit, readers: Sequence[Member], on: date) -> dict[int, set[str]]:
    """By person, the county or the firms they belong to."""
    if unit is Unit.COUNTY:
        return {each.person_id: {str(each.row.area_id or "")} for each in readers}
    homes: dict[int, set[str]] = {each.person_id: set() for each in readers}
    for row in queries.firms_of(list(homes), on=on):
        homes[row.person_id].add(str(row.firm_id))
    return homes


def _units(
    unit: Unit, chosen: Sequence[Chosen], homes: Mapping[int, Collection[str]]
) -> Units:
    files: dict[tuple[str, str, str], list[Chosen]] = defaultdict(list)
    for each in chosen:
        row = each.row
        if unit is Unit.COUNTY:
            files[row.area, str(row.area_id), row.area_name].append(each)
        elif row.firm_id is not None:
            files[row.firm_code, str(row.firm_id), row.firm_name].append(each)
    return {
        key: ReviewUnit(
            id=key,
            name=name,
            code=code,
            n_files=len(found),
            n_reads=max(each.n_reviews for each in found),
            n_reviewers=sum(key in units for units in homes.values()),
        )
        for (code, key, name), found in sorted(files.items(), key=lambda each: each[0])
    }


def remarks(found: PlannedRound) -> Iterator[Sentence]:
    """What keeps it from being settled, or leaves places empty."""
    if found.why_not is not None:
        yield Sentence(found.why_not.sentence, found.why_not.values)
        yield Sentence(NONE_YET)
    if found.short:
        names = tuple(f"{line.name} {line.n_reviewers}" for line in found.short)
        yield Sentence(SHORT, {"names": names})
