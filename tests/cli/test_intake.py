"""Spreadsheets from the command line: looked at, taken in, refused."""

from __future__ import annotations

import json
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from review.cli import console
from review.domain.schemes import ItemKind
from review.files.schemes import load
from review.store import unit
from review.store.models import Result
from tests.files.sheets.workbooks import workbook
from tests.repository import ROOT
from tests.typed import data, done, line_of, misused, refused, typed

REFUSED = (
    "Rows that cannot be taken in: 1 of 6, so nothing was. "
    "Correct them, or take in the good rows only."
)


NAMES = ("明远律师事务所", "同泽律师事务所", "云帆律师事务所")


def with_a_bad_row(folder: Path) -> None:
    with (folder / "handlers.csv").open("a", encoding="utf-8") as file:
        file.write("钱多多,1.15022E+16,律师,明远律师事务所\n")


def test_a_preview_writes_nothing(
    app: Flask, folder: Path, n_events: Callable[[], int]
) -> None:
    before = n_events()

    report = data(app, "intake firms firms.csv --dry-run --json")

    assert report == {
        "kind": "firms",
        "rows": 3,
        "created": 3,
        "changed": 0,
        "unchanged": 0,
        "n_refused": 0,
        "reviews": None,
        "created_rows": [
            {"line": line, "sheet": "", "label": name}
            for line, name in enumerate(NAMES, 2)
        ],
        "changed_rows": [],
        "refused": [],
        "noted": [],
        "new_counties": ["东山县", "西河区"],
        "notices": [],
        "unknown_columns": [],
        "set_aside": [],
    }
    assert n_events() == before


def test_a_firm_that_is_called_otherwise_has_no_persons_name(
    app: Flask, folder: Path
) -> None:
    head = "单位,统一社会信用代码,县区"
    for name in ("明远律师事务所", "明远云岭律师事务所"):
        (folder / "one.csv").write_text(f"{head}\n{name},31500000MD0000001A,东山县\n")
        said = done(app, "intake firms one.csv")

    assert f"Name of the institution: {NAMES[0]} → 明远云岭律师事务所" in said


def test_a_firm_that_gets_its_number_had_none_before(app: Flask, folder: Path) -> None:
    for number in ("", "31500000MD0000001A"):
        text = f"单位,执业许可证号,县区\n{NAMES[0]},{number},东山县\n"
        (folder / "one.csv").write_text(text, "utf-8")
        said = done(app, "intake firms one.csv")

    assert f"{NAMES[0]}: Licence number: — → 31500000MD0000001A" in said


def test_what_changes_is_said_before_and_after(app: Flask, folder: Path) -> None:
    done(app, "intake firms firms.csv")
    text = (folder / "firms.csv").read_text("utf-8")
    head, first = text.splitlines()[:2]
    moved = first.replace("东山县", "西河区")
    (folder / "moved.csv").write_text(f"{head}\n{moved}\n", "utf-8")
    row = "County: 东山县 → 西河区"

    before = done(app, "intake firms moved.csv --dry-run").splitlines()
    (told,) = data(app, "intake firms moved.csv --dry-run --json")["changed_rows"]
    after = done(app, "intake firms moved.csv").splitlines()

    assert before[1] == after[1] == f"2: {NAMES[0]}: {row}"
    assert (told["line"], told["label"]) == (2, NAMES[0])
    (change,) = told["changes"]
    assert "{field}: {old} → {new}".format(**change) == row


def test_a_day_to_come_is_noted(app: Flask, folder: Path) -> None:
    for kind in ("firms", "handlers"):
        done(app, f"intake {kind} {kind}.csv")
    text = (folder / "cases.csv").read_text("utf-8")
    later = text.replace("2025年2月18日", "2099-05-06")
    (folder / "later.csv").write_text(later, "utf-8")

    (noted,) = data(app, "intake cases later.csv --dry-run --json")["noted"]

    assert noted["notes"] == ["2099-05-06 is still to come: is the year right?"]


def test_what_was_read_with_a_doubt_is_said(app: Flask, folder: Path) -> None:
    rows = "姓名,执业证号,人员类别,执业机构\n张三,11502201910000098.0,律师,明远律师事务所\n"
    (folder / "noted.csv").write_text(rows, "utf-8")
    done(app, "intake firms firms.csv")

    said = done(app, "intake handlers noted.csv --dry-run")
    (noted,) = data(app, "intake handlers noted.csv --dry-run --json")["noted"]

    assert noted["line"] == 2
    assert said.splitlines()[1:] == [
        "2: 张三: created",
        *(f"2: {note}" for note in noted["notes"]),
    ]
    assert noted["notes"]


def test_the_same_file_twice_changes_nothing(
    app: Flask, folder: Path, n_events: Callable[[], int]
) -> None:
    first = done(app, "intake firms firms.csv")
    before = n_events()
    again = done(app, "intake firms firms.csv")

    told = "Counties that were not known before: 东山县, 西河区\n"
    rows = "Rows: 3; created: 3, changed: 0, left alone: 0, refused: 0\n"
    assert first == rows + told
    assert again == "Rows: 3; created: 0, changed: 0, left alone: 3, refused: 0\n"
    assert n_events() == before


def test_what_is_no_record_is_said(app: Flask, folder: Path) -> None:
    for kind in ("firms", "handlers"):
        done(app, f"intake {kind} {kind}.csv")
    text = (folder / "cases.csv").read_text("utf-8")
    (folder / "cases.csv").write_text(text.replace("案由,", "受援人心情,"), "utf-8")

    lines = done(app, "intake cases cases.csv").splitlines()
    report = data(app, "intake cases cases.csv --json")

    assert lines == [
        "Rows: 13; created: 13, changed: 0, left alone: 0, refused: 0",
        "Columns that were not read: 受援人心情.",
        "16: A row of totals; totals are computed, not taken in.",
    ]
    assert report["unknown_columns"] == ["受援人心情"]
    assert [each["line"] for each in report["set_aside"]] == [16]


def test_of_several_sheets_a_row_says_in_which_it_stands(
    app: Flask, folder: Path
) -> None:
    done(app, "intake firms firms.csv")
    head, *rows = (
        line.split(",") for line in (folder / "handlers.csv").read_text().splitlines()
    )
    n, a, b, c, *_ = rows
    total = ["合计", "1", "", ""]
    bad = [a[0], "1.15022E+16", *a[2:]]
    numbered = [c[0], "11502201910000098.0", *c[2:]]
    sheets = {"乙县": [head, b, bad, [*b[:1], "11502201910000099", *b[2:]], n]}
    book = workbook([head, n, numbered, total], name="甲县", more=sheets)
    (folder / "two.xlsx").write_bytes(book)

    said = typed(app, "intake handlers two.xlsx --dry-run").stdout.splitlines()
    report = json.loads(typed(app, "intake handlers two.xlsx --dry-run --json").stdout)

    (refused,) = report["refused"]
    assert [(row["sheet"], row["line"]) for row in report["created_rows"]] == [
        *(("甲县", 2), ("甲县", 3), ("乙县", 2), ("乙县", 4)),
    ]
    assert (refused["sheet"], refused["line"]) == ("乙县", 3)
    assert said[1].startswith("3（乙县）: 执业证号: ")
    assert [line.split(":")[0] for line in said[2:]] == [
        *("2（甲县）", "3（甲县）", "2（乙县）", "4（乙县）"),
        *("3（甲县）", "4（甲县）", "5（乙县）"),
    ]
    assert said[-1] == "5（乙县）: Word for word the same as line 2（甲县）."
    assert [(row["sheet"], row["line"]) for row in report["noted"]] == [("甲县", 3)]
    assert [(row["sheet"], row["line"]) for row in report["set_aside"]] == [
        *(("甲县", 4), ("乙县", 5)),
    ]


def test_one_bad_row_keeps_everything_out(
    app: Flask, folder: Path, n_events: Callable[[], int]
) -> None:
    done(app, "intake firms firms.csv")
    with_a_bad_row(folder)
    before = n_events()

    result = typed(app, "intake handlers handlers.csv --json")
    dry = typed(app, "intake handlers handlers.csv --dry-run")

    (bad,) = json.loads(result.stdout)["refused"]
    assert (result.exit_code, dry.exit_code) == (1, 1)
    assert line_of(result) == line_of(dry) == REFUSED
    assert bad["line"] == 7
    assert bad["reasons"][0].startswith("执业证号: ")
    assert dry.stdout.splitlines()[0] == (
        "Rows: 6; created: 5, changed: 0, left alone: 0, refused: 1"
    )
    assert dry.stdout.splitlines()[1].startswith("7: 执业证号: ")
    assert n_events() == before


def test_the_good_rows_only_on_request(app: Flask, folder: Path) -> None:
    done(app, "intake firms firms.csv")
    with_a_bad_row(folder)

    dry = data(app, "intake handlers handlers.csv --good-rows-only --dry-run --json")
    taken = data(app, "intake handlers handlers.csv --good-rows-only --json")
    again = data(app, "intake handlers handlers.csv --good-rows-only --json")

    assert dry == taken
    assert (taken["created"], len(taken["refused"])) == (5, 1)
    assert (again["created"], again["unchanged"]) == (0, 5)


def test_good_rows_only_fails_where_there_is_none(app: Flask, folder: Path) -> None:
    bad = "姓名,执业证号,人员类别,执业机构\n钱多多,1.15022E+16,律师,明远律师事务所\n"
    (folder / "bad.csv").write_text(bad, "utf-8")

    for option in ("", " --dry-run"):
        result = typed(app, f"intake handlers bad.csv --good-rows-only{option}")
        assert result.exit_code == 1
        assert line_of(result) == "None of the rows can be taken in (rows: 1)."


def test_an_old_encoding_is_recognised(app: Flask, folder: Path) -> None:
    text = (folder / "firms.csv").read_text("utf-8")
    (folder / "firms.csv").write_bytes(text.encode("gb18030"))

    assert data(app, "intake firms firms.csv --json")["created"] == 3


def test_an_encoding_may_be_named(app: Flask, folder: Path) -> None:
    text = (folder / "firms.csv").read_text("utf-8")
    (folder / "firms.csv").write_bytes(text.encode("utf-16-le"))

    said = refused(app, "intake firms firms.csv")
    named = data(app, "intake firms firms.csv --encoding utf-16 --json")

    assert said
    assert named["created"] == 3


def test_reviews_belong_to_a_campaign(
    app: Flask, opened: Path, n_events: Callable[[], int]
) -> None:
    done(app, "campaign draw 2025")
    before = n_events()

    nowhere = refused(app, "intake reviews reviews.csv")
    unknown = refused(app, "intake reviews reviews.csv --campaign 1999")

    assert nowhere == "Say which campaign these reviews belong to."
    assert unknown == "There is no campaign 1999 here."
    assert n_events() == before


def test_what_is_wrong_with_answers_is_told_by_the_headings_of_their_columns(
    app: Flask, opened: Path
) -> None:
    """In the reader's language, and everything at once."""
    done(app, "campaign draw 2025")
    done(app, "campaign allocate 2025")
    head, first, second, *_ = (opened / "reviews.csv").read_text("utf-8").splitlines()
    wrong = [
        first.replace(",P02,0,,,0,,充分,", ",P02,25,,,很好,,充分,"),
        second.replace(",2,迟一天,3,", ",2,,3,"),
    ]
    (opened / "bad.csv").write_text("\n".join([head, *wrong]), "utf-8")

    said = typed(
        app, "intake reviews bad.csv --campaign 2025 --dry-run", language="zh_Hans"
    ).stdout

    lines = [line for line in said.splitlines() if line[:2] in ("2:", "3:")]
    assert lines == [
        "2: 评查项 及时会见：请填写 0 至 20 之间的分数，最小单位为 1 分。",
        "2: 评查项 告知进展：请填写 0 至 999 之间的整数。",
        "3: 评查项 及时会见：请逐条写明理由。",
    ]


def test_a_review_of_several_lines_says_which_is_wrong(
    app: Flask, opened: Path
) -> None:
    rows = ["案号,评查员,评分项,作答,总分", "1号,王五,A1,2,好", "1号,王五,A2,2,好"]
    (opened / "lines.csv").write_text("\n".join(rows), "utf-8")

    told = typed(app, "intake reviews lines.csv --campaign 2025 --dry-run")

    first, second = told.stdout.splitlines()[2:4]
    assert first.startswith("2: 总分: ")
    assert second.startswith("2: Line 3: 总分: ")


def test_rows_of_answers_are_counted_as_rows_and_as_reviews(
    app: Flask, opened: Path
) -> None:
    """Three rows are one good review; two more are refused together for one of them."""
    done(app, "campaign draw 2025")
    cases = [
        line.split(",")[0]
        for line in (opened / "reviews.csv").read_text("utf-8").splitlines()[1:4:2]
    ]
    answers = ["P02,met,0,,", "P02,told,0,,", "P02,total,90,,"]
    rows = ["案号,评查员,评分项,作答,理由,页码"]
    rows += [f"{cases[0]},{each}" for each in ("P02,总分,90,,", "P02,等次,优秀,,")]
    rows += [f"{cases[1]},{each}" for each in (*answers[:2], "P02,没有此项,1,,")]
    (opened / "rows.csv").write_text("\n".join(rows), "utf-8")
    taking = "intake reviews rows.csv --campaign 2025 --good-rows-only"

    before = typed(app, f"{taking} --dry-run", language="zh_Hans").stdout.splitlines()
    first = data(app, f"{taking} --json")
    again = data(app, f"{taking} --json")

    assert before[:2] == [
        "共 5 行：新增 2，变更 0，不变 0，拒绝 3",
        "其中评查 2 份：新增 1，不变 0，拒绝 1",
    ]
    counts = ("rows", "created", "changed", "unchanged", "n_refused")
    assert [first[each] for each in counts] == [5, 2, 0, 0, 3]
    assert [again[each] for each in counts] == [5, 0, 0, 2, 3]
    assert first["reviews"] == {
        "n": 2,
        "created": 1,
        "changed": 0,
        "unchanged": 0,
        "refused": 1,
    }


def test_reviews_twice_are_there_once(app: Flask, opened: Path) -> None:
    done(app, "campaign draw 2025")

    first = data(app, "intake reviews reviews.csv --campaign 2025 --json")
    again = data(app, "intake reviews reviews.csv --campaign 2025 --json")

    assert (first["created"], first["unchanged"]) == (16, 0)
    assert (again["created"], again["unchanged"]) == (0, 16)


def test_the_overall_judgement_on_paper_is_the_grade_that_was_written(
    app: Flask, loaded: Path
) -> None:
    """As an item of its own or as the grade of the review; the scheme's limits hold."""
    plan = (loaded / "campaign.yaml").read_text("utf-8")
    (loaded / "judged.yaml").write_text(
        plan.replace("civil_files", "five_point_review"), "utf-8"
    )
    done(app, f"schemes load {ROOT / 'scoring_schemes' / 'five_point_review.yaml'}")
    done(app, "campaign open judged.yaml")
    done(app, "campaign draw 2025")
    lines = (loaded / "reviews.csv").read_text("utf-8").splitlines()
    one, two, three = (line.split(",")[:2] for line in lines[1:6:2])
    scheme = load(
        (ROOT / "scoring_schemes" / "five_point_review.yaml").read_text("utf-8")
    )
    codes = [i.code for i in scheme.leaves if i.kind is ItemKind.INDICATOR]

    def taken(*rows: list[str]) -> Any:
        table = [["案号", "评查员", "评分项", "作答", "理由"], *rows]
        text = "\n".join(",".join(row) for row in table)
        (loaded / "judged.csv").write_text(text, "utf-8")
        return json.loads(
            typed(app, "intake reviews judged.csv --campaign 2025 --json").stdout
        )

    as_item = taken(
        *([*one, code, "2", ""] for code in codes), [*one, "总体等级", "2", ""]
    )
    as_grade = taken(
        *([*two, code, "2 胜任有余", ""] for code in codes), [*two, "等次", "2", ""]
    )
    taken(*([*three, code, "5", "失职"] for code in codes), [*three, "等次", "2", ""])
    too_high = typed(app, "intake reviews judged.csv --campaign 2025", language="en")

    assert [each["reviews"]["created"] for each in (as_item, as_grade)] == [1, 1]
    assert [each["created"] for each in (as_item, as_grade)] == [len(codes) + 1] * 2
    assert "the overall grade is" in too_high.stdout


def test_a_review_stands_in_a_file_once_by_number_or_by_name(
    app: Flask, opened: Path
) -> None:
    done(app, "campaign draw 2025")
    head, first, second, *_ = (opened / "reviews.csv").read_text("utf-8").splitlines()
    by_name = first.replace(",P02,", ",何雅静,")
    (opened / "twice.csv").write_text(f"{head}\n{first}\n{by_name}\n{second}", "utf-8")

    said = data(app, "intake reviews twice.csv --campaign 2025 --good-rows-only --json")

    assert said["created"] == 1
    assert [(each["line"], each["reasons"]) for each in said["refused"]] == [
        (line, ["Lines 2, 3 are the same reviewer's review of one file: keep one."])
        for line in (2, 3)
    ]


@pytest.mark.parametrize(
    ("language", "lines", "columns"),
    [
        ("en", "Lines 2, 3 are about", "not read: Grade, Batch."),
        ("zh_Hans", "第 2、3 行", "Grade、Batch。"),
    ],
)
def test_what_stands_in_a_row_is_parted_as_in_the_language(
    app: Flask, folder: Path, language: str, lines: str, columns: str
) -> None:
    """Headings stay as the file has them, though the program knows such a word."""
    rows = [f"{NAMES[0]},律师事务所,{area},A,1" for area in ("东山县", "西河区")]
    head = "机构名称,机构类型,所属县区,Grade,Batch"
    (folder / "firms.csv").write_text("\n".join([head, *rows]), "utf-8")

    command = "intake firms firms.csv --dry-run"
    said = typed(app, command, language=language).output

    assert lines in said and columns in said


def test_a_number_with_several_files_asks_which_one(app: Flask, loaded: Path) -> None:
    cases = ["案号,案件类型,办理阶段,结案日期,承办人,执业证号,所属县区"]
    cases += [
        f"S-1,民事,{stage},2025-03-01,张建国,11502201410000011,东山县"
        for stage in ("一审", "二审")
    ]
    (loaded / "stages.csv").write_text("\n".join(cases), "utf-8")
    plan = (loaded / "campaign.yaml").read_text("utf-8")
    census = plan[: plan.index("sample:")] + "sample: {by: census}\n"
    (loaded / "census.yaml").write_text(census, "utf-8")
    done(app, "intake cases stages.csv")
    done(app, "campaign open census.yaml")
    done(app, "campaign draw 2025")
    (loaded / "one.csv").write_text("案号,评查员,总分\nS-1,P02,90\n", "utf-8")

    said = typed(app, "intake reviews one.csv --campaign 2025 --dry-run").stdout

    assert "write stage and volume set as they are there (一审, 二审)" in said


def test_of_disputed_items_the_answers_are_taken_in_and_nothing_else(
    app: Flask, loaded: Path
) -> None:
    text = (loaded / "scheme.yaml").read_text("utf-8")
    text = text.replace("civil_files", "disputed").replace(
        "then: lead@1",
        "item_gap: true\n  then: third_read@1\n  resolution: disputed_items",
    )
    text = text.replace(
        "        step: 1\n", "        step: 1\n        gap_limit: 2\n", 1
    )
    (loaded / "disputed.yaml").write_text(text, "utf-8")
    plan = (loaded / "campaign.yaml").read_text("utf-8")
    plan = plan.replace("civil_files", "disputed")
    (loaded / "plan.yaml").write_text(plan, "utf-8")
    (loaded / "more.csv").write_text("姓名,评查员编号\n白云,P09\n", "utf-8")
    done(app, "intake reviewers more.csv")
    done(app, "schemes load disputed.yaml")
    done(app, "campaign open plan.yaml")
    done(app, "campaign draw 2025")
    head, *lines = (loaded / "reviews.csv").read_text("utf-8").splitlines()
    first, second = lines[6], lines[7].replace(",0,,,1,", ",5,迟三天,7,1,")
    case_no, *_ = first.split(",")
    (loaded / "two.csv").write_text(f"{head}\n{first}\n{second}", "utf-8")
    done(app, "intake reviews two.csv --campaign 2025")
    done(app, "campaign settle 2025")

    def third(*cells: str) -> Any:
        rows = ["案号,评查员,met,met理由,met页码,told,order,总分", ",".join(cells)]
        (loaded / "third.csv").write_text("\n".join(rows), "utf-8")
        said = typed(app, "intake reviews third.csv --campaign 2025 --json").stdout
        return json.loads(said)

    total = third(case_no, "P09", "", "", "", "", "", "93")
    more = third(case_no, "P09", "3", "迟一天", "7", "0", "0", "")
    for refused_one in (total, more):
        (refusal,) = refused_one["refused"]
        assert refusal["reasons"][0].endswith(
            "total or grade: Met in time, Progress told."
        )
    assert third(case_no, "P09", "3", "迟一天", "7", "0", "", "")["created"] == 1
    with app.app_context(), unit.reading() as connection:
        (found,) = connection.execute(select(Result.score, Result.rule)).all()
    assert tuple(found) == (9700, "disputed_items@1")


def test_each_part_of_a_divided_sheet_is_taken_in_for_itself(
    app: Flask, loaded: Path
) -> None:
    """The items say which part was reviewed; a whole sheet or a total alone do not."""
    text = (loaded / "scheme.yaml").read_text("utf-8")
    for code, part in (("contact", "work"), ("work", "work"), ("closing", "formal")):
        text = text.replace(f"- code: {code}\n", f"- code: {code}\n    part: {part}\n")
    titles = "part_titles:\n" + "".join(
        f"  {part}: {{zh: {part}, en: {part}}}\n" for part in ("work", "formal")
    )
    text = text.replace("sections:\n", f"{titles}sections:\n", 1)
    text = text.replace("civil_files", "civil_parts").replace(
        "default: 2", "default: 1"
    )
    (loaded / "parts.yaml").write_text(text, "utf-8")
    plan = (loaded / "campaign.yaml").read_text("utf-8")
    (loaded / "divided.yaml").write_text(
        plan.replace("civil_files", "civil_parts"), "utf-8"
    )
    done(app, "schemes load parts.yaml")
    done(app, "campaign open divided.yaml")
    done(app, "campaign draw 2025")
    cases = (loaded / "reviews.csv").read_text("utf-8").splitlines()[1:8:2]
    one, two, three, four = (line.split(",")[0] for line in cases)
    work = ["met", "told", "evidence", "opinion"]
    head = f"案号,评查员,{','.join(work)},met理由,met页码,order,order理由,in_time,总分"
    done_well = "0,0,充分,不扣分"
    rows = [
        f"{one},P02,3,0,充分,不扣分,迟一天,7,,,,",
        f"{one},P03,,,,,,,2,两处,有,",
        f"{two},P02,{done_well},,,0,,有,",
        f"{three},P02,,,,,,,,,,96",
        f"{four},P01,{done_well},,,,,,",
        f"{four},P03,{done_well},,,,,,",
    ]
    (loaded / "rows.csv").write_text("\n".join([head, *rows]), "utf-8")

    taken = data(app, "intake reviews rows.csv --campaign 2025 --good-rows-only --json")
    again = data(app, "intake reviews rows.csv --campaign 2025 --good-rows-only --json")

    assert (taken["created"], again["created"], again["unchanged"]) == (3, 0, 3)
    assert [(e["line"], e["reasons"][0][:46]) for e in taken["refused"]] == [
        (4, "The sheet is divided between reviewers: the an"),
        (5, "The sheet is divided between reviewers: a tota"),
        (7, "All reviews of this file (1) are in or given t"),
    ]
    with app.app_context(), unit.reading() as connection:
        settled = connection.execute(select(Result.score, Result.grade)).all()
    assert [tuple(row) for row in settled] == [(9500, "excellent")]


def test_rows_of_one_item_count_together(app: Flask, opened: Path) -> None:
    """Each row is a fault of its own: none is lost, and what they come to is told."""
    done(app, "campaign draw 2025")
    done(app, "campaign allocate 2025")
    case_no = (opened / "reviews.csv").read_text("utf-8").splitlines()[1].split(",")[0]
    rows = [
        ("及时会见", "2", "", "迟一天"),
        ("及时会见", "3", "", "没有日期"),
        ("告知进展", "1", "", "未告知立案"),
        ("告知进展", "1", "", "未告知开庭"),
        ("收集证据", "充分", "", ""),
        ("代理意见", "", "没有结合本案证据", "套用格式"),
        ("代理意见", "", "law_wrong", "引用已废止的规定"),
        ("卷内顺序", "0", "", ""),
        ("按时归档", "有", "", ""),
        ("总分", "75", "", ""),
    ]
    lines = [f"{case_no},P02,{item},{a},{o},{why},7" for item, a, o, why in rows]
    head = "案号,评查员,评分项,作答,扣分情形,理由,页码"
    (opened / "rows.csv").write_text("\n".join([head, *lines]), "utf-8")
    doubtful = [head, lines[0], *lines[4:], f"{case_no},P02,收集证据,不足,,又,7"]
    (opened / "doubtful.csv").write_text("\n".join(doubtful), "utf-8")

    contradicted = typed(app, "intake reviews doubtful.csv --campaign 2025 --dry-run")
    taken = data(app, "intake reviews rows.csv --campaign 2025 --json")

    assert "its rows answer differently (Thorough / Thin)" in contradicted.stdout
    assert (taken["created"], taken["refused"]) == (len(rows), [])
    (noted,) = taken["noted"]
    assert noted["notes"] == [
        "Met in time: the rows (2) were taken together as: 5.",
        "Progress told: the rows (2) were taken together as: 2.",
        "Opinion: the rows (2) were taken together as: Not tied to the evidence, Law cited wrongly.",
    ]


def test_a_template_is_a_workbook_that_is_taken_in(app: Flask, folder: Path) -> None:
    said = done(app, "intake template firms mine.xlsx")
    kept = refused(app, "intake template firms mine.xlsx")
    forced = done(app, "intake template cases mine.xlsx --force")

    assert said == forced == "mine.xlsx\n"
    assert kept == "mine.xlsx is there already; name a new file."
    assert load_workbook(folder / "mine.xlsx").sheetnames[0] == "案件清单"
    assert data(app, "intake cases mine.xlsx --json")["rows"] == 0


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("intake firms nowhere.csv", "Invalid value for 'FILE': File 'nowhere.csv'"),
        ("intake firms .", "Invalid value for 'FILE': File '.' is a directory."),
        ("intake lawyers firms.csv", "No such command 'lawyers'."),
        ("intake firms", "Missing argument 'FILE'."),
        ("intake firms firms.csv --encoding x", "Invalid value for '--encoding'"),
        ("intake template lawyers x.xlsx", "Invalid value for '{firms|handlers|"),
    ],
)
def test_what_is_not_understood(folder: Path, command: str, sentence: str) -> None:
    assert misused(command).startswith(sentence)


@contextmanager
def little_room() -> Iterator[None]:
    """No file may hold more than a hundred bytes, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_leaves_what_was_there(folder: Path) -> None:
    (folder / "old.xlsx").write_text("mine")
    before = sorted(folder.iterdir())
    for name in ("old.xlsx", "new.xlsx"):
        with pytest.raises(console.NotWritten), little_room():
            console.write(b"new" * 100, folder / name)

    assert (folder / "old.xlsx").read_text() == "mine"
    assert sorted(folder.iterdir()) == before


def test_a_full_disk_is_named(app: Flask, folder: Path) -> None:
    assert refused(app, "intake template firms /dev/full --force") == (
        "/dev/full could not be written: the disk is full."
    )


def test_what_is_written_over_keeps_its_rights(app: Flask, folder: Path) -> None:
    (folder / "old.xlsx").touch(mode=0o600)
    done(app, "intake template firms old.xlsx --force")

    assert (folder / "old.xlsx").stat().st_mode & 0o777 == 0o600
    assert (folder / "old.xlsx").read_bytes().startswith(b"PK")


def test_what_cannot_be_read_or_written(
    app: Flask, folder: Path, n_events: Callable[[], int]
) -> None:
    before = n_events()

    assert refused(app, "intake firms scheme.yaml")
    assert refused(app, "intake template firms nowhere/mine.xlsx") == (
        "There is no folder nowhere to write to."
    )
    assert n_events() == before
