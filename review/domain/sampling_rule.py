"""The rule by which a campaign draws its sample, and everything wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from review.domain.errors import N_, RuleBroken
from review.domain.kinds import CaseClass, CaseKind, Worded

ANY = "*"
MOST_TICKETS = 20
LATE_AFTER = 30
"""Days after closing within which papers are handed in, unless a bureau says else."""


class SampleBy(StrEnum):
    """How much is drawn: everything, a share, a number, or the files on a list."""

    CENSUS = "census"
    PERCENT = "percent"
    NUMBER = "number"
    LISTED = "listed"


class Stratifier(StrEnum):
    """What the sample must mirror, and what quotas may be set for."""

    COUNTY = "county"
    CASE_KIND = "case_kind"
    FIRM = "firm"
    HANDLER = "handler"
    CASE_CLASS = "case_class"


class Risk(StrEnum):
    """What makes a file more likely to be drawn; only officers see it of a file."""

    COMPLAINT = "complaint"
    LATE = "late"
    POOR_RESULT = "poor_result"

    @property
    def words(self) -> str:
        return RISK_WORDS[self]


RISK_WORDS = {
    Risk.COMPLAINT: N_("Complaint"),
    Risk.LATE: N_("Papers handed in late"),
    Risk.POOR_RESULT: N_("Handler failed a file before"),
}
LOTS = (SampleBy.PERCENT, SampleBy.NUMBER)
BY_CODE = (Stratifier.COUNTY, Stratifier.CASE_KIND)
"""The strata of a rule that says nothing else."""
NAMED = (*BY_CODE, Stratifier.CASE_CLASS)
"""Of these a quota may name one; firms and handlers stand under running numbers."""


@dataclass(frozen=True, slots=True)
class SampleRule:
    """How a campaign draws. A percentage is rounded up to whole files, never down.

    `per` says for what the size is meant: for nothing, all files together; for counties,
    each county; for firm and kind, each kind of each firm. `quotas` give single groups a
    number of their own; the first that fits counts. Minimum and maximum count files a
    handler leads, because the lead carries the grade. `next_number` replaces a named
    number that cannot be used. `extra_tickets` weigh risks; `complaints` are the numbers
    of the files complained about. `designated` are numbers that a superior bureau
    named: they come in besides whatever the rule draws, and one that cannot be used
    gives way to its next number. Files that another campaign has in its sample are left
    out where the rule says so. Secret files are reviewed on paper and join only where
    the rule says so; sealed files of juveniles never do.
    """

    by: SampleBy
    percent: Decimal | None = None
    number: int | None = None
    case_numbers: tuple[str, ...] = ()
    stratify_by: tuple[Stratifier, ...] = BY_CODE
    minimum_per_handler: int = 0
    include_secret: bool = False
    per: tuple[Stratifier, ...] = ()
    quotas: tuple[tuple[str, int], ...] = ()
    maximum_per_handler: int | None = None
    next_number: bool = False
    extra_tickets: tuple[tuple[Risk, int], ...] = ()
    complaints: tuple[str, ...] = ()
    late_after: int = LATE_AFTER
    designated: tuple[str, ...] = ()
    leave_out_drawn: bool = False

    @property
    def is_by_lot(self) -> bool:
        return self.by in LOTS

    @property
    def can_grow(self) -> bool:
        """Whether a larger size can be said: a census and a list have none."""
        return self.by is SampleBy.PERCENT or (
            self.by is SampleBy.NUMBER and self.number is not None
        )

    @property
    def group_is(self) -> tuple[Stratifier, ...]:
        """What a stratum is a part of, in the order in which its code is written."""
        return tuple(each for each in self.stratify_by if each in self.per)

    @property
    def named(self) -> tuple[str, ...]:
        """Every number that somebody named, the bureau or its superior."""
        return (*self.case_numbers, *self.designated)

    @property
    def counts_handlers(self) -> bool:
        """Whether it matters to the draw who leads a file."""
        return (
            bool(self.minimum_per_handler)
            or self.maximum_per_handler is not None
            or Stratifier.HANDLER in self.stratify_by
        )

    def extra(self, risk: Risk) -> int:
        return dict(self.extra_tickets).get(risk, 0)


OLD = {
    *("by", "percent", "number", "case_numbers", "stratify_by"),
    *("minimum_per_handler", "include_secret"),
}


def rule_as_data(rule: SampleRule) -> dict[str, object]:
    """The rule as it is stored and digested: exact numbers as text.

    What came later is written only where it says something, so that the digest of a
    rule that does not use it stays what it was.
    """
    percent = None if rule.percent is None else str(rule.percent)
    plain = {field.name: _plain(getattr(rule, field.name)) for field in fields(rule)}
    plain["percent"] = percent
    unsaid = {field.name: _plain(_default(field)) for field in fields(rule)}
    return {k: v for k, v in plain.items() if k in OLD or v != unsaid[k]}


def published(rule: SampleRule) -> dict[str, object]:
    """The rule as a stranger gets it: without the files that were complained about."""
    return rule_as_data(replace(rule, complaints=()))


def announced_rule(rule: SampleRule) -> dict[str, object]:
    """The rule as it is announced before the draw, and cannot be changed afterwards.

    Without what a superior designates: that comes in besides, also later.
    """
    return rule_as_data(replace(rule, complaints=(), designated=()))


def _default(field: Field[Any]) -> Any:
    return None if field.default is MISSING else field.default


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, StrEnum | Decimal):
        return str(value)
    return value


def rule_from_data(data: Mapping[str, Any]) -> SampleRule:
    """A stored rule read back, whatever else stands beside it."""
    known = {field.name for field in fields(SampleRule)}
    said = {key: value for key, value in data.items() if key in known}
    return SampleRule(**{key: _typed(key, value) for key, value in said.items()})


def _typed(key: str, value: Any) -> Any:
    if key == "by":
        return SampleBy(value)
    if key == "percent":
        return Decimal(value) if value is not None else None
    if key in ("stratify_by", "per"):
        return tuple(Stratifier(each) for each in value)
    if key == "extra_tickets":
        return tuple((Risk(risk), n) for risk, n in value)
    if key == "quotas":
        return tuple((str(group), int(n)) for group, n in value)
    return tuple(value) if isinstance(value, list) else value


class SampleRuleBroken(RuleBroken):
    """The rule of the draw cannot be carried out as it stands."""

    sentence = N_("This sampling rule cannot be used.")

    def __init__(
        self, sentence: str = "", *, place: str = "", **values: object
    ) -> None:
        """`place` is the part of the rule that is wrong, as a plan names it."""
        super().__init__(sentence, **values)
        self.place = place


def check_rule(rule: SampleRule, *, seed: str) -> None:
    """Refuse a rule without a usable size, and a random draw without a seed."""
    for fault in rule_faults(rule):
        raise fault
    if rule.is_by_lot and not seed:
        raise SampleRuleBroken(N_("A random draw needs a seed."))


WORDS: Mapping[Stratifier, type[Worded]] = {
    Stratifier.CASE_KIND: CaseKind,
    Stratifier.CASE_CLASS: CaseClass,
}


def rule_faults(rule: SampleRule) -> tuple[SampleRuleBroken, ...]:
    """Everything in which a rule contradicts itself, so that it is told at once."""
    return (*_size_faults(rule), *_handler_faults(rule), *_lot_faults(rule))


def _size_faults(rule: SampleRule) -> Iterator[SampleRuleBroken]:
    if rule.by is SampleBy.PERCENT and not 0 < (rule.percent or 0) <= 100:
        yield SampleRuleBroken(
            N_("The percentage to draw must be over 0 and at most 100."),
            place="percent",
        )
    needs_number = rule.number is not None or not rule.quotas
    if rule.by is SampleBy.NUMBER and needs_number and (rule.number or 0) < 1:
        yield SampleRuleBroken(
            N_("The number of files to draw must be at least 1."), place="number"
        )
    if rule.by is SampleBy.LISTED and not rule.case_numbers:
        yield SampleRuleBroken(
            N_("The list of case numbers to draw is empty."), place="case_numbers"
        )
    if rule.next_number and rule.by is not SampleBy.LISTED:
        yield SampleRuleBroken(
            N_("Only named case numbers have a next one."), place="next_number"
        )


def _handler_faults(rule: SampleRule) -> Iterator[SampleRuleBroken]:
    most = rule.maximum_per_handler
    if rule.minimum_per_handler < 0:
        yield SampleRuleBroken(
            N_("The minimum per handler cannot be negative."),
            place="minimum_per_handler",
        )
    if most is not None and most < 1:
        yield SampleRuleBroken(
            N_("The maximum per handler is at least 1."), place="maximum_per_handler"
        )
    elif most is not None and most < rule.minimum_per_handler:
        yield SampleRuleBroken(
            N_("The maximum per handler (%(most)s) is below the minimum (%(least)s)."),
            place="maximum_per_handler",
            most=most,
            least=rule.minimum_per_handler,
        )
    if most is not None and not rule.is_by_lot:
        yield SampleRuleBroken(
            N_("A maximum per handler goes only with a percentage or a number."),
            place="maximum_per_handler",
        )


def _lot_faults(rule: SampleRule) -> Iterator[SampleRuleBroken]:
    if (rule.per or rule.quotas or rule.extra_tickets) and not rule.is_by_lot:
        yield SampleRuleBroken(
            N_("Quotas and extra tickets go only with a percentage or a number."),
            place="per",
        )
    if not set(rule.per) <= set(rule.stratify_by):
        yield SampleRuleBroken(
            N_("What has a quota of its own must be among the strata as well."),
            place="per",
        )
    if rule.quotas and not rule.per:
        yield SampleRuleBroken(
            N_(
                "Single quotas need to know for what they are: county, kind, class, firm."
            ),
            place="quotas",
        )
    for group, n in rule.quotas:
        yield from _quota_faults(rule, group, n)
    if any(not 0 <= n <= MOST_TICKETS for _, n in rule.extra_tickets):
        yield SampleRuleBroken(
            N_("A risk gives between 0 and %(most)s extra tickets."),
            place="extra_tickets",
            most=MOST_TICKETS,
        )


def _in_order(rule: SampleRule, group: str) -> list[str]:
    """The parts of a quota in the order of the strata, in whatever order it was written.

    Kinds and classes are known by their words; what else is named can only be a county.
    """
    parts = [part.strip() for part in group.split("/")]
    meant = {_named_by(part): part for part in parts if part != ANY}
    n_named = sum(part != ANY for part in parts)
    if len(parts) != len(rule.group_is) or len(meant) != n_named:
        return parts
    if not set(meant) <= set(rule.group_is):
        return parts
    return [meant.get(by, ANY) for by in rule.group_is]


def _named_by(part: str) -> Stratifier:
    words = (by for by, known in WORDS.items() if known.find(part) is not None)
    return next(words, Stratifier.COUNTY)


def _quota_faults(rule: SampleRule, group: str, n: int) -> Iterator[SampleRuleBroken]:
    parts = _in_order(rule, group)
    if n < 0 or len(parts) != len(rule.per):
        yield SampleRuleBroken(
            N_("The quota “%(group)s: %(n)s” names as many things as quotas are for."),
            place="quotas",
            group=group,
            n=n,
        )
        return
    if any(
        part != ANY and by not in NAMED
        for by, part in zip(rule.group_is, parts, strict=False)
    ):
        yield SampleRuleBroken(
            N_("The quota “%(group)s” names a firm or a handler; write * for each."),
            place="quotas",
            group=group,
        )


def resolved(rule: SampleRule, counties: Mapping[str, str]) -> SampleRule:
    """The quotas' counties and kinds as codes; people write names.

    `counties` are codes by name. What is neither a name nor a code is refused.
    """
    for fault in rule_faults(rule):
        raise fault
    return replace(
        rule,
        quotas=tuple(
            (
                "/".join(
                    _code(by, part, group, counties)
                    for by, part in zip(
                        rule.group_is, _in_order(rule, group), strict=True
                    )
                ),
                n,
            )
            for group, n in rule.quotas
        ),
    )


def _code(by: Stratifier, part: str, group: str, counties: Mapping[str, str]) -> str:
    if part == ANY:
        return part
    if by is Stratifier.COUNTY and (part in counties or part in counties.values()):
        return counties.get(part, part)
    words = WORDS.get(by)
    found = words.find(part) if words else None
    if found is None:
        raise SampleRuleBroken(
            N_("Nothing here is called “%(part)s”, which the quota “%(group)s” names."),
            place="quotas",
            part=part,
            group=group,
        )
    return found.value
