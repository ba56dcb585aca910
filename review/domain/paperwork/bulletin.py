"""通报: the bulletin of a published campaign, drafted from its frozen figures alone.

Every percentage stands with its part and whole; nothing estimated is in it. What the
figures do not say is a blank for the officer, never a sentence made up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from review.domain.aggregation import Rate
from review.domain.paperwork.blocks import (
    Blank,
    Block,
    Document,
    Grid,
    Paragraph,
    Role,
    body,
    caption,
    day,
    heading,
    note,
    numbered,
    sealed_by,
    share,
    subheading,
    title,
)


@dataclass(frozen=True, slots=True)
class Counted:
    """A group's graded cases: one rate per grade, in the order of `Published.grades`."""

    name: str
    n: int
    grades: tuple[Rate, ...]
    good: Rate
    passing: Rate
    n_ungraded: int = 0


@dataclass(frozen=True, slots=True)
class Named:
    """An excellent case: whose it is, and nothing more about it."""

    handler: str
    firm: str


@dataclass(frozen=True, slots=True)
class Published:
    """What the public part of a release says; of a withheld group only the name."""

    bureau: str
    campaign: str
    closed_from: date
    closed_until: date
    on: date
    digest: str
    grades: tuple[str, ...]
    total: Counted
    kinds: tuple[Counted | str, ...]
    counties: tuple[Counted | str, ...]
    firms: tuple[Counted | str, ...]
    excellent: tuple[Named, ...]


def bulletin(found: Published) -> Document:
    name = f"{found.bureau}关于{found.campaign}情况的通报"
    return Document(name, tuple(_blocks(found, name)))


def _blocks(found: Published, name: str) -> Iterator[Block]:
    yield title(name)
    yield numbered(found.on.year)
    yield Paragraph(Role.ADDRESSEE, ("各县（市、区）司法局，各律师事务所：",))
    yield body("现将有关情况通报如下：")
    yield heading("一、基本情况")
    yield body(_scope(found))
    yield body(_outcome(found))
    yield body(*_method())
    yield from _tables(found)
    yield from _excellent(found)
    yield heading("二、存在的问题")
    yield body(Blank("逐项写明问题和件数，举例不得出现当事人姓名"))
    yield heading("三、下一步要求")
    yield body(Blank("整改要求和期限"))
    yield from sealed_by(found.bureau)
    yield note(f"公布结果的摘要值（SHA-256）：{found.digest}")


def _scope(found: Published) -> str:
    ungraded = found.total.n_ungraded
    left = f"，另有{ungraded}件未评定等次，不计入比例" if ungraded else ""
    return (
        f"评查{day(found.closed_from)}至{day(found.closed_until)}结案的案卷，"
        f"评定等次{found.total.n}件{left}。"
    )


def _method() -> tuple[str | Blank, ...]:
    return ("评查方法：", Blank("抽取方式、评查人员和评分标准"), "。")


def _outcome(found: Published) -> str:
    total = found.total
    if not total.n:
        return "没有评定等次的案卷。"
    pairs = zip(found.grades, total.grades, strict=True)
    each = "，".join(f"{name}{rate.part}件，占{share(rate)}" for name, rate in pairs)
    return (
        f"其中{each}。优秀和良好合计{total.good.part}件，优良率{share(total.good)}；"
        f"合格以上{total.passing.part}件，合格率{share(total.passing)}。"
    )


def _tables(found: Published) -> Iterator[Block]:
    yield from _table("（一）按案件类型", found, (*found.kinds, found.total))
    yield from _table("（二）按县（市、区）", found, found.counties)
    yield from _table("（三）按律师事务所", found, found.firms)


def _table(
    words: str, found: Published, rows: tuple[Counted | str, ...]
) -> Iterator[Block]:
    if not rows:
        return
    yield subheading(words)
    yield caption("各等次比例（件数/评定等次件数）")
    heads = ("单位或者类型", "件数", *found.grades, "优良率", "合格率")
    widths = (28, 10, *(16 for _ in heads[2:]))
    cells = tuple(_row(row, len(heads)) for row in rows)
    yield Grid(heads, widths, cells, texts=frozenset({0}))
    if any(isinstance(row, str) for row in rows):
        yield note("“＊”：按最低件数的规定不单独公布。")


def _row(row: Counted | str, n_cells: int) -> tuple[str | tuple[str, ...], ...]:
    if isinstance(row, str):
        return (row, *("＊" for _ in range(n_cells - 1)))
    rates = (*row.grades, row.good, row.passing)
    return (row.name, str(row.n), *map(_cell, rates))


def _cell(rate: Rate) -> str | tuple[str, str]:
    """Percentage above, part and whole beneath: a column is too narrow for one line."""
    if rate.percent is None:
        return share(rate)
    return (f"{rate.percent}%", f"{rate.part}/{rate.whole}")


def _excellent(found: Published) -> Iterator[Block]:
    if found.excellent:
        yield subheading("（四）优秀案件")
        names = "；".join(
            "，".join(filter(None, (each.handler, each.firm)))
            for each in found.excellent
        )
        yield body(f"承办人和律师事务所：{names}。")
