"""Both databases file names in the order in which the program does."""

from __future__ import annotations

import pytest
from sqlalchemy import literal, select, text, union_all

from review.gateways.pinyin import name_key, person_key
from review.store import unit

pytestmark = pytest.mark.usefixtures("app_context")

NAMES = (
    *("Li", "Li Ming", "Lian", "李", "李明", "李明明", "连", "王", "王丽", "王丽娟"),
    *("王丽娟子", "王A", "曾国", "单于飞", "南屏县", "南屏县法律援助中心"),
    "南屏县法律援助中心驻人民检察院工作站",
)
KNOWN = ("C", "POSIX", "und-x-icu", "zh-x-icu", "en-x-icu", "en_US.utf8", "zh_CN.utf8")


def test_the_short_name_stands_first_whatever_the_database_compares_by() -> None:
    keys = [person_key(each) for each in NAMES] + [name_key("安达律师事务所")]
    rows = union_all(*(select(literal(each).label("key")) for each in keys)).subquery()
    with unit.reading() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        there = [] if is_sqlite else connection.scalars(text(COLLATIONS)).all()
        orders = [rows.c.key, *(rows.c.key.collate(each) for each in there)]
        found = [
            connection.scalars(select(rows.c.key).order_by(o)).all() for o in orders
        ]

    for order in found:
        short = {name: order.index(person_key(name)) for name in NAMES}
        pairs = [(a, b) for a in NAMES for b in NAMES if a != b and b.startswith(a)]
        assert [pair for pair in pairs if short[pair[0]] > short[pair[1]]] == []
    assert is_sqlite or "C" in there


COLLATIONS = (
    "SELECT DISTINCT collname FROM pg_collation WHERE collname IN "
    f"({', '.join(repr(each) for each in KNOWN)})"
)
