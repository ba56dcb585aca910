"""From item marks to section marks, with what does not apply taken out as settled.

A section with nothing but 不适用 leaves the sheet under every rule; the sections that
remain then make up the full mark.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from review.domain.derivation import NOTHING, exactly
from review.domain.lines import lines_of
from review.domain.marks import ZERO, ItemMark
from review.domain.sameness import Same
from review.domain.schemes import (
    NotApplicableRule,
    Scheme,
    Section,
    SectionKind,
)
from review.domain.sheets import SectionMark


def section_marks(
    scheme: Scheme, items: Mapping[str, tuple[ItemMark, ...]], part: str | None
) -> tuple[SectionMark, ...]:
    """The sections of the sheet, from the marks of each; only items whose party counts
    enter their marks.
    """
    same = Same(scheme)
    return tuple(
        [
            _section_mark(same, place, *items.get(section.code, ()))
            for place, section in enumerate(scheme.sections)
            if part is None or section.part == part
        ]
    )


@lru_cache(maxsize=4096)
def _section_mark(of: Same[Scheme], place: int, *items: ItemMark) -> SectionMark:
    """Kept: most sections of most sheets are those of another sheet, mark by mark."""
    scheme, section = of.it, of.it.sections[place]
    maximum = out = earned = ZERO
    n_out = 0
    for item in items:
        if not item.counted:
            continue
        maximum += item.maximum
        if item.is_out:
            out += item.maximum
            n_out += 1
        elif item.mark is not None:
            earned += item.mark
    left = section.kind is SectionKind.STANDARD and 0 < maximum == out
    mark, weight = _worth(scheme, section, maximum, out, earned)
    return SectionMark(
        code=section.code,
        kind=section.kind,
        maximum=maximum,
        applicable=maximum - out,
        earned=earned,
        mark=mark,
        weight=weight,
        n_not_applicable=n_out,
        left=left,
    )


def _worth(
    scheme: Scheme, section: Section, maximum: Decimal, out: Decimal, earned: Decimal
) -> tuple[Fraction, Fraction]:
    """The mark a section brings, and of how much."""
    if section.kind is SectionKind.BONUS:
        return exactly(min(earned, section.points)), NOTHING
    if section.kind is SectionKind.VETO or maximum == out:
        return NOTHING, NOTHING
    if not out:
        return exactly(earned), exactly(maximum)
    rule = _NOT_APPLICABLE[scheme.not_applicable]
    return rule(exactly(maximum), exactly(out), exactly(earned))


def _full_marks(
    maximum: Fraction, out: Fraction, earned: Fraction
) -> tuple[Fraction, Fraction]:
    """What does not apply counts as done."""
    return earned + out, maximum


def _rescale_section(
    maximum: Fraction, out: Fraction, earned: Fraction
) -> tuple[Fraction, Fraction]:
    """The rest of the section makes up the section's maximum."""
    return maximum * earned / (maximum - out), maximum


def _rescale_sheet(
    maximum: Fraction, out: Fraction, earned: Fraction
) -> tuple[Fraction, Fraction]:
    """The section becomes smaller; the rest of the sheet makes up the full mark."""
    return earned, maximum - out


_NOT_APPLICABLE: Mapping[
    NotApplicableRule,
    Callable[[Fraction, Fraction, Fraction], tuple[Fraction, Fraction]],
] = {
    NotApplicableRule.FULL_MARKS: _full_marks,
    NotApplicableRule.RESCALE_SECTION: _rescale_section,
    NotApplicableRule.RESCALE_SHEET: _rescale_sheet,
}


def share_of(scheme: Scheme, part: str | None) -> Fraction:
    """How much of the full mark a part of the sheet carries."""
    full = exactly(scheme.full_mark)
    if part is None or len(scheme.parts) == 1:
        return full
    whole = _points(scheme, None)
    return full * _points(scheme, part) / whole if whole else NOTHING


def _points(scheme: Scheme, part: str | None) -> Fraction:
    counted = (
        line.item.points
        for line in lines_of(scheme, part)
        if line.counted and line.is_standard and line.is_scored
    )
    return exactly(sum(counted, ZERO))
