"""The columns of the spreadsheet of cases."""

from __future__ import annotations

from review.domain.cells import (
    Cell,
    CellRefused,
    code,
    words,
)
from review.domain.days import day, day_doubt
from review.domain.errors import N_
from review.domain.kinds import (
    FILE_KINDS,
    CaseClass,
    CaseKind,
    Origin,
    Stage,
    kind_and_stage,
)
from review.domain.people import (
    firms,
    handlers,
    handlers_doubt,
    licence_nos,
    licence_nos_doubt,
    shares,
)
from review.domain.schemes import Text
from review.files.sheets.columns import (
    Column,
    Layout,
    allowed,
    flag,
    loose,
    worded,
)
from review.files.sheets.date_columns import DATES
from review.files.sheets.people_columns import COUNTY, LICENCE_NAMES

ON_ITS_OWN_SHEET = N_(
    "Institutions and stations have no handler; take them in by their own spreadsheet."
)


def kinds(cell: Cell) -> tuple[CaseKind, Stage | None]:
    kind, stage = kind_and_stage(words(cell))
    if kind.is_object:
        raise CellRefused(ON_ITS_OWN_SHEET)
    return kind, stage


CASE_NO = Column(
    "case_no",
    "案号",
    "Case number",
    code,
    Text("法律援助案件编号，本单位内不重复", "Number of the case within the bureau"),
    (
        *("案件编号", "案件号", "受理号", "法援案号", "援助案号", "法律援助案号"),
        *("案卷编号", "案卷号", "卷宗号", "卷号", "受理编号", "指派编号", "档案号"),
    ),
    required=True,
    example="（2024）青法援字第001号",
)
STAGE = Column(
    "stage",
    "办理阶段",
    "Stage",
    worded(Stage),
    Text("同一案件分阶段立卷的必填", "Needed where stages have files of their own"),
    ("阶段", "诉讼阶段", "案件阶段", "审级", "所处阶段", "援助阶段"),
    blank=Stage.NONE,
    example="一审",
    allowed=allowed(Stage),
    doubt=loose,
)
VOLUME_SET = Column(
    "volume_set",
    "卷册",
    "Volume set",
    code,
    Text("一案多卷且分别评查时填写", "Where volumes are reviewed apart"),
    ("卷别", "分卷", "册号", "卷次"),
)

CASES = Layout(
    (
        CASE_NO,
        Column(
            "kind",
            "案件类型",
            "Case kind",
            kinds,
            Text("也可与阶段写在一起，如“民事一审”", "May hold the stage too"),
            ("类型", "案件类别", "案件性质", "类别", "援助类型", "案件种类", "事项"),
            required=True,
            example="刑事辩护",
            allowed=tuple(kind.zh for kind in FILE_KINDS),
            doubt=loose,
        ),
        STAGE,
        Column(
            "closed_on",
            "结案日期",
            "Closed on",
            day,
            Text("结案归档的日期", "Day the case was closed"),
            ("结案时间", "办结日期", "办结时间", "归档日期", "结案日"),
            required=True,
            example="2024年3月5日",
            doubt=day_doubt,
        ),
        Column(
            "handlers",
            "承办人",
            "Handlers",
            handlers,
            Text("第一位为主办；多人用顿号隔开", "The first leads; apart by 、"),
            (
                *("承办律师", "承办人员", "承办人姓名", "承办律师姓名", "律师", "姓名"),
                *("主办承办人", "主办律师", "办案律师", "办案人员", "承办人及协办人"),
            ),
            required=True,
            example="张三、李四",
            doubt=handlers_doubt,
        ),
        Column(
            "licence_nos",
            "执业证号",
            "Licence numbers",
            licence_nos,
            Text("与承办人一一对应；只填一个即主办", "In the order of the handlers"),
            (*LICENCE_NAMES, "承办人执业证号", "承办律师执业证号"),
            blank=(),
            example="11502201210000001",
            doubt=licence_nos_doubt,
        ),
        Column(
            "firms",
            "承办机构",
            "Firms",
            firms,
            Text("承办人所在机构全称；只填一个即全体", "One for all, or one for each"),
            (
                *("律师事务所", "律所", "承办单位", "承办律所", "所在单位", "单位"),
                *("执业机构", "指派单位", "承办律师事务所", "所属律所", "所在律所"),
            ),
            blank=(),
            example="某某律师事务所",
        ),
        Column(
            "others",
            "协办人",
            "Other handlers",
            handlers,
            Text("承办人栏没有写上的其他人", "Those not in the column before"),
            ("其他承办人", "协办律师", "共同承办人", "第二承办人", "辅办律师"),
            blank=(),
            doubt=handlers_doubt,
        ),
        Column(
            "shares",
            "分担比例",
            "Shares",
            shares,
            Text("各承办人工作量百分比", "Parts of the work in percent"),
            ("工作量比例", "比例", "分担"),
            blank=(),
        ),
        VOLUME_SET,
        Column(
            "case_class",
            "案件分级",
            "Case class",
            worded(CaseClass),
            Text("不填即一般", "Empty: general"),
            ("难易程度", "分级", "案件级别", "难度", "案件等级", "繁简"),
            blank=CaseClass.GENERAL,
            example="一般",
            allowed=allowed(CaseClass),
            doubt=loose,
        ),
        Column(
            "origin",
            "援助来源",
            "Origin",
            worded(Origin),
            Text("不填即申请", "Empty: applied for"),
            ("来源", "案件来源", "申请或通知", "提供方式", "援助方式"),
            blank=Origin.APPLIED,
            example="申请",
            allowed=allowed(Origin),
        ),
        Column(
            "cause",
            "案由",
            "Cause",
            words,
            Text("案由或罪名", "Cause of action or charge"),
            ("罪名", "案由罪名", "涉嫌罪名", "案件案由", "案由或罪名", "纠纷类型"),
            example="劳动争议",
        ),
        COUNTY,
        Column(
            "assigned_on",
            "指派日期",
            "Assigned on",
            day,
            Text("指派承办人的日期", "Day the handler was assigned"),
            ("指派时间", "受理指派日期", "指派日"),
            blank=None,
            example="2023-11-20",
            doubt=day_doubt,
        ),
        *DATES,
        flag(
            "sealed",
            "是否封存",
            "Sealed",
            Text(
                "未成年人犯罪记录封存的填“是”；填“否”才取消",
                "A juvenile's sealed record; only 否 lifts it",
            ),
            *("封存", "未成年人封存", "犯罪记录封存", "是否未成年人犯罪记录封存"),
            only_said=True,
        ),
        flag(
            "secret",
            "是否涉密",
            "Secret",
            Text(
                "涉及国家秘密的填“是”；填“否”才取消",
                "State secrets; only 否 lifts it",
            ),
            *("涉密", "密级", "国家秘密", "是否涉及国家秘密"),
            only_said=True,
        ),
    )
)
