"""Invented papers look scanned: images, numbered pages, the same bytes each time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from review.domain.documents import DocumentType as D
from review.domain.documents import recognised
from review.files.invented_scans import Paper, scanned
from review.files.pages import PageFile
from review.services.demo.papers import About, papers_of

ABOUT = About(
    "(2026)云民援0001号", "离婚纠纷", False, date(2026, 1, 5), date(2026, 5, 1)
)


def test_the_same_words_give_the_same_bytes() -> None:
    papers = papers_of(ABOUT)

    assert scanned(papers) == scanned(papers)


def test_a_long_paper_goes_on_over_the_page() -> None:
    paper = Paper("笔录", ("案号：一",), ("问：" + "是否属实。" * 9,) * 30)

    with pypdfium2.PdfDocument(scanned([paper])) as document:
        pages = [page.get_textpage().count_chars() for page in document]

    assert pages == [0, 0, 0]


def test_a_case_file_has_the_papers_of_its_kind() -> None:
    civil = [paper.title for paper in papers_of(ABOUT)]

    assert civil == [
        *("卷内目录", "法律援助申请表", "给予法律援助决定书", "指派通知书"),
        *("受援人权利义务告知书", "授权委托书", "起诉状", "答辩状"),
        *("阅卷笔录", "会见（谈话）笔录", "庭审笔录", "代理词", "民事判决书"),
        "结案报告表",
    ]


@pytest.mark.parametrize(
    ("is_tried", "is_charged", "pleadings", "done", "n"),
    [
        (True, True, ["起诉书"], "会见受援人一次，阅卷一次，出庭一次", "十二"),
        (False, True, ["起诉意见书"], "会见受援人一次，阅卷一次，提交", "十"),
        (False, False, [], "会见受援人一次，提交", "八"),
    ],
)
def test_the_closing_report_says_what_the_file_holds(
    is_tried: bool, is_charged: bool, pleadings: list[str], done: str, n: str
) -> None:
    about = replace(ABOUT, is_criminal=True, is_tried=is_tried, is_charged=is_charged)
    index, *papers = papers_of(about)

    assert [p.title for p in papers if p.title.startswith("起诉")] == pleadings
    told = "".join(papers[-1].body)
    assert f"接受指派后{done}" in told
    assert f"共{n}份" in told
    assert len(index.lines) - 2 == len(papers) == {"十二": 12, "十": 10, "八": 8}[n]


def test_each_paper_has_a_bookmark_that_is_recognised() -> None:
    thick = replace(ABOUT, is_thick=True)
    with pypdfium2.PdfDocument(scanned(papers_of(thick))) as document:
        marks = [
            (recognised(mark.get_title()), (mark.get_dest().get_index() or 0) + 1)
            for mark in document.get_toc()
        ]

    assert marks == [
        *((D.INDEX, 1), (D.APPLICATION_FORM, 2), (D.GRANT_DECISION, 3)),
        *((D.ASSIGNMENT_NOTICE, 4), (D.RIGHTS_NOTICE, 5), (D.POWER_OF_ATTORNEY, 6)),
        *((D.PLEADING, 7), (D.PLEADING, 8)),
        *((D.EVIDENCE, 9), (D.READING_NOTES, 39), (D.MEETING_NOTES, 40)),
        *((D.HEARING_RECORD, 41), (D.REPRESENTATION_OPINION, 42)),
        *((D.JUDGMENT, 43), (D.CLOSING_REPORT, 44)),
    ]


def test_text_lies_where_it_stands_and_says_nothing_that_is_blacked_out(
    tmp_path: Path,
) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(scanned(papers_of(ABOUT), has_text=True))
    with PageFile(path) as file:
        found = file.texts(2)
        (place,) = found.places("经济困难标准")[:1]

    assert "法律援助申请表" in found.text
    assert "█" not in found.text
    assert 0.1 < place.left < place.right < 0.95
    assert 0.2 < place.top < place.bottom < 0.6
