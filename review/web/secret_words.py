"""Words written before a file was marked secret: counted and shown to their writer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from review.domain.answers import Answer
from review.domain.secrecy import LeftOut
from review.web.forms.answer_words import finding_words
from review.web.forms.drawn import Drawn, DrawnSheet
from review.web.language import gettext as _


@dataclass(frozen=True, slots=True)
class LeftOutWords:
    """What will not go with the review, in the order of the sheet."""

    rows: tuple[tuple[str, tuple[str, ...]], ...]
    n_items: int
    has_comment: bool


def left_out_words(left: LeftOut, sheet: DrawnSheet) -> LeftOutWords:
    rows = [
        (sheet.label(code), tuple(_said(sheet.by_code[code], answer)))
        for code, answer in left.answers.items()
    ]
    if left.comment:
        rows.append((_("Overall comment"), (left.comment,)))
    return LeftOutWords(tuple(rows), len(left.answers), bool(left.comment))


def _said(drawn: Drawn, answer: Answer) -> Iterator[str]:
    if drawn.line.is_free_text and answer.choice:
        yield str(answer.choice)
    outside = " · ".join(text for text in (answer.organ, answer.cause) if text)
    if outside:
        yield outside
    for each in finding_words(drawn, answer):
        if each.reason or each.where:
            yield " · ".join(each.said)
