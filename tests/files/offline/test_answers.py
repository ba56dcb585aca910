"""What a filled workbook says: every answer comes back, whoever saved the file."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

import pytest

from review.domain.drafts import kept_from
from review.domain.numbering import numbered
from review.domain.offline import COMMENT, mark_of
from review.domain.schemes import Scheme
from review.files.offline import OfflineCase, Read, read, read_sheet, workbook
from review.files.schemes import load
from tests.files.offline.cases import SCHEMES, a_case, some_answers
from tests.filling import Filling
from tests.web.forms.sheets import every_kind

LANGUAGES = ("zh_Hans", "en")


def brought(body: bytes, case: OfflineCase) -> Read:
    (sheet,) = read(body).sheets
    sections = numbered(case.scheme, case.part, case.only)
    return read_sheet(sheet, case.scheme, sections)


def made(case: OfflineCase, locale: str = "en") -> bytes:
    return workbook([case], locale=locale, as_of="today")


def filled(*rows: tuple[str, dict[str, object]], scheme: Scheme | None = None) -> Read:
    """An empty sheet of every kind of line with some cells filled in."""
    case = a_case(scheme or every_kind())
    filling = Filling(made(case))
    for key, values in rows:
        filling.fill(key, **values)
    return brought(filling.saved(), case)


def refusals(found: Read, code: str) -> list[tuple[str, str, str]]:
    return [(r.cell[0], r.value, str(r.why)) for r in found.refused[code]]


@pytest.mark.parametrize("locale", LANGUAGES)
@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_whatever_goes_out_comes_back(path: Any, locale: str) -> None:
    scheme = load(path.read_text(encoding="utf-8"))
    case = a_case(
        scheme, some_answers(scheme, Random(path.stem)), comment="评语\n第二段 @x"
    )

    found = brought(made(case, locale), case)

    kept = kept_from(case.answers)
    assert found.refused == {}
    assert {c: mark_of(raw) for c, raw in found.said.items()} == case.marks
    assert found.said[COMMENT] == "评语\n第二段 @x"
    assert {c for c, raw in found.said.items() if raw} == {*kept, COMMENT}


@pytest.mark.parametrize("seed", range(8))
def test_a_file_saved_by_another_program_says_the_same(seed: int) -> None:
    scheme = every_kind()
    case = a_case(scheme, some_answers(scheme, Random(seed)))

    found = brought(Filling(made(case)).saved(), case)

    assert found.refused == {}
    assert {c: mark_of(raw) for c, raw in found.said.items()} == case.marks


def test_an_empty_sheet_says_nothing() -> None:
    found = filled()

    assert {code: raw for code, raw in found.said.items() if raw} == {}
    assert (found.refused, found.strays) == ({}, ())


def test_reasons_before_the_choice_are_kept() -> None:
    """A draft may hold a reason for a named deduction that is not chosen yet."""
    raw = {"late": {"findings": [{"option": "a_lot", "reason": "先写理由"}]}}
    case = a_case(every_kind(), raw)

    assert brought(made(case), case).said["late"] == raw["late"]


@pytest.mark.parametrize(
    ("key", "value", "choice"),
    [
        ("notes", 2, "2"),
        ("notes", 2.5, "2.5"),
        ("notes", "２．５", "2.5"),
        ("papers", 3.0, 3),
        ("seal", "符合", "met"),
        ("seal", "not met", "missing"),
        ("told", "是", "yes"),
        ("plan", "差", "thin"),
        ("plan", "thin", "thin"),
        ("took_money", "不存在", "no"),
        ("took_money", "Found", "yes"),
        ("late", "无上述情形", []),
        ("errors", "满分", 0),
    ],
)
def test_answers_are_understood(key: str, value: object, choice: object) -> None:
    found = filled((key, {"answer": value}))

    assert (found.refused, found.said[key]) == ({}, {"choice": choice})


def test_special_answers_in_either_language() -> None:
    found = filled(
        ("notes", {"special": "不适用"}),
        ("seal", {"special": "Cannot assess"}),
        (
            "papers",
            {"special": "客观原因未完成", "text": "停止会见", "organ": "看守所"},
        ),
    )

    assert found.said["notes"] == {"special": "not_applicable"}
    assert found.said["seal"] == {"special": "cannot_assess"}
    assert found.said["papers"] == {
        "special": "not_done_external",
        "organ": "看守所",
        "cause": "停止会见",
    }


def test_further_findings_go_to_the_item_they_name() -> None:
    found = filled(
        ("seal", {"answer": "Not met", "text": "一"}),
        ("+1", {"title": "1.2 seal", "text": "二", "pages": "7"}),
        ("+2", {"title": "1.2", "text": "三"}),
        ("+3", {"title": "", "text": "给谁的"}),
        ("+4", {"title": "1.1 会见<笔录>"}),
    )

    assert found.said["seal"]["findings"] == [
        {"reason": "一"},
        {"reason": "二", "pages": "7"},
        {"reason": "三"},
    ]
    assert found.said["notes"] is None
    assert [(r.cell[0], str(r.why)) for r in found.strays] == [
        ("C", "Choose the item to which this finding belongs.")
    ]


@pytest.mark.parametrize(
    ("key", "cells", "column", "sentence"),
    [
        ("notes", {"answer": 51}, "F", "give a number from 0 to 50"),
        ("notes", {"answer": 2.3}, "F", "give a number from 0 to 50"),
        ("notes", {"answer": "twelve"}, "F", "give a number from 0 to 50"),
        ("notes", {"answer": datetime(2026, 3, 5)}, "F", "into a date or a time"),
        ("errors", {"answer": 1.5}, "F", "give a whole number"),
        ("plan", {"answer": "excellent"}, "F", "Choose one of"),
        ("plan", {"answer": "#N/A"}, "F", "shows an error here"),
        ("plan", {"special": "Not applicable"}, "G", "Choose one of"),
        ("plan", {"special": "whatever"}, "G", "Choose one of"),
        ("seal", {"answer": "Met", "special": "Cannot assess"}, "G", "clear one"),
        ("seal", {"organ": "看守所"}, "K", "not done, outside cause"),
        ("seal", {"absent": "maybe"}, "J", "Choose one of"),
        ("seal", {"pages": datetime(2026, 3, 5)}, "I", "into a date or a time"),
        ("seal", {"pages": "1" * 101}, "I", "at most 100 characters"),
        ("seal", {"text": "长" * 2001}, "H", "at most 2000 characters"),
        ("late", {"answer": "Met"}, "F", "Choose one of"),
    ],
)
def test_a_cell_that_cannot_be_is_refused_by_its_address(
    key: str, cells: dict[str, object], column: str, sentence: str
) -> None:
    found = filled((key, cells))

    ((cell, _, said),) = refusals(found, key)
    assert (cell, key in found.said) == (column, False)
    assert sentence in said


def test_named_deductions_that_contradict_are_refused() -> None:
    both = filled(
        ("late", {"answer": "None of these"}), ("late:a_lot", {"answer": "Yes"})
    )
    unchosen = filled(
        ("late:a_lot", {"answer": "Yes"}), ("late:a_bit", {"text": "迟到"})
    )

    assert [r[2] for r in refusals(both, "late")] == [
        "“None of these” is chosen and a finding below as well: clear one of them."
    ]
    assert [r[0] for r in refusals(unchosen, "late")] == ["F"]
    assert "the finding is not chosen" in refusals(unchosen, "late")[0][2]


def test_a_removed_row_takes_nothing_back() -> None:
    case = a_case(every_kind(), {"seal": {"choice": "met"}}, comment="评语")
    filling = Filling(made(case))
    for key in ("seal", "@comment"):
        filling.sheet().delete_rows(filling.row(key))

    found = brought(filling.saved(), case)

    assert set(found.refused) == {"seal", "@comment"}
    assert "seal" not in found.said
    assert "missing from the sheet" in refusals_of(found, "seal")


def refusals_of(found: Read, code: str) -> str:
    return " ".join(str(r.why) for r in found.refused[code])


def test_a_row_that_stands_twice_is_refused() -> None:
    case = a_case(every_kind())
    filling = Filling(made(case))
    last = filling.sheet().max_row + 1
    filling.sheet()[f"A{last}"].value = "seal"

    found = brought(filling.saved(), case)

    assert "stands in the sheet twice" in refusals_of(found, "seal")


def test_rows_may_stand_in_another_order() -> None:
    case = a_case(every_kind())
    filling = Filling(made(case)).fill("plan", answer="Good")
    filling.sheet().insert_rows(7, 3)

    assert brought(filling.saved(), case).said["plan"] == {"choice": "good"}


def test_a_row_of_no_item_is_told_when_something_stands_in_it() -> None:
    case = a_case(every_kind())
    filling = Filling(made(case))
    last = filling.sheet().max_row + 1
    filling.sheet()[f"A{last}"].value = "unheard_of"
    filling.sheet()[f"H{last}"].value = "text"

    (stray,) = brought(filling.saved(), case).strays

    assert (stray.cell, stray.value) == (f"H{last}", "text")


def test_a_part_and_disputed_items_ask_only_for_their_lines() -> None:
    case = a_case(every_kind(), only=("plan", "seal"))

    found = brought(Filling(made(case)).fill("plan", answer="Good").saved(), case)

    assert set(found.said) == {"seal", "plan", COMMENT}


def test_a_formula_without_a_value_is_refused_where_it_stands() -> None:
    found = filled(
        ("notes", {"answer": "=1+1", "pages": "=A1"}), ("plan", {"answer": "差"})
    )

    told = "whose value was not saved"
    assert [(c, v, told in why) for c, v, why in refusals(found, "notes")] == [
        ("F", "=", True),
        ("I", "=", True),
    ]
    assert "notes" not in found.said
    assert found.said["plan"] == {"choice": "thin"}


def test_the_cells_that_name_pages_are_told() -> None:
    found = filled(
        ("notes", {"answer": 2, "text": "无", "pages": "3、999"}),
        ("plan", {"answer": "差"}),
    )

    assert [(c.cell[0], c.pages) for c in found.cited["notes"]] == [("I", "3、999")]
    assert found.cited["plan"] == ()
