"""聘书、保密承诺书、回避声明、签到表: the documents with reviewers' names.

They stay with the bureau and the person they are for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from review.domain.paperwork.basis import reviewed
from review.domain.paperwork.blocks import (
    Blank,
    Block,
    Document,
    Grid,
    Line,
    NewPage,
    Paragraph,
    Piece,
    Role,
    day,
    form,
    note,
    plain,
    sealed_by,
    signature,
    title,
)
from review.domain.paperwork.facts import Facts, Invited, Sitting

FEWEST_ROWS, EMPTY_ROWS = 5, 3
"""Lines on which a person adds what the records do not know; the page holds so many."""
PROMISES = (
    (
        "严格保守在评查中知悉的国家秘密、商业秘密、个人隐私和未成年人信息，"
        "不向任何单位和个人透露案卷内容。"
    ),
    (
        "独立作出评查意见，不打听、不猜测、不与他人交流同一案卷其他评查员的身份和意见，"
        "不透露本人评查了哪些案卷。"
    ),
    (
        "不复制、拍摄、摘抄、传播案卷材料，不将案卷带离规定场所；"
        "确需使用电子案卷的，仅在评查系统中查阅。"
    ),
    "妥善保管评查账号和口令，不借给他人使用，不请他人代为评查。",
    "评查结果公布前不对外透露任何评查情况；公布后不透露评查过程。",
    "不与案卷承办人、承办机构就评查事项接触，不接受其宴请、礼品或者其他利益。",
    "评查结束时如数交还案卷和评查材料，不留存任何副本。",
)


def appointment(facts: Facts) -> Document:
    """聘书: one page for each reviewer."""
    return _each(facts, "聘书", _appointment)


def confidentiality(facts: Facts) -> Document:
    """保密承诺书: one for each reviewer, to be signed."""
    return _each(facts, "保密承诺书", _confidentiality)


def recusal(facts: Facts) -> Document:
    """回避声明: what the records know, and lines for what they do not."""
    return _each(facts, "回避声明", _recusal)


def sign_in(facts: Facts) -> Document:
    """签到表: everybody by pinyin, with room to sign twice."""
    name = f"{facts.name}签到表"
    rows = (
        (str(n), each.name, each.firm or each.area, "", "", "")
        for n, each in enumerate(facts.reviewers, start=1)
    )
    heads = ("序号", "姓名", "单位", "签到", "签退", "备注")
    grid = Grid(heads, (8, 15, 33, 17, 17, 10), tuple(rows), frozenset({2}), roomy=True)
    place = plain("地点：", *_where(facts.sitting))
    ends = plain("应到", str(len(facts.reviewers)), "人，实到", Line(4), "人")
    keeper = plain("记录人（签字）：", Line(10))
    return Document(name, (title(name), place, grid, ends, keeper))


def _where(sitting: Sitting | None) -> Iterator[Piece]:
    """Place and day as arranged, else left to be filled in by hand."""
    yield sitting.place if sitting else Blank("地点")
    yield "　　日期："
    yield f"{day(sitting.on)} {sitting.hours}" if sitting else Blank("年　月　日")


def _each(
    facts: Facts, name: str, page: Callable[[Facts, Invited], Iterator[Block]]
) -> Document:
    blocks: list[Block] = []
    for person in facts.reviewers:
        blocks += [NewPage()] if blocks else []
        blocks += page(facts, person)
    return Document(name, tuple(blocks), is_numbered=False)


def _appointment(facts: Facts, person: Invited) -> Iterator[Block]:
    office = "评查组组长" if person.is_lead else "评查员"
    yield Paragraph(Role.HONOUR, ("聘　书",))
    yield plain("编号：", Blank("编号"))
    whose = f"（{person.firm}）" if person.firm else ""
    yield Paragraph(Role.AWARD, (f"{person.name}同志{whose}：",))
    until = day(facts.due_on) if facts.due_on else Blank("聘期截止日期")
    award = (
        f"　　兹聘请您担任{office}，参加{facts.name}，聘期自",
        Blank("聘期起始日期"),
        "至",
        until,
        "。",
    )
    yield Paragraph(Role.AWARD, award)
    yield Paragraph(Role.AWARD, ("　　特发此证。",))
    yield from sealed_by(facts.bureau)


def _confidentiality(facts: Facts, person: Invited) -> Iterator[Block]:
    yield title("保密承诺书")
    yield form(
        f"本人{person.name}受{facts.bureau}聘请参加{facts.name}"
        f"（评查{reviewed(facts)}），郑重承诺："
    )
    for n, promise in enumerate(PROMISES, start=1):
        yield form(f"{n}.{promise}")
    if facts.announced.trace_days:
        days = facts.announced.trace_days
        yield form(f"本人知悉评查系统记录翻阅案卷的页码和时间，保存{days}天后删除。")
    yield form("保密义务在评查工作结束后继续有效。违反承诺的，本人愿意承担相应责任。")
    yield from _signed("承诺人")


def _recusal(facts: Facts, person: Invited) -> Iterator[Block]:
    yield title("回避声明")
    where = f"，所在机构为{person.firm}" if person.firm else ""
    yield form(
        f"本人{person.name}{where}，受聘参加{facts.name}。本人已知悉下列回避规定："
    )
    yield form(
        "1.不评查本人任职的机构。"
        if facts.of_institutions
        else "1.不评查本人承办或者参与承办的案卷，不评查本人所在机构承办的案卷。"
    )
    county = f"（{person.area}）" if person.area else ""
    rules = [f"不评查本旗县区{county}的案卷。"] if facts.bars_county else []
    if facts.bars:
        rules.append(f"与案卷存在下列关系的，不评查该案卷：{'、'.join(facts.bars)}。")
    whom = "受评机构负责人、工作人员" if facts.of_institutions else "承办人、当事人"
    rules.append(f"与{whom}有近亲属关系或者其他可能影响公正评查关系的，应当回避。")
    for n, rule in enumerate(rules, start=2):
        yield form(f"{n}.{rule}")
    yield form("现将本人应当回避的机构和人员声明如下，除此之外没有其他应当回避的情形：")
    known = [(name, "已登记") for name in person.conflicts]
    n_empty = max(EMPTY_ROWS, FEWEST_ROWS - len(known))
    rows = [*known, *[("", "")] * n_empty]
    yield Grid(
        ("序号", "机构或者人员", "关系或者原因"),
        (10, 45, 45),
        tuple((str(n), *row) for n, row in enumerate(rows, start=1)),
        frozenset({1}),
        roomy=True,
    )
    yield note("评查中发现新的回避情形的，立即在评查系统中申报并退回案卷。")
    yield from _signed("声明人")


def _signed(who: str) -> Iterator[Block]:
    yield signature(f"{who}（签字）：", Line(12))
    yield signature(Blank("年　月　日"))
