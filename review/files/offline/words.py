"""What stands in the workbook, in both languages; reading knows either."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from review.domain.answers import Special
from review.domain.lines import Line
from review.domain.schemes import Grade, ItemKind, Option, Text

YES = Text("是", "Yes")
NO = Text("否", "No")
MET = Text("符合", "Met")
NOT_MET = Text("不符合", "Not met")
FOUND = Text("存在", "Found")
NOT_FOUND = Text("不存在", "Not found")
NONE_OF_THESE = Text("无上述情形", "None of these")
SPECIALS: Mapping[Special, Text] = {
    Special.NOT_APPLICABLE: Text("不适用", "Not applicable"),
    Special.CANNOT_ASSESS: Text("无法评判", "Cannot assess"),
    Special.NOT_DONE_EXTERNAL: Text("客观原因未完成", "Not done, outside cause"),
}

COLUMNS: Mapping[str, Text] = {
    "number": Text("序号", "No."),
    "title": Text("评查项目", "Item"),
    "most": Text("分值", "Max."),
    "how": Text("填写说明", "How to answer"),
    "answer": Text("作答", "Answer"),
    "special": Text("特殊情形", "Special answer"),
    "text": Text("理由（记录项写在这里）", "Reason (or the text asked for)"),
    "pages": Text("卷内页码", "Pages"),
    "absent": Text("卷内缺失", "Absent"),
    "organ": Text("有关机关", "Organ"),
    "mark": Text("得分", "Mark"),
    "proposed": Text("系统建议及依据（不是答案）", "Proposal and evidence (no answer)"),
}
PROPOSED = Text("建议：%s", "Proposed: %s")
PROPOSED_HERE = Text(
    "系统建议：%s（依据见最右一栏；不同的写理由）",
    "Proposed: %s (evidence in the last column; to differ needs a reason)",
)
NOTHING_TIMED = Text("期限方面不扣分", "no deduction for the days")
DUE = Text("%s前完成", "due %s")
TOTAL = Text("目前得分", "Total so far")
GRADE = Text("目前等次", "Grade so far")
ANSWERED = Text("已作答", "Answered")
BY_SERVER = Text("由系统计算", "by the server")
FOR_GUIDANCE = Text(
    "未作答的项目不扣分也不得分；得分和等次供填写时参考，以导入后系统的计算为准。",
    "What is unanswered loses and earns nothing. Marks and grade here are for guidance; "
    "what the server computes counts.",
)
SERVER_ONLY = Text(
    "本表的总体结果导入后由系统计算。",
    "The server computes what this sheet comes to.",
)
ONLY_THESE = Text("本次只评查下列项目。", "This review covers only the items below.")
FURTHER = Text(
    "更多问题：同一项目有几处问题的，在这里选项目，一行写一处",
    "Further findings: choose the item, one finding per row",
)
FINDING = Text("同一项目的另一处问题", "another finding on this item")
COMMENT = Text("总体评语", "Overall comment")
COMMENT_HOW = Text(
    "写在“理由”一栏。承办人会看到，但不显示您的姓名；请勿写明自己和当事人的身份。",
    "Write it under “Reason”. The lawyer reads this without your name; do not name "
    "yourself or the parties.",
)
COMMENT_WHAT = Text(
    "承办人哪些做得好，哪些需要改进。",
    "What the handler did well, and what to do better.",
)


def choices(line: Line) -> tuple[tuple[str, Text], ...]:
    """What a reviewer may pick from a list on this line, by value; none for numbers."""
    kind = line.item.kind
    if kind is ItemKind.YES_NO:
        words = (NOT_FOUND, FOUND) if line.is_veto else (NO, YES)
        yes_last = tuple(zip(("no", "yes"), words, strict=True))
        return yes_last if line.is_veto else yes_last[::-1]
    if kind is ItemKind.ALL_OR_NOTHING:
        return (("met", MET), ("missing", NOT_MET))
    if kind is ItemKind.INDICATOR:
        return _titled(line.grades)
    if kind is ItemKind.ALTERNATIVES:
        return ()
    return _titled(line.item.options)


def _titled(known: Iterable[Option | Grade]) -> tuple[tuple[str, Text], ...]:
    """What options or grades are called, each by a name of its own."""
    pairs = [(each.code, each.title) for each in known]
    zh = _apart((code, title.zh) for code, title in pairs)
    en = _apart((code, title.in_language("en")) for code, title in pairs)
    return tuple((code, Text(zh[code], en[code])) for code, _ in pairs)


def _apart(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Two that are called the same are told apart by their codes."""
    pairs = list(named)
    alike = Counter(name.casefold() for _, name in pairs)
    return {
        code: f"{name} ({code})" if alike[name.casefold()] > 1 else name
        for code, name in pairs
    }
