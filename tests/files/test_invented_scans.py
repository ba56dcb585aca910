"""Invented papers look scanned: pixels only, numbered pages, the same bytes each time."""

from __future__ import annotations

from datetime import date

import pypdfium2

from review.files.invented_scans import Paper, scanned
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
        *("法律援助申请表", "给予法律援助决定书", "指派通知书", "会见（谈话）笔录"),
        *("阅卷笔录", "代理词", "民事判决书", "结案报告表"),
    ]
