"""The sentences of a bulletin against bulletins that were really published."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.domain.aggregation import percent, rate
from review.domain.paperwork.blocks import Blank, Document, Grid, Paragraph
from review.domain.paperwork.bulletin import Counted, Named, Published, bulletin

GRADES = ("优秀", "良好", "合格", "不合格")


def group(name: str, *counts: int, decimals: int = 1, left: int = 0) -> Counted:
    n = sum(counts)
    rates = tuple(rate(part, n, decimals) for part in counts)
    good = rate(sum(counts[:2]), n, decimals)
    return Counted(name, n, rates, good, rate(sum(counts[:3]), n, decimals), left)


def of(
    total: Counted, *kinds: Counted | str, named: tuple[Named, ...] = ()
) -> Document:
    first, last = date(2024, 1, 1), date(2024, 12, 31)
    on, digest = date(2025, 2, 7), "ab" * 32
    return bulletin(
        Published(
            *(
                "某区司法局",
                "2024年案件质量评查",
                first,
                last,
                on,
                digest,
                GRADES,
                total,
            ),
            *(kinds, (), (), named),
        )
    )


def said(document: Document) -> str:
    return "\n".join(
        "".join(piece for piece in block.pieces if isinstance(piece, str))
        for block in document.blocks
        if isinstance(block, Paragraph)
    )


def rows(document: Document) -> list[tuple[object, ...]]:
    return [r for b in document.blocks if isinstance(b, Grid) for r in b.rows]


@pytest.mark.parametrize(
    ("counts", "decimals", "found"),
    [
        ((2, 28, 30, 0), 1, "优秀2件，占3.3%（2/60），良好28件，占46.7%（28/60）"),
        ((2, 28, 30, 0), 1, "合格以上60件，合格率100.0%（60/60）"),
        ((1, 11, 18, 0), 1, "良好11件，占36.7%（11/30）"),
        ((1, 17, 12, 0), 1, "良好17件，占56.7%（17/30）"),
        ((0, 4, 7, 0), 2, "良好4件，占36.36%（4/11），合格7件，占63.64%（7/11）"),
        ((14, 57, 6, 0), 2, "优秀和良好合计71件，优良率92.21%（71/77）"),
        ((0, 0, 138, 5), 1, "合格以上138件，合格率96.5%（138/143）"),
        ((0, 0, 228, 0), 1, "合格以上228件，合格率100.0%（228/228）"),
        ((0, 0, 0, 0), 1, "没有评定等次的案卷。"),
    ],
)
def test_the_outcome_as_it_was_printed(
    counts: tuple[int, ...], decimals: int, found: str
) -> None:
    assert found in said(of(group("合计", *counts, decimals=decimals)))


def test_the_table_has_the_kinds_and_all_together() -> None:
    civil, criminal = group("民事", 1, 11, 18, 0), group("刑事", 1, 17, 12, 0)

    assert rows(of(group("合计", 2, 28, 30, 0), civil, criminal, "劳动"))[1:] == [
        (
            *("刑事", "30", ("3.3%", "1/30"), ("56.7%", "17/30"), ("40.0%", "12/30")),
            *(("0.0%", "0/30"), ("60.0%", "18/30"), ("100.0%", "30/30")),
        ),
        ("劳动", *["＊"] * 7),
        (
            *("合计", "60", ("3.3%", "2/60"), ("46.7%", "28/60"), ("50.0%", "30/60")),
            *(("0.0%", "0/60"), ("50.0%", "30/60"), ("100.0%", "60/60")),
        ),
    ]


def test_what_is_withheld_is_explained_and_what_is_ungraded_is_told() -> None:
    document = of(group("合计", 1, 2, 3, 0, left=4), "劳动")

    assert "“＊”：按最低件数的规定不单独公布。" in said(document)
    assert "评定等次6件，另有4件未评定等次，不计入比例。" in said(document)


def test_excellent_cases_are_names_and_what_is_unknown_is_left_out() -> None:
    named = (Named("赵一", "甲律师事务所"), Named("李四", ""))

    found = said(of(group("合计", 2, 0, 0, 0), named=named))

    assert "赵一，甲律师事务所；李四。" in found


def test_what_figures_do_not_say_is_left_blank() -> None:
    blanks = [
        piece
        for block in of(group("合计", 1, 0, 0, 0)).blocks
        if isinstance(block, Paragraph)
        for piece in block.pieces
        if isinstance(piece, Blank)
    ]
    assert len(blanks) == 7


@given(
    st.lists(st.integers(0, 10_000), min_size=4, max_size=4),
    st.integers(0, 2),
)
def test_every_percentage_agrees_with_its_part_and_whole(
    counts: list[int], decimals: int
) -> None:
    total = group("合计", *counts, decimals=decimals)
    document = of(total)
    written = said(document) + "".join(
        "（".join(cell) + "）"
        for row in rows(document)
        for cell in row
        if isinstance(cell, tuple)
    )
    found = re.findall(r"([\d.]+)%（(\d+)/(\d+)）", written)

    assert len(found) == (12 if total.n else 0) == written.count("%")
    for number, part, whole in found:
        assert number == percent(int(part), int(whole), decimals)
        assert int(whole) == total.n
