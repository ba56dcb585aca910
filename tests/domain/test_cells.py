"""What single cells say, and what is refused."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from review.domain import cells
from review.domain.cells import Cell, CellRefused


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("劳动争议", "劳动争议"),
        ("  劳动 　争议\n", "劳动 争议"),
        ("ＡＢ１２", "AB12"),
        ("某所(北京)", "某所（北京）"),
        ("某所（北京）", "某所（北京）"),
        ("合同,租赁", "合同，租赁"),
        ("Smith (LLP)", "Smith (LLP)"),
        ("\ufeff青山\u200b区\u202c", "青山区"),
        ("'=1+1", "=1+1"),
        ("'", "'"),
        (12.0, "12"),
        (1.5, "1.5"),
        (True, "是"),
        (None, ""),
        ("", ""),
    ],
)
def test_words_come_in_one_width_without_unseen_marks(
    cell: Cell, expected: str
) -> None:
    assert cells.words(cell) == expected


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("张\ufffd", CellRefused.lost),
        ("Ã¥\x85\x88", CellRefused.lost),
        ("锟斤拷", CellRefused.lost),
        ("#N/A", CellRefused.error),
        ("#DIV/0!", CellRefused.error),
        ("########", CellRefused.error),
        ("同上", CellRefused.ditto),
        ("〃", CellRefused.ditto),
        ("长" * 201, CellRefused.long),
    ],
)
def test_words_that_came_to_harm_are_refused(cell: Cell, reason: str) -> None:
    with pytest.raises(CellRefused) as refused:
        cells.words(cell)

    assert refused.value.sentence == reason


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("（2024）黄法援字第１２号", "(2024)黄法援字第12号"),
        ("(2024) 黄法援字 第12号", "(2024)黄法援字第12号"),
        ("〔2024〕12", "〔2024〕12"),
        (2024001.0, "2024001"),
        (2024001, "2024001"),
        (1.1, "1.1"),
        ("A-1", "A-1"),
        ("0012", "0012"),
    ],
)
def test_codes_come_in_one_width_without_spaces(cell: Cell, expected: str) -> None:
    assert cells.code(cell) == expected


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (date(2024, 3, 1), CellRefused.became_date),
        (datetime(2024, 3, 1), CellRefused.became_date),
        (time(12), CellRefused.became_date),
        (timedelta(days=1), CellRefused.became_date),
        (1.1502201210123456e16, CellRefused.digits),
        ("x" * 65, CellRefused.long),
    ],
)
def test_codes_that_a_program_changed_are_refused(cell: Cell, reason: str) -> None:
    with pytest.raises(CellRefused) as refused:
        cells.code(cell)

    assert refused.value.sentence == reason


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("11502201210123456", "11502201210123456"),
        ("１１５０２２０１２１０１２３４５６", "11502201210123456"),
        ("1150 2201 2101 23456", "11502201210123456"),
        ("'11502201210123456", "11502201210123456"),
        ("13401201210123456.0", "13401201210123456"),
        ("1.3401201210123456E+16", "13401201210123456"),
        ("1.3401201210123456e16", "13401201210123456"),
        (32010012345678.0, "32010012345678"),
        ("2015-0012", "2015-0012"),
        ("a1502201210123456", "A1502201210123456"),
        ("", ""),
    ],
)
def test_licence_numbers_are_mended_where_no_digit_is_lost(
    cell: Cell, expected: str
) -> None:
    assert cells.licence_no(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("援中001", "援中001"),
        ("志愿 088", "志愿088"),
        ("青法援（2024）第12号", "青法援(2024)第12号"),
        ("c-07", "C-07"),
    ],
)
def test_numbers_of_cards_may_have_characters(cell: Cell, expected: str) -> None:
    assert cells.licence_no(cell) == expected


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("1.11012E+16", CellRefused.digits),
        ("1.11012e16", CellRefused.digits),
        ("1E+16", CellRefused.digits),
        (1.11012e16, CellRefused.digits),
        (11502201210123456, CellRefused.digits),
        (date(2024, 1, 1), CellRefused.became_date),
        ("11010519491231002X", CellRefused.identity),
        ("110105194912310021", CellRefused.identity),
        ("123", CellRefused.licence),
        ("无证号码", CellRefused.licence),
        ("张三11502201210123456", CellRefused.licence),
        ("张三（11502201210123456）", CellRefused.licence),
        ("身份证510101199001011234", CellRefused.licence),
        ("1150220121012345六", CellRefused.licence),
    ],
)
def test_licence_numbers_that_lost_digits_are_refused(cell: Cell, reason: str) -> None:
    with pytest.raises(CellRefused) as refused:
        cells.licence_no(cell)

    assert refused.value.sentence == reason


@pytest.mark.parametrize(
    ("cell", "doubt"),
    [
        ("13401201210123456.0", cells.CAME_AS_QUANTITY),
        ("1.3401201210123456E+16", cells.CAME_AS_QUANTITY),
        ("13401201210123400", cells.ENDS_IN_ZEROS),
        ("13401201210123456", None),
        ("3201001234.0", None),
    ],
)
def test_licence_numbers_worth_a_second_look_are_noted(
    cell: Cell, doubt: str | None
) -> None:
    noted = cells.licence_doubt(cell)

    assert (noted.sentence if noted else None) == doubt


def test_firm_licence_may_look_like_anything_a_code_may() -> None:
    assert cells.firm_licence_no("31150000md0000001a") == "31150000MD0000001A"
    assert cells.firm_licence_no("110105194912310021") == "110105194912310021"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("张三", "张三"),
        ("王　强", "王强"),
        (" 王 强 ", "王强"),
        ("阿卜杜•热合曼", "阿卜杜·热合曼"),
        ("阿卜杜．热合曼", "阿卜杜·热合曼"),
        ("阿卜杜·热合曼", "阿卜杜·热合曼"),
        ("John  Smith", "John Smith"),
        ("Ｊｏｈｎ", "John"),
        ("𠮷田", "𠮷田"),
        ("龴某", "龴某"),
        ("\ue81e某", "龴某"),
        ("\ue863某", "\ue863某"),
        ("张\uf900", "张\uf900"),
        ("⽅⼀", "方一"),
        ("葛\U000e0100", "葛\U000e0100"),
        ("㛃", "㛃"),
        ("", ""),
    ],
)
def test_names_keep_rare_characters_and_lose_padding(cell: Cell, expected: str) -> None:
    assert cells.person_name(cell) == expected


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("张?", CellRefused.lost),
        ("张？", CellRefused.lost),
        ("12345", CellRefused.name),
        ("--", CellRefused.name),
        (45356.0, CellRefused.name),
        ("张" * 61, CellRefused.long),
    ],
)
def test_names_that_are_none_are_refused(cell: Cell, reason: str) -> None:
    with pytest.raises(CellRefused) as refused:
        cells.person_name(cell)

    assert refused.value.sentence == reason


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("95.5", "95.50"),
        ("95.5分", "95.50"),
        ("９５．５", "95.50"),
        (95.35000000000001, "95.35"),
        (0.1 + 0.2, "0.30"),
        (95, "95.00"),
        (0, "0.00"),
        ("59.995000000001", None),
        ("", ""),
        (None, ""),
    ],
)
def test_numbers_are_exact_to_two_decimals(cell: Cell, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(CellRefused):
            cells.decimal(cell)
    else:
        assert cells.decimal(cell) == (Decimal(expected) if expected else None)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("59.995", CellRefused.decimals),
        (59.995, CellRefused.decimals),
        ("-5", CellRefused.below),
        ("－５", CellRefused.below),
        ("95,5", CellRefused.number),
        ("九十五", CellRefused.number),
        ("1e3", CellRefused.number),
        ("nan", CellRefused.number),
        ("٣", CellRefused.number),
        (True, CellRefused.number),
        (date(2024, 1, 1), CellRefused.number),
        (float("nan"), CellRefused.number),
        (float("inf"), CellRefused.number),
        (1e300, CellRefused.number),
    ],
)
def test_numbers_that_are_none_are_refused(cell: Cell, reason: str) -> None:
    with pytest.raises(CellRefused) as refused:
        cells.decimal(cell)

    assert refused.value.sentence == reason


def test_whole_numbers_have_no_decimals() -> None:
    assert cells.whole("30") == 30
    assert cells.whole(30.0) == 30
    assert cells.whole("") is None
    with pytest.raises(CellRefused, match="whole number"):
        cells.whole("30.5")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2023", 2023),
        (2023.0, 2023),
        ("2023年", 2023),
        ("２０２３年度", 2023),
        ("", None),
    ],
)
def test_years_have_four_digits(cell: Cell, expected: int | None) -> None:
    assert cells.year(cell) == expected


@pytest.mark.parametrize("cell", ["23", "2123", "二〇二三", date(2023, 1, 1), 2023.5])
def test_years_that_are_none_are_refused(cell: Cell) -> None:
    with pytest.raises(CellRefused):
        cells.year(cell)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("是", True),
        ("√", True),
        ("Ｙ", True),
        (True, True),
        (1.0, True),
        ("机密", True),
        ("否", False),
        ("×", False),
        (False, False),
        (0, False),
        ("", False),
        (None, False),
    ],
)
def test_yes_and_no_in_their_many_forms(cell: Cell, expected: bool) -> None:
    assert cells.yes(cell) is expected


@pytest.mark.parametrize("cell", ["也许", "2", "未成年", date(2024, 1, 1)])
def test_anything_else_is_neither_yes_nor_no(cell: Cell) -> None:
    with pytest.raises(CellRefused, match="是 or 否"):
        cells.yes(cell)


def test_reasons_keep_their_lines() -> None:
    assert cells.long_text("一\r\n二\r三") == "一\n二\n三"
    with pytest.raises(CellRefused, match="at most 5000"):
        cells.long_text("长" * 5001)


def test_old_places_all_have_their_own_character() -> None:
    """Every private-use place of the 2005 table, through the decoder and the map."""
    decoded = b"\xfe\x59\xfe\x61\xfe\x66\xa6\xd9\xa8\xbc".decode("gb18030")

    assert decoded.translate(cells.STANDARD_PLACES) == "\u9fb4\u9fb5\u9fb6\ufe10\u1e3f"
    assert len(cells.STANDARD_PLACES) == 25


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("甲 律师事务所", "甲律师事务所"),
        ("甲　律师 事务所", "甲律师事务所"),
        ("甲 (成都) 律师事务所", "甲（成都）律师事务所"),
        ("ABC  律师事务所", "ABC律师事务所"),
        ("Legal Aid  Centre", "Legal Aid Centre"),
    ],
)
def test_spaces_beside_a_character_mean_nothing(cell: str, name: str) -> None:
    assert cells.house(cell) == name
