"""Last year's plan as the draft of this year's: moved by a year, onto working days.

What belongs to one year only (seed, numbers of single files) is left out, and every
change is said, so that nobody has to look for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from review.domain.campaigns import CODE, CampaignPlan
from review.domain.errors import N_
from review.domain.sampling_rule import SampleBy
from review.domain.sentences import Sentence
from review.domain.working_days import KNOWN_YEARS, on_a_working_day

YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
LONGEST_CODE = 40
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Copied:
    """The plan of the next year, and what is different in it."""

    plan: CampaignPlan
    changes: tuple[Sentence, ...]


def next_year(plan: CampaignPlan) -> Copied:
    """The same campaign a year later. Periods keep their dates; only what people have
    to do on a day is moved on to a working day.
    """
    copied = replace(
        plan,
        code=_code(plan),
        name=_years_on(plan.name),
        assessment_year=plan.assessment_year + 1,
        closed_from=a_year_later(plan.closed_from),
        closed_until=a_year_later(plan.closed_until),
        due_on=plan.due_on and on_a_working_day(a_year_later(plan.due_on)),
        sample=replace(plan.sample, case_numbers=(), complaints=(), designated=()),
        seed="",
        entrusted=None,
        recheck_of="",
    )
    return Copied(copied, tuple(_changes(plan, copied)))


def a_year_later(day: date) -> date:
    """The same day of the next year; the last of February stays the last."""
    if (day + ONE_DAY).month != day.month == 2:
        return date(day.year + 1, 3, 1) - ONE_DAY
    return day.replace(year=day.year + 1)


def _years_on(text: str) -> str:
    return YEAR.sub(lambda found: str(int(found[1]) + 1), text)


def _code(plan: CampaignPlan) -> str:
    """With the next year in it, or behind it where it names none."""
    code = _years_on(plan.code)
    if code == plan.code:
        tail = f"-{plan.assessment_year + 1}"
        code = code[: LONGEST_CODE - len(tail)] + tail
    return code if CODE.fullmatch(code) else plan.code


def _changes(old: CampaignPlan, new: CampaignPlan) -> Iterator[Sentence]:
    for text, before, after in (
        (N_("Campaign code: %(before)s → %(after)s"), old.code, new.code),
        (N_("Campaign name: %(before)s → %(after)s"), old.name, new.name),
        (
            N_("Assessment year: %(before)s → %(after)s"),
            *(str(old.assessment_year), str(new.assessment_year)),
        ),
        (N_("Closing period: %(before)s → %(after)s"), _period(old), _period(new)),
    ):
        if before != after:
            yield Sentence(text, {"before": before, "after": after})
    if old.name == new.name:
        yield Sentence(N_("The name holds no year and stays; change it if need be."))
    yield from _due(old, new)
    yield from _left_out(old)


def _period(plan: CampaignPlan) -> str:
    return f"{plan.closed_from} – {plan.closed_until}"


def _due(old: CampaignPlan, new: CampaignPlan) -> Iterator[Sentence]:
    if old.due_on is None or new.due_on is None:
        return
    same = a_year_later(old.due_on)
    said = {"before": str(old.due_on), "after": str(new.due_on), "day": str(same)}
    if same == new.due_on:
        yield Sentence(N_("Reviews due on: %(before)s → %(after)s"), said)
    else:
        yield Sentence(
            N_(
                "Reviews due on: %(before)s → %(after)s, the next working day, because "
                "nobody works on %(day)s."
            ),
            said,
        )
    if new.due_on.year not in KNOWN_YEARS:
        yield Sentence(
            N_(
                "The holidays of %(year)s are not known to the program yet; of that year "
                "only weekends were avoided."
            ),
            {"year": str(new.due_on.year)},
        )


def _left_out(old: CampaignPlan) -> Iterator[Sentence]:
    if old.seed:
        yield Sentence(
            N_("The seed %(seed)s was used; announce a new one."), {"seed": old.seed}
        )
    if old.sample.by is SampleBy.LISTED:
        n = len(old.sample.case_numbers)
        yield Sentence(
            N_("The case numbers on the list (%(n)s) are left out; name this year's."),
            {"n": n},
        )
    if old.entrusted is not None:
        yield Sentence(
            N_("The contract with %(name)s is left out; enter this year's."),
            {"name": old.entrusted.organisation},
        )
    if old.recheck_of:
        yield Sentence(
            N_(
                "The re-check of %(code)s is left out; say what is re-checked this year."
            ),
            {"code": old.recheck_of},
        )
    if old.sample.complaints:
        yield Sentence(
            N_("The files complained about (%(n)s) are left out; name this year's."),
            {"n": len(old.sample.complaints)},
        )
