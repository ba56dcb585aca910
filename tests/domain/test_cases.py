"""Records of what is taken in, and the rules that hold within one record."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from review.domain.cases import (
    CaseKind,
    CaseRecord,
    ClosedBeforeAssigned,
    EarlierResultRecord,
    FirmRecord,
    HandlerRecord,
    HandlersDisagree,
    Handling,
    Remark,
    ReviewerRecord,
    ReviewRecord,
    SharesTooLarge,
    Stage,
    UnknownWords,
    check_days,
    handlings,
    only_protects,
)

ZHANG, LI, WANG = Handling("张三"), Handling("李四"), Handling("王五")


def test_one_number_belongs_to_the_first_and_one_firm_to_all() -> None:
    found = handlings([ZHANG, LI], licence_nos=["1150"], firms=["甲所"])

    assert found == (Handling("张三", "1150", "甲所"), Handling("李四", "", "甲所"))


def test_as_many_as_people_go_by_order() -> None:
    found = handlings(
        [ZHANG, LI],
        licence_nos=["1", "2"],
        firms=["甲所", "乙所"],
        shares=[Decimal(60), Decimal(40)],
    )

    assert found == (
        Handling("张三", "1", "甲所", Decimal(60)),
        Handling("李四", "2", "乙所", Decimal(40)),
    )


def test_what_stands_with_the_name_counts_before_the_column() -> None:
    named = Handling("张三", licence_no="9999", firm="丙所")

    assert handlings([named], licence_nos=["1"], firms=["甲所"]) == (named,)


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"licence_nos": ["1", "2"]}, HandlersDisagree.licences),
        ({"licence_nos": ["1", "2", "3", "4"]}, HandlersDisagree.licences),
        ({"firms": ["甲所", "乙所"]}, HandlersDisagree.sentence),
        ({"shares": [Decimal(50), Decimal(50)]}, HandlersDisagree.shares),
    ],
)
def test_other_counts_are_refused(columns: dict[str, list], sentence: str) -> None:
    with pytest.raises(HandlersDisagree) as refused:
        handlings([ZHANG, LI, WANG], **columns)

    assert refused.value.sentence == sentence


def test_shares_are_parts_of_a_hundred() -> None:
    with pytest.raises(SharesTooLarge) as refused:
        handlings([ZHANG, LI], shares=[Decimal(60), Decimal(50)])

    assert (
        str(refused.value) == "The shares of the work add up to 110%, more than 100%."
    )


def test_a_case_is_not_closed_before_it_is_assigned() -> None:
    check_days(date(2024, 3, 5), date(2024, 3, 5))
    check_days(None, date(2024, 3, 5))
    with pytest.raises(ClosedBeforeAssigned, match="Closed on 2024-03-04"):
        check_days(date(2024, 3, 5), date(2024, 3, 4))


@pytest.mark.parametrize(
    ("record", "key"),
    [
        (FirmRecord("甲所"), ("甲所",)),
        (FirmRecord("甲所", licence_no="31"), ("31",)),
        (HandlerRecord("张三", "1150"), ("1150",)),
        (ReviewerRecord("王五"), ("王五",)),
        (ReviewerRecord("王五", licence_no="1150"), ("1150",)),
        (ReviewerRecord("王五", number="P1", licence_no="1150"), ("P1",)),
        (
            CaseRecord("1号", CaseKind.CIVIL, date(2024, 1, 1), ZHANG),
            ("1号", "", ""),
        ),
        (
            ReviewRecord("1号", "王五", stage=Stage.TRIAL_FIRST, volume_set="2"),
            ("1号", "trial_first", "2", "王五"),
        ),
        (EarlierResultRecord(2023, "良好", handler="张三"), ("2023", "", "张三")),
        (
            EarlierResultRecord(2023, "良好", None, "1号", "张三", "1150"),
            ("2023", "1号", "1150"),
        ),
        (
            EarlierResultRecord(2023, "良好", handler="张三", firm="甲律师事务所"),
            ("2023", "", "张三", "甲律师事务所"),
        ),
    ],
)
def test_records_are_known_by_their_key(record: object, key: tuple[str, ...]) -> None:
    assert record.key == key  # type: ignore[attr-defined]


def test_remarks_read_as_sentences() -> None:
    broken = UnknownWords(value="特级", allowed="一般")

    remark = Remark.of(broken, column="案件分级", value="特级")

    assert str(remark) == "“特级” is not one of: 一般."
    assert (remark.column, remark.value) == ("案件分级", "特级")
    assert str(Remark("100% plain")) == "100% plain"


@pytest.mark.parametrize(
    ("name", "old", "new", "so"),
    [
        ("sealed", False, True, True),
        ("secret", False, True, True),
        ("sealed", True, False, False),
        ("secret", True, False, False),
        ("cause", "", "盗窃", False),
        ("closed_on", None, date(2025, 1, 1), False),
    ],
)
def test_protection_is_added_and_not_lifted(
    name: str, old: object, new: object, so: bool
) -> None:
    assert only_protects(name, old, new) is so
