"""Addresses for one person only, and a message that is tried often enough."""

from __future__ import annotations

from datetime import timedelta

import pytest

from review.domain.deliveries import (
    OF_ALL,
    TEMPORARY,
    WAITS,
    BadAddress,
    BadMobile,
    NotDelivered,
    Trouble,
    email_of,
    masked,
    mobile_of,
    wait_after,
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (" wang.wei@sfj.qingchuan.gov.cn ", "wang.wei@sfj.qingchuan.gov.cn"),
        ("a+b@example.cn", "a+b@example.cn"),
        ("", ""),
        ("　", ""),
    ],
)
def test_an_address_is_taken_as_it_is(typed: str, expected: str) -> None:
    assert email_of(typed) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "a@b.cn\r\nBcc: c@d.cn",
        "a@b.cn\nBcc: c@d.cn",
        "a@b.cn\n",
        "a@b.cn,c@d.cn",
        "a@b.cn;c@d.cn",
        "a@b@c.cn",
        "王伟 <a@b.cn>",
        "a b@c.cn",
        '"a\\"b"@c.cn',
        "王@例子.cn",
        "a@b",
        "a@-b.cn",
        "a..b@c.cn",
        ".a@c.cn",
        "a@[127.0.0.1]",
        "a@b.cn\0",
        f"{'a' * 250}@b.cn",
    ],
)
def test_what_could_be_more_than_one_address_is_refused(typed: str) -> None:
    with pytest.raises(BadAddress):
        email_of(typed)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("13800138000", "13800138000"),
        ("138 0013-8000", "13800138000"),
        ("+8613800138000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("", ""),
    ],
)
def test_a_number_is_its_eleven_digits(typed: str, expected: str) -> None:
    assert mobile_of(typed) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "12800138000",
        "1380013800",
        "138001380001",
        "１３８００１３８０００",
        "1380013\n8000",
    ],
)
def test_what_is_no_mobile_number_is_refused(typed: str) -> None:
    with pytest.raises(BadMobile):
        mobile_of(typed)


def test_waits_grow_and_end() -> None:
    waits = [wait_after(n) for n in range(1, len(WAITS) + 1)]

    assert waits == sorted(WAITS)
    assert waits[0] == timedelta(minutes=1)
    assert wait_after(len(WAITS) + 1) is None


def test_every_trouble_has_words_and_is_over_or_not() -> None:
    assert all(each.words for each in Trouble)
    assert OF_ALL < TEMPORARY < set(Trouble)


def test_an_error_says_no_address() -> None:
    error = NotDelivered(Trouble.REFUSED, 550)

    assert (str(error), error.code) == ("refused", 550)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("wang.wei@sfj.gov.cn", "wa***@sfj.gov.cn"),
        ("13800138000", "138****8000"),
        ("", ""),
    ],
)
def test_officers_see_only_part_of_an_address(address: str, expected: str) -> None:
    assert masked(address) == expected
