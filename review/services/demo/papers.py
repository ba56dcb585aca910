"""The papers in an invented case file. Names are blacked out, as reviewers get them."""

from __future__ import annotations

from datetime import timedelta

from review.files.invented_scans import Paper, series
from review.services.demo.case_facts import (
    CENTER,
    COURT,
    HANDLER,
    OTHER,
    PARTY,
    About,
    head,
    later,
)
from review.services.demo.pleadings import pleadings_of

__all__ = ["About", "papers_of"]

NOT_TRIED = ("办案机关", "犯罪嫌疑人")
TEN = 10
MANY = 30
"""Sheets of evidence in the one thick file."""


def papers_of(about: About) -> list[Paper]:
    """In the order in which an archive keeps them."""
    opinion = _criminal(about) if about.is_criminal else _civil(about)
    end = [_hearing(about), opinion, _judgment(about)] if about.is_tried else [opinion]
    evidence = [_evidence(about, n) for n in range(1, MANY + 1)] * about.is_thick
    reading = [_reading(about)] * about.is_charged
    papers = [
        _application(about),
        _decision(about),
        _assignment(about),
        _rights(about),
        _authority(about),
        *pleadings_of(about),
        *evidence,
        *reading,
        _interview(about),
        *end,
    ]
    n_kinds = len({series(paper.title) for paper in papers}) + 1
    papers.append(_closing(about, n_kinds))
    return [_index(about, papers), *papers]


def _index(about: About, papers: list[Paper]) -> Paper:
    """The list that lies on top; a series stands in it once."""
    titles = dict.fromkeys(series(paper.title) for paper in papers)
    rows = tuple(f"{n}　{title}" for n, title in enumerate(titles, 1))
    return Paper("卷内目录", (f"案号：{about.case_no}", "", *rows))


def _application(about: About) -> Paper:
    on = about.assigned_on - timedelta(days=3)
    return Paper(
        "法律援助申请表",
        head(about, on, PARTY + "　性别：男　年龄：四十六岁", "联系电话：███████████"),
        (
            "申请事项：因经济困难，无力支付律师费用，现申请法律援助，请求指派人员代理。",
            (
                "家庭经济状况：家庭人口四人，月人均收入低于本市法律援助经济困难标准，附乡镇"
                "人民政府出具的经济状况证明一份。"
            ),
            "申请人承诺：以上所填内容真实，如有虚假，愿承担相应法律责任。",
            "申请人签名：██某（捺印）",
            "受理意见：申请材料齐全，符合法律援助范围和经济困难标准，同意受理。",
        ),
        CENTER,
    )


def _decision(about: About) -> Paper:
    return Paper(
        "给予法律援助决定书",
        head(about, about.assigned_on - timedelta(days=1), PARTY),
        (
            (
                "你提出的法律援助申请收悉。经审查，符合《中华人民共和国法律援助法》规定的"
                "条件，本中心决定给予法律援助。"
            ),
            "本中心将自作出决定之日起三日内指派承办机构，由承办机构安排承办人员与你联系。",
            "你应当如实陈述案件事实，配合承办人员调查取证，并遵守法律援助协议。",
        ),
        CENTER,
    )


def _assignment(about: About) -> Paper:
    return Paper(
        "指派通知书",
        head(about, about.assigned_on, PARTY, HANDLER),
        (
            (
                "现将本案指派你所承办。请自收到本通知之日起安排承办人员，及时会见受援人或"
                "者约见当事人，依法办理委托手续，并将承办人员姓名和联系方式告知受援人。"
            ),
            "办理过程中遇有重大疑难情形的，应当及时向本中心报告，并按规定提请集体讨论。",
            "结案后三十日内整理卷宗，提交结案报告表及全部办案材料归档。",
        ),
        CENTER,
    )


def _rights(about: About) -> Paper:
    return Paper(
        "受援人权利义务告知书",
        head(about, about.assigned_on, PARTY),
        (
            "受援人有权了解法律援助事项的进展情况，有权要求更换不依法履行职责的承办人员。",
            "受援人应当如实陈述案件事实，提供有关证据，协助承办人员调查取证。",
            "法律援助不向受援人收取任何费用。",
            "以上内容已阅读并知悉。受援人签名：██某（捺印）",
        ),
        CENTER,
    )


def _authority(about: About) -> Paper:
    return Paper(
        "授权委托书",
        head(about, later(about, 3), PARTY, HANDLER),
        (
            "委托人因本案委托上列受托人担任法律援助承办人员，代理权限为一般代理。",
            "委托期限自签订之日起至本阶段办理终结止。",
            "委托人签名：██某（捺印）",
        ),
    )


def _interview(about: About) -> Paper:
    place = "看守所会见室" if about.is_criminal else "律师事务所接待室"
    talk = (
        "问：我是本案法律援助承办人，受指派为你提供帮助，费用由国家负担，你是否同意？",
        "答：同意。",
        "问：你享有申请回避、如实陈述、拒绝援助等权利，是否听清？",
        "答：听清了。",
        "问：请把事情的经过从头说一遍，时间、地点、在场的人都说清楚。",
        (
            "答：事情发生在去年秋天。那天下午我在工地收工以后，班长叫我到值班室说话，当时"
            "还有两个工友在场，他们都可以作证。后来双方意见不一致，就起了争执。"
        ),
        "问：有没有书面的材料，比如合同、收条、聊天记录、照片？",
        "答：有手机里的聊天记录和两张照片，打卡记录在单位，我手里没有。",
        "问：对处理结果你有什么要求？",
        "答：希望依法公正处理，我愿意配合调解，但是应当给的要给我。",
        "问：你的权利义务和诉讼风险已经说明，还有什么要补充的吗？",
        "答：没有了。以上笔录我看过，与我说的一致。（签名、捺印）",
    )
    own = head(about, later(about, 5), f"地点：{place}", PARTY)
    return Paper("会见（谈话）笔录", own, talk)


def _reading(about: About) -> Paper:
    return Paper(
        "阅卷笔录",
        head(about, later(about, 12), HANDLER),
        (
            "一、卷宗共二册，证据材料目录见第一册第二至四页。",
            "二、主要证据：当事人陈述、证人证言三份、书证十一份、视听资料一份。",
            (
                "三、需要核实的问题：证人到场时间前后不一；书证第四号没有原件；视听资料未作"
                "同步文字说明，拟申请调取原始载体。"
            ),
            "四、初步意见：事实基本清楚，关键在于责任比例与数额的认定。",
        ),
    )


def _evidence(about: About, number: int) -> Paper:
    return Paper(
        f"证据材料（{number}）",
        head(about, later(about, 14)),
        (
            "提交人：██某。证明对象：争议事实发生的时间、经过及相关数额。",
            "本页为复印件，与原件核对无异。核对人：██。",
            "日期　　摘要　　　　　数量　　　金额",
            "三月　　计件工资　　　二十二日　四千八百元",
            "四月　　计件工资　　　二十四日　五千二百元",
            "五月　　计件工资　　　二十一日　四千六百元",
            "合计　　　　　　　　　六十七日　一万四千六百元",
        ),
    )


def _criminal(about: About) -> Paper:
    whom, who = ("审判长、审判员", "被告人") if about.is_tried else NOT_TRIED
    body = (
        (
            f"{whom}：受法律援助机构指派，担任{who}的辩护人，经会见{'、阅卷' * about.is_charged}"
            "，现就本案发表如下辩护意见，请予采纳。"
        ),
        f"一、{who}到案后如实供述主要犯罪事实，自愿认罪认罚，依法可以从宽处理。",
        f"二、{who}系初犯、偶犯，主观恶性较小，已退赔全部损失并取得谅解。",
        (
            "三、涉案数额的认定应当以有原始凭证的部分为准，第四笔只有言词证据，依照证据"
            "规则不应计入。"
        ),
        (
            "综上，建议对被告人从轻处罚并适用缓刑。"
            if about.is_tried
            else "综上，请依法审查羁押必要性，并对犯罪嫌疑人从宽处理。"
        ),
    )
    title = "辩护词" if about.is_tried else "辩护意见"
    return Paper(title, head(about, later(about, 30), HANDLER), body)


def _civil(about: About) -> Paper:
    body = (
        (
            "审判长、审判员：受指派担任原告的委托诉讼代理人，现根据事实和法律发表如下代"
            "理意见。"
        ),
        "一、双方之间的关系有书证和证人证言相互印证，足以认定。",
        "二、被告未按约定履行义务，应当承担相应责任，并赔偿由此造成的损失。",
        "三、原告主张的数额有计算依据，明细见证据清单第三项。",
        "四、被告所称的抵扣没有原告签字确认，也没有其他证据，不应支持。",
        "综上，请求支持原告的全部诉讼请求。",
    )
    return Paper("代理词", head(about, later(about, 30), OTHER, HANDLER), body)


def _hearing(about: About) -> Paper:
    return Paper(
        "庭审笔录",
        head(about, later(about, 28), "地点：第三法庭"),
        (
            "书记员：现在核对到庭人员。当事人到庭，法律援助人员到庭。",
            "审判长：宣布法庭纪律，告知诉讼权利。是否申请回避？",
            "答：不申请。",
            "审判长：现在进行法庭调查，由双方陈述事实和理由。（略）",
            "审判长：对第四号书证有什么意见？",
            "法律援助人员：真实性有异议，没有原件核对，也没有其他证据印证。",
            "审判长：法庭辩论终结，当事人最后陈述。",
            "以上笔录经核对无误。（签名、捺印）",
        ),
        COURT,
    )


def _judgment(about: About) -> Paper:
    kind = "刑事判决书" if about.is_criminal else "民事判决书"
    return Paper(
        kind,
        head(about, later(about, 45), COURT),
        (
            (
                "本院受理后，依法组成合议庭，公开开庭进行了审理。当事人及法律援助人员均到庭"
                "参加诉讼。本案现已审理终结。"
            ),
            (
                "经审理查明：双方对事件发生的时间、地点没有争议，争议在于责任和数额。上述事"
                "实有书证、证人证言、当事人陈述等在案证实，来源合法，能够相互印证，本院予以"
                "确认。"
            ),
            (
                "本院认为：提出主张的一方应当提供证据。法律援助人员所提意见中关于数额的部分"
                "有证据支持，本院予以采纳；其余意见与查明的事实不符，不予采纳。"
            ),
            "依照有关法律规定，判决如下：支持主张中有证据证明的部分，驳回其余部分。",
            "如不服本判决，可在法定期限内向上一级人民法院提出上诉。",
        ),
        COURT,
    )


def _closing(about: About, n_kinds: int) -> Paper:
    """It counts what the file holds: as many kinds of paper, nothing done without one."""
    done = [
        "会见受援人一次",
        *["阅卷一次"] * about.is_charged,
        *["收集证据一组"] * about.is_thick,
        *["出庭一次"] * about.is_tried,
        "提交书面意见一份",
    ]
    outcome = (
        "部分意见被采纳，受援人对结果表示满意，未提出上诉。"
        if about.is_tried
        else "书面意见已提交办案机关，本阶段办理终结，受援人表示满意。"
    )
    return Paper(
        "结案报告表",
        head(about, about.closed_on, PARTY, HANDLER),
        (
            f"办理情况：接受指派后{'，'.join(done)}。",
            f"办理结果：{outcome}",
            f"归档材料：共{in_words(n_kinds)}份，已按卷内目录排列、编号。",
            "机构审核意见：材料齐全，同意结案归档。",
        ),
        CENTER,
    )


def in_words(n: int) -> str:
    """A number from 1 to 19 as it is written out."""
    return "十" * (n >= TEN) + "一二三四五六七八九"[n % TEN - 1 : n % TEN]
