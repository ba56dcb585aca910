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

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from review.domain.derivation import (
    NOTHING,
    Ratio,
    added,
    exactly,
    half_up,
    times,
    with_an_end,
)
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
WHOLE = Fraction(1)
Share = tuple[Decimal | Fraction, Decimal | Fraction, Decimal | Fraction]
"""Of a party: the most it could have, its mark, and its bonus."""
NO_SHARE: Share = (ZERO, ZERO, ZERO)


@dataclass(frozen=True, slots=True)
class Marked:
    """A points sheet whose total is known, but not yet whose it is.

    `scale` is what the marks are multiplied with, `bonus_scale` what is left of the
    bonus under the most a total can be.
    """

    scheme: Scheme
    items: Mapping[str, tuple[ItemMark, ...]]
    """The lines of each section."""
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
    counts_full = _counts_full(marked.scheme)
    for section in marked.sections:
        own = marked.items.get(section.code, ())
        for item, *worth in _given(section, counts_full, own):
            _add(sums.setdefault(item.party, [ZERO, ZERO, ZERO]), worth)
    return tuple(PartyMark(party, *sums[party]) for party in Party if party in sums)


def _add(row: list[Decimal], worth: Sequence[Decimal]) -> None:
    row[:] = [row[0] + worth[0], row[1] + worth[1], row[2] + worth[2]]


def _given(
    section: SectionMark, counts_full: bool, items: tuple[ItemMark, ...]
) -> Iterator[tuple[ItemMark, Decimal, Decimal, Decimal]]:
    """Items with maximum, mark and bonus; what does not apply only if it counts full."""
    for item in items:
        if section.kind is SectionKind.BONUS:
            yield item, ZERO, ZERO, item.mark or ZERO
        elif item.mark is not None:
            yield item, item.maximum, item.mark, ZERO
        elif item.is_out and counts_full and not section.left:
            yield item, item.maximum, item.maximum, ZERO


@lru_cache(maxsize=4096)
def _sums(
    section: SectionMark, counts_full: bool, items: tuple[ItemMark, ...]
) -> Mapping[Party, Sequence[Decimal]]:
    """The same added up for each party that has marks; kept, as the section's mark is."""
    sums: dict[Party, list[Decimal]] = {}
    for item, *worth in _given(section, counts_full, items):
        if item.maximum:
            _add(sums.setdefault(item.party, [ZERO, ZERO, ZERO]), worth)
    return sums


def _counts_full(scheme: Scheme) -> bool:
    return scheme.not_applicable is NotApplicableRule.FULL_MARKS


def of_the_total(marked: Marked) -> tuple[PartyMark, ...]:
    """The second rule: what of the total is whose."""
    shares = party_shares(marked)
    counted = [party for party in marked.scheme.counted_parties if party in shares]
    if len(counted) == 1 and marked.total is not None:
        shares[counted[0]] = _alone(shares[counted[0]], marked.total)
    vetoed = _vetoed(marked)
    for party in vetoed:
        shares[party] = shares.get(party, NO_SHARE)[0], ZERO, ZERO
    return tuple(
        [
            PartyMark(party, *map(with_an_end, shares[party]), vetoed=party in vetoed)
            for party in Party
            if party in shares
        ]
    )


def party_shares(marked: Marked) -> dict[Party, Share]:
    """Each party's share of the exact total, before a veto and before rounding."""
    factors = {s.code: _factor(marked, s) for s in marked.sections if _is_apart(s)}
    counts_full = _counts_full(marked.scheme)
    # Marks that are multiplied alike are added up first, which is quick.
    sums: dict[tuple[Party, str], list[Decimal]] = {}
    for section in marked.sections:
        code = section.code if section.code in factors else ""
        own = marked.items.get(section.code, ())
        for party, worth in _sums(section, counts_full, own).items():
            _add(sums.setdefault((party, code), [ZERO, ZERO, ZERO]), worth)
    parts: dict[Party, tuple[list[Ratio], list[Ratio], list[Ratio]]] = {}
    for (party, code), row in sums.items():
        is_counted = party in marked.scheme.counted_parties
        factor = factors.get(code, marked.scale) if is_counted else WHOLE
        own_parts = parts.setdefault(party, ([], [], []))
        for ratios, number in zip(own_parts, row, strict=True):
            if number:
                ratios.append(times(factor, number))
    return {party: (added(a), added(b), added(c)) for party, (a, b, c) in parts.items()}


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
    return part / exactly(whole) if whole else NOTHING


def _alone(share: Share, total: Decimal) -> Share:
    """Nobody else has part in the total: rounded as it is, it is this party's."""
    maximum, mark, _ = share
    own = half_up(mark)
    return maximum, own, total - own


def _vetoed(marked: Marked) -> set[Party]:
    """Who answers for a veto that takes the total."""
    taking = {
        hit.item
        for hit in marked.hits
        if hit.counted and hit.effect is VetoEffect.TOTAL_ZERO
    }
    return {
        item.party
        for own in (marked.items.values() if taking else ())
        for item in own
        if item.code in taking
    }


PARTY_RULES: Mapping[str, Callable[[Marked], tuple[PartyMark, ...]]] = {
    FIRST: as_given,
    PARTY_MARKS: of_the_total,
}
