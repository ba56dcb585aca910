"""The columns of the spreadsheets of paper reviews and of earlier years' results."""

from __future__ import annotations

from review.domain.cells import (
    code,
    decimal,
    house,
    licence_doubt,
    licence_no,
    long_text,
    person_name,
    words,
    year,
)
from review.domain.days import day, day_doubt
from review.domain.people import reviewer
from review.domain.schemes import Text
from review.files.sheets.case_columns import CASE_NO, STAGE, VOLUME_SET
from review.files.sheets.columns import Column, Layout, flag
from review.files.sheets.people_columns import LICENCE_NAMES

GRADE_NAMES = (
    *("等级", "评查等次", "评估等次", "评定等次", "评定等级", "评查等级", "档次"),
    *("评查结果", "评估结果", "质量等级", "质量等次", "结果"),
)
SCORE_NAMES = (
    *("得分", "总得分", "评查得分", "评估得分", "最终得分", "合计得分", "分值"),
    *("评分", "分数", "评查分数"),
)

REVIEWS = Layout(
    (
        CASE_NO,
        STAGE,
        VOLUME_SET,
        Column(
            "reviewer",
            "评查员",
            "Reviewer",
            reviewer,
            Text("评查员姓名或编号", "Name or number of the reviewer"),
            (
                *("评查人", "评查员姓名", "评估人", "评估专家", "专家", "专家姓名"),
                *("评查员编号", "评分人", "评审人", "评审专家", "评估员", "评查专家"),
            ),
            required=True,
            example="王五",
        ),
        Column(
            "item",
            "评分项",
            "Item",
            code,
            Text("评分项代码；一行一项时填写", "Item code, where a row is one answer"),
            ("项目", "指标", "评分项目", "评查项目", "项目代码", "指标代码", "评查项"),
            example="A1",
        ),
        Column(
            "choice",
            "作答",
            "Choice",
            words,
            Text("扣分、次数、档次、是或否、不适用等", "As the item asks"),
            ("选择", "扣分", "答案", "扣分值", "选项"),
            example="2",
        ),
        Column(
            "option",
            "扣分情形",
            "Option",
            words,
            Text("评分项列有几种情形的，填代码或名称", "Which named deduction"),
            ("情形", "扣分情形代码"),
        ),
        Column(
            "reason",
            "理由",
            "Reason",
            long_text,
            Text("扣分或评价的理由", "Why"),
            ("扣分理由", "原因", "扣分原因", "存在问题", "评查意见", "问题描述"),
            example="会见笔录过于简单",
        ),
        Column(
            "pages",
            "页码",
            "Pages",
            words,
            Text("卷内页码，如 12 或 3-5", "Pages of the file, 12 or 3-5"),
            ("卷内页码", "所在页", "页", "页次", "卷宗页码"),
            example="12",
        ),
        flag(
            "absent",
            "卷内缺失",
            "Absent from file",
            Text("材料不在卷内的填“是”", "The document is missing from the file"),
            *("缺失", "卷内无", "是否缺失"),
        ),
        Column(
            "organ",
            "原因机关",
            "Organ",
            words,
            Text("客观原因未完成的，填有关机关", "Whose doing an outside reason was"),
            ("有关机关", "相关机关"),
        ),
        Column(
            "total",
            "总分",
            "Total",
            decimal,
            Text("只有总分和等次的线下评查也可导入", "A total alone is enough"),
            SCORE_NAMES,
            blank=None,
            example="88.5",
        ),
        Column(
            "grade",
            "等次",
            "Grade",
            words,
            Text("评分标准规定的等次名称", "A grade of the scheme"),
            GRADE_NAMES,
            example="良好",
        ),
        Column(
            "reviewed_on",
            "评查日期",
            "Reviewed on",
            day,
            Text(
                "完成评查的日期，尺度变化和重新评查按它的先后",
                "Day of the review; drift and files to read again go by it",
            ),
            ("评估日期", "评查时间", "评分日期", "评审日期"),
            blank=None,
            example="2024-11-20",
            doubt=day_doubt,
        ),
        Column(
            "comment",
            "总体评语",
            "Comment",
            long_text,
            Text("对整卷的评语", "On the file as a whole"),
            ("评语", "总体评价", "综合评语", "评查评语", "总评"),
        ),
    )
)

EARLIER_RESULTS = Layout(
    (
        Column(
            "year",
            "年度",
            "Year",
            year,
            Text("评查年度", "Year of the review"),
            ("年份", "评查年度", "考核年度", "评估年度"),
            required=True,
            example="2023",
        ),
        Column(
            "grade",
            "等次",
            "Grade",
            words,
            Text("当年评定的等次，原样填写", "The grade as it was then"),
            GRADE_NAMES,
            required=True,
            example="良好",
        ),
        Column(
            "score",
            "得分",
            "Score",
            decimal,
            Text("没有分数可不填", "Empty where there was none"),
            ("总分", *SCORE_NAMES),
            blank=None,
            example="85",
        ),
        Column(
            "case_no",
            CASE_NO.zh,
            CASE_NO.en,
            code,
            Text("案号与承办人至少填一项", "This or the handler"),
            CASE_NO.variants,
            example="（2023）青法援字第008号",
        ),
        Column(
            "handler",
            "承办人",
            "Handler",
            person_name,
            Text("案号与承办人至少填一项", "This or the case number"),
            ("承办律师", "姓名", "律师", "律师姓名", "承办人姓名"),
            example="张三",
        ),
        Column(
            "licence_no",
            "执业证号",
            "Licence number",
            licence_no,
            Text("同名时靠它区分", "Tells namesakes apart"),
            LICENCE_NAMES,
            example="11502201210000001",
            doubt=licence_doubt,
        ),
        Column(
            "firm",
            "执业机构",
            "Firm",
            house,
            Text("当时所在机构", "The house of that time"),
            ("律师事务所", "律所", "承办机构", "单位", "所在单位", "工作单位"),
            example="某某律师事务所",
        ),
    )
)
