"""The decision on disputed items (终评): first blind, then with the answers seen.

Whoever decides answers the disputed items without knowing the reviews, and locks these
answers; only then the reviews' answers are shown, and each own one is kept or changed
with a reason. Agreed items are never opened again, not even where the further reader
cannot assess one of the others and the lead decides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from review.domain.answers import UNANSWERED, Answer, Answers
from review.domain.divergence import found
from review.domain.errors import N_, RuleBroken, ngettext
from review.domain.lines import Line, answerable
from review.domain.outcomes import Origin, Provenance
from review.domain.reads import Read
from review.domain.schemes import Scheme

MOST_REASON = 500


class FirstViewOpen(RuleBroken):
    """Nothing is decided before the own answers were given without the others'."""

    sentence = N_(
        "Lock your own answers first; then the reviews are shown, and you decide."
    )


class ReasonsMissing(RuleBroken):
    """An answer changed after the others were seen says why; `items` still need it."""

    sentence = ngettext(
        "You changed %(n)s answer after seeing the reviews: give a reason for it.",
        "You changed %(n)s answers after seeing the reviews: give a reason for each.",
    )

    def __init__(self, items: tuple[str, ...]) -> None:
        self.items = items
        super().__init__(n=len(items))


class ReasonTooLong(RuleBroken):
    sentence = N_("A reason has at most %(most)s characters.")


def changed_items(
    lines: Mapping[str, Line], first: Answers, now: Answers
) -> tuple[str, ...]:
    """The items on which the answer is another one than in the first view.

    Other words for the same answer are no change.
    """
    return tuple(
        code for code, line in lines.items() if not _is_same(line, code, first, now)
    )


def checked_reasons(
    changed: Collection[str], given: Mapping[str, str]
) -> dict[str, str]:
    """The reason of every change; what was not changed needs none and keeps none."""
    reasons = {code: given.get(code, "").strip() for code in changed}
    if missing := tuple(code for code, reason in reasons.items() if not reason):
        raise ReasonsMissing(missing)
    if any(len(reason) > MOST_REASON for reason in reasons.values()):
        raise ReasonTooLong(most=MOST_REASON)
    return reasons


def provenance(
    scheme: Scheme, counted: Sequence[Read], third: Read, items: Collection[str]
) -> Iterator[Provenance]:
    """Where the answer to each scored item of the part comes from.

    Without a first view (a decision taken in from paper) only the disputed items are
    told, and whose answers stand on them.
    """
    if third.first_view is None:
        yield from (Provenance(item, third.label) for item in items)
        return
    part = third.part if len(scheme.parts) > 1 else None
    for code, line in answerable(scheme, part).items():
        if not line.is_scored:
            continue
        if code in items and code in third.answers:
            yield _decided(line, code, counted, third, third.first_view)
        else:
            yield Provenance(code, "", _undisputed(line, code, counted))


def on_objections(appeals: Iterable[Read]) -> Iterator[Provenance]:
    """The items in the order of the decisions; a later decision takes an item's place."""
    labels = {item: read.label for read in appeals for item in read.answers}
    for item, label in labels.items():
        yield Provenance(item, label, Origin.RECONSIDERED)


def _decided(
    line: Line, code: str, counted: Sequence[Read], third: Read, first: Answers
) -> Provenance:
    """An answer changed to one of the reviews' is that review's, whoever typed it."""
    if _is_same(line, code, first, third.answers):
        return Provenance(code, third.label, Origin.FIRST_VIEW)
    for read in sorted(counted, key=lambda read: read.label):
        if _is_same(line, code, read.answers, third.answers):
            return Provenance(code, read.label, Origin.REVIEWER)
    return Provenance(code, third.label, Origin.AFTER_SEEING)


def _undisputed(line: Line, code: str, counted: Sequence[Read]) -> Origin:
    said = {found(line, _answer(code, read.answers)) for read in counted}
    return Origin.AGREED if len(said) == 1 else Origin.WITHIN_LIMIT


def _is_same(line: Line, code: str, one: Answers, other: Answers) -> bool:
    return found(line, _answer(code, one)) == found(line, _answer(code, other))


def _answer(code: str, answers: Answers) -> Answer:
    return answers.get(code, UNANSWERED)
