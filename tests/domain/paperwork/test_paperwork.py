"""What documents say of a campaign at each step, and what they ask for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from review.domain.aggregation import Rate, rate
from review.domain.campaigns import Announced
from review.domain.entrustment import Contract, OrganisationKind
from review.domain.paperwork import compose
from review.domain.paperwork.basis import combined, how_many_read, standards_table
from review.domain.paperwork.blocks import (
    Blank,
    Document,
    Grid,
    Line,
    NewPage,
    Paragraph,
    ordinal,
    share,
)
from review.domain.paperwork.facts import (
    Facts,
    Finding,
    Group,
    Invited,
    Outcome,
    Released,
    Row,
    Standard,
    Standing,
)
from review.domain.paperwork.kinds import Paperwork
from review.domain.paperwork.lacks import Where, lacks
from review.domain.paperwork.sampling import drawn_how
from review.domain.rotation import WhoReviews
from review.domain.sampling_rule import Risk, SampleBy, SampleRule, Stratifier

CENSUS = SampleRule(SampleBy.CENSUS)
QUOTAS = (
    "按下列定额随机抽取。其中单独定额：东山县民事诉讼3件、每类刑事辩护1件。"
    "对存在下列情形的案卷提高抽中机会：归档逾期。"
)


def row(name: str, n: int, best: int, is_small: bool = False) -> Row:
    shares = (rate(best, n, 1), rate(n - best, n, 1))
    return Row(name, n, shares, (shares[0],) * 3, Decimal("85.50"), is_small)


OUTCOME = Outcome(
    grades=("优秀", "合格"),
    total=row("合计", 8, 2),
    kinds=(row("民事诉讼", 8, 2),),
    counties=(row("东山县", 6, 2), row("西河区", 2, 0, is_small=True)),
    findings=(
        Finding("会见", "民事标准", rate(5, 16, 1)),
        Finding("归档", "民事标准", rate(0, 16, 1)),
    ),
)
TWO, APART = (("", 2),), ("总分相差超过10分",)
DRAWN = Facts(
    bureau="青川市司法局",
    name="2025年度案卷质量评查",
    year=2025,
    closed_from=date(2025, 1, 1),
    closed_until=date(2025, 12, 31),
    due_on=date(2026, 3, 31),
    rule=CENSUS,
    seed="青川",
    is_drawn=True,
    n_population=20,
    n_files=8,
    kinds=(Group("民事诉讼", 8),),
    counties=(Group("东山县", 6), Group("西河区", 2)),
    standards=(Standard("民事标准", "1", TWO, APART, ("优秀", "合格")),),
    reviewers=(
        Invited("R1", "周一", "青川律师事务所", "东山县", False, ("东山律师事务所",)),
        Invited("L1", "白二", "青川律师事务所", "", True),
    ),
    n_reviewers=1,
    n_leads=1,
    bars_county=False,
    bars=(),
    minimum_n=5,
    provisional_first=False,
    announced=Announced(),
    standing=Standing(16, 16, 8, 1),
    on=date(2026, 4, 1),
    released=Released(True, 2, date(2026, 3, 30)),
    outcome=OUTCOME,
)
OPENED = replace(
    DRAWN,
    is_drawn=False,
    n_population=None,
    n_files=0,
    kinds=(),
    counties=(),
    standing=Standing(),
    outcome=None,
    released=None,
)


def words_of(found: Document) -> str:
    """The whole text; blanks in brackets as they will stand."""
    return "\n".join(line for block in found.blocks for line in _lines(block))


def _lines(block: object) -> list[str]:
    if isinstance(block, Grid):
        rows = (block.heads, *block.rows)
        return [
            " ".join(c if isinstance(c, str) else "=".join(c) for c in each)
            for each in rows
        ]
    return ["".join(map(_said, block.pieces))] if isinstance(block, Paragraph) else []


def _said(piece: object) -> str:
    if isinstance(piece, Blank):
        return f"【{piece.words}】"
    return "_" * piece.length if isinstance(piece, Line) else str(piece)


@pytest.mark.parametrize(
    ("n", "said"),
    [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (34, "三十四")],
)
def test_headings_are_counted_in_chinese(n: int, said: str) -> None:
    assert ordinal(n) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (rate(1, 3, 2), "33.33%（1/3）"),
        (Rate(1, 3, None), "1/3"),
        (rate(0, 0, 2), "—"),
    ],
)
def test_a_share_never_goes_without_part_and_whole(value: Rate, said: str) -> None:
    assert share(value) == said


def rule(by: SampleBy = SampleBy.NUMBER, **rest: object) -> SampleRule:
    return SampleRule(by, **({"stratify_by": ()} | rest))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (CENSUS, "对符合条件的案卷全部评查。"),
        (
            rule(SampleBy.LISTED, case_numbers=("1", "2"), next_number=True),
            "按指定案号评查，共指定2个案号；指定案卷无法评查的，按编号顺延。",
        ),
        (
            rule(SampleBy.PERCENT, percent=Decimal("12.5"), include_secret=True),
            "按12.5%的比例随机抽取，不足一件的按一件计算。涉密案卷纳入抽取，以纸质方式评查。",
        ),
        (
            rule(number=2, per=(Stratifier.FIRM,), maximum_per_handler=1),
            "每一承办机构随机抽取2件。每名主办承办人至多抽取1件。",
        ),
        (
            rule(number=9, stratify_by=(Stratifier.COUNTY,), minimum_per_handler=1),
            "随机抽取9件。抽取数量按旗县区在全部案卷中的占比分配。每名主办承办人至少抽取1件。",
        ),
        (
            rule(
                number=4,
                stratify_by=(Stratifier.CASE_CLASS,),
                per=(Stratifier.CASE_CLASS,),
                quotas=(("major", 9),),
            ),
            "每一案件难度等级随机抽取4件。其中单独定额：重大疑难案件9件。",
        ),
        (
            rule(
                quotas=(("东山县/civil", 3), ("*/criminal_defense", 1)),
                extra_tickets=((Risk.LATE, 2), (Risk.COMPLAINT, 0)),
            ),
            QUOTAS,
        ),
    ],
)
def test_the_rule_is_said_in_sentences(rule: SampleRule, said: str) -> None:
    found = drawn_how(replace(DRAWN, rule=rule))

    assert found.startswith(said)
    assert ("随机种子“青川”" in found) is rule.is_by_lot


@pytest.mark.parametrize(
    ("kind", "facts", "where"),
    [
        (Paperwork.PLAN, DRAWN, []),
        (Paperwork.PLAN, OPENED, [Where.SAMPLE]),
        (Paperwork.PLAN, replace(DRAWN, due_on=None), [Where.TERM]),
        (Paperwork.PLAN, replace(DRAWN, n_leads=0), [Where.READERS]),
        (Paperwork.NOTICE, replace(OPENED, due_on=None), [Where.TERM, Where.SAMPLE]),
        (Paperwork.APPOINTMENT, replace(OPENED, reviewers=()), [Where.READERS]),
        (
            Paperwork.RECUSAL,
            replace(DRAWN, reviewers=(replace(DRAWN.reviewers[0], firm=""),)),
            [Where.LISTS],
        ),
        (Paperwork.SIGN_IN, OPENED, []),
        (Paperwork.SUMMARY, DRAWN, []),
        (Paperwork.SUMMARY, OPENED, [Where.SAMPLE]),
        (
            Paperwork.SUMMARY,
            replace(DRAWN, standing=Standing(16, 15, 7)),
            [Where.REVIEWS, Where.RESULTS],
        ),
        (Paperwork.SUMMARY, replace(DRAWN, released=None), [Where.PUBLICATION]),
        (
            Paperwork.SUMMARY,
            replace(DRAWN, released=Released(False, 1, date(2026, 3, 1))),
            [Where.PUBLICATION],
        ),
    ],
)
def test_what_is_missing_is_said(
    kind: Paperwork, facts: Facts, where: list[Where]
) -> None:
    assert [lack.where for lack in lacks(kind, facts)] == where


@pytest.mark.parametrize("kind", Paperwork)
@pytest.mark.parametrize("facts", [OPENED, DRAWN], ids=["opened", "drawn"])
def test_who_reviews_stands_only_in_what_is_theirs(
    kind: Paperwork, facts: Facts
) -> None:
    words = words_of(compose(kind, facts))

    assert ("周一" in words) is ("白二" in words) is kind.names_reviewers


@pytest.mark.parametrize("kind", Paperwork)
def test_results_stand_in_reports_only(kind: Paperwork) -> None:
    words = words_of(compose(kind, DRAWN))

    assert ("25.0%" in words) is (kind in (Paperwork.SUMMARY, Paperwork.EVALUATION))


def test_the_summary_gives_part_and_whole_and_hides_small_groups() -> None:
    words = words_of(compose(Paperwork.SUMMARY, DRAWN))

    assert "优秀2件、占25.0%（2/8）、合格6件、占75.0%（6/8）" in words
    assert "东山县 6 2 4 33.3%=2/6 33.3%=2/6 33.3%=2/6 85.50" in words
    assert "西河区 2 — — — — — —" in words
    assert "（一）会见\n《民事标准》的评查表中扣分的5份，占31.3%（5/16）" in words
    assert "归档" not in words
    assert "尚有" not in words


def test_the_summary_says_what_is_not_settled() -> None:
    half = replace(DRAWN, standing=Standing(16, 12, 6), released=None)
    words = words_of(compose(Paperwork.SUMMARY, half))

    assert "【阶段性材料，不得对外】尚有2件案卷未形成评查结果" in words
    assert "已形成评查结果6件，占75.0%（6/8）" in words
    assert "发布" not in words


def test_each_reviewer_has_a_page() -> None:
    found = compose(Paperwork.RECUSAL, DRAWN)
    first, second = (b for b in found.blocks if isinstance(b, Grid))

    assert sum(isinstance(block, NewPage) for block in found.blocks) == 1
    assert first.rows[0] == ("1", "东山律师事务所", "已登记")
    assert [row[1:] for row in second.rows] == [("", "")] * 5


def test_what_is_announced_stands_in_plan_and_undertaking() -> None:
    told = replace(DRAWN, announced=Announced(True, 90))

    assert "保存90天后删除" in words_of(compose(Paperwork.PLAN, told))
    assert "保存90天后删除" in words_of(compose(Paperwork.CONFIDENTIALITY, told))
    assert "删除" not in words_of(compose(Paperwork.PLAN, DRAWN))


CONTRACT = Contract(
    "青川市律师协会",
    OrganisationKind.BAR,
    "QC-7",
    date(2026, 3, 1),
    date(2026, 6, 30),
    "对所抽案卷\n开展一卷二评",
)


def test_an_entrusted_campaign_says_by_whom_it_is_reviewed() -> None:
    entrusted = replace(DRAWN, contract=CONTRACT)
    said = {kind: words_of(compose(kind, entrusted)) for kind in Paperwork}

    report = said[Paperwork.EVALUATION]
    assert (
        "受青川市司法局委托（合同编号：QC-7），本单位对2025年度案卷质量评查" in report
    )
    assert "对所抽案卷开展一卷二评。" in report
    assert "合同期限为2026年3月1日至2026年6月30日。" in report
    assert "青川市律师协会" in report.split("七、有关说明")[1]
    assert "委托青川市律师协会组织实施" in said[Paperwork.PLAN]
    assert "由青川市司法局委托青川市律师协会聘请评查员" in said[Paperwork.NOTICE]
    assert "委托" not in words_of(compose(Paperwork.NOTICE, DRAWN))


@pytest.mark.parametrize("kind", [Paperwork.PLAN, Paperwork.NOTICE, Paperwork.RECUSAL])
def test_a_review_of_institutions_speaks_of_no_handler(kind: Paperwork) -> None:
    said = words_of(compose(kind, replace(DRAWN, of_institutions=True)))

    assert [
        word
        for word in ("承办", "律师执业", "同行评估", "办结", "期间结案")
        if word in said
    ] == []


@pytest.mark.parametrize(
    ("standards", "read", "apart", "cells"),
    [
        (
            ((TWO, APART),),
            "2名评查员背对背独立评查（一卷二评）",
            "总分相差超过10分",
            ["2"],
        ),
        (
            (((("", 2), ("重大疑难", 3)), (*APART, "等次不同")),),
            "2至3名评查员背对背独立评查（按案件难度等级）",
            "总分相差超过10分、等次不同",
            ["2（重大疑难3）"],
        ),
        (
            ((TWO, APART), ((("", 3),), ("等次不同",))),
            "2至3名评查员背对背独立评查",
            "超过评分标准规定的限度",
            ["2", "3"],
        ),
    ],
)
def test_how_files_are_read_and_when_reviews_are_apart_is_said_as_it_is(
    standards: Any, read: str, apart: str, cells: list[str]
) -> None:
    made = tuple(Standard("标准", "1", *each, ("优秀", "合格")) for each in standards)
    facts = replace(DRAWN, standards=made)

    assert how_many_read(facts) == f"每件案卷由{read}"
    assert combined(facts).startswith(f"评查结果{apart}的，按")
    assert [row[3] for row in standards_table(facts).rows] == cells


def test_with_one_review_of_a_file_nothing_is_compared() -> None:
    once = (Standard("标准", "1", (("", 1),), APART, ("优秀", "合格")),)
    facts = replace(DRAWN, standards=once)
    said = words_of(compose(Paperwork.PLAN, facts))

    assert how_many_read(facts) == "每件案卷由1名评查员独立评查（一案一评）"
    assert "每件案卷只有一份评查意见，不作比较" in said
    for wrong in ("背对背", "互不知晓", "超过10分", "复评"):
        assert wrong not in said


@pytest.mark.parametrize(
    ("who", "said"),
    [
        (WhoReviews.OWN, "各旗县区的案卷由本旗县区的评查员评查（自查）"),
        (WhoReviews.COUNTIES, "旗县区之间交叉评查"),
        (WhoReviews.FIRMS, "机构之间交叉评查"),
    ],
)
def test_the_plan_says_who_reviews_whose_files(who: WhoReviews, said: str) -> None:
    assert said in words_of(compose(Paperwork.PLAN, replace(DRAWN, who=who)))
    assert said not in words_of(compose(Paperwork.PLAN, DRAWN))


def test_the_plan_says_what_is_checked_again() -> None:
    assert "从“县级自查”已评定的案卷中抽取" in words_of(
        compose(Paperwork.PLAN, replace(DRAWN, rechecked="县级自查"))
    )
