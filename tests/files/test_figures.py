from __future__ import annotations

import io
from decimal import Decimal

import openpyxl

from review.domain.aggregation import By, Graded, Group, figures
from review.domain.schemes import Grade, Standing, Text
from review.files.figures import FigureHeadings, figures_table
from review.files.tables import to_csv, to_xlsx

GRADES = (
    Grade("excellent", Text("优秀", "Excellent"), standing=Standing.EXCELLENT),
    Grade("pass", Text("合格", "Pass")),
)
CHINESE = FigureHeadings(
    title="按地区",
    key="代码",
    name="地区",
    n="评查件数",
    n_ungraded="未定等级",
    mean_score="平均分",
    grades={"excellent": "优秀", "pass": "合格"},
    rates={"excellent": "优秀率", "pass": "合格率"},
    share="%(title)s占比",
    part="%(title)s分子",
    whole="%(title)s分母",
)
GROUPS = {"city": Group("市本级", "shibenji")}


def a_case(grade: str | None, score: str | None) -> Graded:
    mark = None if score is None else Decimal(score)
    return Graded("c", "h", "f", "city", "civil", grade, mark)


def test_figures_table_gives_every_percentage_its_part_and_whole() -> None:
    cases = [a_case("excellent", "92"), a_case("pass", "70"), a_case("pass", "70")]
    counted = figures(cases, by=By.COUNTY, grades=GRADES, groups=GROUPS)

    assert to_csv(figures_table(counted, CHINESE)).decode("utf-8-sig") == (
        "代码,地区,评查件数,优秀,优秀占比,合格,合格占比,"
        "优秀率,优秀率分子,优秀率分母,合格率,合格率分子,合格率分母,平均分\r\n"
        "city,市本级,3,1,33.3%,2,66.7%,33.3%,1,3,100.0%,3,3,77.33\r\n"
    )


def test_figures_table_shows_ungraded_cases_only_where_there_are_some() -> None:
    counted = figures([a_case(None, None)], by=By.COUNTY, grades=GRADES)

    heading, row = to_csv(figures_table(counted, CHINESE)).decode().splitlines()

    assert heading.endswith("平均分,未定等级")
    assert row == "city,city,0,0,,0,,,0,0,,0,0,,1"


def test_figures_sheet_prints_the_decimals_that_were_chosen() -> None:
    counted = figures([a_case("pass", "70")], by=By.TOTAL, grades=GRADES, decimals=2)

    book = openpyxl.load_workbook(
        io.BytesIO(to_xlsx([figures_table(counted, CHINESE)]))
    )

    cell = book["按地区"]["E2"]
    assert (cell.value, cell.number_format) == (0, "0.00%")
