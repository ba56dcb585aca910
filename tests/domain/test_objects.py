"""What is said of institutions: words in the place of words, and some whole sentences."""

from __future__ import annotations

import re
from functools import cache

import pytest
from babel.messages.pofile import read_po

from review.domain.errors import Counted, ngettext
from review.domain.objects import (
    INSTEAD,
    Reviewed,
    common_to,
    of_institutions,
    reviewed,
    said_of_institutions,
)
from review.domain.objects.words import in_chinese, in_english
from tests.repository import REVIEW

PLACE = re.compile(r"%\((\w+)\)[sd]")
CASES_ALONE = re.compile(
    r"assessment|evidence|lawyer|bar/|firm_year|rechecks|exchange|intake|bundles?|scans/"
    r"(?:work|taken|waiting|belongs)|people\.py|cli/|event_words|replay|adoption|earlier"
)
"""Rooms in which no institution is spoken of, or of both sorts at once."""
BAD_CHINESE = re.compile(
    r"阅看?机构|机构第|机构页码|(?:移交|送交|归还|上传|装订|翻阅|传阅)(?:的)?机构"
    r"|案卷|案号|[件份]机构|个个|机构机构"
)
BAD_ENGLISH = re.compile(
    r"\bread(?:s|ing)?(?: (?:a|an|the|this|each|every|no|whole))* institutions?\b"
    r"|\b(?:pages?|place) (?:of|in) the institution\b(?!.s)|\ba institution|\ban file"
    r"|\bpaper institution|\binstitution (?:name|format|size)s?\b(?! such)"
)


@cache
def chinese() -> dict[str, str]:
    """Every sentence of the program with its Chinese, by the singular."""
    file = REVIEW / "translations" / "zh_Hans" / "LC_MESSAGES" / "messages.po"
    with file.open("rb") as opened:
        return {first(m.id): first(m.string) for m in read_po(opened) if m.id}


@cache
def rooms() -> dict[str, set[str]]:
    """Where every sentence stands."""
    file = REVIEW / "translations" / "zh_Hans" / "LC_MESSAGES" / "messages.po"
    with file.open("rb") as opened:
        return {
            first(m.id): {name for name, _line in m.locations}
            for m in read_po(opened)
            if m.id
        }


def first(text: str | tuple[str, ...] | list[str]) -> str:
    return text if isinstance(text, str) else text[0]


def in_both(sentence: str) -> tuple[str, str]:
    """What is said of institutions in English and in Chinese."""
    by_key = chinese().__getitem__
    return (
        said_of_institutions(sentence, str, by_key),
        said_of_institutions(sentence, by_key, by_key),
    )


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("每件案卷至多有三名替补评查员。", "每个机构至多有三名替补评查员。"),
        ("已抽取%(num)d件", "已抽取%(num)d个"),
        ("另有%(n)s件没有空缺的名额。", "另有%(n)s个没有空缺的名额。"),
        ("请抽取附件和文件中的条件", "请抽取附件和文件中的条件"),
        ("全部缺件案卷", "全部缺件机构"),
        ("有%(n)s件异议尚未办结。", "有%(n)s件异议尚未办结。"),
        ("案号或其中一部分", "评查编号或其中一部分"),
        ("收回案卷", "收回评查任务"),
        ("请交回案卷。", "请交回材料。"),
        ("暂无，请查阅纸质案卷", "暂无，请查阅纸质材料"),
        ("卷内页码和卷内缺失", "页码和材料中缺失"),
        ("大型阅卷的阅卷记录", "大型阅卷的阅看记录"),
        ("“案件关联信息”表和办案补贴", "“案件关联信息”表和办案补贴"),
    ],
)
def test_words_of_a_chinese_sentence(said: str, expected: str) -> None:
    assert in_chinese(said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("A file is drawn.", "An institution is drawn."),
        ("Every file settled", "Every institution settled"),
        ("%(files)s case files", "%(files)s institutions"),
        ("who may read this case", "who may review this institution"),
        (
            "Nobody who read a file is called",
            "Nobody who reviewed an institution is called",
        ),
        ("Nobody reads a file twice", "Nobody reviews an institution twice"),
        ("Read the whole file", "Review the whole institution"),
        ("Case number", "Review number"),
        ("All case numbers", "All review numbers"),
        ("Case kinds", "Kinds of institution"),
        ("a case kind", "a kind of institution"),
        ("in 95 of 100 cases", "in 95 of 100 cases"),
    ],
)
def test_words_of_an_english_sentence(said: str, expected: str) -> None:
    assert in_english(said) == expected


def test_the_chinese_tells_which_file_is_meant() -> None:
    drawn = of_institutions("File drawn", "File drawn", "已抽取案卷")

    assert drawn == "Institution drawn"
    assert of_institutions("File", "File", "文件") == "File"
    assert of_institutions("File", "案卷", "案卷") == "机构"


def test_what_is_no_sentence_of_the_program_stays() -> None:
    own = "案卷 of a reviewer"

    assert said_of_institutions(own, str, str) == own
    assert of_institutions("a file or an institution", "甲", "案卷") == "甲"


def test_a_sentence_of_two_forms_keeps_both() -> None:
    sentence = ngettext("%(n)s file is in", "%(n)s files are in")

    turned = of_institutions(sentence, sentence, "已交%(n)s件案卷")

    assert isinstance(turned, Counted)
    assert turned % {"n": 1} == "1 institution is in"
    assert turned % {"n": 2} == "2 institutions are in"


def test_what_is_reviewed_follows_from_the_kind() -> None:
    of_station, of_case = reviewed("station"), reviewed("civil")

    assert (of_station, of_case) == (Reviewed.INSTITUTIONS, Reviewed.FILES)
    assert common_to([of_station, of_station]) is Reviewed.INSTITUTIONS
    assert common_to([of_station, of_case]) is Reviewed.FILES
    assert common_to([]) is Reviewed.FILES


def test_every_exception_is_a_sentence_that_words_alone_do_not_make() -> None:
    """Both are the program's, and have the same places to fill."""
    known = chinese()

    assert [said for said in INSTEAD if said not in known] == []
    assert [said for said in INSTEAD.values() if said not in known] == []
    places = [
        said
        for said, instead in INSTEAD.items()
        if set(PLACE.findall(said)) != set(PLACE.findall(instead))
    ]
    assert places == []
    needless = [
        said
        for said, instead in INSTEAD.items()
        if said != instead
        if of_institutions(said, str(said), known[said]) == str(instead)
        if of_institutions(said, known[said], known[said]) == known[instead]
    ]
    assert needless == []


def test_every_sentence_keeps_its_places() -> None:
    lost = [
        (sentence, told)
        for sentence in chinese()
        if (told := [PLACE.findall(each) for each in in_both(sentence)])
        and set(told[0]) != set(told[1])
    ]

    assert lost == []


def test_no_sentence_reads_as_if_an_institution_were_paper() -> None:
    """Whoever writes such a sentence says it anew, among the exceptions."""
    bad = {
        sentence: (english, zh)
        for sentence in chinese()
        if not all(map(CASES_ALONE.search, rooms()[sentence]))
        for english, zh in [in_both(sentence)]
        if (english, zh) != (sentence, chinese()[sentence])
        if BAD_ENGLISH.search(english) or BAD_CHINESE.search(zh)
    }

    assert bad == {}
