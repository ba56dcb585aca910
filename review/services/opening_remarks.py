"""What an officer should know before opening a campaign, though nothing forbids it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from review.domain.campaigns import CampaignKind, CampaignPlan
from review.domain.errors import N_, ngettext
from review.domain.sampling_rule import SampleBy
from review.domain.sampling_slips import numbers_missed
from review.domain.sentences import Sentence
from review.domain.usual_plan import is_year_of
from review.services import planned_rounds
from review.services.drawing import DrawPreview
from review.services.looked_plans import LookedPlan, common, hidden

ELSEWHERE = N_(
    "Files that fit and are in the sample of “%(name)s”: %(n)s, without a "
    "result: %(open)s. The rule of the sample can leave them out."
)


def remarks(seen: LookedPlan) -> Iterator[Sentence]:
    draw, readers = seen.planned.preview, seen.readers
    if not draw.report.drawn:
        yield Sentence(N_("No case file fits the period, the rule and the schemes."))
    elif _depends_on_lot(seen.plan, draw):
        yield Sentence(
            N_(
                "The seed of the draw is not known yet: which files the lot takes, and "
                "with them the numbers here, can still change a little."
            )
        )
    if draw.report.beyond:
        yield draw.report.beyond.sentence
    yield from draw.slips
    yield from numbers_missed(draw.report)
    for each in () if draw.leaves_out_drawn else draw.elsewhere:
        values = {"n": each.n, "open": each.n_open, "name": each.name}
        yield Sentence(ELSEWHERE, values)
    yield from planned_rounds.remarks(seen.round)
    yield from _room(seen, draw)
    if len(readers) == len(seen.people):
        yield Sentence(
            N_("No panel lead is named; nobody could decide a file that stays apart.")
        )
    yield from _days(seen.plan, seen.on)


def _depends_on_lot(plan: CampaignPlan, draw: DrawPreview) -> bool:
    by_lot = plan.sample.by in (SampleBy.PERCENT, SampleBy.NUMBER)
    return by_lot and not plan.seed and draw.report.drawn < draw.report.population


def _days(plan: CampaignPlan, on: date) -> Iterator[Sentence]:
    """What does not go together among the days and years of a plan."""
    if not is_year_of(plan.assessment_year, plan.closed_from, plan.closed_until):
        yield Sentence(
            N_(
                "The assessment year is %(year)s, and no day of the period lies in it: "
                "the results would count for another year than that of the cases."
            ),
            {"year": str(plan.assessment_year)},
        )
    if plan.due_on is None:
        return
    if plan.due_on < on:
        yield Sentence(N_("The day by which reviews are due is past already."))
    if plan.kind is CampaignKind.STANDING and plan.due_on < plan.closed_until:
        yield Sentence(
            N_(
                "Files of a standing campaign go on coming in after %(day)s, the day by "
                "which all reviews are due; they would be late at once. Leave it empty."
            ),
            {"day": plan.due_on.isoformat()},
        )


def _room(seen: LookedPlan, draw: DrawPreview) -> Iterator[Sentence]:
    readers = seen.readers
    most = max(max(s.combination.reviews.values()) for _, s in seen.pinned)
    if len(readers) < most:
        values = {"n": len(readers), "needed": most}
        yield Sentence(
            N_("Reviewers: %(n)s, which is too few for %(needed)s reviews of a file."),
            values,
        )
    elif seen.suffices.n_short:
        yield Sentence(
            ngettext(
                "%(n)s file has fewer reviewers who may read it than it needs.",
                "%(n)s files have fewer reviewers who may read them than they need.",
            ),
            {"n": seen.suffices.n_short},
        )
    yield from _limits(seen, draw)


def _limits(seen: LookedPlan, draw: DrawPreview) -> Iterator[Sentence]:
    """Reviews that count are given out first; hidden ones have what room is left."""
    caps = [member.cap for member in seen.readers]
    room = sum(cap or 0 for cap in caps)
    more = hidden(seen, common(seen)).n
    values = {"room": room, "n": draw.n_reviews}
    if None in caps or room >= draw.n_reviews + more:
        return
    if room < draw.n_reviews:
        words = N_(
            "Reviews for which the reviewers' limits leave room: %(room)s of %(n)s."
        )
        yield Sentence(words, values)
        return
    words = N_(
        "The reviewers' limits leave room for all reviews that count (%(n)s), "
        "and for %(left)s of about %(hidden)s that only measure."
    )
    yield Sentence(words, values | {"left": room - draw.n_reviews, "hidden": more})
