"""A typed number goes with the page it meant, and never comes to mean another one."""

from __future__ import annotations

from typing import Any

import pytest

from review.domain.answers import Answer, Finding, parse_answers, to_json
from review.domain.choices import InvalidAnswer
from review.domain.cited_pages import (
    FilePages,
    beside,
    file_pages,
    present,
    without_page,
)
from review.domain.completeness import MissingKind
from review.domain.drafts import kept_from, with_page_keys
from review.domain.kept_pages import Scans, names_in, read_keys, shown, with_keys
from review.domain.page_numbers import Part, page_key
from tests.domain.builders import item, points_scheme, section

A, B, C = "a" * 64, "b" * 64, "c" * 64
THREE = Scans((Part(3), Part(2)), (A, B), is_divided=False)
"""Pages 1 to 3 of one scan, 4 and 5 of another."""
TWICE = Scans((Part(3), Part(2, volume=1)), (A, B))
"""The main volume has 1 to 3, the secondary one 1 and 2."""


def key(digest: str, page: int) -> str:
    return page_key(digest, page)


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("", []),
        ("6", ["6"]),
        ("６、副卷3-5；s7", ["6", "s3", "s5", "s7"]),
        ("正卷 6, main volume 7", ["m6", "m7"]),
        ("2:15、6?", ["2:15", "6?"]),
        ("第6页3行、5月6日", ["6"]),
        ("目录", []),
    ],
)
def test_numbers_are_known_by_how_they_stand(written: str, names: list[str]) -> None:
    assert list(names_in(written)) == names


@pytest.mark.parametrize(
    ("written", "scans", "expected"),
    [
        ("2", THREE, {"2": key(A, 2)}),
        ("2-4、5", THREE, {"2": key(A, 2), "4": key(B, 1), "5": key(B, 2)}),
        ("副卷2", THREE, {"s2": key(A, 2)}),
        ("2:5", THREE, {"2:5": key(B, 2)}),
        # Of two volumes with the same number it is the first, as where it is opened.
        ("2", TWICE, {"2": key(A, 2)}),
        ("副卷2、正卷2", TWICE, {"s2": key(B, 2), "m2": key(A, 2)}),
        ("2:1、1:1", TWICE, {"2:1": key(B, 1), "1:1": key(A, 1)}),
        ("2:3", TWICE, {}),
        # What the file does not have, and what is no page, names none.
        ("6", THREE, {}),
        ("2-9、3", THREE, {"3": key(A, 3)}),
        ("2024-02-03、4-2、目录", THREE, {}),
        ("2?", THREE, {}),
    ],
)
def test_a_number_keeps_the_page_that_has_it(
    written: str, scans: Scans, expected: dict[str, str]
) -> None:
    assert with_keys(written, {}, scans) == expected


def test_a_number_that_stood_there_before_keeps_its_page() -> None:
    before = {"2": key(C, 9), "3": key(C, 1), "7?": key(C, 2)}

    assert with_keys("2、4、7?", before, THREE) == {
        "2": key(C, 9),
        "4": key(B, 1),
        "7?": key(C, 2),
    }


def today(written: str, before: Scans, now: Scans) -> str:
    """How a text reads after the scans of its file were changed."""
    keys = tuple(with_keys(written, {}, before).items())
    found = shown(written, keys, now)
    assert [key for _name, key in found.keys] == [key for _name, key in keys]
    again = with_keys(found.text, dict(found.keys), now)
    assert again == dict(found.keys)
    return found.text


FROM_21 = Scans((Part(3, 21), Part(2)), (A, B), is_divided=False)
MOVED = Scans((Part(2), Part(3)), (B, A), is_divided=False)
FIRST_GONE = Scans((Part(2),), (B,), is_divided=False)
SWAPPED = Scans((Part(2), Part(3, volume=1)), (B, A))
BOTH_FROM_1 = Scans((Part(3, 1), Part(2, 1)), (A, B), is_divided=False)


@pytest.mark.parametrize(
    ("written", "before", "now", "reads"),
    [
        ("2", THREE, THREE, "2"),
        ("2、5", THREE, FROM_21, "22、25"),
        ("2-4，第5页背面", THREE, FROM_21, "22-24,第25页背面"),
        ("2、4", THREE, MOVED, "4、1"),
        # The page that has the number now is another one.
        ("2、4", THREE, FIRST_GONE, "2?、1"),
        ("1", THREE, FIRST_GONE, "1?"),
        ("2-4", THREE, FIRST_GONE, "2?-1"),
        # To another volume, and back.
        ("2", TWICE, SWAPPED, "副卷2"),
        ("副卷2", TWICE, SWAPPED, "2"),
        ("正卷2", TWICE, SWAPPED, "副卷2"),
        ("1-2", TWICE, SWAPPED, "副卷1-2"),
        ("见正卷第2页", TWICE, SWAPPED, "见正卷第2?页"),
        # Two scans of a volume with the same numbers.
        ("5", THREE, BOTH_FROM_1, "2:2"),
        ("4-5", THREE, BOTH_FROM_1, "2:1-2:2"),
        ("2:5", THREE, FROM_21, "25"),
    ],
)
def test_a_number_reads_as_its_page_is_numbered_now(
    written: str, before: Scans, now: Scans, reads: str
) -> None:
    assert today(written, before, now) == reads


def test_a_page_that_comes_back_has_its_number_again() -> None:
    keys = (("2", key(A, 2)),)
    gone = shown("2", keys, FIRST_GONE)

    assert gone.text == "2?"
    assert shown(gone.text, gone.keys, MOVED).text == "4"


def test_without_scans_or_without_keys_nothing_is_changed() -> None:
    keys = (("2", key(A, 2)),)

    assert shown("2", keys, Scans()).text == "2"
    assert shown("２、7", (), FIRST_GONE).text == "２、7"


@pytest.mark.parametrize(
    "raw", [None, [], "x", {"2": 5}, {"2": "x"}, {5: "0" * 20}, {"9" * 21: "0" * 20}]
)
def test_keys_are_read_strictly(raw: Any) -> None:
    with pytest.raises(InvalidAnswer):
        read_keys("a", raw, "2")


def test_keys_of_numbers_that_do_not_stand_there_are_dropped() -> None:
    raw = {"9": "0" * 20, "2": "1" * 20}

    assert read_keys("a", raw, "2、3") == (("2", "1" * 20),)
    assert read_keys("a", raw, "") == ()


SCHEME = points_scheme(section("s", *(item(f"i{n}") for n in range(10))))


def test_an_answer_keeps_them_and_gives_them_back() -> None:
    found = {"reason": "无", "pages": "2", "keys": {"2": key(A, 2)}}
    parsed = parse_answers(SCHEME, {"i0": {"choice": 9, "findings": [found]}})

    assert parsed["i0"].findings == (Finding("", "无", "2", keys=(("2", key(A, 2)),)),)
    assert to_json(parsed["i0"])["findings"] == [found]


def file_of(scans: Scans) -> FilePages:
    return file_pages(scans.parts, is_divided=scans.is_divided, digests=scans.digests)


def test_only_answers_that_were_changed_get_keys() -> None:
    answers = {code: Answer(9, findings=(Finding("", "无", "2"),)) for code in "ab"}

    kept = with_page_keys(kept_from(answers), ["a", "c"], THREE)

    assert kept["a"]["findings"] == [
        {"reason": "无", "pages": "2", "keys": {"2": key(A, 2)}}
    ]
    assert kept["b"]["findings"] == [{"reason": "无", "pages": "2"}]


def test_a_draft_goes_with_its_pages_and_a_review_stays() -> None:
    found = Finding("", "无", "2、4", keys=(("2", key(A, 2)), ("4", key(B, 1))))
    answers = {"a": Answer(9, findings=(found,)), "b": Answer(10)}
    now = file_of(FIRST_GONE)

    (of_draft,) = present(answers, now)["a"].findings
    (of_review,) = beside(answers, now)["a"].findings

    assert (of_draft.pages, of_draft.current) == ("2?、1", "")
    assert (of_review.pages, of_review.current) == ("2、4", "2?、1")
    assert list(present(answers, now)) == ["a", "b"]
    assert beside(answers, file_of(THREE)) == answers


@pytest.mark.parametrize(
    ("written", "kinds"),
    [
        ("2?", [(MissingKind.GONE, ("2?",))]),
        ("9、2?-4", [(MissingKind.PAGE, ("9",)), (MissingKind.GONE, ("2?",))]),
    ],
)
def test_a_page_that_is_gone_keeps_a_finding_from_being_complete(
    written: str, kinds: list[tuple[MissingKind, tuple[str, ...]]]
) -> None:
    found = list(without_page({"a": [written]}, file_of(THREE)))

    assert [(each.kind, each.sentence.values["pages"]) for each in found] == kinds
