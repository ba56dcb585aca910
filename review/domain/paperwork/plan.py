"""评查方案: what is reviewed, how, by whom and until when."""

from __future__ import annotations

from collections.abc import Iterator

from review.domain.campaigns import Announced
from review.domain.paperwork.basis import (
    combined,
    groups_table,
    how_many_read,
    law,
    own_files,
    reviewed,
    standards_table,
    unknown_to_each_other,
)
from review.domain.paperwork.blocks import (
    Blank,
    Block,
    Document,
    NewPage,
    body,
    caption,
    day,
    heading,
    note,
    sealed_by,
    subheading,
    title,
)
from review.domain.paperwork.facts import Facts
from review.domain.paperwork.sampling import drawn_how
from review.domain.rotation import WhoReviews

NOTHING_ANNOUNCED = Announced()


def plan(facts: Facts) -> Document:
    """No reviewer is named in it: it goes to everyone concerned."""
    name = f"{facts.name}工作方案"
    return Document(name, (title(name), *_blocks(facts)))


def _blocks(facts: Facts) -> Iterator[Block]:
    yield body(
        "为加强法律援助服务质量监督管理，促进法律援助机构和工作站规范做好咨询、受理、办理、结案各环节服务，根据"
        if facts.of_institutions
        else "为加强法律援助案件质量监督管理，促进承办人员依法、规范、尽责办理案件，根据",
        law(facts),
        "等规定，结合工作实际，制定本方案。",
    )
    yield from _scope(facts)
    yield from _method(facts)
    yield from _people(facts)
    yield from _time(facts)
    yield from _results(facts)
    yield from sealed_by(facts.bureau)
    yield from _annexes(facts)


def _scope(facts: Facts) -> Iterator[Block]:
    yield heading("一、评查范围")
    yield subheading("（一）评查对象" if facts.of_institutions else "（一）案卷范围")
    sealed = "依法封存的未成年人犯罪记录案卷不纳入。"
    yield body(f"{reviewed(facts)}。", "" if facts.of_institutions else sealed)
    yield subheading("（二）抽取办法")
    if facts.rechecked:
        yield body(
            f"本次是复核：从“{facts.rechecked}”已评定的案卷中抽取，由其他评查员评查。"
        )
    yield body(drawn_how(facts))
    if facts.is_drawn:
        whole = f"从{facts.n_population}件案卷中" if facts.n_population else ""
        yield body(f"已{whole}确定评查案卷{facts.n_files}件，分布情况见附件2、附件3。")


def _method(facts: Facts) -> Iterator[Block]:
    yield heading("二、评查标准和方法")
    yield subheading("（一）评查标准")
    yield body(
        f"按照{len(facts.standards)}个评分标准（见附件1）逐项评查，"
        "扣分须写明理由和卷内页码。"
    )
    yield subheading("（二）独立评查")
    yield body(f"{how_many_read(facts)}{unknown_to_each_other(facts)}。")
    yield subheading("（三）分歧处理")
    yield body(combined(facts))
    if facts.announced != NOTHING_ANNOUNCED:
        yield subheading("（四）评查过程记录")
        yield body(*_announced(facts))


def _announced(facts: Facts) -> Iterator[str]:
    if facts.announced.closing_question:
        yield (
            "提交评查意见时，询问评查员是否认为自己认出了承办人或者承办机构；"
            "回答只作统计，用于了解隐名评查的程度。"
        )
    if facts.announced.trace_days:
        days = facts.announced.trace_days
        yield f"评查系统记录翻阅案卷的页码和时间，保存{days}天后删除。"
    if facts.announced.second_reads:
        yield (
            f"随机抽取约{facts.announced.second_reads}%的案卷暗中复评，由另一名评查员"
            "以同样方式独立评查，用于检验评查尺度是否一致，不影响评定结果；"
            "具体案卷不告知评查员。"
        )
    if facts.announced.seeds:
        yield (
            f"约{facts.announced.seeds}%的评查为种子卷评查：由组长事先确定标准答案，"
            "用于检验评查尺度，不影响评定结果；具体案卷不告知评查员，"
            "全部案卷评定后本人可以看到与标准答案不同之处。"
        )
    if facts.announced.common_files:
        yield (
            f"抽取{facts.announced.common_files}件共评卷，由绝大多数评查员各自独立评查，"
            "用于比较评查员的宽严；增加的评查不影响评定结果，具体案卷不告知评查员。"
        )


WHO_READS = {
    WhoReviews.OWN: "各旗县区的案卷由本旗县区的评查员评查（自查）；",
    WhoReviews.COUNTIES: "旗县区之间交叉评查：循环排列，每个旗县区评查下一个旗县区的案卷，不互相评查；",
    WhoReviews.FIRMS: "机构之间交叉评查：循环排列，每家机构的评查员评查下一家机构承办的案卷，不互相评查；",
}


def _people(facts: Facts) -> Iterator[Block]:
    yield heading("三、评查人员和回避")
    lead = f"，另设评查组组长{facts.n_leads}名" if facts.n_leads else ""
    yield body(
        f"评查工作由{facts.bureau}{_by_whom(facts)}，聘请评查员{facts.n_reviewers}名{lead}。"
        "评查员名单由组织单位掌握，不对外公布。"
    )
    yield body(
        WHO_READS.get(facts.who, ""),
        own_files(facts),
        "，不评查本旗县区的案卷" if facts.bars_county else "",
        f"；存在下列关系的，一律不分给该评查员：{'、'.join(facts.bars)}"
        if facts.bars
        else "",
        "。评查中发现应当回避情形的，立即退回案卷，由组织单位另行安排。",
    )


def _by_whom(facts: Facts) -> str:
    contract = facts.contract
    return f"委托{contract.organisation}组织实施" if contract else "组织"


def _time(facts: Facts) -> Iterator[Block]:
    yield heading("四、时间安排")
    due = day(facts.due_on) if facts.due_on else Blank("评查截止日期")
    yield body("（一）准备阶段：", Blank("起止日期"), "，调取案卷、培训评查员。")
    yield body("（二）评查阶段：", due, "前，评查员完成评查并提交评查意见。")
    yield body("（三）汇总阶段：", Blank("起止日期"), "，处理分歧，形成评查结果。")
    yield body("（四）通报阶段：", Blank("日期"), "前，通报评查结果，部署整改。")


def _results(facts: Facts) -> Iterator[Block]:
    yield heading("五、结果运用")
    whose = "受评机构" if facts.of_institutions else "承办机构"
    if facts.provisional_first:
        who = whose if facts.of_institutions else "承办人和承办机构"
        yield body(
            f"评查结果形成后先发布征求意见稿，{who}可以提出意见，之后发布正式稿。"
        )
    yield body(
        f"评查结果通报旗县区司法局和{whose}，依法向社会公布",
        "。" if facts.of_institutions else "，并提供律师协会供律师执业年度考核参考。",
    )
    yield body(f"对评查发现的问题，由{whose}在", Blank("整改期限"), "内完成整改。")
    yield heading("六、工作要求")
    yield body(
        "评查人员和工作人员应当遵守保密、回避和廉洁纪律，妥善保管案卷，"
        "不得泄露在评查中知悉的国家秘密、商业秘密和个人隐私。"
    )
    yield body("联系人：", Blank("姓名"), "；联系电话：", Blank("号码"), "。")


def _annexes(facts: Facts) -> Iterator[Block]:
    yield NewPage()
    yield caption("附件1　评分标准")
    yield standards_table(facts)
    if not facts.is_drawn:
        return
    yield caption("附件2　评查案卷分布（按旗县区）")
    yield groups_table("旗县区", facts.counties)
    yield caption("附件3　评查案卷分布（按案件类型）")
    yield groups_table("案件类型", facts.kinds)
    yield note("数字为抽取后现有的评查案卷数，含替换和扩大抽样后的变化。")
