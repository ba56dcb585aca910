"""What a review on paper comes to: its answers by item, or its total and grade."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from review.domain import secrecy
from review.domain.answers import InvalidAnswers, parse_answers
from review.domain.cases import AnswerRecord, Remark, ReviewRecord
from review.domain.completeness import missing
from review.domain.errors import N_, RuleBroken, ngettext
from review.domain.grading import grade_of
from review.domain.lines import OVERALL, Line, answerable
from review.domain.paper import called, taken_words
from review.domain.paper_rows import PaperAnswer, RowsDiffer, answer_of
from review.domain.schemes import Grade, Method, Scheme
from review.services import submissions
from review.services.intake.steps import RowRefused
from review.services.submissions import Reviewed

FURTHER = ngettext(
    "%(n)s further point of this row is open.",
    "%(n)s further points of this row are open.",
)
MOST_TOLD = 5
TOTAL_DIFFERS = N_("The answers come to %(computed)s, the row says %(written)s.")
GRADE_DIFFERS = N_(
    "The total %(total)s is the grade %(computed)s, the row says another."
)
GRADE_IS = N_("The answers come to the grade %(computed)s, the row says another.")
ITEMS_ONLY = N_(
    "This review decides the disputed items alone: give an answer to each of these, and "
    "no other item, total or grade: %(items)s."
)
NO_PART = N_(
    "The sheet is divided between reviewers: a total or a grade alone does not say which "
    "part was reviewed. Give the answers."
)
SEVERAL_PARTS = N_(
    "The sheet is divided between reviewers: the answers of one review belong to one "
    "part, these belong to several."
)
TAKEN_TOGETHER = N_("%(item)s: the rows (%(n)s) were taken together as: %(choice)s.")
NOTHING = N_("The row has neither answers nor a total or grade.")


class Several(RuleBroken):
    """What is wrong with the answers of a row, each told by itself, the first of many."""

    def __init__(self, broken: Sequence[RuleBroken]) -> None:
        super().__init__()
        more = len(broken) - MOST_TOLD
        told = (*broken[:MOST_TOLD], RowRefused(FURTHER, n=more))
        self.broken = told if more > 0 else tuple(broken)


def _titled(asked: Asked, sentence: str, values: Mapping[str, object]) -> RowRefused:
    """The item is named as a column is headed, its answers as they are written."""
    line = asked.lines.get(str(values.get("item")))
    if line is None:
        return RowRefused(sentence, **values)
    named: dict[str, object] = {"item": line.item.title}
    if isinstance(codes := values.get("allowed"), tuple):
        named["allowed"] = tuple(taken_words(line, code) for code in codes)
    if "special" in values:
        named["special"] = taken_words(line, values["special"])
    if limit := asked.scheme.grade(str(values.get("limit", ""))):
        named["limit"] = limit.title
    return RowRefused(sentence, **{**values, **named})


def part_of(record: ReviewRecord, scheme: Scheme) -> str | None:
    """Which part of a divided sheet was answered: its items say it, a total cannot."""
    if len(scheme.parts) < 2:
        return None
    parts = {
        section.part
        for section in scheme.sections
        for item in section.leaves
        if any(answer.item == item.code for answer in record.answers)
    }
    if len(parts) == 1:
        return parts.pop()
    raise RowRefused(SEVERAL_PARTS if parts else NO_PART)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reviewer was asked: a part of the sheet, or the disputed items only."""

    scheme: Scheme
    part: str | None
    only: tuple[str, ...] | None
    is_secret: bool

    @property
    def lines(self) -> Mapping[str, Line]:
        return answerable(self.scheme, self.part)

    def check(self, record: ReviewRecord) -> None:
        """Of disputed items the answers are needed, and nothing else is taken."""
        if self.only is None:
            return
        others = {each.item for each in record.answers} - set(self.only)
        if others or not record.answers or record.total is not None or record.grade:
            titles = tuple(self.lines[code].item.title for code in self.only)
            raise RowRefused(ITEMS_ONLY, items=titles)


def reviewed_on_paper(record: ReviewRecord, asked: Asked) -> Reviewed:
    """The review as it is stored; what it lacks or contradicts is refused at once."""
    scheme = asked.scheme
    if asked.is_secret and record.comment:
        raise secrecy.CommentOfSecretFile
    asked.check(record)
    grade = _grade(record.grade, scheme)
    if record.answers:
        return _by_answers(record, asked, grade)
    if record.total is None and grade is None:
        raise RowRefused(NOTHING)
    if scheme.method is Method.POINTS and record.total is not None:
        computed = grade_of(scheme, record.total)
        if grade is not None and grade.code != computed.code:
            raise RowRefused(GRADE_DIFFERS, total=record.total, computed=computed.title)
        grade = computed
    return submissions.by_figures(
        scheme,
        total=record.total,
        grade=grade.code if grade else None,
        comment=record.comment,
    )


def _grade(words: str, scheme: Scheme) -> Grade | None:
    if not words:
        return None
    if found := called(words, scheme.grades):
        return found
    raise RowRefused(
        N_("“%(words)s” is no grade of this scheme: %(known)s."),
        words=words,
        known=tuple(grade.title for grade in scheme.grades),
    )


def _by_answers(record: ReviewRecord, asked: Asked, grade: Grade | None) -> Reviewed:
    scheme, lines = asked.scheme, asked.lines
    try:
        found = _by_item(record.answers, asked)
        raw = {item: answer.raw for item, answer in found.items()}
        if grade is not None and OVERALL in lines:
            # The grade of the review is the reviewer's own overall judgement.
            raw.setdefault(OVERALL, {"choice": grade.code})
        answers = parse_answers(scheme, raw)
    except InvalidAnswers as broken:
        problems = [_titled(asked, e.sentence, e.values) for e in broken.problems]
        raise Several(problems) from None
    open_points = missing(scheme, answers, asked.part, only=asked.only)
    if asked.is_secret:
        open_points = secrecy.asked_of(lines, open_points)
        if said := list(secrecy.words_in(lines, answers)):
            raise Several([_titled(asked, e.sentence, e.values) for e in said])
    if open_points:
        still = [each.sentence for each in open_points]
        raise Several([_titled(asked, each.text, each.values) for each in still])
    reviewed = submissions.by_answers(
        scheme, answers, part=asked.part, only=asked.only, comment=record.comment
    )
    if record.total is not None and record.total != reviewed.total:
        raise RowRefused(TOTAL_DIFFERS, computed=reviewed.total, written=record.total)
    if grade is not None and grade.code != reviewed.grade:
        computed = scheme.grade(reviewed.grade or "")
        title = computed.title if computed else "—"
        if reviewed.total is None:
            raise RowRefused(GRADE_IS, computed=title)
        raise RowRefused(GRADE_DIFFERS, total=reviewed.total, computed=title)
    return reviewed


def _by_item(
    answers: Sequence[AnswerRecord], asked: Asked
) -> Mapping[str, PaperAnswer]:
    """The rows of a paper sheet, item by item."""
    by_item: dict[str, list[AnswerRecord]] = defaultdict(list)
    for answer in answers:
        by_item[answer.item].append(answer)
    found: dict[str, PaperAnswer] = {}
    broken: list[RuleBroken] = []
    for item, rows in by_item.items():
        try:
            found[item] = answer_of(rows, asked.lines.get(item))
        except RowsDiffer as refusal:
            broken.append(_titled(asked, refusal.sentence, refusal.values))
    if broken:
        raise Several(broken)
    return found


def remarks_of(record: ReviewRecord, asked: Asked) -> tuple[Remark, ...]:
    """Which items several rows answered together, and what that came to."""
    if len({answer.item for answer in record.answers}) == len(record.answers):
        return ()
    lines = asked.lines
    return tuple(
        Remark(
            TAKEN_TOGETHER,
            (
                ("item", lines[item].item.title),
                ("n", str(answer.n_joined)),
                ("choice", answer.joined),
            ),
        )
        for item, answer in _by_item(record.answers, asked).items()
        if answer.n_joined > 1
    )
