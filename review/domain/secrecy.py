"""What may be entered of a secret file (涉密案卷): answers, and no word of the case.

Such a file is read on paper, and what there is to say of it stays on paper: neither
reasons nor pages, remarks nor comments are asked for here or taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from review.domain.answers import Answer, Answers, Finding, InvalidAnswer
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
        MissingKind.OUTSIDE,
        MissingKind.OTHERWISE,
    }
)


class CommentOfSecretFile(RuleBroken):
    """Nothing is said of a secret file as a whole either."""

    sentence = N_("This file is secret. The comment stays on the paper sheet.")


def words_in(lines: Mapping[str, Line], answers: Answers) -> Iterator[InvalidAnswer]:
    """A problem for every answer that says more than what was chosen."""
    for code, answer in answers.items():
        if _says_something(lines[code], answer):
            yield InvalidAnswer(STAYS, item=code)


def _says_something(line: Line, answer: Answer) -> bool:
    remark = line.is_free_text and answer.choice
    said = remark or answer.organ or answer.cause
    return bool(said) or any(map(_has_words, answer.findings))


def _has_words(finding: Finding) -> bool:
    return bool(finding.reason or finding.pages or finding.pins)


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
