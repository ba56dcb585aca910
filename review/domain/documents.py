"""The kinds of paper in a case file, and how a file name or a bookmark names them.

The kinds are those of the public archive lists and of the reference draft for archiving;
a contents list consists of them alone, so that it can hold nobody's name.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from review.domain.errors import N_
from review.domain.kinds import Worded, squeezed

APART = re.compile(r"[\s、，,;；&+/\\()\[\]【】<>《》_.-]+|及|与|和(?!解)")
"""What stands between the names of two papers, or between a paper and what is said of it."""
MOST_WORDS = 300


class DocumentType(Worded):
    """A kind of paper; the first Chinese word is shown, all of them are recognised."""

    COVER = "cover", N_("Cover"), "封面", "卷宗封面", "案卷封面", "卷皮"
    INDEX = "index", N_("Index"), "卷内目录", "目录", "卷宗目录", "案卷目录"
    APPLICATION_FORM = (
        "application_form",
        N_("Application form"),
        *("法律援助申请表", "申请表", "法律援助申请书", "援助申请"),
    )
    IDENTITY_PROOF = (
        "identity_proof",
        N_("Proof of identity"),
        *("身份证明", "身份证", "身份证复印件", "户口簿", "户口本", "户籍证明"),
        *("监护关系证明", "亲属关系证明", "代理权证明"),
    )
    MEANS_PROOF = (
        "means_proof",
        N_("Proof of means"),
        *("经济状况证明", "经济困难证明", "经济困难状况说明表", "经济状况", "经济困难"),
        *("低保证", "特困证明"),
    )
    APPROVAL_FORM = (
        "approval_form",
        N_("Approval form"),
        *("审批表", "法律援助审批表", "受理审批表", "申请审批表"),
    )
    GRANT_DECISION = (
        "grant_decision",
        N_("Decision to grant aid"),
        *("给予法律援助决定书", "法律援助决定书", "给予援助决定书", "援助决定书"),
    )
    ORGAN_NOTICE = (
        "organ_notice",
        N_("Notice of the organ to give aid"),
        *("通知辩护公函", "通知代理公函", "提供法律援助通知书", "法律援助通知书"),
        *("指定辩护通知书", "通知辩护"),
    )
    ASSIGNMENT_NOTICE = (
        "assignment_notice",
        N_("Assignment notice"),
        *("指派通知书", "指派通知", "指派函"),
    )
    AID_LETTER = (
        "aid_letter",
        N_("Letter of legal aid"),
        *("法律援助公函", "援助公函", "公函", "律师事务所函", "所函"),
    )
    RIGHTS_NOTICE = (
        "rights_notice",
        N_("Notice of rights and duties"),
        *("权利义务告知书", "受援人权利义务告知书", "权利义务告知", "受援人须知"),
    )
    RISK_NOTICE = (
        "risk_notice",
        N_("Notice of risks"),
        *("风险告知书", "诉讼风险告知书", "风险告知", "风险提示书"),
    )
    AGREEMENT = (
        "agreement",
        N_("Agreement with the recipient"),
        *("法律援助协议", "委托代理协议", "委托代理合同", "委托协议", "委托合同"),
    )
    POWER_OF_ATTORNEY = (
        "power_of_attorney",
        N_("Power of attorney"),
        *("授权委托书", "委托书"),
    )
    PLEADING = (
        "pleading",
        N_("Indictment, claim, application or answer"),
        *("起诉书（状）、申请书、答辩状", "起诉书", "起诉状", "起诉意见书", "上诉状"),
        *("答辩状", "答辩书", "反诉状", "抗诉书", "仲裁申请书", "再审申请书"),
        *("申请执行书", "执行申请书", "赔偿申请书"),
    )
    EARLIER_JUDGMENT = (
        "earlier_judgment",
        N_("Earlier judgment"),
        *("原审裁判文书", "原审判决书", "原审裁定书", "一审判决书", "一审民事判决书"),
        *("一审刑事判决书", "一审行政判决书", "一审裁定书", "生效判决书"),
        *("原审判决", "原审裁定", "一审判决", "一审裁定", "生效判决"),
    )
    EVIDENCE = (
        "evidence",
        N_("Evidence"),
        *("证据材料", "证据", "证据目录", "证据清单", "书证", "证人证言"),
        *("调查笔录", "调查取证", "取证材料", "鉴定意见", "鉴定报告"),
    )
    READING_NOTES = (
        "reading_notes",
        N_("Reading notes"),
        *("阅卷笔录", "阅卷记录", "阅卷摘要"),
    )
    MEETING_NOTES = (
        "meeting_notes",
        N_("Notes of a meeting"),
        *("会见（谈话）笔录", "会见笔录", "谈话笔录", "会谈笔录", "约见笔录"),
        *("接待笔录", "会见记录", "谈话记录"),
    )
    CUSTODY_APPLICATION = (
        "custody_application",
        N_("Application about custody"),
        *("变更强制措施申请书", "取保候审申请书", "取保候审", "变更强制措施"),
        *("羁押必要性审查申请书", "羁押必要性审查"),
    )
    PLEA_STATEMENT = (
        "plea_statement",
        N_("Statement of plea"),
        *("认罪认罚具结书", "具结书"),
    )
    HEARING_NOTICE = (
        "hearing_notice",
        N_("Notice of a hearing"),
        *("开庭通知", "出庭通知书", "开庭传票", "传票"),
    )
    HEARING_RECORD = (
        "hearing_record",
        N_("Record of the hearing"),
        *("庭审笔录", "开庭笔录", "庭审记录", "出庭记录"),
    )
    DEFENSE_OPINION = (
        "defense_opinion",
        N_("Defence opinion"),
        *("辩护意见", "辩护词", "辩护意见书"),
    )
    REPRESENTATION_OPINION = (
        "representation_opinion",
        N_("Representation opinion"),
        *("代理意见", "代理词", "代理意见书"),
    )
    LEGAL_OPINION = (
        "legal_opinion",
        N_("Legal opinion"),
        *("法律意见书", "法律意见"),
    )
    COLLECTIVE_DISCUSSION = (
        "collective_discussion",
        N_("Record of a collective discussion"),
        *("集体讨论记录", "讨论记录", "讨论笔录"),
    )
    WORK_RECORD = (
        "work_record",
        N_("Record of work"),
        *("工作记录", "工作日志", "办案日志", "办案记录", "通话记录", "沟通记录"),
        *("类案检索", "提纲"),
    )
    JUDGMENT = (
        "judgment",
        N_("Judgment, ruling, mediation paper or award"),
        *("裁判文书", "判决书", "裁定书", "调解书", "裁决书", "仲裁书", "判决", "裁定"),
        *("不起诉决定书", "调解协议", "和解协议"),
    )
    DELIVERY_RECEIPT = (
        "delivery_receipt",
        N_("Receipt of delivery"),
        *("送达回证", "送达回执"),
    )
    CLOSING_REPORT = (
        "closing_report",
        N_("Closing report"),
        *("结案报告表", "结案报告", "结案报告书", "结案小结", "办案小结", "工作小结"),
        *("办案总结", "办案报告"),
    )
    CLOSING_APPROVAL = (
        "closing_approval",
        N_("Closing approval"),
        *("结案审批表", "结案审核表", "结案报告审批表"),
    )
    OPINION_FORM = (
        "opinion_form",
        N_("Form of opinion"),
        *("征询意见表", "征求意见表", "意见征询表", "征询意见函", "服务质量监督卡"),
        *("质量监督卡", "回访表", "回访记录", "满意度测评表"),
    )
    SUBSIDY_FORM = (
        "subsidy_form",
        N_("Subsidy form"),
        *("补贴审批表", "补贴发放表", "办案补贴审批表", "办案补贴"),
    )
    OTHER = "other", N_("Other papers"), "其他材料"
    # Of institutions and stations; after all others, whose numbers people have in mind.
    SERVICE_NOTICE = (
        "service_notice",
        N_("What the public is told of the service"),
        *("服务公示材料", "服务公示", "服务指南", "办事指南", "公示栏"),
    )
    ADVICE_REGISTER = (
        "advice_register",
        N_("Register of advice"),
        *(
            "咨询登记簿",
            "咨询登记表",
            "咨询登记",
            "咨询台账",
            "接待登记簿",
            "来访登记簿",
        ),
    )
    APPLICATION_REGISTER = (
        "application_register",
        N_("Register of applications"),
        *("受理登记簿", "受理登记", "申请登记簿", "申请登记", "受理台账", "收件登记簿"),
    )
    ASSIGNMENT_REGISTER = (
        "assignment_register",
        N_("Register of assignments"),
        *("指派登记簿", "指派登记", "派案登记簿", "派案登记", "派案台账", "指派台账"),
    )
    CLOSING_REGISTER = (
        "closing_register",
        N_("Register of closings"),
        *("结案登记簿", "结案登记", "结案台账", "归档登记簿"),
    )
    DUTY_ROSTER = (
        "duty_roster",
        N_("Duty roster"),
        *("值班安排表", "值班安排", "排班表", "值班表"),
    )
    DUTY_SIGN_IN = (
        "duty_sign_in",
        N_("Signatures of those on duty"),
        *("值班签到簿", "值班签到表", "值班签到", "签到簿"),
    )
    REFERRAL_REGISTER = (
        "referral_register",
        N_("Register of what was passed on"),
        *("转交登记簿", "转交登记", "移交登记簿", "移交登记"),
    )
    REQUEST_REGISTER = (
        "request_register",
        N_("Register of requests and notices"),
        *("约见和通知登记簿", "约见登记簿", "约见登记", "通知登记簿", "通知登记"),
    )
    HELP_RECORD = (
        "help_record",
        N_("Records of legal help"),
        *("法律帮助记录", "法律帮助登记表", "法律帮助工作记录", "法律帮助台账"),
    )


def recognised(words: str) -> DocumentType | None:
    """The paper that a file name or a bookmark names; None where it names none.

    Of several papers the first counts, for that is what the page shows. Within a name
    the end decides, as the end of a Chinese compound does: 判决书送达回证 is a receipt.
    """
    plain = unicodedata.normalize("NFKC", words[:MOST_WORDS])
    pieces = [squeezed(piece) for piece in APART.split(plain)]
    for piece in (*pieces, squeezed(plain)):
        found = _named(piece)
        if found is not None:
            return found
    return None


def _named(piece: str) -> DocumentType | None:
    """The word that ends last, the longest of those that end there."""
    ends = (
        (piece.rfind(word) + len(word), len(word), kind)
        for word, kind in _words()
        if word in piece
    )
    return max(ends, key=lambda found: found[:2], default=(0, 0, None))[2]


@cache
def _words() -> tuple[tuple[str, DocumentType], ...]:
    """Every Chinese word for a kind; none may mean two kinds."""
    return tuple(
        (squeezed(word), kind) for kind in DocumentType for word in kind.chinese
    )
