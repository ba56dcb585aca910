"""The words of institutions, each in the place of one of case files."""

from __future__ import annotations

import re
from collections.abc import Callable

Replace = str | Callable[[re.Match[str]], str]

COUNTING = (
    r"(?:^|(?<=[\dsd)）每各一二两三四五六七八九十百几哪逐多少下末首同单余满这后某 ]))"
)
"""What stands before 件 where it counts case files: not 文件, 附件 or 条件."""
CHINESE = tuple(
    (re.compile(pattern), word)
    for pattern, word in (
        (r"纸质案卷宗?|纸质卷宗?", "纸质材料"),
        (r"(收回|退回|退还|持有)(了?)(的?)本?案卷", r"\1\2\3评查任务"),
        (
            r"(送交|归还|移交|交接|交回|领取|传阅|调入|翻阅|查阅|扫描)(的?)案卷",
            r"\1\2材料",
        ),
        (r"案卷材料", "材料"),
        (r"案[卷件]数", "机构数"),
        (COUNTING + r"[件份]案[卷件]", "个机构"),
        (r"份(?=待评查案卷)", "个"),
        (r"案卷", "机构"),
        (r"案号", "评查编号"),
        (r"案件类型", "机构类型"),
        (r"件数", "数量"),
        (r"[该此]件", "该机构"),
        (COUNTING + r"件(?!异议)", "个"),
        (r"[本此该]案", "该机构"),
        (r"[本该]卷", "该机构"),
        (r"某卷", "某机构"),
        (r"全卷", "全部材料"),
        (r"看卷", "看材料"),
        (r"卷内页码", "页码"),
        (r"卷内(?!目录)", "材料中"),
        (r"卷宗", "材料"),
        (r"结案日期", "评查期间截止日"),
        (r"结案期间", "评查期间"),
        (r"分案", "分配"),
        (r"分过案", "分配过"),
        (r"定案", "定等"),
        (r"(?<!大型)(?<!大规模)阅卷", "阅看"),
        (r"(共评|校准|种子)卷", r"\1机构"),
        (r"(?<!办)案件(?!关联)", "机构"),
        (r"承办机构", "受评机构"),
    )
)


def _like(word: str) -> Callable[[re.Match[str]], str]:
    """The word in the place of another, with its capital and its plural."""

    def replace(found: re.Match[str]) -> str:
        first, *rest = (word + "s" if found[0].endswith("s") else word).split(" ", 1)
        if found[0][0].isupper():
            first = first.capitalize()
        return " ".join((first, *rest))

    return replace


def _kinds(found: re.Match[str]) -> str:
    several = "s" if found[0].endswith("s") else ""
    first = "Kind" if found[0][0] == "C" else "kind"
    return f"{first}{several} of institution"


FILES = (
    r"(?: (?:the|a|an|this|that|these|every|each|any|no|whole|own|such|other|same|next"
    r"|in|of))* (?:case )?(?:file|case)s?\b"
)
"""What is read; of the past unless it follows to, not, may or can."""
ENGLISH: tuple[tuple[re.Pattern[str], Replace], ...] = tuple(
    (re.compile(pattern), word)
    for pattern, word in (
        (rf"\b([Rr])ead(?=(?:s|ing){FILES})", r"\1eview"),
        (rf"(?<=(?:to|ot|ay|an) )read(?={FILES})", "review"),
        (rf"\bRead(?={FILES})", "Review"),
        (rf"\bread(?={FILES})", "reviewed"),
        (r"\b([Aa]) (?=(?:case )?(?:file|case)\b(?! kind| number))", r"\1n "),
        (r"\b[Cc]ase numbers?\b", _like("review number")),
        (r"\b[Cc]ase kinds?\b", _kinds),
        (
            r"(?<!\()(?<!100 )\b(?:[Cc]ase [Ff]ile|[Ff]ile|(?<!any )[Cc]ase)s?\b(?!-)",
            _like("institution"),
        ),
    )
)
"""Places to be filled keep their names: %(files)s."""


def in_chinese(text: str) -> str:
    """What a Chinese sentence says of case files, said of institutions."""
    for pattern, word in CHINESE:
        text = pattern.sub(word, text)
    return text


def in_english(text: str) -> str:
    """What an English sentence says of case files, said of institutions."""
    for pattern, word in ENGLISH:
        text = pattern.sub(word, text)
    return text
