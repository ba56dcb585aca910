"""Names are proposed where a form or a pleading names a party, and nowhere else."""

from __future__ import annotations

import pytest

from review.domain.party_names import proposed_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("受援人：张三，男，1980年", ["张三"]),
        ("受援人:张三", ["张三"]),
        ("受 援 人：张三", ["张三"]),
        ("原告（反诉被告）：李四海，汉族", ["李四海"]),
        ("姓  名：王 五 性别：男", ["王五"]),
        ("姓名：王　五　　性别　男", ["王五"]),
        ("姓名\r\n：\r\n王五\r\n", ["王五"]),
        ("委托人签名：赵小六\n2025年", ["赵小六"]),
        ("被告人：欧阳修文，无业", ["欧阳修文"]),
        ("受援人：阿不都·热合曼住某乡", ["阿不都·热合曼"]),
        ("受援人：阿不都．热合曼住某乡", ["阿不都．热合曼"]),
        ("受援人：阿不都.热合曼，男", ["阿不都.热合曼"]),
        ("证人：王国民汉族", ["王国民"]),
        ("被害人：陈亚男，女", ["陈亚男", "陈亚"]),
        ("被害人：张三男，汉族", ["张三男", "张三"]),
        ("原告：王永和，汉族", ["王永和", "王永"]),
        ("原告：张三与被告：李四", ["张三", "李四"]),
        ("受援人：张三。受援人：张三。", ["张三"]),
        ("被告：青川市某某建筑有限公司", []),
        ("受援人对结果表示满意", []),
        ("受援人：██某", []),
        ("受援人：", []),
        ("联系人：详见附件", []),
        ("", []),
    ],
)
def test_names_stand_behind_their_label(text: str, names: list[str]) -> None:
    assert proposed_names(text) == tuple(names)


def test_a_page_of_spaces_takes_no_time() -> None:
    assert proposed_names(("受援人" + " " * 40) * 1000) == ()
