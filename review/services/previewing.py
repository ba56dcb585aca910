"""What a draft would be as a review: to be confirmed, or printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from review.domain import drafts as rules
from review.domain import set_aside
from review.domain.answers import Answer
from review.domain.campaigns import Announced
from review.domain.completeness import Missing
from review.domain.policy import Viewer
from review.domain.schemes import Scheme
from review.domain.secrecy import LeftOut, answers_only
from review.domain.sheets import Sheet
from review.services.desk import CaseFacts, Desk, desk_of, desk_row, proposals_of
from review.services.drafts import check_open
from review.services.qualification import check_qualified
from review.store import unit


@dataclass(frozen=True, slots=True)
class Preview:
    """What will be submitted, for the reviewer to confirm."""

    public_id: str
    version: int
    case: CaseFacts
    scheme: Scheme
    part: str | None
    items: tuple[str, ...] | None
    answers: Mapping[str, Answer]
    comment: str
    sheet: Sheet
    missing: tuple[Missing, ...]
    announced: Announced
    left_out: LeftOut
    set_aside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToSubmit:
    """What a draft would be as a review; what was submitted stays as it is."""

    answers: Mapping[str, Answer]
    comment: str = ""
    set_aside: tuple[str, ...] = ()
    """Items of which what was found stays behind, in the order of the sheet."""


def to_submit(desk: Desk) -> ToSubmit:
    """Without what is set aside, and of a secret file without its words."""
    if desk.case.is_secret and desk.submitted_at is None:
        lines = rules.asked(desk.scheme, desk.part, desk.items)
        answers = answers_only(lines, desk.answers)
        return ToSubmit(set_aside.standing(answers, desk.beside & answers.keys()))
    left = (code for code in desk.answers if code in desk.beside)
    return ToSubmit(
        set_aside.standing(desk.answers, desk.beside),
        desk.comment,
        tuple(code for code in left if not desk.answers[code].is_remark),
    )


def preview(*, viewer: Viewer, public_id: str) -> Preview:
    """What would be submitted now, with its derivation and what is missing."""
    with unit.reading():
        row = desk_row(viewer, public_id)
        check_open(row)
        check_qualified(row, viewer.person_id)
        found = proposals_of(row)
    desk = desk_of(row, found)
    said = to_submit(desk)
    return Preview(
        public_id=public_id,
        version=desk.version,
        case=desk.case,
        scheme=desk.scheme,
        part=desk.part,
        items=desk.items,
        answers=said.answers,
        comment=said.comment,
        sheet=desk.sheet,
        missing=desk.missing,
        announced=desk.announced,
        left_out=desk.left_out,
        set_aside=said.set_aside,
    )
