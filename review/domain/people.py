"""Several people in one cell: their names, licence numbers, firms and shares."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from review.domain.cases import Handling, Remark
from review.domain.cells import (
    HAN,
    NAME_FOLDS,
    Cell,
    CellRefused,
    code,
    decimal,
    house,
    licence_doubt,
    licence_no,
    person_name,
    words,
    written,
)
from review.domain.errors import N_

T = TypeVar("T")

BETWEEN = re.compile(r"[、，,;；/／|&\n]+")
# 和 is also a surname and part of given names, so it joins two people only between
# names of two to four characters.
JOINED = re.compile(f"({HAN}{{2,4}})[和与及]({HAN}{{2,4}})")
LONG_SURNAMES = frozenset(
    {"欧阳", "司马", "上官", "诸葛", "司徒", "东方", "皇甫", "尉迟", "公孙", "令狐"}
    | {"慕容", "长孙", "夏侯", "端木", "百里", "东郭", "南宫", "西门", "独孤", "宇文"}
)
TITLED = re.compile(f"({HAN}{{2,4}})律师")
DOTS = re.compile("[.‧・•∙⋅･·]")
BRACKETED = re.compile(r"(?P<name>[^()]*)\((?P<inside>.*)\)\s*")
LEADING = frozenset({"主办", "主承办", "主要承办", "牵头", "第一承办人", "主办人"})
ASSISTING = frozenset({"协办", "辅办", "协助", "助理", "共同承办", "协办人"})
HOUSE = re.compile(
    ".*(事务所|服务所|律所|中心|法援处|援助处|援助机构|工作站|值班点|联络点|接待点)$"
)

SEVERAL_PEOPLE = N_(
    "Read as %(n)s people: %(read)s. Put 、 between names to leave no doubt."
)
BRACKET_UNCLEAR = N_(
    "“%(inside)s” in brackets is no licence number, no firm, and neither 主办 nor 协办."
)
TWO_LEAD = N_("Only one handler can be the lead (主办).")


@dataclass(frozen=True, slots=True)
class _Named:
    person: Handling
    leads: bool = False


def handlers(cell: Cell | None) -> tuple[Handling, ...]:
    """The people of a cell, the lead handler first.

    They stand apart by 、，,;/| or a line break, by 和 or a space between full names.
    Brackets behind a name may hold a licence number, a firm, 主办 or 协办.
    """
    named = [_person(part) for part in _apart(written(cell))]
    leads = [one for one in named if one.leads]
    if len(leads) > 1:
        raise CellRefused(TWO_LEAD)
    rest = [one for one in named if not one.leads]
    return tuple(one.person for one in leads + rest)


def handlers_doubt(cell: Cell | None) -> Remark | None:
    """A space or 和 between names is only probably a boundary."""
    text = written(cell)
    people = handlers(cell)
    if len(people) > sum(1 for part in _marked_off(text) if part.strip()):
        read = tuple(person.name for person in people)
        return Remark(SEVERAL_PEOPLE, (("n", str(len(people))), ("read", read)))
    return None


def licence_nos(cell: Cell | None) -> tuple[str, ...]:
    """Licence numbers, in the order of the names they belong to."""
    return _each(cell, licence_no)


def licence_nos_doubt(cell: Cell | None) -> Remark | None:
    """The first of the numbers that may have lost its last digits."""
    doubts = _each(cell, licence_doubt)
    return next((doubt for doubt in doubts if doubt is not None), None)


def reviewer(cell: Cell | None) -> str:
    """A reviewer, by name or by the number the bureau gave."""
    text = code(cell) if not isinstance(cell, str) or cell.strip().isdigit() else ""
    return text or person_name(cell)


def firms(cell: Cell | None) -> tuple[str, ...]:
    """Firms, in the order of the names they belong to."""
    return _each(cell, house)


def terms(cell: Cell | None) -> tuple[str, ...]:
    """Any list of short texts."""
    return tuple(dict.fromkeys(_each(cell, words)))


def names(cell: Cell | None) -> tuple[str, ...]:
    """Any list of people and houses; houses are written as in their own column."""
    return tuple(dict.fromkeys(_each(cell, _person_or_house)))


def _person_or_house(part: Cell) -> str:
    text = house(part)
    return text if HOUSE.fullmatch(text) else person_name(part)


def shares(cell: Cell | None) -> tuple[Decimal, ...]:
    """Parts of a hundred, with or without the sign."""
    found = _each(cell, lambda part: decimal(words(part).rstrip("%％")))
    return tuple(share for share in found if share is not None)


def _each(cell: Cell | None, read: Callable[[Cell], T]) -> tuple[T, ...]:
    if not isinstance(cell, str):
        return () if cell is None else (read(cell),)
    parts = _marked_off(written(cell))
    return tuple(read(part) for part in parts if part.strip())


def _marked_off(text: str) -> list[str]:
    """The parts between separators; those within brackets separate nothing."""
    parts, depth = [""], 0
    for mark in text.replace("\r", "\n").replace("（", "(").replace("）", ")"):
        depth = max(0, depth + (mark == "(") - (mark == ")"))
        if depth == 0 and BETWEEN.fullmatch(mark):
            parts.append("")
        else:
            parts[-1] += mark
    return parts


def _apart(text: str) -> Iterator[str]:
    for part in _marked_off(text):
        if "(" in part:
            yield part
        else:
            yield from _by_space_or_joint(part.translate(NAME_FOLDS).strip())


def _by_space_or_joint(part: str) -> list[str]:
    """王 强 is one person in two pieces; 王建国 李强 are two people."""
    pieces = part.split()
    whole = len(pieces) == 1 or pieces[:1] and pieces[0] in LONG_SURNAMES
    if not whole and all(re.fullmatch(f"{HAN}{{2,}}", p) for p in pieces):
        return pieces
    if joined := JOINED.fullmatch("".join(pieces)):
        return [joined[1], joined[2]]
    return [part] if part else []


def _name(text: str) -> str:
    """A name without the title people write behind it: 李敏律师."""
    name = person_name(text)
    titled = TITLED.fullmatch(name)
    return titled[1] if titled else name


def one_writing(name: str) -> str:
    """What all writings of a name share: no spaces, dots or title, one width and case.

    It is for comparing only: characters that have a common relative become that one.
    """
    plain = "".join(unicodedata.normalize("NFKC", name).casefold().split())
    titled = TITLED.fullmatch(plain := DOTS.sub("", plain))
    return titled[1] if titled else plain


def _person(part: str) -> _Named:
    match = BRACKETED.fullmatch(part.strip())
    if match is None:
        return _Named(Handling(_name(part)))
    name, inside = _name(match["name"]), house(match["inside"])
    if inside in LEADING or inside in ASSISTING:
        return _Named(Handling(name), leads=inside in LEADING)
    if HOUSE.fullmatch(inside):
        return _Named(Handling(name, firm=inside))
    if re.search(r"\d{4}", inside):
        return _Named(Handling(name, licence_no=licence_no(inside)))
    raise CellRefused(BRACKET_UNCLEAR, inside=inside)
