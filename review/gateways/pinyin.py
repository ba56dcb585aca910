"""How Chinese names sort: by pinyin, kept as a key, since no database collates them."""

from __future__ import annotations

_SAID = (
    "曾 zeng,单 shan,仇 qiu,解 xie,查 zha,朴 piao,区 ou,覃 qin,盖 ge,乐 yue,缪 miao,"
    "洗 xian,员 yun,召 shao,翟 zhai,种 chong,秘 bi,折 she,祭 zhai,乜 nie,郇 xun,"
    "贠 yun,都 du,阚 kan,颉 xie,能 nai,卜 bu,佴 nai,繁 po,薄 bo,句 gou"
)
SURNAMES = dict(each.split() for each in _SAID.split(","))
"""Surnames that are read otherwise than the sign by itself (现代汉语词典)."""
APART = "  "
"""Between how a name is read and the name: before every letter, in any collation, so
that 王丽 stands before 王丽娟."""
LONGEST = 200


def name_key(name: str) -> str:
    """The pinyin of a name, then the name itself to part those that sound alike."""
    return _key(_read(name), name)


def person_key(name: str) -> str:
    """The same for a person, whose surname may have a reading of its own."""
    read, sign = _read(name), name[:1]
    # Surnames of two signs, such as 单于, are read as a whole.
    if sign in SURNAMES and read[:1] == _read(sign):
        read[0] = SURNAMES[sign]
    return _key(read, name)


def _read(name: str) -> list[str]:
    # Imported at its first use: its dictionaries would slow every start.
    from pypinyin import lazy_pinyin

    return list(lazy_pinyin(name))


def _key(read: list[str], name: str) -> str:
    return (" ".join(read) + APART + name).lower()[:LONGEST]
