"""The order in which people count names of files: 2 before 10, 第二册 before 第十册.

Volumes are numbered in Arabic or Chinese figures, or by 上, 中, 下 and 甲, 乙, 丙. Pages
and the contents list follow this order, so that a wrong one puts a whole file out of order.
The script that uploads the files of one case counts the same (`upload_order.js`).
"""

from __future__ import annotations

import re

DIGITS = {figure: n for n, figure in enumerate("零一二三四五六七八九")}
DIGITS |= {figure: n for n, figure in enumerate("零壹贰叁肆伍陆柒捌玖")}
DIGITS |= {"〇": 0, "○": 0, "两": 2}
TENS = {"十": 10, "拾": 10, "廿": 20, "卅": 30, "百": 100, "佰": 100, "千": 1000}
FIGURES = "".join((*DIGITS, *TENS))
LONGEST = 300
"""Figures of one number; nobody counts so far."""
PLACES = ("上中下", "甲乙丙丁戊己庚辛壬癸")
"""They count only where no other letter stands behind: 上册, 卷乙, （下）, 材料上."""
RANKS = {each: n for places in PLACES for n, each in enumerate(places, 1)}
RANK, VOLUME = f"[{''.join(RANKS)}]", "[册卷部本集编辑]"
PART = re.compile(
    rf"(?P<arabic>\d+)|(?P<chinese>[{FIGURES}]+)"
    rf"|{RANK}(?={VOLUME}|[\W\d_]|$)"
)
ENDING = re.compile(r"\.[A-Za-z]\w{0,4}$")
"""Of a file: it stands behind the name and is none of it, so that 扫描.jpg comes before
扫描 (2).jpg.
"""

Key = tuple[tuple[tuple[int, str], ...], ...]


def counted(path: str) -> tuple[Key, str]:
    """To sort paths by, folder by folder; of what counts the same, the letters decide."""
    bare = ENDING.sub("", path)
    return tuple(_parts(name) for name in bare.split("/")), path


def _parts(name: str) -> tuple[tuple[int, str], ...]:
    """Words and numbers in turn; where one name has a word and one a number, that word
    comes first.
    """
    found: list[tuple[int, str]] = []
    name, place = "".join(name.split()), 0
    for each in PART.finditer(name):
        if each.start() > place:
            found.append((-1, name[place : each.start()]))
        found.append((_number(each), ""))
        place = each.end()
    if place < len(name):
        found.append((-1, name[place:]))
    return tuple(found)


def _number(found: re.Match[str]) -> int:
    text = found[0][:LONGEST]
    if found["arabic"]:
        return int(text)
    return chinese_number(text) if found["chinese"] else RANKS[text]


def chinese_number(figures: str) -> int:
    """一百二十三 and 一二三 alike."""
    if not TENS.keys() & set(figures):
        return int("".join(str(DIGITS[each]) for each in figures))
    total, digit = 0, 0
    for each in figures:
        if each in DIGITS:
            digit = DIGITS[each]
            continue
        total += max(digit, 1) * TENS[each]
        digit = 0
    return total + digit
