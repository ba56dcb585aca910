"""What reviewers are still to be paid, by the rates in force.

Functions here join the reading or the transaction of their caller.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from review.domain.fees import (
    FeeRole,
    FeeRule,
    PaidAs,
    fen,
    role_of,
    rule_from_data,
)
from review.store import unit
from review.store.queries import fees as queries

NO_RATES = FeeRule({})


@dataclass(frozen=True, slots=True)
class Dues:
    """Finished reads by person and rate, with the rule that would pay them, and by role
    those that have no rate.
    """

    rule: FeeRule
    counts: Mapping[int, Mapping[PaidAs, int]]
    waiting: Mapping[FeeRole, int]
    basis: str


def dues_of(campaign: Any) -> Dues:
    stored = queries.newest_rule(campaign.id)
    rule = rule_from_data(stored.rule) if stored else NO_RATES
    counts: defaultdict[int, Counter[PaidAs]] = defaultdict(Counter)
    waiting = Counter[FeeRole]()
    seen = []
    for row in queries.unpaid(campaign.id):
        paid_as = _paid_as(row, rule)
        if paid_as is None:
            waiting[role_of(row.purpose, by_panel=row.by_panel)] += row.n
            continue
        counts[row.person_id][paid_as] += row.n
        seen.append([row.person_id, paid_as.code, row.n, row.newest])
    basis = unit.digest_of([stored.id if stored else 0, sorted(seen)])
    in_order = {role: waiting[role] for role in FeeRole if waiting[role]}
    return Dues(rule, counts, in_order, basis)


def _paid_as(row: Any, rule: FeeRule) -> PaidAs | None:
    role = role_of(row.purpose, by_panel=row.by_panel)
    return rule.paid_as(role, row.kind, row.case_class)


def rule_in_force(campaign_id: int) -> FeeRule:
    stored = queries.newest_rule(campaign_id)
    return rule_from_data(stored.rule) if stored else NO_RATES


def lines_of(campaign_id: int, rule: FeeRule) -> list[dict[str, Any]]:
    """Each finished read with what it is paid, without whose it is."""
    return [
        {"read_id": row.id, "role": each.role.value, "amount": amount}
        for row, each, amount in _paid(queries.unpaid_reads(campaign_id), rule)
    ]


def senior_lines_of(campaign_id: int, rule: FeeRule) -> list[dict[str, Any]]:
    """The same of what seniors said of fails."""
    rows = queries.unpaid_decisions(campaign_id)
    return [
        {"senior_read_id": row.id, "amount": amount}
        for row, _, amount in _paid(rows, rule)
    ]


def _paid(rows: Iterable[Any], rule: FeeRule) -> list[tuple[Any, PaidAs, int]]:
    known = ((row, _paid_as(row, rule)) for row in rows)
    return [
        (row, each, fen(rate))
        for row, each in known
        if each is not None and (rate := rule.rate(each)) is not None
    ]
