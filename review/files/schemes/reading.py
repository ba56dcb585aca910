"""The text of a scheme file as plain values, with the line of every one of them.

Only the part of YAML 1.2 that a lawyer needs is read. Anchors, aliases, tags and
directives are refused while the text is still a stream of events, before anything is
built, so that a small file cannot grow into a large one. Scalars keep their source
text: what a key expects decides whether `2.50` is a number, never the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from review.domain.errors import N_
from review.files.schemes.problems import Path, Problem
from review.files.schemes.syntax import foreign_character, syntax_problem

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 16
MAX_NODES = 50_000

TOO_LARGE = N_("The file is larger than 1 MiB; a scheme is far smaller.")
TOO_DEEP = N_("Nested too deeply.")
TOO_MANY = N_("The file has too many entries.")
FOREIGN_CHARACTER = N_("The character %(code)s does not belong in a scheme.")
TAB = N_("A tab stands here; use spaces.")
ANCHOR = N_("Anchors (&name) are not allowed; write the text out.")
ALIAS = N_("Aliases (*name) are not allowed; write the text out.")
TAG = N_("Tags (!name) are not allowed.")
DIRECTIVE = N_("Directives at the head of a file (YAML, TAG) are not allowed.")
SECOND_DOCUMENT = N_("A file holds one scheme; a second document begins here.")
DUPLICATE = N_("The key %(key)s is written twice; it first stands on line %(first)s.")
KEY_IS_NO_TEXT = N_("A key must be a word.")
EMPTY = N_("The file is empty.")

_LINE_ENDS = re.compile(r"\r\n|\r|\n")
_STUMBLES = (YAMLError, ValueError, ArithmeticError, LookupError, TypeError)
_QUOTES = ("'", '"')
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TRUTHS = {
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}


class Plain(str):
    """A scalar written without quotation marks: perhaps a number, perhaps a text."""

    __slots__ = ()


@dataclass(slots=True)
class Reading:
    """The values of a file, the lines of its keys and values, and its problems."""

    value: object = None
    key_lines: dict[Path, int] = field(default_factory=dict)
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    usable: bool = True

    def line_of(self, path: Path) -> int:
        """The line of a value, or of the nearest block around what is not written."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def refuse(self, line: int, sentence: str, **values: object) -> None:
        """A problem after which the values cannot be trusted."""
        self.problems.append(Problem(line, "", sentence, values))
        self.usable = False


def read(text: str) -> Reading:
    """The whole text read once; what cannot be read at all is not tried further."""
    reading = Reading()
    text = text.removeprefix("\ufeff")
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        reading.refuse(1, TOO_LARGE)
        return reading
    _refuse_characters(text, reading)
    if reading.usable:
        _Composer(reading, text).compose()
    return reading


def _refuse_characters(text: str, reading: Reading) -> None:
    """NUL, tabs and invisible signs are named with their line instead of guessed at."""
    for number, line in enumerate(_LINE_ENDS.split(text), 1):
        found = foreign_character(line)
        if found == "\t":
            reading.refuse(number, TAB)
        elif found:
            reading.refuse(number, FOREIGN_CHARACTER, code=f"U+{ord(found):04X}")


class _Stop(Exception):
    """Reading on would cost more than it could tell."""


class _Composer:
    """Builds plain values out of the stream of events, one event at a time."""

    def __init__(self, reading: Reading, text: str) -> None:
        self.reading = reading
        self.text = text
        self.events = iter(())
        self.n_nodes = 0
        self.quoted = (0, 0)

    def compose(self) -> None:
        self.events = iter(YAML(typ="safe", pure=True).parse(self.text))
        try:
            self._document()
        except _Stop:
            pass
        except _STUMBLES as error:
            # A foreign parser reads a stranger's file here: whatever it stumbles
            # over is the file's fault, and is told as such.
            line, sentence, values = syntax_problem(error, self.text, self.quoted)
            self.reading.refuse(line, sentence, **values)

    def _document(self) -> None:
        started = False
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                self._check_document(event, is_first=not started)
                started = True
            elif isinstance(event, NodeEvent):
                self.reading.value = self._value(event, (), _line(event))
        if not started:
            self.reading.refuse(1, EMPTY)

    def _check_document(self, event: DocumentStartEvent, is_first: bool) -> None:
        if event.version is not None or event.tags:
            self.reading.refuse(_line(event), DIRECTIVE)
            raise _Stop
        if not is_first:
            self.reading.refuse(_line(event), SECOND_DOCUMENT)
            raise _Stop

    def _value(self, event: Event, path: Path, line: int) -> object:
        """The value of one node; `line` is that of its key, or its own in a list.

        A block is told by the line of its key, a scalar by its own.
        """
        self._admit(event, path)
        if isinstance(event, ScalarEvent):
            return self._scalar(event, path, line)
        self.reading.lines[path] = line
        if isinstance(event, MappingStartEvent):
            return self._mapping(event, path)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(path)
        return None

    def _admit(self, event: Event, path: Path) -> None:
        self.n_nodes += 1
        if isinstance(event, ScalarEvent) and event.style in _QUOTES:
            self.quoted = _line(event), event.end_mark.line + 1
        if self.n_nodes > MAX_NODES or len(path) > MAX_DEPTH:
            self.reading.refuse(
                _line(event), TOO_DEEP if len(path) > MAX_DEPTH else TOO_MANY
            )
            raise _Stop
        if isinstance(event, AliasEvent):
            self.reading.refuse(_line(event), ALIAS)
        elif getattr(event, "anchor", None) is not None:
            self.reading.refuse(_line(event), ANCHOR)
        if getattr(event, "tag", None) is not None:
            self.reading.refuse(_line(event), TAG)

    def _scalar(self, event: ScalarEvent, path: Path, line: int) -> object:
        is_plain = event.implicit[0]
        # The mark of an empty value is that of the next word, lines further down.
        at = line if is_plain and not event.value else _line(event)
        self.reading.lines[path] = at
        found = foreign_character(event.value.replace("\n", ""))
        if found:
            self.reading.refuse(at, FOREIGN_CHARACTER, code=f"U+{ord(found):04X}")
        if not is_plain:
            return str(event.value)
        return _plain(event.value)

    def _mapping(self, start: MappingStartEvent, path: Path) -> dict[str, object]:
        values: dict[str, object] = {}
        for event in self._until_end():
            key, line = self._key(event, path)
            if key in values:
                first = self.reading.key_lines[(*path, key)]
                self._twice((*path, key), line, first)
                continue
            self.reading.key_lines[(*path, key)] = line
            values[key] = self._value(next(self.events), (*path, key), line)
        return values

    def _key(self, event: Event, path: Path) -> tuple[str, int]:
        line = _line(event)
        self._admit(event, path)
        if isinstance(event, ScalarEvent):
            return event.value, line
        self.reading.refuse(line, KEY_IS_NO_TEXT)
        raise _Stop

    def _twice(self, path: Path, line: int, first: int) -> None:
        """The second value is read past; only the first one counts from here on."""
        values = {"key": path[-1], "first": first}
        self.reading.problems.append(
            Problem(line, ".".join(map(str, path)), DUPLICATE, values)
        )
        self._value(next(self.events), ("", *path), line)

    def _sequence(self, path: Path) -> list[object]:
        values: list[object] = []
        for event in self._until_end():
            values.append(self._value(event, (*path, len(values)), _line(event)))
        return values

    def _until_end(self) -> Iterator[Event]:
        for event in self.events:
            if isinstance(event, CollectionEndEvent):
                return
            yield event


def _plain(value: str) -> object:
    """YAML 1.2 without its numbers: `no`, `on` and `off` stay texts."""
    if value in _NULLS:
        return None
    return _TRUTHS.get(value, Plain(value))


def _line(event: Event) -> int:
    return event.start_mark.line + 1
