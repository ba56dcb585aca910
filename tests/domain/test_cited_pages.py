from __future__ import annotations

import pytest

from review.domain.answers import Answer, Finding
from review.domain.cited_pages import (
    ON_PAPER,
    FilePages,
    beside_scans,
    cited,
    file_pages,
    outside,
    without_page,
)
from review.domain.completeness import Missing, MissingKind, missing
from review.domain.lines import answerable
from review.domain.page_numbers import Part
from review.domain.schemes import Scheme
from tests.domain.builders import D, item, lost, points_scheme, section

ONE = file_pages((Part(3),), is_divided=False)
MAIN = file_pages((Part(3),), is_divided=True)
TWO = file_pages((Part(2), Part(1), Part(1, 1, 1), Part(1, 9, 1)), is_divided=True)
GONE = file_pages((Part(3),), is_divided=True, taken_out=frozenset({True}))
BACK = file_pages(
    (Part(3), Part(2, None, 1)), is_divided=True, taken_out=frozenset({True, False})
)
INNER = file_pages((Part(2, None, 1),), is_divided=True)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        *(("3", []), ("３", []), ("第3页", []), ("p. 2", []), ("1-3", [])),
        *(("3-1", ["3-1"]), ("第3页 至 第2页", ["第3页 至 第2页"]), ("2-2", [])),
        *(("3、1", []), ("3\N{EN DASH}9", ["9"]), ("9-3", ["9"]), ("３～１", ["3~1"])),
        *(("4", ["4"]), ("999", ["999"]), ("0", ["0"]), ("3-5", ["5"])),
        ("第2页至第7页", ["7"]),
        ("1、2，3；4, 5;4", ["4", "5"]),
        ("2 和 8", ["8"]),
        ("第2页第30行、第1页第12 段", []),
        ("2025年12月1日笔录第3页", []),
        ("2:3", []),
        ("目录", ["目录"]),
        ("p十二 abc", ["p十二 abc"]),
        ("", []),
        ("、", []),
    ],
)
def test_what_names_no_page_is_found(written: str, expected: list[str]) -> None:
    assert outside(written, ONE) == expected


PAGES = [
    *("1", "１２", "第3页", "p. 2", "P12", "pp3-4", "1-3", "第2页至第7页", "2-2"),
    *(
        "副卷3",
        "s12",
        "S.3",
        "m1",
        "正卷9、副卷2",
        "Secondary volume 2",
        "2:3",
        "99999",
    ),
    *("12a", "2 和 8", "庭审笔录第3页", "2025-12-01笔录第3页", "第2页第30行", "", "、"),
]
NO_PAGES = [
    *("-1", "1-", "x1", "1e2", "abc", "0", "00", "副卷0", "目录", "3-1", "—2", "5页至"),
    *("999999", "第30行", "?", "s"),
]


@pytest.mark.parametrize("written", PAGES)
def test_what_could_be_a_page_is_taken_on_paper(written: str) -> None:
    assert outside(written, ON_PAPER) == []


@pytest.mark.parametrize("written", NO_PAGES)
def test_what_can_be_no_page_is_one_neither_on_paper_nor_in_a_scan(
    written: str,
) -> None:
    large = file_pages((Part(30), Part(30, None, 1)), is_divided=True)
    secondary_on_paper = file_pages((Part(30),), is_divided=True)

    assert outside(written, ON_PAPER) == [written]
    assert outside(f"3、{written}", large)
    assert outside(written, secondary_on_paper)


def test_what_the_scans_say_of_an_item_is_said_once(scheme: Scheme) -> None:
    answers = {"a": lost(2, pages="abc、99"), "b": Answer()}
    still = missing(scheme, answers)
    scanned = found(scheme, ONE, **answers)

    told = beside_scans(still, scanned)

    assert [(x.item, x.kind) for x in told] == [
        ("b", MissingKind.ANSWER),
        ("a", MissingKind.PAGE),
    ]
    assert told[-1].sentence.values["pages"] == ("abc", "99")


@pytest.mark.parametrize(
    ("file", "written", "expected"),
    [
        (TWO, "9", []),
        (TWO, "副卷9", []),
        (TWO, "副9-10", ["副卷10"]),
        (TWO, "s1", []),
        (TWO, "s. 2", ["副卷2"]),
        (ONE, "see 999", ["999"]),
        (ONE, "scan 3", []),
        (ONE, "minutes 4", ["4"]),
        (TWO, "副卷2、2", ["副卷2"]),
        (TWO, "正卷9", ["9"]),
        (TWO, "M3", []),
        (ONE, "正卷3、正卷4", ["4"]),
        (MAIN, "副卷77", []),
        (MAIN, "s77", []),
        (INNER, "正卷77", []),
        (INNER, "副卷3", ["副卷3"]),
    ],
)
def test_a_volume_that_was_not_scanned_is_read_on_paper(
    file: FilePages, written: str, expected: list[str]
) -> None:
    assert outside(written, file) == expected


@pytest.mark.parametrize(
    ("file", "written", "expected"),
    [
        *((GONE, "副卷2", ["副卷2"]), (GONE, "s2", ["副卷2"])),
        *(
            (GONE, "Secondary volume 2", ["副卷2"]),
            (GONE, "2", []),
            (GONE, "正卷2", []),
        ),
        *(
            (BACK, "副卷2", []),
            (BACK, "副卷3", ["副卷3"]),
            (BACK, "Main volume 4", ["4"]),
        ),
        (file_pages((), is_divided=True, taken_out=frozenset({True})), "副卷2", []),
    ],
)
def test_a_volume_that_was_taken_out_has_no_page_any_more(
    file: FilePages, written: str, expected: list[str]
) -> None:
    """Until it is brought again; a file without any scan is read on paper."""
    assert outside(written, file) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [("副卷3", []), ("s3", []), ("s999", ["999"]), ("副卷4、副卷999", ["4", "999"])],
)
def test_a_file_that_is_not_divided_has_one_volume(
    written: str, expected: list[str]
) -> None:
    assert outside(written, ONE) == expected


@pytest.fixture
def scheme() -> Scheme:
    asking = item("a", 10, place_required=True)
    return points_scheme(section("s", asking, item("b", 10)))


def found(scheme: Scheme, file: FilePages, **given: Answer) -> list[Missing]:
    return list(without_page(cited(answerable(scheme), given), file))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (lost(2, pages="3"), ()),
        (lost(2, pages="18"), ("18",)),
        (lost(2, pages=""), ()),
        (lost(0, pages="18"), ("18",)),
        (Answer(D(2), findings=(Finding(reason="无", absent=True),)), ()),
        (
            Answer(
                D(2),
                findings=(
                    Finding(reason="迟", pages="18、2"),
                    Finding(reason="缺", pages="目录、18"),
                ),
            ),
            ("18", "目录"),
        ),
    ],
)
def test_what_a_finding_names_is_in_the_file(
    scheme: Scheme, answer: Answer, expected: tuple[str, ...]
) -> None:
    """Also where no place is asked for: a page that is not there leads nobody on."""
    for code in ("a", "b"):
        told = found(scheme, ONE, **{code: answer})
        assert [(x.item, x.kind, x.sentence.values["pages"]) for x in told] == (
            [(code, MissingKind.PAGE, expected)] if expected else []
        )
    assert found(scheme, ON_PAPER, a=answer) == []
