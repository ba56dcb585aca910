"""From the marks in a sheet's cells to its section marks, total and grade.

The rules are those of `review.domain.scoring`. Where a scheme adds no points, or only
disputed items are read, there is nothing to add up: the server says what it comes to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from review.domain.answers import Special
from review.domain.derivation import plain
from review.domain.grading import rank
from review.domain.marks import ZERO
from review.domain.schemes import (
    Method,
    NotApplicableRule,
    Scheme,
    SectionKind,
    VetoEffect,
)
from review.domain.sections import share_of
from review.files.offline import words
from review.files.offline.columns import COUNTS, OUT, SPECIAL, WORTH
from review.files.offline.formulas import NONE, ItemAt, quoted
from review.files.offline.rows import OfflineCase


@dataclass(frozen=True, slots=True)
class SectionAt:
    """A section in its own row, with the rows of its lines below it."""

    row: int
    kind: SectionKind
    points: str
    items: Sequence[ItemAt]
    last: int
    effect: VetoEffect | None = None
    grade_cap: str = ""

    def sum_of(self, column: str) -> str:
        return f"SUM({column}{self.row + 1}:{column}{self.last})"

    @property
    def maximum(self) -> str:
        """What the lines that count are worth."""
        counted = (
            each.line.item.points
            for each in self.items
            if each.bears_marks and each.line.counted
        )
        return plain(sum(counted, ZERO))

    @property
    def has_marks(self) -> bool:
        return self.maximum != "0"


@dataclass(frozen=True, slots=True)
class Totals:
    """The formulas of a whole sheet, each for the cell it stands in."""

    total: str
    grade: str
    helpers: Mapping[str, str]


def has_total(case: OfflineCase) -> bool:
    """Points of a whole sheet or of one part of it are added up."""
    return case.scheme.method is Method.POINTS and case.only is None


def earned(section: SectionAt) -> str:
    """What the lines of a section earned; a bonus at most its cap."""
    own = section.sum_of(COUNTS)
    if section.kind is SectionKind.BONUS:
        return f"=MIN({own},{section.points})"
    return f"={own}"


def weighted(section: SectionAt, rule: NotApplicableRule) -> tuple[str, str]:
    """The mark a section brings to the total, and of how much."""
    if section.kind is SectionKind.BONUS:
        return earned(section), "=0"
    left = f"ROUND({section.maximum}-{section.sum_of(OUT)},6)"
    mark, weight = _RULES[rule](section)
    return f"=IF({left}>0,{mark},0)", f"=IF({left}>0,{weight},0)"


def _full_marks(section: SectionAt) -> tuple[str, str]:
    mark = f"{section.sum_of(COUNTS)}+{section.sum_of(OUT)}"
    return mark, section.maximum


def _rescale_section(section: SectionAt) -> tuple[str, str]:
    rest = f"({section.maximum}-{section.sum_of(OUT)})"
    mark = f"{section.maximum}*{section.sum_of(COUNTS)}/{rest}"
    return mark, section.maximum


def _rescale_sheet(section: SectionAt) -> tuple[str, str]:
    return section.sum_of(COUNTS), f"{section.maximum}-{section.sum_of(OUT)}"


_RULES: Mapping[NotApplicableRule, Callable[[SectionAt], tuple[str, str]]] = {
    NotApplicableRule.FULL_MARKS: _full_marks,
    NotApplicableRule.RESCALE_SECTION: _rescale_section,
    NotApplicableRule.RESCALE_SHEET: _rescale_sheet,
}


def totals(
    case: OfflineCase,
    sections: Sequence[SectionAt],
    *,
    row: int,
    last: int,
    grades: Sequence[str],
    locale: str,
) -> Totals:
    """Total and grade in row `row`; `grades` are the cells with the grades' words."""
    total, weight, no_total = f"{WORTH}{row}", f"{COUNTS}{row}", f"{OUT}{row}"
    cannot = quoted(words.SPECIALS[Special.CANNOT_ASSESS].in_language(locale))
    helpers = {
        total: f"={_total(case, sections, weight)}",
        weight: f"={_sum(sections, SectionKind.STANDARD, OUT)}",
        no_total: f"=IF(OR(COUNTIF({SPECIAL}{row}:{SPECIAL}{last},{cannot})>0,"
        f"{weight}=0),1,0)",
    }
    dash = quoted(NONE)
    place = f"MAX({','.join([_band(case, total), *_caps(case.scheme, sections)])})"
    return Totals(
        total=f"=IF({no_total}=1,{dash},{total})",
        grade=f"=IF({no_total}=1,{dash},CHOOSE({place},{','.join(grades)}))",
        helpers=helpers,
    )


def _sum(sections: Sequence[SectionAt], kind: SectionKind, column: str) -> str:
    cells = [f"{column}{s.row}" for s in sections if s.kind is kind and s.has_marks]
    return "+".join(cells) or "0"


def _total(case: OfflineCase, sections: Sequence[SectionAt], weight: str) -> str:
    """Scaled to the share of the sheet, bonus on top, capped, rounded once, vetoed."""
    share = _exact(share_of(case.scheme, case.part))
    standard = _sum(sections, SectionKind.STANDARD, WORTH)
    bonus = _sum(sections, SectionKind.BONUS, WORTH)
    most = plain(case.scheme.maximum_total)
    exact = f"MIN({share}*({standard})/{weight}+{bonus},{most})"
    zero = _hits(s for s in sections if s.effect is VetoEffect.TOTAL_ZERO)
    sound = f"IF({weight}=0,0,{_rounded(exact)})"
    return f"IF(OR({','.join(zero)}),0,{sound})" if zero else sound


def _rounded(number: str) -> str:
    """Half up to hundredths."""
    return f"ROUND(ROUND({number},9),2)"


def _exact(number: Fraction) -> str:
    if number.denominator == 1:
        return str(number.numerator)
    return f"({number.numerator}/{number.denominator})"


def _hits(sections: Iterable[SectionAt]) -> list[str]:
    """Whether a veto line that counts was answered with yes, line by line."""
    return [
        each.says("yes")
        for section in sections
        for each in section.items
        if each.line.counted
    ]


def _caps(scheme: Scheme, sections: Sequence[SectionAt]) -> list[str]:
    """The best place that a hit leaves, as far as a veto caps the grade."""
    found = []
    for section in sections:
        hits = _hits([section]) if section.effect is VetoEffect.GRADE_CAP else []
        if hits:
            place = rank(scheme.grades, section.grade_cap) + 1
            found.append(f"IF(OR({','.join(hits)}),{place},0)")
    return found


def _band(case: OfflineCase, total: str) -> str:
    """The place of the band the total falls in, the best grade being the first."""
    scheme, share = case.scheme, share_of(case.scheme, case.part)
    scale = Fraction(scheme.full_mark) / share if share else Fraction(1)
    whole = total if scale == 1 else _rounded(f"{total}*{_exact(scale)}")
    found = str(len(scheme.grades))
    for place, grade in reversed(list(enumerate(scheme.grades, start=1))):
        if grade.lower is not None:
            found = f"IF({whole}>={plain(grade.lower)},{place},{found})"
    return found
