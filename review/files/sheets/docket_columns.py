"""The columns of the spreadsheet of relations between cases."""

from __future__ import annotations

from review.domain.cells import house
from review.domain.docket import Relation
from review.domain.schemes import Text
from review.files.sheets.case_columns import CASE_NO, STAGE, VOLUME_SET
from review.files.sheets.columns import Column, Layout, allowed, flag, worded

DOCKET = Layout(
    (
        CASE_NO,
        STAGE,
        VOLUME_SET,
        Column(
            "relation",
            "关系",
            "Relation",
            worded(Relation),
            Text("此人、单位或案件与本案的关系", "How it stands to this case"),
            ("关联关系", "关系类型", "身份", "参与身份", "关联类型"),
            required=True,
            example="对方代理人",
            allowed=allowed(Relation),
        ),
        Column(
            "who",
            "对象",
            "Who or what",
            house,
            Text(
                "执业证号、评查员编号、姓名、机构名称；关联案件填案号，当事人填姓名",
                "A licence number, a reviewer's number, a name, a firm; a case number",
            ),
            ("关联对象", "姓名或单位", "姓名", "名称", "人员或机构", "关联人"),
            required=True,
            example="某某律师事务所",
        ),
        flag(
            "withdrawn",
            "撤销",
            "Withdrawn",
            Text("此前误填的，填“是”撤销", "Takes back what was taken in by mistake"),
            *("作废", "删除"),
        ),
    )
)
