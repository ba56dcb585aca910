"""Answers as people write them on paper, in the words a scheme knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from review.domain.choices import full_choice, written
from review.domain.kinds import squeezed
from review.domain.lines import Line
from review.domain.schemes import Grade, ItemKind, Option

FULL_WORDS = frozenset({"满分", "不扣分", "无扣分", "未扣分", "无", "full"})
YES = frozenset({"是", "有", "y", "yes", "√", "对", "true", "1"})
NO = frozenset({"否", "无", "没有", "n", "no", "×", "false", "0"})
MET = YES | {"符合", "达到", "齐全", "完整", "met"}
MISSING = NO | {"不符合", "未达到", "缺", "缺失", "缺少", "missing"}
SEPARATORS = re.compile(r"[、,，;；/\s]+")


def raw_choice(line: Line, words: str) -> object:
    """What the words on paper choose on this line.

    Words the line does not know are given back as they are; reading them as an answer
    then says what is allowed.
    """
    kind = line.item.kind
    if kind is ItemKind.YES_NO:
        return _either(words, "yes", YES, "no", NO)
    if kind is ItemKind.ALL_OR_NOTHING:
        return _either(words, "met", MET, "missing", MISSING)
    if squeezed(words) in FULL_WORDS:
        return written(full_choice(line))
    if kind is ItemKind.ALTERNATIVES:
        if (whole := option_code(line, words)) != words:
            return [whole]
        return [option_code(line, part) for part in SEPARATORS.split(words) if part]
    if kind is ItemKind.INDICATOR:
        return _named(line.grades).get(squeezed(words), words)
    if line.item.options:
        return option_code(line, words)
    return words


def option_code(line: Line, words: str) -> str:
    """The code of the option that is called so; other words as they are."""
    return _named(line.item.options).get(squeezed(words), words)


def _either(
    words: str, first: str, firsts: Iterable[str], second: str, seconds: Iterable[str]
) -> str:
    plain = words.strip().casefold()
    if plain in firsts or plain == first:
        return first
    return second if plain in seconds else words


def _named(choices: Iterable[Option | Grade]) -> Mapping[str, str]:
    """Codes by code and by title in either language."""
    return {
        squeezed(word): choice.code
        for choice in choices
        for word in (choice.code, choice.title.zh, choice.title.en)
    }
