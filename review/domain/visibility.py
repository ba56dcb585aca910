"""Who may see what of a review, in which phase of its file.

A reader never learns of another review of the same file, not even afterwards; whoever
decides disputed items sees what the reviews say of these, once the own answers are
locked. Officers see which reviews are in, and what is in them only once the file is settled; by then
they no longer see who wrote which. Everyone outside reads releases.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from enum import StrEnum

from review.domain.divergence import DivergenceKind
from review.domain.errors import N_
from review.domain.phases import CasePhase
from review.domain.reads import Purpose
from review.domain.sentences import Sentence


class Observer(StrEnum):
    """How someone stands to a review of a file."""

    READER = "reader"
    OTHER_READER = "other_reader"
    ADJUDICATOR = "adjudicator"
    DECIDER = "decider"
    OFFICER = "officer"
    HANDLER = "handler"
    COUNTY = "county"
    OUTSIDE = "outside"
    ADMINISTRATOR = "administrator"


class Facet(StrEnum):
    """What there is to see of it: whether it is in; what it says and comes to; whose it
    is; why it diverged, in words and in figures; and what the file came to.
    """

    PROGRESS = "progress"
    CONTENT = "content"
    NAME = "name"
    REASONS = "reasons"
    FIGURES = "figures"
    RESULT = "result"


ALWAYS = frozenset(CasePhase)
PUBLISHED = frozenset({CasePhase.PUBLISHED})
RELEASED = PUBLISHED | {CasePhase.PROVISIONAL}
SETTLED = RELEASED | {CasePhase.SETTLED}
UNSETTLED = ALWAYS - SETTLED
# While the place of a further reader or the lead is open, whether or not another one is
# still empty.
UNDER_DISPUTE = frozenset(
    {CasePhase.DIVERGED, CasePhase.READ_AGAIN, CasePhase.AWAITING_LEAD}
)
NEVER: frozenset[CasePhase] = frozenset()

# What is not in the table is never seen. A reader's own review stays readable until
# the round is over; a handler, a county and the public see through releases only. An
# adjudicator sees the answers to disputed items once the own ones are locked, until
# the decision is in; so does whoever decides an objection, of the items objected to.
VISIBLE: Mapping[tuple[Observer, Facet], frozenset[CasePhase]] = {
    (Observer.READER, Facet.PROGRESS): ALWAYS - PUBLISHED,
    (Observer.READER, Facet.CONTENT): ALWAYS - PUBLISHED,
    (Observer.ADJUDICATOR, Facet.CONTENT): UNDER_DISPUTE,
    (Observer.DECIDER, Facet.CONTENT): frozenset({CasePhase.PROVISIONAL}),
    (Observer.OFFICER, Facet.PROGRESS): ALWAYS,
    (Observer.OFFICER, Facet.NAME): UNSETTLED,
    (Observer.OFFICER, Facet.REASONS): ALWAYS,
    (Observer.OFFICER, Facet.FIGURES): SETTLED,
    (Observer.OFFICER, Facet.CONTENT): SETTLED,
    (Observer.OFFICER, Facet.RESULT): SETTLED,
    (Observer.HANDLER, Facet.CONTENT): RELEASED,
    (Observer.HANDLER, Facet.RESULT): RELEASED,
    (Observer.COUNTY, Facet.RESULT): RELEASED,
    (Observer.OUTSIDE, Facet.RESULT): PUBLISHED,
}


def sees(observer: Observer, facet: Facet, phase: CasePhase) -> bool:
    """Whether the table shows it; what it does not name is hidden."""
    return phase in VISIBLE.get((observer, facet), NEVER)


def labels(secret: str, reads: Iterable[tuple[str, Purpose]]) -> dict[str, str]:
    """Numbers for the reviews of one file (评查员一, 评查员二), by their public ids.

    The order comes from the campaign's secret key, so that it says nothing about who
    was allocated or submitted first. The counted reads come before the others.
    """
    known = sorted(reads, key=lambda read: (_RANK[read[1]], _shuffled(secret, read[0])))
    return {key: str(number) for number, (key, _) in enumerate(known, start=1)}


_RANK = {purpose: rank for rank, purpose in enumerate(Purpose)}


def _shuffled(secret: str, key: str) -> str:
    return hashlib.sha256(f"{secret}\n{key}".encode()).hexdigest()


def table() -> str:
    """The table of sight in Markdown, a row for each observer and facet seen at all."""
    rows = [
        f"| {observer} | {facet} | {_span(phases)} |"
        for (observer, facet), phases in VISIBLE.items()
    ]
    return "\n".join(["| who | what | in which phases |", "|---|---|---|", *rows, ""])


def _span(phases: frozenset[CasePhase]) -> str:
    return ", ".join(phase for phase in CasePhase if phase in phases)


REASON_WORDS: Mapping[DivergenceKind, str] = {
    DivergenceKind.TOTAL_GAP: N_("The totals lie further apart than allowed."),
    DivergenceKind.GRADE_DIFFERS: N_("The grades differ."),
    DivergenceKind.VETO_DIFFERS: N_("Not every reader found the same veto."),
    DivergenceKind.ITEM_GAP: N_("An item lies further apart than allowed."),
    DivergenceKind.FINDINGS_DIFFER: N_("The reviews found different things."),
}


def reason_shown(
    kind: DivergenceKind, sentence: Sentence, observer: Observer, phase: CasePhase
) -> Sentence:
    """Why reviews diverged: with its figures only for those who may see them now."""
    if sees(observer, Facet.FIGURES, phase) or kind not in REASON_WORDS:
        return sentence
    return Sentence(REASON_WORDS[kind])
