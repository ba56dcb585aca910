"""Findings beside an answer that takes nothing off: kept in the draft, not submitted.

A finding says why something was taken off. Where the answer is changed to one that loses
nothing, what was found no longer stands; yet nothing typed is lost, and it counts again
once the answer does. What is meant as a remark on a full mark the reviewer marks as one,
and where the scheme or a proposal asks for a reason it is part of the answer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import compress
from operator import attrgetter

from review.domain.answers import UNANSWERED, Answer, Answers
from review.domain.choices import full_choice
from review.domain.lines import OVERALL, Line
from review.domain.procedures import Proposals, is_against

NOTHING: frozenset[str] = frozenset()
_FINDINGS = attrgetter("findings")


def loses_nothing(line: Line, answer: Answer) -> bool:
    """Whether nothing is taken off, no veto is hit and no bonus is won.

    Where marks are won instead, a full mark has its reasons; so has an overall grade.
    """
    if not line.is_scored or line.item.code == OVERALL or answer.choice is None:
        return False
    is_won = line.adds and not line.is_bonus
    return not is_won and answer.choice == full_choice(line)


def beside_full(
    lines: Mapping[str, Line], answers: Answers, found: Proposals
) -> frozenset[str]:
    """The items whose findings nothing asks for: remarks, or else set aside."""
    told = compress(answers, map(_FINDINGS, answers.values()))
    return frozenset(
        code
        for code in told
        if loses_nothing(lines[code], answers[code])
        and not lines[code].item.reason_required
        and not (code in found and is_against(found[code]))
    )


def standing(answers: Answers, beside: Collection[str]) -> Answers:
    """The answers with what goes with the review; a remark does, the rest stays behind."""
    if not beside:
        return answers
    left = {code: answers[code] for code in beside if not answers[code].is_remark}
    bare = {code: replace(each, findings=()) for code, each in left.items()}
    found = {code: bare.get(code, each) for code, each in answers.items()}
    return {code: each for code, each in found.items() if each != UNANSWERED}
