"""Every keyword as every role: what it finds, what it must not find, count or order.

Six files: one settled well and one badly, one of which a single review is in, one whose
reviews lie apart, two that nobody has begun. What the unsettled ones hold is planted to
be matched by the queries if they could see it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from flask import Flask
from sqlalchemy import select, update

from review.domain.entrustment import Standing
from review.domain.errors import NotVisible
from review.domain.policy import PUBLIC, Role, Viewer, operator
from review.domain.query_keywords import KEYWORDS
from review.domain.query_words import Subject, vocabulary
from review.domain.schemes import Section
from review.services import (
    allocation,
    campaign_files,
    cases,
    readers,
    reviewing,
    sampling,
)
from review.services.campaign_files import FileFilter
from review.services.cases import CaseFilter
from review.services.paging import Cut
from review.services.readers import ReadFilter
from review.store import unit
from review.store.models import CampaignCase, Case, Submission
from tests.casework import Casework, casework, plan, sheet, without_lines
from tests.conftest import AT
from tests.domain.builders import item, section, veto

WELL, BADLY, HALF, APART, NEW, OTHER = ALL = "WBHANO"
# What each review loses in tens, and whether it finds the veto, which makes nought.
GIVEN = {
    WELL: ((0, False), (1, False)),
    BADLY: ((7, True), (8, True)),
    HALF: ((5, True),),
    APART: ((0, False), (6, False)),
}
TODAY, LATE = AT.date(), date(2026, 4, 1)
"""The reviews are due on 31 March."""


@pytest.fixture
def work(app: Flask) -> Iterator[Casework]:
    with app.app_context():
        made = _drawn()
        readers = _readers(made)
        for letter, given in GIVEN.items():
            holders = [n for n, held in _held(readers).items() if letter in held]
            for number, (lost, hit) in zip(sorted(holders), given, strict=False):
                _submit(readers[number], _held(readers)[number][letter], lost, hit)
        yield made


def _drawn() -> Casework:
    with unit.transaction():
        work = casework()
        work.scheme(sheet(sections=_sections()))
        for number, name in (("R1", "周一"), ("R2", "白二"), ("R3", "钱三")):
            work.reviewer(number, name=name)
        work.firm("正义律师事务所", area="西河区")
        work.lawyer("王伟", "正义律师事务所")
        for n, letter in enumerate(ALL):
            closed = date(2025, n + 1, 15)
            who = "王伟" if letter in (WELL, HALF) else "赵一"
            rest = {"secret": letter == NEW, "cause": f"案由{letter}"}
            area = "东山县" if letter in (WELL, BADLY, HALF) else "西河区"
            work.case(letter, area=area, lawyers=(who,), closed_on=closed, **rest)
        stage = update(Case).where(Case.id == work.cases[OTHER])
        unit.connection().execute(
            stage.values(case_class="major", assigned_on=date(2024, 5, 1))
        )
    sampling.open_campaign(viewer=work.officer, plan=plan(), at=AT)
    sampling.draw(viewer=work.officer, code="2025", at=AT, seed="7")
    allocation.confirm(viewer=work.officer, code="2025", at=AT)
    without_lines()
    return work


def _sections() -> tuple[Section, ...]:
    items = (replace(item(f"i{n}"), source="S14") for n in range(10))
    vetoes = veto("v", "v1", source="S14")
    lines = tuple(replace(each, source="S14") for each in vetoes.items)
    return (section("s", *items), replace(vetoes, items=lines))


def _readers(work: Casework) -> dict[str, Viewer]:
    with unit.transaction():
        return {number: work.reader(number) for number in ("R1", "R2", "R3")}


def _held(readers: dict[str, Viewer]) -> dict[str, dict[str, str]]:
    return {
        number: {
            line.case_no: line.public_id
            for line in reviewing.queue(viewer=viewer, at=AT)
        }
        for number, viewer in readers.items()
    }


def _submit(viewer: Viewer, public_id: str, lost: int, hit: bool) -> None:
    why = {"reason": "planted", "pages": "3"}
    answers: dict[str, object] = {f"i{n}": "full" for n in range(10)} | {"v1": "no"}
    answers |= {f"i{n}": {"choice": 10, **why} for n in range(lost)}
    answers |= {"v1": {"choice": "yes", **why}} if hit else {}
    of = {"viewer": viewer, "public_id": public_id, "at": AT}
    saved = reviewing.save_answers(version=0, changes=answers, **of)
    reviewing.submit(version=saved.version, key=f"key {public_id}", **of)


def found(viewer: Viewer, query: str, on: date = TODAY, sort: str = "case_no") -> str:
    """The letters of the files that are found; their number is what the page says."""
    wanted = FileFilter(query, sort)
    page = campaign_files.files(
        viewer=viewer, code="2025", wanted=wanted, cut=Cut(), on=on
    )
    assert page.asked.refusal is None, (query, str(page.asked.refusal))
    letters = "".join(line.case_no for line in page.page.rows)
    assert page.page.n == len(letters), query
    return letters


# What each query finds; what is in H and A would fit many of them and must not.
FOUND = {
    "": ALL,
    "案由H": HALF,
    "number:w": WELL,
    "handler:王伟": WELL + HALF,
    "承办人:wangw": WELL + HALF,
    "律所:正义": WELL + HALF,
    "cause:案由B,案由W": BADLY + WELL,
    "区县:东山": WELL + BADLY + HALF,
    "类型:民事": ALL,
    "类型:刑事辩护": "",
    "阶段:无": ALL,
    "分级:重大疑难": OTHER,
    "结案:2025-02..2025-03": BADLY + HALF,
    "结案:>2025-05": OTHER,
    "指派:2024": OTHER,
    "-指派:2024": WELL + BADLY + HALF + APART + NEW,
    "扫描件:是": "",
    "扫描件:无": ALL,
    "目录:无,未核对,已核对": "",
    "-目录:已核对": ALL,
    "涉密:是": "",
    "状态:已定": WELL + BADLY,
    "状态:未定": HALF + APART + OTHER,
    "state:reviewing": HALF,
    "状态:待复评": APART,
    "已交:2": WELL + BADLY + APART,
    "已交:1": HALF,
    "未交:>0": HALF + OTHER,
    "逾期:是": "",
    "逾期:否": ALL,
    "停滞:>0": "",
    "停滞:<=0": ALL,
    "评查员:周一,白二,钱三": HALF + APART + OTHER,
    "评查员:r1,R2,R3": HALF + APART + OTHER,
    "评查员:zhouyi,baier,qiansan": HALF + APART + OTHER,
    "分歧:有": APART,
    "分歧:无": WELL + BADLY + HALF + OTHER,
    "分歧:总分": APART,
    "分歧:单项": "",
    "等级:excellent": WELL,
    "等级:fail": BADLY,
    "等级:excellent,good,pass,fail": WELL + BADLY,
    "-等级:excellent": BADLY + HALF + APART + OTHER,
    "得分:95": WELL,
    "得分:<=100": WELL + BADLY,
    "得分:>=0": WELL + BADLY,
    "得分:94.999..95": WELL,
    "分差:>=0": WELL + BADLY,
    "分差:10": WELL,
    "分差:>10": "",
    "项:i0": WELL + BADLY,
    "项:i0<10": WELL + BADLY,
    "项:i1<10": BADLY,
    "项:i0:0..10": WELL + BADLY,
    "项:i9:>=0": WELL + BADLY,
    "项:V1": BADLY,
    "项:1.1<10": WELL + BADLY,
    "项:1.2<10": BADLY,
    "项:2.1": BADLY,
    "律所:zhengyi": WELL + HALF,
    "区县:dongshan": WELL + BADLY + HALF,
    "否决:有": BADLY,
    "否决:V1": BADLY,
    "否决:无": WELL,
    "抽取:全部评查": ALL,
    "抽取:随机抽取": "",
    "位次:1..6": ALL,
}
NOT_DRAWN = NEW
"""A secret file is not drawn, and a query of the campaign finds it by nothing."""


IDLE = {
    "停滞:30": ALL,
    "停滞:>=30": ALL,
    "停滞:>30": "",
    "停滞:<30": "",
    "停滞:15..30": ALL,
    "停滞:8..14": "",
    "停滞:>14 状态:待复评": APART,
    "逾期:是": HALF + OTHER,
    "-逾期:是": WELL + BADLY + APART,
}
"""The same on 1 April, after the term; everything happened on 2 March."""
AMONG_CASES = {
    "": ALL,
    "案由H": HALF,
    "number:w": WELL,
    "handler:wangwei": WELL + HALF,
    "律所:正义": WELL + HALF,
    "律所:zhengyi": WELL + HALF,
    "cause:案由B": BADLY,
    "区县:东山": WELL + BADLY + HALF,
    "类型:刑事辩护": "",
    "阶段:无": ALL,
    "分级:重大疑难": OTHER,
    "结案:2025-02": BADLY,
    "-指派:2024": WELL + BADLY + HALF + APART + NEW,
    "扫描件:是": "",
    "目录:无": "",
    "涉密:是": NEW,
    "封存:否": ALL,
    "被抽次数:1": WELL + BADLY + HALF + APART + OTHER,
    "被抽次数:<1": NEW,
}
AMONG_READS = {
    "": "AAHHOO",
    "案由H": "HH",
    "number:a": "AA",
    "handler:王伟": "HH",
    "律所:正义": "HH",
    "律所:zhengyilv": "HH",
    "区县:xihe": "AAOO",
    "cause:案由A,案由B,案由W": "AA",
    "区县:西河": "AAOO",
    "类型:民事": "AAHHOO",
    "阶段:一审": "",
    "分级:重大疑难": "OO",
    "结案:<2025-04": "HH",
    "指派:2024": "OO",
    "扫描件:无": "AAHHOO",
    "目录:已核对": "",
    "涉密:是": "",
    "逾期:是": "",
    "评查员:周一,白二,钱三": "AAHHOO",
    "评查员:无此人": "",
    "提交:是": "AAH",
    "-提交:是": "HOO",
    "用途:初评": "AAHHOO",
    "用途:复评,终评": "",
}
"""Settled files are not among the reads: by then nobody sees whose they were."""


def among_cases(viewer: Viewer, query: str) -> str:
    page = cases.listing(viewer=viewer, wanted=CaseFilter(query, "case_no"), cut=Cut())
    assert page.asked.refusal is None, query
    assert page.page.n == len(page.page.rows), query
    return "".join(line.case_no for line in page.page.rows)


def among_reads(viewer: Viewer, query: str) -> str:
    page = readers.reads(
        viewer=viewer,
        code="2025",
        wanted=ReadFilter(query, "case_no"),
        cut=Cut(),
        on=TODAY,
    )
    assert page.asked.refusal is None, query
    assert page.page.n == len(page.page.rows), query
    return "".join(line.case_no for line in page.page.rows)


def test_every_query_finds_what_its_asker_sees(work: Casework) -> None:
    _check_planted()
    with unit.transaction():
        manager = work.account("m", Role.CAMPAIGN_MANAGER, campaign_id=1)
        others = [
            work.account(f"a {role}", role)
            for role in sorted(set(Role) - {Role.BUREAU_OFFICER, Role.CAMPAIGN_MANAGER})
        ]
        stranger = casework(bureau="9", login="stranger").officer

    asking = (work.officer, manager)
    for table, subject, find in (
        (FOUND, Subject.FILES, found),
        (AMONG_CASES, Subject.CASES, among_cases),
        (AMONG_READS, Subject.READS, among_reads),
    ):
        asked = {name for query in table for name in _names(query, subject)}
        assert asked == {k.name for k in KEYWORDS if subject in k.subjects}
        nobody = (*others, PUBLIC)
        if subject is not Subject.CASES:
            nobody = (*nobody, stranger)
        for query, letters in table.items():
            expected = "".join(sorted(letters))
            if subject is Subject.FILES:
                expected = expected.replace(NOT_DRAWN, "")
            for viewer in asking:
                assert find(viewer, query) == expected, query
        one_of_each = {name: q for q in table for name in _names(q, subject)}
        if subject is not Subject.CASES:
            _check_entrusted(manager, subject, one_of_each, find)
        for query, viewer in product(one_of_each.values(), nobody):
            with pytest.raises(NotVisible):
                find(viewer, query)
    # Another bureau does not even know the names of these counties.
    elsewhere = [query for query in AMONG_CASES if not query.startswith("区县")]
    assert {among_cases(stranger, query) for query in elsewhere} == {""}
    for query, letters in IDLE.items():
        late = "".join(sorted(letters)).replace(NOT_DRAWN, "")
        assert found(work.officer, query, on=LATE) == late, query


def _check_entrusted(
    manager: Viewer,
    subject: Subject,
    one_of_each: dict[str, str],
    find: Callable[[Viewer, str], str],
) -> None:
    """An organisation's manager asks all of the own campaign but why a file was drawn."""
    (grant,) = manager.grants
    entrusted = replace(manager, grants=(replace(grant, standing=Standing.IN_FORCE),))
    known = {k.name for k in vocabulary(entrusted, subject, KEYWORDS, {}).keywords}
    assert set(one_of_each) - known <= {"drawn"}
    for name in known:
        query = one_of_each[name]
        assert find(entrusted, query) == find(manager, query), query
    over = replace(manager, grants=(replace(grant, standing=Standing.OVER),))
    with pytest.raises(NotVisible):
        find(over, "")


def _names(query: str, subject: Subject) -> list[str]:
    known = vocabulary(operator(1), subject, KEYWORDS, {})
    words = (part.lstrip("-").partition(":")[0] for part in query.split())
    keywords = (known.keyword(word.partition("<")[0]) for word in words)
    return [each.name for each in keywords if each is not None]


def _check_planted() -> None:
    """Without this the table would pass on files that hold nothing."""
    statement = (
        select(Case.case_no, Submission.total, Submission.grade)
        .join(CampaignCase, CampaignCase.case_id == Case.id)
        .join(Submission, Submission.campaign_case_id == CampaignCase.id)
        .where(Case.case_no.in_((HALF, APART)))
    )
    with unit.reading() as connection:
        planted = {tuple(row) for row in connection.execute(statement)}

    assert planted == {
        (HALF, 0, "fail"),
        (APART, 10_000, "excellent"),
        (APART, 4_000, "fail"),
    }


def test_a_keyword_without_its_action_is_unknown(work: Casework) -> None:
    """The page would not even say that there is such a thing."""
    officer = work.officer
    page = campaign_files.files(
        viewer=officer, code="2025", wanted=FileFilter("封存:是"), cut=Cut(), on=TODAY
    )

    assert (page.page.rows, page.page.n) == ((), 0)
    assert str(page.asked.refusal) == "There is no keyword “封存”."
