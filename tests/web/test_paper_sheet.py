"""A sheet on paper: the columns of its sections, its boxes, and what stands in it."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest

from review.domain.answers import Answer, Answers, Finding, Special
from review.domain.schemes import DayKind, Procedure, Scheme
from review.domain.scoring import score
from review.web.forms.answer_words import FindingWords
from review.web.paper_sheet import PaperRow, PaperSheet, blank_sheet, filled_sheet
from tests.domain.builders import LEVELS, D, indicator_scheme
from tests.web.forms.sheets import every_kind, in_parts

pytestmark = pytest.mark.usefixtures("request_in_english")

MINUS = "\N{MINUS SIGN}"
WHY = Finding(reason="晚了", pages="7")


def filled(answers: Answers, scheme: Scheme | None = None) -> PaperSheet:
    scheme = scheme or every_kind()
    return filled_sheet(scheme, score(scheme, answers), answers, "做得好")


def blank(scheme: Scheme | None = None, part: str | None = None) -> PaperSheet:
    scheme = scheme or every_kind()
    return blank_sheet(scheme, score(scheme, {}, part))


def rows(paper: PaperSheet) -> dict[str, PaperRow]:
    return {
        row.title: row
        for table in paper.tables
        for section in table.sections
        for row in section.rows
    }


def test_sections_stand_in_the_columns_of_their_kind() -> None:
    found = [
        (table.shape.value, [section.title for section in table.sections])
        for table in blank().tables
    ]

    assert found == [
        ("points", ["work"]),
        ("bonus", ["extra"]),
        ("veto", ["integrity"]),
        ("record", ["record"]),
    ]


def test_indicators_and_the_overall_judgement_are_graded() -> None:
    scheme = indicator_scheme("judgement@1")

    (table,) = blank(scheme).tables
    (first, *_rest), (overall,) = (section.rows for section in table.sections)

    assert table.shape.value == "graded"
    assert [box.words for box in first.boxes] == [grade.title.en for grade in LEVELS]
    assert overall.title == "Overall grade"
    assert (blank(scheme).has_total, blank(scheme).total) == (False, "")


def test_a_blank_form_has_boxes_and_standards_and_nothing_filled_in() -> None:
    paper = blank()

    every = rows(paper).values()
    assert {(row.lost, row.mark, row.said, row.findings) for row in every} == {
        ("", "", (), ())
    }
    assert not any(box.is_ticked for row in every for box in row.boxes)
    assert not any(box.is_ticked for box in paper.grades)
    assert (paper.total, paper.full_mark, paper.comment) == ("", "100", "")
    assert {section.mark for table in paper.tables for section in table.sections} == {
        ""
    }


def test_what_an_answer_costs_stands_in_the_standard() -> None:
    found = rows(blank())

    assert found["papers"].standard == (f"{MINUS}2 each, {MINUS}5 at most",)
    assert found["errors"].standard == (
        "0–1 errors: 5 points",
        "2–4 errors: 3 points",
        "5 errors or more: 0 points",
    )
    assert [box.words for box in found["late"].boxes] == [
        f"a_bit {MINUS}3",
        f"a_lot {MINUS}6",
        "None of these",
    ]
    assert [(b.words, b.note) for b in found["plan"].boxes] == [
        ("Good 6 points", "Complete"),
        ("Thin 2 points", "Thin on facts"),
    ]
    assert [box.words for box in found["took_money"].boxes] == [
        "Not found in this file",
        "Found in this file",
    ]


@pytest.mark.parametrize(
    ("code", "answer", "expected"),
    [
        ("papers", Answer(2, findings=(WHY,)), ("4", "1", ("2 occurrences",), [])),
        ("papers", Answer(0), ("0", "5", (), [])),
        ("errors", Answer(3), ("2", "3", ("3 errors",), [])),
        ("late", Answer(("a_lot",)), ("6", "3", (), [f"a_lot {MINUS}6"])),
        ("late", Answer(()), ("0", "9", (), ["None of these"])),
        ("plan", Answer("thin"), ("4", "2", (), ["Thin 2 points"])),
        ("seal", Answer("missing"), ("5", "0", (), [f"Not met {MINUS}5"])),
        ("took_money", Answer("yes"), ("", "", (), ["Found in this file"])),
        ("outcome", Answer("lost"), ("", "", (), ["lost"])),
        ("remark", Answer("写得清楚"), ("", "", ("写得清楚",), [])),
        ("appeal_won", Answer("yes"), ("0", "2", (), ["Yes +2"])),
    ],
)
def test_an_answer_is_ticked_or_written(
    code: str, answer: Answer, expected: tuple[object, ...]
) -> None:
    row = rows(filled({code: answer}))[code]

    ticked = [box.words for box in row.boxes if box.is_ticked]
    assert (row.lost, row.mark, row.said, ticked) == expected


def test_special_answers_are_told_in_words() -> None:
    outside = Answer(
        special=Special.NOT_DONE_EXTERNAL, organ="看守所", cause="停止会见"
    )

    row = rows(filled({"notes": outside}))["Meeting <notes> & signs"]

    assert row.said == ("Not done, outside cause (看守所 · 停止会见)",)
    assert (row.lost, row.mark) == ("0", "50")


def test_a_blank_form_has_a_box_for_every_special_answer_a_line_allows() -> None:
    paper = blank()
    found = rows(paper)

    assert [box.words for box in found["Meeting <notes> & signs"].specials] == [
        "Not applicable",
        "Cannot assess",
        "Not done, outside cause",
    ]
    assert [box.words for box in found["seal"].specials] == [
        "Cannot assess",
        "Not done, outside cause",
    ]
    assert found["remark"].specials == ()
    assert paper.has_organ
    assert {row.specials for row in rows(filled({})).values()} == {()}
    assert not filled({}).has_organ


def test_a_line_counted_in_days_has_a_box_for_in_time() -> None:
    scheme = every_kind()
    work, *others = scheme.sections
    span = Procedure("assigned", "first_interview", 3, DayKind.WORKING)
    items = tuple(
        replace(each, procedures=(span,)) if each.code == "late" else each
        for each in work.items
    )
    counted = replace(scheme, sections=(replace(work, items=items), *others))

    assert [box.words for box in rows(blank(counted))["late"].boxes][-1:] == [
        "In time, none of these"
    ]


def test_findings_stand_with_their_page() -> None:
    answer = Answer(("a_bit",), findings=(Finding("a_bit", "晚了", "7"),))

    assert rows(filled({"late": answer}))["late"].findings == (
        FindingWords("a_bit", "晚了", "page 7"),
    )


def test_a_draft_has_no_total_before_every_line_is_answered() -> None:
    paper = filled({"seal": Answer("met")})

    assert (paper.total, [box.is_ticked for box in paper.grades]) == (
        "",
        [False] * len(paper.grades),
    )
    assert rows(paper)["plan"].mark == ""
    assert paper.comment == "做得好"


def test_a_whole_sheet_has_its_total_and_its_grade_ticked() -> None:
    scheme = in_parts()
    answers = {"a1": Answer(D(5)), "b1": Answer(D(0))}

    paper = filled(answers, scheme)

    assert paper.total == "95.00"
    assert [asdict(box)["words"] for box in paper.grades if box.is_ticked] == [
        "excellent"
    ]
    assert [s.mark for table in paper.tables for s in table.sections] == ["35", "60"]


def test_a_part_is_worth_its_share() -> None:
    paper = blank(in_parts(), "formal")

    assert [s.title for table in paper.tables for s in table.sections] == ["a"]
    assert paper.full_mark == "40"


def test_disputed_items_have_neither_total_nor_grade() -> None:
    scheme = every_kind()

    paper = blank_sheet(scheme, score(scheme, {}), only=["late"])

    assert (list(rows(paper)), paper.has_total, paper.grades) == (["late"], False, ())


def test_sub_items_stand_under_their_heading() -> None:
    found = rows(blank())

    assert (found["庭审"].is_heading, found["庭审"].maximum) == (True, "10")
    assert [found[code].number for code in ("庭审", "court_on_time")] == [
        "1.8",
        "1.8.1",
    ]
