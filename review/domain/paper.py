"""Answers as people write them on paper, in the words a scheme knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from review.domain.answers import Special
from review.domain.choices import full_choice, written
from review.domain.kinds import squeezed
from review.domain.lines import Line
from review.domain.schemes import Grade, ItemKind, Option, Text

FULL = frozenset({"满分", "full"})
NOTHING_OFF = frozenset({"不扣分", "无扣分", "未扣分", "无"})
NOTHING_WON = frozenset({"不得分", "未得分", "不给分", "得零分"})
NO_BONUS = frozenset({"不加分", "无加分", "未加分", "无"}) | NOTHING_WON
YES = frozenset({"是", "有", "y", "yes", "√", "对", "true", "1"})
NO = frozenset({"否", "无", "没有", "n", "no", "×", "false", "0"})
MET = YES | {"符合", "达到", "齐全", "完整", "met"}
MISSING = NO | {"不符合", "未达到", "缺", "缺失", "缺少", "missing"}
WON_BY_NUMBER = frozenset({ItemKind.STEPS, ItemKind.PER_OCCURRENCE})
EITHER = frozenset({ItemKind.YES_NO, ItemKind.ALL_OR_NOTHING})
WORDS: Mapping[str, Text] = {
    "yes": Text("是", "yes"),
    "no": Text("否", "no"),
    "met": Text("有", "met"),
    "missing": Text("缺", "missing"),
}
SPECIALS: Mapping[str, Text] = {
    Special.NOT_APPLICABLE: Text("不适用", "not applicable"),
    Special.CANNOT_ASSESS: Text("无法评判", "cannot assess"),
    Special.NOT_DONE_EXTERNAL: Text("客观原因未完成", "not done for outside cause"),
}
Named = TypeVar("Named", Option, Grade)
SEPARATORS = re.compile(r"[、,，;；/\s]+")


def raw_choice(line: Line, words: str) -> object:
    """What the words on paper choose on this line.

    Words the line does not know are given back as they are; reading them as an answer
    then says what is allowed.
    """
    kind = line.item.kind
    is_either = kind in EITHER
    # 无 says there that something is not in the file, or that it is not so.
    if is_either and squeezed(words) in _words_for_best(line) - NO:
        return written(full_choice(line))
    if kind is ItemKind.YES_NO:
        return _either(words, "yes", YES, "no", NO)
    if kind is ItemKind.ALL_OR_NOTHING:
        return _either(words, "met", MET, "missing", MISSING)
    if squeezed(words) in _words_for_best(line):
        return written(full_choice(line))
    if line.adds and squeezed(words) in NOTHING_WON:
        return _nothing_won(line, words)
    if kind is ItemKind.ALTERNATIVES:
        if (whole := option_code(line, words)) != words:
            return [whole]
        return [option_code(line, part) for part in SEPARATORS.split(words) if part]
    if kind is ItemKind.INDICATOR:
        grade = called(words, line.grades)
        return grade.code if grade else words
    if line.item.options:
        return option_code(line, words)
    return words


def option_code(line: Line, words: str) -> str:
    """The code of the option that is called so; other words as they are."""
    found = called(words, line.item.options)
    return found.code if found else words


def _words_for_best(line: Line) -> frozenset[str]:
    """The words that mean the full mark here; beside a bonus, that nothing is added.

    Where marks are won, 无 may mean no fault as well as no mark: it is asked about.
    """
    if line.is_bonus:
        return NO_BONUS
    return FULL if line.adds else FULL | NOTHING_OFF


def _nothing_won(line: Line, words: str) -> object:
    if line.item.kind is ItemKind.ALTERNATIVES:
        return []
    return "0" if line.item.kind in WON_BY_NUMBER else words


def _either(
    words: str, first: str, firsts: Iterable[str], second: str, seconds: Iterable[str]
) -> str:
    plain = words.strip().casefold()
    if plain in firsts or plain == first:
        return first
    return second if plain in seconds else words


def taken_words(line: Line, code: object) -> Text:
    """What is written on paper for an answer that a scheme knows by a code."""
    if line.item.kind in EITHER and code in WORDS:
        return WORDS[str(code)]
    choices = line.grades if line.item.kind is ItemKind.INDICATOR else line.item.options
    titles = {each.code: each.title for each in choices}
    return titles.get(str(code)) or SPECIALS.get(str(code)) or Text(str(code), "")


def called(words: str, choices: Sequence[Named]) -> Named | None:
    """The option or grade of this code or title, or of a part that no other title has.

    On paper "1 优异" is written as 1 or as 优异.
    """
    asked = squeezed(words)
    for choice in choices:
        if asked in map(squeezed, (choice.code, choice.title.zh, choice.title.en)):
            return choice
    partly = [each for each in choices if words.strip() in each.title.zh.split()]
    return partly[0] if len(partly) == 1 else None
