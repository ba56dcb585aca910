"""The tests of a query as conditions, whatever column they are about.

Every condition is true or false, never unknown, so that a denial is its complement.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, true

from review.domain.case_queries import (
    ANYWHERE,
    Among,
    Both,
    Contains,
    Is,
    Node,
    Not,
    Range,
    Term,
    Within,
)
from review.store.models import Firm, Person

Condition: TypeAlias = ColumnElement[bool]
Finder: TypeAlias = Callable[[Any], Condition]


def condition(node: Node, finders: Mapping[str, Finder]) -> Condition:
    """The whole query as one condition; each keyword has its finder."""
    if isinstance(node, Term):
        return finders[node.name](node.test)
    if isinstance(node, Not):
        return not_(condition(node.of, finders))
    parts = [condition(each, finders) for each in node.of]
    return and_(true(), *parts) if isinstance(node, Both) else or_(false(), *parts)


def like(text: str) -> str:
    """A pattern that finds this text and nothing else, escaped with "/"."""
    return "%" + re.sub("([/%_])", r"/\1", text) + "%"


def contains(test: Contains, *columns: Any) -> Condition:
    """One of the texts is in one of the columns, whatever the case of its letters."""
    return or_(
        *(
            func.lower(column).like(like(text.lower()), escape="/")
            for text in test.texts
            for column in columns
        )
    )


def packed(test: Contains) -> Contains:
    """The texts as case numbers are stored: without spaces."""
    return Contains(tuple("".join(text.split()) for text in test.texts))


def among(test: Among, column: Any) -> Condition:
    return column.in_(sorted(test.codes))


def named(test: Contains, of: type[Person | Firm]) -> Condition:
    """A name in characters, or how it sounds: 王伟, wangwei, wang wei."""
    sound = func.replace(of.name_key, " ", "")
    return or_(contains(test, of.name), contains(packed(test), sound))


def same(test: Is, condition: Condition) -> Condition:
    """A condition that is to hold, or not to hold."""
    return condition if test.so else not_(condition)


def counted(test: Within, column: Any, *, scale: int = 1) -> Condition:
    """A whole number within the ranges; hundredths have a scale of 100."""
    return or_(*(_in_range(each, column, scale) for each in test.ranges))


def dated(test: Within, column: Any) -> Condition:
    return or_(*(_in_days(each, column) for each in test.ranges))


def _in_range(each: Range, column: Any, scale: int) -> Condition:
    """The ends in whole numbers, so that both databases compare the same."""
    parts = [true()]
    if each.low is not None:
        low = Decimal(each.low) * scale  # type: ignore[arg-type]
        parts.append(
            column > int(low.to_integral_value(ROUND_FLOOR))
            if each.beyond
            else column >= int(low.to_integral_value(ROUND_CEILING))
        )
    if each.high is not None:
        high = Decimal(each.high) * scale  # type: ignore[arg-type]
        parts.append(
            column < int(high.to_integral_value(ROUND_CEILING))
            if each.beyond
            else column <= int(high.to_integral_value(ROUND_FLOOR))
        )
    return and_(*parts)


def _in_days(each: Range, column: Any) -> Condition:
    parts = [true()]
    if each.low is not None:
        parts.append(column > each.low if each.beyond else column >= each.low)
    if each.high is not None:
        parts.append(column < each.high if each.beyond else column <= each.high)
    return and_(*parts)


def anywhere(finders: Mapping[str, Finder]) -> dict[str, Finder]:
    """The finders with one for a word without a keyword."""
    parts = [finders[name] for name in ("number", "handler", "firm", "cause")]

    def find(test: Contains) -> Condition:
        return or_(*(part(test) for part in parts))

    return {**finders, ANYWHERE: find}
