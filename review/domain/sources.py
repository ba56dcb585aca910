"""Where the lines of a scheme come from: short codes, statutes, and how they read.

A source is written once, for both languages: "S14; 刑事诉讼法 art. 39; 本产品建议".
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from review.domain.errors import N_
from review.domain.schemes import Text

OWN = "本产品建议"
UNKNOWN = N_(
    "No source has the code %(code)s. Correct it after the list in docs/schemes.md, or "
    "write the name or number of the document instead of a code."
)

# What public material a code stands for. Facts about it, never its sentences.
SOURCES: Mapping[str, Text] = {
    "S2b": Text("杭州市法律援助条例（2017）", "Hangzhou legal-aid ordinance (2017)"),
    "S3": Text("潮州市评估通报（2022—2023）", "Chaozhou bulletin (2022–2023)"),
    "S7": Text(
        "全国刑事法律援助服务规范（新版）目录",
        "National service rules for criminal legal aid, contents of the new edition",
    ),
    "S8": Text(
        "全国民事行政法律援助服务规范（开头部分）",
        "National service rules for civil and administrative legal aid (opening)",
    ),
    "S9": Text(
        "广东省刑事法律援助服务规范（试行）",
        "Guangdong service rules for criminal legal aid (trial)",
    ),
    "S10": Text("武汉市黄陂区评估通报（2024）", "Huangpi district bulletin (2024)"),
    "S12": Text(
        "云浮市关于广东省2022年评估通报的报道",
        "Yunfu on the Guangdong bulletin of 2022",
    ),
    "S14": Text(
        "秦皇岛市海港区九项核心指标评查报道",
        "Haigang district review by nine core indicators",
    ),
    "S17": Text("颍东区评查报道（2023）", "Yingdong district review (2023)"),
    "S22": Text(
        "乌兰浩特市评估培训报道（2025）", "Ulanhot training for evaluation (2025)"
    ),
    "S24": Text("滁州市评查报道（2021）", "Chuzhou review (2021)"),
    "S26": Text(
        "办理法律援助案件程序规定（2023）的报道", "Press on the 2023 procedure rules"
    ),
    "S27": Text(
        "办理法律援助案件程序规定（2023）的报道", "Press on the 2023 procedure rules"
    ),
    "S30": Text(
        "安徽法院案件双评平台（公开源代码）",
        "Anhui courts' double-review platform (public source code)",
    ),
    "S31": Text(
        "律师和基层法律服务工作者开展法律援助工作暂行管理办法",
        "Interim measures on lawyers and grassroots workers in legal aid",
    ),
    "S40": Text(
        "测绘行政处罚案卷评查标准",
        "Review standard for penalty files in surveying",
    ),
    "S41": Text(
        "法律援助案件卷宗质量评估参考标准",
        "Reference standard for the quality of legal-aid files",
    ),
    "S42": Text("安徽省律师协会案卷评查标准", "Anhui bar association file standard"),
    "S43": Text("人民法院案件质量评分标准", "Court case scoring standard"),
    "S44": Text(
        "行政复议案卷评查内容和标准",
        "Review standard for administrative-reconsideration files",
    ),
    "S46": Text("法律援助案卷装订目录", "Binding lists of legal-aid files"),
    "S47": Text("中卫市归档目录", "Zhongwei archive list"),
    "S48": Text("律师事务所案卷归档目录", "A law firm's archive list"),
    "S49": Text("河南省立卷归档办法", "Henan archiving rules"),
    "S60": Text("芜湖市旁听庭审评价表报道", "Wuhu hearing-observation form"),
    "S62": Text("宣州区旁听庭审报道", "Xuanzhou hearing observation"),
    "S96": Text(
        "全国法律援助管理信息系统技术规范（部分）",
        "National specification of legal-aid information systems (partial)",
    ),
    "LAA": Text(
        "英格兰和威尔士法律援助署同行评议程序文件（2021）",
        "Legal Aid Agency (England and Wales), independent peer review process (2021)",
    ),
}
_ENGLISH: Mapping[str, str] = {
    OWN: "suggestion of this product",
    "法律援助法": "Legal Aid Law",
    "律师法": "Lawyers Law",
    "刑事诉讼法": "Criminal Procedure Law",
    "民事诉讼法": "Civil Procedure Law",
    "行政诉讼法": "Administrative Litigation Law",
    "劳动争议调解仲裁法": "Labour Dispute Mediation and Arbitration Law",
}
_CODE = re.compile(r"S[0-9]+[a-z]?(?![0-9A-Za-z/-])|[A-Z]+[0-9]*[a-z]?$")
_ARTICLE = re.compile(r" ?art\. (\d+)")


def source_in(source: str, locale: str) -> str:
    """A source as a reader of this language writes it: 第39条, or art. 39."""
    if not locale.startswith("en"):
        return _ARTICLE.sub(r"第\1条", source.replace("; ", "；"))
    for chinese, english in _ENGLISH.items():
        source = re.sub(rf"(?<![\u4e00-\u9fff]){chinese}", english, source)
    return re.sub("[、；]", "; ", source)


def unknown_codes(source: str) -> tuple[str, ...]:
    """The parts that look like a code and stand for nothing.

    Statutes, and local documents by their numbers, are told by other characters.
    """
    parts = (part.strip() for part in re.split("[;；、]", source))
    found = (_CODE.match(part) for part in parts)
    return tuple(c[0] for c in found if c is not None and c[0] not in SOURCES)


def cited(source: str) -> tuple[tuple[str, Text], ...]:
    """The codes in a source with what they stand for, in order."""
    codes = re.findall(r"[A-Z]+[0-9]*[a-z]?", source)
    return tuple((code, SOURCES[code]) for code in codes if code in SOURCES)
