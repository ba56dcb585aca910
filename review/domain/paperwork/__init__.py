"""Documents of a campaign that a bureau edits and prints (评查文稿).

They are Chinese official documents, so their text is Chinese in whatever language the
pages are read. Every function here takes what is known and gives blocks of text.
"""

from __future__ import annotations

from collections.abc import Callable

from review.domain.paperwork.blocks import Document
from review.domain.paperwork.evaluation import evaluation
from review.domain.paperwork.facts import Facts
from review.domain.paperwork.kinds import Paperwork
from review.domain.paperwork.notice import notice
from review.domain.paperwork.people import (
    appointment,
    confidentiality,
    recusal,
    sign_in,
)
from review.domain.paperwork.plan import plan
from review.domain.paperwork.summary import summary

COMPOSE: dict[Paperwork, Callable[[Facts], Document]] = {
    Paperwork.PLAN: plan,
    Paperwork.NOTICE: notice,
    Paperwork.APPOINTMENT: appointment,
    Paperwork.CONFIDENTIALITY: confidentiality,
    Paperwork.RECUSAL: recusal,
    Paperwork.SIGN_IN: sign_in,
    Paperwork.SUMMARY: summary,
    Paperwork.EVALUATION: evaluation,
}


def compose(kind: Paperwork, facts: Facts) -> Document:
    """The document as it can be written today."""
    return COMPOSE[kind](facts)
