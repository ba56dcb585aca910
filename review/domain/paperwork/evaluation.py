"""评估报告: what an entrusted organisation reports to the bureau at the end."""

from __future__ import annotations

from collections.abc import Iterator

from review.domain.paperwork.basis import (
    combined,
    how_many_read,
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
    Paragraph,
    Piece,
    Role,
    body,
    caption,
    day,
    heading,
    sealed_by,
    subheading,
    title,
)
from review.domain.paperwork.facts import Facts
from review.domain.paperwork.sampling import drawn_how
from review.domain.paperwork.summary import drawn, problems, progress, results


def evaluation(facts: Facts) -> Document:
    """No reviewer is named in it; what the data cannot say is left to be written."""
    name = f"{facts.name}第三方评估报告"
    return Document(name, tuple(_blocks(facts)))


def _blocks(facts: Facts) -> Iterator[Block]:
    yield title(facts.name)
    yield title("第三方评估报告")
    yield Paragraph(Role.ADDRESSEE, (f"{facts.bureau}：",))
    yield body(*_opening(facts))
    yield from _commission(facts)
    yield from _method(facts)
    yield heading("三、评估工作完成情况")
    yield from progress(facts)
    yield from results(facts, "四、评估结果")
    yield from problems(facts, "五、发现的主要问题")
    yield from _advice()
    yield from _limits(facts)
    yield from sealed_by(facts.contract.organisation if facts.contract else "")
    yield NewPage()
    yield caption("附件　评分标准")
    yield standards_table(facts)


def _opening(facts: Facts) -> Iterator[Piece]:
    contract = facts.contract
    number = f"（合同编号：{contract.contract_no}）" if contract else ""
    yield (
        f"受{facts.bureau}委托{number}，本单位对{facts.name}所涉法律援助案件案卷"
        f"开展第三方质量评估。现将截至{day(facts.on)}的评估情况报告如下："
    )


def _commission(facts: Facts) -> Iterator[Block]:
    contract = facts.contract
    yield heading("一、委托事项和评估范围")
    yield subheading("（一）委托事项")
    scope = contract.scope if contract else ""
    yield body(_sentence(scope) if scope else Blank("合同约定的评估内容"))
    if contract is not None:
        first, last = day(contract.starts_on), day(contract.ends_on)
        yield body(f"合同期限为{first}至{last}。")
    yield subheading("（二）评估范围")
    yield body(f"{reviewed(facts)}，由{facts.bureau}提供。{drawn_how(facts)}")
    yield body(drawn(facts))


def _sentence(text: str) -> str:
    text = "".join(text.split())
    return text if text.endswith(("。", "；", "！", "？")) else f"{text}。"


def _method(facts: Facts) -> Iterator[Block]:
    yield heading("二、评估标准和方法")
    yield subheading("（一）评估标准")
    yield body(
        f"按照{len(facts.standards)}个评分标准（见附件）逐项评估，扣分写明理由。"
    )
    yield subheading("（二）评估人员")
    lead = f"，另设组长{facts.n_leads}名" if facts.n_leads else ""
    yield body(
        f"由本单位选派评查员{facts.n_reviewers}名{lead}。",
        Blank("评查员的选派条件和培训情况"),
    )
    yield subheading("（三）评估方式")
    yield body(
        f"{how_many_read(facts)}{unknown_to_each_other(facts)}。",
        combined(facts),
    )
    yield subheading("（四）独立性")
    yield body(
        own_files(facts),
        "，不评查本旗县区的案卷" if facts.bars_county else "",
        f"；存在下列关系的，一律不分给该评查员：{'、'.join(facts.bars)}"
        if facts.bars
        else "",
        "。本报告移交前，委托单位只了解评估进度，不掌握评查员与案卷的对应关系和评查意见。",
    )


def _advice() -> Iterator[Block]:
    yield heading("六、意见和建议")
    yield body("（一）", Blank("对承办人员和承办机构的建议"))
    yield body("（二）", Blank("对法律援助机构管理的建议"))
    yield body("（三）", Blank("对评分标准和评估工作的建议"))


def _limits(facts: Facts) -> Iterator[Block]:
    yield heading("七、有关说明")
    yield body(
        "评估依据案卷材料进行，案卷未记载的工作无法评价。",
        "评查案卷为抽样取得，比率反映所抽案卷的情况，推及全部案卷时存在抽样误差。"
        if facts.rule.is_by_lot
        else "",
        "本报告供委托单位参考，评查结果由委托单位依照规定确认和公布。",
    )
