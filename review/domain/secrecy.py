"""What may be entered of a secret file (涉密案卷): answers, and no word of the case.

Such a file is read on paper, and what there is to say of it stays on paper: neither
reasons nor pages, remarks nor comments are asked for here or taken. What was written
before a file was marked secret stays in the draft, is shown to who wrote it, and does
not go with the review.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from review.domain.answers import (
    UNANSWERED,
    Answer,
    Answers,
    Finding,
    InvalidAnswer,
)
from review.domain.completeness import Missing, MissingKind
from review.domain.errors import N_, RuleBroken
from review.domain.lines import Line

STAYS = N_(
    "Item %(item)s: this file is secret. Only the answer is entered here; reasons, "
    "pages and remarks stay on the paper sheet."
)
ON_PAPER = frozenset(
    {
        MissingKind.REASON,
        MissingKind.PLACE,
        MissingKind.PAGE,
        MissingKind.GONE,
        MissingKind.OUTSIDE,
        MissingKind.OTHERWISE,
    }
)


class CommentOfSecretFile(RuleBroken):
    """Nothing is said of a secret file as a whole either."""

    sentence = N_("This file is secret. The comment stays on the paper sheet.")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a draft says that does not go with the review: by item, and the comment."""

    answers: Answers = field(default_factory=dict)
    comment: str = ""

    def __bool__(self) -> bool:
        return bool(self.answers or self.comment)


NOTHING_LEFT_OUT = LeftOut()


def words_in(
    lines: Mapping[str, Line], answers: Answers, before: Answers | None = None
) -> Iterator[InvalidAnswer]:
    """A problem for every answer that says more than what was chosen.

    What stood there `before` the file was secret may stay while the answer changes.
    """
    for code, answer in answers.items():
        known = _said(lines[code], (before or {}).get(code, UNANSWERED))
        if not _said(lines[code], answer) <= known:
            yield InvalidAnswer(STAYS, item=code)


def _said(line: Line, answer: Answer) -> set[object]:
    """Every word of an answer, and every place in the file."""
    own = (answer.choice if line.is_free_text else "", answer.organ, answer.cause)
    found = ((each.reason, each.pages, *each.pins) for each in answer.findings)
    return {
        each for each in (*own, *(word for words in found for word in words)) if each
    }


def left_out(lines: Mapping[str, Line], answers: Answers, comment: str) -> LeftOut:
    """The words of a secret file's draft, for who wrote them to put on paper."""
    return LeftOut(
        {code: each for code, each in answers.items() if _said(lines[code], each)},
        comment,
    )


def answers_only(lines: Mapping[str, Line], answers: Answers) -> dict[str, Answer]:
    """What the review of a secret file keeps: choices, and which papers are absent."""
    found = {
        code: _without_words(lines[code], each) if _said(lines[code], each) else each
        for code, each in answers.items()
    }
    return {code: each for code, each in found.items() if each != UNANSWERED}


def _without_words(line: Line, answer: Answer) -> Answer:
    found = (Finding(option=x.option, absent=True) for x in answer.findings if x.absent)
    choice = None if line.is_free_text else answer.choice
    bare = replace(answer, choice=choice, organ="", cause="", is_remark=False)
    return replace(bare, findings=tuple(found))


def asked_of(
    lines: Mapping[str, Line], missing: Iterable[Missing]
) -> tuple[Missing, ...]:
    """What a secret file still needs here: no words, and so no remark either."""
    return tuple(
        each
        for each in missing
        if each.kind not in ON_PAPER and not _is_remark(lines.get(each.item))
    )


def _is_remark(line: Line | None) -> bool:
    return line is not None and line.is_free_text
