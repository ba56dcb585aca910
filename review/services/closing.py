"""The closing question: counted at submission, shown once nothing is open any more."""

from __future__ import annotations

from typing import Any

from review.domain.blindness import Blindness, blindness, read_answer
from review.domain.campaigns import announced_in
from review.store.queries import closing as queries


def count_answer(read: Any, answer: str) -> None:
    """Count an answer in the transaction of the review it came with.

    Nothing of it goes into the review, its receipt or an event.
    """
    if announced_in(read.rules).closing_question:
        queries.count(read.campaign_id, read.bureau_id, read_answer(answer).value)


def blindness_of(campaign: Any, *, n_cases: int, n_settled: int) -> Blindness | None:
    """A campaign's figure once every file is settled; before, two looks would tell
    what was answered between them.
    """
    is_asked = announced_in(campaign.rules).closing_question
    if not is_asked or not n_cases or n_settled < n_cases:
        return None
    minimum_n = int(campaign.rules["minimum_n"])
    return blindness(queries.counts(campaign.id), minimum_n=minimum_n)
