"""Reviews done on paper, typed in as one row per answer or one row per review."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from review.domain.cases import AnswerRecord, Remark, ReviewRecord
from review.domain.cells import Cell, decimal
from review.domain.errors import N_, RuleBroken
from review.domain.kinds import special_of, squeezed
from review.files.sheets.columns import Column, shown
from review.files.sheets.grids import Line
from review.files.sheets.headers import Header
from review.files.sheets.records import CellReader, Values, build
from review.files.sheets.review_columns import REVIEWS
from review.files.sheets.rows import Row, text_of

KEY = ("case_no", "stage", "volume_set", "reviewer")
OF_REVIEW = ("total", "grade", "reviewed_on", "comment")
OF_ANSWER = ("choice", "option", "reason", "pages", "absent", "organ")
OF_ITEM_ONLY = ("choice", "option", "pages", "absent", "organ")
BY_FIELD: Mapping[str, Column] = {column.field: column for column in REVIEWS.columns}
TOTAL_WORDS = frozenset({"总分", "得分", "总得分", "total"})
GRADE_WORDS = frozenset({"等次", "等级", "grade"})


class ReviewRefused(RuleBroken):
    """The rows are readable, but do not make a review together."""

    empty = N_("Neither answers nor a total nor a grade.")
    unlike = N_("Two rows of this review give a different “%(column)s”.")
    unknown_item = N_("No scheme here has an item “%(item)s”.")
    no_item = N_("An answer needs the code of its item.")


@dataclass(slots=True)
class _Review:
    """The rows of one review as they come in."""

    label: str = ""
    lines: list[int] = field(default_factory=list)
    values: Values = field(default_factory=dict)
    answers: list[AnswerRecord] = field(default_factory=list)
    refusals: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)


def of_whole_reviews(header: Header) -> Header:
    """Without a column of items, a choice or a page belongs to no item: not read."""
    if "item" in header.fields or "reviewer" not in header.fields:
        return header
    homeless = [n for n, c in header.columns.items() if c.field in OF_ITEM_ONLY]
    kept = {n: c for n, c in header.columns.items() if n not in homeless}
    unknown = (*header.unknown, *(header.headings[n] for n in homeless))
    return replace(header, columns=kept, unknown=unknown)


def one_row_each(
    lines: Iterable[Line], reader: CellReader, sheet: str
) -> Iterable[Row]:
    """Every row is a review; columns named after items hold their answers."""
    for line in lines:
        values, refusals, notes = reader.values(line)
        answers, refused = _answers_of(line, reader)
        # A reason without an item is about the file as a whole.
        said = (values.get("comment"), values.pop("reason", ""))
        values["comment"] = "\n".join(text for text in said if text)
        review = _Review(
            text_of(line.cells),
            [line.number],
            values,
            answers,
            refusals + refused,
            notes,
        )
        yield _row(review, sheet)


def row_per_answer(
    lines: Iterable[Line],
    reader: CellReader,
    sheet: str,
    items: Mapping[str, str] | None,
) -> Iterable[Row]:
    """Rows of one case and one reviewer make one review, wherever they stand.

    One bad row refuses the review: without that answer it would be another one.
    """
    reviews: dict[Any, _Review] = {}
    for line in lines:
        values, refusals, notes = reader.values(line)
        key = tuple(values.get(name) for name in KEY)
        is_whole = values.get("case_no") and values.get("reviewer")
        review = reviews.setdefault(
            key if is_whole else line.number, _Review(text_of(line.cells))
        )
        review.lines.append(line.number)
        review.refusals += _placed(refusals, line)
        review.notes += _placed(notes, line)
        if not refusals:
            _add(review, values, line, items)
    for review in reviews.values():
        yield _row(review, sheet)


def _placed(remarks: Iterable[Remark], line: Line) -> list[Remark]:
    """A review has many lines, so its remarks say which one they mean."""
    return [
        Remark(r.sentence, r.values, r.column, r.value, line.number) for r in remarks
    ]


def _add(
    review: _Review, values: Values, line: Line, items: Mapping[str, str] | None
) -> None:
    try:
        _join(review.values, values)
        _take_answer(review, values, items)
    except RuleBroken as broken:
        shown_item = str(values.get("item", ""))
        remark = Remark.of(broken, column=BY_FIELD["item"].zh, value=shown_item)
        review.refusals += _placed([remark], line)


def _join(known: Values, values: Values) -> None:
    """What is said of the whole review may stand in any of its rows, but only once."""
    for name in (*KEY, *OF_REVIEW):
        if name not in values:
            continue
        value = values[name]
        if value is None or value == "":
            known.setdefault(name, value)
        elif known.get(name) in (None, "", value):
            known[name] = value
        else:
            column = BY_FIELD[name].zh
            raise ReviewRefused(ReviewRefused.unlike, column=column)


def _take_answer(
    review: _Review, values: Values, items: Mapping[str, str] | None
) -> None:
    item, choice = values.get("item", ""), values.get("choice", "")
    if squeezed(item) in TOTAL_WORDS:
        _join(review.values, {"total": decimal(choice)})
    elif squeezed(item) in GRADE_WORDS:
        _join(review.values, {"grade": choice})
    elif item:
        parts = {name: values[name] for name in OF_ANSWER if name in values}
        review.answers.append(answer(known_item(item, items), parts))
    elif choice or values.get("option"):
        raise ReviewRefused(ReviewRefused.no_item)


def known_item(text: str, items: Mapping[str, str] | None) -> str:
    """The code of an item given by its code or its title."""
    if items is None:
        return text
    codes = {squeezed(words): code for words, code in items.items()}
    code = items.get(text) or codes.get(squeezed(text))
    if code is None:
        raise ReviewRefused(ReviewRefused.unknown_item, item=text)
    return code


def answer(item: str, parts: Mapping[str, Any]) -> AnswerRecord:
    """不适用, 无法评判 and 客观原因未完成 are answers of their own, not choices."""
    special = special_of(parts.get("choice", ""))
    if special is not None:
        parts = {**parts, "choice": ""}
    return AnswerRecord(item=item, special=special, **parts)


def _answers_of(
    line: Line, reader: CellReader
) -> tuple[list[AnswerRecord], list[Remark]]:
    parts: dict[str, dict[str, Any]] = {}
    refusals: list[Remark] = []
    for position, column in reader.header.items.items():
        cell: Cell = line.cells[position] if position < len(line.cells) else ""
        if not shown(cell):
            continue
        aspect = BY_FIELD[column.aspect]
        value, refusal, _ = reader.cell(position, aspect, cell)
        if refusal is not None:
            refusals.append(refusal)
        parts.setdefault(column.item, {})[column.aspect] = value
    if refusals:
        return [], refusals
    return [answer(item, said) for item, said in parts.items()], []


def _row(review: _Review, sheet: str) -> Row:
    def built(values: Values) -> ReviewRecord:
        said = {name: values[name] for name in (*KEY, *OF_REVIEW) if name in values}
        record = ReviewRecord(answers=tuple(review.answers), **said)
        if not (record.answers or record.total is not None or record.grade):
            raise ReviewRefused(ReviewRefused.empty)
        return record

    record, refusals = build(built, review.values, review.refusals)
    return Row(
        tuple(review.lines),
        review.label,
        sheet,
        record,
        refusals,
        tuple(review.notes),
    )
