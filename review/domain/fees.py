"""Review fees (评查费): what reviewers are paid for finished reviews.

They have nothing to do with the case subsidies of lawyers. Amounts are yuan, exact to
the fen. Tax is worked out for each person on each payout and rounded half up to the
fen; totals are the sums of the rounded rows, so that a list always adds up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from review.domain.derivation import half_up
from review.domain.errors import N_, RuleBroken
from review.domain.kinds import CaseClass, CaseKind, Worded
from review.domain.reads import Purpose

MOST_RATE = Decimal(100_000)
MOST_BANDS = 5
MOST_OF_FILES = 8
NOTHING = Decimal("0.00")


class FeeRole(Worded):
    """As what somebody reads a file; each has a rate of its own."""

    FIRST = "first", N_("First review"), "初评"
    THIRD = "third", N_("Further review"), "复评"
    PANEL = "panel", N_("Panel review"), "合议"
    LEAD = "lead", N_("Final decision"), "终评"
    SENIOR = "senior", N_("Senior review"), "复核"


OF_PURPOSE = {
    Purpose.THIRD: FeeRole.THIRD,
    Purpose.ADJUDICATION: FeeRole.LEAD,
    Purpose.APPEAL: FeeRole.SENIOR,
    Purpose.SENIOR: FeeRole.SENIOR,
}
"""All other reads look like first reviews to their readers, and are paid like them."""


def role_of(purpose: str, *, by_panel: bool) -> FeeRole:
    """A file that a panel was called for has no single further reader."""
    role = OF_PURPOSE.get(Purpose(purpose), FeeRole.FIRST)
    return FeeRole.PANEL if role is FeeRole.THIRD and by_panel else role


@dataclass(frozen=True, slots=True)
class PaidAs:
    """As what a review is paid: in which role, and of which files these have a rate of
    their own; without a kind and a class of all others.
    """

    role: FeeRole
    case_kind: str = ""
    case_class: str = ""

    @property
    def code(self) -> str:
        """As it is stored and typed: first, first/complex, first/civil/complex."""
        parts = (self.role.value, self.case_kind, self.case_class)
        return "/".join(part for part in parts if part)

    @classmethod
    def of(cls, code: str) -> PaidAs:
        """The other way round; a ValueError for what is no such code."""
        role, *parts = code.split("/")
        kinds = [part for part in parts if part in set(CaseKind)]
        classes = [part for part in parts if part in set(CaseClass)]
        if len(kinds) + len(classes) != len(parts) or max(len(kinds), len(classes)) > 1:
            raise ValueError(code)
        return cls(FeeRole(role), "".join(kinds), "".join(classes))

    @property
    def place(self) -> tuple[int, int, int]:
        """Role by role, and in a role what holds for all other files first."""
        kinds, classes = ["", *CaseKind], ["", *CaseClass]
        return (
            list(FeeRole).index(self.role),
            classes.index(self.case_class),
            kinds.index(self.case_kind),
        )


class FeesBroken(RuleBroken):
    """Rates or tax that nobody could be paid by."""

    sentence = N_("These rates cannot be used.")


@dataclass(frozen=True, slots=True)
class Band:
    """What lies over an amount is taxed at so many per cent, up to the next band."""

    over: Decimal
    percent: Decimal


@dataclass(frozen=True, slots=True)
class FeeRule:
    """Yuan for a file in each role, and the tax. A role without a rate is not paid.

    `of_files` are rates for files of a kind or class; they go before that of the role.
    """

    rates: Mapping[FeeRole, Decimal]
    tax: tuple[Band, ...] = ()
    of_files: Mapping[PaidAs, Decimal] = field(default_factory=dict)

    def paid_as(self, role: FeeRole, case_kind: str, case_class: str) -> PaidAs | None:
        """By kind and class together, else by class, else by kind, else by role alone."""
        for each in (
            PaidAs(role, case_kind, case_class),
            PaidAs(role, "", case_class),
            PaidAs(role, case_kind),
        ):
            if each in self.of_files:
                return each
        return PaidAs(role) if role in self.rates else None

    def rate(self, paid_as: PaidAs) -> Decimal | None:
        plain = PaidAs(paid_as.role)
        if paid_as == plain:
            return self.rates.get(plain.role)
        return self.of_files.get(paid_as)


def check_rule(rule: FeeRule) -> None:
    rates = [*rule.rates.values(), *rule.of_files.values()]
    numbers = [*rates, *_numbers(rule.tax)]
    if not all(number.is_finite() and number >= 0 for number in numbers):
        raise FeesBroken(N_("Rates and tax are numbers from 0 on."))
    if not all(map(_is_money, numbers)):
        raise FeesBroken(N_("Rates and tax have at most two decimals."))
    if not all(0 < rate <= MOST_RATE for rate in rates):
        text = N_("A rate is more than 0 and at most %(most)s yuan.")
        raise FeesBroken(text, most=MOST_RATE)
    if not all(each.case_kind or each.case_class for each in rule.of_files):
        raise FeesBroken(N_("A rate for some files needs their kind or their class."))
    if len(rule.of_files) > MOST_OF_FILES:
        text = N_("There are at most %(most)s rates for kinds and classes of files.")
        raise FeesBroken(text, most=MOST_OF_FILES)
    overs = [band.over for band in rule.tax]
    if len(overs) > MOST_BANDS or overs != sorted(set(overs)):
        raise FeesBroken(N_("Each band of the tax begins above the one before it."))
    if any(band.percent > 100 for band in rule.tax):
        raise FeesBroken(N_("A tax rate is at most 100 per cent."))


def _numbers(tax: Sequence[Band]) -> Iterator[Decimal]:
    for band in tax:
        yield from (band.over, band.percent)


def _is_money(value: Decimal) -> bool:
    return value.scaleb(2) == int(value.scaleb(2))


def tax_on(gross: Decimal, bands: Sequence[Band]) -> Decimal:
    """Each part of the amount at the rate of the band it lies in, rounded once."""
    ends = [band.over for band in bands[1:]] + [max(gross, NOTHING)]
    parts = (
        (
            Fraction(max(min(gross, end) - band.over, NOTHING)) * Fraction(band.percent)
            for band, end in zip(bands, ends, strict=True)
        )
        if bands
        else ()
    )
    return half_up(sum(parts, Fraction(0)) / 100)


@dataclass(frozen=True, slots=True)
class Pay:
    """What somebody is paid: reviews by rate, before tax, and the tax."""

    counts: Mapping[PaidAs, int] = field(default_factory=dict)
    gross: Decimal = NOTHING
    tax: Decimal = NOTHING

    @property
    def net(self) -> Decimal:
        return self.gross - self.tax

    @property
    def n(self) -> int:
        return sum(self.counts.values())


ALIKE = frozenset({FeeRole.FIRST, FeeRole.THIRD, FeeRole.PANEL})
"""Which of these a review was its reader cannot tell, and learns from nothing else."""
ANY_REVIEW = PaidAs(FeeRole.FIRST)


def folded(pay: Pay) -> Pay:
    """With first, further and panel reviews as one number, whatever their files."""
    counts = Counter[PaidAs]()
    for each, n in pay.counts.items():
        counts[ANY_REVIEW if each.role in ALIKE else each] += n
    return Pay(dict(counts), pay.gross, pay.tax)


def common_rate(rule: FeeRule) -> Decimal | None:
    """What each of these reviews is paid, where all of them are paid alike; where they
    are not, the amounts tell a reader of which kind the own ones were.
    """
    plain = [rule.rates.get(role) for role in FeeRole if role in ALIKE]
    of_files = [rate for each, rate in rule.of_files.items() if each.role in ALIKE]
    rates = {rate for rate in (*plain, *of_files) if rate is not None}
    return next(iter(rates)) if len(rates) == 1 else None


def pay_for(counts: Mapping[PaidAs, int], rule: FeeRule) -> Pay:
    """Only what has a rate; whatever else was done waits for one."""
    rates = {each: rule.rate(each) for each, n in counts.items() if n}
    known = {each: rate for each, rate in rates.items() if rate is not None}
    gross = sum((rate * counts[each] for each, rate in known.items()), NOTHING)
    paid = {each: counts[each] for each in known}
    return Pay(paid, gross.quantize(NOTHING), tax_on(gross, rule.tax))


def total(pays: Iterable[Pay]) -> Pay:
    """The sums of the rows; nothing is calculated anew."""
    rows = list(pays)
    counts = Counter[PaidAs]()
    for row in rows:
        counts.update(row.counts)
    return Pay(
        {each: counts[each] for each in sorted(counts, key=lambda x: x.place)},
        sum((row.gross for row in rows), NOTHING),
        sum((row.tax for row in rows), NOTHING),
    )


def rule_as_data(rule: FeeRule) -> dict[str, Any]:
    """As it is stored: hundredths. Rules without rates for some files are as ever."""
    data: dict[str, Any] = {
        "rates": {role.value: int(rate * 100) for role, rate in rule.rates.items()},
        "tax": [[int(band.over * 100), int(band.percent * 100)] for band in rule.tax],
    }
    if rule.of_files:
        known = rule.of_files.items()
        data["of_files"] = {each.code: int(rate * 100) for each, rate in known}
    return data


def rule_from_data(data: Mapping[str, Any]) -> FeeRule:
    """In the order of the roles: databases keep the keys of a record in their own."""
    rates = data["rates"]
    of_files = {PaidAs.of(x): rate for x, rate in data.get("of_files", {}).items()}
    return FeeRule(
        {role: yuan(rates[role.value]) for role in FeeRole if role.value in rates},
        tuple(Band(yuan(over), yuan(percent)) for over, percent in data["tax"]),
        {
            each: yuan(of_files[each])
            for each in sorted(of_files, key=lambda x: x.place)
        },
    )


def yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


def fen(amount: Decimal) -> int:
    return int(amount.scaleb(2))


DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")


def in_capitals(amount: Decimal) -> str:
    """大写金额, as lists of payments write their total."""
    whole, rest = divmod(fen(amount), 100)
    jiao, cents = divmod(rest, 10)
    said = f"{_capitals(whole)}元" if whole or not rest else ""
    said += f"{DIGITS[jiao]}角" if jiao else "零" if cents and whole else ""
    return said + (f"{DIGITS[cents]}分" if cents else "" if jiao else "整")


def _capitals(number: int) -> str:
    """Empty places between digits are said once, empty places at the end never."""
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    said = "".join(_grouped(groups))
    return said.lstrip("零") or "零"


def _grouped(groups: list[int]) -> Iterator[str]:
    gap = False
    for place in reversed(range(len(groups))):
        group = groups[place]
        if not group:
            gap = True
            continue
        words = _four(group)
        yield ("零" if gap or group < 1000 else "") + words + GROUPS[place]
        gap = False


def _four(group: int) -> str:
    said, gap = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit:
            said += ("零" if gap and said else "") + DIGITS[digit] + PLACES[place]
        gap = not digit
    return said
