"""评查通知: to the county bureaus and firms whose files are reviewed."""

from __future__ import annotations

from collections.abc import Iterator

from review.domain.paperwork.basis import how_many_read, law, reviewed
from review.domain.paperwork.blocks import (
    Blank,
    Block,
    Document,
    Paragraph,
    Role,
    body,
    day,
    heading,
    numbered,
    sealed_by,
    title,
)
from review.domain.paperwork.facts import Facts


def notice(facts: Facts) -> Document:
    """Neither reviewers nor drawn files stand in it; the list of files goes apart."""
    name = f"{facts.bureau}关于开展{facts.name}的通知"
    return Document(name, tuple(_blocks(facts, name)))


def _blocks(facts: Facts, name: str) -> Iterator[Block]:
    yield title(name)
    yield numbered(facts.on.year)
    yield Paragraph(
        Role.ADDRESSEE,
        (
            "各旗县区司法局、法律援助中心，各法律援助工作站："
            if facts.of_institutions
            else "各旗县区司法局、法律援助中心，各律师事务所、基层法律服务所：",
        ),
    )
    yield body(
        f"根据{law(facts)}等规定，{facts.bureau}决定开展{facts.name}。"
        "现将有关事项通知如下："
    )
    yield heading("一、评查范围")
    yield body(_scope(facts))
    yield heading("二、评查方式")
    yield body(
        f"由{facts.bureau}{_by_whom(facts)}聘请评查员按统一的评分标准评查。"
        f"{how_many_read(facts)}。"
    )
    yield from _asked(facts)
    yield heading("四、结果和异议")
    yield body(
        "评查结果将通报各单位，受评机构可以查阅本机构的评查结果和扣分理由。"
        if facts.of_institutions
        else "评查结果将通报各单位，承办人可以查阅本人案卷的评查结果和扣分理由。",
        "评查结果先发布征求意见稿，对结果有意见的，请在征求意见期间提出。"
        if facts.provisional_first
        else "",
    )
    yield body("联系人：", Blank("姓名"), "；联系电话：", Blank("号码"), "。")
    yield body("附件：调取案卷清单（另发）")
    yield from sealed_by(facts.bureau)


def _by_whom(facts: Facts) -> str:
    return f"委托{facts.contract.organisation}" if facts.contract else ""


def _scope(facts: Facts) -> str:
    files = f"，共{facts.n_files}件" if facts.is_drawn else ""
    return f"{reviewed(facts)}，按规定抽取后评查{files}。"


def _asked(facts: Facts) -> Iterator[Block]:
    yield heading("三、有关要求")
    if facts.of_institutions:
        yield body(
            "（一）请于",
            Blank("备齐日期"),
            "前备齐评查期间的咨询、受理、指派、结案台账和登记、决定书、补贴发放等记录，",
            Blank("送交地点或者现场查阅安排"),
            "。",
        )
        yield body("（二）记录保持原貌，不得补写、更换或者抽取。")
        return
    yield body(
        "（一）请于",
        Blank("交卷日期"),
        "前将清单所列案卷（正卷、副卷）送至",
        Blank("送交地点"),
        "，交接时双方清点册数、页数并签字。",
    )
    yield body(
        "（二）案卷保持结案归档时的原貌，不得补写、更换或者抽取材料。"
        "确有材料另存的，附书面说明。"
    )
    due = f"评查工作计划于{day(facts.due_on)}前完成，" if facts.due_on else ""
    yield body(f"（三）{due}评查结束后案卷予以归还。")
    yield body("（四）有关单位和人员不得打听评查员身份和评查情况，不得为评查结果说情。")
