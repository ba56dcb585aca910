"""The keywords of the query language, and the values that are the same everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from review.domain.contents import Listed
from review.domain.divergence import DivergenceKind
from review.domain.errors import N_
from review.domain.kinds import CaseClass, CaseKind, Stage, Worded
from review.domain.phases import CasePhase
from review.domain.policy import Action
from review.domain.query_words import (
    ANY,
    NONE,
    Asks,
    Keyword,
    Subject,
    Value,
    Values,
    value,
)
from review.domain.reads import Purpose
from review.domain.sampling import Why
from review.domain.visibility import SETTLED, UNSETTLED, Facet

_CASES, _FILES, _READS = Subject.CASES, Subject.FILES, Subject.READS
_A, _F = Action, Facet


def _word(
    name: str,
    asks: Asks,
    subjects: Iterable[Subject],
    needs: tuple[Action, Facet | None],
    chinese: str,
    english: str,
    examples: tuple[str, str],
    words: str,
) -> Keyword:
    zh, en = tuple(chinese.split()), tuple(english.split())
    of = frozenset(subjects)
    return Keyword(name, asks, of, *needs, zh, en, examples, words)


_EVERY = (_CASES, _FILES, _READS)
_CASE = (_A.CASES_READ, None)
_PLAIN = (_A.CAMPAIGN_READ, None)
_HELD = (_A.ALLOCATE, None)
_PROGRESS = (_A.CAMPAIGN_READ, _F.PROGRESS)

# fmt: off
KEYWORDS: tuple[Keyword, ...] = (
    _word("number", Asks.TEXT, _EVERY, _CASE, "案号 编号", "no case",
          ("0012", "0012"), N_("part of the case number")),
    _word("handler", Asks.TEXT, _EVERY, _CASE, "承办人 律师 承办律师", "lawyer",
          ("王", "王"), N_("part of the lead handler's name")),
    _word("firm", Asks.TEXT, _EVERY, _CASE, "律所 机构 事务所 律师事务所", "",
          ("正义", "正义"), N_("part of the name of the handler's firm")),
    _word("cause", Asks.TEXT, _EVERY, _CASE, "案由", "",
          ("劳动", "劳动"), N_("part of the cause of the case")),
    _word("county", Asks.CHOICE, _EVERY, _CASE, "区县 旗县区 县 旗县 地区", "area",
          ("东山县", "东山县"), N_("a county")),
    _word("kind", Asks.CHOICE, _EVERY, _CASE, "类型 案件类型 案类", "",
          ("civil", "民事"), N_("a case kind")),
    _word("stage", Asks.CHOICE, _EVERY, _CASE, "阶段 诉讼阶段", "",
          ("trial_first", "一审"), N_("a stage of the proceedings")),
    _word("class", Asks.CHOICE, _EVERY, _CASE, "分级 案件分级", "difficulty",
          ("major", "重大疑难"), N_("a case class")),
    _word("closed", Asks.DAY, _EVERY, _CASE, "结案 结案日期", "",
          ("2025-03..2025-06", "2025-03..2025-06"),
          N_("the closing date: a day, a month, a year or a range")),
    _word("assigned", Asks.DAY, _EVERY, _CASE, "指派 指派日期", "",
          ("<2025-02", "<2025-02"),
          N_("the day on which the handler was appointed")),
    _word("scan", Asks.YES_NO, _EVERY, _CASE, "扫描件 扫描 电子卷", "",
          ("no", "无"), N_("whether there is a scan of the file")),
    _word("contents", Asks.CHOICE, _EVERY, _CASE, "目录 卷宗目录", "list",
          ("unchecked", "未核对"),
          N_("how far the contents list of the scan is: none, unchecked, checked")),
    _word("secret", Asks.YES_NO, _EVERY, _CASE, "涉密", "",
          ("yes", "是"), N_("whether the file holds state secrets")),
    _word("sealed", Asks.YES_NO, [_CASES], _CASE, "封存", "",
          ("yes", "是"), N_("whether it is a sealed juvenile record")),
    _word("times", Asks.NUMBER, [_CASES], _PLAIN, "被抽次数 被抽", "",
          ("0", "0"), N_("how often the file was drawn for a campaign")),
    _word("state", Asks.CHOICE, [_FILES], _PROGRESS, "状态 评查阶段 进度", "phase",
          ("diverged", "待复评"), N_("how far the file is")),
    _word("in", Asks.NUMBER, [_FILES], _PROGRESS, "已交 已交份数", "",
          ("1", "1"), N_("how many reviews of the file are in")),
    _word("open", Asks.NUMBER, [_FILES], _PROGRESS, "未交 未交份数", "",
          (">0", ">0"),
          N_("how many reviews of the file are still with a reviewer")),
    _word("idle", Asks.NUMBER, [_FILES], _PROGRESS, "停滞 未动", "",
          (">14", ">14"), N_("how many days nothing has happened to the file")),
    _word("late", Asks.YES_NO, [_FILES, _READS], (_A.ALLOCATE, _F.PROGRESS),
          "逾期 超期", "overdue", ("yes", "是"),
          N_("whether a review is open after its term")),
    _word("reviewer", Asks.TEXT, [_FILES, _READS], (_A.ALLOCATE, _F.NAME),
          "评查员 评查专家 专家", "", ("R12", "R12"),
          N_("name or number of a reviewer; only until the file is settled")),
    _word("divergence", Asks.CHOICE, [_FILES], (_A.CAMPAIGN_READ, _F.REASONS),
          "分歧 分歧原因", "apart", ("total_gap", "总分"),
          N_("why the reviews could not be combined")),
    _word("grade", Asks.CHOICE, [_FILES], (_A.RESULTS_READ, _F.RESULT),
          "等级 等次", "", ("fail", "不合格"), N_("the grade of a settled file")),
    _word("score", Asks.NUMBER, [_FILES], (_A.RESULTS_READ, _F.RESULT),
          "得分 分数 总分", "", ("60..75", "60..75"),
          N_("the score of a settled file")),
    _word("gap", Asks.NUMBER, [_FILES], (_A.RESULTS_READ, _F.FIGURES),
          "分差 差距", "", (">10", ">10"),
          N_("how far the counted reviews of a settled file lie apart")),
    _word("item", Asks.ITEM, [_FILES], (_A.RESULTS_READ, _F.CONTENT),
          "项 项目 评查项", "", ("C3<2", "C3<2"),
          N_("the mark of an item in any review of a settled file")),
    _word("veto", Asks.CHOICE, [_FILES], (_A.RESULTS_READ, _F.CONTENT),
          "否决 一票否决", "", ("any", "有"),
          N_("a veto found in any review of a settled file")),
    _word("drawn", Asks.CHOICE, [_FILES], (_A.SAMPLE_DRAW, None),
          "抽取 抽取方式", "why", ("minimum", "最低件数"),
          N_("why the file is in the sample")),
    _word("place", Asks.NUMBER, [_FILES], _PLAIN, "位次 抽取位次 序号", "position",
          ("1..50", "1..50"), N_("the place in the draw")),
    _word("submitted", Asks.YES_NO, [_READS], _HELD, "提交 已提交", "",
          ("no", "否"), N_("whether the review is in")),
    _word("purpose", Asks.CHOICE, [_READS], _HELD, "用途 评次", "",
          ("third", "复评"), N_("what the review is for")),
)
# fmt: on


def _worded(words: type[Worded]) -> tuple[Value, ...]:
    return tuple(
        Value(frozenset({each.value}), each.chinese[:3], (each.value or "none",))
        for each in words
    )


def _phases(
    english: str, chinese: tuple[str, ...], phases: Iterable[CasePhase]
) -> Value:
    return Value(frozenset(each.value for each in phases), chinese, (english,))


_P, _D = CasePhase, DivergenceKind
STATES = (
    _phases("drawn", ("待分案",), [_P.DRAWN]),
    _phases("allocated", ("已分案",), [_P.ALLOCATED]),
    _phases("reviewing", ("评查中",), [_P.REVIEWING]),
    _phases("complete", ("待合并", "已齐"), [_P.COMPLETE]),
    _phases("diverged", ("待复评",), [_P.DIVERGED]),
    _phases("read_again", ("复评中",), [_P.READ_AGAIN]),
    _phases("awaiting_lead", ("待终评",), [_P.AWAITING_LEAD]),
    _phases("settled", ("已定",), [_P.SETTLED]),
    _phases("provisional", ("征求意见",), [_P.PROVISIONAL]),
    _phases("published", ("已发布",), [_P.PUBLISHED]),
    _phases("unsettled", ("未定",), UNSETTLED),
    _phases("decided", ("有结果",), SETTLED),
)
DIVERGENCES = (
    value(ANY, "有", "any"),
    value(NONE, "无", "none"),
    value(_D.TOTAL_GAP, "总分"),
    value(_D.GRADE_DIFFERS, "等次不同"),
    value(_D.VETO_DIFFERS, "否决不一"),
    value(_D.ITEM_GAP, "单项"),
    value(_D.FINDINGS_DIFFER, "认定不同"),
    value(_D.CANNOT_ASSESS, "无法评判"),
    value(_D.NOTHING_APPLICABLE, "均不适用"),
    value(_D.THIRD_APART, "三评仍不一致"),
    value(_D.NO_MAJORITY, "无多数意见"),
    value(_D.NOTHING_DISPUTED, "没有争议项目"),
)
VALUES: Values = {
    "kind": _worded(CaseKind),
    "stage": _worded(Stage),
    "class": _worded(CaseClass),
    "contents": (
        value(Listed.UNLISTED, "无", "none"),
        value(Listed.UNCHECKED, "未核对"),
        value(Listed.CHECKED, "已核对"),
    ),
    "state": STATES,
    "divergence": DIVERGENCES,
    "drawn": (
        value(Why.CENSUS, "全部评查"),
        value(Why.MINIMUM, "最低件数"),
        value(Why.STRATUM, "随机抽取"),
        value(Why.LISTED, "指定案号"),
        value(Why.NEXT_NUMBER, "顺延案号"),
        value(Why.REPLACEMENT, "替换换入"),
        value(Why.EXTENSION, "扩大抽样"),
        value(Why.ARRIVAL, "结案进入"),
    ),
    "purpose": (
        value(Purpose.COUNTED, "初评"),
        value(Purpose.THIRD, "复评"),
        value(Purpose.ADJUDICATION, "终评"),
        value(Purpose.SECOND, "暗中复评"),
        value(Purpose.LINKING, "共评"),
    ),
}
"""A campaign adds its grades, items, vetoes and counties."""


# fmt: off
_OF_INSTITUTIONS: Mapping[str, tuple[str, tuple[str, str], str]] = {
    "number": ("编号", ("0012", "0012"), N_("part of the review number")),
    "firm": ("机构", ("中心", "中心"),
             N_("part of the name of the institution under review")),
    "kind": ("类型", ("station", "工作站"), N_("a kind of institution")),
    "closed": ("结案", ("2025-03..2025-06", "2025-03..2025-06"),
               N_("the last day of the period: a day, a month, a year or a range")),
}
# fmt: on
OF_CASES = frozenset({"handler", "cause", "stage", "class", "assigned", "sealed"})
"""What institutions have none of."""


def for_institutions(keywords: Iterable[Keyword]) -> tuple[Keyword, ...]:
    """The keywords as help tells them where institutions are reviewed.

    What is understood stays the same: only the names told and the words differ.
    """
    return tuple(_told_of(each) for each in keywords if each.name not in OF_CASES)


def _told_of(keyword: Keyword) -> Keyword:
    if keyword.name not in _OF_INSTITUTIONS:
        return keyword
    usual, examples, words = _OF_INSTITUTIONS[keyword.name]
    names = {"chinese": (usual,), "english": ()}
    return replace(keyword, **names, examples=examples, words=words)
