"""What a review means for the result of its file, in words."""

from __future__ import annotations

from fractions import Fraction

from flask_babel import ngettext

from review.domain.outcomes import Contribution, Origin, Outcome
from review.domain.reads import Purpose
from review.services.reconciliation import ReviewView
from review.web.display import day, score
from review.web.language import gettext as _


def share(review: ReviewView, used: Contribution | None) -> str:
    """A read of some items has no share of its own: its answers stand in others."""
    if review.purpose is Purpose.APPEAL:
        return _("its answers stand where the objection was not rejected")
    if review.items is not None and used is None:
        return _("its answers stand on the disputed items")
    if used is None or not used.weight:
        return _("does not enter the result")
    if used.weight == 1:
        return _("is the result")
    return _("enters with %(weight)s", weight=fraction(used.weight))


def fraction(weight: Fraction) -> str:
    return f"{weight.numerator}/{weight.denominator}"


def note(review: ReviewView, used: Contribution | None, outcome: Outcome | None) -> str:
    """Which items it read, what it comes to with others' answers, where it came from."""
    if review.items is not None:
        return _of_items(review, len(review.items))
    if used is not None and used.rescored and used.verdict.total is not None:
        total = score(used.verdict.total)
        if outcome is not None and _is_reconsidered(outcome):
            return _("%(total)s with the items decided anew", total=total)
        return _("%(total)s with the disputed items read again", total=total)
    if review.reviewed_on is not None:
        made_on = day(review.reviewed_on)
        return _("taken in from paper, reviewed on %(day)s", day=made_on)
    return _("taken in from paper") if review.on_paper else ""


def _of_items(review: ReviewView, n: int) -> str:
    if review.purpose is Purpose.APPEAL:
        return ngettext("%(num)d item read again", "%(num)d items read again", n)
    return ngettext("%(num)d disputed item only", "%(num)d disputed items only", n)


def _is_reconsidered(outcome: Outcome) -> bool:
    told = (each for part in outcome.parts for each in part.provenance)
    return any(each.origin is Origin.RECONSIDERED for each in told)
