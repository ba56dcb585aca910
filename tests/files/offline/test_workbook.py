"""The workbook as it is taken along: what is locked, offered, hidden and carried."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from review.domain.schemes import ItemKind, Scheme
from review.files.offline import read, workbook
from review.files.offline.columns import BY_NAME, GIVEN, HEADED, PROPOSED
from tests.domain.builders import D, item, options, points_scheme, section, text
from tests.files.offline.cases import a_case
from tests.filling import Filling
from tests.web.forms.sheets import every_kind

AS_OF = "2026-03-02 09:00"
LANGUAGES = ("zh_Hans", "en")


def made(scheme: Scheme | None = None, raw: Any = None, locale: str = "en") -> bytes:
    case = a_case(scheme or every_kind(), raw)
    return workbook([case], locale=locale, as_of=AS_OF)


def case_sheet(body: bytes) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(body)).worksheets[1]


def rules(sheet: Worksheet) -> dict[str, Any]:
    """The rule of each cell that has one."""
    return {str(r.sqref): r for r in sheet.data_validations.dataValidation}


def offered(body: bytes, key: str, name: str) -> list[Any]:
    """What a cell's list offers, wherever the list stands."""
    filling = Filling(body)
    rule = rules(filling.sheet())[filling.cell(key, name).coordinate]
    formula = rule.formula1
    if formula.startswith('"'):
        return formula.strip('"').split(",")
    area = filling.book.defined_names[formula].attr_text
    sheet, cells = area.split("!")
    rows = filling.book[sheet][cells.replace("$", "")]
    rows = rows if isinstance(rows, tuple) else ((rows,),)
    return [row[0].value for row in rows]


@pytest.mark.parametrize("locale", LANGUAGES)
def test_the_same_case_gives_the_same_bytes(locale: str) -> None:
    assert made(locale=locale) == made(locale=locale)


def test_only_what_is_filled_in_can_be_changed() -> None:
    sheet = case_sheet(made())
    unlocked = {
        re.sub(r"\d", "", cell.coordinate)
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    }
    kinds = [ws.protection.sheet for ws in openpyxl.load_workbook(io.BytesIO(made()))]

    assert kinds == [True] * 4
    assert unlocked == set(BY_NAME.values())
    assert sheet["F6"].protection.locked


def test_the_sheets_and_their_sight() -> None:
    book = openpyxl.load_workbook(io.BytesIO(made()))

    assert {ws.title: ws.sheet_state for ws in book} == {
        "Reviews to fill in offline": "visible",
        "(2025)青援0001号": "visible",
        "lists": "hidden",
        "carried": "veryHidden",
    }
    hidden = [c for c, d in book.worksheets[1].column_dimensions.items() if d.hidden]
    assert hidden == ["A", PROPOSED]
    assert book.worksheets[1].column_dimensions[PROPOSED].max == ord(GIVEN) - 64


def test_nobody_is_named_in_the_file() -> None:
    with zipfile.ZipFile(io.BytesIO(made())) as archive:
        core = archive.read("docProps/core.xml").decode()
        moments = {info.date_time for info in archive.infolist()}

    assert re.findall(r"<dc:creator>(.*?)</dc:creator>", core) == [""]
    assert re.findall(r"<cp:lastModifiedBy>(.*?)<", core) == [""]
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"1980-01-01T00:00:00Z"}
    assert moments == {(1980, 1, 1, 0, 0, 0)}


def test_lists_offer_what_the_line_allows() -> None:
    body = made()

    assert offered(body, "seal", "answer") == ["Met", "Not met"]
    assert offered(body, "plan", "answer") == ["Good", "Thin"]
    assert offered(body, "told", "answer") == ["Yes", "No"]
    assert offered(body, "took_money", "answer") == ["Not found", "Found"]
    assert offered(body, "late", "answer") == ["None of these"]
    assert offered(body, "late:a_lot", "answer") == ["Yes"]
    assert offered(body, "outcome", "answer") == ["won", "lost"]
    assert offered(body, "seal", "absent") == ["Yes"]
    assert offered(body, "notes", "special") == [
        "Not applicable",
        "Cannot assess",
        "Not done, outside cause",
    ]
    assert offered(body, "took_money", "special") == ["Cannot assess"]
    assert offered(body, "court_on_time", "answer")[:3] == ["0", "0.5", "1"]


def test_ready_reasons_are_offered_and_others_may_be_written() -> None:
    body = made()
    filling = Filling(body)
    rule = rules(filling.sheet())[filling.cell("notes", "text").coordinate]

    assert offered(body, "notes", "text") == [
        "没有会见笔录",
        "The notes are <unsigned>",
    ]
    assert not rule.showErrorMessage


def test_many_steps_are_calculated_instead_of_listed() -> None:
    filling = Filling(made(points_scheme(section("s", item("a", 100, step=D("0.1"))))))
    rule = rules(filling.sheet())[filling.cell("a", "answer").coordinate]

    cell = filling.cell("a", "answer").coordinate
    assert (rule.type, rule.errorStyle or "stop") == ("custom", "stop")
    assert f"{cell}<=100" in rule.formula1
    assert rule.error == "Give a number from 0 to 100 in steps of 0.1."


def test_counts_are_whole_numbers() -> None:
    filling = Filling(made())
    rule = rules(filling.sheet())[filling.cell("errors", "answer").coordinate]

    assert (rule.type, rule.formula1, rule.formula2) == ("whole", "0", "999")


def test_free_text_is_written_where_the_reason_is() -> None:
    filling = Filling(made(raw={"remark": {"choice": "承办人\n认真"}}))

    assert filling.cell("remark", "answer").protection.locked
    assert filling.cell("remark", "text").value == "承办人\n认真"


def test_findings_have_rows_of_their_own() -> None:
    raw = {
        "papers": {"choice": 2, "findings": [{"reason": f"r{n}"} for n in range(5)]},
        "seal": {"choice": "missing", "findings": [{"reason": "a"}, {"reason": "b"}]},
        "late": {
            "choice": ["a_bit", "a_lot"],
            "findings": [{"option": "a_lot", "reason": c} for c in "xy"],
        },
    }
    filling = Filling(made(raw=raw))
    keys = [cell.value for cell in filling.sheet()["A"] if cell.value]
    told = {key: filling.cell(key, "text").value for key in keys[1:]}

    assert [k for k in keys if k.startswith("papers")] == [
        "papers",
        *(f"papers#{n}" for n in range(2, 6)),
    ]
    assert (told["seal"], told["seal#2"]) == ("a", "b")
    assert (told["late:a_lot"], told["late:a_lot#2"]) == ("x", "y")
    assert filling.cell("late:a_bit", "answer").value == "Yes"
    assert [k for k in keys if k.startswith("+")] == [f"+{n}" for n in range(1, 13)]


@pytest.mark.parametrize("words", ["=1+1", "+8613", "-1", "@SUM(A1)", " =1", "＝1"])
def test_text_never_becomes_a_formula(words: str) -> None:
    """Nor does it when the cell is edited: its format is text, and marked as such."""
    case = a_case(every_kind(), comment=words)
    body = workbook([case], locale="zh_Hans", as_of=AS_OF)

    cell = Filling(body).cell("@comment", "text")

    assert (cell.value, cell.data_type, cell.number_format) == (words, "s", "@")
    assert cell.quotePrefix


def test_words_that_look_like_formulas_stay_words() -> None:
    """Titles, guidance and options of a scheme are as foreign as a reviewer's text."""
    evil = "=HYPERLINK(A1)"
    strange = item(
        "a", 4, ItemKind.LEVELS, options=options(x=4, y=0), guidance=text(evil)
    )
    scheme = points_scheme(
        section("s", strange, points=4), title=text(evil), full_mark=D(4)
    )
    sheet = case_sheet(workbook([a_case(scheme)], locale="en", as_of="=1"))

    formulas = [
        cell.value
        for row in sheet.iter_rows(max_col=11)
        for cell in row
        if cell.data_type == "f"
    ]
    assert formulas == [f for f in formulas if f.startswith(("=IF(", "=SUM("))]
    assert not any("HYPERLINK" in f for f in formulas)


def test_the_head_stays_in_sight_and_is_printed_on_every_page() -> None:
    sheet = case_sheet(made())

    assert sheet.freeze_panes == "D6"
    assert sheet.print_title_rows == "$5:$5"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == (
        "landscape",
        9,
    )
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_area.startswith("'(2025)青援0001号'!$B$1:$L$")
    assert [sheet[f"{letter}5"].value for letter in HEADED][:3] == [
        "No.",
        "Item",
        "Max.",
    ]


def test_the_first_sheet_leads_to_every_case() -> None:
    cases = [a_case(every_kind(), read=f"r{n}") for n in range(3)]
    body = workbook(cases, locale="zh_Hans", as_of=AS_OF)
    first = openpyxl.load_workbook(io.BytesIO(body)).worksheets[0]

    links = [c.hyperlink.location for c in first["B"] if c.hyperlink]

    assert links == [
        "'(2025)青援0001号'!A1",
        "'(2025)青援0001号 (2)'!A1",
        "'(2025)青援0001号 (3)'!A1",
    ]
    assert AS_OF in str(first["B2"].value)


def test_what_is_carried_comes_back() -> None:
    case = a_case(every_kind(), {"seal": {"choice": "met"}}, version=7)

    brought = read(workbook([case], locale="en", as_of=AS_OF))

    (carried,) = brought.carried
    assert (carried.read, carried.version) == ("read-1", 7)
    assert carried.scheme_digest == case.scheme_digest
    assert carried.marks == case.marks
    assert [sheet.read for sheet in brought.sheets] == ["read-1"]


def test_rows_are_as_high_as_their_words_and_still_grow() -> None:
    filling = Filling(made(raw={"seal": {"choice": "missing", "reason": "长" * 200}}))
    heights = filling.sheet().row_dimensions
    with zipfile.ZipFile(io.BytesIO(made())) as archive:
        sheet = archive.read("xl/worksheets/sheet2.xml").decode()

    assert heights[filling.row("seal")].height > 100
    assert heights[filling.row("notes")].height < 100
    assert "customHeight" not in re.sub(r"<sheetFormatPr[^>]*>", "", sheet)
