"""Which passwords are refused: the short, the common, and those that name the account.

Length decides, not composition (OWASP ASVS 5.0, 6.2): every character is allowed, and
a sentence is the easiest password to remember.
"""

from __future__ import annotations

import unicodedata
from itertools import pairwise

from review.domain.errors import N_, RuleBroken

MIN_LENGTH, MAX_LENGTH = 12, 128
MIN_DIFFERENT = 5
# What people write first; digits and signs around it do not make it rarer.
COMMON = frozenset(
    [
        "abc",
        "abcd",
        "abcdef",
        "abcdefg",
        "administrator",
        "admin",
        "asdf",
        "asdfgh",
        "asdfghjkl",
        "changeme",
        "falvyuanzhu",
        "falvyuanzhuzhongxin",
        "flyz",
        "iloveyou",
        "lawyer",
        "legalaid",
        "letmein",
        "lvshi",
        "lvsuo",
        "p",
        "pass",
        "password",
        "passwort",
        "pingcha",
        "qazwsx",
        "qazwsxedc",
        "qq",
        "qwer",
        "qwerty",
        "qwertyui",
        "qwertyuiop",
        "root",
        "secret",
        "sifaju",
        "sfj",
        "test",
        "user",
        "welcome",
        "woaini",
        "woaizhongguo",
        "wodemima",
        "mima",
        "zhongguo",
        "zxcvbn",
        "zxcvbnm",
    ]
)
# Digits and signs that stand for letters, as everybody knows.
_SWAPPED = str.maketrans("013457@$!", "oleastasi")
_AROUND = "0123456789!@#$%^&*()-_=+[]{};:'\",.<>/?\\|`~ "


class WeakPassword(RuleBroken):
    sentence = N_("Choose a longer password: at least 12 characters.")


TOO_LONG = N_("This password is too long: at most 128 characters.")
TOO_COMMON = N_("This password is easily guessed. A short sentence is better.")
NAMES_THE_ACCOUNT = N_("The password must not contain the account name.")


def check_password(password: str, *, login: str = "") -> None:
    """Refuse a password that is short, common, or made of the account's name."""
    if len(password) < MIN_LENGTH:
        raise WeakPassword
    if len(password) > MAX_LENGTH:
        raise WeakPassword(TOO_LONG)
    folded = unicodedata.normalize("NFKC", password).casefold()
    if is_common(folded):
        raise WeakPassword(TOO_COMMON)
    name = unicodedata.normalize("NFKC", login).casefold().strip()
    if len(name) >= 4 and name in folded:
        raise WeakPassword(NAMES_THE_ACCOUNT)


def is_common(folded: str) -> bool:
    """Numbers alone, few characters, runs, repetitions, and well-known words."""
    return (
        folded.isdigit()
        or len(set(folded)) < MIN_DIFFERENT
        or _repeats(folded)
        or _runs(folded)
        or bool(_stems(folded) & COMMON)
    )


def _repeats(text: str) -> bool:
    """One piece over and over: abcabcabcabc, passwordpassword."""
    return any(
        text == (text[:n] * len(text))[: len(text)]
        for n in range(1, len(text) // 2 + 1)
    )


def _runs(text: str) -> bool:
    """Every character the neighbour of the one before: abcdefghijkl."""
    steps = {ord(b) - ord(a) for a, b in pairwise(text)}
    return steps in ({1}, {-1})


def _stems(text: str) -> set[str]:
    """The word inside: without what is put around it, and without swapped letters."""
    bare = text.strip(_AROUND)
    return {bare, text.translate(_SWAPPED).strip(_AROUND), bare.translate(_SWAPPED)}
