"""Whose the marks of a sheet are: what each party's items bring to the total.

By the second rule the marks of the parties that count add up to the sheet's total,
exactly and before it is rounded: what an item that does not apply leaves to the others,
the full mark that the rest makes up, and the cap of a bonus are shared as they are
calculated. Where one party alone makes the total, the total is that party's. A veto
that takes the total takes the marks of the party that answers for it; those of the
others stay what their work came to. An item loses no more than it has (扣完为止), and
so does its party.

The marks of a party that does not count make no part of a total, and stay as given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from review.domain.derivation import half_up, sum_of, times, with_an_end
from review.domain.marks import ZERO, ItemMark
from review.domain.rules import registered
from review.domain.schemes import (
    NotApplicableRule,
    Party,
    Scheme,
    SectionKind,
    VetoEffect,
)
from review.domain.sheets import PartyMark, SectionMark, VetoHit

FIRST = ""
"""The rule of sheets that were submitted before it had a name and a version."""
PARTY_MARKS = "party_marks@2"
NOTHING, WHOLE = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class Marked:
    """A points sheet whose total is known, but not yet whose it is.

    `scale` is what the marks are multiplied with, `bonus_scale` what is left of the
    bonus under the most a total can be.
    """

    scheme: Scheme
    items: tuple[ItemMark, ...]
    sections: tuple[SectionMark, ...]
    hits: tuple[VetoHit, ...]
    scale: Fraction = WHOLE
    bonus_scale: Fraction = WHOLE
    total: Decimal | None = None


def party_marks(rule: str, marked: Marked) -> tuple[PartyMark, ...]:
    """What every party's items came to, by the rule of that name and version."""
    return registered(PARTY_RULES, rule)(marked)


def as_given(marked: Marked) -> tuple[PartyMark, ...]:
    """The first rule: the marks of the items that applied, as they were given."""
    sums: dict[Party, list[Decimal]] = {}
    for item, maximum, mark, bonus in _given(marked):
        row = sums.setdefault(item.party, [ZERO, ZERO, ZERO])
        row[:] = [row[0] + maximum, row[1] + mark, row[2] + bonus]
    return tuple(PartyMark(party, *sums[party]) for party in Party if party in sums)


def _given(marked: Marked) -> Iterator[tuple[ItemMark, Decimal, Decimal, Decimal]]:
    """Items with maximum, mark and bonus; what does not apply only if it counts full."""
    counts_full = _counts_full(marked.scheme)
    sections = {section.code: section for section in marked.sections}
    for item in marked.items:
        section = sections[item.section]
        if section.kind is SectionKind.BONUS:
            yield item, ZERO, ZERO, item.mark or ZERO
        elif item.mark is not None:
            yield item, item.maximum, item.mark, ZERO
        elif item.is_out and counts_full and not section.left:
            yield item, item.maximum, item.maximum, ZERO


def _counts_full(scheme: Scheme) -> bool:
    return scheme.not_applicable is NotApplicableRule.FULL_MARKS


def of_the_total(marked: Marked) -> tuple[PartyMark, ...]:
    """The second rule: what of the total is whose."""
    shares = {each.party: each for each in party_shares(marked)}
    counted = [party for party in marked.scheme.counted_parties if party in shares]
    if len(counted) == 1 and marked.total is not None:
        shares[counted[0]] = _alone(shares[counted[0]], marked.total)
    for party in _vetoed(marked):
        known = shares.get(party, PartyMark(party, ZERO, ZERO))
        shares[party] = replace(known, mark=ZERO, bonus=ZERO, vetoed=True)
    return tuple([_written(shares[party]) for party in Party if party in shares])


def party_shares(marked: Marked) -> Iterator[PartyMark]:
    """Each party's share of the exact total, before a veto and before rounding."""
    factors = {s.code: _factor(marked, s) for s in marked.sections if _is_apart(s)}
    sums: dict[tuple[Party, str], list[Decimal]] = {}
    counted: dict[Party, bool] = {}
    for item, maximum, mark, bonus in _given(marked):
        if item.maximum:
            # Marks that are multiplied alike are added up first, which is quick.
            key = item.party, item.section if item.section in factors else ""
            row = sums.setdefault(key, [ZERO, ZERO, ZERO])
            row[:] = [row[0] + maximum, row[1] + mark, row[2] + bonus]
            counted[item.party] = item.counted
    parts: dict[Party, tuple[list[Fraction], ...]]
    parts = {party: ([], [], []) for party in counted}
    for (party, code), row in sums.items():
        factor = factors.get(code, marked.scale) if counted[party] else WHOLE
        for numbers, number in zip(parts[party], row, strict=True):
            if number:
                numbers.append(times(factor, number))
    for party, numbers in parts.items():
        yield PartyMark(party, *map(sum_of, numbers))


def _is_apart(section: SectionMark) -> bool:
    """Whether a mark in it is worth something else in the total than elsewhere."""
    return section.kind is SectionKind.BONUS or section.n_not_applicable > 0


def _factor(marked: Marked, section: SectionMark) -> Fraction:
    """What a mark of the section is worth in the total."""
    if section.kind is SectionKind.BONUS:
        return marked.bonus_scale * _ratio(section.mark, section.earned)
    if _counts_full(marked.scheme):
        return marked.scale * _ratio(section.weight, section.maximum)
    return marked.scale * _ratio(section.weight, section.applicable)


def _ratio(part: Fraction, whole: Decimal) -> Fraction:
    return part / Fraction(whole) if whole else NOTHING


def _alone(mark: PartyMark, total: Decimal) -> PartyMark:
    """Nobody else has part in the total: rounded as it is, it is this party's."""
    own = half_up(mark.mark)
    return PartyMark(mark.party, mark.maximum, own, total - own)


def _vetoed(marked: Marked) -> set[Party]:
    """Who answers for a veto that takes the total."""
    taking = {
        hit.item
        for hit in marked.hits
        if hit.counted and hit.effect is VetoEffect.TOTAL_ZERO
    }
    return {item.party for item in marked.items if item.code in taking}


def _written(mark: PartyMark) -> PartyMark:
    """As it is stored and sent: a decimal where it has an end."""
    numbers = map(with_an_end, (mark.maximum, mark.mark, mark.bonus))
    return PartyMark(mark.party, *numbers, vetoed=mark.vetoed)


PARTY_RULES: Mapping[str, Callable[[Marked], tuple[PartyMark, ...]]] = {
    FIRST: as_given,
    PARTY_MARKS: of_the_total,
}
