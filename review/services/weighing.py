"""Which files of a draw are at risk, as far as the bureau knows; only officers see it.

Functions here join the transaction of their caller.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from review.domain.sampling_docket import folded
from review.domain.sampling_order import Candidate, may_be_drawn
from review.domain.sampling_risks import Risks, tickets_of
from review.domain.sampling_rule import Risk, SampleRule
from review.services import schemes
from review.store.queries import sampling as records

if TYPE_CHECKING:
    from review.services.drawing import Pool

YEARS_LOOKED_BACK = 3
FAILED_WORDS = frozenset({"fail", "不合格"})


def weighed(
    fitting: Sequence[Candidate], pool: Pool, rule: SampleRule
) -> tuple[list[Candidate], tuple[tuple[Risk, int], ...]]:
    """Every file with its tickets, and how many files have which risk.

    A file that cannot be drawn is not looked at: it counts nowhere.
    """
    if not rule.extra_tickets:
        return list(fitting), ()
    risks = _risks(pool, rule)
    found, counts = [], Counter[Risk]()
    for each in fitting:
        if may_be_drawn(each, rule):
            had = risks.of(each)
            counts.update(risk for risk in had if rule.extra(risk))
            each = replace(each, tickets=tickets_of(had, rule))
        found.append(each)
    weighing = [risk for risk, n in rule.extra_tickets if n]
    return found, tuple((risk, counts[risk]) for risk in weighing)


def _risks(pool: Pool, rule: SampleRule) -> Risks:
    """What the rule weighs and the bureau knows; nothing else is looked up."""
    late, poor = frozenset[int](), frozenset[str]()
    if rule.extra(Risk.LATE):
        late = frozenset(
            row.case_id
            for row in records.handed_in(
                pool.bureau_id, closed_from=pool.closed_from, until=pool.closed_until
            )
            if (row.happened_on - row.closed_on).days > rule.late_after
        )
    if rule.extra(Risk.POOR_RESULT):
        poor = failed_before(pool.bureau_id, year=pool.assessment_year)
    complaints = frozenset(map(folded, rule.complaints))
    return Risks(complaints=complaints, late=late, poor=poor)


def failed_before(bureau_id: int, *, year: int) -> frozenset[str]:
    """Who led a file that failed in the last years, by results or the list of old ones.

    Only what was published counts, and no file that has been sealed since.
    """
    since = year - YEARS_LOOKED_BACK
    rows = records.published_grades(bureau_id, since=since, until=year)
    fails: dict[int, frozenset[str]] = {}
    found = set()
    for row in rows:
        if row.scheme_id not in fails:
            scheme = schemes.parsed(row.scheme_id, row.digest)
            codes = (grade.code for grade in scheme.grades if not grade.passes)
            fails[row.scheme_id] = frozenset(codes)
        if row.grade in fails[row.scheme_id]:
            found.add(str(row.lead_person_id))
    old = records.earlier_grades(bureau_id, since=since, until=year)
    found.update(str(row.person_id) for row in old if row.grade in FAILED_WORDS)
    return frozenset(found)
