"""Items in queries: by the number of the file's own sheet, by name, by code."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.domain.case_queries import ItemMarked, terms
from review.domain.policy import Granted, Role, Viewer
from review.domain.query_items import items, vetoes
from review.domain.query_keywords import KEYWORDS
from review.domain.query_marks import asked_of
from review.domain.query_parsing import parse
from review.domain.query_tokens import QueryRefused
from review.domain.query_words import Subject, vocabulary
from review.domain.schemes import Item, Text
from tests.domain.builders import item, points_scheme, section, veto


def _item(code: str, zh: str, en: str = "") -> Item:
    return replace(item(code), title=Text(zh, en))


MET = _item("met", "及时约见受援人", "Met in time")
CIVIL = points_scheme(
    section("a", MET, _item("read", "阅卷", "Read the file")),
    section("b", _item("paper", "起诉状、答辩状")),
    veto("v", "forged"),
)
CRIMINAL = points_scheme(
    section("a", _item("jail", "及时会见")),
    section("b", _item("read", "阅卷", "Read the file"), _item("posted", "公示")),
    section("c", _item("met", "及时约见"), _item("shown", "公示")),
)
# The sheet of each part begins with one.
PARTED = points_scheme(
    section("a", _item("formal", "形式"), part="x"),
    section("b", _item("deep", "实质"), part="y"),
)
OFFICER = Viewer(user_id=1, grants=(Granted(Role.BUREAU_OFFICER, 1),))
SCHEMES = (CIVIL, CRIMINAL, PARTED)
KNOWN = vocabulary(OFFICER, Subject.FILES, KEYWORDS, {"item": items(SCHEMES)})


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("1.1", (["met"], ["jail"], ["formal", "deep"])),
        ("1.2", (["read"], [], [])),
        ("２.１", (["paper"], ["read"], [])),
        ("3.2", ([], ["shown"], [])),
        ("read", (["read"], ["read"], ["read"])),
        ("阅卷", (["read"], ["read"], ["read"])),
        ("及时约", (["met"], ["met"], ["met"])),
        ("约见", (["met"], ["met"], ["met"])),
        ("'起诉状、答辩状'", (["paper"], ["paper"], ["paper"])),
        ("'公示 shown'", (["shown"], ["shown"], ["shown"])),
        ("'met in'", (["met"], ["met"], ["met"])),
    ],
)
def test_an_item_is_asked_by_number_name_or_code(
    typed: str, codes: tuple[list[str], ...]
) -> None:
    (term,) = terms(parse(f"项:{typed}<2".replace("'", '"'), KNOWN))

    test = term.test
    assert isinstance(test, ItemMarked)
    found = tuple([x.item for x in asked_of(each, test)] for each in SCHEMES)
    assert found == codes
    assert {x.ranges for each in SCHEMES for x in asked_of(each, test)} == {test.ranges}


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("及时", ("及时约见受援人", "及时会见", "及时约见")),
        ("公示", ("公示 posted", "公示 shown")),
        ("9.9", ("1.1", "1.2", "2.1")),
        ("11", ("1.1", "3.1", "2.1")),
    ],
)
def test_what_may_be_several_items_is_refused_with_their_names(
    typed: str, nearest: tuple[str, ...]
) -> None:
    with pytest.raises(QueryRefused) as refused:
        parse(f"项:{typed}<2", KNOWN)

    assert refused.value.nearest == nearest
    told = "may mean several" if typed in nearest[0] else "is not a value"
    assert told in str(refused.value)


def test_what_stands_in_place_of_a_word_can_be_read() -> None:
    with pytest.raises(QueryRefused) as refused:
        parse("项:公示<2", KNOWN)

    assert refused.value.mended == '项:"公示 posted"<2'
    assert [term.name for term in terms(parse(refused.value.mended, KNOWN))] == ["item"]


def test_completion_offers_numbers_with_what_stands_there_and_names() -> None:
    offered = [(each.in_language("zh"), each.means[1]) for each in items(SCHEMES)]

    assert offered == [
        ("1.1", "及时约见受援人 / 及时会见 / 形式"),
        ("1.2", "阅卷"),
        ("2.1", "起诉状、答辩状 / 阅卷"),
        ("2.2", "公示"),
        ("3.1", "forged / 及时约见"),
        ("3.2", "公示"),
        ("及时约见受援人", "1.1"),
        ("阅卷", "1.2, 2.1"),
        ("起诉状、答辩状", "2.1"),
        ("forged", "3.1"),
        ("及时会见", "1.1"),
        ("公示 posted", "2.2"),
        ("及时约见", "3.1"),
        ("公示 shown", "3.2"),
        ("形式", "1.1"),
        ("实质", "1.1"),
    ]
    assert [each.in_language("zh") for each in vetoes(SCHEMES)] == ["forged"]
