"""What a review still needs before it can be submitted, item by item."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter

from review.domain.answers import (
    UNANSWERED,
    Answer,
    Answers,
    Special,
    allowed_specials,
)
from review.domain.errors import N_
from review.domain.kept_pages import LOST
from review.domain.lines import OVERALL, Line, answerable, is_judged
from review.domain.marks import ItemMark, mark_line
from review.domain.page_numbers import no_pages
from review.domain.schemes import ItemKind, Scheme
from review.domain.scoring import score
from review.domain.sentences import Sentence
from review.domain.sheets import Sheet


class MissingKind(StrEnum):
    """What is asked of the reviewer."""

    ANSWER = "answer"
    REASON = "reason"
    PLACE = "place"
    OUTSIDE = "outside"
    SPECIAL = "special"
    OVERALL = "overall"
    LIMIT = "limit"
    OTHERWISE = "otherwise"
    DAYS_CHANGED = "days_changed"
    CONTRADICTION = "contradiction"
    PAGE = "page"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that keeps a review from being submitted."""

    item: str
    kind: MissingKind
    sentence: Sentence


NO_PAGE = N_(
    "Item %(item)s: the file has no page %(pages)s; correct it, or say that it is absent "
    "from the file."
)
PAGE_GONE = N_(
    "Item %(item)s: the page meant by %(pages)s is no longer in the file; name the page "
    "anew, or say that it is absent from the file."
)
_SENTENCES = {
    MissingKind.PAGE: NO_PAGE,
    MissingKind.GONE: PAGE_GONE,
    MissingKind.ANSWER: N_("Item %(item)s has no answer yet."),
    MissingKind.REASON: N_("Item %(item)s: give a reason for every finding."),
    MissingKind.PLACE: N_(
        "Item %(item)s: give the page of the file, or say that it is absent from it."
    ),
    MissingKind.OUTSIDE: N_(
        "Item %(item)s: name the organ and the cause that lay outside the handler."
    ),
    MissingKind.SPECIAL: N_("Item %(item)s cannot be answered with %(special)s."),
    MissingKind.CONTRADICTION: N_(
        "Item %(item)s: a finding says absent from the file and names pages or pins of "
        "it; keep one of them."
    ),
    MissingKind.OVERALL: N_("The overall grade has not been given yet."),
    MissingKind.LIMIT: N_(
        "With these indicators the overall grade is %(limit)s at best."
    ),
}


def missing(
    scheme: Scheme,
    answers: Answers,
    part: str | None = None,
    *,
    only: Collection[str] | None = None,
    sheet: Sheet | None = None,
) -> tuple[Missing, ...]:
    """Everything a submission still needs; `only` for a read of disputed items.

    `sheet` is what the answers came to, where that is known already.
    """
    found = [
        each
        for code, line in answerable(scheme, part).items()
        if only is None or code in only
        for each in _known_of(line, answers.get(code, UNANSWERED))
    ]
    if only is None and is_judged(scheme):
        found.extend(_of_judgement(sheet or score(scheme, answers, part)))
    return tuple(found)


def _missing(code: str, kind: MissingKind, **values: object) -> Missing:
    return Missing(code, kind, Sentence(_SENTENCES[kind], {"item": code} | values))


def _known_of(line: Line, answer: Answer) -> tuple[Missing, ...]:
    """What an answer without a word needs, a line keeps; most answers are such."""
    if answer.findings or answer.organ or answer.cause or line.is_free_text:
        return tuple(_of_line(line, answer))
    key = "missing", answer.choice, answer.special
    found = line.known.get(key)
    if found is None:
        found = line.keep(key, tuple(_of_line(line, answer)))
    return found


def _of_line(line: Line, answer: Answer) -> Iterator[Missing]:
    code = line.item.code
    if not answer.is_given or _is_empty_remark(line, answer):
        if line.is_required:
            is_overall = code == OVERALL
            yield _missing(
                code, MissingKind.OVERALL if is_overall else MissingKind.ANSWER
            )
        return
    if answer.special is not None and answer.special not in allowed_specials(line):
        yield _missing(code, MissingKind.SPECIAL, special=str(answer.special))
    if answer.special is Special.NOT_DONE_EXTERNAL:
        if not (answer.organ and answer.cause):
            yield _missing(code, MissingKind.OUTSIDE)
        return
    yield from _of_findings(line, answer, mark_line(line, answer))


def _is_empty_remark(line: Line, answer: Answer) -> bool:
    return line.is_free_text and answer.choice == ""


_REASON = attrgetter("reason")
_HAS_PLACE = attrgetter("has_place")
_IS_CONTRADICTORY = attrgetter("is_contradictory")


def _of_findings(line: Line, answer: Answer, mark: ItemMark) -> Iterator[Missing]:
    """A deduction always has a reason, and a place where the scheme asks for one."""
    findings, deducted = answer.findings, is_deduction(line, mark)
    has_reason = bool(findings) and all(map(_REASON, findings))
    has_place = bool(findings) and all(map(_HAS_PLACE, findings))
    if (deducted or _asks_reason(line, mark)) and not has_reason:
        yield _missing(line.item.code, MissingKind.REASON)
    if deducted and line.item.place_required and not has_place:
        yield _missing(line.item.code, MissingKind.PLACE)
    if deducted and line.item.place_required:
        parts = dict.fromkeys(p for each in findings for p in no_pages(each.pages))
        yield from about_pages(line.item.code, parts)
    if any(map(_IS_CONTRADICTORY, findings)):
        yield _missing(line.item.code, MissingKind.CONTRADICTION)


def about_pages(code: str, parts: Collection[str]) -> Iterator[Missing]:
    """What names no page; with a question mark it had one, which has left the file."""
    for kind, is_gone in ((MissingKind.PAGE, False), (MissingKind.GONE, True)):
        if pages := tuple(part for part in parts if (LOST in part) is is_gone):
            yield _missing(code, kind, pages=pages)


def is_deduction(line: Line, mark: ItemMark) -> bool:
    """A lost mark, a veto that was hit, or an indicator that does not pass."""
    if mark.lost > 0 or mark.hit:
        return True
    return bool(mark.grade) and any(
        grade.code == mark.grade and not grade.passes for grade in line.grades
    )


def _asks_reason(line: Line, mark: ItemMark) -> bool:
    """A required reason is for what has an effect: no bonus, no hit, no reason."""
    if not line.item.reason_required or line.item.kind is ItemKind.RECORD:
        return False
    return line.is_standard or bool(mark.mark) or mark.special is not None


def _of_judgement(sheet: Sheet) -> Iterator[Missing]:
    """The reviewer's overall grade is not better than the indicators allow."""
    overall = sheet.overall
    if overall is not None and overall.too_good:
        yield _missing(OVERALL, MissingKind.LIMIT, limit=overall.limit)
