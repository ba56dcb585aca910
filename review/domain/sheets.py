"""What a scored sheet says: the result of a review together with its derivation."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from review.domain.derivation import as_data, exactly, half_up, said_once, sum_of
from review.domain.indicators import OverallMark
from review.domain.marks import ZERO, ItemMark
from review.domain.schemes import Party, SectionKind, VetoEffect


@said_once
@dataclass(frozen=True, slots=True, eq=False)
class SectionMark:
    """What the counted items of a section came to.

    `maximum` is what they are worth, `applicable` what remains of it, `earned` the sum
    of their marks. `mark` of `weight` is what the section brings to the sheet after
    the rule for items that do not apply; a bonus brings its capped mark on top.
    `left` says that nothing in the section applied, so that it left the sheet.
    """

    code: str
    kind: SectionKind
    maximum: Decimal
    applicable: Decimal
    earned: Decimal
    mark: Fraction
    weight: Fraction
    n_not_applicable: int = 0
    left: bool = False


@dataclass(frozen=True, slots=True)
class VetoHit:
    """A veto that was found, and what it does; nothing if its party does not count."""

    section: str
    item: str
    effect: VetoEffect | None
    grade_cap: str
    counted: bool


@dataclass(frozen=True, slots=True)
class PartyMark:
    """What one party's items came to; a bonus is told apart, so 100% stays the most.

    `vetoed` says that a veto this party answers for took its marks with the total.
    """

    party: Party
    maximum: Decimal | Fraction
    mark: Decimal | Fraction
    bonus: Decimal | Fraction = ZERO
    vetoed: bool = False

    @property
    def percent(self) -> Decimal | None:
        """The mark in hundredths of a percent of the maximum."""
        return percent(exactly(self.mark), exactly(self.maximum))


def percent(mark: Fraction, maximum: Fraction) -> Decimal | None:
    """In hundredths of a percent; what rounding added to a part is not above 100."""
    return half_up(min(100 * mark / maximum, Fraction(100))) if maximum else None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a review came to, without its derivation: all that settling a case needs.

    `hits` are the vetoes found that have an effect. `party_rule` is the rule by which
    `parties` were told apart; the first had no name.
    """

    total: Decimal | None = None
    grade: str | None = None
    hits: tuple[str, ...] = ()
    cannot_assess: bool = False
    nothing_applicable: bool = False
    parties: tuple[PartyMark, ...] = ()
    party_rule: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A review with everything that led to its total and grade.

    `maximum` is the full mark, or the share of it that this part of the sheet carries.
    `exact` is the total before veto and rounding; `before_veto` and `total` are it
    rounded half up to hundredths. `scale` is what the marks were multiplied with to
    make up for sections and items that left. `grade_before_veto` is the band's.
    """

    scheme: str
    rule: str
    part: str | None
    items: tuple[ItemMark, ...]
    sections: tuple[SectionMark, ...]
    hits: tuple[VetoHit, ...]
    parties: tuple[PartyMark, ...]
    n_missing: int
    cannot_assess: bool
    nothing_applicable: bool
    maximum: Fraction = Fraction(0)
    scale: Fraction | None = None
    exact: Fraction | None = None
    bonus: Fraction = Fraction(0)
    before_veto: Decimal | None = None
    total: Decimal | None = None
    grade_before_veto: str | None = None
    grade: str | None = None
    overall: OverallMark | None = None
    party_rule: str = ""

    @property
    def standard(self) -> Fraction:
        """What the sections come to without the bonus, made up to the full mark."""
        marks = [s.mark for s in self.sections if s.kind is SectionKind.STANDARD]
        return (self.scale or Fraction(0)) * sum_of(marks)

    @property
    def is_capped(self) -> bool:
        """Whether more was earned than the scheme lets a total be."""
        return self.exact is not None and self.exact < self.standard + self.bonus

    @property
    def has_result(self) -> bool:
        return not (self.cannot_assess or self.nothing_applicable)

    @property
    def verdict(self) -> Verdict:
        """What of the sheet goes into settling the case."""
        return Verdict(
            self.total,
            self.grade,
            tuple(hit.item for hit in self.hits if hit.counted),
            self.cannot_assess,
            self.nothing_applicable,
            self.parties,
            self.party_rule,
        )


def to_json(sheet: Sheet) -> dict[str, object]:
    """The derivation as it is shown, printed, sent and digested."""
    data = as_data(sheet)
    assert isinstance(data, dict)
    return data
