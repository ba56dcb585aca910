"""Which case a folder or a file name means: a table of how bureaus write numbers."""

from __future__ import annotations

import pytest

from review.domain.case_numbers import CaseNumbers, Reading, tokens_of

ONE, TWO = "(2026)云援民字第0155号", "(2026)云援民字第0156号"
OLD, BRANCH = "(2025)云援民字第0155号", "(2026)云援民字第0156号之一"
DASHED, LONGER, BARE = "青援2025-1", "青援2025-1-2", "20260017"
NEXT = "20260018"
NUMBERS = CaseNumbers((ONE, TWO, OLD, BRANCH, DASHED, LONGER, BARE, NEXT))


@pytest.mark.parametrize(
    ("name", "number"),
    [
        (ONE, ONE),
        ("（2026）云援民字第0155号", ONE),
        ("〔2026〕云援民字第0155号", ONE),
        ("[2026]云援民字第0155号", ONE),
        ("【2026】 云援民字 第0155号", ONE),
        ("2026云援民字第0155号", ONE),
        ("２０２６云援民字第１５５号", ONE),
        ("(2026)云援民字第155号", ONE),
        ("(2026)云援民字第00155号", ONE),
        ("(2026)云援民字0155号", ONE),
        ("(2026)云援民字第0155", ONE),
        ("(2026)云援民字第0155号 正卷", ONE),
        ("(2026)云援民字第0155号（正卷）", ONE),
        ("(2026)云援民字第0155号正卷", ONE),
        ("(2026)云援民字第0155号-正卷", ONE),
        ("(2026)云援民字第0155号_2", ONE),
        ("(2026)云援民字第0155号张晓军诉某公司", ONE),
        ("(2026)云援民字第0155 张晓军", ONE),
        ("1 (2026)云援民字第0155号", ONE),
        ("张晓军2026云援民字第155号", ONE),
        ("扫描件：〔2025〕云援民字第155号（副卷）", OLD),
        ("〔2026〕云援民字第156号", TWO),
        ("〔2026〕云援民字第156号之一 正卷", BRANCH),
        ("青援2025-1", DASHED),
        ("青援2025-1 张三", DASHED),
        ("张三青援 2025-01", DASHED),
        ("青援2025-1号", DASHED),
        ("青援2025-1-2", LONGER),
        ("20260017", BARE),
        ("20260017_3", BARE),
        ("2026年云援民字第0155号", ONE),
        ("2026年度云援民字第0155号", ONE),
        ("2026云援民155", ONE),
        ("云援民字〔2026〕155号", ONE),
        ("张晓军 云援民字（2026）第0155号 正卷", ONE),
    ],
)
def test_a_number_is_recognised_as_bureaus_write_it(name: str, number: str) -> None:
    assert NUMBERS.read([name]) == Reading(number)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "正卷",
        "0155",
        "第155页",
        "2026",
        "(2024)云援民字第0155号",
        "(2026)云援刑字第0155号",
        "(2026)云援民字第01550号",
        "(2026)云援民字第0155号之二",
        "(2026)云援民字第150-155号",
        "(2026)云援民字第0155之一号",
        "(2026)云援民字第0155之一",
        "(2026)云援民字第0155及0156号",
        "(2026)云援民字第0155至0157号",
        "(2026)云援民字第155和156 正卷",
        "20260017-20260018",
        "120260017",
        "案卷20260017",
        "x" * 5000,
        "1-" * 5000,
        "9" * 5000,
    ],
)
def test_what_is_no_known_number_means_none(name: str) -> None:
    assert NUMBERS.read([name]) == Reading()


@pytest.mark.parametrize(
    ("name", "candidates"),
    [
        ("云援民字第0155号", (OLD, ONE)),
        ("云援民字第156号张晓军", (TWO,)),
        (f"{ONE}-{TWO}", (ONE, TWO)),
        (f"{ONE} {TWO}", (ONE, TWO)),
        ("(2026)云援民字第0155号及0156", (ONE, TWO)),
        ("(2026)云援民字第0155号及0157", (ONE,)),
        ("〔2026〕云援民字第155号、156号", (ONE, TWO)),
        ("〔2026〕云援民字第155号和〔2026〕云援民字第156号", (ONE, TWO)),
        (f"{ONE}与（2025）云援民字第155号", (OLD, ONE)),
    ],
)
def test_of_an_unclear_name_the_candidates_are_told(
    name: str, candidates: tuple[str, ...]
) -> None:
    assert NUMBERS.read([name]) == Reading(candidates=candidates)


def test_numbers_that_differ_in_zeros_only_are_not_guessed() -> None:
    known = CaseNumbers(("2026援1号", "2026援01号"))

    assert known.read(["〔2026〕援1号"]) == Reading(
        candidates=("2026援01号", "2026援1号")
    )
    assert known.read(["2026援01号"]) == Reading("2026援01号")


@pytest.mark.parametrize(
    ("names", "number"),
    [
        (["正卷", ONE, "2026"], ONE),
        (["(2025)云01民初33号判决书", "〔2026〕云援民字第155号"], ONE),
        (["（2025）云01民初156号民事判决书", ONE], ONE),
        (["（2026）云援民字第0156号之二", TWO], TWO),
        ([ONE, "(2026)云援民字第0300号至0400号"], ONE),
        ([ONE, "0156号至0200号"], ONE),
        ([ONE, "12号柜"], ONE),
        ([ONE, "0155号 张三"], ONE),
        ([ONE, "2026年第0155号"], ONE),
        (["1号证人、2号证人", "〔2026〕云援民字第155号"], ONE),
        ([f"{TWO}-{ONE}", ONE], ONE),
        (["云援民字第0155号判决书", ONE], ONE),
        ([ONE, "(2026)云援民字第0156号至0200号"], ONE),
        ([ONE, "2026云援民字156-200"], ONE),
        (["20260017_3", "20260017"], BARE),
    ],
)
def test_the_plainest_name_of_a_path_counts(names: list[str], number: str) -> None:
    assert NUMBERS.read(names) == Reading(number)


@pytest.mark.parametrize(
    ("names", "candidates"),
    [
        ([TWO, ONE], (ONE, TWO)),
        ([f"{TWO}判决书", ONE], (ONE, TWO)),
        (["答复〔2026〕云援民字第156号", ONE], (ONE, TWO)),
        (["关于2026云援民字第156号", "〔2026〕云援民字第155号"], (ONE, TWO)),
        (["2026云援民字第156号", "2026云援民字第155号"], (ONE, TWO)),
        (["2025云援民字第155号判决书", "正卷", ONE], (OLD, ONE)),
        (["云援民字第156号判决书", ONE], (ONE, TWO)),
        (["云援民字第155号判决书", TWO], (OLD, ONE, TWO)),
        ([f"{TWO}、{OLD}", ONE], (OLD, ONE, TWO)),
        ([BRANCH, TWO], (TWO, BRANCH)),
        (["1", ONE, f"{TWO}张晓军"], (ONE, TWO)),
        ([NEXT, BARE], (BARE, NEXT)),
        (["(2024)云援民字第0155号", ONE], ("(2024)云援民字第0155号", ONE)),
        (["2026云援民999判决书", ONE], (ONE, "(2026)云援民字第0999号")),
        (["云援民字〔2026〕第999号", ONE], (ONE, "(2026)云援民字第0999号")),
        ([f"{ONE}判决书", "(2026)云援民字第0999号"], (ONE, "(2026)云援民字第0999号")),
        (["2026年云援民字第0156号", ONE], (ONE, TWO)),
        (["(2026)云援民字第0156号之二", ONE], (ONE, TWO)),
        (["2026云援民156", ONE], (ONE, TWO)),
        (["云援民字〔2026〕156号判决书", ONE], (ONE, TWO)),
        ([f"{TWO}判决书", "云援民字第0155号"], (OLD, ONE, TWO)),
        ([f"{TWO}判决书", "2025年0155号"], (OLD, TWO)),
        ([f"{TWO}判决书", "0155号 张三"], (OLD, ONE, TWO)),
    ],
)
def test_a_file_that_names_another_case_than_its_folder_is_not_guessed(
    names: list[str], candidates: tuple[str, ...]
) -> None:
    told = tuple(sorted(candidates))
    assert NUMBERS.read(names) == Reading(candidates=told, is_at_odds=True)


@pytest.mark.parametrize(
    ("name", "others"),
    [
        (f"{TWO}判决书", (TWO,)),
        ("2026云援民999", ("(2026)云援民字第0999号",)),
        ("云援民字第0156号", (TWO,)),
        (f"{ONE}判决书", ()),
        (f"{ONE}及{TWO}", ()),
        ("云援民字第0155号", ()),
        ("（2026）云01民初156号判决书", ()),
        ("2026年3月5日谈话笔录", ()),
        ("扫描0155", ()),
    ],
)
def test_a_name_in_a_case_may_speak_of_others(
    name: str, others: tuple[str, ...]
) -> None:
    assert NUMBERS.others(name, ONE) == others


def test_a_date_is_no_case_number() -> None:
    known = CaseNumbers(("2026年第1号", "2026年第12号"))

    assert known.read(["2026年1月5日谈话笔录", "2026年第12号"]) == Reading(
        "2026年第12号"
    )
    assert known.read(["2026年第1号谈话笔录", "2026年第12号"]).is_at_odds


def test_a_number_is_split_into_digits_and_words() -> None:
    assert tokens_of("〔２０２６〕云援民字 第０155号（正卷）") == (
        "2026",
        "云援民",
        "155",
        "号正卷",
    )
