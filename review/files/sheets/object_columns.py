"""The columns of the spreadsheet of institutions and stations under review."""

from __future__ import annotations

from review.domain.cells import (
    Cell,
    CellRefused,
    code,
    firm_licence_no,
    house,
    person_name,
    words,
)
from review.domain.days import day, day_doubt
from review.domain.errors import N_
from review.domain.kinds import OBJECT_KINDS, CaseKind
from review.domain.schemes import Text
from review.files.sheets.columns import Column, Layout
from review.files.sheets.people_columns import COUNTY

OF_CASES = N_("This is a kind of case. Write 法律援助机构 or 工作站（值班点）.")


def kind(cell: Cell) -> CaseKind:
    """One of the two kinds of institution, never a kind of case."""
    found = CaseKind.from_words(words(cell))
    if not found.is_object:
        raise CellRefused(OF_CASES)
    return found


OBJECTS = Layout(
    (
        Column(
            "case_no",
            "评查编号",
            "Number",
            code,
            Text(
                "每个机构每个评查期间一个编号，不能与案号相同",
                "One for each institution and period; unlike any case number",
            ),
            ("编号", "机构评查编号", "受评编号", "档案号", "卷宗号"),
            required=True,
            example="机构〔2024〕01号",
        ),
        Column(
            "name",
            "机构名称",
            "Name",
            house,
            Text(
                "受评机构、工作站或值班点的全称，与机构名册一致；名册没有的同时登记",
                "Full name as on the list of firms; entered there if it is new",
            ),
            (
                *("受评机构", "受评机构名称", "名称", "单位名称", "单位", "机构"),
                *("工作站名称", "站点名称", "值班点名称", "受评单位", "法律援助机构"),
            ),
            required=True,
            example="青山区法律援助中心驻区法院工作站",
        ),
        Column(
            "kind",
            "类型",
            "Kind",
            kind,
            Text(
                "不填按名称判断：带工作站、值班、联络点、接待点、服务点的为站点",
                "Empty: told by the name",
            ),
            ("机构类型", "机构类别", "类别", "受评机构类型", "站点类型"),
            blank=None,
            example="工作站（值班点）",
            allowed=tuple(kind.zh for kind in CaseKind if kind in OBJECT_KINDS),
        ),
        Column(
            "closed_on",
            "评查期间截止日",
            "Last day of the period",
            day,
            Text("所评服务期间的最后一天", "Last day of the service reviewed"),
            ("期间截止日", "截止日期", "期末", "评查期末", "期间截止", "截止日"),
            required=True,
            example="2024年12月31日",
            doubt=day_doubt,
        ),
        COUNTY,
        Column(
            "licence_no",
            "统一社会信用代码",
            "Code",
            firm_licence_no,
            Text("有的填写；同名机构用它区分", "Tells namesakes apart"),
            ("信用代码", "机构代码", "机构编码", "执业许可证号"),
            example="11150204MB00000000",
        ),
        Column(
            "head",
            "负责人",
            "Head",
            person_name,
            Text("机构或站点负责人；接收反馈", "Who heads it and gets the feedback"),
            ("机构负责人", "站长", "主任", "站点负责人", "单位负责人"),
            example="李四",
        ),
    )
)
