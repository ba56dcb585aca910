"""How the sample is drawn, as a plan or a report says it."""

from __future__ import annotations

from collections.abc import Iterator

from review.domain.kinds import CaseClass, CaseKind
from review.domain.paperwork.facts import Facts
from review.domain.sampling_rule import Risk, SampleBy, SampleRule, Stratifier

STRATA = {
    Stratifier.COUNTY: "旗县区",
    Stratifier.CASE_KIND: "案件类型",
    Stratifier.FIRM: "承办机构",
    Stratifier.HANDLER: "主办承办人",
    Stratifier.CASE_CLASS: "案件难度等级",
}
RISKS = {
    Risk.COMPLAINT: "有投诉",
    Risk.LATE: "归档逾期",
    Risk.POOR_RESULT: "主办承办人以往评查有不合格案卷",
}


def drawn_how(facts: Facts) -> str:
    """The rule in sentences, and what makes the draw checkable."""
    rule = facts.rule
    said = "".join(_sentences(rule))
    if not rule.is_by_lot:
        return said
    seed = f"“{facts.seed}”" if facts.seed else ""
    return (
        f"{said}由程序按随机种子{seed}抽取，抽取规则、参加抽取的案卷清单和种子记入抽样档案，"
        "任何人都可以据此复核抽取结果。"
    )


def _sentences(rule: SampleRule) -> Iterator[str]:
    if rule.by is SampleBy.CENSUS:
        yield "对符合条件的案卷全部评查。"
    elif rule.by is SampleBy.LISTED:
        yield f"按指定案号评查，共指定{len(rule.case_numbers)}个案号"
        yield "；指定案卷无法评查的，按编号顺延。" if rule.next_number else "。"
    else:
        yield _size(rule)
        yield from _shares(rule)
    if rule.designated:
        yield (
            f"另评查上级指定的{len(rule.designated)}个案号，无法评查的按编号顺延；"
            "随机抽取不受其影响。"
        )
    if rule.include_secret:
        yield "涉密案卷纳入抽取，以纸质方式评查。"
    if rule.leave_out_drawn:
        yield "已列入其他评查活动的案卷不再抽取。"


def _size(rule: SampleRule) -> str:
    of_each = f"每一{_named(rule.per)}" if rule.per else ""
    if rule.by is SampleBy.PERCENT:
        percent = f"{rule.percent:f}" if rule.percent else "0"
        return f"{of_each}按{percent}%的比例随机抽取，不足一件的按一件计算。"
    if rule.number is None:
        return "按下列定额随机抽取。"
    return f"{of_each}随机抽取{rule.number}件。"


def _shares(rule: SampleRule) -> Iterator[str]:
    if rule.quotas:
        quotas = "、".join(f"{_group(group)}{n}件" for group, n in rule.quotas)
        yield f"其中单独定额：{quotas}。"
    shared = tuple(each for each in rule.stratify_by if each not in rule.per)
    if shared:
        yield f"抽取数量按{_named(shared)}在全部案卷中的占比分配。"
    if rule.minimum_per_handler:
        yield f"每名主办承办人至少抽取{rule.minimum_per_handler}件。"
    if rule.maximum_per_handler is not None:
        yield f"每名主办承办人至多抽取{rule.maximum_per_handler}件。"
    risks = "、".join(RISKS[risk] for risk, n in rule.extra_tickets if n)
    if risks:
        yield f"对存在下列情形的案卷提高抽中机会：{risks}。"


def _named(strata: tuple[Stratifier, ...]) -> str:
    return "、".join(STRATA[each] for each in strata)


def _group(group: str) -> str:
    """A quota's group; kinds and classes in words, a star as 每类."""
    return "".join(_part(part) for part in group.split("/"))


def _part(part: str) -> str:
    if part == "*":
        return "每类"
    if kind := CaseKind.find(part):
        return kind.zh
    hard = CaseClass.find(part)
    return f"{hard.zh}案件" if hard else part
