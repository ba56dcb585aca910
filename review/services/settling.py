"""From the reviews of a file to its result, or to what is still needed for one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from review.domain.answers import Answers
from review.domain.derivation import digest
from review.domain.divergence import Divergence as Divergent
from review.domain.divergence import answers_matter
from review.domain.outcomes import Need, Outcome, OutcomeKind, Reader
from review.domain.policy import Action, Viewer
from review.domain.reads import Purpose, Read
from review.domain.reconciliation import reconcile
from review.domain.sameness import Same
from review.domain.schemes import Party, Scheme
from review.domain.verdicts import in_hundredths, verdict_from
from review.domain.visibility import labels
from review.services import schemes
from review.services.accounts import actor_of
from review.services.alternates import call_next
from review.services.sampling import campaign_of
from review.services.submissions import answers_in
from review.store import unit
from review.store.models import Divergence, Result
from review.store.queries import campaigns
from review.store.queries import results as queries
from review.store.unit import SYSTEM

Standing = Mapping[int, tuple[str, ...]]
NOTHING: Standing = {}


@dataclass(frozen=True, slots=True)
class Found:
    """What the reviews of a file came to, as the rows that will say so."""

    campaign_case_id: int
    campaign_id: int
    result: dict[str, Any] | None = None
    divergences: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """An outcome as the rows that tell it, of whatever file."""

    result: dict[str, Any] | None = None
    divergences: tuple[dict[str, Any], ...] = ()


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
    found = _find(rows, requiring(scheme, first.n_reviews), first.secret_key, at)
    if found.result is not None:
        event = settled_event("case_settled", [found], at, cause)
        unit.add(event, Result, **found.result)
    elif found.divergences:
        _diverge(found, at, cause)


def _diverge(found: Found, at: datetime, cause: unit.Recorded) -> None:
    """Store what is newly needed; an earlier need may have been met meanwhile."""
    rows = queries.divergences_of(found.campaign_case_id)
    known = {(row.needs, row.part) for row in rows}
    new = [row for row in found.divergences if (row["needs"], row["part"]) not in known]
    if new:
        # Nobody is called for a further read here: that takes time, and whoever
        # submits must not learn from it that another review differs.
        event = settled_event("case_diverged", [found], at, cause)
        unit.add_all(event, Divergence, new)


def settle(*, viewer: Viewer, campaign_code: str, at: datetime) -> Settled:
    """Settle every file whose reviews are in and that has no result; again is safe."""
    with unit.reading():
        campaign = campaign_of(viewer, campaign_code, Action.RECONCILE)
        found = calculated(campaign, at)
    # Calculated before the transaction opens: nobody waits for the arithmetic.
    with unit.transaction():
        event = unit.record(
            "settling_asked",
            chain=f"campaign:{campaign.id}",
            actor=actor_of(viewer),
            at=at,
            targets=[("campaign", campaign.id)],
        )
        n_settled, n_diverged = stored(campaign.id, found, at=at, cause=event)
    waiting = [each for each in found if not each.result and not each.divergences]
    return Settled(n_settled, n_diverged, len(waiting))


def settle_complete(campaign: Any, *, at: datetime, cause: unit.Recorded) -> None:
    """Settle what reviews just taken in have completed, in the open transaction."""
    stored(campaign.id, calculated(campaign, at), at=at, cause=cause)


def calculated(campaign: Any, at: datetime) -> list[Found]:
    """What the reviews of every file come to that waits for nobody; in a reading."""
    return list(_find_all(campaign, at))


def stored(
    campaign_id: int, found: Sequence[Found], *, at: datetime, cause: unit.Recorded
) -> tuple[int, int]:
    """How many files are settled by it, and how many are apart.

    Behind the chain's lock: a file that was settled while we calculated keeps that
    result, and one that left the sample, or that somebody has to read yet, gets none.
    """
    waits = queries.to_be_settled(campaign_id)
    still = [each for each in found if each.campaign_case_id in waits]
    n_settled = _store_results(still, at, cause)
    return n_settled, _store_divergences(campaign_id, still, at, cause)


def _find_all(campaign: Any, at: datetime) -> Iterator[Found]:
    pinned = {
        row.id: schemes.parsed(row.id, row.digest)
        for row in campaigns.schemes_of(campaign.id)
    }
    with_choices = any(map(_asks_items, pinned.values()))
    rows = queries.reviews_to_settle(campaign.id, with_choices=with_choices)
    required: dict[tuple[int, int], Scheme] = {}
    known: dict[object, Told] = {}
    for _, group in groupby(rows, key=attrgetter("campaign_case_id")):
        reviews = list(group)
        key = (reviews[0].scheme_id, reviews[0].n_reviews)
        if key not in required:
            required[key] = requiring(pinned[key[0]], key[1])
        yield _find(reviews, required[key], campaign.secret_key, at, known)


def _store_results(found: Iterable[Found], at: datetime, cause: unit.Recorded) -> int:
    new = [each for each in found if each.result]
    if new:
        event = settled_event("cases_settled", new, at, cause)
        unit.add_all(event, Result, [each.result for each in new if each.result])
    return len(new)


def _store_divergences(
    campaign_id: int, found: Iterable[Found], at: datetime, cause: unit.Recorded
) -> int:
    """The number of files that are apart; only what is new is written."""
    rows = queries.divergences_in(campaign_id)
    known = {(row.campaign_case_id, row.needs, row.part) for row in rows}
    apart = [each for each in found if each.divergences]
    new = [
        (each, row)
        for each in apart
        for row in each.divergences
        if (each.campaign_case_id, row["needs"], row["part"]) not in known
    ]
    if new:
        event = settled_event("cases_diverged", [each for each, _ in new], at, cause)
        unit.add_all(event, Divergence, [row for _, row in new])
    if apart:
        call_next(campaign_id, {e.campaign_case_id for e in apart}, at=at, cause=cause)
    return len(apart)


def settled_event(
    kind: str, found: Iterable[Found], at: datetime, cause: unit.Recorded
) -> unit.Recorded:
    """A consequence: nobody decided it, and it names what it follows from."""
    files = {each.campaign_case_id: each for each in found}
    campaign_id = next(iter(files.values())).campaign_id
    return unit.record(
        kind,
        chain=f"campaign:{campaign_id}",
        actor=SYSTEM,
        at=at,
        cause=cause,
        targets=[("campaign_case", each) for each in files],
        payload={"n": len(files)},
    )


def _find(
    rows: Sequence[Any],
    scheme: Scheme,
    secret: str,
    at: datetime,
    known: dict[object, Told] | None = None,
) -> Found:
    """What one file's reviews come to. Only rows are kept: ten thousand outcomes are
    millions of objects.
    """
    first = rows[0]
    named = labels(secret, ((row.read_public_id, Purpose(row.purpose)) for row in rows))
    told = _tell(scheme, _reads(scheme, rows, named), at, known)
    place = {"bureau_id": first.bureau_id, "campaign_case_id": first.campaign_case_id}
    result = None
    if told.result is not None:
        ids = {named[row.read_public_id]: row.submission_id for row in rows}
        used = [{"submission": ids[e["label"]], **e} for e in told.result["used"]]
        result = {**told.result, **place, "used": used}
    divergences = tuple(place | row for row in told.divergences)
    return Found(first.campaign_case_id, first.campaign_id, result, divergences)


def _tell(
    scheme: Scheme,
    reads: Sequence[Read],
    at: datetime,
    known: dict[object, Told] | None,
) -> Told:
    """The outcome as rows. Where answers play no part it hangs on the verdicts alone,
    and among thousands of files the same verdicts meet again and again.
    """
    if known is None or any(read.answers for read in reads):
        return _told(reconcile(scheme, reads), at)
    key = (
        id(scheme),
        *((r.purpose, r.slot, r.label, r.part, r.verdict) for r in reads),
    )
    if key not in known:
        known[key] = _told(reconcile(scheme, reads), at)
    return known[key]


def _told(outcome: Outcome, at: datetime) -> Told:
    if outcome.kind.is_settled:
        return Told(result=result_row(outcome, at))
    if outcome.kind is OutcomeKind.DIVERGED:
        return Told(divergences=tuple(_divergences(outcome, at)))
    return Told()


def outcome_of(
    scheme: Scheme,
    rows: Sequence[Any],
    named: dict[str, str],
    standing: Standing = NOTHING,
) -> Outcome:
    """What the stored reviews of one file come to; stored totals are used.

    Of decisions on objections only the answers that are `standing` count.
    """
    return reconcile(scheme, _reads(scheme, rows, named, standing))


def _reads(
    scheme: Scheme,
    rows: Sequence[Any],
    named: dict[str, str],
    standing: Standing = NOTHING,
) -> list[Read]:
    answers = _answers(scheme, rows, needed=bool(standing))
    for submission_id, items in standing.items():
        given = answers[submission_id]
        answers[submission_id] = {item: given[item] for item in items if item in given}
    return [
        Read(
            purpose=Purpose(row.purpose),
            slot=row.slot,
            label=named[row.read_public_id],
            verdict=verdict_from(row.total, row.grade, row.summary),
            part=row.part,
            answers=answers.get(row.submission_id, {}),
            first_view=_first_view(scheme, row),
            is_of_items=row.items is not None,
        )
        for row in rows
    ]


def _first_view(scheme: Scheme, row: Any) -> Answers | None:
    if row.first_choices is None:
        return None
    return answers_in(scheme, row.first_choices, ())


def _answers(
    scheme: Scheme, rows: Sequence[Any], *, needed: bool = False
) -> dict[int, Answers]:
    """The answers, where the scheme compares items, or items were decided anew.

    Items can be compared only if every first read of the part has them; where a review
    on paper brought its total alone, nothing but the totals is compared.
    """
    counted = [row for row in rows if row.purpose == Purpose.COUNTED]
    said = ((row.part, row.total, row.choices) for row in counted)
    if not needed and not answers_matter(scheme.combination, said):
        return {}
    bare = {row.part for row in rows if row.choices is None}
    return {
        row.submission_id: answers_in(scheme, row.choices, ())
        for row in rows
        if row.part not in bare
    }


def _asks_items(scheme: Scheme) -> bool:
    return scheme.combination.compares_items


def requiring(scheme: Scheme, n_reviews: int) -> Scheme:
    """The scheme, asking for as many reviews as were fixed when the file was drawn."""
    return _requiring(Same(scheme), n_reviews)


@lru_cache(maxsize=256)
def _requiring(of: Same[Scheme], n_reviews: int) -> Scheme:
    """Made once: what is known of a scheme's lines is known of this very object."""
    combination = replace(of.it.combination, reviews={"": n_reviews})
    return replace(of.it, combination=combination)


def result_row(outcome: Outcome, at: datetime) -> dict[str, Any]:
    """An outcome as it is stored; the file it is of, and whose reviews, come beside."""
    return {
        "outcome": str(outcome.kind),
        "rule": outcome.rule,
        "score": in_hundredths(outcome.score),
        "handler_score": in_hundredths(outcome.percent_of(Party.HANDLER)),
        "grade": outcome.grade,
        "used": [
            {
                "label": each.label,
                "purpose": str(each.purpose),
                "weight": str(each.weight),
                "rescored": each.rescored,
            }
            for each in outcome.used
        ],
        "origins": _origins(outcome),
        "derivation_digest": digest(outcome),
        "settled_at": at,
    }


def _origins(outcome: Outcome) -> dict[str, str] | None:
    """By item: agreed, within the limit, a review by its label, or the decision's."""
    told = {
        each.item: f"{each.origin}:{each.label}" if each.label else str(each.origin)
        for part in outcome.parts
        for each in part.provenance
        if each.origin is not None
    }
    return told or None


def _divergences(outcome: Outcome, at: datetime) -> Iterator[dict[str, Any]]:
    """A row for every further read that is needed; a missing first read is none."""
    for part in outcome.parts:
        for need in part.needs:
            if need.who is not Reader.COUNTED:
                yield _divergence(need, part.reasons, at)


def _divergence(
    need: Need, reasons: Iterable[Divergent], at: datetime
) -> dict[str, Any]:
    return {
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
