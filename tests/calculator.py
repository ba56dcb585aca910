"""Calculates the formulas of a workbook, as far as ours go, to compare what they say.

Numbers are binary fractions as in every spreadsheet program; ROUND rounds half away
from zero on the decimal digits that the program would show.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import openpyxl

TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>"(?:[^"]|"")*")
    |(?P<ref>(?:\w+!)?\$?[A-Z]{1,2}\$?\d+(?::\$?[A-Z]{1,2}\$?\d+)?)
    |(?P<name>[A-Z]+)(?=\()|(?P<sign><>|>=|<=|[-+*/&=<>(),]))""",
    re.VERBOSE,
)
ORDER = (("=", "<>", "<", ">", "<=", ">="), ("&",), ("+", "-"), ("*", "/"))
Value = Any


def plain(value: Value) -> Value:
    """An empty cell is nothing in a sum and no text beside a text."""
    return 0.0 if value is None else value


def text_of(value: Value) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return "" if value is None else str(value)


def rounded(number: float, places: float) -> float:
    shown = Decimal(f"{number:.15g}")
    return float(shown.quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP))


def numbers(values: list[Value]) -> Iterator[float]:
    for value in values:
        if isinstance(value, list):
            yield from (each for each in value if isinstance(each, float))
        else:
            yield float(plain(value))


FUNCTIONS: dict[str, Callable[[list[Value]], Value]] = {
    "SUM": lambda v: sum(numbers(v)),
    "MIN": lambda v: min(numbers(v)),
    "MAX": lambda v: max(numbers(v)),
    "ROUND": lambda v: rounded(*v),
    "ABS": lambda v: abs(v[0]),
    "N": lambda v: v[0] if isinstance(v[0], float) else 0.0,
    "OR": lambda v: any(v),
    "AND": lambda v: all(v),
    "COUNTIF": lambda v: float(sum(same(each, v[1]) for each in v[0])),
    "CHOOSE": lambda v: v[int(v[0])],
}


def same(a: Value, b: Value) -> bool:
    """Texts are compared without regard to capitals; an empty cell is an empty text."""
    if isinstance(a, str) or isinstance(b, str):
        return text_of(a).casefold() == text_of(b).casefold() and (
            isinstance(a, str | None) and isinstance(b, str | None)
        )
    return plain(a) == plain(b)


COMPARED: dict[str, Callable[[Value, Value], Value]] = {
    "=": same,
    "<>": lambda a, b: not same(a, b),
    "<": lambda a, b: plain(a) < plain(b),
    ">": lambda a, b: plain(a) > plain(b),
    "<=": lambda a, b: plain(a) <= plain(b),
    ">=": lambda a, b: plain(a) >= plain(b),
    "&": lambda a, b: text_of(a) + text_of(b),
    "+": lambda a, b: plain(a) + plain(b),
    "-": lambda a, b: plain(a) - plain(b),
    "*": lambda a, b: plain(a) * plain(b),
    "/": lambda a, b: plain(a) / plain(b),
}


class Calculator:
    """The cells of a workbook, calculated when they are asked for."""

    def __init__(self, body: bytes) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(body))
        self.known: dict[tuple[str, str], Value] = {}

    def value(self, sheet: str, cell: str) -> Value:
        key = (sheet, cell)
        if key not in self.known:
            found = self.book[sheet][cell].value
            if isinstance(found, str) and found.startswith("="):
                found = Formula(self, sheet, found[1:]).value()
            is_number = isinstance(found, int | float) and not isinstance(found, bool)
            self.known[key] = float(found) if is_number else found
        return self.known[key]

    def read(self, sheet: str, reference: str) -> Value:
        """One cell, or a list of those of an area."""
        named, _, place = reference.replace("$", "").rpartition("!")
        where = named or sheet
        if ":" not in place:
            return self.value(where, place)
        cells = (cell for row in self.book[where][place] for cell in row)
        return [self.value(where, cell.coordinate) for cell in cells]


class Formula:
    """One formula, parsed and calculated in one go."""

    def __init__(self, calculator: Calculator, sheet: str, text: str) -> None:
        self.calculator, self.sheet, self.text = calculator, sheet, text
        self.tokens = list(self._split())
        self.at = 0

    def _split(self) -> Iterator[tuple[str, str]]:
        at = 0
        while at < len(self.text):
            match = TOKEN.match(self.text, at)
            assert match is not None, self.text[at:]
            kind = match.lastgroup or ""
            yield kind, match[kind]
            at = match.end()

    def value(self) -> Value:
        found = self._level(0)
        assert self.at == len(self.tokens), self.text
        return found

    def _next(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("", "")

    def _take(self, sign: str) -> None:
        assert self._next()[1] == sign, (sign, self.text)
        self.at += 1

    def _level(self, level: int) -> Value:
        if level == len(ORDER):
            return self._atom()
        found = self._level(level + 1)
        while self._next()[0] == "sign" and self._next()[1] in ORDER[level]:
            sign = self._next()[1]
            self.at += 1
            found = COMPARED[sign](found, self._level(level + 1))
        return found

    def _atom(self) -> Value:
        kind, text = self._next()
        self.at += 1
        if kind == "number":
            return float(text)
        if kind == "text":
            return text[1:-1].replace('""', '"')
        if kind == "ref":
            return self.calculator.read(self.sheet, text)
        if kind == "name":
            return self._call(text)
        assert text == "(", self.text
        found = self._level(0)
        self._take(")")
        return found

    def _call(self, name: str) -> Value:
        """IF calculates only what it needs, as programs do."""
        self._take("(")
        if name == "IF":
            return self._if()
        values = []
        while self._next()[1] != ")":
            values.append(self._level(0))
            if self._next()[1] == ",":
                self.at += 1
        self._take(")")
        return FUNCTIONS[name](values)

    def _if(self) -> Value:
        test = self._level(0)
        self._take(",")
        parts = [self._skip(), self._skip()]
        begin, end = parts[0] if test else parts[1]
        after, self.at, whole = self.at, begin, self.tokens
        self.tokens = whole[:end]
        found = self._level(0)
        self.tokens, self.at = whole, after
        return found

    def _skip(self) -> tuple[int, int]:
        """Past one argument; where it begins and ends."""
        begin, depth = self.at, 0
        while depth or self._next()[1] not in (",", ")"):
            kind, text = self._next()
            depth += (kind == "sign") * ((text == "(") - (text == ")"))
            self.at += 1
        end = self.at
        self.at += 1
        return begin, end
