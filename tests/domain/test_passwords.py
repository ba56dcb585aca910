"""Which passwords are refused, and with which sentence."""

from __future__ import annotations

import pytest

from review.domain import passwords
from review.domain.passwords import WeakPassword, check_password


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "每天早晨七点跑步锻炼身体",
        "Qing-chuan!2026",
        "a" * 3 + "sheep under the bridge" + "z" * 103,
        "      spaces count too      ",
    ],
)
def test_a_good_password_passes(password: str) -> None:
    check_password(password, login="officer")


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("", WeakPassword.sentence),
        ("elevenchars", WeakPassword.sentence),
        ("a sheep, " * 15, passwords.TOO_LONG),
        ("13612345678901", passwords.TOO_COMMON),
        ("１３６１２３４５６７８９", passwords.TOO_COMMON),
        ("aaaaaaaaaaaabb", passwords.TOO_COMMON),
        ("abcdefabcdefab", passwords.TOO_COMMON),
        ("abcdefghijklmn", passwords.TOO_COMMON),
        ("nmlkjihgfedcba", passwords.TOO_COMMON),
        ("Password2026!", passwords.TOO_COMMON),
        ("P@ssw0rd202612", passwords.TOO_COMMON),
        ("woaini13145201314", passwords.TOO_COMMON),
        ("!!sifaju20260301", passwords.TOO_COMMON),
        ("my-OFFICER-word", passwords.NAMES_THE_ACCOUNT),
        ("ｏｆｆｉｃｅｒ的账号密码一二三四", passwords.NAMES_THE_ACCOUNT),
    ],
)
def test_a_weak_password_is_refused(password: str, sentence: str) -> None:
    with pytest.raises(WeakPassword) as refused:
        check_password(password, login="Officer")

    assert refused.value.sentence == sentence


def test_a_very_short_account_name_is_no_reason() -> None:
    check_password("the red kite flies", login="red")
