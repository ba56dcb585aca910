"""The rows of a case's sheet as answers: each item's, or the cells that refuse it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from review.domain.answers import (
    MOST_CAUSE,
    MOST_ORGAN,
    MOST_PAGES,
    MOST_REASON,
    Special,
    allowed_specials,
    parse_answer,
    to_json,
)
from review.domain.choices import MOST_TEXT, InvalidAnswer, read_choice
from review.domain.kinds import squeezed
from review.domain.lines import Line
from review.domain.numbering import Numbered, NumberedSection
from review.domain.offline import COMMENT
from review.domain.schemes import ItemKind, Scheme
from review.domain.sentences import Sentence
from review.files.offline import words
from review.files.offline.cells import (
    CellsRefused,
    Cited,
    Refusal,
    RowReader,
    offered,
    shown,
)
from review.files.offline.columns import ANSWER, BY_NAME, TEXT
from review.files.offline.reading import BroughtRow, BroughtSheet
from review.files.offline.rows import label_of

COMMENT_CELL = TEXT
MORE = "+"
Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Read:
    """What a sheet says: of each item its answer in canonical form, or None.

    `cells` is where an item's answer stands. What is refused is not in `said`; `strays`
    are refused cells that belong to no item; `cited` are the cells that name pages.
    """

    said: Mapping[str, Any]
    cells: Mapping[str, str]
    refused: Mapping[str, tuple[Refusal, ...]]
    strays: tuple[Refusal, ...] = ()
    cited: Mapping[str, tuple[Cited, ...]] = field(default_factory=dict)


def read_sheet(
    sheet: BroughtSheet, scheme: Scheme, sections: Iterable[NumberedSection]
) -> Read:
    """Every line that is asked, and the comment, from the rows of its sheet."""
    lines = [each for section in sections for each in section.lines]
    rows = _Rows(sheet, lines)
    said: dict[str, Any] = {}
    cells: dict[str, str] = {}
    refused: dict[str, tuple[Refusal, ...]] = {}
    cited: dict[str, tuple[Cited, ...]] = {}
    for each in lines:
        code = each.line.item.code
        answer, refusals, cells[code], cited[code] = _line(each, rows, scheme)
        if refusals:
            refused[code] = tuple(refusals)
        else:
            said[code] = answer
    _comment(sheet, said, cells, refused)
    return Read(said, cells, refused, tuple(rows.strays), cited)


@dataclass
class _Rows:
    """The rows of a sheet by item; further findings go to the item they name."""

    sheet: BroughtSheet
    lines: list[Numbered]
    more: dict[str, list[BroughtRow]] = field(default_factory=dict)
    strays: list[Refusal] = field(default_factory=list)

    def __post_init__(self) -> None:
        known = {each.line.item.code: each for each in self.lines}
        for key, row in self.sheet.rows.items():
            if key.startswith(MORE):
                self._further(row)
            elif key != COMMENT and _item_of(key) not in known and _has_words(row):
                self._stray(row, "text", CellsRefused.stray)

    def _further(self, row: BroughtRow) -> None:
        """A finding at the end of the sheet belongs to the item chosen beside it."""
        if not _has_words(row):
            return
        named = squeezed(str(row.cells["title"]))
        labels = {
            squeezed(word): each.line.item.code
            for each in self.lines
            for word in (each.number, label_of(each, "zh"), label_of(each, "en"))
        }
        if named in labels:
            self.more.setdefault(labels[named], []).append(row)
        else:
            self._stray(row, "title", CellsRefused.no_item)

    def _stray(self, row: BroughtRow, name: str, sentence: str) -> None:
        cell = f"{BY_NAME[name]}{row.number}"
        self.strays.append(Refusal(cell, shown(row.cells[name]), Sentence(sentence)))

    def findings_of(self, code: str) -> list[BroughtRow]:
        """The item's second, third … row, then those at the end of the sheet."""
        own = [
            row for key, row in self.sheet.rows.items() if key.startswith(f"{code}#")
        ]
        return [*own, *self.more.get(code, [])]

    def of_option(self, code: str, option: str) -> list[BroughtRow]:
        """The row of a named deduction, and those of further findings about it."""
        key = f"{code}:{option}"
        rows = self.sheet.rows
        return [row for k, row in rows.items() if k == key or k.startswith(f"{key}#")]


def _item_of(key: str) -> str:
    return key.split("#")[0].split(":")[0]


def _has_words(row: BroughtRow) -> bool:
    names = ("answer", "text", "pages", "absent")
    return any(str(row.cells[name]).strip() for name in names)


def _line(
    each: Numbered, rows: _Rows, scheme: Scheme
) -> tuple[Raw | None, list[Refusal], str, tuple[Cited, ...]]:
    """The answer of a line, or why there is none, where it stands, and the pages."""
    code = each.line.item.code
    row = rows.sheet.rows.get(code)
    if row is None:
        return None, [Refusal("", "", Sentence(CellsRefused.missing))], "", ()
    column = TEXT if each.line.is_free_text else ANSWER
    cell = f"{column}{row.number}"
    if any(_item_of(key) == code for key in rows.sheet.twice):
        return None, [Refusal(cell, "", Sentence(CellsRefused.twice))], cell, ()
    reading = _Reading(each, RowReader(row, code, each.number), rows)
    raw = reading.raw()
    if raw and not reading.refusals:
        try:
            answer = to_json(parse_answer(scheme, each.line.item, raw))
            return answer, [], cell, tuple(reading.own.cited)
        except InvalidAnswer as broken:
            reading.own.refuse_as("answer", broken)
    return None, reading.refusals, cell, ()


@dataclass
class _Reading:
    """One line's rows on their way to an answer."""

    each: Numbered
    own: RowReader
    rows: _Rows
    refusals: list[Refusal] = field(init=False)

    def __post_init__(self) -> None:
        self.refusals = self.own.refusals

    @property
    def line(self) -> Line:
        return self.each.line

    def raw(self) -> Raw:
        special = self.own.special(allowed_specials(self.line))
        choice = self._choice()
        if special is not None and choice is not None:
            self.own.refuse("special", CellsRefused.both)
        found: Raw = {}
        if choice is not None:
            found["choice"] = choice
        if special is not None:
            found["special"] = str(special)
        found |= self._outside(special)
        findings = [each for each in self._findings(special, choice) if each]
        return found | ({"findings": findings} if findings else {})

    def _choice(self) -> object:
        if self.line.is_free_text:
            return self.own.text("text", MOST_TEXT) or None
        if self.line.item.kind is ItemKind.ALTERNATIVES:
            return self._alternatives()
        raw = self.own.choice(self.line)
        return None if raw is None else self._checked(raw)

    def _checked(self, raw: object) -> object:
        """A choice that this line can have; else its cell says which it can."""
        try:
            read_choice(self.line, raw)
        except InvalidAnswer as broken:
            allowed = offered(self.line)
            if allowed:
                self.own.refuse("answer", CellsRefused.choose, allowed=allowed)
            else:
                self.own.refuse_as("answer", broken)
            return None
        return raw

    def _alternatives(self) -> list[str] | None:
        """The named deductions that are chosen, or that none is."""
        chosen = [code for code in self._options() if self._is_chosen(code)]
        said = self.own.word("answer")
        if said is None:
            return chosen or None
        if said not in _NONE_WORDS:
            self.own.refuse(
                "answer", CellsRefused.choose, allowed=(words.NONE_OF_THESE,)
            )
            return None
        if chosen:
            self.own.refuse("answer", CellsRefused.none_and_some)
        return chosen

    def _options(self) -> list[str]:
        return [option.code for option in self.line.item.options]

    def _is_chosen(self, option: str) -> bool:
        rows = self.rows.of_option(self.line.item.code, option)
        found = [self._reader(row).is_yes("answer") for row in rows]
        return any(found)

    def _reader(self, row: BroughtRow) -> RowReader:
        own = self.own
        return RowReader(row, own.item, own.number, self.refusals, own.cited)

    def _outside(self, special: Special | None) -> Raw:
        """Organ and cause of what was left undone for reasons outside."""
        organ = self.own.text("organ", MOST_ORGAN)
        if special is Special.NOT_DONE_EXTERNAL:
            cause = self.own.text("text", MOST_CAUSE)
            said = {"organ": organ, "cause": cause}
            return {name: text for name, text in said.items() if text}
        if organ:
            self.own.refuse("organ", CellsRefused.organ)
        return {}

    def _findings(self, special: Special | None, choice: object) -> Iterator[Raw]:
        has_reason = (
            special is not Special.NOT_DONE_EXTERNAL and not self.line.is_free_text
        )
        yield self._finding(self.own, has_reason=has_reason)
        code = self.line.item.code
        for row in self.rows.findings_of(code):
            yield self._finding(self._reader(row))
        for option in self._options():
            for row in self.rows.of_option(code, option):
                yield self._of_option(self._reader(row), option, choice)

    def _finding(self, reader: RowReader, *, has_reason: bool = True) -> Raw:
        texts = {
            "reason": reader.text("text", MOST_REASON) if has_reason else "",
            "pages": reader.pages(MOST_PAGES),
        }
        said: Raw = {name: text for name, text in texts.items() if text}
        if reader.is_yes("absent"):
            said["absent"] = True
        return said

    def _of_option(self, reader: RowReader, option: str, choice: object) -> Raw:
        """A finding about a deduction that was left out would say it was made."""
        said = self._finding(reader)
        if said and isinstance(choice, list) and option not in choice:
            reader.refuse("answer", CellsRefused.not_chosen)
        return said | {"option": option} if said else {}


def _comment(
    sheet: BroughtSheet,
    said: dict[str, Any],
    cells: dict[str, str],
    refused: dict[str, tuple[Refusal, ...]],
) -> None:
    row = sheet.rows.get(COMMENT)
    if row is None or COMMENT in sheet.twice:
        why = CellsRefused.twice if row else CellsRefused.missing
        cells[COMMENT] = ""
        refused[COMMENT] = (Refusal("", "", Sentence(why)),)
        return
    reader = RowReader(row, "", "")
    text = reader.text("text", MOST_TEXT)
    cells[COMMENT] = reader.address("text")
    if reader.refusals:
        refused[COMMENT] = tuple(reader.refusals)
    else:
        said[COMMENT] = text


_NONE_WORDS = frozenset(
    squeezed(word) for text in (words.NONE_OF_THESE,) for word in (text.zh, text.en)
)
