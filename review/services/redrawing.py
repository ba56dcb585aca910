"""A draw repeated from what was handed out; needs no database and no account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from review.domain import sampling as rules
from review.domain.sampling import Candidate, Sample
from review.domain.sampling_changes import Change, NoLargerSize, NotExtensible, Standing
from review.domain.sampling_order import numbered
from review.domain.sampling_rule import SampleRule, announced_rule
from review.domain.sampling_seed import Announcement, fits
from review.files import draw_bundles, draws


@dataclass(frozen=True, slots=True)
class RedrawnFile:
    """A file of the sample; why it is there is not said."""

    position: int
    case_no: str
    stage: str
    volume_set: str
    kind: str


@dataclass(frozen=True, slots=True)
class Redrawn:
    """What drawing again gave, and whether it is what was handed out, byte for byte."""

    campaign: str
    seed: str
    n_population: int
    n_drawn: int
    n_changes: int
    list_digest: str
    sample_digest: str
    list_holds: bool
    draw_repeats: bool
    changes_follow: bool
    sample_repeats: bool
    announced: Announcement | None
    announced_list: str
    """The digest of the list that was published; empty where it was not frozen."""
    seed_is_announced: bool | None
    """None where nothing was announced, or where only the event can tell."""
    list_is_announced: bool | None
    binds_rule: bool | None
    """Whether rule, handlers and firms were announced with the list; earlier versions
    froze the list alone. None where the list is another one, or none was announced.
    """
    rule: Mapping[str, object]
    cancelled: tuple[Mapping[str, str], ...]
    """What the record says of draws before it that were cancelled."""
    files: tuple[RedrawnFile, ...]
    list_body: bytes
    sample_body: bytes

    @property
    def holds(self) -> bool:
        return (
            self.list_holds
            and self.draw_repeats
            and self.changes_follow
            and self.sample_repeats
            and self.seed_is_announced is not False
            and self.list_is_announced is not False
        )


@dataclass(frozen=True, slots=True)
class Repeated:
    """A list drawn from again: the first draw, the list it writes, the sample now."""

    ordered: tuple[Candidate, ...]
    first: Sample
    list_body: bytes
    standing: Standing
    changes_follow: bool
    rule: SampleRule

    @property
    def is_numbered_through(self) -> bool:
        """Whether firms have the numbers of the order; other ones may decide a tie."""
        return numbered(self.ordered) == self.ordered

    def frozen_body(self, announced: str | None) -> bytes:
        """What could be frozen before there was a seed, as it was at the announcement."""
        if self.binds_rule(announced) is False:
            return draws.frozen_before(self.ordered, rule=self.rule)
        return draws.frozen(self.ordered, rule=self.rule)

    def binds_rule(self, announced: str | None) -> bool | None:
        """Whether this was announced of the list with its rule, or of the list alone;
        None where it is not what was announced.
        """
        whole = draws.frozen(self.ordered, rule=self.rule)
        if draw_bundles.digest(whole) == announced:
            return True
        alone = draws.frozen_before(self.ordered, rule=self.rule)
        return False if draw_bundles.digest(alone) == announced else None


def repeat(
    list_body: bytes, *, rule: SampleRule, seed: str, changes: Sequence[Change]
) -> Repeated:
    """Draw again from a list, make the changes again, and write the list anew."""
    # The list holds only files that could be drawn, so none is left out again.
    said, rule = rule, replace(rule, include_secret=True)
    ordered = rules.in_draw_order(
        (line.candidate for line in draws.from_protocol(list_body)), seed=seed
    )
    first = rules.draw(ordered, rule=rule, seed=seed)
    standing = Standing.of(ordered, rule, first.drawn)
    follow = [_follows(standing, change) for change in changes]
    return Repeated(
        ordered=ordered,
        first=first,
        list_body=draws.to_protocol(ordered, first.drawn, rule=rule, seed=seed),
        standing=standing,
        changes_follow=all(follow),
        rule=said,
    )


def _follows(standing: Standing, change: Change) -> bool:
    """Whether the rule gives this change; one that cannot be made follows from none."""
    n = len(standing.ordered)
    if not all(1 <= place <= n for place in (*change.taken, *change.passed)):
        return False
    try:
        return standing.apply(change)
    except (NoLargerSize, NotExtensible, ArithmeticError, ValueError):
        return False


def redraw(body: bytes) -> Redrawn:
    """Draw again from the exported record of a draw."""
    found = draw_bundles.from_bundle(body)
    again = repeat(
        found.list_body, rule=found.rule, seed=found.seed, changes=found.changes
    )
    places = again.standing.places
    sample_body = draw_bundles.to_sample(again.ordered, places)
    stated, announced = found.stated, found.frozen_digest
    binds_rule = again.binds_rule(announced)
    if binds_rule and not again.is_numbered_through:
        binds_rule = None
    return Redrawn(
        campaign=str(found.said.get("campaign", "")),
        seed=found.seed,
        n_population=len(again.ordered),
        n_drawn=len(places),
        n_changes=len(found.changes),
        list_digest=draw_bundles.digest(found.list_body),
        sample_digest=draw_bundles.digest(sample_body),
        list_holds=draw_bundles.digest(found.list_body) == stated[draw_bundles.LIST],
        draw_repeats=again.list_body == found.list_body,
        changes_follow=again.changes_follow,
        sample_repeats=sample_body == found.sample_body
        and draw_bundles.digest(sample_body) == stated[draw_bundles.SAMPLE],
        announced=found.announced,
        announced_list=announced,
        seed_is_announced=fits(found.announced, found.seed)
        if found.announced
        else None,
        list_is_announced=binds_rule is not None if announced else None,
        binds_rule=binds_rule,
        rule=announced_rule(found.rule),
        cancelled=found.cancelled,
        files=tuple(_file(again.ordered[place - 1], place) for place in places),
        list_body=again.list_body,
        sample_body=sample_body,
    )


def _file(each: Candidate, place: int) -> RedrawnFile:
    return RedrawnFile(place, each.case_no, each.stage, each.volume, each.kind)
