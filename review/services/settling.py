"""From the reviews of a file to its result, or to what is still needed for one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from review.domain.answers import Answers
from review.domain.derivation import digest
from review.domain.outcomes import Need, Outcome, OutcomeKind, Reader, to_json
from review.domain.policy import Action, Viewer
from review.domain.reads import Purpose, Read
from review.domain.reconciliation import reconcile
from review.domain.schemes import Party, Resolution, Scheme
from review.domain.verdicts import in_hundredths, verdict_from
from review.domain.visibility import labels
from review.services import schemes
from review.services.accounts import actor_of
from review.services.sampling import campaign_of
from review.services.submissions import answers_in
from review.store import unit
from review.store.models import Divergence, Result
from review.store.queries import campaigns
from review.store.queries import results as queries
from review.store.unit import SYSTEM


@dataclass(frozen=True, slots=True)
class Case:
    """A file with the reviews it has, as settling sees it."""

    id: int
    bureau_id: int
    campaign_id: int
    outcome: Outcome
    submissions: dict[str, int]
    """The reviews by their labels."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What settling a campaign did."""

    n_settled: int
    n_diverged: int
    n_waiting: int


def settle_case(campaign_case_id: int, *, at: datetime, cause: unit.Recorded) -> None:
    """Settle the file if its reviews allow it, in the transaction that is open."""
    rows = queries.reviews_of_case(campaign_case_id)
    if not rows:
        return
    first = rows[0]
    scheme = schemes.parsed(first.scheme_id, first.scheme_digest)
    case = _case(rows, requiring(scheme, first.n_reviews), first.secret_key)
    if case.outcome.kind.is_settled:
        event = _event("case_settled", [case], at, cause)
        unit.add(event, Result, **_result(case, at))
    elif case.outcome.kind is OutcomeKind.DIVERGED:
        _diverge(case, at, cause)


def _diverge(case: Case, at: datetime, cause: unit.Recorded) -> None:
    known = {(row.needs, row.part) for row in queries.divergences_of(case.id)}
    rows = [row for row in _divergences(case, at) if _key(row) not in known]
    if rows:
        event = _event("case_diverged", [case], at, cause)
        unit.add_all(event, Divergence, rows)


def settle(*, viewer: Viewer, campaign_code: str, at: datetime) -> Settled:
    """Settle every file whose reviews are in and that has no result; again is safe."""
    with unit.reading():
        campaign = campaign_of(viewer, campaign_code, Action.RECONCILE)
        cases = list(_cases(campaign))
    # Calculated before the transaction opens: nobody waits for the arithmetic.
    with unit.transaction():
        event = unit.record(
            "settling_asked",
            chain=f"campaign:{campaign.id}",
            actor=actor_of(viewer),
            at=at,
            targets=[("campaign", campaign.id)],
        )
        n_settled = _store_results(campaign.id, cases, at, event)
        n_diverged = _store_divergences(campaign.id, cases, at, event)
    waiting = [case for case in cases if case.outcome.kind is OutcomeKind.WAITING]
    return Settled(n_settled, n_diverged, len(waiting))


def settle_complete(campaign: Any, *, at: datetime, cause: unit.Recorded) -> None:
    """Settle what reviews just taken in have completed, in the open transaction."""
    cases = list(_cases(campaign))
    _store_results(campaign.id, cases, at, cause)
    _store_divergences(campaign.id, cases, at, cause)


def _cases(campaign: Any) -> Iterator[Case]:
    found = {
        row.id: schemes.parsed(row.id, row.digest)
        for row in campaigns.schemes_of(campaign.id)
    }
    with_choices = any(map(_asks_items, found.values()))
    rows = queries.reviews_to_settle(campaign.id, with_choices=with_choices)
    required: dict[tuple[int, int], Scheme] = {}
    for _, group in groupby(rows, key=lambda row: row.campaign_case_id):
        reviews = list(group)
        key = (reviews[0].scheme_id, reviews[0].n_reviews)
        if key not in required:
            required[key] = requiring(found[key[0]], key[1])
        yield _case(reviews, required[key], campaign.secret_key)


def _store_results(
    campaign_id: int, cases: Iterable[Case], at: datetime, cause: unit.Recorded
) -> int:
    """Whoever was settled while we calculated keeps that result."""
    known = queries.settled_cases(campaign_id)
    new = [c for c in cases if c.outcome.kind.is_settled and c.id not in known]
    if new:
        event = _event("cases_settled", new, at, cause)
        unit.add_all(event, Result, [_result(case, at) for case in new])
    return len(new)


def _store_divergences(
    campaign_id: int, cases: Iterable[Case], at: datetime, cause: unit.Recorded
) -> int:
    """The number of files that are apart; only what is new is written."""
    rows = queries.divergences_in(campaign_id)
    known = {(row.campaign_case_id, row.needs, row.part) for row in rows}
    apart = [c for c in cases if c.outcome.kind is OutcomeKind.DIVERGED]
    new = [
        (case, row)
        for case in apart
        for row in _divergences(case, at)
        if (case.id, *_key(row)) not in known
    ]
    if new:
        event = _event("cases_diverged", [case for case, _ in new], at, cause)
        unit.add_all(event, Divergence, [row for _, row in new])
    return len(apart)


def _event(
    kind: str, cases: Sequence[Case], at: datetime, cause: unit.Recorded
) -> unit.Recorded:
    """A consequence: nobody decided it, and it names what it follows from."""
    return unit.record(
        kind,
        chain=f"campaign:{cases[0].campaign_id}",
        actor=SYSTEM,
        at=at,
        cause=cause,
        targets=[("campaign_case", case.id) for case in cases],
        payload={"n": len(cases)},
    )


def _case(rows: Sequence[Any], scheme: Scheme, secret: str) -> Case:
    first = rows[0]
    named = labels(secret, ((row.read_public_id, Purpose(row.purpose)) for row in rows))
    return Case(
        id=first.campaign_case_id,
        bureau_id=first.bureau_id,
        campaign_id=first.campaign_id,
        outcome=outcome_of(scheme, rows, named),
        submissions={named[row.read_public_id]: row.submission_id for row in rows},
    )


def outcome_of(scheme: Scheme, rows: Sequence[Any], named: dict[str, str]) -> Outcome:
    """What the stored reviews of one file come to; stored totals are used."""
    answers = _answers(scheme, rows)
    reads = [
        Read(
            purpose=Purpose(row.purpose),
            slot=row.slot,
            label=named[row.read_public_id],
            verdict=verdict_from(row.total, row.grade, row.summary),
            part=row.part,
            answers=answers.get(row.submission_id, {}),
        )
        for row in rows
    ]
    return reconcile(scheme, reads)


def _answers(scheme: Scheme, rows: Sequence[Any]) -> dict[int, Answers]:
    """The answers, where the scheme compares items.

    Items can be compared only if every first read of the part has them; where a review
    on paper brought its total alone, nothing but the totals is compared.
    """
    if not _asks_items(scheme):
        return {}
    bare = {row.part for row in rows if row.choices is None}
    return {
        row.submission_id: answers_in(scheme, row.choices, ())
        for row in rows
        if row.part not in bare
    }


def _asks_items(scheme: Scheme) -> bool:
    disputed = scheme.combination.resolution is Resolution.DISPUTED_ITEMS
    return disputed or scheme.combination.item_gap


def requiring(scheme: Scheme, n_reviews: int) -> Scheme:
    """The scheme, asking for as many reviews as were fixed when the file was drawn."""
    combination = replace(scheme.combination, reviews={"": n_reviews})
    return replace(scheme, combination=combination)


def _result(case: Case, at: datetime) -> dict[str, Any]:
    outcome = case.outcome
    return {
        "bureau_id": case.bureau_id,
        "campaign_case_id": case.id,
        "outcome": str(outcome.kind),
        "rule": outcome.rule,
        "score": in_hundredths(outcome.score),
        "handler_score": in_hundredths(outcome.percent_of(Party.HANDLER)),
        "grade": outcome.grade,
        "used": [
            {
                "submission": case.submissions[each.label],
                "label": each.label,
                "purpose": str(each.purpose),
                "weight": str(each.weight),
                "rescored": each.rescored,
            }
            for each in outcome.used
        ],
        "derivation_digest": digest(to_json(outcome)),
        "settled_at": at,
    }


def _divergences(case: Case, at: datetime) -> Iterator[dict[str, Any]]:
    """A row for every further read that is needed; a missing first read is none."""
    for part in case.outcome.parts:
        for need in part.needs:
            if need.who is not Reader.COUNTED:
                yield _divergence(case, need, part.reasons, at)


def _divergence(
    case: Case, need: Need, reasons: Iterable[Any], at: datetime
) -> dict[str, Any]:
    return {
        "bureau_id": case.bureau_id,
        "campaign_case_id": case.id,
        "part": need.part,
        "needs": str(need.who),
        "n_needed": need.n,
        "reasons": [
            {
                "kind": str(reason.kind),
                "text": reason.sentence.text,
                "values": dict(reason.sentence.values),
                "items": list(reason.items),
            }
            for reason in reasons
        ],
        "items": list(need.items) or None,
        "diverged_at": at,
    }


def _key(row: dict[str, Any]) -> tuple[str, str]:
    return row["needs"], row["part"]
