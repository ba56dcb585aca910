"""What the docket says beside who handled a case: other sides, matters, parties, and
who worked with whom. Conflicts of interest are found from it, not from declarations.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from review.domain.candidates import GRADES, Bar, Strength, Unit
from review.domain.errors import N_, RuleBroken
from review.domain.kinds import CaseClass, Worded

MOST_YEARS = 60


class Relation(Worded):
    """How somebody or something stands to a case."""

    OPPOSING = (
        Bar.OPPOSING.value,
        N_("Acted for the other side"),
        *("对方代理人", "对方律师", "对方代理", "相对方代理人", "对方律所"),
    )
    CO_COUNSEL = (
        Bar.CO_COUNSEL.value,
        N_("Acted beside the handler"),
        *("共同代理人", "共同辩护人", "合办律师", "同案代理人", "同案其他律师"),
    )
    PREDECESSOR = (
        Bar.PREDECESSOR.value,
        N_("Had the matter before"),
        *("前承办人", "原承办人", "前手", "更换前承办人", "前承办律所"),
    )
    STAFF = (
        Bar.STAFF.value,
        N_("Heads, runs or mans the institution"),
        *("机构人员", "负责人", "机构负责人", "工作人员", "值班律师", "主管机构"),
    )
    MATTER = (
        Bar.MATTER.value,
        N_("Case of the same matter"),
        *("关联案件", "关联案号", "同一事项案件", "系列案", "法院案号"),
    )
    PARTY = (
        Bar.PARTY.value,
        N_("Party"),
        *("当事人", "受援人", "对方当事人", "相对方"),
    )

    @property
    def bar(self) -> Bar:
        return Bar(self.value)


@dataclass(frozen=True, slots=True)
class Stay:
    """A time at a firm; open at either end where that is not known."""

    firm: int
    starts_on: date | None = None
    ends_on: date | None = None


def last_together(one: Stay, other: Stay, *, on: date) -> date | None:
    """The last day both were at the firm, `on` if they still are; None if never."""
    if one.firm != other.firm:
        return None
    first = max(one.starts_on or date.min, other.starts_on or date.min)
    last = min(one.ends_on or on, other.ends_on or on, on)
    return last if first <= last else None


def is_recent(day: date, *, on: date, years: int | None) -> bool:
    """Whether a day lies so few years back; without a limit every day does."""
    return years is None or day >= _years_before(on, years)


def full_years(since: date | None, *, on: date) -> int | None:
    """Completed years of practice; None where the beginning is not known."""
    if since is None:
        return None
    before = (on.month, on.day) < (since.month, since.day)
    return max(on.year - since.year - before, 0)


def is_away(
    away_from: date | None, away_until: date | None, *, on: date, due_on: date | None
) -> bool:
    """Whether too little time is left: away on half or more of the days until the term.

    Without a term, or after it, what counts is the day itself.
    """
    if away_from is None and away_until is None:
        return False
    end = due_on if due_on is not None and due_on > on else on
    first = max(away_from or on, on)
    last = min(away_until or end, end)
    return 2 * max((last - first).days + 1, 0) >= (end - on).days + 1


def _years_before(day: date, years: int) -> date:
    """The same day so many years earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


class RulesBroken(RuleBroken):
    sentence = N_("Years are whole numbers from 0 to %(most)s.")


@dataclass(frozen=True, slots=True)
class ConflictRules:
    """What a campaign decides about conflicts; each has a default that is strict.

    `employer_years`: how long a former employer counts; None is for ever. `years`: the
    years of practice asked of reviewers, by class of case.
    """

    grades: Mapping[Bar, Strength | None]
    employer_years: int | None
    years: Mapping[CaseClass, int]
    unit: Unit

    @property
    def in_force(self) -> dict[Bar, Strength]:
        return {bar: each for bar, each in self.grades.items() if each is not None}


def conflict_rules(stored: Mapping[str, Any]) -> ConflictRules:
    """As a campaign's stored rules say; what they do not say is as strict as can be."""
    said = stored.get("conflicts") or {}
    grades = said.get("grades") or {}
    years = said.get("years") or {}
    return ConflictRules(
        grades={bar: _grade(grades, bar) for bar in GRADES},
        employer_years=said.get("employer_years"),
        years={each: int(years.get(each.value, 0)) for each in CaseClass},
        unit=Unit(said.get("unit", Unit.PERSON)),
    )


def _grade(grades: Mapping[str, str], bar: Bar) -> Strength | None:
    word = grades.get(bar.value, GRADES[bar].value)
    return Strength(word) if word else None


def as_stored(rules: ConflictRules) -> dict[str, Any]:
    return {
        "grades": {bar.value: each or "" for bar, each in rules.grades.items()},
        "employer_years": rules.employer_years,
        "years": {each.value: n for each, n in rules.years.items() if n},
        "unit": rules.unit.value,
    }


def check_rules(rules: ConflictRules) -> None:
    numbers: Iterable[int] = (*rules.years.values(), rules.employer_years or 0)
    if not all(0 <= n <= MOST_YEARS for n in numbers):
        raise RulesBroken(most=MOST_YEARS)
