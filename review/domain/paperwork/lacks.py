"""What is still missing in a campaign's data for a document to be whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from review.domain.errors import N_, ngettext
from review.domain.paperwork.facts import Facts
from review.domain.paperwork.kinds import Paperwork
from review.domain.sentences import Sentence


class Where(StrEnum):
    """Where the data of a campaign are put right."""

    TERM = "term"
    LISTS = "lists"
    READERS = "readers"
    SAMPLE = "sample"
    REVIEWS = "reviews"
    RESULTS = "results"
    PUBLICATION = "publication"


@dataclass(frozen=True, slots=True)
class Lack:
    """What is missing, and where it is put right."""

    sentence: Sentence
    where: Where


def lacks(kind: Paperwork, facts: Facts) -> tuple[Lack, ...]:
    """Nothing of it keeps a document from being made; its place stays blank."""
    return tuple(_lacks(kind, facts))


def _lacks(kind: Paperwork, facts: Facts) -> Iterator[Lack]:
    if kind in DATED and facts.due_on is None:
        yield Lack(
            Sentence(N_("No day is set by which the reviews are due.")), Where.TERM
        )
    if kind in COUNTED and not facts.is_drawn:
        yield Lack(Sentence(N_("The sample is not drawn yet.")), Where.SAMPLE)
    if kind.names_reviewers:
        yield from _of_reviewers(facts)
    if kind is Paperwork.PLAN and not facts.n_leads:
        yield Lack(Sentence(N_("No panel lead is in the campaign.")), Where.READERS)
    if kind in (Paperwork.SUMMARY, Paperwork.EVALUATION) and facts.is_drawn:
        yield from _of_results(facts, is_published=kind is Paperwork.SUMMARY)


DATED = {Paperwork.PLAN, Paperwork.NOTICE, Paperwork.APPOINTMENT}
COUNTED = {
    Paperwork.PLAN,
    Paperwork.NOTICE,
    Paperwork.SUMMARY,
    Paperwork.EVALUATION,
}


def _of_reviewers(facts: Facts) -> Iterator[Lack]:
    n_homeless = sum(not each.firm for each in facts.reviewers)
    if not facts.reviewers:
        yield Lack(Sentence(N_("Nobody reads in this campaign.")), Where.READERS)
    elif n_homeless:
        text = ngettext(
            "Of %(n)s reviewer no firm is on record.",
            "Of %(n)s reviewers no firm is on record.",
        )
        yield Lack(Sentence(text, {"n": n_homeless}), Where.LISTS)


def _of_results(facts: Facts, *, is_published: bool) -> Iterator[Lack]:
    standing = facts.standing
    if n_open := standing.n_places - standing.n_submitted:
        text = N_("First reviews not submitted: %(n)s of %(whole)s.")
        values = {"n": n_open, "whole": standing.n_places}
        yield Lack(Sentence(text, values), Where.REVIEWS)
    if facts.n_unsettled:
        text = N_("Files without a result yet: %(n)s of %(whole)s.")
        values = {"n": facts.n_unsettled, "whole": facts.n_files}
        yield Lack(Sentence(text, values), Where.RESULTS)
    elif is_published and (facts.released is None or not facts.released.is_final):
        yield Lack(Sentence(N_("The results are not published.")), Where.PUBLICATION)
