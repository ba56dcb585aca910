"""A sample changed after its draw: files replaced or withdrawn, the sample extended.

A file that cannot be used is replaced by the next one of its stratum in the order of
the draw; one that was drawn for its handler's minimum by the handler's next file, if
there is one; one that was named by the next number of its series, if the rule says so.
A withdrawn file leaves with nothing coming in for it; undone, it is back as it was.
An extension keeps all that is there and goes on in the same order up to a larger size.
Whoever has the list and the changes comes to the same sample.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

from review.domain.errors import N_, RuleBroken
from review.domain.sampling import Drawn, Why
from review.domain.sampling_docket import folded, place_of
from review.domain.sampling_order import Candidate, stratum_of
from review.domain.sampling_quotas import quotas_of
from review.domain.sampling_rule import SampleBy, SampleRule


class ChangeKind(StrEnum):
    """What was done to a sample after its draw."""

    REPLACEMENT = "replacement"
    EXTENSION = "extension"
    WITHDRAWAL = "withdrawal"
    RETURN = "return"
    """A withdrawal undone before anybody had seen it."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change by places in the list: what left, what came, what was passed over.

    `passed` would have come before and cannot be used either. `size` is what an
    extension draws up to, a number or a percentage as the rule has it.
    """

    kind: ChangeKind
    left: int | None = None
    taken: tuple[int, ...] = ()
    passed: tuple[int, ...] = ()
    size: str = ""


class NoLargerSize(RuleBroken):
    sentence = N_("A sample is extended to more than it has: over %(size)s.")


class NotExtensible(RuleBroken):
    sentence = N_("Only a sample drawn by a percentage or a number can be extended.")


NAMED = (Why.LISTED, Why.NEXT_NUMBER)


@dataclass(slots=True)
class Standing:
    """A sample as it stands: why each place is in it, and the places that left."""

    ordered: Sequence[Candidate]
    rule: SampleRule
    why: dict[int, Why]
    gone: set[int] = field(default_factory=set)
    withdrawn: dict[int, Why] = field(default_factory=dict)

    @classmethod
    def of(
        cls, ordered: Sequence[Candidate], rule: SampleRule, drawn: Iterable[Drawn]
    ) -> Standing:
        return cls(ordered, rule, {each.position: each.why for each in drawn})

    def is_besides(self, why: Why) -> bool:
        """Whether a superior named it, besides what the rule draws."""
        return why in NAMED and self.rule.by is not SampleBy.LISTED

    @property
    def places(self) -> tuple[int, ...]:
        return tuple(sorted(self.why))

    def apply(self, change: Change) -> bool:
        """Make a change as it is noted; False if the rule gives another one."""
        if change.kind is ChangeKind.EXTENSION:
            return self._extend(change)
        if change.kind is ChangeKind.RETURN:
            return self._return(change)
        left = change.left or 0
        if left not in self.why:
            return False
        if change.kind is ChangeKind.WITHDRAWAL:
            return self._withdraw(left, change)
        found = replacement(self, left, unusable=change.passed)
        why = self.why.pop(left)
        self.gone |= {left, *change.passed}
        for place in change.taken:
            same = self.ordered[place - 1].lead == self.ordered[left - 1].lead
            is_minimum = why is Why.MINIMUM and same
            self.why[place] = Why.MINIMUM if is_minimum else Why.REPLACEMENT
            if self.is_besides(why):
                self.why[place] = Why.NEXT_NUMBER
        return found == (change.taken, change.passed)

    def _withdraw(self, left: int, change: Change) -> bool:
        """Nothing comes in for it, and it is not drawn again."""
        self.withdrawn[left] = self.why.pop(left)
        self.gone.add(left)
        return not change.taken and not change.passed

    def _return(self, change: Change) -> bool:
        if not set(change.taken) <= self.withdrawn.keys():
            return False
        for place in change.taken:
            self.why[place] = self.withdrawn.pop(place)
        self.gone -= set(change.taken)
        return change.left is None and not change.passed

    def _extend(self, change: Change) -> bool:
        rule = larger(self.rule, change.size)
        found = extension(self, rule, unusable=change.passed)
        self.rule = rule
        self.gone |= set(change.passed)
        self.why.update(dict.fromkeys(change.taken, Why.EXTENSION))
        return found == (change.taken, change.passed)


def larger(rule: SampleRule, size: str) -> SampleRule:
    """The rule with a larger number or percentage."""
    if rule.by is SampleBy.PERCENT:
        percent = Decimal(size)
        if not (rule.percent or 0) < percent <= 100:
            raise NoLargerSize(size=rule.percent)
        return replace(rule, percent=percent)
    if rule.by is not SampleBy.NUMBER or rule.number is None:
        raise NotExtensible
    if int(size) <= rule.number:
        raise NoLargerSize(size=rule.number)
    return replace(rule, number=int(size))


Places = tuple[int, ...]


def extension(
    standing: Standing, rule: SampleRule, *, unusable: Collection[int] = ()
) -> tuple[Places, Places]:
    """The places a larger size adds, and those passed that cannot be used.

    What is there counts towards every quota.
    """
    ordered, most = standing.ordered, rule.maximum_per_handler
    quota_of = quotas_of(ordered, rule).of_stratum
    there = [
        ordered[place - 1]
        for place, why in standing.why.items()
        if why not in NAMED or rule.by is SampleBy.LISTED
    ]
    filled = Counter(stratum_of(each, rule) for each in there)
    led = Counter(each.lead for each in there)
    added, passed = [], []
    for place in _free(standing):
        each = ordered[place - 1]
        stratum = stratum_of(each, rule)
        if filled[stratum] >= quota_of[stratum] or not _has_room(each, led, most):
            continue
        if place in unusable:
            passed.append(place)
            continue
        filled[stratum] += 1
        led[each.lead] += 1
        added.append(place)
    return tuple(added), tuple(passed)


def _has_room(each: Candidate, led: Counter[str], most: int | None) -> bool:
    return not each.lead or most is None or led[each.lead] < most


def replacement(
    standing: Standing, left: int, *, unusable: Collection[int] = ()
) -> tuple[Places, Places]:
    """The place that comes in for one that leaves, if any, and those passed before it."""
    passed = []
    for place in _next_places(standing, left):
        if place not in unusable:
            return (place,), tuple(passed)
        passed.append(place)
    return (), tuple(passed)


def _next_places(standing: Standing, left: int) -> Iterator[int]:
    """Everything that may come in, in the order in which it would."""
    is_besides = standing.is_besides(standing.why[left])
    if standing.rule.by is SampleBy.CENSUS:
        return
    if standing.rule.by is SampleBy.LISTED or is_besides:
        yield from _next_numbers(standing, left)
        return
    ordered, rule = standing.ordered, standing.rule
    outgoing = ordered[left - 1]
    led = Counter(ordered[place - 1].lead for place in standing.why if place != left)
    free = [place for place in _free(standing) if place != left]
    if standing.why[left] is Why.MINIMUM:
        own = [place for place in free if ordered[place - 1].lead == outgoing.lead]
        yield from own
        free = [place for place in free if place not in own]
    stratum = stratum_of(outgoing, rule)
    for place in free:
        each = ordered[place - 1]
        has_room = _has_room(each, led, rule.maximum_per_handler)
        if has_room and stratum_of(each, rule) == stratum:
            yield place


def _free(standing: Standing) -> Iterator[int]:
    for place in range(1, len(standing.ordered) + 1):
        if place not in standing.why and place not in standing.gone:
            yield place


def _next_numbers(standing: Standing, left: int) -> Iterator[int]:
    """The next numbers of the series; of files of one number those of the same stage."""
    outgoing = standing.ordered[left - 1]
    here = place_of(outgoing.case_no)
    follows = standing.rule.next_number or standing.rule.designated
    if not follows or here is None:
        return
    named = set(map(folded, standing.rule.named))
    later = []
    for place in _free(standing):
        each = standing.ordered[place - 1]
        there = place_of(each.case_no)
        if (
            there is None
            or there.series != here.series
            or there.running <= here.running
        ):
            continue
        if folded(each.case_no) not in named:
            later.append((there.running, each.stage != outgoing.stage, place))
    yield from (place for *_, place in sorted(later))
