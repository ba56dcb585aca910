"""What a cell accepts: lists to choose from, numbers in their bounds, texts in length."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from review.domain.answers import (
    MOST_ORGAN,
    MOST_PAGES,
    MOST_REASON,
    allowed_specials,
)
from review.domain.choices import MOST_COUNTED, MOST_TEXT
from review.domain.derivation import plain
from review.domain.lines import Line
from review.domain.schemes import ItemKind, Text
from review.files.offline import words
from review.files.offline.columns import BY_NAME
from review.files.offline.lists import Lists
from review.files.offline.rows import Row, RowKind

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

LONGEST_LIST = 255
COUNTS = frozenset({ItemKind.PER_OCCURRENCE, ItemKind.ERROR_COUNT})
CHOOSE = Text(
    "请从列表中选择，或清空这一格。", "Choose from the list, or clear the cell."
)
NUMBER = Text("请填0至%s、每档%s的数字。", "Give a number from 0 to %s in steps of %s.")
COUNT = Text("请填0至%s的整数。", "Give a whole number from 0 to %s.")
LENGTH = Text("最多%s个字。", "At most %s characters.")

Rule = Mapping[str, Any]


class Rules:
    """Sets the rule of every cell that is filled in."""

    def __init__(self, sheet: Worksheet, lists: Lists, locale: str) -> None:
        self._sheet = sheet
        self._lists = lists
        self._locale = locale

    def guard(self, row: Row, number: int, items: tuple[str, ...]) -> None:
        """The rules of a row; `items` are the words for the items of the sheet."""
        for name in sorted(row.open):
            rule = self._rule(name, row, number, items)
            self._sheet.data_validation(f"{BY_NAME[name]}{number}", dict(rule))

    def _rule(self, name: str, row: Row, number: int, items: tuple[str, ...]) -> Rule:
        if name == "answer":
            return self._answer(row, number)
        if name == "special" and row.line is not None:
            return self._chosen(self._specials(row.line))
        if name == "title":
            return self._chosen(items)
        if name == "absent":
            return self._chosen((words.YES.in_language(self._locale),))
        if name == "text":
            return self._text(row)
        return self._at_most(MOST_PAGES if name == "pages" else MOST_ORGAN)

    def _answer(self, row: Row, number: int) -> Rule:
        line = row.line
        assert line is not None
        if row.kind is RowKind.OPTION:
            return self._chosen((words.YES.in_language(self._locale),))
        if line.item.kind is ItemKind.ALTERNATIVES:
            return self._chosen((words.NONE_OF_THESE.in_language(self._locale),))
        if line.item.kind is ItemKind.STEPS:
            return self._steps(line, f"{BY_NAME['answer']}{number}")
        if line.item.kind in COUNTS:
            return self._count()
        known = words.choices(line)
        return self._chosen(tuple(t.in_language(self._locale) for _, t in known))

    def _specials(self, line: Line) -> tuple[str, ...]:
        return tuple(
            words.SPECIALS[each].in_language(self._locale)
            for each in allowed_specials(line)
        )

    def _chosen(self, offered: tuple[str, ...]) -> Rule:
        source = f"={self._lists.name(offered)}"
        return self._stop({"validate": "list", "source": source}, CHOOSE)

    def _steps(self, line: Line, cell: str) -> Rule:
        """All steps to choose from; where they are too many, they are calculated."""
        most, step = line.item.points, line.item.step
        steps = [plain(step * n) for n in range(int(most / step) + 1)]
        if Decimal(steps[-1]) != most:
            steps.append(plain(most))
        asked = NUMBER.in_language(self._locale) % (plain(most), plain(step))
        if len(",".join(steps)) <= LONGEST_LIST:
            return self._stop({"validate": "list", "source": steps}, asked)
        ratio = f"{cell}/{plain(step)}"
        whole = f"OR({cell}={plain(most)},ABS({ratio}-ROUND({ratio},0))<0.000001)"
        test = f"=AND(ISNUMBER({cell}),{cell}>=0,{cell}<={plain(most)},{whole})"
        return self._stop({"validate": "custom", "value": test}, asked)

    def _count(self) -> Rule:
        bounds = {"criteria": "between", "minimum": 0, "maximum": MOST_COUNTED}
        asked = COUNT.in_language(self._locale) % MOST_COUNTED
        return self._stop({"validate": "integer", **bounds}, asked)

    def _text(self, row: Row) -> Rule:
        """The scheme's ready reasons to choose from, and any other words as well."""
        line = row.line
        if line is None or line.is_free_text:
            return self._at_most(MOST_TEXT)
        offered = tuple(
            each.in_language(self._locale) for each in line.item.common_findings
        )
        if offered:
            source = f"={self._lists.name(offered)}"
            return {"validate": "list", "source": source, "show_error": False}
        return self._at_most(MOST_REASON)

    def _at_most(self, most: int) -> Rule:
        asked = LENGTH.in_language(self._locale) % most
        rule = {"validate": "length", "criteria": "<=", "value": most}
        return self._stop(rule, asked)

    def _stop(self, rule: dict[str, Any], asked: Text | str) -> Rule:
        words = asked.in_language(self._locale) if isinstance(asked, Text) else asked
        return {**rule, "error_type": "stop", "error_message": words}
