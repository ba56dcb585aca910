"""What a query asks: its tests and how they are joined, read from what was typed.

`等级:不合格 律所:正义 分差:>10` asks for all three; 或, 非 and brackets join them
otherwise. A word without a keyword is looked for in the number, the names and the
cause. Everything that cannot be read is refused at its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from review.domain.answers import Special
from review.domain.query_tokens import Span


@dataclass(frozen=True, slots=True)
class Range:
    """From one number or day to another; None is without end on that side."""

    low: Decimal | date | None = None
    high: Decimal | date | None = None
    beyond: bool = False
    """Whether the ends themselves are left out."""

    def holds(self, number: Decimal) -> bool:
        if self.low is not None and not (
            number > self.low if self.beyond else number >= self.low  # type: ignore[operator]
        ):
            return False
        return self.high is None or (
            number < self.high if self.beyond else number <= self.high  # type: ignore[operator]
        )


@dataclass(frozen=True, slots=True)
class Contains:
    """One of these texts is a part of it."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Among:
    """It is one of these codes."""

    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Within:
    """It lies in one of these ranges."""

    ranges: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class Is:
    """It is so, or it is not so."""

    so: bool


@dataclass(frozen=True, slots=True)
class ItemMarked:
    """Some review gave an item such a mark, or such a special answer.

    Without either it asks whether anything was lost on the item.
    """

    item: str
    ranges: tuple[Range, ...] = ()
    special: Special | None = None


Test: TypeAlias = Contains | Among | Within | Is | ItemMarked


@dataclass(frozen=True, slots=True)
class Term:
    """A test by a keyword's name; `span` is where it was typed."""

    name: str
    test: Test
    span: Span


@dataclass(frozen=True, slots=True)
class Not:
    """Everything but that."""

    of: Node


@dataclass(frozen=True, slots=True)
class Both:
    """All of these at once; none of them asks for nothing."""

    of: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of these."""

    of: tuple[Node, ...]


Node: TypeAlias = Term | Not | Both | Either
ANYWHERE = "anywhere"
"""The name of a test without a keyword."""
EVERYTHING = Both()


def terms(node: Node) -> Iterator[Term]:
    """Every test of a query, in the order it was typed."""
    if isinstance(node, Term):
        yield node
    elif isinstance(node, Not):
        yield from terms(node.of)
    else:
        for each in node.of:
            yield from terms(each)


def chosen(node: Node, name: str) -> Term | None:
    """The only test by a keyword that holds for all that is found, if there is one."""
    parts = node.of if isinstance(node, Both) else (node,)
    found = [each for each in parts if isinstance(each, Term) and each.name == name]
    return found[0] if len(found) == 1 else None


def replaced(typed: str, node: Node, name: str, word: str) -> str:
    """The query with this word instead of its test by a keyword; empty takes it away.

    What else was typed stays as it was.
    """
    term = chosen(node, name)
    if term is None:
        is_one_of_several = isinstance(node, Either) and bool(word)
        rest = f"({typed.strip()})" if is_one_of_several else typed.strip()
        return f"{rest} {word}".strip()
    before, after = typed[: term.span.start], typed[term.span.end :]
    parts = (before.strip(), word, after.strip())
    return " ".join(part for part in parts if part)
