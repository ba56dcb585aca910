"""What several documents say alike: the law behind a review, and how it goes."""

from __future__ import annotations

from review.domain.kinds import CaseKind
from review.domain.paperwork.blocks import Grid
from review.domain.paperwork.facts import Facts, Group

CRIMINAL = {
    CaseKind.CRIMINAL_DEFENSE,
    CaseKind.CRIMINAL_REPRESENTATION,
    CaseKind.DUTY_LAWYER_HELP,
    CaseKind.PLEA_WITNESS,
}


def law(facts: Facts) -> str:
    """The statute, and the evaluation rules of the kinds of case that are reviewed.

    The articles are those on quality standards, publication and file inspection.
    """
    named = ["《中华人民共和国法律援助法》第五十七条、第五十八条、第五十九条"]
    named += ["《办理法律援助案件程序规定》"]
    if facts.of_institutions:
        # The rules on peer evaluation are about cases, not about institutions.
        return named[0]
    kinds = set(facts.kinds_of_case)
    if kinds - CRIMINAL or not kinds:
        named.append("《民事行政法律援助案件质量同行评估规则》（SF/T 0085-2020）")
    if kinds & CRIMINAL or not kinds:
        named.append("《刑事法律援助案件质量同行评估规则》")
    return "、".join(named)


def reviewed(facts: Facts) -> str:
    """What is looked at: closed case files, or the records of institutions."""
    if facts.of_institutions:
        return f"评查期间截止于{period(facts)}的法律援助机构和工作站服务记录"
    return f"{period(facts)}期间结案的法律援助案卷"


def own_files(facts: Facts) -> str:
    """What a reviewer never reads, whatever the campaign adds to it."""
    if facts.of_institutions:
        return "评查员不评查本人任职的机构以及本人声明回避的机构"
    return "评查员不评查本人承办的案卷、本人所在机构承办的案卷以及本人声明回避的案卷"


def period(facts: Facts) -> str:
    first, last = facts.closed_from, facts.closed_until
    until = f"{last.month}月{last.day}日"
    if first.year != last.year:
        until = f"{last.year}年{until}"
    return f"{first.year}年{first.month}月{first.day}日至{until}"


def how_many_read(facts: Facts) -> str:
    """一卷二评, or what the schemes say; several where they differ."""
    counts = sorted({n for each in facts.standards for _, n in each.reviews})
    if not counts:
        return "每件案卷由评查员独立评查"
    if counts == [1]:
        return "每件案卷由1名评查员独立评查（一案一评）"
    each = "至".join(map(str, (counts[0], counts[-1]))) if counts[1:] else counts[0]
    name = "（一卷二评）" if counts == [2] else ""
    by_class = any(each.reviews[1:] for each in facts.standards)
    name = name or ("（按案件难度等级）" if by_class else "")
    return f"每件案卷由{each}名评查员背对背独立评查{name}"


def is_read_once(facts: Facts) -> bool:
    """Whether no file has two reviews that could be compared (一案一评)."""
    return {n for each in facts.standards for _, n in each.reviews} == {1}


def unknown_to_each_other(facts: Facts) -> str:
    """Said where a file has several reviewers."""
    return "" if is_read_once(facts) else "，评查员互不知晓对方身份和评查意见"


def combined(facts: Facts) -> str:
    """When reviews are too far apart; only one set of limits fits one sentence."""
    if is_read_once(facts):
        return (
            "每件案卷只有一份评查意见，不作比较；有无法评判的计分项的，由组长终评。"
            "不得协商更改已经提交的评查意见。"
        )
    ways = {each.apart for each in facts.standards}
    apart = "、".join(next(iter(ways))) if len(ways) == 1 else ""
    return (
        f"评查结果{apart or '超过评分标准规定的限度'}的，按评分标准规定的规则由其他评查员复评、合议或者由组长终评，"
        "不得协商更改已经提交的评查意见。"
    )


def standards_table(facts: Facts) -> Grid:
    rows = (
        (
            str(n),
            each.title,
            each.version,
            _reviews(each.reviews),
            "、".join(each.grades),
        )
        for n, each in enumerate(facts.standards, start=1)
    )
    heads = ("序号", "评分标准", "版本", "每卷评查人数", "等次")
    return Grid(heads, (8, 36, 10, 14, 32), tuple(rows), frozenset({1, 4}))


def _reviews(by_class: tuple[tuple[str, int], ...]) -> str:
    whole = "".join(str(n) for name, n in by_class if not name)
    named = "，".join(f"{name}{n}" for name, n in by_class if name)
    return f"{whole}（{named}）" if named else whole


def groups_table(name: str, groups: tuple[Group, ...]) -> Grid:
    rows = [(each.name, str(each.n)) for each in groups]
    rows.append(("合计", str(sum(each.n for each in groups))))
    return Grid((name, "案卷数（件）"), (70, 30), tuple(rows))
